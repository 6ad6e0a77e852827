/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-error.h"

#include <errno.h>

#define PREFIX "org.guichet.Stick1.Error."

static const GDBusErrorEntry entries[] = {
  { GUICHET_STICK_ERROR_NONE_THERE, PREFIX "NoneThere" },
  { GUICHET_STICK_ERROR_SEVERAL, PREFIX "Several" },
  { GUICHET_STICK_ERROR_UNREADABLE, PREFIX "Unreadable" },
  { GUICHET_STICK_ERROR_GONE, PREFIX "Gone" },
  { GUICHET_STICK_ERROR_NO_SUCH_DOCUMENT, PREFIX "NoSuchDocument" },
  { GUICHET_STICK_ERROR_TOO_LARGE, PREFIX "TooLarge" },
  { GUICHET_STICK_ERROR_FULL, PREFIX "Full" },
  { GUICHET_STICK_ERROR_READ_ONLY, PREFIX "ReadOnly" },
  { GUICHET_STICK_ERROR_BUSY, PREFIX "Busy" },
  { GUICHET_STICK_ERROR_FAILED, PREFIX "Failed" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (entries) == GUICHET_STICK_N_ERRORS);

GQuark
guichet_stick_error_quark (void)
{
  static gsize quark = 0;

  g_dbus_error_register_error_domain ("guichet-stick-error-quark", &quark, entries,
                                      G_N_ELEMENTS (entries));
  return (GQuark)quark;
}

static GuichetStickError
from_errno (int error_number)
{
  switch (error_number) {
  case ENOSPC:
  case EDQUOT:
    return GUICHET_STICK_ERROR_FULL;
  case EROFS:
  case EACCES:
  case EPERM:
    return GUICHET_STICK_ERROR_READ_ONLY;
  case EFBIG:
    return GUICHET_STICK_ERROR_TOO_LARGE;
  case ENOENT:
  case ENOTDIR:
  case ELOOP:
  case EXDEV:
    return GUICHET_STICK_ERROR_NO_SUCH_DOCUMENT;
  case EIO:
  case ENODEV:
  case ENXIO:
  case ESHUTDOWN:
  case ENOTCONN:
  case ECONNABORTED: /* of a file system that a program serves */
    return GUICHET_STICK_ERROR_GONE;
  default:
    return GUICHET_STICK_ERROR_FAILED;
  }
}

gboolean
guichet_stick_error_set_errno (GError **error, int error_number)
{
  g_set_error (error, GUICHET_STICK_ERROR, (int)from_errno (error_number), "errno %d",
               error_number);
  return FALSE;
}

static const char *const states[] = { "none", "one", "several" };

const char *
guichet_stick_state_to_name (GuichetStickState state)
{
  return states[state];
}

GuichetStickState
guichet_stick_state_from_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (name, states[i]) == 0)
      return i;
  return GUICHET_STICK_STATE_NONE;
}
