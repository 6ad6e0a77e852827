/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "authorities.h"
#include "catalogue.h"
#include "compositor-watch.h"
#include "config-problem.h"
#include "control.h"
#include "processor-share.h"
#include "renderer.h"
#include "service-notify.h"
#include "settings.h"
#include "staff-panel.h"
#include "supervisor.h"
#include "usage-store.h"
#include "words-locale.h"

/* Exit status: the unit file restarts on 1, and leaves a refused configuration (78, EX_CONFIG of
 * sysexits.h) alone until somebody mended it. */
#define EXIT_CONFIG 78
/* Asks for everything to be started again, the compositor too (EX_TEMPFAIL). */
#define EXIT_RESTART           75
#define COMPOSITOR_PATIENCE_MS 5000

/* Owned; a program's options live as long as it does. */
static struct {
  char *shell;
  char *notice;
  char *staff;
  char *report;
  char *defaults_dir;
  char *centre_dir;
  char *locale_dir;
  char *runtime_dir;
  char *database;
} arguments;

static const GOptionEntry entries[] = {
  { "shell", 0, 0, G_OPTION_ARG_FILENAME, &arguments.shell, N_ ("Program of the shell"), "FILE" },
  { "notice", 0, 0, G_OPTION_ARG_FILENAME, &arguments.notice, N_ ("Program that says out of order"),
    "FILE" },
  { "staff", 0, 0, G_OPTION_ARG_FILENAME, &arguments.staff, N_ ("Program of the staff's panel"),
    "FILE" },
  { "report", 0, 0, G_OPTION_ARG_FILENAME, &arguments.report, N_ ("Program of the reports"),
    "FILE" },
  { "defaults", 0, 0, G_OPTION_ARG_FILENAME, &arguments.defaults_dir,
    N_ ("Directory of the shipped settings"), "DIR" },
  { "centre", 0, 0, G_OPTION_ARG_FILENAME, &arguments.centre_dir,
    N_ ("Directory of the centre's settings"), "DIR" },
  { "locales", 0, 0, G_OPTION_ARG_FILENAME, &arguments.locale_dir,
    N_ ("Directory of the translations"), "DIR" },
  { "runtime-dir", 0, 0, G_OPTION_ARG_FILENAME, &arguments.runtime_dir,
    N_ ("Directory for sockets and notes, in memory"), "DIR" },
  { "database", 0, 0, G_OPTION_ARG_FILENAME, &arguments.database,
    N_ ("Database of the counts, in place of the settings' one"), "FILE" },
  { NULL },
};

static void
set_default (char **argument, const char *value)
{
  if (*argument == NULL)
    *argument = g_strdup (value);
}

/* The unit's, else one of the user's own. */
static char *
find_runtime_dir (void)
{
  const char *dir = g_getenv ("RUNTIME_DIRECTORY");

  return dir != NULL && *dir != '\0'
             ? g_strdup (dir)
             : g_build_filename (g_get_user_runtime_dir (), "guichet", NULL);
}

static gboolean
read_arguments (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("- a new world for each resident"));
  g_autofree char *runtime_dir = find_runtime_dir ();
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 1) {
    g_printerr ("guichet-supervisor: %s\n",
                error != NULL ? error->message : _ ("unexpected argument"));
    return FALSE;
  }
  set_default (&arguments.shell, GUICHET_LIBEXECDIR "/guichet");
  set_default (&arguments.notice, GUICHET_LIBEXECDIR "/guichet-notice");
  set_default (&arguments.staff, GUICHET_LIBEXECDIR "/guichet-staff");
  set_default (&arguments.report, GUICHET_BINDIR "/guichet-report");
  set_default (&arguments.defaults_dir, GUICHET_DATADIR);
  set_default (&arguments.centre_dir, "/etc/guichet");
  set_default (&arguments.runtime_dir, runtime_dir);
  if (!g_file_test (arguments.centre_dir, G_FILE_TEST_IS_DIR))
    g_clear_pointer (&arguments.centre_dir, g_free);
  return TRUE;
}

static char *
find_display_socket (void)
{
  const char *name = g_getenv ("WAYLAND_DISPLAY");

  if (name == NULL || *name == '\0')
    return NULL;
  return g_path_is_absolute (name) ? g_strdup (name)
                                   : g_build_filename (g_get_user_runtime_dir (), name, NULL);
}

/* No core dump may hold what a resident typed; the limit goes down to all worlds. The gate needs
 * six descriptors for each connection. */
/* GDBus prints a message that it cannot read byte for byte: a world could write what it likes, what
 * a resident typed too, into the log of the machine. */
static void
drop_text (const char *domain, GLogLevelFlags level, const char *text, gpointer user_data)
{
  if (level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR))
    g_printerr ("guichet-supervisor: GIO gave a warning; its text is not kept\n");
}

