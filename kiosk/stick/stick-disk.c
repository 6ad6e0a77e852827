/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define SERVICE    "org.freedesktop.UDisks2"
#define ROOT       "/org/freedesktop/UDisks2"
#define BLOCK      SERVICE ".Block"
#define DRIVE      SERVICE ".Drive"
#define FILESYSTEM SERVICE ".Filesystem"
#define LOOP       SERVICE ".Loop"
#define SWAPSPACE  SERVICE ".Swapspace"
/* A stick with many files, or one that fails, takes its time to be checked and mounted. */
#define CALL_MS 60000
/* Three seconds in all. */
#define SETTLE_TRIES        30
#define SETTLE_MICROSECONDS (100 * 1000)

struct _GuichetStickDisk {
  GObject parent_instance;

  /* Owned */
  GDBusConnection *bus;
  GDBusObjectManager *manager;
  char *mounted; /* object path of what was mounted; NULL: nothing */
  /* State */
  gboolean with_loops;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetStickDisk, guichet_stick_disk, G_TYPE_OBJECT)

/* The kernel reads what a stranger formatted: only what sticks really have. */
static const char *const known_types[] = { "vfat", "exfat", "ntfs", "ext2", "ext3", "ext4" };

/* Where udisks2 mounts: what is mounted elsewhere belongs to the machine. */
static const char *const mount_roots[] = { "/media/", "/run/media/" };

static GVariant *
get_property (GDBusObject *object, const char *interface, const char *name, const char *type)
{
  g_autoptr (GDBusInterface) proxy =
      object != NULL ? g_dbus_object_get_interface (object, interface) : NULL;
  g_autoptr (GVariant) value =
      proxy != NULL ? g_dbus_proxy_get_cached_property (G_DBUS_PROXY (proxy), name) : NULL;

  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE (type)))
    return NULL;
  return g_steal_pointer (&value);
}

static gboolean
is_true (GDBusObject *object, const char *interface, const char *name)
{
  g_autoptr (GVariant) value = get_property (object, interface, name, "b");

  return value != NULL && g_variant_get_boolean (value);
}

static char *
get_text (GDBusObject *object, const char *interface, const char *name, const char *type)
{
  g_autoptr (GVariant) value = get_property (object, interface, name, type);

  return value != NULL ? g_variant_dup_string (value, NULL) : g_strdup ("");
}

static gboolean
has_interface (GDBusObject *object, const char *interface)
{
  g_autoptr (GDBusInterface) proxy = g_dbus_object_get_interface (object, interface);

  return proxy != NULL;
}

static gboolean
is_usb_drive (GDBusObject *drive)
{
  g_autofree char *bus = get_text (drive, DRIVE, "ConnectionBus", "s");

  return strcmp (bus, "usb") == 0 && is_true (drive, DRIVE, "MediaAvailable") &&
         !is_true (drive, DRIVE, "Optical");
}

static guint64
get_size (GDBusObject *object)
{
  g_autoptr (GVariant) size = get_property (object, BLOCK, "Size", "t");

  return size != NULL ? g_variant_get_uint64 (size) : 0;
}

/* What @block stands on, as a name to tell sticks apart; NULL when it is no stick. */
static char *
find_stick (GuichetStickDisk *self, GDBusObject *block)
{
  g_autofree char *path = get_text (block, BLOCK, "Drive", "o");
  g_autoptr (GDBusObject) drive = NULL;

  if (get_size (block) == 0 || is_true (block, BLOCK, "HintIgnore"))
    return NULL;
  if (self->with_loops && has_interface (block, LOOP))
    return g_strdup (g_dbus_object_get_object_path (block));
  drive = g_dbus_object_manager_get_object (self->manager, path);
  return drive != NULL && is_usb_drive (drive) ? g_steal_pointer (&path) : NULL;
}

