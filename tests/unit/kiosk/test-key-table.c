/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "key-table.h"

#include <string.h>
#include <xkbcommon/xkbcommon-keysyms.h>

/* Nine sets of modifiers, in this order, one character each in the table: '+' passes, '.' does
   not. S: Shift, C: Control, A: Alt or another. */
static const guint SETS[] = {
  GUICHET_KEY_PLAIN,
  GUICHET_KEY_SHIFT,
  GUICHET_KEY_CONTROL,
  GUICHET_KEY_CONTROL | GUICHET_KEY_SHIFT,
  GUICHET_KEY_OTHER,
  GUICHET_KEY_OTHER | GUICHET_KEY_SHIFT,
  GUICHET_KEY_OTHER | GUICHET_KEY_CONTROL,
  GUICHET_KEY_OTHER | GUICHET_KEY_CONTROL | GUICHET_KEY_SHIFT,
  GUICHET_KEY_OTHER << 1, /* one that nobody has thought of */
};

#define KEY(name) #name, XKB_KEY_##name

static const struct {
  const char *name;
  guint keyval;
  const char *passes; /* for SETS */
} KEYS[] = {
  /*                    - S C CS, then the five with another modifier */
  { KEY (a), "+++......" },
  { KEY (A), "+++......" },
  { KEY (b), "++......." },
  { KEY (c), "+++......" },
  { KEY (C), "+++......" }, /* with Control and Shift: the inspector's element picker */
  { KEY (d), "++......." },
  { KEY (e), "++......." },
  { KEY (f), "++......." },
  { KEY (h), "++......." },
  { KEY (i), "++......." },
  { KEY (I), "++......." },
  { KEY (j), "++......." },
  { KEY (l), "++......." },
  { KEY (n), "++......." },
  { KEY (o), "++......." },
  { KEY (p), "++......." },
  { KEY (P), "++......." },
  { KEY (q), "++......." },
  { KEY (r), "++......." },
  { KEY (s), "++......." },
  { KEY (t), "++......." },
  { KEY (u), "++......." },
  { KEY (U), "++......." },
  { KEY (v), "+++......" },
  { KEY (w), "++......." },
  { KEY (x), "+++......" },
  { KEY (z), "++++....." },
  { KEY (0), "++......." },
  { KEY (plus), "++......." },
  { KEY (minus), "++......." },
  { KEY (period), "++......." },    /* with Control: the emoji chooser */
  { KEY (semicolon), "++......." }, /* the same */
  { KEY (space), "++......." },
  { KEY (eacute), "++......." },
  { KEY (EuroSign), "++......." },
  { KEY (oe), "++......." },
  { KEY (Cyrillic_a), "++......." },
  { KEY (Arabic_alef), "++......." },
  { KEY (dead_circumflex), "++......." },
  { KEY (Multi_key), "++......." },
  { KEY (KP_5), "++......." },
  { KEY (KP_Add), "++......." },
  { KEY (Return), "++......." },
  { KEY (KP_Enter), "++......." },
  { KEY (Tab), "++......." },
  { KEY (ISO_Left_Tab), "++......." },
  { KEY (Escape), "+........" },
  { KEY (BackSpace), "+++......" },
  { KEY (Delete), "+++......" },
  { KEY (Insert), ".++......" },
  { KEY (Left), "++++....." },
  { KEY (Up), "++++....." },
  { KEY (Home), "++++....." },
  { KEY (Page_Down), "++......." },
  { KEY (F1), "........." },
  { KEY (F5), "........." },
  { KEY (F6), "........." },
  { KEY (F7), "........." }, /* caret browsing: aborts the whole process */
  { KEY (F10), "........." },
  { KEY (F11), "........." },
  { KEY (F12), "........." },
  { KEY (Menu), "........." },
  { KEY (Print), "........." },
  { KEY (Sys_Req), "........." },
  { KEY (Super_L), "........." },
  { KEY (Alt_L), "........." },
  { KEY (XF86WWW), "........." },
  { KEY (XF86Mail), "........." },
  { KEY (XF86PowerOff), "........." },
  { KEY (XF86Back), "........." },
  { KEY (ISO_Next_Group), "........." },
};

static void
test_keys (void)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (KEYS) >= 71);
  G_STATIC_ASSERT (G_N_ELEMENTS (SETS) == 9);
  for (guint i = 0; i < G_N_ELEMENTS (KEYS); i++) {
    char got[G_N_ELEMENTS (SETS) + 1] = { 0 };

    g_assert_cmpuint (strlen (KEYS[i].passes), ==, G_N_ELEMENTS (SETS));
    for (guint j = 0; j < G_N_ELEMENTS (SETS); j++)
      got[j] = guichet_key_table_allows (KEYS[i].keyval, SETS[j]) ? '+' : '.';
    if (!g_str_equal (got, KEYS[i].passes))
      g_test_message ("%s: %s, should be %s", KEYS[i].name, got, KEYS[i].passes);
    g_assert_cmpstr (got, ==, KEYS[i].passes);
  }
}

/* Whatever there is above the legacy keysyms and is no character: media, launchers, consoles. */
static void
test_vendor_keys (void)
{
  static const struct {
    guint first;
    guint last;
  } RANGES[] = {
    { 0x1005ff00, 0x1005ffff }, /* Sun */
    { 0x1008fe01, 0x1008ffff }, /* XFree86: consoles, media, launchers */
    { 0x10081000, 0x10081fff }, /* evdev */
    { XKB_KEY_F1, XKB_KEY_F35 },         { XKB_KEY_KP_F1, XKB_KEY_KP_F4 },
    { XKB_KEY_Meta_L, XKB_KEY_Hyper_R }, { XKB_KEY_Select, XKB_KEY_Break },
  };

  for (guint i = 0; i < G_N_ELEMENTS (RANGES); i++) {
    for (guint keyval = RANGES[i].first; keyval <= RANGES[i].last; keyval++) {
      for (guint j = 0; j < G_N_ELEMENTS (SETS); j++) {
        if (keyval == XKB_KEY_Insert)
          continue;
        g_assert_false (guichet_key_table_allows (keyval, SETS[j]));
      }
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/key-table/keys", test_keys);
  g_test_add_func ("/kiosk/key-table/vendor-keys", test_vendor_keys);
  return g_test_run ();
}
