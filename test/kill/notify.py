#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What the daemon tells a service manager, which is a socket of ours here.

    notify.py BUILD_DIR
"""
import os, shutil, signal, socket, subprocess, sys, tempfile, threading, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kill_daemon import Daemon, Sink

failed = passed = 0


def check(words, ok):
    global failed, passed
    print('%s %s' % ('ok  ' if ok else 'FAIL', words))
    passed, failed = passed + bool(ok), failed + (not ok)


class Manager:
    """One socket; next() is the next datagram as a dictionary, the watchdog's apart."""

    def __init__(self, name):
        self.name = name
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind('\0' + name[1:] if name[0] == '@' else name)
        self.watchdogs = 0

    def next(self, seconds=60):
        end = time.time() + seconds
        while time.time() < end:
            self.socket.settimeout(max(0.01, end - time.time()))
            try:
                words = dict(line.split('=', 1) for line in self.socket.recv(4096).decode().split('\n'))
            except socket.timeout:
                break
            if words == {'WATCHDOG': '1'}:
                self.watchdogs += 1
                continue
            return words
        return {}

    def until(self, name, is_it=lambda value: True):
        """Datagrams up to the first that has this name, with such a value; that one last."""
        seen = []
        while not seen or name not in seen[-1] or not is_it(seen[-1][name]):
            seen.append(self.next())
            if not seen[-1]:
                break
        return seen


def greeting(port):
    s = socket.create_connection(('127.0.0.1', port), 30)
    s.settimeout(30)
    said = s.recv(300)
    s.close()
    return said


def start(d, manager, *words, **more):
    env = dict(d.env, NOTIFY_SOCKET=manager.name, **more)
    return subprocess.Popen([d.binary, '-C', d.cf, *words], env=env, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def child_called(parent, name):
    for child in open('/proc/%d/task/%d/children' % (parent, parent)).read().split():
        try:
            if open('/proc/%s/comm' % child).read() == name + '\n':
                return int(child)
        except OSError:
            pass  # one of the old configuration, which has ended by now
    raise SystemExit('no %s below %d' % (name, parent))


def foreground(d, manager):
    daemon = start(d, manager, '-bD', '-q1h', WATCHDOG_USEC='1000000')
    seen = manager.until('READY')
    ready = seen[-1]
    check('READY=1 comes: %s' % ready, ready.get('READY') == '1' and 'MAINPID' not in ready)
    check('with how it stands', ready.get('STATUS', '').startswith('listening on 1 socket; at work: smtpd '))
    check('and no worker amiss', ' of ' not in ready.get('STATUS', ' of '))
    check('before it, how many are there', any(' 0 of ' in w.get('STATUS', '') for w in seen[:-1]))
    check('a client is greeted at once', greeting(d.port).startswith(b'220 '))

    cf = open(d.cf).read()
    open(d.cf, 'w').write(cf.replace('O SmtpGreetingMessage=$j', 'O SmtpGreetingMessage=$j second'))
    before = time.clock_gettime(time.CLOCK_MONOTONIC) * 1e6
    daemon.send_signal(signal.SIGHUP)
    seen = manager.until('READY')
    check('SIGHUP: RELOADING=1 first', seen[0].get('RELOADING') == '1')
    usec = int(seen[0].get('MONOTONIC_USEC', '0'))
    check('with its time', before <= usec <= time.clock_gettime(time.CLOCK_MONOTONIC) * 1e6)
    check('then READY=1', seen[-1].get('READY') == '1')
    check('when the new configuration serves', b' second' in greeting(d.port))

    open(d.cf, 'a').write('\nO NoSuchOption=1\nRtoo few fields\n')
    daemon.send_signal(signal.SIGHUP)
    seen = manager.until('READY')
    check('a bad configuration: RELOADING=1 and READY=1', seen[0].get('RELOADING') == '1' and seen[-1].get('READY') == '1')
    check('and why: %s' % seen[-1].get('STATUS'), '; going on with the old configuration: ' in seen[-1].get('STATUS', ''))
    open(d.cf, 'w').write(cf)
    daemon.send_signal(signal.SIGHUP)
    seen = manager.until('READY')
    check('which is forgotten with the next good one', 'READY' in seen[-1] and 'going on' not in seen[-1].get('STATUS', ''))

    os.kill(child_called(daemon.pid, 'queue'), signal.SIGKILL)
    seen = manager.until('STATUS', lambda status: 'queue 0 of 1' in status)
    check('a worker died: %s' % seen, seen[-1] != {})
    seen = manager.until('STATUS', lambda status: 'queue 1' in status and ' of ' not in status)
    check('and another is there: %s' % seen, seen[-1] != {})
    died = [line for line in open(d.root + '/log') if ' died of signal ' in line]
    check('nobody else died: %s' % died, len(died) == 1)

    heard = manager.watchdogs
    said, end = manager.next(2), time.time() + 60
    while said == {} and manager.watchdogs == heard and time.time() < end:
        said = manager.next(1)
    check('nothing else is said: %s' % said, said == {})
    check('but that it is alive', manager.watchdogs > heard)
    daemon.send_signal(signal.SIGTERM)
    check('SIGTERM: STOPPING=1', manager.until('STOPPING')[-1].get('STOPPING') == '1')
    check('and the end', daemon.wait(60) == 0)
    check('STOPPING=1 is the last word', manager.next(0.1) == {})


def elsewhere(d, manager):
    parent = start(d, manager, '-bd', '-q1h')
    ready = manager.until('READY')[-1]
    check('-bd: the parent leaves', parent.wait(60) == 0)
    pid = int(open(d.root + '/sendmail.pid').readline())
    check('and READY=1 says who goes on', ready.get('MAINPID') == str(pid))
    check('without WATCHDOG_USEC there is no such word', manager.next(1.5) == {} and manager.watchdogs == 0)

    second = start(d, manager, '-bD')
    said = manager.next()
    check('a second one says why it is not started: %s' % said, said.get('STATUS', '').startswith('not started: '))
    check('and ends', second.wait(60) != 0)
    os.kill(pid, signal.SIGTERM)
    manager.until('STOPPING')
    while os.path.exists('/proc/%d' % pid):
        time.sleep(0.05)

    queue_runs = start(d, manager, '-q1h', '-d99.100')
    ready = manager.until('READY')[-1]
    check('queue runs alone, in the foreground: %s' % ready, ready.get('STATUS', '').startswith('at work: queue 1, deliver '))
    queue_runs.send_signal(signal.SIGTERM)
    check('have an end too', queue_runs.wait(60) == 0)


def main():
    sink = Sink()
    threading.Thread(target=sink.serve_forever, daemon=True).start()
    root = tempfile.mkdtemp(prefix='mw-notify-')
    os.chmod(root, 0o755)
    d = Daemon(os.path.abspath(sys.argv[1]), root, sink.server_address[1])
    foreground(d, Manager(root + '/notify'))
    elsewhere(d, Manager('@mw-notify-%d' % os.getpid()))
    if failed:
        print(open(root + '/log').read()[-3000:])
    shutil.rmtree(root)
    print('notify: %d passed, %d failed, 0 skipped' % (passed, failed))
    return 1 if failed else 0


sys.exit(main())
