"""Write docs/api/openapi.json and docs/api/asyncapi.json from the code that serves and reads.

`python tools/gen_api.py` writes them; with `--check` it writes nothing and ends with status 1 where
one of them is stale. An address for programs is one whose errors are problem+json: each that the
site or the counter serves must be described in `web.api.operations`, and nothing else may be, or
the documents cannot be generated (status 2). Nothing in the output depends on time or machine.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from litestar import Litestar
from litestar.routes import HTTPRoute

from mingpai.events import registry
from mingpai.hall.counter import Counter, counter
from mingpai.hall.problems import failed
from mingpai.service.budgets import LIMITS
from mingpai.web.api.operations import BY_ROUTE, Side
from mingpai.web.api.pages import USUAL, USUAL_SITE, documents
from mingpai.web.bidder.pages import BidderParts, bidder_routers
from mingpai.web.pages import Members, application
from mingpai.web.renderer import PREFIXES
from mingpai.web.tiles import tiles_router

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "api"
_NOT_DESCRIBED = {"HEAD", "OPTIONS"}
"""Whatever may be got may be asked for without its content; OPTIONS is the browser's own."""
Address = tuple[Side, str, str]


def served() -> set[Address]:
    """Return every address for programs that is served: side, method, route."""
    porter: Any = SimpleNamespace(meet=None, part=None)
    site: Any = SimpleNamespace(live=None)
    parts: Any = BidderParts(porter, None, USUAL)  # type: ignore[arg-type]  # nothing is asked
    members = Members(porter, lambda shell, renderer: bidder_routers(shell, renderer, parts))
    source: Any = None
    pages = application(site, members, tiles_router(source, registry()))
    reception: Any = SimpleNamespace(limits=LIMITS)
    none: Any = None
    desk = counter(Counter(reception, none, none, b"", (), none))
    return {*_of(pages, Side.SITE), *_of(desk, Side.COUNTER)}


def _of(application: Litestar, side: Side) -> Iterator[Address]:
    english = PREFIXES["en"] + "/"
    for route in application.routes:
        if not isinstance(route, HTTPRoute) or route.path_format.startswith(english):
            continue
        for handler in route.route_handlers:
            if handler.resolve_exception_handlers().get(Exception) is failed:
                for method in set(handler.http_methods) - _NOT_DESCRIBED:
                    yield side, str(method), route.path


def disagreements() -> list[str]:
    """Return in what the descriptions and the routes disagree."""
    here, there = served(), {(one.side, one.method, one.route) for one in BY_ROUTE}
    told = [f"{_name(one)} is served and not described" for one in here - there]
    return sorted([*told, *(f"{_name(one)} is described and not served" for one in there - here)])


def _name(address: Address) -> str:
    side, method, route = address
    return f"{method} {route} ({side.value})"


def main(arguments: Sequence[str]) -> int:
    """Write the documents, or check them; return the exit status (2: cannot be generated)."""
    if list(arguments) not in ([], ["--check"]):
        print("usage: python tools/gen_api.py [--check]", file=sys.stderr)
        return 2
    wrong = disagreements()
    if wrong:
        print(f"the documents cannot be generated: {'; '.join(wrong)}", file=sys.stderr)
        return 2
    made = {FOLDER / name: data for name, data in documents(USUAL, site=USUAL_SITE).items()}
    if not arguments:
        FOLDER.mkdir(exist_ok=True)
        for path, data in made.items():
            path.write_bytes(data)
        return 0
    stale = [path for path, data in made.items() if not is_fresh(path, data)]
    for path in stale:
        name = path.relative_to(ROOT).as_posix()
        print(f"{name} is stale: run python tools/gen_api.py", file=sys.stderr)
    return 1 if stale else 0


def is_fresh(path: Path, data: bytes) -> bool:
    """Say whether a file holds exactly these bytes."""
    return path.is_file() and path.read_bytes() == data


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
