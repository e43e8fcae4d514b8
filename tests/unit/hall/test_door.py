"""The bidders' door, over real sockets."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from picows import WSCloseCode, WSMsgType

from mingpai.hall import door as module
from mingpai.hall.wire import MAX_FRAME_BYTES
from mingpai.journal.notes import parse_vkey_line, verifier_for
from mingpai.journal.receipt import parse_receipt, verify_receipt
from mingpai.kernel.outcome import InvariantBroken
from mingpai.service.budgets import LIMITS, UNLIMITED, Rate

pytestmark = pytest.mark.slow

Opened = Callable[..., Any]


def test_a_bid_is_answered_by_its_receipt(opened: Opened) -> None:
    """A bid over a socket is taken, and its answer holds a receipt that verifies."""

    async def work() -> None:
        async with opened() as hall:
            client = await hall.inside(1)
            client.say(hall.bid(1, 0, "k1"))
            answer = await client.hear()
            assert (answer["type"], answer["outcome"], answer["frame"]) == ("answer", "taken", 1)
            assert answer["price_fen"] == hall.court.price(0)
            vkey = hall.core.parts.ring.receipts.vkey
            found = verify_receipt(
                parse_receipt(answer["receipt"]), [verifier_for(parse_vkey_line(vkey))]
            )
            assert found.seq == answer["seq"]

    asyncio.run(work())


def test_a_refused_bid_names_code_article_and_facts(opened: Opened) -> None:
    """A bid that is not above the price is refused with its article, under the frame's number."""

    async def work() -> None:
        async with opened() as hall:
            first, second = await hall.inside(1), await hall.inside(2)
            first.say(hall.bid(1, 0, "k1"))
            await first.hear()
            second.say(hall.bid(2, 0, "k1"))
            answer = await second.hear()
            assert (answer["outcome"], answer["code"]) == ("refused", "bid_not_higher")
            assert answer["article"].startswith("FS2016-18:")
            assert answer["facts"]
            assert answer["seq"] is not None

    asyncio.run(work())


def test_a_retry_over_another_socket_bids_once(opened: Opened) -> None:
    """The same bid under the same key gets the same answer, marked as repeated."""

    async def work() -> None:
        async with opened() as hall:
            first = await hall.inside(1)
            first.say(hall.bid(1, 0, "k1"))
            one = await first.hear()
            first.transport.disconnect(graceful=False)
            again = await hall.inside(1)
            again.say(hall.bid(1, 0, "k1"))
            two = await again.hear()
            assert (one["seq"], one["receipt"]) == (two["seq"], two["receipt"])
            assert two["repeated"] is True

    asyncio.run(work())


def test_answers_name_the_frame_that_they_answer(opened: Opened) -> None:
    """Malformed frames are counted too: each answer has the number of its frame."""

    async def work() -> None:
        async with opened() as hall:
            client = await hall.inside(1)
            client.say(b"{")
            client.say(hall.bid(1, 0, "k1"))
            client.say(b"\xff")
            answers = {}
            for _ in range(3):
                answer = await client.hear()
                answers[answer["frame"]] = (answer["outcome"], answer.get("code"))
            assert answers == {
                1: ("refused", "not_json"),
                2: ("taken", None),
                3: ("refused", "not_utf8"),
            }

    asyncio.run(work())


@pytest.mark.parametrize(
    "first",
    [b"{}", b"\xff", b'{"type":"enter","ticket":"a.b"}', b'{"type":"enter"}', b"[" * 500],
)
def test_nobody_comes_in_without_a_ticket(opened: Opened, first: bytes) -> None:
    """Whatever the first frame is, without a ticket of ours the door stays shut."""

    async def work() -> None:
        async with opened() as hall:
            client = await hall.connect()
            client.say(first)
            turned = await client.hear()
            assert (turned["type"], turned["code"]) == ("turned_away", module.NO_TICKET)
            assert await client.hear() is None
            assert not hall.door.inside

    asyncio.run(work())


