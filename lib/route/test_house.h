/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small configuration with aliases, users and .forward files of the tests' own: a house that is
 * built for one test and torn down behind it. Failures end the test.
 */
#ifndef ROUTE_TEST_HOUSE_H
#define ROUTE_TEST_HOUSE_H

#include "route/expand.h"

struct house {
    char dir[64];
    struct arena *in, *scratch;
    struct config *cfg;
    struct route route;
    struct envelope env;
    struct expand expand;
};

void house_open(struct house *h);
void house_drop(struct house *h);

/* The house opened with one option of its own; the caller drops the configuration it gets. */
struct config *house_open_with(struct house *h, const char *option);

/* Adds the recipient `text` to the envelope; what expand_add() answers. */
int house_add(struct house *h, const char *text, struct routed *refused);

/* "alice bob": who is to get mail, in order of delivery; lives as long as the house. */
const char *house_pending(struct house *h);

#endif
