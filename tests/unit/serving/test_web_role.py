"""The pages as a role: they read a real journal, and stay while it is away."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.ports import PortError
from mingpai.serving import web_role
from mingpai.serving.setup import Role, Setup

pytestmark = [pytest.mark.slow, pytest.mark.database]


def test_the_pages_answer_and_stay_while_the_journal_is_away(
    told: dict[Role, Setup], serve_role: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list shows the lot; a database that cannot be read for a while ends nothing."""
    setup = told["web"]
    monkeypatch.setattr(web_role, "_LOOK_EVERY_S", 0.05)

    def away(*_: object, **__: object) -> None:
        msg = "the server is away"
        raise PortError(msg, retry_is_safe=True)

    async def work() -> None:
        async with serve_role(web_role.run_web, setup), httpx.AsyncClient() as client:
            site = setup.addresses.site
            for path in ("/", "/en", "/lots/2026-0001"):
                answer = await client.get(site + path)
                assert answer.status_code == 200, path
            policy = answer.headers["content-security-policy"]
            for address in (setup.addresses.watch, setup.addresses.hall, setup.addresses.bids):
                assert address in policy
            with monkeypatch.context() as broken:
                broken.setattr(PostgresEntryStore, "latest_checkpoint", away)
                broken.setattr(PostgresEntryStore, "wait_beyond", away)
                await asyncio.sleep(0.5)
                assert (await client.get(site)).status_code == 200
            assert (await client.get(site)).status_code == 200

    asyncio.run(work())
