/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * Keeps the CSS class of @window ("size-small", "size-medium" or "size-large") right for its size:
 * from the monitor before it is mapped, from its surface afterwards. @scale: 2 doubles the text.
 */
void guichet_size_class_watch (GtkWindow *window, guint scale);
/** Does @widget stand in a window whose text is doubled? Less then fits side by side. */
gboolean guichet_size_class_is_double (GtkWidget *widget);
/** The class for a window of @width x @height. Static. */
const char *guichet_size_class_for (int width, int height);
