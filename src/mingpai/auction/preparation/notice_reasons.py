"""What is said of a notice that is refused: each guard that is not met, and what to do next.

Codes: `auction.codes`. Where to look next: `auction.preparation.guards` (which refuse by these).
"""

from collections.abc import Mapping

from mingpai.auction.codes import Code, Reason
from mingpai.auction.codes import article as _a
from mingpai.kernel.ids import ArticleId

_STANDING: Mapping[Code, Reason] = {
    Code.ALREADY_ANNOUNCED: Reason(
        _a("26"),
        "第 {round} 轮已公告。",
        "Round {round} has been announced already.",
        "请查看已发布的公告。",
        "See the notice that was published.",
        reading=True,
    ),
    Code.ROUND_NOT_NEXT: Reason(
        _a("26"),
        "不能公告这一轮（{kind}）：接下来应为 {due}。",
        "This round ({kind}) cannot be announced: what comes next is {due}.",
        "请按一拍、二拍、变卖的顺序公告；悔拍或者撤销后重新拍卖原来那一轮，重新定价后从一拍开始。",
        "Follow the order of first auction, second and sale; after a default or an annulment the "
        "same round is held again, and a price found anew begins with a first auction.",
    ),
    Code.NO_LAW_IN_FORCE: Reason(
        _a("38"),
        "公告日没有生效的规定可依。",
        "No value of the law is in force on the day of the notice.",
        "请核对公告日期。",
        "Check the day of the notice.",
    ),
    Code.TERMS_OUT_OF_RANGE: Reason(
        _a("27"),
        "价格、增价幅度或保证金不是有效的正整数（分）。",
        "A price, step or deposit is no positive whole number of fen.",
        "请更正金额。",
        "Correct the amounts.",
        reading=True,
    ),
    Code.INSTANT_MALFORMED: Reason(
        _a("12"),
        "开始或结束时间没有注明时区，或不在 {first_year} 至 {last_year} 年之间。",
        "The opening or the close has no offset from UTC, or lies outside {first_year} to "
        "{last_year}.",
        "请按 2026-05-26T10:00:00+08:00 的格式填写时间。",
        "Write the time as 2026-05-26T10:00:00+08:00.",
        reading=True,
    ),
    Code.ARTICLE_UNKNOWN: Reason(
        _a("12.2"),
        "公告写明要适用的条文中有本系统不认识的编号。",
        "The notice says that it repeats an article whose id is unknown here.",
        "请按“文件编号:条”的形式填写，编号见法律依据文档。",
        "Write it as INSTRUMENT:ARTICLE, as the list of the law has it.",
        reading=True,
    ),
    Code.NOT_ASSIGNED: Reason(
        _a("5"),
        "该处置尚未确定平台。",
        "This disposal is on no platform yet.",
        "请先记录申请执行人的选择；没有选择或者选择不一致的，由法院摇号确定。",
        "Record the applicants' choice first; without one, or with several, the court draws.",
    ),
    Code.OUTSIDER_CLAIM_OPEN: Reason(
        _a("36"),
        "案外人对该财产的异议（第 {objection} 号）尚未了结或者已经成立，不得公告。",
        "An outsider's claim to the property (number {objection}) is open or was upheld.",
        "请先审查并了结异议；异议成立的，停止处置。",
        "Decide the claim first; if it is upheld, do not sell.",
    ),
    Code.SET_OFF_NOT_ASKED: Reason(
        ArticleId("FS2004-16:16"),
        "流拍后尚未问过债权人是否以物抵债，或者抵债尚未了结。",
        "Creditors were not asked yet whether they take the property, or that is not settled.",
        "请先询问申请执行人和其他债权人；无人接受的，记录后再公告下一轮。",
        "Ask the creditors first; where nobody takes it, record that and announce the next round.",
    ),
    Code.SELF_DISPOSAL_RUNS: Reason(
        ArticleId("FS1998-15:33"),
        "被执行人正在自行处置该财产，期限至 {until}。",
        "The debtor is selling the property himself, until {until}.",
        "请待自行处置有结果并记录后再公告。",
        "Wait for its outcome, record it, then announce.",
    ),
    Code.DEBT_COVERED: Reason(
        ArticleId("FS2004-16:14"),
        "本案其他财产所得已足以清偿债务和费用，应当停止拍卖。",
        "Other property of the case has brought enough for debt and costs; the auction must stop.",
        "请停止处置剩余财产；金额有误的，更正后再办理；被执行人同意全部拍卖的，登记其书面同意。",
        "Stop disposing of what is left; correct wrong amounts, or record the debtor's consent.",
        reading=True,
    ),
    Code.CLAIMS_NOT_RECORDED: Reason(
        ArticleId("FS2004-16:6"),
        "尚未记录债权额、优先债权额和费用，无法判断拍卖是否有剩余可能。",
        "Debt, senior claims and costs are not on file, so whether anything remains is unknown.",
        "请先记录；没有优先债权的，填零。",
        "Record them first; where there is no senior claim, record none.",
        reading=True,
    ),
}

