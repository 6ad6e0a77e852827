/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate-request.h"

#include <string.h>

#define H1   " HTTP/1.1\r\n"
#define END  "\r\n"
#define HOST "Host: www.caf.fr\r\n"

static const struct {
  const char *head;
  GuichetGateRequestKind kind;
  const char *host;
  guint port;
  guint64 body_size;
} good[] = {
  { "CONNECT www.caf.fr:443" H1 END, GUICHET_GATE_REQUEST_CONNECT, "www.caf.fr", 443, 0 },
  { "CONNECT www.caf.fr:443 HTTP/1.0\r\n" END, GUICHET_GATE_REQUEST_CONNECT, "www.caf.fr", 443, 0 },
  { "CONNECT www.caf.fr:65535" H1 HOST END, GUICHET_GATE_REQUEST_CONNECT, "www.caf.fr", 65535, 0 },
  { "CONNECT a.b:1" H1 END, GUICHET_GATE_REQUEST_CONNECT, "a.b", 1, 0 },
  { "CONNECT 1-a_b.xn--p1ai:443" H1 END, GUICHET_GATE_REQUEST_CONNECT, "1-a_b.xn--p1ai", 443, 0 },
  { "CONNECT 3615.caf.fr:443" H1 "X:\r\nY: \ta\r\n" END, GUICHET_GATE_REQUEST_CONNECT,
    "3615.caf.fr", 443, 0 },
  { "GET http://www.caf.fr/" H1 HOST END, GUICHET_GATE_REQUEST_FORWARD, "www.caf.fr", 80, 0 },
  { "GET http://www.caf.fr:8080/a?b=http://x/" H1 END, GUICHET_GATE_REQUEST_FORWARD, "www.caf.fr",
    8080, 0 },
  { "POST http://www.caf.fr/a HTTP/1.0\r\nContent-Length: 12\r\n" END, GUICHET_GATE_REQUEST_FORWARD,
    "www.caf.fr", 80, 12 },
  { "POST http://www.caf.fr/a" H1 "content-length:0\r\n" END, GUICHET_GATE_REQUEST_FORWARD,
    "www.caf.fr", 80, 0 },
  { "GET http://www.caf.fr/" H1 "X-Name: \xc3\xa9t\xc3\xa9\r\n" END, GUICHET_GATE_REQUEST_FORWARD,
    "www.caf.fr", 80, 0 },
};

static void
show (const char *head)
{
  g_autofree char *text = g_strescape (head, NULL);

  g_test_message ("%.200s", text);
}

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    GuichetGateRequest request;

    show (good[i].head);
    g_assert_true (guichet_gate_request_parse (good[i].head, strlen (good[i].head), &request));
    g_assert_cmpint (request.kind, ==, good[i].kind);
    g_assert_cmpstr (request.host, ==, good[i].host);
    g_assert_cmpuint (request.port, ==, good[i].port);
    g_assert_cmpuint (request.body_size, ==, good[i].body_size);
  }
}

/* Authorities that no request may have: as CONNECT target and within an address. */
static const char *const bad_authorities[] = {
  /* no port, or none that is one */
  "www.caf.fr:",
  "www.caf.fr:0",
  "www.caf.fr:65536",
  "www.caf.fr:99999",
  "www.caf.fr:100443",
  "www.caf.fr:4294967739",
  "www.caf.fr:0443",
  "www.caf.fr:00443",
  "www.caf.fr:+443",
  "www.caf.fr:-1",
  "www.caf.fr: 443",
  "www.caf.fr:443 ",
  "www.caf.fr:0x1bb",
  "www.caf.fr:https",
  "www.caf.fr:443:443",
  "www.caf.fr::443",
  "www.caf.fr:44\t3",
  /* a user */
  "user@www.caf.fr:443",
  "user:pw@www.caf.fr:443",
  "www.caf.fr@evil.test:443",
  "www.caf.fr:443@evil.test",
  "@www.caf.fr:443",
  /* addresses in numbers */
  "127.0.0.1:443",
  "127.1:443",
  "2130706433:443",
  "0x7f000001:443",
  "0x7f.0.0.0x1:443",
  "127.0.0.0xa:443",
  "127.0.0.0xf:443",
  "0177.0.0.01:443",
  "www.caf.0xa:443",
  "www.caf.fr.1:443",
  "www.caf.1fr:443",
  "[::1]:443",
  "[::ffff:127.0.0.1]:443",
  "::1:443",
  /* names that are not canonical */
  "WWW.caf.fr:443",
  "www.caf.FR:443",
  "www.caf.fr.:443",
  ".www.caf.fr:443",
  "www..caf.fr:443",
  ".:443",
  "..:443",
  ":443",
  "localhost:443",
  "fr:443",
  "www%2ecaf.fr:443",
  "www.caf.fr%00.evil.test:443",
  "www.caf.fr\\evil.test:443",
  "www.caf.fr#evil.test:443",
  "www.caf.fr?evil.test:443",
  "www.caf.fr,evil.test:443",
  "www.caf.fr;evil.test:443",
  "www\xe3\x80\x82"
  "caf.fr:443",
  "www.caf.fr\x7f:443",
  "*.caf.fr:443",
  "www caf.fr:443",
};

