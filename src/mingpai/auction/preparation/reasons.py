"""What is said to whoever is refused before a round, and what to do next. Codes: `auction.codes`.

Where to look next: `auction.preparation.notice_reasons` (what is said of a notice).
"""

from collections.abc import Mapping

from mingpai.auction.codes import Code, Reason
from mingpai.auction.codes import article as _a
from mingpai.auction.preparation.notice_reasons import NOTICE_REASONS
from mingpai.kernel.ids import ArticleId

_SEIZURE = ArticleId("CPLI-2022:485")
_SURPLUS = ArticleId("FS2004-16:6")
_SERVICE = _a("16.1")


def _price(number: str) -> ArticleId:
    return ArticleId(f"FS2018-15:{number}")


_OPENING: Mapping[Code, Reason] = {
    Code.ALREADY_OPEN: Reason(
        _a("6"),
        "该处置程序已建立。",
        "This disposal is open already.",
        "请核对处置编号。",
        "Check the disposal's number.",
        reading=True,
    ),
    Code.ID_MALFORMED: Reason(
        _a("6"),
        "案号、财产编号、法院或平台编号格式不对；编号中不得含有姓名等文字。",
        "A case, property, court or platform id has not the form of one; ids hold no free text.",
        "请按编号规则填写。",
        "Write the id as its rule says.",
        reading=True,
    ),
    Code.SHIP_HAS_OWN_RULES: Reason(
        ArticleId("FS2015-6:0"),
        "船舶由船舶拍卖委员会拍卖，保留价不得公开，不适用网络司法拍卖的程序。",
        "A ship is auctioned by a ship auction committee with a secret reserve, and not here.",
        "请由海事法院按船舶拍卖的规定办理。",
        "Let the maritime court sell it under the rules for ships.",
    ),
    Code.LISTED_SHARES_HAVE_OWN_RULES: Reason(
        ArticleId("FS2021-20:1"),
        "上市公司股票等在证券交易场所交易的股份另有规定，不在此处置。",
        "Shares traded on an exchange have rules of their own and are not disposed of here.",
        "请按证券执行的规定，在交易场所处置。",
        "Dispose of them on the exchange, under the rules for securities.",
    ),
    Code.NATURE_NOT_OF_CLASS: Reason(
        _a("12.1"),
        "财产性质（{nature}）不属于所填类别（{property_class}）；公告期和查封期限按类别计算。",
        "A property of this nature ({nature}) is not of the class {property_class}, by which terms "
        "are counted.",
        "请更正财产性质或者类别。",
        "Correct the nature or the class.",
        reading=True,
    ),
    Code.TRAIT_NOT_OF_NATURE: Reason(
        _a("13"),
        "该性质（{nature}）的财产不会有此情形（{trait}）。",
        "A property of this nature ({nature}) cannot have the trait {trait}.",
        "请核对财产的情形。",
        "Check what was found out about the property.",
        reading=True,
    ),
    Code.DAY_BEFORE_CAUSE: Reason(
        _a("3"),
        "所记日期 {day} 早于其所依据之事的日期 {cause}。",
        "The day recorded, {day}, lies before that of what it follows from, {cause}.",
        "请核对日期。",
        "Check the day.",
        reading=True,
    ),
    Code.SEIZURE_TERM_WRONG: Reason(
        _SEIZURE,
        "查封（冻结、扣押）截止日 {until} 不在法定期限内，该类财产最迟到 {latest}。",
        "The seizure's last day, {until}, is outside the lawful term, which ends on {latest}.",
        "请按财产类别核对查封期限；续行查封的，截止日须晚于原截止日。",
        "Check the term for this class; a renewal must end later than what it renews.",
    ),
    Code.SEIZURE_LAPSED: Reason(
        _SEIZURE,
        "查封（冻结、扣押）已经到期或者没有记录（截止日：{until}），不得继续处置。",
        "The seizure has lapsed or is not on file (last day: {until}); nothing may go on.",
        "请核实查封情况；已经失效的，须重新采取查封措施并另立处置程序。",
        "Find out what became of the seizure; once lapsed, seize anew and open a new disposal.",
    ),
}

