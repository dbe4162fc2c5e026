/* SPDX-License-Identifier: MIT */
/* How the program ends. Where several are true, the highest number wins. */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

enum status {
	STATUS_OK = 0,
	STATUS_FINDINGS = 1,      /* a finding of the severity of --fail-on, or worse */
	STATUS_UNTESTED = 2,      /* something that was asked for could not be tested */
	STATUS_USAGE = 64,        /* wrong arguments or files: nothing was sent */
	STATUS_INTERNAL = 70,     /* our fault, or the machine's: memory, a full disk */
	STATUS_INTERRUPTED = 130, /* SIGINT or SIGTERM */
};

#endif
