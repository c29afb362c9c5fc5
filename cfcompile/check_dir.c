/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/check_dir.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/inspect.h"
#include "cfcompile/lint.h"
#include "cfcompile/source.h"
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

/* What an m4 that failed left behind has no V line, which stands at the head of every .cf
 * since 8.1. */
static void tell_cut_off(const char *path, struct slice text, struct findings *findings)
{
    struct lint lint = {.findings = findings, .in = findings->in};
    struct slice backup = arena_printf(findings->in, "%s.bak", path), line;
    bool mailers = false;

    while (slice_line(&text, &line)) {
        if (line.len > 1 && line.p[0] == 'V' && ascii_is_digit(line.p[1]))
            return;
        mailers = mailers || (line.len > 0 && line.p[0] == 'M');
    }
    if (mailers)
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

bool check_cf(const struct cli *cli, const char *path, struct findings *findings, struct err *err)
{
    char real[4096];
    struct arena *in = findings->in;
    struct lint lint = {.findings = findings, .in = in};
    size_t before = findings->list.len;
    struct config *config;

    if (!file_read(path, CF_MAX, in, &lint.cf_text, err))
        return false;
    tell_cut_off(path, lint.cf_text, findings);
    config = inspect_cf(path, lint.cf_text, findings, err);
    name_sources(cli, path, lint.cf_text, findings, before);
    if (config == NULL)
        return false;
    lint.config = config;
    lint.cf = arena_copy(in, slice_from(realpath(path, real) != NULL ? real : path));
    if (slice_find_last(lint.cf, '/') != SIZE_MAX) {
        struct slice dir = slice_part(lint.cf, 0, slice_find_last(lint.cf, '/'));
        const char *makefile = arena_printf(in, "%.*s/Makefile", SLICE_ARG(dir)).p;
        lint.make_dir = access(makefile, F_OK) == 0 ? arena_cstr(in, dir) : NULL;
    }
    lint_config(&lint);
    config_drop(config);
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

    if (stat(source.p, &of_source) != 0 || stat(made.p, &of_made) != 0 ||
        of_source.st_mtim.tv_sec <= of_made.st_mtim.tv_sec)
        return;
    lint_run(&lint,
             lint_say(&lint, "service-01", SEVERITY_WARNING, source, 0,
                      "newer than %.*s: what was changed does not count yet", SLICE_ARG(made)),
             "make -C %s", dir);
}

static int is_plain(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

bool check_dir(const struct cli *cli, const char *path, struct findings *findings, struct err *err)
{
    struct arena *in = findings->in;
    struct slice trimmed = slice_from(path);
    struct dirent **entries = NULL;
    bool ok = true;
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
        if (slice_ends_case(name, SLICE(".mc"))) {
            good = check_mc(cli, file, findings, &one);
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
    lint_texts(path, findings);
    return ok;
}
