/* SPDX-License-Identifier: MIT */
#include "probe/capability.h"
#include "support/recorded.h"
#include "support/suite.h"

#include <string.h>

struct list_case {
	const char *name;
	const char *scheme;
	const char *words;      /* of the server, TLS in their middle */
	const char *want;       /* items before TLS, each behind a "|" */
	const char *want_after; /* and inside it */
};

/* clang-format off */
static const struct list_case lists[] = {
	{ "EHLO in lines", "smtp",
	  "220 mail\r\n250-mail.example.test\r\n250-SIZE 1000\r\n250-AUTH PLAIN LOGIN\r\n"
	  "250 STARTTLS\r\n220 go\r\n250-mail.example.test\r\n250 AUTH PLAIN\r\n",
	  "|SIZE 1000|AUTH PLAIN LOGIN|STARTTLS", "|AUTH PLAIN" },
	{ "EHLO with a name alone", "smtp", "220 mail\r\n250 mail.example.test\r\n", "", "" },
	{ "a keyword in the name's line does not count", "smtp", "220 mail\r\n250 STARTTLS\r\n",
	  "", "" },
	{ "greeting in lines", "smtp", "220-mail\r\n220-STARTTLS\r\n220 hi\r\n250-x\r\n250 SIZE\r\n",
	  "|SIZE", "" },
	{ "empty lines and spaces", "smtp", "220 mail\r\n250-x\r\n250-\r\n250-  SIZE  \r\n250 \r\n",
	  "|SIZE", "" },
	{ "EHLO refused, HELO taken", "smtp",
	  "220 mail\r\n502 what?\r\n250-mail\r\n250 STARTTLS\r\n", "", "" },
	{ "EHLO refused in lines", "smtp",
	  "220 mail\r\n550-mail\r\n550-AUTH is\r\n550-STARTTLS\r\n550 no\r\n", "", "" },
	{ "implicit TLS", "submissions", "220 mail\r\n250-mail\r\n250 AUTH PLAIN\r\n", "",
	  "|AUTH PLAIN" },
	{ "LHLO", "lmtp", "220 mail\r\n250-mail\r\n250-PIPELINING\r\n250 STARTTLS\r\n",
	  "|PIPELINING|STARTTLS", "" },

	{ "IMAP by command", "imap",
	  "* OK hi\r\n* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\np1 OK\r\n"
	  "p2 OK\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\np3 OK\r\n",
	  "|IMAP4rev1|STARTTLS|LOGINDISABLED", "|IMAP4rev1|AUTH=PLAIN" },
	{ "IMAP in the greeting", "imap",
	  "* OK [CAPABILITY IMAP4rev1 STARTTLS] hi [x]\r\np2 OK\r\n", "|IMAP4rev1|STARTTLS", "" },
	{ "IMAP in the greeting, without an end", "imap", "* OK [CAPABILITY IMAP4rev1 A\r\n",
	  "|IMAP4rev1|A", "" },
	{ "IMAP in several lines, with noise", "imap",
	  "* OK hi\r\n* CAPABILITY IMAP4rev1\r\n* OK still here\r\n* CAPABILITY STARTTLS\r\n"
	  "p1 OK done\r\n",
	  "|IMAP4rev1|STARTTLS", "" },
	{ "IMAP in small letters", "imap", "* ok hi\r\n* capability imap4rev1 starttls\r\np1 ok\r\n",
	  "|imap4rev1|starttls", "" },
	{ "IMAP refuses", "imap", "* OK hi\r\np1 BAD what?\r\n", "", "" },
	{ "IMAP implicit, in the greeting", "imaps",
	  "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n", "", "|IMAP4rev1|AUTH=PLAIN" },

	{ "CAPA", "pop3",
	  "+OK hi\r\n+OK list\r\nSTLS\r\nSASL PLAIN LOGIN\r\nUSER\r\n.\r\n+OK go\r\n"
	  "+OK list\r\nUSER\r\n.\r\n",
	  "|STLS|SASL PLAIN LOGIN|USER", "|USER" },
	{ "CAPA of nothing", "pop3", "+OK hi\r\n+OK list\r\n.\r\n", "", "" },
	{ "no CAPA", "pop3", "+OK hi\r\n-ERR what?\r\n", "", "" },
	{ "CAPA that does not end", "pop3", "+OK hi\r\n+OK list\r\nSTLS\r\n", "|STLS", "" },

	{ "ManageSieve", "sieve",
	  "\"IMPLEMENTATION\" \"x y\"\r\n\"SASL\" \"PLAIN LOGIN\"\r\n\"STARTTLS\"\r\nOK\r\nOK\r\n"
	  "\"SASL\" \"PLAIN\"\r\nOK\r\n",
	  "|\"IMPLEMENTATION\" \"x y\"|\"SASL\" \"PLAIN LOGIN\"|\"STARTTLS\"",
	  "|\"SASL\" \"PLAIN\"" },
};
/* clang-format on */

