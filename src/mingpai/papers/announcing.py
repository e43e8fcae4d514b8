"""公告, 特别提示, 竞买须知: what is published on the day of a notice.

The terms come from the disposal, the eleven items and seven warnings from the court's own texts,
which are proved before anything is made of them. Source: 法释〔2016〕18号 第十至十五条, 第二十四至
二十六条. Where to look next: `papers.proof`, `papers.basis` (the passages).
"""

from collections.abc import Iterator

from mingpai.auction.model import PropertyClass, Round, RoundKind
from mingpai.auction.papers import PaperKind
from mingpai.auction.preparation.content_guards import further_asked
from mingpai.auction.preparation.model import PriceBasis, Trait
from mingpai.exchange.scenario_names import chinese
from mingpai.kernel.ids import ArticleId
from mingpai.law.content import (
    FURTHER_TITLES,
    ITEM_TITLES,
    WARNING_TITLES,
    FurtherItem,
    Item,
    SpecialWarning,
    article_of_further,
    article_of_warning,
)
from mingpai.law.instruments import cite
from mingpai.papers.basis import (
    PROVISIONS,
    Basis,
    account_table,
    again_because,
    balance_words,
    bidding_rules,
    case_words,
    contact_table,
    current_round,
    default_rules,
    deposit_rules,
    document,
    opening,
    ordinal,
    paid_before_word,
    paragraphs,
    price_word,
    provision,
    round_name,
    sale_word,
    sections,
)
from mingpai.papers.figures import amount, moment, signed_day
from mingpai.papers.model import Document, Paragraph, Table
from mingpai.papers.proof import NoticeTexts, Unpublishable, prove

_CLASSES = {
    PropertyClass.MOVABLE: "动产",
    PropertyClass.IMMOVABLE: "不动产",
    PropertyClass.OTHER_RIGHT: "其他财产权",
}
_HOME = ArticleId("FS2021-18:3")
_PROMISE = ArticleId("FS2021-18:2")
NO_FEES = (
    "本院及本院委托的辅助机构不向竞买人、买受人收取任何服务费、佣金；辅助工作的必要费用由被执行人"
    f"承担（{provision('7.2')}）。本院只通过本文书所列账户收款，对账户有疑问的，请先与本院核实。"
)


def notice(basis: Basis, kind: PaperKind) -> Document:
    """Return the notice of the round that is out, or is to be: 拍卖, 变卖 or 重新拍卖公告.

    Raises: Unpublishable where a text is missing or forbidden.
    """
    texts = proved_texts(basis)
    of, given = current_round(basis), basis.given
    parts = sections(
        opening(*_notice_opening(basis, of)),
        (f"{sale_word(of)}财产、价格和时间", (_terms_table(basis, of),)),
        ("竞价规则", paragraphs(*bidding_rules(of))),
        (
            f"{paid_before_word(of)}和价款",
            (
                *paragraphs(*deposit_rules(of), balance_words(of)),
                account_table(given),
                *paragraphs(default_rules(of)),
            ),
        ),
        ("特别提示", tuple(_warning_paragraphs(texts))),
        ("公示内容", tuple(_item_paragraphs(texts))),
        ("看样、咨询和监督", (*paragraphs(given.viewing, NO_FEES), _reached(basis))),
    )
    return document(
        basis,
        kind,
        title=_notice_title(of),
        sections=parts,
        dated=signed_day(of.terms.announced_on),
    )


def proved_texts(basis: Basis) -> NoticeTexts:
    """Return the notice's texts, all given and none forbidden. Raises: Unpublishable."""
    texts = basis.texts or NoticeTexts({}, {})
    announced_on = current_round(basis).terms.announced_on
    proof = prove(texts, asked=further_asked(basis.state, on=announced_on))
    if not proof.is_publishable:
        raise Unpublishable(proof)
    return texts


def _notice_title(of: Round) -> str:
    if of.terms.kind in (RoundKind.AUCTION_1, RoundKind.AUCTION_2):
        return f"拍卖公告（{round_name(of)}）"
    return f"{round_name(of)}公告"


