"""The city's root: shown, given another key, changed (sync.md §9).

A change is signed by enough keys of the root before and of the new one; devices follow it by
the chain of roots in their papers. All papers are signed anew, so that they hold under it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.device_types import RootChanged, RootKeyRow, RootState
from patrol_app.sync import issuing, papers
from patrol_app.sync.desk import Desk
from patrol_app.sync.keyring import Keyring, SignedRoot
from patrol_app.sync.keys import SigningKey, kid_of
from patrol_app.sync.root_key_file import RootKeyFile
from patrol_app.sync.root_signer import RootSigner, more_keys, not_root, read_keys
from patrol_app.sync.roots import ROOT_WORD, Root, check_succession, sign_with


class RootDesk:
    """The desk for root keys.

    Args:
        desk: this store.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self) -> RootState:
        """The root trusted here.

        Raises:
            UserError: ``root.none`` before enrolment.
        """
        keys = self._desk.keyring
        held = keys.root()
        if held is None:
            raise UserError("root.none", N_("Not enrolled yet: no city's root is known here."))
        own = keys.root_key()
        return RootState(
            held.root.version,
            held.root.threshold,
            tuple(
                RootKeyRow(kid_of(bytes.fromhex(key)), key, bool(own and own.public.hex() == key))
                for key in held.root.keys
            ),
        )

    def add_key(self, out: Path) -> RootChanged:
        """Make a key for a second person into a file; it counts once the root is changed.

        Args:
            out: a new file, outside the data folder.

        Raises:
            UserError: ``enrol.not_root``, ``root.key_place``, ``file.exists``.
        """
        self._desk.session.actor.need("devices")
        if self._desk.keyring.root_key() is None:
            raise not_root()
        target = out.absolute()
        if target.resolve().is_relative_to(self._desk.paths.root.resolve()):
            raise UserError(
                "root.key_place", N_("A root key never lies in the data folder: use a stick.")
            )
        key = SigningKey.new()
        unit = self._desk.store.queries.identity().unit
        made = RootKeyFile(unit, self._desk.clock.now_ms(), key)
        self._desk.files.write_once(target, made.to_bytes())
        with self._desk.store.begin(N_("making a root key")) as work:
            work.audit("root.key", {"kid": key.kid})
            changes = work.commit()
        self._desk.publish(changes)
        return RootChanged(self.show(), target, key.kid)

    def rotate(
        self,
        *,
        threshold: int,
        add: Sequence[Path] = (),
        remove: Sequence[str] = (),
        root_keys: Sequence[Path] = (),
    ) -> RootChanged:
        """Change keys or threshold; every paper is signed anew.

        Args:
            threshold: how many must sign from now on.
            add: files of new keys; remove: ids of keys that count no more.
            root_keys: files of keys that stand in the root already, as it or the new one wants.

        Raises:
            UserError: as ``RootSigner``; ``root.rotate`` for a root that cannot work (too few
                keys, a key twice, the city's own key removed), ``root.signature``.
        """
        actor = self._desk.session.actor
        actor.need("devices")
        keys = self._desk.keyring
        fresh, more = read_keys(add), read_keys(root_keys)
        signer = RootSigner(keys, more)
        root = _next(signer.root.root, fresh, remove, threshold, signer.own.public.hex())
        signed = _sign(root, signer, fresh)
        now = self._desk.clock.now_ms()
        with self._desk.store.begin(N_("changing the root")) as work:
            papers.put_root(work, signer.root, now)
            papers.put_root(work, signed, now)
            count = issuing.sign_again(
                work, RootSigner(Keyring(work.queries), _standing(root, (*more, *fresh))), now
            )
            work.audit(
                "root.rotate",
                {"version": root.version, "threshold": threshold, "keys": len(root.keys),
                 "person": actor.id},
            )  # fmt: skip
            changes = work.commit()
        self._desk.publish(changes)
        return RootChanged(self.show(), signed_again=count)


def _next(
    old: Root, fresh: Sequence[SigningKey], remove: Sequence[str], threshold: int, own: str
) -> Root:
    gone = {name.strip().lower() for name in remove}
    known = {kid_of(bytes.fromhex(key)) for key in old.keys}
    kept = [key for key in old.keys if kid_of(bytes.fromhex(key)) not in gone]
    keys = tuple(dict.fromkeys((*kept, *(key.public.hex() for key in fresh))))
    fit = 1 <= threshold <= len(keys) <= 8 and gone <= known and own in keys
    if not fit:
        raise UserError(
            "root.rotate",
            N_("Such a root cannot work: name keys of the root, keep the city's own, and want "
               "no more signatures than there are keys."),
        )  # fmt: skip
    return Root(version=old.version + 1, threshold=threshold, keys=keys)


def _sign(root: Root, signer: RootSigner, fresh: Sequence[SigningKey]) -> SignedRoot:
    """Signatures of all keys at hand; enough of the old and of the new root, or refused."""
    hands = {key.kid: key for key in (*signer.keys, *fresh)}
    sigs = tuple(sign_with(key, ROOT_WORD, root) for key in hands.values())
    have = sum(root.key_of(kid) is not None for kid in hands)
    if have < root.threshold:
        raise more_keys(root.threshold, have)
    check_succession(root, sigs, signer.root.root)
    return SignedRoot(root=root, sigs=sigs)


def _standing(root: Root, keys: Sequence[SigningKey]) -> tuple[SigningKey, ...]:
    return tuple(key for key in keys if root.key_of(key.kid) is not None)
