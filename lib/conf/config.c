/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reader: physical lines are joined to logical ones, comments go, and the first letter finds
 * the function for the rest in a table.
 */
#include "conf/config.h"

#include <stdio.h>
#include <sys/stat.h>
#include <syslog.h>

#include "base/log.h"
#include "base/table.h"
#include "conf/reader.h"
#include "net/resolver.h"
#include "os/file.h"

enum { CONFIG_MAX_BYTES = 64 << 20, CONFIG_LEVEL = 10 };

static const struct {
    char letter;
    void (*read)(struct reader *r, struct slice text);
} line_types[] = {
    {'R', line_rule},   {'S', line_rule_set},    {'D', line_define},
    {'C', line_class},  {'F', line_class_file},  {'T', line_trusted},
    {'H', line_header}, {'M', line_mailer},      {'O', line_option},
    {'K', line_map},    {'P', line_precedence},  {'Q', line_queue_group},
    {'X', line_milter}, {'E', line_environment}, {'V', line_version},
};

/* ---- reports -------------------------------------------------------------------------------- */

static void to_log(const struct config_report *report, struct arena *scratch)
{
    int priority = report->kind == CONFIG_ERROR ? LOG_CRIT : LOG_WARNING;
    int level = report->kind == CONFIG_ERROR ? 0 : 3;
    struct str line = str_new(scratch);

    config_report_line(report, &line);
    log_line(level, priority, SLICE(""), "%s", line.p);
}

static void say(struct reader *r, const struct config_report *report)
{
    if (report->kind != CONFIG_ERROR)
        r->c->warnings++;
    if (r->request->report != NULL)
        r->request->report(r->request->report_ctx, report);
    else
        to_log(report, r->scratch);
}

static void PRINTF(4, 0)
    error_at(struct reader *r, int status, const char *at, const char *fmt, va_list args)
{
    struct str text = str_new(r->scratch);
    struct config_report report = {
        .kind = CONFIG_ERROR, .path = r->c->path, .line = r->line, .status = status};

    str_vprintf(&text, fmt, args);
    report.text = text.p;
    if (at != NULL && at >= r->text.p && at <= r->text.p + r->text.len) {
        report.source = r->text;
        report.at = (size_t)(at - r->text.p);
        report.first_line = r->first_line;
    }
    say(r, &report);
    if (r->errors++ > 0)
        return;
    /* compatible: a program that cannot go on ends with one of these. */
    status = status == EX_OSERR ? EX_OSERR : EX_SOFTWARE;
    if (r->line > 0)
        err_set(&r->first, status, "%.*s: line %d: %s", SLICE_ARG(r->c->path), r->line, text.p);
    else
        err_set(&r->first, status, "%s", text.p);
}

void reader_error(struct reader *r, int status, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    error_at(r, status, NULL, fmt, args);
    va_end(args);
}

void reader_blame(struct reader *r, const char *at, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    error_at(r, EX_CONFIG, at, fmt, args);
    va_end(args);
}

static void PRINTF(3, 0)
    remark(struct reader *r, struct config_report report, const char *fmt, va_list args)
{
    struct str text = str_new(r->scratch);

    str_vprintf(&text, fmt, args);
    report.path = r->c->path;
    report.text = text.p;
    say(r, &report);
}

void reader_warn(struct reader *r, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    remark(r, (struct config_report){.kind = CONFIG_WARNING, .line = r->line}, fmt, args);
    va_end(args);
}

void reader_pass_over(struct reader *r, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    remark(r, (struct config_report){.kind = CONFIG_WARNING, .line = r->line, .status = EX_USAGE},
           fmt, args);
    va_end(args);
}

void reader_notice(struct reader *r, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    remark(r, (struct config_report){.kind = CONFIG_NOTICE}, fmt, args);
    va_end(args);
}

/* ---- lines ---------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* "$" in front of a blank: a macro that never has a value. A tab still ends what it ends. */
static bool is_blank_name(struct slice text)
{
    return text.len > 1 && text.p[0] == '$' && is_blank(text.p[1]);
}

/* Names of macros and classes, complained about before anything else is made of the line.
 * Characters that cannot be in a name are left out; behind a name that is missing nothing is read.
 * Blanks at the end of the line may be names; those that are none go. */
