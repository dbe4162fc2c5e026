/* SPDX-License-Identifier: MIT */
#include "report/sarif_parts.h"

#include "report/ci_parts.h"
#include "rules/software.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

json_t *
sarif_message(struct arena *arena, const char *text)
{
	char *safe = arena_alloc(arena, strlen(text) * 2 + 1);
	json_t *object = json_must(json_object());
	size_t len = 0;

	for (; *text != '\0'; text++) {
		safe[len++] = *text;
		if (*text == '{' || *text == '}')
			safe[len++] = *text;
		else if (text[0] == ']' && text[1] == '(')
			safe[len++] = ' ';
	}
	json_put(object, "text", json_string(safe));
	return object;
}

/* Places. */

/* A segment of a path (RFC 3986 section 3.3): all but the unreserved characters are encoded, so
 * that no colon makes a scheme of it. */
static const char *
segment(struct arena *arena, const char *text)
{
	char *out = arena_alloc(arena, strlen(text) * 3 + 1);
	char *end = out;

	for (; *text != '\0'; text++)
		if (isalnum((unsigned char)*text) || strchr("-._~", *text) != NULL)
			*end++ = *text;
		else
			end += sprintf(end, "%%%02X", (unsigned char)*text);
	return out;
}

/* "mail.example.org/587-submission", "mail.example.org/192.0.2.25/587-submission". */
static const char *
uri(struct arena *arena, const struct sarif_place *place)
{
	const char *path = segment(arena, ci_plain(arena, place->host));

	if (place->port == 0)
		return path;
	if (place->address != NULL)
		path = arena_printf(arena, "%s/%s", path, segment(arena, place->address));
	return arena_printf(
	    arena, "%s/%u-%s", path, place->port, segment(arena, place->service));
}

static json_t *
logical_location(struct arena *arena, const struct sarif_place *place)
{
	json_t *object = json_must(json_object());
	const char *name = ci_plain(arena, place->host);

	if (place->port != 0)
		name = ci_place(arena, place->host, place->port);
	json_put(object, "name", json_string(name));
	json_put(object, "fullyQualifiedName",
	    json_string(place->port == 0 ? name
					 : arena_printf(arena, "%s://%s%s%s", place->service,
					       name, place->address == NULL ? "" : "/",
					       place->address == NULL ? "" : place->address)));
	json_put(object, "kind", json_string("resource"));
	return object;
}

json_t *
sarif_locations(struct arena *arena, const struct sarif_place *place)
{
	json_t *locations = json_must(json_array());
	json_t *location = json_must(json_object());
	json_t *logical = json_must(json_array());

	json_append(logical, logical_location(arena, place));
	json_put(location, "physicalLocation",
	    json_pack("{s:{s:s}, s:{s:i}}", "artifactLocation", "uri", uri(arena, place),
		"region", "startLine", 1));
	json_put(location, "logicalLocations", logical);
	json_append(locations, location);
	return locations;
}

/* FNV-1a: stable, and there is nothing to be gained by a collision. */
static uint64_t
hash(const char *text)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (; *text != '\0'; text++)
		sum = (sum ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return sum;
}

json_t *
sarif_fingerprints(struct arena *arena, const struct sarif_place *place, const char *id)
{
	json_t *object = json_must(json_object());
	const char *print = arena_printf(arena, "%s:%s", uri(arena, place), id);

	json_put(object, "mailsonde/v1", json_string(print));
	/* The one that GitHub looks at, in its usual form. */
	json_put(object, "primaryLocationLineHash",
	    json_string(arena_printf(arena, "%016" PRIx64 ":1", hash(print))));
	return object;
}

/* Rules. */

const char *
sarif_level(enum severity severity)
{
	static const char *const levels[] = {
		[SEVERITY_OFF] = "none",
		[SEVERITY_INFO] = "note",
		[SEVERITY_LOW] = "note",
		[SEVERITY_MEDIUM] = "warning",
		[SEVERITY_HIGH] = "error",
		[SEVERITY_CRITICAL] = "error",
	};
	_Static_assert(COUNT_OF(levels) == SEVERITY_COUNT, "a level for each severity");

	return levels[severity];
}

/* In the middle of what GitHub takes for each word; NULL: no matter of security. */
static const char *
security_severity(enum severity severity)
{
	static const char *const numbers[] = {
		[SEVERITY_OFF] = NULL,
		[SEVERITY_INFO] = NULL,
		[SEVERITY_LOW] = "2.0",
		[SEVERITY_MEDIUM] = "5.5",
		[SEVERITY_HIGH] = "8.0",
		[SEVERITY_CRITICAL] = "9.5",
	};
	_Static_assert(COUNT_OF(numbers) == SEVERITY_COUNT, "a number for each severity");

	return numbers[severity];
}

