/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/compile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "cfcompile/expect.h"
#include "cfcompile/inspect.h"
#include "cfcompile/line_diff.h"
#include "cfcompile/sum.h"
#include "os/file.h"

static const char *target_name(const struct compile_request *request, struct arena *in)
{
    struct slice mc = slice_from(request->m4.mc);

    if (request->out != NULL)
        return request->out;
    if (slice_ends_case(mc, SLICE(".mc")))
        mc.len -= strlen(".mc");
    return arena_printf(in, "%.*s.cf", SLICE_ARG(mc)).p;
}

/* The same text is there already: only the time changes, for make. */
static bool is_unchanged(const char *path, struct slice text, size_t max_bytes, struct arena *in)
{
    struct slice old;

    return file_read(path, max_bytes, in, &old, NULL) && slice_eq(old, text);
}

static bool keep_previous(const char *path, struct arena *in, struct err *err)
{
    const char *backup = arena_printf(in, "%s.bak", path).p;

    if (access(path, F_OK) != 0)
        return true;
    if (unlink(backup) != 0 && errno != ENOENT)
        return err_errno(err, "%s", backup);
    return link(path, backup) == 0 || err_errno(err, "%s", backup);
}

/* The new text beside the target, under a name nobody reads. */
static bool write_beside(const char *target, struct slice text, struct arena *in, char **path,
                         struct err *err)
{
    bool ok;
    int fd;

    *path = arena_cstr(in, arena_printf(in, "%s.XXXXXX", target));
    fd = mkostemp(*path, O_CLOEXEC);
    if (fd < 0)
        return err_errno(err, "%s", *path);
    ok = file_write_all(fd, text, err) && (fchmod(fd, 0644) == 0 || err_errno(err, "%s", *path)) &&
         (fsync(fd) == 0 || err_errno(err, "%s", *path));
    close(fd);
    if (!ok)
        unlink(*path);
    return ok;
}

/* What somebody wrote into the .cf would be gone with the next make: it is shown, and kept. */
static bool keep_edited(const struct compile_request *request, const char *target,
                        struct slice text, struct findings *findings, struct err *err)
{
    struct arena *in = findings->in;
    const char *kept = arena_printf(in, "%s.edited", target).p;
    struct str shown = str_new(in);
    struct finding *f;
    struct slice old;

    if (!file_read(target, request->m4.max_bytes, in, &old, NULL) ||
        !sum_is_edited(target, old, in))
        return true;
    if (unlink(kept) != 0 && errno != ENOENT)
        return err_errno(err, "%s", kept);
    if (link(target, kept) != 0)
        return err_errno(err, "%s", kept);
    line_diff(old, text, finding_style_of(stderr).colour, &shown);
    if (!request->quiet)
        fprintf(stderr, "--- %s, edited by hand\n+++ made from %s\n%s", target, request->m4.mc,
                shown.p);
    f = findings_add(findings,
                     (struct finding){.id = "cf-syntax-17",
                                      .severity = SEVERITY_WARNING,
                                      .file = arena_copy(in, slice_from(target)),
                                      .what = arena_printf(in,
                                                           "it was edited by hand, and is made "
                                                           "anew; with the edits it is kept as %s",
                                                           kept)});
    f->instead = arena_printf(in, "LOCAL_CONFIG or LOCAL_RULESETS in %s is the place for them",
                              request->m4.mc);
    return true;
}

static bool install(const struct compile_request *request, const char *target,
                    struct inspection *made, struct findings *findings, struct err *err)
{
    struct arena *in = findings->in;
    struct slice text = made->text;
    char *beside;
    bool ok;

    if (!write_beside(target, text, in, &beside, err))
        return false;
    ok = request->unchecked ||
         (inspect_result(made, beside, err) &&
          expect_before_install(&request->m4, made->text, &made->origins, in, err));
    if (ok) {
        if (is_unchanged(target, text, request->m4.max_bytes, in))
            ok = utimensat(AT_FDCWD, target, NULL, 0) == 0 || err_errno(err, "%s", target);
        else {
            ok = keep_edited(request, target, text, findings, err) &&
                 keep_previous(target, in, err) &&
                 (rename(beside, target) == 0 || err_errno(err, "%s", target));
            if (ok) {
                sum_record(target, text, in);
                return true;
            }
        }
    }
    unlink(beside);
    return ok;
}

/* A shell's -o -: the result is wanted, not a file; it is checked in a temporary directory. */
static bool print(const struct compile_request *request, struct inspection *made, struct arena *in,
                  struct err *err)
{
    const char *tmp = getenv("TMPDIR");
    char *beside;
    bool ok = true;

    if (!request->unchecked) {
        const char *name = arena_printf(in, "%s/cfcompile", tmp != NULL ? tmp : "/tmp").p;
        if (!write_beside(name, made->text, in, &beside, err))
            return false;
        ok = inspect_result(made, beside, err);
        unlink(beside);
    }
    return ok && file_write_all(STDOUT_FILENO, made->text, err);
}

static bool compile_in(const struct compile_request *request, struct findings *findings,
                       struct arena *in, struct err *err)
{
    struct inspection made;

    if (!inspect_mc(&made, &request->m4, true, findings, err))
        return false;
    if (request->out != NULL && strcmp(request->out, "-") == 0)
        return print(request, &made, in, err);
    return install(request, target_name(request, in), &made, findings, err);
}

int compile(const struct compile_request *request)
{
    struct arena *in = arena_new();
    struct findings findings = findings_new(in);
    struct finding_style style = finding_style_of(stderr);
    struct err err = {0};
    bool ok = compile_in(request, &findings, in, &err);
    unsigned errors;

    style.quiet = request->quiet;
    findings_sort(&findings);
    findings_print(&findings, &style, stderr);
    errors = findings_count(&findings, SEVERITY_ERROR);
    if (!ok && err.status != EX_OK)
        fprintf(stderr, "cfcompile: %s; nothing was changed\n", err.text);
    else if (!ok)
        fprintf(stderr, "cfcompile: %s: %u error%s; nothing was changed\n", request->m4.mc, errors,
                errors == 1 ? "" : "s");
    arena_drop(in);
    return ok ? EX_OK : err.status == EX_OK ? EX_CONFIG : err.status;
}
