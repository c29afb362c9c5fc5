/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stands in for libFuzzer: every file of the directories named is given to the driver once. So what
 * was found stays found, with any compiler.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "os/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEED_MAX_BYTES = 1 << 20 };

static int replay(const char *dir)
{
    DIR *d = opendir(dir);
    const struct dirent *entry;
    int count = 0;

    if (d == NULL)
        die("cannot open %s", dir);
    while ((entry = readdir(d)) != NULL) {
        struct arena *in = arena_new();
        struct slice text;
        struct err err = {0};

        if (entry->d_name[0] != '.') {
            const char *path = arena_printf(in, "%s/%s", dir, entry->d_name).p;

            printf("%s\n", path);
            fflush(stdout);
            if (!file_read(path, SEED_MAX_BYTES, in, &text, &err))
                die("%s: %s", path, err.text);
            LLVMFuzzerTestOneInput((const uint8_t *)text.p, text.len);
            count++;
        }
        arena_drop(in);
    }
    closedir(d);
    return count;
}

int main(int argc, char **argv)
{
    int count = 0;

    for (int i = 1; i < argc; i++)
        count += replay(argv[i]);
    printf("%d replayed\n", count);
    return count > 0 ? 0 : 1;
}
