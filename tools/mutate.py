"""Mutation testing: whether a test notices a small fault in the law or in a decision.

`mutmut` puts one fault after another into the functions of `law` and `auction` (see [tool.mutmut]
in pyproject.toml) and runs the unit tests and tables that reach them. What was tried is kept in
`mutants/`, so that a run that was stopped goes on where it was and only what changed is tried
again. `docs/mutation.md` is written from it: the share that was found, and every fault that was
not, with its place. A share is only ever what was measured; a run that fails writes nothing.

    python tools/mutate.py              every fault, or what is left of them
    python tools/mutate.py 500 7        a sample of 500, drawn by the seed 7, beside those before it
    python tools/mutate.py report       the document alone
"""

import ast
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "mutants"
DOCUMENT = ROOT / "docs" / "mutation.md"
SAMPLES = MUTANTS / "samples.txt"
"""A line for each sample that was drawn: how many, and by which seed."""
FIRST = "mingpai.law.deposit*__mutmut_1"
"""Tried before a sample, because the names of all faults are known only once some were tried."""
FOUND = frozenset({1, 3})
TOO_SLOW = frozenset({-24, 24, 36, 152, 255, -9})
"""A fault that makes a test run for ever is noticed."""
UNTESTED = frozenset({5, 33})
MISSED = ("missed", "untested")
_PROSE = re.compile(r"[^\x00-\x7f]{4}|[A-Za-z][,.:]? [A-Za-z]")
_LITERAL = re.compile(r"\"((?:[^\"\\]|\\.)*)\"")
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
    function: str = ""
    """Where the lines alone do not say enough: the function that they stand in."""


REASONS: tuple[Reason, ...] = (
    Reason(
        re.compile(r"\+ .*published = .*\(stop\.left is None\) or True"),
        "what had begun lies behind now",
    ),
    Reason(
        re.compile(r"\+ .*opens_at=command\.opens_at, closes_at=None"), "no price asks the close"
    ),
    Reason(
        re.compile(r"\+ .*round_of\(.*or state\.rounds\[(?:\+1|-2)\]"), "never the second choice"
    ),
    Reason(re.compile(r"^- +(?:msg = |raise InvariantBroken)"), "the words of a broken invariant"),
    Reason(re.compile(r"assert_never\(None\)"), "no value of the type reaches this line"),
    Reason(re.compile(r"\+ .*\bensure\(.*(?:XX\"|, None)\)$"), "the words of a broken invariant"),
    Reason(
        re.compile(r"\+ .*zip\((?:numbers|self\.values), .*[\])], (?:strict=None)?\)"),
        "the default, said or not",
    ),
    Reason(re.compile(r"\+ .*now <= opens_at"), "asked only of what came too early, or late"),
    Reason(re.compile(r"\+ .*\(code is None\) and False"), "a NewType changes nothing at run time"),
    Reason(re.compile(r"\+ .*Span\(command\.held_from, (?:None)?\)"), "no day after is asked for"),
    Reason(
        re.compile(r"\+ .*return not go_on_within\(None,"),
        "a claim's kind is none of conduct, and so is no kind at all",
    ),
    Reason(
        re.compile(r"\+ .*done\.code is None or done\.set_off"), "what is sold has one of the two"
    ),
    Reason(re.compile(r"\+ .*decode\(\"UTF-8\"\)"), "another name of the same encoding"),
    Reason(
        re.compile(r"\+ .*= cast\([^,]*, self\._timelines\[timeline\.name\]\)$"),
        "a cast does nothing at run time",
    ),
    Reason(re.compile(r"\+ .*first = last = breaks = 1$"), "set anew before anything asks for it"),
    Reason(
        re.compile(r"- +return 0\n\+ +return 1$"),
        "only what is on display has days of display",
        function="_display_days",
    ),
    Reason(
        re.compile(r"- +(?:public_notice|deemed)_days=0,\n\+ +\w+=(?:None|1),"),
        "of the two terms only the one that applies is asked",
        function="_display_days",
    ),
    Reason(
        re.compile(r"\+ .*or Claims\(debt_fen=Fen\((?:None|1)\)\)"),
        "of claims of nothing only what comes before the debt is asked",
    ),
    Reason(re.compile(r"\+ .*_NEGATED\.search\(.*at - 17\)"), "no denial is longer than 15"),
    Reason(re.compile(r"\+ .*bidders\.get\((?:done\.)?code or \"XXXX\"\)"), "no code is called so"),
    Reason(
        re.compile(r"- +is_party_notice=False,\n\+ +is_party_notice=None,"),
        "as little true as False",
    ),
    Reason(
        re.compile(r"\+ .*not 0 <= members <= _MOST_MEMBERS"), "of none and of an absurd number: 0"
    ),
    Reason(re.compile(r"\+ .*article\)?\.rpartition\(\":\"\)"), "an article's id has one colon"),
    Reason(
        re.compile(r"\+ .*Asked\(state\.court or \"(?:XXXX)?\", (?:None|asked\.now), "),
        "whose act it is asks neither the time nor the law, nor a name before the opening",
    ),
)