_PRICING: Mapping[Code, Reason] = {
    Code.PRICING_NOT_STARTED: Reason(
        _price("2"),
        "尚未启动确定参考价的程序。",
        "No way to a reference price has been begun.",
        "请先记录采用议价、询价还是评估。",
        "Record first in which way the price is sought.",
        reading=True,
    ),
    Code.PRICE_METHOD_OUT_OF_ORDER: Reason(
        _price("2"),
        "确定参考价要按议价、定向询价、网络询价、委托评估的顺序；前面的方式尚未试过或者没有排除的理由"
        "（所选方式：{method}）。",
        "The ways to a reference price have an order; one ahead of {method} was neither tried nor "
        "excluded with a reason.",
        "请先采用顺序在前的方式；不成的，记录其结果后再用后一种；当事人一致要求或者法律规定必须评估的，写明依据。",
        "Try the way ahead of it first and record how it failed, or give the ground for skipping.",
    ),
    Code.PRICE_FIXED_ALREADY: Reason(
        _price("27"),
        "参考价已经确定，有效期至 {valid_until}；有效期内或者正在拍卖时不重新定价。",
        "A reference price is on file, valid until {valid_until}; none is sought meanwhile.",
        "请使用已定的参考价；对它有异议的，按异议处理。",
        "Use the price on file; if somebody objects to it, deal with the objection.",
        reading=True,
    ),
    Code.PRICE_IN_USE: Reason(
        _price("27"),
        "第 {round} 轮以该参考价为依据，不能再更正其登记。",
        "Round {round} rests on this price, so that its record is not put right any more.",
        "正在进行的，先撤回本轮；已经成交的，审查是否撤销；流拍的，按执行行为异议处理。",
        "Withdraw a round that runs, annul a sale, or deal with an objection to what failed.",
        reading=True,
    ),
    Code.PRICE_VALIDITY_TOO_LONG: Reason(
        _price("27.1"),
        "参考价有效期至 {valid_until}，超过法定上限 {latest}。",
        "A validity until {valid_until} is longer than the law allows: until {latest}.",
        "请更正有效期。",
        "Correct the validity.",
    ),
    Code.PRICE_OBJECTION_TOO_LATE: Reason(
        _price("22"),
        "对参考价的异议期已于 {last} 届满。",
        "The term for objecting to the price ended on {last}.",
        "逾期提出的，作为执行监督线索处理，不影响参考价。",
        "What came later may be looked at in supervision; it does not touch the price.",
    ),
    Code.NO_PRICE_OBJECTION: Reason(
        _price("22"),
        "没有待处理的参考价异议。",
        "No objection to the reference price is open.",
        "请核对异议记录。",
        "Check the objections on file.",
        reading=True,
    ),
    Code.CLAIM_AMOUNTS_OUT_OF_RANGE: Reason(
        _SURPLUS,
        "债权额、优先债权额、费用或者已得价款不是有效金额（分）。",
        "Debt, senior claims, costs or proceeds are no whole numbers of fen within the bounds.",
        "请更正金额。",
        "Correct the amounts.",
        reading=True,
    ),
    Code.SURPLUS_NOT_IN_QUESTION: Reason(
        _SURPLUS,
        "没有向申请执行人送达无剩余可能的通知，不存在申请继续拍卖的问题。",
        "No applicant was served the notice that nothing may remain, so nobody need insist.",
        "请先送达通知；申请期限从送达生效起算。",
        "Serve that notice first; the term to ask begins with its effect.",
    ),
    Code.INSISTED_TOO_LATE: Reason(
        _SURPLUS,
        "申请继续拍卖的期限已于 {last} 届满。",
        "The term to ask for the auction to go on ended on {last}.",
        "请按无益拍卖处理，不再就该保留价拍卖；情况有变的，可以重新通知。",
        "Do not auction at this reserve; if matters change, the applicant may be told again.",
    ),
}

