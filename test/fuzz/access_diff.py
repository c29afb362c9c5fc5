#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random checks (features, access tables with every tag, clients, senders, recipients, certificates) by our m4 library
and a classic one: what check_relay, check_mail, check_rcpt, tls_*, srv_features ... decide.

  access_diff.py BUILD_DIR [--seconds N | --cases N] [--seed N]

A case is one question to one configuration; see library_pair.py for the environment. Needs root. Exits 1 when something
differed.
"""
import sys

import library_pair, pair

HOSTS = ['mail.example.com', 'example.com', 'hub.example.com', 'example.org', 'mx1.example.org', 'virtual.example.org', 'example.net',
         'mx.example.net', 'a.b.example.net', 'ipmx.example.net', 'nomail.example.net', 'forged.example.net', 'nosuch.invalid',
         'secondary.example.org', 'localhost', 'spamdomain.test', 'org', 'one', 'tempfail.example.test', 'v6.example.net']
ADDRS = ['192.0.2.1', '192.0.2.9', '198.51.100.1', '203.0.113.3', '203.0.113.4', '203.0.113.5', '127.0.0.1', '127.0.0.2', '10.1.2.3',
         'IPv6:2001:db8::1', 'IPv6:2001:db8:0:0:0:0:0:25', 'IPv6:::1', '0']
NETS = ['192.0.2.1', '192.0.2', '192', '203.0.113', '198.51.100.1', '10', '127.0.0.2', 'IPv6:2001:db8::1', 'IPv6:2001:db8', 'IPv6:2001', '[203.0.113.5]',
        '[10.1.2.3]', '[10.1.2', 'IPv6:2001:db8:', '']
USERS = ['joe', 'joe+tag', 'joe+', 'ann', 'Ann', 'postmaster', 'a.b', 'root', '"a b"', 'joe+tag+more', '*', 'x!joe', 'joe%example.net']
DNS = ['/C=EE/O=Some+20Org/CN=ca', '/CN=user', '/CN=other+40x']
VALUES = ['OK', 'RELAY', 'REJECT', 'DISCARD', 'SKIP', 'QUARANTINE:look at it', 'QUARANTINE', 'ERROR:5.7.9:571 no', 'ERROR:5.7.9:"571 no, never"', 'ERROR:550 no',
          'ERROR:4.7.1:450 later', 'ERROR:nouser:550 who', 'ERROR', '550 plain no', '450 plain later', '"550 quoted no"', '550 5.7.3 with code', 'SUBJECT', 'garbage',
          'ok', 'Relay', 'reject now', 'OK really', 'FRIEND', 'HATER', 'SPAMFRIEND', 'SPAMHATER', 'DISCARD:why', 'TEMP:soon', '0', '3', '100', 'x', 'NO', 'YES', 'a v', 'B',
          'options=x; cipherlist=HIGH', '"U:joe" "P:secret" "M:PLAIN"', '500', '5000', 'mqueue', 'slow']
DEMANDS = ['VERIFY', 'VERIFY:112', 'ENCR:128', 'PERM+VERIFY', 'TEMP+ENCR:256', 'VERIFY+CN', 'VERIFY+CN:mx.example.net', 'ENCR:112+CN:x++CI:/CN=user',
           'PERM+ENCR:64+CITag:Good', 'PERM+x', 'VERIFYx', 'ENCR', 'OK', 'NO', 'x']
TAGS = ['Connect', 'From', 'To', '', 'Spam', 'Compat', 'GreetPause', 'ClientRate', 'ClientConn', 'Srv_Features', 'Clt_Features', 'Try_TLS', 'TLS_Srv', 'TLS_Clt', 'TLS_Rcpt',
        'TLS_Srv_Features', 'TLS_Clt_Features', 'AuthInfo', 'qgrp', 'rhs', 'dnsblaccess']
OF_TAG = {'ClientRate': ['0', '3', '5', '100', 'x'], 'ClientConn': ['0', '3', '5', '100', 'x'], 'GreetPause': ['0', '500', '5000', 'x', ''],
          'Spam': ['FRIEND', 'HATER', 'OK', 'x'], 'Try_TLS': ['NO', 'YES', 'no'], 'Srv_Features': ['a v', 'B', 'V', 'x'], 'Clt_Features': ['D M', 'S', 'x'],
          'Compat': ['DISCARD', 'DISCARD:why', 'TEMP:soon', 'ERROR:never', 'OK', 'x'], 'qgrp': ['mqueue', 'slow'],
          'TLS_Srv': DEMANDS, 'TLS_Clt': DEMANDS, 'TLS_Rcpt': DEMANDS, 'AuthInfo': ['"U:joe" "P:secret" "M:PLAIN"', '"U=am9l"', 'x']}
FLAGS = ['', '', '', '', 'CC f', 'r', 'u', 'f', 'b', 'f u', 'c']


def key(r, tag):
    kind = r.choice(('host', 'host', 'net', 'net', 'full', 'full', 'user', 'empty', 'dot'))
    if tag in ('To', 'From', 'Spam', 'TLS_Rcpt', 'qgrp', 'rhs', ''):
        kind = r.choice(('host', 'host', 'net', 'full', 'full', 'full', 'user', 'user', 'empty', 'dot'))
    if tag == 'Compat':
        return '%s@%s<@>%s@%s' % (r.choice(USERS[:4]), r.choice(HOSTS[:4]), r.choice(USERS[:4]), r.choice(HOSTS[:4]))
    if tag in ('dnsblaccess',):
        return r.choice(('127.0.0.2', '127.0.0', '127', '', '127.0.0.3'))
    return {'host': r.choice(HOSTS), 'net': r.choice(NETS), 'full': '%s@%s' % (r.choice(USERS).replace('"a b"', 'ab'), r.choice(HOSTS)),
            'user': r.choice(USERS[:6]) + '@', 'empty': '', 'dot': '.' + r.choice(HOSTS)}[kind]


def access(r):
    tag = r.choice(TAGS[:4]) if r.random() < 0.5 else r.choice(TAGS)
    k = key(r, tag)
    value = r.choice(OF_TAG[tag]) if tag in OF_TAG and (OF_TAG[tag] is DEMANDS or r.random() < 0.9) else \
        r.choice(VALUES[:20]) if r.random() < 0.7 else r.choice(VALUES)
    return 'access %s%s%s %s' % (tag, ':' if tag else '', k or ('' if tag else 'none'), value)


def some(r, p, *texts):
    return ['mc ' + t for t in texts] if r.random() < p else []


def features(r):
    """Lines of the .mc; those that have an order first."""
    out = []
    with_access = r.random() < 0.85
    delay = r.random() < 0.35
    if delay and r.random() < 0.5:
        out += some(r, 1, 'FEATURE(`delay_checks\'%s)dnl' % r.choice(('', '')))
    if with_access:
        words = ''.join(', `%s\'' % w for w in r.sample(('skip', 'lookupdotdomain', 'relaytofulladdress'), r.randrange(4)))
        table = '@DIR@/access' if r.random() < 0.95 else '@DIR@/nosuch'
        out += some(r, 1, 'FEATURE(`access_db\', `hash -T<TMPF> %s\'%s)dnl' % (table, words))
    if delay and 'delay_checks' not in ' '.join(out):
        out += some(r, 1, 'FEATURE(`delay_checks\'%s)dnl' % (r.choice(('', ', `friend\'', ', `hater\'', ', `friend\', `n\'', ', `hater\', `n\'')) if with_access else ''))
    if with_access:
        out += some(r, 0.5, 'FEATURE(`blocklist_recipients\')dnl')
        out += some(r, 0.15, 'FEATURE(`relay_mail_from\'%s)dnl' % r.choice(('', ', `domain\'')))
        out += some(r, 0.2, 'FEATURE(`compat_check\')dnl')
        out += some(r, 0.2, 'FEATURE(`queuegroup\'%s)dnl' % r.choice(('', ', `mqueue\'')))
        for f in ('ratecontrol', 'conncontrol'):
            out += some(r, 0.2, 'FEATURE(`%s\'%s)dnl' % (f, r.choice(('', ', `nodelay\'', ', `nodelay\', `terminate\'')) if delay else r.choice(('', ', `\', `terminate\''))))
        out += some(r, 0.1, 'FEATURE(`greet_pause\', `%s\')dnl' % r.choice(('700', '0')))
        out += some(r, 0.1, 'HACK(`dnsblaccess\', `bl.example.test\')dnl')
        out += some(r, 0.1, 'FEATURE(`rhsbl\', `rhsbl.example.test\'%s)dnl' % r.choice(('', ', `"550 in rhsbl"\', `t\'')))
        out += some(r, 0.1, 'FEATURE(`tls_session_features\')dnl')
    for f in ('relay_entire_domain', 'relay_hosts_only', 'relay_local_from', 'loose_relay_check', 'relay_based_on_MX', 'require_rdns', 'use_client_ptr', 'block_bad_helo',
              'accept_unqualified_senders', 'accept_unresolvable_domains', 'badmx'):
        out += some(r, 0.12, 'FEATURE(`%s\')dnl' % f)
    out += some(r, 0.04, 'FEATURE(`promiscuous_relay\')dnl')
    out += some(r, 0.08, 'FEATURE(`bestmx_is_local\'%s)dnl' % r.choice(('', ', `example.org example.net\'')))
    out += some(r, 0.08, 'FEATURE(`nouucp\', `%s\')dnl' % r.choice(('reject', 'nospecial')))
    out += some(r, 0.08, 'FEATURE(`nopercenthack\', `%s\')dnl' % r.choice(('reject', 'nospecial')))
    out += some(r, 0.15, 'FEATURE(`dnsbl\', `bl.example.test\'%s)dnl' % r.choice(('', ', `"550 x " $&{client_addr}\'', ', `quarantine\', `t\'', ', `discard\', `"450 wait"\'')))
    out += some(r, 0.15, 'FEATURE(`enhdnsbl\', `bl.example.test\'%s)dnl' % r.choice(('', ', `"550 y"\', `t\', `127.0.0.2.\'', ', `quarantine\', `\', `127.0.0.$-.\'', ', `discard\'')))
    for name, values in (('TLS_PERM_ERR', ['1']), ('_CERT_REGEX_ISSUER_', ['-s1 /CN=(.*)']), ('_CERT_REGEX_SUBJECT_', ['-s1 /CN=(.*)']), ('confRELAY_MSG', ['"550 5.7.1 no relay"']),
                         ('confREJECT_MSG', ['"554 go away"', '554 go away']), ('confRCPTREJ_MSG', ['"550 closed"']), ('confDELIVERY_MODE', ['d', 'b'])):
        out += some(r, 0.08, 'define(`%s\', `%s\')dnl' % (name, r.choice(values)))
    for name in ('RELAY_DOMAIN', 'LOCAL_DOMAIN', 'VIRTUSER_DOMAIN'):
        out += some(r, 0.25, '%s(`%s\')dnl' % (name, r.choice(HOSTS + NETS[:12] if name == 'RELAY_DOMAIN' else HOSTS)))
    out += some(r, 0.2, 'TRUST_AUTH_MECH(`PLAIN GSSAPI\')dnl')
    if r.random() < 0.15:
        out += ['end LOCAL_RULESETS', 'end SLocal_check_mail', 'end R$* evil $*\t$#error $@ 5.7.1 $: "550 evil"', 'end SLocal_check_rcpt', 'end R$* nice $*\t$#ok',
                'end SLocal_Relay_Auth', 'end RLOGIN\t$# yes', 'end RPLAIN\tNO']
    return out


def address(r):
    form = r.choice(('%s@%s',) * 8 + ('<%s@%s>',) * 6 + ('%s', '<%s>', '@hop.example:%s@%s', '%s@[192.0.2.1]', '%s@%s.', '%s%%far.example@%s', '%s@nice.example', '<evil@%s>', '', '<>', 'Name <%s@%s>'))
    return form % ((r.choice(USERS), r.choice(HOSTS))[:form.count('%s')])


def state(r):
    addr = r.choice(ADDRS)
    name = r.choice(HOSTS + ['[%s]' % addr, 'localhost'])
    verify = r.choice(('', 'OK', 'TRUSTED', 'NO', 'NOT', 'FAIL', 'NONE', 'CLEAR', 'TEMP', 'SOFTWARE', 'PROTOCOL', 'CONFIG'))
    sets = {'{client_addr}': addr, '{client_name}': name, '{client_ptr}': r.choice((name, r.choice(HOSTS))), '{client_resolve}': r.choice(('OK', 'OK', 'OK', 'FAIL', 'FORGED', 'TEMP')),
            '{daemon_flags}': r.choice(FLAGS), 'f': r.choice(('', '%s@%s' % (r.choice(USERS), r.choice(HOSTS)))), 's': r.choice(HOSTS + ['[192.0.2.1]', 'plain', '']),
            '{auth_type}': r.choice(('', '', '', 'PLAIN', 'GSSAPI', 'LOGIN')), '{auth_authen}': r.choice(('', 'joe', 'joe@example.com')), '{verify}': verify,
            '{cipher_bits}': r.choice(('', '0', '56', '128', '256')), '{cn_subject}': r.choice(('', 'mx.example.net', 'mail.example.com')), '{cert_issuer}': r.choice(['', '/CN=user'] + DNS),
            '{cert_subject}': r.choice([''] + DNS), '{server_name}': r.choice(HOSTS), '{server_addr}': r.choice(ADDRS[:12]), '{client_rate}': r.choice(('1', '4', '50')),
            '{client_connections}': r.choice(('1', '4', '50')), '{deliveryMode}': 'b'}
    return addr, name, verify, ['.D%s%s' % kv for kv in sets.items()]


def make_case(r):
    lines = features(r)
    lines += [access(r) for _ in range(r.randrange(40))]
    for d in DNS:
        if r.random() < 0.4:
            tag = r.choice(('CERTISSUER', 'CERTSUBJECT', 'Good'))
            # An issuer of a tag is good when it says so; there, when it says anything.
            lines.append('access %s:%s %s' % (tag, d if r.random() < .5 else d[4:], 'OK' if tag == 'Good' else r.choice(('RELAY', 'SUBJECT', 'OK', 'x'))))
    asked = []
    for _ in range(3):
        addr, name, verify, sets = state(r)
        asked += sets
        asked += ['Translate,check_relay %s $| %s' % (name, addr), 'Translate,srv_features %s $| %s' % (name, addr), 'Translate,tls_client %s $| %s' % (verify, r.choice(('MAIL', 'STARTTLS'))),
                  'tls_server ' + (verify or 'NO'), 'try_tls x', 'Translate,greet_pause %s $| %s' % (name, addr), 'Translate,tls_srv_features %s $| %s' % (name, addr),
                  'Translate,tls_clt_features %s $| %s' % (name, addr), 'trust_auth ' + r.choice(('joe', 'joe@example.com', '<joe>', 'other'))]
        for _ in range(4):
            asked += ['check_mail ' + (address(r) or '<>'), 'check_rcpt ' + (address(r) or '<>'), 'tls_rcpt ' + (address(r) or '<>'), 'queuegroup ' + (address(r) or '<>'),
                      'Translate,check_compat %s $| %s' % (address(r) or '<>', address(r) or '<>')]
    return pair.Case([], [l.encode() for l in lines], [q.encode() for q in asked])


# What is meant: words for "later"; remains of a question that found nothing are no features; only $#error and $#discard stop somebody.
MENDS = ((r'^(queuegroup .* => \$#) < TMPF >', r'\1 temp'), (r'(features .*) => \$# > < .*', r'\1 => ACCEPT'), (r'^(check_.*) => \$# (?!error|discard).*', r'\1 => ACCEPT'))

# What could not be looked up lets mail wait here; there it is no demand for TLS, or words that make no sense.
MEANT = (('not looked up', lambda theirs, ours: b'=> $# error $@ 4 . 3 . 0 $: "451 Temporary system failure.' in ours),
         # With accept_unresolvable_domains rhsbl is not asked there.
         ('rhsbl', lambda theirs, ours: theirs.endswith(b' => ACCEPT') and (b' listed at rhsbl' in ours or b'"550 in rhsbl"' in ours)))

if __name__ == '__main__':
    sys.exit(library_pair.main(__doc__, make_case, ('access',), MENDS, MEANT))
