/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "visit.h"

typedef struct {
  /* Borrowed */
  GObject *opener; /* compared only, never followed: it may have gone */
  /* Owned */
  GObject *page;
  char *key;
} Entry;

struct _GuichetVisit {
  GObject parent_instance;

  /* Borrowed */
  GObject *current;
  /* Owned */
  GuichetClock *clock;
  GPtrArray *entries; /* element type Entry */
  /* State */
  GuichetVisitState state;
  guint max_pages;
  gint64 began;
  gint64 asked;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetVisit, guichet_visit, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->page);
  g_free (entry->key);
  g_free (entry);
}

static Entry *
find_entry (GuichetVisit *self, GObject *page, guint *index)
{
  for (guint i = 0; page != NULL && i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (entry->page == page) {
      if (index != NULL)
        *index = i;
      return entry;
    }
  }
  return NULL;
}

static void
emit_changed (GuichetVisit *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
guichet_visit_dispose (GObject *object)
{
  GuichetVisit *self = GUICHET_VISIT (object);

  self->current = NULL;
  g_ptr_array_set_size (self->entries, 0);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (guichet_visit_parent_class)->dispose (object);
}

static void
guichet_visit_finalize (GObject *object)
{
  g_ptr_array_unref (GUICHET_VISIT (object)->entries);
  G_OBJECT_CLASS (guichet_visit_parent_class)->finalize (object);
}

static void
guichet_visit_class_init (GuichetVisitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = guichet_visit_dispose;
  object_class->finalize = guichet_visit_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_visit_init (GuichetVisit *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

GuichetVisit *
guichet_visit_new (GuichetClock *clock, guint max_pages)
{
  GuichetVisit *self;

  g_return_val_if_fail (GUICHET_IS_CLOCK (clock), NULL);
  self = g_object_new (GUICHET_TYPE_VISIT, NULL);
  self->clock = g_object_ref (clock);
  self->max_pages = MAX (max_pages, 1);
  return self;
}

GuichetVisitState
guichet_visit_get_state (GuichetVisit *self)
{
  return self->state;
}

guint
guichet_visit_get_n_pages (GuichetVisit *self)
{
  return self->entries->len;
}

GObject *
guichet_visit_get_page (GuichetVisit *self, guint index)
{
  if (index >= self->entries->len)
    return NULL;
  return ((Entry *)g_ptr_array_index (self->entries, index))->page;
}

GObject *
guichet_visit_get_current (GuichetVisit *self)
{
  return self->current;
}

GObject *
guichet_visit_find_page (GuichetVisit *self, const char *key)
{
  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (g_strcmp0 (entry->key, key) == 0)
      return entry->page;
  }
  return NULL;
}

gboolean
guichet_visit_has_page (GuichetVisit *self, GObject *page)
{
  return find_entry (self, page, NULL) != NULL;
}

gboolean
guichet_visit_can_add_page (GuichetVisit *self)
{
  return self->state <= GUICHET_VISIT_VISITING && self->entries->len < self->max_pages;
}

gint64
guichet_visit_get_seconds (GuichetVisit *self)
{
  if (self->state == GUICHET_VISIT_HOME)
    return 0;
  return (guichet_clock_get_time (self->clock) - self->began) / G_TIME_SPAN_SECOND;
}

gboolean
guichet_visit_begin (GuichetVisit *self)
{
  g_return_val_if_fail (GUICHET_IS_VISIT (self), FALSE);

  if (self->state != GUICHET_VISIT_HOME)
    return FALSE;
  self->state = GUICHET_VISIT_VISITING;
  self->began = guichet_clock_get_time (self->clock);
  emit_changed (self);
  return TRUE;
}

gboolean
guichet_visit_add_page (GuichetVisit *self, GObject *page, const char *key, GObject *opener)
{
  Entry *entry;

  g_return_val_if_fail (G_IS_OBJECT (page), FALSE);
  if (!guichet_visit_can_add_page (self) || guichet_visit_has_page (self, page))
    return FALSE;
  entry = g_new0 (Entry, 1);
  entry->page = g_object_ref (page);
  entry->key = g_strdup (key);
  entry->opener = opener;
  g_ptr_array_add (self->entries, entry);
  self->current = page;
  if (self->state == GUICHET_VISIT_HOME) {
    self->state = GUICHET_VISIT_VISITING;
    self->began = guichet_clock_get_time (self->clock);
  }
  emit_changed (self);
  return TRUE;
}

/* A page made later may stand at the address of one that has gone: no stale opener is kept. */
static void
forget_opener (GuichetVisit *self, GObject *page)
{
  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (entry->opener == page)
      entry->opener = NULL;
  }
}

void
guichet_visit_remove_page (GuichetVisit *self, GObject *page)
{
  guint index;
  Entry *entry = find_entry (self, page, &index);
  g_autoptr (GObject) held = NULL;

  if (entry == NULL)
    return;
  held = g_object_ref (page);
  if (self->current == page)
    self->current = guichet_visit_get_opener (self, page);
  g_ptr_array_remove_index (self->entries, index);
  forget_opener (self, page);
  emit_changed (self);
}

GObject *
guichet_visit_get_opener (GuichetVisit *self, GObject *page)
{
  Entry *entry = find_entry (self, page, NULL);

  if (entry == NULL || find_entry (self, entry->opener, NULL) == NULL)
    return NULL;
  return entry->opener;
}

gboolean
guichet_visit_set_current (GuichetVisit *self, GObject *page)
{
  if (self->state != GUICHET_VISIT_VISITING)
    return FALSE;
  if (page != NULL && !guichet_visit_has_page (self, page))
    return FALSE;
  if (self->current == page)
    return TRUE;
  self->current = page;
  emit_changed (self);
  return TRUE;
}

gboolean
guichet_visit_ask_end (GuichetVisit *self)
{
  if (self->state != GUICHET_VISIT_VISITING)
    return FALSE;
  self->state = GUICHET_VISIT_CONFIRMING_END;
  self->asked = guichet_clock_get_time (self->clock);
  emit_changed (self);
  return TRUE;
}

gboolean
guichet_visit_cancel_end (GuichetVisit *self)
{
  if (self->state != GUICHET_VISIT_CONFIRMING_END)
    return FALSE;
  self->state = GUICHET_VISIT_VISITING;
  emit_changed (self);
  return TRUE;
}

gboolean
guichet_visit_confirm_end (GuichetVisit *self)
{
  if (self->state != GUICHET_VISIT_CONFIRMING_END)
    return FALSE;
  if (guichet_clock_get_time (self->clock) - self->asked < GUICHET_VISIT_CONFIRM_GUARD)
    return FALSE;
  self->state = GUICHET_VISIT_ENDED;
  self->current = NULL;
  g_ptr_array_set_size (self->entries, 0);
  emit_changed (self);
  return TRUE;
}
