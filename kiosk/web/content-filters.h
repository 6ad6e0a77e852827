/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <webkit/webkit.h>

/**
 * GuichetContentFilters: the compiled content filters of a visit, each compiled once, when its
 * service is first opened or before. Main thread only.
 */
#define GUICHET_TYPE_CONTENT_FILTERS (guichet_content_filters_get_type ())
G_DECLARE_FINAL_TYPE (GuichetContentFilters, guichet_content_filters, GUICHET, CONTENT_FILTERS,
                      GObject)

/** Compiled files go to @dir, which lies in the memory of the visit's world. */
GuichetContentFilters *guichet_content_filters_new (const char *dir);

/** @source: JSON of filter-rules.h, compiled under the name @id unless it was already. */
void guichet_content_filters_get_async (GuichetContentFilters *self, const char *id,
                                        const char *source, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
/** NULL and @error when it could not be compiled: then nothing may be loaded. Owned by the caller.
 */
WebKitUserContentFilter *guichet_content_filters_get_finish (GuichetContentFilters *self,
                                                             GAsyncResult *result, GError **error);
