/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calm-page.h"

#include <glib/gi18n.h>

struct _GuichetCalmPage {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *scroller;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *host;
  GtkLabel *text;
  GtkButton *first_button;
  GtkButton *second_button;
  /* State */
  GuichetCalmKind kind;
};

typedef struct {
  const char *icon;
  const char *title;
  const char *text;
  gboolean shows_host;
  GuichetCalmAction first;  /* the wise thing to do */
  GuichetCalmAction second; /* or none */
} Words;

static const Words WORDS[GUICHET_CALM_N_KINDS] = {
  [GUICHET_CALM_REFUSED] = { "guichet-blocked-symbolic", N_ ("This site cannot be opened here"),
                             N_ ("This terminal only opens the sites of its services. Your page is "
                                 "still as you left it."),
                             TRUE, GUICHET_CALM_ACTION_BACK, GUICHET_CALM_ACTION_NONE },
  [GUICHET_CALM_OFFLINE] = { "guichet-offline-symbolic", N_ ("The Internet does not answer"),
                             N_ ("Try again in a moment. If it goes on, tell the reception."),
                             FALSE, GUICHET_CALM_ACTION_RETRY, GUICHET_CALM_ACTION_HOME },
  [GUICHET_CALM_NOT_FOUND] = { "guichet-search-symbolic", N_ ("This site does not answer"),
                               N_ ("It may be stopped for a moment. Try again later, or tell the "
                                   "reception."),
                               TRUE, GUICHET_CALM_ACTION_RETRY, GUICHET_CALM_ACTION_HOME },
  [GUICHET_CALM_TLS] = { "guichet-lock-symbolic", N_ ("This site could not prove who it is"),
                         N_ ("To protect you, the page stays closed. Type nothing and tell the "
                             "reception."),
                         TRUE, GUICHET_CALM_ACTION_HOME, GUICHET_CALM_ACTION_RETRY },
  [GUICHET_CALM_FAILED] = { "guichet-warning-symbolic", N_ ("The page could not be opened"),
                            N_ ("Try again. If it goes on, tell the reception."), TRUE,
                            GUICHET_CALM_ACTION_RETRY, GUICHET_CALM_ACTION_HOME },
  [GUICHET_CALM_CLOSED] = { "guichet-lock-symbolic",
                            N_ ("The services are closed on this terminal"),
                            N_ ("A protection is missing: no page can be opened safely. Tell the "
                                "reception."),
                            FALSE, GUICHET_CALM_ACTION_HOME, GUICHET_CALM_ACTION_NONE },
  [GUICHET_CALM_CRASHED] = { "guichet-warning-symbolic", N_ ("The page has stopped"),
                             N_ ("You can open it again. What you had typed in it may be lost."),
                             FALSE, GUICHET_CALM_ACTION_REOPEN, GUICHET_CALM_ACTION_HOME },
  [GUICHET_CALM_UNRESPONSIVE] = { "guichet-clock-symbolic", N_ ("The page no longer answers"),
                                  N_ ("You can wait a little, or open it again: what you had typed "
                                      "in it would be lost."),
                                  FALSE, GUICHET_CALM_ACTION_WAIT, GUICHET_CALM_ACTION_REOPEN },
};

static const char *const LABELS[] = {
  [GUICHET_CALM_ACTION_BACK] = N_ ("Back to my page"),
  [GUICHET_CALM_ACTION_RETRY] = N_ ("Try again"),
  [GUICHET_CALM_ACTION_REOPEN] = N_ ("Open it again"),
  [GUICHET_CALM_ACTION_WAIT] = N_ ("Wait"),
  [GUICHET_CALM_ACTION_HOME] = N_ ("Choose another service"),
};

enum { ACTION, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetCalmPage, guichet_calm_page, GTK_TYPE_WIDGET)

static void
on_first_clicked (GuichetCalmPage *self)
{
  g_signal_emit (self, signals[ACTION], 0, (int)WORDS[self->kind].first);
}

static void
on_second_clicked (GuichetCalmPage *self)
{
  g_signal_emit (self, signals[ACTION], 0, (int)WORDS[self->kind].second);
}

static void
guichet_calm_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_CALM_PAGE);
  G_OBJECT_CLASS (guichet_calm_page_parent_class)->dispose (object);
}

static void
guichet_calm_page_class_init (GuichetCalmPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_calm_page_dispose;
  signals[ACTION] = g_signal_new ("action", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/calm-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetCalmPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, GuichetCalmPage, icon);
  gtk_widget_class_bind_template_child (widget_class, GuichetCalmPage, title);
  gtk_widget_class_bind_template_child (widget_class, GuichetCalmPage, host);
  gtk_widget_class_bind_template_child (widget_class, GuichetCalmPage, text);
  gtk_widget_class_bind_template_child (widget_class, GuichetCalmPage, first_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetCalmPage, second_button);
  gtk_widget_class_bind_template_callback (widget_class, on_first_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_second_clicked);
}

static void
guichet_calm_page_init (GuichetCalmPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_button (GtkButton *button, GuichetCalmAction action)
{
  gtk_widget_set_visible (GTK_WIDGET (button), action != GUICHET_CALM_ACTION_NONE);
  if (action != GUICHET_CALM_ACTION_NONE)
    gtk_button_set_label (button, _ (LABELS[action]));
}

void
guichet_calm_page_show (GuichetCalmPage *self, GuichetCalmKind kind, const char *host)
{
  const Words *words;

  g_return_if_fail (kind >= 0 && kind < GUICHET_CALM_N_KINDS);
  words = &WORDS[kind];
  self->kind = kind;
  gtk_image_set_from_icon_name (self->icon, words->icon);
  gtk_label_set_label (self->title, _ (words->title));
  gtk_label_set_label (self->text, _ (words->text));
  gtk_label_set_label (self->host, host != NULL ? host : "");
  gtk_widget_set_visible (GTK_WIDGET (self->host),
                          words->shows_host && host != NULL && host[0] != '\0');
  set_button (self->first_button, words->first);
  set_button (self->second_button, words->second);
}

void
guichet_calm_page_focus (GuichetCalmPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->first_button));
}
