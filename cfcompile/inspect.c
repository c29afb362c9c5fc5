/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/inspect.h"

#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/cf_lint.h"
#include "cfcompile/fix.h"
#include "cfcompile/late.h"
#include "cfcompile/mc_run.h"
#include "cfcompile/names.h"
#include "cfcompile/online.h"
#include "conf/config.h"
#include "os/file.h"

/* ---- m4 and the library --------------------------------------------------------------------- */

/* "file:line: rest"; moves past both. */
static bool take_place(struct slice *line, struct slice *file, int *number)
{
    struct slice rest = *line, name, digits;
    int64_t n;

    if (!slice_until(&rest, ':', &name) || name.len == 0 || !slice_until(&rest, ':', &digits) ||
        !slice_to_i64(digits, &n) || n < 0 || n > INT32_MAX)
        return false;
    *file = name;
    *number = (int)n;
    *line = slice_trim(rest);
    return true;
}

/* Words of m4 that say less than the check of the same mistake. */
static bool is_end_of_input(struct slice text)
{
    return slice_search(text, SLICE("end of file in")) != SIZE_MAX;
}

static const struct mc_item *find_call(const struct mc *mc, const char *word, struct slice first)
{
    const struct mc_item *last = NULL;

    for (size_t n = 0; n < mc->items.len; n++)
        if (mc_is(&mc->items.p[n], MC_CALL, word) &&
            (first.len == 0 || slice_starts_case(slice_trim(mc_value(&mc->items.p[n], 1)), first)))
            last = &mc->items.p[n];
    return last;
}

static void put_at_call(struct inspection *i, struct finding *f, const struct mc_item *call)
{
    struct mc_place place = mc_place_of(i->mc, call->file, call->at);

    f->file = i->mc->files.p[call->file].name;
    f->line = place.line;
    f->column = place.column;
    f->source = mc_line_at(i->mc, call->file, call->at);
}

/* A define whose value the sentence names is wrong there. */
static void put_at_value(struct inspection *i, struct finding *f, const struct mc_item *call)
{
    struct slice value = mc_value(call, 2);

    if (!slice_is(call->name, "define") || value.len == 0 ||
        slice_search(f->what, value) == SIZE_MAX)
        return;
    const struct mc_arg *arg = &call->args.p[1];
    size_t at = slice_search(arg->raw, value);
    struct mc_place place = mc_place_of(i->mc, call->file, arg->at + (at != SIZE_MAX ? at : 0));

    f->line = place.line;
    f->column = place.column;
    f->source = mc_line_at(i->mc, call->file, arg->at);
}

/* "... FEATURE(name) ...": the last one that is named and there is what the library stumbled over.
 */
static void put_at_feature(struct inspection *i, struct finding *f)
{
    struct slice rest = f->what, name;

    for (size_t at; (at = slice_search(rest, SLICE("FEATURE("))) != SIZE_MAX;) {
        const struct mc_item *call;

        rest = slice_from_at(rest, at + strlen("FEATURE("));
        if (!slice_until(&rest, ')', &name) || name.len == 0)
            return;
        call = find_call(i->mc, "FEATURE", name);
        if (call != NULL)
            put_at_call(i, f, call);
    }
}

/* Is something as bad said of a file that this line includes? The library tells of it in this line.
 */
static bool is_told_inside(const struct inspection *i, const struct finding *f)
{
    for (size_t n = 1; n < i->mc->files.len; n++) {
        const struct mc_file *file = &i->mc->files.p[n];
        if (!slice_eq(i->mc->files.p[file->includer].name, f->file) ||
            mc_place_of(i->mc, file->includer, file->included_at).line != f->line)
            continue;
        for (size_t k = 0; k < i->findings->list.len; k++)
            if (slice_eq(i->findings->list.p[k].file, file->name) &&
                i->findings->list.p[k].severity <= f->severity)
                return true;
    }
    return false;
}

/* A quote that is wrong hands the library other arguments than were meant: what it says then is of
 * no use, and behind.h asks it again about a copy without the mistake. */
static bool is_garbled(const struct inspection *i)
{
    for (size_t n = 0; n < i->findings->list.len; n++)
        if (i->findings->list.p[n].severity == SEVERITY_ERROR &&
            strncmp(i->findings->list.p[n].id, "m4-quote-", strlen("m4-quote-")) == 0)
            return true;
    return false;
}

/*
 * Three forms: the library's "file:line: ERROR: text" and WARNING, m4's own "m4:file:line: text",
 * and words without a place. Errors of the library do not change m4's exit status; they count here.
 */
