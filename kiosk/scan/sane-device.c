/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sane-device.h"

#include <sane/sane.h>
#include <sane/saneopts.h>
#include <string.h>

#include "sane-options.h"
#include "scan-failure.h"

/* An A4 page at 300 dots per inch is 2480 x 3508. */
#define MAX_WIDTH  20000
#define MAX_HEIGHT 30000
#define MAX_READ   (256 * 1024)

struct _GuichetSaneDevice {
  /* Owned */
  SANE_Handle handle;
  guint8 *row; /* with its padding */

  /* State */
  GuichetSanePage page;
  gsize row_size;      /* as the driver gives it, with padding */
  gsize row_bytes;     /* without */
  gsize row_used;      /* bytes of it that came */
  gsize row_given;     /* bytes of a whole row that were given on */
  guint64 n_bytes;     /* of the page, with padding */
  gboolean is_started; /* a page or a series of the feeder */
};

/* --- words of SANE --- */

static gboolean
fail (GError **error, GuichetScanFailure failure)
{
  g_set_error_literal (error, GUICHET_SCAN_ERROR, (int)failure,
                       failure == GUICHET_SCAN_CANCELLED ? "cancelled"
                                                         : guichet_scan_failure_to_label (failure));
  return FALSE;
}

/* @lost: what an error of input and output means here. */
static GuichetScanFailure
to_failure (SANE_Status status, GuichetScanFailure lost)
{
  switch (status) {
  case SANE_STATUS_CANCELLED:
    return GUICHET_SCAN_CANCELLED;
  case SANE_STATUS_DEVICE_BUSY:
    return GUICHET_SCAN_BUSY;
  case SANE_STATUS_JAMMED:
    return GUICHET_SCAN_JAMMED;
  case SANE_STATUS_NO_DOCS:
    return GUICHET_SCAN_EMPTY;
  case SANE_STATUS_COVER_OPEN:
    return GUICHET_SCAN_OPEN;
  case SANE_STATUS_ACCESS_DENIED:
    return GUICHET_SCAN_REFUSED;
  case SANE_STATUS_IO_ERROR:
  case SANE_STATUS_EOF:
  case SANE_STATUS_INVAL: /* to an open: of a device that is there no more */
    return lost;
  case SANE_STATUS_UNSUPPORTED:
  case SANE_STATUS_NO_MEM:
  case SANE_STATUS_GOOD:
  default:
    return GUICHET_SCAN_OTHER;
  }
}

/* --- open --- */

GuichetSaneDevice *
guichet_sane_device_open (const char *name, GError **error)
{
  GuichetSaneDevice *self;
  SANE_Handle handle = NULL;
  SANE_Status status = sane_init (NULL, NULL);

  if (status == SANE_STATUS_GOOD)
    status = sane_open (name, &handle);
  if (status != SANE_STATUS_GOOD) {
    sane_exit ();
    fail (error, to_failure (status, GUICHET_SCAN_DEAD));
    return NULL;
  }
  self = g_new0 (GuichetSaneDevice, 1);
  self->handle = handle;
  return self;
}

void
guichet_sane_device_close (GuichetSaneDevice *self)
{
  if (self == NULL)
    return;
  guichet_sane_device_cancel (self);
  sane_close (self->handle);
  sane_exit ();
  g_free (self->row);
  g_free (self);
}

GuichetSaneSources
guichet_sane_device_get_sources (GuichetSaneDevice *self)
{
  GuichetSaneSources sources = 0;

  if (guichet_sane_options_find_feeder (self->handle) != NULL)
    sources |= GUICHET_SANE_FEEDER;
  /* One that has no choice is a plain flatbed. */
  if (guichet_sane_options_find_glass (self->handle) != NULL || sources == 0)
    sources |= GUICHET_SANE_GLASS;
  return sources;
}

gboolean
guichet_sane_device_has_colour (GuichetSaneDevice *self)
{
  return guichet_sane_options_find_colour (self->handle) != NULL;
}

gboolean
guichet_sane_device_has_resolution (GuichetSaneDevice *self, guint resolution)
{
  return guichet_sane_options_nearest_resolution (self->handle, resolution) == resolution;
}

/* --- a page --- */

static void
set_options (GuichetSaneDevice *self, GuichetSaneSources source, gboolean colour, guint resolution)
{
  const char *place = source == GUICHET_SANE_FEEDER
                          ? guichet_sane_options_find_feeder (self->handle)
                          : guichet_sane_options_find_glass (self->handle);
  const char *mode = colour ? guichet_sane_options_find_colour (self->handle)
                            : guichet_sane_options_find_grey (self->handle);

  /* The source first: the rest may be another for each. */
  if (place != NULL)
    guichet_sane_options_set_string (self->handle, SANE_NAME_SCAN_SOURCE, place);
  if (mode != NULL)
    guichet_sane_options_set_string (self->handle, SANE_NAME_SCAN_MODE, mode);
  guichet_sane_options_set_number (self->handle, SANE_NAME_BIT_DEPTH, 8);
  guichet_sane_options_set_number (self->handle, SANE_NAME_SCAN_RESOLUTION, resolution);
  guichet_sane_options_set_a4 (self->handle, resolution);
}

