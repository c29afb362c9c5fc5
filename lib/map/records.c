/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A million lines are made a map in less time than the library needs for the half of one: what
 * costs there is finding the place of each key. Here a key is found by its hash, and all are sorted
 * once, seven bytes at a time.
 */
#include "map/records.h"

#include <endian.h>
#include <string.h>
#include <sys/mman.h>

enum {
    TEXT_MAX = 96 << 20,
    RECORDS_MAX = 1 << 21,
    SLOTS_FIRST = 1 << 12,
    LENGTH_MAX = 65535,
    STEP = 7,  /* bytes of a key in a head */
    SLACK = 8, /* behind the text: a head is loaded as one word */
    FEW = 12,  /* are sorted by insertion */
    AHEAD = 8, /* records to fetch before they are asked for */
};

/* Key, then value, stand together in the text. */
struct record {
    uint32_t at;
    uint16_t key_len, value_len;
    uint32_t value_at;
};

struct slot {
    uint32_t hash;
    uint32_t record; /* its number and 1; 0: free */
};

/* The next bytes of a key: STEP of them, most significant first, then how many there are, STEP + 1
 * for more. So heads compare as keys do, and equal heads that do not say "more" are equal keys. */
struct head {
    uint64_t bytes;
    uint32_t record;
};

struct records {
    size_t count, text_used;
    bool in_order;      /* as they came */
    struct slot *slots; /* NULL while in order */
    uint32_t slot_count;
    struct record all[RECORDS_MAX];
    struct head order[RECORDS_MAX];
    char text[TEXT_MAX + SLACK];
};

static void *take(size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);

    return p == MAP_FAILED ? NULL : p;
}

struct records *records_new(void)
{
    struct records *r = take(sizeof *r);

    if (r != NULL)
        r->in_order = true;
    return r;
}

void records_drop(struct records *r)
{
    if (r == NULL)
        return;
    if (r->slots != NULL)
        munmap(r->slots, r->slot_count * sizeof *r->slots);
    munmap(r, sizeof *r);
}

size_t records_count(const struct records *r)
{
    return r->count;
}

static struct slice key_of(const struct records *r, uint32_t i)
{
    return slice_of(r->text + r->all[i].at, r->all[i].key_len);
}

