"""What is said to whoever is refused after a round, and what to do next. Codes: `auction.codes`.

Here: deposits, the buyer's money, default, and what a forfeited deposit is used for. Where to
look next: `settlement.later_reasons` (set-off, title, distribution, the ends of a disposal).
"""

from collections.abc import Mapping

from mingpai.auction.codes import Code, Reason
from mingpai.auction.codes import article as _a
from mingpai.auction.settlement.later_reasons import LATER_REASONS
from mingpai.kernel.ids import ArticleId

_MONEY: Mapping[Code, Reason] = {
    Code.NOTHING_SOLD: Reason(
        _a("22"),
        "目前没有有效的成交或者抵债：尚未成交，或者已经认定悔拍、已经撤销。",
        "No sale or set-off stands: nothing was sold, or the buyer defaulted, or it was annulled.",
        "请核对本轮结果。",
        "Check how the round ended.",
    ),
    Code.NOT_FAILED: Reason(
        ArticleId("FS2004-16:16"),
        "最近一轮没有流拍，或者标的已经成交、抵债。",
        "The last round was not passed in, or somebody has the property already.",
        "请待本轮流拍后再办理。",
        "Wait until a round is passed in.",
        transient=True,
    ),
    Code.AMOUNT_OUT_OF_RANGE: Reason(
        _a("25"),
        "金额须为以分计的整数，最多 {most_fen} 元。",
        "An amount is a whole number of fen, at most {most_fen} yuan.",
        "请核对金额后重新登记。",
        "Check the amount and record it again.",
        reading=True,
    ),
    Code.DAY_TOO_EARLY: Reason(
        _a("22"),
        "登记的时间 {day} 早于其前提发生的时间 {since}。",
        "The time recorded, {day}, lies before what it follows from: {since}.",
        "请核对日期后重新登记。",
        "Check the day and record it again.",
        reading=True,
    ),
    Code.DAY_OUT_OF_RANGE: Reason(
        ArticleId("FS2004-16:16"),
        "日期 {day} 不在 {first} 至 {last} 之间。",
        "The day {day} does not lie between {first} and {last}.",
        "请核对日期后重新提交。",
        "Check the day and send it again.",
        reading=True,
    ),
    Code.NOTHING_HELD: Reason(
        _a("23"),
        "该竞买人名下没有可退还或者应划付法院的款项。",
        "Nothing under this code can go back or be forwarded to the court.",
        "请核对竞买代码和轮次；以债权抵作保证金的无须退还，不予扣留的无须划付法院。",
        "Check code and round; where a claim stood for the deposit nothing goes back, and what is "
        "not kept is not forwarded.",
    ),
    Code.WINNERS_DEPOSIT_STAYS: Reason(
        _a("23"),
        "买受人的保证金充抵价款，不退还。",
        "The winner's deposit counts to the price and does not go back.",
        "只有撤销拍卖后才全额退还；悔拍的，只退没收以外的部分。",
        "It goes back after an annulment; after a default only what is not forfeited does.",
    ),
    Code.RETURNED_ALREADY: Reason(
        _a("23"),
        "该款项已经全部退还。",
        "This money went back in full already.",
        "请勿重复退还；如登记有误，请核对流水。",
        "Do not return it twice; compare the bank's record.",
        reading=True,
    ),
    Code.FORWARDED_ALREADY: Reason(
        _a("25"),
        "买受人的保证金已经划付法院账户。",
        "The winner's deposit was forwarded to the court already.",
        "请勿重复登记。",
        "Do not record it twice.",
        reading=True,
    ),
    Code.COURT_HOLDS_DEPOSIT: Reason(
        _a("17.2"),
        "买受人的保证金是直接交入法院指定账户的，无须由平台划付。",
        "The winner paid his deposit to the court's own account; no platform has it to forward.",
        "无须办理；登记有误的，核对报名记录和银行流水。",
        "Nothing is to be done; where the record is wrong, compare registration and bank record.",
    ),
    Code.PAID_ALREADY: Reason(
        _a("25"),
        "价款已经付清。",
        "The price is paid in full.",
        "多收的款项请原路退回。",
        "Send back what came in beyond it.",
    ),
    Code.PAID_TOO_MUCH: Reason(
        _a("25"),
        "付款 {paid_fen} 元超过尚欠的 {most_fen} 元。",
        "{paid_fen} yuan are more than the {most_fen} yuan that are still owed.",
        "请只登记应付部分，多余部分原路退回。",
        "Record what is owed and send back the rest.",
        reading=True,
    ),
    Code.NOT_IN_DEFAULT: Reason(
        _a("24.1"),
        "尚不能认定悔拍（{ground}）：付款截止日为 {last}，今天是 {today}。",
        "No default yet ({ground}): payment is due by {last}, and today is {today}.",
        "请待付款期满仍未付清，或者登记资格审查、审批的结果后再决定。",
        "Decide once the day has passed unpaid, or the review or the approval is on record.",
        transient=True,
    ),
    Code.SHORTFALL_NOT_OWED: Reason(
        ArticleId("FS2021-20:15"),
        "买受人不知道自己不能获得批准的，不承担差价。",
        "A buyer who could not know that approval would fail owes no shortfall.",
        "如其明知不能获得批准，请改用相应事由。",
        "If he knew it, decide on that ground.",
        reading=True,
    ),
    Code.NO_DEFAULT_STANDS: Reason(
        ArticleId("CPL-2023:236"),
        "该轮没有可以撤销的悔拍决定。",
        "No decision on a default of this round can be taken back.",
        "请核对轮次；抵债人未补差价、其后又有他人抵债或者重新公告的，没有款项可退。",
        "Check the round; of a taker whom others followed nothing was kept that could go back.",
        reading=True,
    ),
    Code.NOTHING_FORFEITED: Reason(
        _a("24.1"),
        "没有尚未处理的不予退还的保证金。",
        "No forfeited deposit waits to be used.",
        "请核对悔拍决定，或者确认是否已经处理。",
        "Check the decision on the default, and whether this was recorded before.",
    ),
    Code.BUCKETS_OUT_OF_ORDER: Reason(
        _a("24.1"),
        "悔拍保证金须依次用于费用损失、差价、本案债务、相关债务，前项未足不得用于后项。",
        "A forfeit goes to costs, shortfall, this case's debt and related debts, each in turn.",
        "请按顺序重新列明，每项只列一次；差价按重新拍卖的价格计算。",
        "List each purpose once and in order; the re-auction's price fixes the shortfall.",
    ),
    Code.SHORTFALL_NOT_KNOWN: Reason(
        _a("24.1"),
        "重新拍卖尚未成交，差价未定，费用损失以外的部分暂不能处理。",
        "The re-auction has no price yet: beyond costs and losses nothing can be used.",
        "请待重新拍卖成交或者处置终结后再登记。",
        "Wait for the price of the re-auction, or the end of the disposal.",
        reading=True,
        transient=True,
    ),
    Code.SUM_DIFFERS: Reason(
        _a("25"),
        "各项合计应当等于 {due_fen} 元。",
        "The amounts must come to {due_fen} yuan.",
        "请逐项核对后重新登记。",
        "Check each amount and record them again.",
        reading=True,
    ),
}

REASONS: Mapping[Code, Reason] = {**_MONEY, **LATER_REASONS}