_MONEY: Mapping[Code, Reason] = {
    Code.PRICE_NOT_FIXED: Reason(
        _a("10.2"),
        "尚未确定参考价，起拍价没有依据。",
        "No reference price is on file, so the start price rests on nothing.",
        "请先确定参考价。",
        "Fix the reference price first.",
    ),
    Code.PRICE_UNDER_OBJECTION: Reason(
        ArticleId("FS2018-15:22"),
        "参考价的异议尚未处理完毕。",
        "An objection to the reference price is open.",
        "请先处理异议。",
        "Deal with the objection first.",
    ),
    Code.PRICE_REPORT_NOT_SERVED: Reason(
        ArticleId("FS2018-15:21"),
        "定价报告尚未有效送达当事人（{role}，标记 {token}），不得公告。",
        "The report on the price has not reached a party with effect ({role}, token {token}).",
        "请送达报告；无法送达的，依法公示，期满后再公告。",
        "Serve it; where that fails, put it on display and wait for the end of its days.",
        reading=True,
    ),
    Code.PRICE_OBJECTION_TERM_RUNS: Reason(
        ArticleId("FS2018-15:22"),
        "当事人（{role}）对定价报告提出异议的期限到 {last} 才届满（节假日{verified}）。",
        "A party ({role}) may object to the report on the price until {last} (days off "
        "{verified}).",
        "请待期满再公告。",
        "Announce after its end.",
        reading=True,
        transient=True,
    ),
    Code.PRICE_LAPSED: Reason(
        ArticleId("FS2018-15:27.3"),
        "参考价有效期至 {valid_until}：首次公告须在有效期内，且最迟于 {last_opening} 开始竞价。",
        "The reference price is valid until {valid_until}: the first notice must lie within that, "
        "and bidding must open by {last_opening}.",
        "请提前竞价时间；已经过期的，重新确定参考价。",
        "Open sooner; if it has lapsed, find the price anew.",
    ),
    Code.BASIS_NOT_ALLOWED: Reason(
        ArticleId("FS2021-20:12"),
        "起拍价不能以此为依据（{basis}）：刑事涉案财物须最后一次拍卖流拍且无人接收，"
        "股权须无法评估、申请执行人书面申请且起拍价高于费用。",
        "The start price may not rest on this ({basis}): criminal property needs a last failure "
        "and nobody who takes it; equity, that it cannot be valued, a written request and a price "
        "above costs.",
        "请以参考价确定起拍价，或者补齐条件和书面材料。",
        "Set the start price by the reference price, or supply what is missing.",
    ),
    Code.START_PRICE_TOO_LOW: Reason(
        _a("10.2"),
        "起拍价 {start_price_fen} 元低于按评估价或市价计算的最低额 {least_fen} 元。",
        "A start price of {start_price_fen} yuan is below the least that the reference allows: "
        "{least_fen} yuan.",
        "请把起拍价定为不低于 {least_fen} 元。",
        "Set the start price to at least {least_fen} yuan.",
    ),
    Code.PRICE_CUT_TOO_DEEP: Reason(
        _a("26.1"),
        "起拍价 {start_price_fen} 元比前次降得过多，最低为 {least_fen} 元。",
        "A start price of {start_price_fen} yuan is cut too deep; the least is {least_fen} yuan.",
        "请把起拍价定为不低于 {least_fen} 元。",
        "Set the start price to at least {least_fen} yuan.",
    ),
    Code.SALE_PRICE_WRONG: Reason(
        _a("37"),
        "变卖价 {start_price_fen} 元不等于二拍起拍价 {due_fen} 元；该要求出自法明传〔2017〕455号，"
        "{verified}。",
        "A sale price of {start_price_fen} yuan is not that of the failed second auction, "
        "{due_fen} yuan; the source of that is {verified}.",
        "请把变卖价定为 {due_fen} 元。",
        "Set the price to {due_fen} yuan.",
        reading=True,
    ),
    Code.NO_SURPLUS: Reason(
        ArticleId("FS2004-16:6"),
        "按起拍价 {start_price_fen} 元，清偿优先债权和费用后没有剩余可能"
        "（申请执行人：{applicant}）。",
        "At {start_price_fen} yuan nothing would remain after senior claims and costs (the "
        "applicant: {applicant}).",
        "请先通知申请执行人；其在期限内申请继续的，由合议庭把保留价定到高于优先债权和费用之和。",
        "Tell the applicant; if he asks in time to go on, let the panel set a reserve greater than "
        "senior claims and costs together.",
    ),
    Code.DEPOSIT_OUT_OF_RANGE: Reason(
        _a("17.1"),
        "保证金 {deposit_fen} 元不在按起拍价计算的幅度内：{least_fen} 元至 {most_fen} 元。",
        "A deposit of {deposit_fen} yuan is outside the range that the start price allows: "
        "{least_fen} to {most_fen} yuan.",
        "请在该幅度内确定保证金。",
        "Set the deposit within that range.",
    ),
    Code.PANEL_MISSING: Reason(
        _a("27"),
        "没有合议庭对本轮的评议记录。",
        "No decision of a panel on this round is on file.",
        "请由合议庭评议本轮事项并记录。",
        "Let a panel decide on this round and record it.",
    ),
    Code.PANEL_MATTER_MISSING: Reason(
        _a("27"),
        "合议庭没有评议本轮的全部事项，还缺：{matters}。",
        "The panel did not decide all that this round needs; missing: {matters}.",
        "请由合议庭补充评议后重新记录。",
        "Let the panel decide the rest and record it again.",
    ),
    Code.PANEL_DECIDED_OTHERWISE: Reason(
        _a("27"),
        "公告所定金额（{matter}）{noticed_fen} 元与合议庭决定的 {decided_fen} 元不一致。",
        "The notice's amount ({matter}) of {noticed_fen} yuan is not the panel's: {decided_fen} "
        "yuan.",
        "请按合议庭的决定公告，或者由合议庭重新评议。",
        "Announce what the panel decided, or let it decide anew.",
    ),
}

