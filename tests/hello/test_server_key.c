/* SPDX-License-Identifier: MIT */
/* ServerKeyExchange by version and suite; tests/data/hellos has whole ones. */
#include "hello/message.h"
#include "support/flights.h"
#include "support/hex.h"
#include "support/suite.h"

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

enum {
	RSA_EXPORT = 0x0003,
	RSA = 0x009c,
	DHE_DSS_EXPORT = 0x0011,
	DHE_RSA = 0x009e,
	DH_ANON = 0x0018,
	DH_STATIC = 0x0030,
	ECDHE_RSA = 0xc02f,
	ECDH_ANON = 0xc018,
	ECDH_STATIC = 0xc004,
	DHE_PSK = 0x0090,
	TLS13 = 0x1301,
	NOBODYS = 0xeeee,
};

struct key_case {
	const char *name;
	uint16_t version;
	uint16_t suite;
	const char *body;
	const char *want; /* flight_text() behind the suite; NULL: its form is broken */
};

/* clang-format off */
static const struct key_case keys[] = {
	{ "EC, TLS 1.2: a scheme", 0x0303, ECDHE_RSA, "03 001d 02 4242 0804 0001 5e",
	  "ec curve-type=3 group=1d share=4242 scheme=804" },
	{ "EC, TLS 1.0: no scheme", 0x0301, ECDHE_RSA, "03 001d 02 4242 0001 5e",
	  "ec curve-type=3 group=1d share=4242" },
	{ "EC, TLS 1.0 with a scheme", 0x0301, ECDHE_RSA, "03 001d 02 4242 0804 0001 5e", NULL },
	{ "EC, TLS 1.2 without a scheme", 0x0303, ECDHE_RSA, "03 001d 02 4242 0001 5e", NULL },
	{ "EC without signature", 0x0303, ECDHE_RSA, "03 001d 02 4242", NULL },
	{ "EC, anonymous", 0x0303, ECDH_ANON, "03 001d 02 4242",
	  "ec curve-type=3 group=1d share=4242" },
	{ "EC, anonymous with signature", 0x0303, ECDH_ANON, "03 001d 02 4242 0804 0001 5e", NULL },
	{ "EC, an empty point", 0x0303, ECDH_ANON, "03 001d 00", "ec curve-type=3 group=1d" },
	{ "EC, a point that lies", 0x0303, ECDH_ANON, "03 001d 03 4242", NULL },
	{ "EC, a group that nobody knows", 0x0303, ECDH_ANON, "03 eeee 01 42",
	  "ec curve-type=3 group=eeee share=42" },
	{ "EC, a curve type that nobody knows", 0x0303, ECDH_ANON, "04 001d 01 42", NULL },
	{ "EC, a basis that nobody knows", 0x0303, ECDH_ANON,
	  "02 00a3 03 00 00 00 00 00 00 00 00 01 42", NULL },
	{ "EC, an explicit curve that is cut off", 0x0303, ECDH_ANON, "01 01 fd 01 fc", NULL },
	{ "EC, an explicit curve of nothing", 0x0303, ECDH_ANON, "01 00 00 00 00 00 00 01 42",
	  "ec curve-type=1 share=42" },
	{ "EC, nothing", 0x0303, ECDHE_RSA, "", NULL },

	{ "DH, TLS 1.2", 0x0303, DHE_RSA, "0002 f701 0001 02 0001 77 0401 0001 5e",
	  "dh share=77 prime=f701 generator=02 scheme=401" },
	{ "DH, TLS 1.1 with DSS", 0x0302, DHE_DSS_EXPORT, "0002 f701 0001 02 0001 77 0001 5e",
	  "dh share=77 prime=f701 generator=02" },
	{ "DH, SSL 3.0", 0x0300, DHE_DSS_EXPORT, "0002 f701 0001 02 0001 77 0001 5e",
	  "dh share=77 prime=f701 generator=02" },
	{ "DH, anonymous", 0x0301, DH_ANON, "0002 f701 0001 02 0001 77",
	  "dh share=77 prime=f701 generator=02" },
	{ "DH, leading zeros", 0x0301, DH_ANON, "0004 0000f701 0002 0002 0002 0077",
	  "dh share=0077 prime=f701 generator=0002" },
	{ "DH, no prime", 0x0301, DH_ANON, "0000 0001 02 0001 77",
	  "the prime or modulus in ServerKeyExchange is zero" },
	{ "DH, zero as a prime", 0x0301, DH_ANON, "0002 0000 0001 02 0001 77",
	  "the prime or modulus in ServerKeyExchange is zero" },
	{ "DH, a prime of one bit", 0x0301, DH_ANON, "0001 01 0001 02 0001 77",
	  "dh share=77 prime=01 generator=02" },
	{ "DH, nothing but a prime", 0x0301, DH_ANON, "0001 05 0000 0000", "dh prime=05" },
	{ "DH, the longest prime", 0x0301, DH_ANON, "0800 ff*2048 0001 02 0001 77",
	  "dh share=77 prime=ff*2048 generator=02" },
	{ "DH, the longest prime behind zeros", 0x0301, DH_ANON,
	  "0900 00*256 ff*2048 0001 02 0001 77", "dh share=77 prime=ff*2048 generator=02" },
	{ "DH, one bit more", 0x0301, DH_ANON, "0801 01 ff*2048 0001 02 0001 77",
	  "the prime or modulus in ServerKeyExchange has more than 16384 bits" },
	{ "DH, a prime of 65536 bits", 0x0301, DH_ANON, "2000 ff*8192 0001 02 0001 77",
	  "the prime or modulus in ServerKeyExchange has more than 16384 bits" },
	{ "DH, a prime that lies", 0x0301, DH_ANON, "ffff f701 0001 02 0001 77", NULL },
	{ "DH, cut off", 0x0301, DH_ANON, "0002 f701 0001 02", NULL },
	{ "DH, something behind it", 0x0301, DH_ANON, "0002 f701 0001 02 0001 77 00", NULL },

	{ "RSA export", 0x0301, RSA_EXPORT, "0002 c135 0003 010001 0001 5e",
	  "rsa modulus=c135" },
	{ "RSA export, TLS 1.2", 0x0303, RSA_EXPORT, "0002 c135 0003 010001 0401 0001 5e",
	  "rsa modulus=c135 scheme=401" },
	{ "RSA, where none is due", 0x0303, RSA, "0002 c135 0003 010001 0401 0001 5e",
	  "rsa modulus=c135 scheme=401" },
	{ "RSA, no modulus", 0x0301, RSA_EXPORT, "0000 0003 010001 0001 5e",
	  "the prime or modulus in ServerKeyExchange is zero" },
	{ "RSA, a long modulus", 0x0301, RSA_EXPORT, "0801 01 00*2048 0003 010001 0001 5e",
	  "the prime or modulus in ServerKeyExchange has more than 16384 bits" },
	{ "RSA, cut off", 0x0301, RSA_EXPORT, "0002 c135", NULL },

	{ "of a shared key", 0x0303, DHE_PSK, "ff", "unknown" },
	{ "of a static DH key", 0x0303, DH_STATIC, "0002 f701 0001 02 0001 77", "unknown" },
	{ "of a static ECDH key", 0x0303, ECDH_STATIC, "", "unknown" },
	{ "of a suite of TLS 1.3", 0x0303, TLS13, "03 001d 01 42", "unknown" },
	{ "of a suite that nobody knows", 0x0303, NOBODYS, "03 001d 01 42", "unknown" },
};
/* clang-format on */