/* TRUE when @object is mounted where udisks2 mounts, or not at all. */
static gboolean
is_free (GDBusObject *object, gboolean *is_mounted)
{
  g_autoptr (GVariant) points = get_property (object, FILESYSTEM, "MountPoints", "aay");
  gsize n_points = points != NULL ? g_variant_n_children (points) : 0;

  *is_mounted = n_points > 0;
  for (gsize i = 0; i < n_points; i++) {
    const char *point;
    gboolean known = FALSE;

    g_variant_get_child (points, i, "^&ay", &point);
    for (gsize j = 0; j < G_N_ELEMENTS (mount_roots); j++)
      known |= g_str_has_prefix (point, mount_roots[j]);
    if (!known)
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_known_type (GDBusObject *object)
{
  g_autofree char *type = get_text (object, BLOCK, "IdType", "s");

  for (gsize i = 0; i < G_N_ELEMENTS (known_types); i++)
    if (strcmp (type, known_types[i]) == 0)
      return has_interface (object, FILESYSTEM);
  return FALSE;
}

/* Disks on USB that the machine itself lives on, some or all of it: none of their parts is a stick.
 */
static GHashTable *
find_machines (GuichetStickDisk *self, GList *objects)
{
  GHashTable *machines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (GList *item = objects; item != NULL; item = item->next) {
    g_autofree char *stick = find_stick (self, item->data);
    gboolean is_mounted;

    if (stick != NULL &&
        (!is_free (item->data, &is_mounted) || is_true (item->data, SWAPSPACE, "Active")))
      g_hash_table_add (machines, g_steal_pointer (&stick));
  }
  return machines;
}

/* Sticks that are there: names as find_stick() gives them, a set. @best: the largest file system
 * that can be mounted (a stick may have a small one for starting a computer beside it). */
static GHashTable *
find_all (GuichetStickDisk *self, GDBusObject **best)
{
  g_autolist (GDBusObject) objects = g_dbus_object_manager_get_objects (self->manager);
  g_autoptr (GHashTable) machines = find_machines (self, objects);
  GHashTable *sticks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (GList *item = objects; item != NULL; item = item->next) {
    g_autofree char *stick = find_stick (self, item->data);

    if (stick == NULL || g_hash_table_contains (machines, stick))
      continue;
    g_hash_table_add (sticks, g_steal_pointer (&stick));
    if (best != NULL && is_known_type (item->data) &&
        (*best == NULL || get_size (item->data) > get_size (*best)))
      g_set_object (best, item->data);
  }
  return sticks;
}

GuichetStickState
guichet_stick_disk_get_state (GuichetStickDisk *self)
{
  g_autoptr (GHashTable) sticks = find_all (self, NULL);

  switch (g_hash_table_size (sticks)) {
  case 0:
    return GUICHET_STICK_STATE_NONE;
  case 1:
    return GUICHET_STICK_STATE_ONE;
  default:
    return GUICHET_STICK_STATE_SEVERAL;
  }
}

static GVariant *
call (GuichetStickDisk *self, const char *path, const char *method, const char *options,
      const GVariantType *answer, GError **error)
{
  GVariantBuilder words;

  g_variant_builder_init (&words, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&words, "{sv}", "auth.no_user_interaction", g_variant_new_boolean (TRUE));
  if (options != NULL)
    g_variant_builder_add (&words, "{sv}", "options", g_variant_new_string (options));
  return g_dbus_connection_call_sync (self->bus, SERVICE, path, FILESYSTEM, method,
                                      g_variant_new ("(a{sv})", &words), answer,
                                      G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL, error);
}

static gboolean
unmount_path (GuichetStickDisk *self, const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GVariant) answer = call (self, path, "Unmount", NULL, NULL, &local_error);
  g_autofree char *name = NULL;

  if (answer != NULL)
    return TRUE;
  name = g_dbus_error_get_remote_error (local_error);
  if (g_strcmp0 (name, SERVICE ".Error.NotMounted") == 0)
    return TRUE;
  g_set_error (error, GUICHET_STICK_ERROR, GUICHET_STICK_ERROR_GONE, "unmount: %s",
               name != NULL ? name : "no answer");
  return FALSE;
}

/* Believes nothing: a folder that is no mount, or one with other flags, is not used. */
static int
open_root (const char *path, gboolean writable, GError **error)
{
  const unsigned long wanted = ST_NOEXEC | ST_NOSUID | ST_NODEV | (writable ? 0UL : ST_RDONLY);
  int root = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct statvfs system;
  struct stat own, parent;

  if (root < 0) {
    guichet_stick_error_set_errno (error, errno);
    return -1;
  }
  if (fstatvfs (root, &system) != 0 || fstat (root, &own) != 0 ||
      fstatat (root, "..", &parent, 0) != 0) {
    guichet_stick_error_set_errno (error, errno);
  } else if ((system.f_flag & wanted) == wanted && own.st_dev != parent.st_dev) {
    if (!writable || (system.f_flag & ST_RDONLY) == 0)
      return root;
    g_set_error_literal (error, GUICHET_STICK_ERROR, GUICHET_STICK_ERROR_READ_ONLY, "read-only");
  } else {
    g_set_error_literal (error, GUICHET_STICK_ERROR, GUICHET_STICK_ERROR_FAILED,
                         "not mounted as asked for");
  }
  close (root);
  return -1;
}

/* A stick is seen before what is on it: that is looked for a while. Not in the main thread, which
 * hears the news. */
static guint
find_settled (GuichetStickDisk *self, GDBusObject **best)
{
  guint n_sticks = 0;

  for (guint i = 0; i < SETTLE_TRIES; i++) {
    g_autoptr (GHashTable) sticks = find_all (self, best);

    n_sticks = g_hash_table_size (sticks);
    if (n_sticks != 1 || *best != NULL)
      break;
    g_usleep (SETTLE_MICROSECONDS);
  }
  return n_sticks;
}

static GDBusObject *
choose (GuichetStickDisk *self, GError **error)
{
  g_autoptr (GDBusObject) best = NULL;
  guint n_sticks = find_settled (self, &best);

  if (n_sticks == 0)
    g_set_error_literal (error, GUICHET_STICK_ERROR, GUICHET_STICK_ERROR_NONE_THERE, "none");
  else if (n_sticks > 1)
    g_set_error_literal (error, GUICHET_STICK_ERROR, GUICHET_STICK_ERROR_SEVERAL, "several");
  else if (best == NULL)
    g_set_error_literal (error, GUICHET_STICK_ERROR, GUICHET_STICK_ERROR_UNREADABLE, "unknown");
  return n_sticks == 1 ? g_steal_pointer (&best) : NULL;
}

int
guichet_stick_disk_mount (GuichetStickDisk *self, gboolean writable, GError **error)
{
  g_autoptr (GDBusObject) object = choose (self, error);
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) local_error = NULL;
  const char *path, *place;
  gboolean is_mounted;

  if (object == NULL)
    return -1;
  path = g_dbus_object_get_object_path (object);
  /* Left by a worker that was killed. */
  if (is_free (object, &is_mounted) && is_mounted && !unmount_path (self, path, error))
    return -1;
  answer =
      call (self, path, "Mount", writable ? "rw,noexec,nosuid,nodev" : "ro,noexec,nosuid,nodev",
            G_VARIANT_TYPE ("(s)"), &local_error);
  if (answer == NULL) {
    g_set_error_literal (error, GUICHET_STICK_ERROR,
                         writable ? GUICHET_STICK_ERROR_READ_ONLY : GUICHET_STICK_ERROR_UNREADABLE,
                         "mount failed");
    return -1;
  }
  g_free (self->mounted);
  self->mounted = g_strdup (path);
  g_variant_get (answer, "(&s)", &place);
  return open_root (place, writable, error);
}

