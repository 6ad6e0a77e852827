/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window.h"

#include "key-policy.h"
#include "size-class.h"

struct _GuichetWindow {
  GtkWindow parent_instance;

  /* Template children */
  GtkStack *screens;
  GtkWidget *erasing;
  GtkWidget *take_pages;
  GuichetBar *bar;
  GtkStack *views;
  GuichetHome *home;
  GuichetLimitPage *limit;
  GuichetCalmPage *closed;
  GuichetQuestionPage *question;
  GuichetPrintSheet *print_sheet;
  GuichetEndSheet *end_sheet;
  GuichetTimeSheet *time_sheet;
  GuichetTimeNote *time_note;
  GuichetHelpSheet *help_sheet;
  GuichetReceivedBanner *banner;
  GuichetTrayPage *tray_page;
  GuichetDocumentPage *document_page;
  /* State */
  gboolean waiting_for_input;
  gboolean has_pointer;
  double pointer_x;
  double pointer_y;
};

enum { FIRST_INPUT, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetWindow, guichet_window, GTK_TYPE_WINDOW)

/* A pointer that lies still under a window that appears is told to it as a motion: nobody is there
   yet. */
static gboolean
is_real_motion (GuichetWindow *self, GdkEvent *event)
{
  double x = 0;
  double y = 0;
  gboolean moved;

  gdk_event_get_position (event, &x, &y);
  moved = self->has_pointer && (ABS (x - self->pointer_x) > 2 || ABS (y - self->pointer_y) > 2);
  if (!self->has_pointer) {
    self->pointer_x = x;
    self->pointer_y = y;
  }
  self->has_pointer = TRUE;
  return moved;
}

static gboolean
on_event (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer user_data)
{
  GuichetWindow *self = user_data;

  switch (gdk_event_get_event_type (event)) {
  case GDK_MOTION_NOTIFY:
    if (self->waiting_for_input && !is_real_motion (self, event))
      break;
    G_GNUC_FALLTHROUGH;
  case GDK_BUTTON_PRESS:
  case GDK_TOUCH_BEGIN:
  case GDK_KEY_PRESS:
    if (self->waiting_for_input) {
      self->waiting_for_input = FALSE;
      g_signal_emit (self, signals[FIRST_INPUT], 0);
    }
    break;
  default:
    break;
  }
  return GDK_EVENT_PROPAGATE;
}

/* From the page to the bar, from there to the banner when there is one, and back. */
static void
on_leave_page (GtkWindow *window)
{
  GuichetWindow *self = GUICHET_WINDOW (window);
  GtkWidget *focus = gtk_window_get_focus (window);

  if (!gtk_widget_get_can_focus (GTK_WIDGET (self->screens)))
    return;
  gtk_window_set_focus_visible (window, TRUE);
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->banner)))
    gtk_widget_child_focus (GTK_WIDGET (self->views), GTK_DIR_TAB_FORWARD);
  else if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->bar)))
    gtk_widget_child_focus (gtk_widget_get_mapped (GTK_WIDGET (self->banner))
                                ? GTK_WIDGET (self->banner)
                                : GTK_WIDGET (self->views),
                            GTK_DIR_TAB_FORWARD);
  else if (gtk_widget_get_mapped (GTK_WIDGET (self->bar)))
    guichet_bar_focus (self->bar);
}

/* Tab must not walk into what lies under a sheet. */
static void
sync_reach (GuichetWindow *self)
{
  gtk_widget_set_can_focus (GTK_WIDGET (self->screens),
                            !gtk_widget_get_visible (GTK_WIDGET (self->end_sheet)) &&
                                !gtk_widget_get_visible (GTK_WIDGET (self->time_sheet)) &&
                                !gtk_widget_get_visible (GTK_WIDGET (self->help_sheet)) &&
                                !gtk_widget_get_visible (GTK_WIDGET (self->print_sheet)));
}

/* The terminal's window is closed by nobody but the end of its world. */
static gboolean
guichet_window_close_request (GtkWindow *window)
{
  return TRUE;
}

static void
guichet_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_WINDOW);
  G_OBJECT_CLASS (guichet_window_parent_class)->dispose (object);
}

static void
guichet_window_class_init (GuichetWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = guichet_window_close_request;
  signals[FIRST_INPUT] = g_signal_new ("first-input", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (GUICHET_TYPE_BAR);
  g_type_ensure (GUICHET_TYPE_HOME);
  g_type_ensure (GUICHET_TYPE_LIMIT_PAGE);
  g_type_ensure (GUICHET_TYPE_CALM_PAGE);
  g_type_ensure (GUICHET_TYPE_QUESTION_PAGE);
  g_type_ensure (GUICHET_TYPE_PRINT_SHEET);
  g_type_ensure (GUICHET_TYPE_END_SHEET);
  g_type_ensure (GUICHET_TYPE_TIME_SHEET);
  g_type_ensure (GUICHET_TYPE_TIME_NOTE);
  g_type_ensure (GUICHET_TYPE_HELP_SHEET);
  g_type_ensure (GUICHET_TYPE_RECEIVED_BANNER);
  g_type_ensure (GUICHET_TYPE_TRAY_PAGE);
  g_type_ensure (GUICHET_TYPE_DOCUMENT_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, screens);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, erasing);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, take_pages);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, views);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, home);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, limit);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, closed);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, question);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, print_sheet);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, end_sheet);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, time_sheet);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, time_note);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, help_sheet);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, tray_page);
  gtk_widget_class_bind_template_child (widget_class, GuichetWindow, document_page);
}

