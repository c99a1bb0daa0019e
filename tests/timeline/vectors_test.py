#!/usr/bin/env python3
"""Replays the recorded scenarios and checks each timeline that comes out (check_generated.cjs).

    vectors_test.py TAKT NODE

All of them, but of those made at random (the area fuzz) one in ten; TAKT_TIMELINES_ALL=1 takes these too.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "conformance"))

import vectors  # noqa: E402


ONE_IN = 10


def chosen(folder):
    files = vectors.vector_files(folder)
    if os.environ.get("TAKT_TIMELINES_ALL"):
        return files
    fuzz = [f for f in files if f.parent.name == "fuzz"]
    return [f for f in files if f.parent.name != "fuzz"] + fuzz[::ONE_IN]


def main():
    takt, node = sys.argv[1:3]
    folder = vectors.recorded_folder_or_skip()
    if not (HERE / "node_modules" / "superfly-timeline").is_dir():
        print("SKIPPED: superfly-timeline is not installed; run script/setup")
        sys.exit(vectors.SKIPPED)
    with tempfile.TemporaryDirectory() as scratch:
        timelines = pathlib.Path(scratch) / "timelines.ndjson"
        subprocess.run([takt, "replay", "--timelines", str(timelines), *map(str, chosen(folder))], check=True)
        check = [node, str(HERE / "check_generated.cjs"), str(timelines), str(HERE / "exceptions.json")]
        sys.exit(subprocess.run(check).returncode)


if __name__ == "__main__":
    main()
