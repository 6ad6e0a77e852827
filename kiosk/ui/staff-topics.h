/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** One screen of the staff's panel. */
typedef enum {
  GUICHET_STAFF_TOPIC_MENU,
  GUICHET_STAFF_TOPIC_VISIT,
  GUICHET_STAFF_TOPIC_DEVICES,
  GUICHET_STAFF_TOPIC_SERVICES,
  GUICHET_STAFF_TOPIC_SERVICE, /* one of them */
  GUICHET_STAFF_TOPIC_MESSAGE,
  GUICHET_STAFF_TOPIC_TECHNICIAN,
  GUICHET_STAFF_N_TOPICS,
} GuichetStaffTopic;

/** What a button sends with its action. */
typedef enum {
  GUICHET_STAFF_ARGUMENT_NONE,
  GUICHET_STAFF_ARGUMENT_ENTRY,         /* what was typed */
  GUICHET_STAFF_ARGUMENT_SERVICE,       /* the service that was chosen */
  GUICHET_STAFF_ARGUMENT_SERVICE_LABEL, /* it, and the button's own words */
  GUICHET_STAFF_ARGUMENT_SERVICE_ENTRY, /* it, and what was typed */
} GuichetStaffArgument;

/** One button: it leads to another screen, or does one of the supervisor's actions. */
typedef struct {
  GuichetStaffTopic topic; /* where it stands */
  const char *label;       /* to be translated */
  const char *action;      /* NULL: it leads to @leads_to */
  GuichetStaffTopic leads_to;
  GuichetStaffArgument argument;
  gboolean is_technical; /* for the technician alone */
  gboolean closes;       /* the panel, when it was done */
} GuichetStaffButton;

/** In their order. Static. */
const GuichetStaffButton *guichet_staff_topics_get_buttons (guint *n_buttons);
/** To be translated. Static. */
const char *guichet_staff_topics_get_title (GuichetStaffTopic topic);
/** What a screen asks the supervisor first, or NULL. Static. */
const char *guichet_staff_topics_get_question (GuichetStaffTopic topic);
/** Characters that can be typed on a screen; 0: there is nothing to type. */
guint guichet_staff_topics_get_entry_length (GuichetStaffTopic topic);
/** Where "Back" leads. */
GuichetStaffTopic guichet_staff_topics_get_parent (GuichetStaffTopic topic);
