"""The desk for objections: whoever is concerned files, and the court answers, in its own words.

The words are kept first, then the order goes to the core with their digest; refused, they are
forgotten. What a citizen files goes in through the registry of the lot's court, also where he
holds a code: under his code the public entry would say that this bidder objects.
Every method is to be awaited on the event loop; what blocks runs in threads. Each raises PortError
where the store cannot serve; the same form may be sent again and counts once.
Where to look next: `affairs.writings` (what is kept), `auction.objections.decide` (what is
refused), `web.objections` (the pages).
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import msgspec
from msgspec import Struct

from mingpai.accounts.model import Viewer
from mingpai.affairs.denials import Denied
from mingpai.affairs.parts import AffairsParts, Taken, ask, key_of
from mingpai.affairs.writings import (
    Content,
    Purpose,
    Writing,
    WritingStore,
    digest_of,
    print_content,
    read_content,
)
from mingpai.auction.objections.commands import FileObjection, FileReview
from mingpai.auction.objections.events import ObjectionFiled
from mingpai.auction.objections.model import Objection, ObjectionKind
from mingpai.auction.preparation.model import Role
from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.kernel.canon import NotCanonical, canonical
from mingpai.kernel.ids import LotToken, OfficeId, StreamId, SubjectId, well_formed
from mingpai.kernel.moments import local_date
from mingpai.kernel.outcome import Refused, ensure
from mingpai.ports import PortError
from mingpai.service.domains import Command
from mingpai.service.orders import Order
from mingpai.service.projections import LotRecord

MOST_WORDS, MOST_ASKED, MOST_CONTACT = 4_000, 1_000, 200
"""Characters of each text of a form: what does not fit goes to the court as papers."""
MOST_RECEIPTS = 10
MOST_OPEN = 5
"""So many of one person's filings over one lot may wait for a decision at once. A house rule."""


class Obstacle(StrEnum):
    """Why the desk does not pass a form on. What the law forbids is refused by the core."""

    LOT_UNKNOWN = "lot_unknown"
    WORDS_MISSING = "words_missing"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    FORM_WITHOUT_SALT = "form_without_salt"
    RECEIPT_UNKNOWN = "receipt_unknown"
    TOO_MANY_OPEN = "too_many_open"
    NOT_YOURS = "not_yours"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    """Whether the core carried the order out is not known; the same form counts once."""


class Hindered(Struct, frozen=True):
    """Why the desk does nothing. `retry_after_s`: whole seconds to wait first, 0 where none."""

    obstacle: Obstacle
    retry_after_s: int = 0


class Filing(Struct, frozen=True):
    """What somebody files. `salt` was drawn when his form was made: a form counts once."""

    kind: ObjectionKind
    by: Role
    words: str
    salt: str
    ground: AnnulmentGround | None = None
    asked: str = ""
    contact: str = ""
    receipts: tuple[int, ...] = ()


class Filed(Struct, frozen=True):
    """One filing of somebody's, and what is on record of it.

    `seq` is the entry, `objection` where it stands: both None until it is read back.
    """

    content: Content
    writing: Writing
    seq: int | None = None
    objection: Objection | None = None


Done = Taken | Hindered | Refused


