/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate-request.h"

#include <string.h>

#define SCHEME "http://"

/* Meant for a proxy or for one connection: RFC 9110, 7.6.1. */
static const char *const dropped_fields[] = {
  "connection", "proxy-connection", "proxy-authorization", "keep-alive", "te", "upgrade",
  "host", /* of the target, whatever the field said */
};

/* RFC 9110, 5.6.2, beside letters and digits. */
static const char token_marks[] = "!#$%&'*+-.^_`|~";

gsize
guichet_gate_request_find_end (const char *data, gsize size)
{
  const char *end = memmem (data, size, "\r\n\r\n", 4);

  return end != NULL ? (gsize)(end - data) + 4 : 0;
}

static gboolean
parse_port (const char *text, gsize size, guint16 *port)
{
  guint value = 0;

  if (size == 0 || size > 5 || text[0] == '0')
    return FALSE;
  for (gsize i = 0; i < size; i++) {
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
    value = value * 10 + (guint)(text[i] - '0');
  }
  if (value == 0 || value > G_MAXUINT16)
    return FALSE;
  *port = (guint16)value;
  return TRUE;
}

/* A name in canonical form. Whether it is listed is the allow list's business; this keeps out what
 * could be read in two ways. The last part of an address in numbers begins with a digit (127.1,
 * 127.0.0.0x1), that of a name of the net does not. */
static gboolean
is_canonical_host (const char *text, gsize size)
{
  const char *dot = memrchr (text, '.', size);

  if (size == 0 || size > 253 || text[0] == '.' || text[size - 1] == '.' || dot == NULL ||
      g_ascii_isdigit (dot[1]) || g_ascii_isdigit (text[size - 1]))
    return FALSE;
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_islower (text[i]) && !g_ascii_isdigit (text[i]) && text[i] != '-' &&
        text[i] != '_' && (text[i] != '.' || text[i + 1] == '.'))
      return FALSE;
  return TRUE;
}

static gboolean
parse_authority (const char *text, gsize size, guint16 default_port, GuichetGateRequest *request)
{
  const char *colon = memchr (text, ':', size);
  gsize host_size = colon != NULL ? (gsize)(colon - text) : size;

  request->port = default_port;
  if (colon != NULL && !parse_port (colon + 1, size - host_size - 1, &request->port))
    return FALSE;
  if (request->port == 0 || !is_canonical_host (text, host_size))
    return FALSE;
  memcpy (request->host, text, host_size);
  request->host[host_size] = '\0';
  return TRUE;
}

static gboolean
is_token (const char *text, gsize size)
{
  if (size == 0 || size > 16)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isupper (text[i]))
      return FALSE;
  return TRUE;
}

/* Splits "METHOD target HTTP/1.x" into its target; NULL when it is anything else. */
static const char *
find_target (const char *head, gsize line_size, gsize *target_size)
{
  const char *first = memchr (head, ' ', line_size);
  const char *target, *second;
  gsize rest;

  for (gsize i = 0; i < line_size; i++)
    if ((guchar)head[i] < 0x20 || (guchar)head[i] >= 0x7f)
      return NULL;
  if (first == NULL || !is_token (head, (gsize)(first - head)))
    return NULL;
  target = first + 1;
  second = memchr (target, ' ', line_size - (gsize)(target - head));
  if (second == NULL)
    return NULL;
  rest = line_size - (gsize)(second + 1 - head);
  if (rest != 8 ||
      (memcmp (second + 1, "HTTP/1.1", 8) != 0 && memcmp (second + 1, "HTTP/1.0", 8) != 0))
    return NULL;
  *target_size = (gsize)(second - target);
  return target;
}

static gsize
first_line_size (const char *head, gsize size)
{
  for (gsize i = 0; i + 1 < size; i++)
    if (head[i] == '\r' && head[i + 1] == '\n')
      return i;
  return size;
}

static gboolean
has_name (const char *line, gsize size, const char *name)
{
  gsize name_size = strlen (name);

  return size > name_size && line[name_size] == ':' &&
         g_ascii_strncasecmp (line, name, name_size) == 0;
}

