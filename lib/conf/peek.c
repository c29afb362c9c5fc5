/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf/peek.h"

#include "base/str.h"
#include "base/vec.h"
#include "os/account.h"
#include "os/file.h"

enum { MAX_BYTES = 16 * 1024 * 1024 };

/* A logical line: what starts with a blank continues the one before. */
static bool logical_line(struct slice *text, struct arena *in, struct slice *line)
{
    struct slice more;
    struct str s;

    if (!slice_line(text, line))
        return false;
    if (text->len == 0 || (text->p[0] != ' ' && text->p[0] != '\t'))
        return true;
    s = str_new(in);
    str_add(&s, *line);
    while (text->len > 0 && (text->p[0] == ' ' || text->p[0] == '\t') && slice_line(text, &more)) {
        str_add_char(&s, ' ');
        str_add(&s, slice_trim(more));
    }
    *line = str_slice(&s);
    return true;
}

static uid_t uid_of(struct slice name, struct arena *in)
{
    struct account account;
    int64_t n;

    if (slice_to_i64(name, &n) && n >= 0)
        return (uid_t)n;
    return account_named(name, in, &account, NULL) == ACCOUNT_FOUND ? account.uid : 0;
}

static void take_option(struct slice line, struct arena *in, struct peek *out)
{
    struct slice name, value = line;

    if (!slice_until(&value, '=', &name))
        return;
    name = slice_trim(name);
    value = slice_trim(value);
    if (slice_is_case(name, "TrustedUser"))
        out->trusted_uid = uid_of(value, in);
    if (slice_is_case(name, "AliasFile"))
        out->alias_files =
            out->alias_files.len == 0
                ? value
                : arena_printf(in, "%.*s,%.*s", SLICE_ARG(out->alias_files), SLICE_ARG(value));
}

static bool take_map(struct slice line, struct peek_map *map)
{
    struct slice word;

    if (!slice_word(&line, &map->name) || !slice_word(&line, &map->map_class))
        return false;
    while (slice_word(&line, &word)) {
        if (word.p[0] != '-') {
            map->file = word;
            return true;
        }
    }
    return false;
}

bool peek_read(const char *path, struct arena *in, struct peek *out, struct err *err)
{
    struct VEC(struct peek_map) maps = {0};
    struct slice text, line;
    struct peek_map map;

    *out = (struct peek){0};
    if (!file_read(path, MAX_BYTES, in, &text, err))
        return false;
    while (logical_line(&text, in, &line)) {
        struct slice rest = slice_from_at(line, 1);

        if (slice_starts(line, SLICE("O ")))
            take_option(rest, in, out);
        map = (struct peek_map){0};
        if (slice_starts(line, SLICE("K")) && take_map(rest, &map))
            *VEC_ADD(&maps, in) = map;
    }
    out->maps = maps.p;
    out->map_count = maps.len;
    return true;
}
