"""Articles on personal information, data and network security, cryptography, and competition.

Each in a sentence of our own. Where a term of these laws is shorter than the ten years of
法释〔2016〕18号 第二十九条, that one governs auction data. Where to look next: `law.articles`.
"""

ARTICLES: tuple[tuple[str, str, str], ...] = (
    (
        "PIPL:6",
        "处理个人信息要有明确目的，限于最小范围，采取影响最小的方式。",
        "Purpose is clear, scope is the least, and the way does the least harm.",
    ),
    (
        "PIPL:13",
        "处理要有依据：同意、合同、法定职责、合理范围内的公开信息等。",
        "Processing needs a basis: consent, contract, statutory duty, public information.",
    ),
    (
        "PIPL:17",
        "处理前告知处理者、目的、方式、种类和保存期限。",
        "People are told who, why, how, what kind, and how long it is kept.",
    ),
    (
        "PIPL:19",
        "保存时间取必要的最短，法律另有规定的除外。",
        "Kept for the shortest time needed, unless a law says otherwise.",
    ),
    (
        "PIPL:21",
        "委托处理要约定并监督，受托人不得超出约定或者转委托。",
        "Entrusting needs a contract and oversight; the entrusted may not exceed or pass it on.",
    ),
    (
        "PIPL:23",
        "提供给其他处理者要告知并取得单独同意。",
        "Passing to another handler needs notice and separate consent.",
    ),
    (
        "PIPL:24",
        "自动化决策要透明公平，重大影响的可以要求说明并拒绝。",
        "Automated decisions are fair; those of great effect can be explained and refused.",
    ),
    (
        "PIPL:25",
        "没有单独同意不得公开个人信息。",
        "Nothing personal is made public without separate consent.",
    ),
    (
        "PIPL:27",
        "已公开的信息可以在合理范围内处理，本人拒绝或影响重大的除外。",
        "Public information may be handled within reason, unless its subject refuses.",
    ),
    (
        "PIPL:28",
        "生物识别、金融账户、行踪等敏感信息须有特定目的和严格保护。",
        "Biometrics, accounts and whereabouts need a specific purpose and strict protection.",
    ),
    (
        "PIPL:29",
        "处理敏感信息要取得单独同意。",
        "Sensitive information needs separate consent.",
    ),
    (
        "PIPL:30",
        "处理敏感信息还要告知必要性和影响。",
        "For sensitive information the need and the effect are told as well.",
    ),
    (
        "PIPL:34",
        "国家机关按法定权限和程序处理，不得超出履职所需。",
        "State organs handle data within their powers and no further than duty needs.",
    ),
    (
        "PIPL:36",
        "国家机关的个人信息存在境内。",
        "Personal information of state organs is stored in China.",
    ),
    (
        "PIPL:45",
        "本人有权查阅、复制和转移自己的信息。",
        "People may see, copy and move their own information.",
    ),
    (
        "PIPL:47",
        "目的达成等情形要删除；法定保存期未满的只存储并保护。",
        "Deleted once the purpose is met; until a legal term ends it is stored and no more.",
    ),
    (
        "PIPL:50",
        "要有受理个人行使权利申请的机制。",
        "There is a way to receive requests from people about their data.",
    ),
    (
        "PIPL:51",
        "采取分类、加密、去标识化、权限、培训和预案等措施。",
        "Measures: classes, encryption, de-identification, access rights, training, plans.",
    ),
    (
        "PIPL:52",
        "达到规定数量的处理者要指定负责人。",
        "Above a set number a handler names an officer.",
    ),
    (
        "PIPL:54",
        "定期做合规审计。",
        "Compliance is audited regularly.",
    ),
    (
        "PIPL:55",
        "敏感信息、自动化决策、委托、提供、公开之前要做影响评估。",
        "Impact is assessed before sensitive use, automation, entrusting, sharing, publishing.",
    ),
    (
        "PIPL:56",
        "个人信息保护影响评估报告和处理记录至少留三年。",
        "Reports and records of an impact assessment are kept for at least 3 years.",
    ),
    (
        "PIPL:57",
        "泄露后立即补救并通知主管部门和个人。",
        "After a leak: remedy at once, and tell the authority and the people.",
    ),
    (
        "PIPL:66",
        "违法处理的处罚，情节严重的可达五千万元或营业额百分之五。",
        "Unlawful handling: up to 50 million yuan or 5 % of turnover if grave.",
    ),
    (
        "DSL:27",
        "数据活动要有全流程安全制度，网络上的在等级保护基础上进行。",
        "Data are secured in all steps, online on the basis of grade protection.",
    ),
    (
        "DSL:40",
        "受托建设维护政务系统的不得擅自留存、使用、泄露或提供政务数据。",
        "Whoever serves a state organ may not keep, use, leak or pass on its data.",
    ),
    (
        "DSL:45",
        "不履行数据安全义务的处罚，最高二百万元。",
        "Neglecting data security is fined, up to 2 million yuan.",
    ),
    (
        "NDR-2024:9",
        "加密、备份、访问控制、认证等措施，在等级保护基础上进行。",
        "Encryption, backup, access control and authentication, on grade protection.",
    ),
    (
        "NDR-2024:10",
        "发现缺陷危害国家安全或公共利益的，二十四小时内报告。",
        "A flaw that endangers the public is reported within 24 hours.",
    ),
    (
        "NDR-2024:11",
        "发生安全事件立即处置，按规定报告并通知受害人。",
        "Incidents are dealt with at once, reported, and told to those harmed.",
    ),
    (
        "NDR-2024:12",
        "对外提供、委托处理要有合同并监督，记录至少保存三年。",
        "Sharing and entrusting need a contract and oversight; records are kept for 3 years.",
    ),
    (
        "NDR-2024:12.1",
        "向他人提供或委托处理个人信息的记录至少保存三年。",
        "Records of passing on or entrusting personal information are kept for 3 years.",
    ),
    (
        "NDR-2024:16",
        "为国家机关提供服务的，未经同意不得访问、留存、使用、泄露或关联分析其数据。",
        "Serving a state organ: no access, keeping, use, leak or linking without its consent.",
    ),
    (
        "NDR-2024:17",
        "为国家机关服务的系统按电子政务的要求管理安全。",
        "Systems that serve state organs are secured as e-government is.",
    ),
    (
        "NDR-2024:20",
        "设便捷的投诉举报渠道并公布。",
        "There is an easy and published way to complain.",
    ),
    (
        "NDR-2024:21",
        "告知以清单列明目的、方式、种类和接收方。",
        "Purpose, means, kinds and recipients are told as a list.",
    ),
    (
        "NDR-2024:22",
        "基于同意处理的，敏感信息要单独同意。",
        "Where consent is the basis, sensitive information needs a separate one.",
    ),
    (
        "NDR-2024:23",
        "及时受理查阅、更正、删除等请求。",
        "Requests to see, correct or delete are dealt with in time.",
    ),
    (
        "NDR-2024:24",
        "采集不到同意或注销后要删除，做不到的只存储保护。",
        "What has no consent is deleted, or stored and protected and no more.",
    ),
    (
        "NDR-2024:28",
        "处理一千万人以上信息的，还要遵守重要数据处理者的规定。",
        "Above 10 million people the duties for important data hold as well.",
    ),
    (
        "NDR-2024:40",
        "平台为接入的第三方定规则并督促其履行安全义务。",
        "A platform sets rules for third parties connected to it and sees that they keep them.",
    ),
    (
        "NDR-2024:42",
        "自动推送要提供方便的关闭办法。",
        "Automated marketing can be turned off with ease.",
    ),
    (
        "NDR-2024:51",
        "监督检查中取得的信息只能用于维护安全。",
        "What inspectors learn serves security alone.",
    ),
    (
        "NDR-2024:55",
        "违反义务的处罚，最高一百万元。",
        "Breach of these duties is fined, up to 1 million yuan.",
    ),
    (
        "NDR-2024:62",
        "大型平台指注册用户五千万或月活一千万以上、影响重大的平台。",
        "A large platform has 50 million users, or 10 million a month, and great influence.",
    ),
    (
        "CSL-2016:21",
        "网络日志至少留存六个月。",
        "Network logs are kept for at least 6 months.",
    ),
    (
        "CSL-2025:0",
        "二〇二六年起的修正文本未读到，日志留存期按原规定沿用，待核。",
        "The text as amended from 2026 was not read; the term of logs is carried over unverified.",
    ),
    (
        "CAC-2025:4",
        "较大以上网络安全事件要在一、二或四小时内上报，视单位而定。",
        "Larger network incidents are reported within 1, 2 or 4 hours, depending on who it is.",
    ),
    (
        "COMCRYPTO-2023:38",
        "关键信息基础设施的密码同步规划建设运行，使用前并每年评估。",
        "Critical infrastructure: cryptography from the plan on, assessed before use and yearly.",
    ),
    (
        "COMCRYPTO-2023:39",
        "使用的算法和产品要经审查认证。",
        "Algorithms and products in use are approved or certified.",
    ),
    (
        "COMCRYPTO-2023:41",
        "网络运营者按等级要求使用商用密码。",
        "Operators use commercial cryptography as their grade requires.",
    ),
    (
        "COMCRYPTO-2023:62",
        "不按要求使用密码的，罚款一万到十万元。",
        "Not using cryptography as required is fined, 10,000 to 100,000 yuan.",
    ),
    (
        "AML-2022:9",
        "不得用数据、算法、技术、资本和平台规则从事垄断。",
        "Data, algorithms, capital and platform rules are no means to monopoly.",
    ),
    (
        "AML-2022:17",
        "禁止竞争者之间的垄断协议。",
        "Competitors may not make monopoly agreements.",
    ),
    (
        "AML-2022:19",
        "不得组织或帮助他人达成垄断协议。",
        "Nobody may organise or help others' monopoly agreements.",
    ),
    (
        "AML-2022:22",
        "有支配地位的不得滥用：不公平价格、拒绝、独家、搭售、差别待遇等。",
        "Dominance may not be abused: unfair price, refusal, exclusivity, tying, discrimination.",
    ),
    (
        "AML-2022:23",
        "认定支配地位要看份额、控制力、财力、依赖和进入难度等。",
        "Dominance is judged by share, control, means, dependence and barriers to entry.",
    ),
    (
        "AML-2022:24",
        "一家过半、两家过三分之二、三家过四分之三推定支配，不足十分之一的除外。",
        "Presumed at one half, two together at 2/3, three at 3/4; not below one tenth.",
    ),
    (
        "AML-2022:39",
        "行政机关不得限定使用指定经营者的商品或服务。",
        "Organs may not limit anybody to operators that they name.",
    ),
    (
        "AML-2022:40",
        "行政机关不得以协议、备忘录等妨碍进入市场或不平等对待。",
        "Organs may not hinder entry or treat unequally by agreement or memorandum.",
    ),
    (
        "AML-2022:42",
        "行政机关不得以不合理条件排斥外地经营者投标经营。",
        "Organs may not shut out operators from elsewhere by unreasonable terms.",
    ),
    (
        "AML-2022:57",
        "滥用支配地位的，罚款为销售额百分之一到百分之十。",
        "Abuse of dominance is fined, 1 to 10 % of sales.",
    ),
    (
        "AML-2022:63",
        "情节特别严重的，罚款可以加到二至五倍。",
        "In extreme cases the fine is doubled, up to five times.",
    ),
    (
        "FCR-2024:8",
        "政策措施不得不合理限制进入，例如限定指定经营者。",
        "No measure may limit entry without reason, such as to operators it names.",
    ),
    (
        "FCR-2024:9",
        "政策措施不得限制商品流动、排斥外地经营者。",
        "No measure may hinder the flow of goods or shut out operators from elsewhere.",
    ),
    (
        "MERGER-2024:3",
        "经营者集中达到营业额标准的，事先申报。",
        "Concentrations above set turnovers are filed beforehand.",
    ),
)
