/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-sheet.h"

#include "print-preview.h"
#include "print-words.h"
#include "stepper.h"

#include <glib/gi18n.h>

#include <unistd.h>

struct _GuichetPrintSheet {
  GtkWidget parent_instance;

  /* Template children */
  GtkStack *stack;
  GuichetPrintPreview *preview;
  GuichetStepper *copies;
  GtkWidget *pages_box;
  GuichetStepper *first_page;
  GuichetStepper *last_page;
  GtkWidget *colour_box;
  GtkToggleButton *black_button;
  GtkToggleButton *colour_button;
  GtkWidget *sides_box;
  GtkToggleButton *one_side_button;
  GtkToggleButton *two_sides_button;
  GtkLabel *sum;
  GtkLabel *price;
  GtkWidget *print_button;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *text;
  GtkWidget *cancel_button;
  GtkWidget *retry_button;
  GtkWidget *close_button;
  /* Owned */
  GuichetPrinting *printing;
  GuichetDocument *document; /* NULL: nothing to print */
  GCancellable *cancellable; /* of what is being made ready */
  /* State */
  GuichetPrintState state;
  guint n_pages;
  gboolean is_printing;
};

enum { CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetPrintSheet, guichet_print_sheet, GTK_TYPE_WIDGET)

static void open_document (GuichetPrintSheet *self);

/* --- what is said --- */

static const char *
find_icon (GuichetPrintState state)
{
  switch (state) {
  case GUICHET_PRINT_DONE:
    return "guichet-done-symbolic";
  case GUICHET_PRINT_WAITING:
  case GUICHET_PRINT_FAILED:
    return "guichet-warning-symbolic";
  case GUICHET_PRINT_PREPARING:
  case GUICHET_PRINT_SENDING:
  case GUICHET_PRINT_PRINTING:
  case GUICHET_PRINT_CANCELLED:
  default:
    return "guichet-print-symbolic";
  }
}

static void
say (GuichetPrintSheet *self, GuichetPrintState state, GuichetPrintReason reason)
{
  GuichetPrintWords words = guichet_print_words_find (state, reason);
  gboolean is_over = guichet_print_state_is_final (state);

  self->state = state;
  gtk_image_set_from_icon_name (self->icon, find_icon (state));
  gtk_label_set_label (self->title, words.title);
  gtk_label_set_label (self->text, words.text);
  gtk_widget_set_visible (self->cancel_button, !is_over);
  gtk_widget_set_sensitive (self->cancel_button, TRUE);
  gtk_widget_set_visible (self->retry_button, state == GUICHET_PRINT_FAILED && self->n_pages > 0);
  gtk_widget_set_visible (self->close_button, is_over);
  gtk_stack_set_visible_child_name (self->stack, "message");
  guichet_print_sheet_focus (self);
}

/* --- the choices --- */

static GuichetPrintOptions
get_options (GuichetPrintSheet *self, const char *pages)
{
  return (GuichetPrintOptions){
    .pages = pages,
    .copies = guichet_stepper_get_value (self->copies),
    .is_colour = gtk_toggle_button_get_active (self->colour_button),
    .is_two_sided = gtk_toggle_button_get_active (self->two_sides_button),
  };
}

static guint
count_chosen (GuichetPrintSheet *self)
{
  return guichet_stepper_get_value (self->last_page) -
         guichet_stepper_get_value (self->first_page) + 1;
}

static void
sync_sum (GuichetPrintSheet *self)
{
  const GuichetPrinterSettings *settings = guichet_printing_get_settings (self->printing);
  GuichetPrintOptions options = get_options (self, "");
  guint n_chosen = count_chosen (self);
  guint n_sides = guichet_print_options_count_sides (&options, n_chosen);
  guint n_sheets = guichet_print_options_count_sheets (&options, n_chosen);
  gboolean is_possible;
  g_autofree char *sum = guichet_print_words_make_sum (
      settings, guichet_printing_get_n_left (self->printing), n_sides, n_sheets, &is_possible);
  g_autofree char *price = guichet_print_words_make_price (
      settings, guichet_printing_get_n_sides (self->printing), n_sides);

  gtk_label_set_label (self->sum, sum);
  gtk_label_set_label (self->price, price);
  gtk_widget_set_sensitive (self->print_button, is_possible);
}

static void
on_copies_changed (GuichetPrintSheet *self)
{
  sync_sum (self);
}

static void
on_sides_toggled (GuichetPrintSheet *self)
{
  if (self->printing != NULL && self->n_pages > 0)
    sync_sum (self);
}

