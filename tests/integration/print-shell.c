/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prints by what the real shell prints with. Commands: cancel, end, or the name of a document
 * beside the file of commands, which is printed. What comes of it: "run", "w paper-out", "f off",
 * "done"...
 */
#include "device-shell.h"
#include "printing.h"
#include "sealed-memory.h"

static GuichetPrinting *printing;
static guint running; /* print that is carried out */

static const char *const STATES[] = {
  [GUICHET_PRINT_PREPARING] = "prepare", [GUICHET_PRINT_SENDING] = "send",
  [GUICHET_PRINT_PRINTING] = "run",      [GUICHET_PRINT_WAITING] = "w ",
  [GUICHET_PRINT_DONE] = "done",         [GUICHET_PRINT_CANCELLED] = "cancelled",
  [GUICHET_PRINT_FAILED] = "f ",
};

static void
on_changed (GuichetPrinting *self, int state, int reason, gpointer user_data)
{
  gboolean has_reason = state == GUICHET_PRINT_WAITING || state == GUICHET_PRINT_FAILED;
  g_autofree char *told = g_strconcat (
      STATES[state], has_reason ? guichet_print_reason_to_name ((GuichetPrintReason)reason) : NULL,
      NULL);

  device_shell_tell (running, told);
}

static void
print (const char *name)
{
  const GuichetPrintOptions options = { .pages = "", .copies = 1 };
  g_autofree char *path = device_shell_make_path (name);
  g_autofree char *bytes = NULL;
  g_autoptr (GuichetDocument) document = NULL;
  gsize length = 0;
  int fd;

  if (!g_file_get_contents (path, &bytes, &length, NULL))
    return;
  fd = guichet_sealed_memory_new (bytes, length, NULL);
  document = guichet_document_new (GUICHET_DOCUMENT_ORIGIN_PAGE, "", fd, NULL);
  if (document != NULL)
    guichet_printing_start (printing, document, &options, 1);
}

static void
act (guint command, const char *word)
{
  if (g_str_equal (word, "cancel")) {
    guichet_printing_cancel (printing);
    return;
  }
  running = command;
  print (word);
}

static void
set_up (GuichetWorkers *workers)
{
  printing = guichet_printing_new (workers, guichet_printer_settings_new (), NULL);
  g_signal_connect (printing, "changed", G_CALLBACK (on_changed), NULL);
}

int
main (void)
{
  const DeviceShell shell = { .set_up = set_up, .act = act };

  return device_shell_run (&shell);
}
