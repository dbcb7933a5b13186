"""Rule values of wildlife sightings and tending checks, and what people call them.

None of them was held against its document: all are shown 未核实 and are the bureau's to set.
"""

from __future__ import annotations

from typing import Final

from patrol_app.domain.setting import RuleValue

_ANIMALS: Final = "国家重点保护野生动物名录（2021年），未核对原文"
_LINES: Final = "参照GB/T 15776造林技术规程，未核对现行版（2023）原文"
FOREST_VALUES: Final = (
    RuleValue("wildlife.class.褐马鸡", 1, source=_ANIMALS, confidence="K-M"),
    RuleValue("wildlife.class.金钱豹", 1, source=_ANIMALS, confidence="K-M"),
    RuleValue("wildlife.class.黑鹳", 1, source=_ANIMALS, confidence="K-M"),
    RuleValue("wildlife.class.金雕", 1, source=_ANIMALS, confidence="K-M"),
    RuleValue("wildlife.class.原麝", 1, source=_ANIMALS, confidence="K-M"),
    RuleValue("tending.pass.survival", 8_500, "e4", source=_LINES, confidence="U"),
    RuleValue("tending.pass.preserved", 8_000, "e4", source=_LINES, confidence="U"),
)
FOREST_FAMILIES: Final = (
    ("wildlife.class.", "野生动植物保护级别", "Protection class of"),
    ("tending.pass.", "管护成效合格线", "Pass line of tending"),
)
FOREST_PARTS: Final = {
    "survival": ("成活率", "survival"),
    "preserved": ("保存率", "trees kept"),
}
