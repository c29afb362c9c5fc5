/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/origin.h"

#include "base/str.h"

/* #line 12 or #line 12 "file"; anything else is text. */
static bool parse_mark(struct slice line, struct origin *at)
{
    struct slice rest = line, number, file;
    int64_t n;

    if (!slice_skip_text_case(&rest, SLICE("#line ")))
        return false;
    if (!slice_word(&rest, &number) || !slice_to_i64(number, &n) || n < 0 || n > INT32_MAX)
        return false;
    slice_skip_blanks(&rest);
    if (rest.len > 0) {
        if (!slice_skip(&rest, '"') || !slice_until(&rest, '"', &file) || rest.len > 0)
            return false;
        at->file = file;
    }
    at->line = (int)n;
    return true;
}

struct slice origin_split(struct slice marked, const char *mc, struct arena *in,
                          struct origins *origins)
{
    struct str text = str_new(in);
    struct origin at = {.line = 1};
    struct slice rest = marked, line;

    while (slice_line(&rest, &line)) {
        if (parse_mark(line, &at)) {
            if (slice_is(at.file, "stdin"))
                at.file = slice_from(mc);
            continue;
        }
        str_add(&text, line);
        str_add_char(&text, '\n');
        *VEC_ADD(&origins->lines, in) = at;
        at.line++;
    }
    return str_slice(&text);
}

struct origin origin_of(const struct origins *origins, int cf_line)
{
    if (cf_line < 1 || (size_t)cf_line > origins->lines.len)
        return (struct origin){0};
    return origins->lines.p[cf_line - 1];
}
