"""The baseline of the append benchmark."""

from collections.abc import Callable

import pytest

from mingpai.adapters.postgres_schema import Dsns
from mingpai.bench.row_lock import row_lock_rate


@pytest.mark.database
def test_the_row_lock_takes_bids(fresh_dsns: Callable[[], Dsns]) -> None:
    """One transaction a bid works on a real server and leaves nothing behind."""
    rate, delays = row_lock_rate(fresh_dsns().admin, seconds=0.2)
    assert rate > 0
    assert len(delays) > 0
