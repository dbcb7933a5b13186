"""The first tables.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# name:type with ! = primary key, ? = may be NULL
# t text, i 64-bit integer, n integer, b boolean, x bytes
_TYPES = {
    "t": sa.Text,
    "i": sa.BigInteger,
    "n": sa.Integer,
    "b": sa.Boolean,
    "x": sa.LargeBinary,
}
# What every table of records begins with.
_ROW = (
    "state:t deleted:b conflicts:n incomplete:b created_ms:i changed_ms:i op_heads:t "
    "judged:t id:t! number:t unit:t device:t"
)
_RECORDS = {
    "unit": "code:t? name:t level:t parent_code:t division_code:t parent_id:t? phone:t",
    "person": (
        "name:t roles:t duty:t phone:t team:t certificate:t fit_until:t? left_on:t? log_name:t"
    ),
    "party": "name:t id_number:t phone:t village:t",
    "grid": (
        "grid_no:t? name:t ranger_id:t? supervisor_id:t? village_chief_id:t? area_mu_e4:i? "
        "division_code:t manage_unit:t boundary:t forest_type:t key_spots:t contract_no:t "
        "valid_from:t? valid_to:t?"
    ),
    "patrol": (
        "log_no:t ranger_id:t? grid_id:t? patrol_type:t means:t start_at:i? end_at:i? "
        "rest_min:n? weather:t temp_c_e1:n? wind_force:n? wind_dir:t danger_level:n? route:t "
        "nothing_found:b? companions:t substitute_id:t? substitute_reason:t day_kind:t "
        "people_met:n? vehicles_met:n? people_purpose:t publicity_households:n? "
        "publicity_people:n? publicity_leaflets:n? tools:t remark:t distance_cm:n? "
        "entered_on:t? legs:t date:t? length_cm:i? minutes:n? person_minutes:n? evidence:t? "
        "points:n?"
    ),
    "finding": (
        "patrol_id:t? category:t found_at:i? position:t? place:t grid_id:t? description:t "
        "action:t reported_to:t reported_at:i? severity:t date:t? lon:n? lat:n?"
    ),
    "drill": (
        "name:t drill_type:t start_at:i? end_at:i? place:t position:t? weather:t wind_force:n? "
        "wind_dir:t danger_level:n? scenario:t commander_id:t? safety_officer_id:t? "
        "recorder_id:t? participants:t steps:t attendance:t kit:t scores:t safety_fault:b? "
        "problems:t remark:t date:t? due:n? present:n? assembly_s:n? travel_s:n? attack_s:n?"
    ),
    "pest": (
        "patrol_id:t? pest:t seen_at:i? position:t? place:t sub_compartment:t host:t "
        "nothing_found:b? trees:t nest_count:n? pest_stage:t description:t grid_id:t? "
        "reported_to:t reported_at:i? date:t? lon:n? lat:n? abnormal:i?"
    ),
    "grazing": (
        "patrol_id:t? found_at:i? position:t? place:t zone_kind:t land_kind:t livestock:t "
        "owner_id:t? herder_id:t? party_unknown:b? witness_ids:t direction:t duration_min:n? "
        "trees_destroyed:n? tree_species:t damage_area_mu_e4:i? ranger_ids:t occurrence:t "
        "action:t description:t grid_id:t? date:t? lon:n? lat:n? heads:i?"
    ),
    "attachment": (
        "parent_id:t? parent_type:t role:t name:t mime:t sha256:t? bytes:i? taken_at:i? "
        "taken_source:t position:t? heading_cd:n? width:n? height:n? camera:t caption:t "
        "derived:t"
    ),
}
_TABLES = {
    "op": "stream:t! seq:i! op_hash:x rec:t type:t raw:x link:x? hlc_ms:i hlc_counter:i arrived:i",
    "op_held": "stream:t! seq:i! rec:t type:t reason:t",
    "record_head": "rec:t! type:t unit:t number:t heads:t ops:i",
    "conflict": "rec:t! field:t! winner:t losers:t",
    "blob_ref": "stream:t! seq:i! role:t! sha256:t! rec:t type:t bytes:i held:b",
    "stream": (
        "stream:t! unit:t device_no:t kid:t own:b contiguous_upto:i last_seq:i link:x "
        "frozen_at:i?"
    ),
    "identity": "id:n! unit:t level:t device_no:t stream:t kid:t enrolled:b checked:b store_id:t",
    "meta": "key:t! value:t",
    "secret": "key:t! value:x",
    "number_seq": "letter:t! yymmdd:t! last:i",
    "draft": "user_id:t! type:t! rec:t! body:t saved_ms:i",
    "device": (
        "kid:t! unit:t level:t device_no:t sign_key:t recipient:t status:t checked:b "
        "valid_from:i valid_to:i streams:t"
    ),
    "bundle_in": (
        "sha256:t! name:t kind:t kid:t unit:t stream:t from_seq:i upto_seq:i status:t reason:t "
        "received_ms:i proof:x path:t"
    ),
    "bundle_out": (
        "sha256:t! name:t kind:t stream:t from_seq:i upto_seq:i created_ms:i bytes:i to:t"
    ),
    "receipt": (
        "issuer_unit:t! stream:t! issuer_level:t contiguous_upto:i link:t generation:i "
        "issued_ms:i missing:t held:t wanted:t flags:t"
    ),
    "rule_row": (
        "key:t! region:t! valid_from:t! value:i unit:t source:t confidence:t valid_to:t "
        "enabled:b"
    ),
    "audit": "n:i! at_ms:i what:t detail:t hash:x",
}
_INDEXES = (
    ("ix_unit_code", "unit", "code"),
    ("ix_unit_name", "unit", "name"),
    ("ix_unit_page", "unit", "deleted state created_ms id"),
    ("ix_person_name", "person", "name"),
    ("ix_person_number", "person", "number"),
    ("ix_person_page", "person", "deleted state created_ms id"),
    ("ix_person_page_unit", "person", "deleted state unit created_ms id"),
    ("ix_party_name", "party", "name"),
    ("ix_party_number", "party", "number"),
    ("ix_party_page", "party", "deleted state created_ms id"),
    ("ix_party_page_unit", "party", "deleted state unit created_ms id"),
    ("ix_grid_grid_no", "grid", "grid_no"),
    ("ix_grid_page", "grid", "deleted state created_ms id"),
    ("ix_grid_page_ranger_id", "grid", "deleted state ranger_id created_ms id"),
    ("ix_grid_page_unit", "grid", "deleted state unit created_ms id"),
    ("ix_patrol_number", "patrol", "number"),
    ("ix_patrol_page", "patrol", "deleted state start_at id unit patrol_type end_at"),
    (
        "ix_patrol_page_grid_id",
        "patrol",
        "deleted state grid_id start_at id unit patrol_type end_at",
    ),
    ("ix_patrol_page_patrol_type", "patrol", "deleted state patrol_type start_at id unit end_at"),
    (
        "ix_patrol_page_ranger_id",
        "patrol",
        "deleted state ranger_id start_at id unit patrol_type end_at",
    ),
    ("ix_patrol_page_unit", "patrol", "deleted state unit start_at id patrol_type end_at"),
    ("ix_finding_number", "finding", "number"),
    ("ix_finding_page", "finding", "deleted state found_at id unit category severity"),
    ("ix_finding_page_category", "finding", "deleted state category found_at id unit severity"),
    (
        "ix_finding_page_grid_id",
        "finding",
        "deleted state grid_id found_at id unit category severity",
    ),
    (
        "ix_finding_page_patrol_id",
        "finding",
        "deleted state patrol_id found_at id unit category severity",
    ),
    ("ix_finding_page_severity", "finding", "deleted state severity found_at id unit category"),
    ("ix_finding_page_unit", "finding", "deleted state unit found_at id category severity"),
    ("ix_drill_name", "drill", "name"),
    ("ix_drill_number", "drill", "number"),
    ("ix_drill_page", "drill", "deleted state start_at id"),
    ("ix_drill_page_drill_type", "drill", "deleted state drill_type start_at id"),
    ("ix_drill_page_unit", "drill", "deleted state unit start_at id"),
    ("ix_pest_number", "pest", "number"),
    ("ix_pest_page", "pest", "deleted state seen_at id unit pest"),
    ("ix_pest_page_grid_id", "pest", "deleted state grid_id seen_at id unit pest"),
    ("ix_pest_page_patrol_id", "pest", "deleted state patrol_id seen_at id unit pest"),
    ("ix_pest_page_pest", "pest", "deleted state pest seen_at id unit"),
    ("ix_pest_page_unit", "pest", "deleted state unit seen_at id pest"),
    ("ix_grazing_number", "grazing", "number"),
    ("ix_grazing_page", "grazing", "deleted state found_at id unit zone_kind"),
    ("ix_grazing_page_grid_id", "grazing", "deleted state grid_id found_at id unit zone_kind"),
    ("ix_grazing_page_patrol_id", "grazing", "deleted state patrol_id found_at id unit zone_kind"),
    ("ix_grazing_page_unit", "grazing", "deleted state unit found_at id zone_kind"),
    ("ix_grazing_page_zone_kind", "grazing", "deleted state zone_kind found_at id unit"),
    ("ix_attachment_name", "attachment", "name"),
    ("ix_attachment_number", "attachment", "number"),
    ("ix_attachment_page", "attachment", "deleted state taken_at id"),
    ("ix_attachment_page_parent_id", "attachment", "deleted state parent_id taken_at id"),
    ("ix_attachment_page_unit", "attachment", "deleted state unit taken_at id"),
    ("ix_attachment_sha256", "attachment", "sha256"),
    ("ix_op_rec", "op", "rec"),
    ("ix_op_held_rec", "op_held", "rec"),
    ("ix_blob_ref_held", "blob_ref", "held role"),
    ("ix_blob_ref_rec", "blob_ref", "rec"),
    ("ix_blob_ref_sha256", "blob_ref", "sha256"),
    ("ix_bundle_in_received_ms", "bundle_in", "received_ms"),
)
_AUDIT_GUARD = """
CREATE TRIGGER audit_no_{verb} BEFORE {VERB} ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit rows are never changed');
END
"""


def upgrade() -> None:
    """Make all tables, indexes and the guard of the audit table."""
    for name, columns in _RECORDS.items():
        _create(name, _ROW + " " + columns)
    for name, columns in _TABLES.items():
        _create(name, columns)
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns.split())
    for verb in ("update", "delete"):
        op.execute(_AUDIT_GUARD.format(verb=verb, VERB=verb.upper()))


def _create(name: str, columns: str) -> None:
    """One STRICT table from its compact columns."""
    made = []
    for column in columns.split():
        title, _, kind = column.partition(":")
        primary = "!" in kind
        made.append(
            sa.Column(
                title,
                _TYPES[kind[0]](),
                primary_key=primary,
                nullable="?" in kind,
                autoincrement=False,
            )
        )
    extra = [sa.UniqueConstraint("op_hash", name="uq_op_op_hash")] if name == "op" else []
    op.create_table(name, *made, *extra, sqlite_strict=True)