static void add_message(struct inspection *i, struct slice line)
{
    struct finding f = {.id = "m4", .severity = SEVERITY_ERROR};
    bool has_place;

    line = slice_trim(line);
    /* A name with a quote or a line end in it leaves rests of its message behind. */
    if (line.len < 2)
        return;
    slice_skip_text_case(&line, SLICE("m4:"));
    line = slice_trim(line);
    has_place = take_place(&line, &f.file, &f.line);
    /* A place in the library itself says nothing to the author of a .mc. */
    if (has_place && slice_starts(f.file, slice_from(i->m4->cf_dir)))
        f.line = 0;
    if (!has_place || f.line == 0 || slice_is(f.file, "stdin"))
        f.file = slice_from(i->m4->mc);
    if (slice_skip_text_case(&line, SLICE("ERROR:")))
        f.id = "library";
    else if (slice_skip_text_case(&line, SLICE("WARNING:"))) {
        f.id = "library";
        f.severity = SEVERITY_WARNING;
    } else if (slice_search(line, SLICE("arning")) != SIZE_MAX)
        f.severity = SEVERITY_WARNING;
    f.what = slice_trim(line);
    if (f.line == 0)
        put_at_feature(i, &f);
    /* Words without a place may be the rest of a message of many lines. */
    if (findings_has_line(i->findings, f.file, f.line, f.severity) ||
        (!has_place && findings_count(i->findings, SEVERITY_ERROR) > 0) || is_told_inside(i, &f) ||
        (strcmp(f.id, "library") == 0 && is_garbled(i)) ||
        (is_end_of_input(f.what) && findings_count(i->findings, SEVERITY_ERROR) > 0))
        return;
    findings_add(i->findings, f);
}

static void add_messages(struct inspection *i, struct slice messages)
{
    struct slice line;

    while (slice_line(&messages, &line))
        add_message(i, line);
}

static bool has_errors(const struct inspection *i)
{
    return findings_count(i->findings, SEVERITY_ERROR) > 0;
}

/* m4 was stopped: where it was says which macro. */
static void add_endless(struct inspection *i, const struct m4_where *where, const struct err *err)
{
    struct arena *in = i->findings->in;
    struct finding f = {.id = "m4-loop-01", .severity = SEVERITY_ERROR, .line = where->line};
    struct slice why;

    if (where->file.len == 0)
        return;
    f.file = slice_is(where->file, "stdin") ? slice_from(i->m4->mc) : where->file;
    /* "FILE: m4 has not finished after 10 seconds: does a macro ...": the question is answered. */
    why = slice_from(err->text);
    if (slice_starts(why, slice_from(i->m4->mc)))
        why = slice_trim(slice_from_at(why, strlen(i->m4->mc) + 1));
    why = slice_part(why, 0, slice_search(why, SLICE(": does a")));
    if (where->names.len == 0)
        f.what = arena_printf(in, "%.*s; it was here then", SLICE_ARG(why));
    else
        f.what = arena_printf(
            in, "the macro%s without end: %.*s",
            slice_search(where->names, SLICE(" and ")) == SIZE_MAX
                ? arena_printf(in, " %.*s calls itself", SLICE_ARG(where->names)).p
                : arena_printf(in, "s %.*s call each other", SLICE_ARG(where->names)).p,
            SLICE_ARG(why));
    findings_add(i->findings, f);
}

bool inspect_mc(struct inspection *i, const struct m4_request *m4, bool compiling,
                struct findings *findings, struct err *err)
{
    struct mc_run_request request = {.path = m4->mc, .compiling = compiling};
    struct arena *in = findings->in;
    struct names *names = ARENA_NEW(in, struct names);
    struct m4_result result;

    *i = (struct inspection){.findings = findings, .m4 = m4};
    if (!file_read(m4->mc, m4->max_bytes, in, &request.text, err))
        return false;
    names_read(names, m4->cf_dir, in);
    request.names = names;
    i->mc = mc_run(&request, findings);
    i->mended = fix_offer(findings, i->mc, m4->mc, request.text, names);
    /* Where a quote does not end, m4 reads another text than was meant; of bytes it reads nothing.
     */
    bool unreadable = i->mc->problems.len > 0 || slice_find(request.text, '\0') != SIZE_MAX;
    if (unreadable && has_errors(i))
        return false;
    if (!run_m4(m4, in, &result, err)) {
        add_endless(i, &result.where, err);
        return has_errors(i) ? (err->status = EX_OK, false) : false;
    }
    add_messages(i, result.messages);
    if (result.exit_status != 0 && !has_errors(i))
        return err_set(err, EX_CONFIG, "%s: m4 ended with status %d", m4->mc, result.exit_status);
    i->text = origin_split(result.output, m4->mc, in, &i->origins);
    return !has_errors(i);
}