static void
guichet_window_init (GuichetWindow *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->print_sheet, "notify::visible", G_CALLBACK (sync_reach), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->time_sheet, "notify::visible", G_CALLBACK (sync_reach), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->help_sheet, "notify::visible", G_CALLBACK (sync_reach), self,
                           G_CONNECT_SWAPPED);
  guichet_calm_page_show (self->closed, GUICHET_CALM_CLOSED, NULL);
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect (events, "event", G_CALLBACK (on_event), self);
  gtk_widget_add_controller (GTK_WIDGET (self), events);
  guichet_key_policy_install (GTK_WINDOW (self));
  guichet_key_policy_set_leave_page (GTK_WINDOW (self), on_leave_page);
}

GuichetWindow *
guichet_window_new (guint text_scale)
{
  GuichetWindow *self = g_object_new (GUICHET_TYPE_WINDOW, NULL);

  guichet_size_class_watch (GTK_WINDOW (self), text_scale);
  return self;
}

void
guichet_window_prepare (GuichetWindow *self)
{
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  gtk_widget_realize (GTK_WIDGET (self));
  gtk_widget_measure (GTK_WIDGET (self->views), GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL,
                      NULL);
  gtk_widget_measure (GTK_WIDGET (self->views), GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL,
                      NULL);
}

void
guichet_window_show_curtain (GuichetWindow *self)
{
  gtk_stack_set_visible_child_name (self->screens, "curtain");
  gtk_window_fullscreen (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
}

static void
set_take_pages (GuichetWindow *self, gboolean take_pages)
{
  gtk_widget_set_visible (self->erasing, !take_pages);
  gtk_widget_set_visible (self->take_pages, take_pages);
}

void
guichet_window_tell_take_pages (GuichetWindow *self)
{
  set_take_pages (self, TRUE);
}

void
guichet_window_show_home (GuichetWindow *self)
{
  self->waiting_for_input = TRUE;
  self->has_pointer = FALSE;
  set_take_pages (self, FALSE);
  gtk_stack_set_visible_child_name (self->screens, "visit");
  gtk_window_fullscreen (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
  guichet_home_reset (self->home);
}

void
guichet_window_set_confirming (GuichetWindow *self, gboolean confirming)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->end_sheet)) == confirming)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->end_sheet), confirming);
  sync_reach (self);
  if (confirming)
    guichet_end_sheet_focus (self->end_sheet);
}

void
guichet_window_show_question (GuichetWindow *self)
{
  gtk_stack_set_visible_child_name (self->screens, "question");
}

GuichetQuestionPage *
guichet_window_get_question (GuichetWindow *self)
{
  return self->question;
}

GuichetBar *
guichet_window_get_bar (GuichetWindow *self)
{
  return self->bar;
}

GuichetHome *
guichet_window_get_home (GuichetWindow *self)
{
  return self->home;
}

GuichetLimitPage *
guichet_window_get_limit (GuichetWindow *self)
{
  return self->limit;
}

GuichetCalmPage *
guichet_window_get_closed (GuichetWindow *self)
{
  return self->closed;
}

GuichetEndSheet *
guichet_window_get_end_sheet (GuichetWindow *self)
{
  return self->end_sheet;
}

GuichetTimeSheet *
guichet_window_get_time_sheet (GuichetWindow *self)
{
  return self->time_sheet;
}

GuichetTimeNote *
guichet_window_get_time_note (GuichetWindow *self)
{
  return self->time_note;
}

GuichetHelpSheet *
guichet_window_get_help_sheet (GuichetWindow *self)
{
  return self->help_sheet;
}

GuichetReceivedBanner *
guichet_window_get_banner (GuichetWindow *self)
{
  return self->banner;
}

GuichetTrayPage *
guichet_window_get_tray_page (GuichetWindow *self)
{
  return self->tray_page;
}

GuichetDocumentPage *
guichet_window_get_document_page (GuichetWindow *self)
{
  return self->document_page;
}

GuichetPrintSheet *
guichet_window_get_print_sheet (GuichetWindow *self)
{
  return self->print_sheet;
}

void
guichet_window_add_view (GuichetWindow *self, GtkWidget *view)
{
  gtk_stack_add_child (self->views, view);
}

void
guichet_window_remove_view (GuichetWindow *self, GtkWidget *view)
{
  gtk_stack_remove (self->views, view);
}

void
guichet_window_set_view (GuichetWindow *self, GtkWidget *view)
{
  gtk_stack_set_visible_child (self->views, view);
}

GtkWidget *
guichet_window_get_view (GuichetWindow *self)
{
  return gtk_stack_get_visible_child (self->views);
}
