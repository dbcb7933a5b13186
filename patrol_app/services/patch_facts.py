"""What the list of an inspection says of a patch, and the problem that is made of it.

A patch is a problem with source 森林督查图斑, found by inspection and patch number. What the list
said is kept beside it, so that a second list can be laid over the first: only what the list
itself changed is changed, never what a person wrote since (docs/decisions/179).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from patrol_app.domain.fields import LONG_MAX, TEXT_MAX
from patrol_app.domain.instant import Instant, day_start
from patrol_app.domain.position import Place
from patrol_app.domain.records.problem import Problem
from patrol_app.errors import UserError
from patrol_app.geo.outline import inner_point, outline_text
from patrol_app.geo.shapes import Shape
from patrol_app.i18n import N_

SOURCE: Final = "森林督查图斑"
_M2_TO_MU_E4: Final = 15  # 1/10,000 亩 in a square metre
# Words of the list's reason -> category to be verified (§1.9); else land taken.
_CATEGORIES: Final = (
    (("采伐", "盗伐", "滥伐"), "P04"),
    (("开垦", "毁林", "采石", "采砂", "采土", "取土"), "P02"),
    (("建房", "建坟", "修路", "道路", "硬化", "采矿", "光伏", "风电"), "P17"),
)
TAKEN: Final = "P01"
NUMBER: Final = "图斑号"
# Columns that the folder for the level above fills in or adds (``services.patch_export``).
ANSWERS: Final = (
    "是否属实", "判定", "现状", "说明", "核查人", "核查日期", "问题编号", "处理状态", "照片",
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What lists said of one patch.

    Attributes:
        cells: (heading, text) of every cell, in the order of the columns.
        said: the fields that were found in them, ``services.base.kinds`` names.
    """

    cells: tuple[tuple[str, str], ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """As the record keeps it."""
        both = {"cells": [list(pair) for pair in self.cells], "said": dict(self.said)}
        return json.dumps(both, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def with_row(self, row: Mapping[str, Any]) -> Facts:
        """These facts with a further list laid over them.

        Args:
            row: of the reader: ``code name attrs`` and perhaps ``shape area_m2``.
        """
        attrs = dict(row.get("attrs", {}))
        flat = attrs.pop("cells", [])
        cells = dict(self.cells) | self._foreign(dict(zip(flat[::2], flat[1::2], strict=True)))
        # a table program may have taken the zeros from the number: the first list's one stays
        said = {"code": row["code"], **self.said, **attrs}
        if row.get("shape"):
            said["area_m2"] = row.get("area_m2", 0)
        return Facts(tuple(cells.items()), said)

    def _foreign(self, cells: Mapping[str, str]) -> dict[str, str]:
        """The cells without our own words: a list that comes back says nothing new by them."""
        known = {name for name, _text in self.cells}
        return {
            name: "" if name in ANSWERS else text
            for name, text in cells.items()
            if not known or name in known or name not in (NUMBER, *ANSWERS)
        }


def facts_of(problem: Problem) -> Facts:
    """What the lists said; nothing where it cannot be read."""
    try:
        held = json.loads(problem.patch_facts)
        pairs = tuple((str(name), str(value)) for name, value in held["cells"])
        return Facts(pairs, dict(held["said"]))
    except (ValueError, TypeError, KeyError):
        return Facts()


def patch_key(number: str) -> str:
    """A patch number as it is compared: ``0012`` of one list is ``12`` of the other."""
    text = number.strip().casefold()
    return text.lstrip("0") or "0" if text.isdigit() else text


def derived(said: Mapping[str, Any], batch: str) -> dict[str, Any]:
    """The fields of a problem that follow from what the list says; none from an empty one."""
    if not said:
        return {}
    place = "".join(str(said.get(name, "")) for name in ("township", "village", "place"))
    area = said.get("area_mu_e4")
    if area is None and said.get("area_m2"):
        area = int(said["area_m2"]) * _M2_TO_MU_E4
    return {
        "township": str(said.get("township", ""))[:TEXT_MAX],
        "place": (place or f"{batch}图斑{said['code']}")[:TEXT_MAX],
        "patch_mu_e4": area,
        "category": category_of(str(said.get("reason", ""))),
        "description": _description(said, area),
    }


def category_of(reason: str) -> str:
    """The category in which a patch is verified, by the words of the list."""
    found = (code for words, code in _CATEGORIES if any(word in reason for word in words))
    return next(found, TAKEN)


def shaped(shape: Shape | None, number: str) -> dict[str, Any]:
    """Outline and position that the shape of the patch ``number`` gives.

    Raises:
        UserError: ``patch.corners``: it has more corners than a record holds.
    """
    if not shape:
        return {}
    text = outline_text(shape)
    if len(text) > LONG_MAX:
        raise UserError(
            "patch.corners", N_("{number}: the outline has more corners than a record holds"),
            field="shape", number=number,
        )  # fmt: skip
    lon, lat = inner_point(shape)
    return {
        "outline": text,
        "position": Place(lon=lon, lat=lat, datum="cgcs2000", source="file"),
    }


def new_values(row: Mapping[str, Any], batch: str, day: str) -> dict[str, Any]:
    """Field values of the problem of a patch that is not here yet.

    Args:
        row: of the reader.
        batch: the inspection; day: when it was given out, ``YYYY-MM-DD``.

    Raises:
        UserError: ``patch.corners``, ``patch.row``.
    """
    facts = Facts().with_row(row)
    return {
        "source": SOURCE,
        "patch_batch": batch,
        "patch_no": str(row["code"]).strip(),
        "found_at": Instant(day_start(day)),
        "grade": "一般",
        "patch_facts": kept(facts),
        **derived(facts.said, batch),
        **shaped(row.get("shape"), str(row["code"])),
    }


def changed_values(problem: Problem, row: Mapping[str, Any]) -> dict[str, Any]:
    """What a further list changes of a patch that is here: what it says otherwise than before.

    Raises:
        UserError: ``patch.corners``, ``patch.row``.
    """
    before = facts_of(problem)
    after = before.with_row(row)
    old = derived(before.said, problem.patch_batch)
    new = derived(after.said, problem.patch_batch)
    made = {name: value for name, value in new.items() if old.get(name) != value}
    shape = shaped(row.get("shape"), str(row["code"]))
    if shape and shape["outline"] != problem.outline:
        made |= shape
    if kept(after) != problem.patch_facts:
        made["patch_facts"] = kept(after)
    return {name: value for name, value in made.items() if getattr(problem, name) != value}


def kept(facts: Facts) -> str:
    """The text of ``facts``.

    Raises:
        UserError: ``patch.row``: the row is longer than a record holds.
    """
    text = facts.text()
    if len(text) > LONG_MAX:
        words = N_("{number}: the row is longer than a record holds")
        raise UserError("patch.row", words, field="code", number=facts.said.get("code", ""))
    return text


def headings(all_facts: Sequence[Facts]) -> list[str]:
    """The headings of several patches, in the order of their lists, each once."""
    found: dict[str, None] = {}
    for facts in all_facts:
        found |= dict.fromkeys(name for name, _value in facts.cells)
    return list(found)


def _description(said: Mapping[str, Any], area: int | None) -> str:
    words = [
        (said.get("reason"), "判读 {}"),
        (said.get("before"), "前地类 {}"),
        (said.get("after"), "现地类 {}"),
        (f"{area / 10_000:.1f}" if area else "", "面积 {} 亩"),
        (said.get("image"), "影像 {}"),
    ]
    parts = [form.format(value) for value, form in words if value]
    return f"图斑 {said['code']}" + ("：" + "，".join(parts) if parts else "")
