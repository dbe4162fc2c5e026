/* SPDX-License-Identifier: MIT */
#include "probe/enumeration.h"

#include "probe/question.h"

#include <assert.h>

enum { ORDER_VARIANT = 0xffff };

static size_t
find(const struct enumeration *enumeration, uint16_t number)
{
	for (size_t i = 0; i < enumeration->len; i++)
		if (enumeration->candidates[i] == number)
			return i;
	return SIZE_MAX;
}

/* Behind the last candidate that is offered together with this one. */
static size_t
set_end(const struct enumeration *enumeration, size_t place)
{
	size_t end = enumeration->at_once;

	while (end <= place)
		end += enumeration->at_once_behind;
	return end < enumeration->len ? end : enumeration->len;
}

static void
settle_all(const struct enumeration *enumeration, enum standing standing,
    struct enumerated *enumerated)
{
	for (size_t i = 0; i < enumeration->len; i++)
		if (enumerated->standings[i] == STANDING_OPEN)
			enumerated->standings[i] = standing;
}

static void
settle(const struct enumeration *enumeration, const struct witness *witness,
    enum standing standing, struct enumerated *enumerated)
{
	uint16_t offered[CANDIDATES_MAX];
	size_t len = enumeration->offered(witness, offered, COUNT_OF(offered));

	/* A hello that cannot offer any of them would be sent for ever. */
	if (len == 0)
		settle_all(enumeration, STANDING_LOST, enumerated);

	for (size_t i = 0; i < len; i++) {
		size_t place = find(enumeration, offered[i]);

		if (place != SIZE_MAX && enumerated->standings[place] == STANDING_OPEN)
			enumerated->standings[place] = standing;
	}
}

/* Takes the choice of one hello; false if it is none of what was offered. */
static bool
take(const struct enumeration *enumeration, const struct witness *witness,
    struct enumerated *enumerated, size_t *place)
{
	uint16_t number;

	if (!enumeration->chosen(&witness->flight, &number))
		return false;
	*place = find(enumeration, number);
	if (*place == SIZE_MAX || enumerated->standings[*place] != STANDING_OPEN)
		return false;
	enumerated->standings[*place] = STANDING_TAKEN;
	enumerated->taken[enumerated->taken_len++] = number;
	return true;
}

/* Takes note of the order: the candidate at this place was taken behind the one at `last`. */
static void
note_order(const struct enumeration *enumeration, struct enumerated *enumerated, size_t *last,
    size_t place)
{
	size_t len;

	if (*last == SIZE_MAX || set_end(enumeration, *last) != set_end(enumeration, place))
		enumerated->run_at = enumerated->taken_len - 1;
	else if (place < *last)
		enumerated->is_in_our_order = false;
	*last = place;
	len = enumerated->taken_len - enumerated->run_at;
	if (len <= enumerated->order_len)
		return;
	enumerated->order_at = enumerated->run_at;
	enumerated->order_len = len;
}

/* Takes in one variant; false if there is nothing behind it yet. */
static bool
read_variant(const struct survey *survey, const struct enumeration *enumeration,
    struct enumerated *enumerated, size_t *last)
{
	const struct witness *witness;
	size_t place;

	switch (
	    witness_fate(survey->port, enumeration->question, enumerated->variant, &witness)) {
	case FATE_OPEN:
		return false;
	case FATE_RUNNING:
		enumerated->is_running = true;
		return false;
	case FATE_ACCEPTED:
		if (!take(enumeration, witness, enumerated, &place)) {
			/* It chose what it was not offered: no use in going on with these. */
			settle(enumeration, witness, STANDING_FOREIGN, enumerated);
			break;
		}
		note_order(enumeration, enumerated, last, place);
		if (enumeration->always != 0 &&
		    enumeration->candidates[place] == enumeration->always)
			settle(enumeration, witness, enumeration->standing_behind, enumerated);
		break;
	case FATE_REFUSED:
		settle(enumeration, witness, STANDING_REFUSED, enumerated);
		break;
	case FATE_DROPPED:
		settle(enumeration, witness, STANDING_DROPPED, enumerated);
		break;
	case FATE_LOST:
		/* Not even brought: then the whole of it is not known. */
		settle_all(enumeration, STANDING_LOST, enumerated);
		break;
	}
	return true;
}

/* The next candidates that are to stand in one hello. */
static size_t
open_candidates(const struct enumeration *enumeration, const struct enumerated *enumerated,
    uint16_t *numbers)
{
	size_t len = 0;
	size_t first = 0;

	while (first < enumeration->len && enumerated->standings[first] != STANDING_OPEN)
		first++;
	for (size_t i = first; i < set_end(enumeration, first); i++)
		if (enumerated->standings[i] == STANDING_OPEN)
			numbers[len++] = enumeration->candidates[i];
	return len;
}

