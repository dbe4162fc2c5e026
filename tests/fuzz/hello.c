/* SPDX-License-Identifier: MIT */
/*
 * Aims at hello_read, hello_extension and hello_numbers: what was read and is written again, in
 * records of any length, must be read the same. The first byte chooses that length.
 */
#include "hello/hello.h"
#include "fuzz.h"

#include <string.h>

static void
check_extensions(const struct hello_view *view)
{
	static const uint16_t types[] = { EXTENSION_SERVER_NAME, EXTENSION_SUPPORTED_GROUPS,
		EXTENSION_SIGNATURE_ALGORITHMS, EXTENSION_KEY_SHARE };

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct span body;
		uint16_t numbers[8];
		size_t len;

		if (!hello_extension(view, types[i], &body))
			continue;
		MUST(extensions_are_whole(view->extensions));
		MUST(body.len + 4 <= view->extensions.len);
		if (hello_numbers(body, numbers, COUNT_OF(numbers), &len))
			MUST(len <= COUNT_OF(numbers) && 2 * len + 2 <= body.len);
	}
}

static bool
can_be_written(const struct hello_view *view)
{
	const struct hello *hello = NULL;

	return view->session_id.len <= sizeof(hello->session_id) &&
	       view->suites.len <= sizeof(hello->suites) && view->compressions.len > 0 &&
	       view->compressions.len <= sizeof(hello->compressions) &&
	       view->extensions.len <= HELLO_MAX;
}

static void
copy(void *to, struct span bytes)
{
	if (bytes.len > 0)
		memcpy(to, bytes.data, bytes.len);
}

static void
write_again(const struct hello_view *view, size_t record_len, struct buffer *out)
{
	static const uint8_t random[32];
	struct hello hello;

	hello_init(&hello, view->version, random);
	hello.record_version = view->record_version;
	hello.record_len = record_len;
	hello.session_id_len = (uint8_t)view->session_id.len;
	hello.compressions_len = (uint8_t)view->compressions.len;
	copy(hello.session_id, view->session_id);
	copy(hello.compressions, view->compressions);
	for (size_t i = 0; i < view->suites.len; i += 2) {
		const uint8_t *suite = view->suites.data + i;
		uint16_t number = (uint16_t)(suite[0] << 8 | suite[1]);

		hello_add_suites(&hello, &number, 1);
	}
	MUST(buffer_append(&hello.extensions, view->extensions));
	hello_write(&hello, out);
	hello_clear(&hello);
}

static void
write_ssl2_again(const struct hello_view *view, struct buffer *out)
{
	static const uint8_t challenge[16];
	size_t len = view->suites.len / 3;
	uint32_t *kinds = alloc_zeroed(len, sizeof(*kinds));

	for (size_t i = 0; i < len; i++) {
		const uint8_t *kind = view->suites.data + 3 * i;

		kinds[i] = (uint32_t)kind[0] << 16 | (uint32_t)kind[1] << 8 | kind[2];
	}
	hello_write_ssl2(challenge, kinds, len, out);
	free(kinds);
}

static void
check_again(const struct hello_view *view, size_t record_len, struct arena *arena)
{
	struct buffer out;
	struct hello_view again;

	buffer_init(&out, 8 * HELLO_MAX);
	if (view->is_ssl2)
		write_ssl2_again(view, &out);
	else
		write_again(view, record_len, &out);
	MUST(hello_read(buffer_span(&out), arena, &again));
	MUST(again.is_ssl2 == view->is_ssl2);
	MUST(again.record_version == view->record_version);
	MUST(view->is_ssl2 || again.version == view->version);
	MUST(view->is_ssl2 || span_equal(again.session_id, view->session_id));
	MUST(span_equal(again.suites, view->suites));
	MUST(span_equal(again.compressions, view->compressions));
	MUST(span_equal(again.extensions, view->extensions));
	buffer_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span input = { .data = data, .len = len };
	size_t record_len = take_byte(&input);
	struct arena arena;
	struct hello_view view;
	uint16_t numbers[8];
	size_t numbers_len;

	arena_init(&arena);
	if (hello_numbers(input, numbers, COUNT_OF(numbers), &numbers_len))
		MUST(numbers_len <= COUNT_OF(numbers));
	if (hello_read(input, &arena, &view)) {
		check_extensions(&view);
		if (view.is_ssl2 ? view.suites.len < 32000 : can_be_written(&view))
			check_again(&view, record_len, &arena);
	}
	arena_clear(&arena);
	return 0;
}
