/* SPDX-License-Identifier: MIT */
#include "probe/target.h"
#include "support/suite.h"

#include <stdio.h>
#include <string.h>

#define NAME_63 "a23456789b23456789c23456789d23456789e23456789f23456789g23456789"

static struct arena arena;
static struct target_list list;
static struct target_port defaults[TARGET_PORTS_MAX];
static size_t defaults_len;

static void
set_up(void)
{
	arena_init(&arena);
	target_list_init(&list, &arena);
	target_default_ports(defaults, &defaults_len);
}

static void
tear_down(void)
{
	target_list_clear(&list);
	arena_clear(&arena);
}

static const char *
add(const char *text)
{
	return target_add(&list, span_of(text), defaults, defaults_len);
}

/* "25/smtp 10993/imaps" */
static const char *
port_words(const struct target_port *ports, size_t len)
{
	const char *words = "";

	for (size_t i = 0; i < len; i++)
		words = arena_printf(&arena, "%s%s%u/%s", words, i == 0 ? "" : " ",
		    ports[i].port, ports[i].scheme->name);
	return words;
}

#define SEVEN "25/smtp 465/submissions 587/submission 110/pop3 995/pop3s 143/imap 993/imaps"

/* clang-format off */
static const struct {
	const char *text;
	const char *host;
	const char *ports;
	bool is_address;
} good[] = {
	{ "mail.example.org", "mail.example.org", SEVEN, false },
	{ "MAIL.Example.ORG", "mail.example.org", SEVEN, false },
	{ "mail.example.org.", "mail.example.org", SEVEN, false },
	{ "localhost", "localhost", SEVEN, false },
	{ "_dmarc.example.org", "_dmarc.example.org", SEVEN, false },
	{ "mx--1.example.org", "mx--1.example.org", SEVEN, false },
	{ "1and1.example.org", "1and1.example.org", SEVEN, false },
	{ NAME_63 ".example", NAME_63 ".example", SEVEN, false },
	{ "mail.example.org:25", "mail.example.org", "25/smtp", false },
	{ "mail.example.org:4190", "mail.example.org", "4190/sieve", false },
	{ "mail.example.org.:993", "mail.example.org", "993/imaps", false },
	{ "b\xc3\xbc" "cher.example", "xn--bcher-kva.example", SEVEN, false },
	{ "B\xc3\x9c" "CHER.example:25", "xn--bcher-kva.example", "25/smtp", false },
	{ "stra\xc3\x9f" "e.example", "xn--strae-oqa.example", SEVEN, false },
	{ "xn--bcher-kva.example", "xn--bcher-kva.example", SEVEN, false },
	{ "192.0.2.25", "192.0.2.25", SEVEN, true },
	{ "192.0.2.25:143", "192.0.2.25", "143/imap", true },
	{ "2001:db8::25", "2001:db8::25", SEVEN, true },
	{ "[2001:db8::25]", "2001:db8::25", SEVEN, true },
	{ "[2001:db8::25]:587", "2001:db8::25", "587/submission", true },
	{ "::1", "::1", SEVEN, true },
	{ "smtp://mail.example.org", "mail.example.org", "25/smtp", false },
	{ "smtp://mail.example.org/", "mail.example.org", "25/smtp", false },
	{ "smtp://mail.example.org:2525", "mail.example.org", "2525/smtp", false },
	{ "IMAPS://mail.example.org:65535/", "mail.example.org", "65535/imaps", false },
	{ "submissions://192.0.2.25", "192.0.2.25", "465/submissions", true },
	{ "submission://mail.example.org", "mail.example.org", "587/submission", false },
	{ "imap://mail.example.org", "mail.example.org", "143/imap", false },
	{ "pop3://mail.example.org:1", "mail.example.org", "1/pop3", false },
	{ "pop3s://mail.example.org", "mail.example.org", "995/pop3s", false },
	{ "lmtp://[::1]:24", "::1", "24/lmtp", true },
	{ "sieve://2001:db8::25", "2001:db8::25", "4190/sieve", true },
	/* A port that another service has by default is still what the scheme says. */
	{ "imaps://mail.example.org:25", "mail.example.org", "25/imaps", false },
};
/* clang-format on */

