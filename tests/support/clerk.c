/* SPDX-License-Identifier: MIT */
#include "support/clerk.h"

#include "base/alloc.h"
#include "base/reader.h"
#include "hello/hello.h"
#include "registry/number.h"
#include "registry/suite.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

enum {
	OUT_MAX = 64 * 1024,
	HANDSHAKE = 22,
	HANDSHAKE_FAILURE = 40,
	PROTOCOL_VERSION = 70,
	INAPPROPRIATE_FALLBACK = 86,
	UNRECOGNIZED_NAME = 112,
	NO_APPLICATION_PROTOCOL = 120,
	FALLBACK_SCSV = 0x5600,
	PRIME_LEN = 256,
};

/* RFC 8446 section 4.1.3: the SHA-256 of "HelloRetryRequest". */
static const char retry_random[] =
    "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
    "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c";

const struct clerk clerk_modern = {
	.suites = {
		[TLS_VERSION_12] = { 0xc030, 0xc02f, 0xcca8, 0x009f, 0x009e, 0xccaa },
		[TLS_VERSION_13] = { 0x1302, 0x1303, 0x1301 },
	},
	.groups = { 0x001d, 0x0017, 0x0018 },
	.schemes = { 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601 },
	.rsa = "an RSA certificate",
	.extensions = { 0xff01, 23, 35 },
	.has_sentinel = true,
	.knows_fallback = true,
};

/* What is agreed upon. */
struct deal {
	const struct clerk *clerk;
	struct hello_view hello;
	size_t hello_len; /* of the message with its header */
	size_t raw_len;
	bool is_split;
	enum tls_version version;
	uint16_t suite;
	uint16_t group;
	uint16_t scheme;
	const char *certificate;
	struct buffer *out;
};

/* --- writing -------------------------------------------------------------------------- */

static void
put(struct buffer *out, struct span bytes)
{
	if (!buffer_append(out, bytes))
		abort();
}

static void
put_uint(struct buffer *out, size_t number, size_t bytes)
{
	for (size_t i = bytes; i > 0; i--) {
		uint8_t byte = (uint8_t)(number >> 8 * (i - 1));

		put(out, (struct span){ &byte, 1 });
	}
}

static void
put_vector(struct buffer *out, struct span bytes, size_t len_bytes)
{
	put_uint(out, bytes.len, len_bytes);
	put(out, bytes);
}

static void
put_many(struct buffer *out, uint8_t byte, size_t len)
{
	for (size_t i = 0; i < len; i++)
		put(out, (struct span){ &byte, 1 });
}

/* Takes what the buffer holds away as a vector behind `head`. */
static void
put_made(struct buffer *out, size_t head, size_t head_bytes, struct buffer *made, size_t bytes)
{
	put_uint(out, head, head_bytes);
	put_vector(out, buffer_span(made), bytes);
	buffer_clear(made);
}

static uint16_t
wire_version(const struct deal *deal)
{
	return deal->version == TLS_VERSION_13 ? VERSION_TLS12
	                                       : tls_version_number(deal->version);
}

static void
put_message(const struct deal *deal, uint8_t type, struct buffer *body)
{
	struct buffer message;

	buffer_init(&message, OUT_MAX);
	put_made(&message, type, 1, body, 3);
	put_uint(deal->out, HANDSHAKE, 1);
	put_uint(deal->out, wire_version(deal), 2);
	put_vector(deal->out, buffer_span(&message), 2);
	buffer_clear(&message);
}

static void
put_alert(struct buffer *out, uint8_t level, uint8_t number)
{
	put(out, (struct span){ (const uint8_t[]){ 21, 3, 3, 0, 2, level, number }, 7 });
}

static enum clerk_end
refuse(struct buffer *out, struct refusal refusal, uint8_t usual)
{
	switch (refusal.manner) {
	case MANNER_ALERT:
		put_alert(out, 2, refusal.alert == 0 ? usual : refusal.alert);
		return CLERK_ANSWERED;
	case MANNER_GARBAGE:
		put(out, (struct span){ (const uint8_t[]){ 22, 3, 3, 0, 4, 99, 0, 0, 0 }, 9 });
		return CLERK_ANSWERED;
	case MANNER_CLOSE:
		return CLERK_CLOSED;
	case MANNER_RESET:
		return CLERK_RESET;
	case MANNER_SILENCE:
		break;
	}
	return CLERK_SILENT;
}

