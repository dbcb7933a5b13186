"""Words of problems, their steps and what is imported for an inspection (``domain.md`` §1.8)."""

from __future__ import annotations

from patrol_app.domain.term import Term, Vocabulary


def _coded(code: str, *rows: tuple[str, str, str]) -> Vocabulary:
    return Vocabulary(code, tuple(Term(*row) for row in rows))


def _plain(code: str, *rows: tuple[str, str]) -> Vocabulary:
    return Vocabulary(code, tuple(Term(zh, zh, en) for zh, en in rows))


PROBLEM_SETS = (
    _plain(
        "problem_source",
        ("护林员巡护", "Ranger's patrol"),
        ("林长巡林", "Forest chief's patrol"),
        ("森林督查图斑", "Inspection patch"),
        ("群众举报", "Citizen's report"),
        ("媒体", "Media"),
        ("上级交办", "Given from above"),
        ("视频/卫星", "Video or satellite"),
        ("执法检查", "Enforcement check"),
        ("扑火演练", "Fire drill"),
    ),
    _coded(
        "problem_step",
        ("VERIFIED", "核实属实", "Verified"),
        ("REJECTED", "核实不属实", "Found not true"),
        ("ASSIGNED", "交办", "Assigned"),
        ("HANDLING", "处置", "Action taken"),
        ("SUSPENDED", "挂起/延期", "Suspended"),
        ("TRANSFERRED", "移送", "Transferred"),
        ("RESULT", "移送结果", "Result of the transfer"),
        ("SUBMITTED", "报请复核", "Ready for re-check"),
        ("RETURNED", "复核退回", "Given back"),
        ("RECTIFIED", "复核通过", "Re-check passed"),
        ("CLOSED", "销号", "Closed"),
        ("SUPERVISED", "督办", "Supervision"),
        ("GRADED", "改级别", "Grade changed"),
        ("MERGED", "并案", "Merged"),
        ("REOPENED", "重新打开", "Opened again"),
        ("NOTE", "说明", "Note"),
    ),
    _coded(
        "problem_state",
        ("NEW", "待核实", "To verify"),
        ("VERIFIED", "属实", "Verified"),
        ("REJECTED", "不属实", "Not true"),
        ("ASSIGNED", "已交办", "Assigned"),
        ("HANDLING", "处置中", "In hand"),
        ("SUSPENDED", "挂起", "Suspended"),
        ("TRANSFERRED", "移送", "Transferred"),
        ("SUBMITTED", "待复核", "To re-check"),
        ("RECTIFIED", "已整改", "Mended"),
        ("CLOSED", "已销号", "Closed"),
        ("MERGED", "已并案", "Merged"),
    ),
    _plain(
        "transfer_organ",
        ("公安", "Police"),
        ("行政执法", "Administrative enforcement"),
        ("自然资源", "Natural resources"),
        ("应急", "Emergency management"),
    ),
    _plain(
        "supervision",
        ("提示", "Reminder"),
        ("督办函", "Supervision letter"),
        ("挂牌督办", "Public supervision"),
        ("约谈", "Summoned for a talk"),
    ),
    _plain(
        "fire_spot_source",
        ("卫星热点", "Satellite hot spot"),
        ("视频监控", "Video"),
        ("瞭望台", "Look-out"),
        ("群众报警", "Citizen's call"),
        ("巡护发现", "Patrol"),
        ("上级通报", "Notice from above"),
    ),
    _plain(
        "fire_spot_result",
        ("森林火情", "Forest fire"),
        ("草原火情", "Grassland fire"),
        ("农事用火", "Farm fire"),
        ("祭祀用火", "Memorial fire"),
        ("炼山/计划烧除", "Planned burning"),
        ("工矿热源", "Industrial heat"),
        ("未发现火情", "No fire found"),
        ("其他", "Other"),
    ),
    _plain(
        "patch_verdict",
        ("违法违规", "Unlawful"),
        ("合法", "Lawful"),
        ("非林地", "Not forest land"),
        ("误判", "Misread image"),
        ("已查处", "Dealt with before"),
    ),
    _plain(
        "patch_change",
        ("占用林地", "Land taken"),
        ("采伐林木", "Felling"),
        ("开垦", "Cleared for crops"),
        ("采石采砂采土", "Quarrying"),
        ("灾害", "Disaster"),
        ("经营活动", "Forestry work"),
        ("未变化", "No change"),
        ("其他", "Other"),
    ),
)
