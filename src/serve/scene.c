/* SPDX-License-Identifier: MIT */
#include "serve/scene.h"

#include "base/text.h"

#include <string.h>

struct reading_scene {
	struct arena *arena;
	struct scene *scene;
	struct part *part;
	struct deed **end;      /* where the next deed goes */
	struct deed *condition; /* whose ELSE is still to come; NULL: none */
	struct reaction **end_of_reactions;
	const char *problem;
};

static struct deed *
add(struct reading_scene *reading, enum deed_kind kind)
{
	struct deed *deed = arena_alloc(reading->arena, sizeof(*deed));

	deed->kind = kind;
	*reading->end = deed;
	reading->end = &deed->next;
	return deed;
}

static void
add_line(struct reading_scene *reading, struct span line, const char *end)
{
	struct deed *deed = add(reading, DEED_SAY);
	size_t end_len = strlen(end);
	uint8_t *bytes = arena_alloc(reading->arena, line.len + end_len);

	if (line.len > 0)
		memcpy(bytes, line.data, line.len);
	memcpy(bytes + line.len, end, end_len);
	deed->bytes = (struct span){ .data = bytes, .len = line.len + end_len };
}

static void
add_raw(struct reading_scene *reading, struct span words)
{
	struct deed *deed = add(reading, DEED_SAY);
	char *digits = arena_string(reading->arena, words);
	size_t len = 0;

	for (size_t i = 0; i < words.len; i++)
		if (digits[i] != ' ')
			digits[len++] = digits[i];
	if (!text_from_hex(reading->arena,
		(struct span){ .data = (const uint8_t *)digits, .len = len }, &deed->bytes))
		reading->problem = "RAW wants hexadecimal digits in pairs";
}

static void
add_number(struct reading_scene *reading, enum deed_kind kind, struct span words)
{
	if (!text_number(span_word(&words), 0, UINT64_C(1) << 40, &add(reading, kind)->number))
		reading->problem = "a number is wanted";
}

static void
add_drip(struct reading_scene *reading, struct span words)
{
	struct deed *deed = add(reading, DEED_DRIP);

	if (!text_number(span_word(&words), 1, 65536, &deed->number) ||
	    !text_number(span_word(&words), 0, 60000, &deed->interval_ms))
		reading->problem = "DRIP wants a number of bytes and one of milliseconds";
}

static void
add_tls(struct reading_scene *reading, struct span words)
{
	struct deed *deed = add(reading, DEED_TLS);
	struct span word = span_word(&words);

	if (reading->part == &reading->scene->secure)
		reading->problem = "there is no TLS inside TLS";
	if (!identity_kind_by_name(word, &deed->kind_of_identity)) {
		reading->problem = "TLS wants the kind of an identity";
		return;
	}
	for (word = span_word(&words); word.len > 0; word = span_word(&words)) {
		if (span_is(word, "client-certificate"))
			deed->wants_certificate = true;
		else if (span_is(word, "tickets"))
			deed->gives_tickets = true;
		else if (span_is(word, "keep"))
			deed->words = WORDS_KEPT;
		else if (span_is(word, "drop"))
			deed->words = WORDS_DROPPED;
		else if (span_is(word, "1.0") || span_is(word, "1.1") || span_is(word, "1.2") ||
			 span_is(word, "1.2-sha1") || span_is(word, "1.3"))
			deed->version = arena_string(reading->arena, word);
		else
			reading->problem = "TLS does not know this word";
	}
}

static void
add_condition(struct reading_scene *reading, struct span words)
{
	static const char *const names[] = {
		[HELLO_HAS_SNI] = "sni",
		[HELLO_HAS_ALPN] = "alpn",
		[HELLO_OFFERS_TLS13] = "tls-1.3",
		[HELLO_OFFERS_SHA1] = "sha1",
		[HELLO_IS_LONGER] = "longer",
		[HELLO_NAMES] = "named",
		[HELLO_RESUMES] = "resumes",
		[HELLO_HAS_LARGE_SHARE] = "large-share",
		[HELLO_IN_PIECES] = "pieces",
		[SMALL_SEGMENTS] = "small-segments",
	};
	struct deed *deed = add(reading, DEED_IF);
	struct span word = span_word(&words);
	size_t i = 0;

	while (i < COUNT_OF(names) && !span_is(word, names[i]))
		i++;
	if (i == COUNT_OF(names)) {
		reading->problem = "IF does not know this word";
		return;
	}
	deed->condition = (enum hello_condition)i;
	if (i == HELLO_IS_LONGER && !text_number(span_word(&words), 0, 16384, &deed->number))
		reading->problem = "a number is wanted";
	if (i == HELLO_NAMES)
		deed->bytes = arena_copy(reading->arena, span_word(&words));
	if (reading->condition != NULL)
		reading->problem = "there is an IF without its ELSE";
	reading->condition = deed;
	reading->end = &deed->then;
}

