/* SPDX-License-Identifier: MIT */
#include "serve/likeness.h"

#include "base/alloc.h"
#include "base/reader.h"
#include "registry/number.h"

static uint16_t
without_chance(uint16_t number)
{
	return is_grease(number) ? CLIENT_GREASE : number;
}

static bool
take_numbers(struct span list, struct arena *arena, struct client_numbers *numbers)
{
	struct reader r = { .left = list };
	uint16_t *room = arena_alloc(arena, list.len + 1);
	size_t len = 0;

	if (list.len % 2 != 0 || list.len / 2 > CLIENT_NUMBERS_MAX)
		return false;
	while (r.left.len > 0)
		room[len++] = without_chance((uint16_t)reader_uint(&r, 2));
	*numbers = (struct client_numbers){ .len = len, .numbers = room };
	return true;
}

/* A list behind its own length, with nothing behind it. */
static bool
take_list(struct span body, size_t len_bytes, struct span *list)
{
	struct reader r = { .left = body };

	*list = reader_vector(&r, len_bytes);
	return !r.failed && r.left.len == 0;
}

static bool
take_shares(struct span list, struct arena *arena, struct client_numbers *numbers)
{
	struct reader r = { .left = list };
	uint16_t *room = arena_alloc(arena, sizeof(*room) * CLIENT_SHARES_MAX);
	size_t len = 0;

	while (r.left.len > 0 && len < CLIENT_SHARES_MAX) {
		room[len] = without_chance((uint16_t)reader_uint(&r, 2));
		(void)reader_vector(&r, 2);
		if (r.failed || client_share_len(room[len]) == 0)
			return false;
		len++;
	}
	*numbers = (struct client_numbers){ .len = len, .numbers = room };
	return r.left.len == 0;
}

static bool
are_names(struct span list)
{
	struct reader r = { .left = list };

	while (r.left.len > 0) {
		struct span name = reader_vector(&r, 1);

		if (name.len == 0 || name.len > CLIENT_PROTOCOL_MAX)
			return false;
	}
	return !r.failed;
}

static bool
take_body(struct span body, struct arena *arena, struct client_extension *extension)
{
	struct span list;

	switch (client_body_of(extension->type)) {
	case CLIENT_BODY_BYTES:
		/* A ticket is of one session, and somebody's. */
		if (extension->type == EXTENSION_SESSION_TICKET)
			body.len = 0;
		extension->body = arena_copy(arena, body);
		return body.len <=
		       (extension->type == CLIENT_GREASE ? CLIENT_GREASE_MAX : CLIENT_BODY_MAX);
	case CLIENT_BODY_DRAWN:
		return true;
	case CLIENT_BODY_GROUPS:
	case CLIENT_BODY_SCHEMES:
		return take_list(body, 2, &list) &&
		       take_numbers(list, arena, &extension->numbers);
	case CLIENT_BODY_VERSIONS:
		return take_list(body, 1, &list) &&
		       take_numbers(list, arena, &extension->numbers);
	case CLIENT_BODY_SHARES:
		return take_list(body, 2, &list) &&
		       take_shares(list, arena, &extension->numbers);
	case CLIENT_BODY_OCTETS:
		if (!take_list(body, 1, &list))
			return false;
		extension->body = arena_copy(arena, list);
		return true;
	case CLIENT_BODY_NAMES:
		if (!take_list(body, 2, &list))
			return false;
		extension->body = arena_copy(arena, list);
		return are_names(list);
	case CLIENT_BODIES:
		break;
	}
	return false;
}

static bool
has_type(const struct client_extension *extensions, size_t len, uint16_t type)
{
	for (size_t i = 0; i < len; i++)
		if (extensions[i].type == type && type != CLIENT_GREASE)
			return true;
	return false;
}

static const char *
take_extensions(struct span block, struct arena *arena, struct client_hello *hello)
{
	struct client_extension *room =
	    arena_alloc(arena, sizeof(*room) * CLIENT_EXTENSIONS_MAX);
	struct reader r = { .left = block };
	size_t len = 0;

	while (r.left.len > 0) {
		uint16_t type = without_chance((uint16_t)reader_uint(&r, 2));
		struct span body = reader_vector(&r, 2);

		if (r.failed)
			return "its extensions are broken";
		if (client_is_of_moment(type))
			continue;
		if (len == CLIENT_EXTENSIONS_MAX)
			return "it has too many extensions";
		if (has_type(room, len, type))
			return "it has an extension twice";
		room[len].type = type;
		if (!take_body(body, arena, &room[len]))
			return arena_printf(
			    arena, "the body of its extension %u cannot be kept", type);
		len++;
	}
	hello->extensions = room;
	hello->extensions_len = len;
	return NULL;
}

const char *
likeness_take(const struct hello_view *view, struct arena *arena, struct client_hello *hello)
{
	enum { SESSION_ID_MAX = 32, COMPRESSIONS_MAX = 8 };
	struct client_hello seen = {
		.record_version = view->record_version,
		.version = view->version,
		.session_id_len = (uint8_t)view->session_id.len,
		.compressions = arena_copy(arena, view->compressions),
	};
	const char *problem;

	if (view->is_ssl2)
		return "it is of SSL 2.0";
	if (view->session_id.len > SESSION_ID_MAX)
		return "its session id is too long";
	if (view->compressions.len == 0 || view->compressions.len > COMPRESSIONS_MAX)
		return "it has no compression method, or too many";
	if (view->suites.len == 0 || !take_numbers(view->suites, arena, &seen.suites))
		return "it has no suites, or too many";
	problem = take_extensions(view->extensions, arena, &seen);
	if (problem == NULL && !client_hello_fits(&seen))
		problem = "its hello is longer than a record of TLS";
	if (problem == NULL)
		*hello = seen;
	return problem;
}
