/* SPDX-License-Identifier: MIT */
#include "probe/client.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHARE_MAX = 1665, /* of SecP384r1MLKEM1024 */
	GREASE_KINDS = 16,
};

/* Their base points (SEC 2 sections 2.4.2, 2.5.1 and 2.6.1): points of the curves like any
 * others. Whoever knows that their key is 1 learns nothing, as no session follows. */
/* clang-format off */
static const uint8_t point_of_secp256r1[] = {
	0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63,
	0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39,
	0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e,
	0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e,
	0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
};
static const uint8_t point_of_secp384r1[] = {
	0x04, 0xaa, 0x87, 0xca, 0x22, 0xbe, 0x8b, 0x05, 0x37, 0x8e, 0xb1, 0xc7, 0x1e, 0xf3,
	0x20, 0xad, 0x74, 0x6e, 0x1d, 0x3b, 0x62, 0x8b, 0xa7, 0x9b, 0x98, 0x59, 0xf7, 0x41,
	0xe0, 0x82, 0x54, 0x2a, 0x38, 0x55, 0x02, 0xf2, 0x5d, 0xbf, 0x55, 0x29, 0x6c, 0x3a,
	0x54, 0x5e, 0x38, 0x72, 0x76, 0x0a, 0xb7, 0x36, 0x17, 0xde, 0x4a, 0x96, 0x26, 0x2c,
	0x6f, 0x5d, 0x9e, 0x98, 0xbf, 0x92, 0x92, 0xdc, 0x29, 0xf8, 0xf4, 0x1d, 0xbd, 0x28,
	0x9a, 0x14, 0x7c, 0xe9, 0xda, 0x31, 0x13, 0xb5, 0xf0, 0xb8, 0xc0, 0x0a, 0x60, 0xb1,
	0xce, 0x1d, 0x7e, 0x81, 0x9d, 0x7a, 0x43, 0x1d, 0x7c, 0x90, 0xea, 0x0e, 0x5f,
};
static const uint8_t point_of_secp521r1[] = {
	0x04, 0x00, 0xc6, 0x85, 0x8e, 0x06, 0xb7, 0x04, 0x04, 0xe9, 0xcd, 0x9e, 0x3e, 0xcb,
	0x66, 0x23, 0x95, 0xb4, 0x42, 0x9c, 0x64, 0x81, 0x39, 0x05, 0x3f, 0xb5, 0x21, 0xf8,
	0x28, 0xaf, 0x60, 0x6b, 0x4d, 0x3d, 0xba, 0xa1, 0x4b, 0x5e, 0x77, 0xef, 0xe7, 0x59,
	0x28, 0xfe, 0x1d, 0xc1, 0x27, 0xa2, 0xff, 0xa8, 0xde, 0x33, 0x48, 0xb3, 0xc1, 0x85,
	0x6a, 0x42, 0x9b, 0xf9, 0x7e, 0x7e, 0x31, 0xc2, 0xe5, 0xbd, 0x66, 0x01, 0x18, 0x39,
	0x29, 0x6a, 0x78, 0x9a, 0x3b, 0xc0, 0x04, 0x5c, 0x8a, 0x5f, 0xb4, 0x2c, 0x7d, 0x1b,
	0xd9, 0x98, 0xf5, 0x44, 0x49, 0x57, 0x9b, 0x44, 0x68, 0x17, 0xaf, 0xbd, 0x17, 0x27,
	0x3e, 0x66, 0x2c, 0x97, 0xee, 0x72, 0x99, 0x5e, 0xf4, 0x26, 0x40, 0xc5, 0x50, 0xb9,
	0x01, 0x3f, 0xad, 0x07, 0x61, 0x35, 0x3c, 0x70, 0x86, 0xa2, 0x72, 0xc2, 0x40, 0x88,
	0xbe, 0x94, 0x76, 0x9f, 0xd1, 0x66, 0x50,
};
/* clang-format on */

/* What is drawn once for a hello. */
struct chance {
	draw_bytes *draw;
	uint8_t grease[GREASE_KINDS];
	uint8_t greased; /* extensions so far: each is to be another (RFC 8701 section 3.1) */
};

/* For what a value of RFC 8701 stands. A group and its key share are the same. */
enum grease_place {
	GREASE_SUITE,
	GREASE_EXTENSION,
	GREASE_GROUP,
	GREASE_SCHEME,
	GREASE_VERSION,
};

