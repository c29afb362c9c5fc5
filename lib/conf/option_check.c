/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checks of option values that are kept as text: what the part of the program that uses them will
 * not understand is said when the file is read.
 */
#include <string.h>

#include "conf/option_set.h"
#include "net/address.h"

enum { HEADERS_LENGTH_DOUBTFUL = 16384 };

bool check_header_length(struct option_request *r)
{
    int64_t n = r->o->max_headers_length;

    if (n > 0 && n < HEADERS_LENGTH_DOUBTFUL)
        option_warn(r, "Warning: MaxHeadersLength: headers length limit set lower than %d",
                    HEADERS_LENGTH_DOUBTFUL);
    return true;
}

bool check_letters(struct option_request *r)
{
    for (size_t i = 0; i < r->value.len; i++) {
        char c = r->value.p[i];

        if (!ascii_is_space(c) && c != ',' && strchr(r->row->choices, c) == NULL)
            option_warn(r, "Warning: Option: %s unknown parameter '%c'", r->row->name, c);
    }
    return true;
}

/* "[port@]address". */
bool check_address(struct option_request *r)
{
    struct net_address address;
    size_t at = slice_find(r->value, '@');
    struct slice text = at == SIZE_MAX ? r->value : slice_from_at(r->value, at + 1);

    if (text.len == 0 || net_address_parse(text, 0, &address))
        return true;
    return option_fault(r, "readcf: option %s: invalid IP address %.*s", r->row->name,
                        SLICE_ARG(text));
}

/* Names without SSL_OP_; those of OpenSSL 3 and older ones that files still have. */
static const char *const ssl_words[] = {
    "ALL",
    "ALLOW_CLIENT_RENEGOTIATION",
    "ALLOW_NO_DHE_KEX",
    "ALLOW_UNSAFE_LEGACY_RENEGOTIATION",
    "CIPHER_SERVER_PREFERENCE",
    "CISCO_ANYCONNECT",
    "CLEANSE_PLAINTEXT",
    "COOKIE_EXCHANGE",
    "CRYPTOPRO_TLSEXT_BUG",
    "DISABLE_TLSEXT_CA_NAMES",
    "DONT_INSERT_EMPTY_FRAGMENTS",
    "ENABLE_KTLS",
    "ENABLE_MIDDLEBOX_COMPAT",
    "EPHEMERAL_RSA",
    "IGNORE_UNEXPECTED_EOF",
    "LEGACY_SERVER_CONNECT",
    "MICROSOFT_BIG_SSLV3_BUFFER",
    "MICROSOFT_SESS_ID_BUG",
    "MSIE_SSLV2_RSA_PADDING",
    "NETSCAPE_CA_DN_BUG",
    "NETSCAPE_CHALLENGE_BUG",
    "NETSCAPE_DEMO_CIPHER_CHANGE_BUG",
    "NETSCAPE_REUSE_CIPHER_CHANGE_BUG",
    "NO_ANTI_REPLAY",
    "NO_COMPRESSION",
    "NO_ENCRYPT_THEN_MAC",
    "NO_EXTENDED_MASTER_SECRET",
    "NO_QUERY_MTU",
    "NO_RENEGOTIATION",
    "NO_SESSION_RESUMPTION_ON_RENEGOTIATION",
    "NO_SSLv2",
    "NO_SSLv3",
    "NO_TICKET",
    "NO_TLSv1",
    "NO_TLSv1_1",
    "NO_TLSv1_2",
    "NO_TLSv1_3",
    "PKCS1_CHECK_1",
    "PKCS1_CHECK_2",
    "PRIORITIZE_CHACHA",
    "SAFARI_ECDHE_ECDSA_BUG",
    "SINGLE_DH_USE",
    "SINGLE_ECDH_USE",
    "SSLEAY_080_CLIENT_DH_BUG",
    "SSLREF2_REUSE_CERT_TYPE_BUG",
    "TLSEXT_PADDING",
    "TLS_BLOCK_PADDING_BUG",
    "TLS_D5_BUG",
    "TLS_ROLLBACK_BUG",
};

static bool is_ssl_word(struct slice word)
{
    if (word.len > 0 && ascii_is_digit(word.p[0]))
        return true;
    if (!slice_skip_text_case(&word, SLICE("SSL_OP_")))
        return false;
    for (size_t i = 0; i < COUNT(ssl_words); i++)
        if (slice_is_case(word, ssl_words[i]))
            return true;
    return false;
}

bool check_ssl_options(struct option_request *r)
{
    struct slice rest = r->value, word;
    bool fine = true;

    while (option_next_word(&rest, " \t,", &word)) {
        struct slice bare = word;

        if (!slice_skip(&bare, '+'))
            slice_skip(&bare, '-');
        if (!is_ssl_word(bare))
            fine = option_fault(r, "readcf: %s option value %.*s unrecognized", r->row->name,
                                SLICE_ARG(bare));
    }
    return fine;
}
