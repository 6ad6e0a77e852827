/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service-reader.h"

#include "bundle.h"
#include "catalogue.h"
#include "config-value.h"
#include "host-name.h"
#include "nearest-name.h"
#include "rule-reader.h"
#include "service-private.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define GROUP "Service"

static const GuichetKeySpec service_keys[] = {
  { "Name", TRUE, FALSE },     { "Sentence", TRUE, FALSE },
  { "Icon", FALSE, FALSE },    { "Home", FALSE, TRUE },
  { "Group", FALSE, FALSE },   { "Theme", FALSE, FALSE },
  { "Navigate", FALSE, TRUE }, { "Load", FALSE, TRUE },
  { "Include", FALSE, TRUE },  { "NavigateAlso", FALSE, TRUE },
  { "LoadAlso", FALSE, TRUE }, { "Keywords", FALSE, FALSE },
  { "Place", FALSE, FALSE },   { "UploadLimit", FALSE, FALSE },
  { "Hidden", FALSE, TRUE },   { NULL },
};

/* Not a guard as a whole: a key of a later version must not hide the tile. */
const GuichetGroupSpec guichet_service_specs[] = {
  { GROUP, service_keys, FALSE },
  { NULL },
};

/* Administrative themes of La Coop de la médiation numérique (API values), then ours for what
 * its list does not hold. */
static const char *const themes[] = {
  "papiers_elections_citoyennete",
  "famille_scolarite",
  "social_sante",
  "travail_formation",
  "logement",
  "transports_mobilite",
  "argent_impots",
  "justice",
  "etrangers_europe",
  "loisirs_sports_culture",
  "associations",
  "email",
  "autre",
  NULL,
};

/* One service on its way in. */
typedef struct {
  /* Borrowed */
  const GuichetKeyFile *file;
  const GuichetServiceContext *context;
  GPtrArray *problems;
  GuichetService *service;
} Reading;

static void
add_problem (Reading *reading, const char *key, const char *found, const char *expected,
             const char *suggestion)
{
  guichet_key_file_add_problem (reading->file, reading->problems, GUICHET_CONFIG_PROBLEM_SERVICE,
                                GROUP, key, found, expected, suggestion);
}

static char *
get_text (Reading *reading, const char *key)
{
  return guichet_key_file_get_text (reading->file, GROUP, key, NULL);
}

static char *
read_line (Reading *reading, const char *key, glong max)
{
  const char *language = reading->context->language;
  g_autofree char *text =
      guichet_key_file_get_text (reading->file, GROUP, key, language != NULL ? language : "fr");
  g_autofree char *expected = NULL;

  if (text == NULL || *text == '\0') {
    add_problem (reading, key, text, _ ("a text"), NULL);
    return NULL;
  }
  if (guichet_config_value_is_line (text, max))
    return g_steal_pointer (&text);
  expected = g_strdup_printf (_ ("one line of at most %ld characters"), max);
  add_problem (reading, key, text, expected, NULL);
  return NULL;
}

static char *
read_icon (Reading *reading)
{
  g_autofree char *icon = get_text (reading, "Icon");

  if (icon == NULL)
    return g_strdup ("globe");
  if (guichet_config_value_is_id (icon, GUICHET_SERVICE_ID_MAX))
    return g_steal_pointer (&icon);
  add_problem (reading, "Icon", icon, _ ("the name of a pictogram: small letters, digits, hyphens"),
               NULL);
  return NULL;
}

static char *
read_member (Reading *reading, const char *key, const char *const *members, const char *fallback)
{
  g_autofree char *text = get_text (reading, key);
  g_autofree char *list = NULL;
  g_autofree char *expected = NULL;

  if (text == NULL)
    text = g_strdup (fallback);
  if (text != NULL && g_strv_contains (members, text))
    return g_steal_pointer (&text);
  list = g_strjoinv (", ", (char **)members);
  expected = g_strdup_printf (_ ("one of: %s"), list);
  add_problem (reading, key, text, expected,
               text != NULL ? guichet_nearest_name (text, members) : NULL);
  return NULL;
}

static void
read_place (Reading *reading)
{
  g_autofree char *text = get_text (reading, "Place");

  if (text != NULL && !guichet_config_value_parse_number (text, 0, GUICHET_CATALOGUE_PLACES,
                                                          &reading->service->place)) {
    g_autofree char *expected =
        g_strdup_printf (_ ("a number from 1 to %u, or 0 for no place on the first screen"),
                         (guint)GUICHET_CATALOGUE_PLACES);
    add_problem (reading, "Place", text, expected, NULL);
  }
}

static void
read_upload_limit (Reading *reading)
{
  g_autofree char *text = get_text (reading, "UploadLimit");

  if (text != NULL && !guichet_config_value_parse_size (text, &reading->service->upload_limit))
    add_problem (reading, "UploadLimit", text, _ ("a size with its unit, such as “5 Mo”"), NULL);
}

