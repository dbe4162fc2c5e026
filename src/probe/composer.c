/* SPDX-License-Identifier: MIT */
#include "probe/composer.h"

#include "base/base64.h"
#include "probe/capability.h"
#include "probe/composition.h"
#include "probe/parts.h"
#include "sasl/exchange.h"
#include "talk/use.h"
#include "tls/binding.h"
#include "tls/verify.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	OFFERS_MOST = 12, /* mechanisms that are told of what a server offers */
	BEGINNING_LEN =
	    12, /* of a response, by which it is known again; 16 letters of base 64 */
};

struct composer {
	struct conversation *conversation;
	const struct user *user;
	struct scrub scrub;
	struct exchange_identity identity;
	struct exchange *exchange; /* NULL: none was begun, or it is a command */
	struct buffer response;    /* in base 64 */
	bool is_held;              /* the first one, until the server asks for it */
	size_t asked;              /* recipients */
};

/* What is written at a step: see compose_line. */
struct writing {
	struct buffer *line;
	const char **shown;
	uint64_t now_us;
};

static struct arena *
arena_of(const struct composer *composer)
{
	return composer->conversation->record->arena;
}

static enum protocol
protocol_of(const struct composer *composer)
{
	return composer->conversation->endpoint->scheme->protocol;
}

/* How long it is would say how long the secret is. */
static const char *
hide(const struct composer *composer, const char *words)
{
	return arena_printf(
	    arena_of(composer), "%s%s(not kept)", words, *words == '\0' ? "" : " ");
}

/* Records that we go no further, and why; what is said instead is a step's own. */
static enum step
withhold(struct composer *composer, enum withheld reason, const char *words, enum step instead,
    uint64_t now_us)
{
	conversation_record(composer->conversation, EVENT_WITHHELD, span_of(words), now_us)
	    ->number = reason;
	return instead;
}

/* --- may it be sent? ------------------------------------------------------------------ */

/* Why the TLS of this connection is not good enough for a password, or NULL. */
static const char *
tls_problem(const struct composer *composer)
{
	const struct conversation *conversation = composer->conversation;
	const char *problem = verify_problem(conversation->settings->trust,
	    &conversation->record->session, conversation->endpoint->server_name,
	    conversation->record->began_at_ms / 1000, arena_of(composer));

	return problem != NULL ? problem : verify_encryption(conversation->tls);
}

/* --- which way? ----------------------------------------------------------------------- */

static struct mechanisms
offered(const struct composer *composer)
{
	const struct transcript *record = composer->conversation->record;
	bool is_secure = composer->conversation->dialogue.is_secure;
	struct lines items = capability_read(record, protocol_of(composer), is_secure);
	struct mechanisms mechanisms = { 0 };

	mechanisms.is_known = capability_is_known(record, protocol_of(composer), is_secure);
	capability_mechanisms(
	    &items, protocol_of(composer), (struct span){ 0 }, arena_of(composer), &mechanisms);
	return mechanisms;
}

static bool
offers(const struct mechanisms *mechanisms, const char *name)
{
	for (size_t i = 0; i < mechanisms->len; i++)
		if (span_is(span_of(mechanisms->names[i]), name))
			return true;
	return false;
}

static const char *
offers_words(const struct composer *composer, const struct mechanisms *mechanisms)
{
	const char *words = "";

	if (mechanisms->len == 0)
		return mechanisms->is_known ? "no way to log in" : "no list of ways to log in";
	for (size_t i = 0; i < mechanisms->len && i < OFFERS_MOST; i++)
		words = arena_printf(arena_of(composer), "%s%s%s", words, i == 0 ? "" : ", ",
		    mechanisms->names[i]);
	return words;
}

/* POP3 need not list USER, nor anything (RFC 2449). */
static bool
offers_command(const struct composer *composer, const struct mechanisms *mechanisms)
{
	if (protocol_of(composer) == PROTOCOL_POP3)
		return offers(mechanisms, "USER command") || !mechanisms->is_known;
	return offers(mechanisms, "LOGIN command");
}

/* Finds out by what the session's own binding is. */
static bool
find_binding(struct composer *composer)
{
	struct tls_session *tls = composer->conversation->tls;
	enum tls_binding kind;
	struct span bytes;

	if (!composer->conversation->dialogue.is_secure ||
	    !tls_session_binding(tls, arena_of(composer), &kind, &bytes))
		return false;
	if (kind == TLS_BINDING_EXPORTER)
		composer->identity.exporter = bytes;
	else
		composer->identity.unique = bytes;
	return true;
}

