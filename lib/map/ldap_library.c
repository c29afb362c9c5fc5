/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/ldap_library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* The functions above are the same in all of these. */
static const char *const sonames[] = {"libldap-2.5.so.0", "libldap.so.2", "libldap_r-2.4.so.2"};

static const struct {
    const char *name;
    size_t at;
} symbols[] = {
    {"ldap_initialize", offsetof(struct ldap_library, initialize)},
    {"ldap_set_option", offsetof(struct ldap_library, set_option)},
    {"ldap_get_option", offsetof(struct ldap_library, get_option)},
    {"ldap_sasl_bind", offsetof(struct ldap_library, sasl_bind)},
    {"ldap_search_ext", offsetof(struct ldap_library, search_ext)},
    {"ldap_abandon_ext", offsetof(struct ldap_library, abandon_ext)},
    {"ldap_result", offsetof(struct ldap_library, result)},
    {"ldap_parse_result", offsetof(struct ldap_library, parse_result)},
    {"ldap_msgtype", offsetof(struct ldap_library, msgtype)},
    {"ldap_msgfree", offsetof(struct ldap_library, msgfree)},
    {"ldap_get_dn", offsetof(struct ldap_library, get_dn)},
    {"ldap_first_attribute", offsetof(struct ldap_library, first_attribute)},
    {"ldap_next_attribute", offsetof(struct ldap_library, next_attribute)},
    {"ldap_get_values_len", offsetof(struct ldap_library, get_values_len)},
    {"ldap_value_free_len", offsetof(struct ldap_library, value_free_len)},
    {"ldap_url_parse", offsetof(struct ldap_library, url_parse)},
    {"ldap_free_urldesc", offsetof(struct ldap_library, free_urldesc)},
    {"ldap_memfree", offsetof(struct ldap_library, memfree)},
    {"ldap_err2string", offsetof(struct ldap_library, err2string)},
    {"ldap_unbind_ext", offsetof(struct ldap_library, unbind_ext)},
    /* Of liblber, which libldap brings. */
    {"ber_free", offsetof(struct ldap_library, ber_free)},
    {"ber_sockbuf_add_io", offsetof(struct ldap_library, sockbuf_add_io)},
    {"ber_sockbuf_ctrl", offsetof(struct ldap_library, sockbuf_ctrl)},
};

bool ldap_library_load(struct ldap_library *lib, struct err *err)
{
    if (lib->handle != NULL)
        return true;
    for (size_t i = 0; i < COUNT(sonames) && lib->handle == NULL; i++)
        lib->handle = dlopen(sonames[i], RTLD_NOW | RTLD_LOCAL);
    if (lib->handle == NULL)
        return err_set(
            err, EX_TEMPFAIL,
            "no LDAP: the OpenLDAP library is missing (Debian package libldap-2.5-0): %s",
            dlerror());
    for (size_t i = 0; i < COUNT(symbols); i++) {
        void *found = dlsym(lib->handle, symbols[i].name);

        if (found == NULL) {
            dlclose(lib->handle);
            lib->handle = NULL;
            return err_set(err, EX_TEMPFAIL, "no LDAP: libldap lacks %s", symbols[i].name);
        }
        memcpy((char *)lib + symbols[i].at, &found, sizeof found);
    }
    return true;
}
