"""The court's desk for objections."""

import json
from datetime import timedelta
from typing import Any

import pytest

from mingpai.affairs.writings import Content, Purpose
from mingpai.auction.objections.commands import DecideObjection
from mingpai.auction.objections.model import Outcome
from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.auction.stops.model import StopKind
from mingpai.kernel.moments import local_date
from mingpai.web.objections.desk import Kept, is_on_record

pytestmark = pytest.mark.slow

FRESH = timedelta(minutes=6)
DIGEST = "A" * 43


@pytest.fixture
def one(bench: Any) -> str:
    """File an objection; return its page on the desk."""
    assert bench.file(bench.citizen(), asked="撤销").status_code == 303
    return f"{bench.desk_page}/1"


def act(guest: Any, page: str, step: str, **fields: str) -> Any:
    """Send one step's form."""
    given = {"words": "理由", "salt": step.ljust(22, "s")[:22], **fields}
    return guest.post(page, f"{page}/{step}", **given)


def test_the_list_shows_what_was_filed_the_most_urgent_first(bench: Any, one: str) -> None:
    """What is overdue stands first and is named so; what was answered stands apart."""
    assert bench.file(bench.citizen("wang"), kind="complaint").status_code == 303
    bench.house.clock.move_by(timedelta(days=10))
    assert bench.file(bench.citizen("zhao"), kind="outsider_claim").status_code == 303
    bench.house.clock.move_by(timedelta(days=6))
    clerk = bench.officer(bench.clerk)
    text = clerk.client.get("/court/objections").text
    places = [text.index(f"{bench.desk_page}/{number}") for number in (1, 3, 2)]
    assert places == sorted(places)
    assert text.count('class="tag late"') == 1
    bench.docket.give(DecideObjection(2, Outcome.REJECTED, DIGEST))
    after = clerk.client.get("/court/objections").text
    assert "<h2>" in after
    assert one in clerk.client.get(bench.desk_page).text


def test_the_court_reads_what_was_filed_by_token(bench: Any, one: str) -> None:
    """Words, what is asked and the token are there for the court; the person is not."""
    clerk = bench.officer(bench.clerk)
    text = clerk.client.get(one).text
    for shown in ("延时少了一次", "撤销", bench.token()):
        assert shown in text
    assert "li.hua" not in text
    assert "李华" not in text
    assert clerk.client.get("/en" + one).status_code == 200
    for wrong in (f"{bench.desk_page}/2", "/court/lots/none-1/objections", "/court/lots/no%20/x"):
        assert clerk.client.get(wrong).status_code == 404


def test_a_judge_decides_under_a_fresh_factor(bench: Any, one: str) -> None:
    """A stale factor keeps the form on its page and leads to the factor; then it is decided."""
    judge = bench.officer(bench.judge)
    bench.house.clock.move_by(FRESH)
    stale = act(judge, one, "decide", outcome="upheld", words="应当撤销")
    assert stale.status_code == 403
    assert "应当撤销" in stale.text
    assert "/fresh?next=" in stale.text
    assert 'value="upheld" required checked' in stale.text
    judge.post("/fresh", "/fresh", code=judge.code(), next=one)
    assert act(judge, one, "decide", outcome="upheld", words="应当撤销").status_code == 303
    (objection,) = bench.docket.state.file.objections
    assert objection.outcome is Outcome.UPHELD
    assert "应当撤销" in judge.client.get(one).text
    again = act(judge, one, "decide", outcome="rejected", words="改判")
    assert again.status_code == 409
    assert 'role="alert"' in again.text
    assert "改判" not in judge.client.get(one).text


def test_a_clerk_records_service_and_every_further_step(bench: Any, one: str) -> None:
    """After the decision a clerk records service, reconsideration, its end, and what was done."""
    judge, clerk = bench.officer(bench.judge), bench.officer(bench.clerk)
    today = local_date(bench.docket.now()).isoformat()
    assert act(judge, one, "decide", outcome="rejected").status_code == 303
    assert act(clerk, one, "decide", outcome="rejected").status_code == 403
    for step, fields in (
        ("served", {"on": today}),
        ("review", {"on": today}),
        ("review-decided", {"outcome": "upheld"}),
        ("carried-out", {"on": today}),
    ):
        assert f'action="{one}/{step}"' in clerk.client.get(one).text
        assert act(clerk, one, step, **fields).status_code == 303, step
    (objection,) = bench.docket.state.file.objections
    assert objection.is_upheld
    assert objection.carried_out_on is not None
    assert clerk.client.get(one).text.count("<details>") == 5


def test_a_claim_goes_to_suit(bench: Any) -> None:
    """A rejected claim is sued over, and the judgment is recorded."""
    assert bench.file(bench.citizen(), kind="outsider_claim").status_code == 303
    judge, clerk, page = bench.officer(bench.judge), bench.officer(bench.clerk), bench.desk_page
    today = local_date(bench.docket.now()).isoformat()
    assert act(judge, f"{page}/1", "decide", outcome="rejected").status_code == 303
    for step, fields in (
        ("served", {"on": today}),
        ("suit", {"on": today}),
        ("judgment", {"outcome": "rejected"}),
    ):
        assert act(clerk, f"{page}/1", step, **fields).status_code == 303, step
    (objection,) = bench.docket.state.file.objections
    assert objection.suit_outcome is Outcome.REJECTED