/* Only what is said after the start holds. A depth of 16 and colours one after the other are of
 * scanners that are older than any that a centre would have. */
static gboolean
take_parameters (GuichetSaneDevice *self, guint resolution, GError **error)
{
  SANE_Parameters parameters;
  guint channels;

  if (sane_get_parameters (self->handle, &parameters) != SANE_STATUS_GOOD)
    return fail (error, GUICHET_SCAN_OTHER);
  channels = parameters.format == SANE_FRAME_RGB ? 3 : 1;
  if ((parameters.format != SANE_FRAME_RGB && parameters.format != SANE_FRAME_GRAY) ||
      parameters.depth != 8 || parameters.pixels_per_line < 1 ||
      parameters.pixels_per_line > MAX_WIDTH || parameters.lines > MAX_HEIGHT ||
      parameters.bytes_per_line < parameters.pixels_per_line * (SANE_Int)channels ||
      parameters.bytes_per_line > 2 * 3 * MAX_WIDTH)
    return fail (error, GUICHET_SCAN_OTHER);
  self->page =
      (GuichetSanePage){ .width = (guint)parameters.pixels_per_line,
                         .height = (guint)MAX (0, parameters.lines),
                         .channels = channels,
                         .resolution = guichet_sane_options_get_resolution (self->handle) };
  if (self->page.resolution == 0)
    self->page.resolution = resolution;
  self->row_size = (gsize)parameters.bytes_per_line;
  self->row_bytes = self->page.width * channels;
  self->row_used = self->row_given = 0;
  self->n_bytes = 0;
  self->row = g_realloc (self->row, self->row_size);
  return TRUE;
}

static SANE_Status
start (GuichetSaneDevice *self, GuichetSaneSources source, gboolean colour, guint resolution)
{
  /* Nothing may be set between the sheets of a series. */
  if (!self->is_started)
    set_options (self, source, colour, resolution);
  self->is_started = TRUE;
  return sane_start (self->handle);
}

gboolean
guichet_sane_device_start (GuichetSaneDevice *self, GuichetSaneSources source, gboolean colour,
                           guint resolution, GuichetSanePage *page, GError **error)
{
  guint given = guichet_sane_options_nearest_resolution (self->handle, resolution);
  SANE_Status status;

  if (source == GUICHET_SANE_GLASS)
    guichet_sane_device_cancel (self);
  if (given == 0)
    given = resolution;
  status = start (self, source, colour, given);
  if (status == SANE_STATUS_GOOD && take_parameters (self, given, error)) {
    *page = self->page;
    return TRUE;
  }
  if (status != SANE_STATUS_GOOD)
    fail (error, to_failure (status, GUICHET_SCAN_CUT));
  guichet_sane_device_cancel (self);
  return FALSE;
}

/* A driver may guess the height too large; one that stops before the middle was stopped. */
static gssize
end_page (GuichetSaneDevice *self, GError **error)
{
  guint n_rows = (guint)(self->n_bytes / self->row_size);
  gboolean is_whole = n_rows > 0 && n_rows >= self->page.height / 2;

  if (!is_whole)
    fail (error, GUICHET_SCAN_CUT);
  return is_whole ? 0 : -1;
}

/* As it comes: what the driver has, of whole and half rows. */
static gssize
read_some (GuichetSaneDevice *self, guint8 *bytes, gsize size, GError **error)
{
  SANE_Int n = 0;
  SANE_Status status = SANE_STATUS_GOOD;

  while (status == SANE_STATUS_GOOD && n == 0)
    status = sane_read (self->handle, bytes, (SANE_Int)MIN (size, MAX_READ), &n);
  if (status == SANE_STATUS_EOF)
    return end_page (self, error);
  if (status != SANE_STATUS_GOOD || n < 0 || (gsize)n > size ||
      (self->n_bytes += (guint64)n) > (guint64)self->row_size * MAX_HEIGHT) {
    fail (error, to_failure (status, GUICHET_SCAN_CUT));
    return -1;
  }
  return n;
}

/* Row by row, each without what the driver fills it up with. */
static gssize
read_padded (GuichetSaneDevice *self, guint8 *bytes, gsize size, GError **error)
{
  gsize n;

  while (self->row_used < self->row_size) {
    gssize more =
        read_some (self, self->row + self->row_used, self->row_size - self->row_used, error);

    if (more <= 0)
      return more;
    self->row_used += (gsize)more;
  }
  n = MIN (size, self->row_bytes - self->row_given);
  memcpy (bytes, self->row + self->row_given, n);
  self->row_given += n;
  if (self->row_given == self->row_bytes)
    self->row_used = self->row_given = 0;
  return (gssize)n;
}

gssize
guichet_sane_device_read (GuichetSaneDevice *self, guint8 *bytes, gsize size, GError **error)
{
  if (self->row_size == self->row_bytes)
    return read_some (self, bytes, size, error);
  return read_padded (self, bytes, size, error);
}

void
guichet_sane_device_cancel (GuichetSaneDevice *self)
{
  if (!self->is_started)
    return;
  self->is_started = FALSE;
  sane_cancel (self->handle);
}

void
guichet_sane_device_cancel_last (GuichetSaneDevice *self)
{
  sane_cancel (self->handle);
}
