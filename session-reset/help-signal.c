/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help-signal.h"

#include "centre-program.h"

#include <mosquitto.h>
#include <string.h>

#define BROKER_TIMEOUT_US (10 * G_USEC_PER_SEC)
#define BROKER_PORT       1883
#define AT_LEAST_ONCE     1
#define TRIES             3
#define BETWEEN_TRIES_US  G_USEC_PER_SEC

/* What the main thread and the one that speaks to the broker both hold. */
typedef struct {
  /* Owned, never changed */
  char *host; /* or NULL */
  char *topic;
  guint port;
  /* State */
  int newest;         /* atomic: number of the last word told */
  gboolean is_silent; /* of the speaking thread: the last try failed */
} Broker;

struct _GuichetHelpSignal {
  char *command; /* or NULL */
  Broker *broker;
  /* One thread, so that "asked" and "over" keep their order. */
  GThreadPool *speaker;
};

static void speak (gpointer data, gpointer user_data);

static Broker *
broker_new (const GuichetTimeSettings *settings)
{
  Broker *self = g_atomic_rc_box_new0 (Broker);
  const char *colon = settings->help_broker != NULL ? strchr (settings->help_broker, ':') : NULL;
  guint64 port = BROKER_PORT;

  if (colon != NULL)
    (void)g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL);
  self->port = (guint)port;
  self->host = colon != NULL
                   ? g_strndup (settings->help_broker, (gsize)(colon - settings->help_broker))
                   : g_strdup (settings->help_broker);
  self->topic = g_strdup (settings->help_topic);
  mosquitto_lib_init ();
  return self;
}

static void
broker_clear (gpointer data)
{
  Broker *self = data;

  g_free (self->host);
  g_free (self->topic);
  mosquitto_lib_cleanup ();
}

GuichetHelpSignal *
guichet_help_signal_new (const GuichetTimeSettings *settings)
{
  GuichetHelpSignal *self = g_new0 (GuichetHelpSignal, 1);

  self->command = g_strdup (settings->help_command);
  self->broker = broker_new (settings);
  self->speaker = g_thread_pool_new (speak, NULL, 1, FALSE, NULL);
  return self;
}

void
guichet_help_signal_free (GuichetHelpSignal *self)
{
  /* A word that is being told is not tried again, and nobody waits for it. */
  (void)g_atomic_int_add (&self->broker->newest, 1);
  g_thread_pool_free (self->speaker, FALSE, FALSE);
  g_atomic_rc_box_release_full (self->broker, broker_clear);
  g_free (self->command);
  g_free (self);
}

/* --- the broker --- */

typedef struct {
  Broker *broker;
  const char *word; /* static */
  int number;
} Message;

static void
on_published (struct mosquitto *client, void *user_data, int message_id)
{
  *(gboolean *)user_data = TRUE;
}

/* TRUE once the broker said that it has the word. */
static gboolean
publish (const Broker *broker, const char *word, struct mosquitto *client,
         const gboolean *is_published)
{
  gint64 end = g_get_monotonic_time () + BROKER_TIMEOUT_US;

  if (mosquitto_connect (client, broker->host, (int)broker->port, 30) != MOSQ_ERR_SUCCESS ||
      mosquitto_publish (client, NULL, broker->topic, (int)strlen (word), word, AT_LEAST_ONCE,
                         FALSE) != MOSQ_ERR_SUCCESS)
    return FALSE;
  while (!*is_published && g_get_monotonic_time () < end)
    if (mosquitto_loop (client, 500, 1) != MOSQ_ERR_SUCCESS)
      return *is_published;
  mosquitto_disconnect (client);
  return *is_published;
}

static gboolean
try_once (const Message *message)
{
  gboolean is_published = FALSE;
  struct mosquitto *client = mosquitto_new (NULL, TRUE, &is_published);

  if (client == NULL)
    return FALSE;
  mosquitto_publish_callback_set (client, on_published);
  (void)publish (message->broker, message->word, client, &is_published);
  mosquitto_destroy (client);
  return is_published;
}

static gboolean
is_newest (const Message *message)
{
  return g_atomic_int_get (&message->broker->newest) == message->number;
}

/* A word is tried again only while it is still what the screen says; to a broker that is silent,
 * words that are no longer so are not told at all, or they would hold up the one that is. */
static void
speak (gpointer data, gpointer user_data)
{
  Message *message = data;
  Broker *broker = message->broker;
  gboolean is_told = FALSE;

  for (int tried = 0; !is_told && tried < TRIES; tried++) {
    if ((tried > 0 || broker->is_silent) && !is_newest (message))
      break;
    if (tried > 0)
      g_usleep (BETWEEN_TRIES_US);
    is_told = try_once (message);
    broker->is_silent = !is_told;
  }
  if (!is_told && is_newest (message))
    g_warning ("The broker that calls reception does not answer");
  g_atomic_rc_box_release_full (broker, broker_clear);
  g_free (message);
}

static void
tell_broker (GuichetHelpSignal *self, const char *word)
{
  Message *message = g_new0 (Message, 1);

  message->broker = g_atomic_rc_box_acquire (self->broker);
  message->word = word;
  message->number = g_atomic_int_add (&self->broker->newest, 1) + 1;
  (void)g_thread_pool_push (self->speaker, message, NULL);
}

void
guichet_help_signal_tell (GuichetHelpSignal *self, gboolean is_asked)
{
  const char *word = is_asked ? "asked" : "over";

  if (self->command != NULL)
    guichet_centre_program_run (self->command, word);
  if (self->broker->host != NULL)
    tell_broker (self, word);
}
