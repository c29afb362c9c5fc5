/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer driver for the .cf reader: the input is a whole configuration. Nothing outside is
 * touched: in lines that name files or programs, what could make a path, a program or an address of
 * them is replaced. "FcWORDS" stands for a class file of our own, in a temporary directory.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "conf/config.h"
#include "conf/peek.h"
#include "os/file.h"
#include "rule/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 8192 };

static char dir[64];

static void clean_up(void)
{
    char path[100];

    snprintf(path, sizeof path, "%s/t.cf", dir);
    unlink(path);
    snprintf(path, sizeof path, "%s/words", dir);
    unlink(path);
    rmdir(dir);
}

static void set_up(struct arena *in)
{
    struct err err = {0};

    if (dir[0] != '\0')
        return;
    snprintf(dir, sizeof dir, "/tmp/fuzz-conf.XXXXXX");
    if (mkdtemp(dir) == NULL)
        die("no temporary directory");
    atexit(clean_up);
    if (!file_replace(arena_printf(in, "%s/words", dir).p,
                      SLICE("# comment\none\ntwo three\n four # five\n[IPv6:::1] x@y\n\xff\x80\n"),
                      0600, &err))
        die("no class file");
}

/* A line's own letter says how much it could do. */
static void add_harmless(struct str *out, struct slice line, char letter)
{
    struct slice words = SLICE("WORDS");
    size_t at = slice_search(line, words);

    if (letter == 'F' && at != SIZE_MAX) {
        add_harmless(out, slice_part(line, 0, at), letter);
        str_printf(out, "%s/words", dir);
        add_harmless(out, slice_from_at(line, at + words.len), letter);
        return;
    }
    for (size_t i = 0; i < line.len; i++) {
        bool opens = letter == 'F' && strchr("/|@$.", line.p[i]) != NULL;
        bool names = letter == 'O' && strchr("/$", line.p[i]) != NULL;

        str_add_char(out, opens || names ? '_' : line.p[i]);
    }
}

static void hear(void *ctx, const struct config_report *report)
{
    struct arena *in = arena_new();
    struct str shown = str_new(in);

    config_report_point(report, &shown);
    config_report_line(report, &shown);
    if (report->source.p != NULL && report->at > report->source.len)
        die("a place outside of its line");
    ++*(unsigned *)ctx;
    arena_drop(in);
}

static void read_file(const char *path, struct arena *in)
{
    unsigned heard = 0;
    struct config_request request = {.path = path,
                                     .report = hear,
                                     .report_ctx = &heard,
                                     .warn_more = true,
                                     .keep_going = true,
                                     .no_probe = true,
                                     .host = "mail.example.com"};
    struct err err = {0};
    struct config *c = config_read(&request, &err);
    struct str shown = str_new(in);

    if (c == NULL)
        die("not read at all");
    for (int set = 0; set < RULE_SETS; set++)
        rules_show(c->rules, set, NULL, &shown);
    config_drop(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *in = arena_new();
    struct slice rest = slice_of((const char *)data, size), line;
    struct str text = str_new(in);
    struct err err = {0};
    char letter = '\0';

    if (size > INPUT_MAX)
        return 0;
    set_up(in);
    while (slice_line(&rest, &line)) {
        if (line.len > 0 && line.p[0] != ' ' && line.p[0] != '\t')
            letter = line.p[0];
        add_harmless(&text, line, letter);
        str_add_char(&text, '\n');
    }
    struct slice path = arena_printf(in, "%s/t.cf", dir);
    int fd = open(path.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || !file_write_all(fd, str_slice(&text), &err))
        die("no room for the configuration");
    close(fd);
    read_file(path.p, in);
    arena_drop(in);
    return 0;
}
