/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer driver: the first line is a Content-Type, the second an encoding, the rest a body. What
 * mime_to_7bit writes must be 7-bit when it was asked to encode everything it may, and the encoders
 * must give back what they got.
 */
#include <stdlib.h>

#include "mail/mime.h"

static bool keep(void *ctx, struct slice bytes)
{
    str_add(ctx, bytes);
    return true;
}

static void there_and_back(struct arena *in, struct slice text)
{
    struct str coded = str_new(in), back = str_new(in);

    mime_encode_base64(text, &coded);
    for (size_t i = 0; i < coded.len; i++)
        if ((unsigned char)coded.p[i] >= 0x80)
            abort();
    mime_decode_base64(str_slice(&coded), &back);
    if (slice_find(text, '\r') == SIZE_MAX && !slice_eq(text, str_slice(&back)))
        abort();
    str_clear(&coded);
    str_clear(&back);
    mime_encode_qp(text, true, &coded);
    mime_decode_qp(str_slice(&coded), &back);
    if (!slice_eq(text, str_slice(&back)))
        abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct arena *in = arena_new();
    struct slice text = slice_of((const char *)data, size), type = {0}, encoding = {0};
    struct str out = str_new(in);
    struct mime_job job = {
        .out = {&out, keep}, .scratch = in, .charset = SLICE("x"), .remark = SLICE("by fuzz")};

    slice_line(&text, &type);
    slice_line(&text, &encoding);
    mime_to_7bit(&job, type, encoding, text);
    if (mime_can_decode(type, encoding))
        mime_to_8bit(&job, encoding, text);
    there_and_back(in, text);
    arena_drop(in);
    return 0;
}
