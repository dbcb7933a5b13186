"""Settings, users: who may use this folder, PINs and passwords, and what opens it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context, New, Open
from patrol_app.gui.forms.values import listed, short_moment
from patrol_app.gui.kit import (
    Button,
    Card,
    Chip,
    ListRow,
    Note,
    SplitColumns,
    confirm,
    h,
    holder,
    label,
    scroll,
    v,
)
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.theme import current
from patrol_app.gui.users.secrets import Done, Failed, SecretDialog
from patrol_app.i18n import _
from patrol_app.services.ports import Doors, Stored
from patrol_app.services.user_types import UserInfo


class UsersPanel(QWidget):
    """Left the people, right what can be done with the one chosen, and the doors.

    Args:
        ctx: see ``Context``.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self._ctx = ctx
        self._users: Sequence[UserInfo] = ()
        self._chosen = ctx.actor().id
        self._doors: Doors | None = None
        self._city = False
        self.people = Card(_("People"), flush=True, hug=True)
        self._rows = v(gap=0)
        self.people.put((scroll(self._rows, hug=True), 1))
        self._side = v(gap="card_gap")
        left = v((self.people, 1))
        left.addStretch(0)
        self.setLayout(v((SplitColumns(holder(left), holder(self._side)), 1)))

    def refresh(self) -> None:
        """Ask for the people and the doors."""
        app = self._ctx.app

        def read() -> tuple[Sequence[UserInfo], Doors, bool]:
            """Both, and whether this folder's recovery key opens the stations' folders."""
            city = app.store.queries.identity().level == "city"
            return app.users.list(retired=True), app.users.doors(), city

        self._ctx.work.query(read, self._show, owner=self)

    def choose(self, person: str) -> None:
        """Show what can be done with one person."""
        self._chosen = person
        self._fill_side()

    def chosen(self) -> UserInfo | None:
        """The person whose card is shown."""
        return next((user for user in self._users if user.id == self._chosen), None)

    def set_pin(self) -> None:
        """Ask for a new PIN of the chosen person."""
        user = self.chosen()
        if user is None:
            return
        says = _("4 to 6 digits. A PIN switches people while the folder is open; never opens it.")
        title = _("PIN of {name}").format(name=user.name)
        SecretDialog(title, _("New PIN"), says, partial(self._keep_pin, user), self).open()

    def set_password(self) -> None:
        """Ask for a new password of the chosen person."""
        user = self.chosen()
        if user is None:
            return
        says = _("At least 10 characters, best several words. It opens this data folder.")
        title = _("Password of {name}").format(name=user.name)
        own = user.id == self._ctx.actor().id and user.has_password
        keep = partial(self._keep_password, user)
        SecretDialog(title, _("New password"), says, keep, self, old=own).open()

    def grant(self) -> None:
        """Write a role grant for the chosen person, or open the one that stands."""
        user, queries = self.chosen(), self._ctx.app.store.queries
        if user is None:
            return
        person = user.id

        def show(found: list[Stored]) -> None:
            """The newest one, else a new one."""
            fresh = New("role_grant", {"person_id": person})
            argument = Open("role_grant", found[-1].record.id) if found else fresh
            self._ctx.navigate("settings", argument)

        self._ctx.work.query(
            lambda: queries.children("role_grant", "person_id", person), show, owner=self
        )

    def clear_pin(self) -> None:
        """Take the PIN of the chosen person away."""
        app, actor, user = self._ctx.app, self._ctx.actor(), self.chosen()
        if user is not None:
            person = user.id
            self._do(lambda: app.users.clear_pin(actor, person))

    def retire(self) -> None:
        """The chosen person may not use the folder any more."""
        app, actor, user = self._ctx.app, self._ctx.actor(), self.chosen()
        if user is None or not confirm(
            self,
            _("Retire {name} on this computer?").format(name=user.name),
            _("PIN and password are taken away. Records and history stay as they are."),
            _("Retire"),
        ):
            return
        person = user.id
        self._do(
            lambda: app.users.retire(actor, person),
            lambda: self._ctx.toast(_("User retired"), partial(self._reopen, person)),
        )

    def require_passwords(self) -> None:
        """From the next start on a password is asked."""
        app, actor = self._ctx.app, self._ctx.actor()
        count = len(self._doors.people) if self._doors else 0
        if confirm(
            self,
            _("Ask for a password at every start?"),
            _(
                "Then only the passwords of {n} people and the city's recovery key open this "
                "folder. Who forgets a password needs an administrator who is signed in, "
                "or the recovery key. A PIN still only switches people."
            ).format(n=count),
            _("Ask for passwords"),
        ):
            self._do(lambda: app.users.require_passwords(actor))

    def allow_without(self) -> None:
        """This computer opens the folder without a password again."""
        app, actor = self._ctx.app, self._ctx.actor()
        if confirm(
            self,
            _("Open without a password again?"),
            _("Whoever starts the program on this computer then sees everything."),
            _("Open without a password"),
        ):
            self._do(lambda: app.users.allow_without_password(actor))

    def answer_forgotten(self) -> None:
        """Help a station that forgot its password, with the recovery file at hand."""
        from patrol_app.gui.users.forgotten import Answering

        Answering(self._ctx, self).open()

    def _reopen(self, person: str) -> None:
        app, actor = self._ctx.app, self._ctx.actor()
        self._do(lambda: app.users.reopen(actor, person))

    def _keep_pin(
        self, user: UserInfo, pin: str, _old: str | None, done: Done, failed: Failed
    ) -> None:
        app, actor = self._ctx.app, self._ctx.actor()
        self._do(lambda: app.users.set_pin(actor, user.id, pin), done, failed)

    def _keep_password(
        self, user: UserInfo, password: str, old: str | None, done: Done, failed: Failed
    ) -> None:
        app, actor = self._ctx.app, self._ctx.actor()
        self._do(lambda: app.users.set_password(actor, user.id, password, old), done, failed)

    def _do(
        self, write: Callable[[], None], done: Done | None = None, failed: Failed | None = None
    ) -> None:
        """Write, then show how it stands."""

        def finish(_nothing: object) -> None:
            """Tell whoever asked, and show the people anew."""
            if done is not None:
                done()
            self.refresh()

        self._ctx.work.command(write, finish, failed or self._refused, owner=self)

    def _refused(self, fault: PatrolError) -> None:
        self._ctx.toast(fault.message(), None)

    def _show(self, found: tuple[Sequence[UserInfo], Doors, bool]) -> None:
        self._users, self._doors, self._city = found
        clear_layout(self._rows)
        for user in self._users:
            row = ListRow(
                user.name, _caption(user), chip=_chip(user), action=_("Manage"), due=_secrets(user)
            )
            row.activated.connect(partial(self.choose, user.id))
            self._rows.add(row)
        self.people.set_caption(_("{n} people").format(n=len(self._users)))
        self._fill_side()

    def _fill_side(self) -> None:
        clear_layout(self._side)
        if self._doors is not None:
            self._side.add(self._door_note(self._doors))
        user = self.chosen()
        if user is not None:
            self._side.add(self._detail(user))
        if self._ctx.actor().may("users") and self._city:
            lost = Button(_("Answer a forgotten password"), "", "key-outline")
            lost.clicked.connect(self.answer_forgotten)
            self._side.add(h(lost, None))
        self._side.add(None)

    def _door_note(self, doors: Doors) -> Note:
        """How the folder opens, and the step to the other way."""
        may = self._ctx.actor().may("users")
        if doors.device:
            note = Note(
                "due",
                _("No password is asked"),
                _("Whoever starts the program on this computer sees everything."),
                _("Ask for passwords") if may else "",
                "lock-open-variant-outline",
            )
            note.acted.connect(self.require_passwords)
            return note
        note = Note(
            "ok",
            _("A password is asked at every start"),
            _("Passwords of {n} people open this folder.").format(n=len(doors.people)),
            _("Open without a password") if may else "",
            "lock-outline",
        )
        note.acted.connect(self.allow_without)
        return note

    def _detail(self, user: UserInfo) -> Card:
        """What can be done with one person by whoever acts."""
        actor = self._ctx.actor()
        card = Card(user.name, user.number, hug=True)
        roles = listed(vocabulary("role").label(role) for role in user.roles) or _("No role")
        card.put(label(roles, wrap=True))
        if user.granted:
            card.put(label(_("Granted by the unit above"), "caption"))
        if actor.may("users") and user.closed:
            back = Button(_("Admit again"), "", "account-reactivate-outline")
            back.clicked.connect(partial(self._reopen, user.id))
            card.put(h(back, None))
        elif user.id == actor.id or actor.may("users"):
            card.put(self._buttons(user))
        return card

    def _buttons(self, user: UserInfo) -> QWidget:
        """What a person who may act can do, in two columns of equal width."""
        pin = Button(_("Change the PIN") if user.has_pin else _("Set a PIN"), "", "dialpad")
        pin.clicked.connect(self.set_pin)
        words = _("Change the password") if user.has_password else _("Set a password")
        password = Button(words, "", "form-textbox-password")
        password.clicked.connect(self.set_password)
        made = [pin, password]
        if user.has_pin:
            clear = Button(_("Take the PIN away"))
            clear.clicked.connect(self.clear_pin)
            made.append(clear)
        if self._ctx.actor().may("write:users"):
            roles = Button(_("Role grant"), "", "shield-account-outline")
            roles.clicked.connect(self.grant)
            made.append(roles)
        if user.id != self._ctx.actor().id:
            away = Button(_("Retire"), "danger", "account-off-outline")
            away.clicked.connect(self.retire)
            made.append(away)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(current().px("x1"))
        for place, button in enumerate(made):
            grid.addWidget(button, place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return holder(grid)


def _caption(user: UserInfo) -> str:
    roles = listed(vocabulary("role").label(role) for role in user.roles[:3])
    seen = _("last seen {time}").format(time=short_moment(user.seen_ms)) if user.seen_ms else ""
    return " · ".join(part for part in (roles or _("No role"), seen) if part)


def _chip(user: UserInfo) -> Chip:
    if user.closed:
        return Chip("locked", _("Retired"))
    return Chip("ok" if user.seen_ms else "draft", _("In use") if user.seen_ms else _("Not yet"))


def _secrets(user: UserInfo) -> str:
    kinds = [_("PIN")] if user.has_pin else []
    kinds += [_("Password")] if user.has_password else []
    return " · ".join(kinds)
