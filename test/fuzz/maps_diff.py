#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random K lines (class, flags, arguments, good and bad), the files behind them, and lookups, put to two
programs in address test mode: both streams and the exit status must be the same.

  maps_diff.py BUILD_DIR [--seconds N | --cases N] [--seed N] [--most N]

A case is one question to one configuration. $MAILWRIGHT_REFERENCE (or --reference) names the other
program, a classic sendmail. Needs root, as rules_diff.py. Exits 1 when something differed.

Classes that ask somebody have him here: a socket server (in the file tree and on loopback) whose answer
the key chooses, good, bad, cut off or late; programs of all kinds of output and end; the name server of
the oracle. What differs on purpose stands in OURS, with the reason; left out, and counted by name: died
(the reference crashed or ended itself), endless.

Not generated, because ours is meant to differ:
  "r" with class arith, a number by chance;
  an answer of a socket server that the protocol does not know (also PERM in rules, a length with a
  sign or a blank, a second answer nobody asked for), a program that cannot be started or was killed:
  the lookup has failed, where the reference takes the key for absent, or gives an answer that belongs
  to another question;
  "[127.0.0.1]" as a host of class socket, where the reference cannot connect;
  a first line of a program that comes in pieces: the reference reads once;
  a loop of CNAMEs with dns and bestmx: failed, not absent;
  a dead connection to a server: made anew, where the reference fails once;
  -o of a server that is not there, of a file that is unsafe, or of a database of another type: failed, where the reference
  takes them for an empty map;
  a user database that is no database: failed, where the reference sees none;
  class hesiod, which Debian's reference lacks; stab: the reference runs names through rule sets as it
  reads, and shows that; -T of a map that -D keeps from being asked: both are answers;
