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

#include "base/str.h"
#include "cfcompile/origin.h"
#include "conf/config.h"
#include "os/file.h"

enum { MAX_ERRORS_SHOWN = 20 };

/* What the reader's reports need to be told in terms of the source. */
struct checking {
    const struct compile_request *request;
    const struct origins *origins;
    unsigned errors;
};

static const char *target_name(const struct compile_request *request, struct arena *in)
{
    struct slice mc = slice_from(request->m4.mc);

    if (request->out != NULL)
        return request->out;
    if (slice_ends_case(mc, SLICE(".mc")))
        mc.len -= strlen(".mc");
    return arena_printf(in, "%.*s.cf", SLICE_ARG(mc)).p;
}

/*
 * What the library and m4 say: "file:line: ERROR: text", "file:line: WARNING: text", and m4's own
 * "m4:file:line: text". Errors of the library do not change m4's exit status; they count here.
 */
static unsigned show_messages(const struct compile_request *request, struct slice messages)
{
    struct slice rest = messages, line;
    unsigned errors = 0;

    while (slice_line(&rest, &line)) {
        struct slice prefix = SLICE("m4:"), stdin_name = SLICE("stdin:");
        bool from_m4 = slice_starts(line, prefix);
        bool warning = slice_search(line, SLICE("WARNING")) != SIZE_MAX ||
                       slice_search(line, SLICE("Warning")) != SIZE_MAX;

        if (from_m4)
            line = slice_from_at(line, prefix.len);
        if (!warning && slice_trim(line).len > 0)
            errors++;
        if (errors > MAX_ERRORS_SHOWN || (warning && request->quiet) || line.len == 0)
            continue;
        if (slice_starts(line, stdin_name))
            fprintf(stderr, "%s:%.*s\n", request->m4.mc,
                    SLICE_ARG(slice_from_at(line, stdin_name.len)));
        else
            fprintf(stderr, "%.*s\n", SLICE_ARG(line));
    }
    return errors;
}

static void report(void *ctx, const struct config_report *r)
{
    struct checking *c = ctx;
    struct origin at = origin_of(c->origins, r->line);
    const char *kind = r->kind == CONFIG_ERROR ? "error" : "warning";

    if (r->kind == CONFIG_NOTICE || (r->kind == CONFIG_WARNING && c->request->quiet))
        return;
    if (r->kind == CONFIG_ERROR && ++c->errors > MAX_ERRORS_SHOWN)
        return;
    /* A line that the library writes for every source says nothing to its reader. */
    if (at.file.len > 0 && !slice_starts(at.file, slice_from(c->request->m4.cf_dir)))
        fprintf(stderr, "%.*s:%d: %s: %s (line %d of the .cf)\n", SLICE_ARG(at.file), at.line, kind,
                r->text, r->line);
    else if (r->line > 0)
        fprintf(stderr, "%s: %s: %s (line %d of the .cf)\n", c->request->m4.mc, kind, r->text,
                r->line);
    else
        fprintf(stderr, "%s: %s: %s\n", c->request->m4.mc, kind, r->text);
}

/* Read the new file as the daemon would. */
static bool check(const struct compile_request *request, const char *path,
                  const struct origins *origins, struct err *err)
{
    struct checking checking = {.request = request, .origins = origins};
    struct config_request wanted = {
        .path = path, .report = report, .report_ctx = &checking, .no_probe = true};
    struct config *config = config_read(&wanted, err);

    if (config == NULL)
        return err_wrap(err, "the result would not start a daemon");
    config_drop(config);
    return true;
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

static bool install(const struct compile_request *request, const char *target, struct slice text,
                    const struct origins *origins, struct arena *in, struct err *err)
{
    char *beside;
    bool ok;

    if (!write_beside(target, text, in, &beside, err))
        return false;
    ok = request->unchecked || check(request, beside, origins, err);
    if (ok && !request->check_only) {
        if (is_unchanged(target, text, request->m4.max_bytes, in))
            ok = utimensat(AT_FDCWD, target, NULL, 0) == 0 || err_errno(err, "%s", target);
        else {
            ok = keep_previous(target, in, err) &&
                 (rename(beside, target) == 0 || err_errno(err, "%s", target));
            if (ok)
                return true;
        }
    }
    unlink(beside);
    return ok;
}

/* A shell's -o -: the result is wanted, not a file; it is checked in a temporary directory. */
static bool print(const struct compile_request *request, struct slice text,
                  const struct origins *origins, struct arena *in, struct err *err)
{
    const char *tmp = getenv("TMPDIR");
    char *beside;
    bool ok = true;

    if (!request->unchecked) {
        const char *name = arena_printf(in, "%s/cfcompile", tmp != NULL ? tmp : "/tmp").p;
        if (!write_beside(name, text, in, &beside, err))
            return false;
        ok = check(request, beside, origins, err);
        unlink(beside);
    }
    return ok && (request->check_only || file_write_all(STDOUT_FILENO, text, err));
}

static bool compile_in(const struct compile_request *request, struct arena *in, struct err *err)
{
    struct m4_result m4;
    struct origins origins = {0};
    struct slice text;
    unsigned errors;

    if (!run_m4(&request->m4, in, &m4, err))
        return false;
    errors = show_messages(request, m4.messages);
    if (errors > 0)
        return err_set(err, EX_CONFIG, "%s: %u error%s", request->m4.mc, errors,
                       errors == 1 ? "" : "s");
    if (m4.exit_status != 0)
        return err_set(err, EX_CONFIG, "%s: m4 ended with status %d", request->m4.mc,
                       m4.exit_status);
    text = origin_split(m4.output, request->m4.mc, in, &origins);
    if (request->out != NULL && strcmp(request->out, "-") == 0)
        return print(request, text, &origins, in, err);
    return install(request, target_name(request, in), text, &origins, in, err);
}

int compile(const struct compile_request *request)
{
    struct arena *in = arena_new();
    struct err err = {0};
    bool ok = compile_in(request, in, &err);

    if (!ok)
        fprintf(stderr, "cfcompile: %s%s\n", err.text,
                request->check_only ? "" : "; nothing was changed");
    arena_drop(in);
    return ok ? EX_OK : err.status == EX_OK ? EX_CONFIG : err.status;
}
