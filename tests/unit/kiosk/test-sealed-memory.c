/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sealed-memory.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char TEXT[] = "one page";

static void
test_sealed (void)
{
  g_autoptr (GError) error = NULL;
  int fd = guichet_sealed_memory_new (TEXT, sizeof TEXT, &error);

  g_assert_no_error (error);
  g_assert_true (guichet_sealed_memory_is_sealed (fd));
  g_assert_cmpint (pwrite (fd, "x", 1, 0), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
  g_assert_cmpint (ftruncate (fd, 0), ==, -1);
  g_assert_cmpint (ftruncate (fd, 100), ==, -1);
  g_assert_true (mmap (NULL, sizeof TEXT, PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
  close (fd);
}

static void
test_map (void)
{
  g_autoptr (GError) error = NULL;
  int fd = guichet_sealed_memory_new (TEXT, sizeof TEXT, &error);
  g_autoptr (GBytes) bytes = guichet_sealed_memory_map (fd, sizeof TEXT, &error);

  g_assert_no_error (error);
  close (fd);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), TEXT, sizeof TEXT);
}

static void
test_map_refuses (void)
{
  g_autoptr (GError) error = NULL;
  int open_fd = guichet_sealed_memory_create (NULL);
  int empty_fd = guichet_sealed_memory_new ("", 0, NULL);
  int long_fd = guichet_sealed_memory_new (TEXT, sizeof TEXT, NULL);

  g_assert_cmpint (write (open_fd, TEXT, sizeof TEXT), ==, sizeof TEXT);
  g_assert_null (guichet_sealed_memory_map (open_fd, 100, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_null (guichet_sealed_memory_map (empty_fd, 100, &error));
  g_assert_error (error, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_BROKEN);
  g_clear_error (&error);
  g_assert_null (guichet_sealed_memory_map (long_fd, sizeof TEXT - 1, &error));
  g_assert_error (error, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES);
  close (open_fd);
  close (empty_fd);
  close (long_fd);
}

/* A file that is no memory at all has no seals to trust. */
static void
test_map_refuses_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp (NULL, &path, NULL);

  g_assert_cmpint (write (fd, TEXT, sizeof TEXT), ==, sizeof TEXT);
  g_assert_null (guichet_sealed_memory_map (fd, 100, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  close (fd);
  unlink (path);
}

static void
test_copy (void)
{
  g_autoptr (GError) error = NULL;
  gsize size = 3 * 64 * 1024 + 5;
  g_autofree char *data = g_malloc (size);
  g_autoptr (GBytes) bytes = NULL;
  int source;
  int fd;

  for (gsize i = 0; i < size; i++)
    data[i] = (char)(i % 251);
  source = guichet_sealed_memory_new (data, size, NULL);
  fd = guichet_sealed_memory_copy (source, size, &error);
  g_assert_no_error (error);
  bytes = guichet_sealed_memory_map (fd, size, &error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), data, size);
  close (fd);

  g_assert_cmpint (guichet_sealed_memory_copy (source, size - 1, &error), ==, -1);
  g_assert_error (error, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES);
  close (source);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/sealed-memory/sealed", test_sealed);
  g_test_add_func ("/kiosk/sealed-memory/map", test_map);
  g_test_add_func ("/kiosk/sealed-memory/map-refuses", test_map_refuses);
  g_test_add_func ("/kiosk/sealed-memory/map-refuses-files", test_map_refuses_files);
  g_test_add_func ("/kiosk/sealed-memory/copy", test_copy);
  return g_test_run ();
}
