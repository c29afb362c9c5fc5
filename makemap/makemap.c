/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * makemap -- make a database for keyed lookups from text on standard input, or dump one.
 *
 * Bad lines are reported by number and skipped, and the exit status says so. A map that exists is
 * replaced only by one whose whole source was good; a new one holds at least the good lines.
 */
#include <errno.h>
#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/vec.h"
#include "conf/peek.h"
#include "makemap/source.h"
#include "map/db_file.h"

enum { PROGRESS_EVERY = 100000 };

struct request {
    const char *program;
    const char *cf;
    struct source_options source;
    const char *type;
    const char *fallback; /* -i: when a K line is wanted and there is none */
    const char *map;
    uint64_t cache_bytes;
    bool nul, append, replace, duplicates, unsafe, dump, verbose;
};

static const char usage_text[] =
    "Usage: %s [-C cffile] [-N] [-c cachesize] [-D commentchar]\n"
    "       %*s [-d] [-e] [-f] [-i type] [-l] [-o] [-r] [-s] [-t delimiter]\n"
    "       %*s [-u] [-v] type mapname\n";

static const char help_text[] =
    "\n"
    "Makes the database MAPNAME.db of TYPE (hash, btree; cdb: MAPNAME.cdb; lmdb: MAPNAME.lmdb) "
    "from lines 'key value' "
    "on standard "
    "input.\n"
    "\n"
    "  -C FILE    configuration that names the trusted user (and maps, for types cf and CF)\n"
    "  -c BYTES   cache while building\n"
    "  -D CHAR    lines that start with CHAR are comments (#)\n"
    "  -d         a key may stand on several lines\n"
    "  -e         a key without a value is fine\n"
    "  -f         keep upper case in keys\n"
    "  -i TYPE    with types cf and CF: the type of a map that the configuration does not name\n"
    "  -l         list the types there are\n"
    "  -N         store the NUL that ends keys and values\n"
    "  -o         add to the map instead of making it anew\n"
    "  -r         a later line for a key replaces an earlier one\n"
    "  -s         skip the safety checks of the map's path\n"
    "  -t CHAR    key and value are separated by CHAR instead of blanks\n"
    "  -u         print the map instead of making it\n"
    "  -v         print each pair\n"
    "\n"
    "Exit status: 0 done, 64 usage, 65 bad or duplicate lines, 73 map cannot be made.\n";

static int usage(const char *program, FILE *to)
{
    int indent = (int)strlen(program);

    fprintf(to, usage_text, program, indent, "", indent, "");
    return EX_USAGE;
}

static int list_types(bool with_cf, bool with_extension)
{
    if (with_cf)
        printf("cf\nCF\n");
    printf("hash%s\nbtree%s\ncdb%s\nlmdb%s\nimplicit%s\n", with_extension ? ":db" : "",
           with_extension ? ":db" : "", with_extension ? ":cdb" : "", with_extension ? ":lmdb" : "",
           with_extension ? ":" : "");
    return EX_OK;
}

/* compatible: no type at all is "cf". */
static bool is_from_cf(const char *type)
{
    return type[0] == '\0' || strcmp(type, "cf") == 0 || strcmp(type, "CF") == 0;
}

/* Types "cf" and "CF": the type of the K line whose file this map is. */
static bool type_from_cf(struct request *r, const struct peek *cf, struct arena *in)
{
    bool base_only = strcmp(r->type, "CF") == 0;

    for (size_t i = 0; i < cf->map_count; i++) {
        struct slice file = cf->maps[i].file;
        size_t slash = slice_find_last(file, '/');

        if (base_only && slash != SIZE_MAX)
            file = slice_from_at(file, slash + 1);
        if (slice_is(file, r->map)) {
            r->type = arena_cstr(in, cf->maps[i].map_class);
            return true;
        }
    }
    if (r->fallback != NULL) {
        r->type = r->fallback;
        return true;
    }
    fprintf(stderr, "%s: mapfile %s: not found in %s\n", r->program, r->map, r->cf);
    return false;
}

static bool known_without_library(const char *type, const char **flag)
{
    static const char *const names[][2] = {{"dbm", "NDBM"}};

    for (size_t i = 0; i < COUNT(names); i++) {
        if (strcmp(type, names[i][0]) == 0) {
            *flag = names[i][1];
            return true;
        }
    }
    return false;
}

static int cannot_open(const struct request *r, const char *why)
{
    fprintf(stderr, "%s: error opening type %s map %s: %s\n", r->program, r->type, r->map, why);
    return EX_CANTCREAT;
}