START_TEST(targets_are_read_in_every_form)
{
	const char *problem = add(good[_i].text);

	ck_assert_msg(problem == NULL, "%s: %s", good[_i].text, problem);
	ck_assert_uint_eq(list.len, 1);
	ck_assert_str_eq(list.targets[0].host, good[_i].host);
	ck_assert_str_eq(
	    port_words(list.targets[0].ports, list.targets[0].ports_len), good[_i].ports);
	ck_assert_msg(list.targets[0].is_address == good[_i].is_address, "%s", good[_i].text);
	ck_assert_msg(
	    list.targets[0].ports[0].is_asked_for == (strcmp(good[_i].ports, SEVEN) != 0),
	    "%s: asked for", good[_i].text);
}
END_TEST

/* clang-format off */
static const struct {
	const char *text;
	const char *problem;
} bad[] = {
	{ "", "there is no host" },
	{ "smtp://", "there is no host" },
	{ "smtp:///", "there is no host" },
	{ ":25", "'' is no host name or address" },
	{ ".", "'.' is no host name or address" },
	{ "..", "'..' is no host name or address" },
	{ "a..example", "'a..example' is no host name or address" },
	{ ".example", "'.example' is no host name or address" },
	{ "a b", "'a b' is no host name or address" },
	{ "a/b", "'a/b' is no host name or address" },
	{ "user@mail.example", "there is no login in a target; diagnose takes one by --user and --password-file" },
	{ "smtp://user:secret@mail.example:25", "there is no login in a target; diagnose takes one by --user and --password-file" },
	{ "-o", "'-o' is no host name or address" },
	{ "a.-b.example", "'a.-b.example' is no host name or address" },
	{ "192.0.2.256", "'192.0.2.256' is no host name or address" },
	{ "192.0.2", "'192.0.2' is no host name or address" },
	{ "25", "'25' is no host name or address" },
	{ "mail\x1b[2J", "'mail\\x1b[2J' is no host name or address" },
	{ "mail\xff.example", "'mail\\xff.example' is no host name or address" },
	{ "mail\xe2\x80\xae.example", "'mail\\xe2\\x80\\xae.example' is no host name or address" },
	{ NAME_63 "h.example", "'" NAME_63 "h.example' is no host name or address" },
	{ "mail.example.org:", "there is no port behind the ':'" },
	{ "smtp://mail.example.org:", "there is no port behind the ':'" },
	{ "[2001:db8::25]:", "there is no port behind the ':'" },
	{ "mail.example.org:0", "'0' is no port number (1 to 65535)" },
	{ "mail.example.org:65536", "'65536' is no port number (1 to 65535)" },
	{ "mail.example.org:99999999999999999999",
	    "'99999999999999999999' is no port number (1 to 65535)" },
	{ "mail.example.org:-25", "'-25' is no port number (1 to 65535)" },
	{ "mail.example.org:25x", "'25x' is no port number (1 to 65535)" },
	{ "mail.example.org:imap", "'imap' is no port number (1 to 65535)" },
	{ "smtp://mail.example.org:x", "'x' is no port number (1 to 65535)" },
	{ "smtp://mail.example.org/INBOX", "'mail.example.org/INBOX' is no host name or address" },
	{ "mail.example.org:2525", "which service is on port 2525? Say it with a scheme, as in "
	    "smtp://HOST:2525 or --ports imaps:2525" },
	{ "http://mail.example.org", "there is no service 'http'; the services are smtp, "
	    "submissions, submission, pop3, pop3s, imap, imaps, sieve, lmtp" },
	{ "://mail.example.org", "there is no service ''; the services are smtp, "
	    "submissions, submission, pop3, pop3s, imap, imaps, sieve, lmtp" },
	{ "[2001:db8::25", "there is a '[' without its ']'" },
	{ "[", "there is a '[' without its ']'" },
	{ "[]", "only an IPv6 address stands in brackets" },
	{ "[mail.example.org]", "only an IPv6 address stands in brackets" },
	{ "[192.0.2.25]", "only an IPv6 address stands in brackets" },
	{ "[::1]25", "behind the ']' only a ':' and a port may stand" },
	{ "2001:db8::zz", "'2001' is no host name or address" },
	{ "fe80::1%eth0", "':1%eth0' is no port number (1 to 65535)" },
};
/* clang-format on */

