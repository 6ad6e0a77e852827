/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "home.h"

#include "size-class.h"
#include "tile-grid.h"

#include <glib/gi18n.h>
#include <string.h>

/* Not a letter of a service's id. */
#define GROUP_PREFIX "@"
/* Words in the search are what somebody looked for: left alone, by hands that neither type nor
 * point, they go, also where no page was opened and so no visit will end. */
#define FORGET_SEARCH_S 20

struct _GuichetHome {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *header;
  GtkWidget *back_button;
  GtkLabel *title;
  GtkLabel *greeting;
  GtkText *search_text;
  GtkWidget *clear_button;
  GtkWidget *others_button;
  GtkWidget *message_box;
  GtkLabel *message;
  GtkStack *parts;
  GuichetTileGrid *first_grid;
  GuichetTileGrid *groups_grid;
  GuichetTileGrid *list_grid;
  GtkWidget *tools;
  GtkWidget *copy_button;
  GtkWidget *scan_button;
  /* Borrowed */
  const GuichetCatalogueView *catalogue;
  /* Owned */
  char *centre_name;
  char *greeting_text;
  GHashTable *down; /* char *id, char *words: services that staff took away for today */
  /* Handles */
  guint forget_source;
  /* State */
  gboolean has_tools;
  gboolean compact;
  gboolean in_group;   /* "Back" leads to the groups... */
  gboolean from_first; /* ...unless the group has a tile on the first screen, touched there */
};

enum { CHOSEN, GROUP_OPENED, HELP, COPY, SCAN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetHome, guichet_home, GTK_TYPE_WIDGET)

/* During a visit, on a small screen, the services need it; the tray offers the same. */
static gboolean
has_room_for_tools (GuichetHome *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean is_small = root != NULL && (gtk_widget_has_css_class (GTK_WIDGET (root), "size-small") ||
                                       guichet_size_class_is_double (GTK_WIDGET (self)));

  return self->has_tools && !(self->compact && is_small);
}

/* With it the tiles stand closer: all of them are to be seen, as without. */
static void
show_message (GuichetHome *self, gboolean is_first)
{
  gboolean is_told = is_first && !self->compact && gtk_label_get_label (self->message)[0] != '\0';

  gtk_widget_set_visible (self->message_box, is_told);
  if (is_told)
    gtk_widget_add_css_class (GTK_WIDGET (self), "told");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "told");
}

static void
show_part (GuichetHome *self, const char *part, const char *title)
{
  gboolean first = g_str_equal (part, "first");

  gtk_stack_set_visible_child_name (self->parts, part);
  gtk_widget_set_visible (self->back_button, !first);
  gtk_widget_set_visible (self->others_button, first);
  gtk_widget_set_visible (self->tools, first && has_room_for_tools (self));
  show_message (self, first);
  gtk_label_set_label (self->title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->greeting),
                          first && !self->compact && self->greeting_text[0] != '\0');
}

static void
show_first (GuichetHome *self)
{
  self->in_group = FALSE;
  show_part (self, "first", self->compact ? _ ("Open another service") : self->centre_name);
}

static void
add_service (GuichetTileGrid *grid, GuichetService *service)
{
  guichet_tile_grid_add (grid, guichet_service_get_id (service), guichet_service_get_icon (service),
                         guichet_service_get_name (service),
                         guichet_service_get_sentence (service));
}

static void
fill_list (GuichetHome *self, const GPtrArray *services)
{
  guichet_tile_grid_clear (self->list_grid);
  for (guint i = 0; i < services->len; i++)
    add_service (self->list_grid, g_ptr_array_index (services, i));
  guichet_tile_grid_set_down (self->list_grid, self->down);
}

static void
on_group_chosen (GuichetHome *self, const char *id)
{
  guichet_home_show_group (self, id);
  g_signal_emit (self, signals[GROUP_OPENED], 0, id);
}

static void
on_tile_chosen (GuichetHome *self, const char *id)
{
  if (g_str_has_prefix (id, GROUP_PREFIX)) {
    on_group_chosen (self, id + strlen (GROUP_PREFIX));
    self->from_first = TRUE;
    return;
  }
  g_signal_emit (self, signals[CHOSEN], 0, id);
}

static void
on_copy_clicked (GuichetHome *self)
{
  g_signal_emit (self, signals[COPY], 0);
}

static void
on_scan_clicked (GuichetHome *self)
{
  g_signal_emit (self, signals[SCAN], 0);
}

static void
on_others_clicked (GuichetHome *self)
{
  guichet_home_show_groups (self);
}

static void
on_help_clicked (GuichetHome *self)
{
  g_signal_emit (self, signals[HELP], 0);
}

