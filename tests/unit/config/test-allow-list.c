/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "allow-list.h"

#include <string.h>

typedef struct {
  /* Owned */
  char *raw;
  char *href; /* NULL: not a URL for the engine */
  /* State */
  gboolean is_allowed;
} UrlCase;

static void
url_case_free (UrlCase *url_case)
{
  g_free (url_case->raw);
  g_free (url_case->href);
  g_free (url_case);
}

/* NUL is written \u0000 and becomes the end of the text, as it does for every C function. */
static char *
unescape (const char *text)
{
  GString *result = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++) {
    if (*c != '\\') {
      g_string_append_c (result, *c);
      continue;
    }
    c++;
    if (*c == 'u') {
      g_autofree char *digits = g_strndup (c + 1, 4);
      gunichar character = (gunichar)g_ascii_strtoull (digits, NULL, 16);

      if (character == 0)
        break;
      g_string_append_unichar (result, character);
      c += 4;
    } else {
      g_string_append_c (result, *c == 't' ? '\t' : *c == 'n' ? '\n' : *c == 'r' ? '\r' : '\\');
    }
  }
  return g_string_free (result, FALSE);
}

static GPtrArray *
read_cases (void)
{
  GPtrArray *cases = g_ptr_array_new_with_free_func ((GDestroyNotify)url_case_free);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "url-cases.tsv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);
    UrlCase *url_case;

    if (g_str_has_prefix (lines[i], "# ") || *lines[i] == '\0')
      continue;
    g_assert_cmpuint (g_strv_length (fields), ==, 3);
    url_case = g_new0 (UrlCase, 1);
    url_case->raw = unescape (fields[0]);
    url_case->href = g_str_equal (fields[1], "invalid") ? NULL : unescape (fields[1]);
    url_case->is_allowed = g_str_equal (fields[2], "ALLOW");
    g_assert_true (url_case->is_allowed || g_str_equal (fields[2], "DENY"));
    g_ptr_array_add (cases, url_case);
  }
  return cases;
}

/* The policy of url-cases.tsv. */
static GuichetAllowList *
make_list (void)
{
  GuichetAllowList *list = guichet_allow_list_new ();

  g_assert_true (guichet_allow_list_add (list, "www.caf.fr", NULL));
  g_assert_true (guichet_allow_list_add (list, "*.impots.gouv.fr", NULL));
  return list;
}

static void
test_engine_cases (void)
{
  g_autoptr (GPtrArray) cases = read_cases ();
  g_autoptr (GuichetAllowList) list = make_list ();
  guint n_denied = 0;

  for (guint i = 0; i < cases->len; i++) {
    const UrlCase *url_case = g_ptr_array_index (cases, i);

    g_test_message ("%s -> %s", url_case->raw, url_case->href);
    g_assert_cmpint (guichet_allow_list_allows_uri (list, url_case->href), ==,
                     url_case->is_allowed);
    n_denied += !url_case->is_allowed;
  }
  g_assert_cmpuint (n_denied, >=, 300);
  g_assert_cmpuint (cases->len - n_denied, >=, 90);
}

/* The list is never fed a raw text, but were it, it would still open nothing the engine would
 * not open. */
static void
test_raw_cases (void)
{
  g_autoptr (GPtrArray) cases = read_cases ();
  g_autoptr (GuichetAllowList) list = make_list ();

  for (guint i = 0; i < cases->len; i++) {
    const UrlCase *url_case = g_ptr_array_index (cases, i);

    /* The engine may read on after a NUL where a C string ends. */
    if (guichet_allow_list_allows_uri (list, url_case->raw) && !url_case->is_allowed &&
        url_case->href != NULL)
      g_error ("%s is allowed, %s is not", url_case->raw, url_case->href);
  }
}

static char *
insert (const char *text, gsize position, const char *what)
{
  return g_strdup_printf ("%.*s%s%s", (int)position, text, what, text + position);
}

/* No single character put anywhere in a refused address may open it, unless it makes the host
 * itself a listed one: then the engine would go there too. */