static void
assert_bad (const char *head, gsize size)
{
  GuichetGateRequest request;

  show (head);
  g_assert_false (guichet_gate_request_parse (head, size, &request));
}

static void
test_bad_authorities (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_authorities); i++) {
    g_autofree char *connect = g_strconcat ("CONNECT ", bad_authorities[i], H1 END, NULL);
    g_autofree char *get = g_strconcat ("GET http://", bad_authorities[i], "/" H1 END, NULL);

    assert_bad (connect, strlen (connect));
    assert_bad (get, strlen (get));
  }
}

/* The first line. */
static const char *const bad_lines[] = {
  "",
  " ",
  "CONNECT",
  "CONNECT ",
  "CONNECT www.caf.fr:443",
  "CONNECT www.caf.fr HTTP/1.1",
  "CONNECT www.caf.fr:443 HTTP/0.9",
  "CONNECT www.caf.fr:443 HTTP/1.2",
  "CONNECT www.caf.fr:443 HTTP/2.0",
  "CONNECT www.caf.fr:443 http/1.1",
  "CONNECT www.caf.fr:443 HTTP/1.1 ",
  "CONNECT www.caf.fr:443  HTTP/1.1",
  "CONNECT  www.caf.fr:443 HTTP/1.1",
  " CONNECT www.caf.fr:443 HTTP/1.1",
  "CONNECT\twww.caf.fr:443 HTTP/1.1",
  "CONNECT www.caf.fr:443\tHTTP/1.1",
  "connect www.caf.fr:443 HTTP/1.1",
  "Connect www.caf.fr:443 HTTP/1.1",
  "CONNECT http://www.caf.fr:443/ HTTP/1.1",
  "CONNECT https://www.caf.fr/ HTTP/1.1",
  "CONNECT www.caf.fr:443/ HTTP/1.1",
  "CONNECT www.caf.fr:443 evil.test:443 HTTP/1.1",
  "CONNECT evil.test:443\nCONNECT www.caf.fr:443 HTTP/1.1",
  "CONNECT www.caf.fr:443\rX HTTP/1.1",
  "GET / HTTP/1.1",
  "GET * HTTP/1.1",
  "OPTIONS * HTTP/1.1",
  "GET www.caf.fr/ HTTP/1.1",
  "GET //www.caf.fr/ HTTP/1.1",
  "GET http:/www.caf.fr/ HTTP/1.1",
  "GET http:www.caf.fr/ HTTP/1.1",
  "GET http:// HTTP/1.1",
  "GET http:/// HTTP/1.1",
  "GET http://www.caf.fr HTTP/1.1",
  "GET http://www.caf.fr?a HTTP/1.1",
  "GET http://www.caf.fr\\@evil.test/ HTTP/1.1",
  "GET HTTP://www.caf.fr/ HTTP/1.1",
  "GET Http://www.caf.fr/ HTTP/1.1",
  "GET https://www.caf.fr/ HTTP/1.1",
  "GET ftp://www.caf.fr/ HTTP/1.1",
  "GET file:///etc/passwd HTTP/1.1",
  "GET ws://www.caf.fr/ HTTP/1.1",
  "GET http://www.caf.fr/a b HTTP/1.1",
  "GET http://www.caf.fr/\xc3\xa9 HTTP/1.1",
  "GET http://www.caf.fr/\x01 HTTP/1.1",
  "GET http://www.caf.fr/",
  "get http://www.caf.fr/ HTTP/1.1",
  "G-T http://www.caf.fr/ HTTP/1.1",
  "GETGETGETGETGETGET http://www.caf.fr/ HTTP/1.1",
  "http://www.caf.fr/ HTTP/1.1",
  "PRI * HTTP/2.0",
  "\x16\x03\x01",
};

