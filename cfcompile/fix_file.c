/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of the disk, mended: shown, asked about, replaced.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "cfcompile/fix.h"
#include "cfcompile/line_diff.h"
#include "os/file.h"

static bool is_agreed(const char *path, bool yes)
{
    char answer[16];

    if (yes)
        return true;
    if (!isatty(STDIN_FILENO)) {
        printf("%s was not changed: --yes writes it\n", path);
        return false;
    }
    printf("Write %s? [y/N] ", path);
    fflush(stdout);
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

/* A .mc may be a link into a place under version control: the file itself is replaced. */
static bool write_fixed(const char *path, struct slice text, struct arena *in, struct err *err)
{
    char *real = realpath(path, NULL);
    const char *target = arena_cstr(in, slice_from(real != NULL ? real : path)), *backup;
    struct stat st;

    free(real);
    backup = arena_printf(in, "%s.bak", target).p;
    if (stat(target, &st) != 0)
        return err_errno(err, "%s", target);
    if (unlink(backup) != 0 && errno != ENOENT)
        return err_errno(err, "%s", backup);
    if (link(target, backup) != 0)
        return err_errno(err, "%s", backup);
    if (!file_replace(target, text, st.st_mode & 07777, err))
        return false;
    return geteuid() != 0 || chown(target, st.st_uid, st.st_gid) == 0 ||
           err_errno(err, "%s", target);
}

/* One of the files, unless it is right as it is. */
static enum fix_answer offer(const char *path, struct slice text, struct slice fixed, bool yes,
                             struct arena *in, struct err *err)
{
    struct str shown = str_new(in);

    if (slice_eq(fixed, text))
        return FIX_NOTHING;
    line_diff(text, fixed, finding_style_of(stdout).colour, &shown);
    printf("--- %s\n+++ %s\n%s", path, path, shown.p);
    if (!is_agreed(path, yes))
        return FIX_REFUSED;
    if (!write_fixed(path, fixed, in, err))
        return FIX_FAILED;
    printf("%s is written; the old one is %s.bak\n", path, path);
    return FIX_DONE;
}

enum fix_answer fix_file(const char *path, const char *cf_dir, size_t max_bytes, bool yes,
                         struct arena *in, struct err *err)
{
    enum fix_answer all = FIX_NOTHING;
    struct names names;
    struct mc_texts texts;
    struct slice text;

    if (!file_read(path, max_bytes, in, &text, err))
        return FIX_FAILED;
    names_read(&names, cf_dir, in);
    texts = fix_texts(path, text, &names, in);
    for (size_t i = 0; i < texts.len && all != FIX_FAILED; i++) {
        const char *one = arena_cstr(in, texts.p[i].path);
        if (i > 0 && !file_read(one, max_bytes, in, &text, err))
            return FIX_FAILED;
        enum fix_answer answer = offer(one, text, texts.p[i].text, yes, in, err);
        if (answer != FIX_NOTHING)
            all = answer;
    }
    return all;
}
