"""Column types for what SQL has no word for: value objects and instants."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import BigInteger, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from patrol_app.domain.instant import Instant
from patrol_app.domain.journal.canonical import canonical

INSTANT_MS_LIMIT: Final = 2**62


class Doc(TypeDecorator[Any]):
    """Value objects of one type as canonical JSON text; equal values are equal text.

    Args:
        target: any type that pydantic can check, for example ``tuple[Leg, ...]``.
    """

    impl = Text
    cache_ok = True

    def __init__(self, target: Any) -> None:
        super().__init__()
        self.target = target

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """The checker of ``target``, built at first use."""
        return TypeAdapter(self.target)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Canonical JSON of ``value``; None stays NULL.

        Raises:
            ValueError: the value holds what canonical JSON cannot carry, for example a float.
        """
        if value is None:
            return None
        return canonical(self.adapter.dump_python(value, mode="json")).decode("utf-8")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The checked value of a stored text.

        Raises:
            pydantic.ValidationError: the text does not describe a ``target``.
        """
        return None if value is None else self.adapter.validate_json(value)


class InstantColumn(TypeDecorator[Instant]):
    """An ``Instant`` as one integer, ``ms << 1 | (precision == "second")``.

    Lossless, and the integers sort as (ms, precision with minute first), so that an index
    serves ranges: compare with ``Instant(ms, "minute")`` at both ends of a half-open range.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Instant | None, dialect: Dialect) -> int | None:
        """The stored integer.

        Raises:
            TypeError: not an ``Instant``.
            ValueError: milliseconds beyond 62 bits.
        """
        return None if value is None else instant_to_int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Instant | None:
        """The instant of a stored integer."""
        return None if value is None else instant_from_int(value)


def instant_to_int(value: Instant) -> int:
    """``ms << 1 | (precision == "second")``.

    Raises:
        TypeError: not an ``Instant``.
        ValueError: milliseconds beyond 62 bits.
    """
    if not isinstance(value, Instant):
        raise TypeError("an Instant is expected")
    if not -INSTANT_MS_LIMIT <= value.ms < INSTANT_MS_LIMIT:
        raise ValueError("milliseconds beyond 62 bits")
    return (value.ms << 1) | (value.precision == "second")


def instant_from_int(value: int) -> Instant:
    """Undo :func:`instant_to_int`."""
    return Instant(value >> 1, "second" if value & 1 else "minute")
