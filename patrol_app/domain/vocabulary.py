"""Controlled words: the start sets, extended by datasets, retired but never deleted.

Where the domain reference gives a code (patrol types, problem categories) it is the code;
where it gives only the Chinese term, the term itself is the code, so that a printed op reads
without a table. Labels are data, not catalogue entries.
"""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.i18n import language


@dataclass(frozen=True)
class Term:
    """One word of a vocabulary.

    Attributes:
        code: what records hold.
        zh: Chinese label.
        en: English label.
        retired: no longer offered; old records keep showing it.
    """

    code: str
    zh: str
    en: str
    retired: bool = False

    def label(self) -> str:
        """The label in the language in use."""
        return self.zh if language() == "zh_CN" else self.en


@dataclass(frozen=True)
class Vocabulary:
    """A named list of terms in the order people expect."""

    code: str
    terms: tuple[Term, ...]

    def find(self, text: str) -> Term | None:
        """The term whose code or Chinese or English label is ``text``, or None."""
        for term in self.terms:
            if text in (term.code, term.zh, term.en):
                return term
        return None

    def label(self, code: str) -> str:
        """The label of ``code``; an unknown code is shown as it is, never hidden."""
        term = self.find(code)
        return term.label() if term else code


def _coded(code: str, *rows: tuple[str, str, str]) -> Vocabulary:
    return Vocabulary(code, tuple(Term(*row) for row in rows))


def _plain(code: str, *rows: tuple[str, str]) -> Vocabulary:
    return Vocabulary(code, tuple(Term(zh, zh, en) for zh, en in rows))


