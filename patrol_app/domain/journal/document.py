"""Between a record's document and the field keys of its ops (sync.md §1).

A list whose entries carry a ``key`` is merged entry by entry: each becomes ``list/key``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.entry import ITEM_KEY


def flatten(document: Mapping[str, Any]) -> dict[str, Any]:
    """Field keys and values of a document; a flat mapping comes back as it is.

    Args:
        document: JSON values; a list of mappings that have ``key`` becomes items without it.

    Raises:
        ValueError: some entries of a list have keys and others not, or two have the same,
            or a key is not 8 base32 characters.
    """
    flat: dict[str, Any] = {}
    for name, value in document.items():
        if _is_items(value):
            for item in value:
                place = f"{name}/{item['key']}"
                if not _is_key(item["key"]) or place in flat:
                    raise ValueError(f"wrong or repeated item key in {name}")
                flat[place] = {part: one for part, one in item.items() if part != "key"}
        else:
            flat[name] = value
    return flat


def assemble(values: Mapping[str, Any]) -> dict[str, Any]:
    """The document of a fold's values; the inverse of ``flatten``.

    Items come in the order of (``order``, key), absent ``order`` as 0; removed ones are left
    out. Where a name has both items and a plain value, the items stand.
    """
    document: dict[str, Any] = {}
    items: dict[str, list[dict[str, Any]]] = {}
    for place in sorted(values):
        name, slash, key = place.partition("/")
        if not slash:
            document[name] = values[place]
        elif values[place] is not None:
            items.setdefault(name, []).append({**values[place], "key": key})
    for name, entries in items.items():
        document[name] = sorted(entries, key=_order)
    return document


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The ``fields`` of the op that leads from ``old`` to ``new``.

    Args:
        old: document or flat values that the form started from.
        new: the whole document or flat values as they shall be.

    Returns:
        Changed keys only; null for a removed item and for a field that is None or absent now.
        None and absent are equal, so that a field that an older version did not have is not
        written by the first edit after an upgrade.
    """
    before, after = flatten(old), flatten(new)
    changed: dict[str, Any] = {}
    lists = {key.partition("/")[0] for key in (*before, *after) if "/" in key}
    for key in sorted(before.keys() | after.keys()):
        # An emptied list is the removal of its items; the plain name is not written beside.
        if key in lists and not before.get(key) and not after.get(key):
            continue
        value = after.get(key)
        if not _same(before.get(key), value):
            changed[key] = value
    return changed


def _is_items(value: Any) -> bool:
    """Whether a value is a list of items.

    Raises:
        ValueError: only some of its entries have a key.
    """
    # Every value of every save comes here; texts and numbers are most of them.
    if type(value) is str or not isinstance(value, (list, tuple)) or not value:
        return False
    keyed = [
        type(item) is not str and isinstance(item, Mapping) and "key" in item for item in value
    ]
    if any(keyed) and not all(keyed):
        raise ValueError("some entries of a list have a key and some have none")
    return keyed[0]


def _is_key(key: Any) -> bool:
    return isinstance(key, str) and ITEM_KEY.fullmatch(key) is not None


def _order(item: Mapping[str, Any]) -> tuple[int, str]:
    order = item.get("order")
    # Foreign items may hold anything; a fold never fails for it.
    return (order if type(order) is int else 0, item["key"])


def _same(one: Any, other: Any) -> bool:
    # Not ==: True equals 1 to Python, and a tuple does not equal a list.
    return canonical(one) == canonical(other)
