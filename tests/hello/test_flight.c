/* SPDX-License-Identifier: MIT */
/* Flights from the specifications, in tests/data/hellos, and hostile ones. */
#include "hello/flight.h"

#include "base/alloc.h"
#include "hello/hello.h"
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

struct sample {
	const char *file;
	bool is_ssl2;
	size_t behind; /* bytes of the file behind the end */
	const char *want;
};

/* clang-format off */
static const struct sample samples[] = {
	{ "server-ssl2", true, 0,
	  "ssl2 record=2 legacy=2 version=2 session=d8*16 chain=1 der=3003020105"
	  " kinds=0100800700c0060040" },
	{ "server-ssl2-no-kinds", true, 0,
	  "ssl2 record=2 legacy=2 version=2 session=d8*16 chain=1 der=3003020105" },
	{ "server-ssl2-error", true, 0,
	  "alert record=2 version=2 alert=1" },
	{ "server-ssl3", false, 0,
	  "done record=300 legacy=300 version=300 session=c7*32 suite=a chain=2"
	  " der=3003020105 der=30060201070201ff" },
	{ "server-tls10-export-rsa", false, 0,
	  "done record=301 legacy=301 version=301 suite=3 extensions=ff01000100 chain=1"
	  " der=3003020105 rsa modulus=c135*63" },
	{ "server-tls10-export-dhe", true, 0,
	  "done record=301 legacy=301 version=301 suite=14 extensions=ff01000100 chain=1"
	  " der=3003020105 dh share=77*64 prime=da58*63 generator=02" },
	{ "server-tls11-explicit-prime", false, 0,
	  "done record=302 legacy=302 version=302 suite=c014 chain=1 der=3003020105 ec"
	  " curve-type=1 share=04*41" },
	{ "server-anon-dh", false, 0,
	  "done record=303 legacy=303 version=303 suite=34 extensions=ff01000100 dh"
	  " share=77*128 prime=f7*128 generator=05" },
	{ "server-null", false, 0,
	  "done record=303 legacy=303 version=303 suite=3b extensions=ff01000100 chain=1"
	  " der=3003020105" },
	{ "server-tls12-ecdhe", false, 0,
	  "done record=303 legacy=303 version=303 session=c7*32 suite=c02f"
	  " extensions=ff01000100000b000201000005000000230000 chain=2 der=3003020105"
	  " der=30060201070201ff stapled staple=30030a0100 wants ec curve-type=3 group=1d"
	  " share=42*32 scheme=804" },
	{ "server-tls12-split", false, 0,
	  "done record=303 legacy=303 version=303 session=c7*32 suite=c02f"
	  " extensions=ff01000100000b000201000005000000230000 chain=2 der=3003020105"
	  " der=30060201070201ff stapled staple=30030a0100 wants ec curve-type=3 group=1d"
	  " share=42*32 scheme=804" },
	{ "server-tls12-ecdsa", false, 0,
	  "done record=303 legacy=303 version=303 suite=c02c"
	  " extensions=ff01000100000f000101 chain=0 ec curve-type=3 group=18"
	  " share=0443*96 scheme=503" },
	{ "server-tls12-explicit-binary", false, 0,
	  "done record=303 legacy=303 version=303 suite=c018 ec curve-type=2 share=03*22" },
	{ "server-tls12-explicit-trinomial", false, 0,
	  "done record=303 legacy=303 version=303 suite=c018 ec curve-type=2 share=04*61" },
	{ "server-tls12-psk", false, 0,
	  "done record=303 legacy=303 version=303 suite=90 unknown" },
	{ "server-tls12-ticket", false, 0,
	  "done record=303 legacy=303 version=303 suite=9c chain=1 der=3003020105 ticket" },
	{ "server-tls12-resumed", false, 45,
	  "done resumed record=303 legacy=303 version=303 session=e4*31 suite=9c"
	  " extensions=ff01000100" },
	{ "server-tls10-resumed-ticket", false, 45,
	  "done resumed record=301 legacy=301 version=301 session=e4*32 suite=2f"
	  " extensions=00230000 ticket" },
	{ "server-tls13", false, 31,
	  "hello record=303 legacy=303 version=304 session=c7*32 suite=1301"
	  " extensions=00330024001d002042*32,002b00020304 group=1d share=42*32" },
	{ "server-tls13-retry", false, 6,
	  "retry record=303 legacy=303 version=304 session=c7*32 suite=1302"
	  " extensions=002b000203040033000211ec group=11ec" },
	{ "server-tls13-after-retry", false, 0,
	  "hello record=303 legacy=303 version=304 session=c7*32 suite=1302"
	  " extensions=002b0002030400330045001700410444*64 group=17 share=0444*64" },
	{ "alert-fatal", true, 0,
	  "alert record=303 level=2 alert=28" },
	{ "alert-close", false, 0,
	  "alert record=301 level=1" },
	{ "alert-split", false, 0,
	  "alert record=301 level=2 alert=46" },
	{ "alert-then-hello", false, 0,
	  "done record=303 legacy=303 version=303 suite=9c extensions=ff01000100 chain=1"
	  " der=3003020105 warnings=2 level=1 alert=70" },
	{ "alert-after-hello", false, 0,
	  "alert record=303 legacy=303 version=303 suite=9c extensions=ff01000100 level=2"
	  " alert=50" },
};
/* clang-format on */

