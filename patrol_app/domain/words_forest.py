"""Controlled words of wildlife sightings and tending checks; a bureau adds its own species."""

from __future__ import annotations

from patrol_app.domain.term import Vocabulary, plain

FOREST_SETS: tuple[Vocabulary, ...] = (
    plain(
        "wildlife_species",
        ("褐马鸡", "Brown eared pheasant"),
        ("金钱豹", "Leopard"),
        ("黑鹳", "Black stork"),
        ("金雕", "Golden eagle"),
        ("原麝", "Siberian musk deer"),
        ("豹猫", "Leopard cat"),
        ("赤狐", "Red fox"),
        ("狍", "Roe deer"),
        ("野猪", "Wild boar"),
        ("臭冷杉", "Manchurian fir"),
        ("其他", "Other"),
    ),
    plain(
        "wildlife_sign",
        ("实体", "Seen itself"),
        ("红外相机", "Camera trap"),
        ("痕迹", "Tracks"),
        ("粪便", "Droppings"),
        ("鸣声", "Call"),
        ("毛羽", "Hair or feathers"),
        ("巢穴", "Nest or den"),
        ("尸体", "Dead body"),
        ("植株", "Plant"),
    ),
    plain("wildlife_counted", ("实数", "Counted"), ("估计", "Estimated")),
    plain(
        "protection_class",
        ("国家一级", "National class I"),
        ("国家二级", "National class II"),
        ("省级重点", "Provincial"),
        ("未列入", "Not listed"),
        ("不详", "Not known"),
    ),
    plain(
        "wildlife_condition",
        ("正常", "Well"),
        ("受伤", "Hurt"),
        ("病弱", "Weak"),
        ("死亡", "Dead"),
        ("不详", "Not known"),
    ),
    plain(
        "habitat",
        ("针叶林", "Conifers"),
        ("阔叶林", "Broadleaves"),
        ("针阔混交林", "Mixed forest"),
        ("灌丛", "Scrub"),
        ("草地", "Grassland"),
        ("水域湿地", "Water, wetland"),
        ("裸岩", "Rock"),
        ("农田村庄", "Fields, village"),
    ),
    plain(
        "wildlife_threat",
        ("无", "None"),
        ("猎捕痕迹", "Signs of poaching"),
        ("采挖", "Digging, picking"),
        ("放牧干扰", "Grazing"),
        ("施工占地", "Building"),
        ("火灾隐患", "Fire hazard"),
        ("人员干扰", "People"),
        ("病虫害", "Disease, pests"),
        ("其他", "Other"),
    ),
)
