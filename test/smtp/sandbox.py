#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What the daemon's workers are left with, and that maps only root may read still answer.

    sandbox.py BUILD_DIR

A private root on loopback. Prints a line for each test and "65-sandbox: N passed, N failed, N skipped".
"""
import os, shutil, signal, socket, subprocess, sys, tempfile, time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROOT = os.getuid() == 0
KINDS = ('smtpd', 'queue', 'deliver')
DAC_OVERRIDE = 1 << 1                                  # what a root queue process keeps

CONFIG = '''V10/Berkeley
O DaemonPortOptions=Name=MTA, Addr=127.0.0.1, Port=@PORT@
O QueueDirectory=@ROOT@/mqueue
O PidFile=@ROOT@/pid
O LogLevel=9
O DefaultUser=@DEFAULT@
O TrustedUser=@TRUSTED@
O DontBlameSendmail=MapInUnsafeDirPath
O Timeout.ident=0
O QueueLA=9999
O RefuseLA=9999
@EXTRA@
Dmloop
Djloop.test
Kknown @CLASS@ @ROOT@/secret/known
Klater hash -o @ROOT@/secret/later
Mlocal, P=/bin/true, F=lsmn, S=0, R=0, A=true
Mprog, P=/bin/true, F=lsn, S=0, R=0, A=true
S0
R$*	$#local $: $1
S3
R$* < $* > $*	$2
Scheck_rcpt
R< $* >	$1
R$*	$: $(known $1 $: nobody $)
Rnobody	$: $(later here $: nobody $)
Rnobody	$#error $@ 5.1.1 $: "550 not in the map"
R$*	$@ OK
'''


class Client:
    def __init__(self, port):
        self.s = socket.create_connection(('127.0.0.1', port), 15)
        self.f = self.s.makefile('rwb')
        self.reply()

    def reply(self):
        line = self.f.readline()
        while line[3:4] == b'-':
            line = self.f.readline()
        return line.decode('latin-1').rstrip()

    def say(self, text):
        self.f.write(text.encode() + b'\r\n')
        self.f.flush()
        return self.reply()


class World:
    def __init__(self, build, extra='', map_class='hash', owner=None):
        self.build = build
        self.root = tempfile.mkdtemp(prefix='mw-sandbox-')
        os.chmod(self.root, 0o755)
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            self.port = s.getsockname()[1]
        for d in ('mqueue', 'secret'):
            os.mkdir(self.path(d), 0o700)
        self.build_map('known', 'friend yes')
        if map_class == 'text':
            self.write('secret/known', 'friend yes\n', 0o600)
        if map_class == 'program':
            os.chmod(self.path('secret'), 0o755)
            self.write('uids', '', 0o666)
            self.write('secret/known', '#!/bin/sh\nid -u >>%s\n[ "$1" = friend ] && echo yes\n' % self.path('uids'), 0o755)
        default = 'nobody' if ROOT else str(os.getuid())
        text = CONFIG.replace('@TRUSTED@', 'root' if ROOT else str(os.getuid()))
        text = text.replace('@EXTRA@', extra).replace('@CLASS@', map_class)
        text = text.replace('@ROOT@', self.root).replace('@PORT@', str(self.port)).replace('@DEFAULT@', default)
        self.write('sendmail.cf', text)
        self.owner = owner
        if owner is not None:
            self.own_spool()
        self.log = open(self.path('log'), 'wb')
        self.p = subprocess.Popen([os.path.join(build, 'sendmail', 'sendmail'), '-C', self.path('sendmail.cf'),
                                   '-bD'],
                                  stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)

    def own_spool(self):
        """The spool is somebody's; in it a message that root put there before, and a link of root's file."""
        self.submit('before', '-odq')
        self.write('secret/file', 'root only\n', 0o600)
        os.link(self.path('secret/file'), self.path('mqueue/dflinked'))
        os.chown(self.path('mqueue'), self.owner, self.owner)

    def submit(self, subject, *options):
        subprocess.run([os.path.join(self.build, 'sendmail', 'sendmail'), '-C', self.path('sendmail.cf'), *options,
                        'friend'], input=b'Subject: %s\n\nx\n' % subject.encode(), check=True)

    def queued(self):
        return [f for f in os.listdir(self.path('mqueue')) if f.startswith('qf')]

    def path(self, name):
        return os.path.join(self.root, name)

    def write(self, name, text, mode=0o644):
        with open(self.path(name), 'w') as f:
            f.write(text)
        os.chmod(self.path(name), mode)

    def build_map(self, name, text):
        subprocess.run([os.path.join(self.build, 'makemap', 'makemap'), '-s', 'hash', self.path('secret/' + name)],
                       input=text.encode() + b'\n', check=True, stdout=subprocess.DEVNULL)
        os.chmod(self.path('secret/%s.db' % name), 0o600)

    def wait(self):
        for _ in range(100):
            try:
                Client(self.port)
                return self
            except OSError:
                assert self.p.poll() is None, 'the daemon ended: ' + open(self.path('log')).read()[-300:]
                time.sleep(0.1)
        raise AssertionError('the daemon does not answer')

    def workers(self):
        """{kind: [status fields]}, when all are there and locked, or after 15 seconds as they are: a
        worker that was just forked is still on its way, and takes no connection before it is there."""
        end = time.monotonic() + 15
        while True:
            found = self.seen()
            late = set(found) != set(KINDS) or any(s['NoNewPrivs'] != '1' for all_ in found.values() for s in all_)
            if not late or time.monotonic() > end:
                return found
            time.sleep(0.05)

    def seen(self):
        found = {}
        for pid in filter(str.isdigit, os.listdir('/proc')):
            try:
                lines = open('/proc/%s/status' % pid).read().splitlines()
            except OSError:
                continue
            s = dict(line.split(':\t', 1) for line in lines if ':\t' in line)
            if s.get('PPid') == str(self.p.pid) and s['Name'] in KINDS:
                found.setdefault(s['Name'], []).append(s)
        return found

    def rcpt(self, who):
        c = Client(self.port)
        c.say('EHLO client.test')
        got = c.say('MAIL FROM:<a@example.org>')
        assert got.startswith('250'), got
        got = c.say('RCPT TO:<%s>' % who)
        c.say('QUIT')
        return got

    def stop(self):
        if self.p.poll() is None:
            self.p.terminate()
            try:
                self.p.wait(20)
            except subprocess.TimeoutExpired:
                self.p.kill()
                self.p.wait()
        self.log.close()
        shutil.rmtree(self.root, ignore_errors=True)


def locks(w):
    """Every worker has no_new_privs, and a filter where the build has one."""
    seen = w.workers()
    assert set(seen) == set(KINDS), seen.keys()
    filtered = filters_are_built(w.build)
    for kind, all_ in seen.items():
        for s in all_:
            assert s['NoNewPrivs'] == '1', kind
            assert s['Seccomp'] == ('2' if filtered else '0'), (kind, s['Seccomp'])
    return '' if filtered else 'this build has no filters'


def identities(w):
    """Nobody is root or has capabilities, but the queue process of a spool that is root's keeps one."""
    for kind, all_ in w.workers().items():
        for s in all_:
            uids = set(s['Uid'].split())
            assert len(uids) == 1, (kind, uids)
            if kind == 'queue' and w.owner is None:
                assert uids == {'0'}, uids
                assert int(s['CapPrm'], 16) == int(s['CapEff'], 16) == DAC_OVERRIDE, s['CapPrm']
                continue
            assert uids != {'0'} and '0' not in s['Gid'].split() + s['Groups'].split(), (kind, s['Uid'], s['Groups'])
            for set_ in ('CapPrm', 'CapEff', 'CapInh', 'CapAmb'):
                assert int(s[set_], 16) == 0, (kind, set_, s[set_])


