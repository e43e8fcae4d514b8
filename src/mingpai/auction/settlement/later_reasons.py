"""What is said to whoever is refused after a round: set-off, title, distribution, other ends.

Where to look next: `settlement.reasons` (the buyer's money), which joins both tables.
"""

from collections.abc import Mapping

from mingpai.auction.codes import Code, Reason
from mingpai.auction.codes import article as _a
from mingpai.kernel.ids import ArticleId

_SET_OFF = ArticleId("FS2004-16:16")
_RULING = ArticleId("FS2004-16:20")
_HOME = ArticleId("FS2021-18:3")
_EQUITY = ArticleId("FS2021-20:15")
_PLAN = ArticleId("CPLI-2022:509")
_PLAN_SETTLED = ArticleId("CPLI-2022:510")
_OWN_SALE = ArticleId("FS1998-15:33")
_UNSALEABLE = ArticleId("CPLI-2022:490")

LATER_REASONS: Mapping[Code, Reason] = {
    # set-off
    Code.ASKED_ALREADY: Reason(
        _SET_OFF,
        "本次流拍后已经询问过债权人。",
        "The creditors were asked after this failure already.",
        "请登记其答复。",
        "Record their answers.",
        reading=True,
    ),
    Code.NOT_OFFERED: Reason(
        _SET_OFF,
        "现在没有可以接受的抵债：尚未询问，已经有结果，或者此人没有申请。",
        "Nothing is open to be taken: nobody was asked, it is settled, or he did not offer.",
        "请先询问债权人并登记其申请。",
        "Ask the creditors first and record who offers.",
    ),
    Code.NOT_A_CREDITOR: Reason(
        _SET_OFF,
        "此人没有登记为有权参加的申请执行人、其他债权人或者被执行人。",
        "This person is not on file in a role that may do this: applicant, creditor, debtor.",
        "请先核实其身份并登记。",
        "Establish who he is and name him in that role.",
    ),
    Code.CLAIM_NOT_ON_FILE: Reason(
        _SET_OFF,
        "申请抵债的债权 {claim_fen} 元超过登记在案的 {most_fen} 元。",
        "A claim of {claim_fen} yuan is more than the {most_fen} yuan on file.",
        "请按登记的债权申请；登记有误或者有其他债权参与的，先更正债权登记。",
        "Offer what is on file; where that is wrong, or others share, record the claims anew.",
        reading=True,
    ),
    Code.OFFERED_ALREADY: Reason(
        _SET_OFF,
        "该债权人已经申请抵债。",
        "This creditor has offered to take it already.",
        "无须重复登记。",
        "There is nothing to record twice.",
        reading=True,
    ),
    Code.AWARD_NOT_TO_STRONGEST: Reason(
        _SET_OFF,
        "该债权人顺位为 {rank}，申请人中还有顺位为 {strongest} 的。",
        "This creditor's rank is {rank}, and one of rank {strongest} would take it too.",
        "请交顺位在先的债权人承受。",
        "Award it to the creditor of the stronger rank.",
    ),
    Code.AWARD_BASIS_WRONG: Reason(
        _SET_OFF,
        "应当依据 {basis} 确定承受人。",
        "Who takes it is settled by {basis}.",
        "唯一申请人直接承受，不同顺位依顺位，同一顺位抽签决定。",
        "One alone takes it; else the rank decides; among equals a draw by lot does.",
    ),
    Code.OFFER_STANDS: Reason(
        _SET_OFF,
        "已有债权人申请抵债，不能登记为无人接受。",
        "A creditor offered to take it, so it is not true that nobody does.",
        "请裁定由其承受。",
        "Award it to whoever offered.",
    ),
    Code.ANSWER_TERM_RUNS: Reason(
        _SET_OFF,
        "债权人答复的期限到 {last}（依据{verified}），尚未届满。",
        "Creditors may answer until {last} (the source of this term is {verified}).",
        "请待期满，或者在其全部答复后登记。",
        "Wait for its end, or until all have answered.",
        reading=True,
        transient=True,
    ),
    # title
    Code.BALANCE_NOT_PAID: Reason(
        _RULING,
        "已付 {paid_fen} 元，价款 {price_fen} 元尚未付清。",
        "{paid_fen} yuan of the price of {price_fen} yuan are paid.",
        "请待付清后办理。",
        "Wait until it is paid in full.",
        transient=True,
    ),
    Code.DEPOSIT_NOT_FORWARDED: Reason(
        _a("25"),
        "买受人的保证金 {due_fen} 元还在平台，没有划入法院账户，款项没有全部到账。",
        "The buyer's deposit of {due_fen} yuan is still with the platform: not all that is needed "
        "is in the court's account.",
        "请催促平台划付，并登记到账。",
        "Let the platform forward it, and record that it came.",
        transient=True,
    ),
    Code.PRICE_FOUND_WRONG: Reason(
        ArticleId("FS2018-15:22"),
        "对本轮依据的参考价的异议已经成立，本轮不能继续。",
        "The reference price that this round rests on was found wrong: the round cannot go on.",
        "正在进行的，撤回；已经成交的，审查是否撤销；重新定价后再公告。",
        "Withdraw a round that runs, look into annulling a sale; find the price, announce again.",
        reading=True,
    ),
    Code.ELIGIBILITY_NOT_IN_QUESTION: Reason(
        _HOME,
        "该标的不属于限购房产，无须审查购房资格。",
        "This property is no home under purchase restriction; nobody need be eligible.",
        "请核对标的的登记。",
        "Check what is on file of the property.",
    ),
    Code.ELIGIBILITY_NOT_REVIEWED: Reason(
        _HOME,
        "购房资格审查到 {held_to} 为止，没有延续到裁定之日 {today}。",
        "Eligibility was reviewed up to {held_to}, not up to the day of the ruling, {today}.",
        "请在作出裁定的当日完成审查。",
        "Review it again on the day of the ruling.",
        transient=True,
    ),
    Code.ELIGIBILITY_BROKEN: Reason(
        _HOME,
        "自 {applied_on} 申请时起须持续具备购房资格；证明只从 {held_from} 到 {held_to}。",
        "Eligibility must hold from the application on {applied_on}; shown is {held_from} to "
        "{held_to}.",
        "请登记为不具备资格，或者补充证明。",
        "Record that he is not eligible, or ask for further proof.",
    ),
    Code.NOT_ELIGIBLE: Reason(
        _HOME,
        "审查认定买受人（承受人）不具备购房资格。",
        "The review found that the buyer, or taker, was not eligible throughout.",
        "不得出具裁定；请按悔拍处理或者撤销拍卖。",
        "No ruling is made: treat it as a default, or annul the sale.",
    ),
    Code.APPROVAL_NOT_IN_QUESTION: Reason(
        _EQUITY,
        "该标的的转让无须审批。",
        "No authority need approve the transfer of this property.",
        "请核对标的的登记。",
        "Check what is on file of the property.",
    ),
    Code.APPROVAL_MISSING: Reason(
        _EQUITY,
        "股权转让须经批准，尚未取得批准。",
        "The transfer of this equity needs approval, and there is none.",
        "请待批准后裁定；不予批准的，重新拍卖。",
        "Wait for the approval; if it is refused, hold the auction again.",
        transient=True,
    ),
    Code.CONFIRMATION_MISSING: Reason(
        _a("22.1"),
        "成交确认书尚未公示。",
        "The confirmation of the sale is not published.",
        "请先由平台生成并公示成交确认书。",
        "Let the platform publish the confirmation first.",
        transient=True,
    ),
    Code.RULED_ALREADY: Reason(
        _RULING,
        "已于 {ruled_on} 作出裁定。",
        "The ruling was made on {ruled_on}.",
        "如有错误，请依法撤销。",
        "If it is wrong, have it set aside as the law provides.",
    ),
    Code.NOT_RULED: Reason(
        _RULING,
        "尚未作出成交裁定或者抵债裁定。",
        "No ruling on the sale or the set-off was made.",
        "请先作出裁定并送达。",
        "Make the ruling and serve it first.",
        transient=True,
    ),
    Code.TITLE_NOT_PASSED: Reason(
        _a("22.2"),
        "裁定尚未有效送达买受人，所有权没有转移。",
        "The ruling was not served on the buyer with effect, and title has not passed.",
        "请完成送达并登记送达凭证。",
        "Serve it and record the proof of service.",
        transient=True,
    ),
    Code.DELIVERED_ALREADY: Reason(
        ArticleId("FS2004-16:27"),
        "财产已经移交。",
        "The property was handed over already.",
        "无须重复登记。",
        "There is nothing to record twice.",
        reading=True,
    ),
    # distribution
    Code.NO_PLAN: Reason(
        _PLAN,
        "有多个债权人，或者对方案提出异议，须先有送达的分配方案。",
        "There is no plan of distribution that reached the parties, and one is needed.",
        "请制作分配方案并送达债权人和被执行人。",
        "Make a plan and send it to creditors and debtor.",
    ),
    Code.NO_PLAN_OBJECTION: Reason(
        _PLAN_SETTLED,
        "没有待处理的分配方案异议。",
        "No objection to the plan is open.",
        "请核对。",
        "Check what was filed.",
    ),
    Code.PLAN_TERM_OVER: Reason(
        _PLAN,
        "对分配方案提出异议的期限已于 {last} 届满（节假日{verified}）。",
        "Objections to the plan could be filed until {last} (days off {verified}).",
        "逾期异议不予审查，可以释明其他途径。",
        "It came too late; other remedies may be open.",
    ),
    Code.PLAN_TERM_RUNS: Reason(
        _PLAN,
        "分配方案的异议期到 {last} 才届满（节假日{verified}）。",
        "The plan may be objected to until {last} (days off {verified}).",
        "请待期满再发放。",
        "Wait for its end.",
        transient=True,
    ),
    Code.PLAN_UNDER_OBJECTION: Reason(
        _PLAN_SETTLED,
        "对分配方案的异议尚未处理完毕。",
        "An objection to the plan is open.",
        "请先处理异议或者等待诉讼结果。",
        "Settle it, or wait for the judgment.",
        transient=True,
    ),
    Code.PAID_BEYOND_DEBT: Reason(
        ArticleId("FS2004-16:14"),
        "费用或者债权人所得（含以债权抵付的部分）超过登记在案、尚未清偿的数额。",
        "Costs or creditors would get more than is on file and still owed, what was taken in kind "
        "included.",
        "余款退还被执行人；登记有误或者另有债权参与分配的，先更正债权登记。",
        "What is left is the debtor's; where the record is wrong, or others share, record the "
        "claims anew first.",
        reading=True,
    ),
    # other ends
    Code.ENFORCEMENT_ENDED: Reason(
        _a("31"),
        "本案执行程序已于 {day} 终结，不能再撤销拍卖。",
        "Enforcement of the case ended on {day}; the sale cannot be annulled any more.",
        "请告知当事人另行起诉或者申请国家赔偿。",
        "Tell the parties of a suit, or of state compensation.",
        reading=True,
    ),
    Code.DISPOSAL_NOT_OVER: Reason(
        _a("31"),
        "本处置程序还没有结束，不能登记案件执行程序终结。",
        "This disposal is not over, so that enforcement of its case cannot have ended.",
        "请先完成分配、撤回或者以其他方式结束本处置。",
        "Finish it first: pay out, withdraw, or end it otherwise.",
        reading=True,
        transient=True,
    ),
    Code.SELF_DISPOSAL_NOT_NOW: Reason(
        _OWN_SALE,
        "正在拍卖、变卖，或者已经成交、抵债，不能准许自行处置。",
        "A round runs, or somebody has the property as sold: the debtor cannot sell it now.",
        "请先撤回本轮，或者待流拍、悔拍、撤销之后再准许。",
        "Withdraw the round first, or wait for a failure, a default or an annulment.",
        reading=True,
        transient=True,
    ),
    Code.PRICE_NOT_ABOVE_FAILED: Reason(
        _OWN_SALE,
        "自行处置的价格 {price_fen} 元没有高于最近一轮（流拍）的保留价 {failed_fen} 元。",
        "{price_fen} yuan are not above the reserve price of the last round: {failed_fen} yuan.",
        "请让被执行人提高价格，或者继续抵债、变卖。",
        "Let the debtor offer more, or go on with set-off and sale.",
        reading=True,
    ),
    Code.SELF_DISPOSAL_TERM_WRONG: Reason(
        _OWN_SALE,
        "自行处置的期限 {until} 应当在 {first} 至 {last} 之间。",
        "The term of the debtor's own sale, {until}, must lie between {first} and {last}.",
        "请重新确定期限；股权另有最长期限。",
        "Set another term; for equity there is a longest one.",
    ),
    Code.NO_SELF_DISPOSAL: Reason(
        _OWN_SALE,
        "没有正在进行的自行处置。",
        "No sale by the debtor himself is under way.",
        "请先审查并准许。",
        "Approve one first.",
    ),
    Code.SELF_DISPOSAL_UNPAID: Reason(
        _OWN_SALE,
        "法院账户收到 {paid_fen} 元，准许的价格为 {price_fen} 元，或者没有登记到账日期。",
        "{paid_fen} yuan reached the court's account, and the approved price is {price_fen} yuan; "
        "or the day is missing.",
        "请待价款全部到账后登记数额和日期；没有卖成的，登记为未成交。",
        "Record amount and day once all of it came; or that the sale came to nothing.",
    ),
    Code.SELF_DISPOSAL_PAID_LATE: Reason(
        _OWN_SALE,
        "价款 {day} 才到账，自行处置的期限到 {until}。",
        "The price came on {day}, and the term of the debtor's own sale ended on {until}.",
        "请登记为未成交并继续处置，或者重新准许并另定期限。",
        "Record that it came to nothing and go on, or give leave again with another term.",
    ),
    Code.ROUNDS_LEFT: Reason(
        _UNSALEABLE,
        "最近一轮为 {last}，变卖流拍之前不能终结处置。",
        "The last round was {last}: before the sale after two auctions failed, nothing ends.",
        "请继续下一轮。",
        "Go on to the next round.",
    ),
    Code.ENDING_NOT_ALLOWED: Reason(
        _UNSALEABLE,
        "变卖流拍后只能交付管理或者退还被执行人。",
        "After the last failure the property is put under administration, or given back.",
        "请选择其中之一。",
        "Choose one of the two.",
    ),
}
