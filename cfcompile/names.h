/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * names -- every name that the configuration library knows, read from the library itself, and the
 * nearest of them to a name that it does not know.
 */
#ifndef CFCOMPILE_NAMES_H
#define CFCOMPILE_NAMES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/vec.h"

enum part { PART_FEATURE, PART_MAILER, PART_OSTYPE, PART_DOMAIN, PART_HACK, PART_END };

struct name_list VEC(struct slice);

struct names {
    struct arena *in;
    const char *cf_dir;
    struct name_list parts[PART_END]; /* files of each folder, without .m4 */
    struct table uses;                /* names that some file of the library looks at */
    struct table options;             /* "loglevel": the name that define gives that option */
    bool uses_read;
};

/* Reads the folders of the library; a missing one is an empty list. */
void names_read(struct names *names, const char *cf_dir, struct arena *in);
bool names_has_part(const struct names *names, enum part part, struct slice name);
/* Does any file of the library use this name? Reads all of them at the first question. */
bool names_is_used(struct names *names, struct slice name);

/* How many arguments a FEATURE takes behind its name, as its file says; SIZE_MAX: it does not say,
 * or there is no end to them. */
size_t names_feature_arguments(const struct names *names, struct slice feature);

/* Does the file of that part define the name itself? */
bool names_part_defines(const struct names *names, enum part part, struct slice file,
                        struct slice name);

/* Steps to make one of the other: a letter more, less, another, or two exchanged; capitals count
 * half a step, so that they are twice the usual number. */
unsigned names_distance(struct slice a, struct slice b);
/* The nearest of the list, or an empty slice when none is near enough to be meant; one is, too,
 * that begins with the name, or the name with it, and no other does. */
struct slice names_near(const struct name_list *list, struct slice name);
struct slice names_near_part(const struct names *names, enum part part, struct slice name);
/* What gives a value to the option that is called so in the .cf: confLOG_LEVEL for LogLevel. */
struct slice names_of_option(struct names *names, struct slice name);
/* Of the names in capitals or with conf that the library uses; confPRIVACY_OPTIONS and the like are
 * what the option is called in the .cf. */
struct slice names_near_define(struct names *names, struct slice name);
/* Of the words that may stand in a .mc. */
struct slice names_near_word(struct slice name);

#endif