_PERSONS: Mapping[Code, Reason] = {
    Code.PARTY_NOT_TOLD: Reason(
        _a("16.1"),
        "有应当事先通知的人（{role}）没有登记，或者没有有效送达的拍卖通知。",
        "Somebody who must be told of the sale beforehand ({role}) is not named, or was not told.",
        "请登记并送达；其书面放弃的，记录放弃；无法通知的，在平台公示并说明理由；股权没有其他股东的，登记查明的结果。",
        "Name and serve him, record his written waiver, or put the notice on display with reasons; "
        "where equity has no other shareholder, put on file that it was looked up.",
    ),
    Code.PARTY_TOLD_TOO_LATE: Reason(
        _a("16.1"),
        "通知（{role}）到公告发布的间隔不够，最早 {earliest} 可以发布公告。",
        "Too little time lies between telling ({role}) and publication, possible from {earliest}.",
        "请在 {earliest} 或之后发布公告。",
        "Publish on {earliest} or later.",
        transient=True,
    ),
    Code.SHAREHOLDER_TERM_RUNS: Reason(
        ArticleId("COMPANY-2023:85"),
        "公司和股东最后一次收到通知是在 {told_on}，股东行使优先购买权的期限要在竞价结束前届满，"
        "最早 {earliest} 结束。",
        "Company and shareholders were last told on {told_on}; their term must be over before "
        "bidding closes, from {earliest} on.",
        "请把竞价结束时间定在 {earliest} 或之后。",
        "Let bidding close on {earliest} or later.",
    ),
    Code.TENANT_TOLD_TOO_LATE: Reason(
        ArticleId("CIVIL-CODE:727"),
        "承租人最后一次收到通知是在 {told_on}，距拍卖不够法定天数，最早 {earliest} 开始。",
        "The tenant was last told on {told_on}, too close to an auction before {earliest}.",
        "请把竞价开始时间定在 {earliest} 或之后。",
        "Let bidding open on {earliest} or later.",
    ),
}

