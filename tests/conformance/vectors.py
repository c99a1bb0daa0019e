"""Where the recorded scenarios are, and how to read them.

The project's own are in this folder. Those recorded from the reference are kept elsewhere: TAKT_VECTORS names their
folder (with vectors/ and blueprints/), else shared/conformance beside the repository is used when it is there.
"""

import gzip
import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
SKIPPED = 77


def recorded_folder():
    """The folder of the reference's scenarios, or None; says so when there is none."""
    named = os.environ.get("TAKT_VECTORS")
    candidates = [named] if named else [REPOSITORY / "../shared/conformance", REPOSITORY / "../../shared/conformance"]
    for candidate in candidates:
        folder = pathlib.Path(candidate).resolve()
        if (folder / "vectors").is_dir():
            return folder
    print("SKIPPED: the recorded scenarios are not here; TAKT_VECTORS names their folder. Looked in:")
    for candidate in candidates:
        print(f"  {candidate}")
    return None


def recorded_folder_or_skip():
    folder = recorded_folder()
    if folder is None:
        sys.exit(SKIPPED)
    return folder


def vector_files(folder):
    return sorted([*folder.glob("vectors/*/*.json"), *folder.glob("vectors/*/*.json.gz")])


def read_vector(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")
    with opened as file:
        return json.load(file)
