/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/names.h"

#include <dirent.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/words.h"
#include "os/file.h"

enum { MAX_FILE = 1 << 20, MAX_NAME = 64 };

static const char *const part_folders[PART_END] = {"feature", "mailer", "ostype", "domain", "hack"};
/* Those of ostype and domain only set what others read, and a site's own may misspell it. */
static const char *const use_folders[] = {"m4",     "m4/rules",   "feature",
                                          "mailer", "siteconfig", "hack"};

typedef void each_file(struct names *names, const char *folder, struct slice file, void *ctx);

static void walk(struct names *names, const char *folder, each_file *each, void *ctx)
{
    DIR *dir = opendir(arena_printf(names->in, "%s/%s", names->cf_dir, folder).p);
    struct dirent *entry;

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        struct slice file = arena_copy(names->in, slice_from(entry->d_name));
        if (slice_ends_case(file, SLICE(".m4")))
            each(names, folder, file, ctx);
    }
    if (dir != NULL)
        closedir(dir);
}

static void add_part(struct names *names, const char *folder, struct slice file, void *ctx)
{
    (void)folder;
    file.len -= strlen(".m4");
    *VEC_ADD((struct name_list *)ctx, names->in) = file;
}

void names_read(struct names *names, const char *cf_dir, struct arena *in)
{
    *names =
        (struct names){.in = in, .cf_dir = cf_dir, .uses = table_new(in), .options = table_new(in)};
    for (int p = 0; p < PART_END; p++)
        walk(names, part_folders[p], add_part, &names->parts[p]);
}

bool names_has_part(const struct names *names, enum part part, struct slice name)
{
    const struct name_list *list = &names->parts[part];

    if (slice_ends_case(name, SLICE(".m4")))
        name.len -= strlen(".m4");
    for (size_t i = 0; i < list->len; i++)
        if (slice_eq(list->p[i], name))
            return true;
    return false;
}

static bool is_name(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

/* "privacyoptions" of PrivacyOptions and confPRIVACY_OPTIONS. */
static struct slice letters_of(struct slice name, struct arena *in)
{
    struct str letters = str_new(in);

    slice_skip_text_case(&name, SLICE("conf"));
    for (size_t i = 0; i < name.len; i++)
        if (ascii_is_alnum(name.p[i]))
            str_add_char(&letters, ascii_lower(name.p[i]));
    return str_slice(&letters);
}

/* Rows of the library's table of options: _O(`define', `Option', ... */
static void add_options(struct names *names, struct slice text)
{
    struct slice row, define, option;

    while (slice_line(&text, &row))
        if (slice_skip_text_case(&row, SLICE("_O(`")) && slice_until(&row, '\'', &define) &&
            slice_skip_text_case(&row, SLICE(", `")) && slice_until(&row, '\'', &option))
            table_set(&names->options, letters_of(option, names->in),
                      arena_cstr(names->in, define));
}

static void add_uses(struct names *names, const char *folder, struct slice file, void *ctx)
{
    const char *path =
        arena_printf(names->in, "%s/%s/%.*s", names->cf_dir, folder, SLICE_ARG(file)).p;
    struct slice text;

    (void)ctx;
    if (!file_read(path, MAX_FILE, names->in, &text, NULL))
        return;
    if (strcmp(folder, "m4") == 0)
        add_options(names, text);
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        while (i < text.len && is_name(text.p[i]))
            i++;
        if (i > from && i - from < MAX_NAME)
            table_set(&names->uses, slice_part(text, from, i - from), NULL);
        if (i == from)
            i++;
    }
}

/* Switches of the library's own and of sites, and one name for each stage of a milter. */
static bool is_composed(struct slice name)
{
    return slice_starts(name, SLICE("_")) || slice_starts(name, SLICE("confMILTER_MACROS_"));
}

static void read_uses(struct names *names)
{
    if (names->uses_read)
        return;
    names->uses_read = true;
    for (size_t i = 0; i < COUNT(use_folders); i++)
        walk(names, use_folders[i], add_uses, NULL);
}

bool names_is_used(struct names *names, struct slice name)
{
    read_uses(names);
    /* Where there is no library, nothing can be said of it. */
    return names->uses.len == 0 || table_has(&names->uses, name) || word_find(name) != NULL ||
           is_composed(name);
}

static bool read_part(const struct names *names, enum part part, struct slice name,
                      struct slice *text)
{
    return names_has_part(names, part, name) &&
           file_read(arena_printf(names->in, "%s/%s/%.*s.m4", names->cf_dir, part_folders[part],
                                  SLICE_ARG(name))
                         .p,
                     MAX_FILE, names->in, text, NULL);
}

bool names_part_defines(const struct names *names, enum part part, struct slice file,
                        struct slice name)
{
    struct slice text;

    return read_part(names, part, file, &text) &&
           slice_search(text, arena_printf(names->in, "define(`%.*s'", SLICE_ARG(name))) !=
               SIZE_MAX;
}

