"""Silence for cron: nothing of what libraries say as they work, and a fault in one line."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from safeguard_kpi.errors import SafeguardError

STDOUT, STDERR = 1, 2


@contextmanager
def silence(*streams: int) -> Iterator[None]:
    """Let nothing reach some of the standard streams, whoever writes to them, until the block ends.

    A warning of a library, or the last words of one that dies, would be a line too many, and may
    quote what it was working on.
    """
    kept = {}
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (a device)
        for stream in streams:
            with suppress(OSError):  # it was closed before we came
                kept[stream] = os.dup(stream)
                os.dup2(nowhere.fileno(), stream)
    try:
        yield
    finally:
        for words in (sys.stdout, sys.stderr):
            if words is not None:
                words.flush()  # what waits in them was said in the block
        for stream, before in kept.items():
            os.dup2(before, stream)
            os.close(before)


def in_one_line(arguments: Sequence[str]) -> bool:
    """Say whether a fault is to be told in one line: to cron, and to who asked for quiet."""
    asked = {argument.split("=")[0] for argument in arguments}
    return bool(asked & {"--quiet", "-q", "--max-age"})


def line(fault: SafeguardError) -> str:
    """Write a fault with its remedy as one line, whatever a file is called."""
    words = " ".join(
        f"error: {fault.message}{f'; hint: {fault.hint}' if fault.hint else ''}".split()
    )
    return "".join(letter if letter.isprintable() else "?" for letter in words)
