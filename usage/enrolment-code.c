/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "enrolment-code.h"

#include <qrencode.h>

/* Modules of light around the code (ISO/IEC 18004: four). */
#define QUIET 4

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QRcode, QRcode_free)

char *
guichet_enrolment_make_text (const char *centre, const GuichetPublicKey *key)
{
  g_autofree char *text = guichet_public_key_to_text (key);

  return g_strdup_printf ("guichet-enrol:1:%s:%s", centre, text);
}

static QRcode *
encode (const char *text)
{
  /* A quarter may be lost: it is printed on paper and photographed. */
  QRcode *code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_Q);

  if (code == NULL)
    g_error ("a QR code cannot be made");

  return code;
}

static gboolean
is_dark (const QRcode *code, int x, int y)
{
  return x >= 0 && y >= 0 && x < code->width && y < code->width &&
         (code->data[y * code->width + x] & 1) != 0;
}

char *
guichet_enrolment_make_svg (const char *text)
{
  g_autoptr (QRcode) code = encode (text);
  int size = code->width + 2 * QUIET;
  GString *svg = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

  g_string_append_printf (svg,
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
                          "width=\"60mm\" height=\"60mm\" shape-rendering=\"crispEdges\">\n"
                          "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n<path d=\"",
                          size, size, size, size);
  for (int y = 0; y < code->width; y++)
    for (int x = 0; x < code->width; x++)
      if (is_dark (code, x, y))
        g_string_append_printf (svg, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
  g_string_append (svg, "\"/>\n</svg>\n");

  return g_string_free (svg, FALSE);
}

char *
guichet_enrolment_make_blocks (const char *text)
{
  /* Light is drawn, as most terminals are dark: by upper * 2 + lower being dark. */
  static const char *const blocks[] = { "█", "▀", "▄", " " };
  g_autoptr (QRcode) code = encode (text);
  GString *lines = g_string_new (NULL);

  for (int y = -QUIET; y < code->width + QUIET; y += 2) {
    for (int x = -QUIET; x < code->width + QUIET; x++)
      g_string_append (lines,
                       blocks[(is_dark (code, x, y) ? 2 : 0) + (is_dark (code, x, y + 1) ? 1 : 0)]);
    g_string_append_c (lines, '\n');
  }

  return g_string_free (lines, FALSE);
}
