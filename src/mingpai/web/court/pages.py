"""Every page of the court's desk, in one language. Where to look next: `web.court.desk`."""

from litestar import Router

from mingpai.web.court.acting import ActPages
from mingpai.web.court.desk import CourtParts
from mingpai.web.court.importing import ImportPages
from mingpai.web.court.lots import LotPages
from mingpai.web.court.opening import OpeningPages
from mingpai.web.court.publishing import PublishPages
from mingpai.web.court.today import TodayPages
from mingpai.web.renderer import Renderer
from mingpai.web.shell import Shell


def court_routers(shell: Shell, renderer: Renderer, parts: CourtParts) -> list[Router]:
    """Return the pages of the court's desk, in one language."""
    kinds = (LotPages, ActPages, PublishPages, TodayPages, OpeningPages, ImportPages)
    return [kind(shell, renderer, parts).router() for kind in kinds]