gboolean
guichet_stick_disk_unmount (GuichetStickDisk *self, GError **error)
{
  g_autofree char *path = g_steal_pointer (&self->mounted);
  g_autoptr (GDBusObject) object =
      path != NULL ? g_dbus_object_manager_get_object (self->manager, path) : NULL;

  /* What was pulled out is let go of by udisks2 itself: another stick may come. */
  if (object == NULL || unmount_path (self, path, error))
    return TRUE;
  /* Tried again at the end. */
  self->mounted = g_steal_pointer (&path);
  return FALSE;
}

void
guichet_stick_disk_unmount_all (GuichetStickDisk *self)
{
  g_autolist (GDBusObject) objects = g_dbus_object_manager_get_objects (self->manager);
  g_autoptr (GHashTable) machines = find_machines (self, objects);

  for (GList *item = objects; item != NULL; item = item->next) {
    g_autofree char *stick = find_stick (self, item->data);
    gboolean is_mounted;

    if (stick != NULL && !g_hash_table_contains (machines, stick) &&
        is_free (item->data, &is_mounted) && is_mounted)
      (void)unmount_path (self, g_dbus_object_get_object_path (item->data), NULL);
  }
}

static void
on_object_changed (GuichetStickDisk *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
guichet_stick_disk_dispose (GObject *object)
{
  GuichetStickDisk *self = GUICHET_STICK_DISK (object);

  g_clear_object (&self->manager);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->mounted, g_free);
  G_OBJECT_CLASS (guichet_stick_disk_parent_class)->dispose (object);
}

static void
guichet_stick_disk_class_init (GuichetStickDiskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_stick_disk_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_stick_disk_init (GuichetStickDisk *self)
{
}

GuichetStickDisk *
guichet_stick_disk_new (GDBusConnection *bus, gboolean with_loops, GError **error)
{
  static const char *const names[] = { "object-added", "object-removed", "interface-added",
                                       "interface-removed" };
  g_autoptr (GuichetStickDisk) self = g_object_new (GUICHET_TYPE_STICK_DISK, NULL);

  self->bus = g_object_ref (bus);
  self->with_loops = with_loops;
  self->manager = g_dbus_object_manager_client_new_sync (
      bus, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_NONE, SERVICE, ROOT, NULL, NULL, NULL, NULL, error);
  if (self->manager == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_connect_object (self->manager, names[i], G_CALLBACK (on_object_changed), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->manager, "interface-proxy-properties-changed",
                           G_CALLBACK (on_object_changed), self, G_CONNECT_SWAPPED);
  return g_steal_pointer (&self);
}