static void
set_limits (void)
{
  struct rlimit none = { 0, 0 };
  struct rlimit files;

  (void)setrlimit (RLIMIT_CORE, &none);
  if (getrlimit (RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    (void)setrlimit (RLIMIT_NOFILE, &files);
  }
  (void)prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  guichet_processor_share_give_way ();
}

static gboolean
print_problems (const GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++) {
    g_autofree char *line = guichet_config_problem_to_string (g_ptr_array_index (problems, i));

    g_printerr ("%s\n", line);
  }
  return guichet_config_problems_has_fatal (problems);
}

static const char *
get_database (GuichetSettings *settings)
{
  return arguments.database != NULL ? arguments.database : guichet_settings_get_database (settings);
}

static GuichetUsageStore *
open_store (GuichetSettings *settings)
{
  const char *path = get_database (settings);
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;
  GuichetUsageStore *store = guichet_usage_store_open (path, &set_aside, &error);

  if (set_aside != NULL)
    g_printerr (_ ("The counts were damaged. They are kept in %s; new ones are started.\n"),
                set_aside);
  if (store == NULL)
    g_printerr (_ ("Nothing will be counted: %s\n"), error->message);
  return store;
}

static char *
find_render_node (GuichetSettings *settings)
{
  char *device = NULL;

  switch (guichet_settings_get_renderer (settings)) {
  case GUICHET_RENDERER_SOFTWARE:
    break;
  case GUICHET_RENDERER_HARDWARE:
  case GUICHET_RENDERER_AUTO:
  default:
    device = guichet_renderer_find_device ("/dev/dri", "/sys/class/drm");
    break;
  }
  return device;
}

static gboolean
write_authorities (GuichetSettings *settings, GError **error)
{
  const char *const *extra = guichet_settings_get_authorities (settings);
  g_autofree char *path = g_build_filename (arguments.runtime_dir, "authorities.pem", NULL);

  return *extra == NULL ||
         guichet_authorities_write (GUICHET_SYSTEM_AUTHORITIES, extra, path, error);
}

/* What ends the program. */
typedef struct {
  GMainLoop *loop;     /* owned */
  gboolean is_hanging; /* the compositor */
  gboolean is_restart_wanted;
} Run;

static gboolean
on_signal (gpointer user_data)
{
  Run *run = user_data;

  g_main_loop_quit (run->loop);
  return G_SOURCE_CONTINUE;
}

static void
on_restart_wanted (GuichetSupervisor *supervisor, Run *run)
{
  run->is_restart_wanted = TRUE;
  g_main_loop_quit (run->loop);
}

/* Under a service manager, silence is enough: its watchdog starts the unit anew, compositor and
 * all. Without one nobody would. */
static void
on_compositor_changed (GuichetCompositorState state, gpointer user_data)
{
  Run *run = user_data;

  run->is_hanging = state == GUICHET_COMPOSITOR_HANGS;
  if (run->is_hanging)
    g_warning ("The compositor does not answer");
  if (state == GUICHET_COMPOSITOR_GONE)
    g_main_loop_quit (run->loop);
  else if (run->is_hanging && guichet_service_notify_get_watchdog_ms () == 0)
    on_restart_wanted (NULL, run);
}

