/* SPDX-License-Identifier: BSD-2-Clause */
#include "sendmail/tool/testmode.h"

#include <stdarg.h>

#include "base/table.h"
#include "os/file.h"
#include "rule/meta.h"
#include "sendmail/tool/complaint.h"
#include "sendmail/tool/testmode_input.h"
#include "sendmail/tool/testmode_internal.h"

enum { HELP_MAX_BYTES = 1 << 20 };

void testmode_say(struct testmode *t, struct slice about, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    complaint_vadd(&t->out, about, fmt, args);
    va_end(args);
}

void testmode_fault(struct testmode *t, int status)
{
    if (t->status == EX_OK)
        t->status = status;
}

static void hear(void *ctx, struct slice about, const char *code, struct slice words)
{
    testmode_say(ctx, about, "%.*s", SLICE_ARG(words));
    if (slice_starts(slice_from(code), SLICE("554")))
        testmode_fault(ctx, EX_SOFTWARE);
    if (slice_starts(slice_from(code), SLICE("451")))
        testmode_fault(ctx, EX_OSERR);
}

/* --- macros and classes
 * --------------------------------------------------------------------------- */

static void hear_name(void *ctx, const char *words)
{
    testmode_say(ctx, SLICE(""), "%s", words);
    testmode_fault(ctx, EX_SOFTWARE);
}

/* The name at the front of *in; 0 after a complaint. */
static macro_id take_macro(struct testmode *t, struct slice *in)
{
    const struct macro_faults faults = {t, hear_name};

    return macro_take_name(t->cfg->names, in, &faults);
}

static struct slice encode(struct testmode *t, struct slice text)
{
    const struct macro_faults faults = {t, hear_name};

    return macro_encode_typed(t->scratch, t->cfg->names, text, &faults);
}

/* The same without a comment and the blanks at the end. */
static struct slice encode_line(struct testmode *t, struct slice text)
{
    text = encode(t, macro_strip_comment(text, t->scratch));
    while (text.len > 1 && ascii_is_space(text.p[text.len - 1]))
        text.len--;
    return text;
}

static void define_macro(struct testmode *t, struct slice text)
{
    macro_id id = take_macro(t, &text);

    if (id != 0)
        macros_set_coded(t->route.macros, id, encode_line(t, text));
}

/* A word of a class line: "$=x" is all words of that class. */
static void add_word(struct testmode *t, macro_id id, struct slice word)
{
    struct str text = str_new(t->scratch);
    macro_id from;

    if (slice_skip(&word, (char)META_CLASS)) {
        from = take_macro(t, &word);
        if (from != 0)
            class_add_all(t->cfg->classes, id, from);
        return;
    }
    macro_expand_rule(t->route.macros, word, &text);
    class_add(t->cfg->classes, id, str_slice(&text));
}

/* A macro may stand for several words. */
static void add_to_class(struct testmode *t, struct slice text)
{
    struct str words;
    struct slice rest, word;
    macro_id id;

    if (text.len == 0)
        return;
    id = take_macro(t, &text);
    if (id == 0)
        return;
    words = str_new(t->scratch);
    if (!macro_expand_rule(t->route.macros, encode_line(t, text), &words))
        hear_name(t, MACRO_TOO_DEEP);
    rest = str_slice(&words);
    while (slice_word(&rest, &word))
        add_word(t, id, word);
}

static void run_dot(struct testmode *t, struct slice line)
{
    struct slice args = slice_from_at(line, 2);

    if (line.len == 1)
        str_add_text(&t->out, "Usage: .[DC]macro value(s)\n");
    else if (line.p[1] == 'D')
        define_macro(t, args);
    else if (line.p[1] == 'C')
        add_to_class(t, args);
    else
        str_printf(&t->out, "Unknown \".\" command %.*s\n", SLICE_ARG(line));
}

static void show_class(struct testmode *t, struct slice text)
{
    macro_id id = take_macro(t, &text);
    size_t count = 0;
    struct slice *words = id == 0 ? NULL : class_list(t->route.classes, id, t->scratch, &count);

    for (size_t i = 0; i < count; i++) {
        str_add(&t->out, words[i]);
        str_add_char(&t->out, '\n');
    }
}

