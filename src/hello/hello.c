/* SPDX-License-Identifier: MIT */
#include "hello/hello.h"

#include "base/alloc.h"
#include "base/reader.h"
#include "registry/number.h"

#include <assert.h>
#include <string.h>

enum {
	RECORD_HANDSHAKE = 22,
	MESSAGE_CLIENT_HELLO = 1,
	MESSAGE_HEADER_LEN = 4,
	EXTENSION_HEADER_LEN = 4,
	SSL2_CLIENT_HELLO = 1,
	SSL2_LONG_HEADER = 0x8000, /* of two bytes, without padding; the rest is the length */
	SSL2_FIXED_LEN = 9,        /* of a CLIENT-HELLO, before its three lists */
	SSL2_CHALLENGE_LEN = 16,
	SSL2_KIND_LEN = 3,
};

/* --- writing --------------------------------------------------------------------------------
 */

/* What is written is our own: that it does not fit is a bug. */
static void
put(struct buffer *out, struct span bytes)
{
	bool fits = buffer_append(out, bytes);

	assert(fits);
	(void)fits;
}

static void
put_uint(struct buffer *out, size_t number, size_t bytes)
{
	uint8_t encoded[3];

	assert(bytes <= sizeof(encoded) && number >> 8 * bytes == 0);
	for (size_t i = 0; i < bytes; i++)
		encoded[i] = (uint8_t)(number >> 8 * (bytes - 1 - i));
	put(out, (struct span){ .data = encoded, .len = bytes });
}

static void
put_vector(struct buffer *out, struct span bytes, size_t len_bytes)
{
	put_uint(out, bytes.len, len_bytes);
	put(out, bytes);
}

static void
put_numbers(struct buffer *out, const uint16_t *numbers, size_t len, size_t len_bytes)
{
	put_uint(out, 2 * len, len_bytes);
	for (size_t i = 0; i < len; i++)
		put_uint(out, numbers[i], 2);
}

void
hello_init(struct hello *hello, uint16_t version, const uint8_t random[32])
{
	*hello = (struct hello){
		.record_version = version == VERSION_SSL3 ? VERSION_SSL3 : VERSION_TLS10,
		.version = version,
	};
	memcpy(hello->random, random, sizeof(hello->random));
	buffer_init(&hello->extensions, HELLO_MAX);
}

void
hello_clear(struct hello *hello)
{
	buffer_clear(&hello->extensions);
	*hello = (struct hello){ .extensions = hello->extensions };
}

void
hello_add_suites(struct hello *hello, const uint16_t *numbers, size_t len)
{
	assert(len <= HELLO_SUITES_MAX - hello->suites_len);
	for (size_t i = 0; i < len; i++)
		hello->suites[hello->suites_len++] = numbers[i];
}

void
hello_add_extension(struct hello *hello, uint16_t type, struct span body)
{
	put_uint(&hello->extensions, type, 2);
	put_vector(&hello->extensions, body, 2);
}

/* Appends the extension with the body that was made for it, and frees that. */
static void
add_made(struct hello *hello, uint16_t type, struct buffer *body)
{
	hello_add_extension(hello, type, buffer_span(body));
	buffer_clear(body);
}

static void
add_numbers(
    struct hello *hello, uint16_t type, const uint16_t *numbers, size_t len, size_t len_bytes)
{
	struct buffer body;

	buffer_init(&body, HELLO_MAX);
	put_numbers(&body, numbers, len, len_bytes);
	add_made(hello, type, &body);
}

void
hello_add_server_name(struct hello *hello, const char *name)
{
	struct span host = span_of(name);
	struct buffer body;

	buffer_init(&body, HELLO_MAX);
	put_uint(&body, host.len + 3, 2);
	put_uint(&body, 0, 1); /* host_name */
	put_vector(&body, host, 2);
	add_made(hello, EXTENSION_SERVER_NAME, &body);
}

void
hello_add_groups(struct hello *hello, const uint16_t *numbers, size_t len)
{
	add_numbers(hello, EXTENSION_SUPPORTED_GROUPS, numbers, len, 2);
}

void
hello_add_signature_schemes(struct hello *hello, const uint16_t *schemes, size_t len)
{
	add_numbers(hello, EXTENSION_SIGNATURE_ALGORITHMS, schemes, len, 2);
}

void
hello_add_versions(struct hello *hello, const uint16_t *versions, size_t len)
{
	add_numbers(hello, EXTENSION_SUPPORTED_VERSIONS, versions, len, 1);
}

