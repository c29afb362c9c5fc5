/* SPDX-License-Identifier: BSD-2-Clause */
#include "rule/class.h"

#include <stdlib.h>

struct member {
    struct slice word; /* p == NULL: free */
    uint32_t hash;
    uint32_t seq; /* of the word, over all classes */
};

struct class
{
    struct member *members; /* open addressing */
    uint32_t mask;
    uint32_t len;
    size_t longest;
    bool exists;
};

struct classes {
    struct arena *in;
    const struct classes *outer;
    struct class all; /* every word of any class, as first written */
    struct class *by_id;
    size_t cap;
};

enum { FIRST_SIZE = 8 };

struct classes *classes_new(struct arena *in, const struct classes *outer)
{
    struct classes *classes = ARENA_NEW(in, struct classes);

    *classes = (struct classes){.in = in, .outer = outer};
    return classes;
}

static struct class *get_class(struct classes *classes, macro_id id)
{
    if (id >= classes->cap) {
        size_t cap = (size_t)id + 64;

        classes->by_id =
            arena_grow(classes->in, classes->by_id, classes->cap * sizeof *classes->by_id,
                       cap * sizeof *classes->by_id);
        memset(&classes->by_id[classes->cap], 0, (cap - classes->cap) * sizeof *classes->by_id);
        classes->cap = cap;
    }
    return &classes->by_id[id];
}

static const struct class *find_class(const struct classes *classes, macro_id id)
{
    for (; classes != NULL; classes = classes->outer) {
        if (id < classes->cap && classes->by_id[id].exists)
            return &classes->by_id[id];
    }
    return NULL;
}

static struct member *find_place(const struct class *class, struct slice word, uint32_t hash)
{
    for (uint32_t i = fold_hash_place(hash);; i++) {
        struct member *m = &class->members[i & class->mask];

        if (m->word.p == NULL || (m->hash == hash && slice_eq_case(m->word, word)))
            return m;
    }
}

static void grow(struct classes *classes, struct class *class)
{
    struct class bigger = *class;

    bigger.mask = class->members == NULL ? FIRST_SIZE - 1 : class->mask * 2 + 1;
    bigger.members = ARENA_ARRAY(classes->in, (size_t)bigger.mask + 1, struct member);
    for (uint32_t i = 0; class->members != NULL && i <= class->mask; i++) {
        const struct member *m = &class->members[i];

        if (m->word.p != NULL)
            *find_place(&bigger, m->word, m->hash) = *m;
    }
    *class = bigger;
}

/* The word's place, where it is or belongs. */
static struct member *add_member(struct classes *classes, struct class *class, struct slice word,
                                 uint32_t hash)
{
    if (class->members == NULL || class->len * 2 > class->mask)
        grow(classes, class);
    return find_place(class, word, hash);
}

bool class_add(struct classes *classes, macro_id id, struct slice word)
{
    struct class *class = get_class(classes, id);
    uint32_t hash = fold_hash(FOLD_HASH_START, word);
    struct member *m, *shared;

    class->exists = true;
    if (word.len == 0)
        return false;
    m = add_member(classes, class, word, hash);
    if (m->word.p != NULL)
        return false;
    shared = add_member(classes, &classes->all, word, hash);
    if (shared->word.p == NULL) {
        *shared = (struct member){arena_copy(classes->in, word), hash, classes->all.len};
        classes->all.len++;
    }
    *m = *shared;
    class->len++;
    if (word.len > class->longest)
        class->longest = word.len;
    return true;
}

void class_add_all(struct classes *classes, macro_id to, macro_id from)
{
    struct slice word;
    size_t at = 0;

    if (to == from)
        return;
    get_class(classes, to)->exists = true;
    while (class_next(classes, from, &at, &word))
        class_add(classes, to, word);
}

bool class_has(const struct classes *classes, macro_id id, struct slice word)
{
    const struct class *class = find_class(classes, id);

    if (class == NULL || class->len == 0 || word.len > class->longest)
        return false;
    return find_place(class, word, fold_hash(FOLD_HASH_START, word))->word.p != NULL;
}

