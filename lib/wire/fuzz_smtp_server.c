/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer driver: any bytes as a client. Lines go to the engine, message bytes to the decoder;
 * replies must be whole lines that begin with a code.
 */
#include <stdlib.h>

#include "base/attr.h"
#include "wire/smtp_data.h"
#include "wire/smtp_server.h"

static bool yes(void *ctx UNUSED, struct slice a UNUSED, struct smtp_answer *no UNUSED)
{
    return true;
}

static bool hello(void *ctx UNUSED, struct slice name UNUSED, bool ext UNUSED,
                  struct smtp_answer *no UNUSED)
{
    return true;
}

static bool sender(void *ctx UNUSED, const struct smtp_mail *m UNUSED,
                   struct smtp_answer *no UNUSED)
{
    return true;
}

static bool rcpt(void *ctx UNUSED, const struct smtp_rcpt *r, struct smtp_answer *good,
                 struct smtp_answer *no UNUSED)
{
    *good = (struct smtp_answer){250, SLICE("2.1.5"), r->address, false};
    return true;
}

static bool data(void *ctx UNUSED, struct smtp_answer *no UNUSED)
{
    return true;
}

static void nothing(void *ctx UNUSED)
{
}

static void verify(void *ctx UNUSED, struct slice argument, bool expand UNUSED,
                   struct smtp_answer *a)
{
    *a = (struct smtp_answer){252, SLICE("2.1.5"), argument, false};
}

static void etrn(void *ctx UNUSED, struct slice argument, struct smtp_answer *a)
{
    *a = (struct smtp_answer){250, SLICE("2.0.0"), argument, false};
}

static bool help(void *ctx UNUSED, struct slice topic, struct slice *text, bool *no_file UNUSED)
{
    *text = topic;
    return topic.len > 3;
}

static const struct smtp_policy policy = {
    .hello = hello,
    .sender_parse = yes,
    .sender = sender,
    .rcpt_parse = yes,
    .rcpt = rcpt,
    .data = data,
    .reset = nothing,
    .verify = verify,
    .etrn = etrn,
    .help = help,
    .verbose = nothing,
};

static void check_reply(struct slice reply)
{
    struct slice line;

    while (slice_line(&reply, &line)) {
        if (line.len < 4 || !ascii_is_digit(line.p[0]) || line.p[line.len - 1] != '\r')
            abort();
        for (size_t i = 0; i + 1 < line.len; i++)
            if (!ascii_is_print(line.p[i]) && line.p[i] != '\t')
                abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice in = slice_of((const char *)bytes, size), line;
    struct smtp_server_config cfg = {.hostname = SLICE("h"),
                                     .client = SLICE("c"),
                                     .features = ~0u & ~SMTP_NEED_AUTH,
                                     .max_message_size = 99999,
                                     .max_bad = 1000};
    struct arena *arena = arena_new();
    struct smtp_server server;
    enum smtp_next next = SMTP_COMMAND;
    struct smtp_data decoder;

    smtp_server_init(&server, &cfg, &policy, NULL);
    while (next != SMTP_CLOSE && (next == SMTP_MESSAGE || slice_line(&in, &line))) {
        struct str reply = str_new(arena);

        if (next == SMTP_MESSAGE) {
            struct str message = str_new(arena);

            smtp_data_start(&decoder, (struct smtp_data_rules){0});
            if (smtp_data_feed(&decoder, &in, &message) != SMTP_DATA_END)
                break;
            next = smtp_server_message_done(
                &server, &(struct smtp_answer){.code = 250, .text = SLICE("taken")}, &reply);
        } else {
            next = smtp_server_command(&server, line, false, &reply);
        }
        check_reply(str_slice(&reply));
    }
    arena_drop(arena);
    return 0;
}
