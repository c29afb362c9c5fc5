/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/service.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

bool net_service_port(struct slice text, uint16_t *port)
{
    struct servent entry, *found = NULL;
    char name[32], buffer[1024];
    int64_t number;

    if (slice_to_i64(text, &number)) {
        *port = (uint16_t)number;
        return number > 0 && number <= 65535;
    }
    if (text.len == 0 || text.len >= sizeof name)
        return false;
    memcpy(name, text.p, text.len);
    name[text.len] = '\0';
    if (getservbyname_r(name, "tcp", &entry, buffer, sizeof buffer, &found) != 0 || found == NULL)
        return false;
    *port = ntohs((uint16_t)entry.s_port);
    return true;
}
