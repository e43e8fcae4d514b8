"""`mingpai pack LOT GROUND`: what the journal holds for one ground of annulment, and what not.

Names entries by number; it opens nothing, decides nothing, and says what must come from outside.
Where to look next: `service.evidence_pack` (how it is gathered).
"""

from mingpai.auction.objections.evidence import EvidencePack, Held
from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.commands.output import DONE, Unusable, print_json, say
from mingpai.exchange.scenario_names import chinese, read_choice
from mingpai.kernel.ids import StreamId
from mingpai.law.instruments import cite
from mingpai.service.catalogue import DISPOSAL
from mingpai.service.evidence_pack import gather, plain
from mingpai.service.export import Source


def pack(source: Source, lot: str, ground: str, *, as_json: bool) -> int:
    """Print the evidence of a disposal for a ground of 第三十一条. Raises: Unusable; PortError."""
    try:
        wanted = read_choice(AnnulmentGround, ground)
    except ValueError as wrong:
        values = ", ".join(one.value for one in AnnulmentGround)
        msg = f"{wrong} ({values})"
        raise Unusable(msg) from wrong
    stream = StreamId(lot if lot.startswith(f"{DISPOSAL}/") else f"{DISPOSAL}/{lot}")
    found = gather(source, stream, wanted)
    if found is None:
        msg = f"{lot}: the journal knows no such disposal; give its number, such as 2026-0001"
        raise Unusable(msg)
    if as_json:
        print_json(plain(stream, found))
    else:
        _tell(stream, found)
    return DONE


def _tell(stream: StreamId, found: EvidencePack) -> None:
    say(f"{stream}  {chinese(found.ground)} {found.ground.value}  {cite(found.article)}")
    for one in found.held:
        _tell_held(one)
    for item in found.missing:
        where = "须由外部提交 from outside" if item.is_outside else "日志中没有 not in the journal"
        say(f"- {item.name}  {where}")
        say(f"    {item.zh}")
        say(f"    {item.en}")


def _tell_held(one: Held) -> None:
    shown = ", ".join(str(seq) for seq in one.seqs[:_SHOWN])
    more = f" …（共 {len(one.seqs)} 条 in all）" if len(one.seqs) > _SHOWN else ""
    say(f"+ {one.item.name}  条目 entries {shown}{more}")
    say(f"    {one.item.zh}")
    say(f"    {one.item.en}")


_SHOWN = 12
"""Entries that are printed for people; `--json` has all."""
