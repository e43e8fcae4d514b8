"""How every command prints and fails.

With `--json` exactly one JSON object on standard output; progress and logs on standard error.
Exit status: 0 done; 1 done, and what was examined is wrong; 2 the input or the command line
cannot be used, with one line on standard error that says what, where and what to do.
"""

import sys
from typing import Any

import msgspec
from msgspec import Struct

DONE = 0
WRONG = 1
UNUSABLE = 2


class Unusable(Exception):
    """The input or the command line cannot be used; the text is the one line to print."""


def print_json(value: dict[str, Any] | Struct) -> None:
    """Print one JSON object on standard output."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2)
    sys.stdout.buffer.write(text + b"\n")
    sys.stdout.buffer.flush()


def say(text: str) -> None:
    """Print a line for people on standard output."""
    sys.stdout.write(text + "\n")


def progress(text: str) -> None:
    """Print a line on standard error, where progress and logs go."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
