"""What supervision puts on record."""

from mingpai.kernel.canon import canonical_struct
from mingpai.kernel.event import Registry, Visibility
from mingpai.kernel.ids import StreamId
from mingpai.supervision.events import KINDS, AlertRaised, RaiseAlert

_ALERT = AlertRaised("self_outbid", "flag", StreamId("disposal/1"), 2, 2, (("code", "A1001"),))


def test_an_alert_is_restricted() -> None:
    """No alert stands in a published leaf."""
    assert all(kind.visibility is Visibility.RESTRICTED for kind in KINDS)


def test_an_alert_is_read_back() -> None:
    """An alert written to the journal is the alert read from it."""
    body = canonical_struct(RaiseAlert(_ALERT).alert)
    read = Registry(KINDS).decode(name="supervision.alert_raised", version=1, body=body)
    assert read == _ALERT