static void
test_insertions_never_open (void)
{
  static const char *const pieces[] = {
    "@",  "user@", "www.caf.fr@", ":",  ":443", ":8443", ".",  "..",   "%2e", "%00",
    "\t", "\n",    "\r",          " ",  "\\",   "/",     "//", "?",    "#",   ";",
    ",",  "A",     "é",           "。", "-",    "_",     "*",  "\x7f",
  };
  g_autoptr (GPtrArray) cases = read_cases ();
  g_autoptr (GuichetAllowList) list = make_list ();
  guint n = 0;

  for (guint i = 0; i < cases->len; i++) {
    const UrlCase *url_case = g_ptr_array_index (cases, i);

    if (url_case->is_allowed || url_case->href == NULL || strlen (url_case->href) > 200)
      continue;
    for (gsize position = 0; position <= strlen (url_case->href); position++)
      for (guint j = 0; j < G_N_ELEMENTS (pieces); j++) {
        g_autofree char *uri = insert (url_case->href, position, pieces[j]);
        GuichetOrigin origin;

        n++;
        if (!guichet_allow_list_allows_uri (list, uri))
          continue;
        g_assert_true (guichet_origin_parse (uri, &origin));
        g_assert_cmpstr (origin.scheme, ==, "https");
        g_assert_cmpuint (origin.port, ==, 443);
        g_assert_true (g_str_equal (origin.host, "www.caf.fr") ||
                       g_str_has_suffix (origin.host, ".impots.gouv.fr"));
        /* The whole authority is the host, with at most the scheme's own port. */
        g_assert_true (g_str_has_prefix (uri + strlen ("https://"), origin.host));
        g_assert_nonnull (strchr ("/:", uri[strlen ("https://") + strlen (origin.host)]));
      }
  }
  g_assert_cmpuint (n, >, 100000);
}

/* What is done to the authority of any address never turns a refusal into a yes. */
static void
test_metamorphic (void)
{
  static const char *const formats[] = {
    "https://user@%s/",
    "https://user:password@%s/",
    "https://@%s/",
    "https://:@%s/",
    "https://%s:8443/",
    "https://%s:80/",
    "https://%s:0/",
    "https://%s:/",
    "https://%s./",
    "https://.%s/",
    "https://%s../",
    "https://%s\t/",
    "https://\t%s/",
    "https://%s /",
    "https:// %s/",
    "https://%s\n/",
    "https://%s%%00/",
    "https://%s%%2e/",
    "HTTPS://%s/",
    "Https://%s/",
    "http://%s/",
    "https:/%s/",
    "https:%s/",
    "https:\\\\%s/",
    "https://evil.test\\@%s/",
    "https://evil.test/@%s",
    "https://evil.test?%s/",
    "https://evil.test#%s/",
    "//%s/",
    "%s",
    "wss://%s/",
    "https://%s?x",
    "https://[%s]/",
    "https://%s@evil.test/",
    "https://%s.evil.test/",
    "blob:https://%s/",
    "https://%s#x",
    "https://%s\\",
    "https://%s;/",
    "https://%s%%40evil.test/",
  };
  static const char *const hosts[] = {
    "www.caf.fr", "x.impots.gouv.fr", "caf.fr",     "impots.gouv.fr",
    "evil.test",  "127.0.0.1",        "WWW.CAF.FR",
  };
  g_autoptr (GuichetAllowList) list = make_list ();

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint j = 0; j < G_N_ELEMENTS (hosts); j++) {
      g_auto (GStrv) parts = g_strsplit (formats[i], "%s", 2);
      g_autofree char *uri = g_strconcat (parts[0], hosts[j], parts[1], NULL);

      g_test_message ("%s", uri);
      g_assert_false (guichet_allow_list_allows_uri (list, uri));
    }
}

static void
test_case_is_kept_apart (void)
{
  g_autoptr (GuichetAllowList) list = make_list ();
  const char *uri = "https://www.caf.fr/";

  for (gsize i = 0; i < strlen (uri); i++) {
    g_autofree char *changed = g_strdup (uri);

    changed[i] = g_ascii_toupper (changed[i]);
    g_assert_cmpint (guichet_allow_list_allows_uri (list, changed), ==, g_str_equal (changed, uri));
  }
}

