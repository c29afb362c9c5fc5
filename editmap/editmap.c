/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * editmap -- ask, set or delete one key of a database map.
 */
#include <getopt.h>
#include <stdio.h>

#include "base/path.h"
#include "conf/peek.h"
#include "map/db_file.h"

struct request {
    const char *program;
    const char *cf;
    char what; /* 'q', 'u', 'x'; 0: not said */
    bool nul, keep_case;
    const char *type, *map, *key, *value;
};

static int usage(const char *program, FILE *to)
{
    fprintf(to,
            "Usage: %s [-C cffile] [-N] [-f] [-q|-u|-x] maptype mapname key [ \"value ...\" ]\n",
            program);
    return EX_USAGE;
}

static int help(const char *program)
{
    (void)usage(program, stdout);
    fputs("\n"
          "  -q        print the key's value; exit status 69 when it has none\n"
          "  -u        set the key to the value\n"
          "  -x        delete the key\n"
          "  -C FILE   configuration that names the trusted user\n"
          "  -f        keep upper case in the key\n"
          "  -N        key and value are stored with the NUL that ends them\n",
          stdout);
    return EX_OK;
}

static struct slice stored_key(const struct request *r, struct arena *in)
{
    struct slice key = slice_from(r->key);

    key = r->keep_case ? arena_copy(in, key) : arena_copy_lower(in, key);
    if (r->nul)
        key.len++; /* the copy has one behind it */
    return key;
}

static int not_found(const struct request *r, struct slice key)
{
    fprintf(stderr, "%s: couldn't find key %.*s in map %s\n", r->program, SLICE_ARG(key), r->map);
    return EX_UNAVAILABLE;
}

static int failed(const struct request *r, const struct err *err)
{
    fprintf(stderr, "%s: map %s, key %s: %s\n", r->program, r->map, r->key, err->text);
    return EX_IOERR;
}

static int query(const struct request *r, struct db_file *f, struct arena *in)
{
    struct slice key = stored_key(r, in), value;
    struct err err = {0};
    enum db_get got = db_file_get(f, key, in, &value, &err);

    db_file_abandon(f);
    if (got == DB_GET_ABSENT)
        return not_found(r, db_file_without_nul(key));
    if (got == DB_GET_FAILED)
        return failed(r, &err);
    if (r->nul)
        value = db_file_without_nul(value);
    printf("%.*s\n", SLICE_ARG(value));
    return EX_OK;
}

static int change(const struct request *r, struct db_file *f, struct arena *in)
{
    struct slice key = stored_key(r, in);
    struct err err = {0};
    bool ok = true, absent = false;

    if (r->what == 'x') {
        enum db_get got = db_file_delete(f, key, &err);

        key.len -= r->nul; /* as it is shown */
        absent = got == DB_GET_ABSENT;
        ok = got != DB_GET_FAILED;
    } else {
        key.len -= r->nul;
        ok = db_file_put(f, key, slice_from(r->value), r->nul, true, &err) == DB_PUT_STORED;
    }
    if (!ok) {
        db_file_abandon(f);
        return failed(r, &err);
    }
    if (absent) /* compatible: what was to go is gone */
        fprintf(stderr, "%s: key %.*s doesn't exist in map %s\n", r->program, SLICE_ARG(key),
                r->map);
    return db_file_commit(f, &err) ? EX_OK : failed(r, &err);
}

static int work(const struct request *r)
{
    struct db_file_options o = {.type = db_file_type_named(slice_from(r->type)),
                                .mode = r->what == 'q' ? DB_FILE_READ : DB_FILE_CHANGE,
                                .any_type = slice_is(slice_from(r->type), "implicit"),
                                .make_missing = r->what != 'q'};
    struct arena *in = arena_new();
    struct peek cf = {0};
    struct err err = {0};
    struct db_file *f = NULL;
    int status;

    if (peek_read(r->cf, in, &cf, NULL))
        o.owner = cf.trusted_uid;
    if (slice_is(slice_from(r->type), "dbm")) {
        fprintf(stderr, "%s: Need to recompile with -DNDBM for dbm support\n", r->program);
        arena_drop(in);
        return EX_CANTCREAT;
    }
    if (o.type == DB_FILE_UNKNOWN)
        (void)err_set(&err, EX_CANTCREAT, "Unknown database type");
    else
        f = db_file_open(slice_from(r->map), &o, in, &err);
    /* compatible: what is not there has no type to be found out. */
    if (f == NULL && o.any_type && err.status == EX_NOINPUT)
        (void)err_set(&err, EX_CANTCREAT, "Unknown database type");
    if (f == NULL) {
        fprintf(stderr, "%s: error opening type %s map %s: %s\n", r->program, r->type, r->map,
                err.text);
        status = EX_CANTCREAT;
    } else {
        status = r->what == 'q' ? query(r, f, in) : change(r, f, in);
    }
    arena_drop(in);
    return status;
}

int main(int argc, char **argv)
{
    static const struct option long_options[] = {{"help", no_argument, NULL, 'h'}, {0}};
    struct request r = {.program = path_base(argv[0]), .cf = SENDMAIL_CF};
    int c;

    argv[0] = (char *)r.program;
    while ((c = getopt_long(argc, argv, "C:Nfqux", long_options, NULL)) != -1) {
        switch (c) {
        case 'C':
            r.cf = optarg;
            break;
        case 'N':
            r.nul = true;
            break;
        case 'f':
            r.keep_case = true;
            break;
        case 'q':
        case 'u':
        case 'x':
            if (r.what != 0)
                return usage(r.program, stderr);
            r.what = (char)c;
            break;
        case 'h':
            return help(r.program);
        default:
            return usage(r.program, stderr);
        }
    }
    argv += optind;
    /* compatible: behind the value of -u nothing is looked at */
    if (r.what == 0 || (r.what == 'u' ? argc - optind < 4 : argc - optind != 3))
        return usage(r.program, stderr);
    r.type = argv[0];
    r.map = argv[1];
    r.key = argv[2];
    r.value = argv[3];
    return work(&r);
}
