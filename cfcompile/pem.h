/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pem -- what a certificate and a private key say about themselves: until when it holds, and
 * whether the one belongs to the other. OpenSSL reads them.
 */
#ifndef CFCOMPILE_PEM_H
#define CFCOMPILE_PEM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

struct pem_certificate {
    int64_t not_after;   /* seconds since 1970; 0: not understood */
    struct slice public; /* the key it is for, as DER (SubjectPublicKeyInfo); empty: unknown kind */
};

/* The first certificate of a file. False: there is none that can be read. */
bool pem_certificate(struct slice text, struct arena *in, struct pem_certificate *certificate);

enum pem_key_state {
    PEM_KEY_NONE,      /* no private key in there */
    PEM_KEY_ENCRYPTED, /* needs a passphrase */
    PEM_KEY_PLAIN,     /* `public` is as above */
};

enum pem_key_state pem_key(struct slice text, struct arena *in, struct slice *public);

#endif