static enum clerk_end
alert(struct buffer *out, uint8_t number)
{
	return refuse(out, (struct refusal){ .alert = number }, number);
}

/* --- reading -------------------------------------------------------------------------- */

static bool
has(const struct deal *deal, uint16_t extension)
{
	struct span body;

	return hello_extension(&deal->hello, extension, &body);
}

static size_t
offered(const struct deal *deal, uint16_t extension, uint16_t numbers[static 512])
{
	struct span body;
	size_t len = 0;

	if (!hello_extension(&deal->hello, extension, &body) ||
	    !hello_numbers(body, numbers, 512, &len))
		return 0;
	return len;
}

static size_t
offered_suites(const struct deal *deal, uint16_t numbers[static 512])
{
	struct reader r = { .left = deal->hello.suites };
	size_t len = 0;

	while (r.left.len > 0 && len < 512)
		numbers[len++] = (uint16_t)reader_uint(&r, 2);
	return len;
}

static bool
is_in(uint16_t number, const uint16_t *numbers, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (numbers[i] == number)
			return true;
	return false;
}

static size_t
count(const uint16_t *numbers, size_t cap)
{
	size_t len = 0;

	while (len < cap && numbers[len] != 0)
		len++;
	return len;
}

static bool
offers_version(const struct deal *deal, enum tls_version version)
{
	uint16_t number = tls_version_number(version);
	struct span body;

	/* Who does not know TLS 1.3 does not know the extension either. */
	if (deal->clerk->suites[TLS_VERSION_13][0] == 0 ||
	    !hello_extension(&deal->hello, EXTENSION_SUPPORTED_VERSIONS, &body))
		return number <= deal->hello.version && version != TLS_VERSION_13;
	for (size_t i = 1; i + 1 < body.len; i += 2)
		if ((body.data[i] << 8 | body.data[i + 1]) == number)
			return true;
	return false;
}

static bool
choose_version(struct deal *deal)
{
	for (int i = TLS_VERSION_13; i >= TLS_VERSION_SSL3; i--) {
		deal->version = (enum tls_version)i;
		if (deal->clerk->suites[i][0] != 0 && offers_version(deal, deal->version))
			return true;
	}
	deal->version = TLS_VERSION_12;
	return false;
}

static bool
is_group_of(const struct deal *deal, uint16_t number)
{
	const struct group *group = group_by_number(number);

	if (deal->version == TLS_VERSION_13)
		return group != NULL && group->is_for_tls13;
	return group != NULL && group->kind == GROUP_KIND_CURVE;
}

static bool
choose_group(struct deal *deal)
{
	const uint16_t *own = deal->clerk->groups;
	size_t own_len = count(own, CLERK_NUMBERS_MAX);
	uint16_t theirs[512];
	size_t len = offered(deal, EXTENSION_SUPPORTED_GROUPS, theirs);
	bool is_client_order = deal->clerk->is_client_order;

	/* RFC 8422 section 4: without the extension any curve will do. */
	if (len == 0)
		memcpy(theirs, own, sizeof(*own) * (len = own_len));
	for (size_t i = 0; i < (is_client_order ? len : own_len); i++) {
		deal->group = is_client_order ? theirs[i] : own[i];
		if (is_group_of(deal, deal->group) && is_in(deal->group, own, own_len) &&
		    is_in(deal->group, theirs, len))
			return true;
	}
	deal->group = 0;
	return false;
}

static bool
fits_key(const struct scheme_number *scheme, enum authentication authentication)
{
	if (scheme == NULL)
		return false;
	return authentication == AUTHENTICATION_ECDSA
	           ? strcmp(scheme->algorithm, "ECDSA") == 0
	           : strncmp(scheme->algorithm, "RSA", 3) == 0;
}

static bool
choose_scheme(struct deal *deal, enum authentication authentication)
{
	const uint16_t *own = deal->clerk->schemes;
	size_t own_len = count(own, CLERK_NUMBERS_MAX);
	uint16_t theirs[512];
	size_t len = offered(deal, EXTENSION_SIGNATURE_ALGORITHMS, theirs);
	bool is_client_order = deal->clerk->is_client_order;

	for (size_t i = 0; i < (is_client_order ? len : own_len); i++) {
		deal->scheme = is_client_order ? theirs[i] : own[i];
		if (is_in(deal->scheme, own, own_len) && is_in(deal->scheme, theirs, len) &&
		    fits_key(signature_scheme_by_number(deal->scheme), authentication))
			return true;
	}
	deal->scheme = 0;
	return false;
}

