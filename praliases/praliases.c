/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * praliases -- print the alias databases: all entries, or those of the keys given.
 */
#include <getopt.h>
#include <stdio.h>

#include "base/path.h"
#include "conf/peek.h"
#include "map/db_file.h"

static int usage(const char *program, FILE *to)
{
    fprintf(to, "usage: %s [-C cffile] [-f aliasfile] [key ...]\n", program);
    return EX_USAGE;
}

static int help(const char *program)
{
    (void)usage(program, stdout);
    fputs("\n"
          "Prints aliases as key:value, all of them or those of the keys.\n"
          "\n"
          "  -C FILE   configuration that names the alias files\n"
          "  -f FILE   this alias file (class:file is allowed)\n"
          "  -l        list the database types there are\n",
          stdout);
    return EX_OK;
}

static int print_all(const char *program, struct db_file *f)
{
    struct slice key, value;
    struct err err = {0};
    enum db_get got;

    while ((got = db_file_next(f, &key, &value, &err)) == DB_GET_FOUND) {
        key = db_file_without_nul(key);
        value = db_file_without_nul(value);
        printf("%.*s:%.*s\n", SLICE_ARG(key), SLICE_ARG(value));
    }
    if (got == DB_GET_ABSENT)
        return EX_OK;
    fprintf(stderr, "%s: %s: %s\n", program, db_file_path(f), err.text);
    return EX_IOERR;
}

/* With or without a NUL. compatible: the key is taken as given, so capitals find nothing. */
static void print_key(struct db_file *f, const char *name, struct arena *in)
{
    struct slice key = slice_from(name), value;

    if (db_file_get(f, key, in, &value, NULL) != DB_GET_FOUND &&
        db_file_get(f, slice_of(key.p, key.len + 1), in, &value, NULL) != DB_GET_FOUND) {
        printf("%s: No such key\n", name);
        return;
    }
    value = db_file_without_nul(value);
    printf("%.*s:%.*s\n", SLICE_ARG(key), SLICE_ARG(value));
}

static bool has_class(struct slice spec)
{
    size_t colon = slice_find(spec, ':');

    return colon != SIZE_MAX && slice_find(slice_part(spec, 0, colon), '/') == SIZE_MAX;
}

static struct slice class_of(struct slice spec)
{
    spec = slice_trim(spec);
    return slice_part(spec, 0, slice_find(spec, ':'));
}

static bool is_file_class(struct slice name)
{
    return slice_is(name, "hash") || slice_is(name, "btree") || slice_is(name, "cdb") ||
           slice_is(name, "lmdb");
}

/* "hash:-f /etc/aliases" or "/etc/aliases": what stands in front of the path does not matter here.
 */
static struct slice file_of(struct slice spec)
{
    struct slice rest = slice_trim(spec), word;

    if (has_class(rest))
        rest = slice_from_at(rest, slice_find(rest, ':') + 1);
    while (slice_word(&rest, &word)) {
        if (word.p[0] != '-')
            return word;
    }
    return slice_of("", 0);
}

static int print_file(const char *program, struct slice spec, char **keys, struct arena *in)
{
    struct db_file_options o = {.type = DB_FILE_UNKNOWN, .mode = DB_FILE_READ};
    struct slice path = file_of(spec);
    bool classed = has_class(spec);
    struct err err = {0};
    struct db_file *f;
    int status = EX_OK;

    if (classed && !is_file_class(class_of(spec))) {
        fprintf(stderr, "%s: Skipping non-file based alias type %.*s\n", program,
                SLICE_ARG(class_of(spec)));
        return EX_OK;
    }
    if (classed)
        o.type = db_file_type_named(class_of(spec));
    if (path.len == 0) {
        fprintf(stderr, "%s: illegal alias specification: %.*s\n", program, SLICE_ARG(spec));
        return EX_OK;
    }
    f = db_file_open(path, &o, in, &err);
    if (f == NULL) {
        fprintf(stderr, "%s: %.*s: open: %s\n", program, SLICE_ARG(path),
                err.status == EX_NOINPUT && !classed ? "Unknown database type" : err.text);
        return EX_OK; /* other alias files are still printed, and scripts rely on it */
    }
    if (keys[0] == NULL)
        status = print_all(program, f);
    for (; *keys != NULL; keys++)
        print_key(f, *keys, in);
    db_file_abandon(f);
    return status;
}

static int print_files(const char *program, struct slice list, char **keys, struct arena *in)
{
    struct slice spec;
    int status = EX_OK;

    while (list.len > 0) {
        if (!slice_until(&list, ',', &spec)) {
            spec = list;
            list.len = 0;
        }
        if (slice_trim(spec).len > 0 && print_file(program, spec, keys, in) != EX_OK)
            status = EX_IOERR;
    }
    return status;
}

int main(int argc, char **argv)
{
    static const struct option long_options[] = {{"help", no_argument, NULL, 'h'}, {0}};
    const char *program = path_base(argv[0]), *cf_path = SENDMAIL_CF, *file = NULL;
    struct arena *in;
    struct peek cf;
    struct err err = {0};
    int c, status;

    argv[0] = (char *)program;
    while ((c = getopt_long(argc, argv, "C:f:l", long_options, NULL)) != -1) {
        switch (c) {
        case 'C':
            cf_path = optarg;
            break;
        case 'f':
            file = optarg;
            break;
        case 'l':
            printf("hash\nbtree\nimplicit\n");
            return EX_OK;
        case 'h':
            return help(program);
        default:
            return usage(program, stderr);
        }
    }
    in = arena_new();
    if (file != NULL) { /* one, whatever commas are in its name */
        status =
            print_file(program, slice_from(file), argv + optind, in) == EX_OK ? EX_OK : EX_IOERR;
    } else if (!peek_read(cf_path, in, &cf, &err)) {
        fprintf(stderr, "%s: %s\n", program, err.text);
        status = EX_NOINPUT;
    } else {
        status = print_files(program, cf.alias_files, argv + optind, in);
    }
    arena_drop(in);
    return status;
}
