/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an address looks like in debugging output. Sites' scripts know the form; where it had a
 * place in memory, there is a number made of the text: the same address, the same number.
 */
#include "route/debug_address.h"

#include "base/debug.h"
#include "conf/config.h"

static const struct {
    unsigned flag, shown;
    const char *name;
} flags[] = {
    {RCPT_GOOD_UID, 0x1, "QGOODUID"},
    {RCPT_NOTIFY_SUCCESS, 0x40, "QPINGONSUCCESS"},
    {RCPT_NOTIFY_FAILURE, 0x80, "QPINGONFAILURE"},
    {RCPT_NOTIFY_DELAY, 0x100, "QPINGONDELAY"},
};

enum { SECURE = 0x100000 }; /* kept for its place in the line */

static unsigned number_of(struct slice text)
{
    return (unsigned)(slice_hash(text) & 0xffffffff) | 1;
}

static void add_flags(unsigned set, struct str *out)
{
    unsigned shown = 0;

    for (size_t i = 0; i < COUNT(flags); i++)
        shown |= set & flags[i].flag ? flags[i].shown : 0;
    str_printf(out, "%x<", shown | SECURE);
    for (size_t i = 0; i < COUNT(flags); i++) {
        if (set & flags[i].flag)
            str_printf(out, "%s,", flags[i].name);
    }
    str_add_text(out, "QSECURE>");
}

void debug_address(const struct config *cfg, const struct address *a, unsigned set)
{
    struct slice mailer = a->mailer >= 0 ? cfg->mailers.p[a->mailer].name : SLICE("NULL");
    struct arena *in;
    struct str out;

    if (cfg->debug == NULL)
        return;
    in = arena_new();
    out = str_new(in);
    str_printf(&out, "0x%08x=%.*s:\n\tmailer %d (%.*s), host `%.*s'\n", number_of(a->text),
               SLICE_ARG(a->text), a->mailer, SLICE_ARG(mailer), SLICE_ARG(a->host));
    str_printf(&out, "\tuser `%.*s', ruser `<null>'\n", SLICE_ARG(a->user));
    str_add_text(&out, "\tstate=OK, next=0x0, alias 0x0, uid 0, gid 0\n\tflags=");
    add_flags(set, &out);
    str_add_text(&out, "\n\towner=(none), home=\"(none)\", fullname=\"(none)\"\n"
                       "\torcpt=\"(none)\", statmta=(none), status=(none)\n"
                       "\tfinalrcpt=\"(none)\"\n\trstatus=\"(none)\"\n\tstatdate=(none)\n");
    debug_text(cfg->debug, str_slice(&out));
    arena_drop(in);
}
