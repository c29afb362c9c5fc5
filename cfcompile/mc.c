/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/mc.h"

#include <limits.h>

#include "base/str.h"

enum { DEPTH_MAX = 64, INCLUDE_MAX = 16, ITEMS_MAX = 1 << 20 };

/* One reading position and what m4 knows there. */
struct scan {
    struct mc *mc;
    const struct mc_request *request;
    struct slice open, close; /* quotes */
    int divert;
    struct slice section;
    int depth;
    bool conditional;
    bool stopped; /* something does not end: what follows means nothing */
};

/* A part of one file. */
struct range {
    int file;
    size_t at, end;
};

static struct slice text_of(const struct scan *s, const struct range *r)
{
    return s->mc->files.p[r->file].text;
}

static bool is_name_start(char c)
{
    return ascii_is_alpha(c) || c == '_';
}

static bool is_name(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

static bool starts_at(struct slice text, size_t at, size_t end, struct slice what)
{
    return what.len > 0 && end - at >= what.len && memcmp(text.p + at, what.p, what.len) == 0;
}

static size_t name_end(struct slice text, size_t at, size_t end)
{
    while (at < end && is_name(text.p[at]))
        at++;
    return at;
}

static void add_problem(struct scan *s, enum mc_problem_kind kind, const struct range *r, size_t at,
                        struct slice name)
{
    *VEC_ADD(&s->mc->problems, s->mc->in) =
        (struct mc_problem){.kind = kind, .file = r->file, .at = at, .name = name};
    s->stopped = true;
}

static bool is_after_hash(struct slice text, size_t at)
{
    size_t start = at;

    while (start > 0 && text.p[start - 1] != '\n')
        start--;
    while (start < at && (text.p[start] == ' ' || text.p[start] == '\t'))
        start++;
    return start < at && text.p[start] == '#';
}

static size_t add_item(struct scan *s, enum mc_kind kind, const struct range *r, size_t at,
                       size_t end)
{
    struct mc_item *item = VEC_ADD(&s->mc->items, s->mc->in);

    *item = (struct mc_item){
        .kind = kind,
        .file = r->file,
        .at = at,
        .end = end,
        .paren = SIZE_MAX,
        .divert = s->divert,
        .section = s->section,
        .depth = s->depth,
        .conditional = s->conditional,
        .after_hash = is_after_hash(text_of(s, r), at),
    };
    if (s->mc->items.len >= ITEMS_MAX)
        s->stopped = true;
    return s->mc->items.len - 1;
}

/* Behind the quoted string that opens at `at`; SIZE_MAX when it does not close. */
static size_t quote_end(const struct scan *s, const struct range *r, size_t at)
{
    struct slice text = text_of(s, r);
    size_t i = at + s->open.len;

    for (int level = 1; i < r->end;) {
        if (starts_at(text, i, r->end, s->close)) {
            i += s->close.len;
            if (--level == 0)
                return i;
        } else if (starts_at(text, i, r->end, s->open)) {
            i += s->open.len;
            level++;
        } else {
            i++;
        }
    }
    return SIZE_MAX;
}

static size_t line_end(struct slice text, size_t at, size_t end)
{
    while (at < end && text.p[at] != '\n')
        at++;
    return at;
}

static void scan_range(struct scan *s, struct range *r);
static void take_call(struct scan *s, size_t item);

static bool is_macro(const struct scan *s, struct slice name)
{
    return table_has(&s->mc->defined, name) || s->request->is_macro(s->request->ctx, name);
}

/* Text is collected line by line: an item never crosses a line end, blanks alone are none. */
static void add_text(struct scan *s, const struct range *r, size_t at, size_t end)
{
    struct slice text = text_of(s, r);

    while (at < end) {
        size_t stop = line_end(text, at, end), from = at;

        while (from < stop && ascii_is_space(text.p[from]))
            from++;
        if (from < stop) {
            size_t item = add_item(s, MC_TEXT, r, from, stop);
            s->mc->items.p[item].text = slice_trim_end(slice_part(text, from, stop - from));
        }
        at = stop + 1;
    }
}

/* An argument while it is read. */
struct reading {
    struct mc_arg arg;
    struct str value;
    bool other;     /* something that is not quoted */
    int quote_runs; /* how many quoted parts */
};

static void reading_start(struct reading *a, struct scan *s, const struct range *r, size_t *i)
{
    struct slice text = text_of(s, r);

    while (*i < r->end && ascii_is_space(text.p[*i]))
        (*i)++;
    *a = (struct reading){.value = str_new(s->mc->in)};
    a->arg.at = *i;
    a->arg.stray = SIZE_MAX;
}

static void reading_end(struct reading *a, struct scan *s, const struct range *r, size_t at,
                        struct mc_args *args)
{
    a->arg.raw = slice_part(text_of(s, r), a->arg.at, at - a->arg.at);
    a->arg.value = str_slice(&a->value);
    a->arg.quoted = a->quote_runs == 1 && !a->other;
    a->arg.has_quotes = a->quote_runs > 0;
    *VEC_ADD(args, s->mc->in) = a->arg;
}

/* A name inside an argument: dnl, a call, or only a word of it. Moves *i behind it. */
static void argument_name(struct scan *s, struct range *r, struct reading *a, size_t *i)
{
    struct slice text = text_of(s, r), name;
    size_t end = name_end(text, *i, r->end);
    struct range part = {r->file, *i, r->end};

    name = slice_part(text, *i, end - *i);
    if (slice_is(name, "dnl")) {
        size_t stop = line_end(text, end, r->end);
        size_t item = add_item(s, MC_DNL, r, *i, stop);
        s->mc->items.p[item].text = slice_part(text, end, stop - end);
        *i = stop < r->end ? stop + 1 : stop;
        return;
    }
    a->other = true;
    if (end < r->end && text.p[end] == '(' && is_macro(s, name)) {
        size_t item = add_item(s, MC_CALL, r, *i, end);
        s->mc->items.p[item].name = name;
        take_call(s, item);
        end = s->mc->items.p[item].end;
        a->arg.has_calls = true;
    } else if (is_macro(s, name)) {
        size_t item = add_item(s, MC_WORD, &part, *i, end);
        s->mc->items.p[item].name = name;
        a->arg.has_calls = true;
    }
    str_add(&a->value, slice_part(text, *i, end - *i));
    *i = end;
}

/* Collects arguments from behind the parenthesis at `at`; the position behind the closing one. */
static size_t take_arguments(struct scan *s, struct range *r, size_t at, struct mc_args *args)
{
    struct slice text = text_of(s, r);
    struct reading a;
    size_t i = at;
    int parens = 0;

    reading_start(&a, s, r, &i);
    while (i < r->end && !s->stopped) {
        char c = text.p[i];

        if (starts_at(text, i, r->end, s->open)) {
            size_t end = quote_end(s, r, i);
            if (end == SIZE_MAX) {
                add_problem(s, MC_OPEN_QUOTE, r, i, (struct slice){0});
                return r->end;
            }
            str_add(&a.value,
                    slice_part(text, i + s->open.len, end - i - s->open.len - s->close.len));
            a.quote_runs++;
            i = end;
            continue;
        }
        if (is_name_start(c)) {
            argument_name(s, r, &a, &i);
            continue;
        }
        if (parens == 0 && (c == ',' || c == ')')) {
            reading_end(&a, s, r, i, args);
            i++;
            if (c == ')')
                return i;
            reading_start(&a, s, r, &i);
            continue;
        }
        parens += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == '\'' && a.arg.stray == SIZE_MAX)
            a.arg.stray = i;
        if (ascii_is_digit(c)) {
            /* "10m" is no name m. */
            size_t end = name_end(text, i, r->end);
            str_add(&a.value, slice_part(text, i, end - i));
            i = end;
            a.other = true;
            continue;
        }
        a.other = a.other || !ascii_is_space(c);
        str_add_char(&a.value, c);
        i++;
    }
    if (!s->stopped)
        reading_end(&a, s, r, i, args);
    return SIZE_MAX;
}

