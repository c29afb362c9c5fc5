/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What may be typed where: words for completion on a terminal.
 */
#include "base/vec.h"
#include "sendmail/tool/testmode_internal.h"

struct words VEC(struct slice);

static const char *const commands[] = {
    "/canon", "/expand",   "/header", "/map", "/mx", "/parse", "/quit", "/sender",
    "/try",   "/tryflags", ".C",      ".D",   "=M",  "=S",     "-d",    "?",
};

static void add_sets(const struct testmode *t, const char *before, struct words *words,
                     struct arena *in)
{
    for (int set = 0; set < RULE_SETS; set++)
        if (rules_count(t->cfg->rules, set) > 0)
            *VEC_ADD(words, in) =
                arena_printf(in, "%s%.*s", before, SLICE_ARG(rules_name(t->cfg->rules, set)));
}

static void add_maps(const struct testmode *t, struct words *words, struct arena *in)
{
    size_t at = 0;
    struct map *map;

    while ((map = maps_next(t->cfg->maps, &at)) != NULL)
        *VEC_ADD(words, in) = map_name(map);
}

struct line_editor_words testmode_words(void *ctx, struct slice line, size_t start,
                                        struct arena *in)
{
    const struct testmode *t = ctx;
    struct slice before = slice_trim(slice_part(line, 0, start));
    struct words words = {0};

    if (start == 0) {
        for (size_t i = 0; i < COUNT(commands); i++)
            *VEC_ADD(&words, in) = slice_from(commands[i]);
        add_sets(t, "", &words, in);
        add_sets(t, "=S", &words, in);
    } else if (slice_is_case(before, "/map")) {
        add_maps(t, &words, in);
    } else if (slice_is_case(before, "/try")) {
        for (size_t i = 0; i < t->cfg->mailers.len; i++)
            *VEC_ADD(&words, in) = t->cfg->mailers.p[i].name;
    } else if (slice_find(before, ' ') == SIZE_MAX && before.p[before.len - 1] == ',') {
        add_sets(t, "", &words, in);
    }
    return (struct line_editor_words){words.p, words.len};
}