/* ---- the result ----------------------------------------------------------------------------- */

/* FEATURE(x), MAILER(x) and the like for a line of x.m4. */
static const struct mc_item *call_of_part(struct inspection *i, struct slice file)
{
    static const struct {
        const char *folder, *word;
    } folders[] = {{"feature/", "FEATURE"},
                   {"mailer/", "MAILER"},
                   {"ostype/", "OSTYPE"},
                   {"domain/", "DOMAIN"},
                   {"hack/", "HACK"}};
    struct slice part = slice_from_at(file, strlen(i->m4->cf_dir) + 1);

    for (size_t k = 0; k < COUNT(folders); k++) {
        struct slice name = part;
        if (!slice_skip_text_case(&name, slice_from(folders[k].folder)) ||
            name.len <= strlen(".m4"))
            continue;
        name.len -= strlen(".m4");
        for (size_t n = 0; n < i->mc->items.len; n++)
            if (mc_is(&i->mc->items.p[n], MC_CALL, folders[k].word) &&
                slice_eq(slice_trim(mc_value(&i->mc->items.p[n], 1)), name))
                return &i->mc->items.p[n];
    }
    return NULL;
}

/* Which call of the .mc is behind a line that the library wrote at the end. */
static const struct mc_item *cause_of(struct inspection *i, struct slice line,
                                      const struct origin *at)
{
    struct late late = late_of(i->m4->cf_dir, line, at, i->findings->in);
    struct slice define = late.define, feature = late.feature, name, rest = line;
    const struct mc_item *call;

    if (slice_is(define, "MASQUERADE_NAME"))
        return find_call(i->mc, "MASQUERADE_AS", (struct slice){0});
    if (define.len > 0) {
        call = find_call(i->mc, "define", define);
        return call == NULL && feature.len > 0 ? find_call(i->mc, "FEATURE", feature) : call;
    }
    if (slice_skip_text_case(&rest, SLICE("O DaemonPortOptions=")))
        return find_call(i->mc, "DAEMON_OPTIONS", slice_trim(rest));
    if (slice_skip_text_case(&rest, SLICE("O ClientPortOptions=")))
        return find_call(i->mc, "CLIENT_OPTIONS", slice_trim(rest));
    rest = slice_from_at(line, 1);
    if (slice_starts(line, SLICE("X")) && slice_until(&rest, ',', &name)) {
        const struct mc_item *filter = find_call(i->mc, "INPUT_MAIL_FILTER", name);
        return filter != NULL ? filter : find_call(i->mc, "MAIL_FILTER", name);
    }
    if (slice_starts(line, SLICE("Q")) && slice_until(&rest, ',', &name))
        return find_call(i->mc, "QUEUE_GROUP", slice_trim(name));
    return slice_starts(at->file, slice_from(i->m4->cf_dir)) ? call_of_part(i, at->file) : NULL;
}

/* Lines without a mark are put together by the library too. */
static bool is_of_library(const struct inspection *i, const struct origin *at)
{
    return at->file.len == 0 || slice_starts(at->file, slice_from(i->m4->cf_dir));
}

/* What the reader says in the words that people know from logs, and which row of the list it is. */
static const struct reader_row {
    const char *begins, *contains, *id;
} reader_rows[] = {
    {"fileclass: cannot open", "", "class-01"},
    {"invalid rewrite line", "tab expected", "cf-syntax-01"},
    {"replacement $", "out of bounds", "cf-syntax-02"},
    {"", "not available", "cf-syntax-05"},
};

static const char *id_of(const char *text)
{
    struct slice words = slice_from(text);

    for (size_t i = 0; i < COUNT(reader_rows); i++)
        if (slice_starts(words, slice_from(reader_rows[i].begins)) &&
            slice_search(words, slice_from(reader_rows[i].contains)) != SIZE_MAX)
            return reader_rows[i].id;
    return "cf";
}

/* The file of "fileclass: cannot open 'FILE': ...": making it is the command to run. */
static void add_command(struct findings *findings, struct finding *f)
{
    struct slice rest = f->what, file;

    if (strcmp(f->id, "class-01") != 0 || slice_search(rest, SLICE("No such file")) == SIZE_MAX ||
        !slice_until(&rest, '\'', &file) || !slice_until(&rest, '\'', &file))
        return;
    f->instead = arena_printf(findings->in, "touch %.*s", SLICE_ARG(file));
    f->command = true;
}

