/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "blocked-hosts.h"

#include "metrics.h"
#include "own-memory.h"
#include "visit-counts.h"

/* One visit in which @host was refused @n times; how often it was counted. */
static guint
visit (GuichetBlockedHosts *hosts, const char *host, guint n)
{
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (NULL);

  for (guint i = 0; i < n; i++)
    guichet_blocked_hosts_note (hosts, host);
  guichet_blocked_hosts_end_visit (hosts, counts);

  return guichet_visit_counts_get (counts, "blocked-host", host);
}

static void
test_threshold (void)
{
  g_autoptr (GuichetBlockedHosts) hosts = guichet_blocked_hosts_new ();

  for (guint i = 1; i < GUICHET_BLOCKED_HOSTS_MIN_VISITS; i++)
    g_assert_cmpuint (visit (hosts, "cdn.example.org", 1), ==, 0);

  g_assert_cmpuint (visit (hosts, "cdn.example.org", 1), ==, 1);
  g_assert_cmpuint (visit (hosts, "cdn.example.org", 3), ==, 1);
  /* A visit without it says nothing of it. */
  g_assert_cmpuint (visit (hosts, "other.example.org", 1), ==, 0);
}

static void
test_one_visit_many_times (void)
{
  g_autoptr (GuichetBlockedHosts) hosts = guichet_blocked_hosts_new ();

  g_assert_cmpuint (visit (hosts, "cdn.example.org", 1000), ==, 0);
  for (guint i = 2; i < GUICHET_BLOCKED_HOSTS_MIN_VISITS; i++)
    g_assert_cmpuint (visit (hosts, "cdn.example.org", 1000), ==, 0);
  g_assert_cmpuint (visit (hosts, "cdn.example.org", 1000), ==, 1);
}

/* What differs per person is taken off first: the threshold is on what is told. */
static void
test_reduced (void)
{
  g_autoptr (GuichetBlockedHosts) hosts = guichet_blocked_hosts_new ();
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (NULL);

  for (guint i = 0; i < GUICHET_BLOCKED_HOSTS_MIN_VISITS; i++) {
    g_autofree char *host = g_strdup_printf ("jean%u.dupont.example.org", i);

    guichet_blocked_hosts_note (hosts, host);
    guichet_blocked_hosts_end_visit (hosts, counts);
    g_assert_cmpuint (guichet_visit_counts_get (counts, "blocked-host", host), ==, 0);
  }
  g_assert_cmpuint (guichet_visit_counts_get (counts, "blocked-host", "example.org"), ==, 1);
}

static void
test_new_key_forgets (void)
{
  g_autoptr (GuichetBlockedHosts) first = guichet_blocked_hosts_new ();
  g_autoptr (GuichetBlockedHosts) second = guichet_blocked_hosts_new ();

  for (guint i = 1; i < GUICHET_BLOCKED_HOSTS_MIN_VISITS; i++)
    visit (first, "cdn.example.org", 1);
  g_assert_cmpuint (visit (second, "cdn.example.org", 1), ==, 0);
}

static void
test_not_hosts (void)
{
  g_autoptr (GuichetBlockedHosts) hosts = guichet_blocked_hosts_new ();
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (NULL);

  guichet_blocked_hosts_note (hosts, "not a host");
  guichet_blocked_hosts_note (hosts, "Upper.example");
  guichet_blocked_hosts_note (hosts, "192.168.0.1");
  guichet_blocked_hosts_note (hosts, NULL);
  guichet_blocked_hosts_end_visit (hosts, counts);
  g_assert_cmpuint (guichet_visit_counts_get (counts, "dropped", "host-name"), ==, 4);

  /* They are counted with their own visit only. */
  guichet_blocked_hosts_end_visit (hosts, counts);
  g_assert_cmpuint (guichet_visit_counts_get_n_dropped (counts), ==, 4);
}

static void
test_without_counts (void)
{
  g_autoptr (GuichetBlockedHosts) hosts = guichet_blocked_hosts_new ();

  for (guint i = 0; i < GUICHET_BLOCKED_HOSTS_MIN_VISITS; i++) {
    guichet_blocked_hosts_note (hosts, "cdn.example.org");
    guichet_blocked_hosts_end_visit (hosts, NULL);
  }
  g_assert_cmpuint (visit (hosts, "cdn.example.org", 1), ==, 1);
}

static void
note_many (GuichetBlockedHosts *hosts, guint first, guint n)
{
  for (guint i = first; i < first + n; i++) {
    g_autofree char *host = g_strdup_printf ("h%u.example", i);

    guichet_blocked_hosts_note (hosts, host);
  }
}

