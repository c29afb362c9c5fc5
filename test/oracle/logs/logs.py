#!/usr/bin/env python3
"""Syslog lines of whole scenarios at LogLevel 9 and 14, taken from a private /dev/log.

  logs.py --sendmail BIN [--cf FILE]     plays every lines/NAME.case and compares with lines/NAME.json
options: --only NAME..., --levels 9 14, -v, --quiet, --control, --show NAME; maintainers: --record
"""
import argparse, os, re, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'box'))
import box
from box import ROOT, norm

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lines')
SEV = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']


def normal(raw):
    """raw datagrams -> 'severity ident: text' with numbered queue ids"""
    ids, out = {}, []

    def qid(m):
        return ids.setdefault(m.group(0), 'Q%d' % (len(ids) + 1))
    for l in raw:
        m = re.match(r'<(\d+)>\w{3} [ \d]\d \d\d:\d\d:\d\d ([^\[:]+)(\[\d+\])?: (.*)', l, re.S)
        if not m:
            out.append('? ' + l)
            continue
        pri = int(m.group(1))
        t = m.group(4)
        t = re.sub(r'\b\d{12}\.(?=[0-9A-Za-x]{8}\d{6,7}\b)', '@T@.', t)
        t = re.sub(r'\b[0-9A-Za-x]{8}\d{6,7}\b', qid, t)
        t = norm(t)
        t = re.sub(r'\b(x?delay)=(\d+\+)?\d\d:\d\d:\d\d', r'\1=@T@', t)
        t = re.sub(r'cipher=[^,]+, bits=\d+/\d+', 'cipher=@CIPHER@', t)
        t = re.sub(r'\bversion=(TLSv1)\.\d', r'version=\1', t)
        t = re.sub(r'\((?:8|0|1)\.\d[^ )/]*\)', '(@VERSION@)', t)
        t = re.sub(r'\bpid[= ]\d+', 'pid=@PID@', t)
        t = re.sub(r'\b(port|fd)[= ]\d+', r'\1=@N@', t)
        t = re.sub(r'load average:? \d+', 'load average: @N@', t)
        t = re.sub(r'after \d+ seconds', 'after @N@ seconds', t)
        t = re.sub(r'(cert-subject|cert-issuer|verifymsg|fingerprint|cn[A-Za-z_]*)=[^,]*', r'\1=@CERT@', t)
        t = re.sub(r'SSL_error=-?\d+|errno=\d+|reason=[^,]*ssl[^,]*|error:[0-9A-F]{8}:[^,]*', '@SSL@', t)
        t = re.sub(r'0x[0-9a-f]{6,}', '0x@', t)
        t = re.sub(r'max avail: \d+', 'max avail: @N@', t)
        t = re.sub(r'available mech=.*, allowed', 'available mech=@MECHS@, allowed', t)
        t = re.sub(r'started as: \S+', 'started as: @BIN@', t)
        t = re.sub(r'error: ?\w+ failed=-?\d+, reason=[^,]*', lambda m: re.sub(r'reason=.*', 'reason=@SSL@', m.group(0)), t)
        t = re.sub(r'(STARTTLS=\w+: )error:.*', r'\1@SSL@', t)
        if 'safesasl(' in t or t.startswith('engine=('):
            continue
        out.append('%s.%s %s: %s' % ('mail' if pri >> 3 == 2 else pri >> 3, SEV[pri & 7], m.group(2), t))
    return out


def play(c, b, h, log, mil, level):
    b.clear()
    h.take()
    h.phase = 1
    if c.get('cf_add'):
        base, b.cf = b.cf, b.cf + '.more'
        open(b.cf, 'w').write(open(base).read() + c['cf_add'])
        try:
            return play(dict(c, cf_add=None), b, h, log, mil, level)
        finally:
            b.cf = base
    mil.script = c.get('milter', {})
    for u, t in c.get('fail', {}).items():
        open(ROOT + '/fail/' + u, 'w').write(t + '\n')
    log.take()
    lv = ['-OLogLevel=%d' % level, '-OMilter.LogLevel=%d' % level]
    for d in c['do']:
        if 'edit' in d:
            for p, data in b.queue().items():
                if os.path.basename(p).startswith('qf'):
                    t = data.decode('latin-1')
                    for pat, to in d['edit']:
                        t = re.sub(pat, lambda m: to, t, count=1, flags=re.M)
                    open(os.path.join(ROOT, p), 'wb').write(t.encode('latin-1'))
        elif 'daemon' in d:
            b.daemon(d['daemon'], d['client'], lv + d['args'])
        else:
            if d['cli'][0].startswith('-q'):
                h.phase = d.get('phase', 2)
                for f in os.listdir(ROOT + '/fail'):
                    os.unlink(ROOT + '/fail/' + f)
            b.call(lv + [x.replace('@ROOT@', ROOT) for x in d['cli']], d['stdin'].encode('latin-1'), uid=d.get('uid'))
    return normal(log.take())


