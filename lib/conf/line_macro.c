/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * D, E, V and O lines, and what the command line says instead of them.
 */
#include "base/debug.h"
#include "base/table.h"
#include "conf/reader.h"
#include "rule/meta.h"

enum { CONFIG_LEVEL_MAX = 10, ENVIRONMENT_MAX = 100 };

static char unescape(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 'f':
        return '\f';
    case 'b':
        return '\b';
    default:
        return c;
    }
}

struct slice reader_unquote(struct arena *in, struct slice *text, char stop)
{
    struct str out = str_new(in);
    bool quoted = false;
    size_t i = 0;

    for (; i < text->len; i++) {
        char c = text->p[i];

        if (!quoted && stop != '\0' && c == stop)
            break;
        if (c == '"') {
            quoted = !quoted;
            continue;
        }
        if (c == '\\' && ++i == text->len)
            break;
        str_add_char(&out, c == '\\' ? unescape(text->p[i]) : c);
    }
    *text = slice_from_at(*text, i);
    return str_slice(&out);
}

struct slice reader_expand(struct reader *r, struct slice text)
{
    if (slice_find(text, '$') == SIZE_MAX)
        return text;
    struct str out = str_new(r->scratch);
    if (!macro_expand_rule(r->c->macros, macro_encode(r->scratch, r->c->names, text), &out))
        reader_error(r, EX_CONFIG, "%s", MACRO_TOO_DEEP);
    return str_slice(&out);
}

