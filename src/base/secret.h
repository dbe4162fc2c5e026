/* SPDX-License-Identifier: MIT */
/* Memory that held a secret. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stddef.h>

/* Overwrites the bytes, in a way that no compiler leaves out. NULL with 0 is fine. */
void secret_wipe(void *memory, size_t len);

/* Overwrites the text up to its NUL; NULL is fine. */
void secret_wipe_text(char *text);

#endif