/* "Permission denied" leaves open whose it is: the database's, or the directory's it is made in. */
static void tell_owner(const struct request *r, struct arena *in)
{
    const char *slash = strrchr(r->map, '/');
    const char *dir =
        slash == NULL ? "." : arena_printf(in, "%.*s", (int)(slash - r->map) + 1, r->map).p;
    const char *what = arena_printf(in, "%s.db", r->map).p;
    const struct passwd *owner;
    struct stat st;

    if (stat(what, &st) != 0 || access(what, W_OK) == 0)
        what = dir;
    if (r->dump || access(what, W_OK) == 0 || stat(what, &st) != 0)
        return;
    owner = getpwuid(st.st_uid);
    if (owner != NULL)
        fprintf(stderr, "%s: %s belongs to %s (mode %04o): run this as %s\n", r->program, what,
                owner->pw_name, (unsigned)st.st_mode & 07777, owner->pw_name);
}

static int open_map(const struct request *r, const struct peek *cf, struct arena *in,
                    struct db_file **f)
{
    struct db_file_options o = {.type = db_file_type_named(slice_from(r->type)),
                                .mode = r->dump     ? DB_FILE_READ
                                        : r->append ? DB_FILE_CHANGE
                                                    : DB_FILE_CREATE,
                                .any_type = strcmp(r->type, "implicit") == 0,
                                .duplicates = r->duplicates,
                                .cache_bytes = r->cache_bytes,
                                .unsafe = r->unsafe,
                                .owner = cf->trusted_uid};
    struct err err = {0};
    const char *flag;

    if (o.type == DB_FILE_UNKNOWN && known_without_library(r->type, &flag)) {
        fprintf(stderr, "%s: Need to recompile with -D%s for %s support\n", r->program, flag,
                r->type);
        return EX_CANTCREAT;
    }
    if (o.type == DB_FILE_UNKNOWN)
        return cannot_open(r, "Unknown database type");
    *f = db_file_open(slice_from(r->map), &o, in, &err);
    if (*f != NULL)
        return EX_OK;
    /* compatible: a file that is not there has no type to be found out. */
    if (err.status == EX_NOINPUT && strcmp(r->type, "implicit") == 0)
        return cannot_open(r, "Unknown database type");
    cannot_open(r, err.text);
    tell_owner(r, in);
    return EX_CANTCREAT;
}

static int dump(const struct request *r, struct db_file *f)
{
    char separator = r->source.separator == '\0' ? '\t' : r->source.separator;
    struct slice key, value;
    struct err err = {0};
    enum db_get got;

    while ((got = db_file_next(f, &key, &value, &err)) == DB_GET_FOUND)
        printf("%.*s%c%.*s\n", SLICE_ARG(key), separator, SLICE_ARG(value));
    db_file_abandon(f);
    if (got == DB_GET_FAILED || fflush(stdout) != 0) {
        fprintf(stderr, "%s: %s: %s\n", r->program, r->map,
                got == DB_GET_FAILED ? err.text : strerror(errno));
        return EX_IOERR;
    }
    return EX_OK;
}

/* What is wrong with a line; false: nothing more can be read. */
static void report(const struct request *r, const struct source *s, enum source_next what,
                   struct slice key)
{
    fprintf(stderr, "%s: %s: line %ld: ", r->program, r->map, s->line);
    if (what == SOURCE_TOO_LONG)
        fprintf(stderr, "line too long (%d bytes max)\n", SOURCE_LINE_MAX);
    else if (what == SOURCE_LEADING_SPACE)
        fprintf(stderr, "syntax error (leading space)\n");
    else
        fprintf(stderr, "no RHS for LHS %.*s\n", SLICE_ARG(key));
}

static void show_progress(long line, bool done)
{
    if (line >= PROGRESS_EVERY && (done || line % PROGRESS_EVERY == 0) && isatty(STDERR_FILENO))
        fprintf(stderr, "\r%ld lines%s", line, done ? "\n" : "");
}

