/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet: the shell of one world. Started by guichet-supervisor with one end of a socket pair; it
 * stays hidden until it is told to show itself, and it ends with its supervisor.
 */
#include "catalogue.h"
#include "config-problem.h"
#include "link.h"
#include "paint-watch.h"
#include "settings.h"
#include "shell.h"
#include "ui-assets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define EXIT_USAGE 2

typedef struct {
  /* Owned */
  GuichetLink *link;
  GuichetWindow *window;
  GuichetShell *shell;
  GuichetPrinting *printing;
  GuichetScanner *scanner; /* NULL: the centre has none */
  GuichetDocumentOpener *opener;
} Program;

static const char *
get_environment (const char *name, const char *otherwise)
{
  const char *value = g_getenv (name);

  return value != NULL && value[0] != '\0' ? value : otherwise;
}

/* The channel is the way to the trusted side: no child, least of all a web process, may have it. */
static int
take_channel (void)
{
  const char *text = g_getenv ("GUICHET_CHANNEL_FD");
  guint64 fd = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 3, G_MAXINT, &fd, NULL))
    return -1;
  if (fcntl ((int)fd, F_SETFD, FD_CLOEXEC) < 0)
    return -1;
  g_unsetenv ("GUICHET_CHANNEL_FD");
  return (int)fd;
}

static void
on_curtain_painted (gpointer user_data)
{
  guichet_link_show_curtain_done (user_data);
}

static void
on_home_painted (gpointer user_data)
{
  guichet_link_show_home_done (user_data);
}

static void
on_show_curtain (Program *self)
{
  guichet_paint_watch_once (GTK_WIDGET (self->window), on_curtain_painted, self->link);
  guichet_window_show_curtain (self->window);
}

static void
on_show_home (Program *self)
{
  guichet_window_show_home (self->window);
  guichet_paint_watch_once (GTK_WIDGET (self->window), on_home_painted, self->link);
}

static void
on_tell (Program *self, const char *what)
{
  if (g_str_equal (what, "take-pages"))
    guichet_window_tell_take_pages (self->window);
}

/* Without its supervisor nothing watches this world any more: not one frame longer. */
static void
on_closed (GuichetLink *link)
{
  _exit (EXIT_SUCCESS);
}

static void
connect_link (Program *self)
{
  g_signal_connect_swapped (self->link, "show-curtain", G_CALLBACK (on_show_curtain), self);
  g_signal_connect_swapped (self->link, "show-home", G_CALLBACK (on_show_home), self);
  g_signal_connect_swapped (self->link, "tell", G_CALLBACK (on_tell), self);
  g_signal_connect_swapped (self->link, "check-sandbox", G_CALLBACK (guichet_shell_warm_up),
                            self->shell);
  g_signal_connect_swapped (self->shell, "sandbox-checked",
                            G_CALLBACK (guichet_link_check_sandbox_done), self->link);
  g_signal_connect (self->link, "closed", G_CALLBACK (on_closed), NULL);
  g_signal_connect_swapped (self->shell, "sandbox-checked",
                            G_CALLBACK (guichet_link_report_sandbox), self->link);
  g_signal_connect_swapped (self->shell, "visit-began", G_CALLBACK (guichet_link_begin_visit),
                            self->link);
  g_signal_connect_swapped (self->shell, "visit-ended", G_CALLBACK (guichet_link_end_visit),
                            self->link);
  g_signal_connect_swapped (self->link, "show-warning", G_CALLBACK (guichet_shell_show_warning),
                            self->shell);
  g_signal_connect_swapped (self->link, "hide-warning", G_CALLBACK (guichet_shell_hide_warning),
                            self->shell);
  g_signal_connect_swapped (self->link, "set-time", G_CALLBACK (guichet_shell_set_time),
                            self->shell);
  g_signal_connect_swapped (self->link, "set-notices", G_CALLBACK (guichet_shell_set_notices),
                            self->shell);
  g_signal_connect_swapped (self->shell, "extension-asked", G_CALLBACK (guichet_link_extend_visit),
                            self->link);
  g_signal_connect_swapped (self->shell, "hold-changed", G_CALLBACK (guichet_link_set_hold),
                            self->link);
  g_signal_connect_swapped (self->shell, "help-asked", G_CALLBACK (guichet_link_ask_help),
                            self->link);
  g_signal_connect_swapped (self->shell, "count", G_CALLBACK (guichet_link_count), self->link);
}

static void
make_shell (Program *self, GuichetSettings *settings, GuichetCatalogue *catalogue)
{
  g_autoptr (GuichetClock) clock = guichet_system_clock_new ();
  g_autofree char *files_dir = g_build_filename (g_get_user_runtime_dir (), "files", NULL);
  /* Where the engine puts what it compiles first: it cannot rename across file systems. */
  g_autofree char *cache_dir = g_build_filename (g_get_tmp_dir (), "filters", NULL);
  GuichetWebSessionOptions options = {
    .gate_uri = guichet_link_get_gate_uri (self->link),
    .software = g_strcmp0 (g_getenv ("GUICHET_RENDERER"), "hardware") != 0,
    .memory_bytes = guichet_settings_get_world_memory_bytes (settings),
    .cache_dir = cache_dir,
    .files_dir = files_dir,
    .language = guichet_settings_get_language (settings),
  };

  self->window = guichet_window_new (1);
  self->shell = guichet_shell_new (self->window, catalogue, settings, clock, &options);
  self->opener = guichet_document_opener_new (NULL);
  self->printing = guichet_printing_new (GUICHET_WORKERS (self->link),
                                         guichet_settings_get_printer (settings), self->opener);
  guichet_shell_set_printing (self->shell, self->printing);
  if (guichet_settings_get_scanner (settings)->device != NULL) {
    self->scanner = guichet_scanner_new (GUICHET_WORKERS (self->link));
    guichet_shell_set_scanner (self->shell, self->scanner);
  }
  if (guichet_settings_has_sticks (settings))
    guichet_shell_set_stick (self->shell, GUICHET_WORKERS (self->link));
}

static int
run (int channel)
{
  const char *defaults_dir = get_environment ("GUICHET_DEFAULTS_DIR", "/usr/share/guichet");
  const char *centre_dir = get_environment ("GUICHET_CENTRE_DIR", "/etc/guichet");
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GuichetSettings) settings = NULL;
  g_autoptr (GuichetCatalogue) catalogue = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  Program self = { 0 };
  const char *language;

  problems = g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  settings = guichet_settings_load (defaults_dir, centre_dir, problems);
  language = guichet_settings_get_language (settings);
  catalogue = guichet_catalogue_load (defaults_dir, centre_dir, language, problems);
  /* What is wrong with them was decided and told by the supervisor, which sees more of the machine:
   * from in here, a certificate authority's file does not exist. */
  guichet_ui_assets_set_language (language,
                                  get_environment ("GUICHET_LOCALE_DIR", GUICHET_LOCALEDIR));
  if (!gtk_init_check ()) {
    g_printerr ("guichet: no display\n");
    return EXIT_FAILURE;
  }
  guichet_ui_assets_load (gdk_display_get_default ());
  self.link = guichet_link_new (channel, &error);
  if (self.link == NULL) {
    g_printerr ("guichet: %s\n", error->message);
    return EXIT_FAILURE;
  }
  make_shell (&self, settings, catalogue);
  connect_link (&self);
  guichet_window_prepare (self.window);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  int channel = take_channel ();

  if (channel < 0) {
    g_printerr ("guichet: must be started by guichet-supervisor\n");
    return EXIT_USAGE;
  }
  guichet_ui_assets_prepare ();
  return run (channel);
}
