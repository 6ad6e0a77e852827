/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compositor-watch.h"
#include "fresh-dir.h"

#include <gio/gunixsocketaddress.h>

/* A compositor that answers when it is told to. A real one that is stopped, and what follows: the
 * test session-unit-restarts of the suite integration. */

/* wl_callback.done and wl_display.delete_id. */
#define ANSWER_SIZE 24
/* No test waits for as long. */
#define PATIENCE_MS 600000

static void
on_change (GuichetCompositorState state, gpointer user_data)
{
  g_assert_not_reached ();
}

static void
wait_silent (const GuichetCompositorWatch *watch)
{
  while (!guichet_compositor_watch_is_silent (watch))
    g_usleep (10000);
}

static void
test_silent (void)
{
  static const char answer[ANSWER_SIZE] = { 0 };
  char request[64];
  g_autofree char *dir = fresh_dir_new ();
  g_autofree char *path = g_build_filename (dir, "display", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) listener =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GSocket) compositor = NULL;
  g_autoptr (GuichetCompositorWatch) watch = NULL;

  g_assert_true (g_socket_bind (listener, address, FALSE, NULL));
  g_assert_true (g_socket_listen (listener, NULL));
  watch = guichet_compositor_watch_new (path, PATIENCE_MS, on_change, NULL, NULL);
  g_assert_nonnull (watch);
  compositor = g_socket_accept (listener, NULL, NULL);
  g_assert_nonnull (compositor);

  /* Nothing was asked: nothing is owed. */
  g_assert_false (guichet_compositor_watch_is_silent (watch));
  guichet_compositor_watch_ask (watch);
  g_assert_cmpint (g_socket_receive (compositor, request, sizeof request, NULL, NULL), ==, 12);
  g_assert_false (guichet_compositor_watch_is_silent (watch));
  wait_silent (watch);
  /* It has answered, but this loop, which was held up, has not read it. */
  g_assert_cmpint (g_socket_send (compositor, answer, sizeof answer, NULL, NULL), ==,
                   sizeof answer);
  g_assert_false (guichet_compositor_watch_is_silent (watch));
  fresh_dir_free (g_steal_pointer (&dir));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/compositor-watch/silent", test_silent);
  return g_test_run ();
}
