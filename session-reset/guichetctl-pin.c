/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guichetctl-pin.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "staff-pins.h"

#define MAX_LINE 64

/* One line without its end; nothing is shown while it is typed. */
static gboolean
read_line (const char *prompt, char line[MAX_LINE])
{
  struct termios before;
  gboolean is_terminal = tcgetattr (STDIN_FILENO, &before) == 0;
  gboolean is_read;

  if (is_terminal) {
    struct termios silent = before;

    silent.c_lflag &= ~(tcflag_t)ECHO;
    (void)tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
    g_printerr ("%s ", prompt);
  }
  is_read = fgets (line, MAX_LINE, stdin) != NULL;
  if (is_terminal) {
    (void)tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
    g_printerr ("\n");
  }
  if (is_read)
    line[strcspn (line, "\r\n")] = '\0';
  return is_read;
}

static gboolean
is_repeated (const char *pin)
{
  char again[MAX_LINE];
  gboolean is_same;

  if (!isatty (STDIN_FILENO))
    return TRUE;
  is_same = read_line (_ ("The same again:"), again) && g_str_equal (pin, again);
  explicit_bzero (again, sizeof again);
  return is_same;
}

gboolean
guichetctl_set_pin (const char *path, const char *role, GError **error)
{
  GuichetStaffRole which = guichet_staff_role_from_name (role);
  char pin[MAX_LINE];
  gboolean is_set = FALSE;

  if (which == GUICHET_STAFF_NOBODY) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("whose PIN? Say reception or technician"));
    return FALSE;
  }
  if (!read_line (_ ("New PIN:"), pin))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("no PIN was typed"));
  else if (!is_repeated (pin))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("the two PINs are not the same"));
  else
    is_set = guichet_staff_pins_write (path, which, pin, error);
  explicit_bzero (pin, sizeof pin);
  return is_set;
}
