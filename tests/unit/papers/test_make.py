"""Any state that allows a paper gives one without a blank; no state gives one that it must not.

The oracle here says in its own plain way which state allows which paper.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mingpai.auction.asked import Asked, Setting
from mingpai.auction.model import Disposal, Phase, RoundKind, StepRule
from mingpai.auction.papers import PaperKind
from mingpai.auction.preparation.model import PriceBasis, Role, Trait
from mingpai.auction.settlement.model import Forfeit
from mingpai.auction.stops.model import Stop, StopGround, StopKind
from mingpai.exchange import paperwork
from mingpai.kernel.ids import BiddingCode, LotToken, OfficeId
from mingpai.kernel.money import Fen
from mingpai.law.platforms import NATIONAL
from mingpai.law.wording import doubts_in
from mingpai.papers.basis import Basis, TimesMissing
from mingpai.papers.draft import as_drafted, resumes
from mingpai.papers.filled import Filled, read_filled
from mingpai.papers.html import print_html
from mingpai.papers.make import NotAllowed, make
from mingpai.papers.particulars import Incomplete, Particulars
from mingpai.papers.proof import NoticeTexts, Unpublishable

_EMPTY_CELL = re.compile(r"<(td|th[^>]*|p|h1|h2|title)>\s*</")
_NOTHING = re.compile(r"_{2,}|\bNone\b|\bnull\b|\{\{|\}\}|Fen\(|datetime")
GUIDE = Path(__file__).parents[3] / "docs" / "papers.md"
_EXAMPLE = re.compile(r"^```toml\n# ([a-z_ ]+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FEN = st.integers(0, 2**53 - 1).map(Fen)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def stops(draw: st.DrawFn, since: Any) -> Stop:
    """Draw a stop of any kind, on any ground."""
    return Stop(
        kind=draw(st.sampled_from(StopKind)),
        ground=draw(st.sampled_from(StopGround)),
        since=since,
        reason="A" * 43,
        left=draw(st.sampled_from([None, timedelta(hours=3)])),
        until=draw(st.none() | DAYS),
        cause_ended_on=draw(st.none() | DAYS),
    )


@st.composite
def disposals(draw: st.DrawFn, published: Disposal) -> Disposal:
    """Draw a disposal with any last round and anything settled, likely or not."""
    first = published.rounds[0]
    kind, phase = draw(st.sampled_from(RoundKind)), draw(st.sampled_from(Phase))
    terms = replace(
        first.terms,
        kind=kind,
        of=draw(st.sampled_from(RoundKind)) if kind is RoundKind.RERUN else None,
        run=draw(st.sampled_from([None, timedelta(hours=24)])),
        start_price_fen=draw(FEN),
        reference_price_fen=draw(FEN),
        deposit_fen=draw(FEN),
        step_fen=draw(FEN),
        balance_days=draw(st.integers(0, 90)),
        basis=draw(st.sampled_from(PriceBasis)),
        step_rule=draw(st.sampled_from(StepRule)),
    )
    last = replace(
        first,
        terms=terms,
        phase=phase,
        book=replace(first.book, leader=BiddingCode("A0001"), price_fen=draw(FEN)),
        closed_at=draw(st.sampled_from([None, first.book.closes_at])),
        stop=draw(stops(terms.opens_at)) if phase is Phase.STOPPED else None,
    )
    lost = Forfeit(draw(st.integers(1, 2)), draw(FEN), draw(FEN), draw(st.booleans()), draw(DAYS))
    done = replace(
        published.file.settlement,
        code=draw(st.sampled_from([None, BiddingCode("A0001")])),
        buyer=LotToken("bidder".rjust(22, "0")),
        price_fen=draw(FEN),
        deposit_fen=draw(FEN),
        paid_fen=draw(FEN),
        covered_on=draw(st.none() | DAYS),
        paid_on=draw(st.none() | DAYS),
        balance_due_on=draw(st.none() | DAYS),
        defaulted_on=draw(DAYS) if phase is Phase.DEFAULTED else None,
        forfeits=(lost,) if draw(st.booleans()) else (),
        owed_back={"1/A0001": draw(FEN)},
    )
    filed = replace(
        published.file.preparation,
        traits=draw(st.sampled_from([(), (Trait.PURCHASE_RESTRICTED,)])),
        persons={"t": draw(st.sampled_from(Role))},
    )
    return replace(
        published,
        rounds=draw(st.sampled_from([(), (last,)])),
        priorities=draw(st.sampled_from([{}, {"t": 1}])),
        file=replace(published.file, preparation=filed, settlement=done),
    )


def allowed(kind: PaperKind, state: Disposal) -> bool:
    """Say in plain words whether a drawn state allows a paper."""
    if not state.rounds:
        return False
    last, done = state.rounds[0], state.file.settlement
    has_no_result = last.phase in (Phase.PUBLISHED, Phase.STOPPED)
    own = {
        PaperKind.NOTICE: ("auction_1", "auction_2"),
        PaperKind.SALE_NOTICE: ("sale",),
        PaperKind.RERUN_NOTICE: ("rerun",),
    }
    if kind in own:
        return has_no_result and last.terms.kind.value in own[kind]
    if kind in (PaperKind.SPECIAL_WARNINGS, PaperKind.INSTRUCTIONS):
        return has_no_result
    if kind is PaperKind.PRIORITY_NOTICE:
        has_right = {"co_owner", "tenant", "shareholder", "priority_buyer"}
        is_somebody = state.file.preparation.persons["t"].value in has_right
        return has_no_result and (is_somebody or bool(state.priorities))
    if kind in (PaperKind.STOP_ANNOUNCEMENT, PaperKind.RESUMPTION):
        return last.phase is Phase.STOPPED
    if kind is PaperKind.DEFAULT_DECISION:
        return last.phase is Phase.DEFAULTED and [one.round for one in done.forfeits] == [1]
    is_sold = last.phase is Phase.CLOSED_SOLD
    if kind is PaperKind.CONFIRMATION:
        return is_sold
    return is_sold and done.code is not None and done.covered_on is None


@settings(max_examples=150, deadline=None)
@given(data=st.data(), kind=st.sampled_from(PaperKind))
def test_every_allowed_paper_is_whole_and_no_other_is_made(
    data: st.DataObject, kind: PaperKind, bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """A state that allows a paper gives one without a blank; any other gives none."""
    texts = NoticeTexts(paperwork.ITEMS, paperwork.WARNINGS, paperwork.FURTHER)
    drawn = data.draw(disposals(bases[PaperKind.NOTICE].state))
    basis = replace(bases[kind], state=drawn, texts=texts)
    if not allowed(kind, basis.state):
        with pytest.raises(NotAllowed):
            make(kind, basis, key=key)
        return
    paper = make(kind, basis, key=key)
    page = print_html(paper).decode()
    assert not _EMPTY_CELL.search(page)
    body = page[page.index("<main>") : page.index("<footer>")]
    assert not _NOTHING.search(body)
    assert paper.nonce


@pytest.mark.parametrize("kind", PaperKind)
def test_no_paper_says_what_the_law_doubts(
    kind: PaperKind, bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """The papers' own words raise no doubt of the kind that notices are searched for."""
    paper = make(kind, bases[kind], key=key)
    assert [doubt for text in paper.texts() for doubt in doubts_in(text)] == []


