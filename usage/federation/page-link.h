/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** Where the pages of a federation are, for each other. */
typedef enum {
  GUICHET_LINKS_NONE,  /* one page alone */
  GUICHET_LINKS_QUERY, /* served: "?departement=33&annee=2026" */
  GUICHET_LINKS_FILES, /* a folder of pages of one year: "departement-33.html" */
} GuichetLinkStyle;

typedef enum {
  GUICHET_PAGE_SCREEN,
  GUICHET_PAGE_SHEET, /* the printable one */
  GUICHET_PAGE_CSV,
  GUICHET_PAGE_XLSX,
  GUICHET_N_PAGES,
} GuichetPageKind;

typedef struct {
  GuichetPageKind kind;
  const char *department; /* NULL: all */
  const char *centre;     /* NULL: all */
  int year;               /* 0: the latest */
  int month;              /* 0: the year */
} GuichetPageTarget;

/** The link to @target, relative, owned by the caller; NULL when @style has no such page. */
char *guichet_page_link (GuichetLinkStyle style, const GuichetPageTarget *target);
/** The value of "page=" for @kind. Static. */
const char *guichet_page_kind_get_name (GuichetPageKind kind);
