#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""SMTP sessions: what is answered, what is delivered, what next hops are told and what stays in the queue.

  sessions.py --sendmail BIN [--makemap BIN] [--only NAME...]     plays every case and compares
maintainers: --record, with a classic sendmail for BIN
"""
import os, re, signal, socket, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'box'))
import box

WORDS = ('client', 'option', 'line', 'rule')
SHORT = {b'\r': 'r', b'\n': 'n', b'\\': '\\'}
LONG = {v: k for k, v in SHORT.items()}


def escape(data):
    return ''.join(chr(c) if 32 <= c < 127 and c != 92 else '\\' + SHORT.get(bytes([c]), 'x%02x' % c) for c in data)


def unescape(text):
    return b''.join(LONG.get(w[1], None) or bytes([int(w[2:], 16)]) if w[0] == '\\' else w.encode('ascii')
                    for w in re.findall(r'\\x[0-9a-f]{2}|\\.|[^\\]+', text))


def show_step(kind, what):
    return '%s %s' % (kind, what if kind == 'W' else escape(b'\n'.join(what) if kind == 'P' else what))


class Case:
    """client: 'pipe', 'unix', an address of -bs, or 'daemon ADDRESS'; lines: (kind, text), options, other lines and rules; steps: what
    is said: ('C', line), ('D', message), ('P', [lines]) at once, ('X', bytes and no reply), ('W', seconds)."""

    def __init__(self, client, lines, steps):
        self.client, self.lines, self.steps = client, lines, steps

    def show(self):
        out = ['client ' + self.client] + ['%s %s' % (k, t.replace('\n', '\\n').replace('\t', '\\t')) for k, t in self.lines]
        return out + [show_step(*s) for s in self.steps]


def read_case(text):
    client, lines, steps = 'pipe', [], []
    for line in text.split('\n'):
        kind, _, rest = line.partition(' ')
        if kind == 'client':
            client = rest
        elif kind in WORDS:
            lines.append((kind, rest.replace('\\n', '\n').replace('\\t', '\t')))
        elif kind == 'W':
            steps.append((kind, float(rest)))
        elif kind and not kind.startswith('#'):
            what = unescape(rest)
            steps.append((kind, what.split(b'\n') if kind == 'P' else what))
    return Case(client, lines, steps)


class Link:
    """The client's end: what was said and heard."""

    def __init__(self, sock):
        self.sock, self.buffer, self.heard, self.over = sock, b'', [], False
        sock.settimeout(20)

    def send(self, data):
        try:
            self.sock.sendall(data)
        except OSError:
            pass

    def line(self):
        while b'\n' not in self.buffer and not self.over:
            try:
                block = self.sock.recv(65536)
            except TimeoutError:
                self.buffer, self.over = self.buffer + b'@@TIMEOUT@@', True
                break
            except OSError:
                block = b''
            self.over = not block
            self.buffer += block
        got, _, self.buffer = self.buffer.partition(b'\n')
        return got

    def reply(self):
        """The code; '' when there is none."""
        while True:
            got = self.line()
            if not got and self.over:
                self.heard.append('(end)')
                return ''
            self.heard.append(box.norm(got.rstrip(b'\r').decode('utf-8', 'backslashreplace')))
            if not re.match(rb'\d\d\d-', got):
                return got[:3].decode('latin-1')

    def end(self):
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        while not self.over:
            self.reply()
        self.sock.close()


def talk(link, steps):
    link.reply()
    for kind, what in steps:
        link.heard.append('> ' + show_step(kind, what)[:70])
        if kind == 'C':
            link.send(what + b'\r\n')
            link.reply()
        elif kind == 'P':
            link.send(b''.join(w + b'\r\n' for w in what))
            for _ in what:
                link.reply()
        elif kind == 'D':
            link.send(b'DATA\r\n')
            if link.reply() == '354':
                link.send(what + b'.\r\n')
                link.reply()
        elif kind == 'W':
            time.sleep(what)
        else:
            link.send(what)
        if link.over:
            break
    link.end()


def with_rules(cf, lines):
    """The configuration with the case's rules before those of the same set."""
    for kind, text in lines:
        if kind == 'option':
            name = text.partition('=')[0]
            cf = re.sub(r'(?m)^O %s=.*\n' % re.escape(name), '', cf) + 'O %s\n' % text
            continue
        if kind == 'line':
            cf = re.sub(r'(?m)^S', lambda m: text + '\nS', cf, count=1)
            continue
        name, rule = text.split('\n', 1)
        if re.search(r'(?m)^S%s$' % name, cf):
            cf = re.sub(r'(?m)^(S%s\n(?:R\$\*\t+\$: \$>3 \$1\n)?)' % name, lambda m: m.group(1) + rule + '\n', cf)
        else:
            cf += 'S%s\n%s\n' % (name, rule)
    return cf


def log_lines(raw):
    sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'logs'))
    import logs
    lines = [re.sub(r'\bpri=\d+', 'pri=N', l) for l in logs.normal(raw)]
    return sorted('log ' + re.sub(r'\bQ\d+\b', 'Q', l) for l in lines if 'daemon' not in l or 'from=' in l)


