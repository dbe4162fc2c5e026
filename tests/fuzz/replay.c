/* SPDX-License-Identifier: MIT */
/* The main() of a fuzz target without libFuzzer: runs it with every file of the folders named.
 */
#include "fuzz.h"

#include <dirent.h>
#include <signal.h>

static void
run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	long len = file == NULL || fseek(file, 0, SEEK_END) != 0 ? -1 : ftell(file);
	/* Exactly as long as the file, so that a read behind its end is noticed. */
	uint8_t *data = malloc(len > 0 ? (size_t)len : 1);

	if (len < 0 || data == NULL || fseek(file, 0, SEEK_SET) != 0 ||
	    fread(data, 1, (size_t)len, file) != (size_t)len) {
		fprintf(stderr, "%s cannot be read\n", path);
		exit(EXIT_FAILURE);
	}
	fclose(file);
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(data, (size_t)len);
	free(data);
}

static size_t
run_folder(const char *folder)
{
	DIR *files = opendir(folder);
	size_t count = 0;

	if (files == NULL) {
		fprintf(stderr, "%s cannot be read\n", folder);
		exit(EXIT_FAILURE);
	}
	for (struct dirent *entry = readdir(files); entry != NULL; entry = readdir(files)) {
		char path[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		run_file(path);
		count++;
	}
	closedir(files);
	return count;
}

int
main(int argc, char **argv)
{
	size_t count = 0;

	signal(SIGPIPE, SIG_IGN);
	for (int i = 1; i < argc; i++)
		count += run_folder(argv[i]);
	printf("%zu inputs\n", count);
	return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