static bool
is_ec(const struct suite *suite)
{
	return suite->key_exchange == KEY_EXCHANGE_ECDHE ||
	       suite->key_exchange == KEY_EXCHANGE_ECDH_ANON;
}

static bool
is_dh(const struct suite *suite)
{
	return suite->key_exchange == KEY_EXCHANGE_DHE ||
	       suite->key_exchange == KEY_EXCHANGE_DH_ANON;
}

static const char *
certificate_for(const struct deal *deal, enum authentication authentication)
{
	const struct clerk *clerk = deal->clerk;

	if (authentication == AUTHENTICATION_ECDSA)
		return clerk->ecdsa;
	return clerk->no_name_rsa != NULL && !has(deal, EXTENSION_SERVER_NAME)
	           ? clerk->no_name_rsa
	           : clerk->rsa;
}

/* Does the server have all that the suite needs? Sets it if so. */
static bool
can_do(struct deal *deal, uint16_t number)
{
	const struct suite *suite = suite_by_number(number);
	bool is_signed = suite != NULL && (is_ec(suite) || is_dh(suite)) &&
	                 suite->authentication != AUTHENTICATION_NONE;

	if (suite == NULL)
		return false;
	deal->suite = number;
	deal->group = 0;
	deal->scheme = 0;
	deal->certificate = NULL;
	if (suite->authentication == AUTHENTICATION_ANY)
		return choose_group(deal);
	if (suite->authentication != AUTHENTICATION_NONE)
		deal->certificate = certificate_for(deal, suite->authentication);
	return (suite->authentication == AUTHENTICATION_NONE || deal->certificate != NULL) &&
	       (!is_ec(suite) || choose_group(deal)) &&
	       (!is_signed || deal->version < TLS_VERSION_12 ||
		   choose_scheme(deal, suite->authentication));
}

static bool
choose_suite(struct deal *deal)
{
	const uint16_t *own = deal->clerk->suites[deal->version];
	size_t own_len = count(own, CLERK_SUITES_MAX);
	uint16_t theirs[512];
	size_t len = offered_suites(deal, theirs);
	bool is_client_order = deal->clerk->is_client_order;

	for (size_t i = 0; i < (is_client_order ? len : own_len); i++) {
		uint16_t number = is_client_order ? theirs[i] : own[i];

		if (is_in(number, own, own_len) && is_in(number, theirs, len) &&
		    can_do(deal, number))
			return true;
	}
	return false;
}

static bool
has_grease(const struct deal *deal)
{
	uint16_t numbers[512];
	size_t len = offered_suites(deal, numbers);

	for (size_t i = 0; i < len; i++)
		if (is_grease(numbers[i]))
			return true;
	return false;
}

/* The longest key share. */
static size_t
share_len(const struct deal *deal)
{
	struct span body;
	struct reader r = { 0 };
	size_t longest = 0;

	if (!hello_extension(&deal->hello, EXTENSION_KEY_SHARE, &body))
		return 0;
	r.left = span_skip(body, 2);
	while (r.left.len > 0) {
		size_t len;

		(void)reader_uint(&r, 2);
		len = reader_vector(&r, 2).len;
		longest = len > longest ? len : longest;
	}
	return longest;
}