class ObjectionDesk:
    """One for each process of pages; all that lasts is in the store and in the journal."""

    def __init__(self, parts: AffairsParts, store: WritingStore) -> None:
        """Take what it is made of."""
        self._parts = parts
        self._store = store

    # The citizen's part --------------------------------------------------------------------

    async def file(self, viewer: Viewer, lot: StreamId, filing: Filing) -> Done:
        """File an objection, an outsider's claim or a complaint about a lot.

        Source: 法释〔2016〕18号 第三十六条; 民事诉讼法（2023年修正）第二百三十六, 二百三十八条.
        """
        course = await asyncio.to_thread(self._parts.lots.course, lot)
        if course is None:
            return Hindered(Obstacle.LOT_UNKNOWN)
        if await self._is_over_the_most(viewer, course, filing.salt):
            return Hindered(Obstacle.TOO_MANY_OPEN)
        token = await asyncio.to_thread(self._parts.tokens.of, viewer.account, lot)
        return await self._file(viewer, course, filing, token)

    async def ask_review(
        self, viewer: Viewer, lot: StreamId, number: int, *, words: str, salt: str
    ) -> Done:
        """Ask the higher court to reconsider the decision on his own objection `number` (复议).

        Source: 民事诉讼法（2023年修正）第二百三十六条.
        """
        course = await asyncio.to_thread(self._parts.lots.course, lot)
        if course is None:
            return Hindered(Obstacle.LOT_UNKNOWN)
        filed = _filings(course).get(number)
        known = {} if filed is None else await self.written([filed.statement])
        writing = None if filed is None else known.get(filed.statement)
        token = await asyncio.to_thread(self._parts.tokens.of, viewer.account, lot)
        if writing is None or writing.token != token:
            return Hindered(Obstacle.NOT_YOURS)
        today = local_date(self._parts.now())
        content = Content(
            lot,
            Purpose.REVIEW,
            words,
            salt,
            number=number,
            fields={"on": today.isoformat(), "token": token},
        )
        by = _By(viewer.account, course.head.opened.court, token)
        return await self._order(by, lot, content, lambda digest: FileReview(number, today, digest))

    async def mine(self, viewer: Viewer) -> list[Filed]:
        """Return what he filed, the newest first, with where it stands by the public entries."""
        writings = await asyncio.to_thread(self._store.of_account, viewer.account)
        return [self._on_record(one) for one in writings if self._is_filing(one)]

    # The court's part ----------------------------------------------------------------------

    async def receive(self, viewer: Viewer, lot: StreamId, token: LotToken, filing: Filing) -> Done:
        """Let the registry put on record what came in on paper, under the person's lot token.

        Requires: the caller asked `accounts.permissions`.
        """
        course = await asyncio.to_thread(self._parts.lots.course, lot)
        if course is None:
            return Hindered(Obstacle.LOT_UNKNOWN)
        return await self._file(viewer, course, filing, token)

    async def act(
        self, viewer: Viewer, content: Content, command_of: Callable[[str], Command]
    ) -> Done:
        """Carry out an act of the court on an objection; `command_of` is given the words' digest.

        Requires: the caller asked `accounts.permissions`, and `content.fields` says all that the
        command does.
        """
        ensure(viewer.office, "an office acts for the court")
        head = self._parts.lots.head(content.lot)
        if head is None:
            return Hindered(Obstacle.LOT_UNKNOWN)
        by = _By(viewer.account, OfficeId(viewer.office or ""), None)
        return await self._order(by, content.lot, content, command_of)

    async def written(self, digests: Sequence[str]) -> Mapping[str, Writing]:
        """Return the writings behind digests, as far as they are kept here.

        For whoever may read them: their writer, and the lot's court.
        """
        return await asyncio.to_thread(self._store.find, digests)

    async def about(self, lot: StreamId, number: int) -> list[Writing]:
        """Return what was written about objection `number` after it was filed, the oldest first.

        Some of it may have been refused just now, or be on its way still. For the lot's court.
        """
        found = await asyncio.to_thread(self._store.of_lot, lot)
        return [one for one in found if read_content(one.content).number == number]

    # Shared --------------------------------------------------------------------------------

    async def _file(
        self, viewer: Viewer, course: LotRecord, filing: Filing, token: LotToken
    ) -> Done:
        if not _are_entries(course, filing.receipts):
            return Hindered(Obstacle.RECEIPT_UNKNOWN)
        content = Content(
            lot=course.head.stream,
            purpose=Purpose.OBJECTION,
            words=filing.words,
            salt=filing.salt,
            asked=filing.asked,
            contact=filing.contact,
            fields={
                "kind": filing.kind,
                "by": filing.by,
                "ground": filing.ground or "",
                "token": token,
            },
            receipts=filing.receipts,
        )
        return await self._order(
            _By(viewer.account, course.head.opened.court, token),
            course.head.stream,
            content,
            lambda digest: FileObjection(filing.kind, token, filing.by, digest, filing.ground),
        )

    async def _order(
        self, by: "_By", lot: StreamId, content: Content, command_of: Callable[[str], Command]
    ) -> Done:
        """Keep the words, give the order, and forget the words where it is refused."""
        wrong = _wrong_with(content)
        if wrong is not None:
            return Hindered(wrong)
        data = print_content(content)
        digest = digest_of(data)
        writing = Writing(digest, by.account, lot, by.token, data, self._parts.now())
        kept = await asyncio.to_thread(self._store.keep, writing)
        ensure(kept.account == by.account, "two persons never write the same bytes")
        order = Order(lot, by.actor, key_of("writing", lot, digest), command_of(digest))
        try:
            answer = await ask(self._parts.core, order)
        except PortError:
            return Hindered(Obstacle.NO_ANSWER)
        if isinstance(answer, Denied):
            return Hindered(Obstacle.BUSY, answer.retry_after_s)
        if isinstance(answer, Refused):
            await asyncio.to_thread(self._store.drop, digest)
        return answer

    async def _is_over_the_most(self, viewer: Viewer, course: LotRecord, salt: str) -> bool:
        """Say whether too many of his filings wait; what is sent again is no further one."""
        writings = await asyncio.to_thread(self._store.of_account, viewer.account)
        own = [one for one in writings if one.lot == course.head.stream and self._is_filing(one)]
        waiting = [
            filed
            for filed in (self._on_record(one) for one in own)
            if filed.content.salt != salt
            and (filed.objection is None or filed.objection.outcome is None)
        ]
        return len(waiting) >= MOST_OPEN

    def _is_filing(self, writing: Writing) -> bool:
        is_own = writing.token is not None
        return is_own and read_content(writing.content).purpose is Purpose.OBJECTION

    def _on_record(self, writing: Writing) -> Filed:
        content = read_content(writing.content)
        course = self._parts.lots.course(writing.lot)
        steps = () if course is None else course.steps
        for step in steps:
            event = step.event
            if isinstance(event, ObjectionFiled) and event.statement == writing.digest:
                listed = () if course is None else course.head.state.file.objections
                found = next((one for one in listed if one.number == event.number), None)
                return Filed(content, writing, step.seq, found)
        return Filed(content, writing)