/* A quoted argument is read as the branch it may become. */
static void scan_branch(struct scan *s, int file, const struct mc_arg *arg)
{
    bool before = s->conditional;
    int depth = s->depth;
    struct range r = {file, arg->at + s->open.len, arg->at + arg->raw.len - s->close.len};

    if (!arg->quoted || arg->raw.len < s->open.len + s->close.len)
        return;
    s->conditional = true;
    s->depth = 0;
    scan_range(s, &r);
    s->conditional = before;
    s->depth = depth;
}

/* Is the file among those that are being read, or are they too many? That is told. */
static bool is_looping(struct scan *s, const struct mc_item *call, struct slice path)
{
    int up = 0;

    for (int f = call->file; f >= 0; f = s->mc->files.p[f].includer, up++) {
        if (!slice_eq(s->mc->files.p[f].name, path) && up < INCLUDE_MAX)
            continue;
        add_problem(s, MC_INCLUDE_LOOP, &(struct range){.file = call->file}, call->at, path);
        return true;
    }
    return false;
}

static void scan_file(struct scan *s, struct mc_file file)
{
    struct range r = {(int)s->mc->files.len, 0, file.text.len};

    *VEC_ADD(&s->mc->files, s->mc->in) = file;
    scan_range(s, &r);
}

static void include_file(struct scan *s, const struct mc_item *call)
{
    struct mc *mc = s->mc;
    struct slice path = mc_value(call, 1), text;

    if (slice_ends_case(path, SLICE("cf.m4"))) {
        s->divert = 0; /* as the library leaves it: remarks before it stand behind divert(-1) */
        return;
    }
    if (s->request->read == NULL || path.len == 0 || call->args.p[0].has_calls) {
        mc->unread++;
        return;
    }
    if (is_looping(s, call, path))
        return;
    if (!s->request->read(s->request->ctx, path, mc->in, &text)) {
        mc->unread++;
        return;
    }
    scan_file(s, (struct mc_file){
                     .name = path, .text = text, .includer = call->file, .included_at = call->at});
}

