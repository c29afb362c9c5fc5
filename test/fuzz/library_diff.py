#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random configurations: our cf library and our binary beside the original's.

  library_diff.py --seed N --count N --theirs CFDIR --reference BIN --reference-makemap CMD
             [--ours-lib CFDIR] [--ours BIN] [--keep DIR]

Makes COUNT configurations (features, mailers, maps with entries, address questions), builds each by
both libraries and compares, in the form of test/oracle/run.py:
  library   our .cf under the original's binary, beside its own .cf: facts and meaning of answers
  binary    the original's .cf under our binary: traces line for line
Prints the differing questions; exit 1 when there are any. Root and namespaces are needed.
"""
import argparse
import os
import random
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
ORACLE = os.path.join(TOP, 'test', 'oracle')

USERS = ['alice', 'bob', 'carol', 'root', 'postmaster', 'nobody', 'alice+tag', 'Bob', 'catchall', 'info', 'x', 'a.b']
HOSTS = ['mail.example.com', 'example.com', 'localhost', 'mail', 'relay.example.org', 'example.org', 'example.net',
         'a.example.org', 'b.a.example.org', 'virt1.example.org', 'sub.virt1.example.org', 'virt2.example.org',
         'm1.example.org', 'x.m1.example.org', 'm2.example.org', 'hidden.example.com', 'www.hidden.example.com',
         'spam.example.net', 'x.spam.example.net', 'partner.example.org', 'nosuch.example.net', 'unknown.invalid',
         'far.example.com', 'uu.UUCP', 'old.BITNET', '[192.0.2.1]', '[127.0.0.1]', '[IPv6:2001:db8::1]',
         '[unix]', 'mail.example.com.', 'HUB.Example.Com', 'new.example.org.REDIRECT', 'ipv6.example.net']
NETS = ['127.0.0.1', '192.0.2.1', '192.0.2', '192.0', '198.51.100.7', '203.0.113.5', '203.0.113', '10.1.2.3',
        'IPv6:2001:db8::1', 'IPv6:2001:db8', '10']
CLIENTS = [('127.0.0.1', 'localhost', 'OK'), ('192.0.2.1', 'mail.example.com', 'OK'), ('203.0.113.5', '[203.0.113.5]', 'FAIL'),
           ('198.51.100.7', 'x.spam.example.net', 'OK'), ('10.1.2.3', '[10.1.2.3]', 'TEMP'),
           ('203.0.113.9', 'forged.example.net', 'FORGED'), ('IPv6:2001:db8::1', 'ipv6.example.net', 'OK'),
           ('198.51.100.3', 'relay.example.org', 'OK'), ('198.51.100.99', 'b.partner.example.org', 'OK')]
ACCESS_VALUES = ['REJECT', 'RELAY', 'OK', 'DISCARD', 'SKIP', 'ERROR:550 go away', 'ERROR:5.7.1:550 not you',
                 'ERROR:4.7.1:450 later', '550 old form', '450 4.3.2 old later', 'QUARANTINE:look', 'FRIEND', 'HATER',
                 'ERROR:"421 busy"', 'REJECTx', '']


class Dice:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def one(self, items):
        return self.r.choice(items)

    def some(self, items, most):
        return self.r.sample(items, self.r.randint(0, min(most, len(items))))

    def chance(self, p):
        return self.r.random() < p


def address(d):
    user, host = d.one(USERS), d.one(HOSTS)
    forms = ['%s@%s'] * 12 + ['<%s@%s>'] * 3 + ['%s%%other.example.com@%s', '%s!user@%s', '@hop.example.org:%s@%s',
             '"%s"@%s', '%s@%s.', '<@a.example.org,@b.example.net:%s@%s>', 'Some One <%s@%s>', '%s@%s (comment)',
             '%s %% %s', '%s::%s', '%s@%s@example.net', '%s@.%s', '%s..@%s', '"quoted %s"@%s', '%s/x=y/@%s', '%s@%s;']
    if d.chance(0.12):
        return d.one(USERS + ['', '<>', '@', 'a!b!c', 'host!user', '|prog', '/file', ':include:/x', 'MAILER-DAEMON',
                              'local%relay', 'a%b%c@mail.example.com', '"a@b"', 'user.UUCP', '@a,@b:c@d', '\\alice'])
    return d.one(forms) % (user, host)


def access_lines(d, delay):
    lines = []
    for _ in range(d.r.randint(3, 40)):
        kind = d.r.random()
        value = d.one(ACCESS_VALUES)
        if kind < 0.3:
            key = d.one(['Connect:', 'Connect:', '', 'GreetPause:', 'ClientRate:', 'ClientConn:', 'TLS_Clt:', 'Try_TLS:'])
            key += d.one(NETS + HOSTS[:24])
            if key.startswith(('GreetPause', 'Client')):
                value = d.one(['0', '5', '1000', '-1'])
            if key.startswith('TLS_Clt'):
                value = d.one(['VERIFY', 'VERIFY:112', 'ENCR:56', 'PERM+VERIFY', 'TEMP+ENCR:128', 'VERIFY+CN:x'])
            if key.startswith('Try_TLS'):
                value = d.one(['NO', ''])
        elif kind < 0.6:
            tag = d.one(['From:', 'From:', ''])
            key = tag + d.one([d.one(HOSTS[:24]), d.one(USERS) + '@', d.one(USERS) + '@' + d.one(HOSTS[:24]), '<>'])
        elif kind < 0.92:
            tag = d.one(['To:', 'To:', 'Spam:' if delay else 'To:', ''])
            key = tag + d.one([d.one(HOSTS[:24]), d.one(USERS) + '@', d.one(USERS) + '@' + d.one(HOSTS[:24]), d.one(USERS)])
        else:
            key = d.one(['qgrp:', 'Compat:', 'Srv_Features:', 'TLS_Srv:', 'TLS_Rcpt:', 'AuthInfo:']) + d.one(HOSTS[:24])
            value = d.one(['slow', 'REJECT', 'V', 'VERIFY:40', 'DISCARD'])
        lines.append('%s\t%s' % (key, value))
    return lines


def table(d, keys, values, most):
    return ['%s\t%s' % (d.one(keys)(), d.one(values)()) for _ in range(d.r.randint(1, most))]


def domain(d):
    return lambda: d.one(HOSTS[:24])


def dotted(d):
    return lambda: '.' + d.one(HOSTS[:24])


def choice(d, *words):
    return lambda: d.one(words)


MAPS = {
    'mailertable': lambda d: table(d, [domain(d), domain(d), dotted(d), choice(d, '.')],
                                   [choice(d, 'smtp:hub.example.com', 'esmtp:[192.0.2.4]', 'relay:%1.gw.example.com', 'local:alice',
                                           'local:', 'error:nohost No such host here', 'error:5.7.0:550 Not for you', 'hub.example.com',
                                           'smtp:hub1.example.com:hub2.example.com', 'smtp:user@hub.example.com', 'discard:x',
                                           'relay:smart.example.com', 'error:4.2.1:451 Temporarily down')], 15),
    'virtusertable': lambda d: table(d, [lambda: d.one(USERS) + '@' + d.one(HOSTS[:24]), lambda: '@' + d.one(HOSTS[:24]),
                                         lambda: d.one(USERS[:3]) + '+*@' + d.one(HOSTS[:24]), lambda: d.one(USERS[:3]) + '@'],
                                     [lambda: d.one(USERS), lambda: '%1@' + d.one(HOSTS[:24]), lambda: address(d),
                                      choice(d, '%1+%2@example.net', '%1%3', 'error:nouser 550 No such user', 'error:5.7.0:550 Not here',
                                             'error:Custom text', '%0', 'catchall')], 20),
    'genericstable': lambda d: table(d, [lambda: d.one(USERS), lambda: d.one(USERS) + '@' + d.one(HOSTS[:24]),
                                         lambda: '@' + d.one(HOSTS[:24]), lambda: d.one(USERS[:3]) + '+*'],
                                     [lambda: d.one(USERS) + '@' + d.one(HOSTS[:24]), lambda: d.one(USERS),
                                      choice(d, '%1@gen.example.net', '%1+%2@gen.example.net', 'First.Last')], 15),
    'domaintable': lambda d: table(d, [domain(d)], [domain(d)], 6),
    'uudomain': lambda d: table(d, [choice(d, 'uu', 'other', 'a')], [domain(d)], 3),
    'bitdomain': lambda d: table(d, [choice(d, 'old', 'other')], [domain(d)], 3),
    'authinfo': lambda d: table(d, [lambda: 'AuthInfo:' + d.one(HOSTS[:24])], [choice(d, '"U:me" "P:secret"', '"U:u" "I:i" "P=c2Vj"')], 3),
}


class Config:
    """One random .mc, its maps and its questions."""

    def __init__(self, d, name):
        self.d, self.name, self.maps, self.files = d, name, {}, {}
        self.smtp = True
        self.lines = ['OSTYPE(`linux\')dnl', 'include(`@ROOT@/etc/mail/oracle.m4\')dnl']
        self.rules = []
        self.build()
        self.ask()

    def feature(self, name, *args):
        quoted = ''.join(', `%s\'' % a for a in args)
        self.lines.append('FEATURE(`%s\'%s)dnl' % (name, quoted))

    def map_feature(self, name, file=None, **extra):
        file = file or name
        self.maps[file] = MAPS[file](self.d)
        self.feature(name, 'hash -o @ROOT@/etc/mail/' + file)

    def build(self):
        d = self.d
        say = self.lines.append
        if d.chance(0.3):
            say('define(`SMART_HOST\', `%s\')dnl' % d.one(['smart.example.com', 'relay:smart.example.com', '[192.0.2.9]',
                                                            'esmtp:[smart.example.com]', 'smtp:a.example.com:b.example.com']))
        if d.chance(0.2):
            say('define(`MAIL_HUB\', `%s\')dnl' % d.one(['hub.example.com', 'relay:hub.example.com', 'smtp:hub.example.com']))
        if d.chance(0.15):
            say('define(`LOCAL_RELAY\', `%s\')dnl' % d.one(['lrelay.example.com', 'relay:lrelay.example.com']))
        if d.chance(0.2):
            say('define(`LUSER_RELAY\', `%s\')dnl' % d.one(['local:catchall', 'relay:users.example.com', 'error:5.1.1:550 who', 'lu.example.com']))
            if d.chance(0.4):
                self.feature('preserve_luser_host')
        if d.chance(0.12):
            say('define(`UUCP_RELAY\', `%s\')dnl' % d.one(['uuhost.example.com', 'relay:uuhost']))
        if d.chance(0.1):
            say('define(`BITNET_RELAY\', `bit.example.com\')dnl')
        if d.chance(0.06):
            say('define(`DECNET_RELAY\', `dec.example.com\')dnl')
        if d.chance(0.35):
            say('MASQUERADE_AS(`%s\')dnl' % d.one(['masq.example.com', 'example.com', 'mail.example.com']))
            for f in d.some(['masquerade_envelope', 'masquerade_entire_domain', 'allmasquerade', 'limited_masquerade',
                             'local_no_masquerade'], 4):
                self.feature(f)
            for h in d.some(HOSTS[:12], 2):
                say('MASQUERADE_DOMAIN(`%s\')dnl' % h)
            if d.chance(0.2):
                say('MASQUERADE_EXCEPTION(`%s\')dnl' % d.one(HOSTS[1:20]))
        if d.chance(0.4):
            say('EXPOSED_USER(`%s\')dnl' % ' '.join(d.some(['root', 'alice', 'postmaster', 'bob'], 3)))
        if d.chance(0.15):
            say('LOCAL_USER(`%s\')dnl' % d.one(['root', 'alice bob']))
        if d.chance(0.2):
            say('LOCAL_DOMAIN(`%s\')dnl' % ' '.join(d.some(HOSTS[5:20], 3)))
        if d.chance(0.2):
            say('CANONIFY_DOMAIN(`%s\')dnl' % d.one(HOSTS[4:20]))
        for f in ['always_add_domain', 'nocanonify', 'accept_unqualified_senders', 'accept_unresolvable_domains', 'stickyhost',
                  'redirect', 'use_cw_file', 'use_ct_file', 'promiscuous_relay', 'relay_entire_domain', 'relay_hosts_only',
                  'relay_local_from', 'loose_relay_check', 'relay_based_on_MX', 'local_procmail', 'smrsh', 'local_lmtp',
                  'preserve_local_plus_detail', 'block_bad_helo', 'require_rdns', 'use_client_ptr', 'notsticky',
                  'bestmx_is_local', 'no_default_msa', 'badmx', 'check_other', 'tls_session_features']:
            if d.chance(0.1):
                self.feature(f)
        if d.chance(0.1):
            self.feature('nocanonify', 'canonify_hosts')
        if d.chance(0.1):
            self.feature('nouucp', d.one(['reject', 'nospecial']))
        if d.chance(0.1):
            self.feature('nopercenthack', d.one(['reject', 'nospecial']))
        if d.chance(0.1):
            self.feature('always_add_domain', 'added.example.com')
        for h in d.some(HOSTS[4:24], 3):
            if d.chance(0.3):
                say('RELAY_DOMAIN(`%s\')dnl' % h)
        if d.chance(0.5):
            for m in ['mailertable', 'virtusertable', 'genericstable', 'domaintable']:
                if d.chance(0.5):
                    self.map_feature(m)
        if 'virtusertable' in self.maps:
            for h in d.some(HOSTS[4:20], 3):
                say('VIRTUSER_DOMAIN(`%s\')dnl' % h)
            if d.chance(0.3):
                self.feature('virtuser_entire_domain')
        if 'genericstable' in self.maps:
            for h in d.some(HOSTS[:20], 4):
                say('GENERICS_DOMAIN(`%s\')dnl' % h)
            if d.chance(0.3):
                self.feature('generics_entire_domain')
        if d.chance(0.1):
            self.map_feature('uucpdomain', 'uudomain')
        if d.chance(0.1):
            self.map_feature('bitdomain')
        delay = d.chance(0.4)
        if d.chance(0.55):
            self.maps['access'] = access_lines(d, delay)
            extra = d.some(['skip', 'lookupdotdomain', 'relaytofulladdress'], 3)
            self.feature('access_db', 'hash -T<TMPF> -o @ROOT@/etc/mail/access', *extra)
            for f, p in [('blocklist_recipients', .5), ('lookupdotdomain', .2), ('compat_check', .2), ('relay_mail_from', .15)]:
                if d.chance(p):
                    self.feature(f, *(['domain'] if f == 'relay_mail_from' and d.chance(.5) else []))
            if d.chance(0.2):
                self.feature('greet_pause', '500')
            if delay:
                self.feature('delay_checks', *d.one([[], ['friend'], ['hater'], ['friend', 'n']]))
            for f in ['ratecontrol', 'conncontrol']:
                if d.chance(0.2):
                    args = ['nodelay', 'terminate'] if delay and d.chance(.5) else []
                    self.feature(f, *args)
        elif delay:
            self.feature('delay_checks')
        if d.chance(0.15):
            self.feature('dnsbl', 'bl.example.org', *d.one([[], ['"550 listed " $&{client_addr}'], ['discard'], ['quarantine'],
                                                             ['', 't']]))
        if d.chance(0.1):
            self.feature('enhdnsbl', 'bl.example.org', *d.one([[], ['', '', '127.0.0.2.'], ['"550 no"', 't', '127.0.0.3.']]))
        if d.chance(0.1):
            self.feature('authinfo', 'hash -o @ROOT@/etc/mail/authinfo')
            self.maps['authinfo'] = MAPS['authinfo'](d)
        if d.chance(0.1):
            say('define(`confTRUSTED_USERS\', `bob\')dnl')
        for name, values in [('confOPERATORS', ['.:@!^/[]+', '.:%@!^=/[]+']), ('confUSE_ERRORS_TO', ['True']),
                             ('confBIND_OPTS', ['+DNSRCH -DEFNAMES']), ('confDELIVERY_MODE', ['queue', 'deferred', 'i']),
                             ('confMAX_MESSAGE_SIZE', ['1000000']), ('confFROM_HEADER', ['$?x$x <$g>$|$g$.']),
                             ('confPRIVACY_FLAGS', ['goaway', 'authwarnings,noexpn']), ('confREJECT_MSG', ['550 no way']),
                             ('confCOPY_ERRORS_TO', ['postmaster']), ('confRELAY_MSG', ['"550 5.7.1 no relay"']),
                             ('confSMTP_MAILER', ['smtp', 'esmtp', 'smtp8', 'dsmtp', 'relay']), ('confRELAY_MAILER', ['smtp']),
                             ('confUUCP_MAILER', ['uucp-new', 'uucp-dom']), ('confLOCAL_MAILER', ['local'])]:
            if d.chance(0.06):
                say('define(`%s\', `%s\')dnl' % (name, d.one(values)))
        self.files['local-host-names'] = d.some(HOSTS[4:24], 3)
        mailers = ['local', 'smtp'] + d.some(['uucp', 'procmail', 'usenet', 'cyrusv2', 'cyrus', 'fax', 'phquery', 'pop'], 2)
        if d.chance(0.05):
            mailers.remove('smtp')
            self.smtp = False
        if 'uucp' in mailers and 'smtp' not in mailers:
            mailers.remove('uucp')
        for m in mailers:
            say('MAILER(`%s\')dnl' % m)
        self.mailers = mailers
        if d.chance(0.15):
            say('LOCAL_CONFIG')
            say('C{Mine}alpha beta')
            say('Kmine text -k0 -v1 -o @ROOT@/etc/mail/none')
        if d.chance(0.15):
            say('LOCAL_RULE_0')
            say('R$+ < @ special . example . com . > $*\t$#error $@ 5.1.2 $: "special"')
        if d.chance(0.1):
            say('LOCAL_RULE_1')
            say('R$* < @ one . example . com . > $*\t$1 < @ two . example . com . > $2')
        if d.chance(0.1):
            say('LOCAL_RULE_3')
            say('R$* < @ three . example . com > $*\t$1 < @ four . example . com > $2')
        if d.chance(0.15):
            say('LOCAL_NET_CONFIG')
            say('R$* < @ $* .far.example.com. > $*\t$#%s $@ gw.example.com $: $1 < @ $2 .far.example.com. > $3'
                % ('smtp' if self.smtp else 'local'))
        if d.chance(0.15):
            say('LOCAL_RULESETS')
            say('SLocal_check_mail\nR$* spam $*\t$#error $@ 5.7.1 $: "550 spam sender"')
            say('SLocal_check_rcpt\nR$* trap $*\t$#error $@ 5.7.1 $: "550 trap"')

    def ask(self):
        d, q = self.d, []
        names = ['local', 'prog', '*file*'] + (['smtp', 'esmtp', 'smtp8', 'dsmtp', 'relay'] if self.smtp else [])
        names += [m for m in self.mailers if m in ('procmail', 'usenet', 'cyrus', 'cyrusv2', 'fax', 'phquery', 'pop')]
        names += ['uucp', 'uucp-new', 'uucp-dom', 'uucp-uudom', 'suucp'] if 'uucp' in self.mailers else []
        for _ in range(25):
            q.append(d.one(['3,0 ', '/parse ', '3,2,4 ', '3,1,4 ', 'canonify,parse ', '3,0,4 ', 'final ', 'localaddr ', '5 '])
                     + address(d))
        for _ in range(25):
            if d.chance(0.3):
                q.append('/tryflags ' + d.one(['HS', 'HR', 'ES', 'ER']))
            q.append('/try %s %s' % (d.one(names), address(d)))
        for _ in range(5):
            addr, host, how = d.one(CLIENTS)
            q += ['.D{client_addr}' + addr, '.D{client_name}' + host, '.D{client_ptr}' + host, '.D{client_resolve}' + how,
                  '.D{daemon_flags}' + d.one(['', '', 'CC f', 'r', 'u', 'b']), '.Df' + d.one(['alice@example.org', '', 'bob']),
                  '.D{mail_from}' + d.one(['alice@example.org', 'x@spam.example.net', ''])]
            q.append('Translate,check_relay %s $| %s' % (host, addr))
            for _ in range(4):
                q.append('check_mail ' + d.one(['<%s>', '%s']) % address(d))
                q.append('check_rcpt ' + d.one(['<%s>', '%s']) % address(d))
            q.append('Translate,check_compat %s $| %s' % (address(d), address(d)))
            q.append(d.one(['check_vrfy ', 'check_expn ', 'check_etrn ']) + address(d))
        self.questions = q

    def write(self, data):
        sub = os.path.join(data, 'mc', self.name + '.d')
        os.makedirs(sub)
        with open(os.path.join(data, 'mc', self.name + '.mc'), 'w') as f:
            f.write('VERSIONID(`%s\')dnl\n' % self.name + '\n'.join(self.lines) + '\n')
        for table_name, lines in {**self.maps, **self.files}.items():
            once = {line.split('\t')[0].lower(): line for line in lines if not line.endswith('\t')}
            with open(os.path.join(sub, table_name), 'w') as f:
                f.write('\n'.join(once.values()) + '\n')
        with open(os.path.join(data, 'questions', self.name + '.q'), 'w') as f:
            f.write('\n'.join(self.questions) + '\n')


def run(data, out, *args):
    cmd = [sys.executable, os.path.join(ORACLE, 'run.py'), '--data', data, '--out', out, '--no-smtp', *args]
    with open(out + '.log', 'w') as log:
        subprocess.run(cmd, stdout=log, stderr=log, check=False)


def compare(data, a, b, *flags):
    r = subprocess.run([sys.executable, os.path.join(ORACLE, 'run.py'), '--compare', a, b, '-v', '--limit', '40', *flags],
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return r.stdout


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--count', type=int, default=20)
    p.add_argument('--theirs', required=True, help="the original's cf directory")
    p.add_argument('--reference', required=True, help="the original's sendmail")
    p.add_argument('--reference-makemap', default='makemap')
    p.add_argument('--ours-lib', default=os.path.join(TOP, 'cf'))
    p.add_argument('--ours', help='our sendmail: compare traces too')
    p.add_argument('--keep', required=True, help='directory for data and answers, made anew')
    a = p.parse_args()
    shutil.rmtree(a.keep, ignore_errors=True)
    data = os.path.join(a.keep, 'data')
    os.makedirs(os.path.join(data, 'mc'))
    os.makedirs(os.path.join(data, 'questions'))
    shutil.copytree(os.path.join(ORACLE, 'mc', 'common'), os.path.join(data, 'mc', 'common'))
    for i in range(a.count):
        Config(Dice(a.seed * 100003 + i), 'r%05d-%03d' % (a.seed, i)).write(data)
    place = {n: os.path.join(a.keep, n) for n in ('theirs', 'library', 'binary')}
    reference = ['--sendmail', a.reference, '--makemap', a.reference_makemap]
    run(data, place['theirs'], *reference, '--cfdir', a.theirs, '--trace')
    run(data, place['library'], *reference, '--cfdir', a.ours_lib)
    print('== our library, the original binary')
    print(compare(data, place['theirs'], place['library']))
    if a.ours:
        run(data, place['binary'], '--sendmail', a.ours, '--makemap', a.reference_makemap, '--cfdir', a.theirs, '--trace')
        print('== the original library, our binary')
        print(compare(data, place['theirs'], place['binary'], '--strict'))


if __name__ == '__main__':
    main()
