/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The least that shows a page: one window, one web view, an ephemeral session, software rendering.
 * What tests/bench/run measures the shell against.
 *
 *   bare ADDRESS [PROXY]
 *
 * ADDRESS "-" loads nothing. "ready" is printed when the window is mapped and ADDRESS is loaded;
 * each line read from then on is an address to load. Certificates are not insisted on: the virtual
 * centre has its own authority, and what is measured here is not who is trusted.
 */
#include <webkit/webkit.h>

static void
say_ready (void)
{
  g_print ("ready\n");
}

static void
on_load_changed (WebKitWebView *view, WebKitLoadEvent event, gpointer user_data)
{
  if (event == WEBKIT_LOAD_FINISHED)
    say_ready ();
}

static gboolean
on_line (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  g_autofree char *line = NULL;

  if (g_io_channel_read_line (channel, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL)
    exit (EXIT_SUCCESS);
  webkit_web_view_load_uri (user_data, g_strstrip (line));
  return G_SOURCE_CONTINUE;
}

static WebKitNetworkSession *
new_session (const char *proxy_uri)
{
  WebKitNetworkSession *session = webkit_network_session_new_ephemeral ();

  webkit_network_session_set_tls_errors_policy (session, WEBKIT_TLS_ERRORS_POLICY_IGNORE);
  if (proxy_uri != NULL) {
    WebKitNetworkProxySettings *proxy = webkit_network_proxy_settings_new (proxy_uri, NULL);

    webkit_network_session_set_proxy_settings (session, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, proxy);
    webkit_network_proxy_settings_free (proxy);
  }
  return session;
}

int
main (int argc, char **argv)
{
  g_autoptr (WebKitNetworkSession) session = NULL;
  g_autoptr (WebKitSettings) settings = NULL;
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);
  GtkWidget *window;
  GtkWidget *view;

  if (argc < 2)
    return 2;
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  gtk_init ();
  settings = webkit_settings_new ();
  webkit_settings_set_hardware_acceleration_policy (settings,
                                                    WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER);
  session = new_session (argc > 2 ? argv[2] : NULL);
  view =
      g_object_new (WEBKIT_TYPE_WEB_VIEW, "network-session", session, "settings", settings, NULL);
  window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_fullscreen (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (view, "load-changed", G_CALLBACK (on_load_changed), NULL);
  if (g_str_equal (argv[1], "-"))
    say_ready ();
  else
    webkit_web_view_load_uri (WEBKIT_WEB_VIEW (view), argv[1]);
  g_io_add_watch (input, G_IO_IN | G_IO_HUP, on_line, view);
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}
