"""The first day of a data folder: who it is, its keys, its first unit and person."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from patrol_app.domain.journal.number import temporary_device, valid_unit_code
from patrol_app.domain.records import record_type
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.events import Changes, EventBus
from patrol_app.i18n import N_
from patrol_app.services.ports import Clock, Identity, Store, Stored
from patrol_app.services.profiles import PROFILE, profiles
from patrol_app.services.records import RecordService
from patrol_app.services.session import FIRST_USER, Actor

ROLES = ("station", "county", "city")
DEFAULT_PERSON = "管理员"
ROOT_DEVICE_NO = "01"  # a city grants itself its number
# meta keys of the folder
RECOVERY_FILE = "recovery_file"
RECOVERY_CONFIRMED = "recovery_confirmed"
SAMPLE = "sample"
SAMPLE_UNITS = "DEMO"  # codes of sample units begin so


@dataclass(frozen=True)
class InitRequest:
    """What ``init`` was told.

    Attributes:
        role: level of the unit: station, county or city.
        unit: code; name: of the unit.
        person: name of the first user.
        profile: city profile, or empty.
        recovery_out: where a city's recovery file goes; None = the current folder.
        sample: a folder of sample data: no exchange with real ones.
        recover: content of the recovery file of a city whose computer was lost, then of further
            root-key files; empty for a city that never was.
    """

    role: str
    unit: str
    name: str
    person: str = DEFAULT_PERSON
    profile: str = ""
    recovery_out: Path | None = None
    sample: bool = False
    recover: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, repr=False)
class NewKeys:
    """Fresh keys of a device, and of a city.

    Attributes:
        kid: key id of the signing key.
        secrets: kept inside the store: ``device_sign`` (32-byte seed), ``device_age`` (age
            identity text); a city's ``root_sign``, ``import_age``, ``matching_key`` too.
        meta: public values: ``root``, ``recovery_recipient``.
        recovery: content of a city's recovery file, or None; recipient: whom it lets in.
    """

    kid: str
    secrets: Mapping[str, bytes]
    meta: Mapping[str, str] = field(default_factory=dict)
    recovery: bytes | None = None
    recipient: str = ""


@dataclass(frozen=True)
class InitDone:
    """What was made; ``recovery`` is the absolute path of a city's recovery file."""

    unit: Stored
    person: Stored
    recovery: Path | None


# (unit code, is it a root, now in UTC ms, content of recovery and root-key files)
MakeKeys = Callable[[str, bool, int, Sequence[bytes]], NewKeys]
WriteOnce = Callable[[Path, bytes], None]
AddRecovery = Callable[[list[str]], None]


def checked(request: InitRequest, data_dir: Path) -> InitRequest:
    """The request with its recovery path made absolute, before anything is written.

    Raises:
        UserError: ``setup.role``, ``setup.unit``, ``setup.name``, ``setup.profile``,
            ``setup.recovery_place`` (inside the data folder), ``setup.recovery_exists``.
    """
    if request.role not in ROLES:
        raise UserError("setup.role", N_("The role is station, county or city"), field="role")
    if not valid_unit_code(request.unit):
        raise UserError(
            "setup.unit",
            N_("A unit code has 2 to 12 digits and capital letters"),
            field="unit",
        )
    if not request.name.strip() or not request.person.strip():
        raise UserError("setup.name", N_("Please fill in"), field="name")
    if request.profile and request.profile not in profiles():
        raise UserError("setup.profile", N_("There is no such profile"), field="profile")
    if request.role != "city" or request.recover:
        return request
    out = request.recovery_out or Path(f"recovery-{request.unit}.txt")
    out = out.absolute()
    if data_dir.absolute() in (out, *out.parents):
        raise UserError(
            "setup.recovery_place",
            N_("The recovery file must not lie in the data folder"),
            field="recovery-out",
        )
    if out.exists():
        raise UserError(
            "setup.recovery_exists",
            N_("The file {name} exists; a recovery file is written once"),
            field="recovery-out",
            name=out.name,
        )
    return InitRequest(**{**request.__dict__, "recovery_out": out})


class SetupService:
    """Fills a new store.

    Args:
        store: just created, empty.
        clock: the device's clocks.
        records: writes the first ops.
        make_keys: keys of the exchange.
        write_once: writes a private file that must not exist.
        add_recovery: lets age recipients open the vault, in place of earlier ones.
        bus: told what changed.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        records: RecordService,
        make_keys: MakeKeys,
        write_once: WriteOnce,
        add_recovery: AddRecovery,
        bus: EventBus | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._records = records
        self._make_keys = make_keys
        self._write_once = write_once
        self._add_recovery = add_recovery
        self._bus = bus or EventBus()

    def init(self, request: InitRequest, store_id: str) -> InitDone:
        """Write identity, keys, the unit and its first person.

        Args:
            request: as ``checked`` gave it.
            store_id: id of the store, from its vault.

        Raises:
            EnvironmentFault: the recovery file or the store cannot be written.
        """
        root = request.role == "city"
        keys = self._make_keys(request.unit, root, self._clock.now_ms(), request.recover)
        recovery = request.recovery_out if keys.recovery is not None else None
        if recovery is not None and keys.recovery is not None:
            self._write_once(recovery, keys.recovery)
        try:
            # Before the store counts as set up: a city whose vault the file does not open is lost.
            if keys.recipient:
                self._add_recovery([keys.recipient])
            unit, person = self._fill(request, keys, store_id, recovery)
        except BaseException:
            # without a store behind it the file would open nothing and hinder the next try
            if recovery is not None:
                recovery.unlink(missing_ok=True)
            raise
        return InitDone(
            self._records.get("unit", unit), self._records.get("person", person), recovery
        )

    def _fill(
        self, request: InitRequest, keys: NewKeys, store_id: str, recovery: Path | None
    ) -> tuple[str, str]:
        root = request.role == "city"
        identity = Identity(
            unit=request.unit,
            level=request.role,
            device_no=ROOT_DEVICE_NO if root else temporary_device(secrets.token_bytes(2)),
            stream=str(uuid.uuid4()),
            kid=keys.kid,
            enrolled=root,
            checked=root,
            store_id=store_id,
        )
        roles = tuple(term.code for term in vocabulary("role").terms)
        founder = Actor("", "", request.person, roles)
        with self._store.begin(N_("setting up")) as work:
            work.put_identity(identity)
            for name, value in keys.secrets.items():
                work.put_secret(name, value)
            for name, text in keys.meta.items():
                work.put_meta(name, text)
            work.put_meta(PROFILE, request.profile)
            if request.sample:
                work.put_meta(SAMPLE, "1")
            if request.recover:
                work.audit("root.recovered", {"unit": request.unit})
            if recovery is not None:
                work.put_meta(RECOVERY_FILE, str(recovery))
            unit = {"code": request.unit, "name": request.name, "level": request.role}
            made = self._records.write_new(work, record_type("unit"), [unit], founder)
            first = {"name": request.person, "roles": roles}
            people = self._records.write_new(work, record_type("person"), [first], founder)
            work.put_meta(FIRST_USER, people[0].id)
            work.commit()
        return made[0].id, people[0].id

    def confirm_recovery(self, actor: Actor) -> None:
        """A person says that the recovery file has left this machine.

        Raises:
            UserError: ``session.forbidden``.
        """
        actor.need("settings")
        with self._store.begin(N_("setting up")) as work:
            work.put_meta(RECOVERY_CONFIRMED, "1")
            work.audit("recovery.confirmed", {"actor": actor.id})
            changes = work.commit()
        self._bus.publish(changes | Changes(topics=frozenset({"identity"})))
