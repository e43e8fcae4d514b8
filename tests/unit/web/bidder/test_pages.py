"""A bidder's own pages, over a desk that answers as it is told."""

import re
from typing import Any

import msgspec
import pytest

from mingpai.affairs.denials import Denial, Denied
from mingpai.affairs.desk import Issued
from mingpai.affairs.model import Capacity, Hint, Preflight, Registration
from mingpai.hall.problems import MEDIA_TYPE
from mingpai.kernel.ids import ArticleId, BiddingCode, LotToken
from mingpai.kernel.outcome import Refused
from mingpai.law.content import Item, SpecialWarning
from mingpai.web.bidder.pages import BidderParts, bidder_routers
from mingpai.web.live import Live
from mingpai.web.lots import LOT
from mingpai.web.site import Site

pytestmark = pytest.mark.slow

LIVE = Live(watch="ws://h:3", hall="ws://h:1", bids="http://h:2")


class Desk:
    """A desk that keeps what it was asked, and answers as it is told."""

    def __init__(self) -> None:
        """Know nobody."""
        self.asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.answer: Any = None
        self.known: list[Registration] = []
        self.found = Preflight(done=(Hint.SIGNED_IN,), missing=Hint.REGISTERED)

    def __getattr__(self, name: str) -> Any:
        """Answer anything."""

        async def answer(*given: Any, **named: Any) -> Any:
            self.asked.append((name, given, named))
            return self.answer

        return answer

    async def preflight(self, viewer: Any, lot: str, *, now: Any) -> Preflight:
        """Say how far he is."""
        del lot, now
        return self.found if viewer is not None else Preflight(done=(), missing=Hint.SIGNED_IN)

    async def registrations(self, viewer: Any) -> list[Registration]:
        """Return his registrations."""
        del viewer
        return self.known

    async def messages(self, viewer: Any) -> list[Any]:
        """Return no message."""
        del viewer
        return []

    async def saved(self, viewer: Any) -> list[str]:
        """Return no lot."""
        del viewer
        return []

    async def receipts(self, viewer: Any) -> list[Any]:
        """Return the entries of his registrations."""
        del viewer
        return [(one, [7, 9]) for one in self.known]


@pytest.fixture
def desk() -> Desk:
    """Return a desk."""
    return Desk()


@pytest.fixture
def site_of_bidders(site: Site, house: Any, desk: Desk) -> Any:
    """Return a site with a bidder's pages."""
    live = type(site)(
        **{name: getattr(site, name) for name in site.__struct_fields__} | {"live": LIVE}
    )

    def more(shell: Any, renderer: Any, at: Any) -> Any:
        return bidder_routers(shell, renderer, BidderParts(at.porter, desk, LIVE))  # type: ignore[arg-type]

    return type(house)(live, more)


@pytest.fixture
def bidder(site_of_bidders: Any) -> Any:
    """Return a citizen who is signed in."""
    guest = site_of_bidders.visitor()
    guest.register("li.hua", "SAMPLE-123456")
    guest.sign_in("li.hua")
    return guest


@pytest.fixture
def number(site: Site) -> str:
    """Return a lot that has a notice."""
    head = next(one for one in site.board.lots() if one.notice is not None)
    return head.stream.removeprefix(LOT)


def registered(number: str, **more: Any) -> Registration:
    """Return a registration for a lot."""
    return Registration(
        lot=LOT + number,
        round=1,
        account="a" * 22,
        token=LotToken("x" * 22),
        capacity=Capacity.OWN,
        made_at=more.pop("made_at"),
        **more,
    )


def test_a_stranger_is_told_to_sign_in(site_of_bidders: Any, number: str) -> None:
    """Whoever is not signed in sees what is missing, and each act leads to the sign-in."""
    client = site_of_bidders.visitor().client
    assert "/sign-in?next=" in client.get(f"/lots/{number}/take-part").text
    for path in ("/my", "/my/receipts", f"/lots/{number}/hall"):
        answer = client.get(path, follow_redirects=False)
        assert (answer.status_code, "/sign-in" in answer.headers["location"]) == (303, True)