/* The call that stands in the line of the .mc which a line of the .cf came from. */
static const struct mc_item *call_in_line(const struct inspection *i, const struct origin *at)
{
    for (size_t n = 0; n < i->mc->items.len; n++) {
        const struct mc_item *item = &i->mc->items.p[n];
        if (item->kind == MC_CALL && item->depth == 0 && item->section.len == 0 &&
            slice_eq(i->mc->files.p[item->file].name, at->file) &&
            mc_place_of(i->mc, item->file, item->at).line == at->line)
            return item;
    }
    return NULL;
}

static void report_result(void *ctx, const struct config_report *r)
{
    struct inspection *i = ctx;
    struct origin at = origin_of(&i->origins, r->line);
    bool of_library = is_of_library(i, &at);
    const struct mc_item *call;
    struct finding f = {
        .id = id_of(r->text),
        .severity = r->kind == CONFIG_ERROR ? SEVERITY_ERROR : SEVERITY_WARNING,
        .file = slice_from(i->m4->mc),
        .what = arena_printf(i->findings->in, r->line > 0 ? "%s (line %d of the .cf)" : "%s",
                             r->text, r->line),
    };

    if (r->kind == CONFIG_NOTICE)
        return;
    call = of_library ? cause_of(i, slice_line_at(i->text, r->line), &at) : NULL;
    if (call != NULL) {
        put_at_call(i, &f, call);
        put_at_value(i, &f, call);
    } else if (at.file.len > 0 && !of_library) {
        f.file = at.file;
        f.line = at.line;
    }
    const struct mc_item *here = call == NULL && !of_library ? call_in_line(i, &at) : NULL;
    if (here != NULL)
        put_at_call(i, &f, here);
    /* The caret is of use where the .cf has the same line as the .mc. */
    if (r->source.len > 0 && call == NULL && here == NULL && !of_library) {
        f.source = arena_copy(i->findings->in, r->source);
        f.column = (int)r->at + 1;
    }
    add_command(i->findings, &f);
    if (f.line == 0 || !findings_has_line(i->findings, f.file, f.line, f.severity))
        findings_add(i->findings, f);
}

/* The text with the wrong piece replaced; empty when it is not in there. */
static struct slice replaced(struct arena *in, struct slice text, struct slice bad,
                             struct slice right)
{
    size_t at = bad.len > 0 && right.len > 0 ? slice_search(text, bad) : SIZE_MAX;

    if (at == SIZE_MAX)
        return (struct slice){0};
    return arena_printf(in, "%.*s%.*s%.*s", SLICE_ARG(slice_part(text, 0, at)), SLICE_ARG(right),
                        SLICE_ARG(slice_from_at(text, at + bad.len)));
}

/* The call that gave the value: the mark goes to the wrong piece, if it is there as written. */
static void blame_call(struct inspection *i, struct finding *f, const struct mc_item *call,
                       const struct cf_fault *fault)
{
    size_t n = slice_is(call->name, "define") ? 2 : 1, at;
    struct arena *in = i->findings->in;

    put_at_call(i, f, call);
    if (call->args.len < n || (at = slice_search(call->args.p[n - 1].raw, fault->bad)) == SIZE_MAX)
        return;
    struct mc_place place = mc_place_of(i->mc, call->file, call->args.p[n - 1].at + at);
    struct slice value = replaced(in, mc_value(call, n), fault->bad, fault->right);

    f->line = place.line;
    f->column = place.column;
    f->source = mc_line_at(i->mc, call->file, call->args.p[n - 1].at + at);
    if (value.len > 0)
        f->instead =
            n == 2 ? arena_printf(in, "define(`%.*s', `%.*s')dnl", SLICE_ARG(mc_value(call, 1)),
                                  SLICE_ARG(value))
                   : arena_printf(in, "%.*s(`%.*s')dnl", SLICE_ARG(call->name), SLICE_ARG(value));
}

static void blame_line(struct arena *in, struct finding *f, const struct cf_fault *fault)
{
    f->source = arena_copy(in, fault->source);
    f->column = fault->bad.len > 0 ? (int)(fault->bad.p - fault->source.p) + 1 : 0;
    f->instead = replaced(in, fault->source, fault->bad, fault->right);
}

/* A word that the library writes in many lines is told once. */
static bool is_told_of_word(const struct findings *all, const struct finding *f,
                            const struct cf_fault *fault)
{
    for (size_t i = 0; i < all->list.len; i++) {
        const struct finding *told = &all->list.p[i];
        if (strcmp(told->id, f->id) == 0 && told->line == f->line && told->column == f->column &&
            slice_eq(told->file, f->file) && slice_starts(told->what, fault->what))
            return true;
    }
    return false;
}

