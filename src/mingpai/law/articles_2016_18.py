"""法释〔2016〕18号, articles 1 to 38, and the paragraphs that rules and refusals cite.

Each as a sentence of our own in both languages: what it requires, not what it says. The text
itself is published by the Supreme People's Court; no sentence of it is copied here.
In force from 2017-01-01, read in full, never amended since. Where to look next: `law.articles`, and
`law.articles_2016_18_items` for the items of 第十三, 十四, 三十一, 三十四 and 三十五条.
"""

INSTRUMENT = "FS2016-18"

ARTICLES: tuple[tuple[str, str, str], ...] = (
    (
        "1",
        "网络司法拍卖是法院在互联网拍卖平台上以电子竞价公开处分财产，卖方始终是法院。",
        "An online judicial auction is a court's own public sale by electronic bidding.",
    ),
    (
        "2",
        "法院拍卖原则上都在网上进行，另有规定或者不适合上网的才例外。",
        "Courts auction online unless a rule demands another way or the case does not suit it.",
    ),
    (
        "3",
        "从公告到结果全过程对社会公开，任何人都可以监督。",
        "The whole course is open to the public and to its supervision.",
    ),
    (
        "4",
        "平台须在最高人民法院的全国名单库内，入库看五项条件，并每年由第三方评估。",
        "A platform must be on the national list: five conditions, a third-party review each year.",
    ),
    (
        "5",
        "用哪个平台由申请执行人在名单库里选；没有选或者选得不一致时，法院来定。",
        "The applicant picks a listed platform; only without a pick, or with several, the court.",
    ),
    (
        "6",
        "公告、查明、定价、通知、裁定、交付和开设专用账户等是法院自己的职责。",
        "Notice, findings, terms, notices, ruling, delivery, account: the court's own work.",
    ),
    (
        "7",
        "拍摄、咨询、看样、鉴定、保管一类辅助工作可以委托他人，必要费用不由买受人负担。",
        "Auxiliary work may be entrusted to others; its necessary cost never falls on the buyer.",
    ),
    (
        "7.1",
        "拍摄、咨询、看样、鉴定、评估、保管运输一类工作可以委托社会机构。",
        "Pictures, enquiries, visits, appraisal, storage and transport may be entrusted.",
    ),
    (
        "7.2",
        "辅助工作的必要费用算在被执行人头上，向竞买人收取没有依据。",
        "The judgment debtor bears the necessary cost of auxiliary work; a bidder owes none.",
    ),
    (
        "8",
        "平台须安全、合法、如实、完整地运行，既不得暗中操控，也不得无故中断。",
        "A platform runs safely, lawfully, truthfully and completely, without hidden control.",
    ),
    (
        "8.1",
        "平台负责系统安全、支付对接、信息及时展示，并保证全程数据真实完整。",
        "The platform answers for safety, payment, timely display and true, complete data.",
    ),
    (
        "8.2",
        "后台不得有妨碍合格竞买人报名和出价、或者窥视竞买人信息的功能。",
        "No back-office function may hinder a qualified bidder or look at who bids.",
    ),
    (
        "8.3",
        "没有正当理由，平台的服务不能停。",
        "A platform may not interrupt its service without just cause.",
    ),
    (
        "9",
        "平台在拍卖事务上受法院管理、监督和指导。",
        "In all that touches these auctions a platform is under the court's supervision.",
    ),
    (
        "10",
        "必须有保留价，它就是起拍价，且不低于评估价或市价的七成。",
        "There is a reserve price; it is the start price and at least 70 % of the reference price.",
    ),
    (
        "10.1",
        "网拍必须确定保留价，保留价就是起拍价。",
        "There is always a reserve price, and it is the start price.",
    ),
    (
        "10.2",
        "起拍价由法院参照评估价确定，没有评估就参照市价并听取当事人意见，下限为七成。",
        "The court sets the start price by the assessed or market price, no lower than 70 % of it.",
    ),
    (
        "11",
        "竞买人多少不限，只有一人出价且够起拍价，也算成交。",
        "No least number of bidders: one who bids the start price buys.",
    ),
    (
        "12",
        "先公告再拍卖：动产提前十五日，不动产和其他财产权提前三十日，并在平台同步发布。",
        "Notice comes first: 15 days for movables, 30 for all else, on the platform as well.",
    ),
    (
        "12.1",
        "公告期：动产十五日，不动产或其他财产权三十日。",
        "Term of the notice: 15 days for movables, 30 for immovables and other rights.",
    ),
    (
        "12.2",
        "公告要写清财产、价格、保证金、竞买条件、瑕疵、权利义务、时间、平台和法院。",
        "The notice states property, price, deposit, conditions, defects, time, platform, court.",
    ),
    (
        "13",
        "公告当天还要在平台公示十一项材料，从评估报告到收款账户和监督方式。",
        "On the day of the notice eleven items are shown too, from the report to the account.",
    ),
    (
        "13.0.5",
        "财产的权属、占有使用和附随义务要用文字、照片或视频说明。",
        "Title, possession, use and attached duties are shown in words, pictures or film.",
    ),
    (
        "14",
        "公告当天须特别提示七件事，包括资格、代理、瑕疵、看样和悔拍的后果。",
        "Seven warnings on the day of the notice, among them eligibility, agents and default.",
    ),
    (
        "14.0.2",
        "代理他人竞买的，须在开始竞价之前经法院确认，平台也须得到通知。",
        "An agent must be confirmed by the court before bidding begins, and the platform told.",
    ),
    (
        "15",
        "被执行人要提供品质资料；法院做足公示和提示并作声明的，不担保瑕疵。",
        "The debtor gives quality data; a court that disclosed and warned warrants nothing.",
    ),
    (
        "16",
        "公告发布前三日通知当事人和已知优先购买权人；通知不到的，公示五日后视为已通知。",
        "Parties and priority buyers are told 3 days before the notice, or deemed told after 5.",
    ),
    (
        "16.1",
        "通知须在公告发布三日前以可确认的方式送到；无法通知的写明理由并公示满五日。",
        "Told 3 days before publication in a way that can be shown; else 5 full days on display.",
    ),
    (
        "16.2",
        "接到通知却不来竞买，优先购买权就算放弃。",
        "A priority buyer who was told and does not bid has waived.",
    ),
    (
        "17",
        "保证金为起拍价的百分之五至二十，实名交纳；申请执行人可以免交或只补差额。",
        "Deposit: 5-20 % of the start price in the bidder's own name; the applicant is exempt.",
    ),
    (
        "17.1",
        "保证金数额由法院在起拍价百分之五到百分之二十之间定。",
        "The court sets the deposit between 5 % and 20 % of the start price.",
    ),
    (
        "17.2",
        "不交保证金不能竞买，且须用自己的名义交；申请执行人债权不足保证金的补差额。",
        "No deposit, no bidding, in one's own name; the applicant pays what his claim lacks.",
    ),
    (
        "17.3",
        "保证金交到法院指定账户，或者冻结在平台的支付系统里。",
        "The deposit goes to the court's account or is frozen in the platform's payment system.",
    ),
    (
        "18",
        "竞价结束之前都可以报名；确认后得到竞买代码，身份在结束前保密。",
        "Registration is open until bidding ends; it yields a code, and identity stays secret.",
    ),
    (
        "18.1",
        "结束前交的保证金经确认就有资格，平台发给竞买代码和密码，凭代码出价。",
        "A deposit confirmed before the end qualifies; the platform issues the code to bid with.",
    ),
    (
        "18.2",
        "竞价结束之前，法院和平台都要为竞买人的身份信息保密。",
        "Until bidding ends, court and platform keep secret who the bidders are.",
    ),
    (
        "19",
        "优先购买权要先经法院确认，才发给带顺序的优先竞买代码。",
        "A priority right counts once the court confirmed it and its rank, and has its own code.",
    ),
    (
        "19.1",
        "没有法院确认，就只能以普通竞买人身份参加。",
        "Without the court's confirmation nobody bids as a priority buyer.",
    ),
    (
        "19.2",
        "优先购买权人有先后的，法院确认顺序并发给不同顺序的代码。",
        "Where ranks differ the court confirms them and each rank has its own code.",
    ),
    (
        "20",
        "从起拍价递增竞价，至少二十四小时，最后五分钟有人出价就顺延五分钟。",
        "Bidding ascends for at least 24 hours; a bid in the last 5 minutes gives 5 minutes more.",
    ),
    (
        "20.1",
        "每次加价按法院定的幅度，低于起拍价的出价不算。",
        "Each rise follows the step that the court set; a bid below the start price is void.",
    ),
    (
        "20.2",
        "竞价至少二十四小时；最后五分钟内的出价使结束时间变为该次出价后五分钟，时间以进入系统为准。",
        "At least 24 hours; a bid arriving in the last 5 minutes moves the close to 5 after it.",
    ),
    (
        "20.3",
        "代码和出价实时显示，竞价全程留存并可查看。",
        "Codes and bids are shown live; the whole course is kept and can be seen.",
    ),
    (
        "21",
        "优先购买权人可以同价应价；同价看顺序，同顺序看先后。",
        "A priority buyer may match the price; ties go to the stronger rank, then the earlier bid.",
    ),
    (
        "21.1",
        "优先购买权人出同样的价，没有人出更高的，就归他。",
        "A priority buyer who matches the price wins unless somebody goes higher.",
    ),
    (
        "21.2",
        "同价的优先购买权人，顺序在前的得。",
        "Among priority buyers at one price the stronger rank wins.",
    ),
    (
        "21.3",
        "同价又同顺序的，先出价的得，不抽签。",
        "At one price and one rank the earlier bid wins; no lot is drawn.",
    ),
    (
        "22",
        "成交后平台自动生成确认书并公示买受人；裁定送达时所有权才转移。",
        "On a sale the platform publishes the confirmation; title passes on service of the ruling.",
    ),
    (
        "22.1",
        "成交确认书由平台自动生成，写明买受人真实身份并公示。",
        "The platform itself makes and publishes a confirmation with the buyer's real identity.",
    ),
    (
        "22.2",
        "所有权在成交裁定送到买受人手里时转移，不是落槌时。",
        "Title passes when the sale ruling is served on the buyer, not at the hammer.",
    ),
    (
        "23",
        "其他人的保证金在竞价结束后二十四小时内退还或解冻，没有成交也一样。",
        "All other deposits go back within 24 hours after bidding ends; likewise if unsold.",
    ),
    (
        "24",
        "悔拍的保证金不退，按四项顺序使用；悔拍人不得参加重新拍卖。",
        "A defaulter's deposit is kept and used in four steps; he is barred from the re-auction.",
    ),
    (
        "24.1",
        "悔拍保证金依次抵费用损失、差价、本案债务、与财产相关的债务。",
        "The kept deposit pays costs, then the shortfall, this case's debt, connected debts.",
    ),
    (
        "24.2",
        "悔拍的人不得再竞买同一财产。",
        "Whoever defaulted may not bid when the property is auctioned again.",
    ),
    (
        "25",
        "尾款按公告期限付到法院账户；平台在成交后二十四小时内把买受人的保证金划给法院。",
        "The balance goes to the court by the notice's date; the deposit follows within 24 hours.",
    ),
    (
        "26",
        "无人出价即流拍，三十日内在同一平台再拍，降价不超过两成；再流拍可以变卖。",
        "No bid: passed in. Again within 30 days on the same platform, at most 20 % lower.",
    ),
    (
        "26.1",
        "第二次拍卖三十日内进行，公告期七日或十五日，起拍价至多降百分之二十。",
        "The second auction: within 30 days, 7 or 15 days' notice, at most 20 % off the start.",
    ),
    (
        "26.2",
        "第二次也流拍的，可以在同一平台变卖。",
        "After a second failure the property may be sold on the same platform without auction.",
    ),
    (
        "27",
        "起拍价、降幅、加价幅度、保证金、优先权等由合议庭评议决定。",
        "A collegial panel decides start price, cut, step, deposit and priority rights.",
    ),
    (
        "28",
        "竞价中可以暂缓或中止；原因要公布，事由消除后五日内恢复。",
        "Bidding may be deferred or stayed; the reason is published, and it resumes in 5 days.",
    ),
    (
        "28.1",
        "法定情形出现的，法院决定暂缓或裁定中止，自己停或者通知平台停。",
        "On a ground of the law the court defers or stays, and stops bidding or has it stopped.",
    ),
    (
        "28.2",
        "平台遇到故障或安全隐患可以先停，但必须马上报告法院。",
        "In an emergency the platform may stop first and must report to the court at once.",
    ),
    (
        "28.3",
        "为什么停，要及时在平台公布。",
        "Why bidding was stopped is published on the platform without delay.",
    ),
    (
        "28.4",
        "期限届满或事由消失后要继续拍的，五日之内恢复。",
        "Where the auction is to go on it resumes within 5 days after the cause has ended.",
    ),
    (
        "29",
        "拍卖的电子数据至少完整保存十年。",
        "The electronic data of an auction are kept whole for at least ten years.",
    ),
    (
        "30",
        "拍卖产生的税费由法律规定的一方承担，规定不明时法院可以定。",
        "Taxes fall on whom the law names; where it is unclear the court may decide.",
    ),
    (
        "31",
        "严重失实、系统错误、串通、买受人不合格、不平等条件等，可以请求撤销拍卖。",
        "Grounds of annulment: misdescription, system error, collusion, ineligibility, inequality.",
    ),
    (
        "32",
        "撤销后受损的人可以申请国家赔偿，或者起诉其他责任人。",
        "After annulment those harmed may claim state compensation or sue others.",
    ),
    (
        "33",
        "平台违法致损的，受损人可以另行起诉，平台有免责事由的除外。",
        "Whoever a platform harmed unlawfully may sue it, unless the law excuses it.",
    ),
    (
        "34",
        "执行法院、平台、辅助机构及其工作人员和近亲属，不得自己或托人竞买有关财产。",
        "Court, platform, auxiliaries, their staff and close relatives may not bid, even by proxy.",
    ),
    (
        "35",
        "操控程序、串通造假、泄密、受罚、违规竞买的平台要移出名单库。",
        "A platform that manipulates, colludes, leaks, was penalised or bids itself is delisted.",
    ),
    (
        "36",
        "认为拍卖违法的可以提执行异议；案外人对标的提异议的，法院应当停下来处理。",
        "Parties may object; on an outsider's claim to the property the court stops the auction.",
    ),
    (
        "36.1",
        "当事人和利害关系人对违法的拍卖行为可以提执行异议，审查期间可以停。",
        "Parties may object to unlawful conduct; bidding may stop while that is reviewed.",
    ),
    (
        "36.2",
        "案外人对标的主张权利的，按执行异议处理，并应当暂缓或中止。",
        "On an outsider's claim to the property the court defers or stays the auction.",
    ),
    (
        "37",
        "网上变卖和委托拍卖机构的网拍也照此办理，本规定没有写到的适用其他司法拍卖规定。",
        "Online sales without auction follow these rules; other auction rules fill the gaps.",
    ),
    (
        "38",
        "二〇一七年一月一日起施行，与更早的规定冲突时以本规定为准。",
        "In force from 2017-01-01; it prevails over what was issued before.",
    ),
)
