/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-command.h"
#include "safe-text.h"

#include "centre-file.h"
#include "day.h"
#include "federation-command.h"
#include "report-signature.h"

#include <glib/gi18n-lib.h>

#include <string.h>

typedef struct {
  /* Owned */
  char *where;
  char *name;
  char *department;
  char *key;
  char *file;
} Arguments;

static void
clear_arguments (Arguments *arguments)
{
  g_free (arguments->where);
  g_free (arguments->name);
  g_free (arguments->department);
  g_free (arguments->key);
  g_free (arguments->file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, clear_arguments)

static int
list_centres (const Arguments *arguments)
{
  g_autoptr (GuichetFederationStore) store =
      guichet_federation_open ("centres", arguments->where, GUICHET_SQL_READ);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) centres = NULL;

  if (store == NULL)
    return GUICHET_REPORT_ERROR;
  centres = guichet_federation_store_list_centres (store, &error);
  if (centres == NULL)
    return guichet_federation_tell ("centres", error);

  for (guint i = 0; i < centres->len; i++) {
    const GuichetCentre *centre = g_ptr_array_index (centres, i);
    g_autofree char *name = guichet_safe_text (centre->name);
    GuichetPublicKey key;
    g_autofree char *fingerprint = NULL;

    if (centre->public_key != NULL && guichet_public_key_read (&key, centre->public_key, NULL))
      fingerprint = guichet_public_key_make_fingerprint (&key);
    g_print ("%-3s  %-24s  %-16s  %s  %s", centre->department, centre->id,
             centre->key_id == NULL ? "-" : centre->key_id,
             fingerprint == NULL ? _ ("no key") : fingerprint, name);
    if (centre->revoked != NULL)
      g_print (_ (" (revoked on %s)"), centre->revoked);
    g_print ("\n");
  }

  return GUICHET_REPORT_DONE;
}

/* The key itself, or a file that minisign or a terminal wrote: its last line. */
static char *
read_key (const char *text)
{
  g_autofree char *content = NULL;
  char *line;

  if (text == NULL || !g_file_get_contents (text, &content, NULL, NULL))
    return g_strdup (text);
  g_strchomp (content);
  line = strrchr (content, '\n');

  return g_strdup (line == NULL ? content : line + 1);
}

static GPtrArray *
make_centres (const Arguments *arguments, const char *id, GError **error)
{
  g_autoptr (GPtrArray) centres =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_centre_free);
  g_autofree char *key = read_key (arguments->key);
  GuichetCentre *centre;

  if (arguments->file != NULL)
    return guichet_centre_file_read (arguments->file, error);
  centre =
      guichet_centre_new (id, arguments->name == NULL ? "" : arguments->name,
                          arguments->department == NULL ? "" : arguments->department, key, error);
  if (centre == NULL)
    return NULL;
  g_ptr_array_add (centres, centre);

  return g_steal_pointer (&centres);
}

static int
add_centres (const Arguments *arguments, const char *id, const char *today)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) centres = make_centres (arguments, id, &error);
  g_autoptr (GuichetFederationStore) store = NULL;

  if (centres == NULL)
    return guichet_federation_tell ("centres", error);
  store = guichet_federation_open ("centres", arguments->where, GUICHET_SQL_WRITE);
  if (store == NULL)
    return GUICHET_REPORT_ERROR;
  if (!guichet_federation_store_add_centres (store, centres, today, &error))
    return guichet_federation_tell ("centres", error);
  g_print (ngettext ("%u centre in the register.\n", "%u centres in the register.\n", centres->len),
           centres->len);

  return GUICHET_REPORT_DONE;
}

static int
revoke_centre (const Arguments *arguments, const char *id, const char *today)
{
  g_autoptr (GuichetFederationStore) store =
      guichet_federation_open ("centres", arguments->where, GUICHET_SQL_WRITE);
  g_autoptr (GError) error = NULL;

  if (store == NULL)
    return GUICHET_REPORT_ERROR;
  if (!guichet_federation_store_revoke (store, id, today, &error))
    return guichet_federation_tell ("centres", error);
  g_print (_ ("%s is revoked from %s on: its later reports are refused.\n"), id, today);

  return GUICHET_REPORT_DONE;
}

static GOptionContext *
make_context (Arguments *arguments)
{
  const GOptionEntry entries[] = {
    GUICHET_FEDERATION_STORE_OPTION (&arguments->where),
    { "name", 'n', 0, G_OPTION_ARG_STRING, &arguments->name, N_ ("The centre's name"),
      N_ ("NAME") },
    { "department", 'd', 0, G_OPTION_ARG_STRING, &arguments->department,
      N_ ("Its department, as 33, 2A or 974"), N_ ("CODE") },
    { "key", 'k', 0, G_OPTION_ARG_STRING, &arguments->key,
      N_ ("Its public key, or the file that holds it"), N_ ("KEY") },
    { "from", 'f', 0, G_OPTION_ARG_FILENAME, &arguments->file,
      N_ ("Add all lines of a file: centre;name;department;public key"), N_ ("FILE") },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (_ ("list | add [ID] | revoke ID"));

  g_option_context_set_summary (
      context, _ ("The register of centres: whose reports are taken, and signed with which key.\n"
                  "Compare the fingerprint with the one that the centre's terminal shows."));
  g_option_context_set_description (
      context,
      _ ("Examples:\n"
         "  guichet-report centres --store federation.db add cs-lormont --name \"Centre social de "
         "Lormont\" --department 33 --key cs-lormont.pub\n"
         "  guichet-report centres --store federation.db add --from register.csv\n"
         "  guichet-report centres --store federation.db revoke cs-lormont"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return context;
}

int
guichet_report_centres (int argc, char **argv)
{
  g_auto (Arguments) arguments = { 0 };
  g_autoptr (GOptionContext) context = make_context (&arguments);
  g_autofree char *today = guichet_day_get_today ();

  if (!guichet_federation_parse (context, "centres", &argc, &argv, &arguments.where))
    return GUICHET_REPORT_USAGE;

  if (argc == 2 && g_str_equal (argv[1], "list"))
    return list_centres (&arguments);
  if (argc == 2 && g_str_equal (argv[1], "add") && arguments.file != NULL)
    return add_centres (&arguments, NULL, today);
  if (argc == 3 && g_str_equal (argv[1], "add") && arguments.file == NULL)
    return add_centres (&arguments, argv[2], today);
  if (argc == 3 && g_str_equal (argv[1], "revoke"))
    return revoke_centre (&arguments, argv[2], today);

  return guichet_report_refuse_usage ("centres", _ ("it takes list, add or revoke"));
}
