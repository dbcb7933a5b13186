"""The root keys at hand: the city's own and those from files on sticks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Queries
from patrol_app.sync.keyring import PAPER_BYTES, Keyring, SignedRoot
from patrol_app.sync.keys import SigningKey, kid_of
from patrol_app.sync.recovery_file import LIMIT
from patrol_app.sync.root_key_file import read_root_key
from patrol_app.sync.roots import KeySignature, Root, sign_with
from patrol_app.sync.strict import Document, read_document


def chain(queries: Queries) -> list[Root]:
    """The roots kept here, oldest first."""
    rows = queries.papers("root")
    return [read_document(SignedRoot, r.body.encode(), "papers", PAPER_BYTES).root for r in rows]


def read_keys(paths: Sequence[Path]) -> tuple[SigningKey, ...]:
    """The keys in recovery and root-key files.

    Raises:
        UserError: ``root.key_file``, ``file.missing``.
        EnvironmentFault: ``file.unreadable``.
    """
    found = []
    for path in paths:
        if not path.is_file():
            raise UserError("file.missing", N_("{name} is not there."), name=path.name)
        try:
            with path.open("rb") as stream:
                raw = stream.read(LIMIT + 1)
        except OSError as fault:
            raise EnvironmentFault(
                "file.unreadable", N_("{name} cannot be read."), name=path.name
            ) from fault
        found.append(read_root_key(raw))
    return tuple(found)


def not_root() -> UserError:
    """The refusal of a folder that is no city's."""
    return UserError(
        "enrol.not_root",
        N_("Only the city can sign this: its root key is not in this folder."),
    )


def more_keys(need: int, have: int) -> UserError:
    """The refusal where further keys must sign."""
    return UserError(
        "root.more_keys",
        N_("{need} root keys must sign, {have} are here: add the files of the others."),
        need=need,
        have=have,
    )


class RootSigner:
    """Signs what the root must sign.

    Args:
        keys: the store's keyring.
        more: keys from files, for a threshold above one.

    Raises:
        UserError: ``enrol.not_root``: this folder holds no root; ``root.more_keys``: the root
            wants more signatures than there are keys; ``root.foreign_key``: a file's key is
            none of this root.
    """

    def __init__(self, keys: Keyring, more: Sequence[SigningKey] = ()) -> None:
        own, held = keys.root_key(), keys.root()
        if own is None or held is None:
            raise not_root()
        self.root: SignedRoot = held
        self.own = own
        given = {key.kid: key for key in (own, *more)}
        strange = [kid for kid in given if held.root.key_of(kid) is None]
        if strange:
            raise UserError(
                "root.foreign_key", N_("The key {kid} is none of the city's root keys."),
                kid=strange[0],
            )  # fmt: skip
        if len(given) < held.root.threshold:
            raise more_keys(held.root.threshold, len(given))
        self.keys = tuple(given.values())
        self._since = {
            kid_of(bytes.fromhex(public)): row.version
            for row in reversed([*chain(keys.queries), held.root])
            for public in row.keys
        }

    @property
    def first(self) -> SigningKey:
        """The key that seals files: the one that stands in the oldest root, from a file first.

        A device reads nothing that is sealed by a key which it does not know yet; after a
        city's computer was lost that is the key of the recovery file.
        """
        return min(reversed(self.keys), key=lambda key: self._since[key.kid])

    def sign(self, word: bytes, document: Document) -> tuple[KeySignature, ...]:
        """Signatures of every key at hand."""
        return tuple(sign_with(key, word, document) for key in self.keys)

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of root keys that are not at hand."""
        at_hand = {key.kid for key in self.keys}
        every = [kid_of(bytes.fromhex(key)) for key in self.root.root.keys]
        return tuple(kid for kid in every if kid not in at_hand)
