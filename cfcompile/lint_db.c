/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A database beside its text: missing, older, of another program or format.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/lint.h"
#include "map/db_file.h"

static void instead_build(struct lint *l, struct finding *f, const char *text, bool aliases)
{
    struct slice path = slice_from(text);
    size_t slash = slice_find_last(path, '/');

    if (aliases)
        lint_run(l, f, "newaliases");
    else if (l->make_dir != NULL && slash != SIZE_MAX &&
             slice_eq(slice_part(path, 0, slash), slice_from(l->make_dir)))
        lint_run(l, f, "make -C %s %.*s.db", l->make_dir,
                 SLICE_ARG(slice_from_at(path, slash + 1)));
    else
        lint_run(l, f, "makemap hash %s < %s", text, text);
}

/* "3 h", "5 min": how much newer. */
static struct slice age(struct lint *l, time_t seconds)
{
    if (seconds >= 2 * 86400)
        return arena_printf(l->in, "%ld days", (long)(seconds / 86400));
    if (seconds >= 2 * 3600)
        return arena_printf(l->in, "%ld h", (long)(seconds / 3600));
    if (seconds >= 120)
        return arena_printf(l->in, "%ld min", (long)(seconds / 60));
    return arena_printf(l->in, "%ld s", (long)seconds);
}

/* What files of other programs begin with, and where. */
static const struct {
    size_t at;
    const char *bytes;
    size_t len;
    const char *what; /* NULL: ours */
} formats[] = {
    {12, "\x61\x15\x06\x00", 4, NULL},
    {12, "\x00\x06\x15\x61", 4, NULL},
    {12, "\x62\x31\x05\x00", 4, NULL},
    {12, "\x00\x05\x31\x62", 4, NULL},
    {0, "\x61\x15\x06\x00", 4, "of Berkeley DB 1.85"},
    {0, "\x00\x06\x15\x61", 4, "of Berkeley DB 1.85"},
    {0, "SQLite format 3", 15, "of SQLite"},
    {16, "\xde\xc0\xef\xbe", 4, "of LMDB"},
    {0, "\xce\x9a\x57\x13", 4, "of GDBM"},
};

static const char *format_of(const char *path)
{
    unsigned char head[64] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t n = fd >= 0 ? read(fd, head, sizeof head) : -1;

    if (fd >= 0)
        close(fd);
    if (n < 0)
        return NULL;
    for (size_t i = 0; i < COUNT(formats); i++)
        if ((size_t)n >= formats[i].at + formats[i].len &&
            memcmp(head + formats[i].at, formats[i].bytes, formats[i].len) == 0)
            return formats[i].what;
    return n == 0 ? "empty" : "of no kind that is known here";
}

/* newaliases ends its work with this key; a map without it is half built or somebody else's. */
static void lint_end_mark(struct lint *l, const char *text, const char *db)
{
    struct db_file_options options = {.mode = DB_FILE_READ, .unsafe = true};
    struct err err = {0};
    struct db_file *f = db_file_open(slice_from(db), &options, l->in, &err);
    struct slice value;

    if (f == NULL)
        return;
    if (db_file_get(f, slice_of("@", 2), l->in, &value, &err) == DB_GET_ABSENT &&
        db_file_get(f, slice_of("@", 1), l->in, &value, &err) == DB_GET_ABSENT) {
        struct finding *told = lint_say(l, "map-07", SEVERITY_WARNING, slice_from(db), 0,
                                        "the aliases were written by another program, or only in "
                                        "part: the mark @:@ is missing");
        instead_build(l, told, text, true);
    }
    db_file_abandon(f);
}

void lint_database(struct lint *l, struct slice map, const char *text, const char *db,
                   bool optional, bool aliases)
{
    struct stat of_text, of_db;
    bool has_text = stat(text, &of_text) == 0, has_db = stat(db, &of_db) == 0;
    struct slice file = arena_copy(l->in, slice_from(has_db ? db : text));
    const char *format;
    struct finding *f;

    if (!has_db) {
        if (errno == EACCES || (!has_text && (optional || aliases)))
            return;
        f = lint_say(l, "map-05", SEVERITY_ERROR, file, 0,
                     "%s is missing: map %.*s cannot be asked", db, SLICE_ARG(map));
        if (has_text)
            instead_build(l, f, text, aliases);
        return;
    }
    format = format_of(db);
    if (format != NULL) {
        f = lint_say(l, "map-06", SEVERITY_ERROR, file, 0,
                     "the database is %s: it must be built from its text again", format);
        instead_build(l, f, text, aliases);
        return;
    }
    if (has_text && of_text.st_mtim.tv_sec > of_db.st_mtim.tv_sec) {
        struct slice newer = age(l, of_text.st_mtim.tv_sec - of_db.st_mtim.tv_sec);
        f = lint_say(
            l, aliases ? "map-08" : "map-01", aliases ? SEVERITY_WARNING : SEVERITY_ERROR,
            arena_copy(l->in, slice_from(text)), 0,
            "the text is %.*s newer than its database: what was changed does not count yet",
            SLICE_ARG(newer));
        instead_build(l, f, text, aliases);
    }
    if (aliases)
        lint_end_mark(l, text, db);
}