bool class_exists(const struct classes *classes, macro_id id)
{
    return find_class(classes, id) != NULL;
}

bool class_next(const struct classes *classes, macro_id id, size_t *at, struct slice *word)
{
    const struct class *class = find_class(classes, id);

    if (class == NULL || class->members == NULL)
        return false;
    while (*at <= class->mask) {
        const struct member *m = &class->members[(*at)++];

        if (m->word.p != NULL) {
            *word = m->word;
            return true;
        }
    }
    return false;
}

size_t class_count(const struct classes *classes, macro_id id)
{
    const struct class *class = find_class(classes, id);

    return class != NULL ? class->len : 0;
}

/* Do these two have a blank between them? */
static inline bool parted(const struct token *left, struct class_blank blank)
{
    return token_is_word(left, blank.syntax) && token_is_word(left + 1, blank.syntax);
}

static bool joined_is(const struct token *tokens, size_t count, struct class_blank blank,
                      struct slice word)
{
    for (size_t i = 0; i < count; i++) {
        struct slice text = token_text(&tokens[i]);

        if (i > 0 && parted(&tokens[i - 1], blank) && !slice_skip(&word, blank.c))
            return false;
        if (text.len > word.len || !slice_eq_case(slice_part(word, 0, text.len), text))
            return false;
        word = slice_from_at(word, text.len);
    }
    return word.len == 0;
}

size_t class_match(const struct classes *classes, macro_id id, const struct token *tokens,
                   size_t from, size_t max, struct class_blank blank)
{
    const struct class *class = find_class(classes, id);
    const uint32_t of_blank = fold_hash(FOLD_HASH_START, slice_of(&blank.c, 1));
    uint32_t hash = FOLD_HASH_START;
    size_t len = 0;

    if (class == NULL || class->len == 0)
        return 0;
    for (size_t n = 0; n < max; n++) {
        if (n > 0 && parted(&tokens[n - 1], blank)) {
            hash = fold_hash_join(hash, of_blank, 1);
            len++;
        }
        len += tokens[n].len;
        if (len > class->longest)
            return 0; /* longer only gets longer: no member can follow */
        hash = fold_hash_join(hash, tokens[n].hash, tokens[n].len);
        if (n + 1 < from)
            continue;
        for (uint32_t i = fold_hash_place(hash);; i++) {
            const struct member *m = &class->members[i & class->mask];

            if (m->word.p == NULL)
                break;
            if (m->hash == hash && joined_is(tokens, n + 1, blank, m->word))
                return n + 1;
        }
    }
    return 0;
}

/*
 * compatible: classes were always listed in the order of one hash table of 2003 chains that held
 * the words of all classes. Scripts compare such listings, so the order is kept although the table
 * is not.
 */
struct listed {
    struct slice word;
    uint32_t chain, seq;
};

static uint32_t chain_of(struct slice word)
{
    uint32_t n = 1;

    for (size_t i = 0; i < word.len; i++)
        n = ((n << 1) ^ (unsigned char)ascii_lower(word.p[i])) % 2003;
    return n;
}

static int by_chain(const void *a, const void *b)
{
    const struct listed *x = a, *y = b;

    if (x->chain != y->chain)
        return x->chain < y->chain ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

struct slice *class_list(const struct classes *classes, macro_id id, struct arena *in,
                         size_t *count)
{
    const struct class *class = find_class(classes, id);
    struct listed *list;
    struct slice *words;
    size_t n = 0;

    *count = class != NULL ? class->len : 0;
    if (*count == 0)
        return NULL;
    list = ARENA_ARRAY(in, *count, struct listed);
    words = ARENA_ARRAY(in, *count, struct slice);
    for (uint32_t i = 0; i <= class->mask; i++) {
        const struct member *m = &class->members[i];

        if (m->word.p != NULL)
            list[n++] = (struct listed){m->word, chain_of(m->word), m->seq};
    }
    qsort(list, n, sizeof *list, by_chain);
    for (size_t i = 0; i < n; i++)
        words[i] = list[i].word;
    return words;
}
