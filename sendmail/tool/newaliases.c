/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/tool/newaliases.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "map/db_file.h"
#include "os/file.h"
#include "os/safe_path.h"
#include "sendmail/tool/alias_entry.h"

enum { ALIAS_MAX_BYTES = 256 << 20 };

struct build {
    const struct config *cfg;
    struct arena *in;  /* of one file */
    struct arena *one; /* of one alias */
    const char *path;  /* of the text */
    enum db_file_type type;
    bool nul;    /* keys and values end in one */
    bool append; /* -A: a second alias of one name adds to the first */
    struct db_file *db;
    struct route route;
    struct alias_judge judge;
    bool end_again; /* an alias had the name of the last entry */
    size_t count, longest, bytes;
};

/* ---- what AliasFile says -------------------------------------------------------------------- */

/* "[class:][flags ]file". False for classes that have no file of ours to make. */
static bool parse_spec(struct build *b, struct slice spec)
{
    size_t colon = slice_find(spec, ':');
    struct slice word, map_class = SLICE("implicit"), rest = spec;

    if (colon != SIZE_MAX && spec.p[0] != '/') {
        map_class = slice_part(spec, 0, colon);
        rest = slice_from_at(spec, colon + 1);
    }
    b->type = db_file_type_named(map_class);
    b->nul = rest.len == spec.len; /* compatible: an alias file without a class has them */
    b->path = NULL;
    while (slice_word(&rest, &word)) {
        if (word.p[0] != '-')
            b->path = arena_cstr(b->in, word);
        else if (slice_is(word, "-N"))
            b->nul = true;
        else if (slice_is(word, "-O"))
            b->nul = false;
        else if (slice_is(word, "-A"))
            b->append = true;
    }
    return b->type != DB_FILE_UNKNOWN && b->path != NULL;
}

/* ---- one file ------------------------------------------------------------------------------- */

/* A second alias of one name replaces the first, or with -A adds to it. */
static enum db_put put_again(struct build *b, struct slice key, struct slice value, struct err *err)
{
    struct slice stored = b->nul ? arena_printf(b->one, "%.*s%c", SLICE_ARG(key), '\0') : key, old;

    if (b->append) {
        if (db_file_get(b->db, stored, b->one, &old, err) != DB_GET_FOUND)
            return err_set(err, EX_CANTCREAT, "flag -A needs type hash or btree"), DB_PUT_FAILED;
        while (old.len > 0 && old.p[old.len - 1] == '\0')
            old.len--;
        value = arena_printf(b->one, "%.*s,%.*s", SLICE_ARG(value), SLICE_ARG(old));
    }
    return db_file_put(b->db, key, value, b->nul, true, err);
}

static void warn_of_duplicate(struct build *b, const struct alias_entry *entry)
{
    struct slice words =
        arena_printf(b->one, "Warning: duplicate alias name %.*s", SLICE_ARG(entry->key));

    /* compatible: with CheckAliases the last member is named, not the alias. */
    alias_complain(&b->judge, b->judge.about.len > 0 ? b->judge.about : entry->name, words.p);
}

static bool put(struct build *b, const struct alias_entry *entry, struct err *err)
{
    enum db_put done = db_file_put(b->db, entry->key, entry->value, b->nul, false, err);
    if (done == DB_PUT_DUPLICATE) {
        if (!b->append)
            warn_of_duplicate(b, entry);
        done = put_again(b, entry->key, entry->value, err);
    }
    if (done == DB_PUT_FAILED)
        return false;
    b->count++;
    b->bytes += entry->key.len + entry->value.len;
    if (entry->value.len > b->longest)
        b->longest = entry->value.len;
    return true;
}

/* Last: whoever waits for a rebuild (AliasWait) waits for this entry. */
static bool put_end(struct build *b, struct err *err)
{
    enum db_put done = db_file_put(b->db, SLICE("@"), SLICE("@"), b->nul, false, err);

    if (done == DB_PUT_DUPLICATE) {
        b->end_again = !b->append;
        done = put_again(b, SLICE("@"), SLICE("@"), err);
    }
    return done != DB_PUT_FAILED;
}

