"""Where the recorded scenarios are, and how to read them."""

import gzip
import json
import os
import pathlib
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77


def conformance_folder():
    """The folder of the recorded scenarios; ends the test as skipped when there is none."""
    named = os.environ.get("TAKT_CONFORMANCE")
    candidates = [named] if named else [REPOSITORY / "../shared/conformance", REPOSITORY / "../../shared/conformance"]
    for candidate in candidates:
        folder = pathlib.Path(candidate).resolve()
        if (folder / "vectors").is_dir():
            return folder
    print("SKIPPED: no recorded scenarios; set TAKT_CONFORMANCE to their folder. Looked in:")
    for candidate in candidates:
        print(f"  {candidate}")
    sys.exit(SKIPPED)


def vector_files(folder):
    return sorted([*folder.glob("vectors/*/*.json"), *folder.glob("vectors/*/*.json.gz")])


def read_vector(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")
    with opened as file:
        return json.load(file)
