"""The header buttons of a form: delete or discard, save, submit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from patrol_app.gui.kit import Button
from patrol_app.gui.review.said import is_locked
from patrol_app.i18n import _

if TYPE_CHECKING:
    from patrol_app.gui.forms.generic import GenericEditor


def head_buttons(form: GenericEditor) -> list[QWidget]:
    """What can be done with the record of ``form`` as it stands, the main deed last."""
    if form.sheet is None:
        return []
    if form.stored is not None and form.stored.deleted:
        back = Button(_("Take out of the recycle bin"), "primary", "delete-restore")
        back.clicked.connect(form.restore)
        return [back]
    fixed = form.kind.parent and form.stored is not None and form.stored.state != "draft"
    if fixed or is_locked(form.stored):
        return []
    away = Button(_("Discard") if form.stored is None else _("Delete"), "", "delete-outline")
    away.clicked.connect(form.discard if form.stored is None else form.delete)
    if not form.kind.submit:
        keep = Button(_("Save"), "primary", "content-save-outline", "Ctrl+S")
        keep.clicked.connect(partial(form.save, False))
        QShortcut(QKeySequence("Ctrl+Return"), keep).activated.connect(partial(form.save, True))
        return [away, keep]
    keep = Button(_("Save"), "", "content-save-outline", "Ctrl+S")
    keep.clicked.connect(partial(form.save, False))
    send = Button(_("Submit"), "primary", "send-check-outline", "Ctrl+Enter")
    send.clicked.connect(partial(form.save, True))
    return [away, keep, send]
