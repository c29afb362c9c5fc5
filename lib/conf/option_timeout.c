/* SPDX-License-Identifier: BSD-2-Clause */
/* Timeouts: one by one, and by the names and letters of groups. */
#include <string.h>

#include "conf/option_set.h"

/* Setting a group's name sets all its members. */
bool set_timeout_group(struct option_request *r)
{
    size_t len = strlen(r->row->name);
    const struct option *group = r->row;
    struct slice value = r->value;
    bool fine = true, told = r->units_warned;

    for (size_t i = 0; i < option_count; i++) {
        const struct option *member = &option_table[i];

        if (strncmp(member->name, group->name, len) != 0 || member->name[len] != '.')
            continue;
        r->row = member;
        r->value = value;
        fine = option_set(r) && fine;
        r->units_warned = true; /* the first has told */
    }
    r->row = group;
    r->units_warned = told;
    return fine;
}

static bool set_one_timeout(struct option_request *r, struct slice name, struct slice value)
{
    struct slice full = arena_printf(r->in, "Timeout.%.*s", SLICE_ARG(name));

    if (option_find(full, &r->row) != OPTION_EXACT)
        return option_fault(r, "settimeout: invalid timeout %.*s", SLICE_ARG(name));
    r->value = value;
    option_warn_timeout(r);
    return option_set(r);
}

static bool set_classic_timeouts(struct option_request *r, struct slice value)
{
    static const char *const classic[] = {"mail",      "rcpt",      "datainit",
                                          "datablock", "datafinal", "command"};
    bool fine = true;

    option_tell_units(value, r->passed_over, r->ctx);
    r->units_warned = true;
    for (size_t i = 0; i < COUNT(classic); i++)
        fine = set_one_timeout(r, slice_from(classic[i]), value) && fine;
    r->units_warned = false;
    return fine;
}

/* "Or5m" sets the classic six; "Ormail:10m,rcpt:1h" names them. compatible: a name without a time
 * is passed over. */
bool set_timeout(struct option_request *r)
{
    const struct option *row = r->row;
    struct slice rest = r->value, word;
    bool fine = rest.len > 0 || set_classic_timeouts(r, SLICE("1h"));

    while (option_next_word(&rest, ",", &word)) {
        size_t cut = slice_find(word, ':');

        if (cut == SIZE_MAX)
            cut = slice_find(word, '=');
        if (ascii_is_digit(word.p[0]))
            fine = set_classic_timeouts(r, word) && fine;
        else if (cut != SIZE_MAX)
            fine = set_one_timeout(r, slice_part(word, 0, cut),
                                   slice_trim(slice_from_at(word, cut + 1))) &&
                   fine;
    }
    r->row = row;
    return fine;
}

bool set_queue_timeout(struct option_request *r)
{
    size_t slash = slice_find(r->value, '/');
    struct slice value = r->value;
    const struct option *row = r->row;
    bool fine = true;

    if (slash != SIZE_MAX)
        fine = set_one_timeout(r, SLICE("queuewarn"), slice_from_at(value, slash + 1));
    fine = set_one_timeout(r, SLICE("queuereturn"), slice_part(value, 0, slash)) && fine;
    r->row = row;
    return fine;
}
