/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_SUITE_H
#define SUPPORT_SUITE_H

#include <check.h>

/* Each test file defines this. */
Suite *suite(void);

#endif
