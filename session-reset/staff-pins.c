/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-pins.h"

#include <crypt.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUP         "Pins"
#define METHOD        "$y$"
#define COST          5   /* some tenths of a second on an old processor */
#define FREE_ATTEMPTS 2   /* a finger slips */
#define MAX_WAIT      900 /* seconds */
#define MAX_ATTEMPTS  1000

/* Compared with where a role has no PIN, so that the time does not tell. */
#define NO_HASH "$y$j9T$guichetguichetguichet1$........................................../"

struct _GuichetStaffPins {
  GObject parent_instance;

  /* Owned */
  char *path;
  char *attempts_path;

  /* Borrowed */
  gint64 (*now) (gpointer user_data);
  gpointer user_data;

  /* State */
  gint64 next; /* when an attempt is taken */
  guint n_wrong;
  gboolean is_trying;
};

G_DEFINE_FINAL_TYPE (GuichetStaffPins, guichet_staff_pins, G_TYPE_OBJECT)

static const char *const role_names[] = {
  [GUICHET_STAFF_RECEPTION] = "reception",
  [GUICHET_STAFF_TECHNICIAN] = "technician",
};

/* What is compared, copied out for the thread. */
typedef struct {
  char *pin;
  char *hashes[G_N_ELEMENTS (role_names)];
} Attempt;

static void
wipe_text (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
attempt_free (Attempt *attempt)
{
  wipe_text (attempt->pin);
  for (gsize i = 0; i < G_N_ELEMENTS (attempt->hashes); i++)
    g_free (attempt->hashes[i]);
  g_free (attempt);
}

const char *
guichet_staff_role_to_name (GuichetStaffRole role)
{
  return role < G_N_ELEMENTS (role_names) ? role_names[role] : NULL;
}

GuichetStaffRole
guichet_staff_role_from_name (const char *name)
{
  for (GuichetStaffRole role = GUICHET_STAFF_RECEPTION; role < G_N_ELEMENTS (role_names); role++) {
    if (g_strcmp0 (name, role_names[role]) == 0)
      return role;
  }
  return GUICHET_STAFF_NOBODY;
}

static char *
read_hash (const char *path, GuichetStaffRole role)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *hash = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  hash = g_key_file_get_string (file, GROUP, role_names[role], NULL);
  return hash != NULL && g_str_has_prefix (hash, METHOD) ? g_steal_pointer (&hash) : NULL;
}

/* Whether @pin gives @hash. All bytes are compared, whatever the first ones say. */
static gboolean
does_match (const char *pin, const char *hash)
{
  g_autofree struct crypt_data *data = g_new0 (struct crypt_data, 1);
  const char *made = crypt_rn (pin, hash != NULL ? hash : NO_HASH, data, sizeof *data);
  gsize length = hash != NULL ? strlen (hash) : 0;
  guchar difference = 0;

  if (made != NULL && strlen (made) == length) {
    for (gsize i = 0; i < length; i++)
      difference |= (guchar)(made[i] ^ hash[i]);
  } else
    difference = 1;
  explicit_bzero (data, sizeof *data);
  return difference == 0;
}

/* --- attempts --- */

static guint
wait_after (guint n_wrong)
{
  if (n_wrong <= FREE_ATTEMPTS)
    return 0;
  return n_wrong - FREE_ATTEMPTS >= 10 ? MAX_WAIT : MIN (MAX_WAIT, 1u << (n_wrong - FREE_ATTEMPTS));
}

static void
write_attempts (GuichetStaffPins *self)
{
  g_autofree char *text = g_strdup_printf ("%u\n", self->n_wrong);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents_full (self->attempts_path, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &error))
    g_warning ("The number of wrong PINs could not be written: %s", error->message);
}

static void
read_attempts (GuichetStaffPins *self)
{
  g_autofree char *text = NULL;

  if (g_file_get_contents (self->attempts_path, &text, NULL, NULL))
    self->n_wrong = (guint)CLAMP (g_ascii_strtoll (text, NULL, 10), 0, MAX_ATTEMPTS);
  self->next = self->now (self->user_data) + wait_after (self->n_wrong);
}

guint
guichet_staff_pins_get_wait (GuichetStaffPins *self)
{
  gint64 wait = self->next - self->now (self->user_data);

  return wait > 0 ? (guint)wait : 0;
}

static void
compare (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Attempt *attempt = task_data;
  GuichetStaffRole found = GUICHET_STAFF_NOBODY;

  /* All roles, always: the time is the same for right and wrong. */
  for (GuichetStaffRole role = GUICHET_STAFF_RECEPTION; role < G_N_ELEMENTS (role_names); role++) {
    if (does_match (attempt->pin, attempt->hashes[role]))
      found = role;
  }
  g_task_return_int (task, found);
}

void
guichet_staff_pins_try_async (GuichetStaffPins *self, const char *pin, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Attempt *attempt;

  if (self->is_trying || guichet_staff_pins_get_wait (self) > 0) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "too early");
    return;
  }
  /* Before it is tried: whoever pulls the plug in the middle has used it up. */
  self->n_wrong = MIN (self->n_wrong + 1, MAX_ATTEMPTS);
  write_attempts (self);
  self->is_trying = TRUE;
  attempt = g_new0 (Attempt, 1);
  attempt->pin = g_strdup (pin);
  for (GuichetStaffRole role = GUICHET_STAFF_RECEPTION; role < G_N_ELEMENTS (role_names); role++)
    attempt->hashes[role] = read_hash (self->path, role);
  g_task_set_task_data (task, attempt, (GDestroyNotify)attempt_free);
  g_task_run_in_thread (task, compare);
}

