/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smtp_data -- finds the end of a message in the bytes behind DATA, and takes the dots back out.
 *
 * Only CR LF "." CR LF ends a message. A CR or LF on its own is where peers disagree about ends,
 * and what disagrees can be used to smuggle a second message in; it stops the decoder, and the
 * session closes. srv_features can relax this for a client that is known to be harmless.
 *
 * Bytes may come in pieces of any size; the decoder keeps its place. What comes out has lines that
 * end in LF alone and no doubled dots. Pure.
 */
#ifndef WIRE_SMTP_DATA_H
#define WIRE_SMTP_DATA_H

#include "base/slice.h"
#include "base/str.h"

enum smtp_data_status {
    SMTP_DATA_MORE,    /* wants more bytes */
    SMTP_DATA_END,     /* the final dot was read */
    SMTP_DATA_BARE_LF, /* a line feed without carriage return */
    SMTP_DATA_BARE_CR, /* a carriage return without line feed */
};

/* What to do with a lone CR or LF. */
enum smtp_bare {
    SMTP_BARE_REFUSE,
    SMTP_BARE_ACCEPT, /* LF ends a line, CR stays in it */
    SMTP_BARE_BLANK,  /* becomes a blank */
};

struct smtp_data_rules {
    enum smtp_bare lf;
    enum smtp_bare cr;
    bool lf_ends; /* with accepted lone LF: a dot between two of them also ends the message */
};

struct smtp_data {
    struct smtp_data_rules rules;
    int state;
    bool started_bare; /* the line began after a lone LF */
};

void smtp_data_start(struct smtp_data *d, struct smtp_data_rules rules);
/* Takes bytes from *in and appends the message's to `out`. Stops behind the final dot: what *in
 * still holds are the peer's next commands. Once it has answered other than MORE it is finished. */
enum smtp_data_status smtp_data_feed(struct smtp_data *d, struct slice *in, struct str *out);

#endif
