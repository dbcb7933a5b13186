"""What the Exchange page shows, read in one go on a reader thread: plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from patrol_app.domain.instant import DAY_MS, beijing
from patrol_app.domain.records.unit import unit_id
from patrol_app.i18n import _
from patrol_app.services.exchange_state import ExchangeState, exchange_state
from patrol_app.services.ports import BundleIn, BundleOut, Clock, Identity, Queries, ReceiptRow
from patrol_app.services.rules import rule_book
from patrol_app.services.setup import RECOVERY_FILE
from patrol_app.services.today import warnings

SILENT = "exchange.silent_days"  # rule: days without a package after which somebody asks
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
    packages = queries.bundles_in()
    aside = tuple(row for row in packages if row.status != "done")
    rule = rule_book(queries).find(SILENT)
    limit = rule.value if rule else 0
    senders = _senders(queries, packages, clock.now_ms(), limit)
    codes = {identity.unit, *(row.unit for row in aside), *(one.unit for one in senders)}
    names = unit_names(queries, codes)
    receipts = queries.receipts()
    return View(
        identity=identity,
        unit_name=names[identity.unit],
        state=exchange_state(queries),
        senders=senders,
        sent=tuple(
            Sent(row, _answers(row, receipts)) for row in queries.bundles_out() if row.kind == "up"
        ),
        aside=aside,
        names=names,
        recovery=_recovery(queries, clock),
        silent_days=limit,
    )


def unit_names(queries: Queries, codes: set[str]) -> dict[str, str]:
    """Name of each unit code; the code itself where the unit is not known here."""
    ids = {unit_id(code): code for code in codes if code}
    named = queries.names("unit", ids)
    found = {code: named.get(rec) or code for rec, code in ids.items()}
    return {code: found.get(code, code) for code in codes}


def _recovery(queries: Queries, clock: Clock) -> str:
    if "recovery_here" not in warnings(queries, clock):
        return ""
    return queries.meta(RECOVERY_FILE) or ""


def _senders(
    queries: Queries, packages: list[BundleIn], now_ms: int, limit: int
) -> tuple[Sender, ...]:
    """Enrolled devices below, those with something amiss first."""
    streams = {info.stream: info for info in queries.streams() if not info.own}
    held: dict[str, int] = {}
    for op in queries.held():
        held[op.stream] = held.get(op.stream, 0) + 1
    devices = [device for device in queries.devices() if device.status != "issuer"]
    names = unit_names(queries, {device.unit for device in devices})
    found = []
    for device in devices:
        own = [info for info in streams.values() if info.kid == device.kid]
        came = [row for row in packages if row.kid == device.kid and row.kind == "up"]
        taken = [row for row in came if row.status == "done"]
        newest = max(taken, key=lambda row: row.received_ms, default=None)
        since = device.valid_from if newest is None else newest.received_ms
        found.append(
            Sender(
                unit=device.unit,
                name=names[device.unit],
                device_no=device.device_no,
                checked=device.checked,
                upto=sum(info.contiguous_upto for info in own),
                last=sum(info.last_seq for info in own),
                missing=tuple(span for info in own for span in info.missing),
                received_ms=newest.received_ms if newest else None,
                silent=max(0, now_ms - since) // DAY_MS if since else None,
                package=(newest.from_seq, newest.upto_seq) if newest else None,
                held=sum(held.get(info.stream, 0) for info in own),
                quarantined=sum(1 for row in came if row.status == "quarantined"),
                frozen=any(info.frozen for info in own),
                limit=limit,
            )
        )
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
    return _("{month}/{day}").format(month=moment.month, day=moment.day)


def span_words(spans: tuple[tuple[int, int], ...]) -> str:
    """``18、20–22``: entry numbers of gaps."""
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans)
