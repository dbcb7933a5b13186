"""Roles of a person and what they allow: the one table of rights (sync design, section 9).

Roles come from the role grants that stand above the person; where there is none, from the
person's own record (docs/decisions/075).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from patrol_app.domain.records.person import Person
from patrol_app.domain.records.role_grant import RoleGrant
from patrol_app.services.ports import Queries
from patrol_app.services.units import ancestors

# Rights: ``write:<group>`` by the type's group, and the acts beside records:
# private   personal data in the clear        papers    make and print papers
# deliver   decisions and base data down
# exchange  packages out and in               enrol     answer a device's request
# review    approve and return                lock      lock a period, undo that
# rules     rules, vocabularies, datasets     settings  options of the whole folder
# users     people's roles, PINs, passwords   audit     read the list of who did what
# devices   revoke, confirm, decide about files kept aside; root keys
# verify    problems: true or not, assign, re-check      oversee   suspend, supervise, close
# transfer  problems: pass on to the police or another organ
# backup    copies of the whole folder        erase     drop a person's data for good
_FIELD = frozenset({"write:patrol", "write:pest", "write:grazing", "write:problem", "write:forest"})
_OFFICE = frozenset({"write:base", "write:drill", "exchange", "papers"})
_PROBLEMS = ("verify", "oversee", "transfer")
_ABOVE = frozenset({"enrol", "review", "lock", "rules", "write:rules", "deliver", *_PROBLEMS})
RIGHTS: Mapping[str, frozenset[str]] = {
    "ranger": _FIELD | {"papers", "exchange"},
    "crew_leader": _FIELD | {"write:drill", "papers", "exchange"},
    "station_head": _FIELD | _OFFICE | {"private", "review", "lock", "backup", "verify"},
    "county_office": _FIELD | _OFFICE | _ABOVE,
    "city_officer": _FIELD | _OFFICE | _ABOVE | {"devices", "erase"},
    "case_officer": _FIELD | {"papers", "private", "transfer"},
    "auditor": frozenset({"papers", "private", "audit"}),
    "admin": _FIELD
    | _OFFICE
    | _ABOVE
    | {"private", "settings", "users", "audit", "write:users"}
    | {"backup", "devices", "erase"},
}


def rights(roles: Iterable[str]) -> frozenset[str]:
    """Everything that one of ``roles`` allows; unknown roles allow nothing."""
    return frozenset().union(*(RIGHTS.get(role, frozenset()) for role in roles))


def grants_of(queries: Queries, person: Person, on: str) -> list[RoleGrant]:
    """The grants that decide over ``person`` on a day, oldest first.

    A grant counts when a unit above the person's wrote it; in a unit that has nobody above
    it (a city, or a folder before its enrolment) when the unit itself did.

    Args:
        queries: of the open store.
        person: whose roles are asked for.
        on: Beijing date ``YYYY-MM-DD``.
    """
    givers = ancestors(queries, person.unit) or (person.unit,)
    found = [
        row.record
        for row in queries.children("role_grant", "person_id", person.id)
        if isinstance(row.record, RoleGrant)
    ]
    return [
        grant
        for grant in found
        if grant.unit in givers
        and (grant.valid_from or "") <= on
        and (grant.valid_to is None or on <= grant.valid_to)
    ]


def effective_roles(queries: Queries, person: Person, on: str) -> tuple[str, ...]:
    """Role codes that hold for ``person`` on the Beijing date ``on``.

    Grants that stand are the whole answer, also when they name no role; else the record's.
    """
    grants = grants_of(queries, person, on)
    if not grants:
        return person.roles
    return tuple(dict.fromkeys(role for grant in grants for role in grant.roles))
