"""Proves that the generated documents come from the registers and from the tests' own marks."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from mingpai.auction.refusals import REASONS, Code
from mingpai.law.articles import article_of
from mingpai.law.authority import Standing, Weight, weigh
from mingpai.law.register import RULES, Status
from mingpai.supervision.register import RULES as FLAGS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 5, 26)


@pytest.fixture(scope="module")
def gen_docs(tool: Callable[[str], ModuleType]) -> ModuleType:
    """Return the generator, loaded from its place."""
    return tool("gen_docs")


def test_marks_are_found_in_text(gen_docs: ModuleType, tmp_path: Path) -> None:
    """A mark on a test, a class or a whole module counts; other marks and loose calls do not."""
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_a.py").write_text(
        "import pytest\n"
        "pytestmark = [pytest.mark.slow, pytest.mark.rule('K03')]\n"
        "@pytest.mark.rule('K01', 'K02')\n"
        "@pytest.mark.slow\n"
        "def test_x(): pytest.mark.rule('K09')\n"
        "@pytest.mark.rule('K02')\n"
        "class TestY: ...\n"
    )
    (tests / "test_b.py").write_text("pytestmark = pytest.mark.rule('K03')\nother = 1\n")
    assert gen_docs.proofs(tests) == {
        "K01": [("tests/test_a.py", "test_x")],
        "K02": [("tests/test_a.py", "test_x"), ("tests/test_a.py", "TestY")],
        "K03": [("tests/test_a.py", "*"), ("tests/test_b.py", "*")],
    }


def test_scenarios_prove_what_they_say(gen_docs: ModuleType, tmp_path: Path) -> None:
    """A scenario is one proof of each rule that its head names."""
    folder = tmp_path / "tests" / "scenario"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("标题\nTitle\nRules: K16 K25\nLot: Rules: K99\n")
    (folder / "b.txt").write_text("标题\nTitle\n规则：K25\n")
    first, second = (("tests/scenario/a.txt", "*"), ("tests/scenario/b.txt", "*"))
    assert gen_docs.proofs(tmp_path / "tests") == {"K16": [first], "K25": [first, second]}


def test_the_program_is_told_how_many_tests_there_are(gen_docs: ModuleType, tmp_path: Path) -> None:
    """Each rule of law and each flag stands in the generated table, with 0 where no test is."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text(
        "@pytest.mark.rule('K16', 'self_outbid')\ndef test_x(): ...\n"
        "@pytest.mark.rule('K16')\ndef test_y(): ...\n"
    )
    written = gen_docs.documents(tmp_path)[tmp_path / "src" / "mingpai" / "law" / "proofs.py"]
    found: dict[str, object] = {}
    exec(written, found)
    tests = found["TESTS"]
    assert isinstance(tests, dict)
    assert (tests["K16"], tests["K01"], tests["self_outbid"]) == (2, 0, 1)
    assert len(tests) == len(RULES) + len(FLAGS)


def test_a_mark_for_no_rule_is_an_error(gen_docs: ModuleType, tmp_path: Path) -> None:
    """A test marked as proof of a rule that does not exist stops the generation."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text("@pytest.mark.rule('K99')\ndef test_x(): ...\n")
    with pytest.raises(LookupError, match="K99"):
        gen_docs.documents(tmp_path)


def test_the_same_registers_give_the_same_bytes(gen_docs: ModuleType) -> None:
    """Two runs write the same documents, every line of them without trailing blanks."""
    first = gen_docs.documents()
    assert first == gen_docs.documents()
    for text in first.values():
        assert all(line == line.rstrip() for line in text.split("\n"))


def test_a_changed_file_is_stale(gen_docs: ModuleType, tmp_path: Path) -> None:
    """A document that is missing or differs by one byte is stale."""
    path = tmp_path / "law.md"
    assert not gen_docs.is_fresh(path, "text\n")
    path.write_text("text\n")
    assert gen_docs.is_fresh(path, "text\n")
    path.write_text("text \n")
    assert not gen_docs.is_fresh(path, "text\n")


def test_a_wrong_argument_is_told(gen_docs: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """An argument that is not known ends with status 2 and the usage."""
    assert gen_docs.main(["--chekc"]) == 2
    assert "usage" in capsys.readouterr().err


def test_every_rule_carried_out_has_a_test(gen_docs: ModuleType) -> None:
    """No rule is called carried out that no test proves."""
    proven = gen_docs.proofs(ROOT / "tests")
    for rule in RULES:
        if rule.status is Status.GUARD:
            assert proven.get(rule.id), rule.id


@pytest.mark.parametrize("code", Code)
def test_every_refusal_rests_on_what_may_refuse(code: Code) -> None:
    """Each refusal cites an article in force that may refuse; of one not read, it says so."""
    reason = REASONS[code]
    standing = Standing.REPEATED if reason.by_notice else Standing.SILENT
    weight = weigh(article_of(reason.article), on=DAY, standing=standing)
    told = "{verified}" in reason.zh and "{verified}" in reason.en
    assert weight is (Weight.REFUSES_UNVERIFIED if told and reason.by_notice else Weight.REFUSES)
