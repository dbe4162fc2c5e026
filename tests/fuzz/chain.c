/* SPDX-License-Identifier: MIT */
/*
 * Aims at certificate_read, chain_read and trust_store_judge. Each certificate stands behind
 * two bytes of its length.
 */
#include "tls/chain.h"
#include "base/text.h"
#include "fuzz.h"
#include "tls/certificate.h"
#include "tls/identity.h"
#include "tls/trust.h"

enum { NOW = 1795000000 };

static void
check(const struct certificate *certificate)
{
	MUST(text_is_plain(span_of(certificate->subject)));
	MUST(text_is_plain(span_of(certificate->issuer)));
	MUST(text_is_plain(span_of(certificate->common_name)));
	MUST(certificate->names_len <= NAMES_MAX);
	for (size_t i = 0; i < certificate->names_len; i++)
		MUST(text_is_plain(span_of(certificate->names[i])));
	MUST(!certificate->is_self_signed || certificate->is_self_issued);
	MUST(span_of(certificate->sha256).len == 64);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct authority *authority;
	static struct trust_store *trust;
	struct span input = { .data = data, .len = len };
	struct session session = { 0 };
	struct arena arena;
	struct chain chain;

	if (authority == NULL) {
		authority = authority_new("mail.example.test", NOW);
		trust = trust_store_new_text(authority_pem(authority), "test");
	}
	while (input.len > 0 && session.chain_len < CHAIN_MAX) {
		size_t size = (size_t)take_byte(&input) << 8;

		size += take_byte(&input);
		session.chain[session.chain_len++] = take_bytes(&input, size);
	}
	session.chain_sent = session.chain_len + (input.len > 0 ? 1 : 0);
	arena_init(&arena);
	session.trust = trust_store_judge(trust, session.chain, session.chain_len);
	MUST(session.trust != TRUST_ANCHORED);
	chain_read(&session, "mail.example.test", NOW, &arena, &chain);
	MUST(chain.problems[CHAIN_EMPTY] == (chain.len == 0));
	for (size_t i = 0; i < chain.len; i++)
		check(&chain.certificates[i]);
	for (size_t i = 0; i < CHAIN_PROBLEMS; i++)
		MUST(chain.where[i] <= chain.len);
	arena_clear(&arena);
	return 0;
}
