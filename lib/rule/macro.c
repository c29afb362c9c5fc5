/* SPDX-License-Identifier: BSD-2-Clause */
#include "rule/macro.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/attr.h"
#include "base/table.h"
#include "base/vec.h"
#include "rule/macro_trace.h"

struct macro_names {
    struct arena *in;
    struct table by_name;                /* value: the id as a pointer */
    struct VEC(struct slice) long_names; /* long_names.p[id - 256] */
    char one[256];                       /* texts of the one-character names */
    const struct debug *debug;           /* NULL: nobody watches */
};

#define MACRO_TEXT(name, text) text,
static const char *const known_names[] = {MACRO_LONG_NAMES(MACRO_TEXT)};
#undef MACRO_TEXT

struct macro_names *macro_names_new(struct arena *in)
{
    struct macro_names *names = ARENA_NEW(in, struct macro_names);

    names->in = in;
    names->by_name = table_new(in);
    for (unsigned c = 0; c < 256; c++)
        names->one[c] = (char)c;
    for (size_t i = 0; i < COUNT(known_names); i++)
        macro_names_intern(names, slice_from(known_names[i]));
    return names;
}

void macro_names_watch(struct macro_names *names, const struct debug *debug)
{
    names->debug = debug;
}

const struct debug *macro_names_watcher(const struct macro_names *names)
{
    return names->debug;
}

macro_id macro_names_find(const struct macro_names *names, struct slice name)
{
    if (name.len == 1)
        return (unsigned char)name.p[0];
    return (macro_id)(uintptr_t)table_get(&names->by_name, name);
}

macro_id macro_names_intern(struct macro_names *names, struct slice name)
{
    macro_id id = macro_names_find(names, name);

    if (id != 0 || name.len == 0)
        return id;
    name = arena_copy(names->in, name);
    *VEC_ADD(&names->long_names, names->in) = name;
    id = macro_names_end(names) - 1;
    table_set(&names->by_name, name, (void *)(uintptr_t)id);
    return id;
}

struct slice macro_names_text(const struct macro_names *names, macro_id id)
{
    if (id < 256)
        return slice_of(&names->one[id], 1);
    if (id - 256 < names->long_names.len)
        return names->long_names.p[id - 256];
    return SLICE("");
}

macro_id macro_names_end(const struct macro_names *names)
{
    return 256 + (macro_id)names->long_names.len;
}

