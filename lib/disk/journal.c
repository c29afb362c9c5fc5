/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two buffers: appenders fill one while the other is being written. A buffer is cut into pieces,
 * one for each segment it goes to (nearly always one).
 */
#include "disk/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/arena.h"
#include "disk/journal_format.h"
#include "os/file.h"

enum {
    DEFAULT_SEGMENT = 64 * 1024 * 1024,
    KEEP_BUFFER = 4 * 1024 * 1024, /* a buffer that grew beyond this is given back */
    MAX_PIECES = 16,
    SPARES = 2,
};

struct segment {
    struct segment *next; /* newer */
    uint32_t number;
    uint64_t life;
    int fd;
    int64_t size, used;
    uint64_t open; /* records without a closing note */
    bool fresh;    /* its name is not durable yet */
};

struct piece {
    struct segment *segment;
    int64_t at; /* offset in the file */
    size_t start, len;
};

struct buffer {
    char *p;
    size_t len, cap;
    struct piece pieces[MAX_PIECES];
    size_t count;
    uint64_t ticket; /* last record in it */
    bool records;    /* holds more than notes */
};

struct journal {
    pthread_mutex_t lock;
    char *directory;
    int64_t segment_bytes;
    bool sync;
    struct segment *oldest, *newest;
    uint32_t segments, next_number, spares;
    uint64_t next_ticket, durable;
    struct buffer buffers[2], *filling;
    bool writing; /* the other buffer is being written */
    bool poisoned;
    struct err why;
    struct journal_figures figures;
};

static void *must(void *p)
{
    if (p == NULL)
        die("out of memory");
    return p;
}

static void segment_path(const char *directory, uint32_t number, char *to, size_t size)
{
    snprintf(to, size, "%s/%04u", directory, number);
}

static void spare_path(const struct journal *j, uint32_t n, char *to, size_t size)
{
    snprintf(to, size, "%s/spare%u", j->directory, n);
}

/* A file with all its blocks, from the spares or new. */
static int segment_file(struct journal *j, const char *path, int64_t size, struct err *err)
{
    char spare[JOURNAL_PATH_MAX];
    int fd, rc;

    if (j->spares > 0 && size == j->segment_bytes) {
        spare_path(j, --j->spares, spare, sizeof spare);
        if (rename(spare, path) == 0 && (fd = open(path, O_RDWR | O_CLOEXEC)) >= 0)
            return fd;
    }
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_errno(err, "%s", path), -1;
    rc = posix_fallocate(fd, 0, size);
    if (rc != 0) {
        errno = rc;
        err_errno(err, "%s", path);
        close(fd);
        unlink(path);
        return -1;
    }
    return fd;
}

static bool add_segment(struct journal *j, int64_t least, struct err *err)
{
    struct segment_head head = {.magic = JOURNAL_MAGIC};
    char path[JOURNAL_PATH_MAX];
    struct segment *s = must(calloc(1, sizeof *s));

    s->number = j->next_number;
    s->size = least > j->segment_bytes ? least : j->segment_bytes;
    s->fresh = true;
    segment_path(j->directory, s->number, path, sizeof path);
    s->fd = segment_file(j, path, s->size, err);
    if (s->fd < 0) {
        free(s);
        return false;
    }
    if (getrandom(&s->life, sizeof s->life, 0) != (ssize_t)sizeof s->life)
        s->life = ((uint64_t)getpid() << 32) ^ s->number ^ (uint64_t)(uintptr_t)s;
    head.life = s->life;
    if (!file_write_at(s->fd, slice_of((const char *)&head, sizeof head), 0, err)) {
        close(s->fd);
        unlink(path);
        free(s);
        return false;
    }
    s->used = JOURNAL_FIRST;
    if (j->newest != NULL)
        j->newest->next = s;
    else
        j->oldest = s;
    j->newest = s;
    j->segments++;
    j->next_number++;
    return true;
}

/* Keep the file for its next life, or delete it. */
static void retire(struct journal *j, struct segment *s)
{
    char path[JOURNAL_PATH_MAX], spare[JOURNAL_PATH_MAX];

    segment_path(j->directory, s->number, path, sizeof path);
    close(s->fd);
    spare_path(j, j->spares, spare, sizeof spare);
    if (j->spares < SPARES && s->size == j->segment_bytes && rename(path, spare) == 0)
        j->spares++;
    else
        unlink(path);
    j->segments--;
    free(s);
}