def _notice_opening(basis: Basis, of: Round) -> Iterator[str]:
    given, word = basis.given, sale_word(of)
    if of.terms.kind is RoundKind.RERUN:
        yield f"{again_because(basis.state, word)}。"
    yield (
        f"{given.court}（以下简称本院）在执行{case_words(given)}中，依照{PROVISIONS}的规定，"
        f"定于{moment(of.terms.opens_at)}起在{given.platform}（网址：{given.platform_address}）对下列"
        f"财产进行{round_name(of)}。现公告如下："
    )


def _terms_table(basis: Basis, of: Round) -> Table:
    terms, given, state = of.terms, basis.given, basis.state
    rows = [
        (f"{sale_word(of)}财产", given.property),
        ("财产类别", _CLASSES[state.file.property_class]),
        ("执行依据", given.instrument),
        ("参考价", _reference_words(of)),
        (price_word(of), amount(terms.start_price_fen)),
        (paid_before_word(of), amount(terms.qualifying_fen)),
        ("增价幅度", amount(terms.step_fen)),
        ("竞价开始时间", moment(terms.opens_at)),
        (_closing_word(of), f"{moment(of.terms.closes_at)}（依规则顺延的除外）"),
        ("平台", f"{given.platform}（{given.platform_address}）"),
        ("处置编号", f"{state.id}，第{terms.number}轮"),
    ]
    if paid_before_word(of) != "保证金":
        rows.insert(6, ("保证金", amount(terms.deposit_fen)))
    return Table(tuple(rows))


def _closing_word(of: Round) -> str:
    return "竞价结束时间" if of.terms.run is None else "变卖期届满时间"


def _reference_words(of: Round) -> str:
    terms = of.terms
    if terms.basis is PriceBasis.REFERENCE:
        return amount(terms.reference_price_fen)
    if not terms.reference_price_fen:
        return chinese(terms.basis)
    return f"{amount(terms.reference_price_fen)}；起拍价依据：{chinese(terms.basis)}"


def _warning_paragraphs(texts: NoticeTexts) -> Iterator[Paragraph]:
    for at, warning in enumerate(SpecialWarning, 1):
        title = WARNING_TITLES[warning].zh
        yield Paragraph(f"（{ordinal(at)}）{title}：{texts.warnings[warning]}")


def _item_paragraphs(texts: NoticeTexts) -> Iterator[Paragraph]:
    """Yield the eleven items, and after them what this kind of property asks for besides."""
    for at, item in enumerate(Item, 1):
        yield Paragraph(f"（{ordinal(at)}）{ITEM_TITLES[item].zh}：{texts.items[item]}")
    besides = (one for one in FurtherItem if one in texts.further)
    for at, one in enumerate(besides, len(Item) + 1):
        cited = cite(article_of_further(one))
        title = FURTHER_TITLES[one].zh
        yield Paragraph(f"（{ordinal(at)}）{title}：{texts.further[one]}（{cited}）")


def _reached(basis: Basis) -> Table:
    return contact_table(basis.given, with_supervision=True)


# 特别提示 --------------------------------------------------------------------------------------


def special_warnings(basis: Basis) -> Document:
    """Return the seven special warnings, each with the item that asks for it.

    Raises: Unpublishable where a text of the notice is missing or forbidden.
    """
    texts = proved_texts(basis)
    of, given = current_round(basis), basis.given
    parts = (
        opening(
            f"{given.court}依照{PROVISIONS}{provision('14')}，就{given.property}的{round_name(of)}"
            f"（{given.case_number}）特别提示如下："
        ),
        *sections(
            opening("请逐项阅读；参加竞买的，视为已经知悉下列全部内容。"),
            *(
                (
                    WARNING_TITLES[one].zh,
                    paragraphs(
                        f"{texts.warnings[one]}（{cite(article_of_warning(one))}）",
                    ),
                )
                for one in SpecialWarning
            ),
        ),
    )
    return document(
        basis,
        PaperKind.SPECIAL_WARNINGS,
        title="特别提示",
        sections=parts,
        dated=signed_day(of.terms.announced_on),
    )


