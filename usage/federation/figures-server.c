/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures-server.h"

#include "figures-output.h"

#include <glib/gi18n-lib.h>

#include <libsoup/soup.h>

#include <string.h>

/* Pages that are kept until the store changes. */
#define MOST_KEPT 256

#define POLICY                                                                                     \
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "           \
  "frame-ancestors 'none'"

struct _GuichetFiguresServer {
  /* Borrowed */
  GuichetFiguresServerSettings settings;
  /* Owned */
  SoupServer *soup;
  GuichetFigureSource *source;
  GHashTable *kept; /* char*: what was asked for, GBytes */
  /* State */
  gint64 generation;
};

static const struct {
  const char *name; /* the value of page= */
  GuichetOutput output;
  const char *type;
  const char *file;
} pages[] = {
  { "ecran", GUICHET_OUTPUT_PAGE, "text/html; charset=utf-8", NULL },
  { "fiche", GUICHET_OUTPUT_SHEET, "text/html; charset=utf-8", NULL },
  { "csv", GUICHET_OUTPUT_CSV, "text/csv; charset=utf-8", "guichet.csv" },
  { "xlsx", GUICHET_OUTPUT_XLSX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "guichet.xlsx" },
};

typedef struct {
  /* Borrowed from the query */
  GuichetFigureScope scope;
  /* State */
  gsize page;
} Request;

static void
refuse (SoupServerMessage *message, guint status, const char *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/plain; charset=utf-8", SOUP_MEMORY_COPY, text,
                                    strlen (text));
}

static void
set_headers (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Content-Security-Policy", POLICY);
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "Cross-Origin-Resource-Policy", "same-origin");
  soup_message_headers_replace (headers, "Cache-Control", "private, max-age=60");
}

/* A page of another site that has its name point here (DNS rebinding) must not read us. */
static gboolean
is_called_rightly (GuichetFiguresServer *self, SoupServerMessage *message)
{
  const char *host = g_uri_get_host (soup_server_message_get_uri (message));
  g_autoptr (GInetAddress) address = host == NULL ? NULL : g_inet_address_new_from_string (host);

  if (host == NULL)
    return FALSE;
  if (address != NULL)
    return g_inet_address_get_is_loopback (address) ||
           (self->settings.hosts != NULL && g_strv_contains (self->settings.hosts, host));

  return g_ascii_strcasecmp (host, "localhost") == 0 ||
         (self->settings.hosts != NULL && g_strv_contains (self->settings.hosts, host));
}

/* A number of the query, 0 when it is not there or empty. */
static gboolean
read_number (GHashTable *query, const char *name, int least, int most, int *number)
{
  const char *text = g_hash_table_lookup (query, name);
  gsize length = text == NULL ? 0 : strlen (text);

  *number = 0;
  if (length == 0)
    return TRUE;
  if (length > 4 || strspn (text, "0123456789") != length)
    return FALSE;
  *number = (int)g_ascii_strtoll (text, NULL, 10);

  return *number >= least && *number <= most;
}

static gboolean
read_name (GHashTable *query, const char *name, const char *allowed, const char **value)
{
  const char *text = g_hash_table_lookup (query, name);

  *value = text == NULL || *text == '\0' ? NULL : text;

  return *value == NULL || (strlen (text) <= 40 && strspn (text, allowed) == strlen (text));
}

static gboolean
read_request (GHashTable *query, Request *request)
{
  const char *page = g_hash_table_lookup (query, "page");

  for (request->page = 0; page != NULL; request->page++)
    if (request->page == G_N_ELEMENTS (pages))
      return FALSE;
    else if (g_str_equal (pages[request->page].name, page))
      break;

  return read_number (query, "annee", 2020, 2199, &request->scope.year) &&
         read_number (query, "mois", 1, 12, &request->scope.month) &&
         (request->scope.month == 0 || request->scope.year != 0) &&
         read_name (query, "departement", "0123456789AB", &request->scope.department) &&
         read_name (query, "centre", "abcdefghijklmnopqrstuvwxyz0123456789-",
                    &request->scope.centre);
}

/* Opened anew after an error: a PostgreSQL server may have been restarted meanwhile. */
static gboolean
open_source (GuichetFiguresServer *self, GError **error)
{
  GuichetFederationStore *store;

  if (self->source != NULL)
    return TRUE;
  store = guichet_federation_store_open (self->settings.where, GUICHET_SQL_READ, error);
  if (store == NULL)
    return FALSE;
  self->source = guichet_figure_source_new (store, self->settings.defaults_dir,
                                            self->settings.centre_dir, self->settings.is_french);

  return TRUE;
}

