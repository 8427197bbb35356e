"""A part with the manners that a test wants: `python fake_part.py [manner …]`.

say=TEXT     print that first
leave=CODE   end at once, with that exit code
lock=FILE    hold a shared lock on the file for as long as it lives
stubborn     do not hear when asked to end
child        have a child with the same manners
abandon      have such a child, and end as soon as that lives
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys

manners = dict(word.partition("=")[::2] for word in sys.argv[1:])


def bear() -> None:
    """Have a child, and wait until it lives."""
    words = [word for word in sys.argv[1:] if word not in {"child", "abandon"}]
    child = subprocess.Popen([sys.executable, __file__, *words], stdout=subprocess.PIPE)
    assert child.stdout
    child.stdout.readline()


if "say" in manners:
    sys.stdout.write(manners["say"] + "\n")
if "leave" in manners:
    sys.exit(int(manners["leave"]))
if "stubborn" in manners:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "lock" in manners:
    held = os.open(manners["lock"], os.O_CREAT | os.O_RDWR)
    fcntl.flock(held, fcntl.LOCK_SH)
if manners.keys() & {"child", "abandon"}:
    bear()
sys.stdout.write(f"alive as {os.getpid()}\n")
sys.stdout.flush()
if "abandon" not in manners:
    signal.pause()
