/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that pages, documents and sticks put before people, or have files named after: titles,
 * dialogs, names, what a field takes, which pages are printed. The first byte says which. */
#include "accept-list.h"
#include "document-name.h"
#include "page-ranges.h"
#include "stick-save.h"
#include "web-text.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define MAX_WORDS 60
#define N_PAGES   40

/* Nothing of what is shown moves, hides or breaks what is around it. */
static void
check_shown (const char *words, glong max)
{
  g_assert_true (g_utf8_validate (words, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (words, -1), <=, max);
  for (const char *p = words; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    GUnicodeType type = g_unichar_type (c);

    g_assert_false (g_unichar_iscntrl (c));
    g_assert_true (type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR);
    g_assert_false ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e ||
                    c == 0x200f || c == 0x061c);
  }
}

static void
check_name (const char *text)
{
  g_autofree char *words = guichet_document_name_clean (text, MAX_WORDS);
  g_autofree char *file = guichet_document_name_to_file (words, "pdf");

  check_shown (words, MAX_WORDS);
  g_assert_null (strchr (words, '/'));
  g_assert_null (strchr (words, '\\'));
  /* What the shell makes, the stick takes: nothing else would be saved. */
  g_assert_true (guichet_stick_is_file_name (file));
  g_assert_true (g_str_is_ascii (file));
}

static void
check_ranges (const char *text)
{
  g_autoptr (GArray) pages = guichet_page_ranges_parse (text, N_PAGES);
  guint last = 0;

  for (guint i = 0; pages != NULL && i < pages->len; i++) {
    guint page = g_array_index (pages, guint, i);

    g_assert_cmpuint (page, >, last);
    g_assert_cmpuint (page, <=, N_PAGES);
    last = page;
  }
}

static void
check_accept (const char *text)
{
  GuichetAcceptList list = guichet_accept_list_parse (text);

  g_assert_cmpuint (list, !=, 0);
  for (guint kind = 0; kind < GUICHET_DOCUMENT_N_KINDS; kind++)
    g_assert_cmpint (guichet_accept_list_choose (list, (GuichetDocumentKind)kind, kind % 3), <=,
                     GUICHET_ACCEPT_AS_JPEG);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *)data + 1, size - 1) : NULL;
  g_autofree char *words = NULL;

  if (size == 0)
    return 0;
  switch (data[0] % 4) {
  case 0:
    words = guichet_web_text_clean (text, MAX_WORDS);
    check_shown (words, MAX_WORDS);
    break;
  case 1:
    check_name (text);
    break;
  case 2:
    check_ranges (text);
    break;
  default:
    check_accept (text);
  }
  return 0;
}
