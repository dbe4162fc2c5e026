/* SPDX-License-Identifier: MIT */
/* Asks one host for the cause of a failure, and tells it. */
#include "probe/diagnose.h"
#include "cli/error_text.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "probe/digest.h"
#include "report/diagnosis_json.h"
#include "report/evidence.h"

#include <errno.h>

/* Of the clients that the user named, where the path itself works. */
static enum status
status_of_clients(const struct answer_to_why *answer)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < answer->clients_len; i++) {
		const struct client_verdict *verdict = &answer->clients[i];

		if (!verdict->trial->is_named)
			continue;
		if (verdict->state == CLIENT_NOT_KNOWN)
			status = output_worse(status, STATUS_UNTESTED);
		if (verdict->state == CLIENT_FAILS || verdict->state == CLIENT_GOES_CLEAR)
			return STATUS_FINDINGS;
	}
	return status;
}

/* The exit status says what the user asks: does it work (0), and if not, is it known why (1)?
 */
static enum status
status_of(const struct answer_to_why *answer)
{
	if (!answer->is_tried)
		return STATUS_UNTESTED;
	if (answer->works)
		return status_of_clients(answer);
	if (answer->diagnosis->use.state == USE_REFUSED)
		return STATUS_FINDINGS;
	if (answer->diagnosis->use.state == USE_WITHHELD)
		return STATUS_UNTESTED;
	return answer->causes[0].opinion.suspicion >= SUSPICION_LIKELY ? STATUS_FINDINGS
	                                                               : STATUS_UNTESTED;
}

static void
judge(struct host_record *host, const struct error_reading *error,
    struct diagnosis_result *result)
{
	struct arena *arena = &host->arena;
	size_t len = host->ports_len;
	struct port_facts *facts = arena_alloc(arena, sizeof(*facts) * len);
	struct diagnosis *diagnoses = arena_alloc(arena, sizeof(*diagnoses) * len);
	struct answer_to_why *answers = arena_alloc(arena, sizeof(*answers) * len);

	for (size_t i = 0; i < len; i++) {
		digest_port(&host->ports[i], arena, &facts[i]);
		diagnose_read(&facts[i], arena, &diagnoses[i]);
	}
	for (size_t i = 0; i < len; i++)
		diagnosis_judge(&(struct case_file){ .host = host,
				    .diagnosis = &diagnoses[i],
				    .all = diagnoses,
				    .arena = arena },
		    &answers[i]);
	*result = (struct diagnosis_result){ .host = host, .answers = answers, .error = error };
}

static void
write_text(struct output *output, const struct diagnosis_result *result)
{
	FILE *out = output->files[OUTPUT_TEXT];

	errno = 0;
	diagnosis_text(out, output->options->has_colour, result);
	if ((fflush(out) != 0 || ferror(out) != 0) && output->errors[OUTPUT_TEXT] == 0)
		output->errors[OUTPUT_TEXT] = errno;
}

void
output_diagnosis(struct output *output, struct host_record *host)
{
	struct diagnosis_result result;

	judge(host, output->options->reading, &result);
	if (host->ports_len == 0)
		output->status = output_worse(output->status, STATUS_UNTESTED);
	for (size_t i = 0; i < host->ports_len; i++)
		output->status = output_worse(output->status, status_of(&result.answers[i]));
	output_wipe_progress(output);
	if (output->files[OUTPUT_TEXT] != NULL)
		write_text(output, &result);
	if (output->files[OUTPUT_JSON] != NULL)
		diagnosis_json(output->files[OUTPUT_JSON], output->run, &result);
	if (output->files[OUTPUT_EVIDENCE] != NULL)
		evidence_host(output->files[OUTPUT_EVIDENCE], host);
	output->has_hosts = true;
}

const char *
diagnose_read_error(struct options *options)
{
	struct error_reading *reading;
	const char *problem;

	if (options->error == NULL)
		return NULL;
	reading = arena_alloc(&options->arena, sizeof(*reading));
	problem = error_text_read(options, reading);
	if (problem == NULL)
		options->reading = reading;
	return problem;
}

enum status
diagnose_verb(struct options *options)
{
	const char *problem = diagnose_read_error(options);

	return problem != NULL ? usage_error(problem) : scan_verb(options);
}