static struct slice check_names(struct reader *r, struct slice text)
{
    struct str out = str_new(r->scratch);
    size_t at = 0;

    r->text = text;
    if (slice_find(text, '$') == SIZE_MAX)
        return slice_trim_end(text);
    while (at < text.len) {
        struct slice rest = slice_from_at(text, at),
                     plain = slice_part(rest, 0, slice_find(rest, '$'));
        size_t len;

        str_add(&out, plain);
        at += plain.len;
        rest = slice_from_at(rest, plain.len);
        if (rest.len == 0)
            break;
        if (is_blank_name(rest) && slice_trim_end(rest).len == 1) {
            str_add_char(&out, (char)META_MACRO); /* compatible: its mark is left of it */
            break;
        }
        if (is_blank_name(rest)) {
            at += rest.p[1] == ' ' ? 2 : 1;
            continue;
        }
        len = macro_operator_len(rest);
        if (len > 1 || rest.len == 1) {
            str_add(&out, slice_part(rest, 0, len));
            at += len;
            continue;
        }
        if (!reader_mend_name(r, rest, &len, &out))
            return str_slice(&out);
        at += len;
    }
    return slice_trim_end(str_slice(&out));
}

static void read_line(struct reader *r, struct slice text)
{
    if (r->c->level >= 3)
        text = macro_strip_comment(text, r->scratch);
    if (slice_trim_end(text).len == 0 || text.p[0] == '#') /* compatible: from "\\#" too */
        return;
    text = check_names(r, text);
    r->text = text;
    for (size_t i = 0; text.len > 0 && i < COUNT(line_types); i++)
        if (line_types[i].letter == text.p[0]) {
            line_types[i].read(r, slice_from_at(text, 1));
            return;
        }
    if (text.len > 0 && is_blank(text.p[0]))
        reader_error(r, EX_CONFIG, "continuation line without a line before it");
    else
        reader_error(r, EX_CONFIG, "unknown configuration line \"%.*s\"",
                     SLICE_ARG(reader_shown(r, text)));
}

/* Takes one logical line: a line and those after it that begin with a blank. CR before LF goes, and
 * the LF in between stays. */
static bool logical_line(struct reader *r, struct slice *rest, struct slice *text, int *lines)
{
    struct slice line;

    if (!slice_line(rest, &line))
        return false;
    *lines = 1;
    if (line.len > 0 && line.p[line.len - 1] == '\r')
        line.len--;
    *text = line;
    if (rest->len == 0 || !is_blank(rest->p[0]))
        return true;

    struct str joined = str_new(r->scratch);
    str_add(&joined, line);
    while (rest->len > 0 && is_blank(rest->p[0]) && slice_line(rest, &line)) {
        if (line.len > 0 && line.p[line.len - 1] == '\r')
            line.len--;
        str_add_char(&joined, '\n');
        str_add(&joined, line);
        ++*lines;
    }
    *text = str_slice(&joined);
    return true;
}

static void read_text(struct reader *r, struct slice text)
{
    struct slice line;
    int next = 1, lines;

    while (!r->ended && logical_line(r, &text, &line, &lines)) {
        r->first_line = next;
        next += lines;
        r->line = next - 1; /* compatible: the last of a line that is continued */
        line = slice_part(line, 0, slice_find(line, '\0')); /* compatible: ends all of it */
        if (line.len > 0 && line.p[0] != '#')
            read_line(r, line);
        arena_reset(r->scratch);
    }
    r->line = 0;
    r->text = SLICE("");
}

/* ---- the whole ------------------------------------------------------------------------------ */

static struct config *config_new(const char *path)
{
    struct arena *in = arena_new();
    struct config *c = ARENA_NEW(in, struct config);

    c->in = in;
    c->path = arena_copy(in, slice_from(path));
    c->vendor = SLICE("Berkeley");
    c->names = macro_names_new(in);
    c->macros = macros_new(in, c->names, NULL);
    c->classes = classes_new(in, NULL);
    c->maps = maps_new(in);
    c->known = (struct known_mailers){-1, -1, -1, -1, -1, -1};
    options_init(&c->opt, in);
    return c;
}

