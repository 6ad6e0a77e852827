/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network-look.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#include "catalogue.h"
#include "service.h"
#include "settings.h"

#define TIMEOUT_SECONDS 8
/* One service may be down; that all of these are is not their fault. */
#define MAX_HOSTS 4
#define PORT      443

/* Data of the task. */
typedef struct {
  /* Owned */
  GCancellable *cancellable;
  /* Handles */
  guint timeout_id;
  /* State */
  guint n_left;
  gboolean has_resolved;
  gboolean has_proxy;
  gboolean is_proxy_reached;
} Look;

/* One host that is tried. */
typedef struct {
  /* Owned */
  GTask *task;
  char *host;
  GSocketConnection *connection; /* to the proxy */
  char answer[16];
} Try;

static void
look_free (Look *look)
{
  g_clear_handle_id (&look->timeout_id, g_source_remove);
  g_clear_object (&look->cancellable);
  g_free (look);
}

static void
try_free (Try *try)
{
  g_clear_object (&try->connection);
  g_clear_object (&try->task);
  g_free (try->host);
  g_free (try);
}

/* An address that is not the machine's own alone. */
static gboolean
is_routed (const struct ifaddrs *item)
{
  if (item->ifa_addr == NULL || (item->ifa_flags & IFF_LOOPBACK) != 0 ||
      (item->ifa_flags & IFF_RUNNING) == 0)
    return FALSE;
  if (item->ifa_addr->sa_family == AF_INET6)
    return !IN6_IS_ADDR_LINKLOCAL (
        &((const struct sockaddr_in6 *)(void *)item->ifa_addr)->sin6_addr);
  return item->ifa_addr->sa_family == AF_INET;
}

static gboolean
has_address (void)
{
  struct ifaddrs *list = NULL;
  gboolean is_found = FALSE;

  if (getifaddrs (&list) != 0)
    return TRUE;
  for (const struct ifaddrs *item = list; item != NULL; item = item->ifa_next)
    is_found |= is_routed (item);
  freeifaddrs (list);
  return is_found;
}

static const char *
find_cause (const Look *look)
{
  if (look->is_proxy_reached)
    return "no-answer";
  if (!has_address ())
    return "no-cable";
  if (look->has_proxy)
    return "no-proxy";
  return look->has_resolved ? "no-answer" : "no-names";
}

/* The first that works answers for all. */
static void
end_try (Try *try, gboolean is_reached)
{
  Look *look = g_task_get_task_data (try->task);

  look->n_left--;
  if (!g_task_get_completed (try->task)) {
    if (is_reached)
      g_task_return_pointer (try->task, (gpointer) "works", NULL);
    else if (look->n_left == 0)
      g_task_return_pointer (try->task, (gpointer)find_cause (look), NULL);
    if (is_reached)
      g_cancellable_cancel (look->cancellable);
  }
  try_free (try);
}

static void
on_proxy_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Try *try = user_data;
  gsize n = 0;
  gboolean is_read = g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n, NULL);

  end_try (try, is_read && n >= 12 && memcmp (try->answer + 8, " 200", 4) == 0);
}

static void
on_proxy_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Try *try = user_data;
  Look *look = g_task_get_task_data (try->task);

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL)) {
    end_try (try, FALSE);
    return;
  }
  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (try->connection)),
                                 try->answer, 12, G_PRIORITY_DEFAULT, look->cancellable,
                                 on_proxy_answered, try);
}

static void
ask_proxy (Try *try)
{
  Look *look = g_task_get_task_data (try->task);
  char *head = g_strdup_printf ("CONNECT %s:%d HTTP/1.1\r\nHost: %s:%d\r\n\r\n", try->host, PORT,
                                try->host, PORT);

  g_object_set_data_full (G_OBJECT (try->connection), "head", head, g_free);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (try->connection)),
                                   head, strlen (head), G_PRIORITY_DEFAULT, look->cancellable,
                                   on_proxy_asked, try);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Try *try = user_data;
  Look *look = g_task_get_task_data (try->task);

  try->connection = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, NULL);
  if (try->connection == NULL) {
    end_try (try, FALSE);
    return;
  }
  if (!look->has_proxy) {
    end_try (try, TRUE);
    return;
  }
  look->is_proxy_reached = TRUE;
  ask_proxy (try);
}

static void
on_event (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *connectable,
          GIOStream *stream, GTask *task)
{
  Look *look = g_task_get_task_data (task);

  look->has_resolved |= event == G_SOCKET_CLIENT_RESOLVED;
}

static gboolean
on_late (gpointer user_data)
{
  Look *look = user_data;

  look->timeout_id = 0;
  g_cancellable_cancel (look->cancellable);
  return G_SOURCE_REMOVE;
}

static void
start_try (GTask *task, const char *host, const char *proxy)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  Look *look = g_task_get_task_data (task);
  Try *try = g_new0 (Try, 1);

  try->task = g_object_ref (task);
  try->host = g_strdup (host);
  look->n_left++;
  /* The machine's own idea of a proxy is not the terminal's. */
  g_socket_client_set_enable_proxy (client, FALSE);
  g_signal_connect_object (client, "event", G_CALLBACK (on_event), task, 0);
  g_socket_client_connect_to_host_async (client, proxy != NULL ? proxy : host, PORT,
                                         look->cancellable, on_connected, try);
}

static GPtrArray *
list_hosts (GuichetCatalogue *catalogue)
{
  const GPtrArray *services = guichet_catalogue_get_services (catalogue);
  GPtrArray *hosts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < services->len && hosts->len < MAX_HOSTS; i++) {
    const char *home = guichet_service_get_home_uri (g_ptr_array_index (services, i));
    g_autoptr (GUri) uri = g_uri_parse (home, G_URI_FLAGS_NONE, NULL);

    if (uri != NULL && g_uri_get_host (uri) != NULL &&
        !g_ptr_array_find_with_equal_func (hosts, g_uri_get_host (uri), g_str_equal, NULL))
      g_ptr_array_add (hosts, g_strdup (g_uri_get_host (uri)));
  }
  return hosts;
}

void
guichet_network_look_async (const GuichetSettings *settings, GuichetCatalogue *catalogue,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GPtrArray) hosts = list_hosts (catalogue);
  const char *proxy = guichet_settings_get_proxy (settings);
  g_autoptr (GUri) uri = proxy != NULL ? g_uri_parse (proxy, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autofree char *address =
      uri != NULL ? g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri)) : NULL;
  Look *look = g_new0 (Look, 1);

  look->cancellable = g_cancellable_new ();
  look->has_proxy = address != NULL;
  g_task_set_task_data (task, look, (GDestroyNotify)look_free);
  if (hosts->len == 0) {
    g_task_return_pointer (task, (gpointer)(has_address () ? "works" : "no-cable"), NULL);
    return;
  }
  look->timeout_id = g_timeout_add_seconds (TIMEOUT_SECONDS, on_late, look);
  for (guint i = 0; i < hosts->len; i++)
    start_try (task, g_ptr_array_index (hosts, i), address);
}

const char *
guichet_network_look_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