/* The line of a file's head that shows the call, "dnl FEATURE(`x' [, `a' [, `b']])": its commas. */
size_t names_feature_arguments(const struct names *names, struct slice feature)
{
    struct slice text, line;
    size_t commas = 0;

    if (!read_part(names, PART_FEATURE, feature, &text))
        return SIZE_MAX;
    while (slice_line(&text, &line)) {
        bool quoted = false;
        if (!slice_skip_text_case(&line, SLICE("dnl FEATURE(")))
            continue;
        if (slice_search(line, SLICE("...")) != SIZE_MAX)
            return SIZE_MAX;
        for (size_t i = 0; i < line.len; i++) {
            if (line.p[i] == '`' || line.p[i] == '\'')
                quoted = line.p[i] == '`';
            commas += line.p[i] == ',' && !quoted;
        }
        return commas;
    }
    return SIZE_MAX;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned names_distance(struct slice a, struct slice b)
{
    unsigned rows[3][MAX_NAME + 1];

    if (a.len > MAX_NAME || b.len > MAX_NAME)
        return 2 * MAX_NAME;
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = 2 * (unsigned)j;
    for (size_t i = 1; i <= a.len; i++) {
        unsigned *now = rows[i % 3], *one = rows[(i + 2) % 3], *two = rows[(i + 1) % 3];
        now[0] = 2 * (unsigned)i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = a.p[i - 1], y = b.p[j - 1];
            unsigned cost = x == y ? 0 : ascii_lower(x) == ascii_lower(y) ? 1 : 2;
            now[j] = least(one[j - 1] + cost, least(one[j], now[j - 1]) + 2);
            if (i > 1 && j > 1 && x == b.p[j - 2] && a.p[i - 2] == y)
                now[j] = least(now[j], two[j - 2] + 2);
        }
    }
    return rows[a.len % 3][b.len];
}

/* How far a name may be from what was meant: two slips, fewer in short names; capitals never count
 * as that far. */
static bool is_near(struct slice name, struct slice other, unsigned distance)
{
    return distance <= (name.len < 4 ? 2u : name.len < 8 ? 3u : 5u) || slice_eq_case(name, other);
}

struct nearest {
    struct slice name, best;
    unsigned distance;
};

static void consider(struct nearest *n, struct slice candidate)
{
    unsigned d = names_distance(n->name, candidate);

    if (d > 0 && slice_eq_case(n->name, candidate))
        d = 1;
    if (d > 0 && is_near(n->name, candidate, d) && (n->best.len == 0 || d < n->distance)) {
        n->best = candidate;
        n->distance = d;
    }
}

/* Of names that go on where this one ends the only one, of those that this one goes on from the
 * longest: use_cw for use_cw_file, confTO_QUEUEWARNING for confTO_QUEUEWARN. */
static void consider_longer(struct nearest *n, struct slice candidate, size_t least)
{
    size_t more =
        candidate.len > n->name.len ? candidate.len - n->name.len : n->name.len - candidate.len;

    if (more == 0 || candidate.len < least || n->name.len < least)
        return;
    if (candidate.len > n->name.len) {
        if (!slice_starts_case(candidate, n->name))
            return;
        n->distance++;
        n->best = n->distance == 1 ? candidate : (struct slice){0};
    } else if (more < least && slice_starts_case(n->name, candidate) &&
               candidate.len > n->best.len) {
        n->best = candidate;
        n->distance++;
    }
}

struct slice names_near(const struct name_list *list, struct slice name)
{
    struct nearest n = {.name = name}, longer = {.name = name};

    for (size_t i = 0; i < list->len; i++) {
        consider(&n, list->p[i]);
        consider_longer(&longer, list->p[i], 5);
    }
    return n.best.len > 0 ? n.best : longer.best;
}

struct slice names_near_part(const struct names *names, enum part part, struct slice name)
{
    return names_near(&names->parts[part], name);
}

/* conf... and names in capitals: what a .mc may define. */
static bool is_define(struct slice name)
{
    if (slice_starts(name, SLICE("conf")))
        return name.len > 4;
    for (size_t i = 0; i < name.len; i++)
        if (name.p[i] >= 'a' && name.p[i] <= 'z')
            return false;
    return name.len >= 4 && ascii_is_alpha(name.p[0]);
}

struct slice names_of_option(struct names *names, struct slice name)
{
    read_uses(names);
    const char *define = table_get(&names->options, letters_of(name, names->in));
    return define != NULL && !slice_is(name, define) ? slice_from(define) : (struct slice){0};
}

struct slice names_near_define(struct names *names, struct slice name)
{
    struct nearest n = {.name = name}, longer = {.name = name};
    const struct table_entry *entry;
    size_t at = 0;

    read_uses(names);
    struct slice of_option = names_of_option(names, name);
    if (of_option.len > 0)
        return of_option;
    while ((entry = table_next(&names->uses, &at)) != NULL)
        if (is_define(entry->key) && word_find(entry->key) == NULL) {
            consider(&n, entry->key);
            if (slice_starts(name, SLICE("conf")))
                consider_longer(&longer, entry->key, 10);
        }
    return n.best.len > 0 ? n.best : longer.best;
}

struct slice names_near_word(struct slice name)
{
    struct nearest n = {.name = name};

    for (size_t i = 0; i < word_count; i++)
        if (word_table[i].kind != WORD_HELPER)
            consider(&n, slice_from(word_table[i].name));
    return n.best;
}
