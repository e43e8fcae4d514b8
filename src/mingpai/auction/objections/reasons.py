"""What is said to whoever is refused a filing, a decision or a step after it, and what to do next.

Codes: `auction.codes`. Where to look next: `objections.decide`, which refuses with these.
"""

from collections.abc import Mapping

from mingpai.auction.codes import Code, Reason, article
from mingpai.kernel.ids import ArticleId

_OBJECTION = ArticleId("CPL-2023:236")
_CLAIM = ArticleId("CPL-2023:238")

REASONS: Mapping[Code, Reason] = {
    Code.OBJECTION_UNKNOWN: Reason(
        article("36"),
        "没有这一号异议；本次处置共有 {listed} 件。",
        "There is no objection of this number; this disposal has {listed}.",
        "请核对异议的编号。",
        "Check the number of the objection.",
    ),
    Code.OBJECTOR_NOT_CONCERNED: Reason(
        article("36"),
        "此人不能以 {by} 的身份提出 {kind}：不在卷、与竞买代码不符，或者当事人主张案外人的权利。",
        "This person cannot file a {kind} as {by}: not on file as such, not the holder of the "
        "code, or a party that claims as an outsider.",
        "请先查明并登记其身份；当事人对执行行为不服的，提出执行异议。",
        "Put on file first as what he is concerned; a party objects to the conduct of the sale.",
    ),
    Code.FILED_TOO_LATE: Reason(
        article("36"),
        "{kind} 提出太晚：处置的结局为 {ending}，最后一日为 {last}。",
        "The {kind} comes too late: how the disposal ended is {ending}, the last day was {last}.",
        "请告知当事人另行起诉或者申诉的途径。",
        "Tell the person of the ways that are left, such as a suit.",
        reading=True,
    ),
    Code.DECIDED_ALREADY: Reason(
        article("36"),
        "已经作出处理（{outcome}），不能再作一次。",
        "It was decided already ({outcome}) and is not decided twice.",
        "对处理不服的，依法申请复议或者起诉。",
        "Whoever disagrees asks for reconsideration or brings suit.",
    ),
    Code.NOT_DECIDED: Reason(
        article("36"),
        "第 {number} 号异议还没有作出处理。",
        "Objection {number} has not been decided yet.",
        "请先作出裁定并送达。",
        "Decide it first and serve the decision.",
        transient=True,
    ),
    Code.DECISION_SERVED_ALREADY: Reason(
        ArticleId("CPL-2023:236"),
        "裁定已于 {served_on} 送达，期限从该日起算，不得改动。",
        "The decision was served on {served_on}; terms run from then and are not begun anew.",
        "请按已记录的送达日计算期限。",
        "Count the terms from the day of service on file.",
    ),
    Code.DECISION_NOT_SERVED: Reason(
        ArticleId("CPL-2023:236"),
        "第 {number} 号异议的裁定还没有送达的记录，复议、起诉的期限没有开始。",
        "No service of the decision on objection {number} is on file, so no term has begun.",
        "请先记录送达及其证明。",
        "Record the service first, with its proof.",
        transient=True,
    ),
    Code.REVIEW_NOT_OPEN: Reason(
        _OBJECTION,
        "这一件（{kind}，处理结果：{outcome}）不能复议，或者已经申请过复议。",
        "This one ({kind}, decided: {outcome}) is not open to reconsideration, or it was asked "
        "for already.",
        "对执行行为的异议作出裁定后才能申请复议；案外人对标的的异议，请提起诉讼。",
        "Only a decision on the conduct of the sale is reconsidered; over a claim bring suit.",
    ),
    Code.REVIEW_TOO_LATE: Reason(
        _OBJECTION,
        "裁定 {served_on} 送达，申请复议的最后一日是 {last}，{day} 提出已经逾期。",
        "Served on {served_on}, reconsideration could be asked for until {last}; {day} is too "
        "late.",
        "可以依法申诉。",
        "A petition under supervision of enforcement is what is left.",
    ),
    Code.SUIT_NOT_OPEN: Reason(
        _CLAIM,
        "这一件（{kind}，处理结果：{outcome}）不能提起异议之诉，或者已经起诉。",
        "No suit follows from this one ({kind}, decided: {outcome}), or it was brought already.",
        "案外人对标的的异议作出裁定后才能起诉；对执行行为的异议，请申请复议。",
        "Only a decision on an outsider's claim leads to a suit; of conduct ask reconsideration.",
    ),
    Code.NOTHING_TO_CARRY_OUT: Reason(
        _OBJECTION,
        "这一件（{kind}，处理结果：{outcome}）没有需要执行的结果，或者已经执行完毕。",
        "Nothing of this one ({kind}, decided: {outcome}) waits to be carried out.",
        "只有对执行行为的异议成立，才撤销或者改正；案外人异议成立的，撤回拍卖。",
        "Only an upheld objection to conduct is carried out; for an upheld claim withdraw.",
    ),
    Code.OBJECTION_NOT_CARRIED_OUT: Reason(
        _OBJECTION,
        "第 {objection} 号执行行为异议已经成立，应当撤销或者改正的事项尚未办理，暂不能继续。",
        "Objection {objection} was upheld; what is to be undone or put right was not yet.",
        "请先执行裁定（如更正、撤销拍卖），并登记办理结果。",
        "Carry out the decision first, by correction or annulment, and record that it was.",
        reading=True,
        transient=True,
    ),
    Code.SUIT_TOO_LATE: Reason(
        _CLAIM,
        "裁定 {served_on} 送达，起诉的最后一日是 {last}，{day} 起诉已经逾期。",
        "Served on {served_on}, suit could be brought until {last}; {day} is too late.",
        "裁定已经生效；对标的仍有争议的，依法另行处理。",
        "The decision stands; what else is claimed goes its own way.",
    ),
}
