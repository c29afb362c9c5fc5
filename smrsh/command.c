/* SPDX-License-Identifier: BSD-2-Clause */
#include "smrsh/command.h"

static const char *const builtins[] = {"exec", "exit", "echo"};

/* Redirection, substitution, background, several lines. "&&" and "||" are looked at before. */
static const char refused[] = "<>|;&$()^`\r\n";

/* Debian's, Fedora's, FreeBSD's, and the old ones. */
static const char *const directories[] = {"/etc/mail/smrsh", "/etc/smrsh", "/usr/libexec/sm.bin",
                                          "/usr/adm/sm.bin", "/var/adm/sm.bin"};

struct slice command_directory(bool (*is_directory)(void *ctx, const char *path), void *ctx)
{
    for (size_t i = 0; i < COUNT(directories); i++)
        if (is_directory(ctx, directories[i]))
            return slice_from(directories[i]);
    return slice_from(directories[0]);
}

static bool is_builtin(struct slice word)
{
    for (size_t i = 0; i < COUNT(builtins); i++)
        if (slice_is(word, builtins[i]))
            return true;
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_refused(char c)
{
    return c == '\0' || strchr(refused, c) != NULL;
}

static bool at_operator(struct slice text)
{
    return text.len >= 2 && text.p[0] == text.p[1] && (text.p[0] == '&' || text.p[0] == '|');
}

static struct slice take_word(struct slice *text)
{
    struct slice word;
    size_t len = 0;

    while (len < text->len && !is_blank(text->p[len]))
        len++;
    word = slice_part(*text, 0, len);
    *text = slice_from_at(*text, len);
    return word;
}

/* Copies arguments up to the next && or ||, or the end. */
static enum command_verdict copy_arguments(struct command *c, struct slice *text, struct str *out)
{
    while (text->len > 0 && !at_operator(*text)) {
        if (is_refused(text->p[0])) {
            c->bad = text->p[0];
            return COMMAND_BAD_CHAR;
        }
        str_add_char(out, text->p[0]);
        *text = slice_from_at(*text, 1);
    }
    return COMMAND_FINE;
}

/* The program's name, replaced by its place in the directory. */
static enum command_verdict copy_program(struct command *c, struct slice word, struct str *out)
{
    size_t slash = slice_find_last(word, '/');
    struct slice name = slash == SIZE_MAX ? word : slice_from_at(word, slash + 1);
    size_t start = out->len;
    enum command_found found;

    c->name = name;
    str_printf(out, "%.*s/%.*s", SLICE_ARG(c->dir), SLICE_ARG(name));
    if (name.len == 0 || slice_is(name, ".") || slice_is(name, "..") ||
        slice_find(name, '\0') != SIZE_MAX)
        return COMMAND_NOT_ALLOWED;
    found = c->find(c->ctx, out->p + start);
    if (found != COMMAND_FOUND)
        return found == COMMAND_ABSENT ? COMMAND_NOT_ALLOWED : COMMAND_NOT_FILE;
    /* A file of a strange name would be no command but more text for the shell. */
    for (size_t i = 0; i < name.len; i++) {
        if (is_refused(name.p[i]) || strchr("*?[]{}~#\"'\\=!", name.p[i]) != NULL) {
            c->bad = name.p[i];
            return COMMAND_BAD_CHAR;
        }
    }
    return COMMAND_FINE;
}

/* One simple command; exec is followed by another. */
static enum command_verdict copy_simple(struct command *c, struct slice *text, struct str *out)
{
    enum command_verdict verdict;
    struct slice word;

    for (;;) {
        slice_skip_blanks(text);
        word = take_word(text);
        if (!is_builtin(word))
            break;
        if (!slice_is(word, "exec")) {
            str_add(out, word);
            return copy_arguments(c, text, out);
        }
        if (text->len == 0)
            break; /* compatible: a program of that name is looked for */
        slice_skip_blanks(text);
        if (text->len == 0)
            return COMMAND_NO_EXEC;
        if (at_operator(*text)) {
            c->name = slice_part(*text, 0, 2);
            return COMMAND_NOT_ALLOWED;
        }
        str_add_text(out, "exec ");
    }
    verdict = copy_program(c, word, out);
    return verdict == COMMAND_FINE ? copy_arguments(c, text, out) : verdict;
}

enum command_verdict command_check(struct command *c, struct slice text, struct str *out)
{
    slice_skip_blanks(&text);
    if (text.len == 0)
        return COMMAND_EMPTY;
    for (;;) {
        enum command_verdict verdict = copy_simple(c, &text, out);

        if (verdict != COMMAND_FINE || text.len == 0)
            return verdict;
        str_printf(out, " %.2s ", text.p);
        text = slice_from_at(text, 2);
    }
}
