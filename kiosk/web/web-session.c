/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-session-private.h"

#include "process-sandbox.h"
#include "web-settings.h"
#include "web-signals.h"

#include <unistd.h>

/* A web process starts in a third of a second; on a machine that cannot do it in this time nobody
 * can work. */
#define WARM_UP_SECONDS 20

/* The gate answers for this name itself and hangs up: by then the network process has read all
 * certificate authorities, which takes it as long as a page takes to come. */
#define TLS_WARM_UP_URI "https://warm-up.guichet.invalid/"

/* In the engine's own 30 s a page can take several gigabytes. */
#define MEMORY_POLL_SECONDS 5

struct _GuichetWebSession {
  GObject parent_instance;

  /* Owned */
  WebKitWebContext *context;
  WebKitNetworkSession *network_session;
  WebKitSettings *settings;
  GuichetContentFilters *filters;
  WebKitWebView *warm_view; /* also while the warm-up runs */
  char *uploads_dir;
  GQueue waiting; /* element type GTask * */
  /* Handles */
  guint warm_up_timeout_id;
  /* State */
  guint seccomp;
};

G_DEFINE_FINAL_TYPE (GuichetWebSession, guichet_web_session, G_TYPE_OBJECT)

static void
guichet_web_session_dispose (GObject *object)
{
  GuichetWebSession *self = GUICHET_WEB_SESSION (object);

  g_clear_handle_id (&self->warm_up_timeout_id, g_source_remove);
  g_queue_clear_full (&self->waiting, g_object_unref);
  g_clear_object (&self->warm_view);
  g_clear_object (&self->filters);
  g_clear_object (&self->settings);
  g_clear_object (&self->network_session);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (guichet_web_session_parent_class)->dispose (object);
}

static void
guichet_web_session_finalize (GObject *object)
{
  g_free (GUICHET_WEB_SESSION (object)->uploads_dir);

  G_OBJECT_CLASS (guichet_web_session_parent_class)->finalize (object);
}

static void
guichet_web_session_class_init (GuichetWebSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guichet_web_session_finalize;
  G_OBJECT_CLASS (klass)->dispose = guichet_web_session_dispose;
}

static void
guichet_web_session_init (GuichetWebSession *self)
{
  g_queue_init (&self->waiting);
}

static WebKitMemoryPressureSettings *
new_memory_settings (guint64 bytes, gboolean kill)
{
  WebKitMemoryPressureSettings *settings = webkit_memory_pressure_settings_new ();

  if (bytes > 0)
    webkit_memory_pressure_settings_set_memory_limit (settings, (guint)(bytes >> 20));
  /* Without a kill threshold a page that eats memory takes the machine with it. The network process
   * is everybody's: it only frees its caches. */
  webkit_memory_pressure_settings_set_kill_threshold (settings, kill ? 1.0 : 0.0);
  webkit_memory_pressure_settings_set_poll_interval (settings, MEMORY_POLL_SECONDS);
  return settings;
}

static WebKitWebContext *
new_context (const GuichetWebSessionOptions *options)
{
  g_autoptr (WebKitMemoryPressureSettings) memory =
      new_memory_settings (options->memory_bytes, TRUE);
  const char *const languages[] = { options->language, NULL };
  WebKitWebContext *context;

  context = options->memory_bytes > 0
                ? g_object_new (WEBKIT_TYPE_WEB_CONTEXT, "memory-pressure-settings", memory, NULL)
                : webkit_web_context_new ();
  webkit_web_context_set_automation_allowed (context, FALSE);
  webkit_web_context_set_spell_checking_enabled (context, FALSE);
  webkit_web_context_set_cache_model (context, WEBKIT_CACHE_MODEL_DOCUMENT_BROWSER);
  if (options->language != NULL)
    webkit_web_context_set_preferred_languages (context, languages);
  return context;
}

static WebKitNetworkSession *
new_network_session (const GuichetWebSessionOptions *options)
{
  static gsize memory_is_set = 0;
  WebKitNetworkSession *session;
  WebKitNetworkProxySettings *proxy;
  WebKitWebsiteDataManager *data;

  /* WebKit takes it only before the first session of the process. */
  if (g_once_init_enter (&memory_is_set)) {
    g_autoptr (WebKitMemoryPressureSettings) memory =
        new_memory_settings (options->memory_bytes / 2, FALSE);

    if (options->memory_bytes > 0)
      webkit_network_session_set_memory_pressure_settings (memory);
    g_once_init_leave (&memory_is_set, 1);
  }

  session = webkit_network_session_new_ephemeral ();
  /* No list of exceptions: loopback and names without a dot go to the gate too, which refuses. */
  proxy = webkit_network_proxy_settings_new (options->gate_uri, NULL);
  webkit_network_session_set_proxy_settings (session, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, proxy);
  webkit_network_proxy_settings_free (proxy);

  webkit_network_session_set_tls_errors_policy (session, WEBKIT_TLS_ERRORS_POLICY_FAIL);
  webkit_network_session_set_persistent_credential_storage_enabled (session, FALSE);
  /* Logins pass from host to host and keep their state in frames of a third one (FranceConnect, its
   * identity providers). The jar lives as long as the visit and only listed hosts can put anything
   * in it, so what tracking prevention protects is protected already. */
  webkit_network_session_set_itp_enabled (session, FALSE);
  webkit_cookie_manager_set_accept_policy (webkit_network_session_get_cookie_manager (session),
                                           WEBKIT_COOKIE_POLICY_ACCEPT_ALWAYS);
  data = webkit_network_session_get_website_data_manager (session);
  webkit_website_data_manager_set_favicons_enabled (data, FALSE);
  return session;
}

