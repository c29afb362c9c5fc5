# SPDX-License-Identifier: BSD-2-Clause
"""What a .cf says apart from its rules: options, mailers, maps, classes, macros, header fields."""
import re


def cf_facts(text):
    """the lines of a .cf by letter"""
    lines = []
    for l in text.split('\n'):
        if l[:1] in ' \t' and lines and l.strip():
            lines[-1] += ' ' + l.strip()
        elif l.strip() and l[0] not in "# \t":
            lines.append(l.rstrip())
    F = {'V': '', 'O': [], 'M': {}, 'K': {}, 'C': {}, 'F': [], 'D': {}, 'H': [], 'P': [], 'T': [],
         'E': [], 'Q': [], 'X': []}

    def nm(s):
        if s.startswith('{'):
            i = s.index('}')
            return s[1:i], s[i + 1:]
        return s[:1], s[1:]
    for l in lines:
        c, r = l[0], l[1:]
        if c == 'O':
            F['O'].append(re.sub(r'\s*=\s*', '=', r.strip(), 1))
        elif c == 'M':
            n, _, rest = r.partition(',')
            d = {}
            for f in re.split(r',\s*(?=[A-Za-z/]+\s*=)', rest.strip()):
                k, _, v = f.partition('=')
                d[k.strip()] = v.strip()
            if 'F' in d:
                d['F'] = ''.join(sorted(set(d['F'])))
            F['M'][n.strip()] = d
        elif c == 'K':
            p = r.split(None, 1)
            F['K'][p[0]] = p[1].strip() if len(p) > 1 else ''
        elif c == 'C':
            n, v = nm(r)
            F['C'].setdefault(n, set()).update(v.split())
        elif c == 'D':
            n, v = nm(r)
            F['D'][n] = v
        elif c == 'F':
            F['F'].append(r)
        elif c == 'V':
            F['V'] = r
        elif c in 'HPTEQX':
            F[c].append(re.sub(r'\s+', ' ', r))
    F['C'] = {k: sorted(v) for k, v in sorted(F['C'].items())}
    for k in 'OFQX':
        F[k].sort()
    for k in 'MKD':
        F[k] = dict(sorted(F[k].items()))
    return F
