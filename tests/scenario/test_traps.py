"""The twenty things that builders get wrong (legal reference, section 9): each has its proof.

A trap is a table whose name begins with its number, or a test whose name does. Where no other
file is its place, it stands here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mingpai.auction.codes import Code
from mingpai.auction.events import KINDS, BidderQualified, PriorityConfirmed, RoundSold
from mingpai.auction.preparation.events import PersonNamed
from mingpai.auction.refusals import REASONS
from mingpai.kernel.canon import canonical_struct
from mingpai.kernel.event import Event, Visibility
from mingpai.kernel.ids import ArticleId
from mingpai.law.articles import ARTICLES, article_of
from mingpai.law.authority import Rank
from mingpai.law.parameters import (
    NETWORK_LOG_MONTHS,
    RETENTION_YEARS,
    SHARE_RECORD_YEARS,
)

FOLDER = Path(__file__).parent
TESTS = FOLDER.parent
TRAPS = 20
_TEST = re.compile(r"def test_trap_0?([0-9]+)_")
_TABLE = re.compile(r"trap_0?([0-9]+)_")
_PUBLIC = {kind.body for kind in KINDS if kind.visibility is Visibility.PUBLIC}
ARTICLES_SINCE_2020 = 33
"""So many has 法释〔2004〕16号 in its text of 2020; that of 2004 counted on to 36."""


def test_every_trap_has_its_proof() -> None:
    """Each of the twenty is proven by a table or a test that is named for it."""
    tables = (_TABLE.match(table.name) for table in FOLDER.rglob("*.txt"))
    named = {int(found[1]) for found in tables if found}
    for file in (*TESTS.joinpath("unit").rglob("test_*.py"), Path(__file__)):
        named |= {int(number) for number in _TEST.findall(file.read_text(encoding="utf-8"))}
    assert set(range(1, TRAPS + 1)) <= named, set(range(1, TRAPS + 1)) - named


# Article numbers ------------------------------------------------------------------------------


NUMBERS: Mapping[Code, str] = {
    Code.NO_SURPLUS: "FS2004-16:6",
    Code.SET_OFF_NOT_ASKED: "FS2004-16:16",
    Code.WITHDRAWAL_TOO_LATE: "FS2004-16:17",
    Code.BALANCE_NOT_PAID: "FS2004-16:20",
    Code.REVIEW_TOO_LATE: "CPL-2023:236",
    Code.SUIT_TOO_LATE: "CPL-2023:238",
    Code.SEIZURE_LAPSED: "CPLI-2022:485",
}
"""By which article each refuses, in the numbers of today: 9, 19, 20, 23, 225, 227 once."""


@pytest.mark.parametrize("code", NUMBERS)
def test_trap_09_articles_have_the_numbers_of_today(code: Code) -> None:
    """A refusal cites the text in force, whose articles were counted anew since."""
    assert REASONS[code].article == NUMBERS[code]


def test_trap_09_no_article_of_an_older_count_is_cited() -> None:
    """No citation reaches beyond the last article of a text that was counted anew."""
    numbers = [
        int(article.partition(":")[2].partition(".")[0])
        for article in ARTICLES
        if article.startswith("FS2004-16:")
    ]
    assert numbers
    assert max(numbers) <= ARTICLES_SINCE_2020
    assert not {"CPL-2023:225", "CPL-2023:227"} & set(ARTICLES)
    assert article_of(ArticleId("FS2004-16:6")).in_force_from == date(2021, 1, 1)


# Who is told of, and who is not ---------------------------------------------------------------


def _losers(events: Sequence[Event]) -> Iterator[str]:
    """Yield the tokens of all who held a code and won nothing, and of who bid with them."""
    winners = {event.code for event in events if isinstance(event, RoundSold)}
    for event in events:
        if isinstance(event, BidderQualified) and event.code not in winners:
            yield event.token
            yield from event.joint
            if event.agent is not None:
                yield event.agent


def _on_file(events: Sequence[Event]) -> set[str]:
    """Return who stands on file for another reason than that he bid."""
    return {one.token for one in events if isinstance(one, PersonNamed | PriorityConfirmed)}


def test_trap_15_losing_bidders_are_never_told_of(courses: Mapping[str, Sequence[Any]]) -> None:
    """In no table does a public entry hold the token of somebody who bid and did not win."""
    looked_at = 0
    for name, steps in courses.items():
        events = [event for step in steps for event in step.events]
        secret = set(_losers(events)) - _on_file(events)
        looked_at += len(secret)
        public = [canonical_struct(one).decode() for one in events if type(one) in _PUBLIC]
        told = {token for token in secret for body in public if token in body}
        assert not told, f"{name}: {told}"
    assert looked_at


# How long it is kept --------------------------------------------------------------------------


def test_trap_16_ten_years_beat_every_shorter_term() -> None:
    """Data of an auction are kept for ten years, longer than records of sharing or network logs."""
    today = date(2026, 6, 1)
    auction = RETENTION_YEARS.on(today)
    assert (auction.value, auction.article) == (10, "FS2016-18:29")
    assert auction.value > SHARE_RECORD_YEARS.on(today).value
    assert auction.value * 12 > NETWORK_LOG_MONTHS.on(today).value


def test_trap_16_once_the_purpose_is_met_data_are_stored_and_no_more() -> None:
    """What personal-information law asks meanwhile is known beside the ten years, as statute."""
    article = article_of(ArticleId("PIPL:47"))
    assert article.rank is Rank.STATUTE
    assert "stored and no more" in article.summary_en
