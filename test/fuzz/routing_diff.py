#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random routing (relays, hubs, tables, masquerading, UUCP, null clients) by our m4 library and a classic one: where
addresses go (3,0 and /parse), and how each mailer writes them (/try).

  routing_diff.py BUILD_DIR [--seconds N | --cases N] [--seed N]

A case is one question to one configuration; see library_pair.py for the environment. Needs root. Exits 1 when something
differed.
"""
import re, sys

import library_pair, pair

HOSTS = ['mail.example.com', 'mail', 'example.com', 'www.example.com', 'hub.example.com', 'a.b.example.com', 'example.org', 'virtual.example.org',
         'example.net', 'x.example.net', 'nosuch.invalid', 'localhost', 'one', 'shared.example.org', 'old.example.net', 'uu', 'far.uu']
PSEUDO = ['h.UUCP', 'uu.UUCP', 'h.BITNET', 'bit.BITNET', 'n.DECNET', 'joe.FAX', 'gone.example.net.REDIRECT', 'example.com.REDIRECT', 'h.usenet', 'h.CSNET']
LITERALS = ['[192.0.2.1]', '[198.51.100.7]', '[IPv6:2001:db8::1]', '[mail.example.com]', '[127.0.0.1]', '[hub.example.com]']
USERS = ['joe', 'joe+tag', 'joe+', 'ann', 'Ann', 'postmaster', 'a.b', 'root', '"a b"', 'joe+tag+more', 'x!joe', 'uu!joe', 'joe%example.net', 'joe%uu', 'joe%mail.example.com', 'Joe.User']
RELAYS = ['hub.example.com', 'relay:hub.example.com', 'smtp:[192.0.2.4]', 'esmtp:[hub.example.com]', 'local:ann', 'error:5.1.1:550 no such', 'hub.example.com.', 'mail.example.com',
          'error:nouser no such', 'smtp8:x.example.net', 'x', 'error:550 never', 'uucp-new:uu', 'relay:[a.b.example.com]', 'dsmtp:example.org', 'smtp:hub.example.com:mx2.example.org', 'localhost']
TABLES = ('mailertable', 'virtusertable', 'domaintable', 'genericstable', 'uudomain', 'bitdomain', 'users', 'ldaphost', 'ldapaddr')
MAILERS = ['local', 'smtp', 'esmtp', 'smtp8', 'dsmtp', 'relay', 'prog', 'uucp-old', 'uucp-new', 'uucp-dom', 'uucp-uudom', 'procmail', 'usenet', 'fax']


def domain(r):
    return r.choice(HOSTS) if r.random() < 0.8 else r.choice(HOSTS[2:4]) if r.random() < 0.3 else r.choice(PSEUDO + LITERALS)


def full(r):
    return '%s@%s' % (r.choice(USERS), domain(r))


def row(r, table):
    """A line of one of the tables."""
    host = r.choice(HOSTS)
    key = {'mailertable': lambda: r.choice((host, host, '.' + host, '.', '[192.0.2.1]', '.com')),
           'virtusertable': lambda: r.choice(('%s@%s' % (r.choice(USERS[:6] + ['joe+*', 'ann+*']), host), '@' + host, '@' + host, '+*@' + host, '++@' + host)),
           'domaintable': lambda: r.choice((host, host, 'old', '.' + host)),
           'genericstable': lambda: r.choice((r.choice(USERS[:6]), r.choice(USERS[:6]), '%s@%s' % (r.choice(USERS[:6]), host), '@' + host, 'joe+*', 'ann+*@' + host)),
           'uudomain': lambda: r.choice((host, 'uu', 'h')), 'bitdomain': lambda: r.choice((host, 'bit')),
           'users': lambda: r.choice(USERS[:6]),
           'ldaphost': lambda: r.choice(('%s@%s' % (r.choice(USERS[:6]), host), '@' + host)),
           'ldapaddr': lambda: r.choice(('%s@%s' % (r.choice(USERS[:6]), host), '@' + host))}[table]()
    value = {'mailertable': lambda: r.choice(RELAYS + ['smtp:%2.gate.example', 'relay:%1', 'local:', 'esmtp:%0', 'smtp:%1.x', 'local:joe', 'smtp:x:y']),
             'virtusertable': lambda: r.choice((full(r), full(r), r.choice(USERS), '%1@example.net', '%1%3@example.net', 'joe%2', '%1', 'error:nouser 550 no', 'error:5.7.1:550 closed',
                                                '@' + host, 'local:ann', 'error:nouser', '%2@x.example.net', '%3', 'smtp:x', 'ann%2@' + host)),
             'domaintable': lambda: r.choice(HOSTS), 'genericstable': lambda: r.choice((full(r), r.choice(USERS[:9]), '%1@new.example', '@new.example', 'x.y@new.example')),
             'uudomain': lambda: r.choice(HOSTS), 'bitdomain': lambda: r.choice(HOSTS), 'users': lambda: r.choice((r.choice(USERS[:9]), full(r))),
             'ldaphost': lambda: r.choice(RELAYS + ['h.example.net']), 'ldapaddr': lambda: r.choice((full(r), '@' + host, r.choice(USERS[:6])))}[table]()
    return '%s %s %s' % (table, key, value)


def some(r, p, *texts):
    return ['mc ' + t for t in texts] if r.random() < p else []


def listed(r, p, macro, values):
    out = []
    while r.random() < p:
        out += ['mc %s(`%s\')dnl' % (macro, r.choice(values))]
    return out


def feature(r, p, name, *args):
    return some(r, p, 'FEATURE(`%s\'%s)dnl' % (name, ''.join(', `%s\'' % a for a in args)))


def masquerade(r):
    out = listed(r, 0.3, 'MASQUERADE_AS', ['example.com', 'masq.example', 'mail.example.com'])[:1] if r.random() < 0.8 else []
    for f in ('masquerade_envelope', 'allmasquerade', 'limited_masquerade', 'masquerade_entire_domain', 'local_no_masquerade'):
        out += feature(r, 0.25, f)
    out += listed(r, 0.35, 'MASQUERADE_DOMAIN', HOSTS) + listed(r, 0.25, 'MASQUERADE_EXCEPTION', HOSTS)
    return out + listed(r, 0.35, 'EXPOSED_USER', ['root', 'ann', 'joe', 'postmaster'])


def tables(r):
    out = []
    for name, p in (('mailertable', 0.35), ('virtusertable', 0.35), ('domaintable', 0.2), ('genericstable', 0.35)):
        out += feature(r, p, name, 'hash -o @DIR@/%s' % name if r.random() < 0.97 or name == 'domaintable' else 'hash @DIR@/nosuch')
    out += feature(r, 0.15, 'uucpdomain', 'hash @DIR@/uudomain') + feature(r, 0.12, 'bitdomain', 'hash @DIR@/bitdomain')
    text = ' '.join(out)
    if 'virtuser' in text:
        out += feature(r, 0.25, 'virtuser_entire_domain') + listed(r, 0.5, 'VIRTUSER_DOMAIN', HOSTS)
    if 'generics' in text:
        out += feature(r, 0.25, 'generics_entire_domain') + listed(r, 0.6, 'GENERICS_DOMAIN', HOSTS)
    out += feature(r, 0.12, 'domainmap', r.choice(HOSTS[2:8]), 'hash @DIR@/users')
    if r.random() < 0.25:
        args = ['hash @DIR@/ldaphost', 'hash @DIR@/ldapaddr', r.choice(('', 'passthru', 'bounce', 'sendertoo')), r.choice(('', 'strip', 'preserve')), r.choice(('', '', 'nodomain')),
                r.choice(('', 'tempfail', 'queue'))]
        out += feature(r, 1, 'ldap_routing', *args[:r.randrange(2, 7)])
        out += listed(r, 0.7, 'LDAPROUTE_DOMAIN', HOSTS) + some(r, 0.3, 'LDAPROUTE_EQUIVALENT(`%s\')dnl' % r.choice(HOSTS), 'MASQUERADE_AS(`example.org\')dnl')
    return out


def names(r):
    out = listed(r, 0.4, 'LOCAL_DOMAIN', HOSTS[2:13])
    out += feature(r, 0.15, 'always_add_domain', *r.choice(([], [], ['added.example'])))
    for f in ('stickyhost', 'preserve_local_plus_detail', 'redirect', 'vnet'):
        out += feature(r, 0.15, f)
    out += feature(r, 0.2, 'nocanonify', *r.choice(([], ['canonify_hosts'])))
    out += listed(r, 0.15, 'CANONIFY_DOMAIN', HOSTS)
    out += feature(r, 0.12, 'nouucp', r.choice(('reject', 'nospecial'))) + feature(r, 0.12, 'nopercenthack', r.choice(('reject', 'nospecial')))
    return out + feature(r, 0.1, 'bestmx_is_local', *r.choice(([], ['example.org'], ['example.com'])))


def relays(r):
    out = []
    for name, p in (('SMART_HOST', 0.25), ('LOCAL_RELAY', 0.15), ('MAIL_HUB', 0.2), ('LUSER_RELAY', 0.2), ('FAX_RELAY', 0.1), ('BITNET_RELAY', 0.15), ('DECNET_RELAY', 0.15), ('UUCP_RELAY', 0.2)):
        out += some(r, p, 'define(`%s\', `%s\')dnl' % (name, r.choice(RELAYS)))
    if 'LUSER_RELAY' in ' '.join(out):
        out += feature(r, 0.3, 'preserve_luser_host')
    return out + listed(r, 0.3, 'LOCAL_USER', ['root', 'ann', 'joe', 'a.b'])


def mailers(r):
    out = ['mailer MAILER(`local\')dnl', 'mailer MAILER(`smtp\')dnl'] if r.random() < 0.93 else ['mailer MAILER(`local\')dnl']
    for name, p in (('uucp', 0.35), ('procmail', 0.1), ('usenet', 0.1), ('fax', 0.1), ('cyrus', 0.05), ('mail11', 0.05), ('phquery', 0.05), ('pop', 0.05), ('qpage', 0.05), ('cyrusv2', 0.05)):
        if r.random() < p and not (name == 'uucp' and len(out) < 2):
            out.append('mailer MAILER(`%s\')dnl' % name)
    if r.random() < 0.04:
        out.append(r.choice(out))
    return out


def ends(r):
    out = []
    if r.random() < 0.08:
        out += ['end LOCAL_NET_CONFIG', 'end R$* < @ $* .example.net. > $*\t$#smtp8 $@ $2.example.net. $: $1 < @ $2.example.net. > $3']
    if r.random() < 0.08:
        out += ['end LOCAL_RULE_0', 'end Rjoe < @ $+ > $*\t$#local $: special $2', 'end R$* < @ a. $+ . > $*\t$1 < @ b.$2 . > $3']
    if r.random() < 0.08:
        out += ['end LOCAL_RULE_3', 'end R$* < @ www . $+ > $*\t$1 < @ $2 > $3']
    if r.random() < 0.05:
        out += ['end LOCAL_RULE_1', 'end Rann\tanne'] + ['end LOCAL_RULE_2', 'end R$* < @ one > $*\t$1 < @ two.example > $2']
    if r.random() < 0.15:
        out += ['end LOCAL_CONFIG', 'end CU uu', 'end CWuu far'] + (['end CPpseudo'] if r.random() < 0.4 else [])
    return out


def address(r):
    form = r.choice(('full',) * 12 + ('user',) * 4 + ('%s!%s', '%s!%s@%s', '@%s:%s', '@%s,@%s:%s', '%s::%s', '%s%%%s@%s', 'Name <%s>', '<%s>', '%s.', '@%s', '%s@', '"%s"@%s', '%s@%s@%s', '\\%s', '%s@%s.'))
    if form == 'full':
        return full(r)
    if form == 'user':
        return r.choice(USERS + ['|/bin/prog', '/tmp/file', ':include:/x', '"|prog arg"'])
    user, a, b = r.choice(USERS[:9]), domain(r), domain(r)
    if form.startswith('%s!'):
        a = a.strip('[]').replace(':', '-') # a literal is no name for UUCP
    return {'%s!%s': a + '!' + user, '%s!%s@%s': '%s!%s@%s' % (a, user, b), '@%s:%s': '@%s:%s@%s' % (a, user, b), '@%s,@%s:%s': '@%s,@%s:%s@%s' % (a, b, user, domain(r)),
            '%s::%s': 'node::' + user, '%s%%%s@%s': '%s%%%s@%s' % (user, a, b), 'Name <%s>': 'Name <%s@%s>' % (user, a), '<%s>': '<%s@%s>' % (user, a), '%s.': user + '.', '@%s': '@' + a,
            '%s@': user + '@', '"%s"@%s': '"%s"@%s' % (user.strip('"'), a), '%s@%s@%s': '%s@%s@%s' % (user, a, b), '\\%s': '\\' + user, '%s@%s.': '%s@%s.' % (user, a)}[form]


def make_case(r):
    if r.random() < 0.04:
        lines = feature(r, 1, 'nullclient', r.choice(RELAYS[:4] + ['[hub.example.com]'])) + feature(r, 0.3, 'nocanonify') + listed(r, 0.3, 'MASQUERADE_AS', ['masq.example'])[:1] + ['mailer dnl']
    else:
        groups = [masquerade(r) if r.random() < 0.5 else [], tables(r), names(r), relays(r)]
        r.shuffle(groups)
        lines = sum(groups, [])
        if any('stickyhost' in l for l in lines): # with our own name as hub it makes a loop there
            own = ['`mail.', 'localhost'] + [l.split('`')[1].split("'")[0] for l in lines if l.startswith('mc LOCAL_DOMAIN')]
            lines = [l for l in lines if not ('MAIL_HUB' in l and any(name in l for name in own))]
        lines += mailers(r) + ends(r)
    text = ' '.join(lines)
    for name in TABLES:
        if name in text:
            lines += [row(r, name) for _ in range(r.randrange(12))]
    if 'stickyhost' in text: # a value that comes out empty is taken for a hub there
        lines = [l for l in lines if not (l.startswith('virtusertable ') and l.endswith(' %3'))]
    asked = []
    for _ in range(14):
        a = address(r)
        asked += ['3,0 ' + a, '/parse ' + a]
        if r.random() < 0.6:
            asked += ['/tryflags ' + r.choice(('hs', 'hr', 'es', 'er')), '/try %s %s' % (r.choice(MAILERS), a)]
    return pair.Case([], [l.encode() for l in lines], [q.encode() for q in asked])


def without_loop(said):
    """A rule that loops is told of, and the address goes on."""
    said = re.sub(rb"'Infinite loop in ruleset ParseLocal, rule 2'(, )?", b'', said)
    return re.sub(rb" / \[\]$", b'', said)


# What is meant: "relay:" or "error:word" (nothing behind it) does not show pieces of a pattern. domainmap's rule loops there
# for a LOCAL_USER. A route may begin with a literal.
MEANT = (('a local user of a mapped domain', lambda theirs, ours: without_loop(theirs) == ours),
         ('a route of literals', lambda theirs, ours: b'@[IPv6:' in theirs and b'Invalid route address' in theirs),
         ('pieces of a pattern', lambda theirs, ours: b'host >' in theirs or b' $@ >' in theirs or b'user >' in theirs or b'$: < >' in theirs or b'$: >' in theirs),)

if __name__ == '__main__':
    sys.exit(library_pair.main(__doc__, make_case, TABLES, (), MEANT))
