# SPDX-License-Identifier: BSD-2-Clause
"""Ports on loopback for servers of tests."""
import random, socket

given = set()


def free_port():
    """Below those that the kernel gives to clients: while a server is away, no client may sit on its port, nor reach
    itself there. Never the same one twice in a process."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as s:
            try:
                s.bind(('127.0.0.1', port))
            except OSError:
                continue
        if port not in given:
            given.add(port)
            return port