def owner_of_the_spool(w):
    """The queue process is who owns the spool."""
    for s in w.workers()['queue']:
        assert set(s['Uid'].split()) == {str(w.owner)}, s['Uid']


def handed_over(w):
    """What root left in the spool was given to its owner and delivered; what has links elsewhere was not."""
    until(lambda: not w.queued())
    assert os.stat(w.path('mqueue/dflinked')).st_uid == 0
    for f in os.listdir(w.path('mqueue')):
        assert f == 'dflinked' or os.stat(w.path('mqueue/' + f)).st_uid == w.owner, f


def root_submits(w):
    """What root submits beside the daemon belongs to the owner and is delivered."""
    w.submit('beside', '-odq')
    files = w.queued()
    assert all(os.stat(w.path('mqueue/' + f)).st_uid == w.owner for f in files), files
    w.p.send_signal(signal.SIGALRM)                    # run the queue now
    until(lambda: not w.queued())


def closed_map(w):
    """A map that only root may read is asked."""
    assert w.rcpt('friend').startswith('250'), w.rcpt('friend')
    got = w.rcpt('stranger')
    assert got.startswith('550 5.1.1'), got


def rebuilt_map(w):
    """... and one that was rebuilt, or came later, is noticed."""
    assert w.rcpt('newcomer').startswith('550')
    w.build_map('known', 'friend yes\nnewcomer yes')
    until(lambda: w.rcpt('newcomer').startswith('250'))
    w.build_map('later', 'here yes')
    until(lambda: w.rcpt('stranger').startswith('250'))


