#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What test/bench-rules.sh measures, in the namespaces it made."""
import argparse
import os
import resource
import shutil
import subprocess
import time

BUILD, WORK, HERE = (os.environ[name] for name in ('BENCH_BUILD', 'BENCH_WORK', 'BENCH_HERE'))
OURS = os.path.join(BUILD, 'sendmail', 'sendmail')
MAKEMAP = os.path.join(BUILD, 'makemap', 'makemap')
THEIRS = os.environ.get('SENDMAIL', '/usr/libexec/sendmail/sendmail')
THEIR_MAKEMAP = os.environ.get('MAKEMAP', '/usr/libexec/sendmail/makemap')
CF = os.path.join(WORK, 'sendmail.cf')

MC = '''divert(0)dnl
OSTYPE(`linux')
define(`confDOMAIN_NAME', `mta.bench.test')
define(`confDONT_PROBE_INTERFACES', `True')
define(`confDONT_BLAME_SENDMAIL', `TrustStickyBit')
define(`QUEUE_DIR', `@W@')
define(`ALIAS_FILE', `@W@/aliases')
define(`SMART_HOST', `relay:[127.0.0.1]')
FEATURE(`no_default_msa')
FEATURE(`access_db', `hash -T<TMPF> @W@/access')
FEATURE(`virtusertable', `hash @W@/virtusertable')
FEATURE(`mailertable', `hash @W@/mailertable')
FEATURE(`nocanonify')
FEATURE(`accept_unresolvable_domains')
FEATURE(`accept_unqualified_senders')
LOCAL_DOMAIN(`local.test')
MAILER(`local')
MAILER(`smtp')
'''

MAPS = {
    'access': ['Connect:127.0.0.1 RELAY'] +
              [f'From:spam{i}.example.org REJECT' for i in range(1000)] +
              [f'To:host{i}.example.com RELAY' for i in range(0, 1000, 2)],
    'virtusertable': [f'user{i}@virt{i % 50}.test someone' for i in range(1000)],
    'mailertable': [f'host{i}.example.com relay:[127.0.0.1]' for i in range(1000)],
    'aliases': ['postmaster root'],
}

CLIENT = '.D{client_addr}127.0.0.1\n.D{client_name}localhost\n'
REMOTE = 'user{}@host{}.example.com'

INPUTS = [
    ('3,0', '', lambda i: '3,0 ' + REMOTE.format(i % 977, i % 1000)),
    ('/parse', '', lambda i: '/parse ' + REMOTE.format(i % 977, i % 1000)),
    ('check_rcpt', CLIENT, lambda i: 'check_rcpt <' + REMOTE.format(i % 977, i % 1000) + '>'),
    ('check_mail', CLIENT, lambda i: 'check_mail <' + REMOTE.format(i % 977, i % 1000) + '>'),
    ('3,0 virtual', '', lambda i: f'3,0 user{i % 1000}@local.test'),
    ('/map', '', lambda i: f'/map access From:spam{i % 1000}.example.org'),
]


def prepare():
    with open(os.path.join(WORK, 'bench.mc'), 'w') as f:
        f.write(MC.replace('@W@', WORK))
    cfdir = os.environ.get('SENDMAIL_CF') or os.path.join(HERE, '..', 'cf')
    with open(CF, 'w') as f:
        subprocess.run(['m4', f'-D_CF_DIR_={cfdir}/', os.path.join(cfdir, 'm4', 'cf.m4'),
                        os.path.join(WORK, 'bench.mc')], stdout=f, check=True)
    for name, lines in MAPS.items():
        path = os.path.join(WORK, name)
        subprocess.run([MAKEMAP, '-s', '-C', '/dev/null', 'hash', path], input='\n'.join(lines) + '\n', text=True, check=True)


def used(program, text):
    """Seconds of user and system time for one run of test mode."""
    path = os.path.join(WORK, 'in')
    with open(path, 'w') as f:
        f.write(text)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(path) as stdin, open(os.path.join(WORK, 'out'), 'w') as stdout:
        subprocess.run([program, '-bt', '-C' + CF], stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def microseconds(program, head, line, n):
    empty = min(used(program, '') for _ in range(5))
    text = head + ''.join(line(i) + '\n' for i in range(n))
    return 1e6 * (min(used(program, text) for _ in range(3)) - empty) / n


def instructions(program, head, line, n=200):
    plain = os.path.join(WORK, 'program')  # without set-id bits, which callgrind will not run
    shutil.copyfile(program, plain)
    os.chmod(plain, 0o755)

    def count(text):
        out = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', plain, '-bt',
                              '-C' + CF], input=text, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        return int(out.stderr.split('Collected :')[1].split()[0])
    return (count(head + ''.join(line(i) + '\n' for i in range(n))) - count('')) // n


def start_ms(program, times=40):
    best = 1e9
    for _ in range(times):
        at = time.perf_counter()
        subprocess.run([program, '-bt', '-C' + CF], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
        best = min(best, time.perf_counter() - at)
    return 1000 * best


def build_map(program, lines):
    """Seconds, of them process time, and MiB for a hash map; in a process of its own, as memory counts the largest child."""
    path = os.path.join(WORK, 'large')
    if not os.path.exists(path):
        with open(path, 'w') as f:
            f.writelines(f'user{i}@host{i % 9973}.example.com\tperson{i}@inside.example.net\n' for i in range(lines))
    code = ('import resource,subprocess,sys,time\n'
            'a=time.time(); subprocess.run([sys.argv[1],"-s","-C","/dev/null","hash",sys.argv[2]],stdin=open(sys.argv[2]),'
            'check=True)\n'
            'r=resource.getrusage(resource.RUSAGE_CHILDREN)\n'
            'print(time.time()-a, r.ru_utime+r.ru_stime, r.ru_maxrss/1024)')
    out = subprocess.run(['python3', '-c', code, program, path], stdout=subprocess.PIPE, check=True, text=True)
    os.unlink(path + '.db')
    return tuple(float(x) for x in out.stdout.split())


def row(what, ours, theirs, unit):
    ratio = f'{theirs / ours:7.1f}x' if theirs and ours > 0 else ''
    print(f'{what:28} {ours:12.2f} {theirs:12.2f} {ratio:>8}  {unit}' if theirs
          else f'{what:28} {ours:12.2f} {"-":>12} {"":>8}  {unit}', flush=True)


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--n', type=int, default=20000)
    options.add_argument('--quick', action='store_true')
    args = options.parse_args()
    n, lines = (4000, 100000) if args.quick else (args.n, 1000000)
    peer = os.access(THEIRS, os.X_OK)
    prepare()
    print(f'{"":28} {"ours":>12} {"original":>12} {"ratio":>8}')
    for name, head, line in INPUTS:
        row(name, microseconds(OURS, head, line, n), microseconds(THEIRS, head, line, n // 4) if peer else 0,
            'us process time an address')
    row('start', start_ms(OURS), start_ms(THEIRS) if peer else 0, 'ms, exec to exit of -bt')
    if shutil.which('valgrind'):
        for name, head, line in INPUTS:
            row(name, instructions(OURS, head, line), instructions(THEIRS, head, line) if peer else 0,
                'instructions an address')
    ours = build_map(MAKEMAP, lines)
    theirs = build_map(THEIR_MAKEMAP, lines) if os.access(THEIR_MAKEMAP, os.X_OK) else (0, 0, 0)
    row(f'makemap, {lines} lines', ours[0], theirs[0], 's')
    row('  process time', ours[1], theirs[1], 's')
    row('  memory', ours[2], theirs[2], 'MiB')


if __name__ == '__main__':
    main()
