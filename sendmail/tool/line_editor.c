/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libedit's own interface, not the one it shares with readline: that one calls back without telling
 * for whom. Its numbers are part of the ABI of libedit.so.2 and are repeated here, so that nothing
 * of it is needed to build.
 */
#include "sendmail/tool/line_editor.h"

#include <dlfcn.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>
#include <wchar.h>

#include "base/str.h"

enum { HISTORY_LINES = 500 };

/* Operations of el_set and history, and what a key's function returns. */
enum { EL_PROMPT = 0, EL_EDITOR = 2, EL_BIND = 4, EL_SETTY = 8, EL_ADDFN = 9, EL_HIST = 10 };
enum { EL_GETCFN = 13, EL_CLIENTDATA = 14, EL_PREP_TERM = 16, EL_REFRESH = 20 };
enum { H_SETSIZE = 1, H_ENTER = 10, H_SETUNIQUE = 20 };
enum { CC_REFRESH = 4, CC_ERROR = 6, CC_REDISPLAY = 8 };

typedef struct edit_line edit_line;
typedef struct edit_history edit_history;
struct history_event {
    int number;
    const char *text;
};
struct line_info {
    const char *buffer, *cursor, *end;
};

/* Functions of the library. */
struct library {
    void *handle;
    edit_line *(*el_init)(const char *program, FILE *in, FILE *out, FILE *err);
    void (*el_end)(edit_line *el);
    int (*el_set)(edit_line *el, int what, ...);
    const char *(*el_gets)(edit_line *el, int *count);
    const struct line_info *(*el_line)(edit_line *el);
    int (*el_insertstr)(edit_line *el, const char *text);
    edit_history *(*history_init)(void);
    void (*history_end)(edit_history *h);
    int (*history)(edit_history *h, struct history_event *event, int what, ...);
};

struct line_editor {
    struct arena *in;
    struct library lib;
    edit_line *el;
    edit_history *history;
    FILE *input, *output;
    struct keyboard *keyboard;
    mbstate_t partial; /* the bytes so far of a character */
    locale_t locale;   /* of the terminal; 0: none could be had */
    bool interrupted;  /* reading ended with it */
    const char *prompt;
    line_editor_complete *complete;
    void *ctx;
};

static const struct {
    const char *name;
    size_t at;
} symbols[] = {
    {"el_init", offsetof(struct library, el_init)},
    {"el_end", offsetof(struct library, el_end)},
    {"el_set", offsetof(struct library, el_set)},
    {"el_gets", offsetof(struct library, el_gets)},
    {"el_line", offsetof(struct library, el_line)},
    {"el_insertstr", offsetof(struct library, el_insertstr)},
    {"history_init", offsetof(struct library, history_init)},
    {"history_end", offsetof(struct library, history_end)},
    {"history", offsetof(struct library, history)},
};

static bool load(struct library *lib)
{
    lib->handle = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
    if (lib->handle == NULL)
        return false;
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        void *found = dlsym(lib->handle, symbols[i].name);

        if (found == NULL) {
            dlclose(lib->handle);
            return false;
        }
        memcpy((char *)lib + symbols[i].at, &found, sizeof found);
    }
    return true;
}

/* The library passes only itself; its function for more is found again by name. */
static struct line_editor *find_editor(edit_line *el)
{
    void *editor = NULL, *handle = dlopen("libedit.so.2", RTLD_NOW | RTLD_NOLOAD);
    void *found = handle != NULL ? dlsym(handle, "el_get") : NULL;
    int (*get)(edit_line * of, int what, ...);

    if (found != NULL) {
        memcpy(&get, &found, sizeof get);
        (void)get(el, EL_CLIENTDATA, &editor);
    }
    if (handle != NULL)
        dlclose(handle);
    return editor;
}

static const char *prompt_of(edit_line *el)
{
    const struct line_editor *e = find_editor(el);

    return e != NULL ? e->prompt : "> ";
}

