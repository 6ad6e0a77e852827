/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver-webdav.h"

#include "outbox.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYSTEM_AUTHORITIES "/etc/ssl/certs/ca-certificates.crt"

#define CONNECT_SECONDS 30L
#define WHOLE_SECONDS   120L
/* An answer's text is not wanted; a server that sends much is cut off. */
#define MAX_ANSWER (64 * 1024)

struct _GuichetWebdav {
  /* Owned */
  char *uri;         /* ends with "/" */
  char *credentials; /* "user:password" or NULL */
  char *proxy;
  /* Handles */
  CURL *curl;
  int authorities; /* -1: those of the system only */
};

typedef struct {
  const char *bytes;
  gsize left;
  gsize answered;
} Upload;

static gboolean
refuse (GError **error, const char *message, const char *detail)
{
  g_set_error (error, GUICHET_OUTBOX_ERROR, GUICHET_OUTBOX_ERROR_TARGET, "%s%s%s", message,
               detail == NULL ? "" : ": ", detail == NULL ? "" : detail);

  return FALSE;
}

static gboolean
is_allowed (const char *uri, GError **error)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  const char *host = parsed == NULL ? NULL : g_uri_get_host (parsed);

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (parsed) != NULL ||
      g_uri_get_query (parsed) != NULL || g_uri_get_fragment (parsed) != NULL)
    return refuse (error, "not the address of a folder", NULL);
  if (g_str_equal (g_uri_get_scheme (parsed), "https"))
    return TRUE;
  if (g_str_equal (g_uri_get_scheme (parsed), "http") &&
      (g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1")))
    return TRUE;

  return refuse (error, "only https is taken", NULL);
}

static gboolean
load_credentials (GuichetWebdav *self, const char *path, GError **error)
{
  char text[512] = { 0 };
  struct stat status;
  gssize length = -1;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd >= 0 && fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    length = read (fd, text, sizeof text - 1);
  if (fd >= 0)
    close (fd);
  if (length <= 0)
    return refuse (error, path, "cannot be read");
  if ((status.st_mode & 077) != 0)
    return refuse (error, path, "others may read it; its mode must be 600");

  text[strcspn (text, "\r\n")] = '\0';
  if (strchr (text, ':') == NULL)
    return refuse (error, path, "must hold user:password");
  self->credentials = g_strdup (text);
  explicit_bzero (text, sizeof text);

  return TRUE;
}

static gboolean
append_file (GString *all, const char *path, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return refuse (error, path, "cannot be read");
  g_string_append (all, text);
  g_string_append_c (all, '\n');

  return TRUE;
}

/* One file with the system's authorities and these: libcurl takes one, and GnuTLS's takes no memory
 * (7.88). */
static gboolean
load_authorities (GuichetWebdav *self, const char *const *paths, GError **error)
{
  g_autoptr (GString) all = g_string_new (NULL);

  if (paths == NULL || *paths == NULL)
    return TRUE;
  append_file (all, SYSTEM_AUTHORITIES, NULL);
  for (; *paths != NULL; paths++)
    if (!append_file (all, *paths, error))
      return FALSE;

  self->authorities = memfd_create ("authorities", MFD_CLOEXEC);
  if (self->authorities < 0 || write (self->authorities, all->str, all->len) != (gssize)all->len)
    return refuse (error, "the authorities cannot be put together", g_strerror (errno));

  return TRUE;
}

GuichetWebdav *
guichet_webdav_new (const char *uri, const char *credentials, const char *const *authorities,
                    const char *proxy, GError **error)
{
  g_autoptr (GuichetWebdav) self = g_new0 (GuichetWebdav, 1);

  self->authorities = -1;
  if (!is_allowed (uri, error) ||
      (credentials != NULL && !load_credentials (self, credentials, error)) ||
      !load_authorities (self, authorities, error))
    return NULL;

  curl_global_init (CURL_GLOBAL_DEFAULT);
  self->uri = g_str_has_suffix (uri, "/") ? g_strdup (uri) : g_strconcat (uri, "/", NULL);
  self->proxy = g_strdup (proxy);
  self->curl = curl_easy_init ();
  if (self->curl == NULL) {
    refuse (error, "libcurl cannot be used", NULL);
    return NULL;
  }

  return g_steal_pointer (&self);
}

void
guichet_webdav_free (GuichetWebdav *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->curl, curl_easy_cleanup);
  if (self->credentials != NULL)
    explicit_bzero (self->credentials, strlen (self->credentials));
  g_free (self->credentials);
  if (self->authorities >= 0)
    close (self->authorities);
  g_free (self->proxy);
  g_free (self->uri);
  g_free (self);
}