static bool
is_odd(const struct deal *deal, enum hello_kind kind)
{
	struct span body;

	switch (kind) {
	case HELLO_KIND_TLS13_OFFER:
		return has(deal, EXTENSION_SUPPORTED_VERSIONS);
	case HELLO_KIND_LEGACY_VERSION_TLS13:
		return deal->hello.version > VERSION_TLS12;
	case HELLO_KIND_RECORD_VERSION_TLS12:
		return deal->hello.record_version == VERSION_TLS12;
	case HELLO_KIND_GREASE:
		return has_grease(deal);
	case HELLO_KIND_MANY_SUITES:
		return deal->hello.suites.len >= (size_t)2 * 128;
	case HELLO_KIND_LENGTH_300:
		return deal->hello_len >= 256 && deal->hello_len < 512 && !deal->is_split;
	case HELLO_KIND_LARGE:
		return deal->hello_len >= 1800;
	case HELLO_KIND_LARGE_SHARE:
		return share_len(deal) >= 1216;
	case HELLO_KIND_SPLIT:
		return deal->is_split;
	case HELLO_KIND_UNKNOWN_EXTENSION:
		return has(deal, 0xfe00);
	case HELLO_KIND_SESSION_ID:
		return deal->hello.session_id.len == 32;
	case HELLO_KIND_NO_NAME:
		return !has(deal, EXTENSION_SERVER_NAME);
	case HELLO_KIND_STATUS_REQUEST:
		return hello_extension(&deal->hello, EXTENSION_STATUS_REQUEST, &body);
	case HELLO_KINDS:
		break;
	}
	return false;
}

static bool
names_unknown_host(const struct deal *deal)
{
	struct span body;

	return hello_extension(&deal->hello, EXTENSION_SERVER_NAME, &body) &&
	       !span_contains(body, "mail.example.test");
}

/* --- the flight ----------------------------------------------------------------------- */

/* A key that is another one each time, unless the server is lazy. */
static void
put_share(const struct deal *deal, struct buffer *out, size_t len)
{
	static uint32_t counter;
	uint32_t mark = deal->clerk->reuses_shares ? 7 : ++counter;

	put_uint(out, mark | 0x40000000, 4);
	put_many(out, 0x42, len - 4);
}

static void
put_random(const struct deal *deal, struct buffer *out)
{
	bool is_lower = deal->version < TLS_VERSION_13 && deal->clerk->has_sentinel &&
	                deal->clerk->suites[TLS_VERSION_13][0] != 0;

	put_many(out, 0x11, 24);
	if (!is_lower) {
		put_many(out, 0x11, 8);
		return;
	}
	put(out, span_of("DOWNGRD"));
	put_uint(out, deal->version == TLS_VERSION_12 ? 1 : 0, 1);
}

static void
put_extension(struct buffer *out, uint16_t type, const char *body, size_t len)
{
	put_uint(out, type, 2);
	put_vector(out, (struct span){ (const uint8_t *)body, len }, 2);
}

static void
put_old_extension(const struct deal *deal, uint16_t type, struct buffer *out)
{
	const struct suite *suite = suite_by_number(deal->suite);

	if (!has(deal, type))
		return;
	if (type == EXTENSION_RENEGOTIATION_INFO)
		put_extension(out, type, "\0", 1);
	else if (type == EXTENSION_HEARTBEAT)
		put_extension(out, type, "\1", 1);
	else if (type != EXTENSION_ENCRYPT_THEN_MAC ||
		 (suite != NULL && suite->mode == CIPHER_MODE_CBC))
		put_extension(out, type, "", 0);
}

static void
put_old_extensions(const struct deal *deal, struct buffer *out)
{
	const struct clerk *clerk = deal->clerk;
	struct span alpn;

	for (size_t i = 0; clerk->extensions[i] != 0; i++)
		put_old_extension(deal, clerk->extensions[i], out);
	if (clerk->acks_name)
		put_old_extension(deal, EXTENSION_SERVER_NAME, out);
	if (clerk->alpn != NULL && hello_extension(&deal->hello, EXTENSION_ALPN, &alpn) &&
	    span_contains(alpn, clerk->alpn))
		put_extension(out, EXTENSION_ALPN, (const char *)alpn.data, alpn.len);
}

static void
put_extensions(const struct deal *deal, bool is_retry, struct buffer *out)
{
	struct buffer share;

	if (deal->version < TLS_VERSION_13) {
		put_old_extensions(deal, out);
		return;
	}
	put_extension(out, EXTENSION_SUPPORTED_VERSIONS, "\3\4", 2);
	buffer_init(&share, OUT_MAX);
	put_uint(&share, deal->group, 2);
	if (!is_retry) {
		put_uint(&share, 32, 2);
		put_share(deal, &share, 32);
	}
	put_made(out, EXTENSION_KEY_SHARE, 2, &share, 2);
}

static bool
needs_retry(const struct deal *deal)
{
	return deal->version == TLS_VERSION_13 &&
	       (share_len(deal) == 0 || deal->group != 0x001d);
}

