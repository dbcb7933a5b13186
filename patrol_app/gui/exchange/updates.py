"""安装更新: a newer version of the program that came with base data, saved on a click."""

from __future__ import annotations

from pathlib import Path

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.parts import NotePlace
from patrol_app.i18n import _
from patrol_app.services.delivery_types import InstallerOffer


class InstallerNote(NotePlace):
    """One note while a newer version is here; nothing otherwise.

    Args:
        ctx: see ``Context``.
        choose: file dialogs.
    """

    def __init__(self, ctx: Context, choose: Chooser) -> None:
        super().__init__()
        self._ctx, self._choose = ctx, choose
        self._saved = ""

    def refresh(self) -> None:
        """Look for an offer, on a reader thread: its signature is checked each time."""
        self._ctx.work.query(self._ctx.app.exchange.installer, self._show, owner=self)

    def save(self, offer: InstallerOffer) -> None:
        """Ask for the place and write the proved file there."""
        title = _("Save the installer")
        ending = offer.name.rpartition(".")[2]
        target = self._choose.save(self, title, offer.name, [ending])
        if target is None:
            return
        exchange = self._ctx.app.exchange
        self._ctx.work.heavy(
            lambda _progress, _cancelled: exchange.save_installer(target),
            lambda path: self._done(path, offer),
            self._failed,
            owner=self,
        )

    def _show(self, offer: InstallerOffer | None) -> None:
        if offer is None:
            self.clear()
            return
        if self._saved == offer.sha256:
            return
        title = _("A newer version of the program is here: {version}").format(version=offer.version)
        if not offer.ready:
            self.say("info", title, _("The file itself comes with a later package"))
            return
        body = _("It came with the base data, and the city signed for it.")
        note = self.say("info", title, body, _("Save the installer…"))
        note.acted.connect(lambda: self.save(offer))

    def _done(self, path: Path, offer: InstallerOffer) -> None:
        self._saved = offer.sha256
        self.say("ok", str(path), _("Saved. Close this program before it is run."))

    def _failed(self, fault: PatrolError) -> None:
        self.fault(_("Nothing was written"), fault)
