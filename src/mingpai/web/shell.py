"""What stands around every page of a site: its title, the journal's name, and who is signed in."""

from typing import Any

from litestar import Response
from litestar.exceptions import NotFoundException

from mingpai.accounts.permissions import Permission, has
from mingpai.kernel.ids import StreamId, well_formed
from mingpai.service.projections import LotHead
from mingpai.web.lots import LOT
from mingpai.web.renderer import Query, Renderer
from mingpai.web.site import Site
from mingpai.web.visitors import visitor

_HTML = "text/html"


class Shell:
    """Renders the pages of one site."""

    def __init__(self, site: Site) -> None:
        """Keep what every page says of the site."""
        self.site = site

    def head(self, number: str) -> LotHead:
        """Return what stands at the head of the lot of this number. Raises: NotFoundException."""
        lot = StreamId(LOT + number)
        head = self.site.board.head(lot) if well_formed("stream", lot) else None
        if head is None:
            raise NotFoundException
        return head

    def text(
        self, renderer: Renderer, template: str, path: str, query: Query = (), **view: object
    ) -> str:
        """Render a page; `path` is its address without language."""
        opened = self.site.board.totals().opened
        title = self.site.title.text(renderer.language)
        who = visitor()
        view = {
            "site_title": title,
            "opened": opened,
            "visitor": who,
            "sees_flags": who is None or has(who.viewer, Permission.SEE_ALERTS),
            "sees_court": who is not None and has(who.viewer, Permission.SEE_COURT_FILE),
            "sees_visits": who is not None and has(who.viewer, Permission.SEE_APPOINTMENTS),
            **view,
        }
        return renderer.page(template, path, query, **view)

    def page(
        self,
        renderer: Renderer,
        template: str,
        path: str,
        *,
        status: int = 200,
        **view: Any,  # noqa: ANN401 - a view is what its template says
    ) -> Response[str]:
        """Answer with a page that has no query of its own."""
        text = self.text(renderer, template, path, status=status, **view)
        return Response(text, media_type=_HTML, status_code=status)