START_TEST(what_is_no_target_gives_one_sentence)
{
	const char *problem = add(bad[_i].text);

	ck_assert_msg(problem != NULL, "'%s' was taken", bad[_i].text);
	ck_assert_str_eq(problem, bad[_i].problem);
	ck_assert_uint_eq(list.len, 0);
}
END_TEST

START_TEST(bytes_behind_a_nul_are_no_target)
{
	const struct span name = { (const uint8_t *)"mail.example\0.org", 17 };
	const struct span address = { (const uint8_t *)"192.0.2.25\0x", 12 };

	ck_assert_ptr_nonnull(target_add(&list, name, defaults, defaults_len));
	ck_assert_ptr_nonnull(target_add(&list, address, defaults, defaults_len));
	ck_assert_uint_eq(list.len, 0);
}
END_TEST

START_TEST(an_endless_name_is_no_target)
{
	char text[5001];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (size_t i = 50; i < sizeof(text) - 1; i += 51)
		text[i] = '.';
	ck_assert_ptr_nonnull(add(text));
	text[253] = '\0';
	ck_assert_ptr_null(add(text));
	text[253] = 'a';
	text[254] = '\0';
	ck_assert_ptr_nonnull(add(text));
}
END_TEST

START_TEST(targets_on_one_host_come_together)
{
	ck_assert_ptr_null(add("mail.example.org:25"));
	ck_assert_ptr_null(add("other.example.org:25"));
	ck_assert_ptr_null(add("imaps://MAIL.example.org"));
	ck_assert_ptr_null(add("mail.example.org:25"));
	ck_assert_uint_eq(list.len, 2);
	ck_assert_str_eq(
	    port_words(list.targets[0].ports, list.targets[0].ports_len), "25/smtp 993/imaps");
	ck_assert_str_eq(list.targets[1].host, "other.example.org");
}
END_TEST

START_TEST(a_default_port_that_is_named_too_is_asked_for)
{
	ck_assert_ptr_null(add("mail.example.org"));
	ck_assert_ptr_null(add("mail.example.org:143"));
	ck_assert_uint_eq(list.targets[0].ports_len, 7);
	for (size_t i = 0; i < 7; i++)
		ck_assert_int_eq(list.targets[0].ports[i].is_asked_for,
		    list.targets[0].ports[i].port == 143);
}
END_TEST

START_TEST(one_host_has_room_for_64_ports)
{
	const char *problem = NULL;

	for (unsigned port = 1; port <= 64; port++)
		ck_assert_ptr_null(add(arena_printf(&arena, "smtp://a.example:%u", port)));
	problem = add("smtp://a.example:65");
	ck_assert_str_eq(problem, "too many ports for one host (at most 64)");
	ck_assert_ptr_null(add("smtp://a.example:64"));
	ck_assert_ptr_null(add("smtp://b.example:65"));
}
END_TEST

START_TEST(there_is_room_for_many_hosts)
{
	for (unsigned i = 0; i < 1000; i++)
		ck_assert_ptr_null(add(arena_printf(&arena, "host%u.example", i)));
	ck_assert_uint_eq(list.len, 1000);
	ck_assert_str_eq(list.targets[0].host, "host0.example");
	ck_assert_str_eq(list.targets[999].host, "host999.example");
}
END_TEST

