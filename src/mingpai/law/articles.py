"""Every article that a rule, a value or a refusal of ours cites, by id.

Articles 1 to 38 of 法释〔2016〕18号 stand in `law.articles_2016_18`; those of other instruments
here. `verified` is false wherever we know an article at second hand only.
"""

from mingpai.kernel.ids import ArticleId
from mingpai.law import articles_2016_18
from mingpai.law.authority import Article
from mingpai.law.instruments import instrument_of


class UnknownArticle(LookupError):
    """No article of this id is known; nothing may be refused by it."""


_OTHERS: tuple[tuple[str, str, str], ...] = (
    (
        "FS2004-16:6",
        "按保留价卖了也不会有剩余的，要先告诉申请执行人；他五日内申请才继续，并重定保留价。",
        "Where nothing would remain, the applicant is told and must ask within 5 days to go on.",
    ),
    (
        "FS2004-16:16",
        "流拍时债权人可以按该次保留价以物抵债，债权不足的补差价。",
        "On failure a creditor may take the property at that round's reserve, paying the rest.",
    ),
    (
        "FS2004-16:20",
        "价款付清后十日内，成交裁定要送到买受人。",
        "The sale ruling is served within 10 days after the price is paid in full.",
    ),
    (
        "FS2004-16:27",
        "裁定送达后十五日内移交财产，拒不移交的强制执行。",
        "The property is handed over within 15 days after service, by force if need be.",
    ),
    (
        "FS2018-15:1",
        "查封后三十日内要开始确定参考价。",
        "Work on the reference price begins within 30 days after seizure.",
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
        "FS2021-18:3",
        "出具成交裁定之前，法院要审查买受人从报名到裁定是否一直有购房资格。",
        "Before the ruling the court checks that the buyer of a home was eligible throughout.",
    ),
    (
        "CPLI-2022:485",
        "存款冻结至多一年，动产查封至多二年，不动产和其他财产权至多三年，到期前要续。",
        "Seizure holds 1 year for deposits, 2 for movables, 3 for all else, unless renewed.",
    ),
    (
        "CPL-2023:85",
        "期间从次日起算，最后一日是法定休假日的顺延。",
        "A term begins on the next day; one that ends on a public holiday runs to the day after.",
    ),
    (
        "COMPANY-2023:85",
        "强制转让股权要通知公司和全体股东，股东满二十日不行使优先权的视为放弃。",
        "Shareholders are told of a forced transfer and have 20 days to use their priority.",
    ),
    (
        "CIVIL-CODE:727",
        "拍卖出租房屋要提前五日通知承租人，承租人不来的视为放弃优先权。",
        "A tenant is told 5 days before the auction; one who stays away has waived.",
    ),
    (
        "PIPL:56",
        "个人信息保护影响评估报告和处理记录至少留三年。",
        "Reports and records of an impact assessment are kept for at least 3 years.",
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
        "NDR-2024:12.1",
        "向他人提供或委托处理个人信息的记录至少保存三年。",
        "Records of passing on or entrusting personal information are kept for 3 years.",
    ),
    (
        "CAC-2025:4",
        "较大以上网络安全事件要在一、二或四小时内上报，视单位而定。",
        "Larger network incidents are reported within 1, 2 or 4 hours, depending on who it is.",
    ),
    (
        "FA2024-238:0",
        "占有情况要查明并写清，不能以占有不明一类的话代替。",
        "Possession is found out and stated; wording such as “possession unknown” will not do.",
    ),
    (
        "FMC2017-455:0",
        "二拍流拍后先问抵债，再公告变卖六十日，预缴全款才有资格。",
        "After the second failure: set-off is asked, then a 60-day sale with full prepayment.",
    ),
    (
        "FF2017-6:10",
        "案款到账后三十日内核算并发放，延迟要有理由和批准。",
        "Money is settled and paid out within 30 days; delay needs a reason and approval.",
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


def _article(article: ArticleId, summary_zh: str, summary_en: str) -> Article:
    instrument = instrument_of(article)
    return Article(
        id=article,
        instrument=instrument.id,
        number=article.partition(":")[2],
        rank=instrument.rank,
        summary_zh=summary_zh,
        summary_en=summary_en,
        in_force_from=instrument.in_force_from,
        in_force_to=instrument.in_force_to,
        verified=instrument.verified,
    )


def _all() -> dict[ArticleId, Article]:
    first = articles_2016_18
    ours = ((f"{first.INSTRUMENT}:{number}", zh, en) for number, zh, en in first.ARTICLES)
    return {
        article: _article(article, zh, en)
        for article, zh, en in ((ArticleId(text), zh, en) for text, zh, en in (*ours, *_OTHERS))
    }


ARTICLES: dict[ArticleId, Article] = _all()
"""Every article by id."""


def article_of(article: ArticleId) -> Article:
    """Return an article by its id.

    Raises: UnknownArticle.
    """
    found = ARTICLES.get(article)
    if found is None:
        msg = f"{article}: no such article; add it with a summary of our own to law/articles.py"
        raise UnknownArticle(msg)
    return found