/* How much all words that begin with `typed` have in common; *count of them. */
static struct slice common(const struct line_editor_words *words, struct slice typed, size_t *count)
{
    struct slice shared = typed;

    *count = 0;
    for (size_t i = 0; i < words->count; i++) {
        struct slice word = words->p[i];
        size_t len = 0;

        if (!slice_starts_case(word, typed))
            continue;
        if ((*count)++ == 0) {
            shared = word;
            continue;
        }
        while (len < shared.len && len < word.len && word.p[len] == shared.p[len])
            len++;
        shared.len = len;
    }
    return shared;
}

static void list(const struct line_editor *e, const struct line_editor_words *words,
                 struct slice typed)
{
    fputc('\n', e->output);
    for (size_t i = 0; i < words->count; i++)
        if (slice_starts_case(words->p[i], typed))
            fprintf(e->output, "%.*s  ", SLICE_ARG(words->p[i]));
    fputc('\n', e->output);
    fflush(e->output);
}

static unsigned char complete_key(edit_line *el, int key UNUSED)
{
    struct line_editor *e = find_editor(el);
    const struct line_info *info = e != NULL ? e->lib.el_line(el) : NULL;
    struct line_editor_words words;
    struct slice line, typed, shared;
    size_t start, count;

    if (info == NULL)
        return CC_ERROR;
    line = slice_of(info->buffer, (size_t)(info->cursor - info->buffer));
    for (start = line.len; start > 0 && strchr(" \t,", line.p[start - 1]) == NULL; start--)
        ;
    typed = slice_from_at(line, start);
    words = e->complete(e->ctx, line, start, e->in);
    shared = common(&words, typed, &count);
    if (count == 0)
        return CC_ERROR;
    if (count > 1 && shared.len <= typed.len) {
        list(e, &words, typed);
        return CC_REDISPLAY;
    }
    if (shared.len > typed.len &&
        e->lib.el_insertstr(el, arena_cstr(e->in, slice_from_at(shared, typed.len))) != 0)
        return CC_ERROR;
    return CC_REFRESH;
}

/* True when a character is complete. Bytes that are none of the terminal's are left out. */
static bool take_byte(struct line_editor *e, char byte, wchar_t *key)
{
    bool inside = !mbsinit(&e->partial);
    size_t length = mbrtowc(key, &byte, 1, &e->partial);

    if (length == (size_t)-1) {
        e->partial = (mbstate_t){0};
        return inside && take_byte(e, byte, key);
    }
    return length <= 1;
}

/* The next key, or -1. */
static int read_key(edit_line *el, wchar_t *key)
{
    struct line_editor *e = find_editor(el);
    size_t got;
    char byte;

    if (e == NULL)
        return -1;
    for (;;) {
        switch (keyboard_read(e->keyboard, &byte, 1, &got)) {
        case KEYBOARD_TEXT:
            if (take_byte(e, byte, key))
                return 1;
            break;
        case KEYBOARD_RESUMED: /* the shell had the terminal, and edits lines its own way */
            e->lib.el_set(el, EL_PREP_TERM, 0);
            e->lib.el_set(el, EL_PREP_TERM, 1);
            e->lib.el_set(el, EL_REFRESH);
            break;
        case KEYBOARD_INTERRUPT:
            e->interrupted = true;
            return -1;
        case KEYBOARD_END:
            return -1;
        }
    }
}

/* What a byte of the terminal's means; the C locale would allow nothing but ASCII. */
static locale_t terminal_locale(void)
{
    locale_t l = newlocale(LC_CTYPE_MASK, "", 0);

    if (l != 0 && strcmp(nl_langinfo_l(CODESET, l), "ANSI_X3.4-1968") != 0)
        return l;
    if (l != 0)
        freelocale(l);
    return newlocale(LC_CTYPE_MASK, "C.UTF-8", 0);
}