/* Fails the test unless the bytes are the same flight, whole and in pieces. */
static void
check_pieces(const char *name, struct span bytes, bool is_ssl2, const struct flight *whole)
{
	static const size_t piece_lens[] = { 1, 7, 0 };

	for (size_t i = 0; i < COUNT_OF(piece_lens); i++) {
		struct flight_reader reader;
		const char *difference;

		flight_feed_pieces(&reader, bytes, piece_lens[i], is_ssl2, &arena);
		difference = flight_difference(&reader.flight, whole);
		ck_assert_msg(difference == NULL, "%s: %s differs in pieces of %zu", name,
		    difference, piece_lens[i]);
		ck_assert_msg(reader.bytes.len >= whole->used && reader.bytes.len <= bytes.len,
		    "%s: %zu bytes kept", name, reader.bytes.len);
		ck_assert_msg(span_equal(buffer_span(&reader.bytes),
				  (struct span){ bytes.data, reader.bytes.len }),
		    "%s: other bytes kept", name);
		flight_clear(&reader);
	}
}

START_TEST(a_flight_is_read)
{
	const struct sample *row = &samples[_i];
	struct span bytes = read_test_hello(&arena, row->file);
	const char *want =
	    arena_printf(&arena, "%s used=%zu", row->want, bytes.len - row->behind);
	struct flight flight;
	const char *text;

	flight_read(bytes, row->is_ssl2, &arena, &flight);
	text = flight_text(&arena, &flight);
	ck_assert_msg(strcmp(text, want) == 0, "%s:\n# %s, not\n# %s", row->file, text, want);
	check_pieces(row->file, bytes, row->is_ssl2, &flight);
}
END_TEST

START_TEST(a_flight_that_breaks_off_stays_open)
{
	const struct sample *row = &samples[_i];
	struct span bytes = read_test_hello(&arena, row->file);
	struct flight flight;

	for (size_t len = 0; len < bytes.len - row->behind; len++) {
		flight_read((struct span){ bytes.data, len }, row->is_ssl2, &arena, &flight);
		ck_assert_msg(flight.end == FLIGHT_OPEN && flight.used <= len,
		    "%s: %zu bytes: %s", row->file, len, flight_text(&arena, &flight));
	}
}
END_TEST

