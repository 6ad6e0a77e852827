/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery-scenes.h"

GuichetWebPage *
gallery_get_page (Gallery *self)
{
  return GUICHET_WEB_PAGE (guichet_visit_get_current (guichet_shell_get_visit (self->shell)));
}

void
gallery_open_page (Gallery *self, const char *id)
{
  guichet_shell_open (self->shell, id);
}

void
gallery_show_curtain (Gallery *self)
{
  guichet_window_show_curtain (self->window);
}

void
gallery_show_home (Gallery *self)
{
  guichet_window_show_home (self->window);
}

/* What staff wrote: a message over the tiles, and services that are down. */
void
gallery_show_home_told (Gallery *self)
{
  guichet_shell_set_notices (
      self->shell, "La borne ferme à 16 h aujourd’hui. Demandez à l’accueil pour imprimer.",
      g_variant_new_parsed ("[('ameli', 'Ne marche pas aujourd’hui.'),"
                            " ('impots', 'Ne marche pas : revenez demain.')]"));
}

void
gallery_show_home_with_tools (Gallery *self)
{
  guichet_shell_set_notices (self->shell, "", g_variant_new_parsed ("@a(ss) []"));
  guichet_home_set_tools (guichet_window_get_home (self->window), TRUE, TRUE);
}

void
gallery_show_groups (Gallery *self)
{
  guichet_home_show_groups (guichet_window_get_home (self->window));
}

void
gallery_show_group (Gallery *self)
{
  guichet_home_show_group (guichet_window_get_home (self->window), "famille");
}

void
gallery_show_search (Gallery *self)
{
  guichet_home_search (guichet_window_get_home (self->window), "identite");
}

void
gallery_show_nothing (Gallery *self)
{
  guichet_home_search (guichet_window_get_home (self->window), "zzz");
}

void
gallery_show_opening (Gallery *self)
{
  guichet_home_search (guichet_window_get_home (self->window), "");
  gallery_open_page (self, "caf");
}

void
gallery_show_page (Gallery *self)
{
  gallery_page_set_painted (gallery_get_page (self));
  gallery_page_set_loading (gallery_get_page (self), FALSE, 1);
}

void
gallery_show_tiles_again (Gallery *self)
{
  guichet_visit_set_current (guichet_shell_get_visit (self->shell), NULL);
}

/* A short list, under the bar of a visit. */
void
gallery_show_mail_again (Gallery *self)
{
  guichet_home_show_group (guichet_window_get_home (self->window), "webmail");
}

void
gallery_show_two_pages (Gallery *self)
{
  gallery_open_page (self, "webmail-laposte");
  gallery_show_page (self);
}

void
gallery_show_notice (Gallery *self)
{
  gallery_page_notice (gallery_get_page (self), GUICHET_WEB_NOTICE_DOWNLOAD);
}

void
gallery_show_alert (Gallery *self)
{
  gallery_page_ask (gallery_get_page (self), GUICHET_WEB_DIALOG_ALERT, "Votre session a expiré.");
}

void
gallery_show_prompt (Gallery *self)
{
  gallery_page_ask (gallery_get_page (self), GUICHET_WEB_DIALOG_PROMPT,
                    "Indiquez votre nom de naissance, tel qu’il est écrit sur votre carte "
                    "d’identité ou votre titre de séjour.");
}

void
gallery_show_leave (Gallery *self)
{
  gallery_page_ask (gallery_get_page (self), GUICHET_WEB_DIALOG_LEAVE, "");
}

static void
show_state (Gallery *self, GuichetWebPageState state, GuichetWebPageFailure failure)
{
  gallery_page_set_state (gallery_get_page (self), GUICHET_WEB_PAGE_SHOWN, failure,
                          "www.laposte.net");
  gallery_page_set_state (gallery_get_page (self), state, failure, "administration.exemple.fr");
}

void
gallery_show_refused (Gallery *self)
{
  gallery_open_page (self, "impots");
  gallery_show_page (self);
  show_state (self, GUICHET_WEB_PAGE_REFUSED, GUICHET_WEB_PAGE_FAILURE_NONE);
}