/* Not against those who choose keys to collide: who writes a map's source may write all of it. */
static uint32_t hash_of(struct slice key)
{
    uint64_t hash = key.len * 0x9e3779b97f4a7c15u, word;

    for (; key.len >= sizeof word; key = slice_from_at(key, sizeof word)) {
        memcpy(&word, key.p, sizeof word);
        hash = (hash ^ word) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    word = 0;
    if (key.len > 0)
        memcpy(&word, key.p, key.len);
    hash = (hash ^ word) * 0xc4ceb9fe1a85ec53u;
    return (uint32_t)(hash >> 32);
}

/* The slot of this key, or the free one that is to be its. */
static struct slot *find(struct records *r, struct slice key, uint32_t hash)
{
    for (uint32_t i = hash & (r->slot_count - 1);; i = (i + 1) & (r->slot_count - 1)) {
        struct slot *s = &r->slots[i];

        if (s->record == 0 || (s->hash == hash && slice_eq(key_of(r, s->record - 1), key)))
            return s;
    }
}

static uint32_t store(struct records *r, struct slice text, bool nul)
{
    size_t at = r->text_used;

    if (text.len > 0)
        memcpy(r->text + at, text.p, text.len);
    if (nul)
        r->text[at + text.len] = '\0';
    r->text_used += text.len + nul;
    return (uint32_t)at;
}

static bool grow(struct records *r)
{
    struct slot *old = r->slots;
    uint32_t n = r->slot_count;
    size_t size = 2 * (size_t)(n > 0 ? n : SLOTS_FIRST) * sizeof *old;
    struct slot *slots = take(size);

    if (slots == NULL)
        return false;
    (void)madvise(slots, size, MADV_HUGEPAGE); /* they are touched all over */
    r->slots = slots;
    r->slot_count = (uint32_t)(size / sizeof *old);
    for (uint32_t i = 0; i < n; i++) {
        if (old[i].record != 0)
            *find(r, key_of(r, old[i].record - 1), old[i].hash) = old[i];
    }
    if (old != NULL)
        munmap(old, n * sizeof *old);
    return true;
}

/* The hashes are not needed before a key comes that is not behind all others. */
static bool index_all(struct records *r)
{
    while (r->slot_count < 2 * r->count) {
        if (!grow(r))
            return false;
    }
    r->in_order = false;
    for (uint32_t i = 0; i < r->count; i++) {
        struct slice key = key_of(r, i);
        uint32_t hash = hash_of(key);

        *find(r, key, hash) = (struct slot){hash, i + 1};
    }
    return true;
}

/* Whether another key can be looked for. */
static bool is_ready(struct records *r, struct slice key)
{
    if (!r->in_order)
        return 2 * r->count < r->slot_count || grow(r);
    return r->count == 0 || slice_cmp(key_of(r, (uint32_t)r->count - 1), key) < 0 || index_all(r);
}

/* The record with this key; NULL, and one is added. The key is the last text that was stored. */
static struct record *find_or_add(struct records *r, struct slice key)
{
    struct record *record;

    if (!r->in_order) {
        uint32_t hash = hash_of(key);
        struct slot *slot = find(r, key, hash);

        if (slot->record != 0)
            return &r->all[slot->record - 1];
        *slot = (struct slot){hash, (uint32_t)r->count + 1};
    }
    record = &r->all[r->count++];
    record->at = (uint32_t)(key.p - r->text);
    record->key_len = (uint16_t)key.len;
    return NULL;
}

enum records_put records_put(struct records *r, struct slice key, struct slice value, bool nul,
                             bool replace)
{
    size_t at = r->text_used;
    struct record *record;
    struct slice whole;

    if (key.len + nul > LENGTH_MAX || value.len + nul > LENGTH_MAX || r->count == RECORDS_MAX ||
        key.len + value.len + 2 > TEXT_MAX - at)
        return RECORDS_FULL;
    (void)store(r, key, nul);
    whole = slice_of(r->text + at, key.len + nul);
    if (!is_ready(r, whole)) {
        r->text_used = at;
        return RECORDS_FULL;
    }
    record = find_or_add(r, whole);
    if (record != NULL) {
        r->text_used = at;
        if (!replace)
            return RECORDS_DUPLICATE;
    } else {
        record = &r->all[r->count - 1];
    }
    record->value_at = store(r, value, nul);
    record->value_len = (uint16_t)(value.len + nul);
    return RECORDS_STORED;
}

static uint64_t head_at(const struct records *r, uint32_t i, size_t depth)
{
    struct slice key = key_of(r, i);
    size_t left = key.len - depth;
    uint64_t word;

    memcpy(&word, key.p + depth, sizeof word);
    word = be64toh(word) >> 8;
    if (left < STEP)
        word &= left == 0 ? 0 : ~(uint64_t)0 << 8 * (STEP - left);
    return word << 8 | (left > STEP ? STEP + 1 : left);
}

static bool has_more(uint64_t head)
{
    return (head & 0xff) > STEP;
}

static bool comes_before(const struct records *r, struct head a, struct head b, size_t depth)
{
    if (a.bytes != b.bytes || !has_more(a.bytes))
        return a.bytes < b.bytes;
    depth += STEP;
    return slice_cmp(slice_from_at(key_of(r, a.record), depth),
                     slice_from_at(key_of(r, b.record), depth)) < 0;
}

static void insert_each(const struct records *r, struct head *h, size_t n, size_t depth)
{
    for (size_t i = 1; i < n; i++) {
        struct head x = h[i];
        size_t j = i;

        for (; j > 0 && comes_before(r, x, h[j - 1], depth); j--)
            h[j] = h[j - 1];
        h[j] = x;
    }
}

static uint64_t middle_of(uint64_t a, uint64_t b, uint64_t c)
{
    if (a < b)
        return b < c ? b : a < c ? c : a;
    return a < c ? a : b < c ? c : b;
}

static void swap(struct head *a, struct head *b)
{
    struct head x = *a;

    *a = *b;
    *b = x;
}

/* Smaller heads to the front, larger ones to the end; *low and *high enclose the equal ones. */
static void part(struct head *h, size_t n, uint64_t pivot, size_t *low, size_t *high)
{
    size_t i = 0;

    *low = 0;
    *high = n;
    while (i < *high) {
        if (h[i].bytes < pivot)
            swap(&h[i++], &h[(*low)++]);
        else if (h[i].bytes > pivot)
            swap(&h[i], &h[--*high]);
        else
            i++;
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): into the smaller parts only, or a step further into keys */
static void sort(const struct records *r, struct head *h, size_t n, size_t depth)
{
    while (n > FEW) {
        uint64_t pivot = middle_of(h[n / 8].bytes, h[n / 2].bytes, h[n - 1 - n / 8].bytes);
        size_t low, high;

        part(h, n, pivot, &low, &high);
        if (has_more(pivot) && high - low > 1) {
            for (size_t i = low; i < high; i++)
                h[i].bytes = head_at(r, h[i].record, depth + STEP);
            sort(r, h + low, high - low, depth + STEP);
        }
        if (low < n - high) {
            sort(r, h, low, depth);
            h += high;
            n -= high;
        } else {
            sort(r, h + high, n - high, depth);
            n = low;
        }
    }
    insert_each(r, h, n, depth);
}

void records_sort(struct records *r)
{
    if (r->in_order)
        return;
    for (uint32_t i = 0; i < r->count; i++)
        r->order[i] = (struct head){head_at(r, i, 0), i};
    sort(r, r->order, r->count, 0);
}

void records_get(const struct records *r, size_t i, struct slice *key, struct slice *value)
{
    const struct record *record = &r->all[r->in_order ? i : r->order[i].record];

    if (!r->in_order && i + 2 * (size_t)AHEAD < r->count) {
        __builtin_prefetch(&r->all[r->order[i + 2 * (size_t)AHEAD].record]);
        __builtin_prefetch(r->text + r->all[r->order[i + AHEAD].record].at);
    }
    *key = slice_of(r->text + record->at, record->key_len);
    *value = slice_of(r->text + record->value_at, record->value_len);
}
