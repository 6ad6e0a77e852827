/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The version that this program writes; a newer store is refused. */
#define GUICHET_FEDERATION_SCHEMA 1

/** For guichet_sql_run_script(). */
extern const char guichet_federation_schema[];
