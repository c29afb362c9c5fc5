/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "map/internal.h"
#include "map/map_trace.h"
#include "os/safe_path.h"

/* compatible: a text file that is not there is "unsafe" too. */
static const char *what_is_wrong(const struct map *m, const struct err *err)
{
    return err->status == EX_NOINPUT && m->class != &map_class_text ? "missing" : "unsafe";
}

/* Not there is one thing, not to be reached (a loop of links) another: that may be put right. */
static void judge_absence(const char *path, struct err *err)
{
    struct stat st;

    if (err->status == EX_NOINPUT && (stat(path, &st) == 0 || errno != ENOENT))
        err->status = EX_TEMPFAIL;
}

/* compatible: of a text the reason is left out where the directory is fine. */
static bool needs_no_reason(const struct map *m, const char *path, struct arena *in)
{
    struct slice dir = slice_from(path);
    size_t slash = slice_find_last(dir, '/');
    struct stat st;

    if (m->class != &map_class_text || slash == SIZE_MAX)
        return false;
    if (stat(path, &st) == 0)
        return !S_ISREG(st.st_mode);
    dir = slash == 0 ? SLICE("/") : slice_part(dir, 0, slash);
    return errno == ENOENT && stat(arena_cstr(in, dir), &st) == 0;
}

/* Returns what map_query's `say` has for such words. */
static int explain(const struct map *m, const char *path, struct err *err)
{
    struct arena *scratch = arena_new();
    bool bare = needs_no_reason(m, path, scratch);
    int status = err->status;

    if (bare)
        err_set(err, status, "%s map \"%.*s\": %s map file %s", m->class->name, SLICE_ARG(m->name),
                what_is_wrong(m, err), path);
    else
        err_wrap(err, "%s map \"%.*s\": %s map file %s", m->class->name, SLICE_ARG(m->name),
                 what_is_wrong(m, err), path);
    arena_drop(scratch);
    return bare ? EX_SOFTWARE : EX_OSERR;
}

int map_open_file(struct map *m, const char *path, struct err *err)
{
    const struct map_settings *s = &m->all->settings;
    /* compatible: whoever may write in safe directories may have made it, and a group that may
     * write to it was given that right. The world never was, unless DontBlameSendmail says so;
     * here the original asks less. */
    struct safe_rules rules = {.flags = SAFE_NO_WORLD_WRITE | SAFE_DIRECTORIES | SAFE_LINK_DIR,
                               .uid = s->run_as_uid,
                               .trusted_uid = s->trusted_uid,
                               .allow = s->dont_blame};
    int fd, kind = EX_OSERR;
    bool asked = false, told;

    if (allowed(s->dont_blame, ALLOW_MAP_IN_UNSAFE_DIR_PATH))
        rules.flags &= ~(unsigned)SAFE_DIRECTORIES;
    if (allowed(s->dont_blame, ALLOW_WORLD_WRITABLE_ALIAS_FILE))
        rules.flags &= ~(unsigned)SAFE_NO_WORLD_WRITE;
    if (allowed(s->dont_blame, ALLOW_LINKED_MAP_IN_WRITABLE_DIR))
        rules.flags &= ~(unsigned)SAFE_LINK_DIR;
    fd = safe_open(path, &rules, O_RDONLY, 0, err);
    if (fd < 0)
        judge_absence(path, err);
    if (fd < 0 && err->status != EX_NOINPUT && m->all->opener != NULL) {
        asked = true; /* and the answer has all the words */
        fd = m->all->opener(m->all->opener_ctx, path, err);
    }
    if (fd >= 0)
        return fd;
    if (m->all->debug != NULL)
        map_trace_no_file(m, what_is_wrong(m, err), err);
    told = err->status != EX_NOINPUT ||
           ((m->bits & BIT_OPTIONAL) == 0 && m->class != &map_class_implicit &&
            m->class != &map_class_stab); /* compatible: alias maps without a file are silent */
    if (!asked)
        kind = explain(m, path, err);
    if (told)
        map_tell_unopened(m, slice_from(err->text), kind);
    return -1;
}

static bool is_file_or_database(struct slice path, struct slice file)
{
    static const char *const suffixes[] = {"", ".db", ".cdb", ".lmdb"};
    struct slice rest = slice_from_at(path, file.len);

    if (file.len == 0 || !slice_starts(path, file))
        return false;
    for (size_t i = 0; i < COUNT(suffixes); i++) {
        if (slice_is(rest, suffixes[i]))
            return true;
    }
    return false;
}

/* UserDatabaseSpec names files by commas, for all maps of class userdb. */
static bool is_user_database(const struct maps *all, struct slice path)
{
    struct slice rest = all->settings.user_database_spec, one;

    while (slice_until(&rest, ',', &one)) {
        if (is_file_or_database(path, slice_trim(one)))
            return true;
    }
    return is_file_or_database(path, slice_trim(rest));
}

static struct map *map_of_file(const struct maps *all, const char *path)
{
    for (size_t i = 0; i < all->list.len; i++) {
        struct map *m = all->list.p[i];

        if (m->class == &map_class_userdb ? is_user_database(all, slice_from(path))
                                          : is_file_or_database(slice_from(path), m->file))
            return m;
    }
    return NULL;
}

bool maps_name_file(const struct maps *all, const char *path)
{
    return map_of_file(all, path) != NULL;
}

int maps_open_file(const struct maps *all, const char *path, struct err *err)
{
    struct map *m = map_of_file(all, path);

    if (m == NULL)
        return err_set(err, EX_PROTOCOL, "no map names %s", path), -1;
    return map_open_file(m, path, err);
}
