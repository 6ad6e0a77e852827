/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan-thread.h"

struct _GuichetScanThread {
  /* Owned */
  GAsyncQueue *requests; /* element type GuichetScanRequest */
  char *device;
  char *vendor;
  char *product;
  char *serial;
  char *sysfs_dir;
  char *source_dir;
  char *config_dir;

  /* State, of the thread alone */
  GuichetSaneDevice *sane;
  GuichetSaneSources source; /* of the page in progress */
  guint n_sheets;            /* of the series of the feeder in progress */

  /* State, of both */
  gint n_cancels; /* atomic; requests older than a cancel are cancelled */
  GMutex lock;
  int outcome;                /* under the lock: of the last page that was started */
  GTask *finish_task;         /* under the lock: waits for it; owned */
  GuichetSaneDevice *reading; /* under the lock: the device, while a page is in progress */
};

/* Of a page, besides what a GuichetScanFailure says. */
enum {
  GUICHET_SCAN_OUTCOME_GOOD = -1,
  GUICHET_SCAN_OUTCOME_RUNNING = -2,
  GUICHET_SCAN_OUTCOME_NONE = -3, /* there is no page, or it was told */
};

typedef struct {
  void (*run) (GuichetScanThread *self, gpointer data);
  GTask *task; /* owned; NULL for close */
  GuichetSaneSources source;
  gboolean colour;
  guint resolution;
  gint n_cancels;
  GSourceFunc done;
  gpointer user_data;
} GuichetScanRequest;

/* scan-thread.c */

gboolean guichet_scan_thread_is_cancelled (GuichetScanThread *self,
                                           const GuichetScanRequest *request);
void guichet_scan_thread_return_failure (GTask *task, GuichetScanFailure failure);
/** Does nothing when it is open. */
gboolean guichet_scan_thread_open_device (GuichetScanThread *self, GError **error);
void guichet_scan_thread_close_device (GuichetScanThread *self);
void guichet_scan_thread_answer_finish (GTask *task, int outcome);

/* scan-thread-page.c */

/** A page, from its start to its end; the request's task is answered when it has begun. */
void guichet_scan_thread_run_page (GuichetScanThread *self, gpointer request);
