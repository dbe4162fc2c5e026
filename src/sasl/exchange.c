/* SPDX-License-Identifier: MIT */
#include "sasl/exchange.h"

#include "base/alloc.h"
#include "base/base64.h"
#include "base/secret.h"

#include <gsasl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct exchange {
	enum mechanism mechanism;
	const struct exchange_identity *identity;
	Gsasl *library; /* NULL: one of OAuth, which is ours */
	Gsasl_session *session;
	unsigned steps;
	bool is_done;
	const char *problem;
};

/* --- GNU SASL ------------------------------------------------------------------------- */

static int
set_binding(Gsasl_session *session, Gsasl_property property, struct span binding)
{
	struct buffer text;
	const uint8_t nul = '\0';
	int error = GSASL_NO_CALLBACK;

	buffer_init_secret(&text, EXCHANGE_CHALLENGE_MAX);
	if (binding.len > 0 && base64_encode(binding, &text) &&
	    buffer_append(&text, (struct span){ .data = &nul, .len = 1 }))
		error = gsasl_property_set(session, property, (const char *)text.data);
	buffer_clear(&text);
	return error;
}

/* Asked by the library for what a mechanism needs. The binding is shown to those mechanisms
 * only that bind: to others it would say that we believe the server cannot (RFC 5802 section
 * 6, "y"), which is not so where the user has chosen. */
static int
give(Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
	const struct exchange *exchange = gsasl_callback_hook_get(library);
	bool binds = mechanism_rows[exchange->mechanism].binds;

	switch (property) {
	case GSASL_AUTHID:
		return gsasl_property_set(session, property, exchange->identity->user);
	case GSASL_PASSWORD:
		return gsasl_property_set(session, property, exchange->identity->secret);
	case GSASL_CB_TLS_EXPORTER:
		return binds ? set_binding(session, property, exchange->identity->exporter)
		             : GSASL_NO_CALLBACK;
	case GSASL_CB_TLS_UNIQUE:
		return binds ? set_binding(session, property, exchange->identity->unique)
		             : GSASL_NO_CALLBACK;
	default:
		return GSASL_NO_CALLBACK;
	}
}

static enum exchange_state
fail(struct exchange *exchange, const char *problem)
{
	exchange->problem = problem;
	return EXCHANGE_FAILED;
}

static void
start(struct exchange *exchange)
{
	int error = gsasl_init(&exchange->library);

	if (error != GSASL_OK)
		die("GNU SASL does not begin: %s", gsasl_strerror(error));
	gsasl_callback_set(exchange->library, give);
	gsasl_callback_hook_set(exchange->library, exchange);
	error = gsasl_client_start(
	    exchange->library, mechanism_rows[exchange->mechanism].name, &exchange->session);
	if (error != GSASL_OK)
		(void)fail(exchange, gsasl_strerror(error));
}

/* The library frees its copies, but does not overwrite them. */
static void
wipe_property(Gsasl_session *session, Gsasl_property property)
{
	const char *value = gsasl_property_fast(session, property);

	secret_wipe_text((char *)(uintptr_t)value);
}

static void
finish(struct exchange *exchange)
{
	static const Gsasl_property secrets[] = { GSASL_PASSWORD, GSASL_SCRAM_SALTED_PASSWORD,
		GSASL_SCRAM_SERVERKEY, GSASL_SCRAM_STOREDKEY };

	for (size_t i = 0; exchange->session != NULL && i < COUNT_OF(secrets); i++)
		wipe_property(exchange->session, secrets[i]);
	if (exchange->session != NULL)
		gsasl_finish(exchange->session);
	gsasl_done(exchange->library);
}

static enum exchange_state
step_library(struct exchange *exchange, struct span challenge, struct buffer *response)
{
	char *out = NULL;
	size_t len = 0;
	int result;
	bool fits = true;

	if (exchange->session == NULL)
		return EXCHANGE_FAILED;
	result = gsasl_step(
	    exchange->session, (const char *)challenge.data, challenge.len, &out, &len);
	if (result != GSASL_OK && result != GSASL_NEEDS_MORE)
		return fail(exchange, gsasl_strerror(result));
	if (out != NULL) {
		fits = buffer_append(
		    response, (struct span){ .data = (const uint8_t *)out, .len = len });
		secret_wipe(out, len);
		gsasl_free(out);
	}
	exchange->is_done = result == GSASL_OK;
	if (!fits)
		return fail(exchange, "the response is too long");
	return exchange->is_done ? EXCHANGE_DONE : EXCHANGE_GOES_ON;
}

/* --- SCRAM ---------------------------------------------------------------------------- */

