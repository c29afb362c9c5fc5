/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer driver: any bytes as a queue control file. What is good is written, and reading that
 * again must give the same text.
 */
#include <stdlib.h>

#include "disk/qf.h"
#include "disk/wire.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct arena *in = arena_new();
    struct slice text = slice_of((const char *)data, size);
    struct envelope first = {.in = in}, second = {.in = in}, skimmed = {.in = in};
    struct envelope unpacked = {.in = in};
    struct str one = str_new(in), two = str_new(in);

    qf_skim(text, &skimmed);
    (void)envelope_unpack(text, &unpacked, NULL);
    if (qf_read(text, &first, NULL) == QF_GOOD) {
        qf_write(&first, &one);
        if (qf_read(str_slice(&one), &second, NULL) != QF_GOOD)
            abort();
        qf_write(&second, &two);
        if (!slice_eq(str_slice(&one), str_slice(&two)))
            abort();
    }
    arena_drop(in);
    return 0;
}
