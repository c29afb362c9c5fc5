/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer driver: any bytes as a header, and each value as everything a value can be. What is
 * found must lie inside what was given, and what was encoded must decode to itself.
 */
#include <stdlib.h>

#include "mail/address_text.h"
#include "mail/date.h"
#include "mail/header.h"
#include "mail/queue_id.h"
#include "mail/status.h"
#include "mail/xtext.h"

static void look_at(struct arena *in, struct slice text)
{
    struct slice plain, back;
    struct status_line line;
    struct date date;

    if (date_parse(text, &date))
        (void)date_header(in, &date);
    (void)address_full_name(in, text);
    (void)address_strip_comments(in, text);
    (void)address_phrase(in, text, SLICE(".'"));
    (void)address_strip_angles(text);
    (void)status_line_parse(text, &line);
    (void)status_from_word(text, &plain);
    (void)queue_id_is_valid(text);
    if (xtext_is_valid(text) != xtext_decode(in, text, &plain))
        abort();
    if (!xtext_decode(in, xtext_encode(in, text, NULL), &back) || !slice_eq(text, back))
        abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct arena *in = arena_new();
    struct slice text = slice_of((const char *)data, size), field, name, value;
    const char *end = text.p + size;

    while (header_next(&text, &field)) {
        if (!header_split(field, &name, &value) || value.p + value.len > end)
            abort();
        (void)header_kind(name);
        look_at(in, value);
    }
    look_at(in, text);
    arena_drop(in);
    return 0;
}
