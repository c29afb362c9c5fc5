#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random lines for address test mode, put to two programs on real configurations.

  testmode_diff.py BUILD_DIR [--lines N] [--seed N] [--only NAME...] [--questions DIR]

Commands of every kind, whole and broken: the answers, the exit status and what has changed for the
lines behind must be the same. $MAILWRIGHT_REFERENCE names the other program (a classic sendmail),
$SENDMAIL_CF_DIR its m4 library. Needs root: both live in one private box with its own host name and
name server. --questions writes the lines as files for test/oracle/questions instead of asking.
Exits 1 when something differed.
"""
import argparse, difflib, os, random, re, subprocess, sys, tempfile, types

HERE = os.path.dirname(os.path.abspath(__file__))
ORACLE = os.path.join(os.path.dirname(HERE), 'oracle')
sys.path.insert(0, ORACLE)
import run as oracle  # noqa: E402

CONFIGS = ['dns-canon', 'access-plain', 'mailers-all', 'virtuser', 'rw-bench', 'masq-doc-all', 'queuegroups']
SETS = ['0', '1', '2', '3', '4', '5', '3,0', '3,4', '3,1,4', '3,2,4', 'canonify', 'parse', 'final', 'localaddr',
        'check_rcpt', 'check_mail', 'check_relay', 'Translate,check_relay', 'nosuch', '99', '100', '199', '200', '-1',
        '3,', ',3', '3,,0', '3,nosuch,0', 'Parse0', 'ParseLocal', '03', '3x', 'x3', '', '%', 'a b', '3;0', '"3"',
        'EnvFromSMTP', 'EnvToSMTP', 'MasqHdr', 'AddDomain', '3=4', 'new', '3,0,4,1', 'D', 'MailerToTriple', 'Local_check_mail']
ADDRESSES = ['alice', 'alice@example.com', 'bob@mail.example.com', '<carol@example.net>', 'dave%far@mail.example.com',
             'host!user', 'a@b, c@d', 'a@b,c@d,,e@f', ',', ' ', '"q w"@example.org', 'Alice A. <alice@example.com>',
             'x (comment) @ y', '<', '>', '<<a@b>>', '(', ')', '"', 'a"b', 'a@[192.0.2.1]', 'a@[IPv6:2001:db8::1]',
             '@a,@b:c@d', '\\alice', '|/bin/cat', '/var/mail/x', ':include:/etc/list', 'a' * 250 + '@b', 'a' * 256,
             'a' * 300 + '@example.com', '\x81x', 'gr\u00fc\u00dfe@example.com', '\x01@b', 'a\tb@c', '$x@y', '$|', '$+@$-', '${x}',
             'root', 'postmaster@', '@', '@example.com', 'a@b@c', 'a@b.', 'a.@b', '.a@b', 'a;b', 'list: a, b;', 'a:b', '<>',
             'a@localhost', 'alice@nosuch.invalid', 'alice@www.example.com', 'u@mx.example.net', "o'x@b", 'a=b@c', 'A_B@C-D.e']
HOSTS = ['example.com', 'example.net', 'mail.example.com', 'www.example.com', 'nosuch.invalid', 'localhost', '[192.0.2.1]',
         '[example.com]', '[', ']', '[]', '.', '..', 'example.com.', 'EXAMPLE.COM', 'a b', '192.0.2.1', '2001:db8::1', 'cname.example.com',
         'mx.example.com', 'a' * 64 + '.example', ('a.' * 130) + 'b', '-', '*', 'example..com', '$j', 'www', 'mail', 'x.y.z', 'null.example.com']
MACROS = ['j', 'w', 'm', 'x', 'f', 'u', 'Z', 'v', '{x}', '{addr_type}', '{client_addr}', '{opMode}', '{}', '{', '{ab', '}', '{a b}',
          '{a-b}', '=', '=w', '={w}', '={VirtHost}', '=R', '=Z', '={none}', '={', '==', '=M', '=1', '1', '*', '+', '-', '@', '!', '(',
          '&', '$', '|', '~', '#', '"', ' ', '{j}', '{daemon_flags}', '?', '.', '\x81', 'jj', 'j x', '{x}y', '=w x', '=t', '={t}', '_', 'b', 'a', 'g']
MAILERS = ['local', 'smtp', 'esmtp', 'relay', 'prog', 'error', '*file*', '*include*', 'discard', 'nosuch', 'LOCAL', 'uucp', 'dsmtp',
           'smtp8', '', 'local,', 'usenet', 'procmail', 'fax']
MAPS = ['host', 'access', 'virtuser', 'mailertable', 'macro', 'arith', 'dequote', 'nosuch', 'HOST', 'user', 'generics', 'canon', 'aliases',
        'Alias0', 'aliases.files', 'passwd', 'domaintable', 'storage', 'dnsmx', 'users', 'xlat', 'bestmx', 'bitdomain', 'authinfo', '']
KEYS = ['example.com', 'alice', 'alice@example.com', 'root', 'From:x', 'Connect:192.0.2.1', '1', '1 2', '+', '"a b"', 'a b c', '', 'a' * 300,
        '\x81', '[', '<@>', 'mail.example.com', 'www', 'info@example.com', '@example.com', '$x', '%0', 'postmaster', 'ALICE', 'x' * 2000]
LEVELS = ['', '0', '1', '20', '21', '21.1', '21.2', '21.4', '21.12', '60.5', '60', '99.100', '21.12,60.1', '20-22.3', '21.', '.1', 'x',
          'ANSI', '21=3', '21.99999999', '300', '99999', '-1', '21-', '21 60', '21;60', '35-21.4', '12.4', '24.4', '33.9', '38.20', '0.4']
NOISE = list('.,=-$/?#*@!<>()[]{}"\\ \t;:%&~|^+') + ['\x01', '\x80', '\x81', '\x9f', '\xa0', '\xff', '\x7f', '\r', '\x0b', '\x0c', '{x}', '$j', '  ']


def slash(r):
    c = r.choice(('canon', 'mx', 'map', 'map', 'parse', 'parse', 'try', 'try', 'tryflags', 'header', 'sender', 'expand',
                  'gethostbyname', 'dnslookup', 'nosuch', 'Parse', 'PARSE', 'par', 'parsex', '', '/', 'help', 'quitx', 'c'))
    low = c.lower()
    gap = r.choice((' ', ' ', ' ', ' ', '  ', '\t', ' \t ', ''))
    if low in ('canon', 'mx', 'gethostbyname', 'dnslookup'):
        a = r.choice(HOSTS + ADDRESSES[:8])
        if low in ('gethostbyname', 'dnslookup') and r.random() < 0.5:
            a += ' ' + r.choice(('inet', 'inet6', 'AAAA', 'MX', 'A', 'x', 'TXT 1'))
    elif low == 'map':
        a = r.choice(MAPS) + r.choice((' ', ' ', '  ', '\t', '')) + r.choice(KEYS)
    elif low == 'try':
        a = r.choice(MAILERS) + r.choice((' ', ' ', '  ', '\t', '')) + r.choice(ADDRESSES)
    elif low == 'tryflags':
        a = ''.join(r.choice('HhEeSsRr xQ-,') for _ in range(r.randrange(5)))
    elif low == 'header':
        a = r.choice(('Subject', 'From', 'To', 'Received', 'X-Foo', 'Message-Id', 'Bcc', 'Content-Type', 'a b', '', 'Full-Name', 'Return-Path',
                      'Precedence', 'Errors-To', 'Resent-To', 'Comments', 'Sender', 'Reply-To', 'Date', 'Text', 'Apparently-To', 'Via',
                      'MIME-Version', 'Content-Length', 'Received-From', 'Mail-From', 'Priority', 'Disposition-Notification-To',
                      'Return-Receipt-To', 'Delivered-To', 'Resent-From', 'Resent-Message-Id', 'Content-Transfer-Encoding'))
        a += r.choice((': ', ':', ' : ', '', ' ', ':\t')) + r.choice(('hello', 'alice@example.com', '', '<x@y>', 'a' * 400, '"', '(c) b'))
    elif low == 'expand':
        a = r.choice(('$j', '$w.$m', 'text', '$?x yes$|no$.', '${x}', '${', '$', '$$', '$=w', '$&j', '$x$y', 'a b  c', '$?{nosuch}a$.b', '$1', '\x81j'))
    else:
        a = r.choice(ADDRESSES)
    return '/' + c + gap + a


def dot(r):
    m = r.choice(MACROS)
    v = r.choice(('', 'value', ' value', 'a b c', '$j', '$x.y', '${', '\x81', 'v' * 200, '"q"', '$&j', '$?x a$|b$.', '\tx\ty', '$m$m'))
    return r.choice(('.D', '.D', '.C', '.C', '.', '.X', '.d', '.DC', '.F', '..')) + m + v


def line(r, asked):
    p = r.random()
    if p < 0.30:
        s = r.choice(SETS) + r.choice((' ', ' ', ' ', '  ', '\t', ' \t', '')) + r.choice(ADDRESSES)
        for _ in range(r.choice((0, 0, 0, 1, 2))):
            s += r.choice((',', ', ', ' , ')) + r.choice(ADDRESSES)
    elif p < 0.62:
        s = slash(r)
    elif p < 0.72:
        s = dot(r)
    elif p < 0.82:
        s = '$' + r.choice(MACROS)
    elif p < 0.86:
        s = '=' + r.choice(('S', 'S', 'M', '', 'X', 's', 'SM', 'M ', 'S ')) + r.choice(SETS[:20] + ['', ' ', '3 x', 'check_rcpt,3'])
    elif p < 0.88:
        s = '-' + r.choice(('d', 'd', 'd', '', 'x', 'D', ' d')) + r.choice(LEVELS)
    elif p < 0.90:
        s = r.choice(('?', '? x', '#', '# x', '', ' ', '\t', '!', '?x', '~', '%', '"', '(', ')', '<', '>', '{', '[', '@', '&', '+', '*', ';', "'"))
    else:
        s = r.choice(asked)
    if r.random() < 0.12:
        s = mutated(r, s)
    if r.random() < 0.03:
        s = r.choice((' ', '\t', '\r', '\x0b')) + s
    if r.random() < 0.03:
        s += r.choice((' ', '\t', '\r', '  \t', ' #', '\x0c'))
    return s.replace('\n', ' ')


def mutated(r, s):
    for _ in range(r.randrange(3) + 1):
        at = r.randrange(len(s) + 1)
        k = r.random()
        if k < 0.4:
            s = s[:at] + r.choice(NOISE) + s[at:]
        elif k < 0.7:
            s = s[:at] + s[at + 1:]
        elif k < 0.85:
            s = s[:at] + r.choice(NOISE) + s[at + 1:]
        else:
            to = r.randrange(len(s) + 1)
            s = s[:at] + s[to:to + 20] + s[at:]
    return s


def make_lines(seed, count, name):
    r = random.Random('%d/%s' % (seed, name))
    asked = [q[2] for q in oracle.load_q(os.path.join(ORACLE, 'questions', name + '.q')) if not q[2].startswith('\\e ')]
    out = ['-d21.0,60.0']
    while len(out) < count:
        s = line(r, asked)
        # Bytes that end a session, or make the two worlds differ for good, are for other tests.
        # A name of one byte from 0xa0 up is the number of a long one there.
        if re.search('[$&=~?][\xa0-\xff]', s):
            continue
        if '{oq}' in s or re.match(r'\s*/qui(t\b|t$)', s) or s.lower().strip().startswith('/quit'):
            continue
        out.append(s)
        if s.lstrip().startswith('-'):
            out.append('-d0-99.0')
    return out


def as_bytes(s):
    return s.encode('latin-1') if max(map(ord, s), default=0) < 256 else s.encode('utf-8')


def escaped(s):
    """As a line of a questions file."""
    b = as_bytes(s)
    text = ''.join(chr(c) if 32 <= c < 127 else '\\t' if c == 9 else '\\x%02x' % c for c in b)
    plain = text == s and s and not s.startswith('#') and not s.startswith('\\e ') and s == s.strip()
    return s if plain else '\\e ' + text


def questions(lines):
    return [('ask', as_bytes(s), escaped(s)) for s in lines]


def normal(text):
    text = text.replace('\0', '')
    text = re.sub(r'\b[0-9A-Za-z]{8}\d{6}\b', '@QID@', text)
    text = re.sub(r'\b\w{3}, \d+ \w{3} \d{4} \d\d:\d\d:\d\d\b', '@DATE@', text)
    return re.sub(r'8\.17\.1[-.]\S+', '@VERSION@', text)


def compare(a, name, base):
    log = []
    root = oracle.make_root(base, name, ORACLE)
    box = types.SimpleNamespace(data=ORACLE, cfdir=a.cfdir, m4='m4', compiler=None)
    cf, _ = oracle.build_cf(root, name, box, log)
    oracle.make_maps(root, os.path.join(a.build, 'makemap/makemap'), log)
    open(os.path.join(root, 'etc/mail/MAPS'), 'a').close()
    qs = questions(make_lines(a.seed, a.lines, name))
    theirs, _ = oracle.run_bt(os.environ['MAILWRIGHT_REFERENCE'], cf, qs, root, log, 600)
    ours, _ = oracle.run_bt(os.path.join(a.build, 'sendmail/sendmail'), cf, qs, root, log, 600)
    bad = 0
    for (shown, _, want), (_, _, got) in zip(theirs, ours):
        if normal(want) != normal(got):
            bad += 1
            if bad <= a.limit:
                print('--- %s: %s' % (name, shown[:300]))
                both = (normal(x).split('\n') for x in (want, got))
                for d in list(difflib.unified_diff(*both, 'classic', 'ours', '', '', 1, ''))[3:40]:
                    print('      ' + d[:a.width])
    print('%s: %d lines, %d differ' % (name, len(qs), bad), flush=True)
    return bad


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('build')
    p.add_argument('--lines', type=int, default=2000)
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--only', nargs='*', default=CONFIGS)
    p.add_argument('--limit', type=int, default=10)
    p.add_argument('--width', type=int, default=160)
    p.add_argument('--questions')
    a = p.parse_args()
    if a.questions:
        for name in a.only:
            with open(os.path.join(a.questions, 'bt-' + name + '.q'), 'w') as f:
                f.write('\n'.join(escaped(s) for s in make_lines(a.seed, a.lines, name)) + '\n')
        return 0
    a.build = os.path.abspath(a.build)
    a.cfdir = os.environ['SENDMAIL_CF_DIR']
    if not os.environ.get('ORACLE_INSIDE'):
        os.environ['ORACLE_INSIDE'] = '1'
        os.execvp('unshare', ['unshare', '-m', '-u', '-i', '-n', '--propagation', 'private', sys.executable] + sys.argv)
    oracle.inside_setup(os.path.join(ORACLE, 'mc', 'common'))
    # Not beneath /tmp: a directory anybody may write in makes every map unsafe.
    with tempfile.TemporaryDirectory(dir='/run' if os.access('/run', os.W_OK) else None) as base:
        os.chmod(base, 0o755)
        bad = sum(compare(a, name, base) for name in a.only)
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