void
hello_add_alpn(struct hello *hello, const char *protocol)
{
	struct span name = span_of(protocol);
	struct buffer body;

	buffer_init(&body, HELLO_MAX);
	put_uint(&body, name.len + 1, 2);
	put_vector(&body, name, 1);
	add_made(hello, EXTENSION_ALPN, &body);
}

void
hello_add_key_shares(struct hello *hello, const struct hello_share *shares, size_t len)
{
	struct buffer list;
	struct buffer body;

	buffer_init(&list, HELLO_MAX);
	for (size_t i = 0; i < len; i++) {
		put_uint(&list, shares[i].group, 2);
		put_vector(&list, shares[i].key, 2);
	}
	buffer_init(&body, HELLO_MAX);
	put_vector(&body, buffer_span(&list), 2);
	buffer_clear(&list);
	add_made(hello, EXTENSION_KEY_SHARE, &body);
}

static void
put_body(const struct hello *hello, struct buffer *out)
{
	static const uint8_t null_method[] = { 0 };
	struct span compressions = { hello->compressions, hello->compressions_len };

	assert(hello->session_id_len <= sizeof(hello->session_id));
	assert(hello->compressions_len <= sizeof(hello->compressions));
	if (compressions.len == 0)
		compressions = (struct span){ null_method, sizeof(null_method) };
	put_uint(out, hello->version, 2);
	put(out, (struct span){ hello->random, sizeof(hello->random) });
	put_vector(out, (struct span){ hello->session_id, hello->session_id_len }, 1);
	put_numbers(out, hello->suites, hello->suites_len, 2);
	put_vector(out, compressions, 1);
	if (hello->extensions.len > 0)
		put_vector(out, buffer_span(&hello->extensions), 2);
}

/* The handshake message, in a buffer that the caller clears. */
static struct buffer
message_of(const struct hello *hello)
{
	struct buffer body;
	struct buffer message;

	buffer_init(&body, 2 * HELLO_MAX);
	put_body(hello, &body);
	buffer_init(&message, 2 * HELLO_MAX);
	put_uint(&message, MESSAGE_CLIENT_HELLO, 1);
	put_vector(&message, buffer_span(&body), 3);
	buffer_clear(&body);
	return message;
}

void
hello_pad(struct hello *hello, size_t len)
{
	static const uint8_t zeros[HELLO_MAX];
	struct buffer message = message_of(hello);
	size_t before = message.len + EXTENSION_HEADER_LEN;

	if (hello->extensions.len == 0)
		before += 2; /* the block's own length */
	if (message.len < len)
		hello_add_extension(hello, EXTENSION_PADDING,
		    (struct span){ zeros, len > before ? len - before : 0 });
	buffer_clear(&message);
}

void
hello_write(const struct hello *hello, struct buffer *out)
{
	struct buffer message = message_of(hello);
	struct reader left = { .left = buffer_span(&message) };

	while (left.left.len > 0) {
		size_t len = left.left.len;

		if (hello->record_len > 0 && hello->record_len < len)
			len = hello->record_len;
		put_uint(out, RECORD_HANDSHAKE, 1);
		put_uint(out, hello->record_version, 2);
		put_vector(out, reader_take(&left, len), 2);
	}
	buffer_clear(&message);
}

void
hello_write_ssl2(
    const uint8_t challenge[16], const uint32_t *kinds, size_t len, struct buffer *out)
{
	size_t kinds_len = len * SSL2_KIND_LEN;

	assert(kinds_len < SSL2_LONG_HEADER - SSL2_FIXED_LEN - SSL2_CHALLENGE_LEN);
	put_uint(out, SSL2_LONG_HEADER + SSL2_FIXED_LEN + kinds_len + SSL2_CHALLENGE_LEN, 2);
	put_uint(out, SSL2_CLIENT_HELLO, 1);
	put_uint(out, VERSION_SSL2, 2);
	put_uint(out, kinds_len, 2);
	put_uint(out, 0, 2); /* no session */
	put_uint(out, SSL2_CHALLENGE_LEN, 2);
	for (size_t i = 0; i < len; i++)
		put_uint(out, kinds[i], SSL2_KIND_LEN);
	put(out, (struct span){ challenge, SSL2_CHALLENGE_LEN });
}

/* --- reading --------------------------------------------------------------------------------
 */

