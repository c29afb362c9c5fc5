#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Maps of class ldap against real directory servers.

    lookups.py BUILD_DIR

Servers on loopback in a temporary directory. Prints a line for each test and
"45-ldap: N passed, N failed, N skipped".
"""
import os, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from daemon import test_daemon
from directory import BASE, HERE, Directory, Missing, Slapd, free_port
from routing import test_routing

TOP = os.path.dirname(os.path.dirname(HERE))
count = {'passed': 0, 'failed': 0, 'skipped': 0}
counting = threading.Lock()


def check(words, ok, more=''):
    with counting:
        count['passed' if ok else 'failed'] += 1
    print('%s %s%s' % ('ok  ' if ok else 'FAIL', words, '' if ok else ': %s' % (more,)), flush=True)


def same(words, got, expected):
    check(words, got == expected, '%r, not %r' % (got, expected))


def skip(words):
    count['skipped'] += 1
    print('SKIP ' + words, flush=True)


HEAD = '''V10/Berkeley
Djmail.example.com
D{sendmailMTACluster}farm
O QueueDirectory=@ROOT@
O ServiceSwitchFile=@ROOT@/switch
Mlocal, P=/bin/true, F=lsDFMAw5:/|@q, S=0, R=0, A=true
Mprog, P=/bin/true, F=lsDFMo, A=true
S0
R$+	$#local $: $1
'''


class World:
    def __init__(self, build, slapd, tls=None):
        """tls: certificates of another world; None: they are made."""
        self.build = os.path.abspath(build)
        self.root = tempfile.mkdtemp(prefix='mw-ldap-')
        os.chmod(self.root, 0o755)
        self.tls = None
        if tls:
            self.tls = shutil.copytree(tls, self.root + '/tls')
        else:
            self.make_certificates()
        self.a = Directory(slapd, self.root + '/a', self.tls)
        self.b = Directory(slapd, self.root + '/b')
        self.secret('secret', 'open sesame\n')
        self.secret('wrong', 'open barley\n')

    def secret(self, name, text, mode=0o600):
        with open(self.path(name), 'w') as f:
            f.write(text)
        os.chmod(self.path(name), mode)

    def path(self, name):
        return os.path.join(self.root, name)

    def make_certificates(self):
        d = self.root + '/tls'
        os.mkdir(d)
        run = lambda *a: subprocess.run(('openssl',) + a, cwd=d, check=True, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, timeout=60)
        new_key = ('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes')
        with open(d + '/ext', 'w') as f:
            f.write('subjectAltName=DNS:localhost,IP:127.0.0.1\n')
        try:
            for ca in ('ca', 'stranger'):
                run('req', '-x509', *new_key, '-days', '2', '-subj', '/CN=' + ca, '-keyout', ca + '.key', '-out',
                    ca + '.pem')
            run('req', *new_key, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr')
            run('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days',
                '2', '-extfile', 'ext', '-out', 'server.pem')
            self.tls = d
        except (OSError, subprocess.SubprocessError):
            skip('TLS: openssl cannot make certificates')

    def fill(self, text):
        for name, value in (('@A@', self.a.host), ('@AURI@', self.a.uri), ('@ATLS@', self.a.tls_uri),
                            ('@ALOCAL@', self.a.local_uri), ('@B@', self.b.host), ('@ROOT@', self.root),
                            ('@BASE@', BASE), ('@DEAD@', '127.0.0.1:%d' % free_port()),
                            ('@READER@', 'cn=reader,' + BASE)):
            text = text.replace(name, value)
        return text

    def config(self, text, name='test.cf'):
        with open(self.path(name), 'w') as f:
            f.write(self.fill(HEAD + text))
        return self.path(name)

    def sendmail(self, args, feed='', env=None, program=None):
        got = subprocess.run([program or self.build + '/sendmail/sendmail'] + args, input=feed.encode('latin-1'),
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
                             env=dict(os.environ, **(env or {})))
        self.status = got.returncode
        return got.stdout.decode('latin-1')

    def close(self):
        self.a.stop()
        self.b.stop()
        shutil.rmtree(self.root, ignore_errors=True)


class TestMode:
    """A test mode that is asked one thing after another."""

    def __init__(self, world, cf, env=None):
        self.p = subprocess.Popen([world.build + '/sendmail/sendmail', '-bt', '-C', cf], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0,
                                  env=dict(os.environ, **(env or {})))

    def ask(self, name, key):
        """"value", or the number in parentheses."""
        self.p.stdin.write(('/map %s %s\n' % (name, key)).encode())
        text = b''
        while not re.search(rb' \(\d+\)\n', text):
            more = self.p.stdout.read(65536)
            if not more:
                raise RuntimeError('test mode ended: ' + text.decode())
            text += more
        found = re.search(r' returns (.*) \(0\)\n', text.decode('latin-1'), re.S)
        return found.group(1) if found else int(re.search(rb'no match \((\d+)\)', text).group(1))

    def maps(self):
        return open('/proc/%d/maps' % self.p.pid).read()

    def close(self):
        self.p.stdin.close()
        self.p.wait(30)
        self.p.stdout.close()


# ---- what is found ---------------------------------------------------------------------------------

DEFAULT = 'O LDAPDefaultSpec=-h @A@ -b "@BASE@"\n'
PEOPLE = '-b "ou=people,@BASE@" '

# What stands behind "ldap", a key, and the answer: a value or a number.
LOOKUPS = (
    ('-k (uid=%0) -v mail', 'anna', 'anna@one.example'),
    ('-k (uid=%0) -v mail', 'ANNA', 'anna@one.example'),
    ('-k uid=%0 -v mail', 'anna', 'anna@one.example'),
    ('-kuid=%0 -vmail', 'anna', 'anna@one.example'),
    ('-k "(& (uid=%0) (mail=*) )" -v "mail, uid" -z,', 'anna', 'anna,anna@one.example'),
    ('-k (uid=%0) -v mail', 'nobody', 68),
    ('-k (uid=%0) -v mail', 'nomail', 68),
    ('-k (uid=%0) -v mail', 'bert', 'bert@one.example'),
    ('-k (uid=%0) -v mail -z,', 'bert', 'bert@one.example,bert@two.example'),
    ('-k (uid=%0) -v mail -z\\n', 'bert', 'bert@one.example\nbert@two.example'),
    ('-k (uid=%0) -v mail -z\\t', 'bert', 'bert@one.example\tbert@two.example'),
    ('-k (uid=%0) -v mail -z " "', 'bert', 'bert@one.example bert@two.example'),
    ('-k (uid=%0) -v mail,uid -z, -V=', 'bert', 'uid=bert,mail=bert@one.example,mail=bert@two.example'),
    ('-k (uid=%0) -v mail,uid -z, -n', 'bert', 'uid,mail'),
    ('-k (uid=%0) -v mail,nosuch -z,', 'anna', 'anna@one.example'),
    # the key in the filter
    ('-k (uid=%0) -v mail', 'o(d*d)\\x', 'odd@one.example'),
    ('-k (uid=%0) -v mail', 'be*', 68),
    ('-k (uid=%s) -v mail', 'be*', 'bert@one.example'),
    ('-k (uid=%s) -v mail', 'o(d', 75),
    ('-k (|(uid=%%)(uid=%0)) -v mail', 'anna', 'anna@one.example'),
    ('-k (uid=%1) -v mail', 'anna', 68),
    # results
    ('-m -k (uid=%0) -v mail', 'anna', 'anna'),
    ('-a.app -k (uid=%0) -v mail', 'anna', 'anna@one.example.app'),
    # scope
    (PEOPLE + '-s one -k (uid=%0) -v mail', 'anna', 'anna@one.example'),
    (PEOPLE + '-s one -k (uid=%0) -v mail', 'deep', 68),
    (PEOPLE + '-s sub -k (uid=%0) -v mail', 'deep', 'deep@one.example'),
    ('-s LDAP_SCOPE_BASE -k (objectClass=%0) -v dc', 'dcObject', 'example'),
    ('-s base -k (uid=%0) -v mail', 'anna', 68),
    # several entries
    ('-k (uid=%0) -v mail -z,', 'twin', 'twin1@one.example,twin2@one.example'),
    ('-1 -k (uid=%0) -v mail -z,', 'twin', 68),
    ('-1 -k (uid=%0) -v mail -z,', 'bert', 'bert@one.example,bert@two.example'),
    ('-Z 1 -k (uid=%0) -v mail -z,', 'twin', 75),
    ('-Z 1 -k (uid=%0) -v mail -z,', 'anna', 'anna@one.example'),
    # recursion
    ('-k (uid=%0) -v mail,member:DN -z,', 'team',
     'team@one.example,anna@one.example,bert@one.example,bert@two.example,staff@one.example,twin1@one.example'),
    ('-k (uid=%0) -v mail,member:DN -z,', 'staff',
     'staff@one.example,team@one.example,anna@one.example,bert@one.example,bert@two.example,twin1@one.example'),
    ('-k (uid=%0) -v mail,member:DN:mailPerson -z,', 'team', 'team@one.example'),
    ('-k (uid=%0) -v mail,member:DN:foo|mailgroup -z,', 'orphans', 75),
    ('-k (uid=%0) -v mail::mailPerson,member:DN -z,', 'team',
     'anna@one.example,bert@one.example,bert@two.example,twin1@one.example'),
    ('-k (uid=%0) -v mail,mailFollow:FILTER -z,', 'filters', 'bert@one.example,bert@two.example,deep@one.example'),
    ('-k (uid=%0) -v mail,mailFollow:URL -z,', 'urls',
     'deep@one.example,twin2@one.example,bert@one.example,bert@two.example'),
    ('-k (uid=%0) -v mail,mailFollow:URL -z,', 'filters', 75),
    ('-k (uid=%0) -v mail,mailFollow:FILTER -z,', 'circle', 0),
    ('-1 -k (uid=%0) -v mail,mailFollow:FILTER -z,', 'filters', 'bert@one.example,bert@two.example'),
    # servers
    ('-k (uid=%0) -v mail -b "dc=nowhere"', 'anna', 75),
    ('-k (uid=%0) -v mail -h @DEAD@', 'anna', 75),
    ('-k (uid=%0) -v mail -h "@DEAD@ @A@"', 'anna', 'anna@one.example'),
    ('-k (uid=%0) -v mail -r always -R -x 1 -c 5 -l 5', 'anna', 'anna@one.example'),
    # binding
    ('-k (uid=%0) -v description', 'bert', 68),
    ('-k (uid=%0) -v description -M simple -d @READER@ -P @ROOT@/secret', 'bert', 'second'),
    ('-k (uid=%0) -v description -d @READER@ -P @ROOT@/secret', 'bert', 'second'),
    ('-k (uid=%0) -v mail -M LDAP_AUTH_NONE', 'anna', 'anna@one.example'),
    ('-k (uid=%0) -v mail -M simple -d @READER@ -P @ROOT@/wrong', 'anna', 75),
    ('-k (uid=%0) -v mail -M simple -d cn=stranger,@BASE@ -P @ROOT@/secret', 'anna', 75),
)

URIS = (
    ('-k (uid=%0) -v mail -b "@BASE@" -H @AURI@', 'anna', 'anna@one.example'),
    ('-k (uid=%0) -v mail -b "@BASE@" -H "ldap://@DEAD@ @AURI@"', 'anna', 'anna@one.example'),
    ('-k (uid=%0) -v mail -b "@BASE@" -H @ALOCAL@', 'anna', 'anna@one.example'),
    ('-k (uid=%0) -v mail -b "@BASE@" -H bogus://x', 'anna', 75),
)


def ask_all(w, head, rows, program=None, env=None):
    cf = w.config(head + ''.join('Km%d ldap %s\n' % (i, row[0]) for i, row in enumerate(rows)))
    t = TestMode(w, cf, env)
    try:
        for i, (spec, key, answer) in enumerate(rows):
            same('%s: %s' % (spec, key), t.ask('m%d' % i, key), answer)
    finally:
        t.close()


def test_arguments(w):
    cf = w.config(DEFAULT + '''KK ldap -K -k (&(uid=%0)(mail=%1)(cn=%2)) -v mail
SA
R$- / $- / $+	$: $(K $1 $@ $3 $@ $2 $: none $)
R$- + $+	$: $(K $1 $@ $2 $: none $)
''')
    got = w.sendmail(['-bt', '-C', cf], 'A bert / Bert / bert@two.example\nA bert / Bert / *\nA bert + *\n')
    same('-K: arguments of a rule, escaped', re.findall(r'returns: (.*)', got), ['bert @ one . example', 'none', 'none'])


def test_mistakes(w):
    rows = (('-v mail', 'No filter given'), ('-k (uid=%0) -M foo', 'Method for binding must be'),
            ('-k (uid=%0) -M krbv4', 'Kerberos 4'), ('-k (uid=%0) -s foo', 'Scope must be'),
            ('-k (uid=%0) -r foo', 'Deref must be'), ('-k (uid=%0) -w 9', 'exceeds max of 3'),
            ('-k (uid=%0) -w 1', 'lower than min of 2'), ('-k (uid=%0) -v mail:FOO', 'Unknown attribute type (FOO)'),
            ('-k (uid=%0) -v member:DN', 'no returnable attribute'),
            ('-k (uid=%0) -v mail,member:DN -n', 'can not be used with -n'),
            ('-k (uid=%0) -v mail,mail', 'Duplicate attribute'), ('-k (uid=%0) -Q', 'Illegal option Q'),
            ('-k (uid=%0) -h localhost -H ldap://localhost', 'Can not specify both'),
            ('-k (uid=%0) -c 3601', '-c needs a number'),
            ('-k (uid=%0) -M simple -d cn=x -P @ROOT@/nowhere', 'cannot open secret'),
            ('-k (uid=%0) -M simple -d cn=x -P @ROOT@/open', 'Group writable file'))
    w.secret('open', 'x\n', 0o666)
    got = w.sendmail(['-bt', '-C', w.config(''.join('Km%d ldap %s\n' % (i, r[0]) for i, r in enumerate(rows)))])
    for spec, words in rows:
        check('mistake: ' + spec, words in got, got)
    for spec, words in (('-k (uid=%0)', 'LDAP search filter'), ('-v mail', 'requested LDAP attributes'),
                        ('-T<TMPF>', 'non-LDAP specific flags')):
        got = w.sendmail(['-bt', '-C', w.config('O LDAPDefaultSpec=%s\n' % spec)])
        check('mistake in LDAPDefaultSpec: ' + spec, 'Do not set the ' + words in got or 'Do not set ' + words in got, got)


def test_classes(w):
    cf = w.config(DEFAULT + '''F{R}@LDAP
F{None}@LDAP
F{M}@ldap:-k (uid=bert) -v mail
F{One}bert@ldap:-k (uid=%0) -v mail -z,
F{Gone}-o @ldap:-h @DEAD@ -k (uid=bert) -v mail
''')
    got = w.sendmail(['-bt', '-C', cf], '$={R}\n$={None}\n$={M}\n$={One}\n$={Gone}\n')
    same('F{x}@LDAP and F{x}@ldap:...', [sorted(p.split()) for p in got.split('<address>\n')[1].split('> ')[1:6]],
         [['also.example', 'relayed.example', 'third.example'], [], ['bert@one.example', 'bert@two.example'],
          ['bert@one.example,bert@two.example'], []])
    got = w.sendmail(['-bt', '-C', w.config('O LDAPDefaultSpec=-h @DEAD@\nF{R}@LDAP\n')])
    check('a class that cannot be asked for is an error', 'fileclass: F{R}: map open failed' in got, got)


def test_aliases(w):
    cf = w.config(DEFAULT + 'O AliasFile=ldap:\n')
    got = w.sendmail(['-bv', '-C', cf, 'list', 'postmaster', 'nobody'])
    same('aliases by the LDAP schema', sorted(re.findall(r'^(\S+)\.\.\.', got, re.M)),
         ['four@far.example', 'nobody', 'one@far.example', 'root', 'three@far.example', 'two@far.example'])
    w.sendmail(['-bi', '-C', cf])
    same('newaliases has nothing to do for LDAP', w.status, 0)
    cf = w.config(DEFAULT + 'O AliasFile=ldap:-k (uid=%0) -v mail\n')
    got = w.sendmail(['-bv', '-C', cf, 'bert'])
    same('aliases by a map of their own', sorted(re.findall(r'^(\S+)\.\.\.', got, re.M)),
         ['bert@one.example', 'bert@two.example'])
    cf = w.config('O LDAPDefaultSpec=-h @DEAD@\nO AliasFile=ldap:\n')
    got = w.sendmail(['-bv', '-C', cf, 'list'])
    check('aliases that cannot be asked for: told, and later', w.status == 71 and 'in map Alias0: ' in got and
          'User unknown' not in got, (w.status, got))


def test_tls(w):
    if w.tls is None:
        return
    rows = (('-k (uid=%0) -v mail -b "@BASE@" -H @ATLS@', 'anna', 'anna@one.example'),)
    ask_all(w, '', rows, env={'LDAPTLS_CACERT': w.tls + '/ca.pem'})
    ask_all(w, '', (rows[0][:2] + (75,),), env={'LDAPTLS_CACERT': w.tls + '/stranger.pem'})


def test_loading(w):
    t = TestMode(w, w.config(DEFAULT + 'Kx ldap -k (uid=%0) -v mail\nKy text /dev/null\n'))
    t.ask('y', 'x')
    before = 'libldap' in t.maps()
    t.ask('x', 'anna')
    same('libldap is loaded by the first lookup', (before, 'libldap' in t.maps()), (False, True))
    t.close()


# ---- servers that go away --------------------------------------------------------------------------

def timed(t, name, key):
    start = time.monotonic()
    return t.ask(name, key), time.monotonic() - start


def test_outage(w, name, spec):
    """Never "not found" for what is there, bounded waits, and no restart to be back."""
    t = TestMode(w, w.config('Kx ldap -c 1 -l 1 -b "@BASE@" -k (uid=%0) -v mail ' + spec + '\n',
                             'outage.cf'), {'LDAPTLS_CACERT': (w.tls or '') + '/ca.pem'})
    there, gone = 'anna@one.example', 75
    got = [t.ask('x', 'anna')]
    w.a.signal(signal.SIGSTOP)
    stopped = [timed(t, 'x', 'anna') for _ in range(3)]
    w.a.signal(signal.SIGCONT)
    got += [t.ask('x', 'anna'), t.ask('x', 'nobody')]
    same(name + ': stopped: later, and back with it', [a for a, _ in stopped] + got, [gone] * 3 + [there, there, 68])
    check(name + ': a stopped server costs what -c and -l say', max(s for _, s in stopped) < 4, stopped)
    w.a.stop()
    got = [t.ask('x', 'anna') for _ in range(20)]
    w.a.start()
    same(name + ': killed: later, and back with it', got + [t.ask('x', 'anna'), t.ask('x', 'nobody')],
         [gone] * 20 + [there, 68])
    w.a.stop()
    w.a.start()
    same(name + ': restarted between two lookups', [t.ask('x', 'anna')], [there])
    t.close()


def test_failover(w):
    t = TestMode(w, w.config('Kx ldap -c 1 -l 1 -h "@A@ @B@" -b "@BASE@" -k (uid=%0) -v mail\n'))
    there = 'anna@one.example'
    got = [t.ask('x', 'anna')]
    w.a.signal(signal.SIGSTOP)
    first, rest = timed(t, 'x', 'anna'), [timed(t, 'x', 'anna') for _ in range(5)]
    w.a.signal(signal.SIGCONT)
    same('two servers, one stops: all is found', got + [first[0]] + [a for a, _ in rest], [there] * 7)
    check('one lookup waits for it, the others do not', len([s for _, s in [first] + rest if s > 1]) <= 1, (first, rest))
    w.b.stop()
    got = [t.ask('x', 'anna')]
    w.a.stop()
    got += [t.ask('x', 'anna')]
    w.b.start()
    got += [t.ask('x', 'anna')]
    w.a.start()
    same('two servers, both go, one comes back', got, [there, 75, there])
    t.close()


def elsewhere(w, slapd, test, *args):
    other = World(w.build, slapd, w.tls)
    try:
        other.a.start()
        other.b.start()
        test(other, *args)
    finally:
        other.close()


def main():
    try:
        slapd = Slapd(sys.argv[1])
    except Missing as why:
        skip('no directory server: %s (Debian package slapd)' % why)
        print('45-ldap: 0 passed, 0 failed, 1 skipped')
        return 0
    w = World(sys.argv[1], slapd)
    try:
        w.a.start()
        w.b.start()
        ask_all(w, DEFAULT, LOOKUPS)
        ask_all(w, '', URIS)
        for test in (test_arguments, test_mistakes, test_classes, test_aliases, test_tls, test_loading):
            test(w)
        test_routing(w, check, same, skip)
        losses = [(test_outage, 'TCP', '-h @A@'), (test_outage, 'local socket', '-H @ALOCAL@'), (test_failover,),
                  (test_daemon, 'tcp', '-h @A@', check, same), (test_daemon, 'local', '-H @ALOCAL@', check, same)]
        if w.tls:
            losses.append((test_outage, 'TLS', '-H @ATLS@'))
        # Most of this is waiting, and each has servers of its own to stop.
        with ThreadPoolExecutor(len(losses)) as pool:
            list(pool.map(lambda test: elsewhere(w, slapd, *test), losses))
    finally:
        w.close()
    print('45-ldap: %(passed)d passed, %(failed)d failed, %(skipped)d skipped' % count)
    return 1 if count['failed'] else 0


if __name__ == '__main__':
    sys.exit(main())
