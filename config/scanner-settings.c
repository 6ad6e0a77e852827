/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scanner-settings.h"

#include "config-value.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define GROUP          "Scanner"
#define MIN_SILENCE    5
#define MAX_SILENCE    600
#define USB_NUMBER     "^[0-9a-f]{4}$"
#define SANE_NAME      "^(?!https?:)[a-z0-9_-]+:[!-~]+( [!-~]+)*$"
#define ESCL_ADDRESS   "^https?://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9._/-]*)?$"
#define SERIAL         "^[A-Za-z0-9._/-]{1,64}$"
#define MAX_NAME_BYTES 200

const GuichetKeySpec guichet_scanner_settings_keys[] = {
  { "Device", FALSE, FALSE }, { "Vendor", FALSE, FALSE },         { "Product", FALSE, FALSE },
  { "Serial", FALSE, FALSE }, { "SilenceSeconds", FALSE, FALSE }, { NULL },
};

static gboolean
matches (const char *pattern, const char *text)
{
  return g_regex_match_simple (pattern, text, G_REGEX_DOLLAR_ENDONLY, 0);
}

static void
add_problem (const GuichetKeyFile *file, GPtrArray *problems, const char *key, const char *found,
             const char *expected)
{
  guichet_key_file_add_problem (file, problems, GUICHET_CONFIG_PROBLEM_WARNING, GROUP, key, found,
                                expected, NULL);
}

/* NULL when it is missing, empty or not of @pattern, which is told. */
static char *
read_text (const GuichetKeyFile *file, GPtrArray *problems, const char *key, const char *pattern,
           const char *expected, gboolean *is_wrong)
{
  g_autofree char *text = guichet_key_file_get_text (file, GROUP, key, NULL);

  if (text == NULL || *text == '\0')
    return NULL;
  if (strlen (text) <= MAX_NAME_BYTES && matches (pattern, text))
    return g_steal_pointer (&text);
  add_problem (file, problems, key, text, expected);
  *is_wrong = TRUE;
  return NULL;
}

static void
read_silence (GuichetScannerSettings *self, const GuichetKeyFile *file, GPtrArray *problems)
{
  g_autofree char *text = guichet_key_file_get_text (file, GROUP, "SilenceSeconds", NULL);
  g_autofree char *expected = NULL;

  if (text == NULL || *text == '\0' ||
      guichet_config_value_parse_number (text, MIN_SILENCE, MAX_SILENCE, &self->silence_seconds))
    return;
  expected = g_strdup_printf (_ ("a number from %u to %u"), MIN_SILENCE, MAX_SILENCE);
  add_problem (file, problems, "SilenceSeconds", text, expected);
}

static void
check_whole (GuichetScannerSettings *self, const GuichetKeyFile *file, GPtrArray *problems,
             gboolean *is_wrong)
{
  gboolean has_place = self->device != NULL && strstr (self->device, "{bus}") != NULL;

  if ((self->vendor == NULL) != (self->product == NULL)) {
    add_problem (file, problems, self->vendor == NULL ? "Vendor" : "Product", NULL,
                 _ ("both Vendor and Product, or none of them"));
    *is_wrong = TRUE;
  }
  if (has_place && self->vendor == NULL) {
    add_problem (file, problems, "Vendor", NULL,
                 _ ("the maker's number, since Device has {bus} in it"));
    *is_wrong = TRUE;
  }
}

GuichetScannerSettings *
guichet_scanner_settings_new (void)
{
  GuichetScannerSettings *self = g_new0 (GuichetScannerSettings, 1);

  self->silence_seconds = 90;
  return self;
}

void
guichet_scanner_settings_free (GuichetScannerSettings *self)
{
  if (self == NULL)
    return;
  g_free (self->device);
  g_free (self->vendor);
  g_free (self->product);
  g_free (self->serial);
  g_free (self);
}

void
guichet_scanner_settings_read (GuichetScannerSettings *self, const GuichetKeyFile *file,
                               GPtrArray *problems)
{
  const char *number = _ ("four hexadecimal digits in small letters, as lsusb shows them");
  gboolean is_wrong = FALSE;

  self->device = read_text (file, problems, "Device", "^(" ESCL_ADDRESS "|" SANE_NAME ")$",
                            _ ("a name for SANE such as genesys:libusb:{bus}:{device}, or the "
                               "address of an eSCL scanner such as http://192.168.1.20/eSCL"),
                            &is_wrong);
  self->vendor = read_text (file, problems, "Vendor", USB_NUMBER, number, &is_wrong);
  self->product = read_text (file, problems, "Product", USB_NUMBER, number, &is_wrong);
  self->serial = read_text (file, problems, "Serial", SERIAL, _ ("a serial number"), &is_wrong);
  read_silence (self, file, problems);
  if (!is_wrong)
    check_whole (self, file, problems, &is_wrong);
  if (is_wrong)
    g_clear_pointer (&self->device, g_free);
  self->is_on_network =
      self->device != NULL && self->vendor == NULL && !g_str_has_prefix (self->device, "test:");
}
