/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_HELP_H
#define SUPPORT_HELP_H

/* All that --help prints, as one text. */
const char *help_text(void);

#endif
