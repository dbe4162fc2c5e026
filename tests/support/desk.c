/* SPDX-License-Identifier: MIT */
#include "support/desk.h"

#include "base/base64.h"
#include "base/text.h"
#include "facts/use.h"
#include "tls/binding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS_MAX = 2000 };

/* How a protocol writes what the desk says. */
static const struct words {
	enum protocol protocol;
	const char *greeting;
	const char *list; /* the command for the capabilities; NULL: they are the greeting */
	const char *list_head; /* before the mechanisms */
	const char *list_tail; /* behind what else there is */
	const char *auth;
	const char *ask[2]; /* around a challenge */
	const char *yes;
	const char *no;
	const char *fine; /* to anything else */
} words[] = {
	{ PROTOCOL_SMTP, "220 desk\r\n", "EHLO", "250-desk\r\n250-AUTH %s\r\n",
	    "250-%s\r\n250 OK\r\n", "AUTH ", { "334 ", "\r\n" }, "235 2.7.0 welcome\r\n",
	    "535 5.7.8 no%s\r\n", "250 2.0.0 fine%s\r\n" },
	{ PROTOCOL_IMAP, "* OK desk\r\n", "p1 CAPABILITY", "* CAPABILITY IMAP4rev1 %s ",
	    "%s\r\np1 OK\r\n", "p4 AUTHENTICATE ", { "+ ", "\r\n" }, "p4 OK welcome\r\n",
	    "p4 NO [AUTHENTICATIONFAILED] no%s\r\n", "p5 OK fine%s\r\n" },
	{ PROTOCOL_POP3, "+OK desk\r\n", "CAPA", "+OK\r\nSASL %s\r\n", "%s\r\n.\r\n", "AUTH ",
	    { "+ ", "\r\n" }, "+OK welcome\r\n", "-ERR [AUTH] no%s\r\n", "+OK fine%s\r\n" },
	{ PROTOCOL_SIEVE, "", NULL, "\"SASL\" \"%s\"\r\n", "\"%s\"\r\nOK\r\n", "AUTHENTICATE ",
	    { "\"", "\"\r\n" }, "OK \"welcome\"\r\n", "NO \"no%s\"\r\n", "OK \"fine%s\"\r\n" },
};

struct server {
	struct desk *desk;
	const struct words *words;
	struct tls_session *tls;
	struct doorman *doorman;
	struct arena *arena;
	struct buffer in;  /* words of the client's, not whole lines yet */
	struct buffer out; /* words to be said */
	char mechanism[40];
	char user[400]; /* of POP3's USER */
	bool is_asked;  /* a response is awaited */
	bool is_message;
};

static void
say(struct server *server, const char *text)
{
	if (!buffer_append(&server->out, span_of(text)))
		abort();
}

static const char *
in_base64(struct arena *arena, struct span bytes)
{
	struct buffer text;
	const char *copy;

	buffer_init(&text, 100000);
	if (!base64_encode(bytes, &text))
		abort();
	copy = arena_string(arena, buffer_span(&text));
	buffer_clear(&text);
	return copy;
}

/* What a hostile server says of a login. */
static const char *
gossip(struct server *server, const char *line)
{
	const struct user *user = &server->desk->user;
	struct arena *arena = server->arena;

	if (!server->desk->echoes || user->name == NULL)
		return "";
	return arena_printf(arena, " %s %s %s %s %s %s %s", line, user->name, user->secret,
	    in_base64(arena, span_of(user->secret)),
	    in_base64(arena, span_of(arena_printf(arena, "x%s", user->secret))),
	    text_hex(arena, span_of(user->secret)),
	    in_base64(arena, span_of(arena_printf(arena, "xy%s%s", user->name, user->secret))));
}

static void
say_with(struct server *server, const char *form, const char *more)
{
	const char *place = strstr(form, "%s");

	say(server, arena_string(server->arena,
			(struct span){ (const uint8_t *)form, (size_t)(place - form) }));
	say(server, more);
	say(server, place + 2);
}

