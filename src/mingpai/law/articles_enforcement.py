"""Articles on enforcement in general: auction, reference price, procedure, money, the list.

Each in a sentence of our own. Much of 法释〔2004〕16号 gives way online to 法释〔2016〕18号
(第三十七条); the summary says so. Numbers are those of the 2020 text, and of the 2023 text of the
Civil Procedure Law. `NOT_READ`: articles that we know by memory, though their instrument was
read elsewhere. Where to look next: `law.articles`.
"""

NOT_READ = frozenset({"CPL-2023:87", "CPL-2023:89", "CPL-2023:90", "CPL-2023:91", "CPL-2023:95"})

ARTICLES: tuple[tuple[str, str, str], ...] = (
    (
        "FS2004-16:5",
        "线下首次拍卖以评估价为保留价，每次降价不超过两成；网拍另有规定。",
        "Offline the assessed price is the first reserve; online the 70 % rule holds.",
    ),
    (
        "FS2004-16:6",
        "按保留价卖了也不会有剩余的，要先告诉申请执行人；他五日内申请才继续，并重定保留价。",
        "Where nothing would remain, the applicant is told and must ask within 5 days to go on.",
    ),
    (
        "FS2004-16:8",
        "线下公告期动产七日、不动产十五日；网拍另有规定。",
        "Offline notice: 7 days for movables, 15 for immovables; online terms are longer.",
    ),
    (
        "FS2004-16:10",
        "线下保证金按评估价或市价算，三日退还；网拍另有规定。",
        "Offline the deposit rests on the assessed price and returns in 3 days; not so online.",
    ),
    (
        "FS2004-16:11",
        "线下提前五日通知当事人；网拍改为公告前三日。",
        "Offline parties are told 5 days ahead; online it is 3 days before the notice.",
    ),
    (
        "FS2004-16:12",
        "申请执行人和被执行人都可以参加竞买。",
        "Both the applicant and the judgment debtor may bid.",
    ),
    (
        "FS2004-16:13",
        "线下同价同顺位的优先购买权人抽签；网拍先出价的得。",
        "Offline equal priority bidders draw lots; online the earlier bid wins.",
    ),
    (
        "FS2004-16:14",
        "卖得的钱已够清偿债务和费用的，其余财产不再卖，被执行人同意的除外。",
        "Once proceeds suffice the rest is not sold, unless the debtor agrees.",
    ),
    (
        "FS2004-16:15",
        "分开卖会大大贬值或不能使用的，合在一起卖。",
        "What loses much value apart is sold together.",
    ),
    (
        "FS2004-16:16",
        "流拍时债权人可以按该次保留价以物抵债，债权不足的补差价。",
        "On failure a creditor may take the property at that round's reserve, paying the rest.",
    ),
    (
        "FS2004-16:17",
        "拍卖前出现文书被撤销、撤回申请、债务履行、和解、案外人异议成立、串通等情形的，撤回。",
        "Withdrawn if revoked, performed, settled, owned by an outsider, or spoilt by collusion.",
    ),
    (
        "FS2004-16:18",
        "线下恢复拍卖提前十五日通知；网拍改为五日内恢复。",
        "Offline resumption is told within 15 days; online bidding resumes within 5.",
    ),
    (
        "FS2004-16:19",
        "拍卖日之前付清债务和费用的，必须停止，已花的费用由被执行人出。",
        "If all is paid before the auction day the court must stop; the debtor bears the cost.",
    ),
    (
        "FS2004-16:20",
        "价款付清后十日内，成交裁定要送到买受人。",
        "The sale ruling is served within 10 days after the price is paid in full.",
    ),
    (
        "FS2004-16:22",
        "悔拍重拍的差价、损失由原买受人出；线下保证金有余退还，网拍不退。",
        "A defaulter pays shortfall and loss; offline surplus deposit returns, online it does not.",
    ),
    (
        "FS2004-16:23",
        "线下首次流拍后六十日内再拍；网拍为三十日。",
        "Offline the next auction follows within 60 days; online within 30.",
    ),
    (
        "FS2004-16:24",
        "线下动产第二次流拍且无人抵债的，解除查封退还。",
        "Offline a movable that fails twice and that nobody takes is given back.",
    ),
    (
        "FS2004-16:25",
        "线下不动产三次流拍后变卖六十日，仍卖不出且不能抵债的，解除查封退还。",
        "Offline an immovable that fails thrice is on sale for 60 days, then given back.",
    ),
    (
        "FS2004-16:26",
        "拍卖成交或抵债的，裁定送达时所有权转移。",
        "Title passes when the ruling on sale or set-off is served.",
    ),
    (
        "FS2004-16:27",
        "裁定送达后十五日内移交财产，拒不移交的强制执行。",
        "The property is handed over within 15 days after service, by force if need be.",
    ),
    (
        "FS2004-16:28",
        "担保物权因拍卖消灭并及于价款；租赁权等一般保留，有害在先担保的先除去。",
        "Security rights pass to the proceeds; leases survive unless they harm earlier security.",
    ),
    (
        "FS2004-16:29",
        "委托拍卖机构的佣金按成交价分档封顶。",
        "Commission of auction houses is capped in tiers of the price.",
    ),
    (
        "FS2004-16:31",
        "当事人同意，或者易腐、有市价、保管费过高的，可以不经拍卖直接变卖。",
        "Sold without auction if parties agree, or if perishable, priced or costly to keep.",
    ),
    (
        "FS2004-16:32",
        "直接变卖不低于评估价的一半。",
        "A sale without auction brings at least half of the assessed price.",
    ),
    (
        "FS2011-21:3",
        "评估、拍卖机构随机选定。",
        "Appraisers and auction houses are chosen at random.",
    ),
    (
        "FS2011-21:4",
        "委托拍卖在统一的交易场所或网络平台进行。",
        "Commissioned auctions take place at a unified venue or platform.",
    ),
    (
        "FS2011-21:6",
        "国有资产通过省级以上国有产权交易机构拍卖。",
        "State assets are auctioned through exchanges of provincial rank or above.",
    ),
    (
        "FS2011-21:7",
        "证券按证券规则处分。",
        "Securities are disposed of under the securities rules.",
    ),
    (
        "FS2018-15:1",
        "查封后三十日内要开始确定参考价。",
        "Work on the reference price begins within 30 days after seizure.",
    ),
    (
        "FS2018-15:2",
        "参考价可以由当事人议价、定向询价、网络询价或者委托评估得出。",
        "A price is found by agreement, directed enquiry, network inquiry or appraisal.",
    ),
    (
        "FS2018-15:3",
        "定价之前先查明权属、负担、占有、欠税和瑕疵。",
        "Title, burdens, possession, unpaid taxes and defects are found out first.",
    ),
    (
        "FS2018-15:4",
        "先由当事人议价，一方拒绝或下落不明的除外。",
        "First the parties may agree, unless one refuses or cannot be found.",
    ),
    (
        "FS2018-15:5",
        "议不成且有计税基准价或政府定价的，定向询价；双方要求的可以直接进行。",
        "Failing that, the authority that fixes prices is asked, or at once if both sides wish.",
    ),
    (
        "FS2018-15:7",
        "再不成且不需现场勘验的，网络询价；双方同意的可以直接进行。",
        "Failing that, listed platforms are asked, or at once if both sides wish.",
    ),
    (
        "FS2018-15:8",
        "询价平台的数据至少保存十年。",
        "Inquiry platforms keep their data for at least ten years.",
    ),
    (
        "FS2018-15:9",
        "屡次迟报、拒报、造假或泄密的询价平台除名，五年内不得再入。",
        "An inquiry platform that is late, refuses, cheats or leaks is barred for 5 years.",
    ),
    (
        "FS2018-15:10",
        "网络询价要向名单内全部平台发出。",
        "A network inquiry goes to every listed platform.",
    ),
    (
        "FS2018-15:11",
        "询价平台三日内出报告，可以延长三日。",
        "Inquiry platforms report within 3 days, with 3 more if needed.",
    ),
    (
        "FS2018-15:13",
        "网络询价以各平台结果的平均值为准。",
        "The result of a network inquiry is the mean of what came back.",
    ),
    (
        "FS2018-15:14",
        "法律要求、双方要求或者网络询价不成的，委托评估。",
        "An appraisal follows if a law or both sides ask for it or the inquiry failed.",
    ),
    (
        "FS2018-15:16",
        "评估机构由双方商定，商定不成的摇号，定出三家的先后。",
        "Three appraisers, in order, are agreed upon or drawn by lot.",
    ),
    (
        "FS2018-15:19",
        "评估报告三十日内出具，最多延长两次、每次不超过十五日。",
        "The appraisal report takes 30 days, and twice 15 more at most.",
    ),
    (
        "FS2018-15:21",
        "报告三日内发给当事人，送达不了的上网公示十五日。",
        "Reports go to the parties in 3 days, or are on display for 15 days.",
    ),
    (
        "FS2018-15:22",
        "收到报告后五日内可以提出书面异议。",
        "Objections to a report are made in writing within 5 days.",
    ),
    (
        "FS2018-15:23",
        "对参照标准、程序或方法有异议的，同样五日内提出并按规定审查。",
        "Objections to standards, procedure or method are made within 5 days as well.",
    ),
    (
        "FS2018-15:27",
        "询价、评估结果最长一年有效，过期六个月内拍卖的不必重新定价。",
        "A result is valid for a year at most, and carries an auction up to 6 months later.",
    ),
    (
        "FS2018-15:27.1",
        "询价和评估结果的有效期最长一年。",
        "The result of an inquiry or appraisal is valid for at most one year.",
    ),
    (
        "FS2018-15:27.3",
        "有效期内公告、且拍卖时过期不超过六个月的，不必重新定价。",
        "Announced within validity and sold no more than 6 months past it: no new price needed.",
    ),
    (
        "FS2018-15:30",
        "参考价确定后十日内启动处置。",
        "The sale begins within 10 days after the reference price is fixed.",
    ),
    (
        "FS2018-15:31",
        "网络询价费只付给结果最接近成交价的平台，并列的平分。",
        "The inquiry fee goes to the platform nearest to the final price.",
    ),
    (
        "FS2018-15:34",
        "询价评估过程连同摇号都要记入系统、长期保存。",
        "The course of pricing, lots drawn included, is recorded and kept.",
    ),
    (
        "FS1998-15:33",
        "被执行人可以申请在法院监督下自行变卖。",
        "A debtor may ask to sell by himself under the court's eye.",
    ),
    (
        "FS1998-15:77",
        "上级法院指令暂缓的，一般不超过三个月。",
        "A stop ordered by a higher court lasts 3 months as a rule.",
    ),
    (
        "CPLI-2022:187",
        "妨碍拍卖、变卖的，按妨害诉讼处罚。",
        "Whoever obstructs an auction or sale is punished.",
    ),
    (
        "CPLI-2022:485",
        "存款冻结至多一年，动产查封至多二年，不动产和其他财产权至多三年，到期前要续。",
        "Seizure holds 1 year for deposits, 2 for movables, 3 for all else, unless renewed.",
    ),
    (
        "CPLI-2022:488",
        "法院及其工作人员不得买受变卖的财产。",
        "A court and its staff may not buy what it sells.",
    ),
    (
        "CPLI-2022:489",
        "双方同意且不损害他人的，可以不经拍卖直接抵债。",
        "With both sides' consent, and nobody harmed, set-off may go without auction.",
    ),
    (
        "CPLI-2022:490",
        "卖不掉的财产可以交申请执行人抵债或管理，拒绝的退还被执行人。",
        "What cannot be sold goes to the applicant in kind or to manage, else back to the debtor.",
    ),
    (
        "CPLI-2022:491",
        "所有权自裁定送达时转移。",
        "Title passes when the ruling is served.",
    ),
    (
        "CPLI-2022:509",
        "对分配方案有异议的，收到后十五日内书面提出。",
        "Objections to a plan of distribution are made within 15 days of receiving it.",
    ),
    (
        "CPLI-2022:510",
        "对异议有反对意见的，异议人可以在十五日内起诉。",
        "If an objection is opposed, the objector may sue within 15 days.",
    ),
    (
        "CPL-2023:85",
        "期间从次日起算，最后一日是法定休假日的顺延。",
        "A term begins on the next day; one that ends on a public holiday runs to the day after.",
    ),
    (
        "CPL-2023:87",
        "送达要有回证，签收日就是送达日。",
        "Service is proved by a receipt; its date is the day of service.",
    ),
    (
        "CPL-2023:89",
        "拒收的可以留置，见证或拍录后视为送达。",
        "A paper refused may be left on the spot, witnessed or filmed, and is then served.",
    ),
    (
        "CPL-2023:90",
        "受送达人同意的可以电子送达，到达其系统之日为送达日。",
        "With consent service is electronic, on the day it reaches the addressee's system.",
    ),
    (
        "CPL-2023:91",
        "直接送达有困难的，可以委托其他法院或者邮寄。",
        "Where direct service is hard, another court or the mail may serve.",
    ),
    (
        "CPL-2023:95",
        "下落不明或其他方式送不到的，公告满三十日视为送达。",
        "Who cannot be reached otherwise is served by 30 days of public notice.",
    ),
    (
        "CPL-2023:114",
        "作伪证、妨碍执行等行为可以罚款、拘留。",
        "False evidence and obstruction bring fines or detention.",
    ),
    (
        "CPL-2023:118",
        "个人罚款不超过十万元，单位五万到一百万元，拘留不超过十五日。",
        "Fines: up to 100,000 yuan, units 50,000 to 1,000,000; detention up to 15 days.",
    ),
    (
        "CPL-2023:119",
        "罚款、拘留由院长批准。",
        "Fines and detention need the president's approval.",
    ),
    (
        "CPL-2023:236",
        "对执行行为的异议十五日内审查，不服的十日内向上一级法院复议。",
        "Objections to conduct: decided in 15 days, reconsideration asked within 10.",
    ),
    (
        "CPL-2023:238",
        "案外人对标的的异议十五日内审查，不服的十五日内起诉。",
        "An outsider's claim is decided in 15 days; a suit follows within 15.",
    ),
    (
        "CPL-2023:242",
        "被执行人提供担保并经申请执行人同意的，可以暂缓。",
        "With security, and the applicant's consent, enforcement may be deferred.",
    ),
    (
        "CPL-2023:267",
        "申请人同意延期、案外人异议有理、当事人死亡或终止等情形，裁定中止。",
        "Grounds of a stay: applicant agrees, outsider's claim, death or end of a party.",
    ),
    (
        "CPL-2023:268",
        "撤销申请、文书被撤销、无人承受等情形，裁定终结。",
        "Grounds of termination: request withdrawn, instrument revoked, nobody succeeds.",
    ),
    (
        "COURTS-2018:30",
        "合议庭三人以上，且为单数。",
        "A panel has at least three members, and an odd number.",
    ),
    (
        "FA2024-238:0",
        "占有情况要查明并写清，不能以占有不明一类的话代替。",
        "Possession is found out and stated; to call it unknown will not do.",
    ),
    (
        "FA2024-238:1",
        "不同种类的财产各有必查事项，按现状拍卖不能代替调查。",
        "Each kind of property has things to be found out; selling as it stands is no excuse.",
    ),
    (
        "FA2024-238:2",
        "主张租赁或居住的，要核实签约时间、期限、付款和实际占有。",
        "Claimed leases are checked: date, term, payment of rent, real possession.",
    ),
    (
        "FMC2017-455:0",
        "二拍流拍后先问抵债，再公告变卖六十日，预缴全款才有资格。",
        "After the second failure: set-off is asked, then a 60-day sale with full prepayment.",
    ),
    (
        "FF2016-23:4",
        "入库平台要有全国影响、同业领先、一年以上公务拍卖经验且无违规。",
        "A listed platform is renowned, leading, a year in public auctions, without violations.",
    ),
    (
        "FF2016-23:5",
        "入库平台对系统安全负责，须有资质和安全制度。",
        "A listed platform answers for security and has the licences and rules for it.",
    ),
    (
        "FF2017-6:10",
        "案款到账后三十日内核算并发放，延迟要有理由和批准。",
        "Money is settled and paid out within 30 days; delay needs a reason and approval.",
    ),
)
