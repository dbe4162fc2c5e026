/* SPDX-License-Identifier: MIT */
#include "report/baseline_file.h"

#include "base/buffer.h"
#include "base/text.h"
#include "report/evidence.h"
#include "report/json.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

/* Where in the document an object stands: hosts[0].ports[3].findings[1]. */
struct node {
	const struct node *above; /* NULL: this is the document */
	const char *list;         /* the member of `above` that holds it */
	size_t place;             /* in that list; ONLY_ONE: the member is this object itself */
	json_t *object;
};
#define ONLY_ONE SIZE_MAX

/* The first error counts. */
struct reading {
	struct arena *arena;
	const char *problem;
	struct baseline baseline;
	size_t hosts_done;
	bool is_interrupted;
};

static void
fail(struct reading *reading, const char *words)
{
	if (reading->problem == NULL)
		reading->problem = words;
}

/* Members. */

static const char *
path_of(struct arena *arena, const struct node *node)
{
	const char *above;
	const char *dot;

	if (node->above == NULL)
		return "";
	above = path_of(arena, node->above);
	dot = *above == '\0' ? "" : ".";
	if (node->place == ONLY_ONE)
		return arena_printf(arena, "%s%s%s", above, dot, node->list);
	return arena_printf(arena, "%s%s%s[%zu]", above, dot, node->list, node->place);
}

/* The member `key` of the object, or, for "", the object itself. */
static void
reject(struct reading *reading, const struct node *node, const char *key)
{
	const char *path;

	if (reading->problem != NULL)
		return;
	path = path_of(reading->arena, node);
	reading->problem =
	    arena_printf(reading->arena, "it is damaged: %s%s%s is missing or wrong", path,
		*path == '\0' || *key == '\0' ? "" : ".", key);
}

/* Plain text; `otherwise`, if that is not NULL, for null and where there is none. */
static const char *
get_text(
    struct reading *reading, const struct node *node, const char *key, const char *otherwise)
{
	json_t *value = json_object_get(node->object, key);
	struct span text = { (const uint8_t *)json_string_value(value),
		json_string_length(value) };

	if (otherwise != NULL && (value == NULL || json_is_null(value)))
		return otherwise;
	if (json_is_string(value) && text_is_plain(text))
		return arena_string(reading->arena, text);
	reject(reading, node, key);
	return "";
}

/* The same, and not empty. */
static const char *
get_words(struct reading *reading, const struct node *node, const char *key)
{
	const char *words = get_text(reading, node, key, NULL);

	if (*words == '\0')
		reject(reading, node, key);
	return words;
}

static uint16_t
get_port(struct reading *reading, const struct node *node)
{
	json_t *value = json_object_get(node->object, "port");

	if (json_is_integer(value) && json_integer_value(value) > 0 &&
	    json_integer_value(value) <= UINT16_MAX)
		return (uint16_t)json_integer_value(value);
	reject(reading, node, "port");
	return 0;
}

static bool
get_bool(struct reading *reading, const struct node *node, const char *key)
{
	json_t *value = json_object_get(node->object, key);

	if (!json_is_boolean(value))
		reject(reading, node, key);
	return json_is_true(value);
}

static enum severity
get_severity(struct reading *reading, const struct node *node)
{
	const char *name = get_text(reading, node, "severity", NULL);
	enum severity severity = SEVERITY_OFF;

	if (!severity_by_name(span_of(name), &severity) || severity == SEVERITY_OFF)
		reject(reading, node, "severity");
	return severity;
}

/* How many items the list has; 0 after an error. */
static size_t
list_len(struct reading *reading, const struct node *node, const char *key)
{
	json_t *value = json_object_get(node->object, key);

	if (!json_is_array(value))
		reject(reading, node, key);
	return reading->problem == NULL ? json_array_size(value) : 0;
}

static struct node
item_of(struct reading *reading, const struct node *node, const char *key, size_t place)
{
	const struct node item = {
		.above = node,
		.list = key,
		.place = place,
		.object = json_array_get(json_object_get(node->object, key), place),
	};

	if (!json_is_object(item.object))
		reject(reading, &item, "");
	return item;
}

