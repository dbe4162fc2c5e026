/* SPDX-License-Identifier: MIT */
#include "probe/size_search.h"

/* Where buffers and packets end: powers of two, with and without the record's header of five
 * bytes (517 is 512 and that), and what a TCP segment holds on the usual links. */
static const unsigned usual[] = { 255, 260, 511, 512, 516, 517, 1024, 1029, 1400, 1440, 1460,
	2048 };

static unsigned
usual_between(unsigned above, unsigned below, unsigned *sizes)
{
	unsigned len = 0;

	for (size_t i = 0; i < COUNT_OF(usual); i++)
		if (usual[i] > above && usual[i] < below)
			sizes[len++] = usual[i];
	return len;
}

static bool
is_usual(unsigned size)
{
	for (size_t i = 0; i < COUNT_OF(usual); i++)
		if (usual[i] == size)
			return true;
	return false;
}

unsigned
size_search_next(const struct hello_limit *limit, unsigned most)
{
	unsigned sizes[COUNT_OF(usual)];
	unsigned below = limit->dropped != 0 ? limit->dropped : most;
	unsigned len = usual_between(limit->answered, below, sizes);

	if (limit->dropped != 0 && limit->answered >= limit->dropped)
		return 0; /* then it is not the size */
	if (len > 0)
		return sizes[len / 2];
	if (limit->dropped == 0)
		return limit->answered < most ? most : 0;
	if (limit->dropped - limit->answered <= 1)
		return 0;
	if (is_usual(limit->answered))
		return limit->answered + 1;
	return limit->answered + (limit->dropped - limit->answered) / 2;
}

void
size_search_learn(struct hello_limit *limit, unsigned size, bool was_answered)
{
	limit->probes++;
	if (was_answered && size > limit->answered)
		limit->answered = size;
	if (!was_answered && (limit->dropped == 0 || size < limit->dropped))
		limit->dropped = size;
}

unsigned
size_of_hello(const struct transcript *transcript)
{
	uint64_t in_clear = 0;

	for (const struct event *event = transcript->first; event != NULL;
	     event = event->next) {
		if (event->kind == EVENT_HELLO && event->bytes.len > 0)
			return (unsigned)event->bytes.len;
		/* Behind these there is more that we have sent. */
		if (event->is_secure || event->kind == EVENT_ALERT_OUT ||
		    event->kind == EVENT_TLS_FAILED)
			return 0;
		if (event->kind == EVENT_SENT)
			in_clear += event->bytes.len + 2;
	}
	return transcript_find(transcript, EVENT_HELLO) == NULL ||
	               transcript->bytes_out < in_clear
	           ? 0
	           : (unsigned)(transcript->bytes_out - in_clear);
}
