#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Rule sets that never end by themselves: each costs its own session an answer, the daemon nothing.

    endless.py BUILD_DIR
"""
import os, shutil, smtplib, sys, tempfile, threading, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kill_daemon import Daemon, Sink

RULES = '''
Scheck_mail
R$* loop@ $*	$: $>Loop $1
R$* recur@ $*	$: $>Recur $1
R$* both@ $*	$: $>Both $1
SLoop
R$*	$1 again
SRecur
R$*	$: $>Recur $1
SBoth
R$*	$>Both $1
'''
SAID = (('loop', 'Infinite loop in ruleset Loop, rule 1'),
        ('recur', 'rewrite: excessive recursion (max 50), ruleset Recur'),
        ('both', 'rewrite: too many calls of rulesets, ruleset Both'))
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


def session(d):
    link = smtplib.SMTP('127.0.0.1', d.port, timeout=30)
    link.ehlo()
    return link


def main():
    sink = Sink()
    threading.Thread(target=sink.serve_forever, daemon=True).start()
    root = tempfile.mkdtemp(prefix='mw-endless-')
    os.chmod(root, 0o755)
    d = Daemon(os.path.abspath(sys.argv[1]), root, sink.server_address[1])
    cf = open(d.cf).read()
    # Before the generated rules of the set: those would let everything pass.
    at = cf.find('\nScheck_mail') if '\nScheck_mail' in cf else len(cf)
    open(d.cf, 'w').write(cf[:at] + RULES + cf[at:])
    d.start()
    workers = set(d.workers())
    other = session(d)
    for name, words in SAID:
        link = session(d)
        began = time.time()
        code, text = link.mail('%s@from.test' % name)
        check('%s: answered %d after %.2f s' % (name, code, time.time() - began), time.time() - began < 10)
        check('%s: the log says why' % name, eventually(lambda: words in open(root + '/log').read()))
        check('%s: the session goes on' % name, link.noop()[0] == 250)
        link.close()
    lines = open(root + '/log').read().count('excessive recursion')
    check('the log is not flooded: %d lines' % lines, lines <= 100)
    other.sendmail('a@from.test', ['b@to.test'], 'Subject: beside\r\n\r\nx\r\n')
    session(d).sendmail('a@from.test', ['b@to.test'], 'Subject: after\r\n\r\nx\r\n')
    check('mail flows as before', eventually(lambda: sink.seen['beside'] == 1 and sink.seen['after'] == 1))
    # One may have been on its way when the daemon first answered: more is no loss.
    check('no process was lost', workers <= set(d.workers()) and ', starting another' not in open(root + '/log').read())
    check('the daemon ends in order', d.stop() == 0)
    if failed:
        print(open(root + '/log').read()[-3000:])
    shutil.rmtree(root)
    print('endless: %d passed, %d failed, 0 skipped' % (passed, failed))
    return 1 if failed else 0


sys.exit(main())
