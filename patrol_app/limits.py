"""Every numeric limit on anything that comes from outside (docs: the format's limits table).

A limit refuses or cuts; it never decides what is true. Sizes are bytes unless said otherwise.
"""

from __future__ import annotations

from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB
GIB: Final = 1024 * MIB

# --- bundle, one part (the exporter starts a new part before any of these is passed) ---------
BUNDLE_HEADER_BYTES: Final = 16 * KIB  # signed header, canonical JSON
BUNDLE_FILE_BYTES: Final = 700_000_000  # 700 MB: fits FAT32 and old sticks
BUNDLE_EXPANDED_BYTES: Final = 2 * GIB  # all members together after decompression
BUNDLE_OPS: Final = 200_000  # ops in one part
BUNDLE_BLOBS: Final = 5_000  # blobs or chunks in one part
BUNDLE_NAME_CHARS: Final = 60  # the file name stays below this, ASCII only

BUNDLE_PARTS: Final = 9_999  # parts of one export
BUNDLE_RECEIVERS: Final = 8  # units that one file is addressed to
SEQ_MOST: Final = 999_999_999  # nine digits keep the file's name below 60 characters
MANIFEST_BYTES: Final = 2 * MIB
DOCUMENT_BYTES: Final = 4 * MIB  # receipt, grant or papers inside a file
PAPER_BYTES: Final = 1 * MIB  # one paper of the root as it is kept
PAPERS_BYTES: Final = 4 * MIB  # papers of the root that come with a file
SMALL_FILE_BYTES: Final = 16 * MIB  # a request, a grant or another file of papers alone
ENROL_BODY_BYTES: Final = 64 * KIB  # body of a request, which is not encrypted
GRANT_BYTES: Final = 4 * MIB  # entries of a grant: held in memory, on a first grant before trust
GRANT_OPS: Final = 1_000
GRANT_PATH: Final = 32  # one entry for each device of the units above
ROOT_KEYS: Final = 8
RECEIPT_LIST: Final = 10_000  # ranges, held entries, wanted files of one receipt
RECEIPT_STREAMS: Final = 256
WORD_WANTED: Final = 2_000  # files that a device's word asks for
DOWN_JOURNALS: Final = 10_000  # journals that a file down names
DOWN_RANGES: Final = 150_000  # and ranges of them
PAPERS_ROOTS: Final = 64
PAPERS_DEVICES: Final = 2_000
STICK_FOLDERS: Final = 2_000  # folders of a stick that are looked into
RECOVERY_FILE_BYTES: Final = 16 * KIB
CARRIED_FILES: Final = 20_000  # files that wait here for somebody else
CARRIED_BYTES: Final = 50_000_000_000  # of them all; a person makes room by dropping given ones

OP_LINE_BYTES: Final = 256 * KIB  # one op as written, without its line feed
RECORD_OPS: Final = 5_000  # ops on one record; more are held

# --- JSON from outside ------------------------------------------------------------------------
JSON_DEPTH: Final = 16  # brackets inside brackets
JSON_TEXT_CHARS: Final = 32 * KIB  # one string value
JSON_INTEGER: Final = 2**53  # integers are smaller than this in size (canonical JSON)

ADD_FILE_BYTES: Final = 4 * MIB  # a file of records for ``add`` and ``edit``
NUMBER_CHARS: Final = 30  # digits of one number in it
PROFILE_BYTES: Final = 1 * MIB  # a unit's own words and forms

# --- blobs ------------------------------------------------------------------------------------
BLOB_CHUNK_BYTES: Final = 32 * MIB  # a larger blob is a list of chunks of this size
BLOB_FILE_BYTES: Final = 2 * GIB  # the largest attachment taken in
CHUNK_LIST_BYTES: Final = 8 * KIB  # a small file that may be the list of a large one's chunks
TRAVEL_COPY_PIXELS: Final = 1_600  # longer side of the copy that goes up
TRAVEL_COPY_QUALITY: Final = 80  # JPEG quality of that copy

# --- papers -----------------------------------------------------------------------------------
TEMPLATE_BYTES: Final = 64 * KIB  # text of a paper that the legal office gives
LOGS_AT_ONCE: Final = 1_000  # daily logs printed in one go: a month of 45 rangers

# --- zstd -------------------------------------------------------------------------------------
ZSTD_WINDOW_BYTES: Final = 8 * MIB  # larger windows are refused; output is counted by us
ZSTD_READ_BYTES: Final = 256 * KIB  # one step of a counted decompression

# --- track/1 ----------------------------------------------------------------------------------
TRACK_POINTS: Final = 2_000_000  # points of one track (a second apart: 23 days)
TRACK_SEGMENTS: Final = 200_000  # segments of one track
TRACK_BLOB_BYTES: Final = BLOB_CHUNK_BYTES  # a coded track is one blob