and because the reference's answer depends on what it asked before: "[x]" and "[]" with class host,
names without a domain, "localhost", and dangling aliases
with bestmx, names without a domain with dns; tabs behind -d, where it reads what the flag does not have.
"""
import os, random, re, socket, subprocess, sys, threading, time

import pair

HEAD = ['O OperatorChars=.:%@!^/[]+', 'CWmail.example.com', 'Dqfoo', 'D{e}', 'Mlocal, P=/bin/true, F=lm, A=true', 'Mprog, P=/bin/true, F=lm, A=true',
        'O Timeout.resolver.retrans=1s', 'O Timeout.resolver.retry=1']
CLASSES = ['hash', 'hash', 'hash', 'btree', 'btree', 'text', 'text', 'text', 'regex', 'regex', 'null', 'dequote', 'macro', 'arith', 'implicit', 'user', 'program',
           'program', 'sequence', 'switch', 'syslog', 'socket', 'socket', 'host', 'dns', 'bestmx', 'arpa', 'userdb']
RARE = ['dbm', 'ndbm', 'nis', 'nisplus', 'ph', 'netinfo', 'nsd', 'bogus', 'bitwise', 'dprintf', 'setdebug', 'Hash', 'HASH', 'passwd', '', 'lmdb2', 'aliases']
FLAGS = ['-a.x', '-a@A', '-a', '-a.', '-a%0', '-a<OK>', '-A', '-D', '-d1', '-d', '-d5m', '-d 5', '-f', '-f', '-k0', '-k1', '-k 1', '-k', '-kx', '-k9', '-k-1', '-k1x', '-m',
         '-m', '-N', '-N', '-O', '-O', '-o', '-o', '-q', '-S+', '-S', '-S_', '-S ', '-T.tmp', '-T', '-T<T>', '-t', '-v0', '-v1', '-v2', '-v', '-vx', '-v 1', '-v9', '-z:', '-z:', '-z', '-z,',
         '-z\\t', '-z\\n', '-z::', '-l', '-s', '-n', '-b', '-R', '-1', '-x', '-X', '-e', '-om', '-a"b c"', '-a\\t', '-r', '-Z2', '-c', '-p', '-q-m', '-y']
SMALL = ['-a.x', '-m', '-f', '-o', '-N', '-O', '-q', '-S+', '-T.tmp', '-t', '-D', '-a@A', '-d1']
SPECIAL = {
    'text': ['-k0', '-k1', '-k 1', '-v0', '-v1', '-v 2', '-v1', '-z:', '-z,', '-z\\t', '-z', '-k2', '-z"'],
    'regex': ['-n', '-f', '-b', '-s', '-s1', '-s1,2', '-s0', '-s2,1', '-s9', '-sx', '-s1,', '-s 1', '-d/', '-d', '-d<>', '-d+', '-q', '-m', '-a@H', '-a', '-S+', '-D', '-t', '-T.t', '-s,', '-x'],
    'dequote': ['-s_', '-s', '-s+', '-a.end', '-D', '-S', '-s.', '-m', '-s ', '-x', '-q', '-s_x'],
    'dns': ['-R A', '-RMX', '-R mx', '-RTXT', '-R AAAA', '-R PTR', '-R CNAME', '-R NS', '-R SRV', '-z:', '-z,', '-Z1', '-Z2', '-Z', '-Zx', '-Bexample.com', '-B example.net',
            '-B', '-d1', '-d 1s', '-r1', '-r 1', '-rx', '-S', '-t', '-T.tmp', '-a.', '-a.end', '-m'],
    'host': ['-a.', '-a.end', '-d1', '-r1', '-S+', '-t', '-T.tmp', '-m', '-D', '-d 1', '-x'],
    'bestmx': ['-z:', '-z', '-z,', '-T<T>', '-a.', '-m', '-t', '-z\\t'],
    'user': ['-v', '-vname', '-v name', '-vuid', '-vgid', '-v gecos', '-vdir', '-vshell', '-vpasswd', '-vx', '-m', '-f', '-a.x', '-vhome', '-vNAME', '-k', '-v '],
    'syslog': ['-L', '-LINFO', '-L INFO', '-LLOG_ERR', '-L LOG_DEBUG', '-Lx', '-L 3', '-D', '-S+', '-a', '-x', '-Linfo', '-m', '-o'],
    'socket': ['-d1', '-d 1', '-d1s', '-T.tmp', '-t', '-a.x', '-m', '-f', '-k', '-d0'],
    'arith': ['-a', '-aX', '-D', '-S', '-s', '-x', '-m'],
    'macro': ['-a', '-aX', '-D', '-S', '-s', '-x', '-m'],
    'program': ['-a.x', '-m', '-f', '-T.tmp', '-t', '-o', '-D', '-S+', '-d1'],
    'userdb': ['-m', '-a.x', '-f', '-T.tmp', '-t', '-o'],
}
PATTERNS = ['^a', '^(a|foo)$', '^(.*)@(.*)$', '(', '[', '*', '', 'a\\(b\\)', '^([0-9]+)\\.([0-9]+)$', '.', 'a b', '^[a-z]+$', '(a)(b)?(c)?', '^$', '"', '\\.', 'FOO', 'x{2', 'a{1,2}', '((((a))))',
            '^(.+)"(.*)$', '  a  ', '$', '^\xe4', '(((a)(b))(c))', '<(.*)>', '^-x', '[[:digit:]]+', '[z-a]', '%0']
PROGRAMS = ['/bin/echo', '/bin/echo x', '/bin/echo  a   b', '@DIR@/prog', '@DIR@/prog two', '/bin/false', '/bin/true', '', '/bin/echo -n',
            '/bin/echo "a b"', '/bin/echo %0', '/bin/echo $q', '@DIR@/env']
SOCKETS = ['local:@DIR@/sock', 'unix:@DIR@/sock', '@DIR@/sock', 'inet:@PORT@@127.0.0.1', 'inet:@PORT@@localhost', 'inet:1@127.0.0.1', 'inet:@PORT@', 'inet:x@127.0.0.1', 'local:@DIR@/none',
           'inet:@PORT@@nosuch.invalid', 'foo:bar', 'inet:@127.0.0.1', 'local:', '', 'local:@DIR@/h', 'inet6:@PORT@@::1', ':@DIR@/sock', 'local:@DIR@/' + 'x' * 120,
           'INET:@PORT@@127.0.0.1', 'inet:smtp@127.0.0.1', 'inet:@PORT@@127.0.0.1 extra', 'local:@DIR@', 'inet:@PORT@@tempfail.example.test', 'inet:99999@127.0.0.1', 'inet:0@127.0.0.1']
WORDS = ['a', 'b', 'c', 'foo', 'Foo', 'FOO', 'bar', 'a.b', 'foo@bar', 'x1', '10', 'a-b', '"a b"', 'info@example.com', '@example.com', '\xe4', '\xc4', 'k' * 60, 'A', 'alice', 'root', '*', 'a+b', '+', '%0', 'w' * 300]
VALUES = ['one', 'two %0 %1 %2', 'x@y', '<%0>', 'error:5.1.1:550 no', '%%1 %9', '(x) "y', '$1 $# local', '\xe4', 'v' * 300, 'OK', '%1%1', 'a b c', '"q w"', '\\', '@', 'V%x', '%0%0', ',', 'a,b', '|p', '/f',
          ':include:/x', '\t', 'x ', 'w' * 2100]
HOSTS = ['example.com', 'www.example.com', 'mail.example.com', 'mail', 'example.net', 'nosuch.example.com', 'tempfail.example.test', 'cnameloop.example.net', 'dangling.example.net', 'v6.example.net',
         '[127.0.0.2]', '[203.0.113.3]', '[203.0.113.5]', '[10.9.9.9]', '[', 'localhost', 'shared.example.org', 'secondary.example.org', 'nomail.example.net', 'nomx.example.net', 'example.com.',
         'EXAMPLE.com', '2.0.0.127.bl.example.test', '3.113.0.203.in-addr.arpa', '5.113.0.203.bl.example.test', 'cname.example.net', 'ipmx.example.net', 'loopmx.example.net', '127.0.0.1', 'IPv6:::1', '[IPv6:::1]',
         '192.0.2.1', 'IPv6:2001:db8::25', 'a..b', '.', '256.1.1.1', '1.2.3']
SOCKET_KEYS = ['ok', 'okempty', 'okblank', 'nothing', 'temp', 'timeout', 'die', 'half', 'garbage', 'big', 'long', 'nocomma', 'okspace', 'oklong', 'nolen', 'okpct',
               'oknul', 'notfoundtext', 'Ok', 'OK', 'echo x', 'tempempty', 'dieonce', 'okhuge']
PROGRAM_KEYS = ['one', 'two', 'empty', 'e1', 'e69', 'e75', 'e67', 'e78', 'e255', 'nul', 'cr', 'noline', 'err', 'blank', 'pct', 'stdin', 'tab']
OPERATIONS = ['+', '-', '*', '/', '%', '|', '&', 'l', '=', 'r', '++', 'a', '<', '', '@', '+x', 'L']
NUMBERS = ['0', '1', '2', '10', '-3', '010', '0x10', 'a', '1.5', '99999999999', '2147483647', '-2147483648', '4294967296', '', ' 3', '1e3', '08', '+4', '--1', '7a']
SWITCH = ['aliases files', 'aliases files nis', 'm1 files dns', 'passwd files', '# comment', 'hosts files dns', 'aliases', 'x files', 'passwd nis files', 'mswitch files', 'aliases\tfiles # c']


# ---- the server ------------------------------------------------------------------------------------
def netstring(b):
    return b'%d:%s,' % (len(b), b)


def replies():
    ok = {'ok': b'OK value', 'okempty': b'OK ', 'okblank': b'OK', 'nothing': b'NOTFOUND ', 'temp': b'TEMP later', 'timeout': b'TIMEOUT slow',
          'okspace': b'OK  two  blanks ', 'oklong': b'OK ' + b'v' * 3000, 'okpct': b'OK %0-%1-%%', 'oknul': b'OK a\0b', 'notfoundtext': b'NOTFOUND no such thing',
          'tempempty': b'TEMP', 'okhuge': b'OK ' + b'h' * 70000}
    raw = {'half': b'10:OK v', 'garbage': b'what is this?\n', 'big': b'1000001:OK ', 'long': b'99999999:OK v,', 'nocomma': b'8:OK value;', 'nolen': b':OK value,'}
    return ok, raw


def serve(conn):
    ok, raw = replies()
    buffer = b''
    try:
        while True:
            while b':' not in buffer:
                c = conn.recv(65536)
                if not c:
                    return
                buffer += c
            n, _, rest = buffer.partition(b':')
            while len(rest) < int(n) + 1:
                c = conn.recv(65536)
                if not c:
                    return
                rest += c
            request, buffer = rest[:int(n)], rest[int(n) + 1:]
            key = request.partition(b' ')[2].decode('latin-1')
            if key in ok:
                conn.sendall(netstring(ok[key]))
            elif key in raw:
                conn.sendall(raw[key])
                if key == 'half':
                    return
            elif key == 'die' or key == 'dieonce':
                return
            elif key == 'slow':
                time.sleep(2.5)
                conn.sendall(netstring(b'OK late'))
            else:
                conn.sendall(netstring(b'OK [' + request + b']'))
    except (OSError, ValueError):
        pass
    finally:
        conn.close()


def listen(s):
    s.listen(50)

    def run():
        while True:
            threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()
    threading.Thread(target=run, daemon=True).start()


PROGRAM = '''#!/bin/sh
for last; do :; done
case "$last" in
one) echo "first line"; echo second;;
two) echo "$#:$1";;
empty) echo;;
e[0-9]*) echo out; exit ${last#e};;
nul) printf 'a\\000b\\n';;
cr) printf 'a\\r\\n';;
noline) printf abc;;
err) echo to-stderr >&2; echo out;;
blank) echo "  x  ";;
pct) echo '%0-%1-%%';;
stdin) read x; echo "[$x]$?";;
tab) printf 'a\\tb\\n';;
*) echo "<$last>";;
esac
'''


# ---- files -----------------------------------------------------------------------------------------
def put(name, data, mode=0o644):
    p = os.path.join(DIR, name)
    if os.path.lexists(p):
        os.unlink(p)
    with open(p, 'wb') as f:
        f.write(data.encode('latin-1') if isinstance(data, str) else data)
    os.chmod(p, mode)


def columns(r):
    out = []
    for _ in range(r.choice((0, 1, 3, 8, 15))):
        n = r.choice((1, 2, 2, 2, 3, 4))
        d = r.choice((' ', ' ', '\t', ':', ':', ',', '  ', ' : ', '\t\t', ' \t'))
        l = r.choice(('',) * 12 + (' ', '\t', '#', ' #', ':', '"')) + d.join(r.choice(WORDS[:-1] if i == 0 or r.random() < 0.5 else VALUES[:-1]) for i in range(n))
        out.append(l + r.choice(('',) * 8 + (' ', '\r', ':', ' # c', '\t', '\0', '\x0b')))
    return '\n'.join(out) + r.choice(('\n', '\n', '\n', ''))


def aliases(r):
    out = []
    for _ in range(r.choice((0, 1, 3, 8))):
        out.append(r.choice(WORDS) + r.choice((':', ': ', ' : ', ':\t', '')) + r.choice(VALUES) + r.choice(('', '', '', ',\n b', '\n\tc', ' ', '\r')))
    return '\n'.join(out) + '\n'


def database(r, name, kind):
    flags = [f for f in ('-N', '-f', '-e', '-r', '-d') if r.random() < 0.15] + ['-r']
    source = ''.join('%s\t%s\n' % (w, v) for w, v in ((r.choice(WORDS[:-1]), r.choice(VALUES[:-1])) for _ in range(r.choice((0, 1, 5, 15)))) if '"' not in w)
    subprocess.run([os.path.join(BUILD, 'makemap', 'makemap'), '-C', '/dev/null'] + flags[:-1 if '-d' in flags else None] + [kind, os.path.join(DIR, name)], input=source.encode('latin-1'),
                   stderr=subprocess.DEVNULL)


def make_case_files(r):
    """h, b, i: databases; t, t2, al: text. Sometimes in a bad state."""
    for name in os.listdir(DIR):
        if name.startswith('v.'):
            os.unlink(os.path.join(DIR, name))
    for name in ('h', 'b', 'i', 'u'):
        p = os.path.join(DIR, name + '.db')
        if os.path.lexists(p):
            os.rmdir(p) if os.path.isdir(p) and not os.path.islink(p) else os.unlink(p)
    database(r, 'h', 'hash')
    database(r, 'b', 'btree')
    database(r, 'i', 'hash')
    put('t', columns(r))
    put('t2', columns(r))
    put('al', aliases(r))
    put('i', aliases(r))
    put('v.switch', '\n'.join(r.choice(SWITCH) for _ in range(r.randrange(5))) + '\n')
    users = ''.join('%s:%s\t%s\n' % (r.choice(('a', 'foo', 'alice', 'x1', ':default', 'b')), r.choice(('maildrop', 'mailname', 'x')), r.choice(VALUES[:-1])) for _ in range(r.randrange(8)))
    subprocess.run([os.path.join(BUILD, 'makemap', 'makemap'), '-C', '/dev/null', '-r', 'btree', os.path.join(DIR, 'u')], input=users.encode('latin-1'), stderr=subprocess.DEVNULL)
    if r.random() < 0.12:
        spoil(r)


def spoil(r):
    p = os.path.join(DIR, r.choice(('h.db', 'b.db', 'i.db', 't', 'al', 'u.db')))
    how = r.choice(('gone', 'group', 'link', 'hard') if p.endswith('u.db') else
                   ('gone', 'empty', 'world', 'group', 'link', 'hard', 'garbage', 'directory'))
    if how == 'world':
        os.chmod(p, 0o666)
    elif how == 'group':
        os.chmod(p, 0o664)
    elif how in ('empty', 'garbage'):
        with open(p, 'wb') as f:
            f.write(b'' if how == 'empty' else b'no database\n' * 500)
    elif how == 'hard':
        os.link(p, os.path.join(DIR, 'v.link'))
    else:
        to = os.path.join(DIR, 'v.real')
        os.rename(p, to)
        if how == 'link':
            os.symlink(to, p)
        elif how == 'directory' and p.endswith('.db'):
            os.mkdir(p, 0o755)


# ---- K lines ---------------------------------------------------------------------------------------
def argument(r, kind, names):
    kind = kind.lower()
    if kind in ('hash', 'btree', 'implicit', 'dbm', 'ndbm', 'cdb'):
        usual = {'hash': 'h', 'btree': 'b', 'implicit': 'i'}.get(kind, 'h')
        return r.choice(('@DIR@/' + usual,) * 12 + ('@DIR@/none', '@DIR@/%s.db' % usual, '', 'relative', '@DIR@', '@DIR@/no/h', '@DIR@/t', '@DIR@/%s extra words' % usual,
                                                    '/dev/null', '@DIR@/./' + usual, '"@DIR@/h"'))
    if kind == 'text':
        return r.choice(('@DIR@/t',) * 10 + ('@DIR@/t2',) * 5 + ('@DIR@/none', '', 't', '@DIR@', '@DIR@/t extra', '/dev/null', '@DIR@/no/t', '@DIR@/h.db'))
    if kind == 'stab':
        return r.choice(('@DIR@/al',) * 8 + ('@DIR@/none', '', 'al', '@DIR@', '@DIR@/al x'))
    if kind == 'regex':
        return r.choice(PATTERNS)
    if kind == 'program':
        return r.choice(PROGRAMS + ['@DIR@/prog'] * 15)
    if kind == 'sequence':
        return ' '.join(r.choice(names + ['nosuch', 'host'] if r.random() < 0.3 else names or ['host']) for _ in range(r.choice((0, 1, 2, 3, 13))))
    if kind == 'switch':
        return r.choice(('aliases', 'aliases', 'passwd', 'm1', 'hosts', 'x', 'nosuch', '', 'aliases x'))
    if kind == 'socket':
        return r.choice(SOCKETS + ['local:@DIR@/sock'] * 12 + ['inet:@PORT@@127.0.0.1'] * 8)
    if kind in ('dns', 'host', 'bestmx', 'null', 'macro', 'arith', 'dequote', 'arpa', 'syslog', 'user'):
        return r.choice(('',) * 6 + ('dns', 'host', 'x', 'x y'))
    if kind == 'userdb':
        return r.choice(('maildrop', 'mailname', 'x', '', '@DIR@/u', 'Maildrop'))
    if kind == 'nis':
        return r.choice(('x', 'x@y', ''))
    if kind == 'ldap':
        return r.choice(('-k (uid=%0) -v mail -h 127.0.0.1 -p 1', '', '-k x', '-H ldap://127.0.0.1:1 -k (a=%0) -v b'))
    return r.choice(('', '@DIR@/h', 'x'))


def flags_for(r, kind):
    out = []
    own = SPECIAL.get(kind.lower(), SMALL)
    for _ in range(r.choice((0, 0, 1, 1, 1, 2, 2, 3, 4))):
        out.append(r.choice(own if r.random() < 0.75 else SMALL if r.random() < 0.7 else FLAGS))
    if kind == 'program':
        out = [f for f in out if not re.search(r' \S', f)] # the word behind the blank would be the program
    if kind == 'dns' and r.random() < 0.85:
        out.insert(r.randrange(len(out) + 1), r.choice(('-R A', '-RMX', '-R TXT', '-RPTR', '-R AAAA', '-R CNAME')))
    return out


def line_k(r, name, names):
    kind = r.choice(CLASSES if r.random() < 0.97 else RARE)
    blank = r.choice((' ',) * 9 + ('  ', '\t'))
    words = [kind] + flags_for(r, kind) + [argument(r, kind, names)]
    if kind in ('socket', 'nis', 'ldap'):
        words = [w for w in words if w not in ('-o', '-om')]
    if kind in ('text', 'hash', 'btree', 'implicit') and not re.fullmatch(r'@DIR@/(h|b|i|t|t2|none)', words[-1]):
        words = [w for w in words if w not in ('-o', '-om')]
    if blank == '\t' and any(w.startswith(('-d', '-R')) for w in words):
        blank = ' '
    return kind, 'K' + name + r.choice((' ',) * 15 + ('\t', '  ')) + blank.join(words) + r.choice(('',) * 10 + (' ', '\t', ' -x'))


def key_for(r, kind):
    p = r.random()
    if p < 0.08 and kind not in ('dns', 'bestmx', 'host'):
        return r.choice(WORDS + HOSTS + SOCKET_KEYS + ['', 'x' * 257, 'x' * 1500, '\x01', '\x7f', '(c)', '<a@b>', 'a\tb', '"', '$q', 'a b', '  a', 'a ', 'a,b'])
    if kind == 'bestmx':
        return r.choice([h for h in HOSTS if '.' in h.strip('.') and 'loop.' not in h and 'dangling' not in h and 'www' not in h and 'arpa' not in h])
    if kind == 'dns':
        return r.choice([h for h in HOSTS if 'loop.' not in h and '.' in h])
    if kind in ('host', 'arpa'):
        return r.choice(HOSTS)
    if kind == 'socket':
        return r.choice(SOCKET_KEYS + WORDS[:14]) if r.random() < 0.98 else 'slow'
    if kind == 'program':
        return r.choice(PROGRAM_KEYS + WORDS[:12])
    if kind == 'arith':
        return r.choice(OPERATIONS)
    if kind == 'macro':
        return r.choice(('{x}', 'x', '{m}', '{Long}', '{}', '{', '', 'q', '{a b}', '{x', 'x}', 'xy', '$q', '{q}'))
    if kind == 'user':
        return r.choice(('root', 'alice', 'ALICE', 'dave.smith', 'nosuch', 'mail', 'bob', '"alice"'))
    if kind == 'dequote':
        return r.choice(('"a"', '"a b"', 'a', '"a@b"', '"a" "b"', '"(a"', '"<a>"', '"a\\"b"', '""', '"a.b"@c', '"a', '"a,b"', '"\\a"', '"a\tb"'))
    if kind == 'regex':
        return r.choice(WORDS + ['a@b', 'foo@bar.com', '1.2', 'abc', 'a"b', '<x>', 'ab', 'aab', '"a b"@c', ''])
    return r.choice(WORDS)


SETS = ['one', 'two', 'three', 'four', 'five']


def rules(r, maps, kinds):
    """kinds: gets the class that each set asks."""
    out = []
    for s in SETS:
        kind, name = r.choice(maps)
        args = []
        for _ in range(2 if kind == 'arith' else r.choice((0, 0, 1, 1, 2, 3, 10))):
            args.append('$@ ' + r.choice(NUMBERS if kind == 'arith' else ['A1', 'b c', '$1', '"q w"', '$q', '', '1', '1,2', '2', '9', '%0', '$&{e}']))
        key = r.choice(('$1',) * 8 + ('$1 b', '<$1>', 'a $1', ' "$1" ', '$1 . $1')) if kind != 'arith' or r.random() < 0.7 else r.choice([o for o in OPERATIONS if o != 'r'])
        default = r.choice(('$: NOT', '$: NOT', '$: default $1', '$:', ''))
        kinds[s] = kind
        out += ['S' + s, 'R$*\t$: < $(%s %s %s %s $) >' % (name, key, ' '.join(args), default)]
    return out


def make_case(r):
    make_case_files(r)
    names, maps, lines = ['m0', 'm1', 'm2', 'm3', 'm1.files', 'Mx', 'aliases.files'], [], []
    for i, n in enumerate(names[:r.choice((2, 3, 4, 5, 7))]):
        kind, l = line_k(r, n, names[:i])
        maps.append((kind.lower(), n))
        lines.append(l)
    head = [r.choice(('V10', 'V10', 'V10', 'V9', 'V5', 'V1'))] + HEAD + ['O ServiceSwitchFile=@DIR@/v.switch']
    if r.random() < 0.2:
        head.append('O UserDatabaseSpec=' + r.choice(('@DIR@/u', '@DIR@/u.db', '@DIR@/none,@DIR@/u', '@DIR@/none', '@DIR@/u,@DIR@/b', '@x', ',@DIR@/u')))
    elif any(k == 'userdb' for k, _ in maps):
        head.append('O UserDatabaseSpec=@DIR@/u')
    if r.random() < 0.15:
        head.append('O AliasFile=' + r.choice(('@DIR@/h', 'hash:@DIR@/h', 'text:@DIR@/t', 'text:-k0 -v1 @DIR@/t', 'implicit:@DIR@/h', 'btree:-o @DIR@/none',
                                               'sequence:m0 m1', 'program:/bin/echo', 'null:x', 'hash:-A -m @DIR@/h, @DIR@/h', 'socket:local:@DIR@/sock')))
        maps += [('text', 'aliases'), ('text', 'Alias0')]
    if r.random() < 0.1:
        head.append('O DontBlameSendmail=' + r.choice(('MapInUnsafeDirPath', 'WorldWritableAliasFile', 'LinkedMapInWritableDir', 'GroupWritableAliasFile', 'Safe')))
    if r.random() < 0.1:
        head.append('O BlankSub=' + r.choice(('.', '_', '')))
    if r.random() < 0.05:
        lines.insert(r.randrange(len(lines) + 1), line_k(r, r.choice(('', '$q', 'host', 'm0', 'a b', '{x}', 'x.y', '-o')), names)[1])
    kinds = {}
    asked, sets = [], rules(r, maps, kinds)
    for _ in range(40):
        kind, name = r.choice(maps + [('host', 'host')] * (r.random() < 0.1))
        if r.random() < 0.6:
            asked.append('/map %s %s' % (r.choice((name,) * 20 + (name.upper(), 'nosuch')), key_for(r, kind)))
        else:
            to = r.choice(SETS)
            key = key_for(r, kinds[to] if r.random() < 0.8 or kinds[to] in ('dns', 'bestmx', 'host') else r.choice(maps)[0])
            asked.append('%s %s' % (to, 'a' + key if kinds[to] == 'arith' and 'r' in key else key))
        if kind == 'macro':
            asked.append('$' + r.choice(('x', '{x}', '{Long}', 'q')))
    args = r.choice(([],) * 12 + (['-odd'], ['-odd'], ['-odq']))
    if args == ['-odd']:
        lines = [re.sub(r'(?<=\s)-T\S*', '-D' if ' socket' in l or '\tsocket' in l else '-o', l) for l in lines]
    if args: # who was asked for before is known to all maps of the class
        lines = [re.sub(r'(?<=\s)-D(?=\s|$)', '-m', l) if 'host' in l else l for l in lines]
        asked = [q for q in asked if not q.lower().startswith('/map host ')]
    body = lines + sets + ['Sparse', 'R$*\t$# local $: $1']
    known = lambda l: l.replace('@DIR@', DIR).replace('@PORT@', str(PORT)).encode('latin-1')  # noqa: E731
    return pair.Case([known(l) for l in head], [known(l) for l in body], [known(q) for q in asked], args)


def make_files(tmp, build):
    global DIR, BUILD, PORT
    DIR, BUILD = tmp, os.path.abspath(build)
    os.chmod(tmp, 0o755)
    put('prog', PROGRAM, 0o755)
    put('env', '#!/bin/sh\nx=$(env | sort | grep -v -e ^_= -e ^PATH= -e ^PWD= -e ^SHLVL= -e ^OLDPWD= | tr "\\n" " "; id -u)\necho "$x"\n', 0o755)
    unix = socket.socket(socket.AF_UNIX)
    unix.bind(os.path.join(DIR, 'sock'))
    os.chmod(os.path.join(DIR, 'sock'), 0o777)
    inet = socket.socket()
    inet.bind(('127.0.0.1', 0))
    PORT = inet.getsockname()[1]
    listen(unix)
    listen(inet)


def hinted(theirs, ours):
    theirs = re.sub(rb'(?m)^BDB\d+ [^\n]*\n', b'', theirs)
    theirs = re.sub(rb'WARNING: cannot open alias database [^\n]*; reading text version\n', b'', theirs)
    return ours is not None and theirs == \
        re.sub(rb'implicit map "Alias\d+": unsafe map file [^\n]*: Regular files only\n|; make it anew with makemap', b'', ours)


def without_loops(said):
    return re.sub(rb'(?m)DNS failure: CNAME loop for [^\n]*\n|^\S*: Name server timeout\n', b'', said)


def looped(theirs, ours):
    return ours is not None and without_loops(theirs) == without_loops(ours)


def refused(theirs, ours):
    return ours is not None and b'World writable file' in ours and b'World writable file' not in theirs


def not_started(theirs, ours):
    return ours is not None and theirs.replace(b' no match (78)\n', b' no match (75)\n') == ours


OURS = (('a map that the world may write to is refused', refused), ('a damaged database is told of with what to do', hinted), 
        ('a DNS failure is told of each time', looped), ('a program that cannot be started has failed', not_started))

if __name__ == '__main__':
    DIR = BUILD = ''
    PORT = 0
    sys.exit(pair.main(__doc__, make_files, make_case, OURS, True))
