/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-dialog-private.h"

#include "web-text.h"

#define TEXT_MAX         600
#define DEFAULT_TEXT_MAX 200

struct _GuichetWebDialog {
  GObject parent_instance;

  /* Owned */
  WebKitScriptDialog *dialog; /* NULL once answered */
  char *text;
  char *default_text;
  /* State */
  GuichetWebDialogKind kind;
  gboolean is_deferred;
};

G_DEFINE_FINAL_TYPE (GuichetWebDialog, guichet_web_dialog, G_TYPE_OBJECT)

enum { ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

static GuichetWebDialogKind
kind_of (WebKitScriptDialog *dialog)
{
  switch (webkit_script_dialog_get_dialog_type (dialog)) {
  case WEBKIT_SCRIPT_DIALOG_CONFIRM:
    return GUICHET_WEB_DIALOG_CONFIRM;
  case WEBKIT_SCRIPT_DIALOG_PROMPT:
    return GUICHET_WEB_DIALOG_PROMPT;
  case WEBKIT_SCRIPT_DIALOG_BEFORE_UNLOAD_CONFIRM:
    return GUICHET_WEB_DIALOG_LEAVE;
  case WEBKIT_SCRIPT_DIALOG_ALERT:
  default:
    return GUICHET_WEB_DIALOG_ALERT;
  }
}

void
guichet_web_dialog_answer_now (WebKitScriptDialog *dialog, gboolean accepted, const char *text)
{
  switch (kind_of (dialog)) {
  case GUICHET_WEB_DIALOG_CONFIRM:
  case GUICHET_WEB_DIALOG_LEAVE:
    webkit_script_dialog_confirm_set_confirmed (dialog, accepted);
    break;
  case GUICHET_WEB_DIALOG_PROMPT:
    if (accepted)
      webkit_script_dialog_prompt_set_text (dialog, text != NULL ? text : "");
    break;
  case GUICHET_WEB_DIALOG_ALERT:
  default:
    break;
  }
}

/* A page must never be able to hold a person back. */
gboolean
guichet_web_dialog_get_default_answer (WebKitScriptDialog *dialog)
{
  return kind_of (dialog) == GUICHET_WEB_DIALOG_LEAVE;
}

static void
guichet_web_dialog_dispose (GObject *object)
{
  GuichetWebDialog *self = GUICHET_WEB_DIALOG (object);

  if (self->dialog != NULL)
    guichet_web_dialog_answer (self, guichet_web_dialog_get_default_answer (self->dialog), NULL);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->default_text, g_free);

  G_OBJECT_CLASS (guichet_web_dialog_parent_class)->dispose (object);
}

static void
guichet_web_dialog_class_init (GuichetWebDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_web_dialog_dispose;

  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_web_dialog_init (GuichetWebDialog *self)
{
}

GuichetWebDialog *
guichet_web_dialog_new (WebKitScriptDialog *dialog)
{
  GuichetWebDialog *self = g_object_new (GUICHET_TYPE_WEB_DIALOG, NULL);

  self->dialog = webkit_script_dialog_ref (dialog);
  self->kind = kind_of (dialog);
  /* WebKit's own text for LEAVE is a question in its own words; the screen has better ones. */
  self->text = self->kind == GUICHET_WEB_DIALOG_LEAVE
                   ? g_strdup ("")
                   : guichet_web_text_clean (webkit_script_dialog_get_message (dialog), TEXT_MAX);
  if (self->kind == GUICHET_WEB_DIALOG_PROMPT)
    self->default_text = guichet_web_text_clean (
        webkit_script_dialog_prompt_get_default_text (dialog), DEFAULT_TEXT_MAX);
  return self;
}

void
guichet_web_dialog_defer (GuichetWebDialog *self)
{
  self->is_deferred = TRUE;
}

GuichetWebDialogKind
guichet_web_dialog_get_kind (GuichetWebDialog *self)
{
  g_return_val_if_fail (GUICHET_IS_WEB_DIALOG (self), GUICHET_WEB_DIALOG_ALERT);

  return self->kind;
}

const char *
guichet_web_dialog_get_text (GuichetWebDialog *self)
{
  g_return_val_if_fail (GUICHET_IS_WEB_DIALOG (self), "");

  return self->text;
}

const char *
guichet_web_dialog_get_default_text (GuichetWebDialog *self)
{
  g_return_val_if_fail (GUICHET_IS_WEB_DIALOG (self), NULL);

  return self->default_text;
}

void
guichet_web_dialog_answer (GuichetWebDialog *self, gboolean accepted, const char *text)
{
  WebKitScriptDialog *dialog;

  g_return_if_fail (GUICHET_IS_WEB_DIALOG (self));

  dialog = g_steal_pointer (&self->dialog);
  if (dialog == NULL)
    return;
  guichet_web_dialog_answer_now (dialog, accepted, text);
  if (self->is_deferred)
    webkit_script_dialog_close (dialog);
  webkit_script_dialog_unref (dialog);
  g_signal_emit (self, signals[ENDED], 0);
}
