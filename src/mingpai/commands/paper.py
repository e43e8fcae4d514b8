"""`mingpai paper make|check|proof`: a court's papers made, issued, and held against the journal.

A paper is made from the disposal as the journal has it, and from particulars that no journal
holds. Issuing one writes its check code and digests, never its words. Where to look next:
`mingpai.papers` (how a paper is made), `auction.papers` (which one a disposal allows),
`commands.paper_tell` (what is printed).
"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from mingpai.auction.asked import Asked, Setting
from mingpai.auction.model import Disposal
from mingpai.auction.papers import KINDS as PAPER_KINDS
from mingpai.auction.papers import IssuePaper, PaperIssued, PaperKind, coming_panel
from mingpai.auction.preparation.events import NoticeCorrected, RoundAnnounced
from mingpai.auction.refusals import explain
from mingpai.bootstrap import Service
from mingpai.commands.output import DONE, WRONG, Unusable
from mingpai.commands.paper_font import font_for
from mingpai.commands.paper_tell import (
    Checked,
    Form,
    Issued,
    Made,
    tell_checked,
    tell_made,
    tell_proof,
)
from mingpai.journal.entry import decode_entry
from mingpai.kernel.event import Event
from mingpai.kernel.ids import StreamId, well_formed
from mingpai.kernel.moments import local_date
from mingpai.kernel.outcome import Refused
from mingpai.law.instruments import cite
from mingpai.papers.basis import Basis
from mingpai.papers.check import check_code, digest, printed_code, read_check_code
from mingpai.papers.draft import as_drafted, resumes
from mingpai.papers.filled import MAX_BYTES, Filled, read_filled
from mingpai.papers.font import Font
from mingpai.papers.html import print_html
from mingpai.papers.make import make
from mingpai.papers.model import TITLES, Document
from mingpai.papers.pdf import Unprintable, print_pdf
from mingpai.papers.proof import NoticeTexts, prove, prove_text
from mingpai.service.archive import Archive
from mingpai.service.catalogue import DISPOSAL
from mingpai.service.export import Source
from mingpai.service.requests import Request
from mingpai.service.sequencer import Stopped

_PAGE = 5_000
_PAPER_ISSUED = PAPER_KINDS[0].name
_MAX_FORM_BYTES = 20_000_000
TOML = ".toml"
ANNOUNCEMENTS = frozenset({PaperKind.NOTICE, PaperKind.SALE_NOTICE, PaperKind.RERUN_NOTICE})
NOTICES = ANNOUNCEMENTS | {PaperKind.SPECIAL_WARNINGS, PaperKind.INSTRUCTIONS}
"""What is made of a round until it is over."""


class Wanted(Struct, frozen=True):
    """What the command line asks for."""

    kind: str
    lot: str
    particulars: Path
    out: Path
    issue: bool = False
    font: Path | None = None


# make -----------------------------------------------------------------------------------------


def paper_make(service: Service, wanted: Wanted, *, now: datetime, as_json: bool) -> int:
    """Make a paper in both forms and write them, and issue it where that is asked for.

    Raises: Unusable where the particulars, the state or the law allow no such paper: then nothing
    is written; PortError.
    """
    kind = read_kind(wanted.kind)
    filled = _filled(wanted.particulars)
    lot = _stream(wanted.lot)
    events = _events(service, lot)
    state = _state(service, lot, events)
    _ensure_not_over(kind, state)
    document = _document(kind, state, filled, service, now)
    font = font_for(document, wanted.font)
    forms = {"html": print_html(document), "pdf": _pdf(document, font)}
    command = IssuePaper(
        kind, document.round, check_code(document), *(digest(data) for data in forms.values())
    )
    if wanted.issue:
        _would_be_refused(service, state, command, now)
        _ensure_as_published(command, events)
    written = _write(wanted.out, document, forms)
    seq = asyncio.run(_issue(service, state, command)) if wanted.issue else None
    made = Made(
        kind=kind.value,
        title=document.title,
        lot=document.lot,
        round=document.round,
        check_code=command.check_code,
        html=Form(str(written["html"]), command.html),
        pdf=Form(str(written["pdf"]), command.pdf),
        seq=seq,
        font=font.title if font.is_embedded else None,
    )
    tell_made(made, as_json=as_json)
    return DONE


def read_kind(text: str) -> PaperKind:
    """Read a kind of paper by its name in either language. Raises: Unusable."""
    for kind, title in TITLES.items():
        if text in (kind.value, title.zh):
            return kind
    known = ", ".join(f"{title.zh} {kind.value}" for kind, title in TITLES.items())
    msg = f"{text!r:.40} is no kind of paper; give one of: {known}"
    raise Unusable(msg)


def _filled(file: Path) -> Filled:
    try:
        return read_filled(_read(file, MAX_BYTES))
    except ValueError as error:
        msg = f"{file}: {error}"
        raise Unusable(msg) from error


def _read(file: Path, most: int) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(most + 1)
    except OSError as error:
        msg = f"{file}: cannot be read: {error.strerror or error}; give the path of a file"
        raise Unusable(msg) from error


def _stream(lot: str) -> StreamId:
    named = lot if lot.startswith(f"{DISPOSAL}/") else f"{DISPOSAL}/{lot}"
    if not well_formed("stream", named):
        msg = f"{lot!r:.60} is no number of a disposal; give it as 2026-0001"
        raise Unusable(msg)
    return StreamId(named)


def _events(service: Service, lot: StreamId) -> Sequence[Event]:
    events = _archive(service.source).events(lot)
    if not events:
        msg = f"{lot}: the journal knows no such disposal; mingpai due lists those it knows"
        raise Unusable(msg)
    return events


def _state(service: Service, lot: StreamId, events: Sequence[Event]) -> Disposal:
    domain = service.domains[DISPOSAL]
    state: Disposal = domain.initial(lot)
    for event in events:
        state = domain.evolve(state, event)
    return state


def _archive(source: Source) -> Archive:
    return Archive(
        source.store, source.registry, origin=source.origin, vkey=source.ring.receipts.vkey
    )


def _document(
    kind: PaperKind, state: Disposal, filled: Filled, service: Service, now: datetime
) -> Document:
    """Return the paper. Raises: Unusable, saying everything that stands in its way."""
    asked = Asked(state.court or "", now, Setting(service.config.platforms))
    try:
        drafted = as_drafted(kind, state, filled, asked)
        if isinstance(drafted, Refused):
            raise Unusable(_told(kind, drafted))
        basis = Basis(
            state=drafted,
            given=filled.particulars,
            today=local_date(now),
            texts=filled.texts,
            resumes=resumes(filled.draft),
            made_up=service.config.is_sandbox,
        )
        return make(kind, basis, key=service.ring.command_secret)
    except ValueError as error:  # each kind of fault has a text of its own that says all
        raise Unusable(str(error)) from error


def _ensure_not_over(kind: PaperKind, state: Disposal) -> None:
    """Raise: Unusable where a notice is asked for and its round is over, unless another may come.

    The engine has one code for what was never published and for what is no longer.
    """
    current = state.current
    if kind not in NOTICES or current is None or current.is_running or coming_panel(state):
        return
    number = current.terms.number
    msg = (
        f"{TITLES[kind].zh} {kind.value}: {state.id} 第 {number} 轮已经结束，不再制作其公告 "
        f"round {number} is over, and its notice is made no more; that of the next round is, "
        "once the panel decided it"
    )
    raise Unusable(msg)


def _ensure_as_published(command: IssuePaper, events: Sequence[Event]) -> None:
    """Raise: Unusable where a notice's bytes are not those that the notice on record holds.

    What went out under the notice is what everybody relied on: no other text goes out as it.
    """
    if command.paper not in ANNOUNCEMENTS:
        return
    published = [
        one.document
        for one in events
        if isinstance(one, RoundAnnounced | NoticeCorrected) and one.round == command.round
    ]
    if command.html in published or command.pdf in published:
        return
    msg = (
        f"{TITLES[command.paper].zh} {command.paper.value}: 与日志中公告的文书不一致 "
        f"is not the document of the notice on record ({', '.join(published)}), "
        f"but {command.html} (html), {command.pdf} (pdf); "
        "用公告当日的文字和字体制作 make it from the texts and in the font of the day of the notice"
    )
    raise Unusable(msg)


def _pdf(document: Document, font: Font) -> bytes:
    try:
        return print_pdf(document, font)
    except Unprintable as error:
        msg = (
            f"{error}; 改写，或用 --font 指定有这些字的字体 write it otherwise, or give "
            "--font with a font that has them"
        )
        raise Unusable(msg) from error


def _told(kind: PaperKind, refused: Refused) -> str:
    zh, en = (explain(refused.code, refused.facts, language=one) for one in ("zh", "en"))
    words = "" if zh is None or en is None else f"{zh.text}{zh.next} {en.text} {en.next}"
    return f"{TITLES[kind].zh} {kind.value}: {refused.code} ({cite(refused.article)}) {words}"


def _would_be_refused(
    service: Service, state: Disposal, command: IssuePaper, now: datetime
) -> None:
    """Raise: Unusable where the engine would not record the paper, before anything is written."""
    actor = state.court or ""
    decision = service.domains[DISPOSAL].decide(state, command, actor=actor, now=now)
    if isinstance(decision, Refused):
        raise Unusable(_told(command.paper, decision))


def _write(folder: Path, document: Document, forms: dict[str, bytes]) -> dict[str, Path]:
    """Write both forms. A file that holds something else is never written over."""
    number = document.lot.partition("/")[2]
    name = f"{number}-{document.round}-{document.kind.value}"
    files = {form: folder / f"{name}.{form}" for form in forms}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for form, file in files.items():
            if file.exists() and file.read_bytes() != forms[form]:
                msg = f"{file}: is there already and says something else; name another --out"
                raise Unusable(msg)
        for form, file in files.items():
            file.write_bytes(forms[form])
    except OSError as error:
        msg = f"{folder}: cannot be written: {error.strerror or error}; name another --out"
        raise Unusable(msg) from error
    return files


async def _issue(service: Service, state: Disposal, command: IssuePaper) -> int | None:
    """Record through a core that a paper was issued; the same paper on the same day once.

    Raises: Unusable where it is refused after all, or the core ends before it is done.
    """
    async with service.core() as core:
        request = Request(
            StreamId(state.id),
            state.court or "",
            command,
            received_at=core.parts.clock.now(),
            key=f"paper-{command.check_code}",
            sender="paper",
        )
        try:
            answer = await core.sequencer.submit(request)
        except Stopped as error:
            msg = f"{state.id}: {error}; the same command again does what was left undone"
            raise Unusable(msg) from error
    if answer.refused is not None:
        raise Unusable(_told(command.paper, answer.refused))
    return answer.seq


# check ----------------------------------------------------------------------------------------


def paper_check(source: Source, what: str, *, as_json: bool) -> int:
    """Say whether a file, or a check code, is a paper that the journal issued. Status 1 if not.

    Raises: Unusable where it is neither a file nor a check code; PortError.
    """
    file = Path(what)
    if file.is_file():
        checked = _checked_file(source, file)
    else:
        try:
            code = read_check_code(what)
        except ValueError as error:
            msg = f"{what!r:.60} is neither a file nor a check code such as 7K2M-0QXA-93TB-HJ5C"
            raise Unusable(msg) from error
        found = tuple(one for one in issued_papers(source) if one.check_code == code)
        checked = Checked(what, "code", code, is_issued=bool(found), papers=found)
    tell_checked(checked, as_json=as_json)
    return DONE if checked.is_issued else WRONG


def _checked_file(source: Source, file: Path) -> Checked:
    """Hold a file's bytes against every digest; where none fits, look for the code it carries."""
    data = _read(file, _MAX_FORM_BYTES)
    own, code = digest(data), printed_code(data)
    same_code: list[Issued] = []
    for one in issued_papers(source):
        if own in (one.html, one.pdf):
            form = "html" if own == one.html else "pdf"
            return Checked(str(file), form, one.check_code, is_issued=True, papers=(one,))
        if one.check_code == code:
            same_code.append(one)
    return Checked(
        str(file),
        "file",
        code,
        is_issued=False,
        papers=tuple(same_code),
        is_altered=bool(same_code),
    )