/* The mechanism, or MECHANISMS for the protocol's own command; false if there is no way. */
static bool
choose(struct composer *composer, bool hides, enum mechanism *mechanism, const char **why)
{
	const struct user *user = composer->user;
	struct mechanisms mechanisms = offered(composer);
	const struct mechanism_wish wish = { .has_token = user->is_token,
		.can_bind = find_binding(composer),
		.hides_first = hides };

	*why = arena_printf(arena_of(composer), "the server offers %s%s",
	    offers_words(composer, &mechanisms),
	    mechanisms.len == 0 ? ""
	    : user->is_token    ? ", and a token fits none of it"
				: ", and a password fits none of it");
	if (user->way == USER_WAY_MECHANISM) {
		const struct mechanism_row *row = &mechanism_rows[user->mechanism];

		*mechanism = user->mechanism;
		*why = row->binds && !wish.can_bind
		           ? "there is nothing to bind such a login to on this connection"
		           : arena_printf(arena_of(composer),
				 "the server does not offer %s, but %s", row->name,
				 offers_words(composer, &mechanisms));
		return offers(&mechanisms, row->name) && (!row->binds || wish.can_bind);
	}
	*mechanism = MECHANISMS;
	if (user->way == USER_WAY_BEST)
		*mechanism = mechanism_choose(&wish, mechanisms.names, mechanisms.len);
	return *mechanism != MECHANISMS ||
	       (!user->is_token && offers_command(composer, &mechanisms));
}

/* --- the login ------------------------------------------------------------------------ */

/* From here on the server can say again what it is told. */
static void
begin_secrecy(struct composer *composer, const char *way, uint64_t now_us)
{
	conversation_record(composer->conversation, EVENT_MECHANISM, span_of(way), now_us);
	composer->conversation->dialogue.scrub = &composer->scrub;
}

/* A response is as good as the secret, or good to guess it by, as a digest or a proof is. Of
 * one that is cut the beginning is found in its code; one that is shorter than a group of four
 * letters of that is looked for as those letters. */
static void
keep_from_record(struct composer *composer, struct span response)
{
	struct span beginning = response;

	if (composer->scrub.len + 2 > SCRUB_WORDS_MAX)
		return;
	if (response.len < 4) {
		scrub_add(&composer->scrub, buffer_span(&composer->response), "[response]");
		return;
	}
	if (beginning.len > BEGINNING_LEN)
		beginning.len = BEGINNING_LEN;
	scrub_add(&composer->scrub, response, "[response]");
	scrub_add_code(&composer->scrub, beginning, "[response]");
}

static enum step
begin_command(struct composer *composer, struct writing *writing)
{
	const struct user *user = composer->user;

	if (protocol_of(composer) == PROTOCOL_POP3) {
		begin_secrecy(composer, "USER command", writing->now_us);
		return STEP_USER;
	}
	begin_secrecy(composer, "LOGIN command", writing->now_us);
	if (!use_write_login(user->name, user->secret, writing->line))
		assert(false); /* both are bounded */
	/* With the quotes, and what stands before those within. */
	keep_from_record(composer, span_skip(buffer_span(writing->line), strlen("p4 LOGIN ")));
	*writing->shown = hide(composer, "p4 LOGIN");
	return STEP_AUTH;
}

/* Appends the response's base 64 to the composer's. */
static enum exchange_state
respond(struct composer *composer, struct span challenge)
{
	struct buffer bytes;
	enum exchange_state state;

	buffer_init_secret(&bytes, EXCHANGE_RESPONSE_MAX);
	buffer_consume(&composer->response, SIZE_MAX);
	state = exchange_step(composer->exchange, challenge, &bytes);
	if (state != EXCHANGE_FAILED &&
	    !base64_encode(buffer_span(&bytes), &composer->response))
		assert(false); /* there is room for the largest */
	if (state != EXCHANGE_FAILED)
		keep_from_record(composer, buffer_span(&bytes));
	buffer_clear(&bytes);
	return state;
}

/* RFC 9051 section 6.2.2: IMAP takes the first response with the command only where SASL-IR is
 * listed. */
static bool
may_go_along(const struct composer *composer, const char *mechanism)
{
	const struct conversation *conversation = composer->conversation;
	struct lines items;

	if (protocol_of(composer) != PROTOCOL_IMAP)
		return use_fits_command(
		    protocol_of(composer), mechanism, composer->response.len);
	items = capability_read(
	    conversation->record, PROTOCOL_IMAP, conversation->dialogue.is_secure);
	return capability_has(&items, "SASL-IR");
}

