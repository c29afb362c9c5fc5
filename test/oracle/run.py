#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Differential oracle runner for sendmail-compatible MTAs (python3, stdlib only).

  run.py --sendmail BIN --cfdir DIR --makemap BIN [--only NAME...] --out DIR
         build every mc/NAME.mc, make its maps, ask questions/NAME.q in -bt mode,
         play smtp/NAME.*.smtp with -bs, store normalised answers under DIR
  run.py --sendmail BIN --makemap BIN --cf FILE --name NAME --out DIR
         ask NAME's questions (and play its dialogues) on a ready .cf (text @ROOT@ in
         it is replaced by the sandbox directory)
  run.py --compare A B [-v]      agreement per config, and differing questions
  run.py --cfs DIR ...           like the first, with DIR/NAME.cf instead of building
See README.md for the data formats.
"""
import argparse, ctypes, fcntl, gzip, json, os, re, select, shlex, shutil, signal, socket
import struct, subprocess, sys, tempfile, time

from cf_facts import cf_facts
from zone_server import start_dns

HERE = os.path.dirname(os.path.abspath(__file__))
SENT = '@@END@@'
TRACE_RE = re.compile(r'^(.{16,}?) (  input|returns):(.*)$')
CHECKS = ('check_', 'tls_', 'trust_auth', 'try_tls', 'srv_features', 'clt_features',
          'greet_pause', 'authinfo', 'queuegroup', 'Local_check', 'local_check')
KNOWN_MAPS = ('access', 'virtusertable', 'genericstable', 'mailertable', 'domaintable',
              'uudomain', 'bitdomain', 'authinfo', 'userdb', 'prefixes', 'bcctable')


# ---------------------------------------------------------------- isolation
def isolate(argv):
    """Re-run ourselves in private mount, uts, ipc and network namespaces."""
    os.environ['ORACLE_INSIDE'] = '1'
    os.execvp('unshare', ['unshare', '-m', '-u', '-i', '-n', '--propagation', 'private',
                          sys.executable, os.path.abspath(__file__)] + argv)


def inside_setup(common):
    """Inside the namespaces: fixed host name, hosts file, users, DNS on loopback."""
    socket.sethostname('mail.example.com')
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ifr = struct.pack('16sh22x', b'lo', 0x49)          # IFF_UP|IFF_LOOPBACK|IFF_RUNNING
    fcntl.ioctl(s, 0x8914, ifr)                        # SIOCSIFFLAGS
    s.close()
    libc = ctypes.CDLL(None, use_errno=True)
    tmp = tempfile.mkdtemp(prefix='oracle-etc-', dir='/run' if os.path.isdir('/run') else None)
    for src, dst in (('etc-hosts', '/etc/hosts'), ('nsswitch.conf', '/etc/nsswitch.conf'),
                     ('resolv.conf', '/etc/resolv.conf'), ('passwd', '/etc/passwd'),
                     ('group', '/etc/group'), ('host.conf', '/etc/host.conf')):
        f = os.path.join(tmp, src)
        shutil.copy(os.path.join(common, src), f)
        os.chmod(f, 0o644)
        if not os.path.exists(dst):
            continue
        real = os.path.realpath(dst)
        if libc.mount(f.encode(), real.encode(), None, 4096, None):
            sys.exit('bind mount of %s failed: %s' % (dst, os.strerror(ctypes.get_errno())))
    # quiet syslog: an empty private file in the place of the log socket
    start_dns(os.path.join(common, 'zone'))
    return tmp


# ---------------------------------------------------------------- sandbox
def subst_copy(src, dst, root):
    data = open(src, 'rb').read().replace(b'@ROOT@', root.encode())
    with open(dst, 'wb') as f:
        f.write(data)
    os.chmod(dst, 0o644)


def make_root(base, name, data):
    root = os.path.join(base, 'r')
    shutil.rmtree(root, ignore_errors=True)
    for d in ('etc/mail', 'spool/mqueue', 'spool/clientmqueue', 'run', 'bin', 'delivered', 'build'):
        os.makedirs(os.path.join(root, d), mode=0o755)
    os.chmod(os.path.join(root, 'spool/mqueue'), 0o700)
    os.chmod(os.path.join(root, 'spool/clientmqueue'), 0o770)
    common = os.path.join(data, 'mc', 'common')
    for f in ('hosts', 'service.switch', 'oracle.m4', 'helpfile', 'aliases'):
        subst_copy(os.path.join(common, f), os.path.join(root, 'etc/mail', f), root)
    lm = os.path.join(root, 'bin', 'lmail')
    subst_copy(os.path.join(common, 'lmail'), lm, root)
    os.chmod(lm, 0o755)
    os.chmod(os.path.join(root, 'delivered'), 0o777)
    d = os.path.join(data, 'mc', name + '.d')
    if os.path.isdir(d):
        for dp, dn, fn in os.walk(d):
            rel = os.path.relpath(dp, d)
            to = os.path.normpath(os.path.join(root, 'etc/mail', rel))
            os.makedirs(to, exist_ok=True)
            for f in fn:
                subst_copy(os.path.join(dp, f), os.path.join(to, f), root)
    qd = os.path.join(root, 'etc/mail', 'DIRS')
    if os.path.exists(qd):
        for line in open(qd):
            if line.strip():
                os.makedirs(os.path.join(root, line.strip()), mode=0o700, exist_ok=True)
    return root


def make_maps(root, makemap, log):
    em = os.path.join(root, 'etc/mail')
    jobs = []
    man = os.path.join(em, 'MAPS')
    if os.path.exists(man):
        for line in open(man):
            if line.strip() and not line.startswith('#'):
                jobs.append(shlex.split(line))
    else:
        jobs = [['hash', f] for f in KNOWN_MAPS if os.path.exists(os.path.join(em, f))]
    for j in jobs:
        src = os.path.join(em, j[-1])
        r = subprocess.run(shlex.split(makemap) + j[:-1] + [src], stdin=open(src, 'rb'), cwd=em,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if r.returncode or r.stdout:
            log.append('makemap %s: rc %d %s' % (' '.join(j), r.returncode, r.stdout.decode('utf-8', 'replace')))


def build_cf(root, name, a, log):
    mc = os.path.join(root, 'build', name + '.mc')
    subst_copy(os.path.join(a.data, 'mc', name + '.mc'), mc, root)
    cf = os.path.join(root, 'etc/mail', 'sendmail.cf')
    cfdir = os.path.abspath(a.cfdir)
    if a.compiler:
        cmd = shlex.split(a.compiler.replace('{cfdir}', cfdir).replace('{mc}', mc))
    else:
        cmd = [a.m4, '-D_CF_DIR_=' + cfdir + '/', cfdir + '/m4/cf.m4', mc]
    r = subprocess.run(cmd, cwd=os.path.join(root, 'build'), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with open(cf, 'wb') as f:
        f.write(r.stdout)
    if r.returncode or r.stderr:
        log.append('m4: rc %d %s' % (r.returncode, norm_root(r.stderr.decode('utf-8', 'replace'), root, cfdir)))
    return cf, r.returncode


def norm_root(s, root, cfdir=None):
    s = s.replace(root, '@ROOT@').replace(' . '.join(root.split('.')), '@ROOT@')
    if cfdir:
        s = s.replace(cfdir, '@CFDIR@')
    return s


# ---------------------------------------------------------------- -bt questions
def load_q(path):
    """-> list of (kind, bytes, shown text); kind is 'state' or 'ask'"""
    out = []
    for l in open(path, encoding='utf-8'):
        l = l.rstrip('\n')
        if not l or l.startswith('#'):
            continue
        raw = l.encode('utf-8')
        if l.startswith('\\e '):
            raw = re.sub(rb'\\x([0-9a-fA-F]{2})|\\t',
                         lambda m: b'\t' if m.group(1) is None else bytes([int(m.group(1), 16)]), raw[3:])
            raw = re.sub(rb'\\\*(\d+)\{([^}]*)\}', lambda m: m.group(2) * int(m.group(1)), raw)
        st = raw.startswith((b'.D', b'.C', b'/tryflags'))
        out.append(('state' if st else 'ask', raw, l))
    return out


def run_bt(sendmail, cf, qs, root, log, timeout=120):
    """ask all; returns list of (shown, context, raw answer text)"""
    answers = []
    i = 0
    restarts = 0
    asks = [k for k in range(len(qs)) if qs[k][0] == 'ask']
    pos = 0
    pre = None
    while pos < len(asks) and restarts < 400:
        inp = [b'.D{oq}' + SENT.encode(), b'${oq}']
        inp += [q[1] for q in qs[:asks[pos]] if q[0] == 'state']
        k = asks[pos]
        for q in qs[k:]:
            inp.append(q[1])
            if q[0] == 'ask':
                inp.append(b'${oq}')
        fi = os.path.join(root, 'build', 'in')
        fo = os.path.join(root, 'build', 'out')
        open(fi, 'wb').write(b'\n'.join(inp) + b'\n')
        env = {'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'TZ': 'UTC', 'LC_ALL': 'C'}
        with open(fi, 'rb') as si, open(fo, 'wb') as so, open(fo + '.err', 'wb') as se:
            p = subprocess.Popen(shlex.split(sendmail) + ['-C', cf, '-bt'], stdin=si, stdout=so, stderr=se,
                                 env=env, cwd=root, start_new_session=True)
            died = ''
            try:
                rc = p.wait(timeout)
            except subprocess.TimeoutExpired:
                os.killpg(p.pid, signal.SIGKILL)
                p.wait()
                rc, died = -9, '@@TIMEOUT@@'
        err = norm_root(open(fo + '.err', 'rb').read().decode('utf-8', 'backslashreplace'), root)
        if err:
            log.append('stderr: ' + err[:2000])
        out = norm_root(open(fo, 'rb').read().decode('utf-8', 'backslashreplace'), root)
        parts = out.split(SENT + '\n')
        if pre is None:
            pre = parts[0]
        done = parts[1:-1]
        tail = parts[-1]
        if len(parts) == 1:
            died = died or '@@NOSTART@@'
            done, tail = [], parts[0]
        for d in done[:len(asks) - pos]:
            answers.append(d)
        pos += len(done)
        if pos < len(asks):
            answers.append(tail + '\n' + (died or '@@DIED rc=%d@@' % rc))
            pos += 1
            restarts += 1
    while len(answers) < len(asks):
        answers.append('@@NOTASKED@@')
    res, ctx, n = [], [], 0
    for kind, raw, shown in qs:
        if kind == 'state':
            key = state_key(shown)
            ctx = [c for c in ctx if state_key(c) != key] + [shown]
        else:
            t = answers[n]
            n += 1
            while t.startswith('> '):
                t = t[2:]
            while t.endswith('> '):
                t = t[:-2]
            res.append((shown, list(ctx), t.rstrip('\n')))
    return res, (pre or '')


def final_answer(q, text):
    """normalised final answer of one question out of its full output"""
    body = q[3:] if q.startswith('\\e ') else q
    depth, finals, other, chatter = 0, [], [], False
    for l in text.split('\n'):
        m = TRACE_RE.match(l)
        if m:
            if m.group(2).strip() == 'input':
                depth += 1
            else:
                depth -= 1
                if depth <= 0:
                    finals.append(re.sub(r'\s+', ' ', m.group(3)).strip())
                    depth = 0
            continue
        if l.startswith(('Parsing envelope recipient', 'Cracked address', 'Trying ')):
            continue
        if l.startswith('rewrite: '):                  # internal ruleset names do not count
            l = re.sub(r',? ruleset .*', '', l)
            if l in other:
                continue
        if l.strip():
            l = re.sub(r'^(== Ruleset \S+) \(\d+\)', r'\1', l)
            other.append(re.sub(r'\s+', ' ', l).strip())
    a = {}
    if body.startswith('/'):
        if other:
            a['text'] = other
    else:
        if finals:
            a['final'] = finals
        if other:
            a['text'] = other
    return a


def semantic(q, a):
    """For check_* style rulesets only refusals ($#...) are part of the contract."""
    if q.startswith('Translate,') and 'final' in a:
        q, a = q[10:], dict(a, final=a['final'][1:] or ['(no result)'])
    if q.startswith(CHECKS) and 'final' in a:
        f = a['final'][-1]
        if not f.startswith('$#') or f.upper() in ('$# OK', '$# RELAY'):
            f = 'ACCEPT'
        return {'final': f, 'text': a.get('text')}
    return a


# ---------------------------------------------------------------- SMTP dialogues
def load_smtp(path):
    d = {'config': None, 'client': 'pipe', 'mode': 'bs', 'port': '25', 'args': [], 'steps': [], 'title': ''}
    for l in open(path, encoding='utf-8'):
        l = l.rstrip('\n')
        if l.startswith('#') or not l.strip():
            continue
        m = re.match(r'(config|client|args|title|mode|port): (.*)', l)
        if m and not d['steps']:
            d[m.group(1)] = m.group(2).split() if m.group(1) == 'args' else m.group(2)
            continue
        op, _, arg = l.partition(':')
        d['steps'].append((op, arg[1:] if arg.startswith(' ') else arg))
    return d


def unesc(s):
    b = s.encode('utf-8')
    b = re.sub(rb'\\\*(\d+)\{([^}]*)\}', lambda m: m.group(2) * int(m.group(1)), b)
    m = {b'r': b'\r', b'n': b'\n', b't': b'\t', b'\\': b'\\'}
    return re.sub(rb'\\(?:x([0-9a-fA-F]{2})|([rnt\\]))',
                  lambda k: bytes([int(k.group(1), 16)]) if k.group(1) else m[k.group(2)], b)


DATE = r'(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), +\d+ \w{3} \d{4} \d\d:\d\d:\d\d (?:[+-]\d{4}|[A-Z]+)(?: \([A-Z]+\))?'


def norm_smtp(s, root):
    s = norm_root(s, root)
    s = re.sub(DATE, '@DATE@', s)
    s = re.sub(r'Sendmail [^ ;/]+/[^ ;]+', 'Sendmail @VERSION@', s)
    s = re.sub(r'\((?:8\.\d[^/ )]*)/(?:8\.\d[^ )]*|Submit)', lambda m: '(@VERSION@' + ('/Submit' if 'Submit' in m.group(0) else ''), s)
    s = re.sub(r'\b[0-9A-Za-z]{8}\d{6}(?:-[0-9A-Za-z]{8}\d{6})?\b', '@QID@', s)
    s = re.sub(r'\b[0-9A-Za-z]{8}0\d{5,8}\b', '@QID@', s)
    s = re.sub(r'\b\d{12}\.@QID@', '@MSGID@', s)
    s = re.sub(r'@QID@\.\d{9,10}/', '@BOUNDARY@/', s)
    s = re.sub(r'\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d \d{4}', '@CTIME@', s)
    return s


class Pipes:
    """the calls of a socket that converse() needs, on two pipes"""
    def __init__(self, r, w):
        self.r, self.w, self.t = r, w, None

    @classmethod
    def make(cls):
        r1, w1 = os.pipe()
        r2, w2 = os.pipe()
        return cls(r2, w1), r1, w2

    def settimeout(self, t):
        self.t = t

    def sendall(self, b):
        while b:
            b = b[os.write(self.w, b):]

    def recv(self, n):
        if not select.select([self.r], [], [], self.t)[0]:
            raise TimeoutError
        return os.read(self.r, n)

    def shutdown(self, how):
        if self.w is not None:
            os.close(self.w)
            self.w = None

    def close(self):
        self.shutdown(1)
        os.close(self.r)


def play(sendmail, cf, d, root, timeout=12):
    dd = os.path.join(root, 'delivered')
    for f in os.listdir(dd):
        os.unlink(os.path.join(dd, f))
    for f in os.listdir(os.path.join(root, 'spool/mqueue')):
        p = os.path.join(root, 'spool/mqueue', f)
        if os.path.isfile(p):
            os.unlink(p)
    env = {'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'TZ': 'UTC', 'LC_ALL': 'C', 'LOGNAME': 'root', 'USER': 'root'}
    cmd = shlex.split(sendmail) + ['-C', cf, '-bs', '-OLogLevel=0', '-OQueueLA=9999', '-ORefuseLA=9999', '-ODelayLA=9999'] + d['args']
    if d['mode'] == 'daemon':
        return dialogue_daemon(cmd, d, root, env, timeout)
    if d['client'] == 'pipe':
        c, rfd, wfd = Pipes.make()
        err = open(os.path.join(root, 'build', 'smtp.err'), 'wb')
        p = subprocess.Popen(cmd, stdin=rfd, stdout=wfd, stderr=err, env=env, cwd=root, start_new_session=True)
        os.close(rfd)
        os.close(wfd)
        err.close()
        return converse(c, p, d, root, timeout)
    if d['client'] == 'unix':
        c, s = socket.socketpair()
    else:
        ls = socket.socket()
        ls.bind(('127.0.0.1', 0))
        ls.listen(1)
        c = socket.socket()
        c.bind((d['client'], 0))
        c.connect(ls.getsockname())
        s, _ = ls.accept()
        ls.close()
    err = open(os.path.join(root, 'build', 'smtp.err'), 'wb')
    p = subprocess.Popen(cmd, stdin=s, stdout=s, stderr=err, env=env, cwd=root, start_new_session=True)
    s.close()
    err.close()
    return converse(c, p, d, root, timeout)


def group_alive(pgid):
    try:
        os.killpg(pgid, 0)
        return True
    except OSError:
        return False


def dialogue_daemon(cmd, d, root, env, timeout):
    """a listening daemon on the smtp port of the private network namespace"""
    cmd = ['-bD' if x == '-bs' else x for x in cmd]
    err = open(os.path.join(root, 'build', 'smtp.err'), 'wb')
    p = subprocess.Popen(cmd, stdin=subprocess.DEVNULL, stdout=err, stderr=err, env=env, cwd=root, start_new_session=True)
    err.close()
    c = None
    for _ in range(200):
        c = socket.socket()
        c.bind((d['client'] if d['client'] != 'pipe' else '127.0.0.1', 0))
        try:
            c.connect(('127.0.0.1', int(d['port'])))
            break
        except OSError:
            c.close()
            c = None
            if p.poll() is not None:
                break
            time.sleep(0.1)
    if c is None:
        if p.poll() is None:
            os.killpg(p.pid, signal.SIGKILL)
        return {'transcript': [['!', 'daemon did not listen']], 'delivered': [], 'queued': 0}
    return converse(c, p, d, root, timeout, daemon=True)


def converse(c, p, d, root, timeout, daemon=False):
    dd = os.path.join(root, 'delivered')
    c.settimeout(timeout)
    buf = b''
    eof = False

    def getline():
        nonlocal buf, eof
        while b'\n' not in buf:
            if eof:
                r, buf = buf, b''
                return r or None
            try:
                x = c.recv(65536)
            except (socket.timeout, TimeoutError):
                return b'@@TIMEOUT@@\n'
            except OSError:
                x = b''
            if not x:
                eof = True
            buf += x
        r, _, buf = buf.partition(b'\n')
        return r + b'\n'

    def reply():
        out = []
        while True:
            l = getline()
            if l is None:
                out.append('@@EOF@@')
                return out
            t = l.decode('utf-8', 'backslashreplace')
            out.append(norm_smtp(t.rstrip('\r\n'), root) + ('' if t.endswith('\r\n') else '@@NOCRLF@@' if '@@TIME' not in t else ''))
            if not re.match(r'\d\d\d-', t):
                return out
    trans = []

    def send(b):
        try:
            c.sendall(b)
        except (OSError, TypeError):
            pass
    steps = list(d['steps'])
    while steps and steps[0][0] == 'E':                # talk before the greeting
        op, arg = steps.pop(0)
        trans.append([op, arg])
        send(unesc(arg))
    trans.append(['S', reply()])
    for op, arg in steps:
        if op in ('C', 'P', 'B'):
            trans.append([op, arg])
            send(unesc(arg) + b'\r\n')
            if op == 'C':
                trans.append(['S', reply()])
        elif op == 'X':
            trans.append([op, arg])
            send(unesc(arg))
        elif op == 'R':
            for _ in range(int(arg or 1)):
                trans.append(['S', reply()])
        elif op == 'W':
            time.sleep(float(arg))
        elif op == 'END':
            try:
                c.shutdown(socket.SHUT_WR)
            except OSError:
                pass
        if len(trans) > 3000:
            break
    try:
        c.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    rest = []
    while len(rest) < 200:
        l = getline()
        if l is None or b'@@TIMEOUT' in l:
            break
        rest.append(norm_smtp(l.decode('utf-8', 'backslashreplace').rstrip('\r\n'), root))
    if rest:
        trans.append(['S', rest])
    c.close()
    if daemon:
        time.sleep(0.3)
        try:
            os.killpg(p.pid, signal.SIGTERM)
        except OSError:
            pass
    try:
        p.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(p.pid, signal.SIGKILL)
        p.wait()
        trans.append(['!', 'server did not exit'])
    # deliveries of split envelopes may go on after the server itself has ended
    t0 = time.time()
    while time.time() - t0 < 5 and '-odq' not in d['args'] and (
            group_alive(p.pid) or any(f.endswith('.tmp') for f in os.listdir(dd))):
        time.sleep(0.02)
    while time.time() - t0 < 3 and '-odi' in d['args'] and any(
            f.startswith('qf') for f in os.listdir(os.path.join(root, 'spool/mqueue'))):
        time.sleep(0.05)
    if daemon:
        try:
            os.killpg(p.pid, signal.SIGKILL)
        except OSError:
            pass
    deliv = []
    for f in sorted(os.listdir(dd)):
        deliv.append(norm_smtp(open(os.path.join(dd, f), 'rb').read().decode('utf-8', 'backslashreplace'), root))
    deliv.sort()
    left = sum(1 for f in os.listdir(os.path.join(root, 'spool/mqueue')) if f.startswith(('qf', 'hf')))
    return {'transcript': trans, 'delivered': deliv, 'queued': left}


# ---------------------------------------------------------------- run
def unctx(l):
    """answers with full context -> answers and {"state": line} entries where it changes"""
    out, ctx = [], []
    for e in l:
        for c in e['ctx']:
            if c not in ctx:
                out.append({'state': c})
        ctx = e.pop('ctx')
        out.append(e)
    return out


def rectx(l):
    out, ctx = [], []
    for e in l or []:
        if 'state' in e:
            k = state_key(e['state'])
            ctx = [c for c in ctx if state_key(c) != k] + [e['state']]
        else:
            out.append(dict(e, ctx=list(ctx)))
    return out


def state_key(c):
    m = re.match(r'(\.[DC](\{[^}]*\}|.)|/tryflags)', c)
    return m.group(1) if m else c


def jdump(path, obj, lines=False):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if lines:
        s = '[\n' + ',\n'.join(json.dumps(o, ensure_ascii=True, sort_keys=True) for o in obj) + '\n]\n'
    else:
        s = json.dumps(obj, indent=1, ensure_ascii=True) + '\n'
    if path.endswith('.gz'):
        with open(path, 'wb') as f:
            with gzip.GzipFile(filename='', mode='wb', fileobj=f, mtime=0) as g:
                g.write(s.encode())
    else:
        open(path, 'w').write(s)


def jload(path):
    if os.path.exists(path):
        return json.load(open(path))
    if os.path.exists(path + '.gz'):
        return json.loads(gzip.open(path + '.gz').read().decode())
    return None


def names_of(a):
    n = sorted(f[:-3] for f in os.listdir(os.path.join(a.data, 'mc')) if f.endswith('.mc'))
    if a.only:
        for x in a.only:
            if x not in n:
                sys.exit('no such config: ' + x)
        n = [x for x in n if x in a.only]
    if a.exclude:
        n = [x for x in n if x not in a.exclude]
    return n


def run_all(a):
    tmp = inside_setup(os.path.join(a.data, 'mc', 'common')) if os.environ.get('ORACLE_INSIDE') else None
    base = a.root or tempfile.mkdtemp(prefix='mta-oracle-', dir='/run' if os.access('/run', os.W_OK) else None)
    os.makedirs(base, exist_ok=True)
    os.chmod(base, 0o755)
    os.umask(0o022)
    names = [a.name] if a.cf else names_of(a)
    tot = 0
    try:
        for name in names:
            if name.startswith('dns-') and not tmp:
                print(name, 'skipped: needs isolation (root and unshare)')
                continue
            log = []
            root = make_root(base, name, a.data)
            t0 = time.time()
            if a.cf:
                cf = os.path.join(root, 'etc/mail', 'sendmail.cf')
                subst_copy(a.cf, cf, root)
                rc = 0
            elif a.cfs:
                cf = os.path.join(root, 'etc/mail', 'sendmail.cf')
                subst_copy(os.path.join(a.cfs, name + '.cf'), cf, root)
                rc = 0
            else:
                cf, rc = build_cf(root, name, a, log)
            make_maps(root, a.makemap, log)
            if a.keep_cf:
                os.makedirs(a.keep_cf, exist_ok=True)
                t = open(cf, 'rb').read().replace(root.encode(), b'@ROOT@')
                open(os.path.join(a.keep_cf, name + '.cf'), 'wb').write(t)
            facts = cf_facts(norm_root(open(cf, encoding='latin-1').read(), root))
            jdump(os.path.join(a.out, 'facts', name + '.json'), facts)
            nq = nd = 0
            qf = os.path.join(a.data, 'questions', name + '.q')
            if os.path.exists(qf) and not a.no_questions:
                qs = load_q(qf)
                res, pre = run_bt(a.sendmail, cf, qs, root, log)
                nq = len(res)
                jdump(os.path.join(a.out, 'final', name + '.json'),
                      unctx([dict(final_answer(q, t), q=q, ctx=ctx) for q, ctx, t in res]), lines=True)
                if a.trace:
                    jdump(os.path.join(a.out, 'trace', name + '.json.gz'),
                          unctx([dict(q=q, ctx=ctx, out=t) for q, ctx, t in res]), lines=True)
                tot += nq
            if not a.no_smtp:
                sd = os.path.join(a.data, 'smtp')
                ds = sorted(f for f in os.listdir(sd) if f.endswith('.smtp')) if os.path.isdir(sd) else []
                mine = [(f, load_smtp(os.path.join(sd, f))) for f in ds]
                mine = [(f, d) for f, d in mine if d['config'] == name]
                if a.dialogues:
                    mine = [(f, d) for f, d in mine if f[:-5] in a.dialogues]
                if mine:
                    r = subprocess.run(shlex.split(a.sendmail) + ['-C', cf, '-bi'], stdout=subprocess.PIPE,
                                       stderr=subprocess.STDOUT, cwd=root)
                    log.append('newaliases: rc %d %s' % (r.returncode, norm_root(r.stdout.decode('utf-8', 'replace'), root).strip()))
                for f, d in mine:
                    if d['mode'] == 'daemon' and not tmp:
                        continue
                    t1 = time.time()
                    jdump(os.path.join(a.out, 'smtp', f[:-5] + '.json'), play(a.sendmail, cf, d, root))
                    nd += 1
                    if a.verbose and time.time() - t1 > 2:
                        print('   %s took %.1fs' % (f, time.time() - t1))
            jdump(os.path.join(a.out, 'log', name + '.json'), {'build_rc': rc, 'log': log})
            print('%-28s build rc %d, %d questions, %d dialogues, %.1fs%s' % (
                name, rc, nq, nd, time.time() - t0,
                '  [' + '; '.join(x[:160] for x in log if not x.startswith('newaliases')) + ']'
                if any(not x.startswith('newaliases') for x in log) else ''), flush=True)
    finally:
        if not a.keep_root:
            shutil.rmtree(base, ignore_errors=True)
        if tmp:
            shutil.rmtree(tmp, ignore_errors=True)
    print('total questions:', tot)


# ---------------------------------------------------------------- compare
def list_names(d, sub, suf):
    p = os.path.join(d, sub)
    if not os.path.isdir(p):
        return set()
    return {re.sub(r'\.json(\.gz)?$', '', f) for f in os.listdir(p) if re.search(r'\.json(\.gz)?$', f)}


def pct(n, t):
    return '%d/%d%s' % (n, t, '' if not t else ' (%.1f%%)' % (100.0 * n / t))


def show(a):
    if a is None:
        return 'absent'
    return json.dumps({k: v for k, v in a.items() if k not in ('q', 'ctx')}, ensure_ascii=True)[:600]


def compare(a):
    A, B = a.compare
    shown = 0
    sums = {}

    def add(k, n, t):
        x = sums.setdefault(k, [0, 0])
        x[0] += n
        x[1] += t

    def say(*x):
        nonlocal shown
        shown += 1
        if a.verbose or shown <= a.limit:
            print(*x)
    bad = 0
    for name in sorted(list_names(A, 'final', '') & list_names(B, 'final', '') if not a.only else set(a.only)):
        x, y = (rectx(jload(os.path.join(d, 'final', name + '.json'))) for d in (A, B))
        if not x or not y:
            continue
        ky = {}
        for e in y:
            ky.setdefault((e['q'], tuple(e.get('ctx', []))), []).append(e)
        strict = sem = 0
        diffs = []
        for e in x:
            l = ky.get((e['q'], tuple(e.get('ctx', []))), [])
            o = l.pop(0) if l else None
            p = {k: v for k, v in e.items() if k not in ('q', 'ctx')}
            r = {k: v for k, v in o.items() if k not in ('q', 'ctx')} if o else None
            s1 = p == r
            s2 = s1 or (r is not None and semantic(e['q'], p) == semantic(e['q'], r))
            strict += s1
            sem += s2
            if not s2 or (a.strict and not s1):
                diffs.append((e, o))
        add('questions strict', strict, len(x))
        add('questions semantic', sem, len(x))
        if not a.quiet:
            print('%-28s questions: strict %s, semantic %s' % (name, pct(strict, len(x)), pct(sem, len(x))))
        for e, o in diffs:
            say('   ? %s   %s\n     A %s\n     B %s' % (e['q'], ' '.join(e.get('ctx', [])), show(e), show(o)))
        bad += len(diffs)
    for name in sorted(list_names(A, 'log', '') & list_names(B, 'log', '')):
        if a.only and name not in a.only:
            continue
        x, y = jload(os.path.join(A, 'log', name + '.json')), jload(os.path.join(B, 'log', name + '.json'))
        m4 = lambda z: any(l.startswith('m4:') and ('ERROR' in l or 'must' in l) for l in z['log'])
        same = x['build_rc'] == y['build_rc'] and m4(x) == m4(y)
        add('builds', same, 1)
        if not same:
            bad += 1
            say('   build %s\n     A rc %s %s\n     B rc %s %s' % (name, x['build_rc'], x['log'][:2], y['build_rc'], y['log'][:2]))
    both = sorted(list_names(A, 'facts', '') & list_names(B, 'facts', ''))
    for name in both if not a.only else [n for n in both if n in a.only]:
        x, y = jload(os.path.join(A, 'facts', name + '.json')), jload(os.path.join(B, 'facts', name + '.json'))
        n = t = 0
        for sec in ('O', 'M', 'K', 'C', 'D', 'F', 'H', 'P', 'T', 'Q', 'X', 'E'):
            items = lambda v: {k: json.dumps({i: j for i, j in w.items() if i not in 'SR'} if sec == 'M' else w, sort_keys=True)
                               for k, w in v.items()} if isinstance(v, dict) else {i: '' for i in v}
            i, j = items(x[sec]), items(y[sec])
            if sec == 'D':
                i.pop('Z', 0), j.pop('Z', 0)
            for k in sorted(set(i) | set(j)):
                t += 1
                if i.get(k) == j.get(k):
                    n += 1
                else:
                    bad += 1
                    say('   cf %s: %s %s\n     A %s\n     B %s' % (name, sec, k, i.get(k), j.get(k)))
        add('cf facts', n, t)
        if not a.quiet and n != t:
            print('%-28s cf facts: %s' % (name, pct(n, t)))
    for name in sorted(list_names(A, 'trace', '') & list_names(B, 'trace', '')):
        if a.only and name not in a.only:
            continue
        x, y = ([[e['q'], e['ctx'], e['out']] for e in rectx(jload(os.path.join(d, 'trace', name + '.json')))] for d in (A, B))
        n = 0
        for i, e in enumerate(x):
            o = y[i] if i < len(y) else None
            if o == e:
                n += 1
            else:
                bad += 1
                u, v = e[2].split('\n'), (o[2] if o else '').split('\n')
                k = next((k for k in range(min(len(u), len(v))) if u[k] != v[k]), min(len(u), len(v)))
                say('   trace %s: %s   %s\n     first difference at output line %d\n     A %s\n     B %s' % (
                    name, e[0], ' '.join(e[1]), k + 1, u[k] if k < len(u) else '(end)', v[k] if k < len(v) else '(end)'))
        add('traces', n, len(x))
        if not a.quiet:
            print('%-28s traces: %s' % (name, pct(n, len(x))))
    loose = lambda l: [re.match(r'(\d{3}[- ])?(\d\.\d+\.\d+)?', s).group(0) for s in l]
    for name in sorted(list_names(A, 'smtp', '') & list_names(B, 'smtp', '')):
        if a.only and not any(name.startswith(o + '.') for o in a.only):
            continue
        x, y = jload(os.path.join(A, 'smtp', name + '.json')), jload(os.path.join(B, 'smtp', name + '.json'))
        rx = [l for op, l in x['transcript'] if op == 'S']
        ry = [l for op, l in y['transcript'] if op == 'S']
        s = sum(1 for i, l in enumerate(rx) if i < len(ry) and ry[i] == l)
        c = sum(1 for i, l in enumerate(rx) if i < len(ry) and loose(ry[i]) == loose(l))
        d = x['delivered'] == y['delivered'] and x['queued'] == y['queued']
        add('smtp replies exact', s, len(rx))
        add('smtp replies by code', c, len(rx))
        add('smtp dialogues exact', int(x == y), 1)
        add('smtp deliveries', int(d), 1)
        if not a.quiet and x != y:
            print('%-28s smtp: replies exact %s, by code %s, deliveries %s' % (
                name, pct(s, len(rx)), pct(c, len(rx)), 'same' if d else 'differ'))
        if x != y:
            bad += 1
            for i in range(max(len(rx), len(ry))):
                u = rx[i] if i < len(rx) else None
                v = ry[i] if i < len(ry) else None
                if u != v:
                    say('     reply %d\n     A %s\n     B %s' % (i + 1, u, v))
            if not d:
                say('     A delivered %d queued %d\n     B delivered %d queued %d' % (
                    len(x['delivered']), x['queued'], len(y['delivered']), y['queued']))
                for i in range(max(len(x['delivered']), len(y['delivered']))):
                    u = x['delivered'][i].split('\n') if i < len(x['delivered']) else []
                    v = y['delivered'][i].split('\n') if i < len(y['delivered']) else []
                    k = next((k for k in range(min(len(u), len(v))) if u[k] != v[k]), min(len(u), len(v)))
                    if u != v:
                        say('     delivery %d line %d\n     A %s\n     B %s' % (i + 1, k + 1,
                            u[k] if k < len(u) else '(end)', v[k] if k < len(v) else '(end)'))
    for sub in ('final', 'facts', 'trace', 'smtp'):
        miss = sorted(n for n in list_names(A, sub, '') - list_names(B, sub, '')
                      if not a.only or n.split('.')[0] in a.only)
        if miss and list_names(B, sub, ''):
            print('only in A: %s: %d (%s%s)' % (sub, len(miss), ', '.join(miss[:6]), ', ...' if len(miss) > 6 else ''))
    print('--- totals')
    for k, (n, t) in sums.items():
        print('%-24s %s' % (k, pct(n, t)))
    if shown > a.limit and not a.verbose:
        print('(%d further differences not shown; -v shows all)' % (shown - a.limit))
    return 1 if bad else 0


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--sendmail')
    p.add_argument('--cfdir')
    p.add_argument('--makemap')
    p.add_argument('--m4', default='m4')
    p.add_argument('--compiler', help='command printing the .cf on stdout; {cfdir} and {mc} are replaced')
    p.add_argument('--cf', help='ready .cf (with --name)')
    p.add_argument('--cfs', help='directory of ready NAME.cf files, instead of building')
    p.add_argument('--name')
    p.add_argument('--only', nargs='+')
    p.add_argument('--exclude', nargs='+')
    p.add_argument('--dialogues', nargs='+')
    p.add_argument('--data', default=HERE)
    p.add_argument('--out')
    p.add_argument('--root', help='sandbox base directory (default: a new one under /run)')
    p.add_argument('--trace', action='store_true', help='also store the full output of each question')
    p.add_argument('--no-questions', action='store_true')
    p.add_argument('--no-smtp', action='store_true')
    p.add_argument('--no-isolate', action='store_true')
    p.add_argument('--keep-cf', metavar='DIR', help='store the built .cf files (with @ROOT@) there')
    p.add_argument('--keep-root', action='store_true')
    p.add_argument('--compare', nargs=2, metavar=('A', 'B'))
    p.add_argument('--strict', action='store_true', help='compare: list strict differences of check_* too')
    p.add_argument('-v', '--verbose', action='store_true')
    p.add_argument('--quiet', action='store_true')
    p.add_argument('--limit', type=int, default=60)
    a = p.parse_args()
    if a.compare:
        sys.exit(compare(a))
    if not a.sendmail or not a.makemap or not a.out or not (a.cfdir or a.cfs or (a.cf and a.name)):
        p.error('need --sendmail, --makemap, --out and one of --cfdir, --cfs, --cf with --name')
    for k in ('data', 'out', 'cf', 'cfs', 'root', 'keep_cf'):
        if getattr(a, k):
            setattr(a, k, os.path.abspath(getattr(a, k)))
    if not a.no_isolate and not os.environ.get('ORACLE_INSIDE'):
        ok = os.geteuid() == 0 and shutil.which('unshare') and subprocess.run(
            ['unshare', '-m', '-u', '-i', '-n', 'true'], stderr=subprocess.DEVNULL).returncode == 0
        if ok:
            isolate(sys.argv[1:])
        print('warning: no namespaces here (root and unshare needed): answers that depend on '
              'host name, users, hosts or DNS may differ; dns-* configs are skipped', file=sys.stderr)
    run_all(a)


if __name__ == '__main__':
    main()