static void
put_hello(const struct deal *deal)
{
	bool is_retry = needs_retry(deal);
	struct buffer body;
	struct buffer extensions;

	buffer_init(&body, OUT_MAX);
	put_uint(&body, wire_version(deal), 2);
	if (is_retry)
		put(&body, (struct span){ (const uint8_t *)retry_random, 32 });
	else
		put_random(deal, &body);
	put_vector(&body,
	    deal->version == TLS_VERSION_13 ? deal->hello.session_id : (struct span){ 0 }, 1);
	put_uint(&body, deal->suite, 2);
	put_uint(&body,
	    deal->clerk->compresses && deal->hello.compressions.len > 1 &&
		deal->version < TLS_VERSION_13,
	    1);
	buffer_init(&extensions, OUT_MAX);
	put_extensions(deal, is_retry, &extensions);
	if (extensions.len > 0)
		put_vector(&body, buffer_span(&extensions), 2);
	buffer_clear(&extensions);
	put_message(deal, 2, &body);
}

static void
put_certificate(const struct deal *deal)
{
	struct span der = span_of(deal->certificate);
	struct buffer body;

	if (deal->certificate == NULL)
		return;
	buffer_init(&body, OUT_MAX);
	put_uint(&body, der.len + 3, 3);
	put_vector(&body, der, 3);
	put_message(deal, 11, &body);
}

static void
put_dh(const struct deal *deal, const struct suite *suite, struct buffer *body)
{
	const struct clerk *clerk = deal->clerk;
	size_t usual = clerk->prime_len == 0 ? PRIME_LEN : clerk->prime_len;
	size_t len =
	    suite->is_export && clerk->export_prime_len > 0 ? clerk->export_prime_len : usual;

	put_uint(body, len, 2);
	put_many(body, 0xd7, len);
	put_vector(body, span_of("\2"), 2);
	put_uint(body, len, 2);
	put_share(deal, body, len);
}

static void
put_server_key(const struct deal *deal)
{
	const struct suite *suite = suite_by_number(deal->suite);
	uint16_t foreign = deal->clerk->foreign_scheme;
	struct buffer body;

	if (suite == NULL || (!is_ec(suite) && !is_dh(suite)))
		return;
	buffer_init(&body, OUT_MAX);
	if (is_ec(suite)) {
		put_uint(&body, 3, 1); /* named curve */
		put_uint(&body, deal->group, 2);
		put_uint(&body, 65, 1);
		put_share(deal, &body, 65);
	} else {
		put_dh(deal, suite, &body);
	}
	if (suite->authentication != AUTHENTICATION_NONE) {
		if (deal->version == TLS_VERSION_12)
			put_uint(&body, foreign == 0 ? deal->scheme : foreign, 2);
		put_uint(&body, 64, 2);
		put_many(&body, 0x33, 64);
	}
	put_message(deal, 12, &body);
}

static enum clerk_end
accept(const struct deal *deal)
{
	struct buffer nothing;

	put_hello(deal);
	if (deal->version == TLS_VERSION_13)
		return CLERK_ANSWERED;
	buffer_init(&nothing, OUT_MAX);
	put_certificate(deal);
	put_server_key(deal);
	put_message(deal, 14, &nothing);
	return CLERK_ANSWERED;
}

static enum clerk_end
answer_ssl2(struct deal *deal)
{
	const struct clerk *clerk = deal->clerk;
	struct buffer body;
	size_t kinds = 0;

	while (kinds < CLERK_KINDS_MAX && clerk->ssl2_kinds[kinds] != 0)
		kinds++;
	if (kinds == 0) {
		static const enum manner manners[] = { MANNER_CLOSE, MANNER_ALERT,
			MANNER_SILENCE };

		if (clerk->ssl2 != SSL2_MANNER_TLS)
			return refuse(deal->out,
			    (struct refusal){ .manner = manners[clerk->ssl2] },
			    HANDSHAKE_FAILURE);
		deal->version = TLS_VERSION_10;
		deal->suite = 0x000a;
		deal->certificate = clerk->rsa;
		return accept(deal);
	}
	/* The SSL 2.0 draft, section 2.6: SERVER-HELLO. */
	buffer_init(&body, OUT_MAX);
	put(&body, (struct span){ (const uint8_t[]){ 4, 0, 1, 0, 2 }, 5 });
	put_uint(&body, strlen(clerk->rsa), 2);
	put_uint(&body, 3 * kinds, 2);
	put_uint(&body, 16, 2);
	put(&body, span_of(clerk->rsa));
	for (size_t i = 0; i < kinds; i++)
		put_uint(&body, clerk->ssl2_kinds[i], 3);
	put_many(&body, 0x55, 16);
	put_uint(deal->out, body.len | 0x8000, 2);
	put(deal->out, buffer_span(&body));
	buffer_clear(&body);
	return CLERK_ANSWERED;
}

