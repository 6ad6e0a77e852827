/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service.h"

#include "service-private.h"

GuichetService *
guichet_service_new (const char *id)
{
  GuichetService *self = g_new0 (GuichetService, 1);

  self->id = g_strdup (id);
  self->navigate = guichet_allow_list_new ();
  self->load = guichet_allow_list_new ();
  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

GuichetService *
guichet_service_ref (GuichetService *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
guichet_service_unref (GuichetService *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->sentence);
  g_free (self->icon);
  g_free (self->home_uri);
  g_free (self->group);
  g_free (self->theme);
  g_strfreev (self->keywords);
  guichet_allow_list_unref (self->navigate);
  guichet_allow_list_unref (self->load);
  g_free (self);
}

const char *
guichet_service_get_id (const GuichetService *self)
{
  return self->id;
}

const char *
guichet_service_get_name (const GuichetService *self)
{
  return self->name;
}

const char *
guichet_service_get_sentence (const GuichetService *self)
{
  return self->sentence;
}

const char *
guichet_service_get_icon (const GuichetService *self)
{
  return self->icon;
}

const char *
guichet_service_get_home_uri (const GuichetService *self)
{
  return self->home_uri;
}

const char *
guichet_service_get_group (const GuichetService *self)
{
  return self->group;
}

const char *
guichet_service_get_theme (const GuichetService *self)
{
  return self->theme;
}

const char *const *
guichet_service_get_keywords (const GuichetService *self)
{
  return (const char *const *)self->keywords;
}

guint
guichet_service_get_place (const GuichetService *self)
{
  return self->place;
}

guint64
guichet_service_get_upload_limit (const GuichetService *self)
{
  return self->upload_limit;
}

GuichetAllowList *
guichet_service_get_navigate (const GuichetService *self)
{
  return self->navigate;
}

GuichetAllowList *
guichet_service_get_load (const GuichetService *self)
{
  return self->load;
}
