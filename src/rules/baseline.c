/* SPDX-License-Identifier: MIT */
#include "rules/baseline.h"

#include <string.h>

/* Names of hosts and addresses know no case. */
static bool
is_same_name(const char *one, const char *other)
{
	return span_is(span_of(one), other);
}

static bool
is_same_text(const char *one, const char *other)
{
	return span_equal(span_of(one), span_of(other));
}

/* Was this address of the host asked then? */
static bool
was_asked(const struct baseline *baseline, const char *host, const char *address)
{
	for (size_t i = 0; i < baseline->ports_len; i++)
		if (is_same_name(baseline->ports[i].address, address) &&
		    is_same_name(baseline->ports[i].host, host))
			return true;
	return false;
}

/* And is this one asked now? */
static bool
is_asked(const struct host_record *host, const char *address)
{
	for (size_t i = 0; i < host->ports_len; i++)
		if (is_same_name(host->ports[i].endpoint.address, address))
			return true;
	return false;
}

static bool
is_same_family(const char *one, const char *other)
{
	return (strchr(one, ':') == NULL) == (strchr(other, ':') == NULL);
}

/* Comparing. */

static enum change
change_since(const struct baseline_finding *then, const struct finding *now)
{
	if (now->severity > then->severity)
		return CHANGE_WORSE;
	if (now->severity < then->severity)
		return CHANGE_NONE;
	return is_same_text(then->evidence, now->ruling.evidence) ? CHANGE_NONE
	                                                          : CHANGE_DIFFERENT;
}

/* Of several entries the one that is nearest decides. */
static enum change
change_of(const struct baseline *baseline, const char *host, const struct finding *now,
    bool any_address)
{
	const struct endpoint *endpoint = &now->port->record->endpoint;
	enum change nearest = CHANGE_NEW;

	_Static_assert(CHANGE_NEW < CHANGE_WORSE && CHANGE_WORSE < CHANGE_DIFFERENT &&
			   CHANGE_DIFFERENT < CHANGE_NONE,
	    "the greater change is nearer to none");
	for (size_t i = 0; i < baseline->len; i++) {
		const struct baseline_finding *then = &baseline->findings[i];
		enum change change;

		if (then->port != endpoint->port || !is_same_text(then->id, now->rule->id) ||
		    !is_same_name(then->host, host) ||
		    !(any_address || is_same_name(then->address, endpoint->address)))
			continue;
		change = change_since(then, now);
		nearest = change > nearest ? change : nearest;
	}
	return nearest;
}

void
baseline_compare(const struct baseline *baseline, const struct host_record *host,
    struct judgement *judgements)
{
	for (size_t i = 0; i < host->ports_len; i++) {
		bool any_address =
		    !was_asked(baseline, host->name, host->ports[i].endpoint.address);

		for (size_t b = 0; b < judgements[i].bad_len; b++) {
			struct finding *now = judgements[i].bad[b];

			now->change = change_of(baseline, host->name, now, any_address);
		}
	}
}

/* What is gone. */

enum fate {
	FATE_NOT_ASKED,
	FATE_GONE,
	FATE_NOT_KNOWN,
	FATE_STILL_BAD,
};

/* A host as it is now. */
struct today {
	const struct host_record *host;
	const struct judgement *judgements;
	bool *was_asked; /* of each port: was its address asked then? */
};

/* Is this the port of that finding: the same one, or, where its address is asked no more, the
 * same at an address that is new? */
static bool
is_port_of(const struct baseline_finding *then, const struct today *today, size_t port)
{
	const struct endpoint *now = &today->host->ports[port].endpoint;

	if (now->port != then->port)
		return false;
	if (is_same_name(now->address, then->address))
		return true;
	return !today->was_asked[port] && is_same_family(now->address, then->address) &&
	       !is_asked(today->host, then->address);
}

static enum fate
fate_on(const struct judgement *judgement, const struct rule *rule)
{
	/* A rule of another program: nobody looks for it here. */
	if (rule == NULL)
		return FATE_NOT_KNOWN;
	switch (judgement->findings[rule_place(rule)].ruling.verdict) {
	case VERDICT_BAD:
		return FATE_STILL_BAD;
	case VERDICT_GOOD:
	case VERDICT_NOT_APPLICABLE:
		return FATE_GONE;
	case VERDICT_UNKNOWN:
	case VERDICT_COUNT:
		break;
	}
	return FATE_NOT_KNOWN;
}

/* On several ports the worst fate is the finding's. */
static enum fate
fate_of(const struct baseline_finding *then, const struct today *today)
{
	const struct rule *rule = rule_by_id(span_of(then->id));
	enum fate worst = FATE_NOT_ASKED;

	for (size_t i = 0; i < today->host->ports_len; i++) {
		enum fate fate;

		if (!is_port_of(then, today, i))
			continue;
		fate = fate_on(&today->judgements[i], rule);
		worst = fate > worst ? fate : worst;
	}
	return worst;
}

static size_t
count_of_host(const struct baseline *baseline, const char *host)
{
	size_t count = 0;

	for (size_t i = 0; i < baseline->len; i++)
		count += is_same_name(baseline->findings[i].host, host) ? 1 : 0;
	return count;
}

static struct gone
gone_of(const struct baseline_finding *then)
{
	return (struct gone){
		.host = then->host,
		.address = then->address,
		.port = then->port,
		.service = then->service,
		.id = then->id,
		.severity = then->severity,
		.title = then->title,
	};
}

struct goings
baseline_goings(const struct baseline *baseline, const struct host_record *host,
    const struct judgement *judgements, struct arena *arena)
{
	struct goings goings = { .gone = arena_alloc(
				     arena, sizeof(struct gone) *
						(count_of_host(baseline, host->name) + 1)) };
	const struct today today = {
		.host = host,
		.judgements = judgements,
		.was_asked = arena_alloc(arena, sizeof(bool) * (host->ports_len + 1)),
	};

	/* Once for all findings: a baseline may have very many. */
	for (size_t i = 0; i < host->ports_len; i++)
		today.was_asked[i] =
		    was_asked(baseline, host->name, host->ports[i].endpoint.address);
	for (size_t i = 0; i < baseline->len; i++) {
		const struct baseline_finding *then = &baseline->findings[i];

		if (!is_same_name(then->host, host->name))
			continue;
		switch (fate_of(then, &today)) {
		case FATE_NOT_ASKED:
			goings.not_asked++;
			break;
		case FATE_GONE:
			goings.gone[goings.len++] = gone_of(then);
			break;
		case FATE_NOT_KNOWN:
			goings.not_known++;
			break;
		case FATE_STILL_BAD:
			break;
		}
	}
	return goings;
}
