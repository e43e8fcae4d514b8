"""Claims about the form of a refusal on public record."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mingpai.auction import record
from mingpai.auction.events import CommandRefused
from mingpai.auction.model import RoundKind
from mingpai.auction.preparation import term_guards
from mingpai.auction.refusals import REASONS, Code
from mingpai.audit.forms_refused import (
    EXACT,
    SEALED_CODES,
    SEALED_COMMANDS,
    fact_form,
    facts_of,
    is_plain,
    refusal_faults,
)
from mingpai.kernel.ids import ArticleId
from mingpai.law.articles import ARTICLES
from mingpai.law.content import Item, SpecialWarning, article_of_item, article_of_warning

ROOT = Path(__file__).parents[3]
A_BID = CommandRefused(
    "PlaceBid",
    "A0002",
    "bid_below_step",
    ArticleId("FS2016-18:20.1"),
    (("least_fen", 7_050_000), ("price_fen", 7_049_999)),
)
OF_A_COURT = CommandRefused(
    "AnnounceRound",
    "court/x",
    "notice_too_short",
    ArticleId("FS2016-18:26.1"),
    (("days", 3), ("earliest", "2026-05-20"), ("least_days", 15), ("verified", True)),
)


def codes(event: CommandRefused, *, actor: str | None = None) -> list[str]:
    """Return the faults of a refusal, asked for by whoever it names."""
    who = event.by if actor is None else actor
    found = [code.value for code, _ in refusal_faults(event, actor=who)]
    assert not (found and is_plain(event, actor=who))  # the short way never lets a fault through
    return found


def test_a_refusal_of_ours_has_its_form() -> None:
    """A bid refused by its article with its figures, and a court's notice, are right."""
    assert codes(A_BID) == []
    assert codes(OF_A_COURT) == []
    assert is_plain(A_BID, actor="A0002")
    assert not is_plain(OF_A_COURT, actor="court/x")  # it goes the long way


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"code": "because_i_say_so"}, ["reason_unknown"]),
        ({"code": "张三 13800000000"}, ["reason_unknown"]),
        ({"article": "FOO:1"}, ["article_wrong"]),
        ({"article": "FS2016-18:34"}, ["article_wrong"]),
        ({"command": "Foo"}, ["form_wrong"]),
        ({"command": "QualifyBidder"}, ["form_wrong"]),
        ({"command": "CloseRound"}, ["form_wrong"]),
        ({"command": "AnnounceRound"}, ["form_wrong"]),
        ({"by": "court/x"}, ["form_wrong"]),
        ({"by": "clockwork"}, ["form_wrong"]),
        ({"code": "code_barred", "article": "FS2016-18:34", "facts": ()}, ["form_wrong"]),
        ({"facts": (("name", "张三"),)}, ["form_wrong"]),
        ({"facts": (("price_fen", "张三"),)}, ["form_wrong"]),
        ({"facts": (("price_fen", -1),)}, ["form_wrong"]),
        ({"facts": (("price_fen", True),)}, ["form_wrong"]),
        ({"facts": (("price_fen", 2), ("least_fen", 1))}, ["form_wrong"]),
        ({"facts": (("price_fen", 2), ("price_fen", 1))}, ["form_wrong"]),
        ({"facts": (("late_by_ms", 1),)}, ["form_wrong"]),
    ],
)
def test_a_refusal_has_no_room_for_a_sentence(changes: dict[str, Any], wrong: list[str]) -> None:
    """Codes are known, the article is the code's, the figures are those of the code, in order."""
    assert codes(msgspec.structs.replace(A_BID, **changes)) == wrong


