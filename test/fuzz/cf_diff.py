#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random configuration lines, good and bad, read by two programs: what they say of them on both
streams, the exit status, and what test mode then shows.

  cf_diff.py BUILD_DIR [--seconds N | --cases N] [--seed N]

A case is one question to one configuration. $MAILWRIGHT_REFERENCE (or --reference) names the other
program, a classic sendmail. Needs root, as rules_diff.py. Exits 1 when something differed.

Left out, and counted by name: died (the reference crashed or ended itself), endless, filter host asked at
start (a name of a mail filter's host that is fine and unknown: we ask for it when it is needed). Not generated:
a name that is missing at the end of a line ("Dx$="): the reference reads on in memory that is not part
of the line.
"""
import os, re, sys

import pair

HEAD = [b'O OperatorChars=.:%@!^/[]+', b'Mlocal, P=/bin/true, F=lm, A=true', b'Mprog, P=/bin/true, F=lm, A=true']
NAMES = ['x', 'q', '{Long}', '{a}', '{a_b}', 'W']
WORDS = ['a', 'b', 'foo', 'a.b', 'Foo', '10', 'x y', '$q', '${Long}', '$j', '"a b"', '\\n', 'a#b', ' # c', '\\#', '$?q y $| n $.', '$$', 'A=b', '',
         '\xe4', '/etc', '$=q', 'a,b', ',']
SETS = ['one', 'two', 'one=3', 'two=4', '3', '0', '00', '99', '100', '200', '', 'a-b', 'one = 5', '7=8', 'x=y', 'x=', ' sp ', 'Long_name', '$q', '-1', 'one=3 x']


def words(r, n=3):
    return r.choice((' ', ' ', '')).join(r.choice(WORDS) for _ in range(r.randrange(n + 1)))


def line_v(r):
    return 'V' + r.choice(('10', '9', '8', '5', '1', '0', '11', '10/Berkeley', '10/berkeley', '9/Sun', 'x', '', '10 /Berkeley', '-1', '10/', '6/x.y'))


def line_d(r):
    return 'D' + r.choice(NAMES) + words(r)


def line_c(r):
    return 'C' + r.choice(NAMES) + words(r, 4)


def line_f(r):
    return 'F' + r.choice(NAMES) + r.choice(('@DIR@/words', '-o @DIR@/none', '@DIR@/words %s', '@DIR@/words %[^#]', '@DIR@/words %*s %s',
                                             '"@DIR@/words"', '@DIR@/words %d', '|/bin/echo a b c', '@DIR@', '-o', '', '@DIR@/words %[a-z]',
                                             '"|/bin/echo a b"', '|"/bin/echo a  b c" %*s %s', '@DIR@/no"ne', '@DIR@/"words" %s', '@DIR@/words\\ %s',
                                             '@DIR@/words\\', '-ox @DIR@/none', '-x @DIR@/none', '""', '"', '@DIR@/$q', '@DIR@/words\t%s', '/dev/null', 'words',
                                             '@DIR@/words %3s', '@DIR@/words %[^ ]%*[ ]%s', '@DIR@/words t%s', '@DIR@/words %%', 'a@nosuch:b'))


def line_r(r):
    return r.choice(('R$*\t$1', 'R$+ @ $-\t$: $2 $1', 'R$- x', 'Ra\t$1', 'R$*\t$9', 'R\tx', 'Rx\t', 'R$1\tx', 'R$*\t$*', 'R$* $* $* $* $* $* $* $* $* $*\tx',
                     'R$*\t$(a $(b $) $)', 'R$*\t$( dq x', 'R$@\t$@', 'R$*\t$1\tcomment', 'R$*\t$1 # c', 'R$=x\t$>two $1', 'R$?q\tx', 'R${Long}\t${a}',
                     'R$*\t$# local $: $1', 'R$&q\t$&{Long}', 'R' + words(r) + '\t' + words(r), 'R<$*>\t<$1', 'R(a)\t(b', 'R"a\tb'))


def line_s(r):
    return 'S' + r.choice(SETS)


def line_k(r):
    return 'K' + r.choice(('dq', 'x', 'a.b', 'a-b', '', ' y')) + ' ' + r.choice(('dequote', 'dequote -s_', 'null', 'arith', 'nosuch', '', 'regex', 'regex ^(', 'regex -a@x ^a',
                                                                               'text -k0 -v1 @DIR@/words', 'text', 'sequence dq x', 'hash', 'hash -o @DIR@/h', 'stab', 'macro',
                                                                               'dequote -Q', 'text -kx @DIR@/words', 'text words', '-o dequote', 'dequote-s_',
                                                                               'sequence nosuch, dq', 'sequence', 'de_quote', 'dequote -s$q', 'arith -x',
                                                                               'text -k0 -v1 -o @DIR@/none', 'regex -n a', 'regex -s1,2 (a)(b)', 'null -a', 'null -d'))


def line_m(r):
    fields = ['P=/bin/true', 'A=true $u', 'F=lsDFMm', 'S=one', 'R=one/two', 'E=\\n', 'E=', 'M=100', 'L=80', 'C=x', 'D=/:/tmp', 'N=3', 'T=a/b/c', 'T=a', 'U=1:1', 'W=1m', 'm=3', 'S=1/', 'S=/1', 'R=one / two', 'S=', 'U=', 'U=:', 'C=$q', 'Q=nosuch', 'N=x', 'S=a=b', 'D=', 'F=', 'F=$q', 'T=/', 'T=a//c', 'T=', 'W=5x', 'M=', 'L=', 'E=\\r\\n', 'E=\\t',
                            'r=5', '/=/tmp', 'Z=x', 'P=', 'A=', 'x', 'P=[IPC]', 'A=TCP $h', 'P=[FILE]', 'A=FILE $u', 'P=[TCP]', 'F="a b"', 'Path=/x', 'Argv=y', 'M=x', 'S=200', '=x', 'L=-1']
    chosen = [r.choice(fields) for _ in range(r.randrange(6))]
    if r.random() < 0.6:
        chosen += ['P=/bin/true', 'A=x']
    return 'M' + r.choice(('foo', 'bar', 'local', 'error', '', 'a b', 'foo2')) + r.choice((', ', ',', ' ')) + r.choice((', ', ',', ',\n\t')).join(chosen)


def line_h(r):
    return 'H' + r.choice(('X-A: ', '?P?X-A: ', '?PD?X-B: ', '?{x}?X-C: ', '?${x}?X-D: ', '?x', '*: $>one', 'X-E: $>+one', 'X-F: $>nosuch', 'X-G', ': x', '', '??X-H: ',
                           'X-I: a $?q b $.', 'x y: z')) + words(r)


def line_p(r):
    return 'P' + r.choice(('bulk=-60', 'x', 'x=', '=3', 'a=b', 'first-class=0', ' y = 3', ''))


def line_o(r):
    return 'O' + r.choice((' ', '', '  ')) + r.choice(('LogLevel=9', 'LogLevel=x', 'NoSuch=1', 'Timeout.queuereturn=5d', 'Timeout.nosuch=1', 'Timeout=1', 'L5', 'HelpFile=/x', 'Log',
                                                       'MaxHopCount = 5', 'PrivacyOptions=goaway', 'PrivacyOptions=nosuch', 'Time', '', 'q', 'DeliveryMode=z', 'MatchGECOS=maybe',
                                                       'QueueLA', 'SmtpGreetingMessage=$j', 'Timeout.queuewarn=5x', 'BlankSub', 'DontBlameSendmail=foo', 'MaxRuleRecursion=5',
                                                       'DefaultUser=nosuch', 'DefaultUser=1:1', 'Q=1', 'ErrorMode=q', 'FastSplit=x', 'loglevel=8', '.', '=x', 'T5d', 'T5d/4h', 'T5x', 'T3y/2z', 'Timeout.ident.x=3', 'MaxHopCount.x=3', 'Ti.x=3', 'Timeout.resolver.retry=x',
                                                       'Timeout.resolver.retrans.first=4q', 'Or5x', 'r5x', 'rmail:5x', 'A@DIR@/aliases', 'A dequote:x', 'Milter=3', 'Milter.LogLevel=5',
                                                       'Milter.macros.connect=a,b', 'Milter.macros=x', 'Milter.x=y', 'd', 'D', 'dz', 'dq', 'DeliveryMode=queue', 'EightBitMode', '8x', '8m',
                                                       'QueueSortOrder=x', 'NoRecipientAction=x', 'SuperSafe=x', 'MinFreeBlocks=3/4', 'MaxMimeHeaderLength=10/20', 'BlankSub=.', 'MeToo',
                                                       'OperatorChars=.:', 'OperatorChars=', 'ResolverOptions=+x', 'I-defnames', 'ConnectionCacheSize=9', 'MatchGECOS', 'RunAsUser=nosuch',
                                                       'RunAsUser=:1', 'TrustedUser=x', 'DefaultUser=root:nosuch', 'g0', 'gnosuch', 'u1', 'AuthOptions=~', 'ServerSSLOptions=x', 'MaxQueueAge=x',
                                                       'LogLevel', 'LogLevel =9', 'Log Level=9', 'LogLevel 9', 'LogLevel.=9', 'Timeout.=1', 'Timeout.queuereturn.normal=1', 'MinQueueAge=now',
                                                       'MinQueueAge=-5', 'MinQueueAge=5 m', 'QueueDirectory=@DIR@', 'QueueDirectory=/none', 'TimeZoneSpec=', 'TimeZoneSpec=UTC', 'M{a}x', 'Mxy', 'M',
                                                       'ConnectOnlyTo=x', 'ConnectOnlyTo=1.2.3.4', 'DontProbeInterfaces=True', 'UnsafeGroupWrites', 'SafeFileEnvironment=/', 'SmtpGreetingMessage=',
                                                       '{x}', '-', '?', '#', 'UseMSP=True', 'PrivacyOptions=', 'PrivacyOptions=a,b public', 'DontBlameSendmail=safe,x'))


def line_e(r):
    return 'E' + r.choice(('PATH=/bin', 'X', '=y', '', 'A=$q', ' B = c'))


def line_q(r):
    return 'Q' + r.choice(('g, P=@DIR@', 'g', '', 'mqueue, F=f', 'g, R=x', 'g, I=5m, J=3', 'g, Z=1', 'h,Path=/x', ' g', 'g,', 'g, P=@DIR@, J=x', 'g, N=5, r=3', 'g, F=x', 'g, I=5x', 'g, P=', 'mqueue', 'a b', 'g, =3', 'g P=@DIR@', 'G, P=@DIR@'))


def line_x(r):
    return 'X' + r.choice(('f, S=inet:1@localhost', 'f', 'f, S=', 'f, S=x:y', 'f, S=local:/x, F=R', 'f, S=inet:1@localhost, F=Z', 'f, S=inet:1@localhost, T=S:1s;R:x', ', S=inet:1@h', '', ' f', 'f, S=inet:1', 'f, S=inet:x@localhost', 'f, S=inet6:1@::1',
                              'f, S=unix:x', 'f, S=/x', 'f, S=inet:1@localhost, T=', 'f, S=inet:1@localhost, T=C', 'f, S=inet:1@localhost, T=C:1x', 'f, S=inet:1@127.0.0.1, F=T, F=4', 'f, Z=1',
                              'f, S=inet:1@localhost, =3', 'f, S=local:/none', 'f S=inet:1@localhost'))


def line_t(r):
    return 'T' + r.choice(('root', 'a b', '', '$q'))


def line_odd(r):
    return r.choice(('# comment', '', '\tcontinued', ' x', 'zfoo', 'Lx', 'G', '#', '$', '\xe4', '0', 'v10', '\t', '\\', '"'))


KINDS = [line_v, line_d, line_d, line_c, line_c, line_f, line_r, line_r, line_r, line_r, line_s, line_s, line_s, line_k, line_k, line_m, line_m, line_h, line_p, line_o, line_o, line_e,
         line_t, line_odd, line_q, line_x]
ASKED = ['=Sone', '=Stwo', '=S3', '=S0', '=M', '$q', '$x', '${Long}', '${a}', '$=x', '$=q', '$={Long}', '$={a}', '$=W', '$w', 'one a b', 'two a.b@c', '3 a', '0 (a) b',
         '/map dq "a"', '/map x a', '/parse a@b', '/try foo a@b', '/try local a', '99 x']


def mutated(r, line):
    """A byte more, less or other than the generators write."""
    at = r.randrange(1, len(line) + 1)
    k = r.random()
    odd = r.choice((' ', '\t', ',', '=', '$', '"', '\\', '#', '{', '}', '(', ')', '/', ':', '@', '-', '?', '|', '.', '\xe4', '0', 'x', '\r', '\x0c', '\0'))
    if k < 0.5:
        return line[:at] + odd + line[at:]
    return line[:at] + line[at + 1:] if k < 0.8 else line[:at] + odd + line[at + 1:]


def make_case(r):
    lines = [line_v(r) if r.random() < 0.3 else r.choice(('V10', 'V10/Berkeley'))]
    lines += [r.choice(KINDS)(r) for _ in range(r.randrange(1, 16))]
    lines = [mutated(r, l) if l and r.random() < 0.1 else l for l in lines]
    lines += [line_s(r), line_r(r)]
    return pair.Case(HEAD, [l.replace('@DIR@', DIR).encode('latin-1') for l in lines], [q.encode() for q in r.sample(ASKED, 15)])


def make_files(tmp, build):
    global DIR
    DIR = tmp
    os.chmod(tmp, 0o755)
    with open(os.path.join(tmp, 'words'), 'w') as f:
        f.write('# comment\none\ntwo three\n  four # five\n\nsix#seven\n')


HOST = re.compile(rb'(?m)^[^\n]*: X[^\n:]*: Unknown host name [\w.-]+$')


def asks_for_host(theirs, ours):
    return HOST.search(theirs) and not HOST.search(ours)


if __name__ == '__main__':
    DIR = ''
    sys.exit(pair.main(__doc__, make_files, make_case, (('filter host asked at start', asks_for_host),), True))
