/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/tool/newaliases.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "map/alias_file.h"
#include "map/db_file.h"
#include "os/file.h"
#include "os/safe_path.h"
#include "rule/class.h"
#include "rule/rule.h"

enum { ALIAS_MAX_BYTES = 256 << 20 };

struct build {
    const struct config *cfg;
    struct arena *in; /* of one file */
    const char *path; /* of the text */
    enum db_file_type type;
    bool nul;    /* keys and values end in one */
    bool append; /* -A: a second alias of one name adds to the first */
    struct db_file *db;
    bool bad;
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

/* ---- reports -------------------------------------------------------------------------------- */

static void complain(struct build *b, int line, struct slice about, const char *words)
{
    printf("%s: line %d: ", b->path, line);
    if (about.len > 0)
        printf("%.*s... ", SLICE_ARG(about));
    printf("%s\n", words);
}

struct check {
    struct build *b;
    int line;
};

static void hear(void *ctx, struct slice address, const char *code, const char *words)
{
    const struct check *c = ctx;

    (void)code;
    complain(c->b, c->line, address, words);
}

/* CheckAliases: is each member an address at all? Being wrong is worth a word, not an error. */
static void check_members(struct build *b, const struct alias_entry *entry)
{
    struct check check = {b, entry->line};
    const struct token_complaints complaints = {.ctx = &check, .say = hear};
    const struct token_scan scan = {.syntax = b->cfg->syntax,
                                    .symbols = rules_symbols(b->cfg->rules),
                                    .mode = TOKEN_COMMENTS,
                                    .stop = ',',
                                    .complaints = &complaints};
    struct slice rest = entry->value;

    while (rest.len > 0) {
        if (rest.p[0] == ',') { /* nothing between two commas is nobody */
            rest = slice_trim(slice_from_at(rest, 1));
            continue;
        }
        struct tokens tokens = {0};
        size_t used = 0;
        bool fine = token_scan(&scan, rest, b->in, &tokens, &used);

        if (!fine || tokens.len == 0)
            complain(b, entry->line, rest,
                     arena_printf(b->in, "%.*s... bad address", SLICE_ARG(rest)).p);
        rest = slice_from_at(rest, used < rest.len ? used + 1 : rest.len);
        rest = slice_trim(rest);
    }
}

/* ---- one file ------------------------------------------------------------------------------- */

static void refuse(struct build *b, const struct alias_entry *entry, const char *words)
{
    complain(b, entry->line, entry->name, words);
    b->bad = true;
}

/* "user@host" is an alias of ours when the host is. */
static bool local_key(struct build *b, struct alias_entry *entry)
{
    size_t at = slice_find_last(entry->key, '@');

    if (at == SIZE_MAX || at == 0 || entry->key.p[0] == '"')
        return true;
    if (!class_has(b->cfg->classes, 'w', slice_from_at(entry->key, at + 1))) {
        refuse(b, entry, "cannot alias non-local names");
        return false;
    }
    entry->key = slice_part(entry->key, 0, at);
    return true;
}

/* A second alias of one name replaces the first, or with -A adds to it. */
static enum db_put put_again(struct build *b, const struct alias_entry *entry, struct err *err)
{
    struct slice value = entry->value, old;

    printf("%s: line %d: %.*s... Warning: duplicate alias name %.*s\n", b->path, entry->line,
           SLICE_ARG(entry->name.len > 0 ? entry->name : SLICE("@")), SLICE_ARG(entry->key));
    struct slice key = entry->key;
    if (b->nul)
        key = arena_printf(b->in, "%.*s%c", SLICE_ARG(key), '\0');
    if (b->append && db_file_get(b->db, key, b->in, &old, err) == DB_GET_FOUND) {
        while (old.len > 0 && old.p[old.len - 1] == '\0')
            old.len--;
        value = arena_printf(b->in, "%.*s,%.*s", SLICE_ARG(old), SLICE_ARG(value));
    }
    return db_file_put(b->db, entry->key, value, b->nul, true, err);
}

static bool put(struct build *b, struct alias_entry *entry, struct err *err)
{
    if (!local_key(b, entry))
        return true;
    if (b->cfg->opt.check_aliases)
        check_members(b, entry);
    enum db_put done = db_file_put(b->db, entry->key, entry->value, b->nul, false, err);
    if (done == DB_PUT_DUPLICATE)
        done = put_again(b, entry, err);
    if (done == DB_PUT_FAILED)
        return false;
    b->count++;
    b->bytes += entry->key.len + entry->value.len;
    if (entry->value.len > b->longest)
        b->longest = entry->value.len;
    return true;
}

static bool fill(struct build *b, struct slice text, struct err *err)
{
    struct alias_scan scan = alias_scan_of(text, b->in);
    struct alias_entry entry;
    enum alias_step step;

    while ((step = alias_scan_next(&scan, &entry)) != ALIAS_END) {
        if (step == ALIAS_BAD) {
            complain(b, entry.line, entry.text, entry.words);
            b->bad = true;
        } else if (!put(b, &entry, err)) {
            return false;
        }
    }
    /* Last: whoever waits for a rebuild (AliasWait) waits for this entry. */
    return db_file_put(b->db, SLICE("@"), SLICE("@"), b->nul, true, err) != DB_PUT_FAILED;
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
    if (b->bad && existed) {
        db_file_abandon(b->db);
        printf("%s: not replaced, because of the lines above\n", b->path);
        return EX_SOFTWARE;
    }
    if (!db_file_commit(b->db, &err)) {
        printf("newaliases: %s: %s\n", b->path, err.text);
        return err.status;
    }
    printf("%s: %zu aliases, longest %zu bytes, %zu bytes total\n", b->path, b->count, b->longest,
           b->bytes);
    return b->bad ? EX_SOFTWARE : EX_OK;
}

int newaliases(const struct config *cfg)
{
    const struct slice_list *files = &cfg->opt.alias_file;
    int status = EX_OK;

    for (size_t i = 0; i < files->len; i++) {
        struct build b = {.cfg = cfg, .in = arena_new()};
        int one = parse_spec(&b, files->p[i]) ? rebuild(&b) : EX_OK;

        if (status == EX_OK)
            status = one;
        arena_drop(b.in);
    }
    return status;
}