static void
test_bad_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_lines); i++) {
    g_autofree char *head = g_strconcat (bad_lines[i], "\r\n" HOST END, NULL);

    assert_bad (head, strlen (head));
  }
}

/* Fields that two readers could cut in two ways. */
static const char *const bad_fields[] = {
  "no colon\r\n",
  ": no name\r\n",
  " folded: x\r\n",
  "A: b\r\n c\r\n",
  "A: b\r\n\tc\r\n",
  "A : b\r\n",
  "A\t: b\r\n",
  "A b: c\r\n",
  "A\x80: c\r\n",
  "A: b\nCONNECT evil.test:443 HTTP/1.1\r\n",
  "A: b\n\nCONNECT evil.test:443 HTTP/1.1\r\n",
  "A: b\rC: d\r\n",
  "A: b\x01\r\n",
  "A: b\x7f\r\n",
  "\nA: b\r\n",
  "Transfer-Encoding: chunked\r\n",
  "transfer-encoding: identity\r\n",
  "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
  "Content-Length: 3\r\nContent-Length: 3\r\n",
  "Content-Length: 3\r\ncontent-length: 4\r\n",
  "Content-Length: 3, 3\r\n",
  "Content-Length: +3\r\n",
  "Content-Length: -3\r\n",
  "Content-Length: 0x3\r\n",
  "Content-Length: 3 4\r\n",
  "Content-Length:\r\n",
  "Content-Length: 9223372036854775808\r\n",
  "Content-Length: 99999999999999999999999\r\n",
};

static void
test_bad_fields (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_fields); i++) {
    g_autofree char *get = g_strconcat ("POST http://www.caf.fr/" H1, bad_fields[i], END, NULL);
    g_autofree char *late =
        g_strconcat ("POST http://www.caf.fr/" H1 HOST, bad_fields[i], END, NULL);

    assert_bad (get, strlen (get));
    assert_bad (late, strlen (late));
  }
}

static void
test_nul (void)
{
  static const char in_host[] = "CONNECT www.caf.fr\0.evil.test:443" H1 END;
  static const char in_name[] = "GET http://www.caf.fr/" H1 "A\0B: c\r\n" END;
  static const char in_value[] = "GET http://www.caf.fr/" H1 "A: \0\r\n" END;

  assert_bad (in_host, sizeof in_host - 1);
  assert_bad (in_name, sizeof in_name - 1);
  assert_bad (in_value, sizeof in_value - 1);
}

static void
test_long_host (void)
{
  for (guint n = 245; n <= 260; n++) {
    g_autofree char *label = g_strnfill (n - 3, 'a');
    g_autofree char *head = g_strconcat ("CONNECT ", label, ".fr:443" H1 END, NULL);
    GuichetGateRequest request;

    g_assert_cmpint (guichet_gate_request_parse (head, strlen (head), &request), ==, n <= 253);
    if (n <= 253)
      g_assert_cmpuint (strlen (request.host), ==, n);
  }
}

static void
test_find_end (void)
{
  static const char data[] = "CONNECT a.b:1" H1 "\r\nrest\r\n\r\n";
  const gsize whole = strlen ("CONNECT a.b:1" H1 "\r\n");

  for (gsize i = 0; i < sizeof data; i++)
    g_assert_cmpuint (guichet_gate_request_find_end (data, i), ==, i < whole ? 0 : whole);
  /* Bare line feeds end nothing. */
  g_assert_cmpuint (guichet_gate_request_find_end ("GET http://a.b/\n\n", 17), ==, 0);
  g_assert_cmpuint (guichet_gate_request_find_end ("\r\n\r", 3), ==, 0);
}

