"""What every step of the exchange works with: the store, its keys, the clock, the files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from patrol_app import __version__
from patrol_app.errors import UserError
from patrol_app.events import Changes, EventBus
from patrol_app.i18n import N_
from patrol_app.limits import BUNDLE_FILE_BYTES
from patrol_app.paths import DataPaths
from patrol_app.services.ports import Clock, Files, Store
from patrol_app.services.session import Session
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.keys import SigningKey
from patrol_app.sync.sending import Sender


@dataclass(frozen=True)
class Spooled:
    """A private copy of a file from outside.

    Attributes:
        source: where it came from; path: the copy; sha256: hex of its content.
    """

    source: Path
    path: Path
    sha256: str


@dataclass(frozen=True)
class Desk:
    """One open data folder as the exchange sees it.

    Attributes:
        store: the data; clock: the device's; files: writes and spools.
        paths: the data folder's layout (spool for private temporary files).
        session: who acts; bus: told after each commit.
    """

    store: Store
    clock: Clock
    files: Files
    paths: DataPaths
    session: Session
    bus: EventBus

    @property
    def keyring(self) -> Keyring:
        """Keys and papers of this store."""
        return Keyring(self.store.queries)

    def sender(self, key: SigningKey | None = None) -> Sender:
        """This unit as the sealer of files; ``key`` instead of the device's for a grant."""
        return Sender(
            self.store.queries.identity().unit,
            key or self.keyring.signing_key(),
            __version__,
            self._write,
            self.work_dir(),
        )

    def _write(self, target: Path, chunks: Iterable[bytes], /) -> str:
        return self.files.write(target, lambda out: out.writelines(chunks))

    def work_dir(self) -> Path:
        """A private folder on the data folder's own disk; emptied at every start."""
        self.paths.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.paths.spool

    @contextmanager
    def spooled(self, source: Path, max_bytes: int = BUNDLE_FILE_BYTES) -> Iterator[Spooled]:
        """A private copy of ``source`` that is gone afterwards unless it was kept aside.

        Raises:
            UserError: ``file.missing``, no regular file, or too large.
            EnvironmentFault: it cannot be read.
        """
        if not source.exists():
            raise UserError("file.missing", N_("{name} is not there."), name=source.name)
        path, sha256 = self.files.spool(source, max_bytes)
        try:
            yield Spooled(source, path, sha256)
        finally:
            self.files.drop(path)

    @contextmanager
    def scratch(self) -> Iterator[BinaryIO]:
        """An empty private temporary file without a name."""
        with tempfile.TemporaryFile(dir=self.work_dir()) as stream:
            yield stream

    def publish(self, changes: Changes) -> None:
        """Tell the window what a commit changed."""
        self.bus.publish(changes)
