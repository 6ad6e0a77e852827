/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "notice.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "processor-share.h"

#define RESTART_S 2

struct _GuichetNotice {
  GObject parent_instance;

  /* Owned */
  char *program;
  char *locale_dir;
  char *language;
  char *display; /* or NULL */
  char *code;    /* NULL while hidden */
  GSubprocess *process;

  /* Handles */
  guint restart_source;

  /* State */
  gboolean is_shown;
};

G_DEFINE_FINAL_TYPE (GuichetNotice, guichet_notice, G_TYPE_OBJECT)

static void start (GuichetNotice *self);

static gboolean
on_restart_due (gpointer user_data)
{
  GuichetNotice *self = user_data;

  self->restart_source = 0;
  if (self->code != NULL && self->process == NULL)
    start (self);
  return G_SOURCE_REMOVE;
}

static void
start_later (GuichetNotice *self)
{
  if (self->code != NULL && self->restart_source == 0)
    self->restart_source = g_timeout_add_seconds (RESTART_S, on_restart_due, self);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetNotice) self = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  if (source != (GObject *)self->process)
    return;
  g_clear_object (&self->process);
  self->is_shown = FALSE;
  start_later (self);
}

/* It prints a line once it is painted. */
static void
on_word (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetNotice) self = user_data;
  g_autoptr (GBytes) word =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);

  if (self->process != NULL && word != NULL && g_bytes_get_size (word) > 0 &&
      source == (GObject *)g_subprocess_get_stdout_pipe (self->process))
    self->is_shown = TRUE;
}

/* After fork(): only what is safe in a signal handler. What says "out of order" must not outlive
 * who knows whether it is so. */
static void
die_with_parent (gpointer parent)
{
  guichet_processor_share_take_back ();
  if (prctl (PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid () != GPOINTER_TO_INT (parent))
    _exit (EXIT_FAILURE);
}

static void
start (GuichetNotice *self)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "LANGUAGE", self->language, TRUE);
  g_subprocess_launcher_setenv (launcher, "LANG", "C.UTF-8", TRUE);
  g_subprocess_launcher_setenv (launcher, "GDK_BACKEND", "wayland", TRUE);
  g_subprocess_launcher_setenv (launcher, "GSK_RENDERER", "cairo", TRUE);
  g_subprocess_launcher_setenv (launcher, "GTK_A11Y", "none", TRUE);
  if (self->display != NULL)
    g_subprocess_launcher_setenv (launcher, "WAYLAND_DISPLAY", self->display, TRUE);
  if (self->locale_dir != NULL)
    g_subprocess_launcher_setenv (launcher, "GUICHET_LOCALE_DIR", self->locale_dir, TRUE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, GINT_TO_POINTER (getpid ()),
                                         NULL);
  self->process = g_subprocess_launcher_spawn (launcher, &error, self->program, self->code, NULL);
  if (self->process != NULL) {
    g_subprocess_wait_async (self->process, NULL, on_ended, g_object_ref (self));
    g_input_stream_read_bytes_async (g_subprocess_get_stdout_pipe (self->process), 16,
                                     G_PRIORITY_DEFAULT, NULL, on_word, g_object_ref (self));
    return;
  }
  /* No descriptor, no process to be had: what takes them may be over soon. */
  g_warning ("The notice could not be shown: %s", error->message);
  start_later (self);
}

static void
stop (GuichetNotice *self)
{
  g_autoptr (GSubprocess) process = g_steal_pointer (&self->process);

  g_clear_handle_id (&self->restart_source, g_source_remove);
  self->is_shown = FALSE;
  if (process != NULL)
    g_subprocess_force_exit (process);
}

static void
guichet_notice_finalize (GObject *object)
{
  GuichetNotice *self = GUICHET_NOTICE (object);

  stop (self);
  g_free (self->program);
  g_free (self->locale_dir);
  g_free (self->language);
  g_free (self->display);
  g_free (self->code);
  G_OBJECT_CLASS (guichet_notice_parent_class)->finalize (object);
}

static void
guichet_notice_class_init (GuichetNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guichet_notice_finalize;
}

static void
guichet_notice_init (GuichetNotice *self)
{
}

GuichetNotice *
guichet_notice_new (const char *program, const char *locale_dir, const char *language)
{
  GuichetNotice *self = g_object_new (GUICHET_TYPE_NOTICE, NULL);

  self->program = g_strdup (program);
  self->locale_dir = g_strdup (locale_dir);
  self->language = g_strdup (language);
  return self;
}

void
guichet_notice_set_display (GuichetNotice *self, const char *path)
{
  g_free (self->display);
  self->display = g_strdup (path);
}

void
guichet_notice_show (GuichetNotice *self, const char *code)
{
  if (self->code != NULL && g_str_equal (self->code, code))
    return;
  stop (self);
  g_free (self->code);
  self->code = g_strdup (code);
  start (self);
}

void
guichet_notice_hide (GuichetNotice *self)
{
  g_clear_pointer (&self->code, g_free);
  stop (self);
}

gboolean
guichet_notice_is_shown (GuichetNotice *self)
{
  return self->is_shown;
}