/* A buffer that still has to be written may point to a segment without open records: keep it. */
static bool is_awaited(const struct journal *j, const struct segment *s)
{
    for (size_t b = 0; b < COUNT(j->buffers); b++) {
        for (size_t i = 0; i < j->buffers[b].count; i++) {
            if (j->buffers[b].pieces[i].segment == s)
                return true;
        }
    }
    return false;
}

static void retire_closed(struct journal *j)
{
    while (j->oldest != j->newest && j->oldest->open == 0 && !is_awaited(j, j->oldest)) {
        struct segment *s = j->oldest;

        j->oldest = s->next;
        retire(j, s);
    }
}

static bool poison(struct journal *j, const struct err *why)
{
    if (!j->poisoned)
        j->why = *why;
    j->poisoned = true;
    return false;
}

/* The highest number in use, so that new segments come behind everything that is there. */
static uint32_t last_number(const char *directory)
{
    DIR *d = opendir(directory);
    struct dirent *entry;
    uint32_t last = 0;

    while (d != NULL && (entry = readdir(d)) != NULL) {
        uint64_t n;

        if (slice_to_u64(slice_from(entry->d_name), &n) && n > last && n < UINT32_MAX)
            last = (uint32_t)n;
    }
    if (d != NULL)
        closedir(d);
    return last;
}

/* The directory's own name is in the directory above: unless that is synced, a power cut takes the
 * journal with everything in it. */
static bool sync_above(const char *directory, struct err *err)
{
    char above[JOURNAL_PATH_MAX];
    const char *slash = strrchr(directory, '/');
    size_t len = slash == NULL ? 0 : (size_t)(slash - directory);

    if (len >= sizeof above)
        return err_set(err, EX_CONFIG, "%s: path too long", directory);
    memcpy(above, directory, len);
    above[len] = '\0';
    return file_sync_dir(slash == NULL ? "." : len == 0 ? "/" : above, err);
}

bool journal_open(const struct journal_options *options, struct journal **journal, struct err *err)
{
    struct journal *j;

    if (!file_make_dirs(options->directory, 0700, err) ||
        (options->sync && !sync_above(options->directory, err)))
        return false;
    j = must(calloc(1, sizeof *j));
    pthread_mutex_init(&j->lock, NULL);
    j->directory = must(strdup(options->directory));
    j->segment_bytes = options->segment_bytes > 0 ? options->segment_bytes : DEFAULT_SEGMENT;
    j->sync = options->sync;
    j->filling = &j->buffers[0];
    j->next_ticket = 1;
    j->next_number = last_number(j->directory) + 1;
    if (!add_segment(j, 0, err)) {
        journal_close(j);
        return false;
    }
    *journal = j;
    return true;
}

void journal_close(struct journal *journal)
{
    char path[JOURNAL_PATH_MAX];
    struct segment *next;
    bool keep = false;

    if (journal == NULL)
        return;
    for (struct segment *s = journal->oldest; s != NULL; s = s->next)
        keep = keep || s->open > 0;
    for (struct segment *s = journal->oldest; s != NULL; s = next) {
        next = s->next;
        segment_path(journal->directory, s->number, path, sizeof path);
        close(s->fd);
        if (!keep)
            unlink(path);
        free(s);
    }
    while (journal->spares > 0) {
        spare_path(journal, --journal->spares, path, sizeof path);
        unlink(path);
    }
    for (size_t i = 0; i < COUNT(journal->buffers); i++)
        free(journal->buffers[i].p);
    pthread_mutex_destroy(&journal->lock);
    free(journal->directory);
    free(journal);
}

static struct piece *piece_for(struct buffer *b, struct segment *s)
{
    struct piece *last = b->count > 0 ? &b->pieces[b->count - 1] : NULL;

    if (last != NULL && last->segment == s)
        return last;
    if (b->count == MAX_PIECES)
        return NULL;
    last = &b->pieces[b->count++];
    *last = (struct piece){.segment = s, .at = s->used, .start = b->len};
    return last;
}

static void reserve(struct buffer *b, size_t more)
{
    if (b->len + more <= b->cap)
        return;
    while (b->cap < b->len + more)
        b->cap = b->cap == 0 ? 256 * 1024 : b->cap * 2;
    b->p = must(realloc(b->p, b->cap));
}

/* Called with the lock held. */
static bool append(struct journal *j, struct record_head *head, struct slice id,
                   struct slice envelope, struct slice body, struct err *err)
{
    size_t bytes = journal_record_bytes(id.len, envelope.len, body.len);
    struct buffer *b = j->filling;
    struct piece *piece;

