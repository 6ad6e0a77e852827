/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-page.h"

#include <gio/gunixfdlist.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "staff-worker.h"

#define PRINTER_PATH      "/org/guichet/Printer"
#define PRINTER_INTERFACE "org.guichet.Printer1"
/* A printer that says that it waits for paper may only have been slow. */
#define WAITING_SECONDS 10
#define LONGEST_SECONDS 120
#define CANCEL_SECONDS  8

/* Data of the task. */
typedef struct {
  /* Owned */
  GuichetStaffWorker *worker;
  char *reason; /* the last that was told */
  /* Handles */
  guint waiting_source;
  guint longest_source;
  guint closed_handler;
  guint changed_handler;
  /* State */
  guint job;
  gboolean is_cancelling;
} Work;

/* --- the page --- */

/* A4 in points: a line round what every printer prints, greys, and words in one of the fonts that
 * each reader of PDF has. */
static const char drawing[] = "1.5 w 28 28 539 786 re S\n"
                              "0.9 g 60 300 90 60 re f 0.7 g 150 300 90 60 re f\n"
                              "0.5 g 240 300 90 60 re f 0.3 g 330 300 90 60 re f\n"
                              "0 g 420 300 90 60 re f\n";

/* In the font's own bytes, with what PDF would take for its own marks left out. */
static void
add_line (GString *content, int size, int y, const char *text)
{
  g_autofree char *bytes =
      g_convert_with_fallback (text, -1, "WINDOWS-1252", "UTF-8", "?", NULL, NULL, NULL);

  g_string_append_printf (content, "BT /F1 %d Tf 60 %d Td (", size, y);
  for (const char *c = bytes; c != NULL && *c != '\0'; c++)
    if (strchr ("()\\", *c) == NULL)
      g_string_append_c (content, *c);
  g_string_append (content, ") Tj ET\n");
}

static GString *
make_content (void)
{
  GString *content = g_string_new (drawing);

  add_line (content, 40, 700, _ ("Test page"));
  add_line (content, 20, 640, _ ("If you can read this, the printer works."));
  add_line (content, 20, 600, _ ("The frame must be whole, and the five squares"));
  add_line (content, 20, 574, _ ("must go from light grey to black."));
  add_line (content, 16, 120, "Guichet " GUICHET_VERSION);
  return content;
}

GBytes *
guichet_test_page_make (void)
{
  g_autoptr (GString) content = make_content ();
  GString *pdf = g_string_new ("%PDF-1.4\n");
  gsize offsets[5];
  gsize table;
  const char *const objects[] = {
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    "/Resources<</Font<</F1 5 0 R>>>>>>",
    NULL,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++) {
    offsets[i] = pdf->len;
    g_string_append_printf (pdf, "%zu 0 obj\n", i + 1);
    if (objects[i] != NULL)
      g_string_append (pdf, objects[i]);
    else
      g_string_append_printf (pdf, "<</Length %zu>>\nstream\n%s\nendstream", content->len,
                              content->str);
    g_string_append (pdf, "\nendobj\n");
  }
  table = pdf->len;
  g_string_append (pdf, "xref\n0 6\n0000000000 65535 f \n");
  for (gsize i = 0; i < G_N_ELEMENTS (offsets); i++)
    g_string_append_printf (pdf, "%010zu 00000 n \n", offsets[i]);
  g_string_append_printf (pdf, "trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", table);
  return g_string_free_to_bytes (pdf);
}

/* --- its way --- */

static void
work_free (Work *work)
{
  g_free (work->reason);
  g_free (work);
}

static void
end (GTask *task, const char *outcome)
{
  Work *work = g_task_get_task_data (task);
  GuichetStaffWorker *worker = g_steal_pointer (&work->worker);
  GDBusConnection *connection;

  g_clear_handle_id (&work->waiting_source, g_source_remove);
  g_clear_handle_id (&work->longest_source, g_source_remove);
  if (worker != NULL) {
    connection = guichet_staff_worker_get_connection (worker);
    g_dbus_connection_signal_unsubscribe (connection, work->changed_handler);
    g_signal_handler_disconnect (connection, work->closed_handler);
    guichet_staff_worker_close (worker);
  }
  g_task_return_pointer (task, g_strdup (outcome), g_free);
  g_object_unref (task);
}

static gboolean
on_cancel_late (gpointer user_data)
{
  Work *work = g_task_get_task_data (user_data);

  work->longest_source = 0;
  end (user_data, work->reason);
  return G_SOURCE_REMOVE;
}

