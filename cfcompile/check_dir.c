/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/check_dir.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/check_mc.h"
#include "cfcompile/inspect.h"
#include "cfcompile/lint.h"
#include "cfcompile/online.h"
#include "cfcompile/source.h"
#include "cfcompile/sum.h"
#include "os/file.h"

enum { CF_MAX = 16 << 20 };

/* Lines of a .cf that a .mc beside it made are told by that .mc. */
static void name_sources(const struct cli *cli, const char *path, struct slice text,
                         struct findings *findings, size_t from)
{
    struct source source = {.path = path, .cf_dir = cli->m4.cf_dir, .text = text};
    struct arena *in = findings->in;
    bool any = false;

    for (size_t i = from; i < findings->list.len; i++)
        any = any || findings->list.p[i].line > 0;
    if (!any)
        return;
    source_find_mc(&source, &cli->m4, in);
    for (size_t i = from; i < findings->list.len && source.mc != NULL; i++) {
        struct finding *f = &findings->list.p[i];
        struct cause cause = {0};
        if (slice_is(f->file, path) && f->line > 0)
            cause = source_cause(&source, f->line, in);
        if (cause.file.len == 0)
            continue;
        f->what = arena_printf(in, "%.*s (line %d of %s)", SLICE_ARG(f->what), f->line, path);
        f->file = arena_copy(in, cause.file);
        f->line = cause.line;
        f->column = 0;
    }
}

static void tell_cut_off(const char *path, struct slice text, struct findings *findings)
{
    struct lint lint = {.findings = findings, .in = findings->in};
    struct slice backup = arena_printf(findings->in, "%s.bak", path);

    if (!source_is_cut_off(text))
        return;
    struct finding *f = lint_say(&lint, "cf-syntax-15", SEVERITY_ERROR,
                                 arena_copy(findings->in, slice_from(path)), 0,
                                 "neither a V line nor a mailer: this is what an m4 that failed "
                                 "leaves of a .cf");
    if (access(backup.p, R_OK) == 0)
        lint_run(&lint, f, "cp %s %s", backup.p, path);
    else
        lint_run(&lint, f, "cfcompile %.*s.mc", (int)strlen(path) - 3, path);
}

/* How many lines at the head two texts share; remarks name files, and do not count. */
static int lines_alike(struct slice a, struct slice b)
{
    struct slice x, y;
    int n = 0;

    while (slice_line(&a, &x) && slice_line(&b, &y) &&
           (slice_eq(x, y) || (slice_starts(x, SLICE("#")) && slice_starts(y, SLICE("#")))))
        n++;
    return n;
}

/* The line is known as long as the .mc is the one that it was made from. */
static void tell_edited(const struct cli *cli, const char *path, struct slice text,
                        struct findings *findings)
{
    struct lint lint = {.findings = findings, .in = findings->in};
    struct m4_request m4 = cli->m4;
    struct origins origins = {0};
    struct slice made;
    struct err err = {0};
    int line = 0;

    if (!sum_is_edited(path, text, lint.in))
        return;
    m4.mc = arena_printf(lint.in, "%.*s.mc", (int)strlen(path) - 3, path).p;
    if (access(m4.mc, R_OK) == 0 && source_compile(&m4, true, lint.in, &made, &origins, &err))
        line = lines_alike(text, made) + 1;
    lint_run(&lint,
             lint_say(&lint, "cf-syntax-17", SEVERITY_WARNING,
                      arena_copy(lint.in, slice_from(path)), line,
                      "edited by hand since it was made: the next make takes that away; its place "
                      "is LOCAL_CONFIG or LOCAL_RULESETS of the .mc"),
             "cfcompile compile -o - %s | diff - %s", m4.mc, path);
}

