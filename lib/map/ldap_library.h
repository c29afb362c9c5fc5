/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ldap_library -- libldap's functions, loaded when the first connection is made.
 *
 * A program whose configuration has no map of class ldap, or never asks one, does not map libldap
 * and the TLS library behind it.
 */
#ifndef MAP_LDAP_LIBRARY_H
#define MAP_LDAP_LIBRARY_H

#include <lber.h>
#include <ldap.h>

#include "base/attr.h"
#include "base/err.h"

/* For set_option: NULL is off, any other pointer is on. The header's LDAP_OPT_ON is the address of
 * a variable in the library. */
#define LDAP_LIBRARY_ON ((const void *)"on")

/* The functions that are used, with the types their headers give them. */
struct ldap_library {
    void *handle;
    __typeof__(ldap_initialize) *initialize;
    __typeof__(ldap_set_option) *set_option;
    __typeof__(ldap_get_option) *get_option;
    __typeof__(ldap_sasl_bind) *sasl_bind;
    __typeof__(ldap_search_ext) *search_ext;
    __typeof__(ldap_abandon_ext) *abandon_ext;
    __typeof__(ldap_result) *result;
    __typeof__(ldap_parse_result) *parse_result;
    __typeof__(ldap_msgtype) *msgtype;
    __typeof__(ldap_msgfree) *msgfree;
    __typeof__(ldap_get_dn) *get_dn;
    __typeof__(ldap_first_attribute) *first_attribute;
    __typeof__(ldap_next_attribute) *next_attribute;
    __typeof__(ldap_get_values_len) *get_values_len;
    __typeof__(ldap_value_free_len) *value_free_len;
    __typeof__(ldap_url_parse) *url_parse;
    __typeof__(ldap_free_urldesc) *free_urldesc;
    __typeof__(ldap_memfree) *memfree;
    __typeof__(ldap_err2string) *err2string;
    __typeof__(ldap_unbind_ext) *unbind_ext;
    __typeof__(ber_free) *ber_free;
    __typeof__(ber_sockbuf_add_io) *sockbuf_add_io;
    __typeof__(ber_sockbuf_ctrl) *sockbuf_ctrl;
};

/* Fills *lib if it is not filled; the caller sees that one thread does it. False: *err
 * (EX_TEMPFAIL) names the Debian package that is missing. It is never unloaded: what it registered
 * at exit must find its code. */
NODISCARD bool ldap_library_load(struct ldap_library *lib, struct err *err);

#endif
