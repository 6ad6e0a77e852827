/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "key-table.h"

#include <xkbcommon/xkbcommon-keysyms.h>

/* One bit for each of the four sets of Shift and Control. */
#define PLAIN         (1u << GUICHET_KEY_PLAIN)
#define SHIFT         (1u << GUICHET_KEY_SHIFT)
#define CONTROL       (1u << GUICHET_KEY_CONTROL)
#define CONTROL_SHIFT (1u << (GUICHET_KEY_CONTROL | GUICHET_KEY_SHIFT))
#define TEXT          (PLAIN | SHIFT)
#define ANY           (PLAIN | SHIFT | CONTROL | CONTROL_SHIFT)

typedef struct {
  guint first;
  guint last;
  guint sets;
} Row;

static const Row ROWS[] = {
  /* What is typed. */
  { XKB_KEY_space, XKB_KEY_asciitilde, TEXT },
  { XKB_KEY_nobreakspace, XKB_KEY_ydiaeresis, TEXT },
  { 0x0100, 0x20ff, TEXT },       /* the other legacy alphabets, and the euro sign */
  { 0x1000100, 0x110ffff, TEXT }, /* Unicode */
  { XKB_KEY_dead_grave, XKB_KEY_dead_greek, TEXT },
  { XKB_KEY_Multi_key, XKB_KEY_Multi_key, TEXT },
  { XKB_KEY_KP_Space, XKB_KEY_KP_Space, PLAIN },
  { XKB_KEY_KP_Multiply, XKB_KEY_KP_9, TEXT },
  { XKB_KEY_KP_Equal, XKB_KEY_KP_Equal, TEXT },

  /* Keys that only change the next one. */
  { XKB_KEY_Shift_L, XKB_KEY_Shift_Lock, ANY }, /* Shift, Control, Caps Lock */
  { XKB_KEY_Num_Lock, XKB_KEY_Num_Lock, PLAIN },
  { XKB_KEY_ISO_Lock, XKB_KEY_ISO_Level3_Lock, ANY },
  { XKB_KEY_ISO_Level5_Shift, XKB_KEY_ISO_Level5_Lock, ANY },
  { XKB_KEY_Mode_switch, XKB_KEY_Mode_switch, ANY },

  /* Moving, selecting, confirming. */
  { XKB_KEY_Home, XKB_KEY_Down, ANY }, /* Home, Left, Up, Right, Down */
  { XKB_KEY_Page_Up, XKB_KEY_Page_Down, TEXT },
  { XKB_KEY_End, XKB_KEY_End, ANY },
  { XKB_KEY_KP_Home, XKB_KEY_KP_Down, ANY },
  { XKB_KEY_KP_Page_Up, XKB_KEY_KP_Page_Down, TEXT },
  { XKB_KEY_KP_End, XKB_KEY_KP_End, ANY },
  { XKB_KEY_Tab, XKB_KEY_Tab, TEXT },
  { XKB_KEY_KP_Tab, XKB_KEY_KP_Tab, TEXT },
  { XKB_KEY_ISO_Left_Tab, XKB_KEY_ISO_Left_Tab, TEXT },
  { XKB_KEY_Return, XKB_KEY_Return, TEXT },
  { XKB_KEY_KP_Enter, XKB_KEY_KP_Enter, TEXT },
  { XKB_KEY_ISO_Enter, XKB_KEY_ISO_Enter, TEXT },
  { XKB_KEY_Escape, XKB_KEY_Escape, PLAIN },

  /* Editing. */
  { XKB_KEY_BackSpace, XKB_KEY_BackSpace, PLAIN | SHIFT | CONTROL },
  { XKB_KEY_Delete, XKB_KEY_Delete, PLAIN | SHIFT | CONTROL },
  { XKB_KEY_KP_Delete, XKB_KEY_KP_Delete, PLAIN | SHIFT | CONTROL },
  { XKB_KEY_Insert, XKB_KEY_Insert, SHIFT | CONTROL },
  { XKB_KEY_KP_Insert, XKB_KEY_KP_Insert, SHIFT | CONTROL },
  /* Each letter twice: with Caps Lock the keyval is the capital and Shift is not held. */
  { XKB_KEY_a, XKB_KEY_a, CONTROL },
  { XKB_KEY_A, XKB_KEY_A, CONTROL },
  { XKB_KEY_c, XKB_KEY_c, CONTROL },
  { XKB_KEY_C, XKB_KEY_C, CONTROL },
  { XKB_KEY_v, XKB_KEY_v, CONTROL },
  { XKB_KEY_V, XKB_KEY_V, CONTROL },
  { XKB_KEY_x, XKB_KEY_x, CONTROL },
  { XKB_KEY_X, XKB_KEY_X, CONTROL },
  { XKB_KEY_y, XKB_KEY_y, CONTROL },
  { XKB_KEY_Y, XKB_KEY_Y, CONTROL },
  { XKB_KEY_z, XKB_KEY_z, CONTROL | CONTROL_SHIFT },
  { XKB_KEY_Z, XKB_KEY_Z, CONTROL | CONTROL_SHIFT },
};

gboolean
guichet_key_table_allows (guint keyval, GuichetKeyModifiers modifiers)
{
  guint set;

  if ((modifiers & ~(guint)(GUICHET_KEY_SHIFT | GUICHET_KEY_CONTROL)) != 0)
    return FALSE;
  set = 1u << modifiers;
  for (guint i = 0; i < G_N_ELEMENTS (ROWS); i++) {
    if (keyval >= ROWS[i].first && keyval <= ROWS[i].last && (ROWS[i].sets & set) != 0)
      return TRUE;
  }
  return FALSE;
}
