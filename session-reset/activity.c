/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "activity.h"

#include "chord-watch.h"
#include "input-devices.h"

#define POINTER_PERIOD_US 100000

struct _GuichetActivity {
  GObject parent_instance;

  /* Owned */
  GuichetInputDevices *devices; /* NULL: none can be had */
  GuichetChordWatch *chords[GUICHET_ACTIVITY_N_CHORDS];

  /* Handles */
  guint chord_sources[GUICHET_ACTIVITY_N_CHORDS];

  /* State */
  gint64 pointer_told_at;
};

enum { SIGNAL_INPUT, SIGNAL_CHORD_BEGUN, SIGNAL_CHORD, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetActivity, guichet_activity, G_TYPE_OBJECT)

static gint64
read_clock_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

typedef struct {
  GuichetActivity *activity; /* borrowed */
  GuichetActivityChord chord;
} Hold;

static gboolean
on_hold_due (gpointer user_data)
{
  Hold *hold = user_data;
  GuichetActivity *self = hold->activity;
  GuichetActivityChord chord = hold->chord;
  GuichetChordEvent event;

  event = guichet_chord_watch_tick (self->chords[chord], read_clock_ms ());
  if (event == GUICHET_CHORD_NOTHING &&
      guichet_chord_watch_get_wait (self->chords[chord], read_clock_ms ()) >= 0)
    return G_SOURCE_CONTINUE;
  self->chord_sources[chord] = 0;
  if (event != GUICHET_CHORD_NOTHING)
    g_signal_emit (self, signals[SIGNAL_CHORD], 0, chord, event == GUICHET_CHORD_HELD_AGAIN);
  return G_SOURCE_REMOVE;
}

static void
begin_hold (GuichetActivity *self, GuichetActivityChord chord)
{
  gint64 wait = guichet_chord_watch_get_wait (self->chords[chord], read_clock_ms ());
  Hold *hold = g_new (Hold, 1);

  hold->activity = self;
  hold->chord = chord;
  g_clear_handle_id (&self->chord_sources[chord], g_source_remove);
  self->chord_sources[chord] =
      g_timeout_add_full (G_PRIORITY_HIGH, (guint)wait, on_hold_due, hold, g_free);
  g_signal_emit (self, signals[SIGNAL_CHORD_BEGUN], 0, chord);
}

static void
take_key (GuichetActivity *self, guint key, gboolean is_pressed)
{
  for (int i = 0; i < GUICHET_ACTIVITY_N_CHORDS; i++) {
    GuichetChordEvent event =
        guichet_chord_watch_take_key (self->chords[i], key, is_pressed, read_clock_ms ());

    if (event == GUICHET_CHORD_BEGUN)
      begin_hold (self, (GuichetActivityChord)i);
    else if (guichet_chord_watch_get_wait (self->chords[i], 0) < 0)
      g_clear_handle_id (&self->chord_sources[i], g_source_remove);
  }
}

/* A finger in the corner is let go by its own event, or with its display connection: a window that
 * gets the keys is no reason. */
static void
forget_keys (GuichetActivity *self)
{
  for (int i = 0; i < GUICHET_ACTIVITY_N_CHORDS; i++) {
    if (i == GUICHET_ACTIVITY_CORNER)
      continue;
    guichet_chord_watch_forget_keys (self->chords[i]);
    g_clear_handle_id (&self->chord_sources[i], g_source_remove);
  }
}

/* A corner is to the watch of chords what a key is: this is none of the kernel's numbers. */
static guint16
get_key_of_corner (guint corner)
{
  return (guint16)(0xff00 + corner);
}

static void
take_input (GuichetInputKind kind, guint key, gboolean is_pressed, gpointer user_data)
{
  GuichetActivity *self = user_data;
  gint64 now = g_get_monotonic_time ();

  if (kind == GUICHET_INPUT_LOST) {
    forget_keys (self);
    return;
  }
  if (kind == GUICHET_INPUT_CORNER) {
    take_key (self, get_key_of_corner (key), is_pressed);
    return;
  }
  if (kind == GUICHET_INPUT_KEY)
    take_key (self, key, is_pressed);
  else if (now - self->pointer_told_at < POINTER_PERIOD_US)
    return;
  else
    self->pointer_told_at = now;
  g_signal_emit (self, signals[SIGNAL_INPUT], 0, kind);
}

void
guichet_activity_take_from_screen (GuichetInputKind kind, guint key, gboolean is_pressed,
                                   gpointer activity)
{
  if (guichet_activity_get_n_devices (activity) == 0)
    take_input (kind, key, is_pressed, activity);
}

guint
guichet_activity_get_n_devices (GuichetActivity *self)
{
  return self->devices != NULL ? guichet_input_devices_get_n (self->devices) : 0;
}

gboolean
guichet_activity_is_chord_begun (GuichetActivity *self)
{
  for (int i = 0; i < GUICHET_ACTIVITY_N_CHORDS; i++)
    if (self->chord_sources[i] != 0)
      return TRUE;
  return FALSE;
}

guint
guichet_activity_get_n_flooding (GuichetActivity *self)
{
  return self->devices != NULL ? guichet_input_devices_get_n_flooding (self->devices) : 0;
}

static void
guichet_activity_finalize (GObject *object)
{
  GuichetActivity *self = GUICHET_ACTIVITY (object);

  /* Devices that go tell of it once more. */
  g_clear_pointer (&self->devices, guichet_input_devices_free);
  for (int i = 0; i < GUICHET_ACTIVITY_N_CHORDS; i++) {
    g_clear_handle_id (&self->chord_sources[i], g_source_remove);
    guichet_chord_watch_free (self->chords[i]);
  }
  G_OBJECT_CLASS (guichet_activity_parent_class)->finalize (object);
}

static void
guichet_activity_class_init (GuichetActivityClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = guichet_activity_finalize;
  signals[SIGNAL_INPUT] = g_signal_new ("input", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_CHORD_BEGUN] = g_signal_new ("chord-begun", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                              NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_CHORD] = g_signal_new ("chord", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
}

static void
guichet_activity_init (GuichetActivity *self)
{
}

static GuichetChordWatch *
watch_corner (const GuichetTimeSettings *settings)
{
  GuichetKeyChord chord = {
    .keys = { get_key_of_corner (settings->staff_corner) },
    .n_keys = settings->staff_corner != GUICHET_CORNER_NONE,
  };

  return guichet_chord_watch_new (&chord, settings->corner_hold * 1000);
}

GuichetActivity *
guichet_activity_new (const GuichetTimeSettings *settings)
{
  GuichetActivity *self = g_object_new (GUICHET_TYPE_ACTIVITY, NULL);
  g_autoptr (GError) error = NULL;

  self->chords[GUICHET_ACTIVITY_RESET] =
      guichet_chord_watch_new (&settings->reset_chord, settings->reset_hold * 1000);
  self->chords[GUICHET_ACTIVITY_STAFF] =
      guichet_chord_watch_new (&settings->staff_chord, settings->staff_hold * 1000);
  self->chords[GUICHET_ACTIVITY_CORNER] = watch_corner (settings);
  self->devices = guichet_input_devices_new (settings->seat, (const char *const *)settings->devices,
                                             take_input, self, &error);
  if (self->devices == NULL)
    g_warning ("%s", error->message);
  return self;
}
