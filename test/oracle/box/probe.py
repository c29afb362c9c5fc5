#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Can the sandbox of box.py be had on this machine? Says why not, and exits with 77."""
import os, socket, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import box


def try_all():
    box.enter()
    box.private_etc()
    box.setup(True)
    if not os.path.exists(__file__):
        sys.exit('the tests lie under /mnt, which the sandbox covers')
    s = socket.socket()
    s.bind(('127.0.1.1', 25))
    s.close()
    pid = os.fork()
    if pid == 0:
        try:
            os.setgroups([2001])
            os.setresgid(2001, 2001, 2001)
            os.setresuid(2001, 2001, 2001)
            os._exit(0)
        except OSError:
            os._exit(1)
    if os.waitpid(pid, 0)[1] != 0:
        sys.exit('other users cannot be had: setuid is refused')


if __name__ == '__main__':
    try:
        try_all()
    except OSError as e:
        sys.exit(str(e))
