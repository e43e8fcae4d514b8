"""The Chinese name of each choice that a command of a disposal knows, as a clerk writes it.

Where to look next: `exchange.scenario_words` (the phrases that use them).
"""

import enum
from collections.abc import Mapping
from typing import TypeVar

from mingpai.auction.model import Ground, Keeper, PropertyClass, RoundKind, StepRule
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.papers import PaperKind
from mingpai.auction.preparation.model import (
    AssignmentReason,
    Nature,
    PanelMatter,
    Paper,
    Possession,
    PriceBasis,
    PriceMethod,
    Role,
    TaxRule,
    Trait,
)
from mingpai.auction.settlement.model import (
    AnnulmentGround,
    AwardBasis,
    Bucket,
    DefaultGround,
    Ending,
)
from mingpai.auction.stops.model import StopGround, WithdrawalGround
from mingpai.law.content import FurtherItem, Item, NoticeField, SpecialWarning
from mingpai.law.pricing import Leave
from mingpai.law.service import Method

Choice = TypeVar("Choice", bound=enum.StrEnum)

_NAMES: tuple[tuple[type[enum.StrEnum], str], ...] = (
    (PropertyClass, "动产 不动产 其他财产权"),
    (RoundKind, "一拍 二拍 变卖 重新拍卖"),
    (StepRule, "至少加一个幅度 幅度整数倍"),
    (
        Ground,
        "执行法院 执行法院工作人员 平台 平台工作人员 辅助机构 辅助机构工作人员 近亲属 悔拍人",
    ),
    (Keeper, "平台 法院"),
    (Nature, "物品 车辆 船舶 住宅 建筑物 土地 股权 上市股票 其他财产"),
    (Trait, "涉案财物 限购 需审批 无法评估 已出租 共有"),
    (PriceMethod, "当事人议价 定向询价 网络询价 委托评估 市价"),
    (Leave, "当事人一致请求 法律规定须评估"),
    (PriceBasis, "参考价 涉案财物无保留价 略高于执行费用"),
    (Role, "申请执行人 被执行人 其他债权人 共有人 承租人 股东 公司 优先购买权人 买受人 案外人"),
    (
        Paper,
        (
            "评估报告 无益拍卖通知 拍卖通知 股东通知 承租人通知 暂缓中止文书 恢复通知 尾款催告 "
            "悔拍决定 成交裁定 抵债裁定 异议裁定 撤销裁定"
        ),
    ),
    (
        AssignmentReason,
        "申请人选择 未选抽取 选择冲突抽取 同一平台规则 平台不可用 申请人另选",
    ),
    (PanelMatter, "起拍价 降价幅度 增价幅度 保证金 优先购买权"),
    (Possession, "空置 被执行人占有 承租人占有 第三人占有 不适用"),
    (TaxRule, "依法各自承担 法院决定 全由买受人承担"),
    (AwardBasis, "仅一人 顺位在先 抽签"),
    (
        AnnulmentGround,
        "瑕疵说明失实 系统故障 恶意串通 买受人无资格 条件不平等 其他严重违法",
    ),
    (Ending, "分配完毕 撤回 自行处置 强制管理 退还"),
    (DefaultGround, "未付尾款 无购房资格 审批未准 明知不能获准"),
    (Bucket, "拍卖费用 差价 本案债务 关联债务 余额"),
    (
        StopGround,
        (
            "提供担保 上级法院 异议审查 案外人异议 申请人同意延期 当事人死亡或终止 破产 "
            "其他中止事由 债权已足额 系统故障 安全隐患 核心重启"
        ),
    ),
    (
        WithdrawalGround,
        (
            "执行依据撤销 申请人撤回 已履行完毕 和解 案外人异议成立 恶意串通 债权已足额 公告有误 "
            "自行处置 参考价过期 其他原因"
        ),
    ),
    (ObjectionKind, "执行行为异议 案外人异议 投诉"),
    (Outcome, "成立 驳回 撤回申请"),
    (
        Item,
        (
            "公告 执行依据 评估报告或定价依据 时间价格规则 权属占有义务 优先购买权人 通知情况 "
            "付款方式和账户 税费 法院与监督方式 其他"
        ),
    ),
    (
        SpecialWarning,
        "行为能力和资格 委托代理 已知瑕疵 现状拍卖 视为了解 公示买受人身份 悔拍不退",
    ),
    (FurtherItem, "购房资格和后果 出资情况 审批条件"),
    (
        NoticeField,
        (
            "联系方式 看样安排 笔误 财产描述 瑕疵 占有 税费负担 收款账户 开始时间 起拍价 增价幅度 "
            "保证金数额 财产"
        ),
    ),
    (
        PaperKind,
        (
            "拍卖公告 变卖公告 重新拍卖公告 特别提示 竞买须知 优先购买权通知书 成交确认书 "
            "停止公告 恢复公告 悔拍决定书 尾款催告书"
        ),
    ),
    (Method, "直接 留置 电子 邮寄 委托送达 公告"),
)


def _of(kind: type[enum.StrEnum], names: str) -> dict[enum.StrEnum, str]:
    return dict(zip(kind, names.split(), strict=True))


CHINESE: Mapping[type[enum.StrEnum], Mapping[enum.StrEnum, str]] = {
    kind: _of(kind, names) for kind, names in _NAMES
}
"""The Chinese name of every member of every kind of choice."""


def chinese(value: enum.StrEnum) -> str:
    """Return a choice's Chinese name; its own value where it has none."""
    return CHINESE.get(type(value), {}).get(value, value.value)


def read_choice(kind: type[Choice], text: str) -> Choice:
    """Read a choice in Chinese, or by its own value. Raises: ValueError, naming all choices."""
    for member in kind:
        if text == chinese(member):
            return member
    try:
        return kind(text)
    except ValueError:
        known = "、".join(chinese(one) for one in kind)
        msg = f"{text!r:.40} is none of: {known}"
        raise ValueError(msg) from None