static void
test_many_names_in_a_visit (void)
{
  g_autoptr (GuichetBlockedHosts) hosts = guichet_blocked_hosts_new ();
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (NULL);

  note_many (hosts, 0, GUICHET_BLOCKED_HOSTS_MAX_PER_VISIT + 10);
  note_many (hosts, 0, 5); /* known already: nothing is dropped */
  guichet_blocked_hosts_end_visit (hosts, counts);
  g_assert_cmpuint (guichet_visit_counts_get (counts, "dropped", "host-name"), ==, 10);
}

static void
test_many_names_in_all (void)
{
  const guint n_visits = GUICHET_BLOCKED_HOSTS_MAX_DIGESTS / GUICHET_BLOCKED_HOSTS_MAX_PER_VISIT;
  g_autoptr (GuichetBlockedHosts) hosts = guichet_blocked_hosts_new ();
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (NULL);

  for (guint i = 0; i < n_visits; i++) {
    note_many (hosts, i * GUICHET_BLOCKED_HOSTS_MAX_PER_VISIT, GUICHET_BLOCKED_HOSTS_MAX_PER_VISIT);
    guichet_blocked_hosts_end_visit (hosts, counts);
  }
  g_assert_cmpuint (guichet_visit_counts_get_n_dropped (counts), ==, 0);

  guichet_blocked_hosts_note (hosts, "one-more.example");
  guichet_blocked_hosts_end_visit (hosts, counts);
  g_assert_cmpuint (guichet_visit_counts_get_n_dropped (counts), ==, 1);

  /* What has its place goes on being counted. */
  for (guint i = 2; i < GUICHET_BLOCKED_HOSTS_MIN_VISITS; i++)
    g_assert_cmpuint (visit (hosts, "h7.example", 1), ==, 0);
  g_assert_cmpuint (visit (hosts, "h7.example", 1), ==, 1);
}

/* Notes a name that is in memory nowhere else: it is made from bytes that were all turned over. */
static void
note_canary (GuichetBlockedHosts *hosts, const guint8 *turned, gsize length)
{
  char host[64];

  for (gsize i = 0; i <= length; i++)
    host[i] = (char)(turned[i] ^ OWN_MEMORY_TURN);
  guichet_blocked_hosts_note (hosts, host);
  explicit_bzero (host, sizeof host);
}

/* After a visit its names are nowhere in the memory of the process, not even in freed blocks or
 * left on the stack; in whole, or in the words that SHA-256 turns them into. */
static void
test_no_trace (void)
{
  static const char plain_shape[] = "zqcanary.kept-in-no-block-that-was-given-back.invalid-test";
  g_autofree guint8 *turned = g_malloc (sizeof plain_shape);
  g_autoptr (GuichetBlockedHosts) hosts = guichet_blocked_hosts_new ();
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (NULL);
  guint8 swapped[16];

  /* Another name of the same length, so that the one searched stands in no file that is mapped. */
  for (gsize i = 0; i < sizeof plain_shape; i++) {
    char c = plain_shape[i];

    if (g_ascii_islower (c))
      c = (char)('a' + (c - 'a' + 7) % 26);
    turned[i] = (guint8)c ^ OWN_MEMORY_TURN;
  }
  for (gsize i = 0; i < sizeof swapped; i++)
    swapped[i] = turned[i ^ 3];

  note_canary (hosts, turned, sizeof plain_shape - 1);
  g_assert_cmpuint (own_memory_count (turned, sizeof plain_shape - 1), >, 0);
  guichet_blocked_hosts_end_visit (hosts, counts);

  g_assert_cmpuint (own_memory_count (turned, sizeof plain_shape - 1), ==, 0);
  /* free() itself overwrites the start of a block. */
  g_assert_cmpuint (own_memory_count (turned, 16), ==, 0);
  g_assert_cmpuint (own_memory_count (turned + sizeof plain_shape - 1 - 16, 16), ==, 0);
  g_assert_cmpuint (own_memory_count (swapped, sizeof swapped), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/usage/blocked-hosts/threshold", test_threshold);
  g_test_add_func ("/usage/blocked-hosts/one-visit-many-times", test_one_visit_many_times);
  g_test_add_func ("/usage/blocked-hosts/reduced", test_reduced);
  g_test_add_func ("/usage/blocked-hosts/new-key-forgets", test_new_key_forgets);
  g_test_add_func ("/usage/blocked-hosts/not-hosts", test_not_hosts);
  g_test_add_func ("/usage/blocked-hosts/without-counts", test_without_counts);
  g_test_add_func ("/usage/blocked-hosts/many-names-in-a-visit", test_many_names_in_a_visit);
  g_test_add_func ("/usage/blocked-hosts/many-names-in-all", test_many_names_in_all);
  g_test_add_func ("/usage/blocked-hosts/no-trace", test_no_trace);

  return g_test_run ();
}
