/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-notices.h"

#include <string.h>

#define GROUP  "Notices"
#define HIDDEN "Hidden today"

struct _GuichetStaffNotices {
  GObject parent_instance;

  /* Owned */
  char *path;
  char *message;
  char *day;          /* of what is hidden */
  GHashTable *hidden; /* char *service, char *words */

  /* Borrowed */
  char *(*get_today) (void);
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetStaffNotices, guichet_staff_notices, G_TYPE_OBJECT)

static gboolean
is_line (const char *text, glong max)
{
  if (!g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) > max)
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isprint (g_utf8_get_char (at)))
      return FALSE;
  return TRUE;
}

static gboolean
check_line (const char *text, glong max, GError **error)
{
  if (is_line (text, max))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "one line of at most %ld characters is shown", max);
  return FALSE;
}

/* --- the file --- */

static gboolean
write_file (GuichetStaffNotices *self, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;
  GHashTableIter iter;
  gpointer service;
  gpointer words;

  g_key_file_set_string (file, GROUP, "Message", self->message);
  g_key_file_set_string (file, GROUP, "Day", self->day);
  g_hash_table_iter_init (&iter, self->hidden);
  while (g_hash_table_iter_next (&iter, &service, &words))
    g_key_file_set_string (file, HIDDEN, service, words);
  text = g_key_file_to_data (file, NULL, NULL);
  /* Not waited for until it is on the disk: the screen would stand still on a slow one, and after a
   * power cut the message before is shown, or none. */
  return g_file_set_contents_full (self->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error);
}

static void
read_hidden (GuichetStaffNotices *self, GKeyFile *file)
{
  g_auto (GStrv) services = g_key_file_get_keys (file, HIDDEN, NULL, NULL);

  for (gsize i = 0; services != NULL && services[i] != NULL; i++) {
    char *words = g_key_file_get_string (file, HIDDEN, services[i], NULL);

    if (words != NULL && is_line (words, GUICHET_STAFF_WORDS_MAX))
      g_hash_table_insert (self->hidden, g_strdup (services[i]), words);
    else
      g_free (words);
  }
}

static void
read_file (GuichetStaffNotices *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *message = NULL;
  g_autofree char *day = NULL;

  if (!g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, NULL))
    return;
  message = g_key_file_get_string (file, GROUP, "Message", NULL);
  if (message != NULL && is_line (message, GUICHET_STAFF_MESSAGE_MAX)) {
    g_free (self->message);
    self->message = g_steal_pointer (&message);
  }
  day = g_key_file_get_string (file, GROUP, "Day", NULL);
  if (g_strcmp0 (day, self->day) == 0)
    read_hidden (self, file);
}

/* It is in force all the same when it could not be kept. */
static gboolean
change (GuichetStaffNotices *self, GError **error)
{
  gboolean is_kept = write_file (self, error);

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return is_kept;
}

/* --- what staff say --- */

gboolean
guichet_staff_notices_set_message (GuichetStaffNotices *self, const char *message, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (message));

  if (!check_line (stripped, GUICHET_STAFF_MESSAGE_MAX, error))
    return FALSE;
  g_free (self->message);
  self->message = g_steal_pointer (&stripped);
  return change (self, error);
}

gboolean
guichet_staff_notices_hide (GuichetStaffNotices *self, const char *service, const char *words,
                            GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (words));

  if (!check_line (stripped, GUICHET_STAFF_WORDS_MAX, error))
    return FALSE;
  guichet_staff_notices_expire (self);
  g_hash_table_insert (self->hidden, g_strdup (service), g_steal_pointer (&stripped));
  return change (self, error);
}

gboolean
guichet_staff_notices_show (GuichetStaffNotices *self, const char *service, GError **error)
{
  return !g_hash_table_remove (self->hidden, service) || change (self, error);
}

void
guichet_staff_notices_expire (GuichetStaffNotices *self)
{
  g_autofree char *today = self->get_today ();

  if (g_str_equal (today, self->day))
    return;
  g_free (self->day);
  self->day = g_steal_pointer (&today);
  if (g_hash_table_size (self->hidden) == 0)
    return;
  g_hash_table_remove_all (self->hidden);
  (void)change (self, NULL);
}

const char *
guichet_staff_notices_get_message (GuichetStaffNotices *self)
{
  return self->message;
}

const char *
guichet_staff_notices_get_words (GuichetStaffNotices *self, const char *service)
{
  return g_hash_table_lookup (self->hidden, service);
}

GVariant *
guichet_staff_notices_get_hidden (GuichetStaffNotices *self)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer service;
  gpointer words;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  g_hash_table_iter_init (&iter, self->hidden);
  while (g_hash_table_iter_next (&iter, &service, &words))
    g_variant_builder_add (&builder, "(ss)", service, words);
  return g_variant_builder_end (&builder);
}

/* --- the object --- */

static void
guichet_staff_notices_finalize (GObject *object)
{
  GuichetStaffNotices *self = GUICHET_STAFF_NOTICES (object);

  g_free (self->path);
  g_free (self->message);
  g_free (self->day);
  g_hash_table_unref (self->hidden);
  G_OBJECT_CLASS (guichet_staff_notices_parent_class)->finalize (object);
}

static void
guichet_staff_notices_class_init (GuichetStaffNoticesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guichet_staff_notices_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_staff_notices_init (GuichetStaffNotices *self)
{
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->message = g_strdup ("");
}

GuichetStaffNotices *
guichet_staff_notices_new (const char *path, char *(*get_today) (void))
{
  GuichetStaffNotices *self = g_object_new (GUICHET_TYPE_STAFF_NOTICES, NULL);

  self->path = g_strdup (path);
  self->get_today = get_today;
  self->day = get_today ();
  read_file (self);
  return self;
}
