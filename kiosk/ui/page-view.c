/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-view.h"

#include "calm-page.h"
#include "dialog-sheet.h"
#include "service.h"
#include "ui-assets.h"
#include "web-dialog.h"

#include <glib/gi18n.h>

#define NOTICE_SECONDS 6
#define WAIT_SECONDS   20

struct _GuichetPageView {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *overlay;
  GtkStack *stack;
  GuichetCalmPage *calm;
  GtkWidget *opening;
  GtkImage *opening_icon;
  GtkLabel *opening_title;
  GtkProgressBar *progress;
  GtkLabel *notice;
  GuichetDialogSheet *dialog;
  /* Borrowed */
  GtkWidget *web; /* child of the stack */
  /* Owned */
  GuichetWebPage *page;
  /* Handles */
  guint notice_id;
  guint wait_id;
  /* State */
  gboolean painted;
};

enum { HOME_REQUESTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const NOTICES[] = {
  [GUICHET_WEB_NOTICE_DOWNLOAD] = N_ ("The site wanted to give too many documents at once."),
  [GUICHET_WEB_NOTICE_FILE] =
      N_ ("Files cannot be given to this page now. Touch its button again."),
  [GUICHET_WEB_NOTICE_OUTSIDE] = N_ ("This link is for a mail program or a telephone."),
  [GUICHET_WEB_NOTICE_POPUP] = N_ ("The site wanted to open too many windows."),
};

static const GuichetCalmKind FAILURES[] = {
  [GUICHET_WEB_PAGE_FAILURE_NONE] = GUICHET_CALM_FAILED,
  [GUICHET_WEB_PAGE_FAILURE_OFFLINE] = GUICHET_CALM_OFFLINE,
  [GUICHET_WEB_PAGE_FAILURE_NOT_FOUND] = GUICHET_CALM_NOT_FOUND,
  [GUICHET_WEB_PAGE_FAILURE_TLS] = GUICHET_CALM_TLS,
  [GUICHET_WEB_PAGE_FAILURE_OTHER] = GUICHET_CALM_FAILED,
  [GUICHET_WEB_PAGE_FAILURE_CLOSED] = GUICHET_CALM_CLOSED,
};

G_DEFINE_TYPE (GuichetPageView, guichet_page_view, GTK_TYPE_WIDGET)

static GuichetCalmKind
get_calm_kind (GuichetPageView *self)
{
  switch (guichet_web_page_get_state (self->page)) {
  case GUICHET_WEB_PAGE_SHOWN:
    return GUICHET_CALM_NONE;
  case GUICHET_WEB_PAGE_REFUSED:
    return GUICHET_CALM_REFUSED;
  case GUICHET_WEB_PAGE_FAILED:
    return FAILURES[guichet_web_page_get_failure (self->page)];
  case GUICHET_WEB_PAGE_CRASHED:
    return GUICHET_CALM_CRASHED;
  case GUICHET_WEB_PAGE_UNRESPONSIVE:
    return self->wait_id != 0 ? GUICHET_CALM_NONE : GUICHET_CALM_UNRESPONSIVE;
  }
  return GUICHET_CALM_FAILED;
}

static void
update (GuichetPageView *self)
{
  GuichetCalmKind kind = get_calm_kind (self);
  gboolean asking = gtk_widget_get_visible (GTK_WIDGET (self->dialog));

  if (kind != GUICHET_CALM_NONE)
    guichet_calm_page_show (self->calm, kind, guichet_web_page_get_host (self->page));
  gtk_stack_set_visible_child (self->stack,
                               kind != GUICHET_CALM_NONE ? GTK_WIDGET (self->calm) : self->web);
  gtk_widget_set_visible (self->opening, kind == GUICHET_CALM_NONE && !self->painted);
  gtk_widget_set_visible (GTK_WIDGET (self->progress),
                          kind == GUICHET_CALM_NONE && guichet_web_page_get_loading (self->page));
  gtk_widget_set_can_focus (GTK_WIDGET (self->stack), !asking);
}

/* Who is on the way to a button of the bar must not be led back by a page that changes. */
static gboolean
has_focus (GuichetPageView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return gtk_widget_get_mapped (GTK_WIDGET (self)) &&
         (focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self)));
}

static void
on_state_changed (GuichetPageView *self)
{
  gboolean had_focus = has_focus (self);

  g_clear_handle_id (&self->wait_id, g_source_remove);
  update (self);
  if (had_focus)
    guichet_page_view_focus (self);
}

static void
on_painted (GuichetPageView *self)
{
  self->painted = TRUE;
  update (self);
}

