#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compare recorded SMTP dialogues with what a run gave:  dialogues.py EXPECTED OUT

Prints what differs, and "count PASSED FAILED SKIPPED". A dialogue counts as passed when every reply
and every delivery agree; one whose configuration could not be built is skipped, and said so."""
import json, os, sys


# Where ours differs on purpose: counted as skipped, and said.
OURS = {
    'smtp-base.unknown-commands': 'control characters are not echoed',
    'smtp-base.long-header': 'a long header line is kept whole',
    'smtp-base.expn-odd': 'VRFY of "a b@c" takes two addresses',
}


def load(folder, name):
    with open(os.path.join(folder, 'smtp', name)) as f:
        return json.load(f)


def main(expected, out):
    passed = failed = skipped = 0
    for name in sorted(os.listdir(os.path.join(expected, 'smtp'))):
        want = load(expected, name)
        log = os.path.join(out, 'log', name.split('.')[0] + '.json')
        built = os.path.exists(log) and not any(l.startswith('m4:') for l in json.load(open(log))['log'])
        if not built or not os.path.exists(os.path.join(out, 'smtp', name)):
            print('SKIP %s: its configuration was not built' % name[:-5])
            skipped += 1
            continue
        got = load(out, name)
        if got == want:
            passed += 1
            continue
        if name[:-5] in OURS:
            skipped += 1
            print('OURS %s: %s' % (name[:-5], OURS[name[:-5]]))
            continue
        failed += 1
        print('FAIL', name[:-5])
        for a, b in zip(want['transcript'] + [None] * 50, got['transcript'] + [None] * 50):
            if a != b:
                print('   want', a, '\n   got ', b)
                break
        else:
            for part in ('delivered', 'queued'):
                if want[part] != got[part]:
                    print('   %s want %r\n   got %r' % (part, want[part], got[part]))
    print('count', passed, failed, skipped)


main(*sys.argv[1:3])
