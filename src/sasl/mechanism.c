/* SPDX-License-Identifier: MIT */
#include "sasl/mechanism.h"

const struct mechanism_row mechanism_rows[] = {
	[MECHANISM_SCRAM_SHA_256_PLUS] = {
		.name = "SCRAM-SHA-256-PLUS",
		.speaks_first = true,
		.binds = true,
		.proves_server = true,
	},
	[MECHANISM_SCRAM_SHA_256] = {
		.name = "SCRAM-SHA-256",
		.speaks_first = true,
		.proves_server = true,
	},
	[MECHANISM_SCRAM_SHA_1_PLUS] = {
		.name = "SCRAM-SHA-1-PLUS",
		.speaks_first = true,
		.binds = true,
		.proves_server = true,
	},
	[MECHANISM_SCRAM_SHA_1] = {
		.name = "SCRAM-SHA-1",
		.speaks_first = true,
		.proves_server = true,
	},
	[MECHANISM_PLAIN] = {
		.name = "PLAIN",
		.speaks_first = true,
		.shows_secret = true,
	},
	[MECHANISM_LOGIN] = {
		.name = "LOGIN",
		.shows_secret = true,
	},
	[MECHANISM_CRAM_MD5] = {
		.name = "CRAM-MD5",
	},
	[MECHANISM_OAUTHBEARER] = {
		.name = "OAUTHBEARER",
		.speaks_first = true,
		.takes_token = true,
		.shows_secret = true,
	},
	[MECHANISM_XOAUTH2] = {
		.name = "XOAUTH2",
		.speaks_first = true,
		.takes_token = true,
		.shows_secret = true,
	},
};
_Static_assert(COUNT_OF(mechanism_rows) == MECHANISMS, "a row for each mechanism");

bool
mechanism_by_name(struct span name, enum mechanism *mechanism)
{
	for (int i = 0; i < MECHANISMS; i++)
		if (span_is(name, mechanism_rows[i].name)) {
			*mechanism = (enum mechanism)i;
			return true;
		}
	return false;
}

static bool
is_offered(const char *name, const char *const *offered, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (span_is(span_of(offered[i]), name))
			return true;
	return false;
}

/* The first that will do, of all or of those that do not show the secret. */
static enum mechanism
first_of(const struct mechanism_wish *wish, bool hides, const char *const *offered, size_t len)
{
	int i = 0;

	for (; i < MECHANISMS; i++) {
		const struct mechanism_row *row = &mechanism_rows[i];

		if (row->takes_token == wish->has_token && (!row->binds || wish->can_bind) &&
		    (!hides || !row->shows_secret) && is_offered(row->name, offered, len))
			break;
	}
	return (enum mechanism)i;
}

enum mechanism
mechanism_choose(const struct mechanism_wish *wish, const char *const *offered, size_t len)
{
	enum mechanism best = first_of(wish, wish->hides_first, offered, len);

	return best == MECHANISMS ? first_of(wish, false, offered, len) : best;
}