void
gallery_show_offline (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_OFFLINE);
}

void
gallery_show_not_found (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_NOT_FOUND);
}

void
gallery_show_tls (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_TLS);
}

void
gallery_show_failed (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_OTHER);
}

void
gallery_show_closed (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_CLOSED);
}

void
gallery_show_crashed (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_CRASHED, GUICHET_WEB_PAGE_FAILURE_NONE);
}

void
gallery_show_unresponsive (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_UNRESPONSIVE, GUICHET_WEB_PAGE_FAILURE_NONE);
}

void
gallery_show_limit (Gallery *self)
{
  static const char *const IDS[] = { "ameli",          "france-travail", "ft-rdv",
                                     "ft-identite",    "info-retraite",  "timbre",
                                     "logement-social" };

  for (guint i = 0; i < G_N_ELEMENTS (IDS); i++) {
    gallery_open_page (self, IDS[i]);
    if (gallery_get_page (self) != NULL)
      gallery_page_set_painted (gallery_get_page (self));
  }
}

void
gallery_show_many_tabs (Gallery *self)
{
  guichet_visit_set_current (guichet_shell_get_visit (self->shell), NULL);
  guichet_visit_set_current (guichet_shell_get_visit (self->shell),
                             guichet_visit_get_page (guichet_shell_get_visit (self->shell), 3));
  gallery_show_page (self);
}

void
gallery_show_end (Gallery *self)
{
  guichet_visit_ask_end (guichet_shell_get_visit (self->shell));
}

void
gallery_show_ended (Gallery *self)
{
  guichet_fake_clock_advance (self->clock, GUICHET_VISIT_CONFIRM_GUARD);
  guichet_visit_confirm_end (guichet_shell_get_visit (self->shell));
}

static void
ask (Gallery *self, GuichetQuestionSecond second)
{
  guichet_window_show_question (self->window);
  guichet_question_page_start (guichet_window_get_question (self->window),
                               GUICHET_CLOCK (self->clock), second);
  guichet_fake_clock_advance (self->clock, GUICHET_VISIT_CONFIRM_GUARD);
}

void
gallery_show_question (Gallery *self)
{
  ask (self, GUICHET_QUESTION_AGE);
}

void
gallery_show_question_age (Gallery *self)
{
  guichet_question_page_answer (guichet_window_get_question (self->window), "partly");
}

void
gallery_show_question_situation (Gallery *self)
{
  ask (self, GUICHET_QUESTION_SITUATION);
  guichet_question_page_answer (guichet_window_get_question (self->window), "yes");
}

void
gallery_show_help (Gallery *self)
{
  g_signal_emit_by_name (guichet_window_get_bar (self->window), "help");
}

void
gallery_show_idle (Gallery *self)
{
  g_signal_emit_by_name (guichet_window_get_help_sheet (self->window), "closed");
  gtk_widget_set_visible (GTK_WIDGET (guichet_window_get_help_sheet (self->window)), FALSE);
  guichet_shell_show_warning (self->shell, "idle", 42);
}

void
gallery_show_time_note (Gallery *self)
{
  gtk_widget_set_visible (GTK_WIDGET (guichet_window_get_time_sheet (self->window)), FALSE);
  guichet_shell_set_time (self->shell, 5, "granted", 15);
  guichet_shell_show_warning (self->shell, "limit-soon", 0);
}

void
gallery_show_others_wait (Gallery *self)
{
  guichet_shell_set_time (self->shell, 1, "others-wait", 15);
}

void
gallery_show_over (Gallery *self)
{
  guichet_shell_set_time (self->shell, 0, "others-wait", 15);
  guichet_shell_show_warning (self->shell, "limit-over", 0);
}

void
gallery_end_time (Gallery *self)
{
  gtk_widget_set_visible (GTK_WIDGET (guichet_window_get_time_sheet (self->window)), FALSE);
  guichet_shell_set_time (self->shell, -1, "no-limit", 15);
}