/* compatible: a file that is not there has a line 0. */
static bool read_source(const struct config_request *request, struct arena *scratch,
                        struct slice *text, struct err *err)
{
    struct err why = {0};
    struct slice reason;
    struct stat st;

    if (stat(request->path, &st) == 0 && !S_ISREG(st.st_mode)) {
        (void)err_set(err, EX_OSFILE, "%s: line 0: not a plain file", request->path);
        if (request->report != NULL)
            request->report(request->report_ctx,
                            &(struct config_report){.kind = CONFIG_ERROR,
                                                    .path = slice_from(request->path),
                                                    .text = err->text,
                                                    .status = EX_OSFILE});
        return false;
    }
    if (file_read(request->path, CONFIG_MAX_BYTES, scratch, text, &why))
        return true;
    reason = slice_from(why.text);
    (void)slice_skip_text_case(&reason, slice_from(request->path));
    (void)slice_skip_text_case(&reason, SLICE(": "));
    (void)err_set(err, EX_OSFILE, "%s: line 0: cannot open: %.*s", request->path,
                  SLICE_ARG(reason));
    if (request->report != NULL)
        request->report(request->report_ctx,
                        &(struct config_report){.kind = CONFIG_ERROR,
                                                .path = slice_from(request->path),
                                                .text = err->text,
                                                .status = EX_OSERR});
    return false;
}

static void read_all(struct reader *r, struct slice text)
{
    read_text(r, text);
    if (r->ended)
        return;
    mailers_adapt(r->c);
    reader_check_level(r);
    startup_after(r);
}

/* False: there is no configuration, and *err says why. */
static bool conclude(struct reader *r, bool has_file, struct err *err)
{
    r->c->status = r->errors > 0 ? r->first.status : EX_OK;
    if (!has_file)
        return false;
    if (!r->ended && (r->errors == 0 || r->request->keep_going))
        return true;
    *err = r->first;
    if (r->errors == 0 || (r->ended && !r->given_up))
        err->status = EX_USAGE;
    return false;
}

struct config *config_read(const struct config_request *request, struct err *err)
{
    struct slice text = {0};
    struct arena *scratch = arena_new();
    struct config *c = config_new(request->path);
    struct reader r = {.request = request, .c = c, .in = c->in, .scratch = arena_new(), .set = -1};
    bool has_file;

    c->traffic = request->traffic;
    c->debug = request->debug;
    maps_watch(c->maps, c->debug);
    macro_names_watch(c->names, c->debug);
    r.sticky = ARENA_ARRAY(c->in, option_count, bool);
    r.sticky_names = table_new(c->in);
    startup_before(&r);
    reader_overrides(&r);
    has_file = r.ended || read_source(request, scratch, &text, err);
    if (has_file && !r.ended)
        read_all(&r, text);
    arena_drop(r.scratch);
    arena_drop(scratch);
    if (conclude(&r, has_file, err))
        return c;
    config_drop(c);
    return NULL;
}

void config_drop(struct config *c)
{
    if (c == NULL)
        return;
    maps_close(c->maps);
    if (c->resolver != NULL)
        resolver_close(c->resolver);
    arena_drop(c->in);
}

const struct mailer *config_mailer(const struct config *c, struct slice name)
{
    for (size_t i = 0; i < c->mailers.len; i++)
        if (slice_eq_case(c->mailers.p[i].name, name))
            return &c->mailers.p[i];
    return NULL;
}

int config_queue_group(const struct config *c, struct slice name)
{
    for (size_t i = 0; i < c->queue_groups.len; i++)
        if (slice_eq_case(c->queue_groups.p[i].name, name))
            return (int)i;
    return -1;
}

const char *config_host_status_directory(const struct config *c, struct arena *in)
{
    struct slice dir = c->opt.host_status_directory;

    if (dir.len == 0)
        return NULL;
    if (dir.p[0] == '/')
        return arena_cstr(in, dir);
    return arena_printf(in, "%.*s/%.*s", SLICE_ARG(c->opt.queue_directory), SLICE_ARG(dir)).p;
}

int config_precedence(const struct config *c, struct slice word)
{
    for (size_t i = 0; i < c->precedences.len; i++)
        if (slice_eq_case(c->precedences.p[i].name, word))
            return c->precedences.p[i].value;
    return 0;
}
