"""Articles on kinds of property, on priority rights and crimes, local rules, and the motion.

Homes under purchase restriction, equity, ships, property of a criminal case, leases; the Civil Code
and Company Law on priority. Each in a sentence of our own. `NOT_READ`: articles that we know by
memory, though their instrument was read elsewhere. Where to look next: `law.articles`.
"""

NOT_READ = frozenset({"CIVIL-CODE:1045"})

ARTICLES: tuple[tuple[str, str, str], ...] = (
    (
        "FS2021-18:1",
        "受限购约束的人参加房产竞买的，不予准许。",
        "Whoever a local purchase restriction binds is refused as a bidder for a home.",
    ),
    (
        "FS2021-18:2",
        "公告写明购房资格和后果，竞买人作出承诺。",
        "The notice states eligibility and consequences, and bidders commit to it.",
    ),
    (
        "FS2021-18:3",
        "出具成交裁定之前，法院要审查买受人从报名到裁定是否一直有购房资格。",
        "Before the ruling the court checks that the buyer of a home was eligible throughout.",
    ),
    (
        "FS2021-18:4",
        "虚构资格买到的，成交无效，并赔偿损失。",
        "A sale won by false eligibility is void, and damages are owed.",
    ),
    (
        "FS2021-18:5",
        "没有购房资格的债权人不能以房抵债。",
        "A creditor who may not buy a home cannot take one for his claim.",
    ),
    (
        "FS2021-18:6",
        "虚构资格的，可以罚款、拘留，犯罪的追究刑责。",
        "False eligibility brings fines, detention or prosecution.",
    ),
    (
        "FS2021-18:8",
        "变卖房产同样适用资格规定。",
        "The same holds for a sale of a home without auction.",
    ),
    (
        "FS2021-20:1",
        "有限公司股权和非上市股份适用，交易所买卖的除外。",
        "Holds for equity, but not for shares traded on an exchange.",
    ),
    (
        "FS2021-20:10",
        "准许被执行人自行变卖股权的，期限不超过三个月。",
        "A debtor may be let sell his equity himself within 3 months.",
    ),
    (
        "FS2021-20:12",
        "缺材料评估不了的股权，申请执行人书面要求的，起拍价略高于执行费用即可。",
        "Equity that cannot be valued starts slightly above cost if the applicant asks in writing.",
    ),
    (
        "FS2021-20:13",
        "拍卖股权要在网上进行。",
        "Equity is auctioned online.",
    ),
    (
        "FS2021-20:14",
        "公告要写明认缴、实缴出资和期限。",
        "The notice states subscribed and paid-in capital and its term.",
    ),
    (
        "FS2021-20:15",
        "须批准的股权先拍后批，批准后才裁定；批不下来的重新拍卖。",
        "Where approval is needed the ruling waits for it; refusal means a re-auction.",
    ),
    (
        "FS2015-6:0",
        "船舶由船舶拍卖委员会拍卖，保留价保密，规则自成一套。",
        "Ships are auctioned by a committee with a secret reserve, under rules of their own.",
    ),
    (
        "FS2014-13:12",
        "涉案财物最后一次流拍、国库和被害人都不要的，可以无保留价拍卖。",
        "Criminal property that failed and nobody takes may be auctioned without reserve.",
    ),
    (
        "FS2015-10:31",
        "承租人只有在查封前签约并实际占用的，才能阻止腾退，虚假租赁不算。",
        "A tenant stays only by a lease before seizure and real occupation; sham leases fail.",
    ),
    (
        "COMPANY-2023:85",
        "强制转让股权要通知公司和全体股东，股东满二十日不行使优先权的视为放弃。",
        "Shareholders are told of a forced transfer and have 20 days to use their priority.",
    ),
    (
        "CIVIL-CODE:305",
        "按份共有人对其他人转让的份额有同等条件下的优先权。",
        "A co-owner by share has priority on equal terms.",
    ),
    (
        "CIVIL-CODE:405",
        "抵押前已出租并转移占有的，租赁不受影响。",
        "A lease with possession before the mortgage is not touched by it.",
    ),
    (
        "CIVIL-CODE:725",
        "租赁期间换了所有人，租赁照旧。",
        "A change of owner does not end a lease.",
    ),
    (
        "CIVIL-CODE:726",
        "出租房屋出卖，承租人有同等条件下的优先权，十五日不表示的视为放弃。",
        "A tenant has priority on equal terms; 15 days of silence waive it.",
    ),
    (
        "CIVIL-CODE:727",
        "拍卖出租房屋要提前五日通知承租人，承租人不来的视为放弃优先权。",
        "A tenant is told 5 days before the auction; one who stays away has waived.",
    ),
    (
        "CIVIL-CODE:1045",
        "近亲属是配偶、父母、子女、兄弟姐妹、祖父母和外祖父母、孙辈。",
        "Close relatives: spouse, parents, children, siblings, grandparents, grandchildren.",
    ),
    (
        "FS2023-13:4",
        "以网络拍卖订立的合同，自系统确认成交时成立。",
        "A contract by online auction is made when the system confirms the sale.",
    ),
    (
        "FS2021-12:16",
        "上链存证的数据推定上链后没有被改动。",
        "Data stored on a chain are presumed unaltered since.",
    ),
    (
        "FS2021-12:38",
        "在线诉讼的数据不得传播。",
        "Data of online proceedings may not be spread.",
    ),
    (
        "AUCTION-2015:54",
        "拍卖行的账册资料至少保存五年。",
        "Auction houses keep their books for at least five years.",
    ),
    (
        "AUCTION-2015:65",
        "竞买人串通的，按最高应价的一成到三成罚款。",
        "Colluding bidders are fined 10 to 30 % of the top bid.",
    ),
    (
        "ECOMMERCE-2018:31",
        "电商交易信息至少保存三年。",
        "Data of e-commerce deals are kept for at least three years.",
    ),
    (
        "CRIMINAL-LAW:223",
        "招投标中串通、情节严重的，构成犯罪。",
        "Collusion in tenders, if grave, is a crime.",
    ),
    (
        "CRIMINAL-LAW:253",
        "违法出售、提供或获取公民个人信息的，构成犯罪，履职中取得的从重。",
        "Selling or taking personal information is a crime, graver if obtained in service.",
    ),
    (
        "CRIMINAL-LAW:285",
        "非法侵入、控制系统或获取数据的，构成犯罪。",
        "Intruding into systems or taking their data is a crime.",
    ),
    (
        "CRIMINAL-LAW:286",
        "破坏系统、改动数据，或者拒不履行安全义务造成后果的，构成犯罪。",
        "Breaking systems, altering data or neglecting security duties is a crime.",
    ),
    (
        "CRIMINAL-LAW:313",
        "有能力而拒不执行裁判、情节严重的，构成犯罪。",
        "Refusing to obey a judgment, if grave, is a crime.",
    ),
    (
        "CRIMINAL-LAW:314",
        "隐藏、转移、变卖、毁损查封财产的，构成犯罪。",
        "Hiding, moving, selling or spoiling what is seized is a crime.",
    ),
    (
        "FS2017-10:5",
        "提供服务中得到的个人信息，入罪数量减半。",
        "For information obtained in service the thresholds of the crime are halved.",
    ),
    (
        "SHANGHAI-2018:0",
        "辅助机构由高级法院摇号产生，没有选平台的同时随机指定。",
        "Auxiliary institutions are drawn by lot; without a choice so is the platform.",
    ),
    (
        "JIAYU-2024:0",
        "进入总账户的案款三日内认领到一案一账号。",
        "Money in the master account is claimed to its case account within 3 days.",
    ),
    (
        "MOTION-2022:0",
        "建议一网交易、一网监管，平衡委托，保证金须为自有资金。",
        "Asks for one network that trades and one that supervises, balance, and own money.",
    ),
)
