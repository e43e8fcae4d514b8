"""Where a clerk confirms deposits."""

import secrets
from datetime import datetime
from typing import Any

import pytest

from mingpai.accounts.model import Account, Language, Role
from mingpai.affairs.denials import Denial, Denied
from mingpai.affairs.model import Capacity, Waiting
from mingpai.kernel.ids import ArticleId, LotToken, OfficeId
from mingpai.kernel.outcome import Refused
from mingpai.web.court.deposits import DepositPages
from mingpai.web.lots import LOT
from mingpai.web.site import Site

pytestmark = pytest.mark.slow

TOKEN = LotToken("x" * 22)


class Desk:
    """A desk with one registration that waits."""

    def __init__(self) -> None:
        """Wait."""
        self.confirmed: list[tuple[str, str, int]] = []
        self.answer: Any = None

    async def waiting(self, lot: str) -> list[Waiting]:
        """Return who waits, until he is confirmed."""
        if self.confirmed:
            return []
        at = datetime.fromisoformat("2026-05-25T02:00:00+00:00")
        return [Waiting(lot, 1, TOKEN, Capacity.OWN, at, acknowledged=True)]

    async def confirm_deposit(self, viewer: Any, lot: str, token: str, *, paid_fen: int) -> Any:
        """Confirm, unless told to answer otherwise."""
        del viewer
        if self.answer is None:
            self.confirmed.append((lot, token, paid_fen))
        return self.answer


@pytest.fixture
def desk() -> Desk:
    """Return the desk."""
    return Desk()


@pytest.fixture
def court(site: Site, house: Any, desk: Desk) -> Any:
    """Return a site with the deposits' pages."""

    def more(shell: Any, renderer: Any, at: Any) -> Any:
        return [DepositPages(shell, renderer, at.porter, desk).router()]  # type: ignore[arg-type]

    return type(house)(site, more)


@pytest.fixture
def head(site: Site) -> Any:
    """Return a lot with a notice."""
    return next(one for one in site.board.lots() if one.notice is not None)


def clerk_of(court: Any, office: str) -> Any:
    """Return a clerk of an office who is signed in, by a passkeyless shortcut: registered first."""
    guest = court.visitor()
    guest.register("clerk", f"SAMPLE-{secrets.randbelow(900_000) + 100_000}")
    account = court.store.by_login("clerk")
    changed = Account(
        id=account.id,
        login=account.login,
        role=Role.CLERK,
        office=OfficeId(office),
        cases=None,
        language=Language.ZH,
        made_at=account.made_at,
    )
    court.store._accounts[account.id] = changed
    guest.sign_in("clerk")
    return guest


def test_a_clerk_of_the_court_confirms_by_token(court: Any, desk: Desk, head: Any) -> None:
    """Who waits appears by token; the amount is read as yuan to the fen, without rounding."""
    clerk = clerk_of(court, head.opened.court)
    page = f"/court/lots/{head.stream.removeprefix(LOT)}/deposits"
    assert TOKEN in clerk.client.get(page).text
    answer = clerk.post(page, page, token=TOKEN, paid="1,000.50")
    assert answer.status_code == 303
    assert desk.confirmed == [(head.stream, TOKEN, 100_050)]
    assert 'class="empty"' in clerk.client.get(page).text


@pytest.mark.parametrize(
    "fields",
    [
        {"token": "short", "paid": "1"},
        {"token": TOKEN, "paid": "1.005"},
        {"token": TOKEN, "paid": ""},
    ],
)
def test_what_is_no_amount_or_token_is_told(
    court: Any, desk: Desk, head: Any, fields: dict[str, str]
) -> None:
    """Nothing is confirmed by a form that cannot be read."""
    clerk = clerk_of(court, head.opened.court)
    page = f"/court/lots/{head.stream.removeprefix(LOT)}/deposits"
    assert clerk.post(page, page, **fields).status_code == 400
    assert not desk.confirmed


@pytest.mark.parametrize(
    "answer",
    [Denied(Denial.NOT_REGISTERED), Refused("deposit_short", ArticleId("FS2016-18:17.2"), {})],
)
def test_what_is_refused_is_told_with_what_to_do(
    court: Any, desk: Desk, head: Any, answer: Any
) -> None:
    """A denial or the engine's refusal stands on the page."""
    desk.answer = answer
    clerk = clerk_of(court, head.opened.court)
    page = f"/court/lots/{head.stream.removeprefix(LOT)}/deposits"
    told = clerk.post(page, page, token=TOKEN, paid="1")
    assert told.status_code == 409
    assert 'role="alert"' in told.text


def test_another_courts_clerk_and_a_citizen_see_nothing(court: Any, head: Any) -> None:
    """Permissions end at the court; a stranger is led to the sign-in."""
    page = f"/court/lots/{head.stream.removeprefix(LOT)}/deposits"
    assert clerk_of(court, "court/elsewhere").client.get(page).status_code == 403
    stranger = court.visitor().client.get(page, follow_redirects=False)
    assert stranger.status_code == 303
    for wrong in ("/court/lots/none-1/deposits", "/court/lots/no%20lot/deposits"):
        assert court.visitor().client.get(wrong).status_code == 404