static const char *
result_of(const struct key_case *row, const struct flight *flight, const char *wrong)
{
	const char *text = flight_text(&arena, flight);
	const char *before =
	    arena_printf(&arena, "open version=%x suite=%x", row->version, row->suite);

	if (wrong != NULL)
		return wrong;
	return arena_printf(&arena, "%s", text + strlen(before) + 1);
}

START_TEST(a_key_is_laid_out_by_version_and_suite)
{
	const struct key_case *row = &keys[_i];
	struct flight flight = {
		.has_hello = true, .version = row->version, .suite = row->suite
	};
	const char *wrong = server_key_read(bytes_of_hex(&arena, row->body), &arena, &flight);
	const char *want = row->want == NULL     ? "ServerKeyExchange does not keep to its form"
	                   : row->want[0] == 't' ? row->want
	                                         : arena_printf(&arena, "%s used=0", row->want);
	const char *result = result_of(row, &flight, wrong);

	ck_assert_msg(strcmp(result, want) == 0, "%s: %s, not %s", row->name, result, want);
	ck_assert_msg(wrong == NULL || flight.server_key == SERVER_KEY_NONE, "%s", row->name);
}
END_TEST

START_TEST(a_key_cut_off_anywhere_is_broken)
{
	const struct key_case *row = &keys[_i];
	struct span body = bytes_of_hex(&arena, row->body);
	struct flight flight = { .version = row->version, .suite = row->suite };

	if (row->want == NULL || row->want[0] == 't')
		return;
	for (size_t len = 0; len < body.len; len++) {
		const char *wrong =
		    server_key_read((struct span){ body.data, len }, &arena, &flight);

		ck_assert_msg((wrong == NULL) == (flight.server_key == SERVER_KEY_UNKNOWN),
		    "%s: %zu bytes", row->name, len);
		flight.server_key = SERVER_KEY_NONE;
	}
}
END_TEST

START_TEST(a_second_key_is_refused)
{
	struct flight flight = { .version = 0x0303, .suite = NOBODYS };
	struct span body = bytes_of_hex(&arena, "00");

	ck_assert_ptr_null(server_key_read(body, &arena, &flight));
	ck_assert_str_eq(
	    server_key_read(body, &arena, &flight), "ServerKeyExchange came twice");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("server_key");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
	    tcase, a_key_is_laid_out_by_version_and_suite, 0, (int)COUNT_OF(keys));
	tcase_add_loop_test(tcase, a_key_cut_off_anywhere_is_broken, 0, (int)COUNT_OF(keys));
	tcase_add_test(tcase, a_second_key_is_refused);
	suite_add_tcase(s, tcase);
	return s;
}
