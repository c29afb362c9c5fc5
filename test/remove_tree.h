/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests: what a test made below a directory of its own goes, without a shell. */
#ifndef TEST_REMOVE_TREE_H
#define TEST_REMOVE_TREE_H

#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>

static inline int remove_tree_entry(const char *path, const struct stat *st, int kind,
                                    struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

/* Takes the directory and all below it away; links are not followed. False: something is left. */
static inline bool remove_tree(const char *directory)
{
    return nftw(directory, remove_tree_entry, 16, FTW_DEPTH | FTW_PHYS) == 0;
}

#endif