_ALL = (
    _coded(
        "patrol_type",
        ("ROUTINE", "日常巡护", "Routine"),
        ("KEY", "重点巡护", "Key places"),
        ("LINZHANG", "林长巡林", "Forest chief's patrol"),
        ("FIRE", "防火巡护", "Fire"),
        ("PEST", "有害生物专项巡护", "Pests"),
        ("GRAZING", "禁牧巡查", "Grazing ban"),
        ("JOINT", "联合巡护", "Joint"),
        ("NIGHT", "夜间巡护", "Night"),
        ("UAV", "无人机巡护", "Drone"),
        ("RECHECK", "复核巡护", "Re-check"),
        ("EMERG", "应急巡护", "Emergency"),
    ),
    _plain(
        "means",
        ("徒步", "On foot"),
        ("摩托", "Motorcycle"),
        ("车辆", "Vehicle"),
        ("无人机", "Drone"),
        ("驻点", "Post"),
    ),
    _plain(
        "weather",
        ("晴", "Clear"),
        ("多云", "Cloudy"),
        ("阴", "Overcast"),
        ("雨", "Rain"),
        ("雪", "Snow"),
        ("雾", "Fog"),
        ("沙尘", "Dust"),
    ),
    _plain(
        "wind_dir",
        ("无风", "Calm"),
        ("北", "N"),
        ("东北", "NE"),
        ("东", "E"),
        ("东南", "SE"),
        ("南", "S"),
        ("西南", "SW"),
        ("西", "W"),
        ("西北", "NW"),
        ("旋转", "Variable"),
    ),
    _coded(
        "danger",
        ("1", "低火险", "Low"),
        ("2", "较低火险", "Moderate"),
        ("3", "较高火险", "High"),
        ("4", "高火险", "Very high"),
        ("5", "极高火险", "Extreme"),
    ),
    _coded(
        "evidence",
        ("A", "设备轨迹", "Device track"),
        ("B", "导入轨迹", "Imported track"),
        ("C", "手绘线路", "Drawn line"),
        ("D", "仅文字", "Text only"),
    ),
    _coded(
        "category",
        ("P01", "违法占用/改变林地用途", "Illegal use of forest land"),
        ("P02", "毁林开垦、采石采砂采土", "Clearing, quarrying"),
        ("P03", "盗伐", "Timber theft"),
        ("P04", "滥伐", "Unlicensed felling"),
        ("P05", "收购加工运输非法林木", "Dealing in illegal timber"),
        ("P06", "违规野外用火、火灾隐患", "Field fire, fire hazard"),
        ("P07", "违规放牧", "Illegal grazing"),
        ("P08", "有害生物异常", "Pest signs"),
        ("P09", "非法猎捕、交易、放生", "Poaching, trade, release"),
        ("P10", "毁草开垦/非法使用草原/采挖", "Damage to grassland"),
        ("P11", "破坏湿地/自然保护地", "Damage to wetland or reserve"),
        ("P12", "管护设施/标志损坏", "Damaged facilities or signs"),
        ("P13", "古树名木/重点保护野生植物", "Old trees, protected plants"),
        ("P14", "倾倒垃圾、污染", "Dumping, pollution"),
        ("P15", "风倒雪压、道路损毁、地灾隐患", "Windthrow, roads, slides"),
        ("P16", "疫木/松木违规调运加工", "Illegal moving of infected wood"),
        ("P17", "林地内违法建坟/建房/修路/硬化/采矿", "Illegal building on forest land"),
        ("P99", "其他", "Other"),
    ),
    _plain(
        "action",
        ("劝阻", "Dissuaded"),
        ("制止", "Stopped"),
        ("报告", "Reported"),
        ("清理", "Cleared"),
    ),
    _plain("grade", ("一般", "General"), ("较重", "Serious"), ("重大", "Major")),
    _plain("substitute_reason", ("休假", "Leave"), ("会议", "Meeting"), ("病假", "Sick leave")),
    _plain(
        "day_kind",
        ("正常", "Normal"),
        ("会议日", "Meeting day"),
        ("休假(代班)", "Leave (substituted)"),
        ("雨雪天驻站", "Rain or snow, at the post"),
    ),
    _plain(
        "pest",
        ("松材线虫病疑似", "Pine wilt suspected"),
        ("美国白蛾", "Fall webworm"),
        ("其他", "Other"),
    ),
    _plain(
        "tree_state",
        ("健康", "Healthy"),
        ("衰弱", "Weak"),
        ("濒死", "Dying"),
        ("枯死", "Dead"),
        ("已伐", "Felled"),
    ),
    _plain(
        "pest_stage",
        ("卵", "Egg"),
        *((f"{n}龄", f"Instar {n}") for n in range(1, 8)),
        ("老熟", "Mature larva"),
        ("蛹", "Pupa"),
        ("成虫", "Adult"),
    ),
    _plain(
        "animal",
        ("绵羊", "Sheep"),
        ("山羊", "Goat"),
        ("黄牛", "Cattle"),
        ("水牛", "Buffalo"),
        ("牦牛", "Yak"),
        ("马", "Horse"),
        ("驴", "Donkey"),
        ("骡", "Mule"),
        ("骆驼", "Camel"),
        ("猪", "Pig"),
        ("其他", "Other"),
    ),
    _plain("age", ("成年", "Adult"), ("育成", "Yearling"), ("幼畜", "Young")),
    _plain(
        "zone_kind",
        ("禁牧区", "Banned"),
        ("休牧区", "Seasonal ban"),
        ("轮牧区", "Rotation"),
        ("幼林地", "Young plantation"),
        ("不明", "Not known"),
    ),
    _plain(
        "land_kind",
        ("幼林", "Young forest"),
        ("退耕", "Returned farmland"),
        ("公益林", "Public-benefit forest"),
        ("草原", "Grassland"),
        ("封育区", "Closed area"),
        ("其他", "Other"),
    ),
    _plain(
        "grazing_action",
        ("教育", "Warned"),
        ("责令", "Ordered"),
        ("移交执法", "Passed on"),
        ("立案", "Case opened"),
    ),
    _plain("occurrence", ("首次", "First"), ("再次", "Repeat"), ("不明", "Not known")),
    _plain(
        "drill_type",
        ("桌面推演", "Table-top"),
        ("实战演练", "Live drill"),
        ("拉动(紧急集合)", "Muster"),
        ("联合演练", "Joint drill"),
        ("夜间", "Night drill"),
        ("无预案拉动(双盲)", "Unannounced muster"),
    ),
    _coded(
        "drill_step",
        ("T0", "接警", "Alarm"),
        ("T1", "下令", "Order"),
        ("T2", "集结完毕", "Assembled"),
        ("T3", "出发", "Departed"),
        ("T4", "到达", "Arrived"),
        ("T5", "首攻", "First attack"),
        ("T6", "火线合围", "Line closed"),
        ("T7", "扑灭", "Out"),
        ("T8", "移交看守", "Handed over"),
    ),
    _plain(
        "drill_part",
        ("集结", "Assembly"),
        ("出动", "Turn-out"),
        ("战术", "Tactics"),
        ("装备", "Equipment"),
        ("安全", "Safety"),
    ),
    _plain(
        "absence",
        ("休假", "Leave"),
        ("病假", "Sick leave"),
        ("公务", "On duty elsewhere"),
        ("无故", "No reason"),
    ),
    _plain(
        "forest_type",
        ("公益林", "Public-benefit forest"),
        ("天然林", "Natural forest"),
        ("商品林", "Commercial forest"),
        ("草地", "Grassland"),
        ("湿地", "Wetland"),
    ),
    _coded(
        "level",
        ("station", "站(场)", "Station"),
        ("county", "县级", "County"),
        ("city", "市级", "City"),
        ("province", "省级", "Province"),
    ),
    _coded(
        "role",
        ("ranger", "护林员", "Ranger"),
        ("crew_leader", "扑火队长", "Crew leader"),
        ("station_head", "站长", "Station head"),
        ("county_office", "县林长办", "County office"),
        ("city_officer", "市林长办", "City officer"),
        ("case_officer", "执法人员", "Case officer"),
        ("auditor", "审计", "Auditor"),
        ("admin", "管理员", "Administrator"),
    ),
    _coded(
        "attachment_role",
        ("photo", "照片", "Photo"),
        ("video", "视频", "Video"),
        ("source", "导入原件", "Imported file"),
        ("paper", "扫描件", "Scanned paper"),
    ),
)
VOCABULARIES: dict[str, Vocabulary] = {vocabulary.code: vocabulary for vocabulary in _ALL}


def vocabulary(code: str) -> Vocabulary:
    """The vocabulary ``code``.

    Raises:
        KeyError: there is none; a record class names one that does not exist.
    """
    return VOCABULARIES[code]
