"""Writing and erasing ops (sync.md §1).

The bytes as written are the op; ``raw`` is kept and shipped, never made again from the parts.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.clock import Hlc
from patrol_app.domain.journal.entry import VERSION, DeviceTime, ErasedOp, Op, op_hash
from patrol_app.domain.journal.reading import read_op, read_own

__all__ = [
    "DeviceTime",
    "ErasedOp",
    "Op",
    "erase",
    "new_item_key",
    "op_hash",
    "read_op",
    "write_op",
]


def write_op(
    *,
    stream: str,
    seq: int,
    rec: str,
    type: str,
    parents: Sequence[str],
    hlc: Hlc,
    actor: str,
    device_time: DeviceTime,
    city_time_seen: int | None,
    schema: int,
    salt: str,
    fields: Mapping[str, Any],
    judged: Mapping[str, Mapping[str, Any]],
) -> Op:
    """A new op in canonical bytes; the arguments are the attributes of ``Op``.

    Args:
        parents: in any order, without repeats.
        salt: 16 random bytes in hex, made by the caller for this op alone.

    Raises:
        ValueError: a value has no canonical form.
        FormatFault: the op would not be read again (see ``read_op``).
    """
    value = {
        "v": VERSION,
        "stream": stream,
        "seq": seq,
        "rec": rec,
        "type": type,
        "parents": sorted(parents),
        "hlc": list(hlc),
        "actor": actor,
        "device_time": device_time._asdict(),
        "city_time_seen": city_time_seen,
        "schema": schema,
        "salt": salt,
        "fields": fields,
        "judged": judged,
    }
    # Reading what was written keeps one rule for both ways: nothing is stored here that
    # another station would hold.
    made = read_own(canonical(value))
    assert isinstance(made, Op)
    return made


def erase(op: Op) -> ErasedOp:
    """The line that stands in for ``op`` once its bytes are dropped (sync.md §10)."""
    value = {
        "erased": op.op_hash,
        "stream": op.stream,
        "seq": op.seq,
        "rec": op.rec,
        "parents": op.parents,
        "keys": op.keys,
    }
    return ErasedOp(
        op.op_hash, op.stream, op.seq, op.rec, op.parents, op.keys, raw=canonical(value)
    )


def new_item_key(random8: bytes) -> str:
    """The key of a new list item: 8 lower-case base32 characters.

    Args:
        random8: at least 5 random bytes; the first 5 are used.

    Raises:
        ValueError: fewer than 5 bytes.
    """
    if len(random8) < 5:
        raise ValueError("an item key takes 5 random bytes")
    return base64.b32encode(random8[:5]).decode("ascii").lower()
