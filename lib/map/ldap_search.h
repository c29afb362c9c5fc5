/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ldap_search -- one lookup on one connection: the map's search, and those its results lead to.
 *
 * Values of NORMAL attributes are results, in the order in which the server gives them. Values of
 * DN, FILTER and URL attributes name further searches; each is done once, and what is found in it
 * counts as if it stood in the first entry. Without a separator (-z) the first value of any of the
 * map's attributes is the answer, and nothing further is looked up. compatible: further searches
 * run in the order of their text, and a DN is searched with the map's own scope.
 */
#ifndef MAP_LDAP_SEARCH_H
#define MAP_LDAP_SEARCH_H

#include "map/ldap_library.h"
#include "map/ldap_spec.h"

enum ldap_outcome {
    LDAP_OUTCOME_FOUND,
    LDAP_OUTCOME_NONE,    /* no entry, or several with -1 */
    LDAP_OUTCOME_NOTHING, /* entries, but no values behind what they named */
    LDAP_OUTCOME_FAILED,  /* the server answered that it cannot: *err */
    LDAP_OUTCOME_TIMEOUT, /* nothing came in time: *err; the connection is of no more use */
    LDAP_OUTCOME_LOST,    /* the connection broke: *err */
};

/* On FOUND the joined values are in *value, which lives in `in`. */
enum ldap_outcome ldap_search_run(const struct ldap_library *lib, LDAP *ld,
                                  const struct ldap_spec *spec, struct slice filter,
                                  struct arena *in, struct slice *value, struct err *err);

#endif
