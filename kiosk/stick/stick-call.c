/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-call.h"

#include <unistd.h>

#include "stick-walk.h"

GuichetStickCall *
guichet_stick_call_new (GDBusMethodInvocation *invocation, GuichetStickHold *hold)
{
  GuichetStickCall *call = g_new0 (GuichetStickCall, 1);

  call->invocation = invocation;
  call->hold = hold;
  call->fd = -1;
  return call;
}

void
guichet_stick_call_free (GuichetStickCall *call)
{
  if (call->fd >= 0)
    close (call->fd);
  g_clear_pointer (&call->listed, g_variant_unref);
  g_free (call->name);
  g_free (call);
}

static GVariant *
list_files (const GPtrArray *files)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ussst)"));
  for (guint i = 0; i < files->len; i++) {
    const GuichetStickFile *file = g_ptr_array_index (files, i);

    g_variant_builder_add (&builder, "(ussst)", i, file->name, file->folder,
                           guichet_document_kind_get_mime_type (file->kind), file->size);
  }
  return g_variant_builder_end (&builder);
}

void
guichet_stick_call_look (GTask *task, gpointer source, gpointer task_data,
                         GCancellable *cancellable)
{
  GuichetStickCall *call = task_data;
  GError *error = NULL;
  const GPtrArray *files =
      guichet_stick_hold_look (call->hold, cancellable, &call->left_out, &error);

  if (files == NULL) {
    g_task_return_error (task, error);
    return;
  }
  call->listed = g_variant_ref_sink (list_files (files));
  g_task_return_boolean (task, TRUE);
}

void
guichet_stick_call_read (GTask *task, gpointer source, gpointer task_data,
                         GCancellable *cancellable)
{
  GuichetStickCall *call = task_data;
  GError *error = NULL;

  call->fd = guichet_stick_hold_read (call->hold, call->number, &error);
  if (call->fd >= 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
guichet_stick_call_save (GTask *task, gpointer source, gpointer task_data,
                         GCancellable *cancellable)
{
  GuichetStickCall *call = task_data;
  GError *error = NULL;
  char *saved =
      guichet_stick_hold_save (call->hold, call->fd, call->name, call->is_put, cancellable, &error);

  if (saved == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_free (call->name);
  call->name = saved;
  g_task_return_boolean (task, TRUE);
}

void
guichet_stick_call_leave (GTask *task, gpointer source, gpointer task_data,
                          GCancellable *cancellable)
{
  GuichetStickCall *call = task_data;
  GError *error = NULL;

  if (guichet_stick_hold_leave (call->hold, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}
