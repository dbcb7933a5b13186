"""Options of the program, declared once: they drive the settings page, validation and docs.

They lie in the configuration folder as JSON and hold nothing about people or records but the ids of
what each person opened last.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_
from patrol_app.paths import config_dir

FILE_NAME = "settings.json"
MOST_BYTES = 256 * 1024
MOST_CHARS = 1_000


@dataclass(frozen=True)
class Option:
    """One option.

    Attributes:
        name: key in the file.
        type: of its value.
        default: value while nothing is stored.
        label: English msgid.
        choices: (value, label msgid) of a choice.
        low / high: bounds of a number; ``high`` of a text is its length.
        unit: shown right of a number.
    """

    name: str
    type: Literal["choice", "int", "bool", "text"]
    default: Any
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    low: int = 0
    high: int = 0
    unit: str = ""

    def accepts(self, value: Any) -> bool:
        """Whether ``value`` is one this option can have."""
        if self.type == "choice":
            return value in [choice for choice, _label in self.choices]
        if self.type == "bool":
            return isinstance(value, bool)
        if self.type == "int":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return whole and self.low <= value <= self.high
        return isinstance(value, str) and len(value) <= (self.high or MOST_CHARS)


OPTIONS: tuple[Option, ...] = (
    Option(
        "language",
        "choice",
        "zh_CN",
        N_("Language"),
        (("zh_CN", N_("Chinese")), ("en", N_("English"))),
    ),
    Option(
        "theme",
        "choice",
        "light",
        N_("Appearance"),
        (("light", N_("Light")), ("dark", N_("Dark"))),
    ),
    Option("scale", "int", 100, N_("Font size"), low=100, high=200, unit="%"),
    Option(
        "coordinates",
        "choice",
        "decimal",
        N_("Coordinates"),
        (
            ("decimal", N_("Decimal degrees")),
            ("dms", N_("Degrees, minutes, seconds")),
            ("cgcs2000", N_("CGCS2000 zone")),
        ),
    ),
    Option("lock_minutes", "int", 10, N_("Lock after"), low=1, high=120, unit="min"),
    Option("export_folder", "text", "", N_("Folder for packages")),
    Option("inbox_folder", "text", "", N_("Folder watched for packages")),
    Option("paper_folder", "text", "", N_("Folder for papers")),
    Option("backup_folder", "text", "", N_("Folder for backups")),
    Option("backup_second", "text", "", N_("Second place of backups")),
    Option("base_map", "text", "", N_("Base map")),
    Option("map_layers", "text", "", N_("Layers of the map")),
    Option("recent", "text", "", N_("Opened last"), high=8_000),
    Option("last_data_dir", "text", "", N_("Data folder opened last")),
)
_BY_NAME = {option.name: option for option in OPTIONS}


class Settings:
    """The options in force; a stored value that does not fit counts as absent.

    Args:
        path: the file; default in the configuration folder.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_dir() / FILE_NAME
        self._values: dict[str, Any] = _read(self.path)
        self._listeners: list[Callable[[str], None]] = []

    def get(self, name: str) -> Any:
        """The value of the option ``name``.

        Raises:
            KeyError: there is no such option.
        """
        option = _BY_NAME[name]
        value = self._values.get(name, option.default)
        return value if option.accepts(value) else option.default

    def text(self, name: str) -> str:
        """The value of a text or choice option."""
        return str(self.get(name))

    def number(self, name: str) -> int:
        """The value of a number option."""
        return int(self.get(name))

    def set(self, name: str, value: Any) -> None:
        """Change an option and write the file.

        Raises:
            UserError: ``settings.value``.
            EnvironmentFault: ``settings.write``.
        """
        option = _BY_NAME[name]
        if not option.accepts(value):
            raise UserError("settings.value", N_("This value does not fit"), field=name)
        self._values[name] = value
        self._write()
        for listener in tuple(self._listeners):
            listener(name)

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call ``listener`` with the name of each changed option; returns how to leave."""
        self._listeners.append(listener)

        def leave() -> None:
            """Take the listener off."""
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def _write(self) -> None:
        part = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        text = json.dumps(self._values, ensure_ascii=False, indent=1, sort_keys=True)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(text + "\n", encoding="utf-8")
            part.replace(self.path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise EnvironmentFault(
                "settings.write", N_("The settings cannot be written")
            ) from error


def _read(path: Path) -> dict[str, Any]:
    """Stored values; a damaged or absent file is an empty one: options are never worth a stop."""
    try:
        with path.open("rb") as stream:
            value = json.loads(stream.read(MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return {key: value[key] for key in value if key in _BY_NAME} if isinstance(value, dict) else {}