static uint16_t
grease(const struct chance *chance, enum grease_place place, unsigned which)
{
	unsigned nibble = (chance->grease[place] + which) & 0xf;

	return (uint16_t)(nibble << 12 | nibble << 4 | 0x0a0a);
}

/* The profile's numbers with GREASE drawn; `room` has as many places. */
static size_t
numbers_of(const struct client_numbers *numbers, const struct chance *chance,
    enum grease_place place, uint16_t *room)
{
	unsigned greased = 0;

	for (size_t i = 0; i < numbers->len; i++)
		room[i] = numbers->numbers[i] == CLIENT_GREASE
		              ? grease(chance, place, greased++)
		              : numbers->numbers[i];
	return numbers->len;
}

static void
put_point(uint8_t *room, const uint8_t *point, size_t len)
{
	memcpy(room, point, len);
}

/* A key of this group; `room` is zeroed and has client_share_len bytes. Zeros are a key of
 * ML-KEM (FIPS 203 section 7.2), and any bytes one of X25519 and X448 (RFC 7748 section 5). */
static void
make_key(uint16_t group, draw_bytes *draw, uint8_t *room, size_t len)
{
	switch (group) {
	case 0x0017:
	case 0x11eb: /* SecP256r1MLKEM768: the point is first */
		put_point(room, point_of_secp256r1, sizeof(point_of_secp256r1));
		break;
	case 0x0018:
	case 0x11ed: /* SecP384r1MLKEM1024 */
		put_point(room, point_of_secp384r1, sizeof(point_of_secp384r1));
		break;
	case 0x0019:
		put_point(room, point_of_secp521r1, sizeof(point_of_secp521r1));
		break;
	case 0x001d:
	case 0x001e:
		draw(room, len);
		break;
	case 0x11ec: /* X25519MLKEM768: X25519 is last */
		draw(room + len - 32, 32);
		break;
	case 0x6399: /* and in the draft before it first */
		draw(room, 32);
		break;
	case 0x0100:
	case 0x0101:
	case 0x0102:
	case 0x0103:
	case 0x0104:
		room[len - 1] = 4; /* a square, and so of the right order (RFC 7919) */
		break;
	default:
		break;
	}
}

static void
add_shares(
    const struct client_numbers *groups, const struct chance *chance, struct hello *hello)
{
	static const size_t room_len = SHARE_MAX;
	struct hello_share shares[CLIENT_SHARES_MAX];
	uint8_t *room = alloc_zeroed(CLIENT_SHARES_MAX, room_len);
	unsigned greased = 0;

	assert(groups->len <= CLIENT_SHARES_MAX);
	for (size_t i = 0; i < groups->len; i++) {
		uint16_t group = groups->numbers[i];
		size_t key_len = client_share_len(group);
		uint8_t *key = room + i * room_len;

		assert(key_len <= room_len);
		make_key(group, chance->draw, key, key_len);
		shares[i] = (struct hello_share){
			.group = group == CLIENT_GREASE
			             ? grease(chance, GREASE_GROUP, greased++)
			             : group,
			.key = { key, key_len },
		};
	}
	hello_add_key_shares(hello, shares, groups->len);
	free(room);
}

/* A list behind its length. */
static void
add_vector(struct hello *hello, uint16_t type, struct span list, size_t len_bytes)
{
	uint8_t body[CLIENT_BODY_MAX + 2];

	assert(list.len <= CLIENT_BODY_MAX);
	body[0] = (uint8_t)(list.len >> 8);
	body[len_bytes - 1] = (uint8_t)list.len;
	if (list.len > 0)
		memcpy(body + len_bytes, list.data, list.len);
	hello_add_extension(hello, type, (struct span){ body, len_bytes + list.len });
}

/* Lists of versions have a length of one byte: at most 127 are in one. */
static void
add_numbers(
    const struct client_extension *extension, const struct chance *chance, struct hello *hello)
{
	enum client_body body = client_body_of(extension->type);
	enum grease_place place = body == CLIENT_BODY_GROUPS    ? GREASE_GROUP
	                          : body == CLIENT_BODY_SCHEMES ? GREASE_SCHEME
	                                                        : GREASE_VERSION;
	uint16_t room[CLIENT_NUMBERS_MAX];
	uint8_t bytes[2 * CLIENT_NUMBERS_MAX];
	size_t len = numbers_of(&extension->numbers, chance, place, room);

	if (place == GREASE_VERSION && len > 127)
		len = 127;
	for (size_t i = 0; i < len; i++) {
		bytes[2 * i] = (uint8_t)(room[i] >> 8);
		bytes[2 * i + 1] = (uint8_t)room[i];
	}
	add_vector(hello, extension->type, (struct span){ bytes, 2 * len },
	    place == GREASE_VERSION ? 1 : 2);
}

