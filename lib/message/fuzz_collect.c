/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer driver: any bytes as a message. The first byte chooses how it is cut and what the
 * mailer wants; what was taken must be written without a fault, and cutting must make no
 * difference.
 */
#include <stdlib.h>

#include "message/collect.h"
#include "message/defaults.h"
#include "message/fake_rules.h"
#include "message/write.h"

struct trial {
    struct config cfg;
    struct fake_rules fake;
    struct message_rules rules;
    struct envelope env;
    struct body body;
};

static bool keep(void *ctx, struct slice bytes, struct err *err)
{
    (void)err;
    str_add(ctx, bytes);
    return true;
}

static struct slice pass(struct arena *in, struct slice text, size_t step, unsigned char choice)
{
    struct trial *t = ARENA_NEW(in, struct trial);
    struct body_limits limits = {.memory_bytes = 1 << 20};
    struct str out = str_new(in);
    struct mailer mailer = {.line_limit = choice & 1 ? 20 : 0};
    struct message_sink sink = {&out, keep};
    struct err err = {0};

    t->fake.in = in;
    t->rules = fake_rules(&t->fake);
    t->cfg.opt.max_headers_length = 1000;
    t->cfg.opt.eight_bit_mode = "pms"[choice % 3];
    t->env.in = in;
    flag_add(&mailer.flags, "E79bvnU1"[choice % 8]);
    struct collect_setup setup = {.cfg = &t->cfg,
                                  .env = &t->env,
                                  .rules = &t->rules,
                                  .body = body_sink_new(in, &limits),
                                  .check_headers = true};
    struct collect *c = collect_new(in, &setup);
    for (; text.len > 0; text = slice_from_at(text, step))
        collect_text(c, slice_part(text, 0, step));
    if (collect_end(c, &t->body).outcome != COLLECT_TAKEN)
        return SLICE("refused");
    struct message_write w = {.cfg = &t->cfg,
                              .env = &t->env,
                              .body = &t->body,
                              .mailer = &mailer,
                              .rules = &t->rules,
                              .no_8bitmime = (choice & 2) != 0};
    if (!message_write(&w, &sink, &err))
        return SLICE("forbidden");
    return str_slice(&out);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct arena *in = arena_new();
    struct slice text = slice_of((const char *)data, size);
    unsigned char choice = size > 0 ? data[0] : 0;

    if (!slice_eq(pass(in, text, SIZE_MAX, choice), pass(in, text, choice % 7 + 1u, choice)))
        abort();
    arena_drop(in);
    return 0;
}