static void
on_first_page_changed (GuichetPrintSheet *self)
{
  guint first = guichet_stepper_get_value (self->first_page);

  guichet_stepper_set (self->last_page, guichet_stepper_get_value (self->last_page), first,
                       self->n_pages);
  guichet_print_preview_show_page (self->preview, first - 1);
  sync_sum (self);
}

static void
on_last_page_changed (GuichetPrintSheet *self)
{
  guint last = guichet_stepper_get_value (self->last_page);

  guichet_stepper_set (self->first_page, guichet_stepper_get_value (self->first_page), 1, last);
  guichet_print_preview_show_page (self->preview, last - 1);
  sync_sum (self);
}

static void
offer_choices (GuichetPrintSheet *self, guint n_pages)
{
  const GuichetPrinterSettings *settings = guichet_printing_get_settings (self->printing);

  self->n_pages = n_pages;
  guichet_stepper_set (self->copies, 1, 1, settings->max_copies);
  guichet_stepper_set (self->first_page, 1, 1, n_pages);
  guichet_stepper_set (self->last_page, n_pages, 1, n_pages);
  gtk_toggle_button_set_active (self->black_button, TRUE);
  gtk_toggle_button_set_active (self->one_side_button, TRUE);
  gtk_widget_set_visible (self->pages_box, n_pages > 1);
  gtk_widget_set_visible (self->colour_box, settings->has_colour);
  gtk_widget_set_visible (self->sides_box, settings->has_two_sides && n_pages > 1);
  sync_sum (self);
  gtk_stack_set_visible_child_name (self->stack, "choices");
  guichet_print_sheet_focus (self);
}

/* --- the document --- */

static GuichetPrintReason
find_document_reason (const GError *error)
{
  if (!g_error_matches (error, GUICHET_DOCUMENT_ERROR, error->code))
    return GUICHET_PRINT_REASON_DOCUMENT;
  switch ((GuichetDocumentError)error->code) {
  case GUICHET_DOCUMENT_ERROR_ENCRYPTED:
    return GUICHET_PRINT_REASON_ENCRYPTED;
  case GUICHET_DOCUMENT_ERROR_TOO_MANY_PAGES:
  case GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES:
  case GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS:
    return GUICHET_PRINT_REASON_TOO_LARGE;
  case GUICHET_DOCUMENT_ERROR_UNKNOWN_KIND:
  case GUICHET_DOCUMENT_ERROR_BROKEN:
  case GUICHET_DOCUMENT_ERROR_NO_SUCH_PAGE:
  case GUICHET_DOCUMENT_ERROR_TIMEOUT:
  case GUICHET_DOCUMENT_ERROR_DIED:
  case GUICHET_DOCUMENT_ERROR_UNAVAILABLE:
  case GUICHET_DOCUMENT_N_ERRORS:
  default:
    return GUICHET_PRINT_REASON_DOCUMENT;
  }
}

static void
refuse (GuichetPrintSheet *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    guichet_print_sheet_fail (self, find_document_reason (error));
}

static void
on_inspected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetPrintSheet) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetDocumentFacts) facts =
      guichet_document_child_inspect_finish (GUICHET_DOCUMENT_CHILD (source), result, &error);

  if (facts == NULL) {
    refuse (self, error);
    return;
  }
  guichet_print_preview_show (self->preview, GUICHET_DOCUMENT_CHILD (source), facts->n_pages);
  offer_choices (self, facts->n_pages);
}

static void
on_converted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetPrintSheet) self = user_data;
  g_autoptr (GuichetDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  int fd = guichet_document_child_make_finish (GUICHET_DOCUMENT_CHILD (source), result, &error);

  if (fd >= 0)
    document = guichet_document_new (GUICHET_DOCUMENT_ORIGIN_PAGE, "", fd, &error);
  if (document == NULL) {
    refuse (self, error);
    return;
  }
  g_set_object (&self->document, document);
  open_document (self);
}

/* A PDF that others made never comes near CUPS: it is written anew, without what is not to be seen.
 */
static gboolean
is_ready (GuichetDocument *document)
{
  GuichetDocumentOrigin origin = guichet_document_get_origin (document);

  return guichet_document_get_kind (document) == GUICHET_DOCUMENT_KIND_PDF &&
         origin != GUICHET_DOCUMENT_ORIGIN_DOWNLOAD && origin != GUICHET_DOCUMENT_ORIGIN_STICK;
}