def test_whoever_shows_nothing_is_not_waited_for(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that shows no ticket in time is ended."""
    monkeypatch.setattr(module, "ENTER_WITHIN_S", 0.05)

    async def work() -> None:
        async with opened() as hall:
            client = await hall.connect()
            assert (await client.hear())["code"] == module.NO_TICKET

    asyncio.run(work())


def test_binary_frames_and_pieces_end_the_connection(opened: Opened) -> None:
    """A bid is one whole text frame."""

    async def work() -> None:
        async with opened() as hall:
            one, two = await hall.inside(1), await hall.inside(2)
            one.transport.send(WSMsgType.BINARY, hall.bid(1, 0, "k1"))
            two.transport.send(WSMsgType.TEXT, hall.bid(2, 0, "k1"), fin=False)
            for client in (one, two):
                assert (await client.hear())["code"] == module.NOT_TEXT
            assert "A0001" not in str(hall.core.sequencer.state(hall.lot).rounds[-1].book)

    asyncio.run(work())


def test_a_bidder_bids_under_the_code_of_his_ticket(opened: Opened) -> None:
    """A bid under another's code is refused, whatever its content says."""

    async def work() -> None:
        async with opened() as hall:
            client = await hall.inside(1)
            client.say(hall.bid(2, 0, "k1"))
            assert (await client.hear())["code"] == "not_your_code"

    asyncio.run(work())


def test_a_ticket_for_another_lot_opens_no_bid_here(opened: Opened) -> None:
    """What is sent goes to the ticket's lot, and a bid that names this one is refused there."""

    async def work() -> None:
        async with opened() as hall:
            client = await hall.inside(1, lot=hall.court.lot(2))
            client.say(hall.bid(1, 0, "k1"))
            answer = await client.hear()
            assert (answer["outcome"], answer["seq"]) == ("refused", None)

    asyncio.run(work())


def test_a_session_that_is_signed_out_is_outside(opened: Opened) -> None:
    """Signing out ends the sockets of that sign-in and no other."""

    async def work() -> None:
        async with opened() as hall:
            one, two = await hall.inside(1, session="one"), await hall.inside(2, session="two")
            hall.door.sign_out("one")
            assert (await one.hear())["code"] == module.SIGNED_OUT
            two.say(hall.bid(2, 0, "k1"))
            assert (await two.hear())["outcome"] == "taken"

    asyncio.run(work())


def test_a_door_that_shuts_says_so(opened: Opened) -> None:
    """When the service stops, bidders are told to come again."""

    async def work() -> None:
        async with opened() as hall:
            client = await hall.inside(1)
        turned = await client.hear()
        assert (turned["code"], turned["again_after_ms"] > 0) == (module.STOPPING, True)

    asyncio.run(work())


def test_more_than_a_few_unanswered_bids_end_the_connection(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One connection cannot fill the queue."""
    monkeypatch.setattr(module, "MAX_UNANSWERED", 2)

    async def work() -> None:
        async with opened() as hall:
            client = await hall.inside(1)
            for number in range(40):
                client.say(hall.bid(1, number, f"k{number}"))
            codes = []
            while (frame := await client.hear()) is not None:
                codes.append(frame.get("code"))
            assert module.TOO_MANY_WAIT in codes

    asyncio.run(work())


def test_a_full_hall_says_to_come_back(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the number of doors a connection is told to come later."""
    monkeypatch.setattr(module, "MAX_DOORS", 1)

    async def work() -> None:
        async with opened() as hall:
            await hall.inside(1)
            client = await hall.connect()
            assert (await client.hear())["code"] == module.SERVICE_FULL

    asyncio.run(work())


def test_whoever_heeds_no_limit_is_made_to_wait(opened: Opened) -> None:
    """Beyond signed refusals a sender is told to wait, and his next bid is read after that."""
    slow = Rate(per_s=2, burst=2)

    async def work() -> None:
        limits = type(UNLIMITED)(
            code=slow, floor=slow, junk=slow, told=slow, strangers=slow, office=UNLIMITED.office
        )
        async with opened(limits) as hall:
            client = await hall.inside(1)
            for number in range(12):
                client.say(hall.bid(1, number, f"k{number}"))
            kinds = set()
            while not {"wait", "answer"} <= kinds:
                frame = await client.hear()
                assert frame is not None
                kinds.add(frame["type"])

    asyncio.run(work())


def test_arrival_is_stamped_as_the_frame_leaves_the_socket(opened: Opened) -> None:
    """Two bids that wait in one batch keep their own arrival, in the order of the socket."""

    async def work() -> None:
        async with opened() as hall:
            client = await hall.inside(1)
            clock = hall.core.parts.clock
            client.say(hall.bid(1, 0, "k1"))
            first = await client.hear()
            clock.advance_to(clock.now() + timedelta(seconds=5))
            client.say(hall.bid(1, 1, "k2"))
            second = await client.hear()
            assert first["received_at"] < second["received_at"]
            assert first["seq"] < second["seq"]

    asyncio.run(work())


def test_another_path_is_no_door(opened: Opened) -> None:
    """Only the hall's own path upgrades."""

    async def work() -> None:
        async with opened() as hall:
            _, writer = await asyncio.open_connection("127.0.0.1", hall.door.port)
            writer.write(b"GET /other HTTP/1.1\r\nHost: a\r\n\r\n")
            reader = _
            assert b" 404 " in await reader.readline()
            writer.close()

    asyncio.run(work())


def test_a_door_for_strangers_has_limits(opened: Opened) -> None:
    """Without limits only a door of a test or a benchmark opens."""

    async def work() -> None:
        async with opened() as hall:
            with pytest.raises(InvariantBroken):
                module.Door(hall.door.reception, hall.tickets, hall.door.clock, host="", port=0)

    asyncio.run(work())


def test_nobody_takes_the_doors_by_standing_in_them(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one address only so many may be without a ticket at a time; those inside do not count."""
    monkeypatch.setattr(module, "MAX_OUTSIDE", 2)

    async def work() -> None:
        async with opened() as hall:
            for number in (1, 2, 3):
                await hall.inside(number)
            first, _second = await hall.connect(), await hall.connect()
            assert (await (await hall.connect()).hear())["code"] == module.SERVICE_FULL
            first.transport.disconnect(graceful=False)
            await first.hear()
            await settled(lambda: sum(hall.door.outside.values()) == 1)
            assert await hall.inside(1)

    asyncio.run(work())


def test_one_code_has_a_few_doors_and_they_are_given_back(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many connections of one code are told so, and each one that ends makes room."""
    monkeypatch.setattr(module, "MAX_DOORS_OF_CODE", 2)

    async def work() -> None:
        async with opened() as hall:
            one, two = await hall.inside(1), await hall.inside(1)
            third = await hall.connect()
            third.say({"type": "enter", "ticket": hall.ticket(1)})
            assert (await third.hear())["code"] == module.TOO_MANY_DOORS
            assert await hall.inside(2)
            one.transport.disconnect(graceful=False)
            await settled(lambda: len(hall.door.inside) == 2)
            assert await hall.inside(1)
            two.transport.disconnect(graceful=False)
        await settled(lambda: not hall.door.inside)
        assert not hall.door.of_code
        assert not hall.door.outside

    asyncio.run(work())


async def settled(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(10):
        while True:
            if holds():
                break
            await asyncio.sleep(0.01)


def test_a_frame_too_long_ends_the_connection(
    opened: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing of it is read, and others go on."""

    async def work() -> None:
        async with opened() as hall:
            one, two = await hall.inside(1), await hall.inside(2)
            one.say(b"x" * (MAX_FRAME_BYTES + 1))
            assert await one.hear() is None
            two.say(hall.bid(2, 0, "k1"))
            assert (await two.hear())["outcome"] == "taken"

    asyncio.run(work())
    assert not [one for one in caplog.records if one.levelname == "ERROR"]


def test_a_farewell_is_answered(opened: Opened) -> None:
    """A close frame ends the connection in order, and nothing is said."""

    async def work() -> None:
        async with opened() as hall:
            client = await hall.inside(1)
            client.transport.send_close(WSCloseCode.OK)
            assert await client.hear() is None
            await settled(lambda: not hall.door.inside)

    asyncio.run(work())


def test_whoever_reads_nothing_is_not_kept(opened: Opened) -> None:
    """A connection that takes no answers ends; what it sent stands, once."""

    async def work() -> None:
        async with opened() as hall:
            client = await hall.inside(1)
            client.transport.underlying_transport.pause_reading()
            (bidder,) = hall.door.inside
            bidder._transport.underlying_transport.set_write_buffer_limits(high=1_000)
            number = 0
            async with asyncio.timeout(30):
                while hall.door.inside:
                    client.say(hall.bid(1, number, f"k{number}"))
                    number += 1
                    await asyncio.sleep(0)
            again = await hall.inside(1)
            again.say(hall.bid(1, 0, "k0"))
            assert (await again.hear())["repeated"] is True

    asyncio.run(work())


def test_a_stopped_service_ends_the_connection(opened: Opened) -> None:
    """Where no answer will come a bidder is told to come back, and asks again under his key."""

    async def work() -> None:
        async with opened() as hall:
            client = await hall.inside(1)
            await hall.core.sequencer.stop()
            client.say(hall.bid(1, 0, "k1"))
            assert (await client.hear())["code"] == module.STOPPING

    asyncio.run(work())


def test_what_a_code_sends_comes_from_its_address(opened: Opened) -> None:
    """The budget of whoever holds no code is one of the address, under a token."""

    async def work() -> None:
        async with opened(LIMITS) as hall:
            client = await hall.inside(9)  # no such code was given out
            junk = hall.core.sequencer._junk
            client.say(b"{")
            await client.hear()
            ((_, counts),) = junk._counts.items()
            assert list(counts) == [hall.door.senders.token("127.0.0.1")]

    asyncio.run(work())
