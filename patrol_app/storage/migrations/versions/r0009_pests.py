"""Surveys, samples, laboratory results, disposal, traps, forecasts.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# name:type with ! = primary key, ? = may be NULL; t text, i 64-bit integer, n integer, b boolean
_TYPES = {"t": sa.Text, "i": sa.BigInteger, "n": sa.Integer, "b": sa.Boolean}
_STATE = "state:t deleted:b conflicts:n incomplete:b created_ms:i changed_ms:i op_heads:t judged:t"
_NAMED = "id:t! number:t unit:t device:t"
_RECORDS = {
    "survey_round": (
        "code:t name:t survey_kind:t pest:t generation:t first_day:t? last_day:t? report_by:t? "
        "due_area_mu_e4:i? host_words:t key_prefix:t ordered_by:t remark:t"
    ),
    "survey": (
        "review:t round_id:t? surveyed_on:t? grid_id:t? county:t town:t village:t manage_unit:t "
        "lin_ban:t xiao_ban:t xi_ban:t compartment_key:t area_mu_e4:i? pine_area_mu_e4:i? species:t "
        "composition:t origin:t age_years:n? dbh_cm_e1:n? density_ha:n? pines_n:n? elevation_m:n? "
        "slope_deg:n? aspect:t stand_class:t survey_means:t nothing_found:b? dead_n:n? "
        "dying_n:n? weak_n:n? death_cause:t position:t? vector_signs:b? vector_n:n? "
        "sampled_n:n? positive_n:n? sample_result:t lab:t report_no:t is_epidemic:b? "
        "epidemic_area_mu_e4:i? epidemic_code:t infected_n:n? surveyor_ids:t recorder_id:t? "
        "checked_by:t check_result:t remark:t lon:n? lat:n? suspects:i? infected_e4:i?"
    ),
    "sample": (
        "review:t sighting_id:t? survey_id:t? sub_compartment:t town:t sample_no:t taken_at:i? "
        "position:t? place:t species:t age_years:n? symptom:t parts:t weight_g:n? sampler_ids:t "
        "seal_no:t tests:t for_unit:t remark:t date:t? lon:n? lat:n?"
    ),
    "custody": (
        "parent_id:t? step:t at:i? from_person:t to_person:t signed_both:b? place:t "
        "temp_c_e1:n? seal_no:t seal_ok:b? reseal_reason:t refused:t purpose:t remark:t "
        "turn:i?"
    ),
    "lab_result": (
        "parent_id:t? methods:t tested_n:n? positive_n:n? ct_e2:n? sample_result:t pathogen:t "
        "laboratory:t tester:t checker:t signer:t report_no:t issued_at:i? remark:t "
        "turn:i?"
    ),
    "disposal": (
        "review:t survey_id:t? sighting_id:t? town:t sub_compartment:t crew:t start_on:t? "
        "end_on:t? felling:t felled_n:n? infected_n:n? dead_n:n? dying_n:n? volume_m3_e4:i? "
        "weight_t_e2:n? stump_cm:n? stump_ways:t branches_done:b? treats:t treated_place:t "
        "position:t? supervisor:t image_nos:t remark:t lon:n? lat:n?"
    ),
    "acceptance": (
        "parent_id:t? at:i? inspectors:t supervisor:t stump_cm:n? left_n:n? acceptance:t "
        "demands:t remark:t"
    ),
    "trap": (
        "review:t trap_no:t trap_kind:t pest:t target:t position:t? place:t town:t "
        "sub_compartment:t lure:t height_m_e1:n? hung_on:t? taken_down_on:t? keeper_id:t? "
        "remark:t lon:n? lat:n?"
    ),
    "trap_check": (
        "parent_id:t? checked_on:t? female_n:n? male_n:n? other_n:n? other_species:t "
        "lure_changed:b? checker_id:t? remark:t week:t? caught:i?"
    ),
    "webworm": (
        "review:t round_id:t? generation:t surveyed_on:t? webworm_means:t town:t place:t "
        "position:t? hosts:t nothing_found:b? checked_n:n? infested_n:n? nests_n:n? "
        "larvae_per_nest:n? pupae_n:n? adults_n:n? stages:t leaf_loss_e2:n? area_mu_e4:i? "
        "occurred_mu_e4:i? treatment:t surveyor_ids:t remark:t lon:n? lat:n? infested_e4:i? "
        "nests_e2:i?"
    ),
    "first_report": (
        "parent_id:t? act:t told_level:t told:t told_means:t at:i? by_id:t? answer:t note:t"
    ),
    "control_work": (
        "review:t code:t pest_name:t town:t place:t start_on:t? end_on:t? control_means:t "
        "agent:t area_mu_e4:i? clean_mu_e4:i? effect_e2:n? crew:t remark:t"
    ),
    "forecast": (
        "review:t year:n? span:t pest_name:t town:t period:t trend:t degree:t area_mu_e4:i? "
        "last_mu_e4:i? bases:t model_note:t series:t weather:t confidence:t measures:t "
        "met_on:t? participants:t opinions:t conclusion:t issued_by:t remark:t"
    ),
    "reported_figure": (
        "review:t code:t year:n? figure:t pest_name:t town:t area_mu_e4:i? count_n:n? source:t "
        "as_of:t? remark:t"
    ),
}
_ADDED = {
    "pest": "tree_no:t symptom:t survey_id:t? recheck_of_id:t? first_case:b?",
}
_INDEXES = (
    ("ix_survey_round_page", "survey_round", "deleted state first_day id"),
    ("ix_survey_round_page_unit", "survey_round", "deleted state unit first_day id"),
    ("ix_survey_round_page_survey_kind", "survey_round", "deleted state survey_kind first_day id"),
    ("ix_survey_round_page_pest", "survey_round", "deleted state pest first_day id"),
    ("ix_survey_round_number", "survey_round", "number"),
    ("ix_survey_round_name", "survey_round", "name"),
    ("ix_survey_round_code", "survey_round", "code"),
    ("ix_survey_page", "survey", "deleted state surveyed_on id"),
    ("ix_survey_page_unit", "survey", "deleted state unit surveyed_on id"),
    ("ix_survey_page_round_id", "survey", "deleted state round_id surveyed_on id"),
    ("ix_survey_page_sample_result", "survey", "deleted state sample_result surveyed_on id"),
    ("ix_survey_page_review", "survey", "deleted state review surveyed_on id"),
    ("ix_survey_number", "survey", "number"),
    ("ix_survey_round_id", "survey", "round_id"),
    ("ix_sample_page", "sample", "deleted state taken_at id"),
    ("ix_sample_page_unit", "sample", "deleted state unit taken_at id"),
    ("ix_sample_page_sighting_id", "sample", "deleted state sighting_id taken_at id"),
    ("ix_sample_page_review", "sample", "deleted state review taken_at id"),
    ("ix_sample_number", "sample", "number"),
    ("ix_sample_sample_no", "sample", "sample_no"),
    ("ix_sample_sighting_id", "sample", "sighting_id"),
    ("ix_sample_survey_id", "sample", "survey_id"),
    ("ix_custody_page", "custody", "deleted state at id"),
    ("ix_custody_page_unit", "custody", "deleted state unit at id"),
    ("ix_custody_page_step", "custody", "deleted state step at id"),
    ("ix_custody_number", "custody", "number"),
    ("ix_custody_parent_id", "custody", "parent_id"),
    ("ix_lab_result_page", "lab_result", "deleted state issued_at id"),
    ("ix_lab_result_page_unit", "lab_result", "deleted state unit issued_at id"),
    ("ix_lab_result_page_sample_result", "lab_result", "deleted state sample_result issued_at id"),
    ("ix_lab_result_number", "lab_result", "number"),
    ("ix_lab_result_parent_id", "lab_result", "parent_id"),
    ("ix_disposal_page", "disposal", "deleted state end_on id"),
    ("ix_disposal_page_unit", "disposal", "deleted state unit end_on id"),
    ("ix_disposal_page_felling", "disposal", "deleted state felling end_on id"),
    ("ix_disposal_page_review", "disposal", "deleted state review end_on id"),
    ("ix_disposal_number", "disposal", "number"),
    ("ix_disposal_survey_id", "disposal", "survey_id"),
    ("ix_disposal_sighting_id", "disposal", "sighting_id"),
    ("ix_acceptance_page", "acceptance", "deleted state at id"),
    ("ix_acceptance_page_unit", "acceptance", "deleted state unit at id"),
    ("ix_acceptance_page_acceptance", "acceptance", "deleted state acceptance at id"),
    ("ix_acceptance_number", "acceptance", "number"),
    ("ix_acceptance_parent_id", "acceptance", "parent_id"),
    ("ix_trap_page", "trap", "deleted state hung_on id"),
    ("ix_trap_page_unit", "trap", "deleted state unit hung_on id"),
    ("ix_trap_page_trap_kind", "trap", "deleted state trap_kind hung_on id"),
    ("ix_trap_page_pest", "trap", "deleted state pest hung_on id"),
    ("ix_trap_page_review", "trap", "deleted state review hung_on id"),
    ("ix_trap_number", "trap", "number"),
    ("ix_trap_trap_no", "trap", "trap_no"),
    ("ix_trap_check_page", "trap_check", "deleted state checked_on id"),
    ("ix_trap_check_page_unit", "trap_check", "deleted state unit checked_on id"),
    ("ix_trap_check_number", "trap_check", "number"),
    ("ix_trap_check_parent_id", "trap_check", "parent_id"),
    ("ix_webworm_page", "webworm", "deleted state surveyed_on id"),
    ("ix_webworm_page_unit", "webworm", "deleted state unit surveyed_on id"),
    ("ix_webworm_page_generation", "webworm", "deleted state generation surveyed_on id"),
    ("ix_webworm_page_webworm_means", "webworm", "deleted state webworm_means surveyed_on id"),
    ("ix_webworm_page_review", "webworm", "deleted state review surveyed_on id"),
    ("ix_webworm_number", "webworm", "number"),
    ("ix_webworm_round_id", "webworm", "round_id"),
    ("ix_first_report_page", "first_report", "deleted state at id"),
    ("ix_first_report_page_unit", "first_report", "deleted state unit at id"),
    ("ix_first_report_page_act", "first_report", "deleted state act at id"),
    ("ix_first_report_page_told_level", "first_report", "deleted state told_level at id"),
    ("ix_first_report_number", "first_report", "number"),
    ("ix_first_report_parent_id", "first_report", "parent_id"),
    ("ix_control_work_page", "control_work", "deleted state end_on id"),
    ("ix_control_work_page_unit", "control_work", "deleted state unit end_on id"),
    ("ix_control_work_page_control_means", "control_work", "deleted state control_means end_on id"),
    ("ix_control_work_page_review", "control_work", "deleted state review end_on id"),
    ("ix_control_work_number", "control_work", "number"),
    ("ix_control_work_code", "control_work", "code"),
    ("ix_forecast_page", "forecast", "deleted state met_on id"),
    ("ix_forecast_page_unit", "forecast", "deleted state unit met_on id"),
    ("ix_forecast_page_span", "forecast", "deleted state span met_on id"),
    ("ix_forecast_page_trend", "forecast", "deleted state trend met_on id"),
    ("ix_forecast_page_degree", "forecast", "deleted state degree met_on id"),
    ("ix_forecast_page_review", "forecast", "deleted state review met_on id"),
    ("ix_forecast_number", "forecast", "number"),
    ("ix_reported_figure_page", "reported_figure", "deleted state as_of id"),
    ("ix_reported_figure_page_unit", "reported_figure", "deleted state unit as_of id"),
    ("ix_reported_figure_page_figure", "reported_figure", "deleted state figure as_of id"),
    ("ix_reported_figure_page_review", "reported_figure", "deleted state review as_of id"),
    ("ix_reported_figure_number", "reported_figure", "number"),
    ("ix_reported_figure_code", "reported_figure", "code"),
    ("ix_pest_survey_id", "pest", "survey_id"),
    ("ix_pest_recheck_of_id", "pest", "recheck_of_id"),
    ("ix_pest_tree_no", "pest", "tree_no"),
)


def upgrade() -> None:
    """Make the tables and add the new fields of older records."""
    for name, columns in _RECORDS.items():
        review = "review:t " if columns.startswith("review:t ") else ""
        rest = columns.removeprefix(review)
        made = [_column(column) for column in f"{_STATE} {review}{_NAMED} {rest}".split()]
        op.create_table(name, *made, sqlite_strict=True)
    for name, columns in _ADDED.items():
        for column in columns.split():
            op.add_column(name, _column(column, added=True))
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns.split())


def _column(words: str, *, added: bool = False) -> sa.Column[object]:
    """One column; an ``added`` one that may not be NULL says what old rows hold."""
    title, _, kind = words.partition(":")
    kind, _, default = kind.partition("=")
    nullable = "?" in kind
    return sa.Column(
        title,
        _TYPES[kind[0]](),
        primary_key="!" in kind,
        nullable=nullable,
        autoincrement=False,
        server_default=default if added and not nullable else None,
    )
