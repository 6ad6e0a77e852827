/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-assets.h"

#include "guichet-assets.h"
#include "words-locale.h"

#include <glib/gi18n.h>
#include <locale.h>

#define PREFIX "/org/guichet"

/* The locale of each language of the terminal whose dates are shipped (assets/po). */
static const struct {
  const char *language;
  const char *locale;
} DATES[] = {
  { "fr", "fr_FR.UTF-8" },
};

void
guichet_ui_assets_prepare (void)
{
  /* gtk_init() would undo what guichet_ui_assets_set_language() sets. */
  gtk_disable_setlocale ();
  /* The empty theme spares 200 KiB of rules that our own would only undo, at every start. */
  g_setenv ("GTK_THEME", "Empty", TRUE);
  if (g_getenv ("DBUS_SESSION_BUS_ADDRESS") == NULL)
    g_setenv ("GTK_A11Y", "none", TRUE);
}

/* GtkCalendar, which a page's date field opens, goes by LC_TIME and nothing else. */
static void
set_dates (const char *language, const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (DATES); i++)
    if (g_str_equal (DATES[i].language, language)) {
      g_setenv ("LOCPATH", path, TRUE);
      if (setlocale (LC_TIME, DATES[i].locale) == NULL)
        g_info ("There are no dates for %s", DATES[i].locale);
      g_unsetenv ("LOCPATH");
    }
}

void
guichet_ui_assets_set_language (const char *language, const char *locale_dir)
{
  g_autofree char *path = g_strconcat (locale_dir, ":" GUICHET_DATESDIR, NULL);

  if (setlocale (LC_ALL, "") == NULL || g_strcmp0 (setlocale (LC_MESSAGES, NULL), "C") == 0)
    setlocale (LC_ALL, "C.UTF-8");
  set_dates (language, path);
  guichet_words_locale_set (language, path);
  bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static void
set_toolkit_settings (GdkDisplay *display)
{
  g_object_set (gtk_settings_get_for_display (display), "gtk-enable-animations", FALSE,
                "gtk-error-bell", FALSE, "gtk-enable-primary-paste", FALSE,
                "gtk-entry-select-on-focus", TRUE, "gtk-overlay-scrolling", FALSE, NULL);
}

void
guichet_ui_assets_load (GdkDisplay *display)
{
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();

  guichet_assets_register_resource ();
  set_toolkit_settings (display);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), PREFIX "/icons");
  gtk_css_provider_load_from_resource (css, PREFIX "/css/guichet.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_USER);
}

char *
guichet_ui_assets_icon_name (const char *name)
{
  g_autofree char *path = g_strdup_printf (PREFIX "/icons/scalable/actions/guichet-%s-symbolic.svg",
                                           name != NULL ? name : "");

  if (!g_resources_get_info (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL))
    name = "globe";
  return g_strdup_printf ("guichet-%s-symbolic", name);
}
