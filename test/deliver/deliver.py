#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Delivery to the network as a whole program: a name server and next hops on loopback, each message
sent by `sendmail -odi`, outcomes read from the hops, the log and the queue.

  deliver.py SENDMAIL DIRECTORY      DIRECTORY is scratch; prints "deliver: N passed, N failed, 0 skipped"
"""
import os, re, socket, struct, subprocess, sys, threading, time

SENDMAIL, TOP = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
results = {True: 0, False: 0}


def check(ok, what, detail=''):
    results[bool(ok)] += 1
    if not ok:
        print('FAILED: %s %s' % (what, detail))


# ---- names: (name, type) -> list of record data; a string is a reply code instead
def name(n):
    return b''.join(bytes([len(p)]) + p.encode() for p in n.split('.') if p) + b'\0'


def mx(pref, host):
    return struct.pack('>H', pref) + name(host)


ZONE = {}
for n, a in {'good': 11, 'other': 12, 'dead': 13, 'refuse': 14, 'hang': 15, 'drop': 16, 'busy': 17}.items():
    ZONE['mx.%s.test' % n, 1] = [bytes([127, 0, 3, a])]
    ZONE['%s.test' % n, 15] = [mx(10, 'mx.%s.test' % n)]
ZONE.update({
    ('second.test', 15): [mx(10, 'mx.dead.test'), mx(20, 'mx.good.test')],
    ('third.test', 15): [mx(5, 'mx.refuse.test'), mx(10, 'mx.dead.test'), mx(20, 'mx.other.test')],
    ('plain.test', 1): [bytes([127, 0, 3, 11])],
    ('null.test', 15): [mx(0, '')],
    ('self.test', 15): [mx(10, 'us.test'), mx(20, 'mx.good.test')],
    ('backup.test', 15): [mx(5, 'mx.good.test'), mx(10, 'us.test'), mx(20, 'mx.dead.test')],
    ('broken.test', 15): 2,
    ('pair.test', 15): [mx(10, 'mx.good.test'), mx(10, 'mx.other.test')],
    ('twin.test', 15): [mx(10, 'MX.other.test'), mx(10, 'mx.good.test')],
    ('odd.test', 15): [mx(10, 'mx.good.test'), mx(20, 'mx.other.test')],
})


def answer(q):
    labels, i = [], 12
    while q[i]:
        labels.append(q[i + 1:i + 1 + q[i]].decode('latin-1').lower())
        i += q[i] + 1
    n, (t,) = '.'.join(labels), struct.unpack('>H', q[i + 1:i + 3])
    rr = ZONE.get((n, t), [])
    rcode = rr if isinstance(rr, int) else 0 if any(k == n for k, _ in ZONE) else 3
    rr = [] if isinstance(rr, int) else rr
    body = b''.join(b'\xc0\x0c' + struct.pack('>HHIH', t, 1, 60, len(r)) + r for r in rr)
    return q[:2] + struct.pack('>HHHHH', 0x8180 | rcode, 1, len(rr), 0, 0) + q[12:i + 5] + body


dns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
dns.bind(('127.0.0.1', 0))


def serve_dns():
    while True:
        q, a = dns.recvfrom(1500)
        dns.sendto(answer(q), a)


threading.Thread(target=serve_dns, daemon=True).start()


# ---- next hops, all on one port of different loopback addresses
class Hop(threading.Thread):
    def __init__(self, host, address, lmtp=False):
        super().__init__(daemon=True)
        self.host, self.talks, self.lmtp = host, [], lmtp
        self.s = socket.socket(socket.AF_UNIX if lmtp else socket.AF_INET)
        self.s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.s.bind(address)
        self.s.listen(8)
        self.start()

    def run(self):
        while True:
            c, _ = self.s.accept()
            threading.Thread(target=self.talk, args=(c,), daemon=True).start()

    def talk(self, c):
        t, f = [], c.makefile('rb')
        self.talks.append(t)
        say = lambda x: c.sendall(x.encode() + b'\r\n')
        try:
            if self.host == 'hang':
                f.readline()
            if self.host == 'refuse':
                return say('554 5.3.2 not today')
            say('220 mx.%s.test ESMTP' % self.host)
            rcpts = 0
            for l in f:
                l = l.decode('latin-1').rstrip('\r\n')
                t.append(l)
                v = l[:4].upper()
                if v in ('EHLO', 'LHLO'):
                    say('250-mx.%s.test\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME' % self.host)
                elif v == 'MAIL':
                    rcpts = 0
                    say('421 4.3.2 closing' if self.host == 'busy' else '250 2.1.0 ok')
                elif v == 'RCPT':
                    rcpts += 1
                    say('250 2.1.5 ok')
                elif v == 'DATA':
                    say('354 go')
                    for b in f:
                        t.append(b.decode('latin-1').rstrip('\r\n'))
                        if b == b'.\r\n':
                            break
                    if self.host == 'drop':
                        return
                    for _ in range(rcpts if self.lmtp else 1):
                        say('250 2.0.0 id 42 taken')
                elif v == 'QUIT':
                    say('221 2.0.0 bye')
                    return
                else:
                    say('250 2.0.0 ok')
        except OSError:
            pass
        finally:
            c.close()


def free_port():
    for port in range(20025, 20125):
        try:
            for a in range(11, 18):
                s = socket.socket()
                s.bind(('127.0.3.%d' % a, port))
                s.close()
            return port
        except OSError:
            continue
    sys.exit('no free port')


PORT = free_port()
hops = {h: Hop(h, ('127.0.3.%d' % a, PORT)) for h, a in
        {'good': 11, 'other': 12, 'refuse': 14, 'hang': 15, 'drop': 16, 'busy': 17}.items()}
lmtp = Hop('lmtp', TOP + '/lmtp', lmtp=True)

CF = r"""V10/Berkeley
Cwus.test localhost
Djus.test
DnMAILER-DAEMON
O OperatorChars=.:%@!^/[]+
O QueueDirectory=@TOP@/mqueue
O DeliveryMode=i
O ErrorMode=m
O ConnectionCacheSize=2
O ConnectionCacheTimeout=5m
O SingleLineFromHeader=True
O ResolverOptions=file=@TOP@/resolv.conf
O HostsFile=@TOP@/hosts
O AliasFile=text:-k0 -v1 -z; @TOP@/aliases
O DontProbeInterfaces=True
O Timeout.initial=1s
O Timeout.connect=2s
O Timeout.datafinal=2s
O Timeout.queuereturn=5d
O MinQueueAge=0
O LogLevel=9
O QueueLA=9999
O RefuseLA=9999
O DefaultUser=@UID@:@GID@
O DontBlameSendmail=GroupWritableDirPathSafe,MapInUnsafeDirPath
Troot
H?M?Message-Id: <$t.$i@$j>
Mlocal, P=/bin/sh, F=AlsDFMPSn, S=0, R=0, A=sh -c cat>>@TOP@/local.$u
Mprog, P=/bin/sh, F=lsoqnS, A=sh -c $u
Msmtp, P=[IPC], F=mDFMuXa, E=\r\n, A=TCP $h @PORT@
Mlmtp, P=[IPC], F=mDFMuXz, E=\r\n, A=FILE @TOP@/lmtp
S3
R$* < $* > $*	$: $2
R$+ @ $+	$: $1 < @ $2 >
R$+ < @ $=w >	$: $1 < @ $2 . >
S4
R$+ < @ $+ . >	$: $1 @ $2
R$+ < @ $+ >	$: $1 @ $2
S0
R$+ < @ $=w . >	$#local $: $1
R$+ < @ lmtp.test >	$#lmtp $@ lmtp.test $: $1 < @ lmtp.test >
R$+ < @ $+ >	$#smtp $@ $2 $: $1 < @ $2 >
R$+	$#local $: $1
"""


def put(path, text):
    with open(path, 'w') as f:
        f.write(text)


put(TOP + '/resolv.conf', 'nameserver 127.0.0.1@%d\n' % dns.getsockname()[1])
put(TOP + '/hosts', '127.0.0.1 localhost\n')
put(TOP + '/cf', CF.replace('@TOP@', TOP).replace('@PORT@', str(PORT))
    .replace('@UID@', str(os.getuid())).replace('@GID@', str(os.getgid())))
put(TOP + '/aliases', 'crew;y@good.test, x@nowhere.test, z\nowner-crew;b\n')
os.mkdir(TOP + '/mqueue', 0o700)


def run(args, text=''):
    p = subprocess.run([SENDMAIL, '-C', TOP + '/cf'] + args, input=text.encode(), timeout=60,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return p.returncode, p.stdout.decode('latin-1')


def queued():
    return [f for f in os.listdir(TOP + '/mqueue') if f.startswith('qf')]


def transcripts():
    return '\n'.join(open(TOP + '/mqueue/' + f, encoding='latin-1').read() for f in queued())


def send(*rcpts, text='Subject: x\n\n.dot\nbody\n'):
    for h in list(hops.values()) + [lmtp]:
        h.talks.clear()
    for f in os.listdir(TOP + '/mqueue'):
        os.unlink(TOP + '/mqueue/' + f)
    for f in os.listdir(TOP):
        if f.startswith('local.'):
            os.unlink(TOP + '/' + f)
    r = run(['-odi', '-f', 'a@us.test'] + list(rcpts), text) if rcpts else (0, '')
    if '-v' in sys.argv:
        print(rcpts, r)
    time.sleep(0.05)
    return r


def got(hop):
    return ['\n'.join(t) for t in hops[hop].talks if any(l.startswith('MAIL') for l in t)] or ['']


def bounce():
    try:
        return open(TOP + '/local.a', encoding='latin-1').read()
    except OSError:
        return ''


send('x@good.test', 'y@good.test')
check(len(got('good')) == 1 and got('good')[0].count('RCPT') == 2, 'two recipients of one host share a transaction', got('good'))
send('a@pair.test', 'x@nowhere.test', 'b@twin.test', 'c@odd.test', 'd@null.test', 'e@pair.test')
talks = got('good') + got('other')
check(sorted(sorted(re.findall(r'RCPT To:<(.)@', m)) for t in talks for m in t.split('MAIL From')[1:]) == [['a', 'b', 'e'], ['c']],
      'domains of the same mail hosts share a transaction, in whatever order these stand', talks)
check(not queued(), 'and nothing is left of it', queued())
send('a@good.test', 'b@good.test')
check('\n..dot\nbody\n.' in got('good')[0], 'dots are hidden, the text is whole', got('good'))
check(not queued(), 'nothing is left', queued())

send('x@second.test')
check(got('good')[0], 'the second MX host is tried when the first is dead')
send('x@third.test')
check(got('other')[0], 'an MX host that refuses us is passed over')
send('x@plain.test')
check(got('good')[0], 'without an MX record the host itself is called')
send('x@backup.test')
check(got('good')[0], 'hosts better than ourselves are tried')
send('x@[127.0.3.12]')
check(got('other')[0], 'an address in brackets needs no DNS')

for rcpt, status, words in (('x@self.test', '5.3.5|5.5.0', 'points back to us.test'),
                            ('x@null.test', '5.1.10', 'MX 0'),
                            ('x@nowhere.test', '5.1.2', 'Host unknown'),
                            ('x@refuse.test', '5.5.0', 'not today')):
    send(rcpt)
    b = bounce()
    check(re.search(r'(?m)^Status: (%s)$' % status, b) and words in b, 'bounce for ' + rcpt, b[-900:])
    check(not queued(), 'and nothing is left of ' + rcpt, queued())

for rcpt, words in (('x@broken.test', 'host name lookup failure'), ('x@dead.test', 'Connection refused by mx.dead.test.'),
                    ('x@hang.test', 'Connection timed out with mx.hang.test.'), ('x@drop.test', 'read error from mx.drop.test.'),
                    ('x@busy.test', '421 4.3.2 closing')):
    send(rcpt)
    check(len(queued()) == 1 and words in transcripts(), 'deferred: ' + rcpt, transcripts()[-400:])
    check(not bounce(), 'no bounce for ' + rcpt)

send('x@lmtp.test', 'y@lmtp.test')
check(lmtp.talks and sum(l.startswith('RCPT') for l in lmtp.talks[0]) == 2, 'LMTP over a Unix socket', lmtp.talks)
check(not queued(), 'and each recipient has its answer', queued())

send()
for i in range(3):
    run(['-odq', '-f', 'a@us.test', 'x%d@good.test' % i], 'Subject: x\n\nb\n')
check(len(queued()) == 3, 'three wait', queued())
run(['-q'])
check(len(got('good')) == 1 and got('good')[0].count('MAIL From') == 3, 'a queue run uses one connection for all', got('good'))
check(not queued(), 'and leaves nothing', queued())

send()
run(['-odi', '-OConnectOnlyTo=127.0.3.12', '-f', 'a@us.test', 'x@good.test'], 'Subject: x\n\nb\n')
check('RCPT To:<x@good.test>' in got('other')[0], 'ConnectOnlyTo has all connections go there', got('other'))
check(not queued(), 'and nothing is left', queued())


def smtp(*lines):
    """One session of -bs, which only queues."""
    p = subprocess.Popen([SENDMAIL, '-C', TOP + '/cf', '-bs', '-odq'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    said = [p.stdout.readline()]
    for line in lines:
        p.stdin.write(line.encode() + b'\r\n')
        p.stdin.flush()
        said.append(p.stdout.readline())
        while said[-1][3:4] == b'-':
            said[-1] = p.stdout.readline()
    p.stdin.close()
    p.wait(60)
    return b''.join(said).decode('latin-1')


send()
said = smtp('HELO x', 'MAIL FROM:<a@us.test>', 'RCPT TO:<crew@us.test>', 'RCPT TO:<x@other.test>', 'DATA',
            'Subject: x\r\n\r\nb\r\n.', 'QUIT')
check(len(queued()) == 1, 'a list waits unexpanded', said)
run(['-q'])
check('MAIL From:<b>' in got('good')[0], 'mail of a list has its owner as the sender', got('good'))
check('MAIL From:<a@us.test>' in got('other')[0], 'other recipients keep theirs', got('other'))
check('\nRCPT To:<y@good.test>' in got('good')[0], 'the list has its members', got('good'))
check(os.path.exists(TOP + '/local.z'), 'also those of this host')
check(not bounce(), 'the sender hears nothing of a member')
check('x@nowhere.test' in open(TOP + '/local.b', encoding='latin-1').read(), 'its owner does')
check(not queued(), 'and nothing is left', queued())

print('deliver: %d passed, %d failed, 0 skipped' % (results[True], results[False]))
sys.exit(1 if results[False] else 0)
