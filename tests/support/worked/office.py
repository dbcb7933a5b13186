"""A station and its city on real folders, worked at the station's window by keys alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QAbstractButton, QApplication, QListWidget, QWidget

from patrol_app.bootstrap import App
from patrol_app.domain.records import record_type
from patrol_app.gui.front import Front
from patrol_app.gui.kit import CodeCombo, ListRow, Segmented
from patrol_app.gui.patrol.legs import Folded
from patrol_app.gui.theme import current
from patrol_app.services.external_show import name_of
from patrol_app.services.ports import Listing, State, Stored
from tests.support.exchange import Side, World
from tests.support.folders import new_app
from tests.support.windows import present, settle
from tests.support.worked.example import AUTHOR, HEAD, Correction, Example
from tests.support.worked.filling import choose, fill
from tests.support.worked.hands import Hands

FIELD_ROLES = ("ranger", "crew_leader", "case_officer")
ALL: tuple[State, ...] = ("draft", "submitted", "changed")


class Office:
    """The laptop of the station.

    Attributes:
        world: city and station; front: the window; hands: at its keyboard.
        numbers: number of each example's record, by the example's name.
    """

    def __init__(self, folder: Path) -> None:
        self.world = World.new(folder)
        self.station = Side(new_app(folder, person=HEAD), folder / "stick")
        self.station.out.mkdir()
        self.world.enrol(self.station)
        self.app: App = self.station.app
        self.author = self.add("person", name=AUTHOR, roles=FIELD_ROLES, certificate="晋L001")
        self.numbers: dict[str, str] = {}
        self.front = Front(self.app, current())
        self.hands = Hands(self.front)
        self.front.window.resize(1366, 697)
        self.front.window.show_page("today")

    def add(self, code: str, **values: Any) -> str:
        """A record that stands before the example begins; its id."""
        submit = record_type(code).submit
        made = self.app.records.new(code, values, self.app.session.actor, submit=submit)
        return made.record.id

    # --- the way to a form ------------------------------------------------------------------

    def page(self) -> Any:
        """The page in front."""
        return self.front.window.page(self.front.window.current_key())

    def editor(self) -> Any:
        """The form that is open."""
        settle(self.front)
        assert self.page().editor is not None, "no form is open"
        return self.page().editor

    def show(self, key: str) -> None:
        """A page of the rail by its number; by Ctrl+K where it has none."""
        for place, one in enumerate(self.front.window.rail.items, 1):
            if one.key == key:
                self.hands.press(f"Ctrl+{place}") if place < 10 else self.find(one.label)
                return
        raise AssertionError(f"no page {key}")

    def find(self, words: str) -> None:
        """Ctrl+K, words, Enter."""
        self.hands.press("Ctrl+K")
        self.hands.write(words)
        self._searched()
        self.hands.press("Return")

    def _searched(self) -> None:
        from patrol_app.gui.dialogs.palette import Palette

        (palette,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, Palette)]
        while palette._pause.isActive():
            QCoreApplication.processEvents()
        settle(self.front)

    def list_of(self, example: Example) -> None:
        """The page of a type, with its list in front."""
        self.show(example.page)
        while self.page().editor is not None:  # a step leads back to what it belongs to
            self.hands.press("Escape")
        if example.tab:
            self._part(example.tab)

    def _part(self, code: str) -> None:
        """Another part of the page by its switch."""
        hands = self.hands
        for _again in range(20):
            switch = self._switch(code)
            if isinstance(switch, CodeCombo):
                if switch.value() == code:
                    return
                hands.go(switch)
                choose(hands, switch, switch.itemText(switch.findData(code)))
                settle(self.front)
                return
            if switch.value() == code:
                return
            codes = switch._codes
            hands.go(switch)
            hands.key("Right" if codes.index(switch.value()) < codes.index(code) else "Left")
            settle(self.front)
        raise AssertionError(f"the arrows do not lead to {code}")

    def _switch(self, code: str) -> Any:
        page = self.page()
        for one in page.findChildren(Segmented):
            if one.isVisible() and code in one._codes:
                return one
        for combo in page.findChildren(CodeCombo):
            if combo.isVisible() and combo.findData(code) >= 0:
                return combo
        raise AssertionError(f"no part of this page is {code}")

    def enter(self, example: Example) -> Stored:
        """The example typed, saved as a draft, submitted where the type has that step."""
        if example.beside:
            return self._enter_beside(example)
        if example.parent is not None:
            self.begin_step(example)
        else:
            self.list_of(example)
            self.hands.press("Ctrl+N")
        self.type_in(self.form(), example.said)
        for one in example.inner:
            self._enter_within(one)
        self.hands.press("Ctrl+S")
        stored = self.newest(example)
        if record_type(example.code).submit:
            assert stored.state == "draft", self.complaints()
            self.hands.press("Ctrl+Return")
            stored = self.newest(example)
            assert stored.state == "submitted", self.complaints()
        else:
            self.hands.press("Escape")
        return stored

    def _enter_beside(self, example: Example) -> Stored:
        """Noted beside its parent with Ctrl+G."""
        assert example.parent is not None
        self.find(self.numbers[example.parent[0]])
        self.type_in(getattr(self.editor(), example.beside).form, example.said)
        self.hands.press("Ctrl+G")
        stored = self.newest(example)
        self.hands.press("Escape")
        return stored

    def _enter_within(self, example: Example) -> None:
        """A finding within the form of its patrol."""
        assert example.parent is not None
        self.push(example.parent[1])
        self.type_in(self.editor().view.findings.open_form.form, example.said)
        self.push("记下发现")
        self.newest(example)

    def begin_step(self, example: Example) -> None:
        """From the record that the step belongs to: found, then its button."""
        assert example.parent is not None
        name, words = example.parent
        self.find(self.numbers[name])
        self.push(words)

    def push(self, words: str) -> None:
        """Tab to the button that says ``words``, and Enter."""
        button = self.button(words)
        self.hands.go(button)
        self.hands.press("Return")

    def button(self, words: str) -> QAbstractButton:
        """A button of the window that can be pressed."""
        settle(self.front)
        found = [
            one
            for one in self.front.window.findChildren(QAbstractButton)
            if one.isVisible() and one.isEnabled() and one.text().startswith(words)
        ]
        assert found, f"no button says {words}"
        return found[0]

    def type_in(self, form: Any, said: Mapping[str, Any]) -> None:
        """Fields in the order of the form, each reached by Tab."""
        for name, words in said.items():
            control = form[name].control
            if not control.isVisible():
                self._follow()
            if not control.isVisible():
                self._unfold(control)
            fill(self.hands, control, words)
            settle(self.front)

    def _follow(self) -> None:
        """Wait as a person does: a patrol's form follows the typing a moment later."""
        soon = getattr(self.editor(), "_follow_soon", None)
        while soon is not None and soon.isActive():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def _unfold(self, control: QWidget) -> None:
        """Open the card that hides a field."""
        card: Any = control
        while not isinstance(card, Folded):
            card = card.parentWidget()
            assert card is not None, f"nothing opens {control.accessibleName()}"
        self.hands.go(card.button)
        self.hands.press("Return")

    def form(self) -> Any:
        """The fields of the open form."""
        editor = self.editor()
        return editor.view.log.form if hasattr(editor, "view") else editor.sheet.form

    def complaints(self) -> dict[str, str]:
        """What the open form says is wrong."""
        editor = self.page().editor
        if editor is None:
            return {}
        found = {name: field.error() for name, field in self.form() if field.error()}
        note = getattr(editor, "_note", None)
        return {**found, "": note.accessibleName() if note is not None else ""}

    # --- people and reviews -----------------------------------------------------------------

    def sit_down(self, name: str) -> None:
        """Another person takes the keyboard: the user button, arrows, Enter."""
        if self.front.ctx.actor().name == name:
            return
        self.hands.go(self.page().header._user, "Shift+Tab")
        self.hands.press("Return")
        gate = self.front.guard.gate
        assert gate is not None
        people: QListWidget = gate.people
        for _step in range(people.count()):
            face = gate.chosen()
            if face is not None and face.words == name:
                break
            self.hands.key("Down" if _step or people.currentRow() == 0 else "Home")
        self.hands.press("Return")
        assert self.front.ctx.actor().name == name

    def queue(self, example: Example) -> None:
        """What waits for a review, with the example's record under the cursor."""
        self.list_of(example)
        self.hands.press("Ctrl+Shift+A")
        queue = self.editor()
        number = self.numbers[example.called]
        for _step in range(queue.table.model.rowCount()):
            line = queue.line()
            if line is not None and name_of(line.stored) == number:
                return
            self.hands.press("Down")
        raise AssertionError(f"{number} does not wait for a review")

    def give_back(self, example: Example) -> None:
        """R, the field, the reason, Ctrl+Enter."""
        assert example.correction is not None
        self.queue(example)
        self.hands.press("R")
        dialog: Any = self.dialog()
        combo, line = dialog.lines[0]
        self.hands.go(combo)
        label = next(words for code, words in dialog._pairs if code == example.correction.field)
        choose(self.hands, combo, label)
        self.hands.go(line)
        self.hands.write(example.correction.reason)
        self.hands.press("Ctrl+Return")
        assert self.stored(example).review == "returned"
        self.hands.press("Escape")

    def dialog(self) -> QWidget:
        """The dialog in front."""
        found = QApplication.activeWindow()
        assert found is not None and found is not self.front.window, "no dialog is open"
        return found

    def approve(self, example: Example) -> None:
        """A."""
        self.queue(example)
        self.hands.press("A")
        for one in (example, *example.inner):
            assert self.stored(one).review == "approved", one.called
        self.hands.press("Escape")

    def correct(self, example: Example) -> None:
        """The author finds the record by its number, types anew, submits or saves."""
        said = example.correction
        assert said is not None
        self.find(self.numbers[example.called])
        if example.code == "finding":
            self._correct_within(said)
            return
        assert self._open_number() == self.numbers[example.called]
        if said.reason:
            assert said.reason in self.form()[said.field].error(), "the reason is not there"
        if record_type(example.code).private:
            self.push("显示完整")
        self.type_in(self.form(), {said.field: said.said})
        self.hands.press("Ctrl+Return" if record_type(example.code).submit else "Ctrl+S")
        if not record_type(example.code).submit:
            self.hands.press("Escape")

    def _correct_within(self, said: Correction) -> None:
        """A finding is found in its patrol: its row, Enter, the field, both submitted again."""
        (row,) = self.editor().view.findings.findChildren(ListRow)
        self.hands.go(row)
        self.hands.press("Return")
        self.type_in(self.editor().view.findings.open_form.form, {said.field: said.said})
        self.push("记下发现")
        self.hands.press("Ctrl+Return")

    def _open_number(self) -> str:
        editor = self.editor()
        if hasattr(editor, "stored"):
            return name_of(editor.stored)
        return str(editor.loaded.record.number)

    # --- what the disk holds ----------------------------------------------------------------

    def newest(self, example: Example) -> Stored:
        """The newest record of the example's type: the one that was just typed."""
        code = example.code
        rows = self.app.store.queries.page(Listing(code, (), ALL, limit=200)).rows
        assert rows, f"no {code} was written: {self.complaints()}"
        found = max(rows, key=lambda one: one.record.id)
        known = self.numbers.setdefault(example.called, name_of(found))
        assert known == name_of(found), f"no {code} was written: {self.complaints()}"
        return found

    def stored(self, example: Example) -> Stored:
        """The example's record."""
        found = self.app.store.queries.find(example.code, self.numbers[example.called])
        assert found is not None
        return found

    # --- out and in -------------------------------------------------------------------------

    def export(self, folder: Path) -> Path:
        """The page, the button, the place typed, Ctrl+Enter; the sealed file."""
        folder.mkdir()
        self.show("exchange")
        self.push("导出")
        self.hands.go(self.editor().place.line)
        self.hands.rewrite(str(folder))
        self.hands.press("Ctrl+Return")
        (path,) = folder.iterdir()
        assert path.suffix == ".hlb"
        return path

    def close(self) -> None:
        """Window and folders."""
        self.front.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.world.city.app.close()


@contextmanager
def office(folder: Path, prepare: Callable[[Office], None]) -> Iterator[Office]:
    """An office with what stands before the examples begin, its window in front."""
    made = Office(folder)
    prepare(made)
    present(made.front)
    try:
        yield made
        settle(made.front)
    finally:
        made.close()
    assert not made.front.work.bugs, made.front.work.bugs
