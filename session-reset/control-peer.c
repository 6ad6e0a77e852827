/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control-peer.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <pwd.h>
#include <sys/xattr.h>
#include <unistd.h>

#define MAX_GROUPS  256
#define ACCESS_LIST "system.posix_acl_access"

static const struct {
  const char *group;
  GuichetStaffRole role;
} roles[] = {
  { "guichet-technician", GUICHET_STAFF_TECHNICIAN },
  { "guichet-staff", GUICHET_STAFF_RECEPTION },
};

static gboolean
is_among (const char *name, const gid_t *groups, int n_groups)
{
  const struct group *group = getgrnam (name);

  for (int i = 0; group != NULL && i < n_groups; i++)
    if (groups[i] == group->gr_gid)
      return TRUE;
  return FALSE;
}

/* By the groups that the account has now: who is taken out of one loses its rights at once, not at
 * the next login. */
static GuichetStaffRole
find_role (uid_t uid)
{
  const struct passwd *user = getpwuid (uid);
  gid_t groups[MAX_GROUPS];
  int n_groups = MAX_GROUPS;

  if (user == NULL || getgrouplist (user->pw_name, user->pw_gid, groups, &n_groups) < 0)
    return GUICHET_STAFF_NOBODY;
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (is_among (roles[i].group, groups, n_groups))
      return roles[i].role;
  return GUICHET_STAFF_NOBODY;
}

GuichetStaffRole
guichet_control_peer_get_role (GCredentials *credentials)
{
  uid_t uid = credentials != NULL ? g_credentials_get_unix_user (credentials, NULL) : (uid_t)-1;

  if (uid == (uid_t)-1)
    return GUICHET_STAFF_NOBODY;
  if (uid == 0 || uid == getuid ())
    return GUICHET_STAFF_TECHNICIAN;
  return find_role (uid);
}

/* The kernel's own form of an access list: it takes the entries in this order. */
typedef struct {
  struct posix_acl_xattr_header header;
  struct posix_acl_xattr_entry entries[4 + G_N_ELEMENTS (roles)];
} AccessList;

static void
add_entry (AccessList *list, gsize *n_entries, guint16 tag, guint16 rights, guint32 id)
{
  struct posix_acl_xattr_entry *entry = &list->entries[(*n_entries)++];

  entry->e_tag = GUINT16_TO_LE (tag);
  entry->e_perm = GUINT16_TO_LE (rights);
  entry->e_id = GUINT32_TO_LE (id);
}

void
guichet_control_peer_open_socket (const char *path)
{
  const guint16 both = ACL_READ | ACL_WRITE;
  AccessList list = { .header = { .a_version = GUINT32_TO_LE (POSIX_ACL_XATTR_VERSION) } };
  gsize n_entries = 0;

  add_entry (&list, &n_entries, ACL_USER_OBJ, both, ACL_UNDEFINED_ID);
  add_entry (&list, &n_entries, ACL_GROUP_OBJ, 0, ACL_UNDEFINED_ID);
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++) {
    const struct group *group = getgrnam (roles[i].group);

    if (group != NULL)
      add_entry (&list, &n_entries, ACL_GROUP, both, group->gr_gid);
  }
  if (n_entries == 2)
    return;
  add_entry (&list, &n_entries, ACL_MASK, both, ACL_UNDEFINED_ID);
  add_entry (&list, &n_entries, ACL_OTHER, 0, ACL_UNDEFINED_ID);
  if (setxattr (path, ACCESS_LIST, &list, sizeof list.header + n_entries * sizeof list.entries[0],
                0) != 0)
    g_warning ("The control socket stays closed to staff: %s", g_strerror (errno));
}