static void
test_long (void)
{
  g_autoptr (GuichetAllowList) list = make_list ();
  g_autofree char *million = g_strnfill (1024 * 1024, 'a');
  g_autofree char *uri = g_strconcat ("https://www.caf.fr/", million, NULL);

  g_assert_false (guichet_allow_list_allows_uri (list, uri));
  uri[GUICHET_ORIGIN_URI_MAX + 1] = '\0';
  g_assert_false (guichet_allow_list_allows_uri (list, uri));
  uri[GUICHET_ORIGIN_URI_MAX] = '\0';
  g_assert_true (guichet_allow_list_allows_uri (list, uri));
  g_assert_false (guichet_allow_list_allows_uri (list, NULL));
}

static void
test_origin (void)
{
  GuichetOrigin origin;

  g_assert_true (guichet_origin_parse ("http://www.caf.fr:8080/a:b@c?d#e", &origin));
  g_assert_cmpstr (origin.scheme, ==, "http");
  g_assert_cmpstr (origin.host, ==, "www.caf.fr");
  g_assert_cmpuint (origin.port, ==, 8080);
  g_assert_true (guichet_origin_parse ("https://a.fr", &origin));
  g_assert_cmpuint (origin.port, ==, 443);
  g_assert_false (guichet_origin_parse ("https://a.fr\\", &origin));
  g_assert_false (guichet_origin_parse ("https://a.fr/é", &origin));
  g_assert_false (guichet_origin_parse ("https://a.fr/a b", &origin));
  g_assert_false (guichet_origin_parse ("https://a.fr/\x7f", &origin));
}

static void
test_scheme_and_port (void)
{
  g_autoptr (GuichetAllowList) list = guichet_allow_list_new ();

  g_assert_true (guichet_allow_list_add (list, "http://demo.example:8080", NULL));
  g_assert_true (guichet_allow_list_allows_uri (list, "http://demo.example:8080/"));
  g_assert_false (guichet_allow_list_allows_uri (list, "http://demo.example/"));
  g_assert_false (guichet_allow_list_allows_uri (list, "https://demo.example:8080/"));
  g_assert_false (guichet_allow_list_allows_uri (list, "https://demo.example/"));
  g_assert_true (guichet_allow_list_allows (list, "http", "demo.example", 8080));
  g_assert_false (guichet_allow_list_allows (list, "http", "DEMO.example", 8080));
}

static void
test_empty_denies (void)
{
  g_autoptr (GuichetAllowList) list = guichet_allow_list_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (guichet_allow_list_add (list, "*.fr", &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (guichet_allow_list_get_n_rules (list), ==, 0);
  g_assert_false (guichet_allow_list_allows_uri (list, "https://www.caf.fr/"));
}

static void
test_merge (void)
{
  g_autoptr (GuichetAllowList) list = make_list ();
  g_autoptr (GuichetAllowList) other = make_list ();
  const char *scheme, *host;
  gboolean is_suffix;
  guint16 port;

  g_assert_true (guichet_allow_list_add (other, "http://*.msa.fr:81", NULL));
  guichet_allow_list_merge (list, other);
  guichet_allow_list_merge (list, list);
  g_assert_true (guichet_allow_list_add (list, "https://www.caf.fr:443", NULL));
  g_assert_cmpuint (guichet_allow_list_get_n_rules (list), ==, 3);
  guichet_allow_list_get_rule (list, 2, &scheme, &host, &is_suffix, &port);
  g_assert_cmpstr (scheme, ==, "http");
  g_assert_cmpstr (host, ==, "msa.fr");
  g_assert_true (is_suffix);
  g_assert_cmpuint (port, ==, 81);
  guichet_allow_list_get_rule (list, 0, NULL, NULL, NULL, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/allow-list/engine-cases", test_engine_cases);
  g_test_add_func ("/config/allow-list/raw-cases", test_raw_cases);
  g_test_add_func ("/config/allow-list/insertions-never-open", test_insertions_never_open);
  g_test_add_func ("/config/allow-list/metamorphic", test_metamorphic);
  g_test_add_func ("/config/allow-list/case-is-kept-apart", test_case_is_kept_apart);
  g_test_add_func ("/config/allow-list/long", test_long);
  g_test_add_func ("/config/allow-list/origin", test_origin);
  g_test_add_func ("/config/allow-list/scheme-and-port", test_scheme_and_port);
  g_test_add_func ("/config/allow-list/empty-denies", test_empty_denies);
  g_test_add_func ("/config/allow-list/merge", test_merge);
  return g_test_run ();
}
