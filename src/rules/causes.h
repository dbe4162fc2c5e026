/* SPDX-License-Identifier: MIT */
/*
 * Causes: why mail does not go through although the server seems to do TLS. A cause is one
 * block in the file of its topic: what it is, how it looks from outside, what tells it from
 * those that look alike, who changes what, and what clients print where they meet it. Several
 * causes make a client print the same words: these stand once, in rules/sayings.h.
 */
#ifndef RULES_CAUSES_H
#define RULES_CAUSES_H

#include "rules/settings.h"

#include "base/span.h"

/* Who has to change something. */
enum side {
	SIDE_SERVER = 1 << 0,
	SIDE_CLIENT = 1 << 1,
	SIDE_NETWORK = 1 << 2,
	SIDE_DNS = 1 << 3,
	SIDES_ALL = (1 << 4) - 1,
};

/* How often one hears of it. */
enum frequency {
	FREQUENCY_OFTEN,     /* many independent reports */
	FREQUENCY_AT_TIMES,  /* several */
	FREQUENCY_SELDOM,    /* one or two good ones */
	FREQUENCY_UNCERTAIN, /* little is known */
	FREQUENCY_COUNT,
};

/* Who can see it. */
enum vantage {
	VANTAGE_OUTSIDE, /* a probe of the server, from anywhere */
	VANTAGE_CLIENT,  /* only who is on the client's machine, or in its network */
	VANTAGE_DNS,     /* a probe that asks the DNS as well */
	VANTAGE_COUNT,
};

/* Whose words they are. */
enum printer {
	PRINTER_ANY,
	PRINTER_SERVER, /* a reply, which clients pass on */
	PRINTER_LOG,    /* the log of a server */
	PRINTER_CURL,
	PRINTER_DOTNET,
	PRINTER_EXIM,
	PRINTER_GNUTLS,
	PRINTER_GO,
	PRINTER_JAVA,
	PRINTER_MAILKIT,
	PRINTER_MICROSOFT, /* Exchange Online, Outlook */
	PRINTER_NODE,
	PRINTER_OPENSSL,
	PRINTER_PHP,
	PRINTER_POSTFIX,
	PRINTER_PYTHON,
	PRINTER_RUBY,
	PRINTER_SWAKS,
	PRINTER_THUNDERBIRD,
	PRINTER_COUNT,
};

/* A part of what is printed, as errors_read (rules/errors.h) looks for it: case does not
 * matter, blanks, '-' and '_' are the same, '*' stands for what varies
 * (it may be nothing), and '%' for what varies and has no blank in it. */
struct print {
	enum printer printer;
	const char *text; /* NULL behind the last */
};

struct saying;

struct cause {
	const char *id;    /* never changes, never used again for something else */
	const char *title; /* what happens, as a clause, no full stop */
	unsigned sides;    /* a set of enum side */
	enum frequency frequency;
	enum vantage vantage;
	const char *what;                /* it is: a sentence or two */
	const char *seen;                /* from outside: bytes, alerts, their order */
	const char *separate;            /* the experiment that tells it from its neighbours */
	const char *server_fix;          /* sentences, or NULL */
	const char *client_fix;          /* likewise */
	const struct settings *settings; /* or NULL */
	const char *command; /* to run on the client's machine; only if seen there, or in DNS */
	const char *const *findings;        /* ids of rules that show the same; NULL for none */
	const struct print *prints;         /* that point to this cause; NULL for none */
	const struct saying *const *shares; /* with others: NULL behind the last, or for none */
	const struct saying *const
	    *at_times; /* likewise, but this is seldom the cause of them */
};

struct cause_topic {
	const char *title;
	const struct cause *const *causes; /* NULL behind the last */
};

/* All causes, topic by topic. */
extern const struct cause_topic cause_topics[];
extern const size_t cause_topics_count;

extern const struct cause *const causes_on_the_way[];
extern const struct cause *const causes_at_starttls[];
extern const struct cause *const causes_in_the_handshake[];
extern const struct cause *const causes_in_the_certificate[];
extern const struct cause *const causes_after_the_handshake[];

/* All causes in the order of the topics. */
size_t causes_count(void);
const struct cause *cause_at(size_t place);

/* NULL if there is none with this id. */
const struct cause *cause_by_id(struct span id);

/* "server", "client", "network", "DNS". */
const char *side_name(enum side side);

/* "Postfix"; NULL for what anything may print. */
const char *printer_name(enum printer printer);

#endif