static const struct {
	const char *text;
	const char *ports;
	const char *problem;
} port_lists[] = {
	{ "25", "25/smtp", NULL },
	{ "25,993", "25/smtp 993/imaps", NULL },
	{ "25, 993 ,\t143", "25/smtp 993/imaps 143/imap", NULL },
	{ "imaps,SMTP:2525", "993/imaps 2525/smtp", NULL },
	{ "25,smtp,25", "25/smtp", NULL },
	{ "24,4190", "24/lmtp 4190/sieve", NULL },
	{ "smtp:25,imap:25", "25/smtp 25/imap", NULL },
	{ "", NULL, "the list of ports is empty" },
	{ ",", NULL, "there is an empty entry in the list of ports" },
	{ "25,,993", NULL, "there is an empty entry in the list of ports" },
	{ ",25", NULL, "there is an empty entry in the list of ports" },
	{ "25,", NULL, "there is an empty entry in the list of ports" },
	{ "25, ", NULL, "there is an empty entry in the list of ports" },
	{ " ", NULL, "there is an empty entry in the list of ports" },
	{ "0", NULL, "'0' is no port number (1 to 65535)" },
	{ "70000", NULL, "'70000' is no port number (1 to 65535)" },
	{ "25 993", NULL, "'25 993' is no port number (1 to 65535)" },
	{ "25-143", NULL, "'25-143' is no port number (1 to 65535)" },
	{ "smtp:", NULL, "'' is no port number (1 to 65535)" },
	{ "smtp:x", NULL, "'x' is no port number (1 to 65535)" },
	{ "smtp:25:26", NULL, "'25:26' is no port number (1 to 65535)" },
	{ "-25", NULL,
	    "there is no service '-25'; the services are smtp, submissions, submission, pop3, "
	    "pop3s, imap, imaps, sieve, lmtp" },
	{ "http", NULL,
	    "there is no service 'http'; the services are smtp, submissions, submission, pop3, "
	    "pop3s, imap, imaps, sieve, lmtp" },
	{ "8025", NULL,
	    "which service is on port 8025? Say it with a scheme, as in smtp://HOST:8025 or "
	    "--ports imaps:8025" },
};

START_TEST(lists_of_ports_are_read_or_give_one_sentence)
{
	struct target_port ports[TARGET_PORTS_MAX];
	size_t len = 99;
	const char *problem =
	    target_read_ports(span_of(port_lists[_i].text), &arena, ports, &len);

	if (port_lists[_i].problem == NULL) {
		ck_assert_msg(problem == NULL, "%s: %s", port_lists[_i].text, problem);
		ck_assert_str_eq(port_words(ports, len), port_lists[_i].ports);
		ck_assert(ports[0].is_asked_for);
		return;
	}
	ck_assert_msg(problem != NULL, "'%s' was taken", port_lists[_i].text);
	ck_assert_str_eq(problem, port_lists[_i].problem);
	ck_assert_msg(len == 99, "'%s' has touched the length", port_lists[_i].text);
}
END_TEST

START_TEST(a_list_has_room_for_64_ports)
{
	struct target_port ports[TARGET_PORTS_MAX];
	const char *text = "smtp:1";
	size_t len = 0;

	for (unsigned port = 2; port <= 64; port++)
		text = arena_printf(&arena, "%s,smtp:%u", text, port);
	ck_assert_ptr_null(target_read_ports(span_of(text), &arena, ports, &len));
	ck_assert_uint_eq(len, 64);
	text = arena_printf(&arena, "%s,smtp:65", text);
	ck_assert_str_eq(target_read_ports(span_of(text), &arena, ports, &len),
	    "too many ports (at most 64)");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("target");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, targets_are_read_in_every_form, 0, COUNT_OF(good));
	tcase_add_loop_test(tcase, what_is_no_target_gives_one_sentence, 0, COUNT_OF(bad));
	tcase_add_test(tcase, bytes_behind_a_nul_are_no_target);
	tcase_add_test(tcase, an_endless_name_is_no_target);
	tcase_add_test(tcase, targets_on_one_host_come_together);
	tcase_add_test(tcase, a_default_port_that_is_named_too_is_asked_for);
	tcase_add_test(tcase, one_host_has_room_for_64_ports);
	tcase_add_test(tcase, there_is_room_for_many_hosts);
	tcase_add_loop_test(
	    tcase, lists_of_ports_are_read_or_give_one_sentence, 0, COUNT_OF(port_lists));
	tcase_add_test(tcase, a_list_has_room_for_64_ports);
	suite_add_tcase(s, tcase);
	return s;
}