static void
on_back_clicked (GuichetHome *self)
{
  gboolean typed = gtk_entry_buffer_get_length (gtk_text_get_buffer (self->search_text)) > 0;

  if (typed)
    gtk_editable_set_text (GTK_EDITABLE (self->search_text), "");
  if (self->in_group && !self->from_first && !typed) {
    guichet_home_show_groups (self);
    return;
  }
  show_first (self);
  guichet_tile_grid_focus_first (self->first_grid);
}

static void
on_clear_clicked (GuichetHome *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_text), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->search_text));
}

static gboolean
on_forget_due (gpointer user_data)
{
  GuichetHome *self = user_data;

  self->forget_source = 0;
  /* The focus stays: it may be in a page by now. */
  gtk_editable_set_text (GTK_EDITABLE (self->search_text), "");
  return G_SOURCE_REMOVE;
}

static void
forget_later (GuichetHome *self, gboolean has_words)
{
  g_clear_handle_id (&self->forget_source, g_source_remove);
  if (has_words)
    self->forget_source = g_timeout_add_seconds (FORGET_SEARCH_S, on_forget_due, self);
}

/* Who reads what was found, a finger or the pointer on it, is still there. */
static gboolean
on_input (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer user_data)
{
  GuichetHome *self = user_data;

  if (self->forget_source != 0)
    forget_later (self, TRUE);
  return GDK_EVENT_PROPAGATE;
}

static void
on_search_changed (GuichetHome *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->search_text));
  g_autofree char *words = g_strstrip (g_strdup (typed));
  g_autoptr (GPtrArray) found = NULL;

  forget_later (self, typed[0] != '\0');
  gtk_widget_set_visible (self->clear_button, typed[0] != '\0');
  if (self->catalogue == NULL)
    return;
  if (words[0] == '\0') {
    show_first (self);
    return;
  }
  self->in_group = FALSE;
  found = guichet_catalogue_view_search (self->catalogue, typed);
  if (found->len > 0)
    fill_list (self, found);
  show_part (self, found->len > 0 ? "list" : "nothing", _ ("Services found"));
}

/* Enter in the search: the one thing that is expected of it is the first answer. */
static void
on_search_activated (GuichetHome *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->parts), "list") == 0)
    guichet_tile_grid_focus_first (self->list_grid);
}

static void
guichet_home_dispose (GObject *object)
{
  g_clear_handle_id (&GUICHET_HOME (object)->forget_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_HOME);
  G_OBJECT_CLASS (guichet_home_parent_class)->dispose (object);
}

static void
guichet_home_finalize (GObject *object)
{
  GuichetHome *self = GUICHET_HOME (object);

  g_free (self->centre_name);
  g_free (self->greeting_text);
  g_hash_table_unref (self->down);
  G_OBJECT_CLASS (guichet_home_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/home.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, header);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, back_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, title);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, greeting);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, search_text);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, clear_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, others_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, message_box);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, message);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, parts);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, first_grid);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, groups_grid);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, list_grid);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, tools);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, copy_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetHome, scan_button);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_scan_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_tile_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_group_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_others_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_help_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated);
}

