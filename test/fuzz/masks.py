# SPDX-License-Identifier: BSD-2-Clause
"""What two programs' answers in test mode are rid of before they are compared.

Each row says why it is there, and for whose answers: a row for one side cannot hide what the other
one says wrongly. Rows are as narrow as the reason allows: a pattern names the words around what it
takes away. MEANT is for lines that can only be compared with each other: (name, test of theirs and ours).
"""
import re

THEIRS, OURS, BOTH = 'theirs', 'ours', 'both'

ROWS = (
    (BOTH, 'the version is another', rb'sendmail (version )?8\.[^ ]*', rb'sendmail @VERSION@'),
    (BOTH, 'addresses in memory', rb'0x[0-9a-f]+=', b'@='),
    (THEIRS, 'the number of a rule without left side is memory that was never set',
     rb'rule \(line (?:-\d+|\d{4,})\):', b'rule (line 0):'),
    (THEIRS, 'so is the mailer of what rules gave none, at times',
     rb'(buildaddr: no mailer in parsed address\n)mailer [^,\n]*, user \n', rb'\1mailer *error*, user \n'),
    (THEIRS, 'behind the name of "$&=" at the end of a value it reads on, into what was there before',
     rb'(\$[&=~?])\0[^ \n]?', rb'\1'),
    (THEIRS, 'errno of something else behind a complaint', rb': Unknown error -30988', b''),
    (BOTH, 'errno of something else behind a complaint that has none',
     rb'(?m)^(Infinite loop in ruleset [^ \n]*, rule \d+): [^\n]*', rb'\1'),
    (THEIRS, 'the same behind a workspace that grew too long', rb'(?m)^(rewrite: expansion too long): [^\n]*', rb'\1'),
    (BOTH, 'errno of something else, in place of the name', rb'(duplicate filter definition): [^\n]*', rb'\1'),
    (BOTH, 'names of macros and classes are numbers where an operator was left in an address: in eight bits',
     rb'([\x81\x82\x93\x94\x9a])(?:\{[^}\n]*\}|[\xa0-\xff])', rb'\1{}'),
    (BOTH, 'the same behind a mark that "$&x" left of a macro\'s value',
     rb'(\x81[&=~?])(?:\{[^}\n]*\}|[\xa0-\xff])', rb'\1{}'),
    (BOTH, 'the same behind a raw mark in a left side, whose name is the operator',
     rb'(\$\{\*\*\*UNDEFINED MACRO\*\*\*\})(?:M-.|\{[^}\n]*\})', rb'\1{}'),
    (BOTH, 'a complaint about a line end within a line may show it as it is',
     rb'(Invalid macro/class character )\n\n', rb'\1 \n'),
    (BOTH, '"$|" in the words of an error is an escape character there, which no terminal of ours gets',
     rb'(?m)^[^\n]*\.\.\. [^\n]*\x1b[^\n]*$', lambda m: m.group().replace(b'\x1b', b'')),
    (BOTH, 'line ends of a line of the configuration in a complaint',
     rb'(?m)^[^\n]*: line \d+: [^\n]*(?:\n[ \t][^\n]*)+', lambda m: re.sub(rb'\n?[ \t]', b' ', m.group())),
    (BOTH, 'after a rule set that met text it cannot cut, the next of the list sees remains of earlier text there',
     rb'(== Ruleset [^\n]* status 65\n)(?:(?!> |\Z)[^\n]*\n)+', rb'\1'),
    (THEIRS, 'that a program cannot be run is said to the pipe we read, and its first word is taken as a member',
     rb'(?m)^((?:> )*)x\.cf:\n', rb'\1'),
    (OURS, 'which file, and how it can be written: said by us alone', rb' \(/[^)\n]*, mode \d{4}\)', b''),
    (OURS, 'a program that cannot be run is said by us alone', rb'(?m)^[^\n]*: fileclass: [^\n]*: exec [^\n]*\n', b''),
    (OURS, 'a map made of itself is taken there, and is its end when it is asked',
     rb'(?m)^[^\n]*: Sequence map (\S+): unknown member map \1\n', b''),
)


def masked(said, whose):
    for side, _, pattern, text in ROWS:
        if side in (whose, BOTH):
            said = re.sub(pattern, text, said)
    return said


# Complaints that show text with operators in it: a line of the configuration, a value, what is no map.
SHOWS = re.compile(rb'[^\n]*: (?:unknown configuration line|missing valid ruleset for|header syntax error, line|invalid rewrite line) "|'
                   rb'rewrite: map [^\n]* not found$|invalid ruleset name: "|Unknown ruleset |Syntax error in mailbox address "|mailer [^ ]*, (?:host .*, )?user |'
                   rb'[^\n]*\.\.\. (?:Unbalanced|Address too long|prescan: )')


def numbered(theirs, ours):
    """In a complaint that shows operators, a long name is one byte there, the number of the name. In one that shows a
    line, the line ends behind the mark of a macro without a name; and one named by a blank, which is nothing, we leave
    out."""
    if not SHOWS.match(ours):
        return False
    tail = ours.rfind(b'"') if b' line "' in ours or b' for "' in ours else len(ours)
    theirs = re.sub(rb'\x01 |\x01(?=\t)', b'', theirs) if tail < len(ours) else theirs
    around = re.split(rb'((?:\x01[&=~?]?|[\x02\x13\x14\x1a?]))\{[^}]*\}', ours[:tail])
    # Marks are every second piece, and their names follow.
    pattern = b''.join(re.escape(piece) + (b'.' if i % 2 else b'') for i, piece in enumerate(around))
    ends = rb'(?:\x01[&=~?]?)?' + re.escape(ours[tail:]) if tail < len(ours) else b''
    return re.fullmatch(pattern + ends, theirs, re.S) is not None


MEANT = (('numbers of names', numbered),)