/* Whatever a wrong byte makes of it, it is the same in pieces, and is told if it is garbled. */
START_TEST(a_flight_with_a_wrong_byte_is_the_same_in_pieces)
{
	static const uint8_t wrong[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	const struct sample *row = &samples[_i];
	struct span bytes = read_test_hello(&arena, row->file);
	uint8_t *copy = arena_alloc(&arena, bytes.len);

	for (size_t i = 0; i < bytes.len * COUNT_OF(wrong); i++) {
		struct flight flight;
		const struct arena outer = arena;

		arena_init(&arena);
		memcpy(copy, bytes.data, bytes.len);
		copy[i / COUNT_OF(wrong)] = wrong[i % COUNT_OF(wrong)];
		flight_read((struct span){ copy, bytes.len }, row->is_ssl2, &arena, &flight);
		ck_assert((flight.end == FLIGHT_GARBLED) == (flight.wrong != NULL));
		check_pieces(
		    row->file, (struct span){ copy, bytes.len }, row->is_ssl2, &flight);
		arena_clear(&arena);
		arena = outer;
	}
}
END_TEST

START_TEST(extensions_of_the_server_are_found)
{
	struct flight flight;
	struct span body;

	flight_read(read_test_hello(&arena, "server-tls12-ecdsa"), false, &arena, &flight);
	ck_assert(flight_extension(&flight, EXTENSION_HEARTBEAT, &body));
	ck_assert(span_equal(body, bytes_of_hex(&arena, "01")));
	ck_assert(!flight_extension(&flight, EXTENSION_SESSION_TICKET, &body));
	flight_read(read_test_hello(&arena, "server-ssl3"), false, &arena, &flight);
	ck_assert(!flight_extension(&flight, EXTENSION_HEARTBEAT, &body));
}
END_TEST

START_TEST(the_random_is_kept)
{
	struct flight flight;

	flight_read(read_test_hello(&arena, "server-tls12-ecdhe"), false, &arena, &flight);
	for (size_t i = 0; i < sizeof(flight.random); i++)
		ck_assert_uint_eq(flight.random[i], 0xb6);
}
END_TEST

START_TEST(behind_the_end_bytes_are_left_alone)
{
	struct span bytes = read_test_hello(&arena, "server-null");
	struct span more = read_test_hello(&arena, "alert-fatal");
	struct flight_reader reader;

	flight_init(&reader, false, &arena);
	ck_assert_int_eq(flight_feed(&reader, bytes), FLIGHT_DONE);
	ck_assert_int_eq(flight_feed(&reader, more), FLIGHT_DONE);
	ck_assert_uint_eq(reader.flight.alert, 0);
	ck_assert_uint_eq(reader.flight.used, bytes.len);
	ck_assert(span_equal(buffer_span(&reader.bytes), bytes));
	flight_clear(&reader);
	flight_clear(&reader);
	reader = (struct flight_reader){ 0 };
	flight_clear(&reader);
}
END_TEST

START_TEST(bytes_that_came_with_the_end_are_kept)
{
	struct span bytes = bytes_of_hex(&arena, "485454502f312e31203430302042616420526571");
	struct flight_reader reader;

	flight_init(&reader, false, &arena);
	ck_assert_int_eq(flight_feed(&reader, bytes), FLIGHT_GARBLED);
	ck_assert(span_equal(buffer_span(&reader.bytes), bytes));
	ck_assert_uint_eq(reader.flight.used, 0);
	flight_clear(&reader);
}
END_TEST

/* --- hostile flights ------------------------------------------------------------------------
 */

#define HELLO "16 0303 002a 02 000026 0303 b6*32 00 009c 00 "

struct hostile_case {
	const char *name;
	const char *hex;
	enum flight_end end;
	const char *wrong;
};

/* clang-format off */
static const char no_record[] = "what came is no record of a handshake";
static const char no_version[] = "a record has a version that does not exist";
static const char early[] = "a handshake message came before the server's hello";
static const char unknown_message[] = "a handshake message of an unknown type came";
static const char early_change[] = "ChangeCipherSpec came before ServerHelloDone";
static const char long_message[] = "a handshake message is longer than 128 KiB";
static const char long_record[] = "a record is longer than TLS allows";

static const struct hostile_case hostile[] = {
	{ "nothing", "", FLIGHT_OPEN, NULL },
	{ "HTTP", "485454502f312e3120343030", FLIGHT_GARBLED, no_record },
	{ "SMTP", "323230206d61696c", FLIGHT_GARBLED, no_record },
	{ "one byte of text", "32", FLIGHT_GARBLED, no_record },
	{ "SSL 2.0 that nobody asked for", "8003 00 0001", FLIGHT_GARBLED, no_record },
	{ "application data", "17 0303 0001 00", FLIGHT_GARBLED, no_record },
	{ "a heartbeat", "18 0303 0003 01 0000", FLIGHT_GARBLED, no_record },
	{ "application data behind the hello", HELLO "17", FLIGHT_GARBLED, no_record },
	{ "version 4.0", "16 0400", FLIGHT_GARBLED, no_version },
	{ "version 2.0", "16 02", FLIGHT_GARBLED, no_version },
	{ "version 3.255", "15 03ff 0002 0228", FLIGHT_ALERT, NULL },
	{ "versions that change", "15 0300 0002 0170 16 0304 002a 02 000026 0303 b6*32 00 009c 00"
	  "15 0302 0002 0250", FLIGHT_ALERT, NULL },
	{ "a record of 64 KiB", "16 0303 ffff", FLIGHT_GARBLED, long_record },
	{ "a record that is just too long", "16 0303 4801", FLIGHT_GARBLED, long_record },
	{ "the longest record", "16 0303 4800", FLIGHT_OPEN, NULL },
	{ "a message of 16 MiB", "16 0303 0004 02 ffffff", FLIGHT_GARBLED, long_message },
	{ "a message of 16 MiB, drop by drop",
	  "16 0303 0001 02 16 0303 0001 ff 16 0303 0002 ffff", FLIGHT_GARBLED, long_message },
	{ "a message that is just too long", "16 0303 0004 02 020001",
	  FLIGHT_GARBLED, long_message },
	{ "the longest message", "16 0303 0004 02 020000", FLIGHT_OPEN, NULL },
	{ "a certificate of 1 MiB", HELLO "16 0303 000a 0b 100006 100003 100000",
	  FLIGHT_GARBLED, long_message },
	{ "Certificate before the hello", "16 0303 0007 0b 000003 000000", FLIGHT_GARBLED, early },
	{ "ServerHelloDone before the hello", "16 0303 0004 0e 000000", FLIGHT_GARBLED, early },
	{ "a ticket before the hello", "16 0303 0004 04 000000", FLIGHT_GARBLED, early },
	{ "two hellos", HELLO HELLO, FLIGHT_GARBLED, "the server's hello came twice" },
	{ "a ClientHello", "16 0303 0004 01 000000", FLIGHT_GARBLED, unknown_message },
	{ "Finished", HELLO "16 0303 0004 14 00000c", FLIGHT_GARBLED, unknown_message },
	{ "a message that nobody knows", HELLO "16 0303 0004 ff 000000",
	  FLIGHT_GARBLED, unknown_message },
	{ "a hello that ends too early", "16 0303 0006 02 000002 0303", FLIGHT_GARBLED,
	  "the server's hello does not keep to its form" },
	{ "HelloRequest before the hello", "16 0303 0004 00 000000" HELLO, FLIGHT_OPEN, NULL },
	{ "supplemental data before the hello", "16 0303 0004 17 000000", FLIGHT_GARBLED, early },
	{ "ServerHelloDone that is not empty", HELLO "16 0303 0005 0e 000001 00", FLIGHT_GARBLED,
	  "ServerHelloDone is not empty" },
	{ "messages behind the end", HELLO "16 0303 0008 0e 000000 ff ffffff",
	  FLIGHT_DONE, NULL },
	{ "ChangeCipherSpec before the hello", "14 0303 0001 01" HELLO, FLIGHT_OPEN, NULL },
	{ "ChangeCipherSpec behind the hello", HELLO "14 0303 0001 01", FLIGHT_DONE, NULL },
	{ "ChangeCipherSpec behind a certificate", HELLO "16 0303 0007 0b 000003 000000 14 0303 0001 01",
	  FLIGHT_GARBLED, early_change },
	{ "ChangeCipherSpec behind a key", "16 0303 002a 02 000026 0303 b6*32 00 0090 00"
	  "16 0303 0006 0c 000002 abcd 14 0303 0001 01", FLIGHT_GARBLED, early_change },
	{ "ChangeCipherSpec behind a request", HELLO "16 0303 000c 0d 000008 0101 0002 0401 0000"
	  "14 0303 0001 01", FLIGHT_GARBLED, early_change },
	{ "ChangeCipherSpec in a message", HELLO "16 0303 0003 0e 0000 14 0303 0001 01",
	  FLIGHT_GARBLED, early_change },
	{ "ChangeCipherSpec behind the end", HELLO "16 0303 0004 0e 000000 14 0303 0001 01",
	  FLIGHT_DONE, NULL },
	{ "empty records", "16 0303 0000 15 0303 0000 14 0303 0000" HELLO, FLIGHT_OPEN, NULL },
	{ "half an alert", "15 0303 0001 02", FLIGHT_OPEN, NULL },
	{ "an alert across another record", "15 0303 0001 02" HELLO "15 0303 0001 28",
	  FLIGHT_ALERT, NULL },
	{ "an alert inside a message",
	  "16 0303 0003 02 0000 15 0303 0002 0228", FLIGHT_ALERT, NULL },
	{ "an alert of no level", "15 0303 0002 0028", FLIGHT_ALERT, NULL },
	{ "a fatal close_notify", "15 0303 0002 0200", FLIGHT_ALERT, NULL },
	{ "two fatal alerts", "15 0303 0004 0228 0250", FLIGHT_ALERT, NULL },
	{ "32 warnings", "15 0303 0040 0170*32", FLIGHT_OPEN, NULL },
	{ "33 warnings", "15 0303 0042 0170*33", FLIGHT_GARBLED,
	  "more than 32 warning alerts came" },
	{ "10000 warnings", "15 0303 4000 0170*8192 15 0303 0e20 0170*1808", FLIGHT_GARBLED,
	  "more than 32 warning alerts came" },
	{ "4096 records", "1503030000*4096", FLIGHT_OPEN, NULL },
	{ "4097 records", "1503030000*4096 15", FLIGHT_GARBLED, "more than 4096 records came" },
	{ "nothing for ever", "1603030000*50000", FLIGHT_GARBLED, "more than 4096 records came" },
	{ "drops of a message for ever", "16 0303 0004 02 020000 160303000100*5000",
	  FLIGHT_GARBLED, "more than 4096 records came" },
	{ "HelloRequests for ever",
	  "16 0303 4000 00*16384 16 0303 4000 00*16384 16 0303 4000 00*16384 "
	  "16 0303 4000 00*16384 16 0303 4000 00*16384 16 0303 4000 00*16384 "
	  "16 0303 4000 00*16384 16 0303 4000 00*16384 16 0303 4000 00*16384 "
	  "16 0303 4000 00*16384 16 0303 4000 00*16384 16 0303 4000 00*16384 "
	  "16 0303 4000 00*16384 16 0303 4000 00*16384 16 0303 4000 00*16384 "
	  "16 0303 4000 00*16384 16 0303 4000 00*16384 16 0303 4000 00*16384",
	  FLIGHT_GARBLED, "256 KiB came without an end" },
	{ "a prime of 65536 bits", "16 0303 002a 02 000026 0303 b6*32 00 0034 00"
	  "16 0303 200d 0c 002009 2000 ff*8192 0001 02 0002 0077", FLIGHT_GARBLED,
	  "the prime or modulus in ServerKeyExchange has more than 16384 bits" },
	{ "1000 small certificates", HELLO "16 0303 0fa7 0b 000fa3 000fa0 00000130*1000",
	  FLIGHT_OPEN, NULL },
};

static const struct hostile_case hostile_ssl2[] = {
	{ "nothing in it", "8000", FLIGHT_GARBLED,
	  "an SSL 2.0 message of another type came in place of the hello" },
	{ "another message", "ffff 07", FLIGHT_GARBLED, no_record },
	{ "the longest", "ffff 04", FLIGHT_OPEN, NULL },
	{ "lengths that lie", "800b 04 00 01 0002 ffff ffff ffff", FLIGHT_GARBLED,
	  "the SSL 2.0 hello does not keep to its form" },
	{ "with padding", "0003 00 00 0001", FLIGHT_GARBLED, no_record },
	{ "behind a record of TLS", "15 0303 0002 0170 8003 00 0001", FLIGHT_GARBLED, no_record },
	{ "text", "3530302048", FLIGHT_GARBLED, no_record },
	{ "half a header", "80", FLIGHT_OPEN, NULL },
};
/* clang-format on */

static void
check_hostile(const struct hostile_case *row, bool is_ssl2)
{
	struct span bytes = bytes_of_hex(&arena, row->hex);
	struct flight flight;

	flight_read(bytes, is_ssl2, &arena, &flight);
	ck_assert_msg(
	    flight.end == row->end &&
		(flight.wrong == row->wrong || (flight.wrong != NULL && row->wrong != NULL &&
						   strcmp(flight.wrong, row->wrong) == 0)),
	    "%s: %s", row->name, flight_text(&arena, &flight));
	check_pieces(row->name, bytes, is_ssl2, &flight);
}

START_TEST(a_hostile_flight_ends_in_order)
{
	check_hostile(&hostile[_i], false);
}
END_TEST

START_TEST(a_hostile_answer_of_ssl2_ends_in_order)
{
	check_hostile(&hostile_ssl2[_i], true);
}
END_TEST

START_TEST(warnings_are_counted_and_the_last_is_kept)
{
	struct flight flight;

	flight_read(
	    bytes_of_hex(&arena, "15 0301 0006 0170 0129 0170"), false, &arena, &flight);
	ck_assert_uint_eq(flight.warnings, 3);
	ck_assert_uint_eq(flight.alert, 112);
	ck_assert_uint_eq(flight.alert_level, 1);
	ck_assert_uint_eq(flight.record_version, 0x0301);
	flight_read(
	    bytes_of_hex(&arena, "15 0301 0006 0170 0228 0170"), false, &arena, &flight);
	ck_assert_uint_eq(flight.warnings, 1);
	ck_assert_uint_eq(flight.alert, 40);
	ck_assert_uint_eq(flight.alert_level, 2);
}
END_TEST

START_TEST(of_a_long_chain_the_first_certificates_are_kept)
{
	struct flight flight;

	flight_read(bytes_of_hex(&arena,
			HELLO "16 0303 0fa7 0b 000fa3 000fa0 00000130*1000 16 0303 0004 0e "
			      "000000"),
	    false, &arena, &flight);
	ck_assert_int_eq(flight.end, FLIGHT_DONE);
	ck_assert_uint_eq(flight.chain_sent, 1000);
	ck_assert_uint_eq(flight.chain_len, CHAIN_MAX);
}
END_TEST

START_TEST(no_more_than_the_bound_is_kept)
{
	struct span records = bytes_of_hex(&arena, "160303400000*16384");
	struct flight_reader reader;

	flight_init(&reader, false, &arena);
	for (int i = 0; i < 100; i++)
		(void)flight_feed(&reader, records);
	ck_assert_int_eq(reader.flight.end, FLIGHT_GARBLED);
	ck_assert_uint_le(reader.bytes.len, FLIGHT_MAX);
	flight_clear(&reader);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("flight");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_flight_is_read, 0, (int)COUNT_OF(samples));
	tcase_add_loop_test(
	    tcase, a_flight_that_breaks_off_stays_open, 0, (int)COUNT_OF(samples));
	tcase_add_loop_test(
	    tcase, a_flight_with_a_wrong_byte_is_the_same_in_pieces, 0, (int)COUNT_OF(samples));
	tcase_add_test(tcase, extensions_of_the_server_are_found);
	tcase_add_test(tcase, the_random_is_kept);
	tcase_add_test(tcase, behind_the_end_bytes_are_left_alone);
	tcase_add_test(tcase, bytes_that_came_with_the_end_are_kept);
	tcase_add_loop_test(tcase, a_hostile_flight_ends_in_order, 0, (int)COUNT_OF(hostile));
	tcase_add_loop_test(
	    tcase, a_hostile_answer_of_ssl2_ends_in_order, 0, (int)COUNT_OF(hostile_ssl2));
	tcase_add_test(tcase, warnings_are_counted_and_the_last_is_kept);
	tcase_add_test(tcase, of_a_long_chain_the_first_certificates_are_kept);
	tcase_add_test(tcase, no_more_than_the_bound_is_kept);
	suite_add_tcase(s, tcase);
	return s;
}
