/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures-output.h"

#include "catalogue.h"
#include "config-problem.h"
#include "figures-csv.h"
#include "figures-page.h"
#include "figures-text.h"
#include "figures-xlsx.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>

struct _GuichetFigureSource {
  /* Owned */
  GuichetFederationStore *store;
  GuichetCatalogue *catalogue;
  /* State */
  gboolean is_french;
};

GuichetFigureSource *
guichet_figure_source_new (GuichetFederationStore *store, const char *defaults_dir,
                           const char *centre_dir, gboolean is_french)
{
  /* Only for the names of services: its mistakes are told by guichetctl check. */
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  GuichetFigureSource *self = g_new0 (GuichetFigureSource, 1);

  self->store = store;
  self->catalogue = guichet_catalogue_load (defaults_dir, centre_dir, NULL, problems);
  self->is_french = is_french;

  return self;
}

void
guichet_figure_source_free (GuichetFigureSource *self)
{
  if (self == NULL)
    return;

  guichet_federation_store_free (self->store);
  guichet_catalogue_unref (self->catalogue);
  g_free (self);
}

GuichetFederationStore *
guichet_figure_source_get_store (GuichetFigureSource *self)
{
  return self->store;
}

static GBytes *
take_text (char *text)
{
  return g_bytes_new_with_free_func (text, strlen (text), g_free, text);
}

static GBytes *
write_figures (const GuichetFigures *figures, GuichetOutput output, GuichetLinkStyle links,
               GError **error)
{
  switch (output) {
  case GUICHET_OUTPUT_CSV:
    return take_text (guichet_figures_to_csv (figures));
  case GUICHET_OUTPUT_XLSX:
    return guichet_figures_to_xlsx (figures, error);
  case GUICHET_OUTPUT_PAGE:
    return take_text (guichet_figures_to_page (figures, links));
  case GUICHET_OUTPUT_SHEET:
    return take_text (guichet_figures_to_sheet (figures, links));
  case GUICHET_OUTPUT_TEXT:
  default:
    return take_text (guichet_figures_to_text (figures));
  }
}

GBytes *
guichet_figure_source_write (GuichetFigureSource *self, const GuichetFigureScope *scope,
                             GuichetOutput output, GuichetLinkStyle links, GError **error)
{
  g_autoptr (GuichetFigures) figures =
      guichet_figures_read (self->store, scope, self->catalogue, self->is_french, error);

  return figures == NULL ? NULL : write_figures (figures, output, links, error);
}

static gboolean
write_pages (const GuichetFigures *figures, const char *folder, GError **error)
{
  const struct {
    GuichetPageKind kind;
    GuichetOutput output;
  } pages[] = { { GUICHET_PAGE_SCREEN, GUICHET_OUTPUT_PAGE },
                { GUICHET_PAGE_SHEET, GUICHET_OUTPUT_SHEET } };

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
    const GuichetPageTarget target = { .kind = pages[i].kind,
                                       .department = figures->department,
                                       .centre = figures->centre };
    g_autofree char *name = guichet_page_link (GUICHET_LINKS_FILES, &target);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GBytes) bytes = write_figures (figures, pages[i].output, GUICHET_LINKS_FILES, error);
    gsize length;
    const char *data;

    if (bytes == NULL)
      return FALSE;
    data = g_bytes_get_data (bytes, &length);
    if (!g_file_set_contents (path, data, (gssize)length, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
write_places (GuichetFigureSource *self, int year, const GPtrArray *places, gboolean are_centres,
              const char *folder, GError **error)
{
  for (guint i = 0; i < places->len; i++) {
    const GuichetPlaceRow *place = g_ptr_array_index (places, i);
    const GuichetFigureScope scope = { .department = are_centres ? NULL : place->id,
                                       .centre = are_centres ? place->id : NULL,
                                       .year = year };
    g_autoptr (GuichetFigures) figures =
        guichet_figures_read (self->store, &scope, self->catalogue, self->is_french, error);

    if (figures == NULL || !write_pages (figures, folder, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
guichet_figure_source_write_site (GuichetFigureSource *self, int year, const char *folder,
                                  GError **error)
{
  const GuichetFigureScope scope = { .year = year };
  g_autoptr (GuichetFigures) figures =
      guichet_figures_read (self->store, &scope, self->catalogue, self->is_french, error);

  if (figures == NULL)
    return FALSE;
  if (g_mkdir_with_parents (folder, 0755) != 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", folder,
                 g_strerror (errno));
    return FALSE;
  }

  return write_pages (figures, folder, error) &&
         write_places (self, figures->year, figures->departments, FALSE, folder, error) &&
         write_places (self, figures->year, figures->centres, TRUE, folder, error);
}
