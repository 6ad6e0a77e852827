/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _GuichetAllowList GuichetAllowList;

/** What is about to show the address. */
typedef enum {
  GUICHET_NAVIGATION_TARGET_UNKNOWN, /* a navigation decision: main frame or frame, not told */
  GUICHET_NAVIGATION_TARGET_MAIN,    /* the document of the page */
  GUICHET_NAVIGATION_TARGET_FRAME,   /* a frame in it */
  GUICHET_NAVIGATION_TARGET_POPUP,   /* a new window */
} GuichetNavigationTarget;

typedef enum {
  GUICHET_NAVIGATION_REFUSE,   /* outside the lists: calm page with the host */
  GUICHET_NAVIGATION_USE,      /* within the rules */
  GUICHET_NAVIGATION_UPGRADE,  /* http, and the same address by https is within the rules */
  GUICHET_NAVIGATION_DOCUMENT, /* a file that the page itself made: not to be shown as a page */
  GUICHET_NAVIGATION_OUTSIDE,  /* something for another program (mailto:, tel:): calm notice */
  GUICHET_NAVIGATION_IGNORE,   /* means nothing here; nobody needs to be told */
} GuichetNavigationVerdict;

/**
 * Decides on @uri, which must be the canonical URI that WebKit reports, never a raw string: a page
 * shows addresses of @navigate, its frames addresses of @load. With TARGET_UNKNOWN what only a
 * frame may show gets USE: the content filter and the decision on the response, which know the
 * frame, ask again. Redirects are decided like first requests. Anything in doubt is REFUSE. Pure.
 */
GuichetNavigationVerdict guichet_navigation_decide (const GuichetAllowList *navigate,
                                                    const GuichetAllowList *load, const char *uri,
                                                    GuichetNavigationTarget target);

/** The https form of an http @uri of the default port, owned by the caller; NULL for any other. */
char *guichet_navigation_upgrade (const char *uri);

/** The host to name when @uri was refused, owned by the caller; NULL when it has no plain one. */
char *guichet_navigation_get_host (const char *uri);
