"""The text of docs/alerts.md: every rule of supervision, what it says, and what to do about it.

Called by `tools/gen_docs.py`, which writes it.
"""

from collections.abc import Iterator

from mingpai.kernel.ids import ArticleId
from mingpai.law.instruments import cite
from mingpai.supervision.detector import Detector
from mingpai.supervision.register import DETECTORS

_HEAD = """\
# 预警 Alerts

{note}

规则沿日志逐条看事件，不看别的；同样的事件无论怎样分批，得出同样的预警。`alert` 交人处理，`flag` 合法但异常，
不上案头。任何预警都不自动处罚谁。K01 至 K50 既看本系统大厅，也看其他平台报来的事件。

Rules see events and nothing else; the same events give the same alerts in any batching. An `alert` is
for a person to look into, a `flag` is lawful but odd and reaches no desk. No alert punishes anybody
by itself. K01 to K50 watch our own hall and what other platforms report alike.

| 规则 Rule | 级别 Severity | 依据 Ground | 应当怎样 What must hold | 怎么办 What to do |
| --- | --- | --- | --- | --- |
"""


def alerts(note: str) -> str:
    """Return the whole document."""
    return _HEAD.format(note=note) + "\n".join(_row(one) for one in DETECTORS) + "\n"


def _row(one: Detector) -> str:
    cells = (
        f"{one.id} `{one.name}`",
        one.severity.value,
        "；".join(_grounds(one)),
        f"{one.title_zh}<br>{one.title_en}",
        f"{one.next_zh}<br>{one.next_en}",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _grounds(one: Detector) -> Iterator[str]:
    """Yield the articles of a rule of law as they are cited; a flag's ground as it is."""
    if ":" not in one.ground:
        yield one.ground
        return
    for article in one.ground.split():
        yield cite(ArticleId(article))