/* The handshake stream of the records, joined in the arena, and the first record's version. */
static bool
join_records(struct span bytes, struct arena *arena, struct span *stream, uint16_t *version)
{
	struct reader records = { .left = bytes };
	uint8_t *joined = arena_alloc(arena, bytes.len);
	size_t len = 0;

	while (records.left.len > 0) {
		bool is_handshake = reader_uint(&records, 1) == RECORD_HANDSHAKE;
		uint16_t record_version = (uint16_t)reader_uint(&records, 2);
		struct span fragment = reader_vector(&records, 2);

		/* RFC 8446 section 5.1: "Implementations MUST NOT send zero-length fragments of
		 * Handshake types". */
		if (!is_handshake || fragment.len == 0)
			return false;
		if (len == 0)
			*version = record_version;
		memcpy(joined + len, fragment.data, fragment.len);
		len += fragment.len;
	}
	*stream = (struct span){ .data = joined, .len = len };
	return true;
}

static bool
read_message(struct span stream, struct hello_view *view)
{
	struct reader message = { .left = stream };
	bool is_hello = reader_uint(&message, 1) == MESSAGE_CLIENT_HELLO;
	struct reader r = { .left = reader_vector(&message, 3) };

	view->version = (uint16_t)reader_uint(&r, 2);
	(void)reader_take(&r, sizeof(((struct hello *)NULL)->random));
	view->session_id = reader_vector(&r, 1);
	view->suites = reader_vector(&r, 2);
	view->compressions = reader_vector(&r, 1);
	if (r.left.len > 0)
		view->extensions = reader_vector(&r, 2);
	return is_hello && !message.failed && message.left.len == 0 && !r.failed &&
	       r.left.len == 0 && view->suites.len % 2 == 0;
}

static bool
read_ssl2(struct span bytes, struct arena *arena, struct hello_view *view)
{
	struct reader r = { .left = arena_copy(arena, bytes) };
	size_t header = reader_uint(&r, 2);
	bool is_whole = header == (SSL2_LONG_HEADER | r.left.len);
	bool is_hello = reader_uint(&r, 1) == SSL2_CLIENT_HELLO;
	size_t suites_len;
	size_t session_id_len;
	size_t challenge_len;

	view->is_ssl2 = true;
	view->version = (uint16_t)reader_uint(&r, 2);
	suites_len = reader_uint(&r, 2);
	session_id_len = reader_uint(&r, 2);
	challenge_len = reader_uint(&r, 2);
	view->suites = reader_take(&r, suites_len);
	view->session_id = reader_take(&r, session_id_len);
	(void)reader_take(&r, challenge_len);
	return is_whole && is_hello && !r.failed && r.left.len == 0 &&
	       suites_len % SSL2_KIND_LEN == 0;
}

bool
hello_read(struct span bytes, struct arena *arena, struct hello_view *view)
{
	struct hello_view seen = { 0 };
	struct span stream;
	bool is_read;

	if (bytes.len > 0 && bytes.data[0] & SSL2_LONG_HEADER >> 8)
		is_read = read_ssl2(bytes, arena, &seen);
	else
		is_read = join_records(bytes, arena, &stream, &seen.record_version) &&
		          read_message(stream, &seen);
	if (is_read)
		*view = seen;
	return is_read;
}

bool
extensions_are_whole(struct span block)
{
	struct reader r = { .left = block };

	while (r.left.len > 0) {
		(void)reader_uint(&r, 2);
		(void)reader_vector(&r, 2);
	}
	return !r.failed;
}

bool
extension_find(struct span block, uint16_t type, struct span *body)
{
	struct reader r = { .left = block };

	if (!extensions_are_whole(block))
		return false;
	while (r.left.len > 0) {
		uint32_t number = reader_uint(&r, 2);
		struct span seen = reader_vector(&r, 2);

		if (number == type) {
			*body = seen;
			return true;
		}
	}
	return false;
}

bool
hello_extension(const struct hello_view *view, uint16_t type, struct span *body)
{
	return extension_find(view->extensions, type, body);
}

bool
hello_numbers(struct span body, uint16_t *numbers, size_t cap, size_t *len)
{
	struct reader r = { .left = body };
	struct reader list = { .left = reader_vector(&r, 2) };
	size_t count = 0;

	if (r.failed || r.left.len > 0 || list.left.len % 2 != 0)
		return false;
	while (list.left.len > 0 && count < cap)
		numbers[count++] = (uint16_t)reader_uint(&list, 2);
	*len = count;
	return true;
}