static enum step
begin_exchange(struct composer *composer, enum mechanism mechanism, struct writing *writing)
{
	const struct mechanism_row *row = &mechanism_rows[mechanism];
	struct span none = { 0 };
	struct span response;
	bool fits;

	composer->exchange = exchange_new(mechanism, &composer->identity);
	if (row->speaks_first && respond(composer, span_of("")) == EXCHANGE_FAILED)
		return withhold(composer, WITHHELD_NO_WAY, exchange_problem(composer->exchange),
		    STEP_QUIT, writing->now_us);
	begin_secrecy(composer, row->name, writing->now_us);
	composer->is_held = row->speaks_first && !may_go_along(composer, row->name);
	response =
	    row->speaks_first && !composer->is_held ? buffer_span(&composer->response) : none;
	fits = use_write_auth(protocol_of(composer), row->name, none, writing->line);
	*writing->shown = arena_string(arena_of(composer), buffer_span(writing->line));
	buffer_consume(writing->line, SIZE_MAX);
	fits =
	    fits && use_write_auth(protocol_of(composer), row->name, response, writing->line);
	assert(fits);
	if (response.data != NULL)
		*writing->shown = hide(composer, *writing->shown);
	return STEP_AUTH;
}

static enum step
begin_login(struct composer *composer, struct writing *writing)
{
	bool is_secure = composer->conversation->dialogue.is_secure;
	const struct user *user = composer->user;
	const char *problem = is_secure ? tls_problem(composer) : NULL;
	enum mechanism mechanism;
	const char *why;

	if (user->name == NULL)
		return STEP_SENDER;
	if (!is_secure && !user->may_be_in_clear)
		return withhold(
		    composer, WITHHELD_IN_CLEAR, "there is no TLS", STEP_QUIT, writing->now_us);
	if (problem != NULL && !user->may_be_unverified)
		return withhold(
		    composer, WITHHELD_UNVERIFIED, problem, STEP_QUIT, writing->now_us);
	if (!choose(composer, !is_secure || problem != NULL, &mechanism, &why))
		return withhold(composer, WITHHELD_NO_WAY, why, STEP_QUIT, writing->now_us);
	return mechanism == MECHANISMS ? begin_command(composer, writing)
	                               : begin_exchange(composer, mechanism, writing);
}

/* The bytes of a challenge; false if it is none. RFC 4954 section 4 has nothing for an empty
 * one; some write "=". */
static bool
read_challenge(struct span text, struct buffer *bytes)
{
	text = span_trim(text);
	return span_is(text, "=") || base64_decode(text, bytes);
}

static enum step
answer(struct composer *composer, struct span challenge, struct writing *writing)
{
	struct buffer bytes;
	enum exchange_state state = EXCHANGE_GOES_ON;
	const char *problem = NULL;

	if (composer->exchange == NULL)
		problem = "a command is no matter of challenges";
	buffer_init_secret(&bytes, DIALOGUE_LINE_MAX);
	/* What comes before the first response says nothing. */
	if (problem == NULL && !composer->is_held) {
		if (!read_challenge(challenge, &bytes))
			problem = "it is not base 64";
		else
			state = respond(composer, buffer_span(&bytes));
	}
	buffer_clear(&bytes);
	if (state == EXCHANGE_FAILED)
		problem = exchange_problem(composer->exchange);
	if (problem != NULL)
		return withhold(
		    composer, WITHHELD_CHALLENGE, problem, STEP_AUTH_CANCEL, writing->now_us);
	composer->is_held = false;
	if (!use_write_response(
		protocol_of(composer), buffer_span(&composer->response), writing->line))
		assert(false);
	*writing->shown = hide(composer, "");
	return STEP_AUTH_MORE;
}

/* ManageSieve's last challenge comes with the good answer (RFC 5804 section 1.3). */
static bool
is_proved(struct composer *composer, struct span challenge)
{
	struct buffer bytes;

	if (composer->exchange == NULL || exchange_is_proved(composer->exchange))
		return true;
	buffer_init_secret(&bytes, DIALOGUE_LINE_MAX);
	if (challenge.len > 0 && read_challenge(challenge, &bytes))
		(void)respond(composer, buffer_span(&bytes));
	buffer_clear(&bytes);
	return exchange_is_proved(composer->exchange);
}

/* --- what it is for ------------------------------------------------------------------- */

static enum step
say(struct composer *composer, struct writing *writing, enum step step, const char *words)
{
	if (!buffer_append(writing->line, span_of(words)))
		assert(false); /* names and addresses are bounded */
	*writing->shown = arena_string(arena_of(composer), span_of(words));
	return step;
}

/* A word that is not kept: USER and PASS. */
static enum step
say_secret(struct composer *composer, struct writing *writing, enum step step, const char *verb,
    const char *word)
{
	if (!buffer_append(writing->line, span_of(verb)) ||
	    !buffer_append(writing->line, span_of(" ")) ||
	    !buffer_append(writing->line, span_of(word)))
		assert(false);
	*writing->shown = hide(composer, verb);
	return step;
}