static bool
is_fallback(const struct deal *deal)
{
	uint16_t numbers[512];
	size_t len = offered_suites(deal, numbers);

	for (int i = TLS_VERSION_13; i > (int)deal->version; i--)
		if (deal->clerk->suites[i][0] != 0)
			return deal->clerk->knows_fallback &&
			       is_in(FALLBACK_SCSV, numbers, len);
	return false;
}

static bool
is_alpn_unknown(const struct deal *deal)
{
	struct span alpn;

	return deal->clerk->refuses_unknown_alpn &&
	       hello_extension(&deal->hello, EXTENSION_ALPN, &alpn) &&
	       !span_contains(alpn, deal->clerk->alpn);
}

/* What it answers whatever was offered; zero where it is honest. */
static void
be_foreign(struct deal *deal)
{
	const struct clerk *clerk = deal->clerk;

	if (clerk->foreign_suite != 0 && deal->version == TLS_VERSION_12) {
		deal->suite = clerk->foreign_suite;
		deal->certificate = clerk->rsa;
		deal->group = 0x001d;
		deal->scheme = 0x0401;
	}
	if (clerk->foreign_group != 0)
		deal->group = clerk->foreign_group;
}

static enum clerk_end
answer_tls(struct deal *deal)
{
	const struct clerk *clerk = deal->clerk;
	bool is_foreign;

	for (size_t i = 0; i < HELLO_KINDS; i++)
		if ((clerk->intolerances >> i & 1) != 0 && is_odd(deal, (enum hello_kind)i))
			return refuse(deal->out, clerk->intolerance, HANDSHAKE_FAILURE);
	if (!choose_version(deal))
		return refuse(deal->out, clerk->version_refusal, PROTOCOL_VERSION);
	if (is_fallback(deal))
		return alert(deal->out, INAPPROPRIATE_FALLBACK);
	if ((clerk->needs_name && !has(deal, EXTENSION_SERVER_NAME)) ||
	    (clerk->refuses_unknown_name && names_unknown_host(deal)))
		return alert(deal->out, UNRECOGNIZED_NAME);
	if (is_alpn_unknown(deal))
		return alert(deal->out, NO_APPLICATION_PROTOCOL);
	is_foreign = clerk->foreign_group != 0 ||
	             (clerk->foreign_suite != 0 && deal->version == TLS_VERSION_12);
	if (!choose_suite(deal) && !is_foreign)
		return refuse(deal->out, clerk->refusal, HANDSHAKE_FAILURE);
	be_foreign(deal);
	if (clerk->warns_unknown_name && names_unknown_host(deal))
		put_alert(deal->out, 1, UNRECOGNIZED_NAME);
	return accept(deal);
}

enum clerk_end
clerk_answer(const struct clerk *clerk, struct span hello, struct buffer *out)
{
	struct deal deal = { .clerk = clerk, .out = out };
	struct arena arena;
	enum clerk_end end;

	arena_init(&arena);
	ck_assert(hello_read(hello, &arena, &deal.hello));
	if (!deal.hello.is_ssl2) {
		struct reader r = { .left = span_skip(hello, 3) };

		deal.is_split = reader_uint(&r, 2) + 5 < hello.len;
		r.left = span_skip(hello, 6);
		deal.hello_len = reader_uint(&r, 3) + 4;
	}
	if (clerk->fails_everything)
		end = refuse(out, clerk->refusal, HANDSHAKE_FAILURE);
	else if (clerk->hello_max > 0 && hello.len > clerk->hello_max)
		end = CLERK_CLOSED;
	else
		end = deal.hello.is_ssl2 ? answer_ssl2(&deal) : answer_tls(&deal);
	arena_clear(&arena);
	return end;
}