GuichetStaffRole
guichet_staff_pins_try_finish (GuichetStaffPins *self, GAsyncResult *result, GError **error)
{
  GError *problem = NULL;
  gssize role = g_task_propagate_int (G_TASK (result), &problem);

  if (problem != NULL) {
    g_propagate_error (error, problem);
    return GUICHET_STAFF_NOBODY;
  }
  self->is_trying = FALSE;
  if (role > GUICHET_STAFF_NOBODY) {
    self->n_wrong = 0;
    write_attempts (self);
  }
  self->next = self->now (self->user_data) + wait_after (self->n_wrong);
  return (GuichetStaffRole)MAX (role, 0);
}

gboolean
guichet_staff_pins_are_set (GuichetStaffPins *self)
{
  for (GuichetStaffRole role = GUICHET_STAFF_RECEPTION; role < G_N_ELEMENTS (role_names); role++) {
    g_autofree char *hash = read_hash (self->path, role);

    if (hash != NULL)
      return TRUE;
  }
  return FALSE;
}

/* --- a new PIN --- */

/* 0000, 1234, 9876: each digit as far from the one before. */
static gboolean
is_easy (const char *pin)
{
  int step = pin[1] - pin[0];

  if (step < -1 || step > 1)
    return FALSE;
  for (gsize i = 2; pin[i] != '\0'; i++) {
    if (pin[i] - pin[i - 1] != step)
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_acceptable (const char *path, GuichetStaffRole role, const char *pin, GError **error)
{
  gsize length = strlen (pin);
  GuichetStaffRole other =
      role == GUICHET_STAFF_RECEPTION ? GUICHET_STAFF_TECHNICIAN : GUICHET_STAFF_RECEPTION;
  g_autofree char *hash = read_hash (path, other);

  if (length < GUICHET_STAFF_PIN_MIN || length > GUICHET_STAFF_PIN_MAX ||
      strspn (pin, "0123456789") != length) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _ ("a PIN has %d to %d digits and nothing else"), GUICHET_STAFF_PIN_MIN,
                 GUICHET_STAFF_PIN_MAX);
    return FALSE;
  }
  if (is_easy (pin)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _ ("this PIN is one of those that anybody tries first"));
    return FALSE;
  }
  if (hash != NULL && does_match (pin, hash)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _ ("reception and technician need different PINs"));
    return FALSE;
  }
  return TRUE;
}

static char *
make_hash (const char *pin, GError **error)
{
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  g_autofree struct crypt_data *data = g_new0 (struct crypt_data, 1);
  const char *made = NULL;
  char *hash;

  if (crypt_gensalt_rn (METHOD, COST, NULL, 0, setting, sizeof setting) != NULL)
    made = crypt_rn (pin, setting, data, sizeof *data);
  if (made == NULL) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "yescrypt: %s",
                 g_strerror (errno));
    return NULL;
  }
  hash = g_strdup (made);
  explicit_bzero (data, sizeof *data);
  return hash;
}

/* A file made anew would be root's alone: the supervisor must read it. */
static void
keep_group (const char *path, const struct stat *folder)
{
  if (chown (path, (uid_t)-1, folder->st_gid) != 0 && errno != EPERM)
    g_warning ("The group of the PINs' file: %s", g_strerror (errno));
}

gboolean
guichet_staff_pins_write (const char *path, GuichetStaffRole role, const char *pin, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *hash = NULL;
  g_autofree char *text = NULL;
  struct stat about;

  if (!is_acceptable (path, role, pin, error))
    return FALSE;
  hash = make_hash (pin, error);
  if (hash == NULL)
    return FALSE;
  (void)g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  g_key_file_set_string (file, GROUP, role_names[role], hash);
  text = g_key_file_to_data (file, NULL, NULL);
  if (!g_file_set_contents_full (path, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0640,
                                 error))
    return FALSE;
  if (g_stat (folder, &about) == 0)
    keep_group (path, &about);
  return TRUE;
}

/* --- the object --- */

static void
guichet_staff_pins_finalize (GObject *object)
{
  GuichetStaffPins *self = GUICHET_STAFF_PINS (object);

  g_free (self->path);
  g_free (self->attempts_path);
  G_OBJECT_CLASS (guichet_staff_pins_parent_class)->finalize (object);
}

static void
guichet_staff_pins_class_init (GuichetStaffPinsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guichet_staff_pins_finalize;
}

static void
guichet_staff_pins_init (GuichetStaffPins *self)
{
}

GuichetStaffPins *
guichet_staff_pins_new (const char *path, gint64 (*now) (gpointer user_data), gpointer user_data)
{
  GuichetStaffPins *self = g_object_new (GUICHET_TYPE_STAFF_PINS, NULL);

  self->path = g_strdup (path);
  self->attempts_path = g_strconcat (path, ".attempts", NULL);
  self->now = now;
  self->user_data = user_data;
  read_attempts (self);
  return self;
}