/* Hosts, ports, findings. */

static void
read_finding(struct reading *reading, const struct node *node, const struct baseline_port *port,
    const char *service)
{
	struct baseline *baseline = &reading->baseline;

	baseline->findings[baseline->len++] = (struct baseline_finding){
		.host = port->host,
		.address = port->address,
		.port = port->port,
		.service = service,
		.id = get_words(reading, node, "id"),
		.severity = get_severity(reading, node),
		.evidence = get_text(reading, node, "evidence", ""),
		.title = get_words(reading, node, "title"),
	};
}

static void
read_port(struct reading *reading, const struct node *node, const char *host)
{
	struct baseline *baseline = &reading->baseline;
	struct baseline_port *port = &baseline->ports[baseline->ports_len++];
	const char *service = get_words(reading, node, "service");
	size_t len = list_len(reading, node, "findings");

	*port = (struct baseline_port){
		.host = host,
		.address = get_words(reading, node, "address"),
		.port = get_port(reading, node),
	};
	for (size_t i = 0; i < len && reading->problem == NULL; i++) {
		const struct node finding = item_of(reading, node, "findings", i);

		read_finding(reading, &finding, port, service);
	}
}

static void
read_host(struct reading *reading, const struct node *node)
{
	const char *name = get_words(reading, node, "name");
	bool is_complete = get_bool(reading, node, "complete");
	size_t len = list_len(reading, node, "ports");

	if (!is_complete) {
		reading->is_interrupted = true;
		return;
	}
	reading->hosts_done++;
	for (size_t i = 0; i < len && reading->problem == NULL; i++) {
		const struct node port = item_of(reading, node, "ports", i);

		read_port(reading, &port, name);
	}
}

/* Room for all ports and findings that the document can have. */
static void
make_room(struct reading *reading, json_t *document)
{
	struct baseline *baseline = &reading->baseline;
	size_t ports_len = 0;
	size_t findings_len = 0;
	json_t *host;
	json_t *port;
	size_t h;
	size_t p;

	json_array_foreach(json_object_get(document, "hosts"), h, host)
	{
		ports_len += json_array_size(json_object_get(host, "ports"));
		json_array_foreach(json_object_get(host, "ports"), p, port)
		{
			findings_len += json_array_size(json_object_get(port, "findings"));
		}
	}
	baseline->ports =
	    arena_alloc(reading->arena, sizeof(struct baseline_port) * (ports_len + 1));
	baseline->findings =
	    arena_alloc(reading->arena, sizeof(struct baseline_finding) * (findings_len + 1));
}

static void
read_run(struct reading *reading, const struct node *node)
{
	const struct node run = {
		.above = node,
		.list = "run",
		.place = ONLY_ONE,
		.object = json_object_get(node->object, "run"),
	};

	if (!json_is_object(run.object))
		reject(reading, node, "run");
	reading->baseline.made_at = get_words(reading, &run, "began");
	if (!get_bool(reading, &run, "complete"))
		reading->is_interrupted = true;
}

/* An interrupted run is good for the hosts that were done. */
static void
settle_lack(struct reading *reading)
{
	if (!reading->is_interrupted)
		return;
	if (reading->hosts_done == 0)
		fail(reading, "its run was interrupted before any host was done; scan again");
	reading->baseline.lack =
	    "the baseline's run was interrupted: hosts that were not done are left out";
}

/* The document. */

_Static_assert(
    (int)BASELINE_VERSION == (int)JSON_REPORT_VERSION, "what we write can be a baseline");

static void
check_version(struct reading *reading, const struct node *document)
{
	json_t *version = json_object_get(document->object, "version");

	if (!json_is_integer(version) || json_integer_value(version) < 1)
		reject(reading, document, "version");
	else if (json_integer_value(version) < BASELINE_VERSION)
		fail(reading, "it was made by an earlier version of mailsonde, whose findings "
			      "cannot be compared; scan again");
	else if (json_integer_value(version) > BASELINE_VERSION)
		fail(reading, "it was made by a later version of mailsonde");
}