_PERSONS: Mapping[Code, Reason] = {
    Code.PERSON_NAMED_ALREADY: Reason(
        _a("16.1"),
        "该人已按此身份（{role}）登记。",
        "This person is named in this role ({role}) already.",
        "无须重复登记；另有身份的，按该身份再登记一次。",
        "Nothing is to be done; whoever has another role as well is named once more in that.",
        reading=True,
    ),
    Code.NO_EQUITY_HERE: Reason(
        ArticleId("COMPANY-2023:85"),
        "处置的财产（{nature}）不是股权，没有股东需要查明。",
        "The property ({nature}) is no equity, so there are no shareholders to look for.",
        "请核对处置编号和财产性质。",
        "Check the disposal's number and the nature of the property.",
    ),
    Code.PERSON_UNKNOWN: Reason(
        _a("16.1"),
        "该人没有登记为当事人、利害关系人或者买受人。",
        "This person is named neither as a party or interested person nor as the buyer.",
        "请先登记其身份。",
        "Name the person first.",
        reading=True,
    ),
    Code.NOT_AN_APPLICANT: Reason(
        _a("5"),
        "选择平台的不是本案申请执行人。",
        "Whoever chose the platform is no applicant of this case.",
        "请由申请执行人选择，或者先登记其身份。",
        "Let an applicant choose, or name him as one first.",
    ),
    Code.SERVICE_OUT_OF_ORDER: Reason(
        _SERVICE,
        "该文书（{paper}）此时不能这样送达（{why}）：文书尚不存在、不是给此人的、已经送达生效，"
        "或者未试过其他方式就公告送达。",
        "This paper ({paper}) cannot be served so now ({why}): it does not exist yet, is not this "
        "person's, took effect before, or nothing was tried before display.",
        "请核对文书、受送达人和送达日期；公告送达之前先记录其他方式送达不成。",
        "Check paper, person and day; before display, record that another way failed.",
        reading=True,
    ),
}

_PLATFORM: Mapping[Code, Reason] = {
    Code.PLATFORM_NOT_LISTED: Reason(
        _a("4"),
        "{platform} 当日不在名单库（{platform_list}）中；名单对它的记载{verified}。",
        "{platform} is not on the list ({platform_list}) on this day; what the list says of it is "
        "{verified}.",
        "请由申请执行人从名单库中选择平台。",
        "Let the applicant choose a platform from the list.",
    ),
    Code.CHOICE_BINDS: Reason(
        _a("5"),
        "申请执行人已选定 {platform}，法院不得另行指定。",
        "The applicant has chosen {platform}; the court may not designate another.",
        "请按申请执行人的选择确定平台。",
        "Assign the platform that was chosen.",
    ),
    Code.NO_SUCH_CHOICE: Reason(
        _a("5"),
        "没有申请执行人一致选择该平台的记录。",
        "No agreed choice of this platform by the applicants is on file.",
        "请先记录申请执行人的选择；没有选择的，由法院随机确定。",
        "Record the applicants' choice first; without one the court draws.",
    ),
    Code.CHOICES_DO_NOT_CONFLICT: Reason(
        _a("5"),
        "申请执行人的选择并无不一致，不存在因冲突而摇号的情形。",
        "The applicants' choices do not conflict; there is nothing to draw for that reason.",
        "没有选择的，以无人选择为由摇号；选择一致的，依其选择。",
        "Draw for want of a choice, or follow the agreed one.",
    ),
    Code.CHOICES_CONFLICT: Reason(
        _a("5"),
        "申请执行人选择了 {choices} 个不同的平台，只能以选择不一致为由摇号。",
        "The applicants chose {choices} different platforms; the draw is for that reason alone.",
        "请以选择不一致为由摇号，并附摇号凭证。",
        "Draw because choices conflict, with the evidence of the draw.",
    ),
    Code.PLATFORM_STAYS: Reason(
        _a("26.2"),
        "该处置已在 {platform}，后续各轮仍在同一平台进行。",
        "This disposal is on {platform}, where its later rounds stay.",
        "请在原平台继续；原平台退出名单库，或者变卖前申请执行人书面要求的，写明该理由。",
        "Go on there; name the ground if it left the list, or the applicant asked before a sale.",
    ),
    Code.PANEL_TOO_SMALL: Reason(
        _a("27"),
        "合议庭 {members} 人，不足 {least} 人或者不是单数；对人数要求的出处{verified}。",
        "A panel of {members} is smaller than {least} or not odd; the source of that number is "
        "{verified}.",
        "请由依法组成的合议庭评议后再记录。",
        "Let a panel that is lawfully formed decide, then record it.",
        reading=True,
    ),
    Code.AGENT_TOO_LATE: Reason(
        _a("14.0.2"),
        "竞价已经开始，不再确认代理人。",
        "Bidding has opened; no agent is confirmed any more.",
        "请由竞买人本人参加。",
        "Let the bidder take part himself.",
    ),
}

REASONS: Mapping[Code, Reason] = {
    **_OPENING,
    **_PRICING,
    **_PERSONS,
    **_PLATFORM,
    **NOTICE_REASONS,
}
