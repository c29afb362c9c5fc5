/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/behind.h"

#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "cfcompile/scratch.h"

/* What follows from a value in its own line. Other mistakes of the result may come from lines that
 * could not be mended. */
static bool is_of_its_line(const struct finding *f)
{
    static const char *const prefixes[] = {"cf-syntax-", "rule-", "class-", "milter-", "library"};

    for (size_t i = 0; i < COUNT(prefixes); i++)
        if (strncmp(f->id, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return strcmp(f->id, "cf") == 0;
}

static void add_new(struct inspection *made, const struct findings *more, struct slice copy)
{
    for (size_t i = 0; i < more->list.len; i++) {
        struct finding f = more->list.p[i];
        if (slice_eq(f.file, copy)) {
            f.file = slice_from(made->m4->mc);
            f.line = fix_unchanged(&made->mended, made->mc->files.p[0].text, f.line);
        }
        if (f.line == 0 || !is_of_its_line(&f) ||
            findings_has_line(made->findings, f.file, f.line, f.severity))
            continue;
        f.edits.len = 0;
        findings_add(made->findings, f);
    }
}

/* The copy, then its result. */
static void look_at(struct inspection *made, const char *copy)
{
    struct arena *in = made->findings->in;
    struct findings more = findings_new(in);
    struct m4_request m4 = *made->m4;
    struct inspection second;
    struct err err = {0};
    const char *result;

    m4.mc = copy;
    if (inspect_mc(&second, &m4, false, &more, &err) || second.text.len > 0) {
        result = scratch_write(second.text, in, &err);
        if (result != NULL) {
            (void)!inspect_result(&second, result, &err);
            unlink(result);
        }
    }
    add_new(made, &more, slice_from(copy));
}

/* Only the .mc itself can be mended: a mistake in what it includes stays, and so does what comes of
 * that. */
static bool is_elsewhere(const struct inspection *made)
{
    for (size_t i = 0; i < made->findings->list.len; i++)
        if (made->findings->list.p[i].severity == SEVERITY_ERROR &&
            !slice_is(made->findings->list.p[i].file, made->m4->mc))
            return true;
    return false;
}

void behind_errors(struct inspection *made)
{
    struct err err = {0};
    const char *copy;

    if (made->mended.text.len == 0 || findings_count(made->findings, SEVERITY_ERROR) == 0 ||
        is_elsewhere(made))
        return;
    copy = scratch_write(made->mended.text, made->findings->in, &err);
    if (copy == NULL)
        return;
    look_at(made, copy);
    unlink(copy);
}