def weigh(c, lines):
    """Our version's name and our ids are longer; where fields that hold them count, pri= is compared in steps of 50."""
    if not any('daemon' in d or 'cli' in d and d['cli'][0].startswith('-q') for d in c['do']):
        return lines
    return [re.sub(r'\bpri=(\d+)', lambda m: 'pri=%d+' % ((int(m.group(1)) + 10) // 50 * 50 - 10), l) for l in lines]


def by_id(lines):
    r = {}
    for l in lines:
        m = re.search(r': (Q\d+|NOQUEUE): ', l)
        r.setdefault(m.group(1) if m else '-', []).append(l)
    return r


def fields(l):
    """name=value parts of a line, for the softer comparison"""
    m = re.match(r'(\S+) ([^:]+): (?:(?:Q\d+|NOQUEUE): )?(.*)', l, re.S)
    t = m.group(3) if m else l
    f = re.findall(r'(?:^|, )([a-z][a-z0-9_]*)=', t)
    return ' '.join(f) if f else t


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--sendmail')
    p.add_argument('--cf')
    p.add_argument('--levels', nargs='+', type=int, default=[9, 14])
    p.add_argument('--record', action='store_true')
    p.add_argument('--control', action='store_true')
    p.add_argument('--show', nargs='+')
    p.add_argument('--only', nargs='+')
    p.add_argument('-v', '--verbose', action='store_true')
    p.add_argument('--quiet', action='store_true')
    a = p.parse_args()
    if a.show:
        for n in a.show:
            for k, l in sorted(box.load(os.path.join(HERE, n + '.json')).items()):
                print('--- LogLevel', k, *l, sep='\n')
        return 0
    if not a.sendmail:
        p.error('--sendmail is needed')
    box.enter()
    os.chdir(os.environ['BOX_CWD'])
    if a.cf:
        a.cf = os.path.abspath(a.cf)
    a.sendmail = ' '.join(os.path.abspath(w) if i == 0 and '/' in w else w for i, w in enumerate(a.sendmail.split()))
    sasl = box.private_etc()
    if not sasl:
        print('no db5.3_load here: scenarios that need a sasldb2 are skipped')
    log = box.setup(True)
    box.tls_files()
    b = box.Box(a.sendmail, a.cf)
    h = box.Hops()
    mil = box.Milter()
    sums = {}
    for f in sorted(os.listdir(HERE)):
        n = f[:-5]
        if not f.endswith('.case') or a.only and n not in a.only:
            continue
        c = box.load(os.path.join(HERE, f))
        if c.get('sasl') and not sasl:
            continue
        ef = os.path.join(HERE, n + '.json')
        got = {str(lv): play(c, b, h, log, mil, lv) for lv in a.levels}
        if a.record:
            again = {str(lv): play(c, b, h, log, mil, lv) for lv in a.levels}
            # lines that two runs of the reference do not share are chance; they are marked and not counted
            for k in got:
                extra = [l for l in got[k] if l not in again[k]]
                got[k] = [('~' if l in extra else '') + l for l in got[k]]
            box.dump(ef, got)
            continue
        x = box.load(ef)
        out = []
        for k, now in got.items():
            if a.control:
                now = [l.replace('stat=', 'status=').replace('relay=', 'rely=') for l in now]
            now = weigh(c, now)
            want = weigh(c, [l for l in x[k] if not l.startswith('~')])
            rest = list(now)
            hit = [l for l in want if l in rest and not rest.remove(l)]
            soft, pool = 0, [fields(l) for l in now]
            for l in want:
                if fields(l) in pool:
                    pool.remove(fields(l))
                    soft += 1
            for key, u, v in (('lines exact', len(hit), len(want)), ('lines by field names', soft, len(want)), ('scenarios exact', int(len(hit) == len(want) and len(rest) <= len(x[k]) - len(want)), 1),
                              ('order within an id', int(by_id([l for l in now if l in want]) == by_id(want)), 1)):
                s = sums.setdefault('LogLevel %s: %s' % (k, key), [0, 0])
                s[0] += u
                s[1] += v
            if len(hit) != len(want) or len(rest) > len(x[k]) - len(want):
                out.append((k, box.lines_diff(want, now, 12)))
        if out and not a.quiet:
            print('%-24s differs at level %s' % (n, ', '.join(k for k, _ in out)))
            if a.verbose:
                for k, l in out:
                    for q in l:
                        print('      %s: %s' % (k, q[:300]))
    if a.record:
        return 0
    print('--- totals')
    for k, (n, t) in sorted(sums.items()):
        print('%-36s %d/%d' % (k, n, t))
    return 0 if all(n == t for k, (n, t) in sums.items() if 'exact' in k) else 1


if __name__ == '__main__':
    sys.exit(main())
