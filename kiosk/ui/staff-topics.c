/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-topics.h"

#include <glib/gi18n.h>

/* As the supervisor bounds them. */
#define MESSAGE_LENGTH 140
#define WORDS_LENGTH   60

#define LEADS(from, label, to)                                                                     \
  {                                                                                                \
    GUICHET_STAFF_TOPIC_##from, label, NULL, GUICHET_STAFF_TOPIC_##to, 0, FALSE, FALSE             \
  }
#define DOES(from, label, action)                                                                  \
  {                                                                                                \
    GUICHET_STAFF_TOPIC_##from, label, action, 0, 0, FALSE, FALSE                                  \
  }
#define DOES_AND_CLOSES(from, label, action)                                                       \
  {                                                                                                \
    GUICHET_STAFF_TOPIC_##from, label, action, 0, 0, FALSE, TRUE                                   \
  }
#define TAKES(from, label, action, what)                                                           \
  {                                                                                                \
    GUICHET_STAFF_TOPIC_##from, label, action, 0, GUICHET_STAFF_ARGUMENT_##what, FALSE, FALSE      \
  }
#define TECHNICAL(label, action, closes)                                                           \
  {                                                                                                \
    GUICHET_STAFF_TOPIC_TECHNICIAN, label, action, 0, 0, TRUE, closes                              \
  }

/* In the order of need: what a queue at the desk waits for comes first. */
static const GuichetStaffButton buttons[] = {
  DOES_AND_CLOSES (MENU, N_ ("End the visit and clean the terminal"), "reset"),
  LEADS (MENU, N_ ("The visit and its time"), VISIT),
  LEADS (MENU, N_ ("Printer, scanner, network"), DEVICES),
  LEADS (MENU, N_ ("A service does not work today"), SERVICES),
  LEADS (MENU, N_ ("Message on the home screen"), MESSAGE),
  DOES_AND_CLOSES (MENU, N_ ("Let the screen sleep"), "sleep"),
  { GUICHET_STAFF_TOPIC_MENU, N_ ("For the technician"), NULL, GUICHET_STAFF_TOPIC_TECHNICIAN, 0,
    TRUE, FALSE },

  DOES (VISIT, N_ ("I sit with the person: stop the clock"), "accompany"),
  DOES (VISIT, N_ ("I have left: start the clock again"), "leave-alone"),
  DOES (VISIT, N_ ("15 more minutes"), "more-time"),
  DOES (VISIT, N_ ("Others wait: no more extra time"), "others-wait"),
  DOES (VISIT, N_ ("Nobody waits any more"), "nobody-waits"),

  DOES (DEVICES, N_ ("Look again"), "state"),
  DOES (DEVICES, N_ ("Print a test page"), "test-page"),
  DOES (DEVICES, N_ ("Cancel all prints"), "clear-queue"),

  TAKES (SERVICE, N_ ("Does not work today."), "hide-service", SERVICE_LABEL),
  TAKES (SERVICE, N_ ("Does not work: come back tomorrow."), "hide-service", SERVICE_LABEL),
  TAKES (SERVICE, N_ ("Ask at the reception."), "hide-service", SERVICE_LABEL),
  TAKES (SERVICE, N_ ("Hide it with the words above"), "hide-service", SERVICE_ENTRY),
  TAKES (SERVICE, N_ ("It works: show it again"), "show-service", SERVICE),

  TAKES (MESSAGE, N_ ("Show this message"), "message", ENTRY),
  DOES (MESSAGE, N_ ("Take the message away"), "clear-message"),

  TECHNICAL (N_ ("Check the settings"), "check", FALSE),
  TECHNICAL (N_ ("What is installed"), "versions", FALSE),
  TECHNICAL (N_ ("Save the report for the federation on a USB stick"), "report-to-stick", FALSE),
  TECHNICAL (N_ ("Save the terminal's state on a USB stick"), "diagnostics-to-stick", FALSE),
  TECHNICAL (N_ ("Start the terminal anew"), "restart", TRUE),
  TECHNICAL (N_ ("Switch the computer off"), "power-off", TRUE),
};

static const struct {
  const char *title;
  const char *question;
  guint entry_length;
  GuichetStaffTopic parent;
} topics[] = {
  [GUICHET_STAFF_TOPIC_MENU] = { N_ ("Reserved for the staff"), NULL, 0, GUICHET_STAFF_TOPIC_MENU },
  [GUICHET_STAFF_TOPIC_VISIT] = { N_ ("The visit and its time"), NULL, 0,
                                  GUICHET_STAFF_TOPIC_MENU },
  [GUICHET_STAFF_TOPIC_DEVICES] = { N_ ("Printer, scanner, network"), "state", 0,
                                    GUICHET_STAFF_TOPIC_MENU },
  [GUICHET_STAFF_TOPIC_SERVICES] = { N_ ("Which service does not work today?"), "services", 0,
                                     GUICHET_STAFF_TOPIC_MENU },
  [GUICHET_STAFF_TOPIC_SERVICE] = { N_ ("What shall its tile say?"), NULL, WORDS_LENGTH,
                                    GUICHET_STAFF_TOPIC_SERVICES },
  [GUICHET_STAFF_TOPIC_MESSAGE] = { N_ ("Message on the home screen"), NULL, MESSAGE_LENGTH,
                                    GUICHET_STAFF_TOPIC_MENU },
  [GUICHET_STAFF_TOPIC_TECHNICIAN] = { N_ ("For the technician"), NULL, 0,
                                       GUICHET_STAFF_TOPIC_MENU },
};

G_STATIC_ASSERT (G_N_ELEMENTS (topics) == GUICHET_STAFF_N_TOPICS);

const GuichetStaffButton *
guichet_staff_topics_get_buttons (guint *n_buttons)
{
  *n_buttons = G_N_ELEMENTS (buttons);
  return buttons;
}

const char *
guichet_staff_topics_get_title (GuichetStaffTopic topic)
{
  return topics[topic].title;
}

const char *
guichet_staff_topics_get_question (GuichetStaffTopic topic)
{
  return topics[topic].question;
}

guint
guichet_staff_topics_get_entry_length (GuichetStaffTopic topic)
{
  return topics[topic].entry_length;
}

GuichetStaffTopic
guichet_staff_topics_get_parent (GuichetStaffTopic topic)
{
  return topics[topic].parent;
}
