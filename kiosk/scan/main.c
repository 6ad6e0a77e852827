/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet-scan: the scanner's worker. Started by guichet-supervisor in a sandbox of its own, for
 * one visit; ends with the world that speaks to it.
 *
 * guichet-scan --state: opens the scanner, writes one word to standard output ("ready",
 * "not-set-up", or a label of the metric "scan-failed"), and ends. For staff; blocks as long as the
 * device does.
 */
#include "scan-service.h"
#include "scan-status.h"
#include "worker-channel.h"

#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#define EXIT_USAGE 2

static gboolean is_ending;

static gboolean
on_device_closed (gpointer user_data)
{
  _exit (EXIT_SUCCESS);
}

static void
end (GuichetScanThread *thread)
{
  if (!is_ending)
    guichet_scan_thread_close (thread, on_device_closed, NULL);
  is_ending = TRUE;
}

static gboolean
on_signal (gpointer user_data)
{
  end (user_data);
  return G_SOURCE_CONTINUE;
}

static const char *
get_environment (const char *name, const char *otherwise)
{
  const char *value = g_getenv (name);

  return value != NULL && *value != '\0' ? value : otherwise;
}

static GuichetScanThread *
start_thread (void)
{
  g_autofree char *config_dir = g_build_filename (g_get_tmp_dir (), "sane", NULL);
  GuichetScanPlace place = {
    .device = get_environment ("GUICHET_SCANNER_DEVICE", NULL),
    .vendor = get_environment ("GUICHET_SCANNER_VENDOR", NULL),
    .product = get_environment ("GUICHET_SCANNER_PRODUCT", NULL),
    .serial = get_environment ("GUICHET_SCANNER_SERIAL", NULL),
    .sysfs_dir = get_environment ("GUICHET_SYSFS_USB", "/sys/bus/usb/devices"),
    .source_dir = get_environment ("GUICHET_SANE_DIR", "/etc/sane.d"),
    .config_dir = config_dir,
  };

  /* Before any thread: drivers read it when they are loaded. */
  g_setenv ("SANE_CONFIG_DIR", config_dir, TRUE);
  return guichet_scan_thread_new (&place);
}

static void
on_state_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree GuichetScanAbilities *abilities = g_task_propagate_pointer (G_TASK (result), &error);
  const char *word = "ready";

  if (abilities == NULL)
    word = guichet_scan_failure_to_label ((GuichetScanFailure)error->code);
  g_print ("%s\n", word != NULL ? word : "other");
  g_main_loop_quit (user_data);
}

/* The device is closed by the end of the process. */
static int
tell_state (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_state_known, loop);

  if (get_environment ("GUICHET_SCANNER_DEVICE", NULL) == NULL) {
    g_print ("not-set-up\n");
    return EXIT_SUCCESS;
  }
  guichet_scan_thread_open (start_thread (), task);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  gboolean is_question = argc == 2 && g_str_equal (argv[1], "--state");
  int channel = is_question ? -1 : guichet_worker_channel_take_fd ("GUICHET_CHANNEL_FD");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GuichetScanService) service = NULL;
  g_autoptr (GError) error = NULL;
  GuichetScanThread *thread;

  setlocale (LC_CTYPE, "C.UTF-8");
  if (is_question)
    return tell_state ();
  guichet_scan_status_set_pipe (guichet_worker_channel_take_fd ("GUICHET_STATUS_FD"));
  if (channel < 0) {
    g_printerr ("guichet-scan: must be started by guichet-supervisor\n");
    return EXIT_USAGE;
  }
  (void)prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  (void)signal (SIGPIPE, SIG_IGN);
  thread = start_thread ();
  g_unix_signal_add (SIGTERM, on_signal, thread);
  guichet_scan_status_tell_ready ();
  service = guichet_scan_service_new (channel, thread, &error);
  if (service == NULL)
    return EXIT_FAILURE;
  g_signal_connect_swapped (service, "closed", G_CALLBACK (end), thread);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