/* The page is not to come out later, when nobody expects it. */
static void
give_up (GTask *task)
{
  Work *work = g_task_get_task_data (task);

  if (work->is_cancelling)
    return;
  work->is_cancelling = TRUE;
  g_clear_handle_id (&work->longest_source, g_source_remove);
  work->longest_source = g_timeout_add_seconds (CANCEL_SECONDS, on_cancel_late, task);
  g_dbus_connection_call (guichet_staff_worker_get_connection (work->worker), NULL, PRINTER_PATH,
                          PRINTER_INTERFACE, "Cancel", g_variant_new ("(u)", work->job), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static gboolean
on_waited (gpointer user_data)
{
  Work *work = g_task_get_task_data (user_data);

  work->waiting_source = 0;
  give_up (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_longest (gpointer user_data)
{
  Work *work = g_task_get_task_data (user_data);

  work->longest_source = 0;
  g_free (work->reason);
  work->reason = g_strdup ("frozen");
  give_up (user_data);
  return G_SOURCE_REMOVE;
}

static void
take_state (GTask *task, const char *state, const char *reason)
{
  Work *work = g_task_get_task_data (task);

  g_clear_handle_id (&work->waiting_source, g_source_remove);
  if (!work->is_cancelling && !g_str_equal (reason, "none")) {
    g_free (work->reason);
    work->reason = g_strdup (reason);
  }
  if (g_str_equal (state, "done"))
    end (task, "printed");
  else if (g_str_equal (state, "failed") || g_str_equal (state, "cancelled"))
    end (task, work->reason);
  else if (g_str_equal (state, "waiting") && !work->is_cancelling)
    work->waiting_source = g_timeout_add_seconds (WAITING_SECONDS, on_waited, task);
}

static void
on_changed (GDBusConnection *connection, const char *sender, const char *path,
            const char *interface, const char *signal, GVariant *parameters, gpointer user_data)
{
  const char *state;
  const char *reason;
  guint job;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uss)")))
    return;
  g_variant_get (parameters, "(u&s&s)", &job, &state, &reason);
  take_state (user_data, state, reason);
}

/* Its silence was ended by the supervisor, or it fell. */
static void
on_closed (GDBusConnection *connection, gboolean vanished, GError *error, gpointer user_data)
{
  end (user_data, "frozen");
}

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  g_autoptr (GVariant) answer = g_dbus_connection_call_with_unix_fd_list_finish (
      G_DBUS_CONNECTION (source), NULL, result, NULL);

  if (work->worker == NULL)
    return;
  if (answer != NULL)
    g_variant_get (answer, "(u)", &work->job);
  else
    end (task, "device");
}

static void
send_page (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  g_autoptr (GBytes) page = guichet_test_page_make ();
  g_autoptr (GUnixFDList) fds = NULL;
  int fd = guichet_staff_worker_make_memory (page, NULL);

  if (fd < 0) {
    end (task, "device");
    return;
  }
  fds = g_unix_fd_list_new_from_array (&fd, 1);
  work->longest_source = g_timeout_add_seconds (LONGEST_SECONDS, on_longest, task);
  g_dbus_connection_call_with_unix_fd_list (
      guichet_staff_worker_get_connection (work->worker), NULL, PRINTER_PATH, PRINTER_INTERFACE,
      "Print", g_variant_new ("(hsubb)", 0, "", 1, FALSE, FALSE), G_VARIANT_TYPE ("(u)"),
      G_DBUS_CALL_FLAGS_NONE, -1, fds, NULL, on_accepted, g_object_ref (task));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Work *work = g_task_get_task_data (task);
  GDBusConnection *connection;

  work->worker = guichet_staff_worker_open_finish (result, NULL);
  if (work->worker == NULL) {
    end (task, "device");
    return;
  }
  connection = guichet_staff_worker_get_connection (work->worker);
  work->changed_handler = g_dbus_connection_signal_subscribe (
      connection, NULL, PRINTER_INTERFACE, "Changed", PRINTER_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      on_changed, task, NULL);
  work->closed_handler = g_signal_connect (connection, "closed", G_CALLBACK (on_closed), task);
  send_page (task);
}

void
guichet_test_page_print_async (const GuichetStaffPlace *place, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->reason = g_strdup ("device");
  g_task_set_task_data (task, work, (GDestroyNotify)work_free);
  if (guichet_settings_get_printer (place->settings)->queue == NULL) {
    end (task, "no-printer");
    return;
  }
  guichet_staff_worker_open_async (place, &guichet_worker_kind_print, on_opened, task);
}

char *
guichet_test_page_print_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