def main(words: Sequence[str]) -> int:
    """Try every fault, or a sample; then write the document. Return the status of the last run."""
    if words[:1] != ["report"]:
        status = _try(words)
        if status:
            print(f"mutmut ended with status {status}: {DOCUMENT.name} stays as it was")
            return status
    faults = tuple(_faults())
    if not faults:
        print("nothing was tried yet: python tools/mutate.py")
        return 2
    DOCUMENT.write_text(report(faults, samples=_samples()), encoding="utf-8")
    print(f"wrote {DOCUMENT.relative_to(ROOT)}")
    return 0


def _try(words: Sequence[str]) -> int:
    """Try what the words ask for, and again what was missed before: a test may have come since.

    Mutmut looks for changes in the program alone, so which test reaches what is worked out anew.
    """
    (MUTANTS / "mutmut-stats.json").unlink(missing_ok=True)
    before = {fault.name: fault.outcome for fault in _faults()}
    status = _mutmut("run", *([FIRST] if words else [])).returncode
    if status:
        return status
    if words:
        _forget(but={name for name, outcome in before.items() if outcome})
    wanted = set(_new_sample(words)) if words else set()
    wanted |= {name for name, outcome in before.items() if outcome in MISSED}
    names = [one.name for one in _faults() if one.name in wanted and one.outcome != "found"]
    return _mutmut("run", *names).returncode if names else 0


