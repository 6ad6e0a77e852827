/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery-web.h"

#include "gallery-files.h"

#include "service.h"
#include "web-print.h"
#include "web-preparation.h"

struct _GuichetWebSession {
  GObject parent_instance;
};

struct _GuichetWebDialog {
  GObject parent_instance;

  /* Owned */
  char *text;
  /* State */
  GuichetWebDialogKind kind;
};

struct _GuichetWebPage {
  GObject parent_instance;

  /* Owned */
  GuichetService *service;
  GtkWidget *widget;
  char *host;
  /* State */
  GuichetWebPageState state;
  GuichetWebPageFailure failure;
  gboolean loading;
  double progress;
};

enum { PROP_0, PROP_STATE, PROP_HOST, PROP_LOADING, PROP_PROGRESS, PROP_CAN_GO_BACK, N_PROPS };
static GParamSpec *properties[N_PROPS];

static guint seccomp_answer = 2;
static guint n_live_pages;

G_DEFINE_TYPE (GuichetWebSession, guichet_web_session, G_TYPE_OBJECT)
G_DEFINE_TYPE (GuichetWebDialog, guichet_web_dialog, G_TYPE_OBJECT)
G_DEFINE_TYPE (GuichetWebPage, guichet_web_page, G_TYPE_OBJECT)

static void
guichet_web_session_class_init (GuichetWebSessionClass *klass)
{
}

static void
guichet_web_session_init (GuichetWebSession *self)
{
}

GuichetWebSession *
guichet_web_session_new (const GuichetWebSessionOptions *options, GError **error)
{
  return g_object_new (GUICHET_TYPE_WEB_SESSION, NULL);
}

void
guichet_web_session_warm_up_async (GuichetWebSession *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_boolean (task, seccomp_answer == 2);
}

