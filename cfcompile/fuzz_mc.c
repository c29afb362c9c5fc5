/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer driver: any bytes as a .mc. It is read to its end, no check looks outside of it, and
 * what is mended is read again.
 */
#include <stdlib.h>

#include "cfcompile/fix.h"
#include "cfcompile/mc_run.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct arena *in = arena_new();
    struct slice text = arena_copy(in, slice_of((const char *)data, size));
    struct findings findings = findings_new(in);
    struct names names;

    names_read(&names, "/nowhere", in);
    mc_run(&(struct mc_run_request){.path = "x.mc", .text = text, .names = &names}, &findings);
    for (size_t i = 0; i < findings.list.len; i++)
        for (size_t k = 0; k < findings.list.p[i].edits.len; k++)
            if (findings.list.p[i].edits.p[k].at + findings.list.p[i].edits.p[k].len > size)
                abort();
    (void)fix_texts("x.mc", text, &names, in);
    arena_drop(in);
    return 0;
}
