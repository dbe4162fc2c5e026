/* SPDX-License-Identifier: MIT */
#include "probe/client.h"
#include "registry/number.h"
#include "rules/clients.h"
#include "serve/likeness.h"
#include "support/suite.h"

#include <gnutls/abstract.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;
static uint32_t state;

/* Other bytes each time. */
static void
draw(uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		state = state * 1664525 + 1013904223;
		bytes[i] = (uint8_t)(state >> 24);
	}
}

static void
set_up(void)
{
	arena_init(&arena);
	state = 0;
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static struct hello_view
make(const struct client_hello *profile, const char *name)
{
	struct hello hello;
	struct buffer bytes;
	struct hello_view view;

	client_hello_make(profile, name, draw, &hello);
	buffer_init(&bytes, HELLO_MAX);
	hello_write(&hello, &bytes);
	ck_assert(hello_read(buffer_span(&bytes), &arena, &view));
	ck_assert(extensions_are_whole(view.extensions));
	hello_clear(&hello);
	buffer_clear(&bytes);
	return view;
}

/* The profile without what depends on the length of the hello. */
static struct client_hello
without_padding(const struct client_hello *hello)
{
	struct client_extension *room =
	    arena_alloc(&arena, sizeof(*room) * (hello->extensions_len + 1));
	struct client_hello rest = *hello;

	rest.extensions = room;
	rest.extensions_len = 0;
	for (size_t i = 0; i < hello->extensions_len; i++)
		if (hello->extensions[i].type != EXTENSION_PADDING)
			room[rest.extensions_len++] = hello->extensions[i];
	return rest;
}

/* What a server that records would see is what the profile says. */
START_TEST(every_client_says_what_its_profile_says)
{
	const struct client *client = client_of(&client_texts[_i], &arena);
	struct hello_view view = make(&client->hello, "mail.example.test");
	struct client_hello seen;
	struct client_hello want = without_padding(&client->hello);
	const char *problem = likeness_take(&view, &arena, &seen);

	ck_assert_msg(problem == NULL, "%s: %s", client->name, problem);
	seen = without_padding(&seen);
	ck_assert_msg(client_hello_equal(&want, &seen), "%s", client->name);
}
END_TEST

static const struct client_hello *
profile(const struct client_extension *extensions, size_t len)
{
	static const uint16_t suites[] = { CLIENT_GREASE, 0x1301 };
	static const uint8_t null_method[] = { 0 };
	struct client_hello *hello = arena_alloc(&arena, sizeof(*hello));

	*hello = (struct client_hello){
		.record_version = VERSION_TLS10,
		.version = VERSION_TLS12,
		.session_id_len = 32,
		.compressions = { null_method, 1 },
		.suites = { 2, suites },
		.extensions = extensions,
		.extensions_len = len,
	};
	return hello;
}

static uint16_t
number_at(struct span bytes, size_t place)
{
	return (uint16_t)(bytes.data[place] << 8 | bytes.data[place + 1]);
}

START_TEST(grease_is_drawn_and_no_extension_comes_twice)
{
	static const uint16_t numbers[] = { CLIENT_GREASE, 0x001d };
	static const struct client_extension extensions[] = {
		{ .type = CLIENT_GREASE },
		{ .type = 10, .numbers = { 2, numbers } },
		{ .type = 51, .numbers = { 2, numbers } },
		{ .type = CLIENT_GREASE, .body = { (const uint8_t *)"", 1 } },
	};
	uint16_t first[3] = { 0 };
	bool differs = false;

	for (size_t i = 0; i < 20; i++) {
		struct hello_view view = make(profile(extensions, 4), NULL);
		struct span list;
		struct span shares;
		uint16_t seen[3];

		ck_assert(hello_extension(&view, 10, &list));
		ck_assert(hello_extension(&view, 51, &shares));
		seen[0] = number_at(view.suites, 0);
		seen[1] = number_at(view.extensions, 0);
		seen[2] = number_at(list, 2);
		for (size_t k = 0; k < 3; k++)
			ck_assert(is_grease(seen[k]));
		ck_assert_uint_eq(number_at(shares, 2), seen[2]);
		/* The last five bytes are the second extension. */
		ck_assert(is_grease(number_at(view.extensions, view.extensions.len - 5)));
		ck_assert_uint_ne(number_at(view.extensions, view.extensions.len - 5), seen[1]);
		differs = differs || (i > 0 && memcmp(first, seen, sizeof(first)) != 0);
		memcpy(first, seen, sizeof(first));
	}
	ck_assert(differs);
}
END_TEST

/* A point that is on no curve is refused before anything is learned. */
START_TEST(points_are_on_their_curves)
{
	static const struct {
		uint16_t group;
		gnutls_ecc_curve_t curve;
		size_t len;
	} curves[] = {
		{ 0x0017, GNUTLS_ECC_CURVE_SECP256R1, 32 },
		{ 0x0018, GNUTLS_ECC_CURVE_SECP384R1, 48 },
		{ 0x0019, GNUTLS_ECC_CURVE_SECP521R1, 66 },
	};
	const uint16_t group = curves[_i].group;
	const struct client_extension extension = { .type = 51, .numbers = { 1, &group } };
	struct hello_view view = make(profile(&extension, 1), NULL);
	size_t len = curves[_i].len;
	struct span body;
	gnutls_pubkey_t key;
	gnutls_datum_t x;
	gnutls_datum_t y;

	ck_assert(hello_extension(&view, 51, &body));
	ck_assert_uint_eq(body.len, 2 + 2 + 2 + 1 + 2 * len);
	ck_assert_uint_eq(body.data[6], 4);
	x = (gnutls_datum_t){ arena_alloc(&arena, len), (unsigned)len };
	y = (gnutls_datum_t){ arena_alloc(&arena, len), (unsigned)len };
	memcpy(x.data, body.data + 7, len);
	memcpy(y.data, body.data + 7 + len, len);
	ck_assert_int_eq(gnutls_pubkey_init(&key), 0);
	ck_assert_int_eq(gnutls_pubkey_import_ecc_raw(key, curves[_i].curve, &x, &y), 0);
	ck_assert_int_eq(gnutls_pubkey_verify_params(key), 0);
	gnutls_pubkey_deinit(key);
}
END_TEST

START_TEST(every_share_has_its_length)
{
	for (size_t i = 0; i < groups_count; i++) {
		uint16_t group = groups[i].number;
		const struct client_extension extension = { .type = 51,
			.numbers = { 1, &group } };
		struct hello_view view;
		struct span body;

		if (client_share_len(group) == 0)
			continue;
		view = make(profile(&extension, 1), NULL);
		ck_assert(hello_extension(&view, 51, &body));
		ck_assert_uint_eq(number_at(body, 2), group);
		ck_assert_uint_eq(number_at(body, 4), client_share_len(group));
	}
}
END_TEST

static size_t
message_len(const struct hello_view *view)
{
	return 4 + 2 + 32 + 1 + view->session_id.len + 2 + view->suites.len + 1 +
	       view->compressions.len + 2 + view->extensions.len;
}

/* RFC 7685, as OpenSSL does it: between 256 and 511 bytes it becomes 512, or where there is no
 * room a few more. */
START_TEST(padding_goes_by_the_length)
{
	static const uint8_t filler[600];

	for (size_t len = 120; len < 460; len++) {
		const struct client_extension extensions[] = {
			{ .type = 0x1234, .body = { filler, len } },
			{ .type = EXTENSION_PADDING },
			{ .type = 23 },
		};
		const struct client_extension without[] = { extensions[0], extensions[2] };
		struct hello_view plain = make(profile(without, 2), NULL);
		struct hello_view padded = make(profile(extensions, 3), NULL);
		struct span body;
		size_t before = message_len(&plain);
		bool is_due = before >= 256 && before < 512;

		ck_assert(hello_extension(&padded, EXTENSION_PADDING, &body) == is_due);
		if (is_due)
			ck_assert_uint_eq(
			    message_len(&padded), before + 4 < 512 ? 512 : before + 4);
	}
}
END_TEST

START_TEST(the_name_is_the_targets)
{
	const struct client_extension extension = { .type = 0 };
	struct hello_view view = make(profile(&extension, 1), "a.test");
	struct span body;

	ck_assert(hello_extension(&view, 0, &body));
	ck_assert_uint_eq(body.len, 5 + 6);
	ck_assert_int_eq(memcmp(body.data + 5, "a.test", 6), 0);
	view = make(profile(&extension, 1), NULL);
	ck_assert(!hello_extension(&view, 0, &body));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("client_hello");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
	    tcase, every_client_says_what_its_profile_says, 0, (int)client_texts_count);
	tcase_add_test(tcase, grease_is_drawn_and_no_extension_comes_twice);
	tcase_add_loop_test(tcase, points_are_on_their_curves, 0, 3);
	tcase_add_test(tcase, every_share_has_its_length);
	tcase_add_test(tcase, padding_goes_by_the_length);
	tcase_add_test(tcase, the_name_is_the_targets);
	suite_add_tcase(s, tcase);
	return s;
}