static gboolean
on_waited (gpointer user_data)
{
  GuichetPageView *self = user_data;

  self->wait_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
on_calm_action (GuichetPageView *self, int action)
{
  switch ((GuichetCalmAction)action) {
  case GUICHET_CALM_ACTION_BACK:
    guichet_web_page_go_back (self->page);
    break;
  case GUICHET_CALM_ACTION_RETRY:
  case GUICHET_CALM_ACTION_REOPEN:
    guichet_web_page_retry (self->page);
    break;
  case GUICHET_CALM_ACTION_WAIT:
    g_clear_handle_id (&self->wait_id, g_source_remove);
    self->wait_id = g_timeout_add_seconds (WAIT_SECONDS, on_waited, self);
    update (self);
    break;
  case GUICHET_CALM_ACTION_HOME:
    g_signal_emit (self, signals[HOME_REQUESTED], 0);
    break;
  case GUICHET_CALM_ACTION_NONE:
    break;
  }
}

static gboolean
on_dialog_requested (GuichetWebPage *page, GuichetWebDialog *dialog, gpointer user_data)
{
  GuichetPageView *self = user_data;

  guichet_dialog_sheet_show (self->dialog, dialog, guichet_web_page_get_host (page));
  update (self);
  guichet_page_view_focus (self);
  return TRUE;
}

static void
on_dialog_answered (GuichetPageView *self)
{
  update (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    guichet_page_view_focus (self);
}

static gboolean
on_notice_over (gpointer user_data)
{
  GuichetPageView *self = user_data;

  self->notice_id = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->notice), FALSE);
  return G_SOURCE_REMOVE;
}

static void
on_notice (GuichetPageView *self, int notice)
{
  if (notice < 0 || notice >= (int)G_N_ELEMENTS (NOTICES))
    return;
  gtk_label_set_label (self->notice, _ (NOTICES[notice]));
  gtk_widget_set_visible (GTK_WIDGET (self->notice), TRUE);
  g_clear_handle_id (&self->notice_id, g_source_remove);
  self->notice_id = g_timeout_add_seconds (NOTICE_SECONDS, on_notice_over, self);
}

static void
guichet_page_view_dispose (GObject *object)
{
  GuichetPageView *self = GUICHET_PAGE_VIEW (object);

  g_clear_handle_id (&self->notice_id, g_source_remove);
  g_clear_handle_id (&self->wait_id, g_source_remove);
  if (self->web != NULL)
    gtk_stack_remove (self->stack, self->web);
  self->web = NULL;
  g_clear_object (&self->page);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_PAGE_VIEW);
  G_OBJECT_CLASS (guichet_page_view_parent_class)->dispose (object);
}

static void
guichet_page_view_class_init (GuichetPageViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_page_view_dispose;
  signals[HOME_REQUESTED] = g_signal_new ("home-requested", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (GUICHET_TYPE_CALM_PAGE);
  g_type_ensure (GUICHET_TYPE_DIALOG_SHEET);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/page-view.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetPageView, overlay);
  gtk_widget_class_bind_template_child (widget_class, GuichetPageView, stack);
  gtk_widget_class_bind_template_child (widget_class, GuichetPageView, calm);
  gtk_widget_class_bind_template_child (widget_class, GuichetPageView, opening);
  gtk_widget_class_bind_template_child (widget_class, GuichetPageView, opening_icon);
  gtk_widget_class_bind_template_child (widget_class, GuichetPageView, opening_title);
  gtk_widget_class_bind_template_child (widget_class, GuichetPageView, progress);
  gtk_widget_class_bind_template_child (widget_class, GuichetPageView, notice);
  gtk_widget_class_bind_template_child (widget_class, GuichetPageView, dialog);
  gtk_widget_class_bind_template_callback (widget_class, on_calm_action);
  gtk_widget_class_bind_template_callback (widget_class, on_dialog_answered);
}

static void
guichet_page_view_init (GuichetPageView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
watch_page (GuichetPageView *self)
{
  g_signal_connect_object (self->page, "notify::state", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->page, "notify::loading", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->page, "painted", G_CALLBACK (on_painted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->page, "dialog-requested", G_CALLBACK (on_dialog_requested), self,
                           0);
  g_signal_connect_object (self->page, "notice", G_CALLBACK (on_notice), self, G_CONNECT_SWAPPED);
  g_object_bind_property (self->page, "progress", self->progress, "fraction",
                          G_BINDING_SYNC_CREATE);
}

GtkWidget *
guichet_page_view_new (GuichetWebPage *page)
{
  GuichetPageView *self = g_object_new (GUICHET_TYPE_PAGE_VIEW, NULL);
  GuichetService *service = guichet_web_page_get_service (page);
  g_autofree char *icon = guichet_ui_assets_icon_name (guichet_service_get_icon (service));

  self->page = g_object_ref (page);
  self->web = guichet_web_page_get_widget (page);
  gtk_image_set_from_icon_name (self->opening_icon, icon);
  gtk_label_set_label (self->opening_title, guichet_service_get_name (service));
  gtk_stack_add_child (self->stack, self->web);
  watch_page (self);
  update (self);
  return GTK_WIDGET (self);
}

GuichetWebPage *
guichet_page_view_get_page (GuichetPageView *self)
{
  return self->page;
}

void
guichet_page_view_focus (GuichetPageView *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->dialog)))
    guichet_dialog_sheet_focus (self->dialog);
  else if (gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->calm))
    guichet_calm_page_focus (self->calm);
  else
    gtk_widget_grab_focus (self->web);
}