static void
guichet_home_class_init (GuichetHomeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_home_dispose;
  G_OBJECT_CLASS (klass)->finalize = guichet_home_finalize;
  signals[HELP] = g_signal_new ("help", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[GROUP_OPENED] =
      g_signal_new ("group-opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[COPY] = g_signal_new ("copy", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[SCAN] = g_signal_new ("scan", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  g_type_ensure (GUICHET_TYPE_TILE_GRID);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
watch_input (GuichetHome *self)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (on_input), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
guichet_home_init (GuichetHome *self)
{
  self->centre_name = g_strdup ("");
  self->greeting_text = g_strdup ("");
  self->down = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  guichet_tile_grid_set_fill (self->first_grid, TRUE);
  guichet_tile_grid_set_fill (self->groups_grid, FALSE);
  guichet_tile_grid_set_fill (self->list_grid, FALSE);
  watch_input (self);
}

static void
add_group (GuichetHome *self, const GuichetGroup *group)
{
  g_autoptr (GPtrArray) members = guichet_catalogue_view_get_members (self->catalogue, group->id);
  g_autofree char *count =
      g_strdup_printf (ngettext ("%u service", "%u services", members->len), members->len);

  guichet_tile_grid_add (self->groups_grid, group->id, group->icon, group->name, count);
}

static void
add_first (GuichetHome *self, const GuichetFirstTile *tile)
{
  g_autofree char *id = NULL;

  if (tile->service != NULL) {
    add_service (self->first_grid, tile->service);
    return;
  }
  id = g_strconcat (GROUP_PREFIX, tile->group->id, NULL);
  guichet_tile_grid_add (self->first_grid, id, tile->group->icon, tile->group->name,
                         tile->group->sentence);
}

/* A stack of GTK 4.8 asks its hidden parts too whether their height goes by their width. An empty
 * grid says no, and this answer is kept when it is filled before it was ever shown: the list would
 * then be as high as if its words had no room, and have a scroll bar for nothing. So it is never
 * empty. */
static void
fill_list_early (GuichetHome *self)
{
  const GPtrArray *groups = guichet_catalogue_view_get_groups (self->catalogue);

  guichet_tile_grid_clear (self->list_grid);
  for (guint i = 0; i < groups->len; i++) {
    const GuichetGroup *group = g_ptr_array_index (groups, i);
    g_autoptr (GPtrArray) members = guichet_catalogue_view_get_members (self->catalogue, group->id);

    if (members->len == 0)
      continue;
    add_service (self->list_grid, g_ptr_array_index (members, 0));
    return;
  }
}

void
guichet_home_set_up (GuichetHome *self, const GuichetCatalogueView *catalogue,
                     const char *centre_name, const char *greeting)
{
  const GPtrArray *first = guichet_catalogue_view_get_first (catalogue);
  const GPtrArray *groups = guichet_catalogue_view_get_groups (catalogue);

  self->catalogue = catalogue;
  g_free (self->centre_name);
  self->centre_name = g_strdup (centre_name);
  g_free (self->greeting_text);
  self->greeting_text = g_strdup (greeting != NULL ? greeting : "");
  gtk_label_set_label (self->greeting, self->greeting_text);
  guichet_tile_grid_clear (self->first_grid);
  guichet_tile_grid_clear (self->groups_grid);
  for (guint i = 0; i < first->len; i++)
    add_first (self, g_ptr_array_index (first, i));
  for (guint i = 0; i < groups->len; i++)
    add_group (self, g_ptr_array_index (groups, i));
  guichet_tile_grid_set_down (self->first_grid, self->down);
  fill_list_early (self);
  show_first (self);
}

void
guichet_home_set_tools (GuichetHome *self, gboolean can_copy, gboolean can_scan)
{
  const char *part = gtk_stack_get_visible_child_name (self->parts);

  self->has_tools = can_copy || can_scan;
  gtk_widget_set_visible (self->copy_button, can_copy);
  gtk_widget_set_visible (self->scan_button, can_scan);
  gtk_widget_set_visible (self->tools, has_room_for_tools (self) && g_strcmp0 (part, "first") == 0);
}

void
guichet_home_set_message (GuichetHome *self, const char *message)
{
  const char *part = gtk_stack_get_visible_child_name (self->parts);

  gtk_label_set_label (self->message, message);
  show_message (self, g_strcmp0 (part, "first") == 0);
}

void
guichet_home_set_hidden (GuichetHome *self, GVariant *hidden)
{
  GVariantIter iter;
  const char *id;
  const char *words;

  g_hash_table_remove_all (self->down);
  g_variant_iter_init (&iter, hidden);
  while (g_variant_iter_next (&iter, "(&s&s)", &id, &words))
    g_hash_table_insert (self->down, g_strdup (id),
                         g_strdup (words[0] != '\0' ? words : _ ("Does not work today.")));
  guichet_tile_grid_set_down (self->first_grid, self->down);
  guichet_tile_grid_set_down (self->list_grid, self->down);
}

void
guichet_home_reset (GuichetHome *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_text), "");
  show_first (self);
  guichet_tile_grid_focus_first (self->first_grid);
}

void
guichet_home_set_compact (GuichetHome *self, gboolean compact)
{
  self->compact = compact;
  if (compact)
    gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "compact");
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->parts), "first") == 0)
    show_first (self);
}

void
guichet_home_search (GuichetHome *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_text), text);
}

void
guichet_home_show_groups (GuichetHome *self)
{
  self->in_group = FALSE;
  show_part (self, "groups", _ ("Other services"));
  guichet_tile_grid_focus_first (self->groups_grid);
}

void
guichet_home_show_group (GuichetHome *self, const char *id)
{
  const GPtrArray *groups = guichet_catalogue_view_get_groups (self->catalogue);
  g_autoptr (GPtrArray) members = guichet_catalogue_view_get_members (self->catalogue, id);

  for (guint i = 0; i < groups->len; i++) {
    const GuichetGroup *group = g_ptr_array_index (groups, i);

    if (!g_str_equal (group->id, id))
      continue;
    fill_list (self, members);
    show_part (self, "list", group->name);
    self->in_group = TRUE;
    self->from_first = FALSE;
    guichet_tile_grid_focus_first (self->list_grid);
    return;
  }
}