static void
end_condition(struct reading_scene *reading)
{
	if (reading->condition == NULL) {
		reading->problem = "there is no IF before this ELSE";
		return;
	}
	reading->end = &reading->condition->next;
	reading->condition = NULL;
}

static void
begin_reaction(struct reading_scene *reading, struct span pattern, bool wants_more)
{
	struct reaction *reaction = arena_alloc(reading->arena, sizeof(*reaction));

	reaction->pattern = arena_copy(reading->arena, pattern);
	reaction->wants_more = wants_more;
	*reading->end_of_reactions = reaction;
	reading->end_of_reactions = &reaction->next;
	reading->end = &reaction->deeds;
	reading->condition = NULL;
}

static void
begin_part(struct reading_scene *reading, struct part *part)
{
	reading->part = part;
	reading->end = &part->opening;
	reading->condition = NULL;
	reading->end_of_reactions = &part->reactions;
}

static void
read_word(struct reading_scene *reading, struct span line)
{
	struct span words = line;
	struct span word = span_word(&words);

	if (span_is(word, "RAW"))
		add_raw(reading, words);
	else if (span_is(word, "WAIT"))
		add_number(reading, DEED_WAIT, words);
	else if (span_is(word, "FLOOD"))
		add_number(reading, DEED_FLOOD, words);
	else if (span_is(word, "DRIP"))
		add_drip(reading, words);
	else if (span_is(word, "TLS"))
		add_tls(reading, words);
	else if (span_is(word, "HELLO"))
		add(reading, DEED_HELLO);
	else if (span_is(word, "IF"))
		add_condition(reading, words);
	else if (span_is(word, "ELSE"))
		end_condition(reading);
	else if (span_is(word, "CLOSE"))
		add(reading, DEED_CLOSE);
	else if (span_is(word, "RESET"))
		add(reading, DEED_RESET);
	else if (span_is(word, "SECURE"))
		begin_part(reading, &reading->scene->secure);
	else
		reading->problem = "this is no line of a scene";
}

static struct span
behind(struct span line)
{
	/* "S: text", but a line may also be empty: "S:". */
	return span_skip(line, line.len > 2 && line.data[2] == ' ' ? 3 : 2);
}

static void
read_line(struct reading_scene *reading, struct span line)
{
	if (line.len == 0 || line.data[0] == '#')
		return;
	if (span_starts(line, "S:"))
		add_line(reading, behind(line), "\r\n");
	else if (span_starts(line, "S;"))
		add_line(reading, behind(line), "\n");
	else if (span_starts(line, "C:"))
		begin_reaction(reading, behind(line), false);
	else if (span_starts(line, "C+"))
		begin_reaction(reading, behind(line), true);
	else
		read_word(reading, line);
}

const struct scene *
scene_read(struct span text, struct arena *arena, const char **problem)
{
	struct reading_scene reading = { .arena = arena };
	unsigned number = 0;

	reading.scene = arena_alloc(arena, sizeof(struct scene));
	begin_part(&reading, &reading.scene->plain);
	while (text.len > 0 && reading.problem == NULL) {
		const uint8_t *end = memchr(text.data, '\n', text.len);
		struct span line = text;

		line.len = end == NULL ? text.len : (size_t)(end - text.data);
		text = span_skip(text, line.len + 1);
		number++;
		read_line(&reading, line);
	}
	if (reading.problem == NULL)
		return reading.scene;
	*problem = arena_printf(arena, "line %u: %s", number, reading.problem);
	return NULL;
}

/* '*' stands for any bytes, and may stand more than once; "\*" is a star. */
bool
scene_matches(struct span pattern, struct span line)
{
	struct span after_star = { 0 };
	struct span retry = { 0 };
	bool has_star = false;

	while (line.len > 0 || pattern.len > 0) {
		bool is_star = pattern.len > 0 && pattern.data[0] == '*';

		if (pattern.len > 1 && pattern.data[0] == '\\' && pattern.data[1] == '*')
			pattern = span_skip(pattern, 1);
		if (is_star) {
			has_star = true;
			after_star = span_skip(pattern, 1);
			retry = line;
			pattern = after_star;
			if (pattern.len == 0)
				return true;
		} else if (pattern.len > 0 && line.len > 0 &&
			   span_equal((struct span){ pattern.data, 1 },
			       (struct span){ line.data, 1 })) {
			pattern = span_skip(pattern, 1);
			line = span_skip(line, 1);
		} else if (has_star && retry.len > 0) {
			retry = span_skip(retry, 1);
			line = retry;
			pattern = after_star;
		} else {
			return false;
		}
	}
	return true;
}

const struct deed *
scene_react(const struct part *part, struct span line, bool has_more)
{
	for (const struct reaction *reaction = part->reactions; reaction != NULL;
	     reaction = reaction->next)
		if ((has_more || !reaction->wants_more) &&
		    scene_matches(reaction->pattern, line))
			return reaction->deeds;
	return NULL;
}
