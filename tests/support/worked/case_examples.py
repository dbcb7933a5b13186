"""Papers 9.10 and 9.11: a party, a violation and its case; a problem, its step, a fire spot."""

from __future__ import annotations

from tests.support.worked.example import HEAD, Correction, Example
from tests.support.worked.office import Office

GRAZING, PROBLEMS = "grazing", "problem"
OFFICERS = ("示例执法甲", "示例执法乙")


def prepare(desk: Office) -> None:
    """Two officers with certificates, a second ranger, a grid."""
    for number, name in enumerate(OFFICERS, 1):
        desk.add("person", name=name, roles=("case_officer",), certificate=f"晋L10{number}")
    second = desk.add("person", name="示例护林员乙", roles=("ranger",))
    desk.add("grid", grid_no="014", name="示例沟", ranger_id=second)


PARTY = Example(
    "party", GRAZING, "party", "9.10（当事人）",
    said={
        "name": "示例户", "id_number": "140925196803121017", "phone": "13800000000",
        "village": "示例村",
    },
    stored={
        "name": "示例户", "id_number": "140925196803121017", "phone": "13800000000",
        "village": "示例村",
    },
    correction=Correction("village", "", "示例村二组", {"village": "示例村二组"}),
)  # fmt: skip
VIOLATION = Example(
    "grazing", GRAZING, "grazing", "9.10",
    said={
        "found_at": "2026-08-03 08:40", "position": "111.97, 38.86 CGCS2000",
        "place": "示例沟阳坡", "zone_kind": "禁牧区", "land_kind": "退耕",
        "livestock": [
            {"animal": "绵羊", "age": "成年", "head": "46", "marks": "蓝耳标"},
            {"animal": "山羊", "age": "成年", "head": "32"},
            {"animal": "黄牛", "age": "育成", "head": "3"},
        ],
        "owner_id": "示例户", "relation": "本人即畜主", "count_method": "过沟口逐头点数",
        "direction": "向示例村", "duration_min": "40", "trees_destroyed": "12",
        "tree_species": "油松", "damage_area_mu_e4": "0.8",
        "ranger_ids": ["示例护林员", "示例护林员乙"], "occurrence": "首次",
        "action": ["教育", "移交执法"], "follow_up": "三日内回访", "description": "羊群啃食幼树",
        "grid_id": "014",
    },
    stored={
        "found_at": "2026-08-03T08:40+08:00",
        "position": {"lon": "111.97", "lat": "38.86", "datum": "cgcs2000", "source": "hand"},
        "place": "示例沟阳坡", "zone_kind": "禁牧区", "land_kind": "退耕",
        "livestock": [
            {"animal": "绵羊", "age": "成年", "head": 46, "marks": "蓝耳标"},
            {"animal": "山羊", "age": "成年", "head": 32},
            {"animal": "黄牛", "age": "育成", "head": 3},
        ],
        "owner": "@示例户", "relation": "本人即畜主", "count_method": "过沟口逐头点数",
        "direction": "向示例村", "duration_min": 40, "trees_destroyed": 12,
        "tree_species": "油松", "damage_area_mu": "0.8",
        "rangers": ["@示例护林员", "@示例护林员乙"], "occurrence": "首次",
        "action": ["教育", "移交执法"], "follow_up": "三日内回访",
        "description": "羊群啃食幼树", "grid": "014",
    },
    correction=Correction("damage_area_mu_e4", "按轨迹复核", "1.2", {"damage_area_mu": "1.2"}),
)  # fmt: skip
CHECK = Example(
    "case_step", GRAZING, "grazing", "9.10（现场检查笔录）", parent=("grazing", "加一步"),
    said={
        "step": "现场检查", "at": "2026-08-03 09:30", "until": "2026-08-03 10:20",
        "place": "示例沟阳坡", "officer_ids": list(OFFICERS), "recorder_id": "示例执法乙",
        "party_id": "示例户", "facts": "羊 78 只、牛 3 头在禁牧区内采食；幼树被啃 12 株",
        "opinion": "无异议", "remark": "照片 3 张",
    },
    stored={
        "parent": "@grazing", "step": "现场检查", "at": "2026-08-03T09:30+08:00",
        "until": "2026-08-03T10:20+08:00", "place": "示例沟阳坡",
        "officers": ["@示例执法甲", "@示例执法乙"], "recorder": "@示例执法乙",
        "party": "@示例户", "facts": "羊 78 只、牛 3 头在禁牧区内采食；幼树被啃 12 株",
        "opinion": "无异议", "remark": "照片 3 张",
    },
)  # fmt: skip
ASKED = Example(
    "case_step", GRAZING, "grazing", "9.10（询问笔录）", parent=("grazing", "加一步"), name="asked",
    said={
        "step": "询问", "at": "2026-08-03 14:00", "until": "2026-08-03 14:40",
        "place": "示例村委会", "officer_ids": list(OFFICERS), "recorder_id": "示例执法乙",
        "party_id": "示例户", "relation": "本人", "rights_told": "是",
        "answers": [
            {"question": "羊是谁的？", "answer": "我的，七十八只。"},
            {"question": "知道这里禁牧吗？", "answer": "看见过牌子。"},
        ],
    },
    stored={
        "parent": "@grazing", "step": "询问", "at": "2026-08-03T14:00+08:00",
        "until": "2026-08-03T14:40+08:00", "place": "示例村委会",
        "officers": ["@示例执法甲", "@示例执法乙"], "recorder": "@示例执法乙",
        "party": "@示例户", "relation": "本人", "rights_told": True,
        "answers": [
            {"question": "羊是谁的？", "answer": "我的，七十八只。"},
            {"question": "知道这里禁牧吗？", "answer": "看见过牌子。"},
        ],
    },
)  # fmt: skip
BLOCK = Example(
    "doc_block", GRAZING, "doc_block", "9.10（文书号）", by=HEAD,
    said={
        "code": "示林罚-2026-1-DEMO01", "organ": "示例县林业局", "prefix": "示林罚",
        "year": "2026", "first": "11", "last": "30", "for_unit": "DEMO01",
    },
    stored={
        "code": "示林罚-2026-1-DEMO01", "organ": "示例县林业局", "prefix": "示林罚",
        "year": 2026, "first": 11, "last": 30, "for_unit": "DEMO01",
    },
    correction=Correction("last", "", "40", {"last": 40}),
)  # fmt: skip
TEMPLATE = Example(
    "case_template", GRAZING, "case_template", "9.10（法制机构文本）", by=HEAD,
    said={
        "code": "SL-SXGZ-01", "step": "事先告知", "title": "行政处罚事先告知书",
        "body": "{当事人}：\n【事实】\n{违法事实}\n【依据】\n{依据}",
        "basis": "示例法制审〔2026〕3号", "enabled": "是", "approved_by": "示例法制股",
        "approved_on": "2026-08-01", "valid_from": "2026-08-01",
    },
    stored={
        "code": "SL-SXGZ-01", "step": "事先告知", "title": "行政处罚事先告知书",
        "body": "{当事人}：\n【事实】\n{违法事实}\n【依据】\n{依据}",
        "basis": "示例法制审〔2026〕3号", "enabled": True, "approved_by": "示例法制股",
        "approved_on": "2026-08-01", "valid_from": "2026-08-01",
    },
    correction=Correction(
        "basis", "", "示例法制审〔2026〕4号", {"basis": "示例法制审〔2026〕4号"}
    ),
)  # fmt: skip
PROBLEM = Example(
    "problem", PROBLEMS, "board", "9.11",
    said={
        "source": "群众举报", "category": "违法占用", "found_at": "2026-08-03 09:00",
        "position": "111.97, 38.86 CGCS2000", "place": "示例沟口", "grid_id": "014",
        "patch_no": "0147", "description": "推土平整约 6 亩，建围栏", "grade": "重大",
        "public_mu_e4": "2.5", "commercial_mu_e4": "3.4", "saplings": "30", "value_fen": "12000",
        "remark": "举报人在场",
    },
    stored={
        "source": "群众举报", "category": "P01", "found_at": "2026-08-03T09:00+08:00",
        "position": {"lon": "111.97", "lat": "38.86", "datum": "cgcs2000", "source": "hand"},
        "place": "示例沟口", "grid": "014", "patch_no": "0147",
        "description": "推土平整约 6 亩，建围栏", "grade": "重大", "public_mu": "2.5",
        "commercial_mu": "3.4", "saplings": 30, "value_yuan": "12000", "remark": "举报人在场",
    },
    correction=Correction("patch_no", "", "0148", {"patch_no": "0148"}),
)  # fmt: skip
VERIFIED = Example(
    "problem_step", PROBLEMS, "board", "9.11（核实）", parent=("problem", "核实属实"), by=HEAD,
    said={"at": "2026-08-03 16:30", "text": "现场属实，照片四张"},
    stored={
        "parent": "@problem", "step": "VERIFIED", "at": "2026-08-03T16:30+08:00",
        "by": "@示例站长", "text": "现场属实，照片四张",
    },
)  # fmt: skip
SPOT = Example(
    "fire_spot", PROBLEMS, "fire_spot", "9.11（火情核查）",
    said={
        "spot_no": "W-0803-2", "source": "卫星热点", "told_at": "2026-08-03 13:05",
        "told_by": "示例县防火办", "position": "111.99, 38.88 CGCS2000", "place": "示例梁",
        "grid_id": "014", "sent_at": "2026-08-03 13:10",
        "checker_ids": ["示例护林员", "示例护林员乙"],
        "arrived_at": "2026-08-03 13:35", "result": "农事", "description": "田埂焚烧秸秆，已灭",
        "burned_mu_e4": "0.3", "forest_mu_e4": "0", "out_at": "2026-08-03 13:50",
        "answered_to": "示例县防火办", "answered_at": "2026-08-03 13:55", "remark": "已教育",
    },
    stored={
        "spot_no": "W-0803-2", "source": "卫星热点", "told_at": "2026-08-03T13:05+08:00",
        "told_by": "示例县防火办",
        "position": {"lon": "111.99", "lat": "38.88", "datum": "cgcs2000", "source": "hand"},
        "place": "示例梁", "grid": "014", "sent_at": "2026-08-03T13:10+08:00",
        "checkers": ["@示例护林员", "@示例护林员乙"], "arrived_at": "2026-08-03T13:35+08:00",
        "result": "农事用火", "description": "田埂焚烧秸秆，已灭", "burned_mu": "0.3",
        "forest_mu": "0", "out_at": "2026-08-03T13:50+08:00", "answered_to": "示例县防火办",
        "answered_at": "2026-08-03T13:55+08:00", "remark": "已教育",
    },
    correction=Correction("burned_mu_e4", "", "0.4", {"burned_mu": "0.4"}),
)  # fmt: skip
ALL = (PARTY, VIOLATION, CHECK, ASKED, PROBLEM, SPOT, BLOCK, TEMPLATE, VERIFIED)