# --- foreign archives: zip, KMZ, xlsx, zipped shapefile ---------------------------------------
ZIP_ENTRIES: Final = 10_000
ZIP_RATIO: Final = 100  # expanded bytes per compressed byte
ZIP_EXPANDED_BYTES: Final = 1 * GIB

# --- XML: GPX, KML, TCX -----------------------------------------------------------------------
XML_BYTES: Final = 50 * MIB
XML_PROLOG_BYTES: Final = 64 * KIB  # where a document type would have to stand
XML_DEPTH: Final = 64  # elements inside elements
XML_ELEMENTS: Final = 3_000_000  # elements of a KML or TCX file
XML_TEXT_CHARS: Final = 64  # text of one number or time
NAME_CHARS: Final = 200  # names and symbols kept from a file; the rest is cut
WAYPOINTS: Final = 50_000  # waypoints kept from one file
GPX_TRACKS: Final = 10_000  # tracks, and routes, of one file
XML_MENDED: Final = 20_000  # ampersands up to which a faulty file is mended

# --- other track files -------------------------------------------------------------------------
GEOJSON_BYTES: Final = 8 * MIB  # parsed as a whole: up to thirty times its size in memory
GEOJSON_DEPTH: Final = 32  # brackets inside brackets
NMEA_BYTES: Final = 16 * MIB  # two days of a fix a second
NMEA_LINE_BYTES: Final = 200  # a sentence has at most 82 signs; makers' own ones are longer
FIT_BYTES: Final = 16 * MIB

# --- CSV, DBF ---------------------------------------------------------------------------------
CSV_BYTES: Final = 50 * MIB
CSV_ROWS: Final = TRACK_POINTS
DAYS_BYTES: Final = 1 * MIB  # a sheet of days beside a batch; a year is a hundredth of this
CSV_COLUMNS: Final = 1_000

# --- images -----------------------------------------------------------------------------------
IMAGE_BYTES: Final = 64 * MIB  # a photo file
IMAGE_PIXELS: Final = 89_000_000  # an error above this, not a warning
FILM_BYTES: Final = 200 * MIB  # a film that is hung on a record: some minutes of a phone
EXIF_TEXT_CHARS: Final = 100  # maker and model of a camera

# --- GeoPackage and other SQLite files --------------------------------------------------------
SQLITE_SECONDS: Final = 5  # the progress handler stops a statement after this
SQLITE_LAYERS: Final = 200  # tables of a GeoPackage that are offered

# --- base map: MBTiles ------------------------------------------------------------------------
TILE_BYTES: Final = 2 * MIB  # one packed square
TILE_PX: Final = 1_024  # its edge
TILES_AT_ONCE: Final = 32  # squares of one request
TILE_FACTS: Final = 200  # lines of metadata read

# --- worker process ---------------------------------------------------------------------------
WORKER_HEADER_BYTES: Final = 16 * MIB  # JSON header of one frame (a batch's results)
WORKER_PARTS: Final = 10_000  # binary parts of one frame
WORKER_PART_BYTES: Final = 256 * MIB  # one binary part
READ_SECONDS: Final = 10  # one file
START_SECONDS: Final = 60  # a worker process loads its program (a slow disk, a scanner)
READ_MEMORY_MB: Final = 288  # address space of a reader above what it has with the file in hand
WORKER_FILE_BYTES: Final = 1 * GIB  # the largest file a worker may write
BATCH_FILES: Final = 10_000  # files in one batch
FOLDER_FILES: Final = 10_000  # files taken from one dropped folder

# --- base data: datasets, vector files, tables ------------------------------------------------
DATASET_BYTES: Final = 256 * MIB  # the file of one dataset, compressed
DATASET_EXPANDED_BYTES: Final = 1 * GIB
DATASET_ROWS: Final = 500_000
DATASET_LINE_BYTES: Final = 8 * MIB  # one row with its shape
AREA_VERTICES: Final = 200_000  # corners of one area
AREA_RINGS: Final = 20_000  # rings of one polygon, polygons of one area
BASE_FILE_BYTES: Final = 1 * GIB  # a file of base data, or all files of one shapefile
BASE_TABLE_BYTES: Final = 64 * MIB  # a table (xlsx expanded, CSV)
BASE_COLUMNS: Final = 300
BASE_CELL_CHARS: Final = 4_000  # text of one cell
BASE_RECORDS: Final = 20_000  # rows that become records of their own
BASE_FAULTS: Final = 500  # refused rows named one by one; the rest is counted
BASE_SECONDS: Final = 240  # reading one file
BASE_MEMORY_MB: Final = 1_536  # address space of the process above its start