# 竞买须知 --------------------------------------------------------------------------------------


def instructions(basis: Basis) -> Document:
    """Return what a bidder has to know and do, from the terms of the round."""
    of, given = current_round(basis), basis.given
    word = sale_word(of)
    parts = sections(
        opening(
            f"为便于竞买人参加{given.property}的{round_name(of)}（{given.case_number}），{given.court}"
            f"（以下简称本院）依照{PROVISIONS}制定本须知。参加竞买前请阅读公告、特别提示和本须知。"
        ),
        ("竞买资格", paragraphs(*_who_may_bid(basis))),
        (paid_before_word(of), (*paragraphs(*deposit_rules(of)), account_table(given))),
        ("委托竞买和优先购买权", paragraphs(*_agents_and_priority())),
        (
            "竞价",
            paragraphs(
                f"竞价在{given.platform}（{given.platform_address}）进行，自{moment(of.terms.opens_at)}至"
                f"{moment(of.terms.closes_at)}。",
                *bidding_rules(of),
            ),
        ),
        ("成交和付款", paragraphs(*_after_the_close(of))),
        ("悔拍", paragraphs(default_rules(of))),
        ("暂缓、中止和撤回", paragraphs(*_stops(word))),
        ("看样、咨询和监督", (*paragraphs(given.viewing, NO_FEES), _reached(basis))),
    )
    return document(
        basis,
        PaperKind.INSTRUCTIONS,
        title="竞买须知",
        sections=parts,
        dated=signed_day(of.terms.announced_on),
    )


def _who_may_bid(basis: Basis) -> Iterator[str]:
    yield (
        "竞买人应当具备完全民事行为能力；法律、行政法规和司法解释对买受人资格或者条件有特殊规定的，"
        f"还应当具备规定的资格或者条件（{provision('14.0.1')}）。"
    )
    yield (
        "执行法院、平台、承担辅助工作的机构及其工作人员和近亲属，不得竞买，也不得委托他人代为竞买"
        f"（{provision('34')}）。"
    )
    if Trait.PURCHASE_RESTRICTED in basis.state.file.preparation.traits:
        yield (
            "本财产在限购范围内。竞买人申请参加竞买时，应当书面承诺具有购房资格并自愿承担相应后果"
            f"（{cite(_PROMISE)}）；成交后由本院审查，资格自申请之日起至裁定作出时应当持续具备"
            f"（{cite(_HOME)}）。"
        )


def _agents_and_priority() -> Iterator[str]:
    yield (
        "委托他人代为竞买的，应当在竞价程序开始前经本院确认，并由本院通知平台"
        f"（{provision('14.0.2')}）；未经确认的，以参加竞买的人为竞买人。"
    )
    yield (
        "优先购买权人经本院确认后，取得优先竞买代码和参拍密码；未经确认的，按照普通竞买人参加"
        f"（{provision('19.1')}）。"
    )


def _after_the_close(of: Round) -> Iterator[str]:
    yield (
        "成交后，由平台以买受人的真实身份自动生成确认书并公示；财产所有权自成交裁定送达买受人时转移"
        f"（{provision('22')}）。"
    )
    yield balance_words(of).replace("下列账户", "本须知所列账户")
    yield (
        "因网络司法拍卖本身形成的税费，由法律规定的纳税义务人各自承担；没有规定或者规定不明的，由本院根据法律"
        f"原则和案件实际情况确定（{provision('30')}）。"
    )


def _stops(word: str) -> Iterator[str]:
    yield (
        f"竞价期间依法应当暂缓、中止{word}的，由本院决定或者裁定；平台发现系统故障、安全隐患等紧急情况的，"
        f"可以先行暂停并立即报告本院。停止的事由和恢复的时间另行公告（{provision('28')}）。"
    )
