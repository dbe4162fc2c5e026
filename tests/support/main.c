/* SPDX-License-Identifier: MIT */
/* The main() of all unit tests: runs suite() of the one test file beside it and prints TAP. */
#include "support/suite.h"

#include <signal.h>
#include <stdlib.h>

int
main(void)
{
	SRunner *runner = srunner_create(suite());
	int failed;

	signal(SIGPIPE, SIG_IGN);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
