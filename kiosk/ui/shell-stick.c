/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The resident's USB stick, among the other things on the screen. */
#include "shell-private.h"

static void
show (GuichetShell *self)
{
  self->showing_limit = FALSE;
  self->showing_closed = FALSE;
  guichet_shell_leave_scan (self);
  self->showing_stick = TRUE;
  guichet_shell_sync (self);
}

static void
on_closed (GuichetShell *self)
{
  self->showing_stick = FALSE;
  guichet_shell_sync (self);
}

/* The tray tells when there is no room. */
static void
on_finished (GuichetShell *self, GuichetDocument *document)
{
  if (!guichet_desk_add (self->desk, document))
    guichet_shell_forget_stick (self);
}

static void
on_wanted (GuichetShell *self)
{
  if (guichet_visit_get_state (self->visit) != GUICHET_VISIT_VISITING)
    return;
  show (self);
  guichet_stick_page_import (self->stick_page);
}

static void
on_save (GuichetShell *self, GuichetDocument *document)
{
  if (guichet_visit_get_state (self->visit) != GUICHET_VISIT_VISITING)
    return;
  show (self);
  guichet_stick_page_save (self->stick_page, document);
}

gboolean
guichet_shell_stick_go_back (GuichetShell *self)
{
  if (!self->showing_stick)
    return FALSE;
  if (guichet_stick_page_can_leave (self->stick_page))
    guichet_shell_forget_stick (self);
  return TRUE;
}

void
guichet_shell_forget_stick (GuichetShell *self)
{
  if (self->stick_page == NULL)
    return;
  guichet_stick_page_stop (self->stick_page);
  if (self->showing_stick)
    on_closed (self);
}

void
guichet_shell_set_stick (GuichetShell *self, GuichetWorkers *workers)
{
  g_return_if_fail (self->stick_page == NULL);

  self->stick_page = guichet_stick_page_new (workers, self->opener);
  guichet_window_add_view (self->window, GTK_WIDGET (self->stick_page));
  self->devices.stick = TRUE;
  guichet_shell_tell_devices (self);
  g_signal_connect_object (self->desk, "stick", G_CALLBACK (on_wanted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "save", G_CALLBACK (on_save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->stick_page, "finished", G_CALLBACK (on_finished), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->stick_page, "closed", G_CALLBACK (on_closed), self,
                           G_CONNECT_SWAPPED);
}
