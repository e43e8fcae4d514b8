"""Whatever is sent to the addresses for programs: an answer as the document says, never a fault."""

import time
from collections import Counter
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks

from mingpai.hall.problems import MEDIA_TYPE
from mingpai.web.api.operations import BY_ROUTE, Side

pytestmark = [pytest.mark.slow, pytest.mark.database]

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
ORDERED, NEVER_MADE = 7, 777
FUZZER = 11
"""The bidder whose code is used up here."""
WRONG = ("Bearer none", "Basic x", "Bearer " + "x" * 700)


@pytest.fixture(scope="module")
def described(served: Any) -> Any:
    """Return the document as a service shows it, read by a stranger's program."""
    return schemathesis.openapi.from_dict(httpx.get(f"{served.where.site}/api/openapi.json").json())


def operation_of(described: Any, name: str) -> Any:
    """Return an operation by its name."""
    for found in described.get_all_operations():
        one = found.ok()
        if one.definition.raw["operationId"] == name:
            return one
    raise LookupError(name)


def shown_by(served: Any, name: str) -> dict[str, str]:
    """Return the headers of whoever may do this."""
    if name == "ticket":
        citizen = served.citizen
        cookies = "; ".join(f"{one.name}={one.value}" for one in citizen.client.cookies.jar)
        return {"Cookie": cookies, "X-CSRF-Token": citizen.token("/lots/2026-0001")}
    secret = served.ticket(FUZZER) if name == "bid" else served.pages_secret
    return {"Authorization": f"Bearer {secret}"}


def is_private(served: Any, text: str) -> bool:
    """Say whether a text holds what belongs to a person alone."""
    return any(one.login in text or one.name in text for one in served.people) or "SAMPLE-" in text


def is_turned_away(answer: Any) -> bool:
    """Say whether a sender was too fast even for a signed 429: a 503 that says when to come back.

    Waits as long as it says.
    """
    if answer.status_code != 503 or answer.json()["code"] != "not_looked_at":
        return False
    assert answer.headers["content-type"] == [MEDIA_TYPE]
    time.sleep(int(answer.headers["retry-after"][0]))
    return True


@pytest.mark.parametrize("name", [one.name for one in BY_ROUTE])
def test_every_answer_is_as_the_document_says(served: Any, described: Any, name: str) -> None:
    """Requests that fit and requests that do not, from who may and who may not.

    No 5xx; status, kind of content, headers and content are described; nothing in an answer is a
    person's, and no answer shows a fault from inside.
    """
    operation = operation_of(described, name)
    one = next(one for one in BY_ROUTE if one.name == name)
    base = served.where.bids if one.side is Side.COUNTER else served.where.site
    allowed = shown_by(served, name)
    modes = [GenerationMode.POSITIVE]
    if one.hears or name == "feed":  # a path that does not fit is another address: see below
        modes.append(GenerationMode.NEGATIVE)
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])
    headers = st.sampled_from([allowed, allowed, {}, *({"Authorization": one} for one in WRONG)])

    @settings(
        max_examples=40,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=cases, shown=headers)
    def ask(case: Any, shown: dict[str, str]) -> None:
        case.headers = {**(case.headers or {}), **shown}
        answer = case.call(base_url=base)
        if is_turned_away(answer):
            return
        case.validate_response(answer, checks=CHECKS)
        text = answer.content.decode("utf-8", "replace")
        assert not is_private(served, text)
        assert "Traceback" not in text

    ask()


def test_no_order_is_a_fault(served: Any, described: Any) -> None:
    """Commands of every kind with any content, about a real lot and one that was never made.

    Whoever orders, each is taken, refused with an article, or is no order; none is a 5xx. The
    other lots stand as they stood.
    """
    operation = operation_of(described, "order")
    headers = shown_by(served, "order")
    lots = [served.court.lot(number) for number in (ORDERED, NEVER_MADE)]
    actors = [served.court.COURT, served.court.PLATFORM, served.court.code(1), "court/other"]
    statuses: Counter[int] = Counter()

    @settings(
        max_examples=250,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(
        case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        stream=st.sampled_from(lots),
        actor=st.sampled_from(actors),
        key=st.integers(min_value=0),
    )
    def ask(case: Any, stream: str, actor: str, key: int) -> None:
        sent = {**case.body, "stream": stream, "actor": actor, "key": f"k{key}"[:64]}
        case.body = sent
        case.headers = {**(case.headers or {}), **headers}
        answer = case.call(base_url=served.where.bids)
        case.validate_response(answer, checks=CHECKS)
        statuses[answer.status_code] += 1

    ask()
    assert statuses[409] > len(statuses), statuses


PATHS = st.one_of(
    st.text(alphabet="0123456789x/.p-", max_size=30),
    st.text(max_size=20),
    st.sampled_from(["..", "../..", "%2e%2e%2f", "%00", "0.receipt%0a", "000.p/0", "x000/000"]),
)


@pytest.mark.parametrize(
    "prefix", ["/log/tile/", "/log/", "/entries/", "/api/", "/lots/", "/en/lots/", "/static/", "/"]
)
def test_no_address_is_a_fault(served: Any, prefix: str) -> None:
    """Whatever follows a known beginning: found or not, never a 5xx, never a person's."""
    with httpx.Client(base_url=served.where.site) as client:

        @settings(
            max_examples=40,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        @given(rest=PATHS, method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "X"]))
        def ask(rest: str, method: str) -> None:
            try:
                answer = client.request(method, prefix + rest.lstrip("/"))
            except httpx.InvalidURL:
                return
            assert answer.status_code < 500
            assert not is_private(served, answer.text)
            assert "Traceback" not in answer.text

        ask()
