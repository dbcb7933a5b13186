"""The city profiles that lie beside the program, and the one a folder works with."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from patrol_app import limits
from patrol_app.domain.profile import Profile, profile_of
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_
from patrol_app.paths import resource
from patrol_app.services.ports import Queries, Store
from patrol_app.services.session import Actor

PROFILE = "profile"  # meta key: code of the folder's profile; empty = none
MAX_BYTES = limits.PROFILE_BYTES


def read_profiles(folder: Path) -> Mapping[str, Profile]:
    """Every profile in ``folder`` by its code, in order of name.

    Raises:
        EnvironmentFault: ``profile.broken``, naming the file.
    """
    found: dict[str, Profile] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            raw = path.read_bytes()
            if len(raw) > MAX_BYTES:
                raise ValueError("too large")
            profile = profile_of(tomllib.loads(raw.decode("utf-8")))
            if profile.code in found:
                raise ValueError("code twice")
        except (OSError, ValueError) as fault:
            raise EnvironmentFault(
                "profile.broken", N_("The city profile {name} cannot be read"), name=path.name
            ) from fault
        found[profile.code] = profile
    return found


@cache
def profiles() -> Mapping[str, Profile]:
    """The profiles shipped with the program, by code.

    Raises:
        EnvironmentFault: ``profile.broken``.
    """
    return read_profiles(resource("profiles"))


def profile_in_use(queries: Queries) -> Profile | None:
    """The profile of this data folder; None where none was chosen or it is not shipped."""
    return profiles().get(queries.meta(PROFILE) or "")


def choose_profile(store: Store, actor: Actor, code: str) -> None:
    """Let the folder work by another city's profile; empty by none.

    Raises:
        UserError: ``session.forbidden``, ``setup.profile``.
    """
    actor.need("write:base")
    if code and code not in profiles():
        raise UserError("setup.profile", N_("There is no such profile"), field="profile")
    with store.begin(N_("saving")) as work:
        work.put_meta(PROFILE, code)
        work.audit("profile", {"code": code})
        work.commit()