@pytest.mark.parametrize("kind", PaperKind)
def test_what_is_missing_is_told_before_anything_is_made(
    kind: PaperKind, bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """Without particulars no paper is made, whatever its kind."""
    with pytest.raises(Incomplete):
        make(kind, replace(bases[kind], given=Particulars()), key=key)


def test_a_notice_without_texts_and_a_resumption_without_times_are_not_made(
    bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """What no particular and no state can say must be given as well."""
    notice, resumption = bases[PaperKind.NOTICE], bases[PaperKind.RESUMPTION]
    with pytest.raises(Unpublishable):
        make(PaperKind.NOTICE, replace(notice, texts=NoticeTexts({}, {})), key=key)
    with pytest.raises(TimesMissing):
        make(PaperKind.RESUMPTION, replace(resumption, resumes=None), key=key)


def test_why_a_paper_is_not_allowed_is_told_in_both_languages(
    bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """The reason is the engine's own, with its words."""
    with pytest.raises(
        NotAllowed, match=r"成交确认书 confirmation: .*没有成交.*not sold"
    ) as caught:
        make(PaperKind.CONFIRMATION, bases[PaperKind.NOTICE], key=key)
    assert caught.value.refused.code == "not_sold"


def test_a_round_before_the_law_has_no_paper(
    bases: Mapping[PaperKind, Basis], key: bytes, changed_round: Any
) -> None:
    """Where the law had no value in force, a paper does not make one up."""
    basis = bases[PaperKind.NOTICE]
    state = changed_round(basis.state, announced_on=date(2016, 12, 31))
    with pytest.raises(NotAllowed) as caught:
        make(PaperKind.NOTICE, replace(basis, state=state), key=key)
    assert caught.value.refused.code == "no_law_in_force"


def _examples() -> Mapping[PaperKind, Filled]:
    """Return the file that docs/papers.md shows for each kind, as it is read."""
    return {
        PaperKind(kind): read_filled(text.encode())
        for kinds, text in _EXAMPLE.findall(GUIDE.read_text(encoding="utf-8"))
        for kind in kinds.split()
    }


@pytest.mark.parametrize("kind", PaperKind)
def test_what_the_guide_shows_makes_its_paper(
    kind: PaperKind, bases: Mapping[PaperKind, Basis], key: bytes
) -> None:
    """Each kind has an example in docs/papers.md, and it is complete."""
    filled = _examples()[kind]
    basis = replace(
        bases[kind],
        given=filled.particulars,
        texts=filled.texts,
        resumes=resumes(filled.draft),
    )
    assert filled.particulars.court in tuple(make(kind, basis, key=key).texts())


DRAFTED = [
    (PaperKind.NOTICE, datetime(2026, 4, 20, 2, 0, tzinfo=UTC)),
    (PaperKind.RESUMPTION, datetime(2026, 5, 29, 2, 0, tzinfo=UTC)),
    (PaperKind.DEFAULT_DECISION, datetime(2026, 6, 6, 2, 0, tzinfo=UTC)),
]
"""A paper that can be drafted, and when it is."""


@pytest.mark.parametrize(("kind", "at"), DRAFTED)
def test_the_engine_takes_what_the_guide_drafts(
    kind: PaperKind, at: datetime, bases: Mapping[PaperKind, Basis], played: Any
) -> None:
    """What the examples are about to do is lawful on its day."""
    before = {
        PaperKind.NOTICE: played().prepared().state,
        PaperKind.RESUMPTION: bases[PaperKind.RESUMPTION].state,
        PaperKind.DEFAULT_DECISION: played().sold().state,
    }
    asked = Asked(OfficeId("court/sh-xuhui"), at, Setting(NATIONAL))
    assert isinstance(as_drafted(kind, before[kind], _examples()[kind], asked), Disposal)
