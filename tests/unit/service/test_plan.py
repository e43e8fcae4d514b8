"""A plan: what stands on what, while nothing of it is known to anybody."""

import asyncio
from typing import Any

from mingpai.service.plan import Held, Plan, has_landed


def test_the_newest_state_counts(bench: Any) -> None:
    """The plan's own state before that of its base, and that before the committed one."""
    held = Held(bench.domains["tally"], bench.Tally(1), stored=True)
    base = Plan([], 0, None)
    plan = Plan([], 0, base)
    assert plan.state(bench.STREAM, held) == bench.Tally(1)
    base.states[bench.STREAM] = bench.Tally(2)
    assert plan.state(bench.STREAM, held) == bench.Tally(2)
    plan.states[bench.STREAM] = bench.Tally(3)
    assert plan.state(bench.STREAM, held) == bench.Tally(3)


def test_a_command_is_known_wherever_it_was_decided(bench: Any) -> None:
    """Committed, in this plan or in its base: found; nowhere: not."""
    held = Held(bench.domains["tally"], bench.Tally(), stored=False)
    assert held.complete  # nothing of it is stored, so nothing can be missing
    base = Plan([], 0, None)
    plan = Plan([], 0, base)
    held.seen[b"a"], plan.seen[b"b"], base.seen[b"c"] = (b"1", 1), (b"2", 2), (b"3", 3)
    found = [plan.known(name, held) for name in (b"a", b"b", b"c", b"d")]
    assert found == [(b"1", 1), (b"2", 2), (b"3", 3), None]
    assert base.known(b"b", held) is None


def test_a_plan_has_landed_when_its_fate_is_known() -> None:
    """Neither nothing, nor a plan not launched, nor one on its way has landed."""

    async def play() -> None:
        plan = Plan([], 0, None)
        assert not has_landed(None)
        assert not has_landed(plan)
        plan.commit = asyncio.get_running_loop().create_future()
        assert not has_landed(plan)
        plan.commit.set_result(True)
        assert has_landed(plan)

    asyncio.run(play())
