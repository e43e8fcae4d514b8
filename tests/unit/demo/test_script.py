"""Writing the script of one lot."""

from datetime import timedelta
from random import Random

from msgspec.structs import replace

from mingpai.demo.script import LotScript, Roster
from mingpai.demo.steps import Admit, Send


def test_a_bid_in_the_last_five_minutes_moves_the_close(script: LotScript) -> None:
    """The script keeps the close that its bids lead to."""
    script.admit_many(2)
    at = script.sale.closes_at - timedelta(seconds=10)
    script.raise_by(at, script.codes[0])
    assert script.closes_at == at + timedelta(minutes=5)
    assert script.price_fen == script.sale.start_fen
    assert script.rival() == script.codes[1]


def test_a_bid_that_is_sent_only_changes_nothing(script: LotScript) -> None:
    """What is to be refused does not move the price that later bids build on."""
    script.admit()
    script.send(script.sale.opens_at, script.codes[0], 1)
    assert (script.price_fen, script.history) == (0, [])


def test_a_ranked_bidder_stays_out_of_the_crowd(script: LotScript) -> None:
    """Who holds a right is admitted after it was confirmed and bids only when told to."""
    code = script.admit_ranked(2)
    granted, admitted = script.steps
    assert granted.at < admitted.at
    assert isinstance(admitted.act, Admit)
    assert code not in script.codes


def test_a_quiet_moment_has_room_after_it(script: LotScript) -> None:
    """A bid is quiet where the next one is more than two seconds away."""
    script.admit_many(3)
    for seconds in (10, 11, 60):
        script.raise_by(script.sale.opens_at + timedelta(seconds=seconds), script.rival())
    offsets = {(script.quiet_moment().at - script.sale.opens_at).seconds for _ in range(20)}
    assert offsets == {11, 60}
    assert sum(isinstance(step.act, Send) for step in script.steps) == 3


def test_whoever_is_avoided_comes_later() -> None:
    """Everybody is handed out before anybody comes again, and who was passed over comes next."""
    roster = Roster(Random(1), 5)
    first = roster.person()
    second = roster.person(avoid={first})
    passed_over = Roster(Random(1), 5)
    assert passed_over.person(avoid={first}) == second
    assert passed_over.person() == first
    others = [roster.person() for _ in range(3)]
    assert {first, second, *others} == set(range(5))
    assert roster.person() == first


def test_parties_take_nobodys_turn() -> None:
    """Who is concerned by a lot is counted apart, so that he bids for others in his turn."""
    with_parties, without = Roster(Random(1), 5), Roster(Random(1), 5)
    assert len({with_parties.party() for _ in range(4)}) == 4
    assert [with_parties.person() for _ in range(5)] == [without.person() for _ in range(5)]


def test_a_stranger_has_nothing_to_do_with_the_lot(script: LotScript) -> None:
    """Neither a party nor a bidder of a lot is drawn for it again."""
    drawn = [script.stranger() for _ in range(50)]
    assert not set(drawn) & set(script.parties)
    code = script.admit()
    assert script.people[code] not in [script.stranger() for _ in range(299)]


def test_a_further_round_begins_anew(script: LotScript) -> None:
    """In another round nobody leads or holds a code, and bids name its number."""
    script.admit_many(2)
    script.raise_by(script.sale.opens_at, script.codes[0])
    later = script.sale.opens_at + timedelta(days=40)
    sale = replace(script.sale, opens_at=later, closes_at=later + timedelta(days=1))
    script.begin_round(sale)
    assert (script.price_fen, script.leader, script.codes, script.number) == (0, "", [], 2)
    assert script.least_fen() == sale.start_fen
    script.admit()
    assert b'"round":2' in script.raise_by(later, script.codes[0])
    assert script.history[-1].at == later
