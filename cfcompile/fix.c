/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/fix.h"

#include <string.h>

#include "base/str.h"
#include "cfcompile/mc_run.h"

enum { ROUNDS_MAX = 12 };

struct edits VEC(struct edit);

/* Insertions at one place, and at the border of what is deleted, do not hinder each other. */
static bool clashes(const struct edit *a, const struct edit *b)
{
    if (a->len == 0 && b->len == 0)
        return false;
    if (a->len == 0)
        return a->at > b->at && a->at < b->at + b->len;
    if (b->len == 0)
        return b->at > a->at && b->at < a->at + a->len;
    return a->at < b->at + b->len && b->at < a->at + a->len;
}

static bool fits(const struct edits *taken, const struct finding *f, size_t text_len)
{
    for (size_t i = 0; i < f->edits.len; i++) {
        if (f->edits.p[i].at + f->edits.p[i].len > text_len)
            return false;
        for (size_t k = 0; k < taken->len; k++)
            if (clashes(&f->edits.p[i], &taken->p[k]))
                return false;
    }
    return true;
}

/* In the order of the text; a stable sort, as insertions at one place keep their order. */
static void sort_edits(struct edits *edits)
{
    for (size_t i = 1; i < edits->len; i++)
        for (size_t k = i; k > 0 && (edits->p[k].at < edits->p[k - 1].at ||
                                     (edits->p[k].at == edits->p[k - 1].at &&
                                      edits->p[k].len == 0 && edits->p[k - 1].len > 0));
             k--) {
            struct edit swap = edits->p[k];
            edits->p[k] = edits->p[k - 1];
            edits->p[k - 1] = swap;
        }
}

static struct edits take_edits(struct slice text, const struct findings *findings,
                               struct slice file, struct arena *in)
{
    struct edits edits = {0};

    for (size_t i = 0; i < findings->list.len; i++) {
        const struct finding *f = &findings->list.p[i];
        if (!slice_eq(f->file, file) || !fits(&edits, f, text.len))
            continue;
        for (size_t k = 0; k < f->edits.len; k++)
            *VEC_ADD(&edits, in) = f->edits.p[k];
    }
    sort_edits(&edits);
    return edits;
}

static struct slice edited(struct slice text, const struct edits *edits, struct arena *in)
{
    struct str fixed = str_new(in);
    size_t at = 0;

    for (size_t i = 0; i < edits->len; i++) {
        str_add(&fixed, slice_part(text, at, edits->p[i].at - at));
        str_add(&fixed, edits->p[i].text);
        at = edits->p[i].at + edits->p[i].len;
    }
    str_add(&fixed, slice_from_at(text, at));
    return str_slice(&fixed);
}

struct slice fix_apply(struct slice text, const struct findings *findings, struct slice file,
                       struct arena *in)
{
    struct edits edits = take_edits(text, findings, file, in);

    return edited(text, &edits, in);
}

/* What the .mc includes joins the texts; the library's own files do not. */
static void add_included(struct mc_texts *texts, const struct mc *mc, struct arena *in)
{
    for (size_t f = 1; f < mc->files.len; f++) {
        const struct mc_file *file = &mc->files.p[f];
        bool known = file->of_library;
        for (size_t i = 0; i < texts->len && !known; i++)
            known = slice_eq(texts->p[i].path, file->name);
        if (!known)
            *VEC_ADD(texts, in) = (struct mc_text){file->name, file->text};
    }
}

struct mc_texts fix_texts(const char *path, struct slice text, struct names *names,
                          struct arena *in)
{
    struct mc_texts texts = {0};
    bool changed = true;

    *VEC_ADD(&texts, in) = (struct mc_text){slice_from(path), text};
    for (int round = 0; round < ROUNDS_MAX && changed; round++) {
        struct findings findings = findings_new(in);
        const struct mc *mc = mc_run(
            &(struct mc_run_request){
                .path = path, .text = texts.p[0].text, .names = names, .instead = &texts},
            &findings);

        findings_sort(&findings);
        add_included(&texts, mc, in);
        changed = false;
        for (size_t i = 0; i < texts.len; i++) {
            struct slice fixed = fix_apply(texts.p[i].text, &findings, texts.p[i].path, in);
            changed = changed || !slice_eq(fixed, texts.p[i].text);
            texts.p[i].text = fixed;
        }
    }
    return texts;
}

/* ---- the line to write ---------------------------------------------------------------------- */

/* The lines of a text in work: where each begins, and which of the original it comes from. */
struct lines VEC(struct line_from {
    size_t at;
    int original;
});

