/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/sum.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "os/file.h"

/* An undo, or a .bak put back, shows a text of some makes ago. */
enum { KEPT = 32, SUMS_MAX = 1 << 16 };

/* FNV-1a: an edit is to be noticed, nobody is to be kept out. */
static uint64_t sum_of(struct slice text)
{
    uint64_t sum = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < text.len; i++)
        sum = (sum ^ (unsigned char)text.p[i]) * UINT64_C(1099511628211);
    return sum;
}

struct place {
    const char *makefile, *folder, *sums;
    struct slice name; /* of the .cf */
};

static struct place place_of(const char *path, struct arena *in)
{
    struct slice whole = slice_from(path), dir = SLICE(".");
    size_t slash = slice_find_last(whole, '/');
    struct place p = {.name = whole};

    if (slash != SIZE_MAX) {
        dir = slice_part(whole, 0, slash);
        p.name = slice_from_at(whole, slash + 1);
    }
    p.makefile = arena_printf(in, "%.*s/Makefile", SLICE_ARG(dir)).p;
    p.folder = arena_printf(in, "%.*s/.made", SLICE_ARG(dir)).p;
    p.sums = arena_printf(in, "%s/sums", p.folder).p;
    return p;
}

static struct slice line_for(const struct place *p, struct slice text, struct arena *in)
{
    return arena_printf(in, "%016" PRIx64 " %.*s", sum_of(text), SLICE_ARG(p->name));
}

void sum_record(const char *path, struct slice text, struct arena *in)
{
    struct place p = place_of(path, in);
    struct slice mine = line_for(&p, text, in), old = {0}, line;
    struct str sums = str_new(in);
    struct err err = {0};

    if (access(p.folder, F_OK) != 0 &&
        (access(p.makefile, F_OK) != 0 || mkdir(p.folder, 0700) != 0))
        return;
    (void)file_read(p.sums, SUMS_MAX, in, &old, NULL);
    str_printf(&sums, "%.*s\n", SLICE_ARG(mine));
    for (int n = 1; n < KEPT && slice_line(&old, &line);)
        if (!slice_eq(line, mine)) {
            str_printf(&sums, "%.*s\n", SLICE_ARG(line));
            n++;
        }
    (void)file_replace(p.sums, str_slice(&sums), 0644, &err);
}

bool sum_is_edited(const char *path, struct slice text, struct arena *in)
{
    struct place p = place_of(path, in);
    struct slice mine = line_for(&p, text, in), sums, line;
    bool made_here = false;

    if (!file_read(p.sums, SUMS_MAX, in, &sums, NULL))
        return false;
    while (slice_line(&sums, &line)) {
        size_t blank = slice_find(line, ' ');

        if (slice_eq(line, mine))
            return false;
        made_here =
            made_here || (blank != SIZE_MAX && slice_eq(slice_from_at(line, blank + 1), p.name));
    }
    return made_here;
}