def until(true):
    for _ in range(60):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError('not within six seconds')


def large_message(w):
    """A message of some megabytes passes."""
    c = Client(w.port)
    for line in ('EHLO x', 'MAIL FROM:<a@example.org>', 'RCPT TO:<friend>', 'DATA'):
        got = c.say(line)
    assert got.startswith('354'), got
    got = c.say('Subject: x\r\n\r\n' + ('x' * 70 + '\r\n') * 60000 + '.')
    assert got.startswith('250'), got


def filters_are_built(build):
    """The library is loaded by name when a filter is made."""
    with open(os.path.join(build, 'sendmail', 'sendmail'), 'rb') as f:
        return b'libseccomp.so' in f.read()


def text_map(w):
    """A text file that only root may read is asked, too."""
    closed_map(w)


def run_as(w):
    """RunAsUser is who smtpd and deliver are."""
    seen = w.workers()
    for kind in ('smtpd', 'deliver'):
        for s in seen[kind]:
            assert set(s['Uid'].split()) == {'1'}, (kind, s['Uid'])
    closed_map(w)


def program_map(w):
    """A map of class program still runs its program."""
    closed_map(w)
    for s in w.workers()['smtpd']:
        assert s['NoNewPrivs'] == '1'
        assert not ROOT or s['Uid'].split()[0] != '0'
    if ROOT:
        w.submit('from root', '-odq')
        out = subprocess.run([os.path.join(w.build, 'sendmail', 'sendmail'), '-C', w.path('sendmail.cf'), '-bt'],
                             input=b'/map known friend\n', stdout=subprocess.PIPE).stdout
        assert b'yes' in out, out
    uids = open(w.path('uids')).read().split()
    assert uids and (not ROOT or '0' not in uids), uids


WORLDS = [
    ({}, [(locks, False), (identities, True), (closed_map, False), (rebuilt_map, False), (large_message, False)]),
    ({'map_class': 'text'}, [(text_map, False)]),
    ({'extra': 'O RunAsUser=daemon'}, [(run_as, True)]),
    ({'owner': 8}, [(locks, True), (identities, True), (owner_of_the_spool, True), (handed_over, True),
                    (root_submits, True), (large_message, True)]),
    ({'map_class': 'program'}, [(program_map, False)]),
]


def run(build, how, tests, count):
    todo = []
    for test, root_only in tests:
        if root_only and not ROOT:
            print('SKIP %s (not root)' % test.__doc__)
            count[2] += 1
        else:
            todo.append(test)
    if not todo:
        return
    w = World(build, **how)
    try:
        w.wait()
        for test in todo:
            try:
                note = test(w)
                print('ok   %s%s' % (test.__doc__, ' (%s)' % note if note else ''))
                count[0] += 1
            except Exception as e:                     # any surprise is a failure of that test
                print('FAIL %s: %r' % (test.__doc__, e))
                count[1] += 1
    except AssertionError as e:
        print('FAIL %s' % e)
        count[1] += 1
    finally:
        w.stop()


def main():
    build = os.path.abspath(sys.argv[1])
    count = [0, 0, 0]
    for how, tests in WORLDS:
        run(build, how, tests, count)
    print('65-sandbox: %d passed, %d failed, %d skipped' % tuple(count))
    return 1 if count[1] else 0


sys.exit(main())