bool check_cf(const struct cli *cli, const char *path, struct findings *findings, struct err *err)
{
    char real[4096];
    struct arena *in = findings->in;
    struct lint lint = {.findings = findings, .in = in};
    size_t before;
    struct config *config;

    if (!file_read(path, CF_MAX, in, &lint.cf_text, err))
        return false;
    tell_cut_off(path, lint.cf_text, findings);
    tell_edited(cli, path, lint.cf_text, findings);
    before = findings->list.len;
    config = inspect_cf(path, lint.cf_text, findings, err);
    if (config == NULL) {
        name_sources(cli, path, lint.cf_text, findings, before);
        return false;
    }
    lint.config = config;
    lint.cf = arena_copy(in, slice_from(realpath(path, real) != NULL ? real : path));
    if (slice_find_last(lint.cf, '/') != SIZE_MAX) {
        struct slice dir = slice_part(lint.cf, 0, slice_find_last(lint.cf, '/'));
        const char *makefile = arena_printf(in, "%.*s/Makefile", SLICE_ARG(dir)).p;
        lint.make_dir = access(makefile, F_OK) == 0 ? arena_cstr(in, dir) : NULL;
    }
    lint_config(&lint);
    if (cli->online)
        online_check(&lint, inspect_cf_fault,
                     &(struct inspect_to){findings, arena_copy(in, slice_from(path))});
    config_drop(config);
    name_sources(cli, path, lint.cf_text, findings, before);
    return true;
}

/* ---- the directory -------------------------------------------------------------------------- */

/* Beside a configuration after an upgrade: somebody has to look at both. */
static const char *const left_behind[] = {".rpmnew",   ".rpmsave",  ".dpkg-dist", ".dpkg-new",
                                          ".dpkg-old", ".ucf-dist", ".pkgnew"};

static const char *const texts[] = {"access",      "mailertable", "virtusertable", "genericstable",
                                    "domaintable", "authinfo",    "bitdomain",     "uudomain"};

static const struct {
    const char *file, *class_name;
} class_files[] = {{"local-host-names", "w"}, {"relay-domains", "R"}, {"trusted-users", "t"}};

static bool is_told(const struct findings *findings, struct slice file)
{
    for (size_t i = 0; i < findings->list.len; i++)
        if (slice_eq(findings->list.p[i].file, file))
            return true;
    return false;
}

/* Texts are looked at although no .cf names them here: it may be made on another host. */
static void lint_texts(const char *dir, struct findings *findings)
{
    struct lint lint = {.findings = findings, .in = findings->in};

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct slice path = arena_printf(lint.in, "%s/%s", dir, texts[i]);
        if (!is_told(findings, path))
            lint_map_text(&lint, slice_from(texts[i]), path.p);
    }
    for (size_t i = 0; i < COUNT(class_files); i++) {
        struct slice path = arena_printf(lint.in, "%s/%s", dir, class_files[i].file);
        if (!is_told(findings, path))
            lint_class_file(&lint, slice_from(class_files[i].class_name), path.p);
    }
    struct slice aliases = arena_printf(lint.in, "%s/aliases", dir);
    if (!is_told(findings, aliases))
        lint_aliases(&lint, aliases.p);
}

static void tell_left_behind(const char *dir, struct slice name, struct findings *findings)
{
    struct lint lint = {.findings = findings, .in = findings->in};

    for (size_t i = 0; i < COUNT(left_behind); i++) {
        struct slice end = slice_from(left_behind[i]), base = name;
        if (!slice_ends_case(name, end))
            continue;
        base.len -= end.len;
        lint_run(&lint,
                 lint_say(&lint, "service-04", SEVERITY_WARNING,
                          arena_printf(lint.in, "%s/%.*s", dir, SLICE_ARG(name)), 0,
                          "an upgrade left this beside %.*s: one of them is not in use",
                          SLICE_ARG(base)),
                 "diff %s/%.*s %s/%.*s", dir, SLICE_ARG(base), dir, SLICE_ARG(name));
    }
}

