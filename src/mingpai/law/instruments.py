"""Every instrument that a rule of ours rests on, and how an article of one is cited.

An article id is `INSTRUMENT:ARTICLE[.PARAGRAPH[.ITEM]]`, such as `FS2016-18:20.2`. Paragraph 0
stands where an article has items but no numbered paragraph (`FS2016-18:14.0.2`); article 0 cites
an instrument as a whole, because the article was not read. Where to look next: `law.articles`.
"""

from datetime import date

from mingpai.kernel.ids import ArticleId, parse_id
from mingpai.law.authority import Instrument, Rank


class UnknownInstrument(LookupError):
    """No instrument of this id is known; nothing may be refused by it."""


_ALL = (
    Instrument(
        id="FS2016-18",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="法释〔2016〕18号",
        title_zh="最高人民法院关于人民法院网络司法拍卖若干问题的规定",
        title_en="Supreme People's Court, provisions on online judicial auctions",
        in_force_from=date(2017, 1, 1),
    ),
    Instrument(
        id="FS2004-16",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="法释〔2004〕16号",
        title_zh="最高人民法院关于人民法院民事执行中拍卖、变卖财产的规定（2020年修正）",
        title_en="Supreme People's Court, provisions on auction and sale in enforcement (2020)",
        in_force_from=date(2021, 1, 1),
        dates_verified=False,
    ),
    Instrument(
        id="FS2018-15",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="法释〔2018〕15号",
        title_zh="最高人民法院关于人民法院确定财产处置参考价若干问题的规定",
        title_en="Supreme People's Court, provisions on reference prices",
        in_force_from=date(2018, 9, 1),
    ),
    Instrument(
        id="FS2021-18",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="法释〔2021〕18号",
        title_zh="最高人民法院关于人民法院司法拍卖房产竞买人资格若干问题的规定",
        title_en="Supreme People's Court, provisions on who may bid for homes",
        in_force_from=date(2022, 1, 1),
    ),
    Instrument(
        id="FS2021-20",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="法释〔2021〕20号",
        title_zh="最高人民法院关于人民法院强制执行股权若干问题的规定",
        title_en="Supreme People's Court, provisions on enforcement against equity",
        in_force_from=date(2022, 1, 1),
        number_verified=False,
    ),
    Instrument(
        id="FS2015-6",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="法释〔2015〕6号",
        title_zh="最高人民法院关于扣押与拍卖船舶适用法律若干问题的规定",
        title_en="Supreme People's Court, provisions on the arrest and auction of ships",
        in_force_from=date(2015, 3, 1),
        dates_verified=False,
        number_verified=False,
    ),
    Instrument(
        id="FS2014-13",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="法释〔2014〕13号",
        title_zh="最高人民法院关于刑事裁判涉财产部分执行的若干规定",
        title_en="Supreme People's Court, provisions on property in criminal judgments",
        in_force_from=date(2014, 11, 6),
        dates_verified=False,
        number_verified=False,
    ),
    Instrument(
        id="FS2015-10",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="法释〔2015〕10号",
        title_zh="最高人民法院关于人民法院办理执行异议和复议案件若干问题的规定（2020年修正）",
        title_en="Supreme People's Court, provisions on objections in enforcement (2020)",
        in_force_from=date(2021, 1, 1),
        dates_verified=False,
        number_verified=False,
    ),
    Instrument(
        id="FS1998-15",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="法释〔1998〕15号",
        title_zh="最高人民法院关于人民法院执行工作若干问题的规定（试行）（2020年修正）",
        title_en="Supreme People's Court, provisions on enforcement work (trial, 2020)",
        in_force_from=date(2021, 1, 1),
        dates_verified=False,
        number_verified=False,
    ),
    Instrument(
        id="FS2011-21",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="法释〔2011〕21号",
        title_zh="最高人民法院关于人民法院委托评估、拍卖工作的若干规定",
        title_en="Supreme People's Court, provisions on commissioned appraisal and auction",
        in_force_from=date(2012, 1, 1),
        number_verified=False,
    ),
    Instrument(
        id="FS2023-13",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="法释〔2023〕13号",
        title_zh="最高人民法院关于适用〈中华人民共和国民法典〉合同编通则若干问题的解释",
        title_en="Supreme People's Court, interpretation of the general part on contracts",
        in_force_from=date(2023, 12, 5),
        dates_verified=False,
        number_verified=False,
    ),
    Instrument(
        id="FS2021-12",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="法释〔2021〕12号",
        title_zh="人民法院在线诉讼规则",
        title_en="Supreme People's Court, rules of online litigation",
        in_force_from=date(2021, 8, 1),
        dates_verified=False,
        number_verified=False,
    ),
    Instrument(
        id="FS2017-10",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="法释〔2017〕10号",
        title_zh="最高人民法院、最高人民检察院关于办理侵犯公民个人信息刑事案件适用法律若干问题的解释",
        title_en="Supreme People's Court and Procuratorate, on crimes against personal information",
        in_force_from=date(2017, 6, 1),
        dates_verified=False,
        number_verified=False,
    ),
    Instrument(
        id="CPLI-2022",
        rank=Rank.JUDICIAL_INTERPRETATION,
        number="",
        title_zh="最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释（2022年修正）",
        title_en="Supreme People's Court, interpretation of the Civil Procedure Law (2022)",
        in_force_from=date(2022, 4, 10),
    ),
    Instrument(
        id="CPL-2023",
        rank=Rank.STATUTE,
        number="",
        title_zh="中华人民共和国民事诉讼法（2023年修正）",
        title_en="Civil Procedure Law (2023)",
        in_force_from=date(2024, 1, 1),
        dates_verified=False,
    ),
    Instrument(
        id="CIVIL-CODE",
        rank=Rank.STATUTE,
        number="",
        title_zh="中华人民共和国民法典",
        title_en="Civil Code",
        in_force_from=date(2021, 1, 1),
    ),
    Instrument(
        id="COMPANY-2023",
        rank=Rank.STATUTE,
        number="",
        title_zh="中华人民共和国公司法（2023年修订）",
        title_en="Company Law (2023)",
        in_force_from=date(2024, 7, 1),
    ),
    Instrument(
        id="COURTS-2018",
        rank=Rank.STATUTE,
        number="",
        title_zh="中华人民共和国人民法院组织法（2018年修订）",
        title_en="Organic Law of the People's Courts (2018)",
        in_force_from=date(2019, 1, 1),
        verified=False,
        dates_verified=False,
    ),
    Instrument(
        id="AUCTION-2015",
        rank=Rank.STATUTE,
        number="",
        title_zh="中华人民共和国拍卖法（2015年修正）",
        title_en="Auction Law (2015)",
        in_force_from=date(2015, 4, 24),
        dates_verified=False,
    ),
    Instrument(
        id="ECOMMERCE-2018",
        rank=Rank.STATUTE,
        number="",
        title_zh="中华人民共和国电子商务法",
        title_en="E-Commerce Law",
        in_force_from=date(2019, 1, 1),
        dates_verified=False,
    ),
    Instrument(
        id="CRIMINAL-LAW",
        rank=Rank.STATUTE,
        number="",
        title_zh="中华人民共和国刑法",
        title_en="Criminal Law",
        in_force_from=date(1997, 10, 1),
        dates_verified=False,
    ),
    Instrument(
        id="PIPL",
        rank=Rank.STATUTE,
        number="",
        title_zh="中华人民共和国个人信息保护法",
        title_en="Personal Information Protection Law",
        in_force_from=date(2021, 11, 1),
    ),
    Instrument(
        id="CSL-2016",
        rank=Rank.STATUTE,
        number="",
        title_zh="中华人民共和国网络安全法（2016年）",
        title_en="Cybersecurity Law (2016)",
        in_force_from=date(2017, 6, 1),
        in_force_to=date(2025, 12, 31),
        dates_verified=False,
    ),
    Instrument(
        id="CSL-2025",
        rank=Rank.STATUTE,
        number="",
        title_zh="中华人民共和国网络安全法（2025年修正）",
        title_en="Cybersecurity Law (as amended in 2025)",
        in_force_from=date(2026, 1, 1),
        verified=False,
        dates_verified=False,
    ),
    Instrument(
        id="NDR-2024",
        rank=Rank.STATUTE,
        number="",
        title_zh="网络数据安全管理条例",
        title_en="Regulations on network data security",
        in_force_from=date(2025, 1, 1),
    ),
    Instrument(
        id="DSL",
        rank=Rank.STATUTE,
        number="",
        title_zh="中华人民共和国数据安全法",
        title_en="Data Security Law",
        in_force_from=date(2021, 9, 1),
    ),
    Instrument(
        id="COMCRYPTO-2023",
        rank=Rank.STATUTE,
        number="",
        title_zh="商用密码管理条例（2023年修订）",
        title_en="Regulations on commercial cryptography (2023)",
        in_force_from=date(2023, 7, 1),
        dates_verified=False,
    ),
    Instrument(
        id="AML-2022",
        rank=Rank.STATUTE,
        number="",
        title_zh="中华人民共和国反垄断法（2022年修正）",
        title_en="Anti-Monopoly Law (2022)",
        in_force_from=date(2022, 8, 1),
        dates_verified=False,
    ),
    Instrument(
        id="FCR-2024",
        rank=Rank.STATUTE,
        number="",
        title_zh="公平竞争审查条例",
        title_en="Regulations on fair competition review",
        in_force_from=date(2024, 8, 1),
        dates_verified=False,
    ),
    Instrument(
        id="MERGER-2024",
        rank=Rank.STATUTE,
        number="",
        title_zh="国务院关于经营者集中申报标准的规定（2024年修订）",
        title_en="State Council, provisions on filing thresholds of concentrations (2024)",
        in_force_from=date(2024, 1, 22),
    ),
    Instrument(
        id="CAC-2025",
        rank=Rank.NORMATIVE_DOCUMENT,
        number="",
        title_zh="国家网络安全事件报告管理办法",
        title_en="Measures on reporting network security incidents",
        in_force_from=date(2025, 11, 1),
        verified=False,
    ),
    Instrument(
        id="FA2024-238",
        rank=Rank.NORMATIVE_DOCUMENT,
        number="法〔2024〕238号",
        title_zh="最高人民法院关于进一步规范网络司法拍卖工作的指导意见",
        title_en="Supreme People's Court, guidance on online judicial auctions",
        in_force_from=date(2024, 10, 29),
        verified=False,
        dates_verified=False,
    ),
    Instrument(
        id="FMC2017-455",
        rank=Rank.NORMATIVE_DOCUMENT,
        number="法明传〔2017〕455号",
        title_zh="最高人民法院关于认真做好网络司法拍卖与网络司法变卖衔接工作的通知",
        title_en="Supreme People's Court, notice on the sale that follows failed auctions",
        in_force_from=date(2017, 7, 18),
        verified=False,
        dates_verified=False,
    ),
    Instrument(
        id="FF2016-23",
        rank=Rank.NORMATIVE_DOCUMENT,
        number="法发〔2016〕23号",
        title_zh="最高人民法院关于建立和管理网络服务提供者名单库的办法",
        title_en="Supreme People's Court, measures on the national list of platforms",
        in_force_from=date(2016, 9, 20),
        verified=False,
        dates_verified=False,
    ),
    Instrument(
        id="FF2017-6",
        rank=Rank.NORMATIVE_DOCUMENT,
        number="法发〔2017〕6号",
        title_zh="最高人民法院关于执行款物管理工作的规定",
        title_en="Supreme People's Court, provisions on money and goods in enforcement",
        in_force_from=date(2017, 5, 1),
        verified=False,
        dates_verified=False,
    ),
    Instrument(
        id="SHANGHAI-2018",
        rank=Rank.LOCAL_RULE,
        number="",
        title_zh="上海法院关于规范网络司法拍卖、变卖若干期限的意见（试行）",
        title_en="Shanghai courts, opinion on terms of online auctions (trial)",
        in_force_from=date(2018, 4, 25),
        verified=False,
        dates_verified=False,
    ),
    Instrument(
        id="JIAYU-2024",
        rank=Rank.LOCAL_RULE,
        number="",
        title_zh="嘉鱼县人民法院执行案款管理规定",
        title_en="Jiayu court, rules on enforcement money",
        in_force_from=date(2024, 1, 2),
        verified=False,
        dates_verified=False,
    ),
    Instrument(
        id="MOTION-2022",
        rank=Rank.PROPOSAL,
        number="",
        title_zh="关于网络司法拍卖的全国人大代表议案（曹立强，2022年）",
        title_en="Motion of Deputy Cao Liqiang to the National People's Congress (2022)",
        in_force_from=date(2022, 3, 9),
        verified=False,
    ),
)

