/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-rights.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

static const GuichetStaffRight rights[] = {
  { "reset", GUICHET_STAFF_RECEPTION, NULL, N_ ("end the visit, and clean") },
  { "accompany", GUICHET_STAFF_RECEPTION, NULL, N_ ("a mediator sits there: stop the clock") },
  { "leave-alone", GUICHET_STAFF_RECEPTION, NULL, N_ ("start the clock again") },
  { "more-time", GUICHET_STAFF_RECEPTION, NULL, N_ ("15 more minutes") },
  { "others-wait", GUICHET_STAFF_RECEPTION, NULL, N_ ("residents get no extra time") },
  { "nobody-waits", GUICHET_STAFF_RECEPTION, NULL, N_ ("residents get extra time again") },
  { "sleep", GUICHET_STAFF_RECEPTION, NULL, N_ ("let the screen sleep") },
  { "state", GUICHET_STAFF_RECEPTION, NULL, N_ ("printer, scanner and network, as they are now") },
  { "clear-queue", GUICHET_STAFF_RECEPTION, NULL, N_ ("take all prints out of the queue") },
  { "test-page", GUICHET_STAFF_RECEPTION, NULL, N_ ("print a page to see that it works") },
  { "services", GUICHET_STAFF_RECEPTION, NULL, N_ ("the services, and which are hidden today") },
  { "hide-service", GUICHET_STAFF_RECEPTION, N_ ("ID [WORDS]"),
    N_ ("its tile cannot be touched today; WORDS say why") },
  { "show-service", GUICHET_STAFF_RECEPTION, N_ ("ID"), N_ ("it can be opened again") },
  { "message", GUICHET_STAFF_RECEPTION, N_ ("WORDS"), N_ ("show WORDS on the home screen") },
  { "clear-message", GUICHET_STAFF_RECEPTION, NULL, N_ ("take them away") },
  { "check", GUICHET_STAFF_TECHNICIAN, NULL, N_ ("the mistakes in the terminal's settings") },
  { "versions", GUICHET_STAFF_TECHNICIAN, NULL, N_ ("what is installed") },
  { "diagnostics", GUICHET_STAFF_TECHNICIAN, NULL,
    N_ ("the terminal's state for who mends it, nothing of a visit") },
  { "diagnostics-to-stick", GUICHET_STAFF_TECHNICIAN, NULL,
    N_ ("the same as a file on the USB stick") },
  { "report-to-stick", GUICHET_STAFF_TECHNICIAN, NULL,
    N_ ("the reports for the federation on the USB stick") },
  { "restart", GUICHET_STAFF_TECHNICIAN, NULL, N_ ("start the terminal anew") },
  { "power-off", GUICHET_STAFF_TECHNICIAN, NULL, N_ ("switch the computer off") },
};

const GuichetStaffRight *
guichet_staff_rights_get (guint *n_rights)
{
  *n_rights = G_N_ELEMENTS (rights);
  return rights;
}

const GuichetStaffRight *
guichet_staff_rights_find (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rights); i++)
    if (g_str_equal (rights[i].name, action))
      return &rights[i];
  return NULL;
}

gboolean
guichet_staff_rights_check (const char *action, const char *argument, GuichetStaffRole role,
                            GError **error)
{
  const GuichetStaffRight *right = guichet_staff_rights_find (action);

  if (right == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such action");
    return FALSE;
  }
  if (role < right->role) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "not for this role");
    return FALSE;
  }
  if ((right->argument != NULL) != (*argument != '\0')) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         right->argument != NULL ? "it needs more words" : "it takes no words");
    return FALSE;
  }
  return TRUE;
}