static const char *
join(struct arena *arena, const struct lines *items)
{
	const char *text = "";

	for (size_t i = 0; i < items->len; i++)
		text = arena_printf(arena, "%s|%s", text, arena_string(arena, items->lines[i]));
	return text;
}

START_TEST(a_list_is_read_before_tls_and_inside_it)
{
	const struct list_case *row = &lists[_i];
	struct recorded recorded;
	struct transcript *transcript;
	struct lines before;
	struct lines after;
	const char *text;

	recorded_init(&recorded, row->scheme);
	recorded_hear(&recorded, QUESTION_BASICS, row->words);
	transcript = recorded.port.transcripts[QUESTION_BASICS];
	before = capability_read(transcript, recorded.port.endpoint.scheme->protocol, false);
	after = capability_read(transcript, recorded.port.endpoint.scheme->protocol, true);
	text = join(transcript->arena, &before);
	ck_assert_msg(strcmp(text, row->want) == 0, "%s: %s", row->name, text);
	text = join(transcript->arena, &after);
	ck_assert_msg(strcmp(text, row->want_after) == 0, "%s, inside: %s", row->name, text);
	recorded_clear(&recorded);
}
END_TEST

START_TEST(a_list_has_an_end)
{
	struct recorded recorded;
	struct lines items;
	char words[LINES_MAX * 20] = "220 mail\r\n";

	for (size_t i = 0; i < LINES_MAX + 10; i++)
		strcat(words, "250-X\r\n");
	recorded_init(&recorded, "smtp");
	recorded_hear(&recorded, QUESTION_BASICS, words);
	items =
	    capability_read(recorded.port.transcripts[QUESTION_BASICS], PROTOCOL_SMTP, false);
	ck_assert_uint_eq(items.len, LINES_MAX);
	recorded_clear(&recorded);
}
END_TEST

struct own_case {
	const char *scheme;
	const char *words;
	const char *want;
};

/* clang-format off */
static const struct own_case own_names[] = {
	{ "smtp", "220 mail\r\n250-mail.example.test at your service\r\n250 SIZE\r\n",
	  "mail.example.test" },
	{ "smtp", "220 mail\r\n250 mail.example.test\r\n", "mail.example.test" },
	{ "submissions", "220 mail\r\n250-mail.example.test\r\n250 AUTH PLAIN\r\n",
	  "mail.example.test" },
	{ "smtp", "220 mail\r\n250\r\n", "" },
	{ "smtp", "220 mail\r\n502 what?\r\n250-mail.example.test\r\n250 x\r\n", "" },
	{ "smtp", "220 mail\r\n", "" },
	{ "imap", "* OK hi\r\n* CAPABILITY IMAP4rev1\r\np1 OK\r\n", "" },
};
/* clang-format on */

