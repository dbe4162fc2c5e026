/* SPDX-License-Identifier: MIT */
#include "support/doorman.h"

#include "base/alloc.h"
#include "base/base64.h"

#include <gsasl.h>
#include <stdlib.h>
#include <string.h>

struct doorman {
	Gsasl *library;
	Gsasl_session *session;
	struct span exporter;
	struct span unique;
};

static int
bind_to(Gsasl_session *session, Gsasl_property property, struct span binding)
{
	struct buffer text;
	int result = GSASL_NO_CALLBACK;

	buffer_init(&text, 1000);
	if (binding.len > 0 && base64_encode(binding, &text) &&
	    buffer_append(&text, (struct span){ .data = (const uint8_t *)"", .len = 1 }))
		result = gsasl_property_set(session, property, (const char *)text.data);
	buffer_clear(&text);
	return result;
}

static int
validate(Gsasl_session *session)
{
	const char *user = gsasl_property_fast(session, GSASL_AUTHID);
	const char *password = gsasl_property_fast(session, GSASL_PASSWORD);

	return user != NULL && password != NULL && strcmp(user, DOORMAN_USER) == 0 &&
	               strcmp(password, DOORMAN_PASSWORD) == 0
	           ? GSASL_OK
	           : GSASL_AUTHENTICATION_ERROR;
}

static int
give(Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
	struct doorman *doorman = gsasl_callback_hook_get(library);

	switch (property) {
	case GSASL_PASSWORD:
		return gsasl_property_set(session, property, DOORMAN_PASSWORD);
	case GSASL_SCRAM_ITER:
		return gsasl_property_set(session, property, "4096");
	case GSASL_CB_TLS_EXPORTER:
		return bind_to(session, property, doorman->exporter);
	case GSASL_CB_TLS_UNIQUE:
		return bind_to(session, property, doorman->unique);
	case GSASL_VALIDATE_SIMPLE:
		return validate(session);
	default:
		return GSASL_NO_CALLBACK;
	}
}

struct doorman *
doorman_new(const char *mechanism, struct span exporter, struct span unique)
{
	struct doorman *doorman = alloc_zeroed(1, sizeof(*doorman));

	doorman->exporter = exporter;
	doorman->unique = unique;
	if (gsasl_init(&doorman->library) != GSASL_OK)
		abort();
	gsasl_callback_set(doorman->library, give);
	gsasl_callback_hook_set(doorman->library, doorman);
	if (gsasl_server_start(doorman->library, mechanism, &doorman->session) == GSASL_OK)
		return doorman;
	gsasl_done(doorman->library);
	free(doorman);
	return NULL;
}

void
doorman_free(struct doorman *doorman)
{
	if (doorman == NULL)
		return;
	gsasl_finish(doorman->session);
	gsasl_done(doorman->library);
	free(doorman);
}

enum doorman_state
doorman_step(struct doorman *doorman, struct span response, struct buffer *challenge)
{
	char *out = NULL;
	size_t len = 0;
	int result =
	    gsasl_step(doorman->session, (const char *)response.data, response.len, &out, &len);

	if (result != GSASL_OK && result != GSASL_NEEDS_MORE)
		return DOORMAN_REFUSES;
	if (out != NULL && !buffer_append(challenge, (struct span){ (uint8_t *)out, len }))
		abort();
	gsasl_free(out);
	return result == GSASL_OK ? DOORMAN_OPENS : DOORMAN_ASKS;
}
