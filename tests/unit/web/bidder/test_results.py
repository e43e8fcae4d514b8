"""How it went for whoever took part, over the files of the played day."""

from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.affairs.model import Capacity, Registration
from mingpai.auction.asked import Setting
from mingpai.auction.model import Disposal, Phase
from mingpai.auction.settlement.model import money_key
from mingpai.auction.settlement.owed import winner_of
from mingpai.demo.rehearsal import Rehearsal
from mingpai.kernel.ids import BiddingCode, StreamId
from mingpai.law.platforms import sandbox_list
from mingpai.service.archive import Archive
from mingpai.web.bidder.results import ResultPages, result_of
from mingpai.web.court.files import CourtFiles
from mingpai.web.lots import LOT
from mingpai.web.site import Site


@pytest.fixture(scope="module")
def files(rehearsal: Rehearsal) -> CourtFiles:
    """Return the files of the day."""
    source = rehearsal.source
    vkey = source.ring.receipts.vkey
    archive = Archive(source.store, source.registry, origin=source.origin, vkey=vkey)
    return CourtFiles(source.store, archive, Setting(sandbox_list()))


@pytest.fixture(scope="module")
def sold(files: CourtFiles) -> Disposal:
    """Return a lot that was sold and whose losers have their money back."""
    return next(
        one
        for one in files.all()
        if one.current is not None
        and one.current.phase is Phase.CLOSED_SOLD
        and len(one.current.bidders) > 1
        and any(key.startswith("1") for key in one.file.settlement.returned)
    )


def registration(state: Disposal, code: str | None) -> Registration:
    """Return somebody's registration for the last round."""
    current = state.current
    assert current is not None
    bidder = current.bidders[code] if code else next(iter(current.bidders.values()))
    return Registration(
        lot=StreamId(state.id),
        round=current.terms.number,
        account="a" * 22,  # type: ignore[arg-type]
        token=bidder.token,
        capacity=Capacity.OWN,
        made_at=current.terms.opens_at,
        code=None if code is None else BiddingCode(code),
    )


def codes(state: Disposal) -> tuple[str, str]:
    """Return who won, and somebody who did not."""
    current = state.current
    assert current is not None
    winner = winner_of(current)
    assert winner is not None
    return winner, next(code for code in current.bidders if code != winner)


def test_who_lost_sees_his_money_go_back(files: CourtFiles, sold: Disposal, site: Site) -> None:
    """What is owed is what he paid; until it is back the term and its article are told."""
    _, loser = codes(sold)
    now = site.clock.now()
    found = result_of(sold, registration(sold, loser), [], now=now)
    assert found is not None
    assert not found.has_won
    assert found.refund.owed_fen == found.refund.paid_fen > 0

    done = replace(sold.file.settlement, returned={})
    state = replace(sold, file=replace(sold.file, settlement=done))
    owed = list(files.duties(replace_ending(state), now=now))
    held = result_of(state, registration(sold, loser), owed, now=now)
    assert held is not None
    assert held.refund.held_fen == held.refund.paid_fen
    assert held.refund.returned_fen == 0
    assert held.refund.duty is not None
    assert held.refund.duty.what == "return_deposit"
    assert held.refund.until is not None
    assert held.refund.is_overdue


def replace_ending(state: Disposal) -> Disposal:
    """Return a disposal that has not ended, so that its duties are told."""
    return replace(state, file=replace(state.file, ending=None))


def test_who_won_is_owed_nothing_of_his_deposit(sold: Disposal, site: Site) -> None:
    """The winner's deposit counts to the price; what he paid above it alone goes back."""
    winner, _ = codes(sold)
    found = result_of(sold, registration(sold, winner), [], now=site.clock.now())
    assert found is not None
    assert found.has_won
    assert found.refund.owed_fen == 0


def test_money_of_a_former_buyer_goes_back_at_once(
    files: CourtFiles, sold: Disposal, site: Site
) -> None:
    """What a default or an annulment leaves him is a duty of its own, without a term of hours."""
    winner, _ = codes(sold)
    current = sold.current
    assert current is not None
    key = money_key(current.terms.number, winner)
    done = replace(sold.file.settlement, owed_back={key: 500})
    state = replace_ending(replace(sold, file=replace(sold.file, settlement=done)))
    now = site.clock.now()
    found = result_of(
        state, registration(sold, winner), list(files.duties(state, now=now)), now=now
    )
    assert found is not None
    assert found.refund.duty is not None
    assert found.refund.duty.what == "return_buyers_money"


def test_without_a_code_or_an_end_there_is_no_result(sold: Disposal, site: Site) -> None:
    """Nothing is told to who had no code, of a code that is not there, or while bidding runs."""
    now, (winner, _) = site.clock.now(), codes(sold)
    assert result_of(sold, registration(sold, None), [], now=now) is None
    foreign = replace(registration(sold, winner), code=BiddingCode("Z9999"))
    assert result_of(sold, foreign, [], now=now) is None
    elsewhere = replace(registration(sold, winner), round=99)
    assert result_of(sold, elsewhere, [], now=now) is None
    current = sold.current
    assert current is not None
    running = replace(current, phase=Phase.PUBLISHED)
    state = replace(sold, rounds=(*sold.rounds[:-1], running))
    assert result_of(state, registration(sold, winner), [], now=now) is None


class Desk:
    """A desk that knows registrations."""

    def __init__(self) -> None:
        """Know none."""
        self.known: list[Registration] = []

    async def registrations(self, viewer: Any) -> list[Registration]:
        """Return his registrations."""
        del viewer
        return self.known


def test_a_participant_reads_his_own_result(
    site: Site, house: Any, files: CourtFiles, sold: Disposal
) -> None:
    """His page has his code and deposit, the confirmation's digest, and no other loser's code."""
    desk = Desk()

    def more(shell: Any, renderer: Any, at: Any) -> Any:
        return [ResultPages(shell, renderer, at.porter, desk, files).router()]  # type: ignore[arg-type]

    open_house = type(house)(site, more)
    guest = open_house.visitor()
    page = f"/en/lots/{sold.id.removeprefix(LOT)}/result"
    assert guest.client.get(page, follow_redirects=False).status_code == 303
    guest.register("li.hua", "SAMPLE-123456")
    guest.sign_in("li.hua")
    assert "You took no part" in guest.client.get(page).text
    winner, loser = codes(sold)
    desk.known = [registration(sold, loser)]
    text = guest.client.get(page).text
    current, head = sold.current, site.board.head(StreamId(sold.id))
    assert current is not None
    assert head is not None
    assert loser in text
    assert "struck down to another code" in text
    assert not any(code in text for code in current.bidders if code not in (winner, loser))
    if head.confirmation is not None:
        assert head.confirmation.document in text
    desk.known = [registration(sold, winner)]
    assert "You bought it for" in guest.client.get(page).text
    assert guest.client.get("/lots/none-1/result").status_code == 404
    open_house.passwords.close()