static void
ask(struct server *server, struct span challenge)
{
	say(server, server->words->ask[0]);
	say(server, server->desk->challenge != NULL ? server->desk->challenge
						    : in_base64(server->arena, challenge));
	say(server, server->words->ask[1]);
	server->is_asked = true;
}

static void
decide(struct server *server, bool opens, const char *line)
{
	server->is_asked = false;
	if (opens || server->desk->opens_to_all)
		say(server, server->words->yes);
	else
		say_with(server, server->words->no, gossip(server, line));
}

static void
step_oauth(struct server *server, struct span response, const char *line)
{
	const char *token = server->desk->token;
	bool opens = token != NULL && span_contains(response,
					  arena_printf(server->arena, "Bearer %s\001", token));
	static const char why[] = "{\"status\":\"invalid_token\"}";

	if (response.len < 3 || opens)
		decide(server, opens, line);
	else
		ask(server, span_of(why));
}

/* One response, in bytes. */
static void
step(struct server *server, struct span response, const char *line)
{
	struct buffer challenge;
	enum doorman_state state;

	if (server->doorman == NULL) {
		step_oauth(server, response, line);
		return;
	}
	buffer_init(&challenge, 10000);
	state = doorman_step(server->doorman, response, &challenge);
	/* The last word of SCRAM's comes in a challenge of its own, or with the good answer. */
	if (state == DOORMAN_REFUSES) {
		decide(server, false, line);
	} else if (state == DOORMAN_ASKS) {
		ask(server, buffer_span(&challenge));
	} else if (challenge.len > 0 && server->words->protocol == PROTOCOL_SIEVE) {
		say(server, arena_printf(server->arena, "OK (SASL \"%s\") \"welcome\"\r\n",
				in_base64(server->arena, buffer_span(&challenge))));
		server->is_asked = false;
	} else if (challenge.len > 0) {
		ask(server, buffer_span(&challenge));
		server->is_asked = false;
		server->mechanism[0] = '!'; /* the next line is empty, and then it is decided */
	} else {
		decide(server, true, line);
	}
	buffer_clear(&challenge);
}

static void
respond(struct server *server, const char *text, const char *line)
{
	struct buffer bytes;
	size_t len = strlen(text);

	if (server->words->protocol == PROTOCOL_SIEVE && len > 1 && *text == '"') {
		text++;
		len -= 2;
	}
	buffer_init(&bytes, 100000);
	if (strcmp(text, "=") != 0 && len > 0 &&
	    !base64_decode((struct span){ (const uint8_t *)text, len }, &bytes))
		abort();
	step(server, buffer_span(&bytes), line);
	buffer_clear(&bytes);
}

static void
begin_login(struct server *server, const char *line)
{
	const char *mechanism = line + strlen(server->words->auth);
	const char *space = strchr(mechanism, ' ');
	size_t len = space == NULL ? strlen(mechanism) : (size_t)(space - mechanism);
	struct span bindings[TLS_BINDINGS] = { 0 };
	enum tls_binding kind;
	struct span bytes;

	if (*mechanism == '"') {
		mechanism++;
		len -= 2;
	}
	(void)snprintf(
	    server->mechanism, sizeof(server->mechanism), "%.*s", (int)len, mechanism);
	if (server->tls != NULL &&
	    tls_session_binding(server->tls, server->arena, &kind, &bytes))
		bindings[kind] = bytes;
	server->doorman = doorman_new(
	    server->mechanism, bindings[TLS_BINDING_EXPORTER], bindings[TLS_BINDING_UNIQUE]);
	if (space != NULL)
		respond(server, space + 1, line);
	else if (strcmp(server->mechanism, "LOGIN") == 0 ||
		 strcmp(server->mechanism, "CRAM-MD5") == 0)
		respond(server, "", line);
	else
		ask(server, span_of(""));
}

static bool
begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

