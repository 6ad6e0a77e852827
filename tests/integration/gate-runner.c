/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The gate alone, on a listener that the test hands over, as a world does.
 *
 *   gate-runner --listener FD [--proxy URI] [--private] [--no-names] [--name HOST=ADDRESS]...
 * RULE...
 *
 * Commands, one a line, each answered with one line: "n" (open connections), "end" (the world
 * ends). A refused host is told as "refused HOST" on standard error. */
#include <gio/gio.h>
#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allow-list.h"
#include "gate.h"
#include "processor-share.h"

static int listener_fd = -1;
static char *proxy;
static gboolean private_addresses;
static gboolean no_names; /* no name server answers: names that are not told are not known */
static char **names;

static const GOptionEntry entries[] = {
  { "listener", 0, 0, G_OPTION_ARG_INT, &listener_fd, NULL, NULL },
  { "proxy", 0, 0, G_OPTION_ARG_STRING, &proxy, NULL, NULL },
  { "no-names", 0, 0, G_OPTION_ARG_NONE, &no_names, NULL, NULL },
  { "private", 0, 0, G_OPTION_ARG_NONE, &private_addresses, NULL, NULL },
  { "name", 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, NULL },
  { NULL },
};

/* --- names that no server answers for --- */

G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver {
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static void
free_addresses (gpointer data)
{
  g_resolver_free_addresses (data);
}

static void
test_resolver_lookup_async (GResolver *resolver, const char *host, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GList *found = NULL;

  for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
    const char *address = strchr (names[i], '=') + 1;

    if (strlen (host) == (gsize)(address - 1 - names[i]) && g_str_has_prefix (names[i], host))
      found = g_list_append (found, g_inet_address_new_from_string (address));
  }
  if (found != NULL)
    g_task_return_pointer (task, found, free_addresses);
  else
    g_task_return_new_error (
        task, G_RESOLVER_ERROR,
        no_names ? G_RESOLVER_ERROR_TEMPORARY_FAILURE : G_RESOLVER_ERROR_NOT_FOUND, "no such name");
}

static GList *
test_resolver_lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  GResolverClass *resolver_class = (GResolverClass *)klass;

  resolver_class->lookup_by_name_async = test_resolver_lookup_async;
  resolver_class->lookup_by_name_finish = test_resolver_lookup_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

/* --- the gate --- */

static void
on_refused (GuichetGate *gate, const char *host, gpointer user_data)
{
  g_printerr ("refused %s\n", host);
}

typedef struct {
  GuichetGate *gate;
  GCancellable *world;
  GMainLoop *loop;
} Runner;

static gboolean
on_command (int fd, GIOCondition condition, gpointer user_data)
{
  Runner *runner = user_data;
  char line[32];

  if (fgets (line, sizeof line, stdin) == NULL) {
    g_main_loop_quit (runner->loop);
    return G_SOURCE_REMOVE;
  }
  if (g_str_equal (line, "end\n"))
    g_cancellable_cancel (runner->world);
  printf ("%u\n", guichet_gate_get_n_connections (runner->gate));
  fflush (stdout);
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GuichetAllowList) list = guichet_allow_list_new ();
  g_autoptr (GCancellable) world = g_cancellable_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSocket) listener = NULL;
  g_autoptr (GuichetGate) gate = NULL;
  g_autoptr (GResolver) resolver = NULL;
  Runner runner = { .world = world, .loop = loop };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL))
    return EXIT_FAILURE;
  for (int i = 1; i < argc; i++)
    if (!guichet_allow_list_add (list, argv[i], NULL))
      return EXIT_FAILURE;
  resolver = g_object_new (test_resolver_get_type (), NULL);
  g_resolver_set_default (resolver);
  listener = g_socket_new_from_fd (listener_fd, NULL);
  if (listener == NULL)
    return EXIT_FAILURE;
  guichet_processor_share_give_way ();
  gate = runner.gate = guichet_gate_new (list, proxy, private_addresses);
  g_signal_connect (gate, "refused", G_CALLBACK (on_refused), NULL);
  guichet_gate_serve (gate, listener, world);
  g_clear_object (&listener);
  setvbuf (stdin, NULL, _IONBF, 0);
  g_unix_fd_add (0, G_IO_IN | G_IO_HUP, on_command, &runner);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
