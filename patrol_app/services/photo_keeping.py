"""One photo into the store: its bytes kept, its values for the record."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.records.attachment import Derived
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.import_items import PhotoPlan
from patrol_app.services.ports import Store


def unchanged(path: Path, sha256: str) -> bytes:
    """The file's content, which must be the one that was previewed.

    Raises:
        UserError: ``import.moved``.
    """
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UserError(
            "import.moved",
            N_("The file {name} was changed or removed since the preview"),
            name=path.name,
        )
    return data


def keep_photo(store: Store, photo: PhotoPlan) -> Derived:
    """Keep a photo's original and its travel copy as blobs; the copy.

    Raises:
        UserError: ``import.moved``.
    """
    store.blobs.put(unchanged(photo.path, photo.sha256))
    return Derived(
        key=new_item_key(secrets.token_bytes(5)),
        kind="travel",
        sha256=store.blobs.put(photo.travel),
        bytes=len(photo.travel),
    )


def photo_values(
    photo: PhotoPlan, copy: Derived, parent: tuple[str, str], role: str = "photo"
) -> dict[str, object]:
    """The field values of a photo's attachment.

    Args:
        photo: as previewed.
        copy: its travel copy.
        parent: (type, record id) that it hangs on.
        role: word of ``attachment_role``: what it shows.
    """
    return {
        "parent_id": parent[1],
        "parent_type": parent[0],
        "role": role,
        "name": photo.name[:400],
        "mime": photo.mime,
        "sha256": photo.sha256,
        "bytes": photo.size,
        "taken_at": photo.taken_at,
        "taken_source": photo.taken_source,
        "position": photo.position,
        "heading_cd": photo.heading_cd,
        "width": photo.width,
        "height": photo.height,
        "camera": photo.camera,
        "derived": (copy,),
    }