static void
take_mail(struct server *server, const char *line)
{
	const char *refused = server->desk->refused;

	if (begins(line, "DATA")) {
		say(server, "354 go on\r\n");
		server->is_message = true;
	} else if (begins(line, "QUIT") || begins(line, "p9") || begins(line, "LOGOUT")) {
		say(server, begins(line, "p9") ? "* BYE\r\np9 OK\r\n"
			    : begins(line, "QUIT") && server->words->protocol == PROTOCOL_SMTP
				? "221 bye\r\n"
			    : server->words->protocol == PROTOCOL_POP3 ? "+OK\r\n"
								       : "OK\r\n");
	} else if (refused != NULL && begins(line, "RCPT") && strstr(line, refused) != NULL) {
		say(server, "550 5.1.1 no such user\r\n");
	} else {
		say_with(server, server->words->fine, gossip(server, line));
	}
}

static void
take_command(struct server *server, const char *line)
{
	const struct words *w = server->words;
	const struct user *user = &server->desk->user;

	if (w->list != NULL && begins(line, w->list)) {
		say_with(server, w->list_head, server->desk->mechanisms);
		say_with(server, w->list_tail, server->desk->capability);
	} else if (begins(line, w->auth)) {
		begin_login(server, line);
	} else if (begins(line, "p4 LOGIN ")) {
		decide(server,
		    strcmp(line, "p4 LOGIN \"" DOORMAN_USER "\" \"" DOORMAN_PASSWORD "\"") == 0,
		    line);
	} else if (begins(line, "USER ")) {
		say(server, "+OK\r\n");
	} else if (begins(line, "PASS ")) {
		decide(server, strcmp(line + 5, DOORMAN_PASSWORD) == 0, user->name);
	} else {
		take_mail(server, line);
	}
}

static void
take_line(struct server *server, const char *line)
{
	struct desk *desk = server->desk;

	desk->heard = arena_printf(&desk->arena, "%s%s\n", desk->heard, line);
	if (server->is_message) {
		server->is_message = strcmp(line, ".") != 0;
		if (!server->is_message)
			say_with(server, server->words->fine, "");
	} else if (server->mechanism[0] == '!') {
		server->mechanism[0] = '\0';
		decide(server, *line == '\0', line);
	} else if (server->is_asked && (strcmp(line, "*") == 0 || strcmp(line, "\"*\"") == 0)) {
		decide(server, false, line);
	} else if (server->is_asked) {
		respond(server, line, line);
	} else {
		take_command(server, line);
	}
}

static void
take_words(struct server *server, struct span bytes)
{
	const uint8_t *end;

	if (!buffer_append(&server->in, bytes))
		abort();
	for (;;) {
		end =
		    server->in.len == 0 ? NULL : memchr(server->in.data, '\n', server->in.len);
		if (end == NULL)
			return;
		take_line(server,
		    arena_string(server->arena,
			(struct span){ server->in.data, (size_t)(end - server->in.data) - 1 }));
		buffer_consume(&server->in, (size_t)(end - server->in.data) + 1);
	}
}

static void
greet(struct server *server)
{
	say(server, server->words->greeting);
	if (server->words->list != NULL)
		return;
	say_with(server, server->words->list_head, server->desk->mechanisms);
	say_with(server, server->words->list_tail, server->desk->capability);
}

/* --- the wire ------------------------------------------------------------------------- */

static bool
read_tls(struct server *server, bool *is_up)
{
	uint8_t bytes[4096];
	size_t len = 0;

	if (!*is_up) {
		*is_up = tls_session_handshake(server->tls) == TLS_ESTABLISHED;
		if (*is_up)
			greet(server);
	}
	while (*is_up &&
	       tls_session_read(server->tls, bytes, sizeof(bytes), &len) == TLS_ESTABLISHED)
		take_words(server, (struct span){ bytes, len });
	if (*is_up && server->out.len > 0) {
		if (!tls_session_write(server->tls, buffer_span(&server->out)))
			return false;
		buffer_consume(&server->out, SIZE_MAX);
	}
	return true;
}

