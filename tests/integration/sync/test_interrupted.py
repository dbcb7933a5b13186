"""A crash or a full disk at any step: repeating the call is the whole cure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from patrol_app.errors import EnvironmentFault
from patrol_app.storage.exchange_files import ExchangeFiles
from patrol_app.storage.unit_of_work import SqlUnitOfWork
from tests.integration.sync.test_files_along import photo
from tests.support.exchange import Side, World


class Broken(RuntimeError):
    """The process ends here."""


def fails_at(monkeypatch: pytest.MonkeyPatch, owner: type, name: str, count: int) -> None:
    """Let the ``count``-th call of a method fail before it does anything."""
    real: Callable[..., Any] = getattr(owner, name)
    calls = [0]

    def broken(*arguments: Any, **options: Any) -> Any:
        """Count, fail once, then work as before."""
        calls[0] += 1
        if calls[0] == count:
            raise Broken
        return real(*arguments, **options)

    monkeypatch.setattr(owner, name, broken)


STEPS = (
    (SqlUnitOfWork, "take", 1),
    (SqlUnitOfWork, "put_bundle_in", 1),
    (SqlUnitOfWork, "commit", 1),
    (SqlUnitOfWork, "commit", 2),
    (SqlUnitOfWork, "put_bundle_out", 1),
    (ExchangeFiles, "spool", 1),
    (ExchangeFiles, "write", 1),
    (ExchangeFiles, "drop", 1),
)


@pytest.mark.ci
@pytest.mark.parametrize(("owner", "name", "count"), STEPS)
def test_receive_again_after_a_crash(
    world: World,
    station: Side,
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    name: str,
    count: int,
) -> None:
    photo(station, station.finding(), b"1")
    (path,) = station.export().paths
    with monkeypatch.context() as patch:
        fails_at(patch, owner, name, count)
        with pytest.raises(Broken):
            world.city.receive(path)
    answer = world.city.receive(path)
    assert answer.items[0].status in ("done", "known")
    assert len(answer.receipts) == 1 and answer.items[0].gaps == ()
    assert world.city.app.store.check() == []
    station.receive(*answer.receipts)
    assert station.export().paths == ()
    assert not list(world.folder.rglob("*.part"))


def test_export_to_a_full_stick_says_so_and_works_again(
    station: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.finding()

    def full(self: ExchangeFiles, target: Path, fill: Callable[[BinaryIO], None]) -> str:
        """No space left."""
        raise EnvironmentFault("disk.full", "The disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(ExchangeFiles, "write", full)
        with pytest.raises(EnvironmentFault):
            station.export()
    assert station.app.store.queries.bundles_out() == []
    assert len(station.export().paths) == 1


def test_a_crash_after_writing_exports_the_same_range_again(
    world: World, station: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.finding()
    with monkeypatch.context() as patch:
        fails_at(patch, SqlUnitOfWork, "put_bundle_out", 1)
        with pytest.raises(Broken):
            station.export()
    (left,) = station.out.glob("*.hlb")
    (again,) = station.export().paths
    assert again == left
    assert world.city.receive(again).items[0].status == "done"
