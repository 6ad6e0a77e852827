/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help-signal.h"

#include "centre-program.h"

#include <mosquitto.h>
#include <string.h>

#define BROKER_TIMEOUT_US (10 * G_USEC_PER_SEC)
#define BROKER_PORT       1883
#define AT_LEAST_ONCE     1

struct _GuichetHelpSignal {
  char *command; /* or NULL */
  char *broker;  /* or NULL */
  guint port;
  char *topic;
};

GuichetHelpSignal *
guichet_help_signal_new (const GuichetTimeSettings *settings)
{
  GuichetHelpSignal *self = g_new0 (GuichetHelpSignal, 1);
  const char *colon = settings->help_broker != NULL ? strchr (settings->help_broker, ':') : NULL;
  guint64 port = BROKER_PORT;

  self->command = g_strdup (settings->help_command);
  self->topic = g_strdup (settings->help_topic);
  if (colon != NULL)
    (void)g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL);
  self->port = (guint)port;
  self->broker = colon != NULL
                     ? g_strndup (settings->help_broker, (gsize)(colon - settings->help_broker))
                     : g_strdup (settings->help_broker);
  mosquitto_lib_init ();
  return self;
}

void
guichet_help_signal_free (GuichetHelpSignal *self)
{
  g_free (self->command);
  g_free (self->broker);
  g_free (self->topic);
  g_free (self);
  mosquitto_lib_cleanup ();
}

/* --- the broker --- */

typedef struct {
  char *broker;
  guint port;
  char *topic;
  const char *word; /* static */
} Message;

static void
free_message (gpointer data)
{
  Message *message = data;

  g_free (message->broker);
  g_free (message->topic);
  g_free (message);
}

static void
on_published (struct mosquitto *client, void *user_data, int message_id)
{
  *(gboolean *)user_data = TRUE;
}

/* TRUE once the broker said that it has the message. */
static gboolean
publish (const Message *message, struct mosquitto *client, const gboolean *is_published)
{
  gint64 end = g_get_monotonic_time () + BROKER_TIMEOUT_US;

  if (mosquitto_connect (client, message->broker, (int)message->port, 30) != MOSQ_ERR_SUCCESS ||
      mosquitto_publish (client, NULL, message->topic, (int)strlen (message->word), message->word,
                         AT_LEAST_ONCE, FALSE) != MOSQ_ERR_SUCCESS)
    return FALSE;
  while (!*is_published && g_get_monotonic_time () < end)
    if (mosquitto_loop (client, 500, 1) != MOSQ_ERR_SUCCESS)
      return FALSE;
  mosquitto_disconnect (client);
  return *is_published;
}

static void
publish_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  gboolean is_published = FALSE;
  struct mosquitto *client;

  client = mosquitto_new (NULL, TRUE, &is_published);
  if (client != NULL) {
    mosquitto_publish_callback_set (client, on_published);
    if (!publish (data, client, &is_published))
      g_warning ("The broker that calls reception does not answer");
    mosquitto_destroy (client);
  }
  g_task_return_boolean (task, is_published);
}

static void
tell_broker (GuichetHelpSignal *self, const char *word)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Message *message = g_new0 (Message, 1);

  message->broker = g_strdup (self->broker);
  message->port = self->port;
  message->topic = g_strdup (self->topic);
  message->word = word;
  g_task_set_task_data (task, message, free_message);
  g_task_run_in_thread (task, publish_in_thread);
}

void
guichet_help_signal_tell (GuichetHelpSignal *self, gboolean is_asked)
{
  const char *word = is_asked ? "asked" : "over";

  if (self->command != NULL)
    guichet_centre_program_run (self->command, word);
  if (self->broker != NULL)
    tell_broker (self, word);
}
