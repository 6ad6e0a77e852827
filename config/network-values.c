/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network-values.h"

#include "host-name.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <string.h>

#define BEGIN_CERTIFICATE "-----BEGIN CERTIFICATE-----"
#define END_CERTIFICATE   "-----END CERTIFICATE-----"

/* More than all the authorities of a system; a device or a pipe has no end. */
#define AUTHORITY_MAX_BYTES (4 * 1024 * 1024)

static gboolean
is_proxy_host (const char *host, gsize length)
{
  g_autofree char *name = g_strndup (host, length);

  /* The centre's own proxy may well be an address of its network. */
  return guichet_host_name_is_canonical (host, length) || g_hostname_is_ip_address (name);
}

const char *
guichet_network_values_check_proxy (const char *text)
{
  const char *host;
  const char *colon;
  guint16 port;

  if (strchr (text, '@') != NULL)
    return _ ("a proxy without user name and password: they cannot be given to the terminal");
  if (!g_str_has_prefix (text, "http://"))
    return _ ("an address http://host:port");
  host = text + strlen ("http://");
  colon = strrchr (host, ':');
  if (colon == NULL)
    return _ ("an address http://host:port; the port is missing");
  if (!guichet_host_name_parse_port (colon + 1, colon + strlen (colon), &port))
    return _ ("an address http://host:port with a port from 1 to 65535 and nothing after it");
  if (!is_proxy_host (host, (gsize)(colon - host)))
    return _ ("an address http://host:port with a host in small letters or an IPv4 address");
  return NULL;
}

/* The outer shape of X.509 DER: one SEQUENCE that fills all the bytes. */
static gboolean
is_certificate (const guchar *der, gsize length)
{
  gsize header = 2;
  gsize content;

  if (length < 4 || der[0] != 0x30)
    return FALSE;
  content = der[1];
  if (content >= 0x80) {
    gsize n_bytes = content & 0x7f;

    if (n_bytes == 0 || n_bytes > 3 || length < 2 + n_bytes)
      return FALSE;
    content = 0;
    for (gsize i = 0; i < n_bytes; i++)
      content = (content << 8) | der[2 + i];
    header += n_bytes;
  }
  return header + content == length;
}

static gboolean
check_pem_block (const char *body, gsize length)
{
  g_autofree char *text = g_strndup (body, length);
  g_autofree guchar *der = NULL;
  gsize der_length;

  if (strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n \t") !=
      length)
    return FALSE;
  der = g_base64_decode (text, &der_length);
  return is_certificate (der, der_length);
}

static gboolean
is_pem (const char *text)
{
  guint n = 0;

  for (;;) {
    const char *begin = strstr (text, BEGIN_CERTIFICATE);
    const char *body, *end;

    if (begin == NULL)
      return n > 0;
    body = begin + strlen (BEGIN_CERTIFICATE);
    end = strstr (body, END_CERTIFICATE);
    if (end == NULL || !check_pem_block (body, (gsize)(end - body)))
      return FALSE;
    n++;
    text = end + strlen (END_CERTIFICATE);
  }
}

const char *
guichet_network_values_check_authority (const char *path)
{
  g_autofree char *text = NULL;
  GStatBuf status;
  gsize length;

  if (!g_path_is_absolute (path))
    return _ ("a file named from the root, /etc/guichet/authority.pem");
  if (g_stat (path, &status) != 0)
    return _ ("a file that exists");
  if (!S_ISREG (status.st_mode) || status.st_size > AUTHORITY_MAX_BYTES)
    return _ ("a regular file of at most 4 MiB");
  if (!g_file_get_contents (path, &text, &length, NULL))
    return _ ("a file that the terminal may read");
  if (strstr (text, "PRIVATE KEY-----") != NULL)
    return _ ("certificates only: this file holds a private key, which must not be here");
  if (strlen (text) != length || !is_pem (text))
    return _ ("a file of certificates in the PEM form (-----BEGIN CERTIFICATE-----)");
  return NULL;
}
