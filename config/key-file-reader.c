/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "key-file-reader.h"

#include "key-file-lines.h"
#include "key-file-spec.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>

typedef struct {
  /* Owned */
  char *path;
  /* State */
  guint line;
  guint layer;
} Origin;

struct _GuichetKeyFile {
  /* Borrowed */
  const GuichetGroupSpec *specs;
  /* Owned */
  GKeyFile *values;
  GHashTable *origins; /* element type char *, "group\nkey" or "group", to Origin */
  char *path;          /* of the file read last */
  /* State */
  GuichetConfigSeverity severity;
  guint n_layers;
};

/* One file on its way in. */
typedef struct {
  /* Borrowed */
  GuichetKeyFile *self;
  const char *path;
  GPtrArray *problems;
  /* Owned */
  GHashTable *origins; /* of this file alone */
  /* State */
  gboolean is_broken;
} Reading;

static void
origin_free (Origin *origin)
{
  g_free (origin->path);
  g_free (origin);
}

static GHashTable *
origins_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)origin_free);
}

GuichetKeyFile *
guichet_key_file_new (const GuichetGroupSpec *specs, GuichetConfigSeverity severity)
{
  GuichetKeyFile *self = g_new0 (GuichetKeyFile, 1);

  self->specs = specs;
  self->severity = severity;
  self->values = g_key_file_new ();
  self->origins = origins_new ();
  return self;
}

void
guichet_key_file_free (GuichetKeyFile *self)
{
  if (self == NULL)
    return;
  g_key_file_unref (self->values);
  g_hash_table_unref (self->origins);
  g_free (self->path);
  g_free (self);
}

static void
add_problem (Reading *reading, GuichetConfigSeverity severity, guint line, const char *group,
             const char *key, const char *found, const char *expected, const char *suggestion)
{
  GuichetConfigProblem *problem =
      guichet_config_problem_new (severity, reading->path, group, key, found, expected, suggestion);

  problem->line = line;
  g_ptr_array_add (reading->problems, problem);
}

static void
add_break (Reading *reading, guint line, const char *group, const char *found, const char *expected)
{
  reading->is_broken = TRUE;
  add_problem (reading, reading->self->severity, line, group, NULL, found, expected, NULL);
}

static char *
make_origin_name (const char *group, const char *key)
{
  return key != NULL ? g_strconcat (group, "\n", key, NULL) : g_strdup (group);
}

/* FALSE when the file said it before. */
static gboolean
remember_origin (Reading *reading, const char *group, const char *key, guint line)
{
  Origin *origin = g_new0 (Origin, 1);

  origin->path = g_strdup (reading->path);
  origin->line = line;
  origin->layer = reading->self->n_layers;
  return g_hash_table_insert (reading->origins, make_origin_name (group, key), origin);
}

static void
check_group (Reading *reading, const GuichetKeyFileLine *line)
{
  const GuichetGroupSpec *spec =
      guichet_key_file_spec_find_group (reading->self->specs, line->name);
  const GuichetGroupSpec *nearest;
  g_autofree char *groups = NULL;
  g_autofree char *expected = NULL;

  if (!remember_origin (reading, line->name, NULL, line->number))
    add_problem (reading, GUICHET_CONFIG_PROBLEM_WARNING, line->number, line->name, NULL,
                 line->name, _ ("each group only once in a file"), NULL);
  if (spec != NULL)
    return;

  nearest = guichet_key_file_spec_suggest_group (reading->self->specs, line->name);
  groups = guichet_key_file_spec_list_groups (reading->self->specs);
  expected = g_strdup_printf (_ ("one of the groups %s"), groups);
  add_problem (reading,
               nearest != NULL && nearest->is_guard ? reading->self->severity
                                                    : GUICHET_CONFIG_PROBLEM_WARNING,
               line->number, line->name, NULL, line->name, expected,
               nearest != NULL ? nearest->name : NULL);
}

static void
check_unknown_key (Reading *reading, const GuichetGroupSpec *group, const char *group_name,
                   const char *key, guint line)
{
  const GuichetKeySpec *nearest = guichet_key_file_spec_suggest_key (group, key);
  gboolean is_guard = group->is_guard || (nearest != NULL && nearest->is_guard);

  /* As in desktop entries, these belong to other programs. */
  if (g_str_has_prefix (key, "X-"))
    return;
  add_problem (reading, is_guard ? reading->self->severity : GUICHET_CONFIG_PROBLEM_WARNING, line,
               group_name, key, key, _ ("a key that is known in this group"),
               nearest != NULL ? nearest->name : NULL);
}

static gboolean
is_locale (const char *locale)
{
  return g_regex_match_simple ("^[a-z]{2,3}(_[A-Z]{2})?(@[a-z]+)?$", locale, G_REGEX_DOLLAR_ENDONLY,
                               0);
}

