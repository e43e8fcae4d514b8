"""How every command prints and fails.

With `--json` exactly one JSON object on standard output; progress and logs on standard error.
For people everything is said twice, Chinese first. Exit status: 0 done; 1 done, and what was
examined is wrong; 2 the input or the command line cannot be used. With 2, and with 1 where nothing
else can be printed, one line on standard error says what, where and what to do.
"""

import sys
import unicodedata
from typing import Any

import msgspec
from msgspec import Struct

DONE = 0
WRONG = 1
UNUSABLE = 2

_VALUES_AT = 24
"""The column in which values begin: a Chinese character is two wide."""
REMEDIES = (
    ("mingpai init", "先用 mingpai init 建立"),
    ("choose a new folder", "请换一个新目录"),
    ("choose another", "请换一个目录"),
    ("name a new one", "请换一个新目录"),
    ("restore only into a new one", "只能恢复到新目录"),
    ("restore a backup", "请恢复备份"),
    ("restore the newest", "请恢复最新的备份"),
    ("bring the cell back", "请取回检查点存放处"),
    ("back from its copy", "请从副本取回"),
    ("restore the folder", "请从副本取回该目录"),
    ("restore the cell", "请取回检查点存放处"),
    ("bring back the one", "请取回应有的那一个"),
    ("keep everything as it is", "请保持原样"),
    ("run chmod", "请收紧权限"),
    ("install ", "请安装所缺的程序"),
    ("is wanted", "请更正所给的值"),
    ("must have the form", "请按格式改正"),
    ("set DATABASE_URL", "请改正 DATABASE_URL"),
    ("docs/operating.md", "办法见 docs/operating.md"),
    ("mingpai --help", "用法见 mingpai --help"),
)
"""What to do, in Chinese, where the line says it in these English words."""


class Unusable(Exception):
    """The input or the command line cannot be used; the text is the one line to print."""


class Wrong(Exception):
    """What was examined is wrong, so much that no result can be given; the text says where."""


def print_json(value: dict[str, Any] | Struct) -> None:
    """Print one JSON object on standard output."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2)
    sys.stdout.buffer.write(text + b"\n")
    sys.stdout.buffer.flush()


def say(text: str) -> None:
    """Print a line for people on standard output."""
    sys.stdout.write(text + "\n")


def tell(zh: str, en: str) -> None:
    """Print the same in both languages on standard output, a line each."""
    say(zh)
    say(en)


def labelled(label: str, value: str) -> str:
    """Return a line of a table: values stand below one another on a terminal."""
    width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in label)
    return f"{label}{' ' * max(1, _VALUES_AT - width)}{value}"


def progress(text: str) -> None:
    """Print a line on standard error, where progress and logs go."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def failure(error: object) -> str:
    """Return the one line for an error: what and where, and what to do in both languages."""
    text = " ".join(f"mingpai: {error}".split())
    remedies = [zh for en, zh in REMEDIES if en in text]
    return f"{text}（{'；'.join(remedies)}）" if remedies else text