/* RFC 5802 section 7: in "r=...,s=...,i=4096" the rounds, which the server chooses and we
 * count. */
static bool
has_too_many_rounds(struct span challenge)
{
	uint64_t rounds = 0;

	for (size_t i = 0; i + 3 < challenge.len; i++) {
		if (memcmp(challenge.data + i, ",i=", 3) != 0)
			continue;
		for (i += 3; i < challenge.len && challenge.data[i] >= '0' &&
			     challenge.data[i] <= '9' && rounds <= EXCHANGE_ROUNDS_MAX;
		     i++)
			rounds = rounds * 10 + (challenge.data[i] - '0');
		return rounds > EXCHANGE_ROUNDS_MAX;
	}
	return false;
}

/* --- OAuth ---------------------------------------------------------------------------- */

static bool
append_text(struct buffer *response, const char *text)
{
	return buffer_append(response, span_of(text));
}

/* RFC 7628 section 3.1: in the name of the header of GS2 (RFC 5801 section 4) a comma and an
 * equals sign are written otherwise. */
static bool
append_name(struct buffer *response, const char *name)
{
	for (; *name != '\0'; name++) {
		const struct span letter = { .data = (const uint8_t *)name, .len = 1 };

		if (!(*name == ','     ? append_text(response, "=2C")
			: *name == '=' ? append_text(response, "=3D")
				       : buffer_append(response, letter)))
			return false;
	}
	return true;
}

static bool
append_bearer(const struct exchange_identity *identity, struct buffer *response)
{
	char port[32];

	(void)snprintf(port, sizeof(port), "\001port=%" PRIu16, identity->port);
	return append_text(response, "n,a=") && append_name(response, identity->user) &&
	       append_text(response, ",\001host=") && append_text(response, identity->host) &&
	       append_text(response, port) && append_text(response, "\001auth=Bearer ") &&
	       append_text(response, identity->secret) && append_text(response, "\001\001");
}

/* Google's "XOAUTH2 Mechanism": what OAUTHBEARER was made from. */
static bool
append_xoauth2(const struct exchange_identity *identity, struct buffer *response)
{
	return append_text(response, "user=") && append_text(response, identity->user) &&
	       append_text(response, "\001auth=Bearer ") &&
	       append_text(response, identity->secret) && append_text(response, "\001\001");
}

/* A challenge is the server's way to say why not: it is answered with as good as nothing, and
 * then the refusal comes (RFC 7628 section 3.2.3). */
static enum exchange_state
step_oauth(struct exchange *exchange, struct buffer *response)
{
	bool is_bearer = exchange->mechanism == MECHANISM_OAUTHBEARER;
	bool fits = true;

	if (exchange->steps > 2)
		return fail(exchange, "the server asks again and again");
	if (exchange->steps == 2)
		fits = !is_bearer || append_text(response, "\001");
	else
		fits = is_bearer ? append_bearer(exchange->identity, response)
		                 : append_xoauth2(exchange->identity, response);
	if (!fits)
		return fail(exchange, "the response is too long");
	exchange->is_done = true;
	return EXCHANGE_DONE;
}

/* --- both ----------------------------------------------------------------------------- */

struct exchange *
exchange_new(enum mechanism mechanism, const struct exchange_identity *identity)
{
	struct exchange *exchange = alloc_zeroed(1, sizeof(*exchange));

	exchange->mechanism = mechanism;
	exchange->identity = identity;
	exchange->problem = "";
	if (!mechanism_rows[mechanism].takes_token)
		start(exchange);
	return exchange;
}

void
exchange_free(struct exchange *exchange)
{
	if (exchange == NULL)
		return;
	if (exchange->library != NULL)
		finish(exchange);
	free(exchange);
}

enum exchange_state
exchange_step(struct exchange *exchange, struct span challenge, struct buffer *response)
{
	if (*exchange->problem != '\0')
		return EXCHANGE_FAILED;
	if (challenge.len > EXCHANGE_CHALLENGE_MAX)
		return fail(exchange, "the challenge is too long");
	exchange->steps++;
	if (exchange->library == NULL)
		return step_oauth(exchange, response);
	if (exchange->is_done)
		return fail(exchange, "the server asks for more than the mechanism has");
	if (mechanism_rows[exchange->mechanism].proves_server && exchange->steps == 2 &&
	    has_too_many_rounds(challenge))
		return fail(exchange, "the server wants more than a million rounds of hashing");
	return step_library(exchange, challenge, response);
}

bool
exchange_is_proved(const struct exchange *exchange)
{
	return !mechanism_rows[exchange->mechanism].proves_server || exchange->is_done;
}

const char *
exchange_problem(const struct exchange *exchange)
{
	return exchange->problem;
}