static void
check_key (Reading *reading, const char *group_name, const GuichetKeyFileLine *line)
{
  const GuichetGroupSpec *group =
      guichet_key_file_spec_find_group (reading->self->specs, group_name);
  const GuichetKeySpec *spec;
  g_autofree char *key = line->locale != NULL ? g_strdup_printf ("%s[%s]", line->name, line->locale)
                                              : g_strdup (line->name);
  gboolean is_first = remember_origin (reading, group_name, key, line->number);

  if (group == NULL)
    return;
  spec = guichet_key_file_spec_find_key (group, line->name);
  if (spec == NULL) {
    check_unknown_key (reading, group, group_name, line->name, line->number);
    return;
  }
  if (!is_first)
    add_problem (reading,
                 group->is_guard || spec->is_guard ? reading->self->severity
                                                   : GUICHET_CONFIG_PROBLEM_WARNING,
                 line->number, group_name, key, key, _ ("each key only once in a group"), NULL);
  if (line->locale != NULL && !spec->is_localised)
    add_problem (reading,
                 group->is_guard || spec->is_guard ? reading->self->severity
                                                   : GUICHET_CONFIG_PROBLEM_WARNING,
                 line->number, group_name, key, key, _ ("a key without a language"), line->name);
  else if (line->locale != NULL && !is_locale (line->locale))
    add_problem (reading, GUICHET_CONFIG_PROBLEM_WARNING, line->number, group_name, key,
                 line->locale, _ ("a language code such as “ar” or “pt_BR”"), NULL);
}

static void
check_lines (Reading *reading, const char *text)
{
  g_autoptr (GPtrArray) lines = guichet_key_file_lines_split (text);
  const char *group = NULL;

  for (guint i = 0; i < lines->len && !reading->is_broken; i++) {
    const GuichetKeyFileLine *line = g_ptr_array_index (lines, i);

    switch (line->kind) {
    case GUICHET_KEY_FILE_LINE_BLANK:
      break;
    case GUICHET_KEY_FILE_LINE_GROUP:
      group = line->name;
      check_group (reading, line);
      break;
    case GUICHET_KEY_FILE_LINE_KEY:
      if (group == NULL)
        add_break (reading, line->number, NULL, line->text, _ ("a [group] before the first key"));
      else
        check_key (reading, group, line);
      break;
    case GUICHET_KEY_FILE_LINE_WRONG:
    default:
      add_break (reading, line->number, group, line->text,
                 _ ("a line “Key=value”, “[Group]” or “# comment”"));
      break;
    }
  }
}

static guint
find_line_of (const char *text, const char *position)
{
  guint line = 1;

  for (; text < position; text++)
    if (*text == '\n')
      line++;
  return line;
}

/* NULL when the file is missing or broken. */
static char *
read_text (Reading *reading, gboolean *is_missing)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  const char *bad;
  GStatBuf status;
  gsize length;

  *is_missing = g_stat (reading->path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
  if (*is_missing)
    return NULL;
  /* A pipe put in place of the file would hold the reader for ever. */
  if (g_stat (reading->path, &status) == 0 && !S_ISREG (status.st_mode)) {
    add_break (reading, 0, NULL, NULL, _ ("a regular file"));
    return NULL;
  }
  if (!g_file_get_contents (reading->path, &text, &length, &error)) {
    add_break (reading, 0, NULL, error->message, _ ("a file that can be read"));
    return NULL;
  }
  if (length > GUICHET_KEY_FILE_MAX_BYTES) {
    add_break (reading, 0, NULL, NULL, _ ("a file of at most 256 KiB"));
    return NULL;
  }
  if (!g_utf8_validate_len (text, length, &bad)) {
    guint line = find_line_of (text, bad);
    add_break (reading, line, NULL, NULL, _ ("text in UTF-8"));
    return NULL;
  }
  /* The mark that some editors put in front of UTF-8. */
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    return g_strdup (text + 3);
  return g_steal_pointer (&text);
}

