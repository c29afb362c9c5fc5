#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""kill -9 of the daemon's processes while messages flow: whatever got its 250 arrives.

    kill_daemon.py BUILD_DIR [--messages N] [--seconds-between S]

Ten senders hand N messages to the daemon, which relays them to a sink of ours. Meanwhile a process of
the daemon, chosen at random, is killed again and again; now and then all of them at once, as when
power fails, and the daemon is started anew. At the end every message that was acknowledged must be at
the sink. A second copy is allowed where a kill fell between the sink's 250 and the queue's note of it.
"""
import argparse, collections, os, random, shutil, signal, socket, smtplib, socketserver, subprocess, sys, tempfile, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
from ports import free_port  # noqa: E402
SENDERS = 10


class Sink(socketserver.ThreadingTCPServer):
    """Accepts everything; counts how often each message came."""
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 200

    def __init__(self):
        self.seen = collections.Counter()
        self.lock = threading.Lock()
        super().__init__(('127.0.0.1', 0), SinkSession)


class SinkSession(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b'\r\n')

    def message(self):
        name = None
        for line in self.rfile:
            if line == b'.\r\n':
                with self.server.lock:
                    self.server.seen[name] += 1
                return True
            if line.startswith(b'Subject: '):
                name = line[9:].strip().decode()
        return False

    def handle(self):
        try:
            self.say('220 sink.kill.test ESMTP')
            for line in self.rfile:
                verb = line[:4].upper()
                if verb == b'EHLO':
                    self.say('250-sink.kill.test\r\n250-PIPELINING\r\n250 8BITMIME')
                elif verb == b'DATA':
                    self.say('354 go')
                    if not self.message():
                        return
                    self.say('250 2.0.0 ok')
                elif verb == b'QUIT':
                    self.say('221 bye')
                    return
                else:
                    self.say('250 2.0.0 ok')
        except OSError:
            pass


class Daemon:
    def __init__(self, build, root, sink_port):
        self.build, self.root, self.port = build, root, free_port()
        os.makedirs(root + '/etc')
        os.makedirs(root + '/mqueue', 0o700)
        open(root + '/etc/service.switch', 'w').write('hosts files\naliases files\n')
        open(root + '/etc/aliases', 'w').write('postmaster: nobody\n')
        import getpass
        mc = open(HERE + '/daemon.mc').read()
        for name, value in (('@ROOT@', root), ('@PORT@', str(self.port)), ('@SINK@', str(sink_port)), ('@USER@', getpass.getuser())):
            mc = mc.replace(name, value)
        open(root + '/etc/sendmail.mc', 'w').write(mc)
        self.cf = root + '/etc/sendmail.cf'
        with open(self.cf, 'wb') as f:
            subprocess.run(['m4', '-D_CF_DIR_=' + TOP + '/cf/', TOP + '/cf/m4/cf.m4', root + '/etc/sendmail.mc'], stdout=f, check=True)
        self.env = dict(os.environ, MAILWRIGHT_LOG=root + '/log')
        self.binary = build + '/sendmail/sendmail'
        subprocess.run([self.binary, '-C', self.cf, '-bi'], env=self.env, check=True, stdout=subprocess.DEVNULL)
        self.process = None

    def start(self):
        self.process = subprocess.Popen([self.binary, '-C', self.cf, '-bD', '-q1s'], env=self.env, stdin=subprocess.DEVNULL)
        end = time.time() + 60
        while time.time() < end:
            try:
                s = socket.create_connection(('127.0.0.1', self.port), 5)
                s.settimeout(5)
                ok = s.recv(3) == b'220'
                s.close()
                if ok:
                    return
            except OSError:
                pass
            if self.process.poll() is not None:
                raise SystemExit('the daemon ended by itself: ' + open(self.root + '/log').read()[-2000:])
            time.sleep(0.05)
        raise SystemExit('the daemon does not answer')

    def workers(self):
        pid = self.process.pid
        try:
            kids = open('/proc/%d/task/%d/children' % (pid, pid)).read().split()
        except OSError:
            return []
        return [int(k) for k in kids]

    def kill_one(self):
        kids = self.workers()
        if kids:
            victim = random.choice(kids)
            try:
                name = open('/proc/%d/comm' % victim).read().strip()
                os.kill(victim, signal.SIGKILL)
                return name
            except OSError:
                pass
        return None

    def kill_all(self):
        for pid in [self.process.pid] + self.workers():
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        self.process.wait()
        time.sleep(0.1)
        self.start()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return None


class Senders:
    """Each takes the next number and tries until it is acknowledged; a try that broke is made again
    under another name, because it may have been taken after all."""

    def __init__(self, port, total):
        self.port, self.total = port, total
        self.next = 0
        self.acknowledged = set()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(SENDERS)]

    def take(self):
        with self.lock:
            if self.next >= self.total:
                return None
            self.next += 1
            return self.next

    def run(self):
        link = None
        number = self.take()
        tries = 0
        while number is not None:
            name = 'm%d.%d' % (number, tries)
            try:
                if link is None:
                    link = smtplib.SMTP('127.0.0.1', self.port, timeout=30)
                link.sendmail('a@from.test', ['b@to.test'], 'Subject: %s\r\n\r\n%s\r\n' % (name, 'x' * random.randint(10, 9000)))
                with self.lock:
                    self.acknowledged.add(name)
                number = self.take()
                tries = 0
            except (OSError, smtplib.SMTPException):
                tries += 1
                link = None
                time.sleep(0.02)

    def busy(self):
        return any(t.is_alive() for t in self.threads)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('build')
    ap.add_argument('--messages', type=int, default=2000)
    ap.add_argument('--seconds-between', type=float, default=0.1)
    a = ap.parse_args()
    sink = Sink()
    threading.Thread(target=sink.serve_forever, daemon=True).start()
    root = tempfile.mkdtemp(prefix='mw-kill-')
    os.chmod(root, 0o755)
    daemon = Daemon(os.path.abspath(a.build), root, sink.server_address[1])
    daemon.start()
    senders = Senders(daemon.port, a.messages)
    for t in senders.threads:
        t.start()
    kills = collections.Counter()
    # A slow machine spends its time on starting what was killed: enough is enough, then it may finish.
    start = time.time()
    while senders.busy() and time.time() < start + 60:
        time.sleep(a.seconds_between * random.uniform(0.3, 1.7))
        if random.random() < 0.15:
            daemon.kill_all()
            kills['everything'] += 1
        else:
            kills[daemon.kill_one() or 'nobody'] += 1
    while senders.busy() and time.time() < start + 400:
        time.sleep(0.1)
    stuck = senders.busy()
    wait_until = time.time() + 90
    while time.time() < wait_until:
        with sink.lock:
            missing = [n for n in senders.acknowledged if not sink.seen[n]]
        if not missing:
            break
        time.sleep(0.2)
    status = daemon.stop()
    left = [f for f in os.listdir(root + '/mqueue') if f[:2] in ('qf', 'Qf', 'hf')]
    more = sum(1 for n in senders.acknowledged if sink.seen[n] > 1)
    problems = []
    if stuck:
        problems.append('senders were still busy after seven minutes')
    if missing:
        problems.append('%d acknowledged messages are lost: %s' % (len(missing), ' '.join(sorted(missing)[:5])))
    if len(senders.acknowledged) != a.messages and not stuck:
        problems.append('%d of %d messages were acknowledged' % (len(senders.acknowledged), a.messages))
    if status != 0:
        problems.append('the daemon ended with %r' % status)
    if more > sum(kills.values()) * 20:
        problems.append('%d messages came more than once' % more)
    print('%d messages acknowledged, kills: %s; %d came twice, %d files left in the queue' % (
        len(senders.acknowledged), ', '.join('%s %d' % k for k in sorted(kills.items())), more, len(left)))
    for p in problems:
        print('FAIL', p)
    if problems:
        print(open(root + '/log').read()[-3000:])
    else:
        shutil.rmtree(root)
    print('kill: %d passed, %d failed, 0 skipped' % (0 if problems else len(senders.acknowledged), len(problems)))
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
