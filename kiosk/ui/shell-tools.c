/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the first screen offers without a service: a photocopy, a paper into the tray. */
#include "shell-private.h"

static gboolean
begin (GuichetShell *self, const char *tool)
{
  if (guichet_visit_get_state (self->visit) > GUICHET_VISIT_VISITING)
    return FALSE;
  guichet_visit_begin (self->visit);
  guichet_shell_tell_count (self, "tool-opened", tool);
  return TRUE;
}

static void
on_copy (GuichetShell *self)
{
  if (begin (self, "photocopy"))
    guichet_shell_copy (self);
}

static void
on_scan (GuichetShell *self)
{
  if (!begin (self, "scan"))
    return;
  /* There it is seen when it has come. */
  guichet_desk_open_tray (self->desk);
  guichet_desk_want_scan (self->desk);
}

void
guichet_shell_set_up_tools (GuichetShell *self)
{
  GuichetHome *home = guichet_window_get_home (self->window);

  g_signal_connect_object (home, "copy", G_CALLBACK (on_copy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "copy", G_CALLBACK (on_copy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (home, "scan", G_CALLBACK (on_scan), self, G_CONNECT_SWAPPED);
}

void
guichet_shell_tell_devices (GuichetShell *self)
{
  guichet_desk_set_devices (self->desk, &self->devices);
  guichet_home_set_tools (guichet_window_get_home (self->window),
                          self->devices.printer && self->devices.scanner, self->devices.scanner);
}
