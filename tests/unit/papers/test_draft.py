"""A disposal as it would stand: what the engine would refuse has no paper."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.asked import Asked, Setting
from mingpai.auction.model import Disposal, Phase, RoundKind
from mingpai.auction.papers import PaperKind
from mingpai.auction.preparation.model import Possession, Trait
from mingpai.exchange import paperwork
from mingpai.kernel.ids import OfficeId
from mingpai.kernel.outcome import Refused
from mingpai.law.content import Item
from mingpai.law.parameters import SALE_PREPAY_SHARE
from mingpai.law.platforms import NATIONAL
from mingpai.papers.announcing import notice
from mingpai.papers.basis import Basis, TimesMissing
from mingpai.papers.draft import as_drafted, resumes
from mingpai.papers.filled import Draft, Filled
from mingpai.papers.proof import NoticeTexts, Unpublishable

COURT = OfficeId("court/sh-xuhui")
NOTICE = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=24)
DRAFT = Draft(opens_at=OPENS, closes_at=CLOSES, possession=Possession.DEBTOR, balance_days=10)


@pytest.fixture
def filled(bases: Mapping[PaperKind, Basis]) -> Filled:
    """Return a file with all that a first notice needs."""
    basis = bases[PaperKind.NOTICE]
    return Filled(basis.given, basis.texts, DRAFT)


def _asked(at: datetime = NOTICE) -> Asked:
    return Asked(COURT, at, Setting(NATIONAL))


def _drafted(kind: PaperKind, state: Disposal, filled: Filled, at: datetime = NOTICE) -> Disposal:
    found = as_drafted(kind, state, filled, _asked(at))
    assert isinstance(found, Disposal), found
    return found


def test_a_drafted_notice_is_the_one_that_is_recorded_later(
    filled: Filled, played: Any, bases: Mapping[PaperKind, Basis]
) -> None:
    """The paper of a draft and the paper of the record are the same paper."""
    before = played().prepared().state
    drafted = _drafted(PaperKind.NOTICE, before, filled)
    basis = bases[PaperKind.NOTICE]
    recorded = played().published().state
    assert notice(replace(basis, state=drafted), PaperKind.NOTICE) == notice(
        replace(basis, state=recorded), PaperKind.NOTICE
    )
    assert _drafted(PaperKind.NOTICE, recorded, filled) is recorded
    assert before.rounds == ()


@pytest.mark.rule("K07")
def test_what_the_engine_refuses_has_no_paper(filled: Filled, played: Any) -> None:
    """A notice that would come too late is refused as the act itself would be."""
    late = OPENS - timedelta(days=10)
    found = as_drafted(PaperKind.NOTICE, played().prepared().state, filled, _asked(late))
    assert isinstance(found, Refused)
    assert found.code == "notice_too_short"


@pytest.mark.rule("K13")
def test_a_draft_says_what_its_kind_of_property_asks_for(filled: Filled, played: Any) -> None:
    """The draft of a restricted home lacks its eligibility before the engine is asked."""
    state = played().prepared().state
    filed = replace(state.file.preparation, traits=(Trait.PURCHASE_RESTRICTED,))
    home = replace(state, file=replace(state.file, preparation=filed))
    with pytest.raises(Unpublishable, match="home_eligibility"):
        as_drafted(PaperKind.NOTICE, home, filled, _asked())
    assert filled.texts is not None
    said = replace(filled, texts=replace(filled.texts, further=paperwork.FURTHER))
    assert len(_drafted(PaperKind.NOTICE, home, said).rounds) == 1


def test_without_a_draft_the_record_counts(filled: Filled, played: Any) -> None:
    """What is not drafted is taken as it stands, and so is a paper that belongs to no act."""
    state = played().prepared().state
    assert _drafted(PaperKind.NOTICE, state, replace(filled, draft=None)) is state
    assert _drafted(PaperKind.PRIORITY_NOTICE, state, filled) is state
    unopened = Disposal(state.id)
    assert _drafted(PaperKind.NOTICE, unopened, filled) is unopened


def test_a_draft_says_when_bidding_begins_and_ends(filled: Filled, played: Any) -> None:
    """Without both times there is no notice."""
    state = played().prepared().state
    for draft in (Draft(), Draft(opens_at=OPENS), Draft(closes_at=CLOSES)):
        assert resumes(draft) is None
        with pytest.raises(TimesMissing):
            as_drafted(PaperKind.NOTICE, state, replace(filled, draft=draft), _asked())
    assert resumes(None) is None
    assert resumes(DRAFT) == (OPENS, CLOSES)


@pytest.mark.parametrize("texts", [None, NoticeTexts({Item.TAXES: "一切税费均由买受人承担。"}, {})])
def test_forbidden_words_are_found_before_the_engine_is_asked(
    filled: Filled, played: Any, texts: NoticeTexts | None
) -> None:
    """A draft whose texts lack something or are forbidden says so part by part."""
    state = played().prepared().state
    with pytest.raises(Unpublishable):
        as_drafted(PaperKind.INSTRUCTIONS, state, replace(filled, texts=texts), _asked())


def test_a_resumption_speaks_of_the_stop_that_it_ends(
    filled: Filled, bases: Mapping[PaperKind, Basis]
) -> None:
    """The engine tries the resumption, and the stop stays as it is."""
    state = bases[PaperKind.RESUMPTION].state
    opens_at = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
    draft = Draft(opens_at=opens_at, closes_at=opens_at + timedelta(hours=24))
    at = datetime(2026, 5, 29, 2, 0, tzinfo=UTC)
    given = replace(filled, draft=draft)
    assert _drafted(PaperKind.RESUMPTION, state, given, at) is state
    past = replace(filled, draft=replace(draft, opens_at=at - timedelta(days=1)))
    found = as_drafted(PaperKind.RESUMPTION, state, past, _asked(at))
    assert isinstance(found, Refused)


@pytest.mark.rule("K22")
def test_a_default_is_decided_before_its_paper(filled: Filled, played: Any) -> None:
    """A decision is drafted once the day has passed; a recorded one is taken as it stands."""
    sold = played().sold().state
    early = as_drafted(PaperKind.DEFAULT_DECISION, sold, filled, _asked(CLOSES))
    assert isinstance(early, Refused)
    assert early.code == "not_in_default"
    late = CLOSES + timedelta(days=11)
    drafted = _drafted(PaperKind.DEFAULT_DECISION, sold, filled, late)
    assert drafted.rounds[-1].phase is Phase.DEFAULTED
    assert _drafted(PaperKind.DEFAULT_DECISION, drafted, filled, late) is drafted


NEXT = [
    (PaperKind.NOTICE, RoundKind.AUCTION_1, Phase.CLOSED_UNSOLD, RoundKind.AUCTION_2),
    (PaperKind.NOTICE, RoundKind.AUCTION_1, Phase.WITHDRAWN, RoundKind.AUCTION_1),
    (PaperKind.NOTICE, RoundKind.AUCTION_2, Phase.CLOSED_UNSOLD, RoundKind.AUCTION_2),
    (PaperKind.INSTRUCTIONS, RoundKind.AUCTION_2, Phase.CLOSED_UNSOLD, RoundKind.SALE),
    (PaperKind.SALE_NOTICE, RoundKind.AUCTION_2, Phase.CLOSED_UNSOLD, RoundKind.SALE),
    (PaperKind.RERUN_NOTICE, RoundKind.AUCTION_1, Phase.DEFAULTED, RoundKind.RERUN),
    (PaperKind.SPECIAL_WARNINGS, RoundKind.AUCTION_1, Phase.ANNULLED, RoundKind.RERUN),
    (PaperKind.SPECIAL_WARNINGS, RoundKind.RERUN, Phase.WITHDRAWN, RoundKind.RERUN),
]
"""A paper, how the last round was called and ended, and which round comes next."""


def test_the_round_that_is_drafted_is_the_next(
    filled: Filled, played: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which round comes next follows from how the last one ended, and from the paper's kind."""
    published = played().published().state
    panel = replace(played().prepared().state.file.preparation.panel, round=2)
    filed = replace(published.file.preparation, panel=panel)
    seen: list[RoundKind] = []

    def decide(_state: Disposal, command: Any, **_: Any) -> tuple[()]:
        seen.append(command.kind)
        return ()

    monkeypatch.setattr("mingpai.papers.draft.decide", decide)
    for kind, last, phase, _ in NEXT:
        ended = replace(published.rounds[-1], phase=phase)
        ended = replace(ended, terms=replace(ended.terms, kind=last))
        file = replace(published.file, preparation=filed)
        state = replace(published, rounds=(ended,), file=file)
        assert _drafted(kind, state, filled) == state
    assert seen == [wanted for *_, wanted in NEXT]


@pytest.mark.parametrize("is_prepaid", [True, False])
def test_a_sale_is_prepaid_where_its_draft_says_so(
    filled: Filled, played: Any, monkeypatch: pytest.MonkeyPatch, *, is_prepaid: bool
) -> None:
    """The notice that is drafted repeats the rule, as the one that is recorded would."""
    seen: list[Any] = []

    def decide(_state: Disposal, command: Any, **_: Any) -> tuple[()]:
        seen.append(command.notice.repeats)
        return ()

    monkeypatch.setattr("mingpai.papers.draft.decide", decide)
    draft = replace(DRAFT, prepaid=is_prepaid)
    _drafted(PaperKind.SALE_NOTICE, played().prepared().state, replace(filled, draft=draft))
    assert seen == [(SALE_PREPAY_SHARE.values[0].article,) if is_prepaid else ()]
