/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-reason.h"

#include <string.h>

static const char *const REASONS[] = {
  [GUICHET_PRINT_REASON_NONE] = "none",
  [GUICHET_PRINT_REASON_COVER_OPEN] = "cover-open",
  [GUICHET_PRINT_REASON_PAPER_JAM] = "paper-jam",
  [GUICHET_PRINT_REASON_PAPER_OUT] = "paper-out",
  [GUICHET_PRINT_REASON_TRAY_MISSING] = "tray-missing",
  [GUICHET_PRINT_REASON_TRAY_FULL] = "tray-full",
  [GUICHET_PRINT_REASON_INK_OUT] = "ink-out",
  [GUICHET_PRINT_REASON_OFF] = "off",
  [GUICHET_PRINT_REASON_FROZEN] = "frozen",
  [GUICHET_PRINT_REASON_DEVICE] = "device",
  [GUICHET_PRINT_REASON_PAUSED] = "paused",
  [GUICHET_PRINT_REASON_NO_PRINTER] = "no-printer",
  [GUICHET_PRINT_REASON_DOCUMENT] = "document",
  [GUICHET_PRINT_REASON_ENCRYPTED] = "encrypted",
  [GUICHET_PRINT_REASON_TOO_LARGE] = "too-large",
  [GUICHET_PRINT_REASON_NO_PAGES] = "no-pages",
  [GUICHET_PRINT_REASON_TOO_MANY_PAGES] = "too-many-pages",
  [GUICHET_PRINT_REASON_VISIT_PAGES] = "visit-pages",
  [GUICHET_PRINT_REASON_TOO_MANY_COPIES] = "too-many-copies",
  [GUICHET_PRINT_REASON_NOT_OFFERED] = "not-offered",
  [GUICHET_PRINT_REASON_BUSY] = "busy",
  [GUICHET_PRINT_REASON_PAGE] = "page",
};

static const char *const STATES[] = {
  [GUICHET_PRINT_PREPARING] = "preparing", [GUICHET_PRINT_SENDING] = "sending",
  [GUICHET_PRINT_PRINTING] = "printing",   [GUICHET_PRINT_WAITING] = "waiting",
  [GUICHET_PRINT_DONE] = "done",           [GUICHET_PRINT_CANCELLED] = "cancelled",
  [GUICHET_PRINT_FAILED] = "failed",
};

/* Only what stops paper. "media-low", "marker-supply-low" and the like do not. */
static const struct {
  const char *keyword;
  GuichetPrintReason reason;
} KEYWORDS[] = {
  { "cover-open", GUICHET_PRINT_REASON_COVER_OPEN },
  { "door-open", GUICHET_PRINT_REASON_COVER_OPEN },
  { "interlock-open", GUICHET_PRINT_REASON_COVER_OPEN },
  { "media-jam", GUICHET_PRINT_REASON_PAPER_JAM },
  { "media-empty", GUICHET_PRINT_REASON_PAPER_OUT },
  { "media-needed", GUICHET_PRINT_REASON_PAPER_OUT },
  { "input-tray-missing", GUICHET_PRINT_REASON_TRAY_MISSING },
  { "output-tray-missing", GUICHET_PRINT_REASON_TRAY_MISSING },
  { "output-area-full", GUICHET_PRINT_REASON_TRAY_FULL },
  { "toner-empty", GUICHET_PRINT_REASON_INK_OUT },
  { "marker-supply-empty", GUICHET_PRINT_REASON_INK_OUT },
  { "marker-supply-missing", GUICHET_PRINT_REASON_INK_OUT },
  { "marker-waste-full", GUICHET_PRINT_REASON_INK_OUT },
  { "developer-empty", GUICHET_PRINT_REASON_INK_OUT },
  { "shutdown", GUICHET_PRINT_REASON_OFF },
  { "timed-out", GUICHET_PRINT_REASON_OFF },
  { "offline", GUICHET_PRINT_REASON_OFF },
  { "fuser-over-temp", GUICHET_PRINT_REASON_DEVICE },
  { "fuser-under-temp", GUICHET_PRINT_REASON_DEVICE },
  { "opc-life-over", GUICHET_PRINT_REASON_DEVICE },
};

G_DEFINE_QUARK (guichet_print_error, guichet_print_error)

GuichetPrintReason
guichet_print_reason_from_error (const GError *error)
{
  if (error == NULL || error->domain != GUICHET_PRINT_ERROR || error->code <= 0 ||
      error->code >= GUICHET_PRINT_N_REASONS)
    return GUICHET_PRINT_REASON_DEVICE;
  return (GuichetPrintReason)error->code;
}

void
guichet_print_reason_set_error (GError **error, GuichetPrintReason reason)
{
  g_set_error_literal (error, GUICHET_PRINT_ERROR, (int)reason,
                       guichet_print_reason_to_name (reason));
}

const char *
guichet_print_reason_to_name (GuichetPrintReason reason)
{
  g_return_val_if_fail ((guint)reason < G_N_ELEMENTS (REASONS), "device");

  return REASONS[reason];
}

GuichetPrintReason
guichet_print_reason_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (REASONS); i++) {
    if (g_str_equal (REASONS[i], name))
      return (GuichetPrintReason)i;
  }
  return GUICHET_PRINT_REASON_DEVICE;
}

const char *
guichet_print_state_to_name (GuichetPrintState state)
{
  g_return_val_if_fail ((guint)state < G_N_ELEMENTS (STATES), "failed");

  return STATES[state];
}

GuichetPrintState
guichet_print_state_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (STATES); i++) {
    if (g_str_equal (STATES[i], name))
      return (GuichetPrintState)i;
  }
  return GUICHET_PRINT_FAILED;
}

gboolean
guichet_print_state_is_final (GuichetPrintState state)
{
  return state >= GUICHET_PRINT_DONE;
}

gboolean
guichet_print_reason_is_device (GuichetPrintReason reason)
{
  return reason > GUICHET_PRINT_REASON_NONE && reason <= GUICHET_PRINT_REASON_NO_PRINTER;
}

static gsize
get_bare_length (const char *keyword)
{
  static const char *const SUFFIXES[] = { "-error", "-warning", "-report" };
  gsize length = strlen (keyword);

  for (gsize i = 0; i < G_N_ELEMENTS (SUFFIXES); i++) {
    if (g_str_has_suffix (keyword, SUFFIXES[i]))
      return length - strlen (SUFFIXES[i]);
  }
  return length;
}

GuichetPrintReason
guichet_print_reason_from_keyword (const char *keyword)
{
  gsize length = get_bare_length (keyword);

  for (gsize i = 0; i < G_N_ELEMENTS (KEYWORDS); i++) {
    if (strlen (KEYWORDS[i].keyword) == length &&
        strncmp (KEYWORDS[i].keyword, keyword, length) == 0)
      return KEYWORDS[i].reason;
  }
  return GUICHET_PRINT_REASON_NONE;
}

GuichetPrintReason
guichet_print_reason_first (GuichetPrintReason a, GuichetPrintReason b)
{
  if (a == GUICHET_PRINT_REASON_NONE)
    return b;
  if (b == GUICHET_PRINT_REASON_NONE)
    return a;
  return MIN (a, b);
}
