"""What a field is, said once: label, kind, vocabulary, unit. Carried in ``Annotated[...]``.

List, form, table, search, export, import and command line read these specifications, so a
record class needs nothing else to appear in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import AfterValidator, BaseModel, Field

Kind = Literal[
    "text",
    "longtext",
    "int",
    "decimal",
    "bool",
    "instant",
    "date",
    "vocab",
    "vocabs",
    "ref",
    "refs",
    "position",
    "items",
    "hidden",
]

TEXT_MAX = 400
_UNCLEAN = re.compile("[\x00\ud800-\udfff]")  # NUL and lone surrogates
LONG_MAX = 32_000
_BROKEN = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Ui:
    """How a field is shown, typed and checked on submit.

    Attributes:
        label: English msgid (marked with ``N_``).
        kind: which editor and which format.
        vocabulary: code of the vocabulary for ``vocab`` and ``vocabs``.
        unit: unit shown right of the control (msgid or symbol).
        scale: decimal places of a scaled integer (``decimal`` only).
        ref: record type code for ``ref`` and ``refs``.
        alias: the field's name in files and commands where it differs (``area_mu``).
        required: must be filled before submit.
        listed: a column of the list page.
        computed: shown, not typed.
        group: heading (msgid) on the form.
        hint: one short msgid under the control.
        private: personal data: masked without permission, never logged.
        low: least value of a number, in stored units.
        high: greatest value of a number, in stored units.
    """

    label: str
    kind: Kind = "text"
    vocabulary: str = ""
    unit: str = ""
    scale: int = 0
    ref: str = ""
    alias: str = ""
    required: bool = False
    listed: bool = False
    computed: bool = False
    group: str = ""
    hint: str = ""
    private: bool = False
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class FieldSpec:
    """One field of a record class with its ``Ui``.

    Attributes:
        name: attribute and op key.
        ui: the specification.
        item: class of the entries of an ``items`` field, else None.
    """

    name: str
    ui: Ui
    item: type[BaseModel] | None = None

    @property
    def external(self) -> str:
        """The name in files and commands."""
        return self.ui.alias or self.name


def clean_text(value: str) -> str:
    """Refuse what no store, paper or table can carry: NUL and lone surrogates.

    Raises:
        ValueError: such a character is in ``value``.
    """
    if _BROKEN.search(value):
        raise ValueError("control or broken character")
    return value


Text = Annotated[str, AfterValidator(clean_text), Field(max_length=TEXT_MAX)]
LongText = Annotated[str, AfterValidator(clean_text), Field(max_length=LONG_MAX)]
Code = Annotated[str, AfterValidator(clean_text), Field(min_length=1, max_length=64)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
RecordId = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]
DateText = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Key = Annotated[str, Field(pattern=r"^[a-z2-7]{8}$")]
Count = Annotated[int, Field(ge=0, le=10**9)]


@cache
def specs(cls: type[BaseModel]) -> Mapping[str, FieldSpec]:
    """The specifications of every field of ``cls`` that carries a ``Ui``, in order."""
    found: dict[str, FieldSpec] = {}
    for name, info in cls.model_fields.items():
        for extra in info.metadata:
            if isinstance(extra, Ui):
                found[name] = FieldSpec(name, extra, _item_class(info.annotation))
    return found


def by_external(cls: type[BaseModel]) -> Mapping[str, FieldSpec]:
    """The specifications of ``cls`` by the names used in files and commands."""
    return {spec.external: spec for spec in specs(cls).values()}


def _item_class(annotation: Any) -> type[BaseModel] | None:
    """The entry class of ``tuple[X, ...]``, or None."""
    for part in _walk(annotation):
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part if get_origin(annotation) is tuple or _holds_tuple(annotation) else None
    return None


def _holds_tuple(annotation: Any) -> bool:
    return any(get_origin(part) is tuple for part in _walk(annotation))


def _walk(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _walk(part)
