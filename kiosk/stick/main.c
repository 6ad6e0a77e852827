/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet-stick: the worker that reads and writes a USB stick for one visit, started by the
 * supervisor outside the world, in a sandbox that sees the system bus (for udisks2) and the folder
 * where sticks are mounted, and no network.
 */
#include <stdlib.h>

#include "stick-service.h"
#include "worker-channel.h"

#define EXIT_USAGE 64
/* The supervisor's patience after SIGTERM (session-reset/worker-kind-stick.c), less a little. */
#define STOP_MS 3000

static void
write_status (const char *word, gpointer user_data)
{
  guichet_worker_channel_tell (GPOINTER_TO_INT (user_data), word);
}

static GuichetStickDisk *
open_disk (GError **error)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, error);

  if (bus == NULL)
    return NULL;
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  return guichet_stick_disk_new (bus, g_getenv ("GUICHET_STICK_LOOPS") != NULL, error);
}

/* After a visit whose worker was killed: nothing is read, no world is heard. */
static int
tidy (int status, GError **error)
{
  g_autoptr (GuichetStickDisk) disk = NULL;

  write_status ("busy", GINT_TO_POINTER (status));
  disk = open_disk (error);
  if (disk == NULL)
    return EXIT_FAILURE;
  guichet_stick_disk_unmount_all (disk);
  write_status ("idle", GINT_TO_POINTER (status));
  return EXIT_SUCCESS;
}

static int
run (GMainLoop *loop, int channel, int status, GError **error)
{
  g_autoptr (GDBusConnection) world = NULL;
  g_autoptr (GuichetStickDisk) disk = NULL;
  g_autoptr (GuichetStickService) service = NULL;

  write_status ("ready", GINT_TO_POINTER (status));
  if (g_getenv ("GUICHET_STICK_TIDY") != NULL)
    return tidy (status, error);
  world = guichet_worker_channel_connect (channel, error);
  if (world == NULL)
    return EXIT_FAILURE;
  disk = open_disk (error);
  if (disk == NULL)
    return EXIT_FAILURE;
  service = guichet_stick_service_new (world, disk, write_status, GINT_TO_POINTER (status), error);
  if (service == NULL)
    return EXIT_FAILURE;
  if (g_getenv ("GUICHET_STICK_STAFF") != NULL)
    guichet_stick_service_set_staff (service);
  guichet_worker_channel_serve (world, loop);
  guichet_stick_service_stop (service, STOP_MS);
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  int channel = guichet_worker_channel_take_fd ("GUICHET_CHANNEL_FD");
  int status = guichet_worker_channel_take_fd ("GUICHET_STATUS_FD");
  g_autoptr (GMainLoop) loop = guichet_worker_channel_new_loop ();
  g_autoptr (GError) error = NULL;
  int result;

  if (argc != 1 || channel < 0 || status < 0) {
    g_printerr ("guichet-stick: must be started by guichet-supervisor\n");
    return EXIT_USAGE;
  }
  result = run (loop, channel, status, &error);
  if (result != EXIT_SUCCESS)
    g_printerr ("guichet-stick: there is no system bus, or no channel\n");
  return result;
}
