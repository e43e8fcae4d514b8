"""The report on mutation testing: what counts as found, and a share that never claims more."""

import json
import subprocess
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture(scope="module")
def mutate(tool: Callable[[str], ModuleType]) -> ModuleType:
    """Return tools/mutate.py."""
    return tool("mutate")


def test_a_fault_is_found_where_a_test_fails_or_never_ends(mutate: ModuleType) -> None:
    """A failed test and one that runs for ever notice a fault; one that passes misses it."""
    outcomes = {
        code: mutate.Fault("a.b.x_f__mutmut_1", "a.b", "f", code).outcome
        for code in (None, 0, 1, 3, -24, 33)
    }
    assert outcomes == {None: "", 0: "missed", 1: "found", 3: "found", -24: "found", 33: "untested"}


def some_faults(mutate: ModuleType, *codes: int | None) -> list[Any]:
    """Return faults of one function, of which mutmut says this."""
    return [
        mutate.Fault(f"a.b.x_f__mutmut_{number}", "a.b", "f", code)
        for number, code in enumerate(codes)
    ]


def test_what_was_not_tried_is_in_no_share(
    mutate: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The share is of what was tried, rounded down; what was missed is listed with its place."""
    faults = some_faults(mutate, 1, 1, 0, None)
    monkeypatch.setattr(mutate, "_shown", lambda _: ("src/a/b.py:7", "-    a < b\n+    a <= b"))
    text = mutate.report(faults, samples=())
    assert "| faults known | 4 |" in text
    assert "| found by a test | 2 (66.6 %) |" in text
    assert "| tried | 3 (as far as the run has come) |" in text
    assert "| tried | 3 (all of them) |" in mutate.report(faults[:3], samples=("2 7",))
    assert "`src/a/b.py:7` f: a missing test" in text
    assert "| share found of real faults | 66.6 % |" in text
    monkeypatch.setattr(mutate, "_shown", lambda _: ("src/a/b.py:7", "+    assert_never(None)"))
    explained = mutate.report(faults, samples=())
    assert "| missed | 1, of which 1 are no faults, with the reason beside them |" in explained
    assert "| share found of real faults | 100.0 % |" in explained


def test_a_sample_is_named_by_its_seed(mutate: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Samples are named only where they, and nothing else, were tried to their end."""
    monkeypatch.setattr(mutate, "_shown", lambda _: ("src/a/b.py:7", ""))
    names = [one.name for one in some_faults(mutate, *[None] * 20)]
    samples = ("3 7", "4 8")
    drawn = {name for sample in samples for name in mutate.draw(names, sample)}
    assert mutate.draw(names, "3 7") == mutate.draw(reversed(names), "3 7")
    faults = some_faults(mutate, *(1 if name in drawn else None for name in names))
    told = "drawn by `python tools/mutate.py 3 7`, `python tools/mutate.py 4 8`"
    assert f"| tried | {len(drawn)} ({told}: how many, and the seed) |" in mutate.report(
        faults, samples=samples
    )
    assert "as far as the run has come" in mutate.report(faults, samples=samples[:1])


@pytest.fixture
def tried(
    mutate: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., list[tuple[str, ...]]]:
    """Return what runs mutmut's stand-in, and tells which faults it was asked to try."""

    def run(
        *words: str, codes: dict[str, int | None], comes: int = 1, status: int = 0
    ) -> list[tuple[str, ...]]:
        meta = tmp_path / "mutants" / "src" / "a.py.meta"
        meta.parent.mkdir(parents=True, exist_ok=True)
        meta.write_text(json.dumps({"exit_code_by_key": codes}), encoding="utf-8")
        asked: list[tuple[str, ...]] = []

        def stand_in(_: str, *names: str) -> subprocess.CompletedProcess[str]:
            asked.append(names)
            told = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
            for name, code in told.items():
                if name in names or (code is None and not names) or fnmatch(name, "".join(names)):
                    told[name] = comes
            meta.write_text(json.dumps({"exit_code_by_key": told}), encoding="utf-8")
            return subprocess.CompletedProcess(names, status)

        monkeypatch.setattr(mutate, "_mutmut", stand_in)
        monkeypatch.setattr(mutate, "_shown", lambda _: ("src/a.py:7", ""))
        monkeypatch.setattr(mutate, "ROOT", tmp_path)
        monkeypatch.setattr(mutate, "MUTANTS", tmp_path / "mutants")
        monkeypatch.setattr(mutate, "SAMPLES", tmp_path / "mutants" / "samples.txt")
        monkeypatch.setattr(mutate, "DOCUMENT", tmp_path / "mutation.md")
        monkeypatch.setattr(mutate, "FIRST", "a.x_first*")
        assert mutate.main(words) == status
        codes.update(json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"])
        return asked

    return run


def test_what_was_missed_is_tried_again(
    tried: Callable[..., list[tuple[str, ...]]], tmp_path: Path
) -> None:
    """A sample tries its own and what was missed before it; what was found stays found."""
    codes: dict[str, int | None] = dict.fromkeys(f"a.x_f__mutmut_{number}" for number in range(9))
    codes |= {"a.x_first__mutmut_1": None, "a.x_g__mutmut_1": 0, "a.x_h__mutmut_1": 1}
    first, names = tried("2", "7", codes=codes)
    assert first == ("a.x_first*",)
    assert "a.x_g__mutmut_1" in names
    assert "a.x_h__mutmut_1" not in names
    assert [name for name, code in codes.items() if code is not None] == [
        *(name for name in names if "_f_" in name),
        *("a.x_first__mutmut_1" for name in names if "first" in name),
        "a.x_g__mutmut_1",
        "a.x_h__mutmut_1",
    ]
    assert (tmp_path / "mutation.md").read_text(encoding="utf-8").startswith("# Mutation testing")


def test_a_whole_run_tries_what_is_left_and_what_was_missed(
    tried: Callable[..., list[tuple[str, ...]]], tmp_path: Path
) -> None:
    """Its document says that all were tried, whatever samples came before."""
    codes = {"a.x_f__mutmut_1": None, "a.x_g__mutmut_1": 0, "a.x_h__mutmut_1": 1}
    assert tried(codes=codes) == [(), ("a.x_g__mutmut_1",)]
    text = (tmp_path / "mutation.md").read_text(encoding="utf-8")
    assert "| tried | 3 (all of them) |" in text
    assert "(100.0 %)" in text


def test_a_run_that_fails_writes_nothing(
    tried: Callable[..., list[tuple[str, ...]]], tmp_path: Path
) -> None:
    """Its status is told, and the document stays as it was."""
    tried(codes={"a.x_g__mutmut_1": 0}, status=1)
    assert not (tmp_path / "mutation.md").exists()


def test_words_alone_are_no_fault(mutate: ModuleType) -> None:
    """A text in other letters is no fault; a name, a number or an article is one."""
    assert mutate.is_wording('-    en="The court decides."\n+    en="XXThe court decides.XX"')
    assert mutate.is_wording('-    zh="法院决定"\n+    zh="XX法院决定XX"')
    assert not mutate.is_wording('-    article("28.3")\n+    article("XX28.3XX")')
    assert not mutate.is_wording("-    a < b\n+    a <= b")
    assert not mutate.is_wording('-    found or done.get("")\n+    found or done.get("XXXX")')
    assert not mutate.is_wording('-    a in b, c("en")\n+    a in b, c("XXenXX")')
    assert not mutate.is_wording('-    "不" in read and\n+    "XX不XX" in read and')
    assert not mutate.is_wording('-    en="The court decides."\n+    en=None')
