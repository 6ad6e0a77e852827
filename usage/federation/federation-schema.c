/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "federation-schema.h"

/*
 * The tables, for both kinds of store. Centres and cells are numbers and a month is 202612, as
 * there are some millions of facts. A fact stands under the month of its report; span tells whether
 * it counts that month (1), what was too small in the months of its quarter (3) or of its year
 * (12). n is NULL in one row per metric (label ''): the metric was counted, whatever was withheld
 * of it. report keeps every revision that was ever imported, so that a replay is known.
 */
const char guichet_federation_schema[] =
    "CREATE TABLE federation (key TEXT NOT NULL PRIMARY KEY, value @integer@ NOT NULL) @options@;"
    "CREATE TABLE centre ("
    "  number @integer@ NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
    "  department TEXT NOT NULL) @options@;"
    "CREATE TABLE centre_key ("
    "  key_id TEXT NOT NULL PRIMARY KEY, centre @integer@ NOT NULL REFERENCES centre (number),"
    "  public_key TEXT NOT NULL, enrolled TEXT NOT NULL, revoked TEXT) @options@;"
    "CREATE TABLE cell ("
    "  number @integer@ NOT NULL PRIMARY KEY, metric TEXT NOT NULL, label TEXT NOT NULL,"
    "  UNIQUE (metric, label)) @options@;"
    "CREATE TABLE report ("
    "  centre @integer@ NOT NULL REFERENCES centre (number), month @integer@ NOT NULL,"
    "  revision @integer@ NOT NULL, sha256 TEXT NOT NULL, key_id TEXT NOT NULL,"
    "  counter @integer@ NOT NULL, kiosks @integer@ NOT NULL, days_lost @integer@ NOT NULL,"
    "  withheld_under @integer@ NOT NULL, imported TEXT NOT NULL,"
    "  PRIMARY KEY (centre, month, revision), UNIQUE (key_id, counter)) @options@;"
    "CREATE TABLE fact ("
    "  month @integer@ NOT NULL, centre @integer@ NOT NULL REFERENCES centre (number),"
    "  span @integer@ NOT NULL, cell @integer@ NOT NULL, n @integer@,"
    "  PRIMARY KEY (month, centre, span, cell)) @options@;"
    "INSERT INTO federation VALUES ('schema', 1), ('generation', 0);";
