"""The numbered items of 法释〔2016〕18号: publication, warnings, annulment, barring, delisting.

Eleven items of 第十三条, seven of 第十四条, the grounds of 第三十一条, the circle of 第三十四条
and the grounds of 第三十五条, each in a sentence of our own. 13.0.5 and 14.0.2 stand in
`law.articles_2016_18`. Where to look next: `law.content`, `law.eligibility`.
"""

ARTICLES: tuple[tuple[str, str, str], ...] = (
    (
        "FS2016-18:13.0.1",
        "公告本身要在平台公示。",
        "The notice itself is shown on the platform.",
    ),
    (
        "FS2016-18:13.0.2",
        "据以执行的法律文书要公示，依法不公开的除外。",
        "The enforcement instrument is shown, unless the law keeps it from the public.",
    ),
    (
        "FS2016-18:13.0.3",
        "有评估的公示报告副本，没有评估的公示定价依据。",
        "The appraisal report is shown or, without one, what the price rests on.",
    ),
    (
        "FS2016-18:13.0.4",
        "拍卖时间、起拍价和竞价规则要公示。",
        "Time, start price and rules of bidding are shown.",
    ),
    (
        "FS2016-18:13.0.6",
        "有优先购买权的人是谁、权利是什么性质，要公示。",
        "Who has a priority right, and of what nature, is shown.",
    ),
    (
        "FS2016-18:13.0.7",
        "当事人和已知优先购买权人是否已经通知，要公示。",
        "Whether parties and known priority bidders were told is shown.",
    ),
    (
        "FS2016-18:13.0.8",
        "保证金和价款怎么付、付到哪个账户，要公示。",
        "How deposit and price are paid, and to which account, is shown.",
    ),
    (
        "FS2016-18:13.0.9",
        "过户可能发生的税费和由谁承担，要公示。",
        "Which taxes the transfer may cause, and who bears them, is shown.",
    ),
    (
        "FS2016-18:13.0.10",
        "法院名称、联系办法和监督途径要公示。",
        "The court, how to reach it and where to complain are shown.",
    ),
    (
        "FS2016-18:13.0.11",
        "其他应当让竞买人知道的也要公示。",
        "Whatever else bidders should know is shown.",
    ),
    (
        "FS2016-18:14.0.1",
        "提示竞买人要有完全行为能力，有特别资格要求的一并说明。",
        "Warning: bidders need full legal capacity and any special eligibility.",
    ),
    (
        "FS2016-18:14.0.3",
        "提示已经查明的瑕疵和权利负担。",
        "Warning: the defects and burdens that were found.",
    ),
    (
        "FS2016-18:14.0.4",
        "提示按现状拍卖，要看的可以申请实地看样。",
        "Warning: sold as it stands; whoever asks may see it on site.",
    ),
    (
        "FS2016-18:14.0.5",
        "提示参加竞买就是了解并接受已知和未知的瑕疵。",
        "Warning: who bids knows and accepts the defects, known or not.",
    ),
    (
        "FS2016-18:14.0.6",
        "提示成交确认书会公布买受人的真实身份。",
        "Warning: the confirmation publishes the buyer's real identity.",
    ),
    (
        "FS2016-18:14.0.7",
        "提示悔拍的保证金不退。",
        "Warning: a defaulter's deposit is not returned.",
    ),
    (
        "FS2016-18:31.0.1",
        "说明严重失实使买受人重大误解、目的落空的，可以撤销；无法发现或已经说明的除外。",
        "Annulment: grave misdescription, unless it could not be found or was disclosed.",
    ),
    (
        "FS2016-18:31.0.2",
        "系统故障、病毒、黑客或数据错误使结果出错并严重损害他人的，可以撤销。",
        "Annulment: fault, virus, intrusion or wrong data spoilt the result with grave harm.",
    ),
    (
        "FS2016-18:31.0.3",
        "竞买人之间或竞买人与平台串通的，可以撤销。",
        "Annulment: bidders colluded with one another or with the platform.",
    ),
    (
        "FS2016-18:31.0.4",
        "买受人不具备规定的资格的，可以撤销。",
        "Annulment: the buyer lacked the eligibility that is asked for.",
    ),
    (
        "FS2016-18:31.0.5",
        "违法限制竞买人或给出不同条件的，可以撤销。",
        "Annulment: bidders were unlawfully limited or met unequal terms.",
    ),
    (
        "FS2016-18:31.0.6",
        "其他严重违反程序且损害当事人或竞买人的，可以撤销。",
        "Annulment: another grave breach that harmed parties or bidders.",
    ),
    (
        "FS2016-18:34.0.1",
        "执行法院自己不得竞买。",
        "The enforcing court itself may not bid.",
    ),
    (
        "FS2016-18:34.0.2",
        "平台自己不得竞买。",
        "The platform itself may not bid.",
    ),
    (
        "FS2016-18:34.0.3",
        "承担辅助工作的机构不得竞买。",
        "An institution that does auxiliary work may not bid.",
    ),
    (
        "FS2016-18:34.0.4",
        "上述各方的工作人员和近亲属不得竞买。",
        "Staff of any of these, and their close relatives, may not bid.",
    ),
    (
        "FS2016-18:35.0.1",
        "操控程序或改动信息的平台要除名。",
        "Delisting: the platform manipulated the course or altered information.",
    ),
    (
        "FS2016-18:35.0.2",
        "串通、弄虚作假或泄露秘密的平台要除名。",
        "Delisting: the platform colluded, cheated or leaked what is secret.",
    ),
    (
        "FS2016-18:35.0.3",
        "受到处罚、不再适合承担的平台要除名。",
        "Delisting: the platform was penalised and is unfit to go on.",
    ),
    (
        "FS2016-18:35.0.4",
        "违反禁止竞买规定的平台要除名。",
        "Delisting: the platform broke the ban on bidding itself.",
    ),
)