static enum severity
worst_of(const struct rule *rule)
{
	enum severity worst = SEVERITY_OFF;

	for (int role = 0; role < ROLE_COUNT; role++)
		if (rule_severity(rule, GRADE_USUAL, (enum role)role) > worst)
			worst = rule_severity(rule, GRADE_USUAL, (enum role)role);
	return worst;
}

/* "tls-10" as "Tls10". */
static const char *
name_of(struct arena *arena, const char *id)
{
	char *name = arena_alloc(arena, strlen(id) + 1);
	size_t len = 0;
	bool begins = true;

	for (; *id != '\0'; id++) {
		if (*id != '-')
			name[len++] = (char)(begins ? toupper((unsigned char)*id) : *id);
		begins = *id == '-';
	}
	return name;
}

static const char *
capitalised(struct arena *arena, const char *text)
{
	char *copy = arena_string(arena, span_of(text));

	*copy = (char)toupper((unsigned char)*copy);
	return copy;
}

static const char *
lower(struct arena *arena, const char *text)
{
	char *copy = arena_string(arena, span_of(text));

	for (char *at = copy; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	return copy;
}

/* How the lines of one kind of settings are introduced and framed. */
struct frame {
	const char *before;  /* the software and its purpose */
	const char *between; /* those and the lines */
	const char *after;
};

static const char *
add_settings(struct arena *arena, const char *help, const struct settings *settings,
    const char *purpose, const struct frame *frame)
{
	for (int i = 0; i < SOFTWARE_COUNT; i++) {
		enum software software = (enum software)i;
		const char *lines = software_settings(settings, software);

		if (lines != NULL)
			help = arena_printf(arena, "%s%s%s%s%s%s%s", help, frame->before,
			    software_name(software), purpose, frame->between, lines,
			    frame->after);
	}
	return help;
}

/* Its braces are left as they are: it has no placeholders, and its lines are to be pasted. */
static json_t *
help(struct arena *arena, const struct rule *rule)
{
	static const struct frame plain = { "\n\n", ":\n", "" };
	static const struct frame markdown = { "\n\n", ":\n\n```\n", "\n```" };
	const char *purpose = rule->settings_mx == NULL ? "" : " where users log in";
	const char *text = arena_printf(arena, "%s\n\n%s", rule->why, rule->advice);
	const char *marked =
	    arena_printf(arena, "**Why:** %s\n\n**Fix:** %s", rule->why, rule->advice);
	json_t *object = json_must(json_object());

	text = add_settings(arena, text, rule->settings, purpose, &plain);
	marked = add_settings(arena, marked, rule->settings, purpose, &markdown);
	text =
	    add_settings(arena, text, rule->settings_mx, " for mail between servers", &plain);
	marked = add_settings(
	    arena, marked, rule->settings_mx, " for mail between servers", &markdown);
	json_put(object, "text",
	    json_string(arena_printf(arena, "%s\n\nReference: %s", text, rule->reference)));
	json_put(object, "markdown",
	    json_string(
		arena_printf(arena, "%s\n\n**Reference:** %s", marked, rule->reference)));
	return object;
}

static json_t *
rule_properties(struct arena *arena, const struct topic *topic, const char *number)
{
	json_t *object = json_must(json_object());
	json_t *tags = json_must(json_array());

	/* GitHub takes the number only together with this tag. */
	if (number != NULL)
		json_append(tags, json_string("security"));
	json_append(tags, json_string("mail"));
	json_append(tags, json_string(lower(arena, topic->title)));
	json_put(object, "tags", tags);
	if (number != NULL)
		json_put(object, "security-severity", json_string(number));
	return object;
}

json_t *
sarif_rule(struct arena *arena, const struct topic *topic, const struct rule *rule,
    enum severity found)
{
	json_t *object = json_must(json_object());
	enum severity severity = found == SEVERITY_OFF ? worst_of(rule) : found;

	json_put(object, "id", json_string(rule->id));
	/* A name that is but the id again is none. */
	if (strchr(rule->id, '-') != NULL)
		json_put(object, "name", json_string(name_of(arena, rule->id)));
	json_put(object, "shortDescription",
	    json_pack("{s:s}", "text", capitalised(arena, rule->title)));
	json_put(object, "fullDescription", json_pack("{s:s}", "text", rule->why));
	json_put(object, "help", help(arena, rule));
	json_put(object, "defaultConfiguration",
	    json_pack("{s:s}", "level", sarif_level(worst_of(rule))));
	json_put(
	    object, "properties", rule_properties(arena, topic, security_severity(severity)));
	return object;
}