static bool is_name_char(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

/* What begins at `at` is no name, and nothing behind it is read. */
static bool no_id(struct reader *r, struct str *out, size_t at)
{
    reader_error(r, EX_CONFIG, "Unable to assign macro/class ID (mid = 0xffffffff)");
    str_cut(out, at);
    return false;
}

bool reader_mend_name(struct reader *r, struct slice text, size_t *len, struct str *out)
{
    size_t open = slice_find(text, '{'), end = slice_find(text, '}'), begun = out->len, named;
    size_t kept = open > 1 ? open : 0; /* "$~" alone stays */

    str_add(out, slice_part(text, 0, open)); /* "$" and the operator's character */
    if (open == SIZE_MAX || end == open + 1) {
        if (open == 1)
            str_cut(out, begun);
        reader_blame(r, text.p, "Name required for macro/class");
        return false;
    }
    str_add_char(out, '{');
    named = out->len;
    for (size_t i = open + 1; i < end && i < text.len; i++) {
        if (out->len - named == MACRO_NAME_MAX) {
            reader_blame(r, text.p, "Macro/class name ({%s}) too long (%d chars max)",
                         out->p + named, (int)MACRO_NAME_MAX);
            return no_id(r, out, begun + kept);
        }
        if (is_name_char(text.p[i])) {
            str_add_char(out, text.p[i]);
            continue;
        }
        if (meta_is_quoted((unsigned char)text.p[i])) /* compatible: so is its mark */
            reader_blame(r, text.p + i, "Invalid macro/class character %c", META_QUOTE);
        reader_blame(r, text.p + i, "Invalid macro/class character %c", text.p[i]);
    }
    if (end == SIZE_MAX) {
        reader_blame(r, text.p, "Unbalanced { on %s", out->p + named);
        return no_id(r, out, begun + kept);
    }
    str_add_char(out, '}');
    *len = end + 1;
    return true;
}

static struct slice marked(struct reader *r, struct slice text, bool protect)
{
    struct str out = str_new(r->scratch);

    for (size_t i = 0; i < text.len; i++) {
        bool macro = text.p[i] == '$' && i + 1 < text.len;

        if (macro && text.p[++i] != '$')
            str_add_char(&out, (char)META_MACRO);
        if (protect && meta_is_quoted((unsigned char)text.p[i]))
            str_add_char(&out, (char)META_QUOTE);
        str_add_char(&out, text.p[i]);
        /* What follows these is a name, even when it is a "$". */
        if (macro && memchr("=~&?", text.p[i], 4) != NULL && i + 1 < text.len &&
            text.p[i + 1] == '$')
            str_add_char(&out, text.p[++i]);
    }
    return str_slice(&out);
}

struct slice reader_marked(struct reader *r, struct slice text)
{
    return marked(r, text, false);
}

struct slice reader_shown(struct reader *r, struct slice text)
{
    return marked(r, text, true);
}

static void hear_name(void *ctx, const char *words)
{
    reader_error(ctx, EX_CONFIG, "%s", words);
}

macro_id reader_name(struct reader *r, struct slice *in)
{
    const struct macro_faults faults = {r, hear_name};
    size_t brace = slice_find(*in, '}');
    struct slice name;

    if (in->len == 0 || in->p[0] != '{')
        return macro_take_name(r->c->names, in, &faults);
    name = reader_marked(r, slice_part(*in, 0, brace == SIZE_MAX ? brace : brace + 1));
    *in = brace == SIZE_MAX ? slice_of("", 0) : slice_from_at(*in, brace + 1);
    return macro_take_name(r->c->names, &name, &faults);
}

void reader_define(struct reader *r, struct slice text, bool from_command_line)
{
    macro_id id = reader_name(r, &text);
    struct slice name = macro_names_text(r->c->names, id), value;

    if (id == 0 || (!from_command_line && table_has(&r->sticky_names, name)))
        return;
    if (from_command_line)
        table_set(&r->sticky_names, arena_copy(r->in, name), r);
    value = reader_unquote(r->scratch, &text, '\0');
    macros_set_coded(r->c->macros, id, macro_encode(r->in, r->c->names, value));
}

void line_define(struct reader *r, struct slice text)
{
    reader_define(r, text, false);
}

void line_environment(struct reader *r, struct slice text)
{
    size_t eq = slice_find(text, '=');
    struct env_line e = {.name = arena_copy(r->in, slice_trim(slice_part(text, 0, eq)))};

    if (r->c->env.len >= ENVIRONMENT_MAX) {
        reader_error(r, EX_CONFIG, "too many E lines (%d max)", ENVIRONMENT_MAX);
        return;
    }
    if (e.name.len == 0)
        return;
    e.remove = eq == SIZE_MAX;
    if (!e.remove)
        e.value = arena_copy(r->in, reader_marked(r, slice_from_at(text, eq + 1)));
    *VEC_ADD(&r->c->env, r->in) = e;
}

/* From level 5 on $w is the short name. */
static void shorten_w(struct reader *r)
{
    struct slice w = macros_get(r->c->macros, 'w');

    if (r->c->level >= 5)
        macros_set(r->c->macros, 'w', slice_part(w, 0, slice_find(w, '.')));
}

static size_t word_len(struct slice text)
{
    size_t n = 0;

    while (n < text.len && ascii_is_alnum(text.p[n]) && !ascii_is_digit(text.p[n]))
        n++;
    return n;
}

void line_version(struct reader *r, struct slice text)
{
    size_t slash = slice_find(text, '/');
    struct slice number = slice_trim(slice_part(text, 0, slash)), vendor;
    size_t digits = 0;

    if (number.len == 0 || !ascii_is_digit(number.p[0])) {
        reader_error(r, EX_CONFIG, "invalid argument to V line: \"%.*s\"",
                     SLICE_ARG(reader_marked(r, text)));
        return;
    }
    r->c->level = (int)option_number(number, 10);
    shorten_w(r);
    if (r->c->level >= 6)
        r->c->opt.colon_ok_in_addr = false;
    while (digits < number.len && ascii_is_digit(number.p[digits]))
        digits++;
    vendor = slice_from_at(text, (size_t)(number.p - text.p) + digits);
    if (!slice_skip(&vendor, '/')) /* compatible: it must follow at once */
        return;
    vendor = slice_part(vendor, 0, word_len(vendor));
    if (!slice_is_case(vendor, "Berkeley"))
        reader_error(r, EX_CONFIG, "invalid V line vendor code: \"%.*s\"", SLICE_ARG(vendor));
    else
        r->c->vendor = arena_copy(r->in, vendor);
}

void reader_check_level(struct reader *r)
{
    if (r->c->level > CONFIG_LEVEL_MAX)
        reader_error(
            r, EX_CONFIG,
            "Warning: .cf version level (%d) exceeds sendmail version %s functionality (%d)",
            r->c->level, CONFIG_PROGRAM_VERSION, CONFIG_LEVEL_MAX);
    else if (r->c->level < CONFIG_LEVEL_MAX && r->request->warn_more)
        reader_notice(r,
                      "Warning: .cf file is out of date: sendmail %s supports version %d, .cf file "
                      "is version %d",
                      CONFIG_PROGRAM_VERSION, CONFIG_LEVEL_MAX, r->c->level);
}

/* ---- options -------------------------------------------------------------------------------- */

static void warn(void *ctx, const char *text)
{
    /* These stand without file and line, as the original has them. */
    if (slice_starts(slice_from(text), SLICE("Warning: ")))
        reader_notice(ctx, "%s", text);
    else
        reader_warn(ctx, "%s", text);
}

static void pass_over(void *ctx, const char *text)
{
    reader_pass_over(ctx, "%s", text);
}

static void fault(void *ctx, const char *text)
{
    reader_error(ctx, EX_SOFTWARE, "%s", text);
}

static void define_from_option(void *ctx, struct slice text)
{
    struct reader *r = ctx;

    reader_define(r, text, r->line == 0);
}

/* Counts until the first rule was cut. */
static void operator_chars_set(struct reader *r, struct slice before)
{
    if (r->operator_chars_given || r->c->syntax != NULL) {
        reader_notice(r, "Warning: OperatorChars is being redefined.");
        reader_notice(r, "         It should only be set before ruleset definitions.");
    }
    if (r->c->syntax != NULL)
        r->c->opt.operator_chars = before;
    r->operator_chars_given = true;
}

static void set_option(struct reader *r, struct slice text, bool is_long)
{
    const struct slice before = r->c->opt.operator_chars;
    struct option_request request = {.o = &r->c->opt,
                                     .in = r->in,
                                     .names = r->c->names,
                                     .from_command_line = r->line == 0,
                                     .sticky = r->sticky,
                                     .warn = warn,
                                     .fault = fault,
                                     .passed_over = pass_over,
                                     .define_macro = define_from_option,
                                     .ctx = r,
                                     .debug = r->request->debug};

    (void)(is_long ? option_set_long : option_set_letter)(&request, reader_marked(r, text), text);
    if (request.row != NULL && request.row->set == NULL && !request.ignored &&
        request.row->at == offsetof(struct options, operator_chars))
        operator_chars_set(r, before);
    r->queue_directory_given |= request.row != NULL && request.row->letter == 'Q';
    r->ended |= request.ended && r->request->end_as_ever;
    reader_ldap_defaults(r);
    reader_declare_aliases(r);
}

void line_option(struct reader *r, struct slice text)
{
    bool is_long = slice_skip(&text, ' ');

    set_option(r, text, is_long);
}

void reader_overrides(struct reader *r)
{
    const struct config_request *request = r->request;

    for (size_t i = 0; i < request->override_count && !r->ended; i++) {
        const struct config_override *o = &request->overrides[i];

        if (request->between != NULL)
            (void)request->between(request->report_ctx, i);
        if (o->kind == OVERRIDE_MACRO)
            reader_define(r, o->text, true);
        else
            set_option(r, o->text, o->kind == OVERRIDE_OPTION);
        arena_reset(r->scratch);
    }
    if (!r->ended && request->between != NULL)
        r->ended = r->given_up = !request->between(request->report_ctx, request->override_count);
}
