/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/late.h"

#include "base/attr.h"
#include "os/file.h"

enum { MAX_FILE = 8 << 20 };

/* Lines of the .cf that the library writes late, by how they begin: the define behind them, and the
 * feature that asks for them. */
static const struct {
    const char *begins, *define, *feature;
} late_lines[] = {
    {"DS", "SMART_HOST", NULL},           {"DM", "MASQUERADE_NAME", NULL},
    {"D{MTAHost}", NULL, "msp"},          {"DH", "MAIL_HUB", NULL},
    {"DR", "LOCAL_RELAY", NULL},          {"DL", "LUSER_RELAY", NULL},
    {"DB", "BITNET_RELAY", NULL},         {"DY", "UUCP_RELAY", NULL},
    {"Dj", "confDOMAIN_NAME", NULL},      {"Fw", "confCW_FILE", "use_cw_file"},
    {"Ft", "confCT_FILE", "use_ct_file"}, {"FR", "confCR_FILE", NULL},
    {"F{R}", "confCR_FILE", NULL},
};

/* The define that the library's table of options names in its row: _O(`define', `Option'... */
static struct slice define_of_row(const struct origin *at, struct arena *in)
{
    struct slice text, row, name;
    struct slice empty = {0};

    if (!slice_ends_case(at->file, SLICE("options.m4")) ||
        !file_read(arena_cstr(in, at->file), MAX_FILE, in, &text, NULL))
        return empty;
    row = slice_line_at(text, at->line);
    if (!slice_skip_text_case(&row, SLICE("_O(`")) || !slice_until(&row, '\'', &name))
        return empty;
    return name;
}

/* The define of a row by its option, for what the library writes elsewhere. */
static struct slice define_of_option(const char *cf_dir, struct slice cf_line, struct arena *in)
{
    static const char *const files[] = {"options.m4", "assemble.m4"};
    struct slice text, row, name, option, rest = cf_line;

    if (!slice_skip_text_case(&rest, SLICE("O ")))
        return (struct slice){0};
    rest = slice_trim(slice_part(rest, 0, slice_find(rest, '=')));
    for (size_t f = 0; f < COUNT(files); f++) {
        const char *path = arena_printf(in, "%s/m4/%s", cf_dir, files[f]).p;
        if (!file_read(path, MAX_FILE, in, &text, NULL))
            continue;
        while (slice_line(&text, &row))
            if (slice_skip_text_case(&row, SLICE("_O(`")) && slice_until(&row, '\'', &name) &&
                slice_skip_text_case(&row, SLICE(", `")) && slice_until(&row, '\'', &option) &&
                slice_eq(option, rest))
                return name;
    }
    return (struct slice){0};
}

/* "DHvalue" for "D{H}value". */
static struct slice plain_name(struct slice line, struct arena *in)
{
    if (line.len < 4 || line.p[0] != 'D' || line.p[1] != '{' || line.p[3] != '}')
        return line;
    return arena_printf(in, "D%c%.*s", line.p[2], SLICE_ARG(slice_from_at(line, 4)));
}

struct late late_of(const char *cf_dir, struct slice cf_line, const struct origin *at,
                    struct arena *in)
{
    struct late late = {.define = define_of_row(at, in)};

    cf_line = plain_name(cf_line, in);
    for (size_t k = 0; k < COUNT(late_lines) && late.define.len == 0; k++)
        if (slice_starts(cf_line, slice_from(late_lines[k].begins))) {
            late.define = slice_from(late_lines[k].define);
            late.feature = slice_from(late_lines[k].feature);
        }
    if (late.define.len == 0 && late.feature.len == 0)
        late.define = define_of_option(cf_dir, cf_line, in);
    return late;
}
