/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/doc.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"
#include "cfcompile/names.h"
#include "conf/options.h"
#include "os/file.h"

enum { MAX_FILE = 1 << 20, NAME_WIDTH = 30 };

static const char *const folders[] = {"feature", "mailer", "ostype", "domain", "hack"};

/* The next line of the head comment without its "dnl "; false at its end. */
static bool head_line(struct slice *rest, struct slice *line)
{
    while (slice_line(rest, line)) {
        if (slice_search(*line, SLICE("SPDX-")) != SIZE_MAX)
            continue;
        if (!slice_skip_text_case(line, SLICE("dnl")))
            return false;
        slice_skip(line, ' ');
        return true;
    }
    return false;
}

static bool print_head(const char *path, struct arena *in)
{
    struct slice text, line;
    bool any = false;

    if (!file_read(path, MAX_FILE, in, &text, NULL))
        return false;
    while (head_line(&text, &line)) {
        if (!any && line.len == 0)
            continue;
        any = true;
        printf("%.*s\n", SLICE_ARG(line));
    }
    return any;
}

static void tell_nearest(const char *cf_dir, const char *name, struct arena *in)
{
    struct names names;
    struct slice near = {0};

    names_read(&names, cf_dir, in);
    for (int p = 0; p < PART_END && near.len == 0; p++)
        near = names_near_part(&names, (enum part)p, slice_from(name));
    if (near.len == 0)
        near = names_near_define(&names, slice_from(name));
    if (near.len == 0)
        near = names_near_word(slice_from(name));
    fprintf(stderr, "cfcompile: nothing in %s is called %s%s%.*s%s\n", cf_dir, name,
            near.len > 0 ? "; did you mean " : "", SLICE_ARG(near), near.len > 0 ? "?" : "");
}

/* An option of the .cf, by its long name. */
static bool print_option(const char *name)
{
    const struct option *row;

    if (option_find(slice_from(name), &row) != OPTION_EXACT)
        return false;
    printf("O %s%s%s\n%s\n", row->name, row->initial != NULL ? "=" : "",
           row->initial != NULL ? row->initial : "", row->help);
    if (option_note(row) != NULL)
        printf("Changes nothing: %s.\n", option_note(row));
    return true;
}

int doc_print(const char *cf_dir, const char *name)
{
    struct arena *in = arena_new();
    unsigned found = 0;

    for (size_t i = 0; i < COUNT(folders) && strchr(name, '/') == NULL; i++) {
        const char *path = arena_printf(in, "%s/%s/%s.m4", cf_dir, folders[i], name).p;

        if (print_head(path, in))
            found++;
    }
    if (found == 0 && (print_option(name) || doc_print_define(cf_dir, slice_from(name), in)))
        found++;
    if (found == 0)
        tell_nearest(cf_dir, name, in);
    arena_drop(in);
    return found > 0 ? EX_OK : EX_NOINPUT;
}

/* The first sentence behind the signature: lines up to the next FEATURE, an empty one, or the end.
 */
static void print_summary(const char *cf_dir, const char *file, struct arena *in)
{
    struct slice text, line, name = slice_from(file);
    struct str summary = str_new(in);
    size_t stop;

    name.len -= strlen(".m4");
    if (!file_read(arena_printf(in, "%s/feature/%s", cf_dir, file).p, MAX_FILE, in, &text, NULL))
        return;
    while (head_line(&text, &line)) {
        if (line.len == 0 || slice_starts(line, SLICE("FEATURE(")))
            continue;
        str_add(&summary, line);
        str_add_char(&summary, ' ');
        if (slice_search(str_slice(&summary), SLICE(". ")) != SIZE_MAX)
            break;
    }
    stop = slice_search(str_slice(&summary), SLICE(". "));
    if (stop != SIZE_MAX)
        str_cut(&summary, stop + 1);
    printf("%-*.*s %s\n", NAME_WIDTH, SLICE_ARG(name), summary.p);
}

static int is_part(const struct dirent *entry)
{
    return slice_ends_case(slice_from(entry->d_name), SLICE(".m4"));
}

int doc_list_features(const char *cf_dir)
{
    struct arena *in = arena_new();
    struct dirent **entries = NULL;
    int n = scandir(arena_printf(in, "%s/feature", cf_dir).p, &entries, is_part, alphasort);

    if (n < 0)
        fprintf(stderr, "cfcompile: the configuration library is not there: %s\n", cf_dir);
    for (int i = 0; i < n; i++) {
        print_summary(cf_dir, entries[i]->d_name, in);
        free(entries[i]);
    }
    free(entries);
    arena_drop(in);
    return n < 0 ? EX_NOINPUT : EX_OK;
}
