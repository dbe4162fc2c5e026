/* SPDX-License-Identifier: MIT */
#include "support/patient.h"

#include "probe/diagnose.h"
#include "probe/digest.h"

#include <stdlib.h>
#include <string.h>

void
patient_judge(struct patient *patient)
{
	struct player *player = &patient->player;

	digest_port(&player->port, &player->arena, &player->facts);
	diagnose_read(&player->facts, &player->arena, &patient->diagnosis);
	diagnosis_judge(&(struct case_file){ .host = &patient->host,
			    .diagnosis = &patient->diagnosis,
			    .all = &patient->diagnosis,
			    .arena = &player->arena },
	    &patient->answer);
}

/* All but the scene. */
static void
prepare(struct patient *patient, const char *scheme, struct limits limits)
{
	struct player *player = &patient->player;

	*patient = (struct patient){ 0 };
	player_init(player, scheme);
	player->plan = diagnose_next;
	limits.depth = DEPTH_STANDARD;
	limits.connections_max = DIAGNOSE_CONNECTIONS_MAX;
	limits.is_diagnosis = true;
	player->port.limits = limits;
	patient->host = (struct host_record){
		.name = PLAYER_HOST, .ports = &player->port, .ports_len = 1, .is_complete = true
	};
}

void
patient_init(struct patient *patient, const char *scheme, const char *scene)
{
	patient_init_with(patient, scheme, scene, NULL, (struct limits){ 0 });
}

void
patient_init_as(struct patient *patient, const char *scheme, const char *scene,
    const struct client_choice *clients, size_t clients_len)
{
	patient_init_with(patient, scheme, scene, NULL,
	    (struct limits){ .clients = clients, .clients_len = clients_len });
}

void
patient_init_with(struct patient *patient, const char *scheme, const char *scene,
    const struct user *user, struct limits limits)
{
	prepare(patient, scheme, limits);
	patient->player.settings.user = user;
	player_play_file(&patient->player, scene);
	patient_judge(patient);
}

void
patient_init_pool(
    struct patient *patient, const char *scheme, const char *scene, const char *other)
{
	prepare(patient, scheme, (struct limits){ 0 });
	player_alternate(&patient->player, other);
	player_play_file(&patient->player, scene);
	patient_judge(patient);
}

void
patient_clear(struct patient *patient)
{
	arena_clear(&patient->host.arena);
	player_clear(&patient->player);
}

const struct opinion *
patient_opinion(const struct patient *patient, const char *id)
{
	for (size_t i = 0; i < patient->answer.len; i++)
		if (strcmp(patient->answer.causes[i].cause->id, id) == 0)
			return &patient->answer.causes[i].opinion;
	abort();
}
