/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-words.h"

#include <glib/gi18n.h>

static const struct {
  const char *icon;
  const char *title;
  const char *text;
  const char *button;
} table[] = {
  [GUICHET_STICK_WORDS_WAIT] = { "guichet-clock-symbolic", N_ ("One moment…"),
                                 N_ ("The stick is being looked at."), N_ ("Stop") },
  [GUICHET_STICK_WORDS_INSERT] = { "guichet-stick-symbolic", N_ ("Put your USB stick in"),
                                   N_ ("It goes into the slot of the terminal. Its documents "
                                       "appear here by themselves."),
                                   N_ ("Back") },
  [GUICHET_STICK_WORDS_INSERT_TO_SAVE] = { "guichet-stick-symbolic", N_ ("Put your USB stick in"),
                                           N_ ("The document is then put on it by itself."),
                                           N_ ("Back") },
  [GUICHET_STICK_WORDS_SEVERAL] = { "guichet-stick-symbolic", N_ ("There are several USB sticks"),
                                    N_ ("Leave only yours in the terminal."), N_ ("Back") },
  [GUICHET_STICK_WORDS_EMPTY] = { "guichet-stick-symbolic",
                                  N_ ("There is no document on this stick"),
                                  N_ ("Only PDFs and pictures can be taken from it. You may pull "
                                      "it out."),
                                  N_ ("Back") },
  [GUICHET_STICK_WORDS_TAKING] = { "guichet-clock-symbolic", N_ ("One moment…"),
                                   N_ ("The documents are being taken. Leave the stick in."),
                                   N_ ("Stop") },
  [GUICHET_STICK_WORDS_SAVING] = { "guichet-clock-symbolic",
                                   N_ ("The document is being put on the stick"),
                                   N_ ("Do not pull the stick out."), N_ ("Stop") },
  [GUICHET_STICK_WORDS_SAVED] = { "guichet-done-symbolic", N_ ("You can take the stick out"),
                                  N_ ("The document is on it. Do not forget your stick."),
                                  N_ ("Go on") },
  [GUICHET_STICK_WORDS_UNREADABLE] = { "guichet-warning-symbolic", N_ ("This stick cannot be read"),
                                       N_ ("It is damaged, locked, or made for another kind of "
                                           "machine. You may pull it out."),
                                       N_ ("Back") },
  [GUICHET_STICK_WORDS_GONE] = { "guichet-warning-symbolic",
                                 N_ ("The stick does not answer any more"),
                                 N_ ("Pull it out, put it in again, and try once more."),
                                 N_ ("Back") },
  [GUICHET_STICK_WORDS_TOO_LARGE] = { "guichet-warning-symbolic", N_ ("This document is too large"),
                                      N_ ("It does not fit into the memory of this terminal."),
                                      N_ ("Back") },
  [GUICHET_STICK_WORDS_FULL] = { "guichet-warning-symbolic", N_ ("The stick is full"),
                                 N_ ("There is no room for this document. You may pull it out."),
                                 N_ ("Back") },
  [GUICHET_STICK_WORDS_READ_ONLY] = { "guichet-lock-symbolic",
                                      N_ ("Nothing can be put on this stick"),
                                      N_ ("It is locked. Some sticks have a small switch on their "
                                          "side. You may pull it out."),
                                      N_ ("Back") },
  [GUICHET_STICK_WORDS_FAILED] = { "guichet-warning-symbolic", N_ ("The stick cannot be used now"),
                                   N_ ("Try once more, or ask at reception."), N_ ("Back") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (table) == GUICHET_STICK_N_WORDS);

const char *
guichet_stick_words_get_title (GuichetStickWords words)
{
  return _ (table[words].title);
}

const char *
guichet_stick_words_get_text (GuichetStickWords words)
{
  return _ (table[words].text);
}

const char *
guichet_stick_words_get_icon (GuichetStickWords words)
{
  return table[words].icon;
}

const char *
guichet_stick_words_get_button (GuichetStickWords words)
{
  return _ (table[words].button);
}

GuichetStickWords
guichet_stick_words_from_error (const GError *error, gboolean is_saving)
{
  static const GuichetStickWords words[] = {
    [GUICHET_STICK_ERROR_NONE_THERE] = GUICHET_STICK_WORDS_INSERT,
    [GUICHET_STICK_ERROR_SEVERAL] = GUICHET_STICK_WORDS_SEVERAL,
    [GUICHET_STICK_ERROR_UNREADABLE] = GUICHET_STICK_WORDS_UNREADABLE,
    [GUICHET_STICK_ERROR_GONE] = GUICHET_STICK_WORDS_GONE,
    [GUICHET_STICK_ERROR_NO_SUCH_DOCUMENT] = GUICHET_STICK_WORDS_GONE,
    [GUICHET_STICK_ERROR_TOO_LARGE] = GUICHET_STICK_WORDS_TOO_LARGE,
    [GUICHET_STICK_ERROR_FULL] = GUICHET_STICK_WORDS_FULL,
    [GUICHET_STICK_ERROR_READ_ONLY] = GUICHET_STICK_WORDS_READ_ONLY,
    [GUICHET_STICK_ERROR_BUSY] = GUICHET_STICK_WORDS_FAILED,
    [GUICHET_STICK_ERROR_FAILED] = GUICHET_STICK_WORDS_FAILED,
  };

  if (error->domain != GUICHET_STICK_ERROR || error->code < 0 ||
      error->code >= (int)G_N_ELEMENTS (words))
    return GUICHET_STICK_WORDS_FAILED;
  if (is_saving && error->code == GUICHET_STICK_ERROR_NONE_THERE)
    return GUICHET_STICK_WORDS_INSERT_TO_SAVE;
  return words[error->code];
}