/* What is made anew: SNI, and padding of so many bytes (SIZE_MAX: there is none). */
static void
add_drawn(uint16_t type, const char *server_name, size_t padding, struct hello *hello)
{
	static const uint8_t zeros[512];

	if (type == EXTENSION_SERVER_NAME && server_name != NULL)
		hello_add_server_name(hello, server_name);
	if (type == EXTENSION_PADDING && padding <= sizeof(zeros))
		hello_add_extension(hello, type, (struct span){ zeros, padding });
}

static void
add_extension(
    const struct client_extension *extension, struct chance *chance, struct hello *hello)
{
	uint16_t type = extension->type;

	switch (client_body_of(type)) {
	case CLIENT_BODY_BYTES:
		if (type == CLIENT_GREASE)
			type = grease(chance, GREASE_EXTENSION, chance->greased++);
		hello_add_extension(hello, type, extension->body);
		return;
	case CLIENT_BODY_GROUPS:
	case CLIENT_BODY_SCHEMES:
	case CLIENT_BODY_VERSIONS:
		add_numbers(extension, chance, hello);
		return;
	case CLIENT_BODY_SHARES:
		add_shares(&extension->numbers, chance, hello);
		return;
	case CLIENT_BODY_OCTETS:
		add_vector(hello, type, extension->body, 1);
		return;
	case CLIENT_BODY_NAMES:
		add_vector(hello, type, extension->body, 2);
		return;
	case CLIENT_BODY_DRAWN:
	case CLIENT_BODIES:
		return;
	}
}

/* The hello with so much padding. */
static void
make(const struct client_hello *profile, const char *server_name, struct chance chance,
    size_t padding, struct hello *hello)
{
	uint16_t suites[CLIENT_NUMBERS_MAX];
	uint8_t random[32];

	chance.draw(random, sizeof(random));
	hello_init(hello, profile->version, random);
	hello->record_version = profile->record_version;
	hello->session_id_len = profile->session_id_len;
	chance.draw(hello->session_id, hello->session_id_len);
	hello->compressions_len = (uint8_t)profile->compressions.len;
	if (profile->compressions.len > 0)
		memcpy(
		    hello->compressions, profile->compressions.data, profile->compressions.len);
	hello_add_suites(
	    hello, suites, numbers_of(&profile->suites, &chance, GREASE_SUITE, suites));
	for (size_t i = 0; i < profile->extensions_len; i++) {
		const struct client_extension *extension = &profile->extensions[i];

		if (client_body_of(extension->type) == CLIENT_BODY_DRAWN)
			add_drawn(extension->type, server_name, padding, hello);
		else
			add_extension(extension, &chance, hello);
	}
}

/* RFC 7685 section 4: a hello of 256 to 511 bytes hangs some servers, so it gets 512. The
 * extension's header is of them; where no byte is left for its body, it is empty. */
static size_t
padding_of(const struct hello *hello)
{
	enum { RECORD_HEADER_LEN = 5, EXTENSION_HEADER_LEN = 4, FROM = 256, TO = 512 };
	struct buffer bytes;
	size_t len;

	buffer_init(&bytes, 2 * HELLO_MAX);
	hello_write(hello, &bytes);
	len = bytes.len - RECORD_HEADER_LEN;
	buffer_clear(&bytes);
	if (len < FROM || len >= TO)
		return SIZE_MAX;
	return len + EXTENSION_HEADER_LEN < TO ? TO - len - EXTENSION_HEADER_LEN : 0;
}

void
client_hello_make(const struct client_hello *profile, const char *server_name, draw_bytes *draw,
    struct hello *hello)
{
	struct chance chance = { .draw = draw };
	size_t padding;

	draw(chance.grease, sizeof(chance.grease));
	make(profile, server_name, chance, SIZE_MAX, hello);
	if (client_extension(profile, EXTENSION_PADDING) == NULL)
		return;
	padding = padding_of(hello);
	if (padding == SIZE_MAX)
		return;
	hello_clear(hello);
	make(profile, server_name, chance, padding, hello);
}