static bool fill(struct build *b, struct slice text, struct err *err)
{
    struct alias_scan scan;
    struct alias_entry entry;
    bool ok = true;

    b->one = arena_new();
    scan = alias_scan_of(text, b->one);
    b->judge = (struct alias_judge){.route = &b->route, .in = b->one, .path = b->path};
    while (ok && alias_scan_line(&scan, &entry) != ALIAS_END) {
        struct str complaints = str_new(b->one);

        b->judge.out = &complaints;
        route_init(&b->route, b->cfg, NULL, b->one, b->one);
        if (alias_judge(&b->judge, &entry, b->one))
            ok = put(b, &entry, err);
        fwrite(complaints.p, 1, complaints.len, stdout);
        arena_reset(b->one);
    }
    ok = ok && put_end(b, err);
    arena_drop(b->one);
    return ok;
}

static bool read_source(struct build *b, struct slice *text, struct err *err)
{
    uint64_t allow = b->cfg->opt.dont_blame_sendmail;
    struct safe_rules rules = {
        .flags = SAFE_DIRECTORIES, .trusted_uid = b->cfg->opt.trusted_user.uid, .allow = allow};

    if (!allowed(allow, ALLOW_GROUP_WRITABLE_ALIAS_FILE))
        rules.flags |= SAFE_NO_GROUP_WRITE;
    if (!allowed(allow, ALLOW_WORLD_WRITABLE_ALIAS_FILE))
        rules.flags |= SAFE_NO_WORLD_WRITE;
    if (!allowed(allow, ALLOW_LINKED_ALIAS_FILE_IN_WRITABLE_DIR))
        rules.flags |= SAFE_LINK_DIR;
    int fd = safe_open(b->path, &rules, O_RDONLY, 0, err);
    if (fd < 0)
        return false;
    bool fine = file_read_fd(fd, ALIAS_MAX_BYTES, b->in, text, err);
    close(fd);
    return fine;
}

static int rebuild(struct build *b)
{
    struct db_file_options options = {.type = b->type,
                                      .mode = DB_FILE_CREATE,
                                      .owner = b->cfg->opt.trusted_user.uid,
                                      .allow = b->cfg->opt.dont_blame_sendmail};
    struct slice text;
    struct err err = {0};

    if (!read_source(b, &text, &err)) {
        printf("newaliases: cannot open %s: %s\n", b->path, err.text);
        return err.status == EX_NOINPUT ? EX_OK : err.status;
    }
    b->db = db_file_open(slice_from(b->path), &options, b->in, &err);
    if (b->db == NULL) {
        printf("newaliases: %s: %s\n", b->path, err.text);
        return err.status;
    }
    bool existed = access(db_file_path(b->db), F_OK) == 0;
    if (!fill(b, text, &err)) {
        db_file_abandon(b->db);
        printf("newaliases: %s: %s\n", b->path, err.text);
        return err.status;
    }
    if (b->judge.bad && existed) {
        db_file_abandon(b->db);
        printf("%s: not replaced, because of the lines above\n", b->path);
        return b->judge.status;
    }
    if (!db_file_commit(b->db, &err)) {
        printf("newaliases: %s: %s\n", b->path, err.text);
        return err.status;
    }
    printf("%s: %zu aliases, longest %zu bytes, %zu bytes total\n", b->path, b->count, b->longest,
           b->bytes);
    if (b->end_again)
        printf("Warning: duplicate alias name @\n");
    /* An address of a list that could not be looked up now is no fault of the list. */
    return b->judge.bad || b->judge.status != EX_TEMPFAIL ? b->judge.status : EX_OK;
}

/* compatible: the order in which the files of AliasFile have always been made. */
static const unsigned char first_files[] = {8, 9, 2, 3, 0, 1, 6, 7, 4, 5};

static size_t file_at(size_t i)
{
    return i < COUNT(first_files) ? first_files[i] : i;
}

int newaliases(const struct config *cfg)
{
    const struct slice_list *files = &cfg->opt.alias_file;
    int status = EX_OK;

    for (size_t i = 0; i < files->len || i < COUNT(first_files); i++) {
        struct build b = {.cfg = cfg};
        int one;

        if (file_at(i) >= files->len)
            continue;
        b.in = arena_new();
        one = parse_spec(&b, files->p[file_at(i)]) ? rebuild(&b) : EX_OK;
        if (status == EX_OK || status == EX_TEMPFAIL)
            status = one != EX_OK ? one : status;
        arena_drop(b.in);
    }
    return status;
}
