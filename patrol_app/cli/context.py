"""What the global options say, and the open data folder of one command."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app import i18n, logs
from patrol_app.cli.output import Output
from patrol_app.domain.records import RECORD_TYPES, known, record_type
from patrol_app.domain.registry import RecordType
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.paths import DataPaths, default_data_dir
from patrol_app.settings import Settings

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

PASSWORD_BYTES = 4096


class Usage(UserError):
    """The command was called in a wrong way (exit 2)."""


@dataclass
class Context:
    """One call of the program.

    Attributes:
        data_dir: ``--data-dir`` or the default.
        user: number of the acting person, or empty for the first user.
        password_file: file whose first line is the password, or None.
        output: where answers go.
        settings: options of this machine.
    """

    data_dir: Path
    user: str = ""
    password_file: Path | None = None
    output: Output = field(default_factory=Output)
    settings: Settings = field(default_factory=Settings)

    @property
    def paths(self) -> DataPaths:
        """Layout of the data folder."""
        return DataPaths(self.data_dir.absolute())

    @contextmanager
    def opened(
        self, *, read_only: bool = False, recovery: str = "", answer: bytes | None = None
    ) -> Iterator[App]:
        """The data folder with the acting person set.

        Args:
            read_only: beside the window.
            recovery: the escrow identity that opens it instead of a password.
            answer: the city's answer to a request, instead.

        Raises:
            UserError: ``store.absent``, ``session.unknown``, ``vault.password``.
            EnvironmentFault: the store is held by another program, damaged ...
        """
        from patrol_app.bootstrap import build

        if not self.paths.vault.exists():
            raise UserError(
                "store.absent",
                N_("There is no data folder at {path}; run: patrol-app init"),
                path=str(self.paths.root),
            )
        logs.configure(self.paths.logs)
        app = build(
            self.paths,
            self.settings,
            read_only=read_only,
            user=self.user,
            password=None if recovery or answer is not None else self.password(),
            recovery=recovery,
            answer=answer,
        )
        try:
            if self.user and not app.proved:
                app.session.use(self.user)
            yield app
        finally:
            app.close()

    def password(self) -> str | None:
        """First line of the password file, named by option or ``PATROL_PASSWORD_FILE``.

        Raises:
            UserError: ``password.file``.
        """
        named = self.password_file or os.environ.get("PATROL_PASSWORD_FILE")
        return first_line(Path(named)) if named else None


def first_line(file: Path) -> str:
    """The first line of a file that holds a secret.

    Raises:
        UserError: ``password.file``.
    """
    try:
        with file.open("rb") as stream:
            lines = stream.read(PASSWORD_BYTES).decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise UserError("password.file", N_("The password file cannot be read")) from None
    return lines[0] if lines else ""


def make_context(
    data_dir: Path | None, lang: str, as_json: bool, user: str, password_file: Path | None
) -> Context:
    """The context of a call; switches the language of the process."""
    settings = Settings()
    i18n.use(lang or settings.text("language"))
    return Context(
        data_dir=data_dir or default_data_dir(),
        user=user,
        password_file=password_file,
        output=Output(as_json),
        settings=settings,
    )


def type_named(code: str) -> RecordType:
    """The record type ``code``.

    Raises:
        Usage: there is none.
    """
    if not known(code):
        raise Usage(
            "type.unknown",
            N_("There is no type {type}; there are: {types}"),
            type=code[:40],
            types=", ".join(kind.code for kind in RECORD_TYPES),
        )
    return record_type(code)


def at_terminal() -> bool:
    """Whether a person can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()
