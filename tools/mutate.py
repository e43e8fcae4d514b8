"""Mutation testing: whether a test notices a small fault in the law or in a decision.

`mutmut` puts one fault after another into the functions of `law` and `auction` (see [tool.mutmut]
in pyproject.toml) and runs the unit tests and tables that reach them. What was tried is kept in
`mutants/`, so that a run that was stopped goes on where it was and only what changed is tried
again. `docs/mutation.md` is written from it: the share that was found, and every fault that was
not, with its place. A share is only ever what was measured.

    python tools/mutate.py              every fault, or what is left of them
    python tools/mutate.py 500 7        a sample of 500, drawn by the seed 7
    python tools/mutate.py report       the document alone
"""

import ast
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "mutants"
DOCUMENT = ROOT / "docs" / "mutation.md"
FIRST = "mingpai.law.deposit*"
"""Tried first in a sample, because the names of all faults are known only once some were tried."""
FOUND = frozenset({1, 3})
TOO_SLOW = frozenset({-24, 24, 36, 152, 255, -9})
"""A fault that makes a test run for ever is noticed."""
UNTESTED = frozenset({5, 33})
_PROSE = re.compile(r"[^\x00-\x7f]|[a-z][,.:]? [a-z]")
_DRAWN = re.compile(r"x(?:ǁ(\w+)ǁ|_)(\w+?)__mutmut_\d+$")


class Fault(Struct, frozen=True):
    """One fault: its name, its module and function, and what mutmut says came of it."""

    name: str
    module: str
    function: str
    code: int | None

    @property
    def outcome(self) -> str:
        """Return `found`, `missed`, `untested`, or nothing where it was not tried."""
        if self.code is None:
            return ""
        if self.code in FOUND or self.code in TOO_SLOW:
            return "found"
        return "untested" if self.code in UNTESTED else "missed"


class Reason(Struct, frozen=True):
    """Why a fault that no test finds is none, or cannot be tried: by what its lines look like."""

    pattern: re.Pattern[str]
    why: str


REASONS: tuple[Reason, ...] = (
    Reason(re.compile(r"\+ .*\(stop\.left is None\) or True"), "what had begun lies behind now"),
    Reason(
        re.compile(r"\+ .*opens_at=command\.opens_at, closes_at=None"), "no price asks the close"
    ),
    Reason(
        re.compile(r"\+ .*round_of\(.*or state\.rounds\[(?:\+1|-2)\]"), "never the second choice"
    ),
    Reason(re.compile(r"^- +(?:msg = |raise InvariantBroken)"), "the words of a broken invariant"),
    Reason(re.compile(r"assert_never\(None\)"), "no value of the type reaches this line"),
    Reason(re.compile(r"^- .*\bensure\(.*\n\+ .*(?:XX|None\))"), "the words of a broken invariant"),
    Reason(re.compile(r"strict=(?:False|None)|self\.values\[1:\], \)"), "the default, said or not"),
    Reason(re.compile(r"now <= opens_at"), "asked only of what came before the opening, or late"),
    Reason(re.compile(r"\(code is None\) and False"), "a NewType changes nothing at run time"),
    Reason(re.compile(r"\+ .*Span\(command\.held_from, (?:None)?\)"), "no day after is asked for"),
    Reason(re.compile(r"\+ .*year >= LAST_YEAR"), "no term of the law reaches that year"),
    Reason(re.compile(r"\+ .*OBJECTION_DAYS if .* or True"), "both terms have as many days"),
    Reason(re.compile(r"\+ .*go_on_within\(None,"), "all but a conduct has the term of a suit"),
    Reason(re.compile(r"\+ .*done\.code is None or done\.set_off"), "what is sold has one or both"),
    Reason(re.compile(r"decode\(\"UTF-8\"\)"), "another name of the same encoding"),
)


def main(words: Sequence[str]) -> int:
    """Try every fault, or a sample; then write the document. Return the status of the last run."""
    status = 0
    if words[:1] != ["report"]:
        _forget_missed()
        names = _sample(int(words[0]), int(words[1]) if len(words) > 1 else 1) if words else []
        status = _mutmut("run", *names).returncode
    faults = tuple(_faults())
    if not faults:
        print("nothing was tried yet: python tools/mutate.py")
        return 2
    DOCUMENT.write_text(report(faults, drawn_by=" ".join(words[:2])), encoding="utf-8")
    print(f"wrote {DOCUMENT.relative_to(ROOT)}")
    return status


