"""A paper as HTML: one template, print rules in it, no script; the same paper, the same bytes."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from mingpai.papers.check import MARK, check_code
from mingpai.papers.model import Document, foot_of

_PAGES = Environment(
    loader=PackageLoader("mingpai.papers"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def print_html(document: Document) -> bytes:
    """Return the paper as an HTML page in UTF-8."""
    page = _PAGES.get_template("paper.html").render(
        paper=document, foot=foot_of(document), code=check_code(document), mark=MARK
    )
    return page.encode("utf-8")
