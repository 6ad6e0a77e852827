/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "config-check.h"
#include "guichet-control-dbus.h"
#include "guichetctl-do.h"
#include "guichetctl-pin.h"
#include "guichetctl-program.h"

#define CONTROL_PATH       "/org/guichet/Control"
#define SYSTEM_SOCKET      "/run/guichet/control.sock" /* the unit's */
#define SYSTEM_PINS        "/var/lib/guichet/pins"
#define RESET_TIMEOUT_MS   180000 /* a print may finish first */
#define DEVICES_TIMEOUT_MS 30000

static char *socket_path;
static char *defaults_dir;
static char *pins_path;
static gboolean as_json;
static gboolean show_version;

static const GOptionEntry entries[] = {
  { "socket", 0, 0, G_OPTION_ARG_FILENAME, &socket_path, N_ ("The supervisor's control socket"),
    "FILE" },
  { "defaults", 0, 0, G_OPTION_ARG_FILENAME, &defaults_dir,
    N_ ("Directory of the shipped settings"), "DIR" },
  { "pins", 0, 0, G_OPTION_ARG_FILENAME, &pins_path, N_ ("The file of the staff's PINs"), "FILE" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, &show_version, N_ ("Print the version"), NULL },
  { NULL },
};

static GuichetDBusControl1 *
connect_control (GError **error)
{
  g_autofree char *escaped = g_dbus_address_escape_value (socket_path);
  g_autofree char *address = g_strconcat ("unix:path=", escaped, NULL);
  g_autoptr (GDBusConnection) connection = g_dbus_connection_new_for_address_sync (
      address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL, error);

  if (connection == NULL) {
    g_prefix_error (error, "%s: ", _ ("The terminal does not answer"));
    return NULL;
  }
  return guichet_dbus_control1_proxy_new_sync (
      connection, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL, CONTROL_PATH, NULL, error);
}

static gboolean
run_status (const char *argument, GError **error)
{
  g_autoptr (GuichetDBusControl1) control = connect_control (error);
  g_autoptr (GVariant) status = NULL;

  if (control == NULL ||
      !guichet_dbus_control1_call_get_status_sync (control, &status, NULL, error))
    return FALSE;
  guichetctl_print_values (status, as_json);
  return TRUE;
}

static gboolean
run_devices (const char *argument, GError **error)
{
  g_autoptr (GuichetDBusControl1) control = connect_control (error);
  g_autoptr (GVariant) devices = NULL;

  if (control == NULL)
    return FALSE;
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (control), DEVICES_TIMEOUT_MS);
  if (!guichet_dbus_control1_call_get_devices_sync (control, &devices, NULL, error))
    return FALSE;
  guichetctl_print_values (devices, as_json);
  return TRUE;
}

static gboolean
run_reset (const char *argument, GError **error)
{
  g_autoptr (GuichetDBusControl1) control = connect_control (error);

  if (control == NULL)
    return FALSE;
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (control), RESET_TIMEOUT_MS);
  if (!guichet_dbus_control1_call_reset_sync (control, NULL, error)) {
    g_dbus_error_strip_remote_error (*error);
    /* It answers so, or is gone already. */
    if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CLOSED)) {
      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED,
                           _ ("The terminal stops: nothing was reset."));
    } else {
      g_prefix_error (error, "%s: ", _ ("The terminal is out of order"));
    }
    return FALSE;
  }
  if (!as_json)
    g_print ("%s\n", _ ("The terminal is clean, and it is proved."));
  return TRUE;
}

static gboolean
run_check (const char *argument, GError **error)
{
  const char *dir = argument != NULL ? argument : "/etc/guichet";

  if (argument != NULL && !g_file_test (dir, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("%s is not a directory"), dir);
    return FALSE;
  }
  return guichet_config_check (defaults_dir, dir, stdout);
}

static gboolean
run_pin (const char *argument, GError **error)
{
  return guichetctl_set_pin (pins_path != NULL ? pins_path : SYSTEM_PINS, argument, error);
}

