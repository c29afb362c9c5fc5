/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer driver for makemap's reader of map sources: two bytes of options, then the source.
 */
#include <stdint.h>

#include "base/err.h"
#include "makemap/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(const struct source_options *options, FILE *from)
{
    struct source s = {.options = options, .from = from};
    struct slice key, value;
    enum source_next next;
    long line = 0;

    while ((next = source_next(&s, &key, &value)) != SOURCE_END) {
        if (next == SOURCE_IO_ERROR || s.line <= line)
            die("a source in memory does not go on");
        line = s.line;
        if (next == SOURCE_PAIR && slice_hash(key) + slice_hash(value) == 1)
            die("a pair that cannot be");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct source_options options = {0};
    FILE *from;

    if (size < 3)
        return 0;
    options.allow_empty = data[0] & 1;
    options.keep_case = data[0] & 2;
    options.comment = data[0] & 4 ? '#' : '\0';
    options.separator = (char)data[1];
    from = fmemopen((void *)(uintptr_t)(data + 2), size - 2, "r");
    if (from == NULL)
        die("no stream in memory");
    read_all(&options, from);
    fclose(from);
    return 0;
}
