/* SPDX-License-Identifier: BSD-2-Clause */
#include "vacation/answered.h"

#include <unistd.h>

#include "map/db_file.h"

/* compatible: with the NUL that ends it, as no sender has. */
static const struct slice interval_key = {"__VACATION__INTERVAL__TIMER__", 30};

struct answered {
    struct db_file *file;
    struct arena *in;
};

/* Nobody but the user works here, and whom he lets write into his home is his affair; but a link
 * is his only where nobody else could have made it. */
static uint64_t allowances(const char *path)
{
    struct safe_rules rules = {.flags = SAFE_DIRECTORIES, .uid = geteuid()};
    uint64_t links = 1ull << ALLOW_WRITE_MAP_TO_SYMLINK | 1ull << ALLOW_WRITE_MAP_TO_HARD_LINK;

    return 1ull << ALLOW_MAP_IN_UNSAFE_DIR_PATH |
           (safe_directories(path, &rules, NULL) ? links : 0);
}

struct answered *answered_open(const char *path, enum answered_mode mode, uid_t owner,
                               struct arena *in, struct err *err)
{
    static const enum db_file_mode modes[] = {[ANSWERED_READ] = DB_FILE_READ,
                                              [ANSWERED_CHANGE] = DB_FILE_CHANGE,
                                              [ANSWERED_NEW] = DB_FILE_CREATE};
    struct db_file_options o = {.type = DB_FILE_HASH,
                                .mode = modes[mode],
                                .any_type = mode != ANSWERED_NEW,
                                .make_missing = mode == ANSWERED_CHANGE,
                                .cache_bytes = 1 << 20,
                                .owner = owner,
                                .allow = allowances(path)};
    struct answered *a = ARENA_NEW(in, struct answered);

    a->in = in;
    a->file = db_file_open(slice_from(path), &o, in, err);
    if (a->file != NULL)
        return a;
    (void)err_wrap(err, "%s", path);
    return NULL;
}

/* Times are the machine's: 64 bits now, 32 in files of older ones. Anything else is no time. */
static bool time_of(struct slice value, int64_t *when)
{
    int32_t old;

    if (value.len == sizeof *when) {
        memcpy(when, value.p, sizeof *when);
    } else if (value.len == sizeof old) {
        memcpy(&old, value.p, sizeof old);
        *when = old;
    } else {
        return false;
    }
    return *when >= 0;
}

static bool store(struct answered *a, struct slice key, int64_t when, struct err *err)
{
    struct slice value = slice_of((const char *)&when, sizeof when);

    return db_file_put(a->file, key, value, false, true, err) == DB_PUT_STORED;
}

/* DB_GET_FOUND with what is no time: *when is INT64_MAX, so that nobody is answered for it. */
static enum db_get fetch(struct answered *a, struct slice key, int64_t *when, struct err *err)
{
    struct slice value;
    enum db_get got = db_file_get(a->file, key, a->in, &value, err);

    if (got == DB_GET_FOUND && !time_of(value, when))
        *when = INT64_MAX;
    return got;
}

static enum answered_state look_up(struct answered *a, struct slice key, int64_t *last,
                                   struct err *err)
{
    int64_t when = 0;
    enum db_get got = fetch(a, key, &when, err);

    if (got == DB_GET_FAILED)
        return ANSWERED_UNKNOWN;
    if (got == DB_GET_FOUND && when == 0)
        return ANSWERED_EXCLUDED;
    if (got == DB_GET_FOUND && when > *last)
        *last = when;
    return ANSWERED_LONG_AGO;
}

/* As it is written and in small letters: the address, then its domain. */
static enum answered_state look_up_all(struct answered *a, struct slice sender, int64_t *last,
                                       struct err *err)
{
    struct slice small = arena_copy_lower(a->in, sender);
    size_t at = slice_find_last(sender, '@');
    struct slice keys[] = {sender, small, slice_from_at(sender, at), slice_from_at(small, at)};
    int64_t of_domain = 0;

    for (size_t i = 0; i < COUNT(keys); i++) {
        enum answered_state s;

        if (keys[i].len == 0)
            continue;
        s = look_up(a, keys[i], i < 2 ? last : &of_domain, err);
        if (s != ANSWERED_LONG_AGO)
            return s;
    }
    return ANSWERED_LONG_AGO;
}

enum answered_state answered_ask(struct answered *a, struct slice sender, int64_t now,
                                 int64_t *when, struct err *err)
{
    int64_t interval = ANSWERED_DEFAULT_SECONDS;
    enum answered_state state;

    *when = 0;
    state = look_up_all(a, sender, when, err);
    if (state != ANSWERED_LONG_AGO || *when == 0)
        return state;
    if (fetch(a, interval_key, &interval, err) == DB_GET_FAILED)
        return ANSWERED_UNKNOWN;
    /* A clock that was set back makes nobody wait for less. */
    return interval == 0 || *when > now || now - *when < interval ? ANSWERED_LATELY
                                                                  : ANSWERED_LONG_AGO;
}

bool answered_note(struct answered *a, struct slice sender, int64_t when, struct err *err)
{
    return store(a, arena_copy_lower(a->in, sender), when, err);
}

bool answered_take_back(struct answered *a, struct slice sender, int64_t when, struct err *err)
{
    if (when != 0)
        return answered_note(a, sender, when, err);
    return db_file_delete(a->file, arena_copy_lower(a->in, sender), err) != DB_GET_FAILED;
}

bool answered_exclude(struct answered *a, struct slice who, struct err *err)
{
    return store(a, arena_copy_lower(a->in, who), 0, err);
}

bool answered_set_interval(struct answered *a, int64_t seconds, struct err *err)
{
    return store(a, interval_key, seconds, err);
}

bool answered_list(struct answered *a, void (*show)(void *ctx, struct slice sender, int64_t when),
                   void *ctx, struct err *err)
{
    struct slice key, value;
    enum db_get got;

    while ((got = db_file_next(a->file, &key, &value, err)) == DB_GET_FOUND) {
        int64_t when;

        if (slice_eq(key, interval_key))
            continue;
        show(ctx, db_file_without_nul(key), time_of(value, &when) ? when : -1);
    }
    return got == DB_GET_ABSENT;
}

bool answered_commit(struct answered *a, struct err *err)
{
    return db_file_commit(a->file, err);
}

void answered_abandon(struct answered *a)
{
    db_file_abandon(a->file);
}