    if (j->poisoned) {
        if (err != NULL)
            *err = j->why;
        return false;
    }
    if (j->newest->used + (int64_t)bytes > j->newest->size &&
        !add_segment(j, (int64_t)bytes + JOURNAL_FIRST, err))
        return false;
    piece = piece_for(b, j->newest);
    if (piece == NULL)
        return err_set(err, EX_TEMPFAIL, "the journal is too far behind");
    reserve(b, bytes);
    head->life = j->newest->life;
    if (head->kind == JOURNAL_ACCEPTED)
        head->of_life = head->life;
    journal_encode(head, id, envelope, body, b->p + b->len);
    b->len += bytes;
    piece->len += bytes;
    j->newest->used += (int64_t)bytes;
    j->figures.bytes += bytes;
    return true;
}

bool journal_append(struct journal *journal, struct slice id, struct slice envelope,
                    struct slice body, struct journal_mark *mark, struct err *err)
{
    struct record_head head = {.kind = JOURNAL_ACCEPTED};
    bool ok;

    pthread_mutex_lock(&journal->lock);
    head.ticket = journal->next_ticket;
    ok = append(journal, &head, id, envelope, body, err);
    if (ok) {
        journal->newest->open++;
        journal->figures.records++;
        *mark = (struct journal_mark){journal->newest->number, journal->next_ticket++};
        journal->filling->ticket = mark->ticket;
        journal->filling->records = true;
    }
    pthread_mutex_unlock(&journal->lock);
    return ok;
}

void journal_note(struct journal *journal, const struct journal_mark *mark, struct slice id,
                  enum journal_note note)
{
    struct record_head head = {.kind = note, .ticket = mark->ticket};
    struct slice none = {0};

    pthread_mutex_lock(&journal->lock);
    for (struct segment *s = journal->oldest; s != NULL; s = s->next) {
        if (s->number != mark->segment || s->open == 0)
            continue;
        head.of_life = s->life;
        /* A note that does not fit is a message that comes again after a crash. */
        (void)append(journal, &head, id, none, none, NULL);
        s->open--;
        break;
    }
    retire_closed(journal);
    pthread_mutex_unlock(&journal->lock);
}

static bool write_buffer(struct journal *j, struct buffer *b, struct err *err)
{
    bool names = false;

    for (size_t i = 0; i < b->count; i++) {
        struct piece *p = &b->pieces[i];

        if (!file_write_at(p->segment->fd, slice_of(b->p + p->start, p->len), p->at, err))
            return err_wrap(err, "journal");
        names = names || p->segment->fresh;
        p->segment->fresh = false;
    }
    if (names && j->sync && !file_sync_dir(j->directory, err))
        return false;
    for (size_t i = 0; i < b->count && j->sync && b->records; i++) {
        if (fdatasync(b->pieces[i].segment->fd) != 0)
            return err_errno(err, "journal: fdatasync");
    }
    return true;
}

static void empty(struct buffer *b)
{
    b->len = b->count = 0;
    b->records = false;
    if (b->cap > KEEP_BUFFER) {
        free(b->p);
        b->p = NULL;
        b->cap = 0;
    }
}

bool journal_sync(struct journal *journal, uint64_t *synced, struct err *err)
{
    struct buffer *b;
    bool ok = true;

    pthread_mutex_lock(&journal->lock);
    b = journal->filling;
    if (!journal->poisoned && b->len > 0) {
        journal->filling = b == &journal->buffers[0] ? &journal->buffers[1] : &journal->buffers[0];
        pthread_mutex_unlock(&journal->lock);
        ok = write_buffer(journal, b, err);
        pthread_mutex_lock(&journal->lock);
        if (ok && b->records) {
            journal->durable = b->ticket;
            journal->figures.syncs += b->count;
        }
        empty(b);
        if (!ok && err != NULL)
            (void)poison(journal, err);
        retire_closed(journal);
    }
    if (journal->poisoned) {
        if (err != NULL)
            *err = journal->why;
        ok = false;
    }
    *synced = journal->durable;
    pthread_mutex_unlock(&journal->lock);
    return ok;
}

uint32_t journal_oldest(struct journal *journal, uint32_t *count)
{
    uint32_t number;

    pthread_mutex_lock(&journal->lock);
    number = journal->oldest->number;
    *count = journal->segments;
    pthread_mutex_unlock(&journal->lock);
    return number;
}

void journal_figures(struct journal *journal, struct journal_figures *f)
{
    pthread_mutex_lock(&journal->lock);
    *f = journal->figures;
    f->segments = journal->segments;
    pthread_mutex_unlock(&journal->lock);
}