GuichetWebSession *
guichet_web_session_new (const GuichetWebSessionOptions *options, GError **error)
{
  g_autoptr (GuichetWebSession) self = g_object_new (GUICHET_TYPE_WEB_SESSION, NULL);

  g_autofree char *downloads_dir = NULL;

  g_return_val_if_fail (options->gate_uri != NULL && options->cache_dir != NULL, NULL);
  g_return_val_if_fail (options->files_dir != NULL, NULL);

  downloads_dir = g_build_filename (options->files_dir, "downloads", NULL);
  if (g_mkdir_with_parents (downloads_dir, 0700) < 0) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no directory for downloads");
    return NULL;
  }
  self->uploads_dir = g_build_filename (options->files_dir, "uploads", NULL);

  self->settings = guichet_web_settings_new (options->software, error);
  if (self->settings == NULL)
    return NULL;
  self->context = new_context (options);
  self->network_session = new_network_session (options);
  self->filters = guichet_content_filters_new (options->cache_dir);
  guichet_web_signals_connect_session (self->network_session, downloads_dir);
  return g_steal_pointer (&self);
}

WebKitWebContext *
guichet_web_session_get_context (GuichetWebSession *self)
{
  return self->context;
}

WebKitNetworkSession *
guichet_web_session_get_network_session (GuichetWebSession *self)
{
  return self->network_session;
}

WebKitSettings *
guichet_web_session_get_settings (GuichetWebSession *self)
{
  return self->settings;
}

GuichetContentFilters *
guichet_web_session_get_filters (GuichetWebSession *self)
{
  return self->filters;
}

const char *
guichet_web_session_get_uploads_dir (GuichetWebSession *self)
{
  return self->uploads_dir;
}

WebKitWebView *
guichet_web_session_take_warm_view (GuichetWebSession *self)
{
  return self->seccomp == GUICHET_SECCOMP_FILTER ? g_steal_pointer (&self->warm_view) : NULL;
}

static void
end_warm_up (GuichetWebSession *self)
{
  guint n;
  GTask *task;

  g_clear_handle_id (&self->warm_up_timeout_id, g_source_remove);
  n = guichet_process_sandbox_read ("/proc", getpid (), &self->seccomp);
  if (self->seccomp != GUICHET_SECCOMP_FILTER)
    g_clear_object (&self->warm_view);

  while ((task = g_queue_pop_head (&self->waiting)) != NULL) {
    if (self->seccomp == GUICHET_SECCOMP_FILTER)
      g_task_return_boolean (task, TRUE);
    else if (n == 0)
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                               "no web process could be started");
    else
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                               "the web process runs without its sandbox (Seccomp: %u)",
                               self->seccomp);
    g_object_unref (task);
  }
}

static void
on_warm_load_changed (WebKitWebView *view, WebKitLoadEvent event, gpointer user_data)
{
  GuichetWebSession *self = user_data;

  if (event == WEBKIT_LOAD_FINISHED && self->warm_up_timeout_id != 0)
    end_warm_up (self);
}

static void
on_warm_process_terminated (WebKitWebView *view, WebKitWebProcessTerminationReason reason,
                            gpointer user_data)
{
  GuichetWebSession *self = user_data;

  if (self->warm_up_timeout_id != 0)
    end_warm_up (self);
  else
    g_clear_object (&self->warm_view);
}

/* Without an answer the engine would show a page about the failure. */
static gboolean
on_warm_load_failed (WebKitWebView *view, WebKitLoadEvent event, const char *uri, GError *error,
                     gpointer user_data)
{
  return TRUE;
}

static gboolean
on_warm_up_timeout (gpointer user_data)
{
  GuichetWebSession *self = user_data;

  self->warm_up_timeout_id = 0;
  end_warm_up (self);
  return G_SOURCE_REMOVE;
}

static void
start_warm_up (GuichetWebSession *self)
{
  g_clear_object (&self->warm_view);
  self->warm_view = g_object_ref_sink (
      g_object_new (WEBKIT_TYPE_WEB_VIEW, "web-context", self->context, "network-session",
                    self->network_session, "settings", self->settings, NULL));
  g_signal_connect_object (self->warm_view, "load-changed", G_CALLBACK (on_warm_load_changed), self,
                           0);
  g_signal_connect_object (self->warm_view, "web-process-terminated",
                           G_CALLBACK (on_warm_process_terminated), self, 0);
  g_signal_connect (self->warm_view, "load-failed", G_CALLBACK (on_warm_load_failed), NULL);
  self->warm_up_timeout_id = g_timeout_add_seconds (WARM_UP_SECONDS, on_warm_up_timeout, self);
  webkit_web_view_load_uri (self->warm_view, "about:blank");
}

void
guichet_web_session_warm_up_async (GuichetWebSession *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (GUICHET_IS_WEB_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  if (self->seccomp == GUICHET_SECCOMP_FILTER) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  g_queue_push_tail (&self->waiting, task);
  if (self->warm_up_timeout_id == 0)
    start_warm_up (self);
}

void
guichet_web_session_warm_up_tls (GuichetWebSession *self)
{
  if (self->warm_view != NULL && self->seccomp == GUICHET_SECCOMP_FILTER)
    webkit_web_view_load_uri (self->warm_view, TLS_WARM_UP_URI);
}

gboolean
guichet_web_session_warm_up_finish (GuichetWebSession *self, GAsyncResult *result, guint *seccomp,
                                    GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  *seccomp = self->seccomp;
  return g_task_propagate_boolean (G_TASK (result), error);
}
