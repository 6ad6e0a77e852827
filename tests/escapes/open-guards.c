/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Guards that are always open, for shells and supervisors that exist for tests only and are never
 * installed: the linker (--wrap) puts each in the place of the real one. What the attempts find
 * under them, and do not find under the real ones, is what the guard holds back.
 */
#include <glib.h>

void __wrap_webkit_settings_set_feature_enabled (void *settings, void *feature, gboolean enabled);
gboolean __wrap_webkit_settings_get_feature_enabled (void *settings, void *feature);
int __wrap_seccomp_rule_add (void *filter, guint32 action, int call, unsigned int count, ...);
gboolean __wrap_guichet_display_filter_take_requests (void *filter, const guint8 *data, gsize size,
                                                      GByteArray *out);
gboolean __wrap_guichet_display_filter_take_events (void *filter, const guint8 *data, gsize size,
                                                    GByteArray *out);
gboolean __wrap_guichet_allow_list_allows (void *list, const char *scheme, const char *host,
                                           guint16 port);

void
__wrap_webkit_settings_set_feature_enabled (void *settings, void *feature, gboolean enabled)
{
}

gboolean
__wrap_webkit_settings_get_feature_enabled (void *settings, void *feature)
{
  return FALSE;
}

int
__wrap_seccomp_rule_add (void *filter, guint32 action, int call, unsigned int count, ...)
{
  return 0;
}

gboolean
__wrap_guichet_display_filter_take_requests (void *filter, const guint8 *data, gsize size,
                                             GByteArray *out)
{
  g_byte_array_append (out, data, (guint)size);
  return TRUE;
}

gboolean
__wrap_guichet_display_filter_take_events (void *filter, const guint8 *data, gsize size,
                                           GByteArray *out)
{
  g_byte_array_append (out, data, (guint)size);
  return TRUE;
}

gboolean
__wrap_guichet_allow_list_allows (void *list, const char *scheme, const char *host, guint16 port)
{
  return TRUE;
}
