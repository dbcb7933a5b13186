"""Older ops read as today's: pure steps vN -> vN+1 on ``fields``; raw bytes stay (sync.md §1).

A type that gets a new version adds a module ``upcast/<type>.py`` with its steps and one line in
``STEPS``. A step must not depend on other ops; docs/format.md says what it may do to keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.entry import Op
from patrol_app.i18n import N_

Step = Callable[[Mapping[str, Any]], Mapping[str, Any]]
# (type, version before) -> step to the next version. All types stand at version 1.
STEPS: Mapping[tuple[str, int], Step] = MappingProxyType({})


class Newer(FormatFault):
    """An op of a type or version this program does not know: held until the upgrade."""


def upcast(
    type: str,
    schema: int,
    fields: Mapping[str, Any],
    current: Mapping[str, int],
    steps: Mapping[tuple[str, int], Step] = STEPS,
) -> dict[str, Any]:
    """The fields of an op in today's version of its type.

    Args:
        type: ``RecordType.code``.
        schema: version in the op.
        fields: its fields; not changed.
        current: today's version by type.
        steps: step by (type, version before).

    Raises:
        Newer: ``op.newer``: the type is unknown here or the version is later than today's.
        KeyError: a step is absent (a fault of the program).
    """
    known = current.get(type, 0)
    if schema > known:
        raise Newer(
            "op.newer",
            N_("Upgrade needed: {type} version {schema} is newer than this program"),
            type=type,
            schema=schema,
        )
    made = dict(fields)
    for version in range(schema, known):
        made = dict(steps[type, version](made))
    return made


def lifted(op: Op, current: Mapping[str, int], steps: Mapping[tuple[str, int], Step] = STEPS) -> Op:
    """The op as the fold takes it: today's fields, the same bytes and hash.

    Raises:
        Newer: as ``upcast``.
    """
    fields = upcast(op.type, op.schema, op.fields, current, steps)
    return replace(op, fields=fields, schema=current[op.type])
