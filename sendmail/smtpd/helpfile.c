/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The help file: lines "topic TAB text"; "#vers 2" at the top allows macros in texts. It is read
 * when somebody asks: hardly anybody does, and then the administrator's latest words count.
 */
#include "os/file.h"
#include "sendmail/smtpd/session.h"

enum { HELP_MAX_BYTES = 1024 * 1024 };

bool help_find(struct slice path, struct slice topic, struct slice version, struct arena *in,
               struct slice *text, bool *no_file)
{
    struct slice file, line, word;
    struct str out = str_new(in);
    struct err err;

    *no_file = path.len == 0 || !file_read(arena_cstr(in, path), HELP_MAX_BYTES, in, &file, &err) ||
               file.len == 0;
    if (*no_file)
        return false;
    while (slice_line(&file, &line)) {
        size_t at;

        if (line.len == 0 || line.p[0] == '#' || !slice_until(&line, '\t', &word))
            continue;
        if (!slice_is_case(topic, arena_cstr(in, word)))
            continue;
        at = slice_search(line, SLICE("$v"));
        str_add(&out, slice_part(line, 0, at));
        if (at != SIZE_MAX) {
            str_add(&out, version);
            str_add(&out, slice_from_at(line, at + 2));
        }
        str_add_char(&out, '\n');
    }
    *text = str_slice(&out);
    return text->len > 0;
}
