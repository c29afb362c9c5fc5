#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Map classes that need a server or a file of their own, asked through test mode: cdb, lmdb, sqlite,
pgsql, redis, socket, program, userdb, stab. Servers are started here, stopped and started again.
    classes.py SENDMAIL"""
import random, os, shutil, signal, socket, subprocess, sys, tempfile, threading, time

SENDMAIL = sys.argv[1]
top = tempfile.mkdtemp(prefix='mw-maps-', dir='/root' if os.getuid() == 0 else None)
passed = failed = skipped = 0
children = []


def path(name):
    return os.path.join(top, name)


def check(what, got, want):
    global passed, failed
    if got == want:
        passed += 1
    else:
        failed += 1
        print('FAIL %s: got %r, not %r' % (what, got, want))


def skip(what):
    global skipped
    skipped += 1
    print('SKIP ' + what)


class Bt:
    """One test mode process, so that maps stay open between questions."""

    def __init__(self, lines):
        with open(path('t.cf'), 'wb') as f:
            f.write(b'V10/Berkeley\nO DontBlameSendmail=MapInUnsafeDirPath\n')
            f.write(('\n'.join(lines) + '\n').encode())
            f.write(b'Mlocal,P=/bin/true,A=x\nMprog,P=/bin/true,A=x\nSask\n')
            f.write(b'R$+ $| $+\t$: $($1 $2 $@ A1 $: ABSENT $)\n')
        self.p = subprocess.Popen([SENDMAIL, '-bt', '-C', path('t.cf')], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.ask_raw(b'$j')

    def ask_raw(self, line):
        self.p.stdin.write(line + b'\n.D{oq}@@END@@\n${oq}\n')
        self.p.stdin.flush()
        out = b''
        while b'@@END@@\n' not in out:
            c = os.read(self.p.stdout.fileno(), 65536)
            if not c:
                return out + b'DIED'
            out += c
        return out.split(b'@@END@@')[0]

    def map(self, name, key):
        """'=value', 'absent' or 'failed'."""
        key = key.encode() if isinstance(key, str) else key
        out = self.ask_raw(b'/map ' + name.encode() + b' ' + key)
        tail = out.removesuffix(b'> ').removesuffix(b'> ').strip(b'\n').rsplit(b'\n', 1)[-1]
        if b') returns ' in tail:
            return '=' + tail.split(b') returns ', 1)[1].rsplit(b' (', 1)[0].decode('latin1')
        if b'no match (75)' in tail:
            return 'failed'
        return 'absent' if b'no match (' in tail else tail.decode('latin1')

    def end(self):
        self.p.stdin.close()
        self.p.wait(10)


def wait_until(good, seconds=15):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if good():
            return True
        time.sleep(0.05)
    return False


def odd_keys(bt, name):
    """Whatever the key, an answer comes."""
    for key in ("a'b", 'a"b', 'a;drop', 'x' * 1500, b'\xff\x80', '%0', '$1', '--', '\\', "' OR 1=1 --"):
        check('%s, key %r' % (name, key[:20]), bt.map(name, key), 'absent')


# ---- files ----

def sqlite_cases():
    try:
        import sqlite3
    except ImportError:
        return skip('sqlite: no module for python')
    db = sqlite3.connect(path('u.sqlite'))
    db.execute('CREATE TABLE u (k TEXT, v TEXT)')
    db.executemany('INSERT INTO u VALUES (?,?)', [('a', 'va'), ('two', 'x'), ('two', 'y'), ('null', None),
                                                 ('pct', '%1-%0'), ('Up', 'upper')])
    db.commit()
    os.chmod(path('u.sqlite'), 0o644)
    open(path('bad.sqlite'), 'w').write('this is no database, whatever its name says\n' * 100)
    q = '-Q"SELECT v FROM u WHERE k = %0 ORDER BY v"'
    bt = Bt(['Ks sqlite %s %s' % (q, path('u.sqlite')), 'Kj sqlite -z: %s %s' % (q, path('u.sqlite')),
             'Kl sqlite -z: -Z1 %s %s' % (q, path('u.sqlite')), 'Kf sqlite -f -a.x %s %s' % (q, path('u.sqlite')),
             'Kb sqlite %s %s' % (q, path('bad.sqlite')), 'Kn sqlite %s %s' % (q, path('none.sqlite')),
             'Ko sqlite -o %s %s' % (q, path('none.sqlite')), 'Ke sqlite -Q"SELECT nothing" %s' % path('u.sqlite'),
             'Kt sqlite -d1 -Q"WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT max(x) FROM c WHERE x = %0" '
             + path('u.sqlite')])
    if bt.map('s', 'a') == 'failed':
        skip('sqlite: not in this build')
        return bt.end()
    for m, key, want in (('s', 'a', '=va'), ('s', 'A', '=va'), ('s', 'two', '=x'), ('j', 'two', '=x:y'),
                         ('l', 'two', '=x'), ('s', 'null', 'absent'), ('s', 'no', 'absent'), ('s', 'pct', '=-pct'),
                         ('s', 'Up', 'absent'), ('f', 'Up', '=upper.x'), ('b', 'a', 'failed'), ('n', 'a', 'failed'),
                         ('o', 'a', 'Map named "o" not open'), ('e', 'a', 'failed'), ('t', 'a', 'failed')):
        check('sqlite %s %s' % (m, key), bt.map(m, key), want)
    odd_keys(bt, 's')
    # A writer at work: not "absent".
    db.execute('PRAGMA locking_mode=EXCLUSIVE')
    db.execute('BEGIN EXCLUSIVE')
    db.execute("INSERT INTO u VALUES ('new', 'vnew')")
    slow = Bt(['Ks sqlite -d1 %s %s' % (q, path('u.sqlite'))])
    check('sqlite, locked', slow.map('s', 'a'), 'failed')
    db.commit()
    db.close()
    check('sqlite, unlocked', slow.map('s', 'new'), '=vnew')
    slow.end()
    # Replaced by another file.
    other = sqlite3.connect(path('v.sqlite'))
    other.execute('CREATE TABLE u (k TEXT, v TEXT)')
    other.execute("INSERT INTO u VALUES ('a', 'other')")
    other.commit()
    other.close()
    os.chmod(path('v.sqlite'), 0o644)
    os.rename(path('v.sqlite'), path('u.sqlite'))
    check('sqlite, replaced', wait_until(lambda: bt.map('s', 'a') == '=other', 5), True)
    bt.end()


def lmdb_deep():
    """Several levels of pages, and values with pages of their own."""
    many = sorted({'key%d' % (i * 7919 % 20011): 'v%d' % i + 'w' * (i % 40) for i in range(20000)}.items())
    many += [('long%d' % i, chr(97 + i % 26) * n) for i, n in enumerate((2000, 2030, 2040, 4080, 4081, 8176, 100000))]
    lines = ''.join(' %s\n %s\n' % pair for pair in sorted(many))
    text = 'VERSION=3\nformat=print\ntype=btree\nmapsize=16777216\nHEADER=END\n' + lines + 'DATA=END\n'
    subprocess.run(['mdb_load', '-n', path('deep.lmdb')], input=text.encode(), check=True, stderr=subprocess.DEVNULL)
    os.chmod(path('deep.lmdb'), 0o644)
    good = open(path('deep.lmdb'), 'rb').read()
    bt = Bt(['Kdeep lmdb ' + path('deep')])
    asked = many[::97] + many[-7:-1]
    wrong = [k for k, v in asked if bt.map('deep', k) != '=' + v]
    check('lmdb, levels of pages and long values', wrong, [])
    check('lmdb, absent keys between', [k for k in ('key', 'key1x', 'kez', 'a', 'zzz') if bt.map('deep', k) != 'absent'], [])
    bt.end()
    r = random.Random(7)
    lines, count = [], 60
    for i in range(count):
        data = bytearray(good)
        for _ in range(400 if i % 2 else 4):
            data[r.randrange(len(data) if i % 3 else 12288)] = r.randrange(256)
        with open(path('flip%d.lmdb' % i), 'wb') as f:
            f.write(data)
        os.chmod(path('flip%d.lmdb' % i), 0o644)
        lines.append('Kf%d lmdb %s' % (i, path('flip%d' % i)))
    bt = Bt(lines)
    said = [bt.map('f%d' % i, r.choice(asked)[0]) for i in range(count) for _ in range(6)]
    bt.end()
    check('lmdb, flipped bytes: every question was answered', [a for a in said if a[0] != '=' and a not in ('absent', 'failed')], [])
    check('lmdb, flipped bytes: test mode ended well', bt.p.returncode in (0, 70, 71), True)
    for i in range(count):
        os.unlink(path('flip%d.lmdb' % i))


def lmdb_cases():
    if shutil.which('mdb_load') is None:
        return skip('lmdb: no mdb_load')
    text = 'VERSION=3\nformat=print\ntype=btree\nmapsize=1048576\nHEADER=END\n a\n va\n n\\00\n vn\\00\nDATA=END\n'

    def load(name):
        subprocess.run(['mdb_load', '-n', path(name)], input=text.encode(), check=True, stderr=subprocess.DEVNULL)
        os.chmod(path(name), 0o644)
    load('l.lmdb')
    data = open(path('l.lmdb'), 'rb').read()
    for name, content in (('short', data[:8192]), ('empty', b''), ('text', b'text\n' * 4000)):
        open(path(name + '.lmdb'), 'wb').write(content)
    bt = Bt(['Kl lmdb ' + path('l')] + ['K%s lmdb %s' % (n, path(n)) for n in ('short', 'empty', 'text', 'none')])
    for m, key, want in (('l', 'a', '=va'), ('l', 'n', '=vn'), ('l', 'x', 'absent'), ('short', 'a', 'failed'),
                         ('empty', 'a', 'failed'), ('text', 'a', 'failed'), ('none', 'a', 'failed')):
        check('lmdb %s %s' % (m, key), bt.map(m, key), want)
    odd_keys(bt, 'l')
    lmdb_deep()
    text = text.replace(' va\n', ' changed\n')
    load('m.lmdb')
    os.rename(path('m.lmdb'), path('l.lmdb'))
    check('lmdb, replaced', wait_until(lambda: bt.map('l', 'a') == '=changed', 5), True)
    bt.end()


# ---- servers ----

def start(*command, **more):
    p = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    children.append(p)
    return p


def stop(p):
    p.send_signal(signal.SIGINT)  # at once, with clients connected or not
    p.wait(20)
    children.remove(p)


def redis_cases():
    if shutil.which('redis-server') is None:
        return skip('redis: no redis-server')
    sock = path('redis.sock')
    open(path('secret'), 'w').write('pw1\n')
    open(path('wrong'), 'w').write('pw2\n')
    os.chmod(path('secret'), 0o600)
    os.chmod(path('wrong'), 0o600)

    def server():
        p = start('redis-server', '--port', '0', '--unixsocket', sock, '--save', '', '--requirepass', 'pw1',
                  '--dir', top)
        wait_until(lambda: tell('PING') == 'PONG')
        return p

    def tell(*words):
        r = subprocess.run(['redis-cli', '-s', sock, '--no-auth-warning', '-a', 'pw1', *words],
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return r.stdout.decode().strip()
    p = server()

    def fill():
        tell('SET', 'a', 'va')
        tell('SET', 'pre:a', 'with prefix')
        tell('HSET', 'h', 'k', 'in hash')
        tell('LPUSH', 'list', 'x')
        tell('-n', '3', 'SET', 'a', 'in three')
        tell('SET', 'empty', '')
    fill()
    ok = '-P %s ' % path('secret')
    bt = Bt(['Kr redis -d1 %s local:%s' % (ok, sock), 'Kp redis %s -p pre: local:%s' % (ok, sock),
             'Kh redis %s -h h local:%s' % (ok, sock), 'Kb redis %s -b3 local:%s' % (ok, sock),
             'Kw redis -P %s local:%s' % (path('wrong'), sock), 'Kn redis local:%s' % sock,
             'Kd redis -d1 inet:1@127.0.0.1', 'Kt redis -T<TMP> -d1 inet:1@127.0.0.1'])
    for m, key, want in (('r', 'a', '=va'), ('r', 'A', '=va'), ('r', 'x', 'absent'), ('r', 'empty', '='),
                         ('p', 'a', '=with prefix'), ('h', 'k', '=in hash'), ('h', 'x', 'absent'),
                         ('b', 'a', '=in three'), ('w', 'a', 'failed'), ('n', 'a', 'failed'), ('d', 'a', 'failed'),
                         ('r', 'list', 'failed')):
        check('redis %s %s' % (m, key), bt.map(m, key), want)
    odd_keys(bt, 'r')
    check('redis, key with a line end inside', bt.map('r', b'a\rGET a'), 'absent')
    os.kill(p.pid, signal.SIGSTOP)
    begun = time.monotonic()
    check('redis, stopped', bt.map('r', 'a'), 'failed')
    check('redis, stopped: gives up in time', time.monotonic() - begun < 4, True)
    os.kill(p.pid, signal.SIGCONT)
    check('redis, goes on', bt.map('r', 'a'), '=va')
    stop(p)
    check('redis, down', bt.map('r', 'a'), 'failed')
    p = server()
    fill()
    check('redis, back', bt.map('r', 'a'), '=va')
    stop(p)
    bt.end()


def signal_children(p, what):
    """To each child of p; some are servers of a moment, gone before they hear of it."""
    for pid in subprocess.run(['pgrep', '-P', str(p.pid)], stdout=subprocess.PIPE).stdout.split():
        try:
            os.kill(int(pid), what)
        except ProcessLookupError:
            pass


def pgsql_cases():
    bins = [d for d in ('/usr/lib/postgresql/%d/bin' % n for n in range(20, 10, -1)) if os.path.exists(d + '/postgres')]
    if not bins:
        return skip('pgsql: no PostgreSQL server')
    data, as_user = path('pg'), []
    if os.getuid() == 0:
        try:
            import pwd
            uid = pwd.getpwnam('postgres').pw_uid
        except KeyError:
            return skip('pgsql: no user postgres')
        as_user = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups']
        data = tempfile.mkdtemp(prefix='mw-pg-', dir='/var/tmp')
        os.chown(data, uid, -1)
    run = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd='/')
    try:
        subprocess.run(as_user + [bins[0] + '/initdb', '-A', 'trust', '-U', 'mw', '-N', '-E', 'SQL_ASCII', '--locale=C',
                                  '-D', data + '/db'], check=True, **run)

        def server():
            p = start(*as_user, bins[0] + '/postgres', '-D', data + '/db', '-c', 'listen_addresses=', '-k', data,
                      '-c', 'fsync=off', cwd='/')
            wait_until(lambda: subprocess.run(['psql', '-h', data, '-U', 'mw', '-c', 'SELECT 1', 'postgres'],
                                              **run).returncode == 0)
            return p
        p = server()
        subprocess.run(['psql', '-h', data, '-U', 'mw', 'postgres', '-c',
                        "CREATE TABLE u (k text, v text); INSERT INTO u VALUES ('a','va'),('two','x'),('two','y'),"
                        "('null',NULL),('arg','A1')"], check=True, **run)
        conn = 'host=%s user=mw dbname=postgres' % data
        q = '-Q"SELECT v FROM u WHERE k = %0 ORDER BY v"'
        bt = Bt(['Kg pgsql -d2 %s %s' % (q, conn), 'Kj pgsql -z, %s %s' % (q, conn),
                 'Ka pgsql -Q"SELECT k FROM u WHERE v = %%1" %s' % conn, 'Ke pgsql -Q"SELECT nothing" %s' % conn,
                 'Ks pgsql -d1 -Q"SELECT pg_sleep(5)" ' + conn, 'Kn pgsql -d1 %s host=127.0.0.1 port=1' % q])
        if bt.map('g', 'a') == 'failed':
            skip('pgsql: not in this build')
            bt.end()
            return stop(p)
        for m, key, want in (('g', 'a', '=va'), ('g', 'A', '=va'), ('g', 'x', 'absent'), ('g', 'two', '=x'),
                             ('j', 'two', '=x,y'), ('g', 'null', 'absent'), ('e', 'a', 'failed'), ('s', 'a', 'failed'),
                             ('n', 'a', 'failed')):
            check('pgsql %s %s' % (m, key), bt.map(m, key), want)
        odd_keys(bt, 'g')
        stop(p)
        check('pgsql, down', bt.map('g', 'a'), 'failed')
        p = server()
        check('pgsql, back', bt.map('g', 'a'), '=va')
        signal_children(p, signal.SIGSTOP)
        begun = time.monotonic()
        check('pgsql, stopped', bt.map('g', 'a'), 'failed')
        check('pgsql, stopped: gives up in time', time.monotonic() - begun < 8, True)
        signal_children(p, signal.SIGCONT)
        check('pgsql, goes on', bt.map('g', 'a'), '=va')
        stop(p)
        bt.end()
    finally:
        if os.getuid() == 0:
            shutil.rmtree(data, ignore_errors=True)


REPLIES = {'ok': b'OK value', 'spaces': b'OK  two', 'bare': b'OK', 'no': b'NOTFOUND ', 'temp': b'TEMP later',
           'time': b'TIMEOUT x', 'perm': b'PERM never', 'odd': b'WHAT x', 'lower': b'ok value', 'nul': b'OK a\0b'}


def socket_server(family, address):
    s = socket.socket(family)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(address)
    s.listen()

    def serve():
        while True:
            try:
                c, _ = s.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(c,), daemon=True).start()

    def one(c):
        try:
            client(c)
        except OSError:
            pass    # the other side had enough

    def client(c):
        f = c.makefile('rb')
        while True:
            n = b''
            while (b := f.read(1)).isdigit():
                n += b
            if b != b':':
                return c.close()
            name, _, key = f.read(int(n)).partition(b' ')
            f.read(1)
            key = key.decode('latin1')
            if key == 'close':
                return c.close()
            if key == 'hang':
                continue
            if key == 'drip':
                for b in b'8:OK value,':
                    c.sendall(bytes([b]))
                    time.sleep(0.4)
                continue
            if key == 'garbage':
                c.sendall(b'hello\r\n')
                return c.close()
            if key == 'huge':
                c.sendall(b'99999999:')
                continue
            if key == 'big':
                c.sendall(b'1000000:OK ' + b'x' * 999997 + b',')
                continue
            if key == 'toobig':
                c.sendall(b'1000001:OK ' + b'x' * 999998 + b',')
                continue
            if key == 'nocomma':
                c.sendall(b'4:OK x;')
                continue
            if key == 'twice':
                c.sendall(b'8:OK first,9:OK second,')
                continue
            reply = REPLIES.get(key, b'OK len %d of %s' % (len(key), name))
            c.sendall(b'%d:%s,' % (len(reply), reply))
            if key == 'ok':
                return c.close()    # an idle connection may go at any time
    threading.Thread(target=serve, daemon=True).start()
    return s


def socket_cases():
    s = socket_server(socket.AF_UNIX, path('map.sock'))
    i = socket_server(socket.AF_INET, ('127.0.0.1', 0))
    port = i.getsockname()[1]
    bt = Bt(['Ku socket -d1 local:' + path('map.sock'), 'Ki socket -d1 -a.x inet:%d@127.0.0.1' % port,
             'Kh socket -d1 inet:%d@localhost' % port, 'Kn socket -d1 inet:1@127.0.0.1', 'Kf socket -f unix:' + path('map.sock'),
             'Kx socket -d1 local:' + path('nothing')])
    for m, key, want in (('u', 'ok', '=value'), ('u', 'ok', '=value'), ('i', 'ok', '=value.x'), ('h', 'ok', '=value'),
                         ('u', 'spaces', '= two'), ('u', 'bare', '='), ('u', 'no', 'absent'), ('u', 'temp', 'failed'),
                         ('u', 'time', 'failed'), ('u', 'odd', 'failed'), ('u', 'close', 'failed'), ('u', 'hang', 'failed'),
                         ('u', 'drip', 'failed'), ('u', 'garbage', 'failed'), ('u', 'huge', 'failed'),
                         ('u', 'toobig', 'failed'), ('u', 'nocomma', 'failed'), ('u', 'Mixed', '=len 5 of u'),
                         ('n', 'ok', 'failed'), ('x', 'ok', 'failed'), ('u', 'y' * 1500, '=len 256 of u'),
                         ('f', 'y' * 1500, '=len 1500 of f')):
        check('socket %s %s' % (m, key[:20]), bt.map(m, key), want)
    check('socket, a value as long as there may be', len(bt.map('u', 'big')), 1 + 999997)
    check('socket, still well', bt.map('u', 'ok'), '=value')
    check('socket, two answers', bt.map('u', 'twice'), '=first')
    time.sleep(0.2)  # the second is there when the next question is asked
    check('socket, what came unasked is no answer to another question', bt.map('u', 'spaces'), '= two')
    check('socket, never', bt.map('u', 'perm'), 'absent')
    s.close()
    i.close()
    bt.end()


def program_cases():
    script = path('prog')
    open(script, 'w').write('''#!/bin/sh
for a in "$@"; do key=$a; done
case "$key" in
x*) exit "${key#x}" ;;
id) id -u ;;
two) echo one; echo two ;;
bare) printf bare ;;
none) ;;
long) head -c 3000 /dev/zero | tr '\\0' z ;;
much) head -c 3000000 /dev/zero | tr '\\0' z ;;
nul) printf 'a\\0b\\n' ;;
killed) kill -9 $$ ;;
hang) sleep 30 ;;
closed) exec >&-; sleep 30 ;;
pwd) pwd ;;
in) cat; echo end ;;
*) printf '<%s>' "$@"; echo ;;
esac
''')
    os.chmod(top, 0o755)
    os.chmod(script, 0o755)
    os.chmod('/root', os.stat('/root').st_mode) if os.getuid() == 0 else None
    where = script
    if os.getuid() == 0:
        where = tempfile.mkdtemp(prefix='mw-prog-', dir='/var/tmp') + '/prog'
        shutil.copy(script, where)
        os.chmod(os.path.dirname(where), 0o755)
        os.chmod(where, 0o755)
    bt = Bt(['O DefaultUser=65534:65534', 'Kp program -d2 %s one "two three"' % where, 'Kn program ' + path('none'),
             'Kd program ' + top, 'Kt program -T<T> %s' % where])
    for key, want in (('k', '=<one><"two><three"><k>'), ('two', '=one'), ('bare', '=bare'), ('none', 'absent'), ('x0', 'absent'),
                      ('x1', 'absent'), ('x69', 'absent'), ('x75', 'failed'), ('killed', 'failed'), ('hang', 'failed'),
                      ('closed', 'failed'), ('long', '=' + 'z' * 2047), ('much', '=' + 'z' * 2047), ('nul', '=a'), ('pwd', '=/tmp'), ('in', '=end'),
                      ('id', '=%d' % (65534 if os.getuid() == 0 else os.getuid())), ('a b', '=<one><"two><three"><a b>'),
                      ('$(id)', '=<one><"two><three"><$(id)>'), ('; id', '=<one><"two><three"><; id>')):
        check('program %s' % key, bt.map('p', key), want)
    check('program, not there', bt.map('n', 'k'), 'failed')
    check('program, a directory', bt.map('d', 'k'), 'failed')
    bt.end()
    if where != script:
        shutil.rmtree(os.path.dirname(where))


def text_cases():
    open(path('aliases'), 'w').write('# a comment\none: a,\n\tb\nTwo: "|prog arg"\nbad line\none: again\n')
    os.chmod(path('aliases'), 0o644)
    bt = Bt(['Ks stab ' + path('aliases'), 'Kn stab ' + path('none'), 'Ko stab -o ' + path('none')])
    for m, key, want in (('s', 'one', '=again'), ('s', 'TWO', '="|prog arg"'), ('s', 'bad', 'absent'), ('n', 'one', 'failed')):
        check('stab %s %s' % (m, key), bt.map(m, key), want)
    open(path('new'), 'w').write('one: c\n')
    os.rename(path('new'), path('aliases'))
    check('stab, replaced', wait_until(lambda: bt.map('s', 'one') == '=c', 5), True)
    bt.end()


def tally(name):
    print('%s: %d passed, %d failed, %d skipped' % (name, passed, failed, skipped))
    sys.exit(failed != 0)


def main():
    for cases in (text_cases, sqlite_cases, lmdb_cases, socket_cases, program_cases, redis_cases, pgsql_cases):
        if len(sys.argv) < 3 or cases.__name__.startswith(tuple(sys.argv[2:])):
            cases()


if __name__ == '__main__':
    try:
        main()
    finally:
        for p in children:
            p.kill()
        shutil.rmtree(top, ignore_errors=True)
    tally('maps')
