"""Turns a view into a page in one language. Everything is escaped unless it is markup of ours."""

from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from mingpai.web import show
from mingpai.web.captions import Language
from mingpai.web.texts import HTML_LANGUAGES, translations

PREFIXES: dict[Language, str] = {"zh": "", "en": "/en"}
_OTHER: dict[Language, Language] = {"zh": "en", "en": "zh"}
Query = tuple[tuple[str, str], ...]


class Renderer:
    """Renders every page of one language."""

    def __init__(self, language: Language) -> None:
        """Load templates and texts once."""
        self.language = language
        self.texts = translations(language)
        self._pages = Environment(
            loader=PackageLoader("mingpai.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        # The extension adds this method when it is loaded.
        self._pages.install_gettext_translations(self.texts, newstyle=True)  # type: ignore[attr-defined]
        self._pages.policies["ext.i18n.trimmed"] = True
        self._pages.globals.update(
            language=language,
            html_language=HTML_LANGUAGES[language],
            link=self.link,
            money=lambda amount_fen: show.money(amount_fen, language),
            minute=show.minute,
            second=show.second,
            millisecond=show.millisecond,
            machine=show.machine,
            span=show.span,
            count=show.count,
        )

    def link(self, path: str, **query: str) -> str:
        """Return the address of a page in this language, with what is not empty of the query."""
        given = urlencode({name: value for name, value in query.items() if value})
        return f"{PREFIXES[self.language]}{path}" + (f"?{given}" if given else "")

    def page(self, template: str, path: str, query: Query = (), **view: object) -> str:
        """Render a page; `path` is its address without language, for the switch to the other."""
        other = PREFIXES[_OTHER[self.language]] + path
        return self._pages.get_template(template).render(
            path=path,
            switch=other + (f"?{urlencode(query)}" if query else ""),
            **view,
        )
