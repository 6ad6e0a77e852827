/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control-peer.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#define STAFF_GROUP "guichet-staff"
#define MAX_GROUPS  256

static gboolean
is_staff (uid_t uid)
{
  const struct passwd *user = getpwuid (uid);
  const struct group *group = user != NULL ? getgrnam (STAFF_GROUP) : NULL;
  gid_t groups[MAX_GROUPS];
  int n_groups = MAX_GROUPS;

  if (group == NULL || getgrouplist (user->pw_name, user->pw_gid, groups, &n_groups) < 0)
    return FALSE;
  for (int i = 0; i < n_groups; i++)
    if (groups[i] == group->gr_gid)
      return TRUE;
  return FALSE;
}

GuichetStaffRole
guichet_control_peer_get_role (GCredentials *credentials)
{
  uid_t uid = credentials != NULL ? g_credentials_get_unix_user (credentials, NULL) : (uid_t)-1;

  if (uid == (uid_t)-1)
    return GUICHET_STAFF_NOBODY;
  if (uid == 0 || uid == getuid ())
    return GUICHET_STAFF_TECHNICIAN;
  return is_staff (uid) ? GUICHET_STAFF_RECEPTION : GUICHET_STAFF_NOBODY;
}

void
guichet_control_peer_open_socket (const char *path)
{
  const struct group *group = getgrnam (STAFF_GROUP);

  if (group == NULL || chown (path, (uid_t)-1, group->gr_gid) != 0)
    return;
  if (g_chmod (path, 0660) != 0)
    g_warning ("The control socket stays closed to staff: %s", g_strerror (errno));
}