def test_a_refusal_names_who_was_refused() -> None:
    """It is told to whoever asked, and to nobody else."""
    assert codes(A_BID, actor="A0003") == ["form_wrong"]
    assert not is_plain(A_BID, actor="A0003")


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("article", ["FS2016-18:20.1"], ["FOO:1", 1]),
        ("at", ["2026-05-26T10:00:00+08:00"], ["2026-05-26", "noon", 1]),
        ("day", ["1950-01-01", "2026-05-26T02:00:00+00:00"], ["2026-02-30", "20260501", "x", 1]),
        ("until", ["", "2026-05-26"], ["none", "soon"]),
        ("last", ["", "none", "sale", "2026-05-26"], ["张三"]),
        ("days", [3, -3, 0], [True, "3", 2**53, None]),
        ("price_fen", [0, 2**53 - 1], [-1, True, "1", 2**53]),
        ("verified", [True, False], [1, "yes"]),
        ("matters", ["start_price", "step,deposit"], ["", "start_price,张三", 1]),
        ("platform", ["platform/unlisted"], ["某平台", None]),
        ("platform_list", ["sandbox-of-national/2019"], ["national", "张三/2019", 1]),
        ("token", ["0000000000000000000001"], ["张三"]),
        ("kind", ["auction_1", "stay", "conduct"], ["张三", 1]),
    ],
)
def test_facts_are_figures_days_ids_and_choices(
    name: str, right: list[Any], wrong: list[Any]
) -> None:
    """Each fact has a form by its name; no form lets a text of somebody's own through."""
    holds = fact_form(name)
    assert holds is not None
    assert [value for value in right if not holds(value)] == []
    assert [value for value in wrong if holds(value)] == []


def test_every_fact_of_every_code_has_a_form() -> None:
    """No text of a refusal names a fact of which nobody said what may stand there."""
    names = {name for code in REASONS for name in facts_of(code)}
    assert sorted(name for name in names if fact_form(name) is None) == []
    assert fact_form("name") is None


def _given(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield code and name of each fact that some decision gives a refusal outright."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "refused" and node.args:
            members = (one for one in ast.walk(node.args[0]) if isinstance(one, ast.Attribute))
            codes = [one.attr for one in members if ast.unparse(one.value) == "Code"]
            names = [one.arg for one in node.keywords if one.arg]
            yield from ((code, name) for code in codes for name in names)


def test_every_fact_that_is_given_is_known() -> None:
    """Whatever a decision puts into a refusal is in the closed list of its code."""
    paths = (ROOT / "src/mingpai/auction").rglob("*.py")
    given = {one for path in paths for one in _given(ast.parse(path.read_text(encoding="utf-8")))}
    assert len(given) > 100
    assert sorted((code, name) for code, name in given if name not in facts_of(Code[code])) == []


def test_what_is_sealed_is_what_the_core_seals() -> None:
    """The two programs agree on which refusals never stand in a public leaf."""
    assert {one.__name__ for one in record._ABOUT_A_PERSON} == SEALED_COMMANDS
    assert {str(one) for one in SEALED_CODES} == set(record._SAYS_A_BAR)


def test_exact_articles_are_those_of_the_guards() -> None:
    """Every article by which a guard refuses more exactly is known, and allowed for its code."""
    allowed: Mapping[Code, set[str]] = {
        code: {REASONS[code].article, *articles} for code, articles in EXACT.items()
    }
    assert all(one in ARTICLES for articles in allowed.values() for one in articles)
    assert {article_of_item(one) for one in Item} <= allowed[Code.ITEMS_MISSING]
    assert {article_of_warning(one) for one in SpecialWarning} <= allowed[Code.WARNINGS_MISSING]
    notices = {term_guards._NOTICE_ARTICLES[one] for one in RoundKind if one is not RoundKind.RERUN}
    assert notices <= allowed[Code.NOTICE_TOO_SHORT]
    assert {"FS2014-13:12", "FS2021-20:12"} <= allowed[Code.BASIS_NOT_ALLOWED]
    used = {
        ast.unparse(node.args[1].args[0])
        for path in (ROOT / "src/mingpai/auction").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "by_article"
        and isinstance(node.args[1], ast.Call)
    }
    assert used <= {f"Code.{code.name}" for code in EXACT}
