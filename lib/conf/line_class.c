/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C, T and F lines: members of classes, from the line itself, a file, a program's output or a map.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/debug.h"
#include "conf/reader.h"
#include "os/file.h"
#include "os/safe_path.h"
#include "os/spawn.h"
#include "rule/meta.h"

enum { CLASS_FILE_MAX_BYTES = 64 << 20, PROGRAM_WORDS_MAX = 64, PROGRAM_TIMEOUT_MS = 600000 };

static void add_word(struct reader *r, macro_id id, struct slice word)
{
    if (debug_wants(r->request->debug, 37, 8))
        debug_printf(r->request->debug, "setclass(%.*s, %.*s)\n",
                     SLICE_ARG(macro_names_text(r->c->names, id)), SLICE_ARG(word));
    class_add(r->c->classes, id, word);
}

/* Words of a line in coded form; "$=x" stands for the members of that class. */
static void add_words(struct reader *r, macro_id id, struct slice words)
{
    struct slice word, name;

    while (slice_word(&words, &word)) {
        struct slice from = word;

        if (slice_skip(&from, (char)META_CLASS) && macro_parse_name(&from, &name) == MACRO_FINE)
            class_add_all(r->c->classes, id, macro_names_intern(r->c->names, name));
        else
            add_word(r, id, word);
    }
}

/* A macro in a class line may stand for several words, or for none. */
void line_class(struct reader *r, struct slice text)
{
    macro_id id = reader_name(r, &text);

    if (id != 0)
        add_words(r, id, reader_expand(r, text));
}

/* compatible: macros and classes stay as they are written. */
void line_trusted(struct reader *r, struct slice text)
{
    struct slice word;

    text = reader_marked(r, text);
    while (slice_word(&text, &word))
        add_word(r, 't', word);
}

/* ---- scanning lines ------------------------------------------------------------------------- */

/* A "[...]" set of scanf; *format stands behind '['. */
static void scan_set(struct slice *format, bool set[256])
{
    bool negate = slice_skip(format, '^');
    size_t i = 0;

    memset(set, negate, 256);
    while (i < format->len && (i == 0 || format->p[i] != ']')) {
        unsigned char from = (unsigned char)format->p[i], to = from;

        if (i + 2 < format->len && format->p[i + 1] == '-' && format->p[i + 2] != ']') {
            to = (unsigned char)format->p[i + 2];
            i += 2;
        }
        for (unsigned c = from; c <= to; c++)
            set[c] = !negate;
        i++;
    }
    /* compatible: a set that does not end goes up to the end of the format. */
    *format = slice_from_at(*format, i + 1);
}

/* One conversion. `skip`: %*s. The first text a format keeps is the line's value. */
static bool convert(struct slice *format, struct slice *line, struct slice *value, bool *found)
{
    bool set[256], skip = slice_skip(format, '*');
    size_t width = 0, n = 0;

    while (format->len > 0 && ascii_is_digit(format->p[0])) {
        width = width * 10 + (size_t)(format->p[0] - '0');
        *format = slice_from_at(*format, 1);
    }
    if (slice_skip(format, 's')) {
        for (unsigned c = 0; c < 256; c++)
            set[c] = !ascii_is_space((char)c);
        while (line->len > 0 && ascii_is_space(line->p[0]))
            *line = slice_from_at(*line, 1);
    } else if (slice_skip(format, '[')) {
        scan_set(format, set);
    } else {
        return false;
    }
    while (n < line->len && set[(unsigned char)line->p[n]] && (width == 0 || n < width))
        n++;
    if (n == 0)
        return false;
    if (!skip && !*found) {
        *value = slice_part(*line, 0, n);
        *found = true;
    }
    *line = slice_from_at(*line, n);
    return true;
}

/* What a scanf format takes from a line; false when it takes nothing. Only %s and %[...] keep text:
 * nothing else was ever of use here, and a format must not be able to do harm. */
static bool scan_line(struct slice format, struct slice line, struct slice *value)
{
    bool found = false;

    while (format.len > 0 && !found) {
        if (slice_skip(&format, '%')) {
            if (!convert(&format, &line, value, &found))
                return false;
        } else if (ascii_is_space(format.p[0])) {
            while (line.len > 0 && ascii_is_space(line.p[0]))
                line = slice_from_at(line, 1);
            format = slice_from_at(format, 1);
        } else {
            if (!slice_skip(&line, format.p[0]))
                return false;
            format = slice_from_at(format, 1);
        }
    }
    return found;
}

