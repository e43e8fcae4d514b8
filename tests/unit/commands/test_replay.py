"""Claims about `mingpai replay`."""

import json
from typing import Any

import msgspec
import pytest

from mingpai.commands.output import DONE, WRONG, Unusable
from mingpai.commands.replay import replay
from mingpai.law.platforms import sandbox_list
from mingpai.ports import Head, StoredEntry
from mingpai.service.catalogue import domains
from mingpai.service.export import Source

DOMAINS = domains(sandbox_list())


def test_the_whole_journal_is_replayed(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    """A replay says how many entries, how fast and in how much memory; the root matches."""
    assert replay(source, DOMAINS, as_json=True) == DONE
    said = json.loads(capsys.readouterr().out)
    assert said.keys() >= {"entries", "entries_per_s", "peak_mib"}
    assert said["entries"] == source.store.head().size
    assert said["entries_per_s"] > 0
    assert said["peak_mib"] > 0
    assert replay(source, DOMAINS) == DONE
    assert "entries/s" in capsys.readouterr().out


def test_a_part_is_replayed(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    """With --to the replay ends with that entry, and a lot that is open there stays open."""
    assert replay(source, DOMAINS, to=40, as_json=True) == DONE
    said = json.loads(capsys.readouterr().out)
    assert said["entries"] == 41
    assert said["open_streams"] == 2


@pytest.mark.parametrize("to", [-1, 10**9])
def test_an_entry_that_is_not_there_is_told(source: Source, to: int) -> None:
    """An entry that the journal does not have cannot be replayed to."""
    with pytest.raises(Unusable, match="--to"):
        replay(source, DOMAINS, to=to)


def test_a_damaged_journal_is_replayed_as_far_as_it_goes(
    source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    """The figures keep their keys, the root does not match, and the entry is named beside them."""
    inner = source.store

    class Altered:
        def read(self, first: int, *, limit: int) -> list[StoredEntry]:
            page = inner.read(first, limit=min(limit, 40))
            return [
                msgspec.structs.replace(one, leaf=b"{" if one.seq == 57 else one.leaf)
                for one in page
            ]

        def __getattr__(self, name: str) -> Any:
            return getattr(inner, name)

    damaged = msgspec.structs.replace(source, store=Altered())
    assert replay(damaged, DOMAINS, as_json=True) == WRONG
    told = capsys.readouterr()
    said = json.loads(told.out)
    assert said.keys() >= {"entries", "entries_per_s", "peak_mib"}
    assert (said["entries"], said["root_matches"]) == (57, False)
    assert "entry 57 cannot be read" in told.err
    assert len(told.err.splitlines()) == 1


def test_a_fault_of_the_program_is_not_taken_for_damage(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the journal is sound an error comes out as it is."""

    def fail(*_: object, **__: object) -> None:
        raise KeyError

    monkeypatch.setattr("mingpai.commands.replay.advance", fail)
    with pytest.raises(KeyError):
        replay(source, DOMAINS)


def test_another_root_is_wrong(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    """A journal whose entries do not lead to its head ends with status 1."""
    inner = source.store

    class Altered:
        def head(self) -> Head:
            return msgspec.structs.replace(inner.head(), root=b"r" * 32)

        def __getattr__(self, name: str) -> Any:
            return getattr(inner, name)

    assert replay(msgspec.structs.replace(source, store=Altered()), DOMAINS) == WRONG
    told = capsys.readouterr()
    assert "NOT AS HEAD" in told.out
    assert "do not lead to the root" in told.err
