/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/import_mailer.h"

#include <string.h>

/* Defines of a mailer are PREFIX_PATH, PREFIX_ARGS, ...; its flags are changed under `flags`. */
static const struct {
    const char *mailer, *prefix, *flags;
} rows[] = {
    {"local", "LOCAL_MAILER", "LOCAL"},
    {"prog", "LOCAL_SHELL", "SHELL"},
    {"smtp", "SMTP_MAILER", "SMTP"},
    {"esmtp", "ESMTP_MAILER", "ESMTP"},
    {"smtp8", "SMTP8_MAILER", "SMTP8"},
    {"dsmtp", "DSMTP_MAILER", "DSMTP"},
    {"relay", "RELAY_MAILER", "RELAY"},
    {"procmail", "PROCMAIL_MAILER", "PROCMAIL"},
    {"usenet", "USENET_MAILER", "USENET"},
    {"fax", "FAX_MAILER", "FAX"},
    {"pop", "POP_MAILER", "POP"},
    {"qpage", "QPAGE_MAILER", "QPAGE"},
    {"ph", "PH_MAILER", "PH"},
    {"mail11", "MAIL11_MAILER", "MAIL11"},
    {"uucp", "UUCP_MAILER", "UUCP"},
    {"cyrus", "CYRUS_MAILER", "CYRUS"},
    {"cyrusv2", "CYRUSV2_MAILER", "CYRUSV2"},
};

/* Equates with a define of their own. */
static const struct {
    const char *key, *suffix;
} equates[] = {
    {"P", "_PATH"},    {"A", "_ARGS"},     {"M", "_MAX"},     {"Q", "_QGRP"},
    {"m", "_MAXMSGS"}, {"r", "_MAXRCPTS"}, {"C", "_CHARSET"},
};

/* "name, P=x, F=y, A=rest of the line": the value of one equate. A= goes to the end. */
static struct slice equate(struct slice text, const char *key)
{
    struct slice rest = text, one;

    while (rest.len > 0) {
        struct slice name;

        rest = slice_trim(rest);
        if (slice_starts(rest, SLICE("A="))) {
            one = rest;
            rest.len = 0;
        } else if (!slice_until(&rest, ',', &one)) {
            one = rest;
            rest.len = 0;
        }
        one = slice_trim(one);
        if (slice_until(&one, '=', &name) && slice_is(slice_trim(name), key))
            return slice_trim(one);
    }
    return slice_of(NULL, 0);
}

static bool same_set(struct slice a, struct slice b)
{
    for (size_t i = 0; i < a.len; i++)
        if (slice_find(b, a.p[i]) == SIZE_MAX)
            return false;
    for (size_t i = 0; i < b.len; i++)
        if (slice_find(a, b.p[i]) == SIZE_MAX)
            return false;
    return true;
}

static bool same_equate(struct slice a, struct slice b, const char *key)
{
    struct slice x = equate(a, key), y = equate(b, key);

    return key[0] == 'F' ? same_set(x, y) : slice_eq(x, y);
}

static bool same_mailer(struct slice a, struct slice b)
{
    static const char *const keys[] = {"P", "F", "S", "R", "E", "L", "T", "M", "m",
                                       "r", "Q", "C", "D", "A", "N", "U", "W", "/"};

    for (size_t i = 0; i < COUNT(keys); i++)
        if (!same_equate(a, b, keys[i]))
            return false;
    return true;
}

/* Letters of one that the other lacks, behind a sign. */
static void write_flags(struct mc_text *mc, const char *name, char sign, struct slice from,
                        struct slice without)
{
    struct str letters = str_new(mc->in);
    struct slice args[2] = {slice_from(name)};

    str_add_char(&letters, sign);
    for (size_t i = 0; i < from.len; i++)
        if (slice_find(without, from.p[i]) == SIZE_MAX)
            str_add_char(&letters, from.p[i]);
    args[1] = str_slice(&letters);
    if (letters.len > 1)
        mc_call(mc, MC_DEFINES, "MODIFY_MAILER_FLAGS", args, 2);
}

static void write_defines(const struct import_line *wanted, const struct import_line *made,
                          struct mc_text *mc)
{
    size_t row = 0;

    while (row < COUNT(rows) && !slice_is(wanted->set, rows[row].mailer))
        row++;
    if (row == COUNT(rows))
        return;
    for (size_t i = 0; i < COUNT(equates); i++) {
        struct slice value = equate(wanted->rest, equates[i].key);

        if (value.p != NULL && !same_equate(wanted->rest, made->rest, equates[i].key))
            mc_define(mc, MC_LATE,
                      arena_printf(mc->in, "%s%s", rows[row].prefix, equates[i].suffix), value);
    }
    write_flags(mc, rows[row].flags, '+', equate(wanted->rest, "F"), equate(made->rest, "F"));
    write_flags(mc, rows[row].flags, '-', equate(made->rest, "F"), equate(wanted->rest, "F"));
}

void import_mailers(const struct import_file *wanted, const struct import_file *made, bool late,
                    struct arena *in UNUSED, struct mc_text *mc)
{
    for (size_t i = 0; i < wanted->len; i++) {
        const struct import_line *m = &wanted->p[i], *same;

        if (m->letter != 'M')
            continue;
        same = import_find(made, 'M', m->set);
        if (same != NULL && same_mailer(m->rest, same->rest))
            continue;
        if (same != NULL && !late)
            write_defines(m, same, mc);
        else
            mc_raw(mc, MC_MAILER_LINES, 'M', m->text);
    }
}