/* OSTYPE(x), DOMAIN(x): a site may have its own. What such a file writes goes nowhere until it says
 * divert; what it defines counts, so it is not read as text behind divert(-1). */
static void part_file(struct scan *s, const struct mc_item *call)
{
    struct mc_file file = {.includer = call->file, .included_at = call->at, .of_library = true};
    struct slice section = s->section;
    int divert = s->divert;

    if (s->request->read_part == NULL || call->args.p[0].has_calls ||
        !s->request->read_part(s->request->ctx, call->name, mc_value(call, 1), s->mc->in,
                               &file.name, &file.text)) {
        s->mc->unread += slice_is(call->name, "DOMAIN");
        return;
    }
    if (is_looping(s, call, file.name))
        return;
    s->section = (struct slice){0};
    s->divert = INT_MAX;
    scan_file(s, file);
    s->section = section;
    s->divert = divert;
}

/* What a call does to the reading itself. */
static void obey(struct scan *s, const struct mc_item *call)
{
    struct slice name = call->name, first = mc_value(call, 1);
    int64_t n;

    if (slice_is(name, "define") || slice_is(name, "pushdef")) {
        table_set(&s->mc->defined, first, NULL);
    } else if (slice_is(name, "divert")) {
        s->divert = slice_to_i64(first, &n) && n > -1000 && n < 1000 ? (int)n : INT_MAX;
        if (first.len == 0)
            s->divert = 0;
        s->section = (struct slice){0};
    } else if (slice_is(name, "changequote")) {
        s->open = first.len > 0 ? first : SLICE("`");
        s->close = call->args.len > 1 && mc_value(call, 2).len > 0 ? mc_value(call, 2) : SLICE("'");
    } else if (slice_is(name, "include") || slice_is(name, "sinclude")) {
        include_file(s, call);
    } else if (slice_is(name, "OSTYPE") || slice_is(name, "DOMAIN")) {
        part_file(s, call);
    } else if (slice_is(name, "ifdef") || slice_is(name, "ifelse")) {
        for (size_t i = slice_is(name, "ifdef") ? 1 : 2; i < call->args.len && !s->stopped; i++)
            scan_branch(s, call->file, &call->args.p[i]);
    }
}

/* The item of a call has its name and ends before the parenthesis. */
static void take_call(struct scan *s, size_t item)
{
    struct mc_item call = s->mc->items.p[item];
    struct range r = {call.file, call.end, text_of(s, &(struct range){.file = call.file}).len};
    size_t end;

    if (s->depth == DEPTH_MAX) {
        add_problem(s, MC_TOO_DEEP, &r, call.at, call.name);
        *VEC_ADD(&s->mc->items.p[item].args, s->mc->in) =
            (struct mc_arg){.at = call.end, .stray = SIZE_MAX};
        return;
    }
    s->depth++;
    end = take_arguments(s, &r, call.end + 1, &call.args);
    s->depth--;
    if (call.args.len == 0)
        *VEC_ADD(&call.args, s->mc->in) = (struct mc_arg){.at = call.end + 1, .stray = SIZE_MAX};
    if (end == SIZE_MAX) {
        if (!s->stopped)
            add_problem(s, MC_OPEN_PAREN, &r, call.at, call.name);
        end = r.end;
    }
    call.end = end;
    s->mc->items.p[item] = call;
    if (!s->stopped)
        obey(s, &call);
}

