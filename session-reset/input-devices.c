/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input-devices.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <libinput.h>
#include <libudev.h>
#include <unistd.h>

#include "corner-watch.h"
#include "input-flood.h"

/* A chosen device that is not there is looked for again. */
#define MISSING_PERIOD_S 2

/* Of one device; libinput keeps it as the device's data. */
typedef struct {
  GuichetInputFlood flood;
  gboolean was_flooding;
} Device;

struct _GuichetInputDevices {
  /* Borrowed */
  GuichetInputFunc func;
  gpointer user_data;

  /* Owned */
  struct udev *udev;
  struct libinput *context;
  char **paths;     /* of chosen devices */
  GPtrArray *there; /* element type struct libinput_device, or NULL: by place in paths */
  GuichetCornerWatch *corner;

  /* Handles */
  guint source;
  guint missing_source;

  /* State */
  guint n_devices;
  guint n_flooding;
};

static int
open_device (const char *path, int flags, void *user_data)
{
  /* Lamps of a keyboard are the compositor's business; ours is to look. */
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

  return fd >= 0 ? fd : -errno;
}

static void
close_device (int fd, void *user_data)
{
  close (fd);
}

static const struct libinput_interface interface = { open_device, close_device };

/* --- events --- */

static GuichetInputKind
get_kind (enum libinput_event_type type)
{
  if (type == LIBINPUT_EVENT_KEYBOARD_KEY || type == LIBINPUT_EVENT_TABLET_PAD_BUTTON)
    return GUICHET_INPUT_KEY;
  if (type >= LIBINPUT_EVENT_TOUCH_DOWN && type <= LIBINPUT_EVENT_TOUCH_CANCEL)
    return GUICHET_INPUT_TOUCH;
  return GUICHET_INPUT_POINTER;
}

static void
tell (GuichetInputDevices *self, struct libinput_event *event, GuichetInputKind kind)
{
  struct libinput_event_keyboard *key =
      libinput_event_get_type (event) == LIBINPUT_EVENT_KEYBOARD_KEY
          ? libinput_event_get_keyboard_event (event)
          : NULL;

  if (key == NULL)
    self->func (kind, 0, FALSE, self->user_data);
  else
    self->func (kind, libinput_event_keyboard_get_key (key),
                libinput_event_keyboard_get_key_state (key) == LIBINPUT_KEY_STATE_PRESSED,
                self->user_data);
}

static void
feed_finger (GuichetInputDevices *self, struct libinput_event *event, gboolean is_new)
{
  struct libinput_event_touch *touch = libinput_event_get_touch_event (event);

  guichet_corner_watch_take_finger (self->corner, libinput_event_touch_get_seat_slot (touch),
                                    is_new,
                                    libinput_event_touch_get_x_transformed (touch, 1000) / 1000.0,
                                    libinput_event_touch_get_y_transformed (touch, 1000) / 1000.0);
}

static void
feed_pointer (GuichetInputDevices *self, struct libinput_event *event)
{
  struct libinput_event_pointer *pointer = libinput_event_get_pointer_event (event);

  switch (libinput_event_get_type (event)) {
  case LIBINPUT_EVENT_POINTER_MOTION:
    guichet_corner_watch_take_motion (self->corner, libinput_event_pointer_get_dx (pointer),
                                      libinput_event_pointer_get_dy (pointer));
    break;
  case LIBINPUT_EVENT_POINTER_MOTION_ABSOLUTE:
    guichet_corner_watch_take_position (
        self->corner, libinput_event_pointer_get_absolute_x_transformed (pointer, 1000) / 1000.0,
        libinput_event_pointer_get_absolute_y_transformed (pointer, 1000) / 1000.0);
    break;
  case LIBINPUT_EVENT_POINTER_BUTTON:
    guichet_corner_watch_take_button (self->corner, libinput_event_pointer_get_button_state (
                                                        pointer) == LIBINPUT_BUTTON_STATE_PRESSED);
    break;
  default:
    break;
  }
}

static void
feed_corner (GuichetInputDevices *self, struct libinput_event *event)
{
  switch (libinput_event_get_type (event)) {
  case LIBINPUT_EVENT_TOUCH_DOWN:
    feed_finger (self, event, TRUE);
    break;
  case LIBINPUT_EVENT_TOUCH_MOTION:
    feed_finger (self, event, FALSE);
    break;
  case LIBINPUT_EVENT_TOUCH_UP:
    guichet_corner_watch_take_finger_up (
        self->corner, libinput_event_touch_get_seat_slot (libinput_event_get_touch_event (event)));
    break;
  case LIBINPUT_EVENT_TOUCH_CANCEL:
    guichet_corner_watch_forget (self->corner);
    break;
  case LIBINPUT_EVENT_POINTER_MOTION:
  case LIBINPUT_EVENT_POINTER_MOTION_ABSOLUTE:
  case LIBINPUT_EVENT_POINTER_BUTTON:
    feed_pointer (self, event);
    break;
  default:
    break;
  }
}

static void
tell_corner (GuichetInputDevices *self, struct libinput_event *event)
{
  GuichetScreenCorner before = guichet_corner_watch_get (self->corner);
  GuichetScreenCorner after;

  feed_corner (self, event);
  after = guichet_corner_watch_get (self->corner);
  if (before != after && before != GUICHET_CORNER_NONE)
    self->func (GUICHET_INPUT_CORNER, before, FALSE, self->user_data);
  if (before != after && after != GUICHET_CORNER_NONE)
    self->func (GUICHET_INPUT_CORNER, after, TRUE, self->user_data);
}

