/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns_record -- the data of one record, from wire form. Pure; private to lib/net.
 */
#ifndef NET_DNS_RECORD_H
#define NET_DNS_RECORD_H

#include "net/dns.h"

/* Names in `data` are uncompressed. False: nothing mail could use. */
bool dns_take_record(enum dns_type type, struct slice data, struct arena *in,
                     struct dns_record *record);

#endif