/* A missing FILE.cf is as wrong as an old one: it would be the old one that is running. */
static void tell_old_cf(const char *dir, struct slice mc, struct findings *findings)
{
    struct lint lint = {.findings = findings, .in = findings->in};
    struct slice stem = slice_part(mc, 0, mc.len - strlen(".mc"));
    struct slice source = arena_printf(lint.in, "%s/%.*s", dir, SLICE_ARG(mc));
    struct slice made = arena_printf(lint.in, "%s/%.*s.cf", dir, SLICE_ARG(stem));
    struct stat of_source, of_made;

    if (stat(source.p, &of_source) != 0)
        return;
    if (stat(made.p, &of_made) != 0) {
        /* Another .mc may be a draft, or included; this one is what the daemon starts with. */
        if (errno == ENOENT && slice_is(stem, "sendmail"))
            lint_run(&lint,
                     lint_say(&lint, "cf-syntax-16", SEVERITY_ERROR, made, 0,
                              "it is not there: the daemon does not start"),
                     "make -C %s", dir);
        return;
    }
    if (of_source.st_mtim.tv_sec <= of_made.st_mtim.tv_sec)
        return;
    lint_run(&lint,
             lint_say(&lint, "service-01", SEVERITY_WARNING, source, 0,
                      "newer than %.*s: what was changed does not count yet", SLICE_ARG(made)),
             "make -C %s", dir);
}

/* What only both .cf files together tell; it is told at the line of submit.mc where that is known.
 */
static void lint_both(const struct cli *cli, const char *dir, struct findings *findings)
{
    const char *submit = arena_printf(findings->in, "%s/submit.cf", dir).p;
    size_t before = findings->list.len;
    struct slice text;

    lint_pair(dir, findings);
    if (findings->list.len > before && file_read(submit, CF_MAX, findings->in, &text, NULL))
        name_sources(cli, submit, text, findings, before);
    lint_second_cf(dir, findings);
}

static int is_plain(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Is there something to say about a file of that name? */
static bool is_checked(struct slice name)
{
    bool is_one = slice_ends_case(name, SLICE(".mc")) || slice_ends_case(name, SLICE(".cf")) ||
                  slice_is(name, "aliases");

    for (size_t i = 0; i < COUNT(texts) && !is_one; i++)
        is_one = slice_is(name, texts[i]);
    for (size_t i = 0; i < COUNT(class_files) && !is_one; i++)
        is_one = slice_is(name, class_files[i].file);
    for (size_t i = 0; i < COUNT(left_behind) && !is_one; i++)
        is_one = slice_ends_case(name, slice_from(left_behind[i]));
    return is_one;
}

bool check_dir(const struct cli *cli, const char *path, struct findings *findings, struct err *err)
{
    struct arena *in = findings->in;
    struct slice trimmed = slice_from(path);
    struct dirent **entries = NULL;
    bool ok = true, any = false;
    int n;

    while (trimmed.len > 1 && trimmed.p[trimmed.len - 1] == '/')
        trimmed.len--;
    path = arena_cstr(in, trimmed);
    n = scandir(path, &entries, is_plain, alphasort);
    if (n < 0)
        return err_errno(err, "%s", path);
    for (int i = 0; i < n; i++) {
        struct slice name = slice_from(entries[i]->d_name);
        const char *file = arena_printf(in, "%s/%s", path, entries[i]->d_name).p;
        struct err one = {0};
        bool good = true;
        any = any || is_checked(name);
        if (slice_ends_case(name, SLICE(".mc"))) {
            struct cli offline = *cli;
            /* The .cf is asked about. */
            offline.online = false;
            good = check_mc(&offline, file, findings, &one);
            tell_old_cf(path, arena_copy(in, name), findings);
        } else if (slice_ends_case(name, SLICE(".cf"))) {
            good = check_cf(cli, file, findings, &one);
        }
        tell_left_behind(path, arena_copy(in, name), findings);
        if (!good && one.status != EX_OK) {
            *err = one;
            ok = false;
        }
        free(entries[i]);
    }
    free(entries);
    if (ok && !any)
        return err_set(err, EX_NOINPUT,
                       "%s has no .mc, no .cf and no table of sendmail's: nothing was checked",
                       path);
    lint_both(cli, path, findings);
    lint_texts(path, findings);
    return ok;
}
