#include "cli/verbs.h"
enum status
demo_verb(struct options *options)
{
	(void)options;
	return STATUS_INTERNAL;
}
