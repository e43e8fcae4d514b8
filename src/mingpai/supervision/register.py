"""Every rule of supervision, in one tuple."""

from mingpai.supervision.flags import CodeOverHalfOfRaises, RaiseOverTenSteps, SelfOutbid
from mingpai.supervision.rule import Rule

RULES: tuple[Rule, ...] = (SelfOutbid(), RaiseOverTenSteps(), CodeOverHalfOfRaises())
