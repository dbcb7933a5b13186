"""The right side of a form: what is still empty is named; photos and films are told apart."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.drill import Drill
from patrol_app.domain.remark import Remark
from patrol_app.gui.forms.side import PhotosCard, RemarksCard
from patrol_app.i18n import N_
from tests.support.records import REC, UNIT


def said(card: QLabel | RemarksCard | PhotosCard) -> list[str]:
    """Every word on the card."""
    return [one.text() for one in card.findChildren(QLabel) if one.text()]


def test_empty_fields_are_named_in_one_line(qtbot: QtBot) -> None:
    card = RemarksCard(Drill)
    qtbot.addWidget(card)
    empty = [Remark("field.required", "error", name, N_("Please fill in")) for name in
             ("name", "start_at", "name")]  # fmt: skip
    other = Remark("drill.twice", "error", "attendance", N_("Somebody stands on the list twice"))
    card.show_remarks([*empty, other])
    told = said(card)
    assert "请填写：名称、开始" in told and "请填写" not in told
    assert "名单中有人重复" in told, "what else is wrong stands on lines of its own"


def test_films_are_no_photos(qtbot: QtBot) -> None:
    card = PhotosCard()
    qtbot.addWidget(card)
    photo = Attachment(id=REC, unit=UNIT, name="a.jpg")
    film = Attachment(id=REC, unit=UNIT, name="b.mp4", role="video", bytes=5 * 1024 * 1024)
    card.show_photos([(photo, None), (film, None)])
    words = " ".join(one.accessibleName() for one in card.findChildren(QLabel))
    assert "b.mp4 录像 5.0 MB" in words
    assert card._caption.text() == "1 张照片 · 1 段录像"
    card.show_photos([(film, None)])
    assert card._caption.text() == "1 段录像"