static struct lines lines_of(struct slice text, struct arena *in)
{
    struct lines lines = {0};
    size_t at = 0;

    for (int n = 1;; n++) {
        *VEC_ADD(&lines, in) = (struct line_from){at, n};
        while (at < text.len && text.p[at] != '\n')
            at++;
        if (at++ >= text.len)
            return lines;
    }
}

/* The line of the text that a position is in. */
static size_t line_at(const struct lines *lines, size_t at)
{
    size_t low = 0, high = lines->len;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (lines->p[middle].at <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Changes that stay in the line the finding names: others cannot be shown as that line. */
static bool stays_in_line(const struct finding *f, const struct lines *lines)
{
    for (size_t i = 0; i < f->edits.len; i++) {
        const struct edit *e = &f->edits.p[i];
        if (line_at(lines, e->at) + 1 != (size_t)f->line ||
            line_at(lines, e->at + e->len) + 1 != (size_t)f->line)
            return false;
    }
    return f->edits.len > 0;
}

/* The lines after the edits, which may have broken some of them. */
static struct lines lines_after(const struct lines *before, struct slice text,
                                const struct edits *edits, struct arena *in)
{
    struct lines after = lines_of(text, in);
    size_t n = 0, e = 0;

    for (size_t i = 0; i < before->len && n < after.len; i++) {
        size_t end = i + 1 < before->len ? before->p[i + 1].at : SIZE_MAX;
        after.p[n++].original = before->p[i].original;
        for (; e < edits->len && edits->p[e].at < end; e++)
            for (size_t k = 0; k < edits->p[e].text.len && n < after.len; k++)
                if (edits->p[e].text.p[k] == '\n')
                    after.p[n++].original = before->p[i].original;
    }
    return after;
}

static struct slice text_of_line(struct slice text, const struct lines *lines, int original)
{
    for (size_t i = 0; i < lines->len; i++) {
        size_t last = i;
        if (lines->p[i].original != original)
            continue;
        while (last + 1 < lines->len && lines->p[last + 1].original == original)
            last++;
        return last + 1 < lines->len
                   ? slice_part(text, lines->p[i].at, lines->p[last + 1].at - 1 - lines->p[i].at)
                   : slice_from_at(text, lines->p[i].at);
    }
    return (struct slice){0};
}

/* DOS line ends are a mistake of the file, and no part of the line to write. */
static struct slice without_cr(struct slice text, struct arena *in)
{
    struct str plain = str_new(in);

    for (size_t i = 0; i < text.len; i++)
        if (text.p[i] != '\r' || (i + 1 < text.len && text.p[i + 1] != '\n'))
            str_add_char(&plain, text.p[i]);
    return str_slice(&plain);
}

static bool has_finding(const struct findings *findings, const struct finding *f, int line)
{
    for (size_t i = 0; i < findings->list.len; i++)
        if (findings->list.p[i].line == line && strcmp(findings->list.p[i].id, f->id) == 0 &&
            slice_eq(findings->list.p[i].file, f->file))
            return true;
    return false;
}

/* A text in work, beside the one it was. */
struct work {
    struct slice original, text;
    struct lines original_lines, lines;
};

/* What is found in a line that is still as it was, was there before, behind a quote that did not
 * end. Its changes are those of the same bytes where they stand in the original. */
static void reveal(struct findings *findings, const struct work *w, const struct finding *f)
{
    struct finding found = *f;
    size_t now = (size_t)f->line - 1;

    if (f->line < 1 || now >= w->lines.len)
        return;
    found.line = w->lines.p[now].original;
    if (has_finding(findings, f, found.line) ||
        !slice_eq(slice_line_at(w->text, f->line), slice_line_at(w->original, found.line)))
        return;
    memset(&found.edits, 0, sizeof found.edits);
    for (size_t i = 0; i < f->edits.len && stays_in_line(f, &w->lines); i++) {
        struct edit e = f->edits.p[i];
        e.at = e.at - w->lines.p[now].at + w->original_lines.p[found.line - 1].at;
        *VEC_ADD(&found.edits, findings->in) = e;
    }
    findings_add(findings, found);
}

/* Findings of the file whose changes stay in their line. */
static struct findings local_of(const struct findings *told, struct slice file,
                                const struct lines *lines)
{
    struct findings local = findings_new(told->in);

    for (size_t i = 0; i < told->list.len; i++)
        if (slice_eq(told->list.p[i].file, file) && stays_in_line(&told->list.p[i], lines))
            findings_add(&local, told->list.p[i]);
    return local;
}

/* A line whose quote or parenthesis does not end, which takes a person to mend, as a change that
 * leaves it out. */
static struct findings left_out(const struct mc *mc, struct arena *in)
{
    struct findings all = findings_new(in);

    for (size_t i = 0; i < mc->problems.len; i++) {
        const struct mc_problem *p = &mc->problems.p[i];
        size_t start = mc_line_start(mc, p->file, p->at);
        if (p->file != 0 || (p->kind != MC_OPEN_QUOTE && p->kind != MC_OPEN_PAREN))
            continue;
        struct finding *f =
            findings_add(&all, (struct finding){.file = mc->files.p[0].name,
                                                .line = mc_place_of(mc, 0, p->at).line});
        *VEC_ADD(&f->edits, in) = (struct edit){start, mc_line_at(mc, 0, p->at).len, SLICE("dnl")};
        break;
    }
    return all;
}

/* In files that the .mc includes nothing is behind anything else: what a line becomes is the line
 * with what is changed in it. */
static void offer_included(struct findings *findings, const struct mc *mc)
{
    for (size_t n = 1; n < mc->files.len; n++) {
        const struct mc_file *file = &mc->files.p[n];
        struct lines lines = lines_of(file->text, findings->in);
        struct findings local = local_of(findings, file->name, &lines);
        struct edits edits = take_edits(file->text, &local, file->name, findings->in);
        struct slice fixed = edited(file->text, &edits, findings->in);
        struct lines after = lines_after(&lines, fixed, &edits, findings->in);

        for (size_t i = 0; i < findings->list.len; i++) {
            struct finding *f = &findings->list.p[i];
            if (slice_eq(f->file, file->name) && !f->command && stays_in_line(f, &lines))
                f->instead = without_cr(text_of_line(fixed, &after, f->line), findings->in);
        }
    }
}

static void apply(struct work *w, const struct findings *changes, struct slice file,
                  struct arena *in)
{
    struct edits edits = take_edits(w->text, changes, file, in);

    w->text = edited(w->text, &edits, in);
    w->lines = lines_after(&w->lines, w->text, &edits, in);
}

static struct fix_mended mended_of(const struct work *w, struct arena *in)
{
    int *original = ARENA_ARRAY(in, w->lines.len + 1, int);

    for (size_t i = 0; i < w->lines.len; i++)
        original[i] = w->lines.p[i].original;
    return (struct fix_mended){w->text, original, w->lines.len};
}

int fix_unchanged(const struct fix_mended *mended, struct slice text, int now)
{
    int line = now >= 1 && (size_t)now <= mended->line_count ? mended->original[now - 1] : 0;

    return line > 0 && slice_eq(slice_line_at(mended->text, now), slice_line_at(text, line)) ? line
                                                                                             : 0;
}

struct fix_mended fix_offer(struct findings *findings, const struct mc *scan, const char *path,
                            struct slice text, struct names *names)
{
    struct arena *in = findings->in;
    struct slice file = slice_from(path);
    struct work w = {text, text, lines_of(text, in), lines_of(text, in)}, shown;
    struct findings told = *findings;
    bool hidden = findings_count(findings, SEVERITY_ERROR) > 0, offering = true;

    for (int round = 0; round < ROUNDS_MAX; round++) {
        struct findings changes = local_of(&told, file, &w.lines);
        const struct mc *mc;
        if (offering)
            shown = w;
        if (changes.list.len == 0 && hidden) {
            struct findings again = findings_new(in);
            mc = mc_run(&(struct mc_run_request){.path = path, .text = w.text, .names = names},
                        &again);
            changes = left_out(mc, in);
            offering = false;
        }
        if (changes.list.len == 0)
            break;
        apply(&w, &changes, file, in);
        told = findings_new(in);
        mc_run(&(struct mc_run_request){.path = path, .text = w.text, .names = names}, &told);
        findings_sort(&told);
        for (size_t i = 0; i < told.list.len && hidden; i++)
            if (slice_eq(told.list.p[i].file, file))
                reveal(findings, &w, &told.list.p[i]);
    }
    for (size_t i = 0; i < findings->list.len; i++) {
        struct finding *f = &findings->list.p[i];
        if (slice_eq(f->file, file) && !f->command && stays_in_line(f, &w.original_lines))
            f->instead = without_cr(text_of_line(shown.text, &shown.lines, f->line), in);
    }
    offer_included(findings, scan);
    return mended_of(&w, in);
}
