"""Proves that the generated documents come from the registers and from the tests' own marks."""

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from mingpai.auction.refusals import REASONS, Code
from mingpai.law.articles import article_of
from mingpai.law.authority import Weight, weigh
from mingpai.law.register import RULES, Status

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 5, 26)


@pytest.fixture(scope="module")
def gen_docs() -> ModuleType:
    """Return the generator, loaded from its file."""
    spec = importlib.util.spec_from_file_location("gen_docs", ROOT / "tools" / "gen_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    """Each refusal cites an article that is described, in force, verified and may refuse."""
    assert weigh(article_of(REASONS[code].article), on=DAY) is Weight.REFUSES
