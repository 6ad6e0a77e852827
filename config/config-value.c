/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-value.h"

#include <string.h>

typedef struct {
  const char *name;
  guint64 bytes;
} Unit;

/* The decimal reading of "Mo" is the smaller one: a document cut to it fits under either. */
static const Unit units[] = {
  { "o", 1 },
  { "B", 1 },
  { "ko", 1000 },
  { "Ko", 1000 },
  { "kB", 1000 },
  { "KB", 1000 },
  { "Mo", 1000 * 1000 },
  { "MB", 1000 * 1000 },
  { "Go", 1000 * 1000 * 1000 },
  { "GB", 1000 * 1000 * 1000 },
  { "Kio", 1024 },
  { "KiB", 1024 },
  { "Mio", 1024 * 1024 },
  { "MiB", 1024 * 1024 },
  { "Gio", 1024 * 1024 * 1024 },
  { "GiB", 1024 * 1024 * 1024 },
};

gboolean
guichet_config_value_parse_boolean (const char *text, gboolean *value)
{
  *value = g_str_equal (text, "true");
  return *value || g_str_equal (text, "false");
}

gboolean
guichet_config_value_parse_number (const char *text, guint min, guint max, guint *value)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, min, max, &number, NULL))
    return FALSE;
  *value = (guint)number;
  return TRUE;
}

gboolean
guichet_config_value_parse_duration (const char *text, guint *seconds)
{
  static const struct {
    const char *name;
    guint seconds;
  } time_units[] = { { "s", 1 }, { "min", 60 }, { "h", 3600 } };
  gsize n_digits = strspn (text, "0123456789");
  g_autofree char *digits = g_strndup (text, n_digits);
  const char *unit = text + n_digits;
  guint number;

  if (!guichet_config_value_parse_number (digits, 1, 100000, &number))
    return FALSE;
  unit += strspn (unit, " ");
  for (gsize i = 0; i < G_N_ELEMENTS (time_units); i++)
    if (g_str_equal (time_units[i].name, unit)) {
      *seconds = number * time_units[i].seconds;
      return TRUE;
    }
  return FALSE;
}

static guint64
find_unit (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i].name, name))
      return units[i].bytes;
  return 0;
}

gboolean
guichet_config_value_parse_size (const char *text, guint64 *bytes)
{
  gsize n_digits = strspn (text, "0123456789");
  g_autofree char *digits = g_strndup (text, n_digits);
  g_autofree char *unit = g_strstrip (g_strdup (text + n_digits));
  guint64 factor = find_unit (unit);
  guint64 number;

  if (factor == 0 || !g_ascii_string_to_unsigned (digits, 10, 1, G_MAXUINT64, &number, NULL))
    return FALSE;
  return g_uint64_checked_mul (bytes, number, factor);
}

gboolean
guichet_config_value_is_id (const char *text, gsize max)
{
  gsize length = strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return length > 0 && length <= max && text[length] == '\0';
}

static gboolean
is_harmless (gunichar character)
{
  /* Direction marks could show one name and mean another. */
  if ((character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069))
    return FALSE;
  switch (g_unichar_type (character)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
  case G_UNICODE_PRIVATE_USE:
  case G_UNICODE_UNASSIGNED:
    return FALSE;
  default:
    return TRUE;
  }
}

gboolean
guichet_config_value_is_line (const char *text, glong max)
{
  glong length = g_utf8_strlen (text, -1);

  if (length == 0 || length > max)
    return FALSE;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (!is_harmless (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}
