/* SPDX-License-Identifier: MIT */
/* What becomes of a mail client, and at what: the words of verdicts. */
#ifndef RULES_CLIENT_REASONS_H
#define RULES_CLIENT_REASONS_H

enum client_state {
	CLIENT_NOT_KNOWN,
	CLIENT_WORKS,
	CLIENT_GOES_CLEAR, /* TLS fails for it, and it goes on without */
	CLIENT_FAILS,
	CLIENT_NOT_APPLICABLE, /* it does not speak the protocol */
	CLIENT_STATES,
};

/* What decides, in the order in which it is met. */
enum client_reason {
	CLIENT_REASON_NONE, /* it works */
	CLIENT_REASON_PROTOCOL,
	CLIENT_REASON_BEFORE_TLS, /* the path fails for everybody */
	CLIENT_REASON_NOT_ASKED,
	CLIENT_REASON_HELLO_REFUSED,
	CLIENT_REASON_HELLO_DROPPED,
	CLIENT_REASON_HELLO_GARBLED,
	CLIENT_REASON_VERSION,
	CLIENT_REASON_DOWNGRADE,
	CLIENT_REASON_SUITE,
	CLIENT_REASON_RENEGOTIATION,
	CLIENT_REASON_GROUP,
	CLIENT_REASON_DH_BITS,
	CLIENT_REASON_EC_BITS,
	CLIENT_REASON_SIGNATURE,
	CLIENT_REASON_CERTIFICATE_UNSEEN,
	CLIENT_REASON_KEY_BITS,
	CLIENT_REASON_SHA1,
	CLIENT_REASON_CHAIN,
	CLIENT_REASON_TIME,
	CLIENT_REASON_NAME,
	CLIENT_REASON_CLIENT_CERTIFICATE,
	CLIENT_REASON_AFTER_TLS,
	CLIENT_REASONS,
};

/* Words for programs: "goes-clear", "key-bits"; and for people the step at which a reason is
 * met: "handshake", "certificate". */
const char *client_state_name(enum client_state state);
const char *client_reason_name(enum client_reason reason);
const char *client_reason_step(enum client_reason reason);

#endif
