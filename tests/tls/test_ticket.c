/* SPDX-License-Identifier: MIT */
#include "support/pair.h"
#include "support/suite.h"
#include "tls/ticket.h"
#include "tls/x509.h"

#include <gnutls/crypto.h>
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

/* --- messages ----------------------------------------------------------------------------- */

struct message_case {
	const char *name;
	const char *bytes;
	size_t len;
	bool is_tls13;
	bool is_good;
	uint32_t want_lifetime;
	const char *want_ticket;
	uint32_t want_early_data;
};

#define BYTES(text) text, sizeof(text) - 1

/* clang-format off */
static const struct message_case messages[] = {
	{ "TLS 1.2", BYTES("\0\0\x1c\x20\0\3abc"), false, true, 7200, "abc", 0 },
	{ "no hint and no ticket (RFC 5077 section 3.3)", BYTES("\0\0\0\0\0\0"), false, true, 0,
	  "", 0 },
	{ "nothing", BYTES(""), false, false, 0, "", 0 },
	{ "a lifetime only", BYTES("\0\0\x1c\x20"), false, false, 0, "", 0 },
	{ "too short", BYTES("\0\0\x1c\x20\0\4abc"), false, false, 0, "", 0 },
	{ "too long", BYTES("\0\0\x1c\x20\0\2abc"), false, false, 0, "", 0 },
	{ "TLS 1.3", BYTES("\0\2\xa3\0" "rand" "\2nn" "\0\3abc" "\0\0"), true, true, 172800,
	  "abc", 0 },
	{ "no nonce", BYTES("\0\2\xa3\0" "rand" "\0" "\0\3abc" "\0\0"), true, true, 172800, "abc",
	  0 },
	{ "early data", BYTES("\0\0\x1c\x20" "rand" "\1n" "\0\3abc" "\0\x08\0\x2a\0\4\0\0\x40\0"),
	  true, true, 7200, "abc", 16384 },
	{ "early data behind something unknown", BYTES("\0\0\x1c\x20" "rand" "\1n" "\0\3abc"
	    "\0\x0d\xfe\xfe\0\1x\0\x2a\0\4\xff\xff\xff\xff"), true, true, 7200, "abc",
	  0xffffffff },
	{ "early data of an odd length", BYTES("\0\0\x1c\x20" "rand" "\1n" "\0\3abc"
	    "\0\x07\0\x2a\0\3\0\0\x40"), true, true, 7200, "abc", 0 },
	{ "an extension that is cut off", BYTES("\0\0\x1c\x20" "rand" "\1n" "\0\3abc"
	    "\0\x06\0\x2a\0\4\0\0"), true, false, 0, "", 0 },
	{ "no extensions", BYTES("\0\0\x1c\x20" "rand" "\1n" "\0\3abc"), true, false, 0, "", 0 },
	{ "something behind", BYTES("\0\0\x1c\x20" "rand" "\1n" "\0\3abc" "\0\0x"), true, false,
	  0, "", 0 },
	{ "TLS 1.2's in TLS 1.3", BYTES("\0\0\x1c\x20\0\3abc"), true, false, 0, "", 0 },
};
/* clang-format on */

START_TEST(a_message_is_read)
{
	const struct message_case *row = &messages[_i];
	struct span body = { .data = (const uint8_t *)row->bytes, .len = row->len };
	struct ticket ticket = { .lifetime_s = 7 };

	ck_assert_msg(
	    ticket_read(body, row->is_tls13, &ticket) == row->is_good, "%s", row->name);
	ck_assert_msg(ticket.lifetime_s == (row->is_good ? row->want_lifetime : 7), "%s: %u",
	    row->name, ticket.lifetime_s);
	ck_assert_msg(span_equal(ticket.ticket, span_of(row->want_ticket)), "%s", row->name);
	ck_assert_msg(ticket.max_early_data == row->want_early_data, "%s", row->name);
}
END_TEST

START_TEST(a_message_that_is_cut_off_is_not_read)
{
	const struct message_case *row = &messages[_i];
	struct span body = { .data = (const uint8_t *)row->bytes, .len = row->len };
	struct ticket ticket;

	for (; row->is_good && body.len > 0; body.len--)
		ck_assert_msg(
		    ticket_read(body, row->is_tls13, &ticket) == (body.len == row->len),
		    "%s: %zu", row->name, body.len);
}
END_TEST

/* --- a key of zeros ----------------------------------------------------------------------- */

enum {
	NAME_LEN = 16,
	IV_LEN = 16,
	STATE_LEN = 80,
	MAC_LEN = 20,
	TICKET_LEN = NAME_LEN + IV_LEN + 2 + STATE_LEN + MAC_LEN,
};

