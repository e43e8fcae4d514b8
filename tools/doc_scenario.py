"""The text of docs/scenario.md: what a scenario table may say, from the reader's own lists.

Called by `tools/gen_docs.py`, which writes it.
"""

from collections.abc import Iterator

from mingpai.exchange.scenario_names import CHINESE
from mingpai.exchange.scenario_words import PHRASES

_HEAD = """\
# 情景表 Scenario tables

{note}

一件处置写成一张表：表头，空行，然后一行一件事：`时间 | 谁 | 什么 | 预期结果`。
`mingpai scenario 文件` 逐行执行并比对结果，退出码 0 表示全部相符，1 表示有不符，2 表示读不懂。

A table is one disposal: a head, a blank line, then a line for each act:
`time | who | what | expected outcome`. `mingpai scenario FILE` plays it line by line: status 0 where
every outcome is as expected, 1 where one is not, 2 where a line cannot be read.

```
一辆车：一人出价成交
A car, sold to its only bidder
Rules: K18
Property: movable vehicle
Price: reference 100,000.00, start 70,000.00, step 500.00, deposit 7,000.00
Window: 05-08 10:00:00 to 05-09 10:00:00

04-20 10:00:00 | court    | prepares the notice                   | prepared
04-20 10:00:00 | court    | announces                             | announced
04-21 10:00:00 | platform | registers P1 as A0001 paying 7,000.00 | code A0001
05-08 11:00:00 | A0001    | bids 70,000.00                        | leads
05-09 10:00:00 | clock    | closes                                | sold to A0001 for 70,000.00
05-09 10:00:01 | court    | where it stands                       | closed_sold
```

- 时间是上海时间，年份取表头 `Year`（年份，2000 至 2999，默认 2026），也可写全。金额以元计，写到分。
  Times are those of a clock in Shanghai in the year of the head (`Year`, 2000 to 2999, by default 2026), or of the
  year written before them. Amounts are in yuan, to the fen.
- 谁：`court` 法院、`platform` 平台、`clock` 时钟、机构编号或竞买代码。人写作 `P1`、`applicant`、`debtor`。
  Who: `court`, `platform`, `clock`, an office or a bidding code. Persons are `P1`, `applicant` …
- 预期结果：事件名和它的任何一项事实，用逗号分开；被拒绝写 `refused` 加代码（见 refusals.md）。
  Outcomes: an event's name and any of its facts, with commas; `refused` and the code.
- `prepares the notice`（完成公告前全部准备）一次完成公告前的全部文书，可加 ` until RecordPanel`。
  does all paperwork before a first notice at once, or stops before a command: ` until RecordPanel`.
- `opens`（建立处置程序）可写 `opens, immovable home (leased), seized 2025-10-01 to 2027-09-30`。
- `announces`（公告）可写轮次和与表头不同之处，用分号分开，例如：
  `announces auction_2; start 56,000.00; deposit 5,600.00; open 06-15 10:00 to 06-16 10:00; `
  `in whole steps; based on equity_cost; without taxes; in taxes says "…"; taxes buyer_all; `
  `possession vacant; bidder fee 200.00; balance in 7 days`.
- `where it stands`（所处阶段）问阶段。 asks for the stage.

加 `--data 新文件夹`，同一张表经真正的核心写入一个标明为沙箱的日志，之后 `due`、`why`、`pack`、`export`、`verify` 都可用。
With `--data NEWFOLDER` the same table goes through the real core into a journal marked as a sandbox;
`due`, `why`, `pack`, `export` and `verify` then work on it.

## 短语 Phrases

方括号内可以不写，花括号内填内容。 What stands in brackets may be left out; braces are filled in.

"""


def scenario(note: str) -> str:
    """Return the whole document."""
    return _HEAD.format(note=note) + "\n".join([*_phrases(), "", *_choices()]) + "\n"


def _phrases() -> Iterator[str]:
    yield "| 命令 Command | 中文 | English |"
    yield "| --- | --- | --- |"
    for phrase in PHRASES:
        yield f"| `{phrase.command.__name__}` | {phrase.zh} | {phrase.en} |"


def _choices() -> Iterator[str]:
    yield "## 可选内容 Choices"
    yield ""
    yield "| 种类 Kind | 中文和英文写法 Names |"
    yield "| --- | --- |"
    for kind, names in CHINESE.items():
        written = "、".join(f"{name} `{member.value}`" for member, name in names.items())
        yield f"| `{kind.__name__}` | {written} |"