static void
take_input (GuichetInputDevices *self, struct libinput_event *event)
{
  Device *device = libinput_device_get_user_data (libinput_event_get_device (event));
  GuichetInputKind kind = get_kind (libinput_event_get_type (event));
  gboolean is_flooding;

  if (device == NULL)
    return;
  is_flooding = !guichet_input_flood_take (&device->flood, kind, g_get_monotonic_time () / 1000);
  if (is_flooding && !device->was_flooding)
    self->n_flooding++;
  device->was_flooding = is_flooding;
  if (is_flooding)
    return;
  tell (self, event, kind);
  if (kind != GUICHET_INPUT_KEY)
    tell_corner (self, event);
}

static void
add_device (GuichetInputDevices *self, struct libinput_device *device)
{
  libinput_device_set_user_data (device, g_new0 (Device, 1));
  self->n_devices++;
}

static void
remove_device (GuichetInputDevices *self, struct libinput_device *device)
{
  GuichetScreenCorner corner = guichet_corner_watch_get (self->corner);

  g_free (libinput_device_get_user_data (device));
  libinput_device_set_user_data (device, NULL);
  self->n_devices--;
  for (guint i = 0; i < self->there->len; i++)
    if (self->there->pdata[i] == device)
      self->there->pdata[i] = NULL;
  if (corner != GUICHET_CORNER_NONE)
    self->func (GUICHET_INPUT_CORNER, corner, FALSE, self->user_data);
  guichet_corner_watch_forget (self->corner);
  self->func (GUICHET_INPUT_LOST, 0, FALSE, self->user_data);
}

static void
take_events (GuichetInputDevices *self)
{
  struct libinput_event *event;

  while ((event = libinput_get_event (self->context)) != NULL) {
    enum libinput_event_type type = libinput_event_get_type (event);

    if (type == LIBINPUT_EVENT_DEVICE_ADDED)
      add_device (self, libinput_event_get_device (event));
    else if (type == LIBINPUT_EVENT_DEVICE_REMOVED)
      remove_device (self, libinput_event_get_device (event));
    else if (type >= LIBINPUT_EVENT_KEYBOARD_KEY && type < LIBINPUT_EVENT_SWITCH_TOGGLE)
      take_input (self, event);
    libinput_event_destroy (event);
  }
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  GuichetInputDevices *self = user_data;

  (void)libinput_dispatch (self->context);
  take_events (self);
  return G_SOURCE_CONTINUE;
}

/* --- chosen devices --- */

static gboolean
add_missing (GuichetInputDevices *self)
{
  gboolean is_all = TRUE;

  for (guint i = 0; i < self->there->len; i++) {
    if (self->there->pdata[i] == NULL && access (self->paths[i], R_OK) == 0)
      self->there->pdata[i] = libinput_path_add_device (self->context, self->paths[i]);
    is_all = is_all && self->there->pdata[i] != NULL;
  }
  (void)libinput_dispatch (self->context);
  take_events (self);
  return is_all;
}

static gboolean
on_missing_due (gpointer user_data)
{
  add_missing (user_data);
  return G_SOURCE_CONTINUE;
}

/* --- starting --- */

/* What libinput says of a device's faults may hold what was pressed: its text is not kept. */
static void
drop_text (struct libinput *context, enum libinput_log_priority priority, const char *format,
           va_list args)
{
}

static gboolean
open_seat (GuichetInputDevices *self, const char *seat)
{
  self->udev = udev_new ();
  if (self->udev == NULL)
    return FALSE;
  self->context = libinput_udev_create_context (&interface, NULL, self->udev);
  if (self->context == NULL)
    return FALSE;
  libinput_log_set_handler (self->context, drop_text);
  return libinput_udev_assign_seat (self->context, seat) == 0;
}

static gboolean
open_paths (GuichetInputDevices *self, const char *const *devices)
{
  self->context = libinput_path_create_context (&interface, NULL);
  if (self->context == NULL)
    return FALSE;
  libinput_log_set_handler (self->context, drop_text);
  self->paths = g_strdupv ((char **)devices);
  g_ptr_array_set_size (self->there, (int)g_strv_length (self->paths));
  return TRUE;
}

GuichetInputDevices *
guichet_input_devices_new (const char *seat, const char *const *devices, GuichetInputFunc func,
                           gpointer user_data, GError **error)
{
  g_autoptr (GuichetInputDevices) self = g_new0 (GuichetInputDevices, 1);

  self->func = func;
  self->user_data = user_data;
  self->there = g_ptr_array_new ();
  self->corner = guichet_corner_watch_new ();
  if (devices[0] != NULL ? !open_paths (self, devices) : !open_seat (self, seat)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Input devices cannot be listened to");
    return NULL;
  }
  self->source = g_unix_fd_add (libinput_get_fd (self->context), G_IO_IN, on_readable, self);
  if (devices[0] != NULL)
    self->missing_source = g_timeout_add_seconds (MISSING_PERIOD_S, on_missing_due, self);
  add_missing (self);
  return g_steal_pointer (&self);
}

void
guichet_input_devices_free (GuichetInputDevices *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_handle_id (&self->missing_source, g_source_remove);
  if (self->context != NULL) {
    /* Each device is given back with what we keep of it. */
    libinput_suspend (self->context);
    take_events (self);
    libinput_unref (self->context);
  }
  g_clear_pointer (&self->udev, udev_unref);
  g_clear_pointer (&self->corner, guichet_corner_watch_free);
  g_strfreev (self->paths);
  g_ptr_array_unref (self->there);
  g_free (self);
}

guint
guichet_input_devices_get_n (const GuichetInputDevices *self)
{
  return self->n_devices;
}

guint
guichet_input_devices_get_n_flooding (const GuichetInputDevices *self)
{
  return self->n_flooding;
}