def test_each_step_is_asked_of_the_desk(bidder: Any, desk: Desk, number: str) -> None:
    """Registering, acknowledging and entering go to the desk as they were filled in."""
    page = f"/lots/{number}/take-part"
    desk.answer = registered(number, made_at=bidder.house.clock.now())
    assert bidder.post(page, f"/lots/{number}/register", capacity="own").status_code == 303
    points = {f"item.{one.value}": "1" for one in Item}
    points |= {f"warning.{one.value}": "1" for one in SpecialWarning}
    assert bidder.post(page, f"/lots/{number}/acknowledge", **points).status_code == 303
    entered = bidder.post(page, f"/lots/{number}/enter", code="A0001", password="secret")
    assert entered.headers["location"].endswith("/hall")
    names = [name for name, _, _ in desk.asked]
    assert names == ["register", "acknowledge", "enter"]
    assert len(desk.asked[1][2]["items"]) == 11
    assert desk.asked[2][2] == {"code": "A0001", "password": "secret"}


def test_somebody_ends_his_sign_in_on_another_device(
    site_of_bidders: Any, bidder: Any, number: str
) -> None:
    """The other device is signed out, this one stays; another's sign-in cannot be ended."""
    elsewhere = site_of_bidders.visitor()
    elsewhere.one_time = bidder.one_time
    assert elsewhere.sign_in("li.hua").status_code == 303
    stranger = site_of_bidders.visitor()
    stranger.register("zhao", "SAMPLE-654321")
    stranger.sign_in("zhao")

    def named(guest: Any) -> list[str]:
        return re.findall(r'name="session" value="([^"]+)"', guest.client.get("/my").text)

    (other,) = named(bidder)
    assert stranger.post("/my", "/my/sessions/end", session=other).status_code == 303
    assert named(bidder) == [other]
    assert bidder.post("/my", "/my/sessions/end", session=other).status_code == 303
    assert named(bidder) == []
    answer = elsewhere.client.get("/my", follow_redirects=False)
    assert "/sign-in" in answer.headers["location"]
    assert bidder.client.get(f"/lots/{number}/take-part").status_code == 200


def test_what_the_desk_denies_is_told_with_what_to_do(bidder: Any, desk: Desk, number: str) -> None:
    """A denial and a refusal stand on the page, the latter with its article."""
    page = f"/lots/{number}/take-part"
    desk.answer = Denied(Denial.NOT_REGISTERED)
    denied = bidder.post(page, f"/lots/{number}/register", capacity="own")
    assert denied.status_code == 409
    assert 'role="alert"' in denied.text
    desk.answer = Refused("not_this_court", ArticleId("FS2016-18:6"), {})
    refused = bidder.post(page, f"/lots/{number}/register", capacity="own")
    assert refused.status_code == 409
    assert "第六条" in refused.text


def test_an_unknown_capacity_is_no_form_of_ours(bidder: Any, number: str) -> None:
    """What no form of ours sends is a 400."""
    page = f"/lots/{number}/take-part"
    assert bidder.post(page, f"/lots/{number}/register", capacity="king").status_code == 400


def test_code_and_password_are_shown_as_the_desk_gives_them(
    bidder: Any, desk: Desk, number: str
) -> None:
    """Once; where the desk says no, the page says why."""
    page = f"/lots/{number}/take-part"
    desk.answer = Issued("A0001", "PASSWORD-1")
    shown = bidder.post(page, f"/lots/{number}/reveal")
    assert "PASSWORD-1" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    desk.answer = Denied(Denial.NOT_REGISTERED)
    assert bidder.post(page, f"/lots/{number}/reveal").status_code == 409


def test_the_hall_is_for_whoever_has_entered(bidder: Any, desk: Desk, number: str) -> None:
    """Without a ticket he is led back; with one the page knows where the sockets are."""
    desk.answer = Denied(Denial.NOT_REGISTERED)
    assert bidder.client.get(f"/lots/{number}/hall", follow_redirects=False).status_code == 303
    now = bidder.house.clock.now()
    desk.known = [registered(number, made_at=now, code=BiddingCode("A0001"))]
    desk.answer = "ticket"
    page = bidder.client.get(f"/lots/{number}/hall")
    assert page.status_code == 200
    assert 'data-hall="ws://h:1"' in page.text
    assert "ticket" not in re_without_addresses(page.text)


def re_without_addresses(text: str) -> str:
    """Return a page without the address where its script asks for the ticket."""
    return text.replace("/ticket", "").replace("data-ticket", "")


