/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-preparation.h"

#include "filter-rules.h"
#include "web-session-private.h"

#include "service.h"

typedef struct {
  /* Owned */
  GuichetContentFilters *filters;
  GPtrArray *services; /* element type GuichetService */
  GCancellable *cancellable;
  /* State */
  guint next;
} Preparation;

static void compile_next (Preparation *self);

static void
free_preparation (Preparation *self)
{
  g_object_unref (self->filters);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->services);
  g_free (self);
}

static void
on_filter_ready (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  WebKitUserContentFilter *filter =
      guichet_content_filters_get_finish (GUICHET_CONTENT_FILTERS (object), result, &error);

  g_clear_pointer (&filter, webkit_user_content_filter_unref);
  /* One that cannot be compiled is told when its page is opened. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    free_preparation (user_data);
  else
    compile_next (user_data);
}

/* One at a time: a page that is opened meanwhile waits for one filter at most. */
static void
compile_next (Preparation *self)
{
  g_autofree char *source = NULL;
  GuichetService *service;

  if (self->next == self->services->len) {
    free_preparation (self);
    return;
  }
  service = g_ptr_array_index (self->services, self->next++);
  source = guichet_filter_rules_build (guichet_service_get_navigate (service),
                                       guichet_service_get_load (service));
  guichet_content_filters_get_async (self->filters, guichet_service_get_id (service), source,
                                     self->cancellable, on_filter_ready, self);
}

void
guichet_web_preparation_start (GuichetWebSession *session, GPtrArray *services,
                               GCancellable *cancellable)
{
  Preparation *self = g_new0 (Preparation, 1);

  self->filters = g_object_ref (guichet_web_session_get_filters (session));
  self->services = g_ptr_array_ref (services);
  self->cancellable = g_object_ref (cancellable);
  guichet_web_session_warm_up_tls (session);
  compile_next (self);
}
