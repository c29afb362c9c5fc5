# SPDX-License-Identifier: BSD-2-Clause
"""What real databases say when they are well but cannot answer: locked, without the table, full, with values too long.
Each test gets its real server."""
import os, random, sqlite3, subprocess, sys

from classes import Bt, check, path, wait_until

GONE, LONGEST = 'failed', 1000000


def asked(bt, *keys):
    return [bt.map('m', k) for k in keys]


def lengths(bt, name, *keys):
    """A value by its length, anything else as it is."""
    got = [bt.map(name, k) for k in keys]
    return [len(g) - 1 if g[0] == '=' else g for g in got]


def redis(s):
    bt = Bt(['Km redis -d1 -p user: ' + s.tcp])
    there = ['=value-of-a', 'absent']
    check('redis', asked(bt, 'a', 'none'), there)
    s.tell('CLIENT', 'KILL', 'TYPE', 'normal')
    check('redis, connections ended by it', asked(bt, 'a', 'none'), there)
    bt.end()
    bt = Bt(['Km redis -d1 -p user: ' + s.tcp])
    s.tell('CONFIG', 'SET', 'requirepass', 'new')
    check('redis, a password since', asked(bt, 'a', 'none'), [GONE] * 2)
    s.tell('-a', 'new', 'CONFIG', 'SET', 'requirepass', '')
    check('redis, no password again', asked(bt, 'a', 'none'), there)
    s.tell('LPUSH', 'user:list', 'x')
    check('redis, a list for a value', asked(bt, 'list', 'a'), [GONE, there[0]])
    s.tell('EVAL', "redis.call('SET','user:long',string.rep('x',%d)) redis.call('SET','user:toolong',string.rep('x',%d))"
           % (LONGEST, LONGEST + 1), '0')
    check('redis, long values', lengths(bt, 'm', 'long', 'toolong', 'none'), [LONGEST, GONE, 'absent'])
    bt.end()


