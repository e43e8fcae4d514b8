"""What is said to whoever is refused a stop, its end or a withdrawal, and what to do next.

Codes: `auction.codes`. Where to look next: `stops.decide`, which refuses with these.
"""

from collections.abc import Mapping

from mingpai.auction.codes import Code, Reason, article
from mingpai.kernel.ids import ArticleId

_WITHDRAWAL = ArticleId("FS2004-16:17")

REASONS: Mapping[Code, Reason] = {
    Code.NOT_THIS_PLATFORM: Reason(
        article("28.2"),
        "只有承办本次处置的平台才能紧急暂停、报告紧急暂停。",
        "Only the platform of this disposal may stop in an emergency and report it.",
        "法院要停，请决定暂缓或者裁定中止。",
        "A court that wants bidding to stop decides a deferment or rules a stay.",
    ),
    Code.NO_ROUND_RUNS: Reason(
        article("28.1"),
        "没有正在公告或者竞价的轮次，不能停止，也不能单独撤回一轮。",
        "No round is published or open to bids, so there is none to stop or to withdraw by itself.",
        "竞价已经结束的，依法另行处理：有重大违法的，可以审查是否撤销。",
        "Once bidding has closed, look at what the law allows then, such as an annulment.",
    ),
    Code.STOPPED_ALREADY: Reason(
        article("28.1"),
        "竞价自 {since} 起已经停止（{kind}），不能再停一次。",
        "Bidding has stood still since {since} already ({kind}) and cannot be stopped twice.",
        "另有事由的，先恢复再停；紧急暂停可以改为暂缓或者中止，未到期的暂缓可以另定期限。",
        "Resume first, then stop anew; a court may replace the platform's own stop, and give a "
        "deferment that runs another term.",
        reading=True,
    ),
    Code.NOT_STOPPED: Reason(
        article("28"),
        "竞价没有停止，无从报告、记录事由消除或者恢复。",
        "Bidding does not stand still: there is nothing to report, to end or to resume.",
        "请核对处置编号和轮次的状态。",
        "Check the disposal's number and the state of its round.",
    ),
    Code.GROUND_NOT_OF_KIND: Reason(
        article("28.1"),
        "事由 {ground} 不是 {kind} 的事由：暂缓是有期限的决定，中止是到事由消除为止的裁定。",
        "{ground} is no ground of a {kind}: a deferment is a decision with a term, a stay is a "
        "ruling until its cause ends.",
        "请按事由选用暂缓或者中止；要终结本轮的用撤回，已成交的用撤销。",
        "Choose by the ground; to end the round withdraw it, to undo a finished sale annul it.",
    ),
    Code.DEFERMENT_TERM_WRONG: Reason(
        ArticleId("FS1998-15:77"),
        "暂缓到 {until}，不在 {first} 至 {last} 之间。",
        "A deferment until {until} does not lie between {first} and {last}.",
        "请另定期限；延期的，新期限须晚于原期限并合并计算；上级法院需要更长的，附批准文书。",
        "Set another last day; a new term ends after the old one and both count together; where a "
        "higher court needs longer, file the approval with it.",
    ),
    Code.NOT_AN_EMERGENCY: Reason(
        article("28.2"),
        "{ground} 不是系统故障、安全隐患一类的紧急情况，平台不得据此暂停或者报告。",
        "{ground} is no emergency such as a failure or a danger to security: no platform stops or "
        "reports on that ground.",
        "请告知法院，由法院决定是否暂缓或者中止。",
        "Tell the court, which decides on a deferment or a stay.",
    ),
    Code.REPORTED_ALREADY: Reason(
        article("28.2"),
        "这次紧急暂停已于 {at} 报告法院。",
        "This emergency stop was reported to the court already, on {at}.",
        "有新情况的，直接向法院补充说明。",
        "Tell the court directly what has come up since.",
        reading=True,
    ),
    Code.CAUSE_ENDED_ALREADY: Reason(
        article("28.4"),
        "事由消除的日期已经记为 {day}，恢复的期限从该日起算，不得改动。",
        "The cause is on file as ended on {day}; the days to resume run from then.",
        "请据此恢复竞价；又有新事由的，恢复后另行处理。",
        "Resume on that footing; deal with a new cause once bidding has resumed.",
        reading=True,
    ),
    Code.CAUSE_NOT_ENDED: Reason(
        article("28.4"),
        "停止竞价的事由还在（{kind}，期限至：{until}），不能恢复。",
        "What bidding stands still for goes on ({kind}, term until: {until}).",
        "期限届满的次日可以恢复；提前消除的，先记录事由消除。",
        "Resume from the day after the term; where the cause ended before, record that first.",
    ),
    Code.RESUMES_TOO_SOON: Reason(
        article("28.4"),
        "恢复时间 {opens_at} 太早，应在 {earliest} 之后，使竞买人事先知道。",
        "Resuming at {opens_at} is too soon: only what comes after {earliest} can be known to "
        "bidders beforehand.",
        "请另定恢复时间并公布；已公布的开始或者恢复时间尚未到的，不得早于该时间。",
        "Set and publish a later time; where the published one has not come, none before it.",
        reading=True,
    ),
    Code.TIME_LEFT_TOO_SHORT: Reason(
        article("20.2"),
        "恢复后的竞价时间只有 {given_s} 秒，至少应为 {least_s} 秒。",
        "Bidding would go on for {given_s} seconds and must for {least_s} at the least.",
        "请把结束时间定得更晚：停止时剩下的时间要补足，并至少给满一个延时周期。",
        "Set a later close: all the time that was left, and one whole extension cycle at least.",
        reading=True,
    ),
    Code.CLAIM_NOT_UPHELD: Reason(
        _WITHDRAWAL,
        "没有认定成立的案外人异议在案，不能以案外人异议成立为由撤回。",
        "No outsider's claim that was upheld is on file, so none is a ground to withdraw.",
        "异议尚在审查的，应当暂缓或者中止；裁定或者判决认定成立的，先登记结果再撤回。",
        "While a claim is under review, defer or stay; once upheld, record that and withdraw.",
    ),
    Code.WITHDRAWAL_TOO_LATE: Reason(
        _WITHDRAWAL,
        "竞价已于 {closed_at} 结束，不能再撤回。",
        "Bidding closed on {closed_at}: it is too late to withdraw.",
        "已成交的，由法院审查是否撤销；流拍的，待系统记录后再处理。",
        "A sale may be annulled by the court on its grounds; a failure is on record shortly.",
        reading=True,
    ),
}
