/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/mc_check.h"

#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/words.h"

struct finding *check_say(struct checking *c, int file, size_t at, const char *fmt, ...)
{
    struct mc_place place = mc_place_of(&c->mc, file, at);
    struct str what = str_new(c->in);
    enum severity severity = c->row->severity;
    va_list args;

    va_start(args, fmt);
    str_vprintf(&what, fmt, args);
    va_end(args);
    if (c->compiling && c->row->lenient && severity == SEVERITY_ERROR)
        severity = SEVERITY_WARNING;
    return findings_add(c->findings, (struct finding){
                                         .id = c->row->id,
                                         .severity = severity,
                                         .file = c->mc.files.p[file].name,
                                         .line = place.line,
                                         .column = place.column,
                                         .what = str_slice(&what),
                                         .source = mc_line_at(&c->mc, file, at),
                                     });
}

void check_instead(struct checking *c, struct finding *f, const char *fmt, ...)
{
    struct str text = str_new(c->in);
    va_list args;

    va_start(args, fmt);
    str_vprintf(&text, fmt, args);
    va_end(args);
    f->instead = str_slice(&text);
}

void check_edit(struct checking *c, struct finding *f, int file, size_t at, size_t len,
                struct slice text)
{
    if (!c->mc.files.p[file].of_library && slice_eq(f->file, c->mc.files.p[file].name))
        *VEC_ADD(&f->edits, c->in) = (struct edit){at, len, text};
}

/* The whole lines a call stands on. */
static struct slice lines_of(const struct checking *c, const struct mc_item *call, size_t *start)
{
    struct slice text = c->mc.files.p[call->file].text;
    size_t end = call->end;

    *start = mc_line_start(&c->mc, call->file, call->at);
    while (end < text.len && text.p[end] != '\n')
        end++;
    return slice_part(text, *start, end - *start + (end < text.len ? 1 : 0));
}

void check_delete_line(struct checking *c, struct finding *f, const struct mc_item *call)
{
    size_t start;
    struct slice lines = lines_of(c, call, &start);

    if (start == call->at)
        check_edit(c, f, call->file, start, lines.len, (struct slice){0});
}

void check_replace(struct checking *c, struct finding *f, int file, size_t at, size_t len,
                   const char *what)
{
    struct slice line = mc_line_at(&c->mc, file, at);
    size_t start = mc_line_start(&c->mc, file, at), behind = at + len - start;

    check_instead(c, f, "%.*s%s%.*s", (int)(at - start), line.p, what,
                  SLICE_ARG(slice_from_at(line, behind)));
    check_edit(c, f, file, at, len, slice_from(what));
}

void check_move_line(struct checking *c, struct finding *f, const struct mc_item *call,
                     const struct mc_item *before)
{
    size_t start, to;
    struct slice lines = lines_of(c, call, &start);

    if (before == NULL)
        return;
    to = mc_line_start(&c->mc, before->file, before->at);
    if (start != call->at || before->file != call->file || call->conditional)
        return;
    if (lines.len == 0 || lines.p[lines.len - 1] != '\n')
        lines = arena_printf(c->in, "%.*s\n", SLICE_ARG(lines));
    check_edit(c, f, call->file, to, 0, lines);
    check_delete_line(c, f, call);
}

const struct mc_item *check_next(const struct checking *c, size_t *i, enum mc_kind kind,
                                 const char *name)
{
    while (*i < c->mc.items.len) {
        const struct mc_item *item = &c->mc.items.p[(*i)++];
        if (item->kind == kind && (name == NULL || slice_is(item->name, name)))
            return item;
    }
    return NULL;
}

const struct mc_item *check_call(const struct checking *c, const char *name, const char *value)
{
    const struct mc_item *item;

    for (size_t i = 0; (item = check_next(c, &i, MC_CALL, name)) != NULL;)
        if (value == NULL || slice_is(mc_value(item, 1), value))
            return item;
    return NULL;
}

const struct mc_item *check_call_of(const struct checking *c, const char *name, struct slice value)
{
    const struct mc_item *item;

    for (size_t i = 0; (item = check_next(c, &i, MC_CALL, name)) != NULL;)
        if (slice_eq(mc_value(item, 1), value))
            return item;
    return NULL;
}

const struct mc_item *check_define(const struct checking *c, const char *name)
{
    const struct mc_item *item, *last = NULL;

    for (size_t i = 0; (item = check_next(c, &i, MC_CALL, NULL)) != NULL;) {
        if (!slice_is(mc_value(item, 1), name))
            continue;
        if (slice_is(item->name, "define"))
            last = item;
        else if (slice_is(item->name, "undefine"))
            last = NULL;
    }
    return last;
}

struct slice check_quoted(struct checking *c, const struct mc_item *call)
{
    struct str text = str_new(c->in);

    str_printf(&text, "%.*s(", SLICE_ARG(call->name));
    for (size_t i = 0; i < call->args.len; i++) {
        const struct mc_arg *arg = &call->args.p[i];
        if (arg->quoted)
            str_printf(&text, "%s%.*s", i > 0 ? ", " : "", SLICE_ARG(arg->raw));
        else
            str_printf(&text, "%s`%.*s'", i > 0 ? ", " : "", SLICE_ARG(slice_trim(arg->value)));
    }
    str_add_text(&text, ")");
    return str_slice(&text);
}

void check_rename(struct checking *c, struct finding *f, const struct mc_item *call, size_t n,
                  struct slice name)
{
    const struct mc_arg *arg = &call->args.p[n - 1];
    size_t at = slice_search(arg->raw, arg->value);
    struct slice line = mc_line_at(&c->mc, call->file, arg->at);
    size_t start = mc_line_start(&c->mc, call->file, arg->at);

    if (at == SIZE_MAX || arg->value.len == 0 || name.len == 0)
        return;
    at += arg->at;
    check_instead(c, f, "%.*s%.*s%.*s", (int)(at - start), line.p, SLICE_ARG(name),
                  SLICE_ARG(slice_from_at(line, at - start + arg->value.len)));
    check_edit(c, f, call->file, at, arg->value.len, name);
}

bool check_is_plain(struct slice name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_is_alnum(name.p[i]) && name.p[i] != '_')
            return false;
    return name.len > 0;
}

bool check_is_told(const struct mc_arg *arg)
{
    struct slice name = arg->value;

    return name.len == 0 || arg->stray != SIZE_MAX || !slice_eq(name, slice_trim(name)) ||
           !(ascii_is_alnum(name.p[0]) || name.p[0] == '_');
}

void check_other_word(struct checking *c, const struct mc_item *call, const char *word)
{
    check_replace(c,
                  check_say(c, call->file, call->at, "%.*s takes no %.*s, which goes with %s",
                            SLICE_ARG(call->name), SLICE_ARG(mc_value(call, 1)), word),
                  call->file, call->at, call->name.len, word);
}

bool check_is_setting(const struct checking *c, struct slice name)
{
    for (size_t i = 0; i < name.len && !slice_starts(name, SLICE("conf")); i++)
        if (name.p[i] >= 'a' && name.p[i] <= 'z')
            return false;
    return name.len >= 4 && word_find(name) == NULL && names_is_used(c->names, name);
}
