"""What to do about an alert of each rule, in both languages, and what the flags are called.

An alert is a question for a person: no advice here is carried out by itself. Where to look next:
`law.register` (the titles of K01-K50), docs/alerts.md.
"""

from collections.abc import Mapping

from msgspec import Struct


class Said(Struct, frozen=True):
    """A text in both languages."""

    zh: str
    en: str


FLAG_TITLES: Mapping[str, Said] = {
    "self_outbid": Said("竞买人加价超过自己的领先出价", "A bidder raises over his own top bid"),
    "raise_over_ten_steps": Said("一次加价超过十个幅度", "A raise of more than ten steps at once"),
    "code_over_half_of_raises": Said(
        "一个代码的加价超过全部加价的一半", "One code made more than half of the raises"
    ),
    "paid_by_another": Said("尾款不是买受人本人支付", "The balance was paid by somebody else"),
}
"""What each flag says."""

_LOOK = Said(
    "合法但异常，不上案头；与同案其他线索一并看",
    "Lawful but odd, for no desk; look at it beside what else is known of the case",
)

NEXT: Mapping[str, Said] = {
    "K01": Said(
        "停止在该平台发布；核对名单当日的版本，改由名单内平台承办",
        "Publish nothing there; check the list of that day and move to a listed platform",
    ),
    "K02": Said(
        "调取选择书或摇号记录；补不出的，撤销指定，重新选择或摇号",
        "Ask for the written choice or the record of the draw; without it, choose or draw again",
    ),
    "K03": Said(
        "查明更换平台的理由；除变卖经申请人书面请求外，撤回并回到原平台",
        "Find out why it moved; but for a sale on written request, withdraw and go back",
    ),
    "K04": Said(
        "调取合议庭笔录；没有评议或与公告不一致的，撤回后重新评议",
        "Ask for the panel's record; where it is missing or differs, withdraw and decide anew",
    ),
    "K05": Said(
        "核对送达回证；未按时通知的，撤回，通知满三日后再公告",
        "Check proof of service; where late, withdraw and publish three days after notice",
    ),
    "K06": Said(
        "核对公示起止时间；不满五日的，撤回，公示期满后再公告",
        "Check when display began; where too short, withdraw and publish once it is over",
    ),
    "K07": Said(
        "竞价开始前撤回，或改期补足公告期；已成交的，审查是否撤销",
        "Before bidding, withdraw or move it to a whole term; after a sale, review annulment",
    ),
    "K08": Said(
        "竞价开始前撤回，或改期补足公告期；已成交的，审查是否撤销",
        "Before bidding, withdraw or move it to a whole term; after a sale, review annulment",
    ),
    "K09": Said(
        "尽快公告二拍，说明超期原因；有以物抵债或自行处置的，补记",
        "Announce the second auction and say why it is late; record a set-off or self-sale if any",
    ),
    "K10": Said(
        "竞价开始前撤回，由合议庭重新定价；属于例外的，补记依据",
        "Withdraw before bidding and have the panel fix it anew; record the ground of an exception",
    ),
    "K11": Said(
        "竞价开始前撤回，按前次起拍价重新定价",
        "Withdraw before bidding and fix the price anew by the previous start price",
    ),
    "K12": Said(
        "竞价开始前撤回，由合议庭重新确定保证金；没有交足就发代码的，停止其竞买，查明谁发的",
        "Withdraw before bidding and have the panel fix it anew; stop a code without a deposit",
    ),
    "K13": Said(
        "补齐缺项并重新起算公告期；竞价已经结束的，评估缺项的影响",
        "Publish what is missing and begin the term again; after the close, weigh what it changed",
    ),
    "K14": Said(
        "补齐特别提示并重新起算公告期",
        "Give the missing warnings and begin the term again",
    ),
    "K15": Said(
        "核对平台时钟和出价记录；窗口不足或在窗口外收受出价的，审查结果效力",
        "Check the platform's clock and record; review a result that rests on bids out of time",
    ),
    "K16": Said(
        "暂不出具确认书；要求平台提交原始记录，按到达时间重新计算结束时间和买受人",
        "Hold the confirmation; get the raw record, recompute close and winner from arrivals",
    ),
    "K17": Said(
        "封存平台日志；查明缺号、乱序或计数不符的原因",
        "Seal the platform's logs; find out why numbers are missing, out of order or miscounted",
    ),
    "K18": Said(
        "核对公告的起拍价和增价幅度；无效出价剔除后重新计算结果",
        "Check start price and step of the notice; leave out what is no bid and recompute",
    ),
    "K19": Said(
        "立即下线该页面；查明泄露范围，按数据安全事件处理",
        "Take the page down at once; find out who was exposed and treat it as a data incident",
    ),
    "K20": Said(
        "停用该账号；查明谁看了什么、给了谁，按第三十五条处理",
        "Close the account; find out who saw what and passed it on; article 35 applies",
    ),
    "K21": Said(
        "停止其竞买；已成交的，审查撤销并追查关联关系",
        "Stop him bidding; after a sale, review annulment and look for ties",
    ),
    "K22": Said(
        "取消其代码；已成交的，审查撤销",
        "Cancel his code; after a sale, review annulment",
    ),
    "K23": Said(
        "核对委托手续和确认时间；未按时确认、一人多码的出价，由法院决定效力",
        "Check mandates and who is behind which code; the court decides what the bids are worth",
    ),
    "K24": Said(
        "核对优先权确认文书；无确认的按普通竞买人重新计算",
        "Check the court's confirmation; without one, recompute as for an ordinary bidder",
    ),
    "K25": Said(
        "暂不出具确认书；按顺位和先后重新计算买受人",
        "Hold the confirmation; recompute the winner by rank and then by time",
    ),
    "K26": Said(
        "当日催退；核对资金去向，超期利息和责任另行处理",
        "Have it returned today; check where the money lies; deal with the delay apart",
    ),
    "K27": Said(
        "当日催划；核对平台支付账户余额",
        "Have it forwarded today; check the balance of the platform's account",
    ),
    "K28": Said(
        "要求平台立即生成并公示；内容与成交不符的，更正并说明",
        "Have it made and published at once; where it differs from the sale, correct and explain",
    ),
    "K29": Said(
        "催告买受人；逾期由法院决定是否认定悔拍",
        "Remind the buyer; after the term the court decides whether he defaulted",
    ),
    "K30": Said(
        "催办成交裁定；有异议或审批未完成的，补记原因",
        "Press for the ruling; record an objection or a pending approval if that is the cause",
    ),
    "K31": Said(
        "催办交付；拒不交出的，依法强制执行",
        "Press for delivery; where it is refused, enforce it",
    ),
    "K32": Said(
        "催办认领或发放；有法定延期理由的，补记审批",
        "Press for the claim or the payout; record the approval of a lawful delay",
    ),
    "K33": Said(
        "当日补公布原因；说不出原因的，立即恢复",
        "Publish the reason today; where there is none, resume at once",
    ),
    "K34": Said(
        "作出恢复决定并公布新的时间；剩余时间不足的，补足",
        "Decide to resume and publish the new time; make up what time is missing",
    ),
    "K35": Said(
        "要求平台立即书面报告并提交日志",
        "Have the platform report in writing at once, with its logs",
    ),
    "K36": Said(
        "撤回；询问申请执行人是否坚持，重新确定高于优先债权和费用的保留价",
        "Withdraw; ask the applicant whether he insists, and fix a reserve above claims and costs",
    ),
    "K37": Said(
        "撤回；重新确定财产处置参考价，报告没有送达的，补送并等异议期满",
        "Withdraw; find the reference price anew, or serve its report and wait for objections",
    ),
    "K38": Said(
        "启动财产变价程序，或补记延迟原因",
        "Start the sale, or record why it is delayed",
    ),
    "K39": Said(
        "停止处置；核对查封登记，续封后再进行",
        "Stop the disposal; check the register and go on only once the seizure is renewed",
    ),
    "K40": Said(
        "补通知股东并推迟结束时间；已成交的，审查优先权是否受损",
        "Tell the shareholders and move the close; after a sale, review whether a right was lost",
    ),
    "K41": Said(
        "补通知承租人并推迟竞价；已成交的，审查优先权是否受损",
        "Tell the tenant and move the opening; after a sale, review whether a right was lost",
    ),
    "K42": Said(
        "审查购房资格；不符合的，撤销裁定并追究虚假承诺",
        "Review the eligibility; where it is missing, undo the ruling and pursue the false promise",
    ),
    "K43": Said(
        "责令退还；查明收费机构有无授权",
        "Have it paid back; find out whether the firm had any mandate",
    ),
    "K44": Said(
        "更正税费条款，重新起算公告期",
        "Correct the clause on taxes and begin the term again",
    ),
    "K45": Said(
        "查明占有使用情况，更正公告并重新起算公告期",
        "Find out who is in possession, correct the notice and begin the term again",
    ),
    "K46": Said(
        "停止委托；核对名册和摇号记录，重新摇号",
        "Suspend the mandate; check register and draw, and draw again",
    ),
    "K47": Said(
        "停止销毁，恢复备份；追究责任并报告",
        "Stop the destruction, restore from backup, report it",
    ),
    "K48": Said(
        "补正提供记录和合同；查明数据去向",
        "Make good the record and the contract; find out where the data went",
    ),
    "K49": Said(
        "停止清理日志，恢复备份；核对留存设置",
        "Stop clearing logs, restore from backup, check how long they are set to be kept",
    ),
    "K50": Said(
        "立即补报；核对事件级别和知悉时间",
        "Report at once; check the class of the incident and when it was noticed",
    ),
    **dict.fromkeys(FLAG_TITLES, _LOOK),
}
"""What to do about an alert, by the rule that raised it."""
