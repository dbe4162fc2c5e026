/* SPDX-License-Identifier: MIT */
/* The bytes that are wanted are written down in tests/data/hellos. */
#include "hello/hello.h"

#include "base/alloc.h"
#include "support/hex.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;
static struct hello hello;
static struct buffer out;

static void
set_up(void)
{
	arena_init(&arena);
	buffer_init(&out, 8 * HELLO_MAX);
}

static void
tear_down(void)
{
	hello_clear(&hello);
	buffer_clear(&out);
	arena_clear(&arena);
}

static void
begin(uint16_t version, bool has_session)
{
	uint8_t random[32];

	memset(random, 0xa5, sizeof(random));
	hello_init(&hello, version, random);
	if (has_session) {
		memset(hello.session_id, 0xc7, sizeof(hello.session_id));
		hello.session_id_len = sizeof(hello.session_id);
	}
}

static void
add_body(uint16_t type, const char *hex)
{
	hello_add_extension(&hello, type, bytes_of_hex(&arena, hex));
}

/* --- hellos to write ------------------------------------------------------------------------
 */

#define ADD_SUITES(...)                                                                        \
	do {                                                                                   \
		static const uint16_t numbers[] = { __VA_ARGS__ };                             \
		hello_add_suites(&hello, numbers, COUNT_OF(numbers));                          \
	} while (0)

static void
make_ssl3(void)
{
	begin(0x0300, false);
	ADD_SUITES(0x0004, 0x000a);
	ADD_SUITES(0x00ff);
}

static void
make_tls12(void)
{
	static const uint16_t groups[] = { 0x001d, 0x0017 };
	static const uint16_t schemes[] = { 0x0403, 0x0401, 0x0201 };

	begin(0x0303, false);
	ADD_SUITES(0xc02f, 0x009c);
	hello_add_server_name(&hello, "mail.example");
	hello_add_groups(&hello, groups, COUNT_OF(groups));
	add_body(EXTENSION_EC_POINT_FORMATS, "01 00");
	hello_add_signature_schemes(&hello, schemes, COUNT_OF(schemes));
	hello_add_alpn(&hello, "imap");
	add_body(EXTENSION_HEARTBEAT, "01");
}

static void
make_tls12_no_extensions(void)
{
	begin(0x0303, false);
}

static void
make_tls13(void)
{
	static const uint16_t versions[] = { 0x7a7a, 0x0304 };
	const struct hello_share shares[] = {
		{ 0x2a2a, bytes_of_hex(&arena, "00") },
		{ 0x001d, bytes_of_hex(&arena, "09*32") },
	};

	begin(0x0303, true);
	ADD_SUITES(0x1301, 0x1303);
	hello_add_versions(&hello, versions, COUNT_OF(versions));
	hello_add_key_shares(&hello, shares, COUNT_OF(shares));
}

static void
make_tls13_no_share(void)
{
	static const uint16_t groups[] = { 0x11ec };
	static const uint16_t versions[] = { 0x0304 };

	begin(0x0303, true);
	ADD_SUITES(0x1302);
	hello_add_groups(&hello, groups, COUNT_OF(groups));
	hello_add_versions(&hello, versions, COUNT_OF(versions));
	hello_add_key_shares(&hello, NULL, 0);
}

static void
make_split(void)
{
	begin(0x0302, false);
	ADD_SUITES(0x002f);
	hello.compressions_len = 2;
	hello.compressions[0] = 1;
	add_body(EXTENSION_EXTENDED_MASTER_SECRET, "");
	hello_pad(&hello, 100);
	hello.record_len = 40;
}

static const struct {
	const char *file;
	void (*make)(void);
} samples[] = {
	{ "client-ssl3", make_ssl3 },
	{ "client-tls12", make_tls12 },
	{ "client-tls12-no-extensions", make_tls12_no_extensions },
	{ "client-tls13", make_tls13 },
	{ "client-tls13-no-share", make_tls13_no_share },
	{ "client-split", make_split },
};

static void
check_bytes(const char *file)
{
	struct span want = read_test_hello(&arena, file);

	ck_assert_msg(out.len == want.len, "%s: %zu bytes, not %zu", file, out.len, want.len);
	for (size_t i = 0; i < want.len; i++)
		ck_assert_msg(out.data[i] == want.data[i], "%s: byte %zu is %02x, not %02x",
		    file, i, out.data[i], want.data[i]);
}

