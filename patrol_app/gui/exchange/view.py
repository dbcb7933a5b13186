"""What the Exchange page shows, read in one go on a reader thread: plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from patrol_app.domain.instant import beijing
from patrol_app.i18n import _
from patrol_app.services.city_desk import senders, silent_limit, unit_names
from patrol_app.services.exchange_state import ExchangeState, exchange_state
from patrol_app.services.ports import BundleIn, BundleOut, Clock, Identity, Queries, ReceiptRow
from patrol_app.services.setup import RECOVERY_FILE
from patrol_app.services.today import warnings

ROOT_LEVEL = "city"


@dataclass(frozen=True)
class Sender:
    """One device below, as its receipts ledger line.

    Attributes:
        unit / name / device_no: who; checked: its number code was compared.
        upto: entries held without a gap; last: highest entry held; missing: absent ranges.
        received_ms: newest package taken, or None; silent: whole days since, or None.
        package: entries of that package, first and last.
        held: entries put aside; quarantined: its files kept aside; frozen: its history parted.
        limit: silent days allowed, 0 = any.
    """

    unit: str
    name: str
    device_no: str
    checked: bool
    upto: int = 0
    last: int = 0
    missing: tuple[tuple[int, int], ...] = ()
    received_ms: int | None = None
    silent: int | None = None
    package: tuple[int, int] | None = None
    held: int = 0
    quarantined: int = 0
    frozen: bool = False
    limit: int = 0

    @property
    def late(self) -> bool:
        """Whether it has been silent for too long."""
        return self.silent is not None and bool(self.limit) and self.silent >= self.limit


@dataclass(frozen=True)
class Sent:
    """A package of one's own with what the levels above say of it.

    Attributes:
        answers: (level, state) with state ``held``, ``part`` or ``missing``.
    """

    row: BundleOut
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class View:
    """Everything on the page.

    Attributes:
        recovery: where the recovery file was written while nobody has confirmed that it left
            this machine, else empty.
        silent_days: days without a package after which a device counts as silent; 0 = never.
    """

    identity: Identity
    unit_name: str
    state: ExchangeState = field(default_factory=ExchangeState)
    senders: tuple[Sender, ...] = ()
    sent: tuple[Sent, ...] = ()
    aside: tuple[BundleIn, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    recovery: str = ""
    silent_days: int = 0

    @property
    def is_root(self) -> bool:
        """Whether this unit grants and has nobody above it."""
        return self.identity.level == ROOT_LEVEL


def read_view(queries: Queries, clock: Clock) -> View:
    """Read the page's data; short transactions only."""
    identity = queries.identity()
    aside = tuple(queries.bundles_aside())
    known = _senders(queries, clock.now_ms())
    codes = {identity.unit, *(row.unit for row in aside), *(one.unit for one in known)}
    names = unit_names(queries, codes)
    receipts = queries.receipts()
    return View(
        identity=identity,
        unit_name=names[identity.unit],
        state=exchange_state(queries),
        senders=known,
        sent=tuple(
            Sent(row, _answers(row, receipts)) for row in queries.bundles_out() if row.kind == "up"
        ),
        aside=aside,
        names=names,
        recovery=_recovery(queries, clock),
        silent_days=silent_limit(queries),
    )


def _recovery(queries: Queries, clock: Clock) -> str:
    if "recovery_here" not in warnings(queries, clock):
        return ""
    return queries.meta(RECOVERY_FILE) or ""


def _senders(queries: Queries, now_ms: int) -> tuple[Sender, ...]:
    """Enrolled devices below, those with something amiss first."""
    found = [
        Sender(
            unit=row.unit,
            name=row.name,
            device_no=row.device_no,
            checked=row.checked,
            upto=row.upto,
            last=row.last,
            missing=row.missing,
            received_ms=row.received_ms or None,
            silent=row.silent,
            package=row.package,
            held=row.held,
            quarantined=row.quarantined,
            frozen=row.frozen,
            limit=row.limit,
        )
        for row in senders(queries, now_ms)
    ]
    return tuple(sorted(found, key=lambda one: (not amiss(one), one.unit, one.device_no)))


def amiss(sender: Sender) -> bool:
    """Whether somebody should telephone about this device."""
    return bool(sender.missing or sender.held or sender.quarantined or sender.frozen or sender.late)


def _answers(row: BundleOut, receipts: list[ReceiptRow]) -> tuple[tuple[str, str], ...]:
    """What each level above says of the entries in ``row``."""
    found = []
    for receipt in receipts:
        if receipt.stream != row.stream:
            continue
        asked = any(a <= row.upto_seq and b >= row.from_seq for a, b in receipt.missing)
        if asked:
            found.append((receipt.issuer_level, "missing"))
        elif receipt.contiguous_upto >= row.upto_seq:
            found.append((receipt.issuer_level, "held"))
        elif receipt.contiguous_upto >= row.from_seq:
            found.append((receipt.issuer_level, "part"))
    return tuple(sorted(found))


def day_words(ms: int | None) -> str:
    """``8月3日`` at UTC+08:00; empty for None."""
    if ms is None:
        return ""
    moment = beijing(ms)
    return _("{month:02d}-{day:02d}").format(month=moment.month, day=moment.day)
