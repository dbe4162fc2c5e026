/* SPDX-License-Identifier: MIT */
/* What the causes' functions share, and the functions themselves, by the part of the path. */
#ifndef RULES_DIAGNOSIS_PARTS_H
#define RULES_DIAGNOSIS_PARTS_H

#include "rules/diagnosis.h"

/* rules/diagnosis_path.c: up to our TLS hello. */
decide_cause implicit_client_decide, starttls_client_decide, stripped_decide, ehlo_name_decide,
    greeting_delay_decide, rate_limit_decide, blocked_decide, wrong_host_decide,
    proxy_protocol_decide, family_decide, pool_decide, key_unusable_decide,
    close_after_220_decide, plaintext_decide, pipelined_decide, switched_off_decide,
    helo_decide;

/* rules/diagnosis_tls.c: the handshake. */
decide_cause stall_decide, large_hello_decide, tls13_decide, server_too_old_decide,
    no_shared_cipher_decide, ec_only_decide, dh_small_decide, legacy_signature_decide,
    sni_needed_decide, sni_rejected_decide, alpn_decide, client_certificate_decide,
    client_too_old_decide, unwanted_certificate_decide, resumption_decide;

/* rules/diagnosis_inside.c: the certificate, and what follows inside TLS. */
decide_cause self_signed_decide, intermediate_decide, name_mismatch_decide, expired_decide,
    cn_only_decide, weak_decide, order_decide, clock_decide, staple_decide, state_kept_decide,
    second_banner_decide, close_after_handshake_decide, no_login_decide, login_disabled_decide;

/* rules/diagnosis_network.c: what stands or happens between the two ends. */
decide_cause black_hole_decide, inspection_decide, interception_decide;

/* Cannot be seen from here. */
decide_cause unseen_decide;

struct opinion opinion(enum suspicion suspicion, const char *evidence);

/* Ruled out where this holds, else not reached. */
struct opinion opinion_unless(bool is_past, const char *evidence);

/* The path failed here, in this way. */
bool failed_at(const struct case_file *file, enum stage stage);
bool failed_by(const struct case_file *file, enum outcome outcome);

/* TLS was reached: our hello was sent and nothing failed before. */
bool got_to_hello(const struct case_file *file);
bool got_session(const struct case_file *file);

/* It failed or succeeded each time that it was tried, and that is twice: less proves nothing,
 * as a server may stumble over every second connection, whatever is in it. */
bool is_proven(const struct case_file *file, enum experiment experiment);

/* The suspicion for what is proven, else the one below. */
struct opinion opinion_if_proven(const struct case_file *file, enum experiment experiment,
    enum suspicion suspicion, const char *evidence);

bool has_succeeded(const struct case_file *file, enum experiment experiment);
bool has_failed_trial(const struct case_file *file, enum experiment experiment);

/* An alert on hellos for keys of either type, whose suites cover all that is in use: the server
 * has no key that it can use, or next to nothing in common with anybody. */
bool refuses_every_key(const struct case_file *file);

/* The server ends for want of a certificate of ours, and says so. */
bool wants_certificate(const struct case_file *file);

/* The size of hello above which the server does not answer, as far as it was found out: "a
 * hello of more than 517 bytes", "... of more than 400 to 512 bytes"; NULL: it was not. */
const char *hello_limit_words(const struct case_file *file);

/* The server's own words at the failure, in quotes; or where and how it failed. */
const char *words_of_failure(const struct case_file *file);

/* rules/diagnosis_words.c: how a failure reads, behind "the server": "hangs up". */
const char *failure_phrase(struct arena *arena, const struct failure *failure);

/* Where: behind the phrase, " at the login", or "". */
const char *failure_place(const struct failure *failure);

/* The whole in one sentence. */
const char *diagnosis_sentence(
    const struct case_file *file, const struct answer_to_why *answer);

/* rules/diagnosis_use.c: the sentence with what came of the user's login and mail, and what the
 * user can do about it, or NULL. */
const char *use_sentence(
    const struct case_file *file, const struct answer_to_why *answer, const char *sentence);
const char *use_hint(const struct case_file *file);

/* Is it wanted here, and did it not come to a good end? */
bool use_fails(const struct use *use);

#endif