/* Returns EX_OK, EX_DATAERR after bad lines, or EX_IOERR when nothing more could be done. */
static int fill(const struct request *r, struct db_file *f)
{
    struct source s = {.options = &r->source, .from = stdin};
    struct slice key, value;
    int status = EX_OK;

    for (;;) {
        enum source_next next = source_next(&s, &key, &value);
        struct err err = {0};

        if (next == SOURCE_END)
            break;
        if (next == SOURCE_IO_ERROR) {
            fprintf(stderr, "%s: %s: reading standard input: %s\n", r->program, r->map,
                    strerror(errno));
            return EX_IOERR;
        }
        if (next != SOURCE_PAIR) {
            report(r, &s, next, key);
            status = EX_DATAERR;
            continue;
        }
        if (r->verbose)
            printf("key=`%.*s', val=`%.*s'\n", SLICE_ARG(key), SLICE_ARG(value));
        switch (db_file_put(f, key, value, r->nul, r->replace, &err)) {
        case DB_PUT_STORED:
            break;
        case DB_PUT_DUPLICATE:
            fprintf(stderr, "%s: %s: line %ld: key %.*s: duplicate key\n", r->program, r->map,
                    s.line, SLICE_ARG(key));
            status = EX_DATAERR;
            break;
        case DB_PUT_FAILED:
            fprintf(stderr, "%s: %s: line %ld: key %.*s: put error: %s\n", r->program, r->map,
                    s.line, SLICE_ARG(key), err.text);
            return EX_IOERR;
        }
        show_progress(s.line, false);
    }
    show_progress(s.line, true);
    return status;
}

static int build(const struct request *r, struct db_file *f)
{
    const char *path = db_file_path(f);
    bool existed = !r->append && access(path, F_OK) == 0;
    int status = fill(r, f);
    struct err err = {0};

    if (status == EX_IOERR || (status != EX_OK && existed)) {
        db_file_abandon(f);
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "%s: %s is left as it was\n", r->program, path);
        return status;
    }
    if (db_file_commit(f, &err))
        return status;
    fprintf(stderr, "%s: %s: %s\n", r->program, r->map, err.text);
    return EX_IOERR;
}

static int work(struct request *r, bool cf_given)
{
    struct arena *in = arena_new();
    struct peek cf = {0};
    struct err err = {0};
    struct db_file *f;
    int status;

    /* The configuration is optional unless it was named or the type must come from it. */
    if (!peek_read(r->cf, in, &cf, &err) && (cf_given || is_from_cf(r->type))) {
        fprintf(stderr, "%s: %s\n", r->program, err.text);
        arena_drop(in);
        return EX_NOINPUT;
    }
    if (is_from_cf(r->type) && !type_from_cf(r, &cf, in)) {
        arena_drop(in);
        return EX_DATAERR;
    }
    status = open_map(r, &cf, in, &f);
    if (status == EX_OK)
        status = r->dump ? dump(r, f) : build(r, f);
    arena_drop(in);
    return status;
}

int main(int argc, char **argv)
{
    static const struct option long_options[] = {{"help", no_argument, NULL, 'h'}, {0}};
    struct request r = {
        .program = path_base(argv[0]), .cf = SENDMAIL_CF, .source = {.comment = '#'}};
    bool cf_given = false;
    int c;

    argv[0] = (char *)r.program; /* getopt's messages name it */
    while ((c = getopt_long(argc, argv, "C:Nc:D:defi:Llorst:uvx", long_options, NULL)) != -1) {
        switch (c) {
        case 'C':
            r.cf = optarg;
            cf_given = true;
            break;
        case 'N':
            r.nul = true;
            break;
        case 'c':
            r.cache_bytes = strtoull(optarg, NULL, 10);
            break;
        case 'D':
            r.source.comment = optarg[0];
            break;
        case 'd':
            r.duplicates = true;
            break;
        case 'e':
            r.source.allow_empty = true;
            break;
        case 'f':
            r.source.keep_case = true;
            break;
        case 'i':
            r.fallback = optarg;
            break;
        case 'l':
        case 'L':
        case 'x':
            return list_types(c == 'L', c == 'x');
        case 'o':
            r.append = true;
            break;
        case 'r':
            r.replace = true;
            break;
        case 's':
            r.unsafe = true;
            break;
        case 't':
            if (optarg[0] == '\0') /* compatible: said, and passed over */
                fprintf(stderr, "Invalid separator\n");
            else
                r.source.separator = optarg[0];
            break;
        case 'u':
            r.dump = true;
            break;
        case 'v':
            r.verbose = true;
            break;
        case 'h':
            (void)usage(r.program, stdout);
            fputs(help_text, stdout);
            return EX_OK;
        default:
            return usage(r.program, stderr);
        }
    }
    if (argc - optind != 2)
        return usage(r.program, stderr);
    r.type = argv[optind];
    r.map = argv[optind + 1];
    return work(&r, cf_given);
}
