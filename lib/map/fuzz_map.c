/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer driver for what is read as text: alias files, and the files and arguments of maps that
 * need no server. The input is a map class and its arguments on one line, a key on the next, and
 * the file behind them, which the word FILE stands for. No other file is opened.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"
#include "map/alias_file.h"
#include "map/map.h"
#include "os/file.h"
#include "os/safe_path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 8192 };

static char dir[64];

static void clean_up(void)
{
    char path[100];

    snprintf(path, sizeof path, "%s/t", dir);
    unlink(path);
    rmdir(dir);
}

static void set_up(void)
{
    if (dir[0] != '\0')
        return;
    snprintf(dir, sizeof dir, "/tmp/fuzz-map.XXXXXX");
    if (mkdtemp(dir) == NULL)
        die("no temporary directory");
    atexit(clean_up);
}

static void scan_aliases(struct arena *in, struct slice text)
{
    struct alias_scan scan = alias_scan_of(text, in);
    struct alias_entry entry;
    enum alias_step step;
    int line = 0;

    while ((step = alias_scan_next(&scan, &entry)) != ALIAS_END) {
        if (entry.line <= line)
            die("aliases go backwards");
        line = entry.line;
        if (step == ALIAS_ENTRY && slice_hash(entry.key) + slice_hash(entry.value) == 1)
            die("an alias that cannot be");
    }
}

/* Only this process's own file can be named. */
static struct slice harmless(struct arena *in, struct slice spec)
{
    struct str out = str_new(in);
    struct slice word = SLICE("FILE");

    while (spec.len > 0) {
        if (slice_starts(spec, word)) {
            str_printf(&out, "%s/t", dir);
            spec = slice_from_at(spec, word.len);
            continue;
        }
        str_add_char(&out, spec.p[0] == '/' ? '_' : spec.p[0]);
        spec = slice_from_at(spec, 1);
    }
    return str_slice(&out);
}

static bool is_safe_class(struct slice name)
{
    static const char *const safe[] = {"text",  "stab",    "null", "dequote",
                                       "arith", "bitwise", "macro"};

    for (size_t i = 0; i < COUNT(safe); i++)
        if (slice_is(name, safe[i]))
            return true;
    return false;
}

static void ask(struct arena *in, struct slice declaration, struct slice key)
{
    const struct map_settings settings = {.trusted_uid = geteuid(),
                                          .run_as_uid = geteuid(),
                                          .blank_sub = '.',
                                          .dont_blame = (uint64_t)1
                                                        << ALLOW_MAP_IN_UNSAFE_DIR_PATH};
    const struct slice args[] = {SLICE("3"), SLICE("b")};
    const struct map_query query = {.key = key, .args = args, .nargs = COUNT(args)};
    struct maps *maps = maps_new(in);
    struct slice class, value;
    struct map *map;
    struct err err = {0};

    maps_configure(maps, &settings);
    if (slice_word(&declaration, &class) && is_safe_class(class) &&
        maps_declare(maps, SLICE("m"), class, harmless(in, declaration), &map, &err)) {
        if (map_lookup(map, &query, in, &value, &err) == MAP_FOUND && slice_hash(value) == 1)
            die("a value that cannot be");
        if (map_describe(map, in).len == 0)
            die("a map without description");
    }
    maps_close(maps);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *in = arena_new();
    struct slice rest = slice_of((const char *)data, size), declaration, key;
    struct err err = {0};

    if (size <= INPUT_MAX && slice_line(&rest, &declaration) && slice_line(&rest, &key)) {
        set_up();
        struct slice path = arena_printf(in, "%s/t", dir);
        int fd = open(path.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

        if (fd < 0 || !file_write_all(fd, rest, &err))
            die("no room for the map's file");
        close(fd);
        ask(in, declaration, key);
        scan_aliases(in, rest);
    }
    arena_drop(in);
    return 0;
}
