/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture.h"

#include <webp/decode.h>
#include <webp/demux.h>

static int
measure (const GuichetInput *input, guint page, guint *width, guint *height)
{
  WebPBitstreamFeatures features;

  if (WebPGetFeatures (input->data, input->size, &features) != VP8_STATUS_OK)
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  *width = (guint)features.width;
  *height = (guint)features.height;
  return 0;
}

static gboolean
decode_into (const guint8 *data, gsize size, cairo_surface_t *surface)
{
  guint8 *pixels = cairo_image_surface_get_data (surface);
  guint width = (guint)cairo_image_surface_get_width (surface);
  gsize height = (gsize)cairo_image_surface_get_height (surface);
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);

  if (WebPDecodeBGRAInto (data, size, pixels, stride * height, (int)stride) == NULL)
    return FALSE;
  for (gsize y = 0; y < height; y++)
    guichet_picture_flatten_row (pixels + y * stride, width);
  cairo_surface_mark_dirty (surface);
  return TRUE;
}

/* Of a moving picture the first one, if it covers all. */
static gboolean
decode_first (const GuichetInput *input, cairo_surface_t *surface)
{
  WebPData data = { input->data, input->size };
  WebPDemuxer *demuxer = WebPDemux (&data);
  WebPIterator frame = { 0 };
  gboolean good = FALSE;

  if (demuxer == NULL)
    return FALSE;
  if (WebPDemuxGetFrame (demuxer, 1, &frame) &&
      frame.width == cairo_image_surface_get_width (surface) &&
      frame.height == cairo_image_surface_get_height (surface))
    good = decode_into (frame.fragment.bytes, frame.fragment.size, surface);
  WebPDemuxReleaseIterator (&frame);
  WebPDemuxDelete (demuxer);
  return good;
}

static int
decode (const GuichetInput *input, guint page, guint width, guint height, cairo_surface_t **surface)
{
  WebPBitstreamFeatures features;

  if (WebPGetFeatures (input->data, input->size, &features) != VP8_STATUS_OK)
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  *surface = guichet_picture_new_surface ((guint)features.width, (guint)features.height);
  if (*surface == NULL)
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
  if (features.has_animation ? decode_first (input, *surface)
                             : decode_into (input->data, input->size, *surface))
    return 0;
  cairo_surface_destroy (*surface);
  return GUICHET_DOCUMENT_ERROR_BROKEN;
}

const GuichetPictureFormat guichet_picture_webp = { measure, decode };
