/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-input.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <linux/input.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <umockdev.h>
#include <unistd.h>

struct udev_device;
int udev_device_get_is_initialized (struct udev_device *device);
int fstat64 (int fd, struct stat64 *status);

struct _FakeInput {
  UMockdevTestbed *testbed;
  int fds[FAKE_N_DEVICES]; /* borrowed */
};

/* --- two gaps of umockdev 0.17 that libinput trips over --- */

/* Its udev data base is not redirected. */
int
udev_device_get_is_initialized (struct udev_device *device)
{
  return 1;
}

/* A node that is open is told apart by fstat(), which it does not fake. */
int
fstat64 (int fd, struct stat64 *status)
{
  const char *root = g_getenv ("UMOCKDEV_DIR");
  char path[4096], target[32];
  unsigned int device_major, device_minor;
  ssize_t n;

  if (fstatat64 (fd, "", status, AT_EMPTY_PATH) < 0)
    return -1;
  if (root == NULL || !S_ISCHR (status->st_mode) || major (status->st_rdev) < 136 ||
      major (status->st_rdev) >= 144)
    return 0;
  snprintf (path, sizeof path, "%s/dev/.ptymap/_dev_pts_%u", root, minor (status->st_rdev));
  n = readlink (path, target, sizeof target - 1);
  if (n <= 0)
    return 0;
  target[n] = '\0';
  if (sscanf (target, "%u:%u", &device_major, &device_minor) == 2)
    status->st_rdev = makedev (device_major, device_minor);
  return 0;
}

/* --- what the devices say of themselves --- */

static const struct {
  const char *name;
  const char *kind; /* of udev */
  guint16 product;
  guint16 types[8];
  guint16 first_key, last_key;
  guint16 relative[6];
  gboolean is_touch;
} devices[] = {
  { "Fake Keyboard", "KEYBOARD", 1, { EV_KEY, EV_MSC, EV_REP }, 1, 127, { 0 }, FALSE },
  { "Fake Mouse", "MOUSE", 2, { EV_KEY, EV_REL }, BTN_LEFT, BTN_TASK, { REL_Y, REL_WHEEL }, FALSE },
  { "Fake Touch", "TOUCHSCREEN", 3, { EV_KEY, EV_ABS }, BTN_TOUCH, BTN_TOUCH, { 0 }, TRUE },
};

static const guint16 touch_axes[] = {
  ABS_X, ABS_Y, ABS_MT_SLOT, ABS_MT_POSITION_X, ABS_MT_POSITION_Y, ABS_MT_TRACKING_ID
};

static void
set_bit (guint8 *bits, guint bit)
{
  bits[bit / 8] |= (guint8)(1u << (bit % 8));
}

static void
add_line (GString *text, const char *request, int answer, gconstpointer bytes, gsize size)
{
  g_string_append_printf (text, "%s %d ", request, answer);
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02X", ((const guint8 *)bytes)[i]);
  g_string_append_c (text, '\n');
}

static void
add_bits (GString *text, guint type, gsize size, const guint8 *bits)
{
  g_autofree char *request = g_strdup_printf ("EVIOCGBIT(%u)", type);

  add_line (text, request, (int)size, bits, size);
}

static void
add_capabilities (GString *text, int device)
{
  guint8 types[8] = { 1 }, keys[96] = { 0 }, relative[8] = { 0 }, absolute[8] = { 0 };
  guint8 misc[8] = { 1 << MSC_SCAN }, none[16] = { 0 };

  for (guint i = 0; devices[device].types[i] != 0; i++)
    set_bit (types, devices[device].types[i]);
  for (guint key = devices[device].first_key; key <= devices[device].last_key; key++)
    set_bit (keys, key);
  if (devices[device].relative[0] != 0)
    set_bit (relative, REL_X);
  for (guint i = 0; devices[device].relative[i] != 0; i++)
    set_bit (relative, devices[device].relative[i]);
  for (guint i = 0; devices[device].is_touch && i < G_N_ELEMENTS (touch_axes); i++)
    set_bit (absolute, touch_axes[i]);
  add_bits (text, 0, sizeof types, types);
  add_bits (text, EV_KEY, sizeof keys, keys);
  add_bits (text, EV_REL, sizeof relative, relative);
  add_bits (text, EV_ABS, sizeof absolute, absolute);
  add_bits (text, EV_MSC, sizeof misc, device == FAKE_KEYBOARD ? misc : none);
  add_bits (text, EV_SW, 8, none);
  add_bits (text, EV_LED, 8, none);
  add_bits (text, EV_SND, 8, none);
  add_bits (text, EV_FF, 16, none);
}