static gboolean
check_generation (GuichetFiguresServer *self, GError **error)
{
  gint64 generation = guichet_federation_store_get_generation (
      guichet_figure_source_get_store (self->source), error);

  if (generation < 0)
    return FALSE;
  if (generation != self->generation || g_hash_table_size (self->kept) >= MOST_KEPT)
    g_hash_table_remove_all (self->kept);
  self->generation = generation;

  return TRUE;
}

static GBytes *
get_page (GuichetFiguresServer *self, const Request *request, GError **error)
{
  const GuichetFigureScope *scope = &request->scope;
  g_autofree char *name =
      g_strdup_printf ("%" G_GSIZE_FORMAT " %d %d %s %s", request->page, scope->year, scope->month,
                       scope->department == NULL ? "" : scope->department,
                       scope->centre == NULL ? "" : scope->centre);
  GBytes *bytes;

  if (!open_source (self, error) || !check_generation (self, error))
    return NULL;
  bytes = g_hash_table_lookup (self->kept, name);
  if (bytes != NULL)
    return g_bytes_ref (bytes);

  bytes = guichet_figure_source_write (self->source, scope, pages[request->page].output,
                                       GUICHET_LINKS_QUERY, error);
  if (bytes != NULL)
    g_hash_table_insert (self->kept, g_steal_pointer (&name), g_bytes_ref (bytes));

  return bytes;
}

static void
answer (GuichetFiguresServer *self, SoupServerMessage *message, const Request *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = get_page (self, request, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
    refuse (message, SOUP_STATUS_NOT_FOUND, _ ("This place is not in the register.\n"));
    return;
  }
  if (bytes == NULL) {
    /* What exactly is the administrator's business, not the reader's. */
    g_warning ("a page could not be made: %s", error->message);
    g_clear_pointer (&self->source, guichet_figure_source_free);
    refuse (message, SOUP_STATUS_SERVICE_UNAVAILABLE,
            _ ("The figures cannot be read at the moment. Please try again.\n"));
    return;
  }

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (headers, pages[request->page].type, NULL);
  if (pages[request->page].file != NULL) {
    g_autofree char *disposition =
        g_strdup_printf ("attachment; filename=\"%s\"", pages[request->page].file);

    soup_message_headers_replace (headers, "Content-Disposition", disposition);
  }
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), bytes);
}

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  GuichetFiguresServer *self = user_data;
  const char *method = soup_server_message_get_method (message);
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  Request request = { 0 };

  set_headers (message);
  if (!is_called_rightly (self, message))
    refuse (message, SOUP_STATUS_MISDIRECTED_REQUEST, _ ("This server has another name.\n"));
  else if (!g_str_equal (method, "GET") && !g_str_equal (method, "HEAD")) {
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow",
                                  "GET, HEAD");
    refuse (message, SOUP_STATUS_METHOD_NOT_ALLOWED, _ ("This server is read only.\n"));
  } else if (!g_str_equal (path, "/"))
    refuse (message, SOUP_STATUS_NOT_FOUND, _ ("There is no such page.\n"));
  else if (!read_request (query == NULL ? none : query, &request))
    refuse (message, SOUP_STATUS_BAD_REQUEST, _ ("This address is not a right one.\n"));
  else
    answer (self, message, &request);
}

GuichetFiguresServer *
guichet_figures_server_new (const GuichetFiguresServerSettings *settings)
{
  GuichetFiguresServer *self = g_new0 (GuichetFiguresServer, 1);

  self->settings = *settings;
  self->kept =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  self->soup = soup_server_new ("server-header", "guichet-report", NULL);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);

  return self;
}

void
guichet_figures_server_free (GuichetFiguresServer *self)
{
  if (self == NULL)
    return;

  soup_server_disconnect (self->soup);
  g_object_unref (self->soup);
  guichet_figure_source_free (self->source);
  g_hash_table_unref (self->kept);
  g_free (self);
}

gboolean
guichet_figures_server_listen (GuichetFiguresServer *self, const char *address, guint port,
                               GError **error)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  g_autoptr (GSocketAddress) socket = NULL;

  if (inet == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("“%s” is not an IP address"),
                 address);
    return FALSE;
  }
  /* Told at the start, not to the first reader. */
  if (!open_source (self, error))
    return FALSE;
  socket = g_inet_socket_address_new (inet, (guint16)port);

  return soup_server_listen (self->soup, socket, (SoupServerListenOptions)0, error);
}

char *
guichet_figures_server_get_uri (GuichetFiguresServer *self)
{
  GSList *uris = soup_server_get_uris (self->soup);
  char *text = uris == NULL ? g_strdup ("") : g_uri_to_string (uris->data);

  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);

  return text;
}
