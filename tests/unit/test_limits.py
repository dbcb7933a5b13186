"""The limits of the exchange's specification (§12): as written there, in one module, and in use."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import patrol_app
from patrol_app import limits
from tests.architecture.sources import forget, sources

# The table, line by line.
TABLE = {
    "BUNDLE_HEADER_BYTES": 16 * 1024,
    "BUNDLE_FILE_BYTES": 700_000_000,
    "BUNDLE_OPS": 200_000,
    "OP_LINE_BYTES": 256 * 1024,
    "JSON_TEXT_CHARS": 32 * 1024,
    "JSON_DEPTH": 16,
    "BLOB_CHUNK_BYTES": 32 * 1024 * 1024,
    "BUNDLE_BLOBS": 5_000,
    "BUNDLE_EXPANDED_BYTES": 2 * 1024**3,
    "ZSTD_WINDOW_BYTES": 8 * 1024 * 1024,
    "ZIP_ENTRIES": 10_000,
    "ZIP_RATIO": 100,
    "ZIP_EXPANDED_BYTES": 1024**3,
    "XML_BYTES": 50 * 1024 * 1024,
    "IMAGE_PIXELS": 89_000_000,
    "SQLITE_SECONDS": 5,
    "RECORD_OPS": 5_000,  # §2
    "BLOB_FILE_BYTES": 2 * 1024**3,  # §4
}
# What reads from outside; a bound on it stands in ``limits`` and nowhere else.
READERS = ("patrol_app/sync", "patrol_app/geo/readers", "patrol_app/geo/vector",
           "patrol_app/workers", "patrol_app/domain/journal")  # fmt: skip
BOUND = re.compile(r"(BYTES|CHARS|ROWS|LIMIT|MOST|MAX|DEPTH|POINTS|ENTRIES|LAYERS|SECONDS)")
# Numbers of a format, of what is shown, of waiting or of our own memory: they refuse nothing.
OWN = {
    "SIGNATURE_BYTES", "FIXED_BYTES", "MATCHING_BYTES", "WAITING_BYTES",  # sizes of parts
    "HEAD_BYTES", "_HEAD_ROWS", "SHOWN_ROWS", "_SERIAL_CHARS",  # how much is looked at or shown
    "_HEIGHT_MAX", "_HDOP_MAX", "HEIGHT_MAX", "HDOP_MAX", "_SECONDS_MAX", "COUNTER_MAX",  # values
    "_WRITE_DEPTH",  # of what we write
    "MAX_MEMBERS", "MOST", "MOST_PASSED",  # from a limit; of our own numbers; named one by one
    "_MOST_RUNS", "_MOST_DIGITS",  # where the quick way gives up and the thorough one begins
    "_POLL_SECONDS", "_GRACE_SECONDS",  # waiting for a worker
}  # fmt: skip

# Where an input above the limit is refused by name: file::test, below tests/. Lines of one file
# stand together.
REFUSED = {
    "unit/test_over_limits.py::test_one_above_is_refused_by_name": """
        BUNDLE_HEADER_BYTES MANIFEST_BYTES PAPERS_BYTES PAPER_BYTES ENROL_BODY_BYTES
        BUNDLE_NAME_CHARS RECOVERY_FILE_BYTES JSON_DEPTH ADD_FILE_BYTES JSON_TEXT_CHARS
        JSON_INTEGER NUMBER_CHARS DAYS_BYTES PROFILE_BYTES""",
    "unit/test_over_limits.py::test_one_too_many_is_refused": """
        BUNDLE_RECEIVERS BUNDLE_PARTS SEQ_MOST RECEIPT_LIST RECEIPT_STREAMS DOWN_JOURNALS
        DOWN_RANGES PAPERS_ROOTS PAPERS_DEVICES GRANT_PATH ROOT_KEYS""",
    "unit/test_over_limits_read.py::test_elements_too_deep": "XML_DEPTH",
    "unit/test_over_limits_read.py::test_brackets_too_deep": "GEOJSON_DEPTH",
    "unit/test_over_limits_read.py::test_too_many_columns": "CSV_COLUMNS",
    "unit/test_over_limits_read.py::test_too_many_columns_of_a_sheet": "BASE_COLUMNS",
    "unit/test_over_limits_read.py::test_too_many_rows_that_become_records": "BASE_RECORDS",
    "unit/test_over_limits_read.py::test_too_many_rings": "AREA_RINGS",
    "unit/test_over_limits_read.py::test_too_large_an_attachment": "BLOB_FILE_BYTES",
    "unit/test_over_limits_read.py::test_too_many_files_of_a_batch": "BATCH_FILES",
    "unit/test_over_limits_read.py::test_too_many_files_and_folders_of_a_stick":
        "FOLDER_FILES STICK_FOLDERS",
    "unit/sync/test_enrolment_files.py::test_forged_grants_are_refused": "GRANT_OPS GRANT_BYTES",
    "integration/sync/test_enrolment.py::test_a_large_file_is_neither_request_nor_grant":
        "SMALL_FILE_BYTES",
    "integration/sync/test_carrying.py::test_more_is_not_kept_than_there_is_room_for":
        "CARRIED_FILES CARRIED_BYTES",
    "integration/base/test_films.py::test_a_film_above_the_limit_is_refused_and_nothing_is_kept":
        "FILM_BYTES",
    "unit/services/test_case_periods.py::test_a_file_that_is_no_text_is_refused": "TEMPLATE_BYTES",
    "unit/sync/test_container.py::test_sealing_stops_at_the_limit": "BUNDLE_FILE_BYTES",
    "unit/sync/test_inner.py::test_manifests_that_do_not_fit_are_refused": "BUNDLE_EXPANDED_BYTES",
    "unit/sync/test_inner.py::test_members_above_their_limit_or_cut_while_read_are_refused":
        "DOCUMENT_BYTES",
    "unit/sync/test_inner.py::test_the_writer_keeps_the_limits": "BUNDLE_OPS",
    "unit/sync/test_inner.py::test_hand_made_directories_are_refused": "BUNDLE_BLOBS",
    "unit/sync/test_inner.py::test_a_window_above_the_limit_is_refused": "ZSTD_WINDOW_BYTES",
    "unit/sync/test_inner.py::test_a_blob_above_the_chunk_size_is_refused_by_the_reader":
        "BLOB_CHUNK_BYTES",
    "unit/domain/journal/test_op.py::test_limits_and_later_forms": "OP_LINE_BYTES",
    "unit/domain/journal/test_fold_laws.py::test_the_limit_of_ops_on_one_record": "RECORD_OPS",
    "unit/geo/test_gpx.py::test_limits_hold": "WAYPOINTS TRACK_POINTS XML_BYTES",
    "unit/geo/test_kml.py::test_limits": "XML_ELEMENTS GPX_TRACKS TRACK_SEGMENTS",
    "unit/geo/test_geojson.py::test_limits": "GEOJSON_BYTES",
    "unit/geo/test_csv.py::test_limits_and_steps": "CSV_ROWS CSV_BYTES",
    "unit/geo/test_photo.py::test_limits_hold": "IMAGE_PIXELS IMAGE_BYTES",
    "unit/geo/test_nmea.py::test_what_is_refused": "NMEA_BYTES",
    "unit/geo/test_watches.py::test_the_largest_fit_file": "FIT_BYTES",
    "unit/geo/test_archive.py::test_bombs": "ZIP_ENTRIES ZIP_RATIO ZIP_EXPANDED_BYTES",
    "unit/geo/test_shapes.py::test_too_many_corners_are_refused": "AREA_VERTICES",
    "unit/geo/vector/test_ogr.py::test_sizes_are_bounded":
        "DATASET_ROWS BASE_FILE_BYTES BASE_TABLE_BYTES",
    "unit/geo/vector/test_ogr.py::test_too_many_tables_of_a_geopackage": "SQLITE_LAYERS",
    "unit/geo/vector/test_ogr.py::test_a_map_file_begins_with_its_root": "XML_PROLOG_BYTES",
    "unit/services/base/test_content.py::test_a_text_too_long_for_a_cell": "BASE_CELL_CHARS",
    "unit/services/base/test_content.py::test_a_bomb_is_stopped":
        "DATASET_BYTES DATASET_EXPANDED_BYTES DATASET_LINE_BYTES",
    "unit/workers/test_mbtiles.py::test_a_statement_without_end_is_stopped": "SQLITE_SECONDS",
    "unit/workers/test_mbtiles.py::test_squares_that_are_no_pictures_are_left_out":
        "TILE_BYTES TILE_PX",
    "unit/workers/test_frames.py::test_too_large_a_frame_is_not_written":
        "WORKER_HEADER_BYTES WORKER_PART_BYTES",
    "unit/workers/test_frames.py::test_what_is_no_frame_is_refused": "WORKER_PARTS",
    "unit/workers/test_client.py::test_memory_is_bounded_for_each_job": "READ_MEMORY_MB",
    "unit/workers/test_client.py::test_readers_have_their_seconds_and_memory":
        "READ_SECONDS BASE_SECONDS BASE_MEMORY_MB",
    "unit/workers/test_client.py::test_files_are_bounded": "WORKER_FILE_BYTES",
    "unit/workers/test_client.py::test_loading_has_its_own_time": "START_SECONDS",
}  # fmt: skip
# Nothing is refused: units, what we write ourselves, what is cut or counted instead.
CUTS = set(
    """
    KIB MIB GIB TRAVEL_COPY_PIXELS TRAVEL_COPY_QUALITY LOGS_AT_ONCE ZSTD_READ_BYTES NAME_CHARS
    EXIF_TEXT_CHARS BASE_FAULTS TILES_AT_ONCE TILE_FACTS WORD_WANTED TRACK_BLOB_BYTES XML_MENDED
    XML_TEXT_CHARS CHUNK_LIST_BYTES NMEA_LINE_BYTES""".split()
)


def names() -> set[str]:
    """Every limit."""
    return {name for name in vars(limits) if name.isupper()}


@pytest.mark.parametrize("name", TABLE)
def test_the_table_is_kept(name: str) -> None:
    assert getattr(limits, name) == TABLE[name]


def test_every_limit_is_used() -> None:
    own = Path(limits.__file__).read_text("utf-8")
    named: set[str] = set(re.findall(r"\b[A-Z][A-Z_0-9]+\b", own.split("GIB: Final", 1)[1]))
    used = {"GIB"} & named
    # by their text: to walk every tree of the program takes seconds
    for path in Path(patrol_app.__file__).parent.rglob("*.py"):
        if path.name != "limits.py":
            used |= set(re.findall(r"\b[A-Z][A-Z_0-9]+\b", path.read_text("utf-8")))
    # a limit that only gives another its value is used through it
    used |= {n for n in names() if re.search(rf"= (\d+ \* )?{n}\b", own)}
    assert names() - used == set()


def test_readers_have_no_bounds_of_their_own() -> None:
    """A number behind a name that sounds like a bound stands in ``limits``."""
    root = Path(patrol_app.__file__).parent.parent
    found = set()
    for source in sources(*READERS):
        for node in source.tree.body:
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            target = node.target if isinstance(node, ast.AnnAssign) else target
            if not isinstance(target, ast.Name) or not BOUND.search(target.id):
                continue
            held = getattr(node, "value", None)
            value = ast.unparse(held) if held else ""
            if target.id not in OWN and re.fullmatch(
                r"[\d_ *<.+a-zA-Z]*\d[\d_ *<.+a-zA-Z]*", value
            ):
                found.add(f"{source.path.relative_to(root)}: {target.id} = {value}")
    forget()
    assert not found


def test_each_limit_has_its_refusal() -> None:
    """Every limit is shown to refuse, or stands among those that cut; the tests are there."""
    shown = [name for held in REFUSED.values() for name in held.split()]
    assert len(shown) == len(set(shown))
    assert set(shown) | CUTS == names()
    assert len(shown) + len(CUTS) == len(names())
    for place in REFUSED:
        file, _colons, test = place.partition("::")
        text = (Path(__file__).parents[1] / file).read_text("utf-8")
        assert f"def {test}(" in text, place
