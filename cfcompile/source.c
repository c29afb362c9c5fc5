/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/source.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/str.h"
#include "cfcompile/late.h"
#include "cfcompile/screen.h"
#include "os/file.h"

enum { MAX_FILE = 16 << 20 };

/* ---- opening -------------------------------------------------------------------------------- */

/* Errors of the library do not change m4's exit status: they are lines that say ERROR. */
static bool has_errors(struct slice messages, bool silent, const char *mc)
{
    struct slice rest = messages, line;
    bool found = false;

    while (slice_line(&rest, &line)) {
        if (slice_search(line, SLICE("WARNING")) != SIZE_MAX || slice_trim(line).len == 0)
            continue;
        found = true;
        if (!silent && slice_starts(line, SLICE("stdin:")))
            fprintf(stderr, "%s:%.*s\n", mc, SLICE_ARG(slice_from_at(line, strlen("stdin:"))));
        else if (!silent)
            fprintf(stderr, "%.*s\n", SLICE_ARG(line));
    }
    return found;
}

bool source_compile(const struct m4_request *m4, bool silent, struct arena *in, struct slice *text,
                    struct origins *origins, struct err *err)
{
    struct m4_result result;

    if (!run_m4(m4, in, &result, err))
        return false;
    if (has_errors(result.messages, silent, m4->mc) || result.exit_status != 0)
        return err_set(err, EX_CONFIG, "%s does not compile; cfcompile check tells why", m4->mc);
    *text = origin_split(result.output, m4->mc, in, origins);
    return true;
}

static void report(void *ctx, const struct config_report *r)
{
    const struct source *s = ctx;
    struct origin at = origin_of(&s->origins, r->line);

    if (r->kind != CONFIG_ERROR)
        return;
    if (at.file.len > 0)
        fprintf(stderr, "%.*s:%d: ", SLICE_ARG(at.file), at.line);
    else if (r->line > 0)
        fprintf(stderr, "%s:%d: ", s->path, r->line);
    else
        fprintf(stderr, "%s: ", s->path);
    screen_plain(slice_from(r->text), stderr);
    putc('\n', stderr);
}

static struct config *read_config(struct source *s, const char *path, const char *host,
                                  struct err *err)
{
    const struct config_request request = {
        .path = path, .report = report, .report_ctx = s, .keep_going = true, .host = host};

    return config_read(&request, err);
}

/* The reader wants a path; this one names memory. */
static struct config *read_text(struct source *s, const char *host, struct arena *in,
                                struct err *err)
{
    int fd = memfd_create("cf", MFD_CLOEXEC);
    struct config *config = NULL;

    if (fd < 0)
        err_errno(err, "memory for the .cf");
    else if (file_write_all(fd, s->text, err))
        config = read_config(s, arena_printf(in, "/proc/self/fd/%d", fd).p, host, err);
    if (fd >= 0)
        close(fd);
    return config;
}

/* Comments hold names of files: they do not make two files different. */
static bool next_real_line(struct slice *rest, struct slice *line)
{
    while (slice_line(rest, line))
        if (line->len > 0 && line->p[0] != '#')
            return true;
    return false;
}

static bool same_lines(struct slice a, struct slice b)
{
    struct slice x, y;

    while (next_real_line(&a, &x))
        if (!next_real_line(&b, &y) || !slice_eq(x, y))
            return false;
    return !next_real_line(&b, &y);
}

static void read_mc(struct source *s, const char *mc, struct arena *in)
{
    if (file_read(mc, MAX_FILE, in, &s->mc_text, NULL))
        s->mc = mc;
}

/* A .mc beside the .cf counts when the .cf is what it makes. Line numbers of comments may differ,
 * so the origins are those of the .cf only when the texts have the same length in lines. */