static void
test_rewrite (void)
{
  static const struct {
    const char *head;
    gboolean to_proxy;
    const char *expected;
  } cases[] = {
    { "GET http://www.caf.fr/a?b" H1 HOST END, FALSE,
      "GET /a?b" H1 HOST "Connection: close\r\n" END },
    { "GET http://www.caf.fr/a?b" H1 HOST END, TRUE,
      "GET http://www.caf.fr/a?b" H1 HOST "Connection: close\r\n" END },
    /* The name that was decided on, not the one that was told. */
    { "GET http://www.caf.fr:8080/" H1 "host: evil.test\r\nHOST:x\r\n" END, FALSE,
      "GET /" H1 "Host: www.caf.fr:8080\r\nConnection: close\r\n" END },
    { "GET http://www.caf.fr/" H1 END, FALSE, "GET /" H1 HOST "Connection: close\r\n" END },
    { "GET http://www.caf.fr/" H1 "Proxy-Connection: keep-alive\r\nconnection: keep-alive\r\n"
      "Proxy-Authorization: Basic eA==\r\nKeep-Alive: 5\r\nTE: trailers\r\nUpgrade: h2c\r\n"
      "Accept: */*\r\nConnections: near miss\r\nX-Host: near miss\r\n" END,
      TRUE,
      "GET http://www.caf.fr/" H1 HOST "Accept: */*\r\nConnections: near miss\r\n"
      "X-Host: near miss\r\nConnection: close\r\n" END },
    { "POST http://www.caf.fr/" H1 "Content-Length: 3\r\n" END, FALSE,
      "POST /" H1 HOST "Content-Length: 3\r\nConnection: close\r\n" END },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    GuichetGateRequest request;
    g_autofree char *text = NULL;

    g_assert_true (guichet_gate_request_parse (cases[i].head, strlen (cases[i].head), &request));
    text = guichet_gate_request_rewrite (cases[i].head, strlen (cases[i].head), cases[i].to_proxy);
    g_assert_cmpstr (text, ==, cases[i].expected);
  }
}

/* Any bytes: no crash, and never a host that is not one. */
static void
test_any_bytes (void)
{
  static const char *const seeds[] = { "CONNECT www.caf.fr:443" H1 HOST END,
                                       "POST http://www.caf.fr:80/a" H1
                                       "Content-Length: 3\r\n" END };
  GRand *rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < 200000; i++) {
    g_autofree char *head = g_strdup (seeds[i % G_N_ELEMENTS (seeds)]);
    gsize size = strlen (head);
    GuichetGateRequest request;

    for (int n = g_rand_int_range (rand, 1, 4); n > 0; n--)
      head[g_rand_int_range (rand, 0, (int)size)] = (char)g_rand_int_range (rand, 0, 256);
    if (!guichet_gate_request_parse (head, size, &request))
      continue;
    g_assert_nonnull (strchr (request.host, '.'));
    g_assert_cmpuint (strspn (request.host, "abcdefghijklmnopqrstuvwxyz0123456789-_."), ==,
                      strlen (request.host));
    g_assert_cmpuint (request.port, >, 0);
    if (request.kind == GUICHET_GATE_REQUEST_FORWARD)
      g_free (guichet_gate_request_rewrite (head, size, FALSE));
  }
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/gate-request/good", test_good);
  g_test_add_func ("/session-reset/gate-request/bad-authorities", test_bad_authorities);
  g_test_add_func ("/session-reset/gate-request/bad-lines", test_bad_lines);
  g_test_add_func ("/session-reset/gate-request/bad-fields", test_bad_fields);
  g_test_add_func ("/session-reset/gate-request/nul", test_nul);
  g_test_add_func ("/session-reset/gate-request/long-host", test_long_host);
  g_test_add_func ("/session-reset/gate-request/find-end", test_find_end);
  g_test_add_func ("/session-reset/gate-request/rewrite", test_rewrite);
  g_test_add_func ("/session-reset/gate-request/any-bytes", test_any_bytes);
  return g_test_run ();
}
