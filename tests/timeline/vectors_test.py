#!/usr/bin/env python3
"""Replays every recorded scenario and checks each timeline that comes out (check_generated.cjs).

    vectors_test.py TAKT NODE
"""

import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "conformance"))

import vectors  # noqa: E402


def main():
    takt, node = sys.argv[1:3]
    folder = vectors.recorded_folder_or_skip()
    if not (HERE / "node_modules" / "superfly-timeline").is_dir():
        print("SKIPPED: superfly-timeline is not installed; run script/setup")
        sys.exit(vectors.SKIPPED)
    with tempfile.TemporaryDirectory() as scratch:
        timelines = pathlib.Path(scratch) / "timelines.ndjson"
        subprocess.run([takt, "replay", "--timelines", str(timelines), str(folder / "vectors")], check=True)
        check = [node, str(HERE / "check_generated.cjs"), str(timelines), str(HERE / "exceptions.json")]
        sys.exit(subprocess.run(check).returncode)


if __name__ == "__main__":
    main()
