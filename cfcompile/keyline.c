/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/keyline.h"

#include <string.h>

#include "map/map.h"
#include "os/file.h"

enum { MAX_FILE = 64 << 20 };

/* "key value", "key: value", "key". */
static bool line_has(struct slice line, struct slice key)
{
    struct slice word;

    if (line.len == 0 || line.p[0] == '#' || !slice_word(&line, &word))
        return false;
    if (slice_eq_case(word, key))
        return true;
    return word.len > 0 && word.p[word.len - 1] == ':' &&
           slice_eq_case(slice_part(word, 0, word.len - 1), key);
}

struct keyline keyline_of_member(struct slice path, struct slice member, struct arena *in)
{
    struct slice text, line;

    if (path.len == 0 || path.p[0] != '/' ||
        !file_read(arena_cstr(in, path), MAX_FILE, in, &text, NULL))
        return (struct keyline){0};
    for (int n = 1; slice_line(&text, &line); n++)
        if (line_has(line, member))
            return (struct keyline){path, n, slice_trim(line)};
    return (struct keyline){0};
}

static struct keyline in_text_of(const struct map *m, struct slice key, struct arena *in)
{
    struct slice path = map_file(m);

    if (slice_ends_case(path, SLICE(".db")))
        path.len -= strlen(".db");
    return keyline_of_member(path, key, in);
}

struct keyline keyline_find(const struct config *config, struct slice map, struct slice key,
                            struct arena *in)
{
    const struct map *m = maps_find(config->maps, map);
    struct keyline found = {0};

    if (m != NULL && map_file(m).len > 0)
        return in_text_of(m, key, in);
    for (size_t i = 0; slice_is(map, "aliases") && found.line == 0 && i < config->aliases.len; i++)
        found = in_text_of(config->aliases.p[i], key, in);
    return found;
}