START_TEST(a_server_gives_its_name_in_answer_to_ehlo)
{
	const struct own_case *row = &own_names[_i];
	struct recorded recorded;
	struct span name;

	recorded_init(&recorded, row->scheme);
	recorded_hear(&recorded, QUESTION_BASICS, row->words);
	name = capability_own_name(recorded.port.transcripts[QUESTION_BASICS],
	    recorded.port.endpoint.scheme->protocol);
	ck_assert_msg(span_equal(name, span_of(row->want)), "%s: %.*s", row->words,
	    (int)name.len, (const char *)name.data);
	recorded_clear(&recorded);
}
END_TEST

struct item_case {
	const char *item;
	bool is_masked;
	bool is_starttls;
};

/* clang-format off */
static const struct item_case items_seen[] = {
	{ "STARTTLS", false, true },
	{ "starttls", false, true },
	{ "\"STARTTLS\"", false, true },
	{ "STARTTLS extra", false, true },
	{ "STARTTLSX", false, false },
	{ "X-STARTTLS", false, false },
	{ "XXXXXXXA", true, false },
	{ "XXXXXXXX", true, false },
	{ "xxxxxxxx", true, false },
	{ "********", true, false },
	{ "AAAAAAAB", true, false },
	{ "XXXXXX", true, false },
	{ "\"XXXXXXXX\"", true, false },
	{ "XXXXXXXXXXXXXXXX 1", true, false },
	{ "XXXX", true, false }, /* STLS */
	{ "XXXXX", false, false },
	{ "XXXXXXAB", false, false },
	{ "AXXXXXXX", false, false },
	{ "SIZE 1111111111", false, false },
	{ "8BITMIME", false, false },
	{ "", false, false },
};
/* clang-format on */

START_TEST(an_item_is_known_by_its_name)
{
	const struct item_case *row = &items_seen[_i];
	struct span item = span_of(row->item);
	struct lines items = { .len = 1, .lines = &item };

	ck_assert_msg(
	    capability_has(&items, "STARTTLS") == row->is_starttls, "\"%s\"", row->item);
	ck_assert_msg(
	    capability_is_masked(&items) == row->is_masked, "\"%s\" is masked?", row->item);
}
END_TEST

struct mechanism_case {
	const char *name;
	enum protocol protocol;
	const char *items[4];
	const char *banner;
	const char *want; /* each behind a "|" */
};

