/* SPDX-License-Identifier: BSD-2-Clause */
#include "map/ldap_guard.h"

#include <errno.h>
#include <poll.h>

#include "os/clock.h"

/* Between the socket and TLS. */
enum { LEVEL = (LBER_SBIOD_LEVEL_PROVIDER + LBER_SBIOD_LEVEL_TRANSPORT) / 2 };

static bool wait_for(Sockbuf_IO_Desc *layer, short events)
{
    const struct ldap_guard *guard = layer->sbiod_pvt;
    int64_t until = clock_monotonic_ms() + guard->wait_ms;
    struct pollfd p = {.fd = -1, .events = events};

    guard->lib->sockbuf_ctrl(layer->sbiod_sb, LBER_SB_OPT_GET_FD, &p.fd);
    for (;;) {
        int64_t left = until - clock_monotonic_ms();
        int n = left > 0 ? poll(&p, 1, (int)left) : 0;

        if (n > 0)
            return true;
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            errno = ETIMEDOUT;
        return false;
    }
}

static int setup(Sockbuf_IO_Desc *layer, void *guard)
{
    layer->sbiod_pvt = guard;
    return 0;
}

static int nothing(Sockbuf_IO_Desc *layer UNUSED)
{
    return 0;
}

static int ctrl(Sockbuf_IO_Desc *layer, int option, void *arg)
{
    return LBER_SBIOD_CTRL_NEXT(layer, option, arg);
}

static ber_slen_t guarded_read(Sockbuf_IO_Desc *layer, void *to, ber_len_t len)
{
    return wait_for(layer, POLLIN) ? LBER_SBIOD_READ_NEXT(layer, to, len) : -1;
}

static ber_slen_t guarded_write(Sockbuf_IO_Desc *layer, void *from, ber_len_t len)
{
    return wait_for(layer, POLLOUT) ? LBER_SBIOD_WRITE_NEXT(layer, from, len) : -1;
}

/* The library's type has no const; nobody writes to it. */
static Sockbuf_IO layer_functions = {.sbi_setup = setup,
                                     .sbi_remove = nothing,
                                     .sbi_ctrl = ctrl,
                                     .sbi_read = guarded_read,
                                     .sbi_write = guarded_write,
                                     .sbi_close = nothing};

static int connected(LDAP *ld UNUSED, Sockbuf *sb, LDAPURLDesc *url UNUSED,
                     struct sockaddr *address UNUSED, struct ldap_conncb *callbacks)
{
    struct ldap_guard *guard = callbacks->lc_arg;

    return guard->lib->sockbuf_add_io(sb, &layer_functions, LEVEL, guard);
}

static void closing(LDAP *ld UNUSED, Sockbuf *sb UNUSED, struct ldap_conncb *callbacks UNUSED)
{
}

void ldap_guard_init(struct ldap_guard *guard, const struct ldap_library *lib, int64_t wait_ms)
{
    *guard =
        (struct ldap_guard){.callbacks = {.lc_add = connected, .lc_del = closing, .lc_arg = guard},
                            .lib = lib,
                            .wait_ms = wait_ms};
}

bool ldap_guard_put(struct ldap_guard *guard, LDAP *ld)
{
    return guard->lib->set_option(ld, LDAP_OPT_CONNECT_CB, &guard->callbacks) == LDAP_OPT_SUCCESS;
}