/* The words of "do": action and what it takes. */
static char **do_words;

static gboolean
run_do (const char *argument, GError **error)
{
  g_autoptr (GuichetDBusControl1) control = NULL;

  if (argument == NULL) {
    guichetctl_print_actions (as_json);
    return TRUE;
  }
  control = connect_control (error);
  return control != NULL && guichetctl_do (control, do_words, as_json, error);
}

static const struct {
  const char *name;
  gboolean takes_argument;
  gboolean (*run) (const char *argument, GError **error);
  const char *description;
} commands[] = {
  { "check", TRUE, run_check, N_ ("check [DIR]  check the settings in DIR (/etc/guichet)") },
  { "devices", FALSE, run_devices, N_ ("devices      state of the printer and the scanner") },
  { "do", TRUE, run_do, N_ ("do ACTION    one of the actions below; without one: lists them") },
  { "pin", TRUE, run_pin, N_ ("pin ROLE     set the PIN of reception or technician") },
  { "reset", FALSE, run_reset,
    N_ ("reset        end the visit, whatever its state, and show clean tiles") },
  { "status", FALSE, run_status, N_ ("status       state of the terminal") },
};

/* They have options of their own, and come before ours are read. */
static const char *const program_descriptions[] = {
  N_ ("doctor       what is safe here and what is not, with what to do"),
  N_ ("setup        first start: ask what the terminal must know"),
};

static char *
describe_commands (void)
{
  GString *text = g_string_new (_ ("Commands:"));

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %s", _ (commands[i].description));
  for (gsize i = 0; i < G_N_ELEMENTS (program_descriptions); i++)
    g_string_append_printf (text, "\n  %s", _ (program_descriptions[i]));
  g_string_append_printf (text, "\n\n%s", _ ("Actions:"));
  guichetctl_describe_actions (text);
  return g_string_free (text, FALSE);
}

static int
run_command (int argc, char **argv)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autoptr (GError) error = NULL;

    if (!g_str_equal (argv[1], commands[i].name) ||
        (argc > (commands[i].takes_argument ? 3 : 2) && commands[i].run != run_do))
      continue;
    do_words = argv + 2;
    if (commands[i].run (argc > 2 ? argv[2] : NULL, &error))
      return EXIT_SUCCESS;
    if (error != NULL)
      g_printerr ("guichetctl: %s\n", error->message);
    return EXIT_FAILURE;
  }
  g_printerr (_ ("guichetctl: unknown command “%s”; see guichetctl --help\n"), argv[1]);
  return 2;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND"));
  g_autofree char *summary = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  textdomain (GETTEXT_PACKAGE);
  if (g_getenv ("GUICHET_LOCALE_DIR") != NULL)
    bindtextdomain (GETTEXT_PACKAGE, g_getenv ("GUICHET_LOCALE_DIR"));
  /* Options of theirs that stand before the command, as ours may. */
  if (argc > 2 && g_str_equal (argv[1], "--json") && guichetctl_is_program (argv[2])) {
    argv[1] = argv[2];
    argv[2] = (char *)"--json";
  }
  if (argc > 1 && guichetctl_is_program (argv[1]))
    return guichetctl_run_program (argv + 1);
  summary = describe_commands ();
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("guichetctl: %s\n", error->message);
    return 2;
  }
  if (show_version) {
    g_print ("guichetctl %s\n", GUICHET_VERSION);
    return EXIT_SUCCESS;
  }
  if (argc < 2) {
    g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

    g_printerr ("%s", help);
    return 2;
  }
  if (socket_path == NULL)
    socket_path =
        g_file_test (SYSTEM_SOCKET, G_FILE_TEST_EXISTS)
            ? g_strdup (SYSTEM_SOCKET)
            : g_build_filename (g_get_user_runtime_dir (), "guichet", "control.sock", NULL);
  if (defaults_dir == NULL)
    defaults_dir = g_strdup (GUICHET_DATADIR);
  return run_command (argc, argv);
}