static void
forget_translations (GuichetKeyFile *self, const char *group, const char *key)
{
  g_auto (GStrv) keys = g_key_file_get_keys (self->values, group, NULL, NULL);
  g_autofree char *prefix = g_strconcat (key, "[", NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (g_str_has_prefix (keys[i], prefix))
      g_key_file_remove_key (self->values, group, keys[i], NULL);
}

static void
lay_over (GuichetKeyFile *self, GKeyFile *layer)
{
  g_auto (GStrv) groups = g_key_file_get_groups (layer, NULL);

  for (guint i = 0; groups[i] != NULL; i++) {
    g_auto (GStrv) keys = g_key_file_get_keys (layer, groups[i], NULL, NULL);

    for (guint j = 0; keys[j] != NULL; j++)
      if (strchr (keys[j], '[') == NULL)
        forget_translations (self, groups[i], keys[j]);
    for (guint j = 0; keys[j] != NULL; j++) {
      g_autofree char *value = g_key_file_get_value (layer, groups[i], keys[j], NULL);
      g_key_file_set_value (self->values, groups[i], keys[j], value);
    }
  }
}

static void
keep_origins (Reading *reading)
{
  GHashTableIter iter;
  gpointer name, origin;

  g_hash_table_iter_init (&iter, reading->origins);
  while (g_hash_table_iter_next (&iter, &name, &origin)) {
    g_hash_table_iter_steal (&iter);
    g_hash_table_replace (reading->self->origins, name, origin);
  }
}

GuichetKeyFileResult
guichet_key_file_read (GuichetKeyFile *self, const char *path, GPtrArray *problems)
{
  g_autoptr (GHashTable) origins = origins_new ();
  g_autoptr (GKeyFile) layer = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean is_missing;
  Reading reading = { .self = self, .path = path, .problems = problems, .origins = origins };

  self->n_layers++;
  text = read_text (&reading, &is_missing);
  if (is_missing)
    return GUICHET_KEY_FILE_MISSING;
  if (text != NULL)
    check_lines (&reading, text);
  if (!reading.is_broken &&
      !g_key_file_load_from_data (layer, text, strlen (text), G_KEY_FILE_KEEP_TRANSLATIONS, &error))
    add_break (&reading, 0, NULL, error->message, _ ("a key file"));

  g_free (self->path);
  self->path = g_strdup (path);
  if (reading.is_broken)
    return GUICHET_KEY_FILE_BROKEN;
  lay_over (self, layer);
  keep_origins (&reading);
  return GUICHET_KEY_FILE_READ;
}

char **
guichet_key_file_get_groups (const GuichetKeyFile *self)
{
  return g_key_file_get_groups (self->values, NULL);
}

static const Origin *
find_origin (const GuichetKeyFile *self, const char *group, const char *key)
{
  g_autofree char *name = make_origin_name (group, key);

  return g_hash_table_lookup (self->origins, name);
}

gboolean
guichet_key_file_has_key (const GuichetKeyFile *self, const char *group, const char *key)
{
  return find_origin (self, group, key) != NULL;
}

const char *
guichet_key_file_get_origin (const GuichetKeyFile *self, const char *group, const char *key,
                             guint *line)
{
  const Origin *origin = key != NULL ? find_origin (self, group, key) : NULL;

  if (origin == NULL && group != NULL)
    origin = find_origin (self, group, NULL);
  *line = origin != NULL ? origin->line : 0;
  return origin != NULL ? origin->path : self->path;
}

guint
guichet_key_file_get_layer (const GuichetKeyFile *self, const char *group, const char *key)
{
  const Origin *origin = find_origin (self, group, key);

  return origin != NULL ? origin->layer : 0;
}

char *
guichet_key_file_get_text (const GuichetKeyFile *self, const char *group, const char *key,
                           const char *language)
{
  char *text = language != NULL
                   ? g_key_file_get_locale_string (self->values, group, key, language, NULL)
                   : g_key_file_get_string (self->values, group, key, NULL);

  /* A backslash that begins no escape is not worth losing the whole value. */
  if (text == NULL)
    text = g_key_file_get_value (self->values, group, key, NULL);
  return text != NULL ? g_strstrip (text) : NULL;
}

char **
guichet_key_file_get_list (const GuichetKeyFile *self, const char *group, const char *key)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) elements = g_key_file_get_string_list (self->values, group, key, NULL, NULL);

  if (elements == NULL) {
    g_autofree char *value = g_key_file_get_value (self->values, group, key, NULL);
    elements = value != NULL ? g_strsplit (value, ";", -1) : NULL;
  }
  for (guint i = 0; elements != NULL && elements[i] != NULL; i++)
    if (*g_strstrip (elements[i]) != '\0')
      g_strv_builder_add (builder, elements[i]);
  return g_strv_builder_end (builder);
}

void
guichet_key_file_add_problem (const GuichetKeyFile *self, GPtrArray *problems,
                              GuichetConfigSeverity severity, const char *group, const char *key,
                              const char *found, const char *expected, const char *suggestion)
{
  guint line;
  const char *path = guichet_key_file_get_origin (self, group, key, &line);
  GuichetConfigProblem *problem =
      guichet_config_problem_new (severity, path, group, key, found, expected, suggestion);

  problem->line = line;
  g_ptr_array_add (problems, problem);
}
