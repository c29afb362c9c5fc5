# SPDX-License-Identifier: BSD-2-Clause
"""A running daemon whose rules ask a map's server that goes away: clients hear "later", never "no such user", and many of
them at once wait no longer than one."""
import os, sys, time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'ldap'))
from classes import check, path  # noqa: E402
from daemon import Daemon, eventually  # noqa: E402

ROWS = [('bert@two.example', 'bert')]
WHO = ('bert@two.example', 'x@relayed.example', 'nobody@one.example')
RUNS, GONE = [250, 250, 550], [451, 250, 451]
# One question waits for three seconds. So many, one after the other, would take longer than the bound.
PATIENCE, CLIENTS, BOUND = '-d3', 40, 60


class World:
    def __init__(self, build):
        self.build, self.path, self.fill = build, path, lambda text: text


def sessions(s, build):
    for way, where in (('TCP', s.tcp), ('local socket', s.local)):
        name = '%s, %s, daemon: ' % (s.kind, way)
        d = Daemon(World(build), 'daemon-' + way.replace(' ', '-'), 'C{R}relayed.example\nKpeople %s %s %s%s' % (s.kind, PATIENCE, s.flags, where))
        try:
            ask = lambda: [d.rcpt(who) for who in WHO]  # noqa: E731
            check(name + 'it runs', ask(), RUNS)
            s.pause()
            begun = time.monotonic()
            with ThreadPoolExecutor(CLIENTS) as pool:
                check(name + 'stopped', set(pool.map(d.rcpt, [WHO[0], WHO[2]] * (CLIENTS // 2))), {451})
            check(name + 'stopped: many wait no longer than one', time.monotonic() - begun < BOUND, True)
            s.go_on()
            check(name + 'it goes on', eventually(RUNS, ask), True)
            s.kill()
            check(name + 'killed', ask(), GONE)
            s.start()
            check(name + 'there again', eventually(RUNS, ask), True)
        finally:
            d.stop()
