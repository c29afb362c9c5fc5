/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/deliver/hosts.h"

#include <errno.h>
#include <pthread.h>
#include <sysexits.h>

#include "base/table.h"
#include "os/clock.h"

enum {
    REMEMBER_MS = 60 * 1000,
    HOSTS_MAX = 10000, /* then everything is forgotten: it lasts a minute anyway */
};

struct entry {
    struct host_word word;
    int64_t at_ms;
};

struct hosts {
    const struct config *cfg;
    const struct master_port *master;
    struct arena *own; /* holds the struct itself */
    pthread_mutex_t lock;
    struct arena *in; /* what is remembered */
    struct table table;
};

struct hosts *hosts_new(const struct config *cfg, const struct master_port *master)
{
    struct arena *own = arena_new();
    struct hosts *h = ARENA_NEW(own, struct hosts);

    h->own = own;
    h->cfg = cfg;
    h->master = master;
    pthread_mutex_init(&h->lock, NULL);
    h->in = arena_new();
    h->table = table_new_case(h->in);
    return h;
}

void hosts_drop(struct hosts *h)
{
    arena_drop(h->in);
    arena_drop(h->own);
}

static bool in_files(struct hosts *h, struct slice host, struct arena *in, struct host_word *word)
{
    struct host_status s;
    int fd;

    if (h->cfg->opt.host_status_directory.len == 0)
        return false;
    fd = h->master->open_host(h->master->ctx, host, false, NULL);
    if (fd < 0 || host_status_read_fd(fd, in, &s, NULL) != HOST_STATUS_FOUND || s.status == EX_OK ||
        clock_now() - s.updated_at > h->cfg->opt.timeout_hoststatus)
        return false;
    *word = (struct host_word){.status = s.status, .errnum = s.error, .reply = s.reply};
    word->connecting = slice_is(s.dsn, "4.4.1");
    return true;
}

bool hosts_is_down(struct hosts *h, struct slice host, struct arena *in, struct host_word *word)
{
    struct entry *e;
    bool down = false;

    pthread_mutex_lock(&h->lock);
    e = table_get(&h->table, host);
    if (e != NULL && e->word.status != EX_OK && clock_monotonic_ms() - e->at_ms < REMEMBER_MS) {
        *word = e->word;
        word->reply = arena_copy(in, e->word.reply);
        down = true;
    }
    pthread_mutex_unlock(&h->lock);
    return down || in_files(h, host, in, word);
}

static void remember(struct hosts *h, struct slice host, const struct host_word *word)
{
    struct entry *e;

    pthread_mutex_lock(&h->lock);
    e = table_get(&h->table, host);
    /* Nothing to say about hosts that were fine and are. */
    if (e == NULL && word->status != EX_OK) {
        if (h->table.len >= HOSTS_MAX) {
            arena_reset(h->in);
            h->table = table_new_case(h->in);
        }
        e = ARENA_NEW(h->in, struct entry);
        (void)table_set(&h->table, arena_copy(h->in, host), e);
    }
    if (e != NULL) {
        struct slice old = e->word.reply;

        e->word = *word;
        e->word.reply = slice_eq(old, word->reply) ? old : arena_copy(h->in, word->reply);
        e->at_ms = clock_monotonic_ms();
    }
    pthread_mutex_unlock(&h->lock);
}

void hosts_note(struct hosts *h, struct slice host, const struct host_word *word)
{
    struct host_status s = {.error = word->errnum,
                            .status = word->status,
                            .reply = word->reply,
                            .updated_at = clock_now()};

    remember(h, host, word);
    if (h->cfg->opt.host_status_directory.len == 0)
        return;
    if (word->reply.len > 0)
        s.dsn = word->status == EX_OK         ? SLICE("2.0.0")
                : word->status == EX_TEMPFAIL ? SLICE("4.5.0")
                                              : SLICE("5.5.0");
    else if (word->status != EX_OK)
        s.dsn = word->connecting ? SLICE("4.4.1") : SLICE("4.4.2");
    /* A directory that cannot be written costs the others some waiting, no mail. */
    (void)h->master->note_host(h->master->ctx, host, &s, NULL);
}
