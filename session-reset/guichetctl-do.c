/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guichetctl-do.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "staff-rights.h"
#include "staff-words.h"

/* A page may be printed first, or a slow stick written to. */
#define TIMEOUT_MS 300000

static void
print_lines (const char *key, GVariant *value)
{
  GVariantIter iter;
  GVariant *child;

  g_variant_iter_init (&iter, value);
  while ((child = g_variant_iter_next_value (&iter)) != NULL) {
    g_autofree char *text = g_variant_is_of_type (child, G_VARIANT_TYPE_STRING)
                                ? g_variant_dup_string (child, NULL)
                                : g_variant_print (child, FALSE);

    g_print ("%-18s %s\n", key, text);
    g_variant_unref (child);
  }
}

void
guichetctl_print_values (GVariant *values, gboolean as_json)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  if (as_json) {
    g_autofree char *text = json_gvariant_serialize_data (values, NULL);

    g_print ("%s\n", text);
    return;
  }
  g_variant_iter_init (&iter, values);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value)) {
    if (g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY)) {
      print_lines (key, value);
    } else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)) {
      const char *text = g_variant_get_string (value, NULL);

      /* Many lines are for a file: nothing stands before them. */
      if (strchr (text, '\n') != NULL)
        g_print ("%s", text);
      else
        g_print ("%-18s %s\n", key, text);
    } else {
      g_autofree char *text = g_variant_print (value, FALSE);

      g_print ("%-18s %s\n", key, text);
    }
  }
}

/* Their answer is the thing itself; of the others it is said in words. */
static gboolean
gives_values (const char *action)
{
  return g_str_equal (action, "services") || g_str_equal (action, "diagnostics");
}

static void
print_answer (const char *action, GVariant *answer, gboolean is_done)
{
  g_autofree char *words = guichet_staff_words_for_answer (action, answer);

  if (is_done && gives_values (action))
    guichetctl_print_values (answer, FALSE);
  else
    g_print ("%s\n", *words != '\0' ? words : _ ("Done."));
}

gboolean
guichetctl_do (GuichetDBusControl1 *control, char **words, gboolean as_json, GError **error)
{
  g_autofree char *argument = g_strjoinv (" ", words + 1);
  g_autoptr (GVariant) answer = NULL;
  gboolean is_done = FALSE;

  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (control), TIMEOUT_MS);
  if (!guichet_dbus_control1_call_do_sync (control, words[0], argument, &answer, NULL, error)) {
    g_dbus_error_strip_remote_error (*error);
    if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)) {
      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                           _ ("Your account may not do this: it is for the technician "
                              "(the group guichet-technician)."));
    }
    return FALSE;
  }
  (void)g_variant_lookup (answer, "done", "b", &is_done);
  if (as_json)
    guichetctl_print_values (answer, TRUE);
  else
    print_answer (words[0], answer, is_done);
  return is_done;
}

void
guichetctl_describe_actions (GString *text)
{
  guint n_rights;
  const GuichetStaffRight *rights = guichet_staff_rights_get (&n_rights);

  for (guint i = 0; i < n_rights; i++) {
    g_autofree char *call = rights[i].argument != NULL
                                ? g_strconcat (rights[i].name, " ", _ (rights[i].argument), NULL)
                                : g_strdup (rights[i].name);

    g_string_append_printf (text, "\n  %-24s %s%s", call, _ (rights[i].description),
                            rights[i].role == GUICHET_STAFF_TECHNICIAN ? " *" : "");
  }
  g_string_append_printf (
      text, "\n\n%s",
      _ ("* Not for the group guichet-staff, which does what reception may; for "
         "guichet-technician."));
}

static void
print_action (const GuichetStaffRight *right)
{
  g_print ("%-22s %-11s %s\n", right->name, guichet_staff_role_to_name (right->role),
           right->argument != NULL ? _ (right->argument) : "");
}

void
guichetctl_print_actions (gboolean as_json)
{
  guint n_rights;
  const GuichetStaffRight *rights = guichet_staff_rights_get (&n_rights);
  GVariantBuilder names;

  g_variant_builder_init (&names, G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; i < n_rights; i++) {
    g_variant_builder_add (&names, "{sv}", rights[i].name,
                           g_variant_new_string (guichet_staff_role_to_name (rights[i].role)));
    if (!as_json)
      print_action (&rights[i]);
  }
  if (as_json) {
    g_autoptr (GVariant) values = g_variant_ref_sink (g_variant_builder_end (&names));

    guichetctl_print_values (values, TRUE);
  } else {
    g_variant_builder_clear (&names);
  }
}
