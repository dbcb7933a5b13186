"""The card beside a patrol: parts of the rule, what is not known, what looks odd."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from patrol_app import i18n
from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.domain.rules.valid_rule import valid_rule
from patrol_app.domain.rules.validity import Measured, verdict
from patrol_app.geo.oddity import Oddity
from patrol_app.gui.patrol.judgement import JudgementCard
from patrol_app.services.judgement import DayJudged, Judgement

RULE = valid_rule(builtin_book())


def told(card: JudgementCard) -> set[str]:
    """Every text on the card, and the names of its parts."""
    texts = {one.text() for one in card.findChildren(QLabel)}
    return texts | {one.accessibleName() for one in card.findChildren(QWidget)}


def test_parts_rule_and_oddities(qtbot: QtBot) -> None:
    assert RULE is not None
    i18n.use("zh_CN")
    day = DayJudged("2026-08-03", 512_345, 88, verdict(Measured(512_345, 88, 93, 12), RULE))
    judged = Judgement((day,), 1_234, 1_234, 93, rule=RULE)
    card = JudgementCard()
    qtbot.addWidget(card)
    card.show_found(judged, (Oddity("copy.shifted", {"number": "P1"}),), updated=True)
    found = told(card)
    for words in (
        "5.12 km", "88 min", "重合 93 %", "12.34 %", RULE.words(), "无效",
        "与巡护 P1 的轨迹点完全相同，仅时间不同", "提交时判定不同：规则已更新",
    ):  # fmt: skip
        assert words in found, words
    assert {"达标", "未达标", "未核实"} <= {word.split(" ")[0] for word in found}


def test_what_is_not_known_has_no_figures(qtbot: QtBot) -> None:
    i18n.use("zh_CN")
    card = JudgementCard()
    qtbot.addWidget(card)
    card.show_found(Judgement(unknown=("no_area", "no_track"), rule=RULE), ())
    found = told(card)
    assert {"本机没有该网格的边界", "无轨迹", "未判定"} <= found
    assert "责任区内里程" not in found
    assert RULE is not None
    day = DayJudged("2026-08-03", 400_000, 70, verdict(Measured(400_000, 70, 0, 5), RULE))
    card.show_found(Judgement((day,), 500, 500, 0, rule=RULE), ())
    assert {"有效", "轨迹未见异常"} <= told(card)
