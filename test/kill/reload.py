#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What the daemon does when told: SIGHUP with a good and a bad configuration, SIGTERM.

    reload.py BUILD_DIR
"""
import os, shutil, signal, smtplib, sys, tempfile, threading, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kill_daemon import Daemon, Sink

failed = passed = 0


def check(words, ok):
    global failed, passed
    print('%s %s' % ('ok  ' if ok else 'FAIL', words))
    passed, failed = passed + bool(ok), failed + (not ok)


def eventually(test, seconds=15):
    end = time.time() + seconds
    while time.time() < end:
        if test():
            return True
        time.sleep(0.05)
    return False


def say(link, name):
    link.sendmail('a@from.test', ['b@to.test'], 'Subject: %s\r\n\r\nx\r\n' % name)


def log_has(d, text):
    return lambda: text in open(d.root + '/log').read()


def main():
    sink = Sink()
    threading.Thread(target=sink.serve_forever, daemon=True).start()
    root = tempfile.mkdtemp(prefix='mw-reload-')
    os.chmod(root, 0o755)
    d = Daemon(os.path.abspath(sys.argv[1]), root, sink.server_address[1])
    d.start()
    first = set(d.workers())

    old = smtplib.SMTP('127.0.0.1', d.port, timeout=20)
    old.ehlo()
    old.mail('a@from.test')
    cf = open(d.cf).read()
    open(d.cf, 'w').write(cf.replace('O LogLevel=9', 'O LogLevel=10').replace('O SmtpGreetingMessage=$j', 'O SmtpGreetingMessage=$j second'))
    d.process.send_signal(signal.SIGHUP)
    check('SIGHUP reads the configuration again', eventually(log_has(d, 'read again')))
    check('new workers serve with the new configuration', eventually(lambda: b' second' in greeting(d)))
    old.rcpt('b@to.test')
    code, words = old.data('Subject: across\r\n\r\nx\r\n')
    check('a session that was open goes on: %d' % code, code == 250)
    try:
        old.quit()
    except smtplib.SMTPException:
        pass
    check('its message is delivered', eventually(lambda: sink.seen['across'] == 1))
    check('the old workers end', eventually(lambda: not first & set(d.workers()), 30))

    open(d.cf, 'w').write(cf + '\nO NoSuchOption=1\nRtoo few fields\n')
    second = set(d.workers())
    d.process.send_signal(signal.SIGHUP)
    check('a bad configuration is refused in words', eventually(log_has(d, 'going on with the old configuration')))
    # One of the first may have been on its way when they were counted, and leave only now: fewer is no restart.
    check('nobody was restarted for it', set(d.workers()) <= second and not log_has(d, 'starting another')())
    say(smtplib.SMTP('127.0.0.1', d.port, timeout=20), 'after')
    check('mail flows as before', eventually(lambda: sink.seen['after'] == 1))

    idle = smtplib.SMTP('127.0.0.1', d.port, timeout=20)
    t = time.time()
    status = d.stop()
    check('SIGTERM ends everything in %.1f s, status %r' % (time.time() - t, status), status == 0 and time.time() - t < 15)
    idle.close()
    check('the pid file is gone', not os.path.exists(root + '/sendmail.pid'))
    check('the queue is empty', not [f for f in os.listdir(root + '/mqueue') if f[:2] in ('qf', 'df', 'Qf')])
    if failed:
        print(open(root + '/log').read()[-3000:])
    shutil.rmtree(root)
    print('reload: %d passed, %d failed, 0 skipped' % (passed, failed))
    return 1 if failed else 0


def greeting(d):
    import socket
    try:
        s = socket.create_connection(('127.0.0.1', d.port), 5)
        s.settimeout(5)
        r = s.recv(300)
        s.close()
        return r
    except OSError:
        return b''


sys.exit(main())