static void
add_axes (GString *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (touch_axes); i++) {
    g_autofree char *request = g_strdup_printf ("EVIOCGABS(%u)", touch_axes[i]);
    struct input_absinfo info = { .maximum = touch_axes[i] == ABS_MT_SLOT          ? 9
                                             : touch_axes[i] == ABS_MT_TRACKING_ID ? 65535
                                                                                   : 4095 };

    info.resolution = info.maximum == 4095 ? 16 : 0;
    add_line (text, request, 0, &info, sizeof info);
  }
  for (guint i = 2; i < G_N_ELEMENTS (touch_axes); i++) {
    gint32 slots[11] = { touch_axes[i] };

    for (guint slot = 1; touch_axes[i] == ABS_MT_TRACKING_ID && slot < 11; slot++)
      slots[slot] = -1;
    add_line (text, "EVIOCGMTSLOTS(0)", 0, slots, sizeof slots);
  }
}

/* Sizes are exactly those that libevdev asks for, or the device is none. */
static char *
describe_ioctls (int device)
{
  GString *text = g_string_new (NULL);
  guint16 id[4] = { BUS_USB, 0x1234, devices[device].product, 1 };
  guint8 bytes[255] = { 0 }, properties[8] = { 0 }, none[96] = { 0 };
  guint32 version = EV_VERSION, repeat[2] = { 250, 33 };

  g_string_append_printf (text, "@DEV %s\n", fake_input_get_path ((FakeDevice)device));
  add_line (text, "EVIOCGVERSION", 0, &version, sizeof version);
  add_line (text, "EVIOCGID", 0, id, sizeof id);
  memcpy (bytes, devices[device].name, strlen (devices[device].name));
  add_line (text, "EVIOCGNAME(0)", (int)strlen (devices[device].name) + 1, bytes, sizeof bytes);
  memset (bytes, 0, sizeof bytes);
  memcpy (bytes, "fake", 4);
  add_line (text, "EVIOCGPHYS(0)", 5, bytes, sizeof bytes);
  memset (bytes, 0, sizeof bytes);
  add_line (text, "EVIOCGUNIQ(0)", 1, bytes, sizeof bytes);
  add_capabilities (text, device);
  if (devices[device].is_touch)
    set_bit (properties, INPUT_PROP_DIRECT);
  add_line (text, "EVIOCGPROP(0)", 8, properties, sizeof properties);
  add_line (text, "EVIOCGKEY(0)", 96, none, 96);
  add_line (text, "EVIOCGLED(0)", 8, none, 8);
  add_line (text, "EVIOCGSW(0)", 8, none, 8);
  add_line (text, "EVIOCGREP", 0, repeat, sizeof repeat);
  if (devices[device].is_touch)
    add_axes (text);
  return g_string_free (text, FALSE);
}

static char *
describe_device (int device)
{
  return g_strdup_printf ("P: /devices/virtual/input/input%d/event%d\nN: input/event%d\n"
                          "E: DEVNAME=/dev/input/event%d\nE: ID_INPUT=1\nE: ID_INPUT_%s=1\n"
                          "E: ID_INPUT_WIDTH_MM=256\nE: ID_INPUT_HEIGHT_MM=144\n"
                          "E: ID_SEAT=seat0\nE: MAJOR=13\nE: MINOR=%d\nE: SUBSYSTEM=input\n"
                          "A: dev=13:%d\nL: device=../../input%d\n\n"
                          "P: /devices/virtual/input/input%d\nE: ID_INPUT=1\nE: ID_INPUT_%s=1\n"
                          "E: NAME=\"%s\"\nE: PRODUCT=3/1234/%d/1\nE: SUBSYSTEM=input\n"
                          "A: name=%s\n\n",
                          device, device, device, device, devices[device].kind, 64 + device,
                          64 + device, device, device, devices[device].kind, devices[device].name,
                          devices[device].product, devices[device].name);
}