static void add_lines(struct reader *r, macro_id id, struct slice text, struct slice format)
{
    struct slice line, value, word;

    while (slice_line(&text, &line)) {
        if (line.len == 0 || line.p[0] == '#' || !scan_line(format, line, &value))
            continue;
        while (slice_word(&value, &word))
            class_add(r->c->classes, id, word);
    }
}

/* ---- where lines come from ------------------------------------------------------------------ */

struct class_source {
    macro_id id;
    bool optional; /* -o */
    struct slice what;
    struct slice format;
};

static void read_file(struct reader *r, const struct class_source *s)
{
    struct safe_rules rules = {.trusted_uid = r->c->opt.trusted_user.uid,
                               .allow = r->c->opt.dont_blame_sendmail};
    const char *path = arena_cstr(r->scratch, s->what);
    struct slice text;
    struct err err = {0};

    if (!allowed(rules.allow, ALLOW_CLASS_FILE_IN_UNSAFE_DIR_PATH))
        rules.flags |= SAFE_DIRECTORIES;
    if (!allowed(rules.allow, ALLOW_LINKED_CLASS_FILE_IN_WRITABLE_DIR))
        rules.flags |= SAFE_LINK_DIR;
    int fd = safe_open(path, &rules, O_RDONLY, 0, &err);
    if (fd < 0) {
        /* Ours: a file that is there and cannot be used is worth a word also with -o. */
        if (!s->optional)
            reader_error(r, EX_OSERR, "fileclass: cannot open '%s': %s", path, err.text);
        else if (err.status != EX_NOINPUT)
            reader_warn(r, "fileclass: cannot open '%s': %s", path, err.text);
        return;
    }
    if (file_read_fd(fd, CLASS_FILE_MAX_BYTES, r->scratch, &text, &err))
        add_lines(r, s->id, text, s->format);
    else
        reader_error(r, EX_OSERR, "fileclass: cannot read '%s': %s", path, err.text);
    close(fd);
}

static void read_program(struct reader *r, const struct class_source *s)
{
    char *argv[PROGRAM_WORDS_MAX + 1] = {NULL};
    struct slice rest = slice_from_at(s->what, 1), word, text = {0};
    struct err err = {0};
    size_t n = 0;
    int ends[2], status = 0;
    pid_t pid;

    while (n < PROGRAM_WORDS_MAX && slice_word(&rest, &word))
        argv[n++] = arena_cstr(r->scratch, word);
    if (n == 0) /* compatible: not a word about it */
        return;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        reader_error(r, EX_OSERR, "fileclass: pipe: %s", strerror(errno));
        return;
    }
    struct spawn what = {.path = argv[0],
                         .argv = argv,
                         .envp = environ,
                         .as = identity_current(),
                         .fds = {-1, ends[1], STDERR_FILENO}};
    bool started = spawn_start(&what, &pid, &err);
    close(ends[1]);
    if (started && file_read_fd(ends[0], CLASS_FILE_MAX_BYTES, r->scratch, &text, &err) &&
        spawn_wait(pid, PROGRAM_TIMEOUT_MS, &status, &err))
        add_lines(r, s->id, text, SLICE("%s")); /* compatible: a format is for files */
    else if (!s->optional)
        reader_warn(r, "fileclass: %s: %s", argv[0], err.text);
    close(ends[0]);
}

/* "[key]@class:spec", or "[key]@LDAP" for what the documented LDAP schema has of this class. */
static bool declare_source(struct reader *r, struct maps *maps, const struct class_source *s,
                           size_t at, struct map **map)
{
    struct slice name = macro_names_text(r->c->names, s->id);
    struct slice spec = slice_from_at(s->what, at + 1), map_class = SLICE("ldap");
    struct str wrong = str_new(r->scratch); /* said already, of the option */
    struct err err = {0};

    if (slice_is(spec, "LDAP"))
        spec = SLICE("");
    else
        (void)slice_until(&spec, ':', &map_class);
    if (slice_is_case(map_class, "ldap"))
        spec = ldap_class_spec(r, name, slice_trim(spec));
    if (!maps_ldap_defaults(maps, r->c->opt.ldap_default_spec, &wrong) ||
        !maps_declare(maps, name, map_class, spec, map, &err)) {
        reader_error(r, EX_CONFIG, "fileclass: F{%.*s}: class %.*s not available", SLICE_ARG(name),
                     SLICE_ARG(map_class));
        return false;
    }
    return true;
}

