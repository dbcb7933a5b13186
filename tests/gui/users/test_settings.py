"""Settings: users and records of use, by keyboard; personal data on a form."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from patrol_app.gui.context import Open
from patrol_app.gui.forms.loading import offered
from patrol_app.gui.front import Front
from patrol_app.gui.kit import Question
from patrol_app.gui.review.wording import differences
from patrol_app.gui.users.secrets import SecretDialog
from patrol_app.services.history import history
from patrol_app.services.session import Actor
from patrol_app.settings import OPTIONS
from patrol_app.storage import vault_slots
from tests.support.windows import Watch, settle, typed

SECRET = "correct horse battery"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least that the vault's format allows: these tests are not about the cost."""
    monkeypatch.setattr(vault_slots, "ARGON_T", 1)
    monkeypatch.setattr(vault_slots, "ARGON_M_KIB", 8_192)


def settings_page(front: Front, part: str) -> Any:
    """The settings with a part in front."""
    front.navigate("settings")
    page: Any = front.window.page("settings")
    page.show_part(part)
    settle(front)
    return page


def button(front: Front, words: str) -> QPushButton:
    """The visible button that says ``words``."""
    settle(front)
    page = front.window.page(front.window.current_key())
    found = [b for b in page.findChildren(QPushButton) if b.isVisible() and words in b.text()]
    assert len(found) == 1, [b.text() for b in page.findChildren(QPushButton) if b.isVisible()]
    return found[0]


def dialog(front: Front) -> SecretDialog:
    """The open dialog that takes a secret."""
    settle(front)
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, SecretDialog)]
    shown = [one for one in found if one.isVisible()]
    assert len(shown) == 1
    return shown[0]


def fill(box: SecretDialog, *words: str) -> None:
    """Type into the visible lines in order, Enter after the last."""
    fields = [one for one in (box.old, box.first, box.again) if one.isVisible()]
    for field, text in zip(fields, words, strict=True):
        QTest.keyClick(field.control, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field.control, text)
    QTest.keyClick(fields[-1].control, Qt.Key.Key_Return)


def test_a_changed_setting_is_written_down_by_its_name_alone(front: Front) -> None:
    """Never its value: a folder's path may bear a name."""
    page = settings_page(front, "machine")
    option = next(one for one in OPTIONS if one.name == "export_folder")
    page._set(option, "/tmp/张三的U盘")
    settle(front)
    row = front.ctx.app.store.queries.audit_rows()[0]
    assert (row.what, dict(row.detail)) == (
        "setting.change",
        {"actor": front.ctx.actor().id, "option": "export_folder"},
    )


def test_a_pin_and_a_password_are_set_and_the_doors_say_so(front: Front, watch: Watch) -> None:
    page = settings_page(front, "users")
    me = front.ctx.actor()
    button(front, "设置 PIN").click()
    box = dialog(front)
    fill(box, "4826", "4827")
    assert box.again.error() == "两次输入不一致"
    fill(box, "1111", "1111")
    settle(front)
    assert box.first.error() == "此 PIN 太容易被猜到"
    fill(box, "4826", "4826")
    settle(front)
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, SecretDialog)]
    button(front, "设置密码").click()
    fill(dialog(front), SECRET, SECRET)
    settle(front)
    user = page.users.chosen()
    assert (user.id, user.has_pin, user.has_password) == (me.id, True, True)
    # one's own password is changed by the old one only
    button(front, "更改密码").click()
    box = dialog(front)
    fill(box, "not the old one", "another long password", "another long password")
    settle(front)
    assert box.old.error() == "密码不正确。"
    box.reject()
    assert front.window.status.words("door") == "未设密码"
    assert watch.seen == []


