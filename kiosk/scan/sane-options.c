/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sane-options.h"

#include <math.h>
#include <sane/saneopts.h>
#include <string.h>

#define A4_WIDTH_MM  210.0
#define A4_HEIGHT_MM 297.0
#define INCH_MM      25.4

/* In this order; "duplex" would give both sides of a sheet, interleaved. */
static const char *const glass_words[] = { "flatbed",        "platen", "glass",
                                           "document table", "normal", NULL };
static const char *const feeder_words[] = { "feeder", "adf", "automatic", NULL };
static const char *const colour_words[] = { "color", "colour", NULL };
static const char *const grey_words[] = { "gray", "grey", NULL };
static const char *const other_words[] = { "duplex", "back", "negative", "transparency",
                                           "16",     "12",   "dither",   NULL };

/* The descriptor of the option @name that is there and can be used; its number in @number. */
static const SANE_Option_Descriptor *
find (SANE_Handle handle, const char *name, SANE_Int *number)
{
  const SANE_Option_Descriptor *option;

  for (SANE_Int i = 1; (option = sane_get_option_descriptor (handle, i)) != NULL; i++)
    if (option->name != NULL && g_str_equal (option->name, name) &&
        SANE_OPTION_IS_ACTIVE (option->cap)) {
      *number = i;
      return option;
    }
  return NULL;
}

static gboolean
has_word (const char *value, const char *const *words)
{
  g_autofree char *small = g_ascii_strdown (value, -1);

  for (gsize i = 0; words[i] != NULL; i++)
    if (strstr (small, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static const char *
find_value (SANE_Handle handle, const char *name, const char *const *words)
{
  SANE_Int number;
  const SANE_Option_Descriptor *option = find (handle, name, &number);

  if (option == NULL || option->type != SANE_TYPE_STRING ||
      option->constraint_type != SANE_CONSTRAINT_STRING_LIST)
    return NULL;
  for (gsize i = 0; option->constraint.string_list[i] != NULL; i++) {
    const char *value = option->constraint.string_list[i];

    if (has_word (value, words) && !has_word (value, other_words))
      return value;
  }
  return NULL;
}

const char *
guichet_sane_options_find_glass (SANE_Handle handle)
{
  return find_value (handle, SANE_NAME_SCAN_SOURCE, glass_words);
}

const char *
guichet_sane_options_find_feeder (SANE_Handle handle)
{
  return find_value (handle, SANE_NAME_SCAN_SOURCE, feeder_words);
}

const char *
guichet_sane_options_find_colour (SANE_Handle handle)
{
  return find_value (handle, SANE_NAME_SCAN_MODE, colour_words);
}

const char *
guichet_sane_options_find_grey (SANE_Handle handle)
{
  return find_value (handle, SANE_NAME_SCAN_MODE, grey_words);
}

gboolean
guichet_sane_options_has (SANE_Handle handle, const char *name)
{
  SANE_Int number;

  return find (handle, name, &number) != NULL;
}

static double
to_number (const SANE_Option_Descriptor *option, SANE_Word word)
{
  return option->type == SANE_TYPE_FIXED ? SANE_UNFIX (word) : (double)word;
}

static SANE_Word
to_word (const SANE_Option_Descriptor *option, double number)
{
  return option->type == SANE_TYPE_FIXED ? SANE_FIX (number) : (SANE_Word)lround (number);
}

static gboolean
is_one_number (const SANE_Option_Descriptor *option)
{
  return (option->type == SANE_TYPE_INT || option->type == SANE_TYPE_FIXED) &&
         option->size == (SANE_Int)sizeof (SANE_Word);
}

/* The smallest that is at least @wanted, else the largest. */
static double
nearest (const SANE_Option_Descriptor *option, double wanted)
{
  const SANE_Range *range = option->constraint.range;
  const SANE_Word *list = option->constraint.word_list;
  double best = -1, largest = -1;

  if (option->constraint_type == SANE_CONSTRAINT_RANGE)
    return CLAMP (wanted, to_number (option, range->min), to_number (option, range->max));
  if (option->constraint_type != SANE_CONSTRAINT_WORD_LIST)
    return wanted;
  for (SANE_Word i = 1; i <= list[0]; i++) {
    double value = to_number (option, list[i]);

    largest = MAX (largest, value);
    if (value >= wanted && (best < 0 || value < best))
      best = value;
  }
  return best >= 0 ? best : largest;
}

guint
guichet_sane_options_nearest_resolution (SANE_Handle handle, guint wanted)
{
  SANE_Int number;
  const SANE_Option_Descriptor *option = find (handle, SANE_NAME_SCAN_RESOLUTION, &number);

  if (option == NULL || !is_one_number (option))
    return 0;
  return (guint)MAX (0, lround (nearest (option, wanted)));
}

guint
guichet_sane_options_get_resolution (SANE_Handle handle)
{
  SANE_Int number;
  const SANE_Option_Descriptor *option = find (handle, SANE_NAME_SCAN_RESOLUTION, &number);
  SANE_Word word = 0;

  if (option == NULL || !is_one_number (option) ||
      sane_control_option (handle, number, SANE_ACTION_GET_VALUE, &word, NULL) != SANE_STATUS_GOOD)
    return 0;
  return (guint)MAX (0, lround (to_number (option, word)));
}

void
guichet_sane_options_set_string (SANE_Handle handle, const char *name, const char *value)
{
  SANE_Int number;
  const SANE_Option_Descriptor *option = find (handle, name, &number);
  g_autofree char *copy = NULL;

  if (option == NULL || option->type != SANE_TYPE_STRING || !SANE_OPTION_IS_SETTABLE (option->cap))
    return;
  /* The driver may write up to the option's size into it. */
  copy = g_malloc0 ((gsize)option->size + strlen (value) + 1);
  strcpy (copy, value);
  (void)sane_control_option (handle, number, SANE_ACTION_SET_VALUE, copy, NULL);
}

void
guichet_sane_options_set_number (SANE_Handle handle, const char *name, double value)
{
  SANE_Int number;
  const SANE_Option_Descriptor *option = find (handle, name, &number);
  SANE_Word word;

  if (option == NULL || !is_one_number (option) || !SANE_OPTION_IS_SETTABLE (option->cap))
    return;
  word = to_word (option, nearest (option, value));
  (void)sane_control_option (handle, number, SANE_ACTION_SET_VALUE, &word, NULL);
}

static void
set_edge (SANE_Handle handle, const char *name, double mm, guint resolution)
{
  SANE_Int number;
  const SANE_Option_Descriptor *option = find (handle, name, &number);

  if (option == NULL)
    return;
  guichet_sane_options_set_number (
      handle, name, option->unit == SANE_UNIT_PIXEL ? mm / INCH_MM * resolution : mm);
}

void
guichet_sane_options_set_a4 (SANE_Handle handle, guint resolution)
{
  set_edge (handle, SANE_NAME_SCAN_TL_X, 0, resolution);
  set_edge (handle, SANE_NAME_SCAN_TL_Y, 0, resolution);
  set_edge (handle, SANE_NAME_SCAN_BR_X, A4_WIDTH_MM, resolution);
  set_edge (handle, SANE_NAME_SCAN_BR_Y, A4_HEIGHT_MM, resolution);
}