/* clang-format off */
static const struct mechanism_case mechanisms[] = {
	{ "SMTP", PROTOCOL_SMTP, { "SIZE", "AUTH PLAIN LOGIN" }, "", "|PLAIN|LOGIN" },
	{ "SMTP, old form", PROTOCOL_SMTP, { "AUTH=PLAIN LOGIN" }, "", "|PLAIN|LOGIN" },
	{ "SMTP, both forms", PROTOCOL_SMTP, { "AUTH PLAIN LOGIN", "AUTH=LOGIN CRAM-MD5" }, "",
	  "|PLAIN|LOGIN|CRAM-MD5" },
	{ "SMTP, no mechanism", PROTOCOL_SMTP, { "AUTH", "AUTH=" }, "", "" },
	{ "SMTP, another word", PROTOCOL_SMTP, { "AUTHX PLAIN", "AUTHINFO" }, "", "" },
	{ "SMTP, as written", PROTOCOL_SMTP, { "auth plain" }, "", "|plain" },
	{ "SMTP has no USER", PROTOCOL_SMTP, { "USER" }, "220 <a@b>", "" },
	{ "IMAP", PROTOCOL_IMAP, { "IMAP4rev1", "AUTH=PLAIN", "AUTH=LOGIN" }, "",
	  "|PLAIN|LOGIN|LOGIN command" },
	{ "IMAP, LOGIN disabled", PROTOCOL_IMAP, { "IMAP4rev1", "LOGINDISABLED" }, "", "" },
	{ "IMAP, LOGIN disabled in small letters", PROTOCOL_IMAP, { "logindisabled" }, "", "" },
	{ "IMAP without a list", PROTOCOL_IMAP, { NULL }, "", "" },
	{ "POP3", PROTOCOL_POP3, { "STLS", "SASL PLAIN LOGIN", "USER" }, "+OK hi",
	  "|PLAIN|LOGIN|USER command" },
	{ "POP3, SASL without mechanisms", PROTOCOL_POP3, { "SASL" }, "+OK hi", "" },
	{ "POP3, APOP", PROTOCOL_POP3, { "UIDL" }, "+OK <1896.697@dbc.mtview.ca.us>", "|APOP" },
	{ "POP3, no APOP without an end", PROTOCOL_POP3, { NULL }, "+OK <1896.697@dbc", "" },
	{ "POP3, no APOP without an at", PROTOCOL_POP3, { NULL }, "+OK <dbc>", "" },
	{ "POP3, no APOP the wrong way round", PROTOCOL_POP3, { NULL }, "+OK a@b> <c", "" },
	{ "ManageSieve", PROTOCOL_SIEVE, { "\"SASL\" \"PLAIN SCRAM-SHA-1\"" }, "",
	  "|PLAIN|SCRAM-SHA-1" },
	{ "ManageSieve, none", PROTOCOL_SIEVE, { "\"SASL\" \"\"", "\"STARTTLS\"" }, "", "" },
	{ "hostile", PROTOCOL_SMTP, { "AUTH PLAIN\x1b[2J a\xff" }, "", "|PLAIN\\x1b[2J|a\\xff" },
	{ "endless", PROTOCOL_SMTP, { "AUTH AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }, "",
	  "|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA..." },
};
/* clang-format on */

START_TEST(mechanisms_are_listed_once_each)
{
	const struct mechanism_case *row = &mechanisms[_i];
	struct arena arena;
	struct span items[4];
	struct lines lines = { .lines = items };
	struct mechanisms seen = { 0 };
	const char *text = "";

	arena_init(&arena);
	for (size_t i = 0; i < 4 && row->items[i] != NULL; i++)
		items[lines.len++] = span_of(row->items[i]);
	capability_mechanisms(&lines, row->protocol, span_of(row->banner), &arena, &seen);
	for (size_t i = 0; i < seen.len; i++)
		text = arena_printf(&arena, "%s|%s", text, seen.names[i]);
	ck_assert_msg(strcmp(text, row->want) == 0, "%s: %s", row->name, text);
	arena_clear(&arena);
}
END_TEST

START_TEST(mechanisms_have_an_end)
{
	struct arena arena;
	char text[4096] = "AUTH";
	struct span item;
	struct lines lines = { .len = 1, .lines = &item };
	struct mechanisms seen = { 0 };

	arena_init(&arena);
	for (size_t i = 0; i < MECHANISMS_MAX * 2; i++)
		strcat(text, arena_printf(&arena, " M%zu", i));
	item = span_of(text);
	capability_mechanisms(&lines, PROTOCOL_SMTP, span_of(""), &arena, &seen);
	ck_assert_uint_eq(seen.len, MECHANISMS_MAX);
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("capability");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(
	    tcase, a_list_is_read_before_tls_and_inside_it, 0, (int)COUNT_OF(lists));
	tcase_add_test(tcase, a_list_has_an_end);
	tcase_add_loop_test(
	    tcase, a_server_gives_its_name_in_answer_to_ehlo, 0, (int)COUNT_OF(own_names));
	tcase_add_loop_test(tcase, an_item_is_known_by_its_name, 0, (int)COUNT_OF(items_seen));
	tcase_add_loop_test(
	    tcase, mechanisms_are_listed_once_each, 0, (int)COUNT_OF(mechanisms));
	tcase_add_test(tcase, mechanisms_have_an_end);
	suite_add_tcase(s, tcase);
	return s;
}
