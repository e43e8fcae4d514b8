"""The stage of a day."""

import asyncio
from typing import Any

import pytest

from mingpai.demo.stage import alongside


class _Core:
    """A core that fails, or does not."""

    def __init__(self, *, fails: bool) -> None:
        """Say whether it fails at once."""
        self._fails = fails

    async def failed(self) -> None:
        """Fail at once, or wait for ever."""
        if self._fails:
            msg = "the core failed"
            raise RuntimeError(msg)
        await asyncio.Event().wait()


async def _work(seconds: float, result: int) -> int:
    await asyncio.sleep(seconds)
    return result


def run(core: Any, work: Any) -> Any:
    """Run work beside a core."""

    async def main() -> Any:
        return await alongside(core, work)

    return asyncio.run(main())


def test_work_that_ends_gives_its_result() -> None:
    """Beside a sound core the work's own result comes back."""
    assert run(_Core(fails=False), _work(0, 7)) == 7


def test_nobody_waits_for_a_core_that_failed() -> None:
    """Where the core fails, its error is raised at once, however long the work would take."""
    with pytest.raises(RuntimeError, match="the core failed"):
        run(_Core(fails=True), _work(60, 7))


def test_an_error_of_the_work_is_its_own() -> None:
    """An error of the work is raised as it is."""

    async def broken() -> int:
        msg = "work"
        raise ValueError(msg)

    with pytest.raises(ValueError, match="work"):
        run(_Core(fails=False), broken())