static gboolean
is_plain_field (const char *line, gsize size)
{
  const char *colon = memchr (line, ':', size);

  if (colon == NULL || colon == line)
    return FALSE;
  for (const char *p = line; p < colon; p++)
    if (!g_ascii_isalnum (*p) && (*p == '\0' || strchr (token_marks, *p) == NULL))
      return FALSE;
  for (const char *p = colon; p < line + size; p++)
    if (((guchar)*p < 0x20 && *p != '\t') || *p == 0x7f)
      return FALSE;
  return TRUE;
}

static gboolean
parse_body_size (const char *line, gsize size, guint64 *body_size)
{
  g_autofree char *value =
      g_strndup (line + strlen ("content-length:"), size - strlen ("content-length:"));

  return g_ascii_string_to_unsigned (g_strstrip (value), 10, 0, G_MAXINT64, body_size, NULL);
}

/* All lines after the first, up to the empty one. */
static gboolean
parse_fields (const char *head, gsize size, gsize at, guint64 *body_size)
{
  gboolean has_size = FALSE;

  while (at < size) {
    const char *line = head + at;
    gsize line_size = first_line_size (line, size - at);

    if (line_size == 0)
      return at + 2 == size;
    if (!is_plain_field (line, line_size) || has_name (line, line_size, "transfer-encoding"))
      return FALSE;
    if (has_name (line, line_size, "content-length")) {
      if (has_size || !parse_body_size (line, line_size, body_size))
        return FALSE;
      has_size = TRUE;
    }
    at += line_size + 2;
  }
  return FALSE;
}

gboolean
guichet_gate_request_parse (const char *head, gsize size, GuichetGateRequest *request)
{
  gsize target_size = 0;
  gsize line_size = first_line_size (head, size);
  const char *target = find_target (head, line_size, &target_size);
  const char *path;

  memset (request, 0, sizeof *request);
  if (target == NULL || !parse_fields (head, size, line_size + 2, &request->body_size))
    return FALSE;
  if (size > 8 && memcmp (head, "CONNECT ", 8) == 0) {
    request->kind = GUICHET_GATE_REQUEST_CONNECT;
    return parse_authority (target, target_size, 0, request);
  }
  request->kind = GUICHET_GATE_REQUEST_FORWARD;
  if (target_size <= strlen (SCHEME) || memcmp (target, SCHEME, strlen (SCHEME)) != 0)
    return FALSE;
  target += strlen (SCHEME);
  target_size -= strlen (SCHEME);
  path = memchr (target, '/', target_size);
  if (path == NULL)
    return FALSE;
  return parse_authority (target, (gsize)(path - target), 80, request);
}

static gboolean
is_dropped (const char *line, gsize size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (dropped_fields); i++)
    if (has_name (line, size, dropped_fields[i]))
      return TRUE;
  return FALSE;
}

static void
append_first_line (GString *out, const char *head, gsize size, gboolean to_proxy)
{
  gsize target_size = 0;
  const char *target = find_target (head, size, &target_size);
  const char *authority = target + strlen (SCHEME);
  const char *path = memchr (authority, '/', target_size - strlen (SCHEME));

  if (to_proxy) {
    g_string_append_len (out, head, (gssize)size);
  } else {
    g_string_append_len (out, head, target - head);
    g_string_append_len (out, path, head + size - path);
  }
  g_string_append (out, "\r\nHost: ");
  g_string_append_len (out, authority, path - authority);
  g_string_append (out, "\r\n");
}

char *
guichet_gate_request_rewrite (const char *head, gsize size, gboolean to_proxy)
{
  /* Room for all, so that no part of it is left in memory by a growing buffer. */
  GString *out = g_string_sized_new (size + 512);
  gsize line_size = first_line_size (head, size);
  gsize at = line_size + 2;

  append_first_line (out, head, line_size, to_proxy);
  while (at < size) {
    gsize field_size = first_line_size (head + at, size - at);

    if (field_size == 0)
      break;
    if (!is_dropped (head + at, field_size)) {
      g_string_append_len (out, head + at, (gssize)field_size);
      g_string_append (out, "\r\n");
    }
    at += field_size + 2;
  }
  g_string_append (out, "Connection: close\r\n\r\n");
  return g_string_free (out, FALSE);
}
