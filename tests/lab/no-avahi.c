/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preloaded into ippeveprinter, which insists on announcing itself: says yes to everything, without
 * a bus and without avahi-daemon.
 */
#include <stddef.h>

static int nothing;

#define SOMETHING(name)                                                                            \
  void *name (void);                                                                               \
  void *name (void)                                                                                \
  {                                                                                                \
    return &nothing;                                                                               \
  }
#define ZERO(name)                                                                                 \
  int name (void);                                                                                 \
  int name (void)                                                                                  \
  {                                                                                                \
    return 0;                                                                                      \
  }

SOMETHING (avahi_threaded_poll_new)
SOMETHING (avahi_threaded_poll_get)
SOMETHING (avahi_entry_group_new)
ZERO (avahi_threaded_poll_start)
ZERO (avahi_threaded_poll_lock)
ZERO (avahi_threaded_poll_unlock)
ZERO (avahi_client_errno)
ZERO (avahi_entry_group_free)
ZERO (avahi_entry_group_commit)
ZERO (avahi_entry_group_add_service_strlst)
ZERO (avahi_entry_group_add_service_subtype)

void *avahi_client_new (const void *poll, int flags, void *callback, void *user_data, int *error);
const char *avahi_client_get_host_name_fqdn (void *client);
void *avahi_string_list_add_printf (void *list, const char *format, ...);
void avahi_string_list_free (void *list);

void *
avahi_client_new (const void *poll, int flags, void *callback, void *user_data, int *error)
{
  if (error != NULL)
    *error = 0;
  return &nothing;
}

const char *
avahi_client_get_host_name_fqdn (void *client)
{
  return "localhost";
}

void *
avahi_string_list_add_printf (void *list, const char *format, ...)
{
  return list;
}

void
avahi_string_list_free (void *list)
{
}