static void run_dollar(struct testmode *t, struct slice line)
{
    struct slice text = slice_from_at(line, 1), value;
    macro_id id;

    if (slice_skip(&text, '=')) {
        show_class(t, text);
        return;
    }
    id = take_macro(t, &text);
    if (id == 0)
        return;
    value = macros_get(t->route.macros, id);
    if (value.p == NULL)
        str_add_text(&t->out, "Undefined");
    else if (macros_is_coded(t->route.macros, id))
        token_show_kept(value, t->trace.look, &t->out);
    else
        token_show_text(value, t->trace.look, &t->out);
    str_add_char(&t->out, '\n');
}

/* --- dumps, levels, help
 * -------------------------------------------------------------------------- */

static void pass_fault(void *ctx, struct slice text UNUSED, size_t at UNUSED, const char *words)
{
    testmode_say(ctx, SLICE(""), "%s", words);
    testmode_fault(ctx, EX_SOFTWARE);
}

/* Letters, digits and underscores, the first a letter. */
static bool is_word(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_is_alnum(text.p[i]) && text.p[i] != '_')
            return false;
    }
    return !ascii_is_digit(text.p[0]) && text.p[0] != '_';
}

static void show_rules(struct testmode *t, struct slice name)
{
    const struct rule_faults faults = {t, pass_fault};
    struct slice word = name;
    size_t len = 0;
    int set;

    testmode_skip_space(&word);
    while (len < word.len && !ascii_is_space(word.p[len]))
        len++;
    /* compatible: a name ends at a blank, whatever else stands there is blamed whole. */
    if (len > 0 && is_word(slice_part(word, 0, len)))
        name.len -= word.len - len;
    if (len > 0 && (is_word(slice_part(word, 0, len)) || ascii_is_digit(word.p[0])))
        word.len = len;
    set = rules_find(t->cfg->rules, word, &faults);
    if (set < 0)
        str_printf(&t->out, "Undefined ruleset %.*s\n", SLICE_ARG(name));
    else
        rules_show(t->cfg->rules, set, &t->trace, &t->out);
}

static void run_equals(struct testmode *t, struct slice line)
{
    char what = line.len > 1 ? line.p[1] : '\0';

    if (what == 'S') {
        show_rules(t, slice_from_at(line, 2));
    } else if (what == 'M') {
        for (size_t i = 0; i < t->cfg->mailers.len; i++)
            config_describe_mailer(t->cfg, &t->cfg->mailers.p[i], t->trace.look, &t->out);
    } else if (what == '\0') {
        str_add_text(&t->out, "Usage: =Sruleset or =M\n");
    } else {
        str_printf(&t->out, "Unknown \"=\" command %.*s\n", SLICE_ARG(line));
    }
}

static void set_trace(struct testmode *t)
{
    t->trace.level = t->debug->level[21];
    t->trace.lookup = t->debug->level[60];
}

/* One of the groups may be the word ANSI; what stands behind it does not count. */
static bool wants_ansi(struct slice spec)
{
    while (spec.len > 0) {
        struct slice group;
        size_t len = 0;

        if (!slice_until(&spec, ',', &group)) {
            group = spec;
            spec = SLICE("");
        }
        slice_skip_blanks(&group);
        while (len < group.len && ascii_is_alnum(group.p[len]))
            len++;
        if (slice_is(slice_part(group, 0, len), "ANSI"))
            return true;
    }
    return false;
}

static void run_minus(struct testmode *t, struct slice line)
{
    if (line.len == 1) {
        str_add_text(&t->out, "Usage: -d{debug arguments}\n");
    } else if (line.p[1] == 'd') {
        if (wants_ansi(slice_from_at(line, 2)))
            t->trace.look = TOKEN_LOOK_BRIGHT;
        debug_read(t->debug, slice_from_at(line, 2));
        set_trace(t);
    } else {
        str_printf(&t->out, "Unknown \"-\" command %.*s\n", SLICE_ARG(line));
    }
}

/* Lines "-bt<TAB>text" of the help file. */
static void run_help(struct testmode *t, struct slice line UNUSED)
{
    struct slice path = t->cfg->opt.help_file, text, row, topic;
    struct err err = {0};
    bool found = false;

    if (path.len == 0 ||
        !file_read(arena_cstr(t->scratch, path), HELP_MAX_BYTES, t->scratch, &text, &err)) {
        str_add_text(&t->out, "HELP not implemented\n");
        return;
    }
    while (slice_line(&text, &row)) {
        if (!slice_until(&row, '\t', &topic) || !slice_is_case(topic, "-bt"))
            continue;
        found = true;
        slice_skip_blanks(&row);
        str_printf(&t->out, "%.*s\n", SLICE_ARG(row));
    }
    str_add_text(&t->out, found ? "End of HELP info\n" : "HELP topic \"-bt\" unknown\n");
}