INSTRUMENTS: dict[str, Instrument] = {one.id: one for one in _ALL}
"""Every instrument by id, strongest and nearest first."""


def instrument_of(article: ArticleId) -> Instrument:
    """Return the instrument that an article id belongs to.

    Raises: UnknownInstrument; ValueError where the id is malformed.
    """
    found = INSTRUMENTS.get(parse_id("article", article).partition(":")[0])
    if found is None:
        msg = f"{article}: no such instrument; add it to law/instruments.py"
        raise UnknownInstrument(msg)
    return found


def cite(article: ArticleId) -> str:
    """Return how a Chinese lawyer cites an article: `法释〔2016〕18号第二十条第二款`.

    Raises: UnknownInstrument; ValueError where the id is malformed.
    """
    instrument = instrument_of(article)
    named = instrument.number or f"《{instrument.title_zh}》"
    numbers = [int(part) for part in article.partition(":")[2].split(".")]
    units = zip(numbers, ("条", "款", "项"), strict=False)
    return named + "".join(f"第{_numeral(number)}{unit}" for number, unit in units if number)


def cite_in_english(article: ArticleId) -> str:
    """Return the same for an English reader: `法释〔2016〕18号 art. 20 para. 2`."""
    instrument = instrument_of(article)
    named = instrument.number or instrument.title_en
    numbers = [int(part) for part in article.partition(":")[2].split(".")]
    units = zip(numbers, ("art.", "para.", "item"), strict=False)
    return " ".join([named, *(f"{unit} {number}" for number, unit in units if number)])


_DIGITS = "零一二三四五六七八九"


def _numeral(number: int) -> str:
    """Write 1 to 9999 in Chinese numerals as articles are counted: 十, 二十一, 一百零五."""
    text = ""
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += _DIGITS[digit] + unit
        elif text and number % power and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text
