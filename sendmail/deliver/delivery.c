/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/deliver/delivery.h"

#include <stdarg.h>

#include "route/address_list.h"

struct slice delivery_expand(const struct delivery *d, struct slice coded)
{
    struct str text = str_new(d->attempt->scratch);

    macro_expand(d->attempt->route.macros, coded, &text);
    return str_slice(&text);
}

struct slice delivery_user(const struct delivery *d, size_t i)
{
    struct slice user = delivery_rcpt(d, i)->addr.user;

    if (mailer_has(d->mailer, 's'))
        user = address_strip_quotes(user, d->attempt->scratch);
    /* A program's bar was only its mark. */
    if (d->mailer->index == d->attempt->cfg->known.prog)
        (void)slice_skip(&user, '|');
    if (mailer_has(d->mailer, 'B'))
        while (slice_skip(&user, '\\'))
            continue;
    return user;
}

struct message_write delivery_message(const struct delivery *d)
{
    const struct attempt *a = d->attempt;

    return (struct message_write){
        .cfg = a->cfg, .env = a->env, .body = a->body, .mailer = d->mailer, .rules = &a->rules};
}

struct slice delivery_names(const struct delivery *d)
{
    struct str names = str_new(d->attempt->scratch);

    for (size_t i = 0; i < d->rcpts.len; i++)
        str_printf(&names, "%s%.*s", i > 0 ? "," : "", SLICE_ARG(delivery_rcpt(d, i)->addr.text));
    return str_slice(&names);
}

void delivery_say(const struct delivery *d, const char *fmt, ...)
{
    const struct deliver_setup *setup = &d->attempt->deliverer->setup;
    struct str line;
    va_list args;

    if (setup->say == NULL)
        return;
    line = str_new(d->attempt->scratch);
    va_start(args, fmt);
    str_vprintf(&line, fmt, args);
    va_end(args);
    setup->say(setup->say_ctx, str_slice(&line));
}

bool delivery_sender_is_null(const struct delivery *d)
{
    struct slice text = slice_trim(d->attempt->env->sender.text);

    return text.len == 0 || slice_is(text, "<>");
}
