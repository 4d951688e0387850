"""Runs a program in a pseudo-terminal:  terminal.py COLUMNS LINES PROGRAM ARGUMENT...

stdin: one JSON object a line: {"send": TEXT}, {"resize": [COLUMNS, LINES]}, {"signal": NUMBER} (to the program).
stdout: one JSON object a line: {"output": TEXT}, and last {"code": N} or {"signal": N}, with "restored": whether the
settings of the terminal are those of the beginning.
"""
import fcntl
import json
import os
import select
import struct
import sys
import termios


def report(**what):
    print(json.dumps(what), flush=True)


def resize(fd, columns, lines):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


columns, lines, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
master, slave = os.openpty()
resize(slave, columns, lines)
before = termios.tcgetattr(slave)
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in range(3):
        os.dup2(slave, fd)
    os.closerange(3, 256)
    os.execvp(program[0], program)

commands = b""
status = None
stdin_open = True
while True:
    readable, _, _ = select.select([master] + ([0] if stdin_open else []), [], [], 0.02)
    if master in readable:
        report(output=os.read(master, 65536).decode("utf-8", "replace"))
        continue
    if status is not None:
        break
    if 0 in readable:
        chunk = os.read(0, 65536)
        stdin_open = bool(chunk)
        commands += chunk
        while b"\n" in commands:
            line, commands = commands.split(b"\n", 1)
            command = json.loads(line)
            if "send" in command:
                os.write(master, command["send"].encode())
            elif "resize" in command:
                resize(master, *command["resize"])
            else:
                os.kill(pid, command["signal"])
    ended, state = os.waitpid(pid, os.WNOHANG)
    if ended:
        status = state

restored = termios.tcgetattr(slave) == before
if os.WIFSIGNALED(status):
    report(signal=os.WTERMSIG(status), restored=restored)
else:
    report(code=os.WEXITSTATUS(status), restored=restored)
