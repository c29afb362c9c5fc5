#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Submission through submit.cf: to the daemon, into the client queue while it is down, and from there later.

  submission.py SENDMAIL      wants root and namespaces; prints "submission: N passed, N failed"
"""
import glob, os, subprocess, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'oracle', 'box'))
import box
from box import ROOT

SUBMIT_CF = r"""V10/Berkeley
Cwlocalhost
Djmail.box.test
DnMAILER-DAEMON
Troot daemon
O QueueDirectory=@ROOT@/spool/client
O UseMSP=True
O DeliveryMode=i
O RunAsUser=smmsp
O QueueFileMode=0660
O OldStyleHeaders=True
O PrivacyOptions=authwarnings
O OperatorChars=.:%@!^/[]+
O Timeout.initial=3s
O Timeout.connect=3s
O QueueLA=9999
O LogLevel=9
H?P?Return-Path: <$g>
HReceived: $?sfrom $s $.$?_($?s$|from $.$_)
	$.by $j ($v)$?r with $r$. id $i$?u
	for $u; $|;
	$.$b
H?D?Date: $a
H?F?From: $?x$x <$g>$|$g$.
H?M?Message-Id: <$t.$i@$j>
S3
R$@			$@ <@>
R$* < $* > $*		$: $2
R$+ @ $+		$: $1 < @ $2 >
S4
R$* <@>			$@
R$+ < @ $+ >		$: $1 @ $2
S0
R<@>			$#msp $@ [127.0.0.1] $: <>
R$*			$#msp $@ [127.0.0.1] $: $1
S11
R<@>			$@ <@>
R$+ < @ $+ >		$@ $1 < @ $2 >
R$+			$@ $1 < @ $j >
Mlocal, P=[IPC], F=lmDFMuXak, S=11, R=11, A=TCP [127.0.0.1]
Mprog, P=/bin/sh, F=lsDFMoqeu9, A=sh -c $u
Mmsp, P=[IPC], F=mDFMuXak, S=11, R=11, E=\r\n, A=TCP $h
"""

passed = failed = 0


def check(what, good, seen=''):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print('FAIL: %s: %s' % (what, str(seen)[:600]))


def daemon(sendmail, b):
    d = subprocess.Popen([sendmail, '-C', b.cf, '-bD'], env=b.env, cwd=ROOT, stdin=subprocess.DEVNULL,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            import socket
            socket.create_connection(('127.0.0.1', 25), 0.2).close()
            return d
        except OSError:
            time.sleep(0.05)
    return d


def call(sendmail, b, args, text=b'', uid=None):
    """as Box.call, but it does not wait for the daemon to end"""
    who = dict(user=uid, group=991, extra_groups=[]) if uid else {}     # as the set-group-id program does
    r = subprocess.run([sendmail] + args, input=text, env=b.env, cwd=ROOT, capture_output=True, timeout=60, **who)
    return r.returncode, r.stdout.decode(), r.stderr.decode()


def smtp(sendmail, b, *lines):
    """one session with -bs, each line when the one before was answered"""
    p = subprocess.Popen([sendmail, '-Ac', '-bs'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=b.env, cwd=ROOT)
    said = []
    for line in ('',) + lines:
        if line:
            p.stdin.write(line.encode() + b'\r\n')
            p.stdin.flush()
        while True:
            said.append(p.stdout.readline().decode())
            if said[-1][3:4] != '-':
                break
    p.stdin.close()
    p.stdout.close()
    return p.wait(30), said


def stop(d):
    d.terminate()
    try:
        d.wait(10)
    except subprocess.TimeoutExpired:
        d.kill()


def delivered(wanted, wait=30.0):
    end = time.time() + wait
    while True:
        files = glob.glob(ROOT + '/delivered/*.msg')       # what is still written has another name
        if len(files) >= wanted or time.time() > end:
            return [open(f).read() for f in files]
        time.sleep(0.05)


def logged(wanted, wait=30.0):
    """what has come since the last time, once such a line is there"""
    lines, end = box.LogSocket.last.take(), time.time() + wait
    while not any(wanted in l for l in lines) and time.time() < end:
        lines += box.LogSocket.last.take()
    return lines


def jobs():
    return [f for f in os.listdir(ROOT + '/spool/client') if f.startswith('qf')]


def main():
    sendmail = os.path.abspath(sys.argv[1])
    box.enter()
    box.private_etc()
    box.setup(True)
    b = box.Box(sendmail)
    os.makedirs('/etc/mail', exist_ok=True)
    with open('/etc/mail/submit.cf', 'w') as o:
        o.write(SUBMIT_CF.replace('@ROOT@', ROOT))
    os.mkdir(ROOT + '/spool/client')
    os.chmod(ROOT + '/spool', 0o755)
    os.chmod(ROOT + '/spool/client', 0o770)
    os.chown(ROOT + '/spool/client', 991, 991)

    r = b.call(['-odb', 'alice', 'nosuch', 'x@far.test'], b'text\n')
    got = [g for g in b.local() if '[-f] [MAILER-DAEMON' in g]
    check('what fails behind the caller is mailed to him', r[0] == 67 and len(got) == 2 and 'User unknown' in ''.join(got) and
          'far.test' in ''.join(got), (r, got))
    check('and nothing stays', b.queue() == {}, b.queue())
    b.clear()

    d = daemon(sendmail, b)
    r = call(sendmail, b, ['alice'], b'Subject: one\n\nbody\n', 2001)
    check('a user submits through submit.cf', r[0] == 0, r)
    got = delivered(1)
    check('the daemon delivers it', len(got) == 1 and 'Subject: one' in got[0], got)
    check('nothing stays in the client queue', jobs() == [], jobs())
    r = call(sendmail, b, ['-t'], b'To: bob\nBcc: alice\nSubject: two\n\nbody\n', 2001)
    got = delivered(3)
    check('-t reads To: and Bcc:', r[0] == 0 and len(got) == 3, (r, got))
    check('Bcc: is not shown', all('Bcc' not in g for g in got), got)
    r = call(sendmail, b, ['bob'], b'Subject: three\n\nbody\n')
    got = [g for g in delivered(4) if 'Subject: three' in g]
    check('root submits through submit.cf', r[0] == 0 and len(got) == 1, (r, got))
    check('and is the sender', 'root@mail.box.test' in ''.join(got) and 'smmsp@' not in ''.join(got), got)
    r = smtp(sendmail, b, 'EHLO x', 'MAIL FROM:<root>', 'RCPT TO:<bob>', 'DATA', 'Subject: four\r\n\r\nbody\r\n.', 'QUIT')
    got = [g for g in delivered(5) if 'Subject: four' in g]
    check('root submits by SMTP', len(got) == 1 and 'root@localhost' in got[0], (r, got))
    stop(d)

    before = len(delivered(3, 0))
    r = call(sendmail, b, ['alice'], b'Subject: five\n\nbody\n', 2001)
    check('the daemon is down: the user sees no error', r[0] == 0, r)
    check('the message is in the client queue', len(jobs()) == 1, jobs())
    r = call(sendmail, b, ['-Ac', '-bp'])
    check('mailq -Ac lists it', r[0] == 0 and 'alice' in r[1], r)
    d = daemon(sendmail, b)
    r = call(sendmail, b, ['-Ac', '-qf'])
    got = delivered(before + 1)
    check('a client queue run sends it', len(got) == before + 1 and any('Subject: five' in g for g in got), (r, got))
    check('and removes it', jobs() == [], jobs())

    r = call(sendmail, b, ['-OLogLevel=1', '-f', 'x@far.test', 'alice'], b'Subject: six\n\nbody\n', 2001)
    lines = logged('from=x@far.test')
    check('who is not root cannot make the log say less', r[0] == 0 and any('from=x@far.test' in l for l in lines), (r, lines))
    check('and who claims another sender stands in it',
          any('Authentication-Warning: mail.box.test: alice set sender to x@far.test using -f' in l for l in lines), lines)
    r = call(sendmail, b, ['-C', '/etc/mail/submit.cf', '-bp'], b'', 2001)
    lines = logged('from queue')
    check('so does who brings his own configuration',
          any('NOQUEUE: Authentication-Warning: mail.box.test: Processed by alice with -C /etc/mail/submit.cf' in l for l in lines) and
          any('Processed from queue %s/spool/client' % ROOT in l for l in lines), (r, lines))
    stop(d)
    print('submission: %d passed, %d failed' % (passed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