class _By(Struct, frozen=True):
    """Who writes, in whose name the order goes out, and under which token he is concerned."""

    account: SubjectId
    actor: OfficeId
    token: LotToken | None


def _filings(course: LotRecord) -> dict[int, ObjectionFiled]:
    """Return what was filed over a lot, by number."""
    events = (step.event for step in course.steps)
    return {one.number: one for one in events if isinstance(one, ObjectionFiled)}


def _are_entries(course: LotRecord, receipts: Sequence[int]) -> bool:
    """Say whether all these are public entries of the lot."""
    known = {row.seq for row in course.bids} | {row.seq for row in course.refusals}
    known |= {row.seq for row in course.steps}
    return len(receipts) <= MOST_RECEIPTS and known.issuperset(receipts)


def _wrong_with(content: Content) -> Obstacle | None:
    """Return what is wrong with a form as such."""
    texts = ((content.words, MOST_WORDS), (content.asked, MOST_ASKED))
    if not content.words.strip():
        return Obstacle.WORDS_MISSING
    if any(len(text) > most for text, most in (*texts, (content.contact, MOST_CONTACT))):
        return Obstacle.TOO_LONG
    try:
        canonical(msgspec.to_builtins(content))
    except NotCanonical:
        return Obstacle.NOT_TEXT
    return None if well_formed("lot token", content.salt) else Obstacle.FORM_WITHOUT_SALT
