#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What hostile and clumsy clients can do to the daemon: a private root, loopback, no rights needed.

    loopback.py BUILD_DIR [--soak]

Prints a line for each test and "smtp-loopback: N passed, N failed, N skipped" at the end.
"""
import getpass, os, random, shutil, signal, socket, subprocess, sys, tempfile, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
CLOSED = b'<closed>'


class Client:
    """A raw socket; replies are read whole (all lines)."""

    def __init__(self, port, timeout=15):
        self.s = socket.create_connection(('127.0.0.1', port), timeout)
        self.buf = b''

    def send(self, data):
        try:
            self.s.sendall(data)
        except OSError:
            pass

    def line(self):
        while b'\n' not in self.buf:
            try:
                got = self.s.recv(65536)
            except OSError:
                got = b''
            if not got:
                return CLOSED
            self.buf += got
        line, _, self.buf = self.buf.partition(b'\n')
        return line + b'\n'

    def reply(self):
        while True:
            line = self.line()
            if line == CLOSED or line[3:4] != b'-':
                return line

    def say(self, text):
        self.send(text.encode('latin-1') + b'\r\n')
        return self.reply()

    def close(self):
        self.s.close()

    def begin(self, *rcpts):
        """Up to the 354."""
        self.reply()
        for command in ['EHLO client.test', 'MAIL FROM:<sender@example.org>'] + \
                ['RCPT TO:<%s>' % r for r in rcpts or ('postmaster',)]:
            got = self.say(command)
            assert got.startswith(b'250'), (command, got)
        got = self.say('DATA')
        assert got.startswith(b'354'), got


class World:
    def __init__(self, build):
        self.build = build
        self.root = tempfile.mkdtemp(prefix='mw-smtp-')
        os.chmod(self.root, 0o755)
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            self.port = s.getsockname()[1]
        for d in ('etc', 'mqueue', 'box'):
            os.mkdir(os.path.join(self.root, d), 0o700)
        os.chmod(self.path('box'), 0o1777)         # the mailer runs as the recipient
        self.write('etc/aliases', 'postmaster: %s\n' % getpass.getuser())
        self.write('etc/local-host-names', 'loop.test\n')
        self.write('etc/helpfile', '#vers\t2\nsmtp\tTopics\n')
        self.write('deliver', '#!/bin/sh\nf=$(mktemp %s/box/tmp.XXXXXX) && cat >$f && mv $f %s/box/$1.$(basename $f)\n'
                   % (self.root, self.root), 0o755)
        mc = open(os.path.join(HERE, 'loop.mc')).read()
        self.write('loop.mc', mc.replace('@ROOT@', self.root).replace('@PORT@', str(self.port)).replace('@USER@', getpass.getuser()))
        cf = subprocess.run(['m4', '-D_CF_DIR_=%s/cf/' % TOP, '%s/cf/m4/cf.m4' % TOP, self.path('loop.mc')],
                            stdout=subprocess.PIPE, check=True).stdout.decode()
        self.write('sendmail.cf', cf)
        self.sendmail = os.path.join(build, 'sendmail', 'sendmail')
        subprocess.run([self.sendmail, '-C', self.path('sendmail.cf'), '-bi'], check=False,
                       stdout=subprocess.DEVNULL)
        self.p = None

    def path(self, name):
        return os.path.join(self.root, name)

    def write(self, name, text, mode=0o644):
        with open(self.path(name), 'w') as f:
            f.write(text)
        os.chmod(self.path(name), mode)

    def start(self):
        self.log = open(self.path('log'), 'wb')
        self.p = subprocess.Popen([self.sendmail, '-C', self.path('sendmail.cf'), '-bD'],
                                  stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
                                  start_new_session=True)
        for _ in range(100):
            try:
                Client(self.port).close()
                return True
            except OSError:
                if self.p.poll() is not None:
                    break
                time.sleep(0.1)
        return False

    def stop(self):
        if self.p is not None and self.p.poll() is None:
            self.p.terminate()
            try:
                self.p.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.p.pid, signal.SIGKILL)
                self.p.wait()
        shutil.rmtree(self.root, ignore_errors=True)

    def client(self):
        return Client(self.port)

    def messages(self):
        """Delivered and waiting ones."""
        return len([f for f in os.listdir(self.path('box')) if not f.startswith('tmp.')]) + \
            sum(f.startswith(('qf', 'hf')) for f in os.listdir(self.path('mqueue')))

    def delivered(self):
        return len([f for f in os.listdir(self.path('box')) if not f.startswith('tmp.')])

    def workers(self):
        pids = []
        for pid in filter(str.isdigit, os.listdir('/proc')):
            try:
                stat = open('/proc/%s/stat' % pid).read()
            except OSError:
                continue
            if stat.rpartition(')')[2].split()[1] == str(self.p.pid) and '(smtpd)' in stat:
                pids.append(int(pid))
        return pids

    def memory(self):
        """KiB resident in all smtpd workers."""
        total = 0
        for pid in self.workers():
            for line in open('/proc/%d/status' % pid):
                if line.startswith('RssAnon:'):
                    total += int(line.split()[1])
        return total


# ---------------------------------------------------------------- the tests

SMUGGLES = [b'a\n.\nMAIL FROM:<evil@x>\r\n', b'a\r.\rMAIL FROM:<evil@x>\r\n', b'a\r\n.\nMAIL FROM:<evil@x>\r\n',
            b'a\n.\r\nMAIL FROM:<evil@x>\r\n', b'a\r.\r\nMAIL FROM:<evil@x>\r\n', b'a\r\n.\rMAIL FROM:<evil@x>\r\n',
            b'a\r\r\n.\r\r\nMAIL FROM:<evil@x>\r\n', b'a\r\n.\r\r\nMAIL FROM:<evil@x>\r\n', b'a\r\n\r.\r\n', b'\n.\n',
            b'a\x00\r\n.\n\r\n']


def smuggling(w):
    """A lone CR or LF near the final dot never ends a message and never starts another."""
    before = w.messages()
    for raw in SMUGGLES:
        c = w.client()
        c.begin()
        c.send(b'Subject: s\r\n\r\n' + raw + b'RCPT TO:<postmaster>\r\nDATA\r\nx\r\n.\r\n')
        got = c.reply()
        assert got.startswith(b'421 4.5.0'), (raw, got)
        assert c.reply() == CLOSED, raw
        c.close()
    assert w.messages() == before


def accepted(w):
    """A message that got its 250 is delivered."""
    before = w.delivered()
    c = w.client()
    c.begin('postmaster')
    c.send(b'Subject: s\r\n\r\n..dots\r\nbody\r\n.\r\n')
    got = c.reply()
    assert got.startswith(b'250 2.0.0 '), got
    assert c.say('QUIT').startswith(b'221')
    for _ in range(200):
        if w.delivered() > before:
            return
        time.sleep(0.05)
    raise AssertionError('not delivered')


def pipelined_garbage(w):
    """Random bytes end with 421 or EOF, and the next client is served."""
    rng = random.Random(1)
    for n in (10, 1000, 200000):
        c = w.client()
        c.reply()
        c.send(bytes(rng.randrange(256) for _ in range(n)) + b'\r\n')
        try:
            c.s.shutdown(socket.SHUT_WR)
        except OSError:
            pass                                   # it has hung up already
        while c.reply() != CLOSED:
            pass
        c.close()
    c = w.client()
    assert c.reply().startswith(b'220')
    c.close()


def early_talk(w):
    """Commands sent before EHLO was answered are not believed."""
    c = w.client()
    c.reply()
    c.send(b'EHLO x\r\nMAIL FROM:<a@b>\r\n')
    assert c.reply().startswith(b'554 5.5.0')
    assert c.reply().startswith(b'550 5.0.0')
    c.close()
    c = w.client()
    c.reply()
    for line in ('EHLO x', 'MAIL FROM:<a@example.org>', 'RCPT TO:<postmaster>'):
        c.say(line)
    c.send(b'DATA\r\nSubject: x\r\n\r\nx\r\n.\r\n')
    assert c.reply().startswith(b'554 5.5.0')
    assert c.reply() == CLOSED
    c.close()


def long_lines(w):
    """Too long a command closes; the tail is never read as a command."""
    c = w.client()
    c.reply()
    c.send(b'NOOP ' + b'x' * 100000 + b'\r\nQUIT\r\n')
    assert c.reply().startswith(b'421 4.7.0')
    assert c.reply() == CLOSED
    c.close()


def huge_header(w, size=8 << 20):
    """An 8 MiB header line is refused or cut, quickly, and costs no lasting memory."""
    c = w.client()
    c.begin('postmaster')
    c.send(b'X-Long: ' + b'a' * size + b'\r\n\r\nx\r\n.\r\n')
    got = c.reply()
    assert got[:1] in b'25', got
    c.close()


def many_rcpts(w, count=2000):
    """Thousands of recipients in one transaction."""
    c = w.client()
    c.reply()
    c.say('EHLO x')
    c.say('MAIL FROM:<a@example.org>')
    c.s.settimeout(60)
    sender = threading.Thread(target=lambda: c.send(b''.join(
        b'RCPT TO:<user%d@example.net>\r\n' % i for i in range(count))))
    t = time.time()
    sender.start()
    codes = [c.reply()[:3] for _ in range(count)]
    sender.join()
    assert CLOSED[:3] not in codes
    c.say('QUIT')
    c.close()
    return '%.1f ms each' % ((time.time() - t) * 1000 / count)


def slow_client(w):
    """Ten clients that send a byte at a time do not keep an honest one waiting."""
    slow = [w.client() for _ in range(10)]
    stop = threading.Event()

    def dribble():
        while not stop.wait(0.05):
            for c in slow:
                c.send(b'N')
    t = threading.Thread(target=dribble)
    t.start()
    worst = 0
    for _ in range(5):
        t0 = time.time()
        accepted(w)
        worst = max(worst, time.time() - t0)
    stop.set()
    t.join()
    for c in slow:
        c.close()
    assert worst < 5, worst
    return 'worst %.0f ms' % (worst * 1000)


def idle_sessions(w, count=200):
    """Idle sessions are cheap."""
    before = w.memory()
    all_ = [w.client() for _ in range(count)]
    for c in all_:
        c.reply()
    each = (w.memory() - before) / count
    t0 = time.time()
    accepted(w)
    took = time.time() - t0
    for c in all_:
        c.close()
    # Sanitizers keep shadow memory and red zones: that says nothing about a session's cost.
    assert each < 128 or os.environ.get('MW_SANITIZED'), '%.0f KiB each' % each
    return '%.0f KiB each, a message beside them %.0f ms' % (each, took * 1000)


def nul_bytes(w):
    """NUL in a command makes it unknown."""
    c = w.client()
    c.reply()
    c.send(b'NOOP\x00\r\n')
    assert c.reply().startswith(b'500'), 'NUL'
    c.send(b'NO\rOP\r\n')
    assert c.reply().startswith(b'500'), 'CR'
    c.close()


def hurry(w):
    """When the daemon is told to stop, idle clients hear 421 at once."""
    c = w.client()
    c.reply()
    t = time.time()
    w.p.terminate()
    got = c.reply()
    assert got.startswith(b'421'), got
    w.p.wait(15)
    return '%.0f ms' % ((time.time() - t) * 1000)


QUICK = [accepted, smuggling, pipelined_garbage, early_talk, long_lines, huge_header, many_rcpts, slow_client,
         idle_sessions, nul_bytes, hurry]


def soak_rcpts(w):
    """100,000 recipients."""
    return many_rcpts(w, 100000)


def soak_idle(w):
    """Thousands of idle sessions, as many as the descriptor limit allows."""
    import resource
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return idle_sessions(w, min(10000, hard - 100))


SOAK = [soak_rcpts, soak_idle, lambda w: huge_header(w, 64 << 20)]


def main():
    build = os.path.abspath(sys.argv[1])
    tests = SOAK if '--soak' in sys.argv else QUICK
    passed = failed = 0
    if not shutil.which('m4'):
        print('smtp-loopback: 0 passed, 0 failed, %d skipped (m4 is not installed)' % len(tests))
        return 0
    w = World(build)
    try:
        if not w.start():
            print('FAIL the daemon did not start:', open(w.path('log')).read()[-500:])
            print('smtp-loopback: 0 passed, 1 failed, %d skipped' % len(tests))
            return 1
        for t in tests:
            try:
                note = t(w)
                passed += 1
                print('ok   %s%s' % ((t.__doc__ or 'soak').split('\n')[0], ' (%s)' % note if note else ''))
            except Exception as e:                     # any surprise is a failure of that test
                failed += 1
                print('FAIL %s: %r' % ((t.__doc__ or 'soak').split('\n')[0], e))
    finally:
        w.stop()
    print('smtp-loopback: %d passed, %d failed, 0 skipped' % (passed, failed))
    return 1 if failed else 0


sys.exit(main())