/* Answered by the main loop that does all the rest, and only while the screen works. */
static gboolean
on_watchdog_due (gpointer user_data)
{
  Run *run = user_data;

  if (!run->is_hanging)
    (void)guichet_service_notify ("WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

static void
on_supervisor_changed (GuichetSupervisor *supervisor, Run *run)
{
  const char *phase = guichet_supervisor_get_phase (supervisor);

  /* Out of order is shown and can be mended from here: starting again would not. */
  if (!g_str_equal (phase, "starting") && !guichet_supervisor_is_stopping (supervisor))
    (void)guichet_service_notify ("READY=1");
}

static gint64
monotonic_seconds (gpointer user_data)
{
  return g_get_monotonic_time () / G_USEC_PER_SEC;
}

/* The PINs stand beside the counts: there no world can read them. */
static GuichetStaffPanel *
make_staff_panel (GuichetSettings *settings, GuichetSupervisor *supervisor)
{
  g_autofree char *folder = g_path_get_dirname (get_database (settings));
  g_autofree char *pins_path = g_build_filename (folder, "pins", NULL);
  g_autofree char *display = g_build_filename (arguments.runtime_dir, "display", NULL);
  g_autoptr (GuichetStaffPins) pins = guichet_staff_pins_new (pins_path, monotonic_seconds, NULL);
  GuichetStaffPanelOptions options = {
    .program = arguments.staff,
    .locale_dir = arguments.locale_dir,
    .language = guichet_settings_get_language (settings),
    .display = display,
  };

  return guichet_staff_panel_new (&options, supervisor, pins);
}

static void
live (Run *run, GuichetSupervisor *supervisor)
{
  guint watchdog_ms = guichet_service_notify_get_watchdog_ms ();

  g_unix_signal_add (SIGTERM, on_signal, run);
  g_unix_signal_add (SIGINT, on_signal, run);
  g_signal_connect (supervisor, "restart-wanted", G_CALLBACK (on_restart_wanted), run);
  g_signal_connect (supervisor, "changed", G_CALLBACK (on_supervisor_changed), run);
  if (watchdog_ms > 0) {
    (void)guichet_service_notify ("WATCHDOG=1");
    g_timeout_add (watchdog_ms / 4, on_watchdog_due, run);
  }
  guichet_supervisor_start (supervisor);
  g_main_loop_run (run->loop);
  (void)guichet_service_notify (run->is_restart_wanted ? "WATCHDOG=1" : "STOPPING=1");
  guichet_supervisor_stop (supervisor);
}

static int
run (GuichetSettings *settings, GuichetCatalogue *catalogue, const GPtrArray *problems,
     const char *display_socket)
{
  g_autofree char *render_node = find_render_node (settings);
  g_autofree char *control_path = g_build_filename (arguments.runtime_dir, "control.sock", NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  Run run = { .loop = loop };
  g_autoptr (GuichetCompositorWatch) compositor = guichet_compositor_watch_new (
      display_socket, COMPOSITOR_PATIENCE_MS, on_compositor_changed, &run, &error);
  g_autoptr (GuichetSupervisor) supervisor = NULL;
  g_autoptr (GuichetControl) control = NULL;
  g_autoptr (GuichetStaffPanel) panel = NULL;
  GuichetSupervisorOptions options = {
    .shell = arguments.shell,
    .notice = arguments.notice,
    .defaults_dir = arguments.defaults_dir,
    .centre_dir = arguments.centre_dir,
    .locale_dir = arguments.locale_dir,
    .display_socket = display_socket,
    .database = get_database (settings),
    .runtime_dir = arguments.runtime_dir,
    .render_node = render_node,
    .n_config_problems = problems->len,
    .report = arguments.report,
  };

  if (compositor != NULL && write_authorities (settings, &error)) {
    supervisor = guichet_supervisor_new (&options, settings, catalogue, open_store (settings));
    guichet_supervisor_set_compositor (supervisor, compositor);
    control = guichet_control_new (control_path, supervisor, &error);
  }
  if (control == NULL) {
    g_printerr ("guichet-supervisor: %s\n", error->message);
    return EXIT_FAILURE;
  }
  panel = make_staff_panel (settings, supervisor);
  g_signal_connect_object (supervisor, "staff-called", G_CALLBACK (guichet_staff_panel_show), panel,
                           G_CONNECT_SWAPPED);
  live (&run, supervisor);
  guichet_staff_panel_hide (panel);
  if (!run.is_restart_wanted)
    return EXIT_SUCCESS;
  /* A compositor that hangs would not go with us: the service manager need not wait for it. */
  (void)guichet_service_notify ("WATCHDOG=trigger");
  return EXIT_RESTART;
}

/* What staff are told from here is in the centre's language, whatever the machine's is. */
static void
speak (const char *language)
{
  guichet_words_locale_set (language,
                            arguments.locale_dir != NULL ? arguments.locale_dir : GUICHET_DATESDIR);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  g_autoptr (GuichetSettings) settings = NULL;
  g_autoptr (GuichetCatalogue) catalogue = NULL;
  g_autofree char *display_socket = NULL;

  setlocale (LC_ALL, "");
  textdomain (GETTEXT_PACKAGE);
  if (!read_arguments (argc, argv))
    return EXIT_CONFIG;
  if (arguments.locale_dir != NULL)
    bindtextdomain (GETTEXT_PACKAGE, arguments.locale_dir);
  set_limits ();
  g_log_set_handler ("GLib-GIO", G_LOG_LEVEL_MASK, drop_text, NULL);
  settings = guichet_settings_load (arguments.defaults_dir, arguments.centre_dir, problems);
  catalogue = guichet_catalogue_load (arguments.defaults_dir, arguments.centre_dir,
                                      guichet_settings_get_language (settings), problems);
  if (print_problems (problems)) {
    g_printerr (_ ("The terminal does not start with these settings.\n"));
    return EXIT_CONFIG;
  }
  speak (guichet_settings_get_language (settings));
  display_socket = find_display_socket ();
  if (display_socket == NULL) {
    g_printerr (_ ("There is no screen: WAYLAND_DISPLAY is not set.\n"));
    return EXIT_FAILURE;
  }
  if (g_mkdir_with_parents (arguments.runtime_dir, 0700) != 0) {
    g_printerr ("%s: %s\n", arguments.runtime_dir, g_strerror (errno));
    return EXIT_FAILURE;
  }
  return run (settings, catalogue, problems, display_socket);
}