/* The words of one value. A key that is not there gives none; one that cannot be looked up is an
 * error: rules would take relays for strangers. */
static void read_map(struct reader *r, const struct class_source *s, size_t at)
{
    struct slice name = macro_names_text(r->c->names, s->id), value = {0}, word;
    struct maps *maps = maps_new(r->scratch);
    struct map_query query = {.key = slice_part(s->what, 0, at)};
    struct map *map;
    struct err err = {0};

    reader_configure_maps(r, maps);
    if (declare_source(r, maps, s, at, &map)) {
        enum map_answer answer = map_lookup(map, &query, r->scratch, &value, &err);

        while (answer == MAP_FOUND && slice_word(&value, &word))
            class_add(r->c->classes, s->id, word);
        if (answer == MAP_FAILED) {
            /* compatible: what is wrong with a text file ends the program differently. */
            int status = slice_is(map_class_name(map), "text") ? EX_SOFTWARE : EX_OSERR;

            reader_error(r, status, "%s", err.text);
            if (!s->optional)
                reader_error(r, EX_CONFIG, "fileclass: F{%.*s}: map open failed", SLICE_ARG(name));
        }
    }
    maps_close(maps);
}

/* Takes the path or program, of which any part may be in quotes. A backslash before the blank that
 * ends it goes. False: a quote or what a backslash stands before is missing. */
static bool take_path(struct reader *r, struct slice *text, struct slice *path)
{
    struct str out = str_new(r->scratch);
    bool quoted = false;
    size_t i = 0;

    for (; i < text->len && (quoted || text->p[i] != ' '); i++) {
        if (text->p[i] == '"')
            quoted = !quoted;
        else
            str_add_char(&out, text->p[i]);
    }
    if (quoted)
        return false;
    if (out.len > 0 && out.p[out.len - 1] == '\\') {
        if (i == text->len)
            return false;
        str_cut(&out, out.len - 1);
    }
    *text = slice_from_at(*text, i);
    *path = str_slice(&out);
    return true;
}

/* Where the '@' of "[key]@class:spec" is; SIZE_MAX when the text is a path or a program. */
static size_t map_at(struct slice text)
{
    size_t at = slice_find(text, '@');

    if (at == SIZE_MAX || text.p[0] == '/' || text.p[0] == '|')
        return SIZE_MAX;
    struct slice spec = slice_from_at(text, at + 1);
    size_t colon = slice_find(spec, ':');
    return slice_is(spec, "LDAP") || (colon > 0 && colon != SIZE_MAX) ? at : SIZE_MAX;
}

/* "-o", and whatever follows it without a blank. */
static bool take_optional(struct slice *text)
{
    if (!slice_starts(*text, SLICE("-o")))
        return false;
    while (text->len > 0 && !ascii_is_space(text->p[0]))
        *text = slice_from_at(*text, 1);
    slice_skip_blanks(text);
    return true;
}

static void read_file_or_program(struct reader *r, struct class_source *s, struct slice text)
{
    struct slice whole = text;

    if (!take_path(r, &text, &s->what)) {
        reader_error(r, EX_CONFIG, "illegal filename '%.*s'", SLICE_ARG(whole));
        return;
    }
    text = slice_trim(text);
    if (text.len > 0)
        s->format = text;
    if (s->what.len == 0)
        reader_error(r, EX_CONFIG, "fileclass: missing file name");
    else if (s->what.p[0] == '|')
        read_program(r, s);
    else
        read_file(r, s);
}

void line_class_file(struct reader *r, struct slice text)
{
    struct class_source s = {.id = reader_name(r, &text), .format = SLICE("%s")};

    if (s.id == 0)
        return;
    text = slice_trim(reader_marked(r, text)); /* compatible: macros stay */
    s.optional = take_optional(&text);
    if (map_at(text) == SIZE_MAX) {
        read_file_or_program(r, &s, text);
        return;
    }
    s.what = text;
    read_map(r, &s, map_at(text));
}
