"""What all pages of the court's desk share: whose file it is, what the engine says, and sending.

Every page asks for a permission at the file's own court and case. Must not know any single form.
Where to look next: `web.court.files` (the engine's answers), `web.court.acting` (the forms).
"""

import asyncio
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from litestar import Response
from litestar.exceptions import NotFoundException
from litestar.response import Redirect
from msgspec import Struct

from mingpai.accounts.model import Viewer
from mingpai.accounts.permissions import Permission, may
from mingpai.affairs.core import Core
from mingpai.affairs.denials import Denial, Denied
from mingpai.affairs.drafts import Draft, Drafts, fits
from mingpai.affairs.parts import Taken, ask, key_of
from mingpai.affairs.words import WORDS
from mingpai.auction.commands import Command
from mingpai.auction.model import Disposal
from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import OfficeId, StreamId, well_formed
from mingpai.kernel.outcome import Refused
from mingpai.ports import PortError
from mingpai.service.orders import Order
from mingpai.web import show
from mingpai.web.court.acts import Act
from mingpai.web.court.files import CourtFiles
from mingpai.web.lots import LOT
from mingpai.web.renderer import Renderer
from mingpai.web.shell import Shell
from mingpai.web.visitors import NotPermitted, Porter, WrongForm
from mingpai.web.words import Told, told

SEE_OTHER: Final = 303
CONFLICT, UNREADABLE, UNAVAILABLE = 409, 422, 503
CHECK, KEEP, DROP, SEND = "check", "keep", "drop", "send"
"""The buttons of every form: ask the engine, keep a draft, forget it, send it."""
_NONCE_BYTES = 12
_AGAIN_S = 2


class CourtParts(Struct, frozen=True):
    """What the court's desk is made of."""

    porter: Porter
    core: Core
    files: CourtFiles
    drafts: Drafts


class OpenFile(Struct, frozen=True):
    """A disposal that somebody may see, and who looks."""

    viewer: Viewer
    state: Disposal

    @property
    def lot(self) -> StreamId:
        """Return the disposal's stream."""
        return StreamId(self.state.id)

    @property
    def number(self) -> str:
        """Return the disposal's number, as it stands in addresses."""
        return self.state.id.removeprefix(LOT)

    @property
    def office(self) -> OfficeId:
        """Return for which office he acts. Raises: NotPermitted where he acts for none."""
        return office_of(self.viewer)

    def may(self, permission: Permission) -> bool:
        """Say whether he may do this here, a fresh factor or not."""
        court, case = self.state.court, self.state.file.case_id
        return may(self.viewer, permission, court=court, case=case)


class Said(Struct, frozen=True):
    """A refusal as the desk shows it: in words, with its facts."""

    told: Told
    facts: tuple[tuple[str, str], ...]


def office_of(viewer: Viewer) -> OfficeId:
    """Return for which office somebody acts. Raises: NotPermitted where he acts for none."""
    if viewer.office is None:
        raise NotPermitted(detail="office")
    return viewer.office


def may_prepare(at: OpenFile, act: Act) -> bool:
    """Say whether somebody may fill in the form of an act, though another may have to send it."""
    return at.may(act.permission) or at.may(Permission.PREPARE_DISPOSAL)


def new_nonce() -> str:
    """Draw what tells one sending of a form from another."""
    return secrets.token_urlsafe(_NONCE_BYTES)


def digest_of(command: Struct) -> str:
    """Return the digest of a command as it is sent, by which a list that is signed names it."""
    body = msgspec.json.encode([type(command).__name__, command])
    return b64url(hashlib.sha256(body).digest())


