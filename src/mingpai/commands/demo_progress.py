"""How the progress of a day is shown on standard error: a bar on a terminal, lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from mingpai.commands.output import progress
from mingpai.demo.run import Progress, Watcher
from mingpai.kernel.moments import SHANGHAI

_PARTS = 10
"""Lines printed over a day where no terminal reads them."""


@contextmanager
def shown() -> Iterator[Watcher]:
    """Give what a player reports its progress to."""
    if sys.stderr.isatty():
        with _bar() as watcher:
            yield watcher
    else:
        yield _lines


def _clock(seen: Progress) -> str:
    return seen.at.astimezone(SHANGHAI).strftime("%m-%d %H:%M:%S")


def _lines(seen: Progress) -> None:
    """Print a line at each tenth of the day."""
    if seen.done * _PARTS // seen.of != (seen.done - 1) * _PARTS // seen.of:
        tally = seen.tally
        refused = tally.bids_refused.total()
        progress(
            f"{seen.done * 100 // seen.of:3d} %  {_clock(seen)}  "
            f"受理 taken {tally.accepted}, 拒绝 refused {refused}, 保证金 deposits {tally.deposits}"
        )


@contextmanager
def _bar() -> Iterator[Watcher]:
    columns = (
        TextColumn("{task.fields[clock]}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
        TextColumn("受理 taken {task.fields[taken]}, 拒绝 refused {task.fields[refused]}"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("一日 day", clock="", taken=0, refused=0)

        def watch(seen: Progress) -> None:
            bar.update(
                task,
                total=seen.of,
                completed=seen.done,
                clock=_clock(seen),
                taken=seen.tally.accepted,
                refused=seen.tally.bids_refused.total(),
            )

        yield watch