static bool
exchange(struct conversation *conversation, struct server *server, bool *is_up)
{
	struct buffer *out = conversation_out(conversation);
	struct buffer *in = server->tls != NULL ? tls_session_out(server->tls) : &server->out;
	bool moved = out->len > 0;

	if (server->tls == NULL)
		take_words(server, buffer_span(out));
	else if (!tls_session_feed(server->tls, buffer_span(out)) || !read_tls(server, is_up))
		abort();
	buffer_consume(out, SIZE_MAX);
	if (in->len == 0 || conversation_is_over(conversation))
		return moved;
	conversation_feed(conversation, buffer_span(in), 2000);
	buffer_consume(in, SIZE_MAX);
	return true;
}

static void
draw(uint8_t *bytes, size_t len)
{
	memset(bytes, 0x5a, len);
}

static void
converse(struct desk *desk, struct authority *authority, struct server *server)
{
	struct trust_store *trust = trust_store_new_text(authority_pem(authority), "test");
	const struct conversation_settings settings = {
		.name = "probe.example.test",
		.draw = draw,
		.trust = trust,
		.user = &desk->user,
		.patience = { 1000000, 1000000, 1000000, 10000000 },
	};
	struct transcript *transcript = arena_alloc(&desk->arena, sizeof(*transcript));
	struct conversation conversation;
	struct attempt attempt;
	bool is_up = false;

	transcript_init(transcript, &desk->arena);
	transcript->began_at_ms = (int64_t)DESK_NOW * 1000;
	attempt_init(&attempt);
	attempt_session(&attempt, &desk->port.endpoint,
	    desk->is_clear ? MODE_STARTTLS : MODE_IMPLICIT,
	    desk->is_clear ? ERRAND_USE_CLEAR : ERRAND_USE);
	attempt.question = QUESTION_USE;
	attempt.variant = desk->is_clear ? USE_WAY_CLEAR : USE_WAY_TLS;
	conversation_init(&conversation, &settings, &desk->port.endpoint, &attempt, transcript);
	conversation_connected(&conversation, "192.0.2.1", "192.0.2.25", 1000);
	if (desk->is_clear)
		greet(server);
	for (int i = 0; i < ROUNDS_MAX && exchange(&conversation, server, &is_up); i++)
		continue;
	if (!conversation_is_over(&conversation))
		conversation_end(&conversation, EVENT_EOF, "", 3000);
	conversation_clear(&conversation);
	trust_store_free(trust);
	desk->transcript = transcript;
	port_add(&desk->port, transcript);
}

void
desk_init(struct desk *desk, const char *scheme)
{
	*desk = (struct desk){
		.scheme = scheme,
		.user = { .name = DOORMAN_USER, .secret = DOORMAN_PASSWORD },
		.mechanisms = "PLAIN",
		.capability = "X-NOTHING",
		.heard = "",
	};
	arena_init(&desk->arena);
}

void
desk_run(struct desk *desk)
{
	struct authority *authority = authority_new(DESK_HOST, DESK_NOW);
	struct server server = { .desk = desk, .arena = &desk->arena };

	desk->port.endpoint =
	    (struct endpoint){ .scheme = scheme_by_name(span_of(desk->scheme)),
		    .port = 587,
		    .address = "192.0.2.25",
		    .server_name = DESK_HOST };
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (words[i].protocol == desk->port.endpoint.scheme->protocol)
			server.words = &words[i];
	buffer_init(&server.in, 100000);
	buffer_init(&server.out, 100000);
	if (!desk->is_clear)
		server.tls = tls_session_new_server(
		    authority_identity(authority, desk->identity), desk->version, false);
	converse(desk, authority, &server);
	doorman_free(server.doorman);
	tls_session_free(server.tls);
	buffer_clear(&server.in);
	buffer_clear(&server.out);
	authority_free(authority);
}

void
desk_clear(struct desk *desk)
{
	arena_clear(&desk->arena);
}

const char *
desk_script(struct desk *desk)
{
	const char *text = "";

	for (const struct event *event = desk->transcript->first; event != NULL;
	     event = event->next)
		text = arena_printf(&desk->arena, "%s%s %s %s %s\n", text,
		    event_kind_name(event->kind), step_name(event->step),
		    reply_name(event->reply), text_escape(&desk->arena, event->bytes, 4000));
	return text;
}