/* A ticket as GnuTLS 3.6.13 makes it. */
static void
make_ticket(uint8_t *ticket, uint8_t first_of_name, uint8_t first_of_key)
{
	uint8_t key[16] = { first_of_key };

	memset(ticket, 0x11, TICKET_LEN);
	memset(ticket, 0, NAME_LEN);
	ticket[0] = first_of_name;
	ticket[NAME_LEN + IV_LEN] = 0;
	ticket[NAME_LEN + IV_LEN + 1] = STATE_LEN;
	ck_assert_int_eq(gnutls_hmac_fast(GNUTLS_MAC_SHA1, key, sizeof(key), ticket,
			     TICKET_LEN - MAC_LEN, ticket + TICKET_LEN - MAC_LEN),
	    0);
}

START_TEST(a_key_of_zeros_is_found)
{
	uint8_t bytes[TICKET_LEN + 1];
	struct span ticket = { .data = bytes, .len = TICKET_LEN };

	make_ticket(bytes, 0, 0);
	ck_assert(ticket_has_zero_key(ticket));
	for (ticket.len = 0; ticket.len < TICKET_LEN; ticket.len++)
		ck_assert(!ticket_has_zero_key(ticket));
	ticket.len = TICKET_LEN + 1;
	ck_assert(!ticket_has_zero_key(ticket));
	ticket.len = TICKET_LEN;
	for (size_t i = 0; i < TICKET_LEN; i++) {
		bytes[i] ^= 1;
		ck_assert_msg(!ticket_has_zero_key(ticket), "byte %zu", i);
		bytes[i] ^= 1;
	}
}
END_TEST

START_TEST(zeros_in_the_name_or_in_the_key_alone_prove_nothing)
{
	uint8_t bytes[TICKET_LEN];
	struct span ticket = { .data = bytes, .len = TICKET_LEN };

	make_ticket(bytes, 0, 1);
	ck_assert(!ticket_has_zero_key(ticket));
	make_ticket(bytes, 1, 0);
	ck_assert(!ticket_has_zero_key(ticket));
	memset(bytes, 0, sizeof(bytes));
	ck_assert(!ticket_has_zero_key(ticket));
	ck_assert(!ticket_has_zero_key((struct span){ 0 }));
}
END_TEST

/* Whatever key GnuTLS's server is given, by now it makes another of it. Its tickets still have
 * the layout that we look at; with name and MAC of zeros they would be found. */
START_TEST(a_ticket_of_the_library_has_that_layout)
{
	static const uint8_t zeros[64];
	gnutls_datum_t key = { (unsigned char *)(uintptr_t)zeros, sizeof(zeros) };
	struct pair pair;
	struct span body;
	struct ticket ticket;
	bool came_unasked;
	uint8_t bytes[1000];
	size_t len;

	pair_init(&pair);
	pair_serve_raw(&pair,
	    identity_credentials(authority_identity(pair.authority, IDENTITY_GOOD)),
	    _i == 0 ? "NORMAL:-VERS-TLS1.3" : "NORMAL");
	ck_assert_int_eq(gnutls_session_ticket_enable_server(pair.raw, &key), 0);
	pair_shake_hands(&pair);
	ck_assert_int_eq(tls_session_read(pair.client, bytes, sizeof(bytes), &len), TLS_WAITS);
	ck_assert(tls_session_ticket(pair.client, 0, &body, &came_unasked));
	ck_assert(ticket_read(body, _i == 1, &ticket));
	ck_assert_uint_gt(ticket.lifetime_s, 0);
	ck_assert_uint_eq(ticket.max_early_data, 0);
	ck_assert(!ticket_has_zero_key(ticket.ticket));
	len = ticket.ticket.len;
	ck_assert_uint_le(len, sizeof(bytes));
	memcpy(bytes, ticket.ticket.data, len);
	ck_assert_uint_eq((size_t)bytes[NAME_LEN + IV_LEN] << 8 | bytes[NAME_LEN + IV_LEN + 1],
	    len - NAME_LEN - IV_LEN - 2 - MAC_LEN);
	memset(bytes, 0, NAME_LEN);
	ck_assert(!ticket_has_zero_key((struct span){ bytes, len }));
	ck_assert_int_eq(gnutls_hmac_fast(GNUTLS_MAC_SHA1, zeros, 16, bytes, len - MAC_LEN,
			     bytes + len - MAC_LEN),
	    0);
	ck_assert(ticket_has_zero_key((struct span){ bytes, len }));
	pair_clear(&pair);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("ticket");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, a_message_is_read, 0, (int)COUNT_OF(messages));
	tcase_add_loop_test(
	    tcase, a_message_that_is_cut_off_is_not_read, 0, (int)COUNT_OF(messages));
	tcase_add_test(tcase, a_key_of_zeros_is_found);
	tcase_add_test(tcase, zeros_in_the_name_or_in_the_key_alone_prove_nothing);
	tcase_add_loop_test(tcase, a_ticket_of_the_library_has_that_layout, 0, 2);
	suite_add_tcase(s, tcase);
	return s;
}
