/* SPDX-License-Identifier: MIT */
/*
 * Text for XML 1.0. Plain text (see base/text.h) stays as it is but for the five characters
 * that mean something to XML; anything else is escaped first, as for people, so that no byte
 * from outside can be markup, or a character that XML forbids (section 2.2: controls,
 * surrogates, U+FFFE and U+FFFF).
 */
#ifndef REPORT_XML_H
#define REPORT_XML_H

#include "base/alloc.h"

#include <stdio.h>

/* As the content of an element, in the arena. Line ends stay. */
char *xml_text(struct arena *arena, struct span text);

/* As the value of an attribute, without the quotes; line ends as references, since a parser
 * makes spaces of bare ones (section 3.3.3). */
char *xml_value(struct arena *arena, struct span text);

/* Writes ` name="value"`. Nothing for NULL. */
void xml_attribute(FILE *out, struct arena *arena, const char *name, const char *value);

#endif
