"""Every state in which a power cut may leave the files of a recorded run.

The model is what POSIX promises and no more: bytes last once their file is synced, names once
their folder is. Before that anything may be missing: single writes, parts of them by sector, or
the tail of the folder's changes. A file that is renamed keeps its own unsynced bytes unsynced.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.power_record import Deed, Tape

SECTOR = 512
MODES = ("all", "synced", "torn", "torn", "names")


@dataclass
class Inode:
    """One file: bytes that last, and what may be lost."""

    lasting: bytearray = field(default_factory=bytearray)
    pending: list[Deed] = field(default_factory=list)

    def settle(self) -> None:
        """Its sync came back."""
        for deed in self.pending:
            _apply(self.lasting, deed)
        self.pending.clear()


@dataclass(frozen=True)
class State:
    """One state of the disk.

    Attributes:
        place: deeds done before the cut; mode: what was lost.
        files: by absolute path; told: what the listener had heard.
    """

    place: int
    mode: str
    files: dict[str, bytes]
    told: bytes

    def lay(self, roots: tuple[str, ...]) -> None:
        """Bring the folders ``roots`` into this state."""
        for root in roots:
            shutil.rmtree(root, ignore_errors=True)
            Path(root).mkdir(parents=True)
        for path, data in self.files.items():
            target = Path(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            target.chmod(0o600)


class Disk:
    """The files while a tape is played."""

    def __init__(self, tape: Tape) -> None:
        self.names = {path: Inode(bytearray(data)) for path, data in tape.before.items()}
        self.told = b""
        # the names that surely last, and each later change of a folder with its file
        self._sure = dict(self.names)
        self._changes: list[tuple[Deed, Inode | None]] = []

    def play(self, deed: Deed) -> None:
        """One call that came back."""
        if deed.kind == "told":
            self.told += deed.data
        elif deed.kind == "sync":
            if deed.path in self.names:
                self.names[deed.path].settle()
            else:
                self._settle_names(deed.path)
        elif deed.kind in ("write", "cut"):
            if deed.path in self.names:
                self.names[deed.path].pending.append(deed)
        elif deed.kind != "create" or deed.path not in self.names:
            inode = Inode() if deed.kind == "create" else self.names.get(deed.path)
            _rename(self.names, deed, inode)
            self._changes.append((deed, inode))

    def _settle_names(self, folder: str) -> None:
        """A folder's sync came back: its own changes last."""
        rest = []
        for deed, inode in self._changes:
            if folder in (os.path.dirname(deed.path), os.path.dirname(deed.other)):
                _rename(self._sure, deed, inode)
            else:
                rest.append((deed, inode))
        self._changes = rest

    def left(self, mode: str, chance: random.Random) -> dict[str, bytes]:
        """The files after a cut now."""
        names = self.names
        if mode == "names":
            names = dict(self._sure)
            for deed, inode in self._changes[: chance.randint(0, len(self._changes))]:
                _rename(names, deed, inode)
        return {path: bytes(_left(inode, mode, chance)) for path, inode in names.items()}


def states(tape: Tape, *, every: int = 1, seed: int = 0) -> Iterator[State]:
    """All states of a tape, each once.

    Args:
        tape: the run.
        every: look at each n-th deed; those before and after a sync, a rename or a word to the
            listener are always looked at.
        seed: of what is lost by chance.
    """
    disk, seen = Disk(tape), set[bytes]()
    last = len(tape.deeds)
    for place in range(last + 1):
        near = tape.deeds[max(0, place - 1) : place + 1]
        telling = any(deed.kind not in ("write", "cut") for deed in near)
        if place % every == 0 or telling or place == last:
            for number, mode in enumerate(MODES):
                chance = random.Random(f"{seed}-{place}-{number}")
                state = State(place, mode, disk.left(mode, chance), disk.told)
                name = _digest(state)
                if name not in seen:
                    seen.add(name)
                    yield state
        if place < last:
            disk.play(tape.deeds[place])


def bad_states(
    tape: Tape, judge: Callable[[State], str], *, every: int = 1, most: int = 400, seed: int = 0
) -> tuple[int, list[tuple[int, str, str]]]:
    """Lay each state (at most ``most``, spread evenly) and judge it.

    Returns:
        How many were judged, and of the bad ones (place, mode, what the judge said).
    """
    found = list(states(tape, every=every, seed=seed))
    if len(found) > most:
        found = [found[len(found) * n // most] for n in range(most)]
    bad = []
    for state in found:
        state.lay(tape.roots)
        said = judge(state)
        if said:
            bad.append((state.place, state.mode, said))
    return len(found), bad


def _left(inode: Inode, mode: str, chance: random.Random) -> bytearray:
    """The bytes of a file after a cut."""
    data = bytearray(inode.lasting)
    for deed in inode.pending:
        if mode == "all" or (mode in ("torn", "names") and chance.random() < 0.5):
            if deed.kind == "write" and mode != "all" and chance.random() < 0.3:
                keep = SECTOR * chance.randint(0, len(deed.data) // SECTOR)
                deed = Deed("write", deed.path, at=deed.at, data=deed.data[:keep])
            _apply(data, deed)
    return data


def _apply(data: bytearray, deed: Deed) -> None:
    if deed.kind == "write":
        if len(data) < deed.at:
            data.extend(bytes(deed.at - len(data)))
        data[deed.at : deed.at + len(deed.data)] = deed.data
    elif len(data) > deed.at:
        del data[deed.at :]
    else:
        data.extend(bytes(deed.at - len(data)))


def _rename(names: dict[str, Inode], deed: Deed, inode: Inode | None) -> None:
    """One change of a folder; one that speaks of a name not there does nothing."""
    if inode is None:
        return
    if deed.kind == "create":
        names.setdefault(deed.path, inode)
    elif deed.kind == "rename":
        names.pop(deed.path, None)
        names[deed.other] = inode
    elif deed.kind == "link":
        names[deed.other] = inode
    elif deed.kind == "unlink":
        names.pop(deed.path, None)


def _digest(state: State) -> bytes:
    digest = hashlib.sha256(state.told)
    for path in sorted(state.files):
        digest.update(path.encode("utf-8", "surrogateescape"))
        digest.update(hashlib.sha256(state.files[path]).digest())
    return digest.digest()
