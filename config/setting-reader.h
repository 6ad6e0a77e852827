/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "key-file-reader.h"

/**
 * guichet.conf on its way in. The readers below leave a value as it is when its key is missing or
 * empty, and add a problem to @problems when what was found is not what was expected.
 */
typedef struct {
  /* Borrowed */
  const GuichetKeyFile *file;
  GPtrArray *problems;
} GuichetSettingReader;

/** As guichet_key_file_add_problem(). */
void guichet_setting_reader_add_problem (const GuichetSettingReader *self,
                                         GuichetConfigSeverity severity, const char *group,
                                         const char *key, const char *found, const char *expected,
                                         const char *suggestion);
/** NULL when the key is missing or empty; free it. */
char *guichet_setting_reader_get_text (const GuichetSettingReader *self, const char *group,
                                       const char *key);
void guichet_setting_reader_read_boolean (const GuichetSettingReader *self,
                                          GuichetConfigSeverity severity, const char *group,
                                          const char *key, gboolean *value);
void guichet_setting_reader_read_number (const GuichetSettingReader *self,
                                         GuichetConfigSeverity severity, const char *group,
                                         const char *key, guint min, guint max, guint *value);
/** One line of at most @max characters, else a warning. Frees the old *@line. */
void guichet_setting_reader_read_line (const GuichetSettingReader *self, const char *group,
                                       const char *key, const char *language, glong max,
                                       char **line);
/** The whole text must fit the regular expression @pattern, else a warning. Frees the old one. */
void guichet_setting_reader_read_pattern (const GuichetSettingReader *self, const char *group,
                                          const char *key, const char *pattern,
                                          const char *expected, char **value);