static uint16_t
last_of_order(const struct enumerated *enumerated)
{
	return enumerated->taken[enumerated->order_at + enumerated->order_len - 1];
}

static void
read_order(const struct survey *survey, const struct enumeration *enumeration,
    struct enumerated *enumerated)
{
	const struct witness *witness;
	uint16_t number;

	if (enumerated->order_len < 2)
		return;
	if (!enumerated->is_in_our_order) {
		enumerated->preference = PREFERENCE_SERVER;
		return;
	}
	if (!enumeration->has_order)
		return;
	switch (witness_fate(
	    survey->port, enumeration->question, enumeration->base | ORDER_VARIANT, &witness)) {
	case FATE_OPEN:
		enumerated->is_over = false;
		enumerated->variant = enumeration->base | ORDER_VARIANT;
		break;
	case FATE_RUNNING:
		enumerated->is_running = true;
		break;
	case FATE_ACCEPTED:
		if (enumeration->chosen(&witness->flight, &number))
			enumerated->preference = number == last_of_order(enumerated)
			                             ? PREFERENCE_CLIENT
			                             : PREFERENCE_SERVER;
		break;
	case FATE_REFUSED:
	case FATE_DROPPED:
	case FATE_LOST:
		break;
	}
}

void
enumeration_read(const struct survey *survey, const struct enumeration *enumeration,
    struct enumerated *enumerated)
{
	uint16_t open[CANDIDATES_MAX];
	size_t last = SIZE_MAX;

	assert(enumeration->len <= CANDIDATES_MAX && enumeration->at_once_behind > 0);
	*enumerated = (struct enumerated){
		.variant = enumeration->base,
		.is_in_our_order = true,
	};
	while (read_variant(survey, enumeration, enumerated, &last))
		enumerated->variant++;
	enumerated->is_over =
	    !enumerated->is_running && open_candidates(enumeration, enumerated, open) == 0;
	if (enumerated->is_over)
		read_order(survey, enumeration, enumerated);
}

enum plan
enumeration_next(
    const struct survey *survey, const struct enumeration *enumeration, struct attempt *attempt)
{
	struct enumerated enumerated;
	uint16_t numbers[CANDIDATES_MAX];
	size_t len = 0;

	enumeration_read(survey, enumeration, &enumerated);
	if (enumerated.is_running)
		return PLAN_WAIT;
	if (enumerated.is_over)
		return PLAN_DONE;
	if (enumerated.variant == (enumeration->base | ORDER_VARIANT))
		for (size_t i = enumerated.order_len; i > 0; i--)
			numbers[len++] = enumerated.taken[enumerated.order_at + i - 1];
	else
		len = open_candidates(enumeration, &enumerated, numbers);
	attempt->variant = enumerated.variant;
	enumeration->compose(survey, enumeration, numbers, len, attempt);
	return PLAN_ASK;
}

static const char *
why_open(const struct survey *survey, const struct enumeration *enumeration)
{
	if (survey->port->transcripts[enumeration->question] != NULL)
		return "it was not asked to the end";
	return question_why_not_asked(survey, enumeration->question);
}

static struct answer
wholeness(const struct survey *survey, const struct enumeration *enumeration,
    const struct enumerated *enumerated)
{
	struct answer answer = { .value = ANSWER_YES };

	for (size_t i = 0; i < enumeration->len; i++) {
		if (enumerated->standings[i] == STANDING_OPEN)
			return (struct answer){ .why = why_open(survey, enumeration) };
		if (enumerated->standings[i] == STANDING_LOST)
			return (struct answer){ .why = "the server stopped answering" };
		if (enumerated->standings[i] == STANDING_HIDDEN)
			return (struct answer){
				.why = "the server prefers the curve of its certificate"
			};
		if (enumerated->standings[i] == STANDING_FOREIGN)
			return (
			    struct answer){ .why = "the server chose what it was not offered" };
		if (enumerated->standings[i] == STANDING_DROPPED)
			answer.certainty = CERTAINTY_LIKELY;
	}
	return answer;
}

void
enumeration_rank(
    const struct survey *survey, const struct enumeration *enumeration, struct ranking *ranking)
{
	struct enumerated enumerated;

	enumeration_read(survey, enumeration, &enumerated);
	*ranking = (struct ranking){
		.is_whole = wholeness(survey, enumeration, &enumerated),
		.preference = enumerated.preference,
		.is_order_partial = enumerated.order_len < enumerated.taken_len,
	};
	for (size_t i = 0; i < enumerated.taken_len && ranking->len < RANKING_MAX; i++)
		ranking->numbers[ranking->len++] = enumerated.taken[i];
}
