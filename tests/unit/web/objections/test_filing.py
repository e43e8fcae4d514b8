"""Where citizens file objections and see what became of them."""

import secrets
from typing import Any

import pytest

from mingpai.auction.objections.commands import DecideObjection, RecordDecisionServed
from mingpai.auction.objections.events import ObjectionFiled
from mingpai.auction.objections.model import Outcome
from mingpai.kernel.moments import local_date
from mingpai.web.objections.filing import plain_lines, read_filing, said
from mingpai.web.visitors import WrongForm

pytestmark = pytest.mark.slow

DIGEST = "A" * 43


def filed(bench: Any) -> list[ObjectionFiled]:
    """Return what is on record."""
    steps = bench.docket.board.lot(bench.docket.lot).steps
    return [one.event for one in steps if isinstance(one.event, ObjectionFiled)]


def test_an_objection_is_filed_and_answered_with_number_and_term(bench: Any) -> None:
    """The answer shows the number, who decides until when, and the words; the record a digest."""
    citizen = bench.citizen()
    answer = bench.file(citizen, asked="撤销", contact="某路一号", ground="system_failure")
    assert answer.status_code == 303
    page = citizen.client.get(answer.headers["location"])
    assert page.status_code == 200
    (one,) = filed(bench)
    assert (one.kind, one.by, one.ground) == ("conduct", "outsider", "system_failure")
    assert one.statement in page.text
    assert "2026-06-09" in page.text  # fifteen days after the opening day
    for words in ("延时少了一次", "撤销", "某路一号", f">{bench.docket.lot}<"):
        assert words in page.text
    (order,) = bench.docket.orders
    assert order.actor == bench.court.COURT
    assert order.command.token == bench.token()
    assert "延时" not in repr(order)
    listed = citizen.client.get("/my/objections").text
    assert answer.headers["location"] in listed
    assert "2026-06-09" in listed


def test_a_receipt_comes_with_the_form(bench: Any) -> None:
    """The form that a refused bid leads to names its receipt, and the paper keeps it."""
    seq = bench.docket.bid(1, 0).seq
    citizen = bench.citizen()
    page = citizen.client.get(f"{bench.page}/{seq}")
    assert f'value="{seq}"' in page.text
    answer = bench.file(citizen, receipts=f"{seq}")
    assert f"/entries/{seq}.receipt" in citizen.client.get(answer.headers["location"]).text


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"receipts": "999999"}, "延时少了一次"),
        ({"receipts": "one"}, "延时少了一次"),
        ({"words": "  "}, 'id="words"'),
        ({"by": "applicant"}, "延时少了一次"),
        ({"salt": "short"}, "延时少了一次"),
    ],
)
def test_what_is_wrong_is_told_and_the_form_kept(
    bench: Any, fields: dict[str, str], kept: str
) -> None:
    """Nothing goes on record by a form that is not whole, or that the engine refuses."""
    citizen = bench.citizen()
    answer = bench.file(citizen, **fields)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert kept in answer.text
    assert not filed(bench)


@pytest.mark.parametrize("fields", [{"kind": "else"}, {"by": "nobody"}, {"ground": "spite"}])
def test_a_form_that_is_none_of_ours_is_refused(bench: Any, fields: dict[str, str]) -> None:
    """A choice that no form of ours offers is no form of ours."""
    assert bench.file(bench.citizen(), **fields).status_code == 400


def test_a_form_that_was_not_looked_at_counts_once(bench: Any) -> None:
    """Busy, the same form is offered again under the same salt; sent twice it is one filing."""
    citizen = bench.citizen()
    salt = secrets.token_urlsafe(16)
    bench.docket.busy = 1
    busy = bench.file(citizen, salt=salt)
    assert busy.status_code == 409
    assert salt in busy.text
    first, again = bench.file(citizen, salt=salt), bench.file(citizen, salt=salt)
    assert first.headers["location"] == again.headers["location"]
    assert len(filed(bench)) == 1


def test_before_the_entry_is_read_back_the_page_says_so(bench: Any) -> None:
    """A board that is behind shows the entry's number and looks again; another's is not found."""
    citizen = bench.citizen()
    bench.docket.is_behind = True
    answer = bench.file(citizen)
    where = answer.headers["location"]
    soon = citizen.client.get(where)
    assert soon.status_code == 200
    assert 'http-equiv="refresh"' in soon.text
    assert "colspan" in citizen.client.get("/my/objections").text
    bench.docket.catch_up()
    assert "2026-06-09" in citizen.client.get(where).text
    assert bench.citizen("wang").client.get(where).status_code == 404


