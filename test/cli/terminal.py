#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Types at a program's terminal, and waits for what it shows before typing on.

    terminal.py STEPS DIRECTORY PROGRAM [ARGUMENT ...]

STEPS is a Python list of tuples (typed, shown, ...): what is typed, then what must be shown, in order. It
begins when the prompt is there. When `typed` is None, the program is at work with something that made
DIRECTORY/asked and ends when there is DIRECTORY/go; the second element is typed in the meantime.
Prints all that was shown, and the exit status.
"""
import ast
import os
import pty
import select
import sys
import time

LIMIT = 120  # seconds; a loaded machine is slow
PROMPT = b"\n> "


class Terminal:
    def __init__(self, argv):
        self.out, self.seen = b"", 0
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="vt100", LC_ALL="C.UTF-8")
            os.execv(argv[0], argv)

    def give_up(self, what):
        print("GAVE UP waiting for", what, "in", self.out)
        os.kill(self.pid, 9)
        sys.exit(1)

    def more(self, end):
        """False at the end of the program, or of the time."""
        if not select.select([self.fd], [], [], max(0, end - time.time()))[0]:
            return False
        try:
            got = os.read(self.fd, 65536)
        except OSError:
            return False
        self.out += got
        return bool(got)

    def wait(self, text):
        end = time.time() + LIMIT
        while text not in self.out[self.seen:]:
            if not self.more(end):
                self.give_up(text)
        self.seen = self.out.index(text, self.seen) + len(text)

    def wait_file(self, path):
        end = time.time() + LIMIT
        while not os.path.exists(path):
            if time.time() > end:
                self.give_up(path)
            time.sleep(0.02)
        os.unlink(path)

    def type(self, text):
        os.write(self.fd, text.encode())

    def status(self):
        end = time.time() + LIMIT
        while self.more(end):
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def main():
    steps, directory = ast.literal_eval(sys.argv[1]), sys.argv[2]
    terminal = Terminal(sys.argv[3:])
    terminal.wait(PROMPT)
    for typed, *shown in steps:
        if typed is None:
            terminal.wait_file(directory + "/asked")
            terminal.type(shown.pop(0))
            open(directory + "/go", "w").close()
        else:
            terminal.type(typed)
        for text in shown:
            terminal.wait(text.encode())
    status = terminal.status()
    sys.stdout.write(terminal.out.decode().replace("\r", ""))
    print("\nstatus", status)


main()