static void
open_document (GuichetPrintSheet *self)
{
  g_autoptr (GuichetDocumentChild) child = guichet_document_child_new (
      guichet_printing_get_opener (self->printing), guichet_document_get_fd (self->document));

  if (is_ready (self->document))
    guichet_document_child_inspect_async (child, self->cancellable, on_inspected,
                                          g_object_ref (self));
  else
    guichet_document_child_to_pdf_async (child, NULL, 0, 0, self->cancellable, on_converted,
                                         g_object_ref (self));
}

/* --- what the resident does --- */

static void
on_print_clicked (GuichetPrintSheet *self)
{
  g_autofree char *pages = g_strdup_printf ("%u-%u", guichet_stepper_get_value (self->first_page),
                                            guichet_stepper_get_value (self->last_page));
  GuichetPrintOptions options = get_options (self, pages);

  self->is_printing = TRUE;
  guichet_printing_start (self->printing, self->document, &options,
                          guichet_print_options_count_sides (&options, count_chosen (self)));
}

static void
on_cancel_clicked (GuichetPrintSheet *self)
{
  if (!self->is_printing) {
    guichet_print_sheet_forget (self);
    g_signal_emit (self, signals[CLOSED], 0);
    return;
  }
  gtk_widget_set_sensitive (self->cancel_button, FALSE);
  gtk_label_set_label (self->text, _ ("The print is being cancelled…"));
  guichet_printing_cancel (self->printing);
}

static void
on_retry_clicked (GuichetPrintSheet *self)
{
  gtk_stack_set_visible_child_name (self->stack, "choices");
  sync_sum (self);
  guichet_print_sheet_focus (self);
}

static void
on_close_clicked (GuichetPrintSheet *self)
{
  guichet_print_sheet_forget (self);
  g_signal_emit (self, signals[CLOSED], 0);
}

static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  GuichetPrintSheet *self = GUICHET_PRINT_SHEET (widget);

  if (!self->is_printing)
    on_close_clicked (self);
  return TRUE;
}

static void
on_printing_changed (GuichetPrintSheet *self, int state, int reason)
{
  if (!self->is_printing)
    return;
  self->is_printing = !guichet_print_state_is_final ((GuichetPrintState)state);
  say (self, (GuichetPrintState)state, (GuichetPrintReason)reason);
}

/* --- life --- */

static void
guichet_print_sheet_dispose (GObject *object)
{
  GuichetPrintSheet *self = GUICHET_PRINT_SHEET (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->document);
  g_clear_object (&self->printing);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_PRINT_SHEET);
  G_OBJECT_CLASS (guichet_print_sheet_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/print-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, stack);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, preview);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, copies);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, pages_box);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, first_page);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, last_page);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, colour_box);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, black_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, colour_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, sides_box);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, one_side_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, two_sides_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, sum);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, price);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, print_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, icon);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, title);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, text);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, retry_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintSheet, close_button);
}

static void
guichet_print_sheet_class_init (GuichetPrintSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_print_sheet_dispose;
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (GUICHET_TYPE_PRINT_PREVIEW);
  g_type_ensure (GUICHET_TYPE_STEPPER);
  bind_template (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_copies_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_first_page_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_last_page_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_sides_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_print_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
guichet_print_sheet_init (GuichetPrintSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
guichet_print_sheet_set_up (GuichetPrintSheet *self, GuichetPrinting *printing)
{
  self->printing = g_object_ref (printing);
  g_signal_connect_object (printing, "changed", G_CALLBACK (on_printing_changed), self,
                           G_CONNECT_SWAPPED);
}

void
guichet_print_sheet_wait (GuichetPrintSheet *self)
{
  guichet_print_sheet_forget (self);
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  say (self, GUICHET_PRINT_PREPARING, GUICHET_PRINT_REASON_NONE);
}

void
guichet_print_sheet_show (GuichetPrintSheet *self, GuichetDocument *document)
{
  g_return_if_fail (!self->is_printing);

  guichet_print_sheet_wait (self);
  self->document = g_object_ref (document);
  open_document (self);
}

void
guichet_print_sheet_fail (GuichetPrintSheet *self, GuichetPrintReason reason)
{
  self->n_pages = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  say (self, GUICHET_PRINT_FAILED, reason);
}

void
guichet_print_sheet_forget (GuichetPrintSheet *self)
{
  self->is_printing = FALSE;
  self->n_pages = 0;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  guichet_print_preview_forget (self->preview);
  g_clear_object (&self->document);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
guichet_print_sheet_focus (GuichetPrintSheet *self)
{
  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "choices"))
    gtk_widget_grab_focus (self->print_button);
  else if (gtk_widget_get_visible (self->close_button))
    gtk_widget_grab_focus (self->close_button);
  else
    gtk_widget_grab_focus (self->cancel_button);
}