static bool is_section(struct slice name)
{
    return slice_starts(name, SLICE("LOCAL_")) || slice_is(name, "MAILER_DEFINITIONS");
}

/* Which divert a section writes to does not matter here, only that it writes. */
static void take_word(struct scan *s, const struct range *r, size_t at, size_t end)
{
    struct slice text = text_of(s, r);
    size_t item, blank = end;

    if (is_section(slice_part(text, at, end - at))) {
        s->section = slice_part(text, at, end - at);
        s->divert = 6;
    } else if (slice_is(slice_part(text, at, end - at), "divert")) {
        s->section = (struct slice){0};
        s->divert = 0;
    } else if (slice_is(slice_part(text, at, end - at), "changequote")) {
        s->open = SLICE("`");
        s->close = SLICE("'");
    }
    item = add_item(s, MC_WORD, r, at, end);
    s->mc->items.p[item].name = slice_part(text, at, end - at);
    while (blank < r->end && (text.p[blank] == ' ' || text.p[blank] == '\t'))
        blank++;
    if (blank > end && blank < r->end && text.p[blank] == '(')
        s->mc->items.p[item].paren = blank;
}

/* A name at the top. True when it was more than text; *i is behind it then. */
static bool take_name(struct scan *s, const struct range *r, size_t *i, size_t text_from)
{
    struct slice text = text_of(s, r);
    size_t at = *i, end = name_end(text, at, r->end);
    struct slice name = slice_part(text, at, end - at);
    bool paren = end < r->end && text.p[end] == '(';
    size_t item;

    if (slice_is(name, "dnl")) {
        add_text(s, r, text_from, at);
        *i = line_end(text, end, r->end);
        item = add_item(s, MC_DNL, r, at, *i);
        s->mc->items.p[item].text = slice_part(text, end, *i - end);
        *i += *i < r->end ? 1 : 0;
        return true;
    }
    if (!is_macro(s, name)) {
        if (paren || slice_starts(name, SLICE("dnl"))) {
            item = add_item(s, MC_UNKNOWN, r, at, end);
            s->mc->items.p[item].name = name;
        }
        *i = end;
        return false;
    }
    add_text(s, r, text_from, at);
    if (!paren) {
        take_word(s, r, at, end);
        *i = end;
        return true;
    }
    item = add_item(s, MC_CALL, r, at, end);
    s->mc->items.p[item].name = name;
    take_call(s, item);
    *i = s->mc->items.p[item].end;
    return true;
}

static void scan_range(struct scan *s, struct range *r)
{
    struct slice text = text_of(s, r);
    size_t i = r->at, from = r->at;

    while (i < r->end && !s->stopped) {
        if (is_name_start(text.p[i])) {
            if (take_name(s, r, &i, from))
                from = i;
        } else if (ascii_is_digit(text.p[i])) {
            i = name_end(text, i, r->end);
        } else if (starts_at(text, i, r->end, s->open)) {
            size_t end = quote_end(s, r, i);
            if (end == SIZE_MAX) {
                add_problem(s, MC_OPEN_QUOTE, r, i, (struct slice){0});
                break;
            }
            if (line_end(text, i, end) < end) {
                size_t item = add_item(s, MC_QUOTED, r, i, end);
                s->mc->items.p[item].text = slice_part(text, i, end - i);
            }
            i = end;
        } else {
            i++;
        }
    }
    if (i > r->end)
        i = r->end;
    add_text(s, r, from, i);
}

void mc_scan(struct mc *mc, const struct mc_request *request, struct arena *in)
{
    struct scan s = {.mc = mc, .request = request, .open = SLICE("`"), .close = SLICE("'")};
    struct range all = {0, 0, request->text.len};

    *mc = (struct mc){.in = in, .defined = table_new(in)};
    *VEC_ADD(&mc->files, in) =
        (struct mc_file){.name = request->name, .text = request->text, .includer = -1};
    scan_range(&s, &all);
    for (size_t i = 0; i < mc->files.len; i++)
        mc_count_lines(&mc->files.p[i], in);
}
