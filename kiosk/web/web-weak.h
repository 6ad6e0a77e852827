/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* User data for calls into a page. The engine may never come back from one (a promise of a page
 * that was closed): such a call must not hold anything alive. */

static inline gpointer
guichet_web_weak_new (gpointer object)
{
  GWeakRef *weak = g_new (GWeakRef, 1);

  g_weak_ref_init (weak, object);
  return weak;
}

/** Frees @weak; a new reference of its object, or NULL when that is gone. */
static inline gpointer
guichet_web_weak_take (gpointer weak)
{
  gpointer object = g_weak_ref_get (weak);

  g_weak_ref_clear (weak);
  g_free (weak);
  return object;
}