def test_the_device_slot_goes_only_with_its_consequences_said(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def agree(box: Question) -> int:
        """Read the question and agree."""
        asked.append(box.accessibleDescription())
        return 1

    monkeypatch.setattr(Question, "exec", agree)
    settings_page(front, "users")
    button(front, "要求密码").click()
    settle(front)
    assert "恢复密钥" in asked[0]
    assert "忘记密码" in asked[0]
    # nobody has a password: refused, and said
    assert front.ctx.app.users.doors().device


def test_a_ranger_sees_the_people_and_his_own_secrets_only(front: Front) -> None:
    app, actor = front.ctx.app, front.ctx.actor()
    front.work.command(
        lambda: app.users.add(actor, "李护林", ["ranger"]),
        lambda user: front.guard._try(user.id, "", ""),
    )
    settle(front)
    settle(front)
    assert front.ctx.actor().roles == ("ranger",)
    page = settings_page(front, "users")
    words = {b.text() for b in page.findChildren(QPushButton) if b.isVisible()}
    assert not words & {"要求密码", "停用", "操作记录"}
    assert not any("新用户" in one for one in words)
    page.users.choose(actor.id)
    settle(front)
    words = {b.text() for b in page.findChildren(QPushButton) if b.isVisible()}
    assert not any("PIN" in one for one in words)
    page.show_part("machine")
    assert page.fields["lock_minutes"].control.isReadOnly()


def test_records_of_use_are_listed_and_checked(front: Front) -> None:
    app, actor = front.ctx.app, front.ctx.actor()
    front.work.command(lambda: app.users.set_pin(actor, actor.id, "4826"))
    page = settings_page(front, "deeds")
    settle(front)
    table = page.deeds.table
    assert table.model.rowCount() == 1
    texts = [str(table.model.data(table.model.index(0, place))) for place in range(5)]
    assert texts[2:5] == [actor.name, "—", "设置 PIN"]
    assert page.deeds.note().accessibleName() == "1 条记录链完整"


def test_personal_data_are_shown_in_part_until_asked(front: Front, watch: Watch) -> None:
    app, actor = front.ctx.app, front.ctx.actor()
    values = {"name": "示例某某", "id_number": "140925199001010018", "phone": "13812341234"}
    made: list[Any] = []
    front.work.command(lambda: app.records.new("party", values, actor), made.append)
    settle(front)
    rec = made[0].record.id
    front.navigate("grazing", Open("party", rec))
    settle(front)
    page: Any = front.window.page("grazing")
    sheet = page.editor.sheet
    phone = sheet.form["phone"].control
    assert phone.text() == "138****1234"
    assert phone.isReadOnly()
    assert "phone" not in sheet.values()
    assert sheet.form["name"].control.text() == "示＊＊＊"
    before = len(app.store.queries.audit_rows())
    # a village that was empty may be entered without seeing the rest
    typed(sheet.form["village"].control, "示例村")
    QTest.keyClick(page.editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(front)
    saved: Any = app.records.get("party", rec).record
    assert (saved.phone, saved.village) == ("13812341234", "示例村")
    watch.on = False
    button(front, "显示完整内容").click()
    settle(front)
    assert phone.text() == "13812341234"
    assert not phone.isReadOnly()
    rows = app.store.queries.audit_rows()
    assert len(rows) == before + 1
    assert rows[0].what == "private.view"
    assert dict(rows[0].detail) == {"actor": actor.id, "type": "party", "count": 1, "rec": rec}
    page.close_editor()
    settle(front)
    names = [str(page.view().table.model.data(page.view().table.model.index(0, 1)))]
    assert names == ["示＊＊＊"]


def test_without_the_right_nothing_can_be_asked(front: Front) -> None:
    app, actor = front.ctx.app, front.ctx.actor()
    ranger = Actor(actor.id, actor.number, actor.name, ("ranger",))
    made: list[Any] = []
    values = {"name": "王护林", "phone": "13812341234"}
    front.work.command(lambda: app.records.new("person", values, actor), made.append)
    settle(front)
    front._set_actor(ranger)
    front.navigate("base", Open("person", made[0].record.id))
    settle(front)
    page: Any = front.window.page("base")
    assert page.editor.sheet.form["phone"].control.text() == "138****1234"
    assert not any("完整" in b.text() for b in page.findChildren(QPushButton) if b.isVisible())


def test_names_of_parties_are_in_part_wherever_they_are_named(front: Front) -> None:
    """Type-ahead of a violation's form, its changes: nobody reads a whole name in passing."""
    app, actor = front.ctx.app, front.ctx.actor()
    made: list[Any] = []

    def write() -> None:
        """A party, and a violation that comes to name it."""
        party = app.records.new("party", {"name": "示例某某"}, actor)
        case = app.records.new("grazing", {}, actor)
        app.records.save("grazing", case.record.id, {"owner_id": party.record.id}, None, actor)
        other = app.records.new("person", {"name": "李护林", "roles": ("ranger",)}, actor)
        made.extend((party, case, other))

    front.work.command(write)
    settle(front)
    party, case, other = made
    for number, words in ((other.record.number, "示＊＊＊"), (actor.number, "示例某某")):
        app.session.use(number)
        offered_words = dict(offered(app, "party"))[party.record.id]
        assert offered_words == f"{words}  {party.record.number}"
    entries = history(app.store.queries, "grazing", case.record.id)
    said = [
        change.after
        for entry in entries
        for change in differences(app.store.queries, case, entry.changes)
    ]
    assert "示＊＊＊" in said and "示例某某" not in "".join(said)
