/* SPDX-License-Identifier: MIT */
/* Bodies of messages that do not keep to their form; test_flight.c has those that do. */
#include "hello/message.h"

#include "base/alloc.h"
#include "support/flights.h"
#include "support/hex.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

static struct arena arena;

static void
set_up(void)
{
	arena_init(&arena);
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

#define HELLO "0303 b6*32 00 c02f 00 "

struct body_case {
	const char *name;
	message_reader *read;
	const char *body;
	const char *want; /* what is wrong with it; NULL: nothing */
};

/* clang-format off */
static const char hello_form[] = "the server's hello does not keep to its form";
static const char extensions_form[] =
    "the extensions of the server's hello do not keep to their form";
static const char version_form[] =
    "the version in the server's hello does not keep to its form";
static const char share_form[] =
    "the key share in the server's hello does not keep to its form";
static const char chain_cut[] = "a certificate is cut off or empty";
static const char chain_form[] = "Certificate does not keep to its form";
static const char status_form[] = "CertificateStatus does not keep to its form";
static const char request_form[] = "CertificateRequest does not keep to its form";
static const char ssl2_form[] = "the SSL 2.0 hello does not keep to its form";
static const char ssl2_error_form[] = "the SSL 2.0 error does not keep to its form";
static const char ssl2_type[] =
    "an SSL 2.0 message of another type came in place of the hello";

static const struct body_case bodies[] = {
	{ "hello: without extensions", server_hello_read, HELLO, NULL },
	{ "hello: with none", server_hello_read, HELLO "0000", NULL },
	{ "hello: nothing", server_hello_read, "", hello_form },
	{ "hello: cut off in the random", server_hello_read, "0303 b6*31", hello_form },
	{ "hello: cut off before the compression", server_hello_read,
	  "0303 b6*32 00 c02f", hello_form },
	{ "hello: a session id that lies", server_hello_read,
	  "0303 b6*32 20 c02f 00", hello_form },
	{ "hello: a long session id", server_hello_read,
	  "0303 b6*32 ff c7*255 c02f 00", NULL },
	{ "hello: half a length", server_hello_read, HELLO "00", hello_form },
	{ "hello: a block that is cut off", server_hello_read, HELLO "0005 ff01 0001", hello_form },
	{ "hello: a block that is too short", server_hello_read,
	  HELLO "0004 ff01 0001 00", hello_form },
	{ "hello: an extension that lies", server_hello_read,
	  HELLO "0005 ff01 0002 00", extensions_form },
	{ "hello: half an extension", server_hello_read, HELLO "0003 ff01 00", extensions_form },
	{ "hello: a list of versions", server_hello_read,
	  HELLO "0007 002b 0003 02 0304", version_form },
	{ "hello: half a version", server_hello_read, HELLO "0005 002b 0001 03", version_form },
	{ "hello: no version", server_hello_read, HELLO "0004 002b 0000", version_form },
	{ "hello: a key that lies", server_hello_read,
	  HELLO "000f 002b 0002 0304 0033 0005 001d 0020 42", share_form },
	{ "hello: only a group", server_hello_read,
	  HELLO "000c 002b 0002 0304 0033 0002 001d", share_form },
	{ "hello: a list of shares", server_hello_read,
	  HELLO "0011 002b 0002 0304 0033 0007 0005 001d 0001 42", share_form },
	{ "hello: any key share in TLS 1.2", server_hello_read, HELLO "0005 0033 0001 00", NULL },
	{ "hello: TLS 1.3 without a share", server_hello_read,
	  HELLO "0006 002b 0002 0304", NULL },
	{ "retry: a share with a key", server_hello_read,
	  "0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c 00 1301 00"
	  "000f 002b 0002 0304 0033 0005 001d 0001 42", share_form },
	{ "retry: without a share", server_hello_read,
	  "0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c 00 1301 00"
	  "0006 002b 0002 0304", NULL },

	{ "certificate: none", server_certificate_read, "000000", NULL },
	{ "certificate: nothing", server_certificate_read, "", chain_form },
	{ "certificate: a list that lies", server_certificate_read, "000005 000001 30", chain_form },
	{ "certificate: something behind it", server_certificate_read,
	  "000004 000001 30 00", chain_form },
	{ "certificate: one that lies", server_certificate_read, "000004 000002 30", chain_cut },
	{ "certificate: an empty one", server_certificate_read,
	  "000007 000001 30 000000", chain_cut },
	{ "certificate: half a length", server_certificate_read, "000002 0000", chain_cut },

	{ "status: another type", certificate_status_read, "02 000001 30", NULL },
	{ "status: empty", certificate_status_read, "01 000000", NULL },
	{ "status: nothing", certificate_status_read, "", status_form },
	{ "status: cut off", certificate_status_read, "01 000002 30", status_form },
	{ "status: something behind it", certificate_status_read, "01 000001 30 00", status_form },

	{ "request: before TLS 1.2", certificate_request_read, "01 01 0000", NULL },
	{ "request: nothing", certificate_request_read, "", request_form },
	{ "request: cut off", certificate_request_read, "02 01", request_form },
	{ "request: that of TLS 1.2", certificate_request_read,
	  "01 01 0002 0403 0000", request_form },

	{ "ticket: whatever", session_ticket_read, "ff", NULL },

	{ "done: not empty", server_hello_done_read, "00", "ServerHelloDone is not empty" },

	{ "ssl2: nothing", ssl2_message_read, "", ssl2_type },
	{ "ssl2: another type", ssl2_message_read, "05", ssl2_type },
	{ "ssl2: without certificate", ssl2_message_read,
	  "04 00 00 0002 0000 0003 0000 010080", NULL },
	{ "ssl2: cut off", ssl2_message_read, "04 00 01 0002 0000", ssl2_form },
	{ "ssl2: a certificate that lies", ssl2_message_read,
	  "04 00 01 0002 ffff 0003 0000 30 010080", ssl2_form },
	{ "ssl2: something behind it", ssl2_message_read,
	  "04 00 01 0002 0001 0003 0000 30 010080 00", ssl2_form },
	{ "ssl2: half a kind", ssl2_message_read,
	  "04 00 01 0002 0001 0002 0001 30 0100 80", ssl2_form },
	{ "ssl2: another version", ssl2_message_read,
	  "04 00 01 0003 0001 0003 0000 30 010080", "the SSL 2.0 hello is of another version" },
	{ "ssl2: half an error", ssl2_message_read, "00 00", ssl2_error_form },
	{ "ssl2: more than an error", ssl2_message_read, "00 0001 00", ssl2_error_form },
	{ "ssl2: a large error", ssl2_message_read, "00 0100", ssl2_error_form },
};
/* clang-format on */

START_TEST(a_body_keeps_to_its_form_or_leaves_nothing_behind)
{
	const struct body_case *row = &bodies[_i];
	const struct flight before = { .version = 0x0301, .suite = 0x0003 };
	struct flight flight = before;
	const char *wrong = row->read(bytes_of_hex(&arena, row->body), &arena, &flight);

	ck_assert_msg((wrong == NULL) == (row->want == NULL) &&
			  (wrong == NULL || strcmp(wrong, row->want) == 0),
	    "%s: %s", row->name, wrong == NULL ? "nothing wrong" : wrong);
	if (wrong != NULL)
		ck_assert_msg(flight_difference(&flight, &before) == NULL, "%s: touched %s",
		    row->name, flight_difference(&flight, &before));
}
END_TEST

START_TEST(what_is_kept_is_a_copy)
{
	struct span body = bytes_of_hex(&arena, "000004 000001 30");
	uint8_t *loan = alloc_zeroed(body.len, 1);
	struct flight flight = { .has_hello = true };

	memcpy(loan, body.data, body.len);
	ck_assert_ptr_null(
	    server_certificate_read((struct span){ loan, body.len }, &arena, &flight));
	free(loan);
	ck_assert_uint_eq(flight.chain[0].data[0], 0x30);
}
END_TEST

static const struct {
	const char *name;
	message_reader *read;
	const char *body;
	const char *want;
} once[] = {
	{ "certificate", server_certificate_read, "000000", "Certificate came twice" },
	{ "status", certificate_status_read, "01 000000", "CertificateStatus came twice" },
	{ "request", certificate_request_read, "01 01 0000", "CertificateRequest came twice" },
	{ "ticket", session_ticket_read, "", "NewSessionTicket came twice" },
};

START_TEST(no_message_comes_twice)
{
	struct flight flight = { .has_hello = true };
	struct span body = bytes_of_hex(&arena, once[_i].body);
	const char *wrong = once[_i].read(body, &arena, &flight);

	ck_assert_msg(wrong == NULL, "%s: %s", once[_i].name, wrong);
	wrong = once[_i].read(body, &arena, &flight);
	ck_assert_msg(wrong != NULL && strcmp(wrong, once[_i].want) == 0, "%s", once[_i].name);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("message");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
	    tcase, a_body_keeps_to_its_form_or_leaves_nothing_behind, 0, (int)COUNT_OF(bodies));
	tcase_add_test(tcase, what_is_kept_is_a_copy);
	tcase_add_loop_test(tcase, no_message_comes_twice, 0, (int)COUNT_OF(once));
	suite_add_tcase(s, tcase);
	return s;
}
