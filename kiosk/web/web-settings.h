/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <webkit/webkit.h>

#define GUICHET_WEB_SETTINGS_ERROR (guichet_web_settings_error_quark ())
GQuark guichet_web_settings_error_quark (void);

typedef enum {
  GUICHET_WEB_SETTINGS_ERROR_SETTING, /* a property of the table does not exist */
  GUICHET_WEB_SETTINGS_ERROR_FEATURE, /* a feature of the table does not exist */
  GUICHET_WEB_SETTINGS_ERROR_KEPT,    /* a value was set and did not stay */
} GuichetWebSettingsError;

/** A row of the policy: a switch of WebKitSettings. */
typedef struct {
  const char *name;
  gboolean value;
  const char *reason;
} GuichetWebSetting;

/** A row of the policy: an identifier of webkit_settings_get_all_features(), to be off. */
typedef struct {
  const char *identifier;
  const char *reason;
} GuichetWebFeature;

/** The tables, for reviewers and tests; each ends with a NULL name. */
const GuichetWebSetting *guichet_web_settings_get_table (void);
const GuichetWebFeature *guichet_web_settings_get_feature_table (void);

/** Whether one of the engines of Debian 12 and 13 may have no switch of that name, as another wall
 * holds: Debian upgrades the engine to a new minor version at night, and the terminal has to open
 * in the morning. */
gboolean guichet_web_settings_may_lack (const char *identifier);

/**
 * New settings with both tables applied and read back; owned by the caller. NULL and @error when
 * one row cannot be: an engine that renamed a switch must not run with it on. @software: no
 * acceleration.
 */
WebKitSettings *guichet_web_settings_new (gboolean software, GError **error);

/** Switches the features of @table off; the part of guichet_web_settings_new() that tests can
 *  give another table. */
gboolean guichet_web_settings_disable_features (WebKitSettings *settings,
                                                const GuichetWebFeature *table, GError **error);
