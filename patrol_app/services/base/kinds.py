"""What a file of base data can become, its fields, and the names that bureaus give them.

Names of columns are those met in bureau files (domain.md §8.4); labels are data as those of
vocabularies are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from patrol_app.domain.fields import specs
from patrol_app.domain.records import record_type
from patrol_app.domain.records.dataset import CALENDAR, COMPARTMENT, DIVISION, GRID, PATCH, ZONE
from patrol_app.i18n import language, translated

Sort = Literal["text", "date", "area", "word", "seasons", "codes", "working"]
RECORDS: Final = ("person", "unit", "team", "grid")  # kinds whose rows become records
TABLES: Final = (COMPARTMENT, GRID, ZONE, DIVISION, CALENDAR)  # kinds that become a dataset
IMPORTED: Final = (COMPARTMENT, GRID, ZONE, DIVISION, CALENDAR, "person", "unit", "team")


@dataclass(frozen=True)
class BaseField:
    """One field of a kind.

    Attributes:
        name: in datasets and files; zh / en: labels.
        aliases: other names that columns have, in lower case without blanks and underscores.
        sort: how its cells are read.
        required: a row without it is refused.
    """

    name: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    sort: Sort = "text"
    required: bool = False

    def label(self) -> str:
        """The label in the language in use."""
        return self.zh if language() == "zh_CN" else self.en


def _field(
    name: str, zh: str, en: str, aliases: str = "", sort: Sort = "text", required: bool = False
) -> BaseField:
    return BaseField(name, zh, en, tuple(aliases.split()), sort, required)


_VALID: Final = (
    _field("valid_from", "起始日期", "Valid from", "有效期起 生效日期 开始日期 启用日期", "date"),
    _field("valid_to", "终止日期", "Valid to", "有效期止 失效日期 结束日期 停用日期", "date"),
)
# domain.md §8.3 (key) and §8.4 (attributes)
_COMPARTMENT: Final = (
    _field("code", "小班编码", "Key", "小班代码 小班键 xbbm xbdm xiaobanbm"),
    _field("name", "小班名称", "Name", "名称 地名 小地名 xbmc"),
    _field("xian", "县", "County", "县代码 xiandm xiancode"),
    _field("xiang", "乡", "Township", "乡代码 乡镇代码 xiangdm"),
    _field("cun", "村", "Village", "村代码 行政村代码 cundm"),
    _field("lin_ye_ju", "林业局", "Forest bureau", "林业局代码"),
    _field("lin_chang", "林场", "Forest farm", "林场代码 林场编号"),
    _field("lin_ban", "林班号", "Compartment no.", "林班 lbh"),
    _field("xiao_ban", "小班号", "Sub-compartment no.", "小班 xbh 图斑编号 图斑号 tbbh"),
    _field("xi_ban", "细班号", "Part no.", "细班"),
    _field("area", "面积", "Area", "小班面积 图斑面积 xbmj tbmj mianji mj 面积亩 面积公顷", "area"),
    _field("di_lei", "地类编码", "Land class code", "地类 地类代码 dlbm dl"),
    _field("dlmc", "地类名称", "Land class", "地类名"),
    _field("ld_qs", "权属", "Ownership", "土地权属 林地权属 tdsyqs lmqs lmsyqs 林木权属"),
    _field("hai_ba", "海拔", "Altitude"),
    _field("po_du", "坡度", "Slope"),
    _field("po_xiang", "坡向", "Aspect"),
    _field("po_wei", "坡位", "Slope position"),
    _field("tu_rang_lx", "土壤", "Soil", "土壤类型"),
    _field("you_shi_sz", "优势树种", "Main species", "树种 主要树种"),
    _field("qi_yuan", "起源", "Origin"),
    _field("ling_zu", "龄组", "Age class"),
    _field("zao_lin_nd", "造林年度", "Planted in", "造林年份 造林时间 栽植年度 种植年份 zlnd"),
    _field("pingjun_nl", "平均年龄", "Mean age", "年龄"),
    _field("pingjun_xj", "平均胸径", "Mean diameter", "胸径"),
    _field("pingjun_sg", "平均树高", "Mean height", "树高"),
    _field("yu_bi_du", "郁闭度", "Canopy"),
    _field("mei_gq_zs", "每公顷株数", "Stems per ha"),
    _field("mei_gq_xj", "每公顷蓄积", "Volume per ha"),
    _field("huo_lm_xj", "活立木蓄积", "Volume", "蓄积"),
    _field("lin_zhong", "林种", "Forest use"),
    _field("zhuzhong_zc", "树种组成", "Composition"),
    _field("shi_quan_d", "事权等级", "Tier"),
    _field("bh_dj", "林地保护等级", "Protection grade", "保护等级"),
    _field("ldgl_lx", "林地管理类型", "Management type"),
    _field("thlx", "退化类型", "Degradation type"),
    _field("thcd", "退化程度", "Degradation grade"),
    _field("xc_cl", "鲜草产量", "Fresh grass"),
    _field("jm_ph", "禁牧与草畜平衡", "Grazing ban or balance", "禁牧"),
    _field("fm_shch", "放牧时长", "Grazing time"),
    _field("cdlyfs", "草地利用方式", "Use of grassland"),
    _field("bhddm", "自然保护地", "Reserve"),
    _field("sd_dj", "湿地等级", "Wetland grade"),
)
_ZONE: Final = (
    _field("code", "编号", "Zone no.", "区块编号 区号 图斑编号 tbbh bh zoneno id", required=True),
    _field("name", "名称", "Name", "区块名称 区域名称 mc zonename"),
    _field("zone_kind", "类型", "Kind", "区域类型 禁休轮 禁牧类型 qlx kind lx jmph", "word", True),
    _field("seasons", "时段", "Seasons", "休牧期 休牧时间 禁牧期 季节 轮牧时段 season", "seasons"),
    *_VALID,
    _field("document", "文号", "Notice no.", "公告文号 文件号 依据"),
    _field("area", "面积", "Area", "mianji mj 面积亩 面积公顷 tbmj", "area"),
)
_GRID: Final = (
    _field(
        "grid_no", "网格编号", "Grid no.", "网格号 责任区编号 责任区号 wgbh 编号", required=True
    ),
    _field("name", "名称", "Name", "网格名称 责任区名称 责任区 wgmc"),
    _field("ranger", "护林员", "Ranger", "管护员 护林员姓名 hly 姓名"),
    _field("supervisor", "监管员", "Supervisor", "监管员姓名"),
    _field("village_chief", "村级林长", "Village chief", "林长"),
    _field("area", "管护面积", "Area", "面积 mianji mj 面积亩 管护面积亩", "area"),
    _field("admin_code12", "行政村代码", "Village code", "村代码 cun cundm 行政区划代码"),
    _field("manage_unit", "管理单位", "Managing unit", "管护单位 所属单位"),
    _field("boundary", "四至", "Boundary", "四至界限"),
    _field("forest_type", "森林类别", "Forest type", "林种 类别"),
    _field("key_spots", "重点部位", "Key spots"),
    _field("contract_no", "合同编号", "Contract no.", "管护合同 合同号"),
    *_VALID,
)
_DIVISION: Final = (
    _field(
        "code",
        "代码",
        "Code",
        "区划代码 行政区划代码 xzqdm adcode pradcode cnadcode dm",
        required=True,
    ),
    _field(
        "name",
        "名称",
        "Name",
        "区划名称 行政区划名称 xzqmc prname cnname mc 单位名称",
        required=True,
    ),
    _field("old_codes", "原代码", "Former codes", "旧代码 曾用代码 oldcode", "codes"),
    *_VALID,
)
_CALENDAR: Final = (
    _field("day", "日期", "Day", "date rq", "date", True),
    _field(
        "working", "是否上班", "Working day", "类型 上班 工作日 班休 性质 working", "working", True
    ),
    _field("name", "节日", "Name", "名称 说明 备注 holiday"),
)
# Lists of inspections as counties get them; columns without a field here are kept as they are.
_PATCH: Final = (
    _field(
        "code", "图斑号", "Patch no.",
        "图斑编号 图斑序号 判读图斑号 变化图斑号 tbbh tbh tubanhao patchno 编号", required=True,
    ),
    _field("county", "县", "County", "县名 县级 区县 县区 县（市、区） xian xianming"),
    _field("township", "乡镇", "Township", "乡 乡镇名 乡名 乡镇街道 乡（镇） xiang xzmc xiangming"),
    _field("village", "村", "Village", "村名 行政村 cun cunming"),
    _field("place", "地点", "Place", "小地名 地名 位置 xdm"),
    _field("area", "图斑面积", "Area", "面积 判读面积 tbmj mianji mj 面积亩 面积公顷", "area"),
    _field("before", "前地类", "Land class before", "前期地类 变化前地类 qdl qiandilei"),
    _field("after", "现地类", "Land class after", "后地类 后期地类 变化后地类 hdl xdl"),
    _field("reason", "变化原因", "Reason of the change", "判读原因 判读类型 变化类型 bhyy bhlx"),
    _field("image", "影像时间", "Image", "影像日期 后时相 后期影像时间 yxsj"),
)  # fmt: skip
_FIELDS: Final[Mapping[str, tuple[BaseField, ...]]] = {
    COMPARTMENT: _COMPARTMENT,
    ZONE: _ZONE,
    GRID: _GRID,
    DIVISION: _DIVISION,
    CALENDAR: _CALENDAR,
    PATCH: _PATCH,
}
_MORE: Final[Mapping[str, Mapping[str, str]]] = {
    "person": {
        "name": "姓名 人员姓名 护林员姓名", "phone": "电话 手机 手机号 联系电话",
        "duty": "职务 岗位", "roles": "角色 身份", "log_name": "工号 编号",
    },
    "unit": {"code": "单位代码 单位编码", "name": "单位名称", "parent_code": "上级单位 上级"},
    "team": {"name": "队伍名称 队名", "leader": "队长 负责人", "members": "队员 成员"},
}  # fmt: skip


@cache
def fields_of(kind: str) -> tuple[BaseField, ...]:
    """The fields of a kind, in the order people expect.

    Raises:
        KeyError: nothing of this kind is imported.
    """
    if kind in _FIELDS:
        return _FIELDS[kind]
    if kind not in RECORDS:
        raise KeyError(kind)
    made = []
    for spec in specs(record_type(kind).cls).values():
        if spec.ui.kind in ("items", "hidden", "position") or spec.ui.computed:
            continue
        more = _MORE.get(kind, {}).get(spec.external, "").split()
        zh = translated(spec.ui.label, "zh_CN")
        made.append(
            BaseField(
                spec.external, zh, spec.ui.label, (plain(zh), plain(spec.name), *more),
                required=spec.ui.required,
            )
        )  # fmt: skip
    return tuple(made)


def plain(text: str) -> str:
    """A column's name as aliases are written: lower case, no blanks, underscores, brackets."""
    cut = text
    for opening, closing in ("()", "（）", "[]", "【】"):
        while opening in cut and closing in cut[cut.index(opening) :]:
            start = cut.index(opening)
            cut = cut[:start] + cut[cut.index(closing, start) + 1 :]
    return "".join(cut.split()).replace("_", "").replace("-", "").lower()
