/* SPDX-License-Identifier: MIT */
/* Which mail server may it be? Only to choose whose configuration is shown: nothing is judged
 * by what a server calls itself. */
#ifndef RULES_SOFTWARE_H
#define RULES_SOFTWARE_H

#include "rules/rule.h"

enum software {
	SOFTWARE_POSTFIX,
	SOFTWARE_DOVECOT,
	SOFTWARE_EXIM,
	SOFTWARE_COUNT,
};

/* Does the server name this software, or at least none of the others and speak a protocol that
 * this one serves? */
bool software_may_be(const struct port_facts *port, enum software software);

/* The lines of these settings for the software, or NULL. */
const char *software_settings(const struct settings *settings, enum software software);

/* "Postfix" ... */
const char *software_name(enum software software);

#endif