_TERMS: Mapping[Code, Reason] = {
    Code.OPENING_NOT_AHEAD: Reason(
        _a("12"),
        "开始时间不在公告之后。",
        "The opening does not lie after the notice.",
        "请更正开始时间。",
        "Correct the opening time.",
    ),
    Code.NOTICE_TOO_SHORT: Reason(
        _a("12.1"),
        "从公告到竞价开始只有 {days} 日，应不少于 {least_days} 日（该天数{verified}），"
        "最早 {earliest} 开始。",
        "Only {days} days lie between notice and opening; {least_days} must ({verified}), so not "
        "before {earliest}.",
        "请把竞价开始时间定在 {earliest} 或之后；更正公告的，同时推迟竞价，或者撤回后重新公告。",
        "Open on {earliest} or later; with a correction put bidding off, or withdraw and announce "
        "anew.",
    ),
    Code.STARTS_TOO_LATE: Reason(
        _a("26.1"),
        "再次拍卖定于 {opens_on} 开始，晚于流拍后的期限 {last}。",
        "The second auction would open on {opens_on}, after its term has ended on {last}.",
        "请把竞价开始时间定在 {last} 或之前。",
        "Open on {last} or before.",
    ),
    Code.WINDOW_TOO_SHORT: Reason(
        _a("20.2"),
        "竞价时间 {window_s} 秒，少于 {least_s} 秒。",
        "Bidding would be open for {window_s} s, less than {least_s} s.",
        "请延长竞价时间。",
        "Lengthen the bidding window.",
    ),
    Code.SALE_PERIOD_WRONG: Reason(
        _a("37"),
        "变卖期 {days} 日，应为 {due_days} 日；该要求出自法明传〔2017〕455号，{verified}。",
        "A sale period of {days} days should be {due_days} days; the source of that is {verified}.",
        "请把变卖期定为 {due_days} 日整。",
        "Let the period be exactly {due_days} days.",
        reading=True,
    ),
    Code.SEIZURE_ENDS_TOO_SOON: Reason(
        ArticleId("CPLI-2022:485"),
        "竞价到 {closes_on} 结束，而查封 {until} 就到期。",
        "Bidding would close on {closes_on}, and the seizure ends on {until}.",
        "请先办理续行查封并登记，再公告或者恢复。",
        "Renew the seizure and record it first, then announce or resume.",
        reading=True,
    ),
}