static void
check_format(struct reading *reading, const struct node *document)
{
	const char *format = json_string_value(json_object_get(document->object, "format"));

	if (format != NULL && strcmp(format, EVIDENCE_FORMAT) == 0)
		fail(reading, "it is evidence, not a report; 'mailsonde replay --json' makes "
			      "a report of it");
	else if (format == NULL || strcmp(format, "mailsonde-report") != 0)
		fail(reading, "it is no JSON report of mailsonde: it lacks \"format\": "
			      "\"mailsonde-report\"");
	else
		check_version(reading, document);
}

static void
read_document(struct reading *reading, json_t *object)
{
	const struct node document = { .object = object };
	size_t len;

	check_format(reading, &document);
	if (reading->problem != NULL)
		return;
	len = list_len(reading, &document, "hosts");
	make_room(reading, object);
	for (size_t i = 0; i < len && reading->problem == NULL; i++) {
		const struct node host = item_of(reading, &document, "hosts", i);

		read_host(reading, &host);
	}
	read_run(reading, &document);
	settle_lack(reading);
}

/* Bytes. */

static bool
is_blank(struct span bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		if (strchr(" \t\r\n", bytes.data[i]) == NULL || bytes.data[i] == '\0')
			return false;
	return true;
}

/* Did the reader come to the end without a fault, or with one in the last word: in the middle
 * of "true"? */
static bool
is_cut_off(struct span bytes, const json_error_t *error)
{
	return json_error_code(error) == json_error_premature_end_of_input ||
	       (bytes.data[0] == '{' && (size_t)error->position >= bytes.len);
}

static void
fail_json(struct reading *reading, struct span bytes, const json_error_t *error)
{
	if (json_error_code(error) == json_error_out_of_memory)
		die("out of memory");
	else if (is_cut_off(bytes, error))
		fail(reading, "it is cut off: its end is missing");
	else if (json_error_code(error) == json_error_duplicate_key)
		fail(
		    reading, arena_printf(reading->arena,
				 "it is damaged: a member stands twice in one object (line %d)",
				 error->line));
	else
		fail(
		    reading, arena_printf(reading->arena, "it is not JSON (line %d, column %d)",
				 error->line, error->column));
}

static void
read_bytes(struct reading *reading, struct span bytes)
{
	json_error_t error;
	json_t *document;

	if (is_blank(bytes)) {
		fail(reading, "it is empty");
		return;
	}
	/* Evidence has more lines behind the first; that it is evidence says more. */
	document = json_loadb((const char *)bytes.data, bytes.len,
	    JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &error);
	if (document == NULL) {
		fail_json(reading, bytes, &error);
		return;
	}
	read_document(reading, document);
	if (!is_blank(span_skip(bytes, (size_t)error.position)))
		fail(reading, "it is damaged: there is more behind its end");
	json_decref(document);
}

static bool
take_all(FILE *in, struct buffer *bytes)
{
	uint8_t piece[16384];
	size_t len = fread(piece, 1, sizeof(piece), in);

	while (len > 0) {
		if (!buffer_append(bytes, (struct span){ piece, len }))
			return false;
		len = fread(piece, 1, sizeof(piece), in);
	}
	return true;
}

bool
baseline_file_read(
    FILE *in, struct arena *arena, struct baseline *baseline, const char **problem)
{
	struct reading reading = { .arena = arena };
	struct buffer bytes;

	buffer_init(&bytes, BASELINE_FILE_MAX);
	if (!take_all(in, &bytes))
		fail(&reading, "it is larger than 64 MiB");
	else if (ferror(in) != 0)
		fail(&reading, arena_printf(arena, "it cannot be read: %s", strerror(errno)));
	else
		read_bytes(&reading, buffer_span(&bytes));
	buffer_clear(&bytes);
	if (reading.problem != NULL) {
		*problem = reading.problem;
		return false;
	}
	*baseline = reading.baseline;
	return true;
}