def _mutmut(*words: str, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """Run mutmut at low priority, with the plugin that makes generated examples the same."""
    command = ("nice", "-n", "15", sys.executable, "-m", "mutmut", *words)
    told = os.environ | {"PYTHONPATH": str(ROOT / "tools")}
    return subprocess.run(
        command, cwd=ROOT, env=told, check=False, capture_output=quiet, text=True, encoding="utf-8"
    )


def _forget(*, but: Collection[str]) -> None:
    """Count all but some as not tried: those of FIRST are in no sample."""
    for meta in MUTANTS.glob("src/**/*.meta"):
        told = json.loads(meta.read_text(encoding="utf-8"))
        codes = told["exit_code_by_key"]
        told["exit_code_by_key"] = {n: code if n in but else None for n, code in codes.items()}
        meta.write_text(json.dumps(told), encoding="utf-8")


def _new_sample(words: Sequence[str]) -> list[str]:
    """Draw what the words ask for, and remember that it was drawn."""
    sample = f"{int(words[0])} {int(words[1]) if len(words) > 1 else 1}"
    SAMPLES.write_text("\n".join(dict.fromkeys((*_samples(), sample))), encoding="utf-8")
    return draw([fault.name for fault in _faults()], sample)


def _samples() -> tuple[str, ...]:
    """Return the samples that were drawn since the first fault was tried."""
    return tuple(SAMPLES.read_text(encoding="utf-8").splitlines()) if SAMPLES.exists() else ()


def draw(names: Iterable[str], sample: str) -> list[str]:
    """Draw so many faults from all that there are; the same seed draws the same."""
    many, seed = (int(word) for word in sample.split())
    among = sorted(names)
    return random.Random(seed).sample(among, min(many, len(among)))  # noqa: S311 - no secret


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


def report(faults: Sequence[Fault], *, samples: Sequence[str]) -> str:
    """Return the document: what was measured, how, and what no test finds."""
    tried = [one for one in faults if one.outcome]
    missed = [one for one in tried if one.outcome in MISSED]
    listed = [(one, *_shown(one)) for one in missed]
    explained = sum(bool(_why(fault, change)) for fault, _, change in listed)
    found = len(tried) - len(missed)
    head = f"""# Mutation testing

What this is: one small fault after another is put into the functions of `law` and `auction`, and
the unit tests and scenario tables that reach them run against each. A fault that no test notices
is a missing test, or is no fault. Written by `python tools/mutate.py` (part of `make soak`); the
numbers are those of that run and of nothing else.

| | |
|---|---|
| run on | {datetime.now(UTC).date().isoformat()}, mutmut {version("mutmut")}{_commit()} |
| faults known | {len(faults)} |
| tried | {len(tried)} ({_drawn(faults, samples)}) |
| found by a test | {found} ({_share(found, len(tried))}) |
| missed | {len(missed)}, of which {explained} are no faults, with the reason beside them |
| share found of real faults | {_share(found, len(tried) - explained)} |

Not tried: what runs when a module is loaded (tables of articles, parameters and reasons), since a
fault is switched on later. Those tables are compared with the legal reference value by value in
`tests/unit/law`.

"""
    return head + _by_module(tried) + _by_place(listed)


def _commit() -> str:
    """Return which program was measured, or nothing where that is not known."""
    commands = (("git", "rev-parse", "--short", "HEAD"), ("git", "status", "--porcelain", "src"))
    commit, changed = (
        subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True).stdout
        for command in commands
    )
    since = ", and what was changed since" if changed else ""
    return f", on the program of commit `{commit.strip()}`{since}" if commit else ""


def _drawn(faults: Sequence[Fault], samples: Sequence[str]) -> str:
    """Return what those that were tried are: all, a sample, or neither."""
    tried = {one.name for one in faults if one.outcome}
    names = {one.name for one in faults}
    if tried == names:
        return "all of them"
    if tried != {name for sample in samples for name in draw(names, sample)}:
        return "as far as the run has come"
    shown = ", ".join(f"`python tools/mutate.py {sample}`" for sample in samples)
    return f"drawn by {shown}: how many, and the seed"


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
        why = _why(fault, change) or (
            "no test runs it" if fault.outcome == "untested" else "a missing test"
        )
        lines.append(f"\n`{place}` {fault.function}: {why}\n\n```diff\n{change}\n```\n")
    return "".join(lines)


def _why(fault: Fault, change: str) -> str:
    """Return why a change is no fault, or nothing where that is not known."""
    if is_wording(change):
        return "words alone: tests assert on codes and facts, never on prose"
    fitting = (
        one.why
        for one in REASONS
        if one.function in ("", fault.function) and one.pattern.search(change)
    )
    return next(fitting, "")


def is_wording(change: str) -> bool:
    """Say whether a change alters nothing but a text for people: its case, or marks about it."""
    lines = [[line for line in change.splitlines() if line[:1] == sign] for sign in "-+"]
    if [len(one) for one in lines] != [1, 1]:
        return False
    before, after = (_LITERAL.findall(one[0]) for one in lines)
    bare = [_LITERAL.sub("", one[0][1:]) for one in lines]
    pairs = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
    is_same = len(before) == len(after) and bare[0] == bare[1] and bool(pairs)
    return is_same and all(
        _PROSE.search(old) and old.lower() == new.removeprefix("XX").removesuffix("XX").lower()
        for old, new in pairs
    )


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