def clean(line):
    """Replies of the reference have the control characters of the command; reports of it have errors for addresses."""
    line = re.sub(r'[\x00-\x1f\x7f]', '', line) if re.match(r'5\d\d ', line) else line
    return re.sub(r'(X-Actual-Recipient: rfc822;) ("551 User.*|[^ ]*REDIRECT)', r'\1 ?', line)


class Player:
    """Plays cases in the box, which is entered and set up."""

    def __init__(self, sendmail, makemap, hops, log=None):
        self.hops, self.log = hops, log
        self.box = box.Box(sendmail, makemap=makemap)
        self.cf = open(self.box.cf).read()

    def start(self, program, args, **files):
        return subprocess.Popen(program + ['-C', self.box.cf] + args, env=self.box.env, cwd=box.ROOT, start_new_session=True, **files)

    def stop(self, p):
        try:
            return p.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, signal.SIGKILL)
            p.wait()
            return 'endless'

    def standing(self, program, case, err):
        """A session on standard input; what came of it."""
        if case.client == 'pipe':
            c, rfd, wfd = box.oracle.Pipes.make()
        elif case.client == 'unix':
            c, s = socket.socketpair()
            rfd = wfd = s.detach()
        else:
            c, listening = socket.socket(), socket.socket()
            listening.bind(('127.0.0.1', 0))
            listening.listen(1)
            c.bind((case.client, 0))
            c.connect(listening.getsockname())
            rfd = wfd = listening.accept()[0].detach()
            listening.close()
        p = self.start(program, ['-bs'], stdin=rfd, stdout=wfd, stderr=err)
        for fd in {rfd, wfd}:
            os.close(fd)
        link = Link(c)
        talk(link, case.steps)
        return link.heard + ['exit %s' % self.stop(p)]

    def daemon(self, program, case, err):
        p = self.start(program, ['-bD'], stdin=subprocess.DEVNULL, stdout=err, stderr=err)
        heard = ['no daemon']
        for _ in range(1000):
            c = socket.socket()
            c.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            c.bind((case.client.split()[1], 0))
            try:
                c.connect(('127.0.0.1', 25))
            except OSError:
                c.close()
                if p.poll() is not None:
                    break
                time.sleep(0.02)
                continue
            link = Link(c)
            talk(link, case.steps)
            heard = link.heard
            break
        box.finish(p.pid, quiet=0.3)
        try:
            os.kill(p.pid, signal.SIGTERM)
        except OSError:
            pass
        self.stop(p)
        return heard

    def play(self, program, case):
        """program: a list of words; what came of it, as lines"""
        b = self.box
        with open(b.cf, 'w') as f:
            f.write(with_rules(self.cf, case.lines))
        b.clear()
        b.sendmail = program
        if self.log:
            self.log.take()
        with open(box.ROOT + '/run/err', 'wb') as err:
            out = (self.daemon if case.client.startswith('daemon') else self.standing)(program, case, err)
        box.settle()
        said = open(box.ROOT + '/run/err', 'rb').read().decode('utf-8', 'backslashreplace')
        out += ['stderr: ' + l for l in box.norm(said).split('\n') if l]
        # A warning that stands twice after a MAIL that was refused.
        out += [l for d in b.local() for l in re.sub(r'(?m)^(X-Authentication-Warning: .*\n)\1+', r'\1', 'delivered:\n' + d).split('\n')]
        for talk_ in box.talks_norm(self.hops.take()):
            out += ['hop ' + talk_[0]] + ['  ' + re.sub(r' SIZE=\d+', '', l) for l in talk_[1:] if not l.startswith(('QUIT', 'RSET'))]
        for path, text in sorted(b.queue().items()):
            if '/qf' in path or '/hf' in path:
                if '/hf' in path:                       # Fs: resolved already when it was held
                    text = re.sub(rb'(?m)^F(.*)s\n', lambda m: b'F' + m.group(1) + b'\n' if m.group(1) else b'', text)
                out.append('queued: ' + box.norm(' | '.join(re.findall(r'(?m)^[RSCQFBAZrq].*', re.sub('\t', ' ', text.decode('latin-1'))))))
        if self.log:
            out += log_lines(self.log.take())
        return [clean(l) for l in out]


def main():
    p = box.arguments(__doc__)
    p.add_argument('--sendmail', required=True)
    p.add_argument('--makemap', default='makemap')
    a = p.parse_args()
    box.enter()
    os.chdir(os.environ['BOX_CWD'])
    box.setup(False)
    sendmail = box.absolute(a.sendmail)
    player, program = Player(sendmail, box.absolute(a.makemap), box.Hops()), sendmail.split()
    passed = failed = 0
    for name in sorted(os.listdir(HERE + '/cases')):
        if a.only and name not in a.only:
            continue
        path = os.path.join(HERE, 'cases', name)
        head, _, want = open(path).read().partition('---\n')
        got = [l.encode('ascii', 'backslashreplace').decode() for l in player.play(program, read_case(head))]
        if a.record:
            with open(path, 'w') as f:
                f.write(head + '---\n' + ''.join(l + '\n' for l in got))
            continue
        if a.control:
            got[0] += ' more'
        differ = box.lines_diff(want.split('\n')[:-1], got, 12)
        passed, failed = passed + (not differ), failed + bool(differ)
        if differ:
            print('FAIL: %s' % name, *differ, sep='\n    ', flush=True)
    print('sessions: %d passed, %d failed, 0 skipped' % (passed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
