"""At 200 % on a small laptop no button and no label of any page, form or dialog is cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from patrol_app import i18n
from patrol_app.gui.front import Front
from patrol_app.gui.theme import apply, current
from tests.gui.pages.test_fits import cut, cut_heads
from tests.gui.pages.test_large_text import sideways
from tests.support.exchange_scenes import play_exchange
from tests.support.scenes import Stage, furnish, play, settle
from tests.support.shots import sample_app
from tests.support.windows import dressed

SIZE = (1366, 697)  # a maximised window on 1366 x 768


def judge(found: dict[str, list[str]], front: Front, name: str, dialog: QWidget | None) -> None:
    """Note what is cut in a state, in the window and in the dialog over it."""
    front.window.resize(*SIZE)
    front.window.show()
    settle(front)
    words = cut(front.window) + cut_heads(front.window)
    words += [f"{one} sideways" for one in sideways(front.window)]
    if dialog is not None:
        words += cut(dialog)
        room = front.window.size()
        if dialog.width() > room.width() or dialog.height() > room.height():
            words.append(f"dialog {dialog.width()} x {dialog.height()}")
    if words:
        found[name] = words


@pytest.mark.ci
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_words_are_cut_at_200_percent(qapp: QApplication, tmp_path: Path, language: str) -> None:
    """Every scene of the pictures, with sample data; an enrolled station and its city too."""
    found: dict[str, list[str]] = {}
    with dressed(qapp):
        i18n.use(language)
        apply(qapp, "light", 2.0)
        front = Front(sample_app(tmp_path, full=True), current())
        furnish(front)

        def take(name: str, dialog: QWidget | None) -> None:
            """Judge instead of a picture."""
            judge(found, front, name, dialog)

        for _scene in play(Stage(front, take, tmp_path / "files", True)):
            settle(front)
        front.close()
        (tmp_path / "world").mkdir()
        play_exchange(tmp_path / "world", lambda shown, name, over: judge(found, shown, name, over))
    assert found == {}
