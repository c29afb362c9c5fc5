/* SPDX-License-Identifier: BSD-2-Clause */
/* Which option a name, the beginning of one, or a letter means. */
#include <stdio.h>

#include "base/debug.h"
#include "conf/option_set.h"

/* *row: the one meant, or the first that could be; *other: the second. */
static enum option_match find(struct slice name, const struct option **row,
                              const struct option **other)
{
    *row = *other = NULL;
    for (size_t i = 0; i < option_count; i++) {
        struct slice full = slice_from(option_table[i].name);

        if (full.len == 0 || !slice_starts_case(full, name))
            continue;
        if (full.len == name.len) {
            *row = &option_table[i];
            return OPTION_EXACT;
        }
        /* Suboptions have no abbreviations, and special builds' names make no name ambiguous. */
        if (option_table[i].rare || slice_find(full, '.') != SIZE_MAX)
            continue;
        if (*row == NULL)
            *row = &option_table[i];
        else if (*other == NULL)
            *other = &option_table[i];
    }
    return *row == NULL ? OPTION_UNKNOWN : *other == NULL ? OPTION_ABBREVIATED : OPTION_AMBIGUOUS;
}

enum option_match option_find(struct slice name, const struct option **row)
{
    const struct option *other;

    *row = NULL;
    return name.len == 0 ? OPTION_UNKNOWN : find(name, row, &other);
}

const struct option *option_find_letter(char letter)
{
    for (size_t i = 0; i < option_count; i++)
        if (ascii_is_print(letter) && option_table[i].letter == letter)
            return &option_table[i];
    return NULL;
}

/* -d37.1 */
static void show(struct option_request *r, struct slice part)
{
    const struct option *row = r->row;
    char code[8];

    if (!debug_wants(r->debug, 37, 1))
        return;
    if (ascii_is_print(row->letter))
        snprintf(code, sizeof code, "%c", row->letter);
    else
        snprintf(code, sizeof code, row->letter == 0 ? " " : "0x%x", (unsigned char)row->letter);
    debug_printf(r->debug, "setoption %s (%s)%.*s=%.*s\n", row->name, code, SLICE_ARG(part),
                 SLICE_ARG(r->written));
}

/* r->row becomes the suboption's. `part` begins with a dot. */
static bool find_suboption(struct option_request *r, struct slice part)
{
    struct slice name = slice_from_at(part, 1), full;
    const struct option *row;

    full = arena_printf(r->in, "%s%.*s", r->row->name, SLICE_ARG(part));
    if (option_find(full, &row) == OPTION_EXACT) {
        r->row = row;
        option_warn_timeout(r);
        return true;
    }
    return option_fault(r,
                        r->row->set == set_timeout
                            ? "settimeout: invalid timeout %.*s"
                            : "milter_set_option: invalid Milter option %.*s",
                        SLICE_ARG(name));
}

static bool has_suboptions(const struct option *row)
{
    return row->set == set_timeout || row->set == set_milter;
}

/* r->row by its name, which may be an abbreviation. */
static bool find_named(struct option_request *r, struct slice name)
{
    const struct option *other;

    switch (find(name, &r->row, &other)) {
    case OPTION_UNKNOWN:
        return option_fault(r, "readcf: unknown option name %.*s", SLICE_ARG(name));
    case OPTION_AMBIGUOUS:
        return option_fault(r, "readcf: ambiguous option name %.*s (matches %s and %s)",
                            SLICE_ARG(name), r->row->name, other->name);
    case OPTION_ABBREVIATED:
        option_warn(r, "Option %.*s used as abbreviation for %s", SLICE_ARG(name), r->row->name);
        break;
    case OPTION_EXACT:
        break;
    }
    return true;
}

static struct slice behind_sign(struct slice text)
{
    size_t eq = slice_find(text, '=');

    return eq == SIZE_MAX ? slice_of("", 0) : slice_trim(slice_from_at(text, eq + 1));
}

bool option_set_long(struct option_request *r, struct slice text, struct slice written)
{
    size_t eq = slice_find(text, '='), dot;
    struct slice name = slice_part(text, 0, eq), part;

    while (name.len > 0 && name.p[name.len - 1] == ' ') /* compatible: and no other blank */
        name.len--;

    r->value = behind_sign(text);
    r->written = behind_sign(written);
    if (name.len == 0 && (eq == SIZE_MAX || eq == 0))
        return eq == SIZE_MAX && !r->from_command_line
                   ? option_fault(r, "readcf: unknown option name 0x0")
                   : option_fault(r, "readcf: null option name");
    dot = slice_find(name, '.');
    part = dot == SIZE_MAX ? slice_of("", 0) : slice_from_at(name, dot);
    if (!find_named(r, slice_part(name, 0, dot)))
        return false;
    if (part.len > 0 && !has_suboptions(r->row) && debug_wants(r->debug, 37, 1))
        debug_printf(r->debug, "setoption: %s does not support suboptions, ignoring %.*s\n",
                     r->row->name, SLICE_ARG(part));
    if (!has_suboptions(r->row))
        part.len = 0;
    show(r, part);
    return (part.len == 0 || find_suboption(r, part)) && option_set(r);
}

bool option_set_letter(struct option_request *r, struct slice text, struct slice written)
{
    if (text.len == 0)
        return option_fault(r, "readcf: unknown option name 0x0");
    r->row = option_find_letter(text.p[0]);
    r->value = slice_trim_end(slice_from_at(text, 1)); /* compatible: a blank in front counts */
    r->written = slice_trim_end(slice_from_at(written, 1));
    if (r->row == NULL)
        return option_fault(r, "readcf: unknown option name 0x%x", (unsigned char)text.p[0]);
    show(r, SLICE(""));
    return option_set(r);
}
