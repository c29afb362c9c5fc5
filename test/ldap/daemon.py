# SPDX-License-Identifier: BSD-2-Clause
"""A running daemon whose rules and class ask a server that goes away: directories here, other maps in test/maps."""
import os, signal, smtplib, socket, subprocess, sys, time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from ports import free_port  # noqa: E402

CONFIG = '''V10/Berkeley
Djmail.example.com
O DaemonPortOptions=Name=MTA, Addr=127.0.0.1, Port=@PORT@
O QueueDirectory=@ROOT@/mqueue
O PidFile=@ROOT@/pid
O LogLevel=9
O DefaultUser=@NOBODY@
O TrustedUser=@USER@
O Timeout.ident=0
O DeliveryMode=queue
O SmtpGreetingMessage=$j first
O QueueLA=1000
O RefuseLA=1000
@MAPS@
Mlocal, P=/bin/true, F=lsmn, S=0, R=0, A=true
Mprog, P=/bin/true, F=lsn, S=0, R=0, A=true
S0
R$*	$#local $: $1
S3
R$* < $* > $*	$2
Scheck_rcpt
R< $* >	$1
R$* @ $={R}	$@ OK
R$*	$: $(people $1 $: nobody $)
Rnobody	$#error $@ 5.1.1 $: "550 nobody of that name"
R$*	$@ OK
'''


LDAP_MAPS = '''O LDAPDefaultSpec=-c 1 -l 1 -b "dc=example,dc=com" @SERVER@
F{R}@LDAP
Kpeople ldap -k (mail=%0) -v uid'''


class Daemon:
    def __init__(self, w, name, maps):
        self.root, self.port = w.path(name), free_port()
        os.makedirs(self.root + '/mqueue', 0o700)
        text = CONFIG.replace('@MAPS@', maps).replace('@ROOT@', self.root).replace('@PORT@', str(self.port))
        text = text.replace('@USER@', 'root' if os.getuid() == 0 else str(os.getuid()))
        text = text.replace('@NOBODY@', 'nobody' if os.getuid() == 0 else str(os.getuid()))
        self.cf = self.root + '/sendmail.cf'
        with open(self.cf, 'w') as f:
            f.write(w.fill(text))
        self.log = open(self.root + '/log', 'wb')
        self.p = subprocess.Popen([w.build + '/sendmail/sendmail', '-C', self.cf, '-bD'], stdin=subprocess.DEVNULL,
                                  stdout=self.log, stderr=self.log)

    def said(self):
        return open(self.root + '/log').read()

    def connect(self):
        for _ in range(100):
            try:
                s = smtplib.SMTP('127.0.0.1', self.port, timeout=30)
                s.ehlo('client.test')
                return s
            except OSError:
                if self.p.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError('the daemon does not answer: ' + self.said()[-500:])

    def rcpt(self, who):
        s = self.connect()
        s.mail('a@far.example')
        code = s.rcpt(who)[0]
        s.close()
        return code

    def greeting(self):
        with socket.create_connection(('127.0.0.1', self.port), 10) as s:
            return s.recv(1000).decode('latin-1')

    def reload(self, words):
        """With another greeting."""
        text = open(self.cf).read()
        with open(self.cf, 'w') as f:
            f.write(text.replace('$j first', '$j ' + words))
        self.p.send_signal(signal.SIGHUP)

    def stop(self):
        self.p.terminate()
        try:
            self.p.wait(30)
        except subprocess.TimeoutExpired:
            self.p.kill()
            self.p.wait()
        self.log.close()


WHO = ('bert@two.example', 'x@relayed.example', 'nobody@one.example')
RUNS, GONE = [250, 250, 550], [451, 250, 451]


def eventually(wanted, ask):
    for _ in range(100):
        if ask() == wanted:
            return True
        time.sleep(0.1)
    return False


def test_daemon(w, name, server, check, same):
    d = Daemon(w, name, LDAP_MAPS.replace('@SERVER@', server))
    try:
        ask = lambda: [d.rcpt(who) for who in WHO]
        same(name + ': daemon: the directory runs', ask(), RUNS)
        w.a.signal(signal.SIGSTOP)
        same(name + ': daemon: it is stopped', ask(), GONE)
        w.a.signal(signal.SIGCONT)
        # A server that was just let go or started may take longer than -c and -l have patience.
        check(name + ': daemon: it goes on', eventually(RUNS, ask))
        w.a.stop()
        same(name + ': daemon: it was killed', ask(), GONE)
        # A class that cannot be asked for is no empty class: the old configuration stays.
        d.reload('second')
        time.sleep(1)
        same(name + ': daemon: SIGHUP without it changes nothing', ask() + [' first' in d.greeting()], GONE + [True])
        w.a.start()
        check(name + ': daemon: it is there again', eventually(RUNS, ask))
        d.reload('second')
        check(name + ': daemon: SIGHUP with it', eventually(True, lambda: ' second' in d.greeting()), d.said()[-300:])
        same(name + ': daemon: after SIGHUP', ask(), RUNS)
    finally:
        w.a.signal(signal.SIGCONT)
        d.stop()