static bool
are_numbers(struct span bytes, const uint16_t *numbers, size_t len)
{
	if (bytes.len != 2 * len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (bytes.data[2 * i] != numbers[i] >> 8 ||
		    bytes.data[2 * i + 1] != (numbers[i] & 0xff))
			return false;
	return true;
}

START_TEST(a_hello_is_these_bytes)
{
	samples[_i].make();
	hello_write(&hello, &out);
	check_bytes(samples[_i].file);
}
END_TEST

START_TEST(a_hello_is_read_back)
{
	struct hello_view view;

	samples[_i].make();
	hello_write(&hello, &out);
	ck_assert(hello_read(buffer_span(&out), &arena, &view));
	ck_assert(!view.is_ssl2);
	ck_assert_uint_eq(view.record_version, hello.record_version);
	ck_assert_uint_eq(view.version, hello.version);
	ck_assert(span_equal(
	    view.session_id, (struct span){ hello.session_id, hello.session_id_len }));
	ck_assert(are_numbers(view.suites, hello.suites, hello.suites_len));
	ck_assert_uint_eq(view.compressions.len, hello.compressions_len == 2 ? 2 : 1);
	ck_assert(span_equal(view.extensions, buffer_span(&hello.extensions)));
}
END_TEST

START_TEST(a_hello_that_is_cut_off_or_too_long_is_none)
{
	struct hello_view view = { .version = 0x1234 };
	static const uint8_t extra[] = { 0x16 };

	samples[_i].make();
	hello_write(&hello, &out);
	for (size_t len = 0; len < out.len; len++)
		ck_assert_msg(!hello_read((struct span){ out.data, len }, &arena, &view),
		    "%s: %zu bytes", samples[_i].file, len);
	ck_assert(buffer_append(&out, (struct span){ extra, 1 }));
	ck_assert(!hello_read(buffer_span(&out), &arena, &view));
	ck_assert_uint_eq(view.version, 0x1234);
}
END_TEST

START_TEST(records_of_any_length_carry_the_same_hello)
{
	struct hello_view whole;
	struct hello_view cut;

	make_tls12();
	hello_write(&hello, &out);
	ck_assert(hello_read(buffer_span(&out), &arena, &whole));
	for (size_t len = 1; len < 200; len++) {
		buffer_consume(&out, SIZE_MAX);
		hello.record_len = len;
		hello_write(&hello, &out);
		ck_assert(hello_read(buffer_span(&out), &arena, &cut));
		ck_assert(span_equal(whole.suites, cut.suites));
		ck_assert(span_equal(whole.extensions, cut.extensions));
	}
}
END_TEST

/* RFC 7685: the message of so many bytes with its header, which is not the record's. */
START_TEST(padding_makes_the_message_so_long)
{
	static const size_t lens[] = { 512, 1800, 60, 16384 };

	begin(0x0303, false);
	ADD_SUITES(0x002f);
	if (_i % 2 == 1)
		add_body(EXTENSION_ENCRYPT_THEN_MAC, "");
	hello_pad(&hello, lens[_i / 2]);
	hello_write(&hello, &out);
	ck_assert_uint_eq(out.len, 5 + lens[_i / 2]);
	hello_pad(&hello, lens[_i / 2]);
	buffer_consume(&out, SIZE_MAX);
	hello_write(&hello, &out);
	ck_assert_uint_eq(out.len, 5 + lens[_i / 2]);
}
END_TEST

/* An extension takes four bytes at least. */
START_TEST(padding_of_less_than_an_extension_gives_a_little_more)
{
	make_tls12();
	hello_write(&hello, &out);
	hello_pad(&hello, out.len - 5 + 2);
	hello_write(&hello, &out);
	ck_assert_uint_eq(out.len % 2, 0);
	ck_assert_uint_eq(out.data[out.len - 1], 0);
	ck_assert_uint_eq(out.data[out.len - 3], EXTENSION_PADDING);
}
END_TEST

START_TEST(the_longest_hello_is_written_and_read)
{
	struct hello_view view;
	uint16_t numbers[HELLO_SUITES_MAX];
	uint8_t *body = arena_alloc(&arena, HELLO_MAX);

	begin(0x0303, true);
	for (size_t i = 0; i < HELLO_SUITES_MAX; i++)
		numbers[i] = (uint16_t)(i * 127);
	hello_add_suites(&hello, numbers, HELLO_SUITES_MAX);
	hello_add_extension(&hello, 0xfafa, (struct span){ body, HELLO_MAX - 4 });
	hello_write(&hello, &out);
	ck_assert(hello_read(buffer_span(&out), &arena, &view));
	ck_assert(are_numbers(view.suites, numbers, HELLO_SUITES_MAX));
	ck_assert_uint_eq(view.extensions.len, HELLO_MAX);
}
END_TEST

START_TEST(a_cleared_hello_is_empty)
{
	make_tls12();
	hello_clear(&hello);
	ck_assert_uint_eq(hello.suites_len, 0);
	ck_assert_uint_eq(hello.extensions.len, 0);
	hello_clear(&hello);
	hello = (struct hello){ 0 };
	hello_clear(&hello);
}
END_TEST

/* --- SSL 2.0 --------------------------------------------------------------------------------
 */

static void
write_ssl2(void)
{
	static const uint32_t kinds[] = { 0x010080, 0x020080, 0x030080, 0x040080, 0x050080,
		0x060040, 0x0700c0 };
	uint8_t challenge[16];

	memset(challenge, 0x5a, sizeof(challenge));
	hello_write_ssl2(challenge, kinds, COUNT_OF(kinds), &out);
}

START_TEST(a_hello_of_ssl2_is_these_bytes)
{
	write_ssl2();
	check_bytes("client-ssl2");
}
END_TEST

START_TEST(a_hello_of_ssl2_is_read_back)
{
	struct hello_view view;

	write_ssl2();
	ck_assert(hello_read(buffer_span(&out), &arena, &view));
	ck_assert(view.is_ssl2);
	ck_assert_uint_eq(view.version, 0x0002);
	ck_assert_uint_eq(view.suites.len, 21);
	ck_assert_uint_eq(view.suites.data[18], 0x07);
	ck_assert_uint_eq(view.session_id.len, 0);
	ck_assert_uint_eq(view.extensions.len, 0);
	for (size_t len = 0; len < out.len; len++)
		ck_assert(!hello_read((struct span){ out.data, len }, &arena, &view));
}
END_TEST

/* --- what is no hello -----------------------------------------------------------------------
 */

static const struct {
	const char *name;
	const char *hex;
} no_hellos[] = {
	{ "nothing", "" },
	{ "text", "45484c4f" },
	{ "an alert", "15 0301 0002 0228" },
	{ "an empty record", "16 0301 0000" },
	{ "an empty record before the hello",
	    "16 0301 0000 16 0301 002b 01 000027 0303 a5*32 00 0000 0100" },
	{ "a ServerHello", "16 0301 002b 02 000027 0303 a5*32 00 0000 0100" },
	{ "a message that is longer than its record",
	    "16 0301 002b 01 000028 0303 a5*32 00 0000 0100" },
	{ "a message that is shorter", "16 0301 002b 01 000026 0303 a5*32 00 0000 0100" },
	{ "an odd number of bytes of suites",
	    "16 0301 002c 01 000028 0303 a5*32 00 0001 00 0100" },
	{ "bytes behind the extensions",
	    "16 0301 002e 01 00002a 0303 a5*32 00 0000 0100 0000 ff" },
	{ "half a length of extensions", "16 0301 002c 01 000028 0303 a5*32 00 0000 0100 00" },
	{ "a session id that is too long", "16 0301 002b 01 000027 0303 a5*32 ff 0000 0100" },
	{ "SSL 2.0 with another type", "800c 04 0002 0003 0000 0000 010080" },
	{ "SSL 2.0 with four bytes of kinds", "800d 01 0002 0004 0000 0000 01008000" },
	{ "SSL 2.0 with bytes behind it", "800d 01 0002 0003 0000 0000 010080 00" },
	{ "SSL 2.0 with a record that lies", "800d 01 0002 0003 0000 0000 010080" },
	{ "SSL 2.0 with lengths that lie", "800c 01 0002 ffff ffff ffff 010080" },
};

START_TEST(what_is_no_hello_is_not_read)
{
	struct hello_view view = { .suites = { .len = 77 } };
	struct span bytes = bytes_of_hex(&arena, no_hellos[_i].hex);

	ck_assert_msg(!hello_read(bytes, &arena, &view), "%s", no_hellos[_i].name);
	ck_assert_uint_eq(view.suites.len, 77);
}
END_TEST

/* What the rows above were made from. */
START_TEST(a_hello_may_have_an_empty_block_of_extensions_or_none)
{
	static const char *const hellos[] = {
		"16 0301 002b 01 000027 0303 a5*32 00 0000 0100",
		"16 0301 002d 01 000029 0303 a5*32 00 0000 0100 0000",
		"800c 01 0002 0003 0000 0000 010080",
	};
	struct hello_view view;

	ck_assert(hello_read(bytes_of_hex(&arena, hellos[_i]), &arena, &view));
	ck_assert_uint_eq(view.extensions.len, 0);
}
END_TEST

/* --- extensions and lists -------------------------------------------------------------------
 */

static const struct {
	const char *name;
	const char *block;
	bool is_whole;
	const char *body; /* of type 10; NULL: none */
} blocks[] = {
	{ "none", "", true, NULL },
	{ "another", "000d 0000", true, NULL },
	{ "an empty one", "000a 0000", true, "" },
	{ "one of three", "000d 0000 000a 0002 beef 0000 0001 00", true, "beef" },
	{ "the first of two", "000a 0001 01 000a 0001 02", true, "01" },
	{ "half a header", "000a 0001 01 00", false, NULL },
	{ "half a length", "000a 0001 01 0000 00", false, NULL },
	{ "a body that is cut off", "000a 0002 01", false, NULL },
	{ "another body that is cut off", "000a 0000 000d ffff 00*65534", false, NULL },
};

START_TEST(extensions_are_found)
{
	const char *name = blocks[_i].name;
	const char *want = blocks[_i].body;
	struct span body = span_of("untouched");
	struct hello_view view = { .extensions = bytes_of_hex(&arena, blocks[_i].block) };
	bool is_found = hello_extension(&view, EXTENSION_SUPPORTED_GROUPS, &body);

	ck_assert_msg(extensions_are_whole(view.extensions) == blocks[_i].is_whole, "%s", name);
	ck_assert_msg(is_found == (want != NULL), "%s: found or not", name);
	ck_assert_msg(
	    span_equal(body, want == NULL ? span_of("untouched") : bytes_of_hex(&arena, want)),
	    "%s: body", name);
}
END_TEST

static const struct {
	const char *name;
	const char *body;
	bool is_read;
	size_t len;
} lists[] = {
	{ "none", "0000", true, 0 },
	{ "two", "0004 001d 0017", true, 2 },
	{ "as many as there is room", "0006 001d 0017 0018", true, 3 },
	{ "more", "0008 001d 0017 0018 0019", true, 3 },
	{ "nothing at all", "", false, 0 },
	{ "half a length", "00", false, 0 },
	{ "half a number", "0003 001d 00", false, 0 },
	{ "a length that lies", "0004 001d", false, 0 },
	{ "something behind it", "0002 001d 00", false, 0 },
};

START_TEST(numbers_of_a_list_are_read)
{
	static const uint16_t want[] = { 0x001d, 0x0017, 0x0018 };
	uint16_t numbers[3] = { 9, 9, 9 };
	size_t len = 77;
	const char *name = lists[_i].name;
	bool is_read = hello_numbers(bytes_of_hex(&arena, lists[_i].body), numbers, 3, &len);

	ck_assert_msg(is_read == lists[_i].is_read, "%s: read or not", name);
	ck_assert_msg(len == (is_read ? lists[_i].len : 77), "%s: %zu", name, len);
	for (size_t i = 0; is_read && i < len; i++)
		ck_assert_msg(numbers[i] == want[i], "%s: number %zu", name, i);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("hello");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, a_hello_is_these_bytes, 0, (int)COUNT_OF(samples));
	tcase_add_loop_test(tcase, a_hello_is_read_back, 0, (int)COUNT_OF(samples));
	tcase_add_loop_test(
	    tcase, a_hello_that_is_cut_off_or_too_long_is_none, 0, (int)COUNT_OF(samples));
	tcase_add_test(tcase, records_of_any_length_carry_the_same_hello);
	tcase_add_loop_test(tcase, padding_makes_the_message_so_long, 0, 8);
	tcase_add_test(tcase, padding_of_less_than_an_extension_gives_a_little_more);
	tcase_add_test(tcase, the_longest_hello_is_written_and_read);
	tcase_add_test(tcase, a_cleared_hello_is_empty);
	tcase_add_test(tcase, a_hello_of_ssl2_is_these_bytes);
	tcase_add_test(tcase, a_hello_of_ssl2_is_read_back);
	tcase_add_loop_test(tcase, what_is_no_hello_is_not_read, 0, (int)COUNT_OF(no_hellos));
	tcase_add_loop_test(tcase, a_hello_may_have_an_empty_block_of_extensions_or_none, 0, 3);
	tcase_add_loop_test(tcase, extensions_are_found, 0, (int)COUNT_OF(blocks));
	tcase_add_loop_test(tcase, numbers_of_a_list_are_read, 0, (int)COUNT_OF(lists));
	suite_add_tcase(s, tcase);
	return s;
}