gboolean
guichet_web_session_warm_up_finish (GuichetWebSession *self, GAsyncResult *result, guint *seccomp,
                                    GError **error)
{
  *seccomp = seccomp_answer;
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
guichet_web_preparation_start (GuichetWebSession *session, GPtrArray *services,
                               GCancellable *cancellable)
{
}

static void
guichet_web_dialog_finalize (GObject *object)
{
  g_free (GUICHET_WEB_DIALOG (object)->text);
  G_OBJECT_CLASS (guichet_web_dialog_parent_class)->finalize (object);
}

static void
guichet_web_dialog_class_init (GuichetWebDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guichet_web_dialog_finalize;
  g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
guichet_web_dialog_init (GuichetWebDialog *self)
{
}

GuichetWebDialogKind
guichet_web_dialog_get_kind (GuichetWebDialog *self)
{
  return self->kind;
}

const char *
guichet_web_dialog_get_text (GuichetWebDialog *self)
{
  return self->text;
}

const char *
guichet_web_dialog_get_default_text (GuichetWebDialog *self)
{
  return self->kind == GUICHET_WEB_DIALOG_PROMPT ? "Dupont" : NULL;
}

void
guichet_web_dialog_answer (GuichetWebDialog *self, gboolean accepted, const char *text)
{
  g_signal_emit_by_name (self, "ended");
}

static void
guichet_web_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  GuichetWebPage *self = GUICHET_WEB_PAGE (object);

  switch (id) {
  case PROP_STATE:
    g_value_set_int (value, (int)self->state);
    break;
  case PROP_HOST:
    g_value_set_string (value, self->host);
    break;
  case PROP_LOADING:
    g_value_set_boolean (value, self->loading);
    break;
  case PROP_PROGRESS:
    g_value_set_double (value, self->progress);
    break;
  case PROP_CAN_GO_BACK:
    g_value_set_boolean (value, FALSE);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
  }
}

static void
guichet_web_page_finalize (GObject *object)
{
  GuichetWebPage *self = GUICHET_WEB_PAGE (object);

  n_live_pages--;
  g_clear_object (&self->widget);
  guichet_service_unref (self->service);
  g_free (self->host);
  G_OBJECT_CLASS (guichet_web_page_parent_class)->finalize (object);
}

static void
add_signals (GType type)
{
  g_signal_new ("page-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                GUICHET_TYPE_WEB_PAGE);
  g_signal_new ("painted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("count", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                G_TYPE_STRING, G_TYPE_STRING);
  g_signal_new ("print-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("close-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("dialog-requested", type, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled,
                NULL, NULL, G_TYPE_BOOLEAN, 1, GUICHET_TYPE_WEB_DIALOG);
  g_signal_new ("files-requested", type, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled,
                NULL, NULL, G_TYPE_BOOLEAN, 1, GUICHET_TYPE_WEB_FILE_REQUEST);
  g_signal_new ("download-started", type, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled,
                NULL, NULL, G_TYPE_BOOLEAN, 1, GUICHET_TYPE_WEB_DOWNLOAD);
  g_signal_new ("notice", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
guichet_web_page_class_init (GuichetWebPageClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = guichet_web_page_get_property;
  G_OBJECT_CLASS (klass)->finalize = guichet_web_page_finalize;
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, 4, 0, flags);
  properties[PROP_HOST] = g_param_spec_string ("host", NULL, NULL, NULL, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_CAN_GO_BACK] = g_param_spec_boolean ("can-go-back", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  add_signals (G_TYPE_FROM_CLASS (klass));
}

static void
guichet_web_page_init (GuichetWebPage *self)
{
  n_live_pages++;
  self->widget = g_object_ref_sink (gtk_text_view_new ());
}

GuichetWebPage *
guichet_web_page_new (GuichetWebSession *session, GuichetService *service)
{
  GuichetWebPage *self = g_object_new (GUICHET_TYPE_WEB_PAGE, NULL);

  self->service = guichet_service_ref (service);
  return self;
}

GtkWidget *
guichet_web_page_get_widget (GuichetWebPage *self)
{
  return self->widget;
}

GuichetService *
guichet_web_page_get_service (GuichetWebPage *self)
{
  return self->service;
}

GuichetWebPageState
guichet_web_page_get_state (GuichetWebPage *self)
{
  return self->state;
}

GuichetWebPageFailure
guichet_web_page_get_failure (GuichetWebPage *self)
{
  return self->failure;
}

const char *
guichet_web_page_get_host (GuichetWebPage *self)
{
  return self->host;
}

gboolean
guichet_web_page_get_loading (GuichetWebPage *self)
{
  return self->loading;
}

gboolean
guichet_web_page_get_can_go_back (GuichetWebPage *self)
{
  return FALSE;
}

void
guichet_web_page_open (GuichetWebPage *self)
{
  const char *uri = guichet_service_get_home_uri (self->service);
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);

  gallery_page_set_state (self, GUICHET_WEB_PAGE_SHOWN, GUICHET_WEB_PAGE_FAILURE_NONE,
                          g_uri_get_host (parsed));
  gallery_page_set_loading (self, TRUE, 0.4);
}

void
guichet_web_page_go_back (GuichetWebPage *self)
{
  gallery_page_set_state (self, GUICHET_WEB_PAGE_SHOWN, GUICHET_WEB_PAGE_FAILURE_NONE, self->host);
}

void
guichet_web_page_retry (GuichetWebPage *self)
{
  guichet_web_page_open (self);
}

void
guichet_web_page_set_zoom (GuichetWebPage *self, double zoom)
{
}

void
guichet_web_page_close (GuichetWebPage *self)
{
}

void
gallery_page_set_state (GuichetWebPage *self, GuichetWebPageState state,
                        GuichetWebPageFailure failure, const char *host)
{
  g_autofree char *copy = g_strdup (host);

  self->state = state;
  self->failure = failure;
  g_free (self->host);
  self->host = g_steal_pointer (&copy);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOST]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
gallery_page_set_loading (GuichetWebPage *self, gboolean loading, double progress)
{
  self->loading = loading;
  self->progress = progress;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

void
gallery_page_set_painted (GuichetWebPage *self)
{
  g_signal_emit_by_name (self, "painted");
}

void
gallery_page_ask (GuichetWebPage *self, GuichetWebDialogKind kind, const char *text)
{
  g_autoptr (GuichetWebDialog) dialog = g_object_new (GUICHET_TYPE_WEB_DIALOG, NULL);
  gboolean shown = FALSE;

  dialog->kind = kind;
  dialog->text = g_strdup (text);
  g_signal_emit_by_name (self, "dialog-requested", dialog, &shown);
}

void
gallery_page_notice (GuichetWebPage *self, GuichetWebNotice notice)
{
  g_signal_emit_by_name (self, "notice", (int)notice);
}

void
gallery_set_seccomp (guint seccomp)
{
  seccomp_answer = seccomp;
}

guint
gallery_get_n_live_pages (void)
{
  return n_live_pages;
}

void
guichet_web_print_async (GuichetWebPage *page, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (page, cancellable, callback, user_data);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "No engine");
}

int
guichet_web_print_finish (GuichetWebPage *page, GAsyncResult *result, GError **error)
{
  return (int)g_task_propagate_int (G_TASK (result), error);
}
