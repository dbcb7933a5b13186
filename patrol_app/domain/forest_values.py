
None of them was held against its document: all are shown 未核实 and are the bureau's to set.
"""

from __future__ import annotations

from typing import Final

from patrol_app.domain.setting import RuleValue

_ANIMALS: Final = "国家重点保护野生动物名录（2021年），未核对原文"
FOREST_VALUES: Final = (
    RuleValue("wildlife.class.褐马鸡", 1, source=_ANIMALS, confidence="K-M"),
    RuleValue("wildlife.class.金钱豹", 1, source=_ANIMALS, confidence="K-M"),
    RuleValue("wildlife.class.黑鹳", 1, source=_ANIMALS, confidence="K-M"),
    RuleValue("wildlife.class.金雕", 1, source=_ANIMALS, confidence="K-M"),
    RuleValue("wildlife.class.原麝", 1, source=_ANIMALS, confidence="K-M"),
)
FOREST_FAMILIES: Final = (
    ("wildlife.class.", "野生动植物保护级别", "Protection class of"),
)
FOREST_PARTS: Final = {
}
