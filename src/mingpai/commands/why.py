"""`mingpai why SEQ`: what entry SEQ refused, or what it made somebody's duty, and under which law.

Where to look next: `auction.why` (the explanation), `auction.duties` (what must happen).
"""

from typing import Any

import msgspec

from mingpai.auction.asked import Setting
from mingpai.auction.duties import duties
from mingpai.auction.duty import Duty
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal
from mingpai.auction.record import refused_by
from mingpai.auction.why import Ground, WhyDue, WhyRefused, why_due, why_refused
from mingpai.commands.output import DONE, Unusable, print_json, say
from mingpai.journal.entry import Entry, decode_entry
from mingpai.kernel.event import Event
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import ensure
from mingpai.law.platforms import NATIONAL
from mingpai.service.archive import Archive
from mingpai.service.catalogue import DISPOSAL
from mingpai.service.domains import domain_of
from mingpai.service.export import Source


def why(source: Source, seq: int, *, as_json: bool) -> int:
    """Explain an entry and print it. Raises: Unusable where there is no such entry; PortError."""
    entry, event = _entry(source, seq)
    refused = refused_by(event)
    if refused is not None:
        explained = why_refused(refused)
        if as_json:
            print_json(_plain_refusal(seq, entry, explained))
        else:
            _tell_refusal(seq, entry, explained)
        return DONE
    follows = [why_due(duty) for duty in _new_duties(source, entry)]
    if as_json:
        print_json(_plain_duties(seq, entry, follows))
    else:
        _tell_duties(seq, entry, follows)
    return DONE


def _archive(source: Source) -> Archive:
    vkey = source.ring.receipts.vkey
    return Archive(source.store, source.registry, origin=source.origin, vkey=vkey)


def _entry(source: Source, seq: int) -> tuple[Entry, Event]:
    size = source.store.head().size
    if not 0 <= seq < size:
        msg = f"{seq}: the journal has entries 0 to {size - 1}; give the number of one of them"
        raise Unusable(msg)
    (stored,) = source.store.read(seq, limit=1)
    ensure(stored.seq == seq, f"entry {seq} is in the journal")
    entry = decode_entry(stored.leaf)
    return entry, _archive(source).event(entry, stored)


def _new_duties(source: Source, entry: Entry) -> list[Duty]:
    """Return the duties that a disposal had after an entry and not before it."""
    if domain_of(entry.stream) != DISPOSAL:
        return []
    stream = StreamId(entry.stream)
    events = _archive(source).events(stream, before=entry.seq + 1)
    state = Disposal(stream)
    for event in events[:-1]:
        state = evolve(state, event)
    setting = Setting(NATIONAL)
    before = set(duties(state, setting))
    return [duty for duty in duties(evolve(state, events[-1]), setting) if duty not in before]


def _plain_refusal(seq: int, entry: Entry, told: WhyRefused) -> dict[str, Any]:
    return {
        "seq": seq,
        "kind": entry.kind,
        "stream": entry.stream,
        "code": told.code,
        "article": told.ground.article,
        "facts": told.facts,
        "allowed": msgspec.to_builtins(told.allowed),
        "said": msgspec.to_builtins(told.said),
        "ground": msgspec.to_builtins(told.ground),
        "reading": told.reading,
        "by_notice": told.by_notice,
        "law": entry.law,
    }


def _plain_duties(seq: int, entry: Entry, follows: list[WhyDue]) -> dict[str, Any]:
    first = follows[0] if follows else None
    return {
        "seq": seq,
        "kind": entry.kind,
        "stream": entry.stream,
        "code": None if first is None else first.code,
        "article": None if first is None else first.ground.article,
        "facts": {},
        "allowed": None if first is None else {"until": first.until},
        "duties": msgspec.to_builtins(follows),
        "law": entry.law,
    }


def _tell_refusal(seq: int, entry: Entry, told: WhyRefused) -> None:
    say(f"{seq}  {entry.stream}  {told.code}")
    say(f"  {told.said.zh}")
    say(f"  {told.said.en}")
    for name, value in sorted(told.facts.items()):
        say(f"    {name} = {value}")
    _tell_ground(told.ground)
    if told.reading:
        say("  本系统对条文的理解，超出条文字面。 / A reading of ours beyond the article's words.")
    if told.by_notice:
        say("  因本次拍卖公告载明而有约束力。 / Binding because this sale's notice says so.")
    say(f"  可行做法 / what would have been allowed: {told.allowed.zh} {told.allowed.en}")


def _tell_ground(ground: Ground) -> None:
    rules = " ".join(ground.rules)
    say(f"  {ground.cited.zh} / {ground.cited.en}  {rules}")
    say(f"    {ground.requires.zh}")
    say(f"    {ground.requires.en}")
    if not ground.verified:
        say("    （条文尚未核实 / the text was not verified）")


def _tell_duties(seq: int, entry: Entry, follows: list[WhyDue]) -> None:
    say(f"{seq}  {entry.stream}  {entry.kind}")
    if not follows:
        say(
            "  没有拒绝，也没有由此产生的义务。 / Nothing was refused, and no duty follows from it."
        )
    for told in follows:
        until = told.until or "立即 / at once"
        say(f"  {told.code}: {told.by}, {until}")
        say(f"    {told.said.zh}")
        say(f"    {told.said.en}")
        _tell_ground(told.ground)