@pytest.mark.parametrize(("step", "kind"), [("stay", StopKind.STAY), ("defer", StopKind.DEFERMENT)])
def test_a_judge_stops_the_sale_for_it(bench: Any, one: str, step: str, kind: StopKind) -> None:
    """A stay or a deferment goes out from the objection's page, on the ground of article 36."""
    judge = bench.officer(bench.judge)
    until = (local_date(bench.docket.now()) + timedelta(days=20)).isoformat()
    fields = {"until": until} if step == "defer" else {}
    assert act(judge, one, step, **fields).status_code == 303
    stop = bench.docket.state.current.stop
    assert (stop.kind, stop.ground) == (kind, "objection")


def test_an_act_that_hung_is_sent_again_as_it_is(bench: Any, one: str) -> None:
    """Unanswered, a step keeps its words and its salt, so that it is taken once."""
    judge = bench.officer(bench.judge)
    bench.docket.lost = 1
    hung = act(judge, one, "decide", outcome="upheld", words="应当撤销")
    assert hung.status_code == 409
    assert f'value="{"decide".ljust(22, "s")}"' in hung.text
    bench.docket.lost = 0
    assert act(judge, one, "decide", outcome="upheld", words="应当撤销").status_code == 303
    page = bench.desk_page
    clerk, bench.docket.busy = bench.officer(bench.clerk), 1
    fields = {"token": "p" * 22, "kind": "complaint", "by": "outsider", "words": "纸质"}
    assert "k" * 22 in clerk.post(page, page, **fields, salt="k" * 22).text


@pytest.mark.parametrize("fields", [{"outcome": ""}, {"outcome": "else"}])
def test_a_step_without_its_answer_is_no_form_of_ours(
    bench: Any, one: str, fields: dict[str, str]
) -> None:
    """A step asks for its own fields and takes no other answer."""
    assert act(bench.officer(bench.judge), one, "decide", **fields).status_code == 400


def test_the_registry_records_what_came_on_paper(bench: Any) -> None:
    """A clerk files for the holder of a token; what is wrong is told, and the form kept."""
    clerk, page = bench.officer(bench.clerk), bench.desk_page
    assert 'class="empty"' in clerk.client.get(page).text
    fields = {
        "token": "p" * 22,
        "kind": "conduct",
        "by": "outsider",
        "words": "纸质",
        "salt": "s" * 22,
    }
    assert clerk.post(page, page, **{**fields, "token": "short"}).status_code == 400
    refused = clerk.post(page, page, **{**fields, "by": "tenant"})
    assert refused.status_code == 409
    assert "纸质" in refused.text
    assert clerk.post(page, page, **{**fields, "salt": "t" * 22}).status_code == 303
    assert "纸质" in clerk.client.get(f"{page}/1").text
    judge = bench.officer(bench.judge)
    assert f'action="{page}"' not in judge.client.get(page).text


def test_what_is_kept_elsewhere_is_named_by_its_digest(bench: Any, one: str) -> None:
    """An objection whose paper is not kept here shows the digest that is on record."""
    bench.writings._kept.clear()
    text = bench.officer(bench.clerk).client.get(one).text
    assert "延时少了一次" not in text
    assert 'class="empty"' in text


@pytest.mark.parametrize("ground", [*AnnulmentGround])
def test_evidence_is_taken_home_as_a_file(bench: Any, one: str, ground: AnnulmentGround) -> None:
    """The pack of each ground is a file; a ground that the article does not have is not found."""
    judge = bench.officer(bench.judge)
    where = f"/court/lots/{bench.number}/evidence/{ground}"
    assert where in judge.client.get(one).text
    pack = judge.client.get(where)
    assert f"{ground}.json" in pack.headers["content-disposition"]
    assert json.loads(pack.text)["ground"] == ground
    assert judge.client.get(f"/court/lots/{bench.number}/evidence/spite").status_code == 404


def test_another_court_and_a_citizen_see_nothing(bench: Any, one: str) -> None:
    """Permissions end at the court; the list of another court is empty; supervision may read."""
    other = bench.officer(bench.clerk, "court/elsewhere")
    evidence = f"/court/lots/{bench.number}/evidence/collusion"
    for path in (one, bench.desk_page, evidence):
        assert other.client.get(path).status_code == 403
        assert bench.house.visitor().client.get(path, follow_redirects=False).status_code == 303
    assert one not in other.client.get("/court/objections").text
    assert act(other, "/court/objections", "x").status_code == 404
    assert bench.citizen("wang").client.get("/court/objections").status_code == 403
    supervisor = bench.officer(bench.supervisor)
    assert one in supervisor.client.get("/court/objections").text
    assert "<form" not in supervisor.client.get(one).text.split("<main")[1]


def test_a_page_says_how_a_form_was_taken() -> None:
    """A form that lacks a fresh factor is forbidden, one that is wrong in conflict."""
    assert [Kept("", {}).status, Kept("", {}, is_stale=True).status] == [200, 403]


def test_what_may_be_on_its_way_still_is_not_shown(bench: Any, one: str) -> None:
    """A writing of a step that the objection has not taken yet is not shown as taken."""
    assert one
    (objection,) = bench.docket.state.file.objections
    for step in ("decide", "served", "review-decided", "suit", "judgment", "carried-out", ""):
        written = Content(
            bench.docket.lot, Purpose.REVIEW, "w", "s" * 22, number=1, fields={"step": step}
        )
        assert not is_on_record(written, objection)