class Desk:
    """The desk in one language."""

    def __init__(self, shell: Shell, renderer: Renderer, parts: CourtParts) -> None:
        """Keep what pages are made with."""
        self.shell = shell
        self.renderer = renderer
        self.parts = parts
        self.porter = parts.porter

    def now(self) -> datetime:
        """Return the service's time."""
        return self.shell.site.clock.now()

    def page(self, template: str, path: str, *, status: int = 200, **view: Any) -> Response[str]:  # noqa: ANN401 - a view is what its template says
        """Answer with a page of the desk."""
        return self.shell.page(
            self.renderer, f"court/{template}", path, status=status, now=self.now(), **view
        )

    def onward(self, path: str, **query: str) -> Response[Any]:
        """Lead on to another page."""
        return Redirect(self.renderer.link(path, **query), status_code=SEE_OTHER)

    def name(self, state: Disposal) -> str:
        """Return what a disposal is called."""
        return self.shell.site.captions.lot(state.id, self.renderer.language)

    # Files ---------------------------------------------------------------------------------

    async def files(self) -> tuple[Viewer, list[Disposal]]:
        """Return who looks and every disposal whose file he may see, in the order of opening."""
        viewer = self.porter.admits(Permission.SEE_COURT_FILE)
        states = await asyncio.to_thread(self.parts.files.all)
        return viewer, [one for one in states if _sees(viewer, one)]

    async def file(
        self, number: str, permission: Permission = Permission.SEE_COURT_FILE
    ) -> OpenFile:
        """Return a disposal to whoever may do this there.

        Raises: NotSignedIn, NotPermitted, NotFresh; NotFoundException.
        """
        self.porter.admits(permission)
        lot = StreamId(LOT + number)
        state = None
        if well_formed("stream", lot):
            state = await asyncio.to_thread(self.parts.files.of, lot)
        if state is None:
            raise NotFoundException
        viewer = self.porter.demand(permission, court=state.court, case=state.file.case_id)
        return OpenFile(viewer, state)

    # Drafts --------------------------------------------------------------------------------

    async def draft(self, at: OpenFile, command: str) -> Draft | None:
        """Return what somebody of his office began to write; None where nobody did."""
        return await asyncio.to_thread(self.parts.drafts.one, at.office, at.lot, command)

    async def keep(self, at: OpenFile, command: str, filled: Mapping[str, str]) -> None:
        """Keep what stands in a form. Raises: WrongForm where it is larger than is kept."""
        if not fits(filled):
            raise WrongForm(detail="form_too_large")
        draft = Draft(at.office, at.lot, command, filled, at.viewer.login, self.now())
        await asyncio.to_thread(self.parts.drafts.keep, draft)

    async def drop(self, at: OpenFile, command: str) -> None:
        """Forget what stood in a form that was sent."""
        await asyncio.to_thread(self.parts.drafts.drop, at.office, at.lot, command)

    # Sending -------------------------------------------------------------------------------

    async def order(
        self, office: OfficeId, lot: StreamId, command: Command, *, key: str
    ) -> Taken | Refused | Denied:
        """Give an office's order to the core; the same one under the same key is done once."""
        try:
            return await ask(self.parts.core, Order(lot, office, key, command))
        except PortError:  # whether it was done is not known: the same form may be sent again
            return Denied(Denial.BUSY, _AGAIN_S)

    def key(self, office: OfficeId, lot: StreamId, command: Command, nonce: str) -> str:
        """Return the key of one sending of a form: another content is another order."""
        return key_of("court", office, lot, digest_of(command), nonce)

    # Words ---------------------------------------------------------------------------------

    def said(self, wrong: Refused) -> Said:
        """Return a refusal in words, with its facts."""
        renderer = self.renderer
        found = told(wrong.code, wrong.article, wrong.facts, renderer.language, renderer.texts)
        facts = tuple((name, self._fact(name, value)) for name, value in wrong.facts.items())
        return Said(found, facts)

    def _fact(self, name: str, value: Any) -> str:  # noqa: ANN401 - a fact's value
        if name.endswith("_fen") and isinstance(value, int):
            return show.money(value, self.renderer.language)
        return str(value)

    def denied(self, wrong: Denied) -> tuple[str, str]:
        """Return what is wrong and what to do next."""
        words = WORDS[wrong.code]
        if self.renderer.language == "zh":
            return words.zh, words.next_zh
        return words.en, words.next_en


def _sees(viewer: Viewer, state: Disposal) -> bool:
    return may(viewer, Permission.SEE_COURT_FILE, court=state.court, case=state.file.case_id)