void source_find_mc(struct source *s, const struct m4_request *m4, struct arena *in)
{
    struct m4_request request = *m4;
    struct slice stem = slice_from(s->path), text;
    struct origins origins = {0};
    struct err err;

    if (!slice_ends_case(stem, SLICE(".cf")))
        return;
    stem.len -= strlen(".cf");
    request.mc = arena_printf(in, "%.*s.mc", SLICE_ARG(stem)).p;
    if (access(request.mc, R_OK) != 0 || !source_compile(&request, true, in, &text, &origins, &err))
        return;
    if (!same_lines(s->text, text))
        return;
    read_mc(s, request.mc, in);
    s->text = text;
    s->origins = origins;
}

bool source_open_text(struct source *s, const char *mc, struct slice text,
                      const struct origins *origins, const struct m4_request *m4, const char *host,
                      struct arena *in, struct err *err)
{
    *s = (struct source){.path = mc, .cf_dir = m4->cf_dir, .text = text, .origins = *origins};
    read_mc(s, mc, in);
    s->config = read_text(s, host, in, err);
    return s->config != NULL || err_wrap(err, "%s", mc);
}

bool source_is_cut_off(struct slice text)
{
    struct slice line;

    while (slice_line(&text, &line))
        if (line.len > 1 && (line.p[0] == 'M' || (line.p[0] == 'V' && ascii_is_digit(line.p[1]))))
            return false;
    return true;
}

bool source_open(struct source *s, const char *path, const struct m4_request *m4, const char *host,
                 struct arena *in, struct err *err)
{
    *s = (struct source){.path = path, .cf_dir = m4->cf_dir};
    if (slice_ends_case(slice_from(path), SLICE(".mc"))) {
        struct m4_request request = *m4;

        request.mc = path;
        if (!source_compile(&request, false, in, &s->text, &s->origins, err))
            return false;
        read_mc(s, path, in);
    } else {
        if (!file_read(path, MAX_FILE, in, &s->text, err))
            return false;
        if (source_is_cut_off(s->text))
            return err_set(err, EX_CONFIG, "%s is no sendmail.cf: it has no V line and no mailer",
                           path);
        source_find_mc(s, m4, in);
    }
    s->config = read_text(s, host, in, err);
    return s->config != NULL || err_wrap(err, "%s", path);
}

void source_close(struct source *s)
{
    config_drop(s->config);
    s->config = NULL;
}

/* ---- causes --------------------------------------------------------------------------------- */

struct slice source_text(const struct source *s, int cf_line)
{
    struct slice rest = s->text, line = {0};

    for (int n = 0; n < cf_line; n++)
        if (!slice_line(&rest, &line))
            return (struct slice){0};
    return line;
}

int source_line(const struct source *s, struct slice start, int from)
{
    struct slice rest = s->text, line;

    for (int n = 1; slice_line(&rest, &line); n++) {
        if (n <= from || !slice_starts(line, start))
            continue;
        if (line.len == start.len || memchr(" \t,=", line.p[start.len], 4) != NULL)
            return n;
    }
    return 0;
}

/* Without the "dnl" that ends most lines. */
static struct slice shown(struct slice line)
{
    line = slice_trim(line);
    if (slice_ends_case(line, SLICE(")dnl")))
        line.len -= strlen("dnl");
    return line;
}

/* WORD(`argument', WORD(argument), WORD(`argument'): behind the word stands the argument alone. */
static bool says(struct slice line, struct slice word, struct slice argument)
{
    size_t dnl = slice_search(line, SLICE("dnl")), at = slice_search(line, word);
    struct slice rest;

    if (at == SIZE_MAX || (dnl != SIZE_MAX && dnl < at))
        return false;
    rest = slice_from_at(line, at + word.len);
    if (argument.len == 0)
        return rest.len == 0 || !ascii_is_alnum(rest.p[0]);
    if (!slice_skip(&rest, '('))
        return false;
    slice_skip_blanks(&rest);
    slice_skip(&rest, '`');
    return slice_starts(rest, argument) &&
           (rest.len == argument.len || (!ascii_is_alnum(rest.p[argument.len]) &&
                                         memchr("_.-", rest.p[argument.len], 3) == NULL));
}

