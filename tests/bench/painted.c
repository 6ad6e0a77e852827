/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eyes and a finger on an X screen, for tests/bench/run: says when a picture is painted, by looking
 * at some rows of the root window every few milliseconds, and presses the pointer's button. All
 * times are nanoseconds of CLOCK_MONOTONIC.
 *
 *   keep NAME                     -> ok             the picture NAME is what is on the screen now
 *   equal NAME                    -> PERCENT        of the pixels that are as in NAME
 *   wait NAME PERCENT TIMEOUT_MS  -> at TIME        as soon as so much of it is as in NAME
 *   leave NAME PERCENT TIMEOUT_MS -> at TIME        as soon as less is
 *   still QUIET_MS TIMEOUT_MS     -> at TIME        of the last change before the screen came to
 * rest move X Y                      -> at TIME click X Y                     -> at TIME
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xcb/xcb.h>
#include <xcb/xtest.h>

#define N_ROWS      24
#define N_PICTURES  16
#define PERIOD_NS   2500000
#define STILL_EQUAL 99.99
#define MS          1000000
#define LEFT_BUTTON 1

typedef struct {
  char name[32];
  uint32_t *pixels;
} Picture;

static xcb_connection_t *connection;
static xcb_screen_t *screen;
static Picture pictures[N_PICTURES];
static size_t row_bytes;

static int64_t
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000 * MS + time.tv_nsec;
}

static void
pause_briefly (void)
{
  struct timespec period = { 0, PERIOD_NS };

  nanosleep (&period, NULL);
}

static void
fail (const char *why)
{
  fprintf (stderr, "painted: %s\n", why);
  exit (EXIT_FAILURE);
}

/* All rows are asked for at once: one look costs one round trip. */
static uint32_t *
look (void)
{
  xcb_get_image_cookie_t cookies[N_ROWS];
  uint32_t *pixels = malloc (N_ROWS * row_bytes);

  if (pixels == NULL)
    fail ("no memory");
  for (int i = 0; i < N_ROWS; i++) {
    int y = (2 * i + 1) * screen->height_in_pixels / (2 * N_ROWS);

    cookies[i] = xcb_get_image (connection, XCB_IMAGE_FORMAT_Z_PIXMAP, screen->root, 0, (int16_t)y,
                                screen->width_in_pixels, 1, ~0U);
  }
  for (int i = 0; i < N_ROWS; i++) {
    xcb_get_image_reply_t *reply = xcb_get_image_reply (connection, cookies[i], NULL);

    if (reply == NULL || (size_t)xcb_get_image_data_length (reply) < row_bytes)
      fail ("the screen cannot be read");
    memcpy ((char *)pixels + (size_t)i * row_bytes, xcb_get_image_data (reply), row_bytes);
    free (reply);
  }
  return pixels;
}

static double
get_equal_percent (const uint32_t *a, const uint32_t *b)
{
  size_t n = N_ROWS * row_bytes / sizeof *a;
  size_t equal = 0;

  for (size_t i = 0; i < n; i++)
    equal += (a[i] & 0xffffff) == (b[i] & 0xffffff);
  return 100.0 * (double)equal / (double)n;
}

static Picture *
find_picture (const char *name)
{
  for (int i = 0; i < N_PICTURES; i++) {
    if (pictures[i].pixels == NULL)
      snprintf (pictures[i].name, sizeof pictures[i].name, "%s", name);
    if (strcmp (pictures[i].name, name) == 0)
      return &pictures[i];
  }
  fail ("too many pictures");
  return NULL;
}

static double
measure_equal (const Picture *picture)
{
  uint32_t *pixels;
  double percent;

  if (picture->pixels == NULL)
    return 0;
  pixels = look ();
  percent = get_equal_percent (pixels, picture->pixels);
  free (pixels);
  return percent;
}

static void
do_keep (const char *arguments)
{
  Picture *picture = find_picture (arguments);

  free (picture->pixels);
  picture->pixels = look ();
  puts ("ok");
}

