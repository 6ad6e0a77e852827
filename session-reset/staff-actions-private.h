/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "staff-actions.h"

/* What one action works with; data of its task. */
typedef struct {
  /* Owned */
  GuichetSupervisor *supervisor;
  char *argument;
  GVariantDict *answer;
  GVariant *devices; /* of the diagnostics */
  /* State */
  guint n_left; /* questions that are not answered yet */
  gboolean is_for_stick;
  gboolean is_begun; /* guichet_staff_work_begin() */
} GuichetStaffWork;

/** Borrowed. */
GuichetStaffWork *guichet_staff_work_get (GTask *task);
/** Answers, and takes over @task. */
void guichet_staff_work_end (GTask *task, gboolean is_done, const char *outcome);
void guichet_staff_work_end_well (GTask *task);
/** @values: a{sv}, into @dict. */
void guichet_staff_work_insert_all (GVariantDict *dict, GVariant *values);
/** Has a device to itself until its end; FALSE: another one has. */
gboolean guichet_staff_work_begin (GTask *task);

/* Each takes over @task. */

/* staff-actions-devices.c */
void guichet_staff_do_state (GTask *task);
void guichet_staff_do_clear_queue (GTask *task);
void guichet_staff_do_test_page (GTask *task);

/* staff-actions-technician.c */
void guichet_staff_do_check (GTask *task);
void guichet_staff_do_versions (GTask *task);
void guichet_staff_do_diagnostics (GTask *task);
void guichet_staff_do_diagnostics_to_stick (GTask *task);
void guichet_staff_do_report_to_stick (GTask *task);
void guichet_staff_do_restart (GTask *task);
void guichet_staff_do_power_off (GTask *task);