_CONTENT: Mapping[Code, Reason] = {
    Code.ITEMS_MISSING: Reason(
        _a("13"),
        "公告缺少应当公示的内容：{item}。",
        "The notice lacks something that must be published: {item}.",
        "请补充；没有的，写明没有。",
        "Add it; where there is none, say so.",
    ),
    Code.FURTHER_ITEMS_MISSING: Reason(
        ArticleId("FS2021-18:2"),
        "公告缺少这类财产还应当载明的内容：{item}。",
        "The notice lacks what it must say of a property of this kind: {item}.",
        "请补充。",
        "Add it.",
    ),
    Code.CAPITAL_NOT_STATED: Reason(
        ArticleId("FS2021-20:14"),
        "股权拍卖公告没有写明出资情况（{item}）；没有缴足或者未到期的必须载明，是否缴足只有写明才能知道。",
        "The notice of equity does not speak of its capital ({item}): what is not paid in must be "
        "stated, and whether anything is can be known from no other place.",
        "请写明认缴出资额、实缴出资额和出资期限；已经缴足的，写明缴足。",
        "State what was subscribed, what is paid in and until when; where all is paid in, say so.",
        reading=True,
    ),
    Code.WARNINGS_MISSING: Reason(
        _a("14"),
        "公告缺少特别提示：{warning}。",
        "The notice lacks a special warning: {warning}.",
        "请补充该项特别提示。",
        "Add that warning.",
    ),
    Code.WORDING_FORBIDDEN: Reason(
        _a("13"),
        "公告中有不得使用的表述：{part} 一项第 {start} 字起的句子（{doubt}，依据 {article}）。",
        "The notice says what it must not: the sentence in {part} from character {start} on "
        "({doubt}, under {article}).",
        "请查明情况，改为具体、合法的表述。",
        "Find out how matters stand and say it exactly and lawfully.",
    ),
    Code.POSSESSION_NOT_DESCRIBED: Reason(
        _a("13.0.5"),
        "公告没有说明财产由谁占有使用。",
        "The notice does not say in whose possession the property is.",
        "请现场查明占有使用情况并写入公告。",
        "Find out on the spot who possesses it, and say so.",
    ),
    Code.TAXES_NOT_AS_LAW: Reason(
        _a("30"),
        "税费负担（{taxes}）不是由法定纳税人各自承担，也没有法院依法作出的决定。",
        "The taxes ({taxes}) are not borne by whom the law names, nor is there a decision on them.",
        "请写明由法律规定的纳税人各自承担；法律没有规定的，附法院的决定。",
        "Let those bear them whom the law names; where it is silent, add the court's decision.",
    ),
    Code.BIDDER_FEE_FORBIDDEN: Reason(
        _a("7.2"),
        "公告要求竞买人或买受人另付 {fee_fen} 元；辅助工作的费用由被执行人负担。",
        "The notice asks {fee_fen} yuan of bidders or the buyer; auxiliary work is the debtor's "
        "cost.",
        "请删去该项费用。",
        "Strike that fee.",
    ),
    Code.BALANCE_DAYS_MISSING: Reason(
        _a("25"),
        "公告没有写明尾款的付款期限，或者期限不在 1 至 {most} 日之间。",
        "The notice does not say within how many days, from 1 to {most}, the balance is paid.",
        "请写明付款期限。",
        "State the term for the balance.",
        reading=True,
    ),
    Code.CORRECTION_NEEDS_WITHDRAWAL: Reason(
        _a("27"),
        "该项内容（{field}）不能以更正公告改变。",
        "This part of the notice ({field}) cannot be changed by a correction.",
        "请撤回本次拍卖，经合议庭评议后重新公告。",
        "Withdraw this auction, let the panel decide, and announce anew.",
        reading=True,
    ),
    Code.NOT_CORRECTABLE_NOW: Reason(
        _a("20"),
        "竞价已经开始或者正在暂停，不再更正该项内容（{field}）。",
        "Bidding has opened or stands still; this part ({field}) is not corrected any more.",
        "错误影响竞买人判断的，依法暂缓或者撤回。",
        "Where the error matters to bidders, defer or withdraw the auction as the law allows.",
        reading=True,
    ),
    Code.INSTANT_MISPLACED: Reason(
        _a("12"),
        "更正该项内容（{field}）时，竞价时间应填而未填，或者不应填而填了。",
        "With this correction ({field}) times of bidding are missing, or were given in vain.",
        "更正竞价时间或者须重新计算公告期的内容时才填新的时间。",
        "Give new times to correct the opening, or what makes the term of the notice begin again.",
        reading=True,
    ),
}

NOTICE_REASONS: Mapping[Code, Reason] = {
    **_STANDING,
    **_MONEY,
    **_PERSONS,
    **_TERMS,
    **_CONTENT,
}
