"""The key of a backup: by this computer, by a password, or by the city's recovery file."""

from __future__ import annotations

import shutil
from pathlib import Path

from patrol_app.errors import EnvironmentFault, PatrolError, UserError
from patrol_app.i18n import N_
from patrol_app.paths import DataPaths
from patrol_app.storage import vault
from patrol_app.storage.files import PRIVATE, write_atomic
from patrol_app.storage.vault import StoreKey


def key_of(
    paths: DataPaths,
    raw_vault: bytes,
    store_id: str,
    place: Path,
    *,
    password: str | None = None,
    recovery: str = "",
) -> StoreKey:
    """The store key of a backup.

    The vault inside the backup is asked first, then the folder's present one: a password set
    or an enrolment made since opens an older backup as well, because the key never changes.

    Args:
        paths: the data folder that is to be restored.
        raw_vault: ``vault.json`` of the backup; store_id: the store it is of.
        place: a private folder.
        password: of any person who has one; recovery: ``AGE-SECRET-KEY-1…``; with neither
            this computer's own key.

    Raises:
        UserError: ``vault.password`` (a password or the recovery file is needed),
            ``password.wrong``, ``vault.identity``, ``vault.no_recovery``.
        EnvironmentFault: no vault can be read.
    """
    inside = DataPaths(place)
    write_atomic(inside.vault, raw_vault)
    if paths.device_key.is_file():
        shutil.copyfile(paths.device_key, inside.device_key)
        inside.device_key.chmod(PRIVATE)
    fault: PatrolError | None = None
    for folder in (inside, paths):
        if not folder.vault.exists():
            continue
        try:
            key = _opened(folder, password, recovery)
        except (UserError, EnvironmentFault) as refused:
            fault = fault or refused
            continue
        if key.store_id == store_id:
            return key
    if isinstance(fault, EnvironmentFault) and password is None and not recovery:
        raise UserError(
            "vault.password", N_("Name the recovery file or a password to open this backup.")
        ) from fault
    raise fault or UserError(
        "vault.password", N_("Name the recovery file or a password to open this backup.")
    )


def _opened(folder: DataPaths, password: str | None, recovery: str) -> StoreKey:
    if recovery:
        return vault.open_with_recovery(folder, recovery)
    if password is None:
        return vault.open_vault(folder)
    return _by_password(folder, password)


def _by_password(folder: DataPaths, password: str) -> StoreKey:
    """Whoever's password it is: a backup does not tell whose door is whose."""
    for slot in vault.slots(folder):
        if slot.kind == "user":
            try:
                return vault.open_with_password(folder, slot.name, password)
            except UserError as wrong:
                if wrong.code != "password.wrong":
                    raise
    raise UserError("password.wrong", N_("The password is not right."))