def test_a_ticket_is_given_to_a_script_of_the_page_alone(
    bidder: Any, desk: Desk, number: str
) -> None:
    """A request without the page's token gets none; a denial says its code."""
    desk.answer = "the ticket"
    assert bidder.client.post(f"/lots/{number}/ticket").status_code == 400
    text = bidder.client.get("/my").text
    token = text.split('name="csrf" value="')[1].split('"')[0]
    headers = {"X-CSRF-Token": token}
    given = bidder.client.post(f"/lots/{number}/ticket", headers=headers)
    assert given.json() == {"ticket": "the ticket"}
    desk.answer = Denied(Denial.NOT_REGISTERED)
    denied = bidder.client.post(f"/lots/{number}/ticket", headers=headers)
    assert denied.headers["content-type"] == MEDIA_TYPE
    assert (denied.status_code, denied.json()["code"]) == (403, "not_registered")
    assert denied.json()["article"].startswith("FS2016-18:")


def test_ones_own_pages_show_lots_receipts_and_sign_ins(
    bidder: Any, desk: Desk, number: str
) -> None:
    """Empty at first, and then with what there is."""
    empty = bidder.client.get("/my").text
    assert empty.count('class="empty"') >= 3
    now = bidder.house.clock.now()
    desk.known = [registered(number, made_at=now, code=BiddingCode("A0001"))]
    assert "A0001" in bidder.client.get("/my").text
    assert "/entries/9.tlog-proof" in bidder.client.get("/my/receipts").text


def test_a_refusal_among_ones_receipts_leads_to_its_page(
    bidder: Any, desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A receipt of a refused bid leads to what stood around it; that of a bid taken does not."""
    row = next(one for one in site.board.refusals() if one.command == "PlaceBid")
    number = row.stream.removeprefix(LOT)
    known = registered(number, made_at=bidder.house.clock.now(), code=BiddingCode("A0001"))

    async def receipts(viewer: Any) -> list[Any]:
        del viewer
        return [(known, [row.seq, 0])]

    monkeypatch.setattr(desk, "receipts", receipts)
    text = bidder.client.get("/my/receipts").text
    assert f"/lots/{number}/late/{row.seq}" in text
    assert text.count("/late/") == 1


def test_lots_are_saved_and_messages_taken_as_read(bidder: Any, desk: Desk, number: str) -> None:
    """Both are small forms that lead back."""
    assert bidder.post("/my", f"/lots/{number}/save", keep="1").status_code == 303
    assert bidder.post("/my", "/my/messages/read").status_code == 303
    assert [name for name, _, _ in desk.asked] == ["save", "read_messages"]
    assert desk.asked[0][2] == {"keep": True}


def test_what_is_no_lot_is_not_found(bidder: Any) -> None:
    """Neither a malformed nor an unknown number is a page."""
    for wrong in ("no%20lot", "9999-9999"):
        assert bidder.client.get(f"/lots/{wrong}/take-part").status_code == 404


def test_every_form_of_these_pages_leads_to_a_page_that_is_there(
    bidder: Any, desk: Desk, number: str
) -> None:
    """No form is sent into the void, and what can be done can be reached."""
    now = bidder.house.clock.now()
    desk.known = [registered(number, made_at=now, code=BiddingCode("A0001"))]
    desk.answer = "ticket"
    pages = [f"/lots/{number}", f"/lots/{number}/hall", "/my", "/sign-in"]
    texts = [bidder.client.get(page).text for page in pages]
    targets = {to for text in texts for to in re.findall(r'method="post" action="([^"]+)"', text)}
    assert f"/lots/{number}/save" in targets
    for target in targets:  # without a token of a page: there, and not taken
        assert bidder.client.post(target).status_code == 400, target
    assert "/register" in texts[-1]


def test_a_code_of_an_earlier_round_opens_no_hall(bidder: Any, desk: Desk, number: str) -> None:
    """Whoever had a code in another round is led to what is missing in this one."""
    now = bidder.house.clock.now()
    desk.known = [msgspec.structs.replace(registered(number, made_at=now), round=99)]
    desk.answer = "ticket"
    assert bidder.client.get(f"/lots/{number}/hall", follow_redirects=False).status_code == 303