def _mutmut(*words: str, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """Run mutmut at low priority, with the plugin that makes generated examples the same."""
    command = ("nice", "-n", "15", sys.executable, "-m", "mutmut", *words)
    told = os.environ | {"PYTHONPATH": str(ROOT / "tools")}
    return subprocess.run(
        command, cwd=ROOT, env=told, check=False, capture_output=quiet, text=True, encoding="utf-8"
    )


def _forget_missed() -> None:
    """Have what was missed tried again, and work out anew which test reaches what.

    A test or a table may have grown since; mutmut looks for changes in the program alone.
    """
    (MUTANTS / "mutmut-stats.json").unlink(missing_ok=True)
    for meta in MUTANTS.glob("src/**/*.meta"):
        told = json.loads(meta.read_text(encoding="utf-8"))
        codes = told["exit_code_by_key"]
        told["exit_code_by_key"] = {
            name: code if code in FOUND or code in TOO_SLOW else None
            for name, code in codes.items()
        }
        meta.write_text(json.dumps(told), encoding="utf-8")


def _sample(many: int, seed: int) -> list[str]:
    """Draw so many faults from all that there are; the same seed draws the same."""
    if not any(_faults()):
        _mutmut("run", FIRST)
    names = sorted(fault.name for fault in _faults())
    return random.Random(seed).sample(names, min(many, len(names)))  # noqa: S311 - no secret


LOADED = {("mingpai.law.calendar", "_year")}
"""Functions that run only when their module is loaded: see the document."""


def _faults() -> Iterator[Fault]:
    """Yield every fault that mutmut knows and can try, in the order of the modules."""
    for meta in sorted(MUTANTS.glob("src/**/*.meta")):
        for name, code in json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            module, _, mangled = name.rpartition(".")
            drawn = _DRAWN.fullmatch(mangled)
            function = drawn[2] if drawn else mangled
            if (module, function) not in LOADED:
                yield Fault(name, module, function, code)


# The document ---------------------------------------------------------------------------------


def report(faults: Sequence[Fault], *, drawn_by: str) -> str:
    """Return the document: what was measured, how, and what no test finds."""
    tried = [one for one in faults if one.outcome]
    missed = [one for one in tried if one.outcome in ("missed", "untested")]
    listed = [(one, *_shown(one)) for one in missed]
    explained = sum(bool(_why(change)) for _, _, change in listed)
    found = len(tried) - len(missed)
    drawn = "all of them" if len(tried) == len(faults) else "as far as the run has come"
    if drawn_by not in ("", "report"):
        drawn = f"a sample drawn by `{drawn_by}`"
    head = f"""# Mutation testing

What this is: one small fault after another is put into the functions of `law` and `auction`, and
the unit tests and scenario tables that reach them run against each. A fault that no test notices
is a missing test, or is no fault. Written by `python tools/mutate.py` (part of `make soak`); the
numbers are those of that run and of nothing else.

| | |
|---|---|
| run on | {datetime.now(UTC).date().isoformat()}, mutmut {version("mutmut")} |
| faults known | {len(faults)} |
| tried | {len(tried)} ({drawn}) |
| found by a test | {found} ({_share(found, len(tried))}) |
| missed | {len(missed)}, of which {explained} are no faults, with the reason beside them |

Not tried: what runs when a module is loaded (tables of articles, parameters and reasons), since a
fault is switched on later. Those tables are compared with the legal reference value by value in
`tests/unit/law`.

"""
    return head + _by_module(tried) + _by_place(listed)


def _share(part: int, of: int) -> str:
    """Return a share in percent with one decimal, rounded down so that it never claims more."""
    tenths = part * 1000 // of if of else 0
    return f"{tenths // 10}.{tenths % 10} %"


def _by_module(tried: Sequence[Fault]) -> str:
    rows = []
    for module in sorted({one.module for one in tried}):
        own = [one for one in tried if one.module == module]
        found = sum(one.outcome == "found" for one in own)
        rows.append(f"| `{module}` | {len(own)} | {found} | {_share(found, len(own))} |\n")
    return "| module | tried | found | share |\n|---|---|---|---|\n" + "".join(rows)


def _by_place(listed: Sequence[tuple[Fault, str, str]]) -> str:
    lines = ["\n## Missed\n"]
    for fault, place, change in listed:
        why = _why(change) or (
            "no test runs it" if fault.outcome == "untested" else "a missing test"
        )
        lines.append(f"\n`{place}` {fault.function}: {why}\n\n```diff\n{change}\n```\n")
    return "".join(lines)


def _why(change: str) -> str:
    """Return why a change is no fault, or nothing where that is not known."""
    if is_wording(change):
        return "words alone: tests assert on codes and facts, never on prose"
    return next((one.why for one in REASONS if one.pattern.search(change)), "")


def is_wording(change: str) -> bool:
    """Say whether a change alters nothing but a text for people: its case, or marks about it."""
    before, after = (
        [line[1:].replace("XX", "").lower() for line in change.splitlines() if line[:1] == sign]
        for sign in "-+"
    )
    return before == after and any(_PROSE.search(line) for line in before)


def _shown(fault: Fault) -> tuple[str, str]:
    """Return where a fault stands, and its lines before and after."""
    said = _mutmut("show", fault.name, quiet=True).stdout
    change = [line for line in said.splitlines() if re.match(r"[-+](?![-+]{2} )", line)]
    file = Path("src", *fault.module.split(".")).with_suffix(".py")
    removed = next((line[1:] for line in change if line.startswith("-")), "")
    return f"{file}:{_line_of(file, fault.function, removed)}", "\n".join(change)


def _line_of(file: Path, function: str, text: str) -> int:
    """Return the line of a text within a function, or that of the function."""
    source = (ROOT / file).read_text(encoding="utf-8")
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            last = node.end_lineno or node.lineno
            within = range(node.lineno, last + 1)
            return next(
                (one for one in within if lines[one - 1].strip() == text.strip()), node.lineno
            )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