/* Of several calls of one feature the one with that argument. */
static const struct mc_item *same_with(const struct inspection *i, const struct mc_item *call,
                                       struct slice word)
{
    for (size_t n = 0; n < i->mc->items.len && word.len > 0; n++) {
        const struct mc_item *item = &i->mc->items.p[n];
        if (mc_is(item, MC_CALL, "FEATURE") && slice_eq(mc_value(item, 1), mc_value(call, 1)) &&
            slice_eq(slice_trim(mc_value(item, 2)), word))
            return item;
    }
    return call;
}

/* The define whose value is the wrong word, for lines that the library makes of it. */
static const struct mc_item *define_with(const struct inspection *i, struct slice word)
{
    for (size_t n = 0; n < i->mc->items.len && word.len > 0; n++) {
        const struct mc_item *item = &i->mc->items.p[n];
        if (mc_is(item, MC_CALL, "define") && slice_eq(slice_trim(mc_value(item, 2)), word))
            return item;
    }
    return NULL;
}

static void report_fault(void *ctx, const struct cf_fault *fault)
{
    struct inspection *i = ctx;
    struct arena *in = i->findings->in;
    struct origin at = origin_of(&i->origins, fault->line);
    bool of_library = is_of_library(i, &at);
    const struct mc_item *call = of_library ? cause_of(i, fault->source, &at) : NULL;
    struct finding f = {.id = fault->id,
                        .severity = fault->severity,
                        .file = slice_from(i->m4->mc),
                        .what =
                            arena_printf(in, fault->line > 0 ? "%.*s (line %d of the .cf)" : "%.*s",
                                         SLICE_ARG(fault->what), fault->line)};

    if (call != NULL && slice_is(call->name, "FEATURE"))
        call = same_with(i, call, fault->bad);
    if (call == NULL && of_library)
        call = define_with(i, fault->bad);
    if (call != NULL) {
        blame_call(i, &f, call, fault);
    } else if (at.file.len > 0 && !of_library) {
        f.file = at.file;
        f.line = at.line;
        blame_line(in, &f, fault);
    }
    if (!is_told_of_word(i->findings, &f, fault))
        findings_add(i->findings, f);
}

bool inspect_result(struct inspection *i, const char *path, struct err *err)
{
    struct config_request wanted = {
        .path = path, .report = report_result, .report_ctx = i, .no_probe = true};
    struct config *config;

    cf_lint(i->text, i->findings->in, report_fault, i);
    config = config_read(&wanted, err);

    if (config != NULL && i->online) {
        struct lint lint = {.findings = i->findings,
                            .in = i->findings->in,
                            .config = config,
                            .cf = arena_copy(i->findings->in, slice_from(path)),
                            .cf_text = i->text};
        online_check(&lint, report_fault, i);
    }
    if (config != NULL)
        config_drop(config);
    if (has_errors(i))
        err->status = EX_OK;
    return config != NULL && !has_errors(i);
}

void inspect_cf_fault(void *ctx, const struct cf_fault *fault)
{
    const struct inspect_to *to = ctx;
    struct finding f = {.id = fault->id,
                        .severity = fault->severity,
                        .file = to->path,
                        .line = fault->line,
                        .what = fault->what};

    blame_line(to->findings->in, &f, fault);
    findings_add(to->findings, f);
}

/* What was said already, with more words, is not said again. */
static void report_cf(void *ctx, const struct config_report *r)
{
    const struct inspect_to *to = ctx;
    struct findings *findings = to->findings;
    enum severity severity = r->kind == CONFIG_ERROR ? SEVERITY_ERROR : SEVERITY_WARNING;

    if (r->kind == CONFIG_NOTICE ||
        (r->line != 0 && findings_has_line(findings, r->path, r->line, severity)))
        return;
    add_command(findings,
                findings_add(findings, (struct finding){
                                           .id = id_of(r->text),
                                           .severity = severity,
                                           .file = arena_copy(findings->in, r->path),
                                           .line = r->line,
                                           .column = r->source.len > 0 ? (int)r->at + 1 : 0,
                                           .source = arena_copy(findings->in, r->source),
                                           .what = arena_printf(findings->in, "%s", r->text),
                                       }));
}

struct config *inspect_cf(const char *path, struct slice text, struct findings *findings,
                          struct err *err)
{
    struct inspect_to to = {findings, arena_copy(findings->in, slice_from(path))};
    struct config_request wanted = {
        .path = path, .report = report_cf, .report_ctx = &to, .no_probe = true, .keep_going = true};

    cf_lint(text, findings->in, inspect_cf_fault, &to);
    return config_read(&wanted, err);
}