/* --- the loop
 * --------------------------------------------------------------------------------------- */

static const struct {
    char first;
    void (*run)(struct testmode *t, struct slice line);
} commands[] = {
    {'.', run_dot},    {'=', run_equals},     {'-', run_minus},
    {'$', run_dollar}, {'/', testmode_slash}, {'?', run_help},
};

static void answer(struct testmode *t, struct slice line)
{
    if (slice_find(line, '\0') != SIZE_MAX)
        line = slice_part(line, 0, slice_find(line, '\0'));
    while (line.len > 0 && line.p[0] == ' ')
        line = slice_from_at(line, 1);
    if (line.len == 0 || line.p[0] == '#')
        return;
    for (size_t i = 0; i < COUNT(commands); i++) {
        if (line.p[0] == commands[i].first) {
            commands[i].run(t, line);
            return;
        }
    }
    testmode_rules(t, line);
}

static void warn_unqualified(struct testmode *t)
{
    struct str name = str_new(t->scratch);

    macro_expand(t->route.macros, macros_get(t->route.macros, 'j'), &name);
    if (slice_find(str_slice(&name), '.') == SIZE_MAX)
        str_printf(&t->out,
                   "WARNING: local host name (%.*s) is not qualified; see cf/README: WHO AM I?\n",
                   SLICE_ARG(str_slice(&name)));
}

static void set_macros(struct testmode *t, const struct testmode_options *options)
{
    struct macros *to = t->route.macros;

    macros_set(to, MACRO_OP_MODE, SLICE("t"));
    macros_set(to, MACRO_ADDR_TYPE, SLICE("e r"));   /* until /tryflags says something else */
    macros_set(to, MACRO_DELIVERY_MODE, SLICE("i")); /* compatible: whatever the option says */
    macros_set(to, 'i', options->id);
    macros_set(to, '_', arena_printf(t->scratch, "%.*s@localhost", SLICE_ARG(options->user)));
}

static void write_debug(void *ctx, struct slice text)
{
    str_add(&((struct testmode *)ctx)->out, text);
}

int testmode_run(const struct testmode_options *options)
{
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct testmode t = {.cfg = options->cfg,
                         .world = options->world,
                         .user = options->user,
                         .full_name = options->full_name,
                         .debug = options->debug,
                         .in = arena,
                         .scratch = scratch,
                         .status = options->cfg->status};
    const struct debug outside = *options->debug;
    struct rule_unquoted unquoted = {0};
    struct table hosts_asked = table_new(arena);
    struct testmode_input input;
    struct slice line;

    t.out = str_new(arena);
    t.asked_sender = str_new(arena);
    t.full_name_kept = str_new(arena);
    route_init(&t.route, t.cfg, NULL, arena, scratch);
    t.route.hosts_asked = &hosts_asked;
    t.ear = (struct route_ear){&t, hear};
    t.trace.out = &t.out;
    if (options->debug_has_file) {
        t.levels = str_new(arena);
        t.trace.levels = &t.levels;
        t.trace.debug = t.debug;
    } else {
        t.debug->ctx = &t;
        t.debug->write = write_debug;
    }
    unquoted.in = arena;
    t.trace.unquoted = &unquoted;
    t.route.ear = &t.ear;
    t.route.trace = &t.trace;
    t.route.defer = options->defer;
    set_trace(&t);
    testmode_judge_aliases(&t);
    if (debug_wants(t.debug, 37, 1)) /* compatible: what test mode has said of its own */
        str_add_text(&t.out, "setoption HoldExpensive (c)=F\nsetoption DeliveryMode (d)=\n");
    set_macros(&t, options);
    warn_unqualified(&t);
    str_add_text(&t.out, "ADDRESS TEST MODE (ruleset 3 NOT automatically invoked)\n"
                         "Enter <ruleset> <address>\n");
    testmode_input_open(&input, options->in, options->out, &t.out, arena, testmode_words, &t);
    input.echo = options->cfg->opt.verbose && !input.typed;
    while (!t.done && testmode_input_next(&input, &line)) {
        answer(&t, line);
        arena_reset(scratch);
    }
    testmode_input_close(&input);
    maps_set_alias_judge(t.cfg->maps, &(struct map_alias_judge){0});
    t.debug->ctx = outside.ctx; /* there is more to tell when the configuration goes */
    t.debug->write = outside.write;
    arena_drop(scratch);
    arena_drop(arena);
    return t.status;
}