static bool is_name_char(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

enum macro_fault macro_parse_name(struct slice *in, struct slice *name)
{
    size_t len = 1;

    if (in->len == 0)
        return MACRO_NAME_MISSING;
    if (in->p[0] != '{') {
        *name = slice_part(*in, 0, 1);
        *in = slice_from_at(*in, 1);
        return MACRO_FINE;
    }
    while (len < in->len && is_name_char(in->p[len]))
        len++;
    if (len == in->len)
        return MACRO_BRACE_MISSING;
    if (in->p[len] != '}')
        return MACRO_BAD_CHAR;
    if (len == 1)
        return MACRO_NAME_MISSING;
    if (len - 1 > MACRO_NAME_MAX)
        return MACRO_NAME_LONG;
    *name = slice_part(*in, 1, len - 1);
    *in = slice_from_at(*in, len + 1);
    return MACRO_FINE;
}

static void PRINTF(2, 3) blame(const struct macro_faults *faults, const char *fmt, ...)
{
    char words[300];
    va_list args;

    va_start(args, fmt);
    vsnprintf(words, sizeof words, fmt, args);
    va_end(args);
    faults->say(faults->ctx, words);
}

static bool no_name(const struct macro_faults *faults)
{
    blame(faults, "Unable to assign macro/class ID (mid = 0xffffffff)");
    return false;
}

/* *in stands behind the brace. The name is in `name`; false after a complaint. */
static bool read_long_name(struct slice *in, const struct macro_faults *faults,
                           char name[MACRO_NAME_MAX], size_t *name_len)
{
    struct slice all = *in;
    size_t len = 0, i = 0;

    for (; i < all.len && all.p[i] != '}' && len < MACRO_NAME_MAX; i++) {
        if (!is_name_char(all.p[i]))
            blame(faults, "Invalid macro/class character %c", all.p[i]);
        else
            name[len++] = all.p[i];
    }
    if (i < all.len && all.p[i] != '}') {
        *in = slice_from_at(all, slice_part(all, 0, slice_find(all, '}')).len + 1);
        blame(faults, "Macro/class name ({%.*s}) too long (%d chars max)", (int)len, name,
              (int)MACRO_NAME_MAX);
        return no_name(faults);
    }
    *in = slice_from_at(all, i + 1);
    if (i == all.len) {
        blame(faults, "Unbalanced { on %.*s", (int)len, name);
        return no_name(faults);
    }
    if (i == 0)
        blame(faults, "Name required for macro/class");
    *name_len = len;
    return i > 0;
}

/* compatible: a macro without any letter exists, and nobody can set it. */
enum { NO_LETTERS = 1 };

static macro_id take_long_name(struct macro_names *names, struct slice *in,
                               const struct macro_faults *faults)
{
    char name[MACRO_NAME_MAX];
    size_t len;

    if (!read_long_name(in, faults, name, &len))
        return 0;
    return len == 0 ? NO_LETTERS : macro_names_intern(names, slice_of(name, len));
}

bool macro_find_name(const struct macro_names *names, struct slice text,
                     const struct macro_faults *faults, macro_id *id)
{
    char name[MACRO_NAME_MAX];
    size_t len;

    if (!slice_skip(&text, '{')) {
        *id = text.len > 0 ? (unsigned char)text.p[0] : 0;
        return text.len > 0;
    }
    if (!read_long_name(&text, faults, name, &len))
        return false;
    *id = len == 0 ? NO_LETTERS : macro_names_find(names, slice_of(name, len));
    return true;
}

macro_id macro_take_name(struct macro_names *names, struct slice *in,
                         const struct macro_faults *faults)
{
    macro_id id;

    struct slice text = *in;

    if (slice_skip(in, '{')) {
        id = take_long_name(names, in, faults);
    } else if (in->len == 0) {
        blame(faults, "Name required for macro/class");
        return 0;
    } else {
        id = (unsigned char)in->p[0];
        *in = slice_from_at(*in, 1);
    }
    if (names->debug != NULL)
        macro_trace_name(names, text, id);
    return id;
}

/* --- scopes -------------------------------------------------------------------------------- */

enum slot_state { SLOT_UNSET, SLOT_HIDDEN, SLOT_PLAIN, SLOT_CODED };

struct slot {
    struct slice value;
    enum slot_state state;
};

struct macros {
    struct arena *in;
    struct macro_names *names;
    const struct macros *outer;
    struct slot *slots; /* by macro_id */
    size_t cap;
};

struct macros *macros_new(struct arena *in, struct macro_names *names, const struct macros *outer)
{
    struct macros *scope = ARENA_NEW(in, struct macros);

    *scope = (struct macros){.in = in, .names = names, .outer = outer};
    return scope;
}

struct macro_names *macros_names(const struct macros *scope)
{
    return scope->names;
}

static void set_slot(struct macros *scope, macro_id id, struct slice value, enum slot_state state)
{
    if (id >= scope->cap) {
        size_t cap = macro_names_end(scope->names) + 32;

        if (cap <= id)
            return; /* a number nobody gave out */
        scope->slots = arena_grow(scope->in, scope->slots, scope->cap * sizeof *scope->slots,
                                  cap * sizeof *scope->slots);
        memset(&scope->slots[scope->cap], 0, (cap - scope->cap) * sizeof *scope->slots);
        scope->cap = cap;
    }
    scope->slots[id] = (struct slot){value, state};
}

static struct slice copy_value(struct macros *scope, struct slice value)
{
    return value.len == 0 ? SLICE("") : arena_copy(scope->in, value);
}

void macros_set(struct macros *scope, macro_id id, struct slice value)
{
    if (scope->names->debug != NULL)
        macro_trace_define(scope, id, value);
    set_slot(scope, id, copy_value(scope, value), SLOT_PLAIN);
}

void macros_set_coded(struct macros *scope, macro_id id, struct slice coded)
{
    if (scope->names->debug != NULL)
        macro_trace_define(scope, id, coded);
    set_slot(scope, id, copy_value(scope, coded), SLOT_CODED);
}

void macros_unset(struct macros *scope, macro_id id)
{
    if (id < scope->cap)
        scope->slots[id] = (struct slot){{NULL, 0}, SLOT_UNSET};
}

void macros_hide(struct macros *scope, macro_id id)
{
    set_slot(scope, id, (struct slice){NULL, 0}, SLOT_HIDDEN);
}

/* compatible: a letter that makes an operator is also the name of a macro, which has that operator
 * for its value: "$?*" finds it set, and "$&*" puts the operator where the rule runs. */
#define OPERATOR(bytes)                                                                            \
    {                                                                                              \
        {(bytes), sizeof(bytes) - 1}, SLOT_PLAIN                                                   \
    }
static const struct slot operators[128] = {
    ['&'] = OPERATOR("\202"),  ['('] = OPERATOR("\205"),  [')'] = OPERATOR("\206"),
    ['*'] = OPERATOR("\220"),  ['+'] = OPERATOR("\221"),  ['-'] = OPERATOR("\222"),
    ['='] = OPERATOR("\223"),  ['~'] = OPERATOR("\224"),  ['#'] = OPERATOR("\226"),
    ['@'] = OPERATOR("\227"),  [':'] = OPERATOR("\230"),  ['>'] = OPERATOR("\231"),
    ['?'] = OPERATOR("\232"),  ['|'] = OPERATOR("\233"),  ['.'] = OPERATOR("\234"),
    ['['] = OPERATOR("\235"),  [']'] = OPERATOR("\236"),  ['0'] = OPERATOR("\2250"),
    ['1'] = OPERATOR("\2251"), ['2'] = OPERATOR("\2252"), ['3'] = OPERATOR("\2253"),
    ['4'] = OPERATOR("\2254"), ['5'] = OPERATOR("\2255"), ['6'] = OPERATOR("\2256"),
    ['7'] = OPERATOR("\2257"), ['8'] = OPERATOR("\2258"), ['9'] = OPERATOR("\2259"),
};

static const struct slot *operator_slot(macro_id id)
{
    return id < COUNT(operators) && operators[id].state != SLOT_UNSET ? &operators[id] : NULL;
}

static const struct slot *find_slot(const struct macros *scope, macro_id id)
{
    for (; scope != NULL; scope = scope->outer) {
        if (id < scope->cap && scope->slots[id].state != SLOT_UNSET)
            return &scope->slots[id];
    }
    return operator_slot(id);
}

struct slice macros_get(const struct macros *scope, macro_id id)
{
    const struct slot *slot = find_slot(scope, id);

    return slot != NULL ? slot->value : (struct slice){NULL, 0};
}

enum meta macros_operator(const struct macros *scope, macro_id id)
{
    const struct slot *slot = find_slot(scope, id);

    return slot != NULL && slot == operator_slot(id) ? (enum meta)(unsigned char)slot->value.p[0]
                                                     : META_NONE;
}

bool macros_is_coded(const struct macros *scope, macro_id id)
{
    const struct slot *slot = find_slot(scope, id);

    return slot != NULL && slot->state == SLOT_CODED;
}

struct slice macros_expanded(const struct macros *scope, macro_id id, struct arena *in)
{
    const struct slot *slot = find_slot(scope, id);
    struct str out;

    if (slot == NULL)
        return (struct slice){NULL, 0};
    if (slot->state != SLOT_CODED)
        return slot->value;
    out = str_new(in);
    macro_expand(scope, slot->value, &out);
    return str_slice(&out);
}

struct slice macros_get_name(const struct macros *scope, struct slice name)
{
    macro_id id = macro_names_find(scope->names, name);

    return id != 0 ? macros_get(scope, id) : (struct slice){NULL, 0};
}
