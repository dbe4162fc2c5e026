/* SPDX-License-Identifier: MIT */
#include "base/base64.h"

#include "base/secret.h"

#include <string.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool
base64_encode(struct span bytes, struct buffer *text)
{
	if ((bytes.len + 2) / 3 * 4 > text->max - text->len)
		return false;
	while (bytes.len > 0) {
		size_t taken = bytes.len < 3 ? bytes.len : 3;
		uint32_t bits = 0;
		uint8_t quad[4];

		for (size_t i = 0; i < 3; i++)
			bits = bits << 8 | (i < taken ? bytes.data[i] : 0u);
		for (size_t i = 0; i < 4; i++)
			quad[i] =
			    i <= taken ? (uint8_t)alphabet[bits >> (18 - 6 * i) & 0x3f] : '=';
		if (!buffer_append(text, (struct span){ .data = quad, .len = sizeof(quad) }))
			return false;
		secret_wipe(quad, sizeof(quad));
		bytes = span_skip(bytes, taken);
	}
	return true;
}

/* How many bytes the four characters stand for; 0 if they are wrong. */
static size_t
decode_quad(const uint8_t *quad, uint8_t *bytes)
{
	size_t used = quad[3] != '=' ? 4 : quad[2] != '=' ? 3 : 2;
	uint32_t bits = 0;

	for (size_t i = 0; i < 4; i++) {
		const char *place =
		    i < used && quad[i] != '\0' ? strchr(alphabet, quad[i]) : NULL;

		if (i < used && place == NULL)
			return 0;
		bits = bits << 6 | (i < used ? (uint32_t)(place - alphabet) : 0u);
	}
	for (size_t i = 0; i < 3; i++)
		bytes[i] = (uint8_t)(bits >> (16 - 8 * i));
	/* RFC 4648 section 3.5: what hangs over is zero. */
	for (size_t i = used - 1; i < 3; i++)
		if (bytes[i] != 0)
			return 0;
	return used - 1;
}

bool
base64_decode(struct span text, struct buffer *bytes)
{
	if (text.len % 4 != 0)
		return false;
	for (size_t i = 0; i < text.len; i += 4) {
		uint8_t triple[3];
		size_t len = decode_quad(text.data + i, triple);
		bool is_last = i + 4 == text.len;

		if (len == 0 || (len < 3 && !is_last) ||
		    !buffer_append(bytes, (struct span){ .data = triple, .len = len }))
			return false;
	}
	return true;
}