static size_t
give_bytes (char *buffer, size_t size, size_t n, void *user_data)
{
  Upload *upload = user_data;
  gsize length = MIN (size * n, upload->left);

  memcpy (buffer, upload->bytes, length);
  upload->bytes += length;
  upload->left -= length;

  return length;
}

static size_t
take_answer (char *bytes, size_t size, size_t n, void *user_data)
{
  Upload *upload = user_data;

  upload->answered += size * n;

  return upload->answered > MAX_ANSWER ? 0 : size * n;
}

static void
set_up (GuichetWebdav *self, const char *uri, Upload *upload, struct curl_slist *headers)
{
  CURL *curl = self->curl;

  curl_easy_reset (curl);
  curl_easy_setopt (curl, CURLOPT_URL, uri);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "https,http");
  curl_easy_setopt (curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt (curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt (curl, CURLOPT_READFUNCTION, give_bytes);
  curl_easy_setopt (curl, CURLOPT_READDATA, upload);
  curl_easy_setopt (curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)upload->left);
  curl_easy_setopt (curl, CURLOPT_WRITEFUNCTION, take_answer);
  curl_easy_setopt (curl, CURLOPT_WRITEDATA, upload);
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT, WHOLE_SECONDS);
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  if (self->proxy != NULL)
    curl_easy_setopt (curl, CURLOPT_PROXY, self->proxy);
  if (self->authorities >= 0) {
    g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", self->authorities);

    curl_easy_setopt (curl, CURLOPT_CAINFO, path); /* copied */
  }
  if (self->credentials != NULL) {
    curl_easy_setopt (curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    curl_easy_setopt (curl, CURLOPT_USERPWD, self->credentials);
  }
}

/* What the answer means. 412: If-None-Match said that a file of this name is there. */
static gboolean
judge (long status, GError **error)
{
  g_autofree char *text = NULL;

  if (status == 200 || status == 201 || status == 204 || status == 412)
    return TRUE;
  if (status == 401 || status == 403)
    return refuse (error, "the server wants another password, or the share takes no files", NULL);
  if (status == 404 || status == 405 || status == 409)
    return refuse (error, "there is no such folder on the server", NULL);
  if (status == 507 || status == 413)
    return refuse (error, "the server has no room", NULL);

  text = g_strdup_printf ("%ld", status);

  return refuse (error, "the server did not take the file", text);
}

gboolean
guichet_deliver_to_webdav (const char *name, const char *bytes, gsize length, gpointer user_data,
                           GError **error)
{
  GuichetWebdav *self = user_data;
  g_autofree char *uri = g_strconcat (self->uri, name, NULL);
  Upload upload = { bytes, length, 0 };
  struct curl_slist *headers = NULL;
  long status = 0;
  CURLcode code;

  /* Nextcloud's public shares ask for X-Requested-With for all but GET. */
  headers = curl_slist_append (headers, "X-Requested-With: XMLHttpRequest");
  headers = curl_slist_append (headers, "If-None-Match: *");
  headers = curl_slist_append (headers, "Content-Type: application/octet-stream");
  headers = curl_slist_append (headers, "Expect:");
  set_up (self, uri, &upload, headers);
  code = curl_easy_perform (self->curl);
  if (code == CURLE_OK)
    curl_easy_getinfo (self->curl, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all (headers);
  if (code != CURLE_OK)
    return refuse (error, "the server cannot be reached", curl_easy_strerror (code));

  return judge (status, error);
}