static FILE *second(int fd, const char *mode)
{
    int copy = dup(fd);
    FILE *f = copy >= 0 ? fdopen(copy, mode) : NULL;

    if (f == NULL && copy >= 0)
        close(copy);
    return f;
}

/*
 * Between two lines the terminal would do the editing itself, and show what is typed ahead twice;
 * keys like ^D would not come through. So it is left as it is for editing until the editor is
 * closed.
 */
static void keep_terminal(struct line_editor *e)
{
    e->lib.el_set(e->el, EL_SETTY, "-x", "-icanon", "-iexten", "-echo", NULL);
    e->lib.el_set(e->el, EL_PREP_TERM, 1);
}

static bool start(struct line_editor *e)
{
    struct history_event event = {0};

    e->el = e->lib.el_init("sendmail", e->input, e->output, e->output);
    e->history = e->lib.history_init();
    if (e->el == NULL || e->history == NULL)
        return false;
    e->lib.el_set(e->el, EL_CLIENTDATA, e);
    e->lib.el_set(e->el, EL_GETCFN, read_key);
    e->lib.el_set(e->el, EL_PROMPT, prompt_of);
    e->lib.el_set(e->el, EL_EDITOR, "emacs");
    e->lib.history(e->history, &event, H_SETSIZE, HISTORY_LINES);
    e->lib.history(e->history, &event, H_SETUNIQUE, 1);
    e->lib.el_set(e->el, EL_HIST, e->lib.history, e->history);
    e->lib.el_set(e->el, EL_ADDFN, "complete", "Complete the word", complete_key);
    e->lib.el_set(e->el, EL_BIND, "^I", "complete", NULL);
    keep_terminal(e);
    return true;
}

struct line_editor *line_editor_open(struct keyboard *keyboard, int out_fd, const char *prompt,
                                     line_editor_complete *complete, void *ctx)
{
    int in_fd = keyboard->fd;
    struct line_editor *e;
    struct arena *in;
    locale_t before;
    bool ok;

    if (!isatty(in_fd) || !isatty(out_fd))
        return NULL;
    in = arena_new();
    e = ARENA_NEW(in, struct line_editor);
    *e = (struct line_editor){.in = in, .prompt = prompt, .complete = complete, .ctx = ctx};
    e->keyboard = keyboard;
    e->locale = terminal_locale();
    e->input = second(in_fd, "r");
    e->output = second(out_fd, "w");
    before = uselocale(e->locale);
    ok = e->input != NULL && e->output != NULL && load(&e->lib) && start(e);
    uselocale(before);
    if (ok)
        return e;
    line_editor_close(e);
    return NULL;
}

enum line_editor_answer line_editor_read(struct line_editor *e, struct slice *line)
{
    struct history_event event = {0};
    locale_t before = uselocale(e->locale);
    int count = 0;
    const char *text;

    e->interrupted = false;
    text = e->lib.el_gets(e->el, &count);
    uselocale(before);
    if (e->interrupted)
        return LINE_EDITOR_INTERRUPT;
    if (text == NULL || count <= 0)
        return LINE_EDITOR_END;
    *line = slice_of(text, (size_t)count);
    if (line->p[line->len - 1] == '\n')
        line->len--;
    if (slice_trim(*line).len > 0)
        e->lib.history(e->history, &event, H_ENTER, text);
    return LINE_EDITOR_LINE;
}

void line_editor_close(struct line_editor *e)
{
    if (e == NULL)
        return;
    if (e->history != NULL)
        e->lib.history_end(e->history);
    if (e->el != NULL)
        e->lib.el_end(e->el);
    if (e->lib.handle != NULL)
        dlclose(e->lib.handle);
    if (e->input != NULL)
        fclose(e->input);
    if (e->output != NULL)
        fclose(e->output);
    if (e->locale != 0)
        freelocale(e->locale);
    arena_drop(e->in);
}
