"""Reads a file that the command line names: a regular one, no longer than such a file can be.

A pipe or a device is not waited for and not read for ever. Knows nothing of what is inside.
"""

import os
import stat
from pathlib import Path


def read_given(path: Path, *, most: int) -> bytes:
    """Return a file's bytes, and one byte more than `most` where it is longer.

    Raises: OSError where it cannot be read or is no regular file.
    """
    if path == Path():
        msg = "no file is named"
        raise OSError(msg)
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            msg = "no regular file; copy its content into one and name that"
            raise OSError(msg)
        with os.fdopen(opened, "rb", closefd=False) as file:
            return file.read(most + 1)
    finally:
        os.close(opened)