def pgsql(s):
    query = 'pgsql -d1 -Q"SELECT v FROM u WHERE k = %0" ' + s.local
    bt = Bt(['Km ' + query, 'Kj pgsql -d1 -z, -Q"SELECT v FROM many WHERE k = %0" ' + s.local, 'Kz pgsql -d1 -z, -Z2 -Q"SELECT v FROM many WHERE k = %0" ' + s.local,
             'Kc pgsql -d1 -Q"COPY u TO STDOUT" ' + s.local, 'Ki pgsql -d1 -Q"INSERT INTO u VALUES (%0, %0)" ' + s.local,
             'Kr pgsql -d1 ' + query[10:].replace('user=mw', 'user=nobody'), 'Kd pgsql -d1 ' + query[10:].replace('dbname=postgres', 'dbname=nothing'),
             'Kf pgsql -d1 -Q"COPY u FROM STDIN" ' + s.local])
    there = ['=value-of-a', 'absent']
    check('pgsql', asked(bt, 'a', 'none'), there)
    s.tell("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'mailwright'")
    check('pgsql, connections ended by it', asked(bt, 'a', 'none'), there)
    s.tell('ALTER TABLE u RENAME TO gone')
    check('pgsql, no table', asked(bt, 'a', 'none'), [GONE] * 2)
    s.tell('ALTER TABLE gone RENAME TO u')
    check('pgsql, the table again', asked(bt, 'a', 'none'), there)
    s.tell('ALTER TABLE u RENAME COLUMN v TO w')
    check('pgsql, no column', asked(bt, 'a', 'none'), [GONE] * 2)
    s.tell('ALTER TABLE u RENAME COLUMN w TO v')
    locker = subprocess.Popen(['psql', '-h', s.top, '-p', str(s.port), '-U', 'mw', '-qAt', 'postgres'], cwd='/', stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    locker.stdin.write(b'BEGIN; LOCK TABLE u IN ACCESS EXCLUSIVE MODE; SELECT 1;\n')
    locker.stdin.flush()
    locker.stdout.readline()
    check('pgsql, a locked table', asked(bt, 'a', 'none'), [GONE] * 2)
    locker.stdin.close()
    locker.wait()
    check('pgsql, no lock', asked(bt, 'a', 'none'), there)
    s.tell("CREATE TABLE many (k text, v text); INSERT INTO many SELECT 'full', repeat('x', 99999) FROM generate_series(1, 10);"
           "INSERT INTO many SELECT 'over', repeat('x', 99999) FROM generate_series(1, 11)")
    s.tell("INSERT INTO u VALUES ('long', repeat('x', %d)), ('toolong', repeat('x', %d))" % (LONGEST, LONGEST + 1))
    check('pgsql, long values', lengths(bt, 'm', 'long', 'toolong', 'none'), [LONGEST, GONE, 'absent'])
    check('pgsql, many rows', lengths(bt, 'j', 'full', 'over', 'none'), [LONGEST - 1, GONE, 'absent'])
    check('pgsql, of many rows two', lengths(bt, 'z', 'full', 'over', 'none'), [199999, 199999, 'absent'])
    check('pgsql, statements without rows for an answer', [bt.map(m, 'x') for m in 'cif'], [GONE] * 3)
    check('pgsql, no such user, no such database', [bt.map(m, 'a') for m in 'rd'], [GONE] * 2)
    check('pgsql, well at the end', asked(bt, 'a', 'none'), there)
    bt.end()


# ---- sqlite: there is no server; others write into the same file -----------------------------------

QUERY = '-Q"SELECT v FROM u WHERE k = %0" '


def new_database(name, rows=(('a', 'value-of-a'),), mode='DELETE'):
    if os.path.exists(path(name)):
        os.unlink(path(name))
    db = sqlite3.connect(path(name), isolation_level=None, timeout=60)
    db.execute('PRAGMA journal_mode=' + mode)
    db.execute('CREATE TABLE u (k TEXT PRIMARY KEY, v TEXT)')
    db.executemany('INSERT INTO u VALUES (?,?)', rows)
    os.chmod(path(name), 0o644)
    return db


def sqlite_locks():
    db = new_database('lock')
    bt = Bt(['Km sqlite -d1 ' + QUERY + path('lock')])
    fresh = Bt(['Km sqlite -d1 ' + QUERY + path('lock')])
    there = ['=value-of-a', 'absent']
    check('sqlite', asked(bt, 'a', 'none'), there)
    db.execute('BEGIN EXCLUSIVE')
    for who, words in ((bt, ''), (fresh, ', when it is opened')):
        check('sqlite, locked' + words, asked(who, 'a', 'none'), [GONE] * 2)
    db.execute('ROLLBACK')
    for who, words in ((bt, ''), (fresh, ', when it is opened')):
        check('sqlite, not locked' + words, asked(who, 'a', 'none'), there)
    db.execute('DROP TABLE u')
    check('sqlite, no table', asked(bt, 'a', 'none'), [GONE] * 2)
    db.execute('CREATE TABLE u (k TEXT, w TEXT)')
    check('sqlite, no column', asked(bt, 'a', 'none'), [GONE] * 2)
    db.execute('ALTER TABLE u ADD COLUMN v TEXT')
    db.execute("INSERT INTO u (k, v) VALUES ('a', 'value-of-a'), ('long', ?), ('toolong', ?)", ('x' * LONGEST, 'x' * (LONGEST + 1)))
    check('sqlite, a table again', asked(bt, 'a', 'none'), there)
    check('sqlite, long values', lengths(bt, 'm', 'long', 'toolong', 'none'), [LONGEST, GONE, 'absent'])
    db.close()
    bt.end()
    fresh.end()


WRITER = '''
import os, sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
db.execute('PRAGMA cache_size=1')
print('ready', flush=True)
n = 0
while True:
    n += 1
    db.execute('BEGIN IMMEDIATE')
    db.execute("DELETE FROM u WHERE k LIKE 'more%'")
    db.executemany('INSERT INTO u VALUES (?,?)', [('more%d' % i, 'x' * 2000) for i in range(n % 50)])
    db.execute('COMMIT' if n % 3 else 'ROLLBACK')
    time.sleep(0.003)
'''


def sqlite_writers():
    """Somebody writes all the time, and is killed in the middle."""
    for mode in ('DELETE', 'WAL'):
        new_database('busy', mode=mode).close()
        bt = Bt(['Km sqlite -d5 ' + QUERY + path('busy')])
        wrong, found = [], 0
        for _ in range(8):
            w = subprocess.Popen([sys.executable, '-c', WRITER, path('busy')], stdout=subprocess.PIPE)
            w.stdout.readline()
            for _ in range(40):
                got = asked(bt, 'a', 'none')
                found += got == ['=value-of-a', 'absent']
                wrong += [g for g, right in zip(got, ('=value-of-a', 'absent')) if g not in (right, GONE)]
            w.kill()
            w.wait()
            w.stdout.close()
            # What a dead writer left half done has to be rolled back first, which is not for readers.
            got = asked(bt, 'a', 'none')
            wrong += [g for g, right in zip(got, ('=value-of-a', 'absent')) if g not in (right, GONE)]
            db = sqlite3.connect(path('busy'), timeout=60)
            db.execute('SELECT count(*) FROM u').fetchall()
            db.close()
        check('sqlite, %s, others write and die: nothing wrong' % mode, wrong[:5], [])
        check('sqlite, %s, others write: most is found' % mode, found > 160, True)
        check('sqlite, %s, well again' % mode, asked(bt, 'a', 'none'), ['=value-of-a', 'absent'])
        bt.end()


def sqlite_damage():
    rows = [('key%d' % i, 'value-of-%d' % i) for i in range(3000)]
    db = new_database('whole', rows)
    db.close()
    good = open(path('whole'), 'rb').read()

    def put(name, data):
        with open(path(name), 'wb') as f:
            f.write(data)
        os.chmod(path(name), 0o644)
    put('empty', b'')
    put('short', good[:100])
    put('half', good[:len(good) // 2])
    put('zeros', good[:4096] + bytes(len(good) - 4096))
    put('noise', bytes(random.Random(3).randrange(256) for _ in range(20000)))
    os.makedirs(path('dir'), exist_ok=True)
    names = ['empty', 'short', 'zeros', 'noise', 'dir', 'nothing']
    bt = Bt(['K%s sqlite -d1 %s%s' % (n, QUERY, path(n)) for n in names + ['half', 'whole']])
    check('sqlite, damaged files', [(n, bt.map(n, k)) for n in names for k in ('key1', 'none')], [(n, GONE) for n in names for _ in '12'])
    right = dict(rows)
    answers = [(k, bt.map('half', k)) for k in list(right)[::50] + ['none', 'key3001']]
    check('sqlite, half a file: what is found is right, the rest has failed', [a for a in answers if a[1] not in (GONE, '=' + right.get(a[0], ''))], [])
    check('sqlite, whole', [bt.map('whole', k) for k in ('key77', 'none')], ['=value-of-77', 'absent'])
    bt.end()
    r, said = random.Random(4), []
    for i in range(30):
        data = bytearray(good)
        for _ in range((3, 300)[i % 2]):
            data[r.randrange(100, len(data))] = r.randrange(256)
        put('flip%d' % i, data)
    bt = Bt(['Kf%d sqlite -d1 %s%s' % (i, QUERY, path('flip%d' % i)) for i in range(30)])
    said = [bt.map('f%d' % i, 'key%d' % r.randrange(3000)) for i in range(30) for _ in range(4)]
    bt.end()
    check('sqlite, flipped bytes: every question was answered', [a for a in said if a[0] != '=' and a not in ('absent', GONE)], [])
    check('sqlite, flipped bytes: test mode ended well', bt.p.returncode in (0, 70, 71), True)


def sqlite_replaced():
    new_database('live').close()
    bt = Bt(['Km sqlite -d1 ' + QUERY + path('live')])
    check('sqlite, as it was', asked(bt, 'a', 'none'), ['=value-of-a', 'absent'])
    new_database('next', [('a', 'second')]).close()
    os.rename(path('next'), path('live'))
    check('sqlite, another file', wait_until(lambda: asked(bt, 'a', 'none') == ['=second', 'absent'], 60), True)
    os.rename(path('live'), path('away'))
    check('sqlite, file gone: what is open answers', asked(bt, 'a', 'none'), ['=second', 'absent'])
    with open(path('live'), 'wb') as f:
        f.write(b'no database' * 1000)
    os.chmod(path('live'), 0o644)
    check('sqlite, something else in its place', wait_until(lambda: asked(bt, 'a', 'none') == [GONE] * 2, 60), True)
    os.rename(path('away'), path('live'))
    check('sqlite, back', wait_until(lambda: asked(bt, 'a', 'none') == ['=second', 'absent'], 60), True)
    bt.end()


def sqlite():
    for test in (sqlite_locks, sqlite_writers, sqlite_damage, sqlite_replaced):
        test()
