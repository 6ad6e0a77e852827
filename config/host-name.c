/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host-name.h"

#include <string.h>

static gboolean
is_label_char (char c)
{
  return g_ascii_islower (c) || g_ascii_isdigit (c) || c == '-';
}

static gboolean
is_label (const char *label, gsize length)
{
  if (length == 0 || length > GUICHET_HOST_LABEL_MAX)
    return FALSE;
  if (label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!is_label_char (label[i]))
      return FALSE;
  return TRUE;
}

/* WHATWG URL, "ends in a number checker": such a host is an IPv4 address or an error. */
static gboolean
is_number (const char *label, gsize length)
{
  gsize i = 0;

  if (length >= 2 && label[0] == '0' && label[1] == 'x') {
    for (i = 2; i < length; i++)
      if (!g_ascii_isxdigit (label[i]))
        return FALSE;
    return TRUE;
  }
  for (i = 0; i < length; i++)
    if (!g_ascii_isdigit (label[i]))
      return FALSE;
  return TRUE;
}

gboolean
guichet_host_name_is_canonical (const char *host, gsize length)
{
  const char *label = host;
  const char *end = host + length;

  if (length == 0 || length > GUICHET_HOST_NAME_MAX)
    return FALSE;

  for (;;) {
    const char *dot = memchr (label, '.', (gsize)(end - label));
    gsize label_length = (gsize)((dot != NULL ? dot : end) - label);

    if (!is_label (label, label_length))
      return FALSE;
    if (dot == NULL)
      return !is_number (label, label_length);
    label = dot + 1;
  }
}

guint
guichet_host_name_count_labels (const char *host)
{
  guint n = 1;

  for (; *host != '\0'; host++)
    if (*host == '.')
      n++;
  return n;
}

gboolean
guichet_host_name_parse_port (const char *text, const char *end, guint16 *port)
{
  guint value = 0;

  if (text == end || end - text > 5 || *text == '0')
    return FALSE;
  for (; text < end; text++) {
    if (!g_ascii_isdigit (*text))
      return FALSE;
    value = value * 10 + (guint)(*text - '0');
  }
  if (value > G_MAXUINT16)
    return FALSE;
  *port = (guint16)value;
  return TRUE;
}

guint16
guichet_host_name_default_port (const char *scheme)
{
  if (g_str_equal (scheme, "https"))
    return 443;
  if (g_str_equal (scheme, "http"))
    return 80;
  return 0;
}
