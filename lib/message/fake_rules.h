/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fake_rules -- for tests: macros from a list, rewriting that puts "@here.test" behind bare names,
 * header checks by the value's first word. Not part of the library.
 */
#ifndef MESSAGE_FAKE_RULES_H
#define MESSAGE_FAKE_RULES_H

#include "base/vec.h"
#include "message/rules.h"

struct fake_macro {
    struct slice name, value;
};

struct fake_rules {
    struct arena *in;
    struct VEC(struct fake_macro) macros;
    bool maps_are_down; /* every rewriting fails for now */
};

struct message_rules fake_rules(struct fake_rules *f);
void fake_set(struct fake_rules *f, const char *name, const char *value);

#endif