static void
do_equal (const char *arguments)
{
  printf ("%.3f\n", measure_equal (find_picture (arguments)));
}

static void
wait_until (const char *arguments, int is_painted)
{
  char name[32];
  double percent;
  long timeout;
  const Picture *picture;
  int64_t start = now ();

  if (sscanf (arguments, "%31s %lf %ld", name, &percent, &timeout) != 3)
    fail ("NAME PERCENT TIMEOUT_MS expected");
  picture = find_picture (name);
  while (now () - start < timeout * MS) {
    if ((measure_equal (picture) >= percent) == is_painted) {
      printf ("at %lld\n", (long long)now ());
      return;
    }
    pause_briefly ();
  }
  printf ("timeout %.3f\n", measure_equal (picture));
}

static void
do_wait (const char *arguments)
{
  wait_until (arguments, 1);
}

static void
do_leave (const char *arguments)
{
  wait_until (arguments, 0);
}

static void
do_still (const char *arguments)
{
  long quiet, timeout;
  int64_t start = now (), changed = start;
  uint32_t *last = look ();

  if (sscanf (arguments, "%ld %ld", &quiet, &timeout) != 2)
    fail ("QUIET_MS TIMEOUT_MS expected");
  while (now () - changed < quiet * MS && now () - start < timeout * MS) {
    uint32_t *pixels = look ();

    if (get_equal_percent (pixels, last) < STILL_EQUAL)
      changed = now ();
    free (last);
    last = pixels;
    pause_briefly ();
  }
  free (last);
  printf (now () - changed < quiet * MS ? "timeout\n" : "at %lld\n", (long long)changed);
}

static void
point (const char *arguments)
{
  int x, y;

  if (sscanf (arguments, "%d %d", &x, &y) != 2)
    fail ("X Y expected");
  xcb_test_fake_input (connection, XCB_MOTION_NOTIFY, 0, XCB_CURRENT_TIME, screen->root, (int16_t)x,
                       (int16_t)y, 0);
}

static void
do_move (const char *arguments)
{
  point (arguments);
  xcb_flush (connection);
  printf ("at %lld\n", (long long)now ());
}

static void
do_click (const char *arguments)
{
  point (arguments);
  xcb_test_fake_input (connection, XCB_BUTTON_PRESS, LEFT_BUTTON, XCB_CURRENT_TIME, screen->root, 0,
                       0, 0);
  xcb_test_fake_input (connection, XCB_BUTTON_RELEASE, LEFT_BUTTON, XCB_CURRENT_TIME, screen->root,
                       0, 0, 0);
  xcb_flush (connection);
  printf ("at %lld\n", (long long)now ());
}

static const struct {
  const char *name;
  void (*run) (const char *arguments);
} commands[] = {
  { "keep", do_keep },   { "equal", do_equal }, { "wait", do_wait },   { "leave", do_leave },
  { "still", do_still }, { "move", do_move },   { "click", do_click },
};

static void
run_line (char *line)
{
  char *arguments = strchr (line, ' ');

  if (arguments != NULL)
    *arguments++ = '\0';
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    if (strcmp (commands[i].name, line) == 0) {
      commands[i].run (arguments != NULL ? arguments : "");
      fflush (stdout);
      return;
    }
  }
  fail ("unknown command");
}

int
main (void)
{
  char line[256];

  connection = xcb_connect (NULL, NULL);
  if (xcb_connection_has_error (connection))
    fail ("no X server");
  screen = xcb_setup_roots_iterator (xcb_get_setup (connection)).data;
  row_bytes = (size_t)screen->width_in_pixels * sizeof (uint32_t);
  while (fgets (line, sizeof line, stdin) != NULL) {
    line[strcspn (line, "\n")] = '\0';
    run_line (line);
  }
  xcb_disconnect (connection);
  return EXIT_SUCCESS;
}
