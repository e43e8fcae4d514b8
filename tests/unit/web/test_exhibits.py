"""Photographs and documents: how they are served, and who adds them."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts.model import Role
from mingpai.adapters.memory_exhibits import MemoryExhibits
from mingpai.affairs.exhibits import (
    MOST_BYTES,
    MOST_OF_A_LOT,
    Exhibit,
    FileKind,
    Unfit,
    digest_of,
)
from mingpai.kernel.ids import CaseId, OfficeId
from mingpai.ports import PortError
from mingpai.web.exhibits import ExhibitPages, files_router, readable, unfit_words
from mingpai.web.lots import LOT
from mingpai.web.renderer import Renderer
from mingpai.web.site import Site

pytestmark = pytest.mark.slow

JPEG = b"\xff\xd8\xff\xe0picture\xff\xd9"
PDF = b"%PDF-1.7\nreport\n%%EOF\n"


class Bench:
    """A site with the files of lots, and who looks at it."""

    def __init__(self, site: Site, house_class: Any) -> None:
        """Open the site over lots of the played day."""
        self.store = MemoryExhibits()
        self.head = site.board.lots()[0]
        self.number = self.head.stream.removeprefix(LOT)
        self.page = f"/court/lots/{self.number}/files"
        self._logins = 0

        def more(shell: Any, renderer: Any, house: Any) -> Any:
            found = [ExhibitPages(shell, renderer, house.porter, self.store).router()]
            return found + ([files_router(self.store)] if renderer.language == "zh" else [])

        self.house = house_class(replace(site, exhibits=readable(self.store)), more)

    def officer(
        self, role: Role, office: str | None = None, cases: tuple[str, ...] | None = None
    ) -> Any:
        """Return an officer who is signed in; of the lot's court where no other is said."""
        self._logins += 1
        login = f"officer-{self._logins}"
        guest = self.house.visitor()
        guest.register(login, f"SAMPLE-30{self._logins:04d}")
        account = self.house.store.by_login(login)
        own = OfficeId(self.head.opened.court if office is None else office) or None
        told = None if cases is None else tuple(CaseId(one) for one in cases)
        made = replace(account, role=role, office=own, cases=told)
        self.house.store._accounts[account.id] = made
        assert guest.sign_in(login).status_code == 303
        return guest

    def send(self, guest: Any, data: bytes, title: str = "正面") -> Any:
        """Add a file as a browser does."""
        text = guest.client.get(self.page).text
        token = text.split('name="csrf" value="')[1].split('"')[0]
        return guest.client.post(
            self.page,
            data={"csrf": token, "title": title},
            files={"file": ("photo.png", data, "text/html")},
            follow_redirects=False,
        )


@pytest.fixture
def bench(site: Site, house: Any) -> Iterator[Bench]:
    """Return a site with the files of lots."""
    one = Bench(site, type(house))
    yield one
    one.house.passwords.close()


def test_a_file_is_served_as_what_its_bytes_are(bench: Bench) -> None:
    """A picture opens, a document is downloaded; both sandboxed, and never guessed at."""
    clerk = bench.officer(Role.CLERK)
    for data in (JPEG, PDF):
        assert bench.send(clerk, data).status_code == 303
    client = bench.house.visitor().client
    picture, paper = (client.get(f"/files/{digest_of(data)}") for data in (JPEG, PDF))
    assert (picture.content, picture.headers["content-type"]) == (JPEG, "image/jpeg")
    assert picture.headers["content-disposition"].startswith("inline; filename=")
    assert (paper.content, paper.headers["content-type"]) == (PDF, "application/pdf")
    assert paper.headers["content-disposition"].startswith("attachment; filename=")
    for one in (picture, paper):
        assert one.headers["x-content-type-options"] == "nosniff"
        assert one.headers["content-security-policy"].endswith("sandbox")
        assert "set-cookie" not in one.headers
    head = client.head(f"/files/{digest_of(JPEG)}")
    assert (head.status_code, head.content) == (200, b"")