static void
add_device (FakeInput *self, int device)
{
  g_autofree char *description = describe_device (device);
  g_autofree char *ioctls = describe_ioctls (device);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  umockdev_testbed_add_from_string (self->testbed, description, &error);
  g_assert_no_error (error);
  fd = g_file_open_tmp ("ioctl-XXXXXX", &path, &error);
  g_assert_no_error (error);
  close (fd);
  g_assert_true (g_file_set_contents (path, ioctls, -1, NULL));
  umockdev_testbed_load_ioctl (self->testbed, NULL, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (unlink (path), ==, 0);
  self->fds[device] =
      umockdev_testbed_get_dev_fd (self->testbed, fake_input_get_path ((FakeDevice)device));
  g_assert_cmpint (self->fds[device], >=, 0);
  g_assert_true (g_unix_set_fd_nonblocking (self->fds[device], TRUE, NULL));
}

FakeInput *
fake_input_new (void)
{
  FakeInput *self = g_new0 (FakeInput, 1);

  self->testbed = umockdev_testbed_new ();
  for (int device = 0; device < FAKE_N_DEVICES; device++)
    add_device (self, device);
  return self;
}

void
fake_input_free (FakeInput *self)
{
  g_object_unref (self->testbed);
  g_free (self);
}

const char *
fake_input_get_path (FakeDevice device)
{
  static const char *const paths[] = { "/dev/input/event0", "/dev/input/event1",
                                       "/dev/input/event2" };

  return paths[device];
}

/* --- what they send --- */

void
fake_input_send (FakeInput *self, FakeDevice device, guint16 type, guint16 code, gint32 value)
{
  gint64 now = g_get_monotonic_time ();
  struct input_event event = { .type = type, .code = code, .value = value };
  ssize_t n;

  event.input_event_sec = now / G_USEC_PER_SEC;
  event.input_event_usec = now % G_USEC_PER_SEC;
  /* A fake device waits to be read, where a real one would lose events; we are who reads. */
  for (gsize done = 0; done < sizeof event; done += (gsize)MAX (n, 0)) {
    n = write (self->fds[device], (const char *)&event + done, sizeof event - done);
    g_assert_true (n > 0 || errno == EAGAIN);
    if (n < 0)
      g_main_context_iteration (NULL, FALSE);
  }
}

void
fake_input_sync (FakeInput *self, FakeDevice device)
{
  fake_input_send (self, device, EV_SYN, SYN_REPORT, 0);
}

void
fake_input_press (FakeInput *self, guint16 key, gboolean is_pressed)
{
  fake_input_send (self, FAKE_KEYBOARD, EV_KEY, key, is_pressed);
  fake_input_sync (self, FAKE_KEYBOARD);
}

void
fake_input_move (FakeInput *self)
{
  fake_input_send (self, FAKE_MOUSE, EV_REL, REL_X, 10);
  fake_input_sync (self, FAKE_MOUSE);
}

void
fake_input_rest_finger (FakeInput *self, gint32 x, gint32 y)
{
  static gint32 number;

  /* The kernel tells a place only when it is another one. */
  fake_input_send (self, FAKE_TOUCH, EV_ABS, ABS_MT_TRACKING_ID, ++number);
  fake_input_send (self, FAKE_TOUCH, EV_ABS, ABS_MT_POSITION_X, x + number % 10);
  fake_input_send (self, FAKE_TOUCH, EV_ABS, ABS_MT_POSITION_Y, y);
  fake_input_send (self, FAKE_TOUCH, EV_KEY, BTN_TOUCH, 1);
  fake_input_sync (self, FAKE_TOUCH);
}

void
fake_input_lift_finger (FakeInput *self)
{
  fake_input_send (self, FAKE_TOUCH, EV_ABS, ABS_MT_TRACKING_ID, -1);
  fake_input_send (self, FAKE_TOUCH, EV_KEY, BTN_TOUCH, 0);
  fake_input_sync (self, FAKE_TOUCH);
}

void
fake_input_touch (FakeInput *self)
{
  fake_input_rest_finger (self, 2000, 1000);
  fake_input_lift_finger (self);
}

static void
tell_udev (FakeInput *self, FakeDevice device, const char *action)
{
  g_autofree char *path =
      g_strdup_printf ("/sys/devices/virtual/input/input%d/event%d", device, device);

  umockdev_testbed_uevent (self->testbed, path, action);
}

void
fake_input_unplug (FakeInput *self, FakeDevice device)
{
  tell_udev (self, device, "remove");
}

void
fake_input_plug (FakeInput *self, FakeDevice device)
{
  tell_udev (self, device, "add");
}
