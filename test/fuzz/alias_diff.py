#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random aliases, .forward files, :include: lists and user databases against a classic sendmail: who gets the
mail, as -bv says and as a delivery does.

  alias_diff.py BUILD_DIR [--seconds N | --cases N] [--seed N] [-v]

A case is a set of files and a few recipients. Compared are what -bv prints and its exit status; then, for a message
to all of them, the exit status, the deliveries (arguments and text) and what stays in the queue. Where $MAILWRIGHT_REFERENCE
names no classic sendmail, or without root for namespaces, it is skipped. Exits 1 when something differed.
"""
import os, random, re, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'oracle', 'box'))
import box
import hunt

USERS = ['alice', 'bob', 'carol', 'fred', 'finn']
LISTS = ['list', 'team', 'crew', 'owner-list', 'Gang']
FILES = ['one', 'two']
STRANGERS = ['nobody1', 'ok1@good.test', 'perm1@good.test']
UIDS = {'alice': 2001, 'bob': 2002, 'carol': 2003, 'fred': 2005, 'finn': 2009}
MESSAGE = b'From: sender@box.test\nTo: undisclosed: ;\nSubject: who\nMessage-Id: <1@box.test>\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n\nhello\n'


def member(r, home=None):
    """One word of a list; home: whose .forward it is."""
    roll = r.random()
    name = home if home and roll < 0.15 else r.choice(USERS + LISTS) if roll < 0.85 else r.choice(STRANGERS)
    form = r.random()
    if '@' in name:
        return name
    if form < 0.62:
        return name
    if form < 0.74:
        return '\\' + name
    if form < 0.80:
        return name + '@box.test'
    if form < 0.85:
        return name + '+' + r.choice(('x', 'y'))
    if form < 0.93:
        return ':include:@ROOT@/etc/mail/' + r.choice(FILES)
    if form < 0.96:
        return '@ROOT@/files/' + r.choice(('f1', 'f2'))
    if form < 0.98:
        return '"|@ROOT@/bin/lmail prog %s"' % r.choice('ab')
    return r.choice((name.upper(), '"%s"' % name, '<%s>' % name, 'A Name <%s>' % name, '\\\\' + name, '%s@localhost' % name))


def words(r, most=3, home=None):
    return [member(r, home) for _ in range(r.randrange(1, most + 1))]


class Case:
    """lines: (kind, name, words); kind: alias, forward, include, maildrop, option."""

    def __init__(self, lines, asked):
        self.lines, self.asked = lines, asked

    def show(self):
        return ['%-8s %s: %s' % (k, n, ', '.join(w)) for k, n, w in self.lines] + ['to       ' + ' '.join(self.asked)]


def make_case(r):
    lines = []
    for name in r.sample(USERS + LISTS, r.randrange(1, 6)):
        # Errors of a list that go on to others, or back to the list, end in other ways, but do end.
        ws = words(r, 3, name) if name != 'owner-list' else ['dave.smith']
        lines.append(('alias', name, ws))
        if r.random() < 0.08:
            lines[-1] = ('alias', name + r.choice(('+*', '+x')), lines[-1][2])
    for name in r.sample(USERS, r.randrange(0, 4)):
        lines.append(('forward', name, words(r, 3, name)))
        if r.random() < 0.1:
            lines[-1] = ('forward', name + '+x', lines[-1][2])
    for name in FILES:
        if r.random() < 0.6:
            lines.append(('include', name + r.choice(('', '', ' of carol', ' of fred')), words(r, 4)))
    if r.random() < 0.3:
        for name in r.sample(USERS + LISTS, r.randrange(1, 3)):
            lines.append(('maildrop', name, words(r, 2, name)))
    if r.random() < 0.15:
        lines.append(('option', r.choice(('MeToo=False', 'MaxAliasRecursion=3', 'PrivacyOptions=restrictexpand')), []))
    if r.random() < 0.2:
        lines.append(('flags', r.choice(('-5', '-w', '-5w', '+u')), []))
    if any(l[1] == 'MeToo=False' for l in lines):
        lines = [l for l in lines if l[1].split('+')[0] != 'alice'] # she is the sender, and gets bounces
    asked = [r.choice(USERS + LISTS + ['nobody1', 'alice+x', 'bob+y', 'list+x', '\\alice', '\\bob', 'ALICE', 'alice@box.test']) for _ in range(r.randrange(1, 4))]
    return Case(lines, asked)


def flagged(text, changes):
    """The configuration with flags of the local mailer taken away or added."""
    for sign, letter in [(changes[0], c) for c in changes[1:]]:
        def change(m):
            return m.group(1) + (m.group(2) + letter if sign == '+' else m.group(2).replace(letter, ''))
        text = re.sub(r'(?m)^(Mlocal,.*?F=)([^,]*)', change, text)
    return text


def lost_beside_others(case, theirs, ours):
    """What leads nowhere is refused, also beside recipients that exist; there it is forgotten."""
    return ours.count('loop broken') > theirs.count('loop broken')


def nobody_gets_it(case, theirs, ours):
    """A name without a user that stands for itself, met twice, is given to the mailer there."""
    return not any(l[0] == 'flags' for l in case.lines) and re.search(
        r'mailer local, user (%s)$' % '|'.join(LISTS).lower(), theirs, re.M) is not None


def quoted_alias(case, theirs, ours):
    """A quoted name is the same name, also among the aliases."""
    names = [l[1] for l in case.lines if l[0] in ('alias', 'forward')]
    return any('"%s"' % n.lower() in w.lower() for l in case.lines for w in l[2] for n in names)


def deep_in_a_file(case, theirs, ours):
    """What is too deep behind an :include: is refused, also beside recipients that are not."""
    return any(l[1].startswith('MaxAlias') for l in case.lines) and any(l[0] == 'include' for l in case.lines)


def deliveries(text):
    """Who got the mail, each as often as it came."""
    return sorted(re.findall(r'(?m)^delivered: (argv: .*)', text))


def only_repeated_there(case, theirs, ours):
    """One program or user, reached in two ways, gets one copy; two there, by the order of a list's words. Nothing
    else may differ in who gets the mail, nor in what is queued."""
    def rest(text):
        return [l for l in text.split('\n') if l.startswith(('send:', 'queued:'))]
    them, us = deliveries(theirs), deliveries(ours)
    extra = list(them)
    for d in us:
        if d not in extra:
            return False
        extra.remove(d)
    return bool(extra) and set(them) == set(us) and rest(theirs) == rest(ours) and (
        all('[prog]' in d for d in extra) or
        any(l[1] == 'MeToo=False' for l in case.lines) and all(d.endswith('[-d] [alice]') for d in extra))


def others_dialogue(case, theirs, ours):
    """A list's owner is told there, besides his list's error, what a host said of somebody who is not on it."""
    parts = re.split(r'(?m)^(?=delivered: )', theirs)
    for i, part in enumerate(parts):
        if '[-d] [dave.smith]' in part.split('\n')[0] and 'X-Actual-Recipient: rfc822; perm1@good.test' not in part:
            parts[i] = re.sub(r'\.\.\. while talking to mx\.good\.test\.:\n(?:(?:>>>|<<<|550 5\.1\.1 perm1@).*\n)+', '', part)
    return ''.join(parts) == ours


BETTER = (deep_in_a_file, quoted_alias, lost_beside_others, nobody_gets_it, only_repeated_there,
          others_dialogue)


class Pair:
    def __init__(self, ours, reference, makemap):
        self.programs = (reference, ours)
        self.makemap = makemap
        self.box = box.Box(reference, makemap=makemap)
        self.cf = open(self.box.cf).read()

    def put(self, path, text, uid=0):
        path = os.path.join(box.ROOT, path)
        with open(path, 'w') as f:
            f.write(text.replace('@ROOT@', box.ROOT))
        os.chown(path, uid, uid)

    def lay_out(self, case):
        b, cf = self.box, self.cf
        b.clear()
        for u in UIDS:
            for f in os.listdir('%s/home/%s' % (box.ROOT, u)):
                os.unlink('%s/home/%s/%s' % (box.ROOT, u, f))
        for f in FILES + ['userdb', 'userdb.db']:
            path = '%s/etc/mail/%s' % (box.ROOT, f)
            if os.path.exists(path):
                os.unlink(path)
        aliases, drops = [], []
        for kind, name, ws in case.lines:
            if kind == 'alias':
                aliases.append('%s: %s\n' % (name, ', '.join(ws)))
            elif kind == 'forward':
                user, plus, rest = name.partition('+')
                self.put('home/%s/.forward%s%s' % (user, plus, rest), '\n'.join(ws) + '\n', UIDS[user])
            elif kind == 'include':
                file, _, owner = name.partition(' of ')
                self.put('etc/mail/' + file, '\n'.join(ws) + '\n', UIDS.get(owner, 0))
            elif kind == 'maildrop':
                drops += ['%s:maildrop %s\n' % (name.lower(), w.replace('@ROOT@', box.ROOT)) for w in ws]
            elif kind == 'option':
                cf += 'O %s\n' % name
            elif kind == 'flags':
                cf = flagged(cf, name)
        if drops:
            cf += 'O UserDatabaseSpec=%s/etc/mail/userdb\n' % box.ROOT
        with open(b.cf, 'w') as f:
            f.write(cf)
        self.put('etc/mail/aliases', ''.join(aliases) + 'postmaster: root\n')
        b.sendmail = [self.programs[0]]
        b.call(['-bi'])
        if drops:
            subprocess.run(b.makemap + ['-d', 'btree', box.ROOT + '/etc/mail/userdb'], input=''.join(drops).encode(), env=b.env)

    def one(self, program, case):
        b, out = self.box, []
        b.sendmail = [program]
        for to in case.asked:
            rc, said, err = b.call(['-bv', to])
            out.append('-bv %s: %s\n%s%s' % (to, rc, said, err))
        if not any(l[1].startswith('Privacy') for l in case.lines):
            rc, said, err = b.call(['-bv', '-v'] + case.asked)
            out.append('-bv -v: %s\n%s%s' % (rc, said, err))
        rc, said, err = b.call(['-odi', '-f', 'alice' if 'MeToo=False' in [l[1] for l in case.lines] else 'sender'] + case.asked, MESSAGE)
        out.append('send: %s\n%s%s' % (rc, said, err))
        # What the postmaster gets is a bounce that nobody took here, with all that was said of it; whether an
        # owner's bounce was tried first differs.
        out += ['delivered: ' + (d if '[-d] [root]' not in d else 'to root') for d in b.local()]
        for path, text in sorted(b.queue().items()):
            if '/qf' in path:
                out.append('queued: ' + ' '.join(re.findall(r'(?m)^[RSC].*', text.decode('latin-1'))))
        b.clear()
        out = '\n'.join(box.norm(o) for o in out)
        # Nobody asked for receipts, but a bounce about a list that names itself says "expanded" there; and one that
        # tells that all of a list failed says that it was delivered to.
        out = re.sub(r'Final-Recipient: .*\n(?:X-Actual-Recipient: .*\n)?Action: (?:expanded|delivered \(to mailing list\)).*\n(?:.+\n)*\n', '', out)
        out = re.sub(r'Message delivered to mailing list .*\n', '', out)
        # The error of a member may be quoted to its list's owner twice there.
        return re.sub(r'(?m)^(5\d\d .*\n)\1+', r'\1', out)

    def answers(self, case):
        self.lay_out(case)
        return self.one(self.programs[0], case), self.one(self.programs[1], case)

    def differs(self, case):
        theirs, ours = self.answers(case)
        return theirs != ours and not any(test(case, theirs, ours) for test in BETTER)


def smaller(case):
    for i in range(len(case.lines)):
        yield Case(case.lines[:i] + case.lines[i + 1:], case.asked)
    for i in range(len(case.asked)):
        if len(case.asked) > 1:
            yield Case(case.lines, case.asked[:i] + case.asked[i + 1:])
    for i, (kind, name, ws) in enumerate(case.lines):
        for k in range(len(ws) if len(ws) > 1 else 0):
            yield Case(case.lines[:i] + [(kind, name, ws[:k] + ws[k + 1:])] + case.lines[i + 1:], case.asked)


def main():
    a = hunt.arguments(hunt.parser(__doc__), 'alias-diff')
    if a is None:
        return 0
    if box.INSIDE not in os.environ:
        box.enter()
    box.setup()
    hops = box.Hops()
    pair = Pair(a.build + '/sendmail/sendmail', a.reference, a.build + '/makemap/makemap')
    told = hunt.Told()
    for seed in hunt.seeds(a, lambda: told.found):
        case = make_case(random.Random(seed))
        if told.take('different' if pair.differs(case) else 'same'):
            case = hunt.smallest(case, smaller, pair.differs, 20)
            theirs, ours = pair.answers(case)
            print('seed %d:' % seed)
            print('\n'.join('  ' + l for l in case.show()))
            for line in box.lines_diff(theirs[:20000].split('\n'), ours[:20000].split('\n'), 24):
                print('    ' + line)
            sys.stdout.flush()
        hops.take()
    return told.close('alias-diff')


if __name__ == '__main__':
    sys.exit(main())
