/* SPDX-License-Identifier: BSD-2-Clause */
#include "cfcompile/pem.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <time.h>

#include "base/attr.h"

static BIO *reader(struct slice text)
{
    return text.len <= INT_MAX ? BIO_new_mem_buf(text.p != NULL ? text.p : "", (int)text.len)
                               : NULL;
}

static struct slice public_of(const EVP_PKEY *key, struct arena *in)
{
    unsigned char *der = NULL;
    int len = key != NULL ? i2d_PUBKEY(key, &der) : 0;
    struct slice public = {0};

    if (len > 0)
    public = arena_copy(in, slice_of((const char *)der, (size_t)len));
    OPENSSL_free(der);
    return public;
}

static int64_t seconds_of(const ASN1_TIME *time)
{
    struct tm tm = {0};

    return ASN1_TIME_to_tm(time, &tm) == 1 ? (int64_t)timegm(&tm) : 0;
}

bool pem_certificate(struct slice text, struct arena *in, struct pem_certificate *certificate)
{
    BIO *bio = reader(text);
    X509 *x = bio != NULL ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    bool found = x != NULL;

    if (found)
        *certificate = (struct pem_certificate){seconds_of(X509_get0_notAfter(x)),
                                                public_of(X509_get0_pubkey(x), in)};
    X509_free(x);
    BIO_free(bio);
    ERR_clear_error();
    return found;
}

/* Nobody is asked: that somebody would have to be is what we want to know. */
static int note_asked(char *to UNUSED, int size UNUSED, int writing UNUSED, void *asked)
{
    *(bool *)asked = true;
    return -1;
}

enum pem_key_state pem_key(struct slice text, struct arena *in, struct slice *public)
{
    bool asked = false;
    BIO *bio = reader(text);
    EVP_PKEY *key = bio != NULL ? PEM_read_bio_PrivateKey(bio, NULL, note_asked, &asked) : NULL;
    enum pem_key_state state = key != NULL ? PEM_KEY_PLAIN
                               : asked     ? PEM_KEY_ENCRYPTED
                                           : PEM_KEY_NONE;

    *public = public_of(key, in);
    EVP_PKEY_free(key);
    BIO_free(bio);
    ERR_clear_error();
    return state;
}
