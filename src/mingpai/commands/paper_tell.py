"""What `mingpai paper` prints: what was made, what a check found, and a proof part by part.

Where to look next: `commands.paper`.
"""

from datetime import datetime
from typing import Any

from msgspec import Struct, to_builtins

from mingpai.auction.papers import PaperKind
from mingpai.commands.output import print_json, say
from mingpai.kernel.moments import print_local
from mingpai.law.instruments import cite, cite_in_english
from mingpai.papers.model import TITLES
from mingpai.papers.proof import Found, Part, Proof


class Form(Struct, frozen=True):
    """One form of a paper as it was written."""

    file: str
    digest: str


class Made(Struct, frozen=True):
    """A paper as it was made. `seq` is the entry that issued it, None where none did.

    `font` is the one that the PDF embeds, None where it embeds none.
    """

    kind: str
    title: str
    lot: str
    round: int
    check_code: str
    html: Form
    pdf: Form
    seq: int | None
    font: str | None = None


class Issued(Struct, frozen=True):
    """A paper as the journal issued it."""

    seq: int
    lot: str
    at: datetime
    by: str
    kind: str
    round: int
    check_code: str
    html: str
    pdf: str


class Checked(Struct, frozen=True):
    """What a check found. `form`: html, pdf or code; file: no form that was issued.

    `is_altered`: the file carries the check code of an issued paper, and other bytes than it.
    """

    what: str
    form: str
    check_code: str | None
    is_issued: bool
    papers: tuple[Issued, ...]
    is_altered: bool = False


def tell_made(made: Made, *, as_json: bool) -> None:
    """Print what was made."""
    if as_json:
        print_json(made)
        return
    say(f"{made.title}  {made.lot}  校验码 check code {made.check_code}")
    for form in (made.html, made.pdf):
        say(f"  {form.file}  SHA-256 {form.digest}")
    if made.font is not None:
        say(f"  PDF 嵌入字体 the PDF embeds the font {made.font}")
    if made.seq is None:
        say("  尚未发出，日志中没有记录。 Not issued: the journal does not know it (--issue).")
    else:
        say(f"  已发出，日志第 {made.seq} 条。 Issued: entry {made.seq}.")


def tell_checked(checked: Checked, *, as_json: bool) -> None:
    """Print what a check found."""
    if as_json:
        print_json(to_builtins(checked) | {"papers": [_plain(one) for one in checked.papers]})
        return
    if checked.is_issued:
        say(f"{checked.what}: 是经日志发出的文书 issued through this journal ({checked.form})")
    elif checked.is_altered:
        say(
            f"{checked.what}: 校验码是发出过的，但内容与发出的不一致 carries the code of an issued "
            "paper, but its bytes differ: altered, or saved anew"
        )
    else:
        say(f"{checked.what}: 日志没有发出过这份文书 not issued through this journal")
    for one in checked.papers:
        title = TITLES[PaperKind(one.kind)].zh
        say(f"  {title} {one.kind}  {one.lot}  第 {one.round} 轮 round {one.round}")
        say(f"  日志第 {one.seq} 条 entry {one.seq}, {print_local(one.at)}, {one.by}")


def _plain(one: Issued) -> dict[str, Any]:
    told: dict[str, Any] = to_builtins(one)
    return told | {"at": print_local(one.at)}


def tell_proof(file: str, proof: Proof, *, as_json: bool) -> None:
    """Print a proof part by part."""
    if as_json:
        print_json(_plain_proof(file, proof))
        return
    _tell_parts("第十三条 十一项 article 13, eleven items", proof.items)
    _tell_parts("这类财产另须载明 besides, of this kind of property", proof.further)
    _tell_parts("第十四条 七项 article 14, seven warnings", proof.warnings)
    for found in proof.found:
        _tell_found(found)
    if proof.is_publishable:
        say("可以公告 nothing is missing and nothing forbidden")
    else:
        say(f"不能公告：缺 {len(proof.missing)} 项，不得写的 {len(proof.forbidden)} 处")
        say(f"not to be published: {len(proof.missing)} missing, {len(proof.forbidden)} forbidden")


def _tell_parts(heading: str, parts: tuple[Part, ...]) -> None:
    if parts:
        say(heading)
    for one in parts:
        mark = "有 given  " if one.is_given else "缺 MISSING"
        say(f"  {mark}  {cite(one.article)}  {one.title.zh} / {one.title.en}")


def _tell_found(found: Found) -> None:
    doubt = found.doubt
    mark = "不得写 FORBIDDEN" if doubt.forbidden else "存疑 doubtful"
    where = "" if found.where is None else f"{found.where.zh} {found.where.en}: "
    say(f"{mark}  {where}“{doubt.sentence}”")
    say(f"  {cite(doubt.article)}：{doubt.zh}")
    say(f"  {cite_in_english(doubt.article)}: {doubt.en}")
    say(f"  可以写 lawful: {doubt.lawful_zh}")
    say(f"    {doubt.lawful_en}")


def _plain_proof(file: str, proof: Proof) -> dict[str, Any]:
    return {
        "file": file,
        "publishable": proof.is_publishable,
        "missing": len(proof.missing),
        "forbidden": len(proof.forbidden),
        "items": [_plain_part(one) for one in proof.items],
        "further": [_plain_part(one) for one in proof.further],
        "warnings": [_plain_part(one) for one in proof.warnings],
        "doubts": [_plain_found(one) for one in proof.found],
    }


def _plain_part(one: Part) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": to_builtins(one.title),
        "article": one.article,
        "cited": cite(one.article),
        "given": one.is_given,
    }


def _plain_found(found: Found) -> dict[str, Any]:
    doubt = found.doubt
    return {
        "where": None if found.where is None else found.where.en,
        "code": doubt.code.value,
        "sentence": doubt.sentence,
        "forbidden": doubt.forbidden,
        "article": doubt.article,
        "cited": cite(doubt.article),
        "reason": {"zh": doubt.zh, "en": doubt.en},
        "lawful": {"zh": doubt.lawful_zh, "en": doubt.lawful_en},
    }