static enum step
use_login(
    struct composer *composer, enum step step, struct span challenge, struct writing *writing)
{
	const struct user *user = composer->user;

	if (!is_proved(composer, challenge))
		return withhold(composer, WITHHELD_UNPROVED,
		    "it did not prove that it knows the password", STEP_QUIT, writing->now_us);
	if (step == STEP_COMMAND)
		return say(composer, writing, step, use_command(protocol_of(composer)));
	if (user->from == NULL)
		return STEP_QUIT;
	return say(composer, writing, step,
	    arena_printf(arena_of(composer), "MAIL FROM:<%s>", user->from));
}

static bool
are_all_taken(const struct composer *composer)
{
	size_t taken = 0;

	for (const struct event *event = composer->conversation->record->first; event != NULL;
	     event = event->next)
		if (event->kind == EVENT_RECEIVED && event->step == STEP_RECIPIENT &&
		    event->reply == REPLY_OK)
			taken++;
	return taken == composer->user->to_len;
}

static enum step
ask_for_recipient(struct composer *composer, struct writing *writing)
{
	const struct user *user = composer->user;

	if (composer->asked < user->to_len)
		return say(composer, writing, STEP_RECIPIENT,
		    arena_printf(
			arena_of(composer), "RCPT TO:<%s>", user->to[composer->asked++]));
	return user->sends && are_all_taken(composer) ? STEP_DATA : STEP_RESET;
}

static enum step
write_message(struct composer *composer, struct writing *writing)
{
	const struct conversation *conversation = composer->conversation;
	struct composition composition = {
		.user = composer->user,
		.name = conversation->settings->name,
		.at = conversation->record->began_at_ms / 1000,
	};

	conversation->settings->draw(composition.random, sizeof(composition.random));
	if (!composition_message(&composition, writing->line))
		assert(false);
	*writing->shown = arena_printf(
	    arena_of(composer), "(the test message, %zu bytes)", writing->line->len);
	return STEP_MESSAGE;
}

static enum step
compose(void *context, enum step step, struct span challenge, uint64_t now_us,
    struct buffer *line, const char **shown)
{
	struct composer *composer = context;
	struct writing writing = { .line = line, .shown = shown, .now_us = now_us };

	switch (step) {
	case STEP_AUTH:
		return begin_login(composer, &writing);
	case STEP_AUTH_MORE:
		return answer(composer, challenge, &writing);
	case STEP_USER:
		return say_secret(composer, &writing, step, "USER", composer->user->name);
	case STEP_PASS:
		return say_secret(composer, &writing, step, "PASS", composer->user->secret);
	case STEP_SENDER:
	case STEP_COMMAND:
		return use_login(composer, step, challenge, &writing);
	case STEP_RECIPIENT:
		return ask_for_recipient(composer, &writing);
	case STEP_MESSAGE:
		return write_message(composer, &writing);
	default:
		return STEP_QUIT;
	}
}

/* What a server may say of an address is often its first part only. */
static void
add_words(struct composer *composer, const struct user *user)
{
	const char *at = user->name == NULL ? NULL : strchr(user->name, '@');

	scrub_init(&composer->scrub);
	if (user->name == NULL)
		return;
	scrub_add(&composer->scrub, span_of(user->name), "[user]");
	scrub_add(&composer->scrub, span_of(user->secret), "[secret]");
	if (at != NULL)
		scrub_add(&composer->scrub,
		    (struct span){
			.data = (const uint8_t *)user->name, .len = (size_t)(at - user->name) },
		    "[user]");
}

void
composer_begin(struct conversation *conversation)
{
	struct composer *composer = alloc_zeroed(1, sizeof(*composer));
	const struct endpoint *endpoint = conversation->endpoint;

	assert(conversation->settings->user != NULL);
	composer->conversation = conversation;
	composer->user = conversation->settings->user;
	composer->identity = (struct exchange_identity){
		.user = composer->user->name,
		.secret = composer->user->secret,
		.host = endpoint->server_name == NULL ? "" : endpoint->server_name,
		.port = endpoint->port,
	};
	buffer_init_secret(&composer->response, EXCHANGE_RESPONSE_MAX * 2);
	add_words(composer, composer->user);
	conversation->composer = composer;
	conversation->dialogue.compose = compose;
	conversation->dialogue.composer = composer;
}

void
composer_end(struct conversation *conversation)
{
	struct composer *composer = conversation->composer;

	if (composer == NULL)
		return;
	exchange_free(composer->exchange);
	buffer_clear(&composer->response);
	scrub_clear(&composer->scrub);
	free(composer);
	conversation->composer = NULL;
	conversation->dialogue.compose = NULL;
	conversation->dialogue.scrub = NULL;
}