static void
read_rules (Reading *reading)
{
  static const char *const navigate_keys[] = { "Navigate", "NavigateAlso" };
  static const char *const load_keys[] = { "Load", "LoadAlso" };

  for (guint i = 0; i < G_N_ELEMENTS (navigate_keys); i++)
    guichet_rule_reader_read (reading->file, GROUP, navigate_keys[i], reading->context->flags,
                              GUICHET_CONFIG_PROBLEM_SERVICE, reading->service->navigate,
                              reading->problems);
  for (guint i = 0; i < G_N_ELEMENTS (load_keys); i++)
    guichet_rule_reader_read (reading->file, GROUP, load_keys[i], reading->context->flags,
                              GUICHET_CONFIG_PROBLEM_SERVICE, reading->service->load,
                              reading->problems);
}

static void
read_bundles (Reading *reading)
{
  g_auto (GStrv) ids = guichet_key_file_get_list (reading->file, GROUP, "Include");

  for (guint i = 0; ids[i] != NULL; i++) {
    const GuichetBundle *bundle = g_hash_table_lookup (reading->context->bundles, ids[i]);

    if (bundle != NULL) {
      guichet_allow_list_merge (reading->service->navigate, bundle->navigate);
      guichet_allow_list_merge (reading->service->load, bundle->load);
    } else {
      add_problem (reading, "Include", ids[i], _ ("the name of a file of bundles.d, without .conf"),
                   guichet_nearest_name (ids[i], reading->context->bundle_ids));
    }
  }
  guichet_allow_list_merge (reading->service->load, reading->service->navigate);
}

/* "https://www.caf.fr" is what people write; the engine's form of it has a path. */
static char *
complete_home (const char *text)
{
  const char *separator = strstr (text, "://");

  if (separator != NULL && strchr (separator + strlen ("://"), '/') == NULL)
    return g_strconcat (text, "/", NULL);
  return g_strdup (text);
}

static char *
describe_origin (const GuichetOrigin *origin)
{
  GString *rule = g_string_new (NULL);

  if (!g_str_equal (origin->scheme, "https"))
    g_string_append_printf (rule, "%s://", origin->scheme);
  g_string_append (rule, origin->host);
  if (origin->port != guichet_host_name_default_port (origin->scheme))
    g_string_append_printf (rule, ":%u", origin->port);
  return g_string_free (rule, FALSE);
}

static void
check_navigate_given (Reading *reading, const GuichetOrigin *origin)
{
  g_autofree char *rule = origin != NULL ? describe_origin (origin) : NULL;

  if (!guichet_key_file_has_key (reading->file, GROUP, "Navigate"))
    add_problem (reading, "Navigate", NULL, _ ("the hosts where the service lives"), rule);
}

static void
read_home (Reading *reading)
{
  g_autofree char *text = get_text (reading, "Home");
  g_autofree char *home = text != NULL ? complete_home (text) : NULL;
  g_autofree char *rule = NULL;
  GuichetOrigin origin;

  if (home == NULL || !guichet_origin_parse (home, &origin)) {
    add_problem (reading, "Home", text,
                 _ ("an address such as https://www.example.fr/page, in small letters and without "
                    "accents or spaces"),
                 NULL);
    check_navigate_given (reading, NULL);
    return;
  }
  check_navigate_given (reading, &origin);
  if (guichet_allow_list_allows (reading->service->navigate, origin.scheme, origin.host,
                                 origin.port)) {
    reading->service->home_uri = g_steal_pointer (&home);
    return;
  }
  if (!guichet_key_file_has_key (reading->file, GROUP, "Navigate"))
    return;
  rule = describe_origin (&origin);
  if (g_str_equal (origin.scheme, "http"))
    add_problem (reading, "Home", text,
                 _ ("an https:// address: http:// protects nothing and needs a rule of its own in "
                    "Navigate"),
                 rule);
  else
    add_problem (reading, "Home", text, _ ("an address that Navigate allows"), rule);
}

gboolean
guichet_service_reader_is_hidden (const GuichetKeyFile *file)
{
  g_autofree char *text = guichet_key_file_get_text (file, GROUP, "Hidden", NULL);
  gboolean is_hidden;

  return text != NULL && guichet_config_value_parse_boolean (text, &is_hidden) && is_hidden;
}

static void
check_hidden (Reading *reading)
{
  g_autofree char *text = get_text (reading, "Hidden");
  gboolean is_hidden;

  if (text != NULL && !guichet_config_value_parse_boolean (text, &is_hidden))
    add_problem (reading, "Hidden", text, _ ("true or false"), NULL);
}

GuichetService *
guichet_service_reader_read (const char *id, const GuichetKeyFile *file,
                             const GuichetServiceContext *context, GPtrArray *problems)
{
  g_autoptr (GuichetService) service = guichet_service_new (id);
  Reading reading = { .file = file, .context = context, .problems = problems, .service = service };
  guint first = problems->len;

  service->name = read_line (&reading, "Name", GUICHET_SERVICE_NAME_MAX);
  service->sentence = read_line (&reading, "Sentence", GUICHET_SERVICE_SENTENCE_MAX);
  service->icon = read_icon (&reading);
  service->group = read_member (&reading, "Group", context->group_ids, NULL);
  service->theme = read_member (&reading, "Theme", themes, "autre");
  service->keywords = guichet_key_file_get_list (file, GROUP, "Keywords");
  read_place (&reading);
  read_upload_limit (&reading);
  check_hidden (&reading);
  read_rules (&reading);
  read_bundles (&reading);
  read_home (&reading);
  return guichet_config_problems_has_broken (problems, first) ? NULL : g_steal_pointer (&service);
}