def test_what_no_lot_shows_is_not_there(bench: Bench) -> None:
    """An unknown digest, one in no such form, and a file that was taken away are 404."""
    clerk = bench.officer(Role.CLERK)
    bench.send(clerk, JPEG)
    digest = digest_of(JPEG)
    assert clerk.post(bench.page, f"{bench.page}/hide", digest=digest).status_code == 303
    for wanted in (digest, "A" * 43, "..%2Fetc", "x"):
        assert clerk.client.get(f"/files/{wanted}").status_code == 404


def test_a_lots_page_shows_its_files(bench: Bench) -> None:
    """Pictures stand there with what they show in words, documents with their digest."""
    page = f"/lots/{bench.number}"
    client = bench.house.visitor().client
    assert "<img" not in client.get(page).text
    clerk = bench.officer(Role.CLERK)
    bench.send(clerk, JPEG, "东立面")
    bench.send(clerk, PDF, "评估报告")
    text = client.get(page).text
    assert f'<img src="/files/{digest_of(JPEG)}" alt="东立面"' in text
    assert f"<code>{digest_of(PDF)}</code>" in text
    assert "评估报告" in text


def test_a_store_that_is_away_leaves_the_page(bench: Bench) -> None:
    """Where files cannot be read the lot is still shown, and says so."""

    def of_lot(_lot: str) -> list[Exhibit]:
        attempted = "list files"
        raise PortError(attempted, retry_is_safe=True)

    bench.store.of_lot = of_lot  # type: ignore[method-assign]
    answer = bench.house.visitor().client.get(f"/en/lots/{bench.number}")
    assert answer.status_code == 200
    assert "cannot be shown at the moment" in answer.text


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (b"<svg/>", "正面"),
        (b"", "正面"),
        (JPEG[:-2] + b"x" * MOST_BYTES + JPEG[-2:], "正面"),
        (JPEG, " "),
        (JPEG, "x" * 81),
    ],
)
def test_what_is_not_fit_is_told_and_not_kept(bench: Bench, data: bytes, title: str) -> None:
    """A wrong file or title is a conflict with what to do; nothing is shown."""
    answer = bench.send(bench.officer(Role.CLERK), data, title)
    assert (answer.status_code, 'role="alert"' in answer.text) == (409, True)
    assert bench.store.of_lot(bench.head.stream) == []


def test_a_lot_shows_so_many_files(bench: Bench) -> None:
    """Beyond the limit a file is not taken until another is taken away."""
    court = bench.head.opened.court
    for at in range(MOST_OF_A_LOT):
        data = JPEG + str(at).encode()
        one = Exhibit(
            lot=bench.head.stream,
            digest=digest_of(data),
            kind=FileKind.JPEG,
            title="正面",
            size=1,
            by=court,
            added_at=bench.house.clock.now(),
        )
        bench.store.keep(one, data)
    assert bench.send(bench.officer(Role.CLERK), JPEG).status_code == 409


def test_only_clerks_of_the_court_add(bench: Bench) -> None:
    """Judges, other courts, clerks of other cases, and clerks of no office are refused."""
    others = [
        bench.officer(Role.JUDGE),
        bench.officer(Role.CLERK, "court/elsewhere"),
        bench.officer(Role.CLERK, None, ("another-case",)),
        bench.officer(Role.CLERK, ""),
        bench.officer(Role.AUXILIARY, "firm/x", (str(bench.head.opened.case_id),)),
    ]
    for guest in others:
        assert guest.client.get(bench.page).status_code == 403
        answer = guest.post("/", f"{bench.page}/hide", digest="x")
        assert answer.status_code == 403
    assert bench.officer(Role.CLERK).client.get("/court/lots/none/files").status_code == 404


def test_a_form_from_elsewhere_adds_nothing(bench: Bench) -> None:
    """Without the token of a page of ours a file is not taken."""
    clerk = bench.officer(Role.CLERK)
    files = {"file": ("photo.jpg", JPEG, "image/jpeg")}
    answer = clerk.client.post(bench.page, data={"title": "正面"}, files=files)
    assert answer.status_code == 400
    assert bench.store.of_lot(bench.head.stream) == []


def test_each_reason_says_what_to_do(english: Renderer) -> None:
    """No file is turned away without why and what next."""
    told = [unfit_words(one, english.texts) for one in Unfit]
    assert all(why and then for why, then in told)
    assert len({why for why, _ in told}) == len(Unfit)