struct cause source_find(const struct source *s, struct slice word, struct slice argument)
{
    struct slice rest = s->mc_text, line;
    struct cause found = {0};

    for (int n = 1; slice_line(&rest, &line); n++)
        if (says(line, word, argument))
            found = (struct cause){slice_from(s->mc), n, shown(line)};
    return found;
}

/* The head of the .cf lists "#  FILE:LINE: FEATURE(name)", also for lines of included files. */
static struct cause from_head(const struct source *s, struct slice name, struct arena *in)
{
    struct slice rest = s->text, line, file;
    struct slice end = arena_printf(in, ": FEATURE(%.*s)", SLICE_ARG(name)), text;
    int64_t number;

    while (slice_line(&rest, &line) && (line.len == 0 || line.p[0] == '#')) {
        if (!slice_ends_case(line, end) || !slice_skip_text_case(&line, SLICE("#  ")))
            continue;
        line.len -= end.len;
        size_t colon = slice_find_last(line, ':');
        if (colon == SIZE_MAX || !slice_to_i64(slice_from_at(line, colon + 1), &number))
            continue;
        file = slice_part(line, 0, colon);
        if (!file_read(arena_cstr(in, file), MAX_FILE, in, &text, NULL))
            text = slice_of(NULL, 0);
        return (struct cause){file, (int)number, shown(slice_line_at(text, (int)number))};
    }
    return (struct cause){0};
}

/* Which word of a .mc reads the files of a folder of the library. */
static const struct {
    const char *folder, *word;
} folders[] = {
    {"feature/", "FEATURE"}, {"mailer/", "MAILER"}, {"ostype/", "OSTYPE"},
    {"domain/", "DOMAIN"},   {"hack/", "HACK"},
};

static struct cause from_library(const struct source *s, struct slice part, struct arena *in)
{
    struct cause found = {0};

    for (size_t i = 0; i < COUNT(folders); i++) {
        struct slice name = part;

        if (!slice_skip_text_case(&name, slice_from(folders[i].folder)) || name.len < strlen(".m4"))
            continue;
        name.len -= strlen(".m4");
        found = source_find(s, slice_from(folders[i].word), name);
        if (found.line == 0 && i == 0)
            found = from_head(s, name, in);
    }
    return found;
}

/* What the library wrote at its end, from a define, MASQUERADE_AS or a feature. */
static struct cause from_late(const struct source *s, struct slice line, const struct origin *at,
                              struct arena *in)
{
    struct late late = late_of(s->cf_dir, line, at, in);
    struct cause found = {0};

    if (slice_is(late.define, "MASQUERADE_NAME"))
        found = source_find(s, SLICE("MASQUERADE_AS"), SLICE(""));
    if (found.line == 0 && late.define.len > 0)
        found = source_find(s, SLICE("define"), late.define);
    if (found.line == 0 && late.feature.len > 0)
        found = source_find(s, SLICE("FEATURE"), late.feature);
    return found.line > 0 ? found : (struct cause){0};
}

struct cause source_cause(const struct source *s, int cf_line, struct arena *in)
{
    struct origin at = origin_of(&s->origins, cf_line);
    struct slice library = arena_printf(in, "%s/", s->cf_dir), text;

    if (at.file.len == 0)
        return (struct cause){0};
    if (slice_starts(at.file, library)) {
        struct cause found = from_library(s, slice_from_at(at.file, library.len), in);

        return found.line > 0 ? found : from_late(s, source_text(s, cf_line), &at, in);
    }
    if (s->mc != NULL && slice_is(at.file, s->mc))
        text = s->mc_text;
    else if (!file_read(arena_cstr(in, at.file), MAX_FILE, in, &text, NULL))
        text = slice_of(NULL, 0);
    return (struct cause){at.file, at.line, shown(slice_line_at(text, at.line))};
}