def test_reconsideration_is_asked_for_in_time_and_once(bench: Any) -> None:
    """After service whoever filed asks the higher court on his objection's page, in ten days."""
    citizen, docket = bench.citizen(), bench.docket
    where = bench.file(citizen).headers["location"]
    assert "objection/review" not in citizen.client.get(where).text
    docket.give(DecideObjection(1, Outcome.REJECTED, DIGEST))
    docket.give(RecordDecisionServed(1, local_date(docket.now()), DIGEST))
    text = citizen.client.get(where).text
    assert "objection/review" in text
    assert "2026-06-04" in text  # ten days after service
    review = f"{bench.page}/review"
    fields = {"number": "1", "words": "裁定认定有误"}
    empty = citizen.post(where, review, **{**fields, "words": "", "salt": "s" * 22})
    assert empty.status_code == 409
    asked = citizen.post(where, review, **fields, salt="s" * 22)
    assert asked.headers["location"] == where
    (one,) = docket.state.file.objections
    assert one.review_filed_on == local_date(docket.now())
    again = citizen.post(where, review, **fields, salt="t" * 22)
    assert again.status_code == 409
    assert "objection/review" not in citizen.client.get(where).text
    other = bench.citizen("wang")
    for number in ("1", "2", "x"):
        answer = other.post(bench.page, review, number=number, words="w", salt="u" * 22)
        assert answer.status_code == 409
    assert len(docket.orders) == 3


def test_the_courts_words_reach_whoever_filed(bench: Any) -> None:
    """A decision that was written here stands on the page of the objection."""
    citizen, judge = bench.citizen(), bench.officer(bench.judge)
    where = bench.file(citizen).headers["location"]
    page = f"{bench.desk_page}/1"
    judge.post(page, f"{page}/decide", outcome="upheld", words="应当撤销", salt="s" * 22)
    assert "应当撤销" in citizen.client.get(where).text


def test_a_claim_and_a_complaint_stand_with_their_own_terms(bench: Any) -> None:
    """A claim is decided in fifteen days, a complaint answered without a term, in both tongues."""
    citizen = bench.citizen()
    for kind in ("outsider_claim", "complaint"):
        where = bench.file(citizen, kind=kind).headers["location"]
        assert citizen.client.get("/en" + where).status_code == 200
    assert [one.kind for one in filed(bench)] == ["outsider_claim", "complaint"]


def test_strangers_are_led_to_the_sign_in_and_unknown_lots_are_not_found(bench: Any) -> None:
    """Nobody files unnamed; a lot that is not there has no form."""
    stranger = bench.house.visitor().client
    for path in (bench.page, f"{bench.page}/3", "/my/objections", "/my/objections/3"):
        assert stranger.get(path, follow_redirects=False).status_code == 303
    citizen = bench.citizen()
    assert 'class="empty"' in citizen.client.get("/my/objections").text
    for path in ("/lots/none-1/objection", "/lots/no%20lot/objection", "/my/objections/3"):
        assert citizen.client.get(path).status_code == 404


def test_too_many_at_once_wait_for_an_answer(bench: Any) -> None:
    """Five filings of one person over one lot may wait at once; an answer frees a place."""
    citizen = bench.citizen()
    assert {bench.file(citizen).status_code for _ in range(5)} == {303}
    assert bench.file(citizen).status_code == 409
    bench.docket.give(DecideObjection(1, Outcome.REJECTED, DIGEST))
    assert bench.file(citizen).status_code == 303


def test_forms_are_read_strictly() -> None:
    """Line ends are one sign, numbers are sorted and counted once, and too many are refused."""
    given = dict.fromkeys(("ground", "asked", "contact"), "") | {
        "kind": "conduct",
        "by": "buyer",
        "words": "a\r\nb",
        "salt": "s" * 22,
        "receipts": "3，1 3",
    }
    read = read_filing(given)
    assert read is not None
    assert (read.words, read.receipts) == ("a\nb", (1, 3))
    assert read_filing({**given, "receipts": " ".join(map(str, range(11)))}) is None
    with pytest.raises(WrongForm):
        read_filing({**given, "by": ""})
    assert plain_lines(" a\r\n") == "a"


def test_nothing_wrong_says_nothing(chinese: Any) -> None:
    """Where all is well there is no advice."""
    assert said(None, chinese) is None
