/* SPDX-License-Identifier: MIT */
#include "support/capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static FILE *
temporary(const char *text)
{
	FILE *file = tmpfile();

	if (file == NULL || fputs(text, file) < 0 || fflush(file) != 0)
		abort();
	rewind(file);
	return file;
}

static const char *
read_all(struct arena *arena, FILE *file)
{
	char *text;
	long len;

	if (fseek(file, 0, SEEK_END) != 0)
		abort();
	len = ftell(file);
	rewind(file);
	text = arena_alloc(arena, (size_t)len + 1);
	if (fread(text, 1, (size_t)len, file) != (size_t)len)
		abort();
	fclose(file);
	return text;
}

static int
status_of(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) != child)
		abort();
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

struct captured
capture(struct arena *arena, int (*function)(void *context), void *context, const char *input)
{
	FILE *files[] = { temporary(input), temporary(""), temporary("") };
	struct captured captured;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child < 0)
		abort();
	if (child == 0) {
		for (int i = 0; i < 3; i++)
			if (dup2(fileno(files[i]), i) != i)
				abort();
		for (int i = 0; i < 3; i++)
			fclose(files[i]);
		exit(function(context));
	}
	captured.status = status_of(child);
	fclose(files[0]);
	captured.out = read_all(arena, files[1]);
	captured.err = read_all(arena, files[2]);
	return captured;
}

bool
is_one_line(const char *text)
{
	size_t len = strlen(text);

	return len > 1 && strchr(text, '\n') == text + len - 1;
}
