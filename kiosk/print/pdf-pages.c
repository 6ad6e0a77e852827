/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-pages.h"

#include "page-ranges.h"

#include <qpdf/qpdf-c.h>

#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <linux/capability.h>
#include <unistd.h>

#define MAX_SECONDS 20
#define MAX_MEMORY  ((rlim_t)1024 * 1024 * 1024)
#define MAX_RESULT  ((rlim_t)256 * 1024 * 1024)
#define MAX_PAGES   20000

/* Of the document as a whole: what no sheet of paper shows, and what could name somebody. */
static const char *const CATALOGUE_KEYS[] = {
  "/AA",        "/Collection",   "/Dests",      "/Lang",           "/Legal",      "/MarkInfo",
  "/Metadata",  "/Names",        "/OpenAction", "/Outlines",       "/PageLabels", "/Perms",
  "/PieceInfo", "/Requirements", "/SpiderInfo", "/StructTreeRoot", "/Threads",    "/URI",
};
static const char *const PAGE_KEYS[] = { "/AA",   "/B", "/Metadata", "/PieceInfo", "/StructParents",
                                         "/Thumb" };

static gboolean
limit (int resource, rlim_t value)
{
  struct rlimit both = { value, value };

  return setrlimit (resource, &both) == 0;
}

static gboolean
drop_capabilities (void)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct none[2] = { { 0 } };

  return syscall (SYS_capset, &header, none) == 0;
}

gboolean
guichet_pdf_pages_confine (void)
{
  if (!limit (RLIMIT_CPU, MAX_SECONDS) || !limit (RLIMIT_AS, MAX_MEMORY) ||
      !limit (RLIMIT_FSIZE, MAX_RESULT) || !limit (RLIMIT_CORE, 0))
    return FALSE;
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      unshare (CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) != 0)
    return FALSE;
  /* A directory with nothing in it to open, and that nobody can put anything into. */
  return chroot ("/proc/self/fdinfo") == 0 && chdir ("/") == 0 && drop_capabilities ();
}

static void
remove_keys (qpdf_data pdf, qpdf_oh object, const char *const *keys, gsize n_keys)
{
  for (gsize i = 0; i < n_keys; i++)
    qpdf_oh_remove_key (pdf, object, keys[i]);
}

static GuichetPrintReason
open_document (qpdf_data pdf, const char *bytes, gsize length)
{
  QPDF_ERROR_CODE code;

  qpdf_silence_errors (pdf);
  qpdf_set_suppress_warnings (pdf, QPDF_TRUE);
  code = qpdf_read_memory (pdf, "document", bytes, length, NULL);
  if (code & QPDF_ERRORS)
    return qpdf_get_error_code (pdf, qpdf_get_error (pdf)) == qpdf_e_password
               ? GUICHET_PRINT_REASON_ENCRYPTED
               : GUICHET_PRINT_REASON_DOCUMENT;
  if (qpdf_is_encrypted (pdf) && !qpdf_allow_print_low_res (pdf))
    return GUICHET_PRINT_REASON_ENCRYPTED;
  return GUICHET_PRINT_REASON_NONE;
}

static gboolean
keep_pages (qpdf_data pdf, const GArray *pages, guint n_pages)
{
  guint next = pages->len;

  for (guint page = n_pages; page >= 1; page--) {
    qpdf_oh object = qpdf_get_page_n (pdf, page - 1);

    if (qpdf_has_error (pdf))
      return FALSE;
    if (next > 0 && g_array_index (pages, guint, next - 1) == page) {
      next--;
      remove_keys (pdf, object, PAGE_KEYS, G_N_ELEMENTS (PAGE_KEYS));
    } else if (qpdf_remove_page (pdf, object) & QPDF_ERRORS) {
      return FALSE;
    }
    qpdf_oh_release (pdf, object);
  }
  remove_keys (pdf, qpdf_get_root (pdf), CATALOGUE_KEYS, G_N_ELEMENTS (CATALOGUE_KEYS));
  qpdf_oh_remove_key (pdf, qpdf_get_trailer (pdf), "/Info");
  return !qpdf_has_error (pdf);
}

static gboolean
write_all (int fd, const unsigned char *bytes, gsize length)
{
  while (length > 0) {
    gssize n = write (fd, bytes, length);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    bytes += n;
    length -= (gsize)n;
  }
  return TRUE;
}

static gboolean
write_document (qpdf_data pdf, int out)
{
  if (qpdf_init_write_memory (pdf) & QPDF_ERRORS)
    return FALSE;
  /* A name made of the content alone, not of the time. */
  qpdf_set_preserve_encryption (pdf, QPDF_FALSE);
  qpdf_set_deterministic_ID (pdf, QPDF_TRUE);
  if (qpdf_write (pdf) & QPDF_ERRORS)
    return FALSE;
  return write_all (out, qpdf_get_buffer (pdf), qpdf_get_buffer_length (pdf));
}

static GuichetPrintReason
write_pages (qpdf_data pdf, int out, const char *text, guint *n_chosen)
{
  int n_pages = qpdf_get_num_pages (pdf);
  g_autoptr (GArray) pages = NULL;

  if (n_pages < 1)
    return GUICHET_PRINT_REASON_DOCUMENT;
  if (n_pages > MAX_PAGES)
    return GUICHET_PRINT_REASON_TOO_LARGE;
  pages = guichet_page_ranges_parse (text, (guint)n_pages);
  if (pages == NULL)
    return GUICHET_PRINT_REASON_NO_PAGES;
  *n_chosen = pages->len;
  if (!keep_pages (pdf, pages, (guint)n_pages) || !write_document (pdf, out))
    return GUICHET_PRINT_REASON_DOCUMENT;
  return GUICHET_PRINT_REASON_NONE;
}

GuichetPrintReason
guichet_pdf_pages_write (int in, int out, const char *pages, guint *n_chosen)
{
  struct stat info;
  qpdf_data pdf;
  void *bytes;
  GuichetPrintReason reason;

  *n_chosen = 0;
  if (fstat (in, &info) != 0 || info.st_size <= 0)
    return GUICHET_PRINT_REASON_DOCUMENT;
  bytes = mmap (NULL, (gsize)info.st_size, PROT_READ, MAP_PRIVATE, in, 0);
  if (bytes == MAP_FAILED)
    return GUICHET_PRINT_REASON_TOO_LARGE;
  pdf = qpdf_init ();
  reason = open_document (pdf, bytes, (gsize)info.st_size);
  if (reason == GUICHET_PRINT_REASON_NONE)
    reason = write_pages (pdf, out, pages, n_chosen);
  qpdf_cleanup (&pdf);
  (void)munmap (bytes, (gsize)info.st_size);
  return reason;
}
