#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random .mc files by our m4 library and a classic one: is what they say apart from rules the same? Options, mailers
(path, flags, names of rule sets, arguments), maps (class and switches), classes, macros, header fields, priorities,
trusted users, queue groups, filters, and whether m4 complains of an error; then a few addresses and checks.

  mc_facts.py BUILD_DIR [--seconds N | --cases N] [--seed N]

The answers are those of library_pair.py, which see for the environment. What our .cf has and the other lacks, or the
other way round, counts as much as a value that differs. Needs root. Exits 1 when something differed.
"""
import os, re, subprocess, sys

import access_diff, library_pair, mc_random, pair
from library_pair import TAIL
sys.path.insert(0, pair.ORACLE)
from cf_facts import cf_facts

TABLES = ('access', 'mailertable', 'virtusertable', 'genericstable', 'domaintable', 'uudomain', 'bitdomain', 'users', 'host', 'addr', 'authinfo', 'bcc', 'drac')
ADDRESSES = ['joe', 'joe@mail.example.com', 'joe+tag@example.com', 'ann@example.org', 'x@a.b.example.net', 'uu!joe', 'joe%example.net@mail.example.com', 'joe@[192.0.2.1]', 'joe@virtual.example.org', '<>',
             'root', 'joe@one', 'h::joe', 'joe@office.FAX', 'joe@h.UUCP', 'joe@h.BITNET', 'news.group.USENET', 'joe@gone.example.REDIRECT']
NAMES_OF_MAILERS = ['local', 'smtp', 'esmtp', 'relay', 'prog', 'uucp-old', 'uucp-dom', 'procmail', 'usenet', 'fax', 'cyrus', 'cyrusv2', 'mail11', 'xagent', 'ssh']


def facts(text, said):
    """Keys and values, one for each thing that can be compared."""
    found, out = cf_facts(text), {'V': ''}
    out['V'] = found['V']
    for kind in 'MKDC':
        for name, value in found[kind].items():
            if kind == 'M':
                out.update(('M %s %s' % (name, part), ' '.join(v.split())) for part, v in value.items())
            else:
                out['%s %s' % (kind, name)] = ' '.join(value if kind == 'C' else value.split())
    # Lines of one name in the order of the file.
    for line in re.findall(r'(?m)^O (\S[^\n]*)', text):
        name, _, value = (w.strip() for w in line.partition('='))
        before = out.get('O ' + name)
        out['O ' + name] = value if before in (None, value) else before + ' ; ' + value
    for kind in 'FHPTEQX':
        for n, line in enumerate(found[kind]):
            out['%s %d' % (kind, n)] = line
    # The release that each is written for.
    out['D Z'] = re.sub(r'^[\d.]+|(?<=/Debian)-[^/]*u\d+', '', out.get('D Z', ''))
    errors = [line for line in said.split('\n') if 'ERROR' in line or 'should be defined before' in line]
    out['m4 finds an error'] = ' / '.join(errors) or 'no'
    return out


def same_words(theirs, ours):
    """Complaints are in the words of each."""
    if 'no' not in (theirs['m4 finds an error'], ours['m4 finds an error']):
        ours['m4 finds an error'] = theirs['m4 finds an error']


class FactsPair(library_pair.LibraryPair):
    def build(self, library, name, mc):
        with open(os.path.join(self.tmp, 'x.mc'), 'w') as f:
            f.write(mc)
        p = subprocess.run(['m4', '-D_CF_DIR_=%s/' % library, os.path.join(library, 'm4', 'cf.m4'), 'x.mc'], cwd=self.tmp,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        with open(os.path.join(self.tmp, name), 'wb') as f:
            f.write(p.stdout)
        return facts(p.stdout.decode('utf-8', 'replace'), p.stderr.decode('utf-8', 'replace'))

    def answers(self, case):
        part = {name: [l.decode().partition(' ')[2] for l in case.lines if l.startswith(name.encode() + b' ')] for name in ('mc', 'mailer', 'end')}
        mc = '\n'.join(part['mc'] + part['mailer'] + part['end'] + TAIL).replace('@DIR@', self.tmp) + '\n'
        theirs, ours = self.build(self.theirs, 'theirs.cf', mc), self.build(os.path.join(library_pair.TOP, 'cf'), 'ours.cf', mc)
        same_words(theirs, ours)
        keys = sorted(set(theirs) | set(ours))
        said = [''.join('%s = %s\n' % (k, f.get(k, '(none)')) for k in keys).encode('utf-8', 'replace') for f in (theirs, ours)]
        said[0] = self.with_meant(*said)
        # Answers of files that differ say nothing new; one that m4 complains of need not be asked; what a server that is
        # not there would say is another question.
        if said[0] != said[1] or theirs['m4 finds an error'] != 'no' or not case.asked or any(k[0] == 'K' and re.match('ldap|socket', v) for k, v in ours.items()):
            return said[0], said[1]
        seen = dict(self.seen)
        self.tables(case)
        asked = [self.ask(program, cf, case) for program, cf in ((self.programs[0], 'theirs.cf'), (self.programs[0], 'ours.cf'), (self.programs[1], 'ours.cf'))]
        if asked[0] is None:
            return None, None
        texts = ['\n'.join(['no answer'] if a is None else self.mended(a)).encode() for a in asked]
        said = (texts[0] + b'\n' + texts[0], texts[1] + b'\n' + texts[2])
        theirs = self.with_meant(*said)
        for name, n in seen.items():
            self.seen[name] = self.seen.get(name, 0) + n
        return theirs, said[1]


def questions(r):
    out = []
    for a in r.sample(ADDRESSES, 6):
        out += ['3,0 ' + a, '/try %s %s' % (r.choice(NAMES_OF_MAILERS), a), 'check_mail <%s>' % a, 'check_rcpt <%s>' % a]
    return out + ['Translate,check_relay client.example $| 192.0.2.77', 'Translate,check_relay [127.0.0.1] $| 127.0.0.1', 'tls_rcpt joe@example.org', 'tls_server NO', 'try_tls x']


def make_case(r):
    lines = ["mc define(`MAIL_SETTINGS_DIR', `@DIR@/')dnl"] if r.random() < 0.9 else []
    for word, group in zip(('mc', 'mailer', 'end'), mc_random.make(r)):
        lines += ['%s %s' % (word, line) for line in group]
    lines += ['%s %s' % kv for kv in r.sample([('access', 'To:joe@ REJECT'), ('access', 'Connect:192.0.2 RELAY'), ('access', 'From:example.org 550 no'), ('mailertable', 'example.net smtp:gate'), ('virtusertable', '@example.org ann'),
                                               ('genericstable', 'joe J.Doe@example.com'), ('domaintable', 'one example.org'), ('users', 'ann joe'), ('host', 'ann@example.org hub')], r.randrange(6))]
    return pair.Case([], [l.encode() for l in lines], [q.encode() for q in questions(r)])


MEANT = (('a map for what m4 does here', lambda theirs, ours: theirs.startswith(b'K domainmap_regex = ') and ours.endswith(b'(none)')),
         ('a second MAILER is a warning', lambda theirs, ours: theirs.count(b'ERROR') == theirs.count(b'already included') > 0 and ours == b'm4 finds an error = no'),
         ('OSTYPE(unknown) is a warning', lambda theirs, ours: b'not specified a valid operating system' in theirs and ours == b'm4 finds an error = no'),
         ('what needs the access map says so', lambda theirs, ours: theirs == b'm4 finds an error = no' and ours.count(b'ERROR') == len(re.findall(b'needs FEATURE.access_db. before it', ours))),
         ('-T put into the word socket', lambda theirs, ours: theirs.startswith(b'K sts = sock -T<TMPF> et ')),
         ('the value of a name that was undefined', lambda theirs, ours: b'= Received: confRECEIVED_HEADER' in theirs))

if __name__ == '__main__':
    library_pair.LibraryPair = FactsPair
    sys.exit(library_pair.main(__doc__, make_case, TABLES, access_diff.MENDS, MEANT + access_diff.MEANT))