def issued_papers(source: Source) -> Iterator[Issued]:
    """Yield every paper that the journal issued, in its order."""
    archive = _archive(source)
    seq = 0
    while page := source.store.read(seq, limit=_PAGE):
        for stored in page:
            entry = decode_entry(stored.leaf)
            if entry.kind != _PAPER_ISSUED:
                continue
            event = archive.event(entry, stored)
            if isinstance(event, PaperIssued):
                yield Issued(
                    seq=entry.seq,
                    lot=entry.stream,
                    at=entry.received_at,
                    by=entry.actor,
                    kind=event.paper.value,
                    round=event.round,
                    check_code=event.check_code,
                    html=event.html,
                    pdf=event.pdf,
                )
        seq += len(page)


# proof ----------------------------------------------------------------------------------------


def paper_proof(file: Path, *, as_json: bool) -> int:
    """Prove a notice's texts: of a .toml part by part, of any other text its wording alone.

    Status 1 where an item or warning is missing or a sentence is forbidden. Raises: Unusable.
    """
    data = _read(file, MAX_BYTES)
    if file.suffix.lower() == TOML:
        texts = _filled(file).texts or NoticeTexts({}, {})
        proof = prove(texts)
    else:
        proof = prove_text(_text(file, data))
    tell_proof(str(file), proof, as_json=as_json)
    return DONE if proof.is_publishable else WRONG


def _text(file: Path, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        msg = f"{file}: more than {MAX_BYTES} bytes; a notice has fewer"
        raise Unusable(msg)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{file}: byte {error.start} is no UTF-8; save the file as UTF-8"
        raise Unusable(msg) from error
