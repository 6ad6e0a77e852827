/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stick-visitor DIR: starts DIR/guichet-stick in its sandbox as the supervisor does, and makes the
 * world's calls, as lines of standard input say, with a line for each answer:
 *   state | look | read NUMBER OUT | save FILE NAME | leave | status | kill | end
 * Files that stand for sticks (loop devices) count.
 */
#include "sealed-memory.h"
#include "stick-client.h"
#include "stick-worker.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  /* Owned */
  StickWorker *worker;
  GuichetStickClient *client;
  GAsyncResult *result;
} Visitor;

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Visitor *)user_data)->result = g_object_ref (result);
}

static GAsyncResult *
wait_result (Visitor *self)
{
  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&self->result);
}

static GDBusConnection *
connect_worker (int fd)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_sync (
      G_IO_STREAM (stream), NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL,
      &error);

  if (connection == NULL)
    g_error ("%s", error->message);
  return connection;
}

static void
start (Visitor *self, const char *dir)
{
  g_autoptr (GDBusConnection) connection = NULL;

  self->worker = stick_worker_new (dir);
  connection = connect_worker (stick_worker_start (self->worker));
  self->client = guichet_stick_client_new (connection, NULL);
}

static void
print_error (GError *error)
{
  g_autofree char *name = NULL;

  if (error->domain != GUICHET_STICK_ERROR) {
    printf ("error foreign %s\n", error->message);
    return;
  }
  name = g_dbus_error_encode_gerror (error);
  printf ("error %s\n", strrchr (name, '.') + 1);
}

static void
ask_state (Visitor *self, char **words)
{
  g_autoptr (GAsyncResult) result = NULL;

  guichet_stick_client_get_state_async (self->client, NULL, on_ready, self);
  result = wait_result (self);
  printf ("good %s\n", guichet_stick_state_to_name (
                           guichet_stick_client_get_state_finish (self->client, result, NULL)));
}

static void
look (Visitor *self, char **words)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  guint left_out;

  guichet_stick_client_look_async (self->client, NULL, on_ready, self);
  result = wait_result (self);
  entries = guichet_stick_client_look_finish (self->client, result, &left_out, &error);
  if (entries == NULL) {
    print_error (error);
    return;
  }
  printf ("good %u %u", entries->len, left_out);
  for (guint i = 0; i < entries->len; i++) {
    const GuichetStickEntry *entry = g_ptr_array_index (entries, i);

    printf ("\t%u|%s|%s|%s|%" G_GUINT64_FORMAT, entry->number, entry->name, entry->folder,
            guichet_document_kind_get_mime_type (entry->kind), entry->size);
  }
  printf ("\n");
}

static void
read_document (Visitor *self, char **words)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  guichet_stick_client_read_async (self->client, (guint)g_ascii_strtoull (words[1], NULL, 10), NULL,
                                   on_ready, self);
  result = wait_result (self);
  fd = guichet_stick_client_read_finish (self->client, result, &error);
  if (fd < 0) {
    print_error (error);
    return;
  }
  bytes = guichet_sealed_memory_map (fd, G_MAXINT32, NULL);
  close (fd);
  g_file_set_contents (words[2], g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                       NULL);
  printf ("good %" G_GSIZE_FORMAT "\n", g_bytes_get_size (bytes));
}

static void
save_document (Visitor *self, char **words)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *content = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  int fd;

  if (!g_file_get_contents (words[1], &content, &size, &error))
    g_error ("%s", error->message);
  fd = guichet_sealed_memory_new (content, size, NULL);
  guichet_stick_client_save_async (self->client, fd, words[2], NULL, on_ready, self);
  close (fd);
  result = wait_result (self);
  name = guichet_stick_client_save_finish (self->client, result, &error);
  if (name != NULL)
    printf ("good %s\n", name);
  else
    print_error (error);
}

static void
leave (Visitor *self, char **words)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  guichet_stick_client_leave_async (self->client, NULL, on_ready, self);
  result = wait_result (self);
  if (guichet_stick_client_leave_finish (self->client, result, &error))
    printf ("good\n");
  else
    print_error (error);
}

static void
print_status (Visitor *self, char **words)
{
  char text[4096];
  ssize_t size = read (stick_worker_get_status (self->worker), text, sizeof text - 1);

  text[MAX (size, 0)] = '\0';
  printf ("good %s\n", g_strdelimit (g_strchomp (text), "\n", ','));
}

static void
end (Visitor *self, char **words)
{
  stick_worker_end (self->worker, strcmp (words[0], "kill") == 0 ? SIGKILL : SIGTERM);
  printf ("good\n");
}

static void
run_line (Visitor *self, char **words)
{
  static const struct {
    const char *name;
    void (*run) (Visitor *self, char **words);
  } calls[] = {
    { "state", ask_state },
    { "look", look },
    { "read", read_document },
    { "save", save_document },
    { "status", print_status },
    { "leave", leave },
    { "end", end },
    { "kill", end },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    if (strcmp (words[0], calls[i].name) == 0) {
      calls[i].run (self, words);
      return;
    }
  g_error ("unknown call");
}

int
main (int argc, char **argv)
{
  Visitor self = { 0 };
  char line[4096];

  if (argc != 2)
    return 2;
  start (&self, argv[1]);
  while (fgets (line, sizeof line, stdin) != NULL) {
    g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", -1);

    run_line (&self, words);
    fflush (stdout);
  }
  g_clear_object (&self.client);
  g_clear_object (&self.worker);
  return 0;
}
