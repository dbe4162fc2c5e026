/* SPDX-License-Identifier: MIT */
/* A scene, diagnosed: what the whole of a diagnosis makes of a server. */
#ifndef SUPPORT_PATIENT_H
#define SUPPORT_PATIENT_H

#include "rules/diagnosis.h"
#include "support/player.h"

struct patient {
	struct player player;
	struct host_record host; /* with this one port */
	struct diagnosis diagnosis;
	struct answer_to_why answer;
};

/* Plays a scene of tests/data/scenes to a port of this scheme until the diagnosis is done, and
 * judges. */
void patient_init(struct patient *patient, const char *scheme, const char *scene);

/* The same where every second connection meets the other scene. */
void patient_init_pool(
    struct patient *patient, const char *scheme, const char *scene, const char *other);
/* The same with a user's login or mail; the limits say what of it. */
void patient_init_with(struct patient *patient, const char *scheme, const char *scene,
    const struct user *user, struct limits limits);
void patient_clear(struct patient *patient);

/* The same with the hellos of these clients, which must outlive the patient. */
void patient_init_as(struct patient *patient, const char *scheme, const char *scene,
    const struct client_choice *clients, size_t clients_len);

/* Once more, after something in the records has been changed. */
void patient_judge(struct patient *patient);

/* What is thought of a cause. */
const struct opinion *patient_opinion(const struct patient *patient, const char *id);

#endif
