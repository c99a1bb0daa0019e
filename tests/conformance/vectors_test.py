#!/usr/bin/env python3
"""Replays every recorded scenario and compares with what was recorded.

    vectors_test.py TAKT [--update] [--area AREA] [--causes]

Every name in passing.txt must pass; that list only grows: --update adds what passes now. Prints the counts of
each area and the names that do not pass; --causes groups them by their first difference.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys

import vectors

PASSING = pathlib.Path(__file__).with_name("passing.txt")


def replay(takt, folder, area):
    command = [takt, "replay", "--check", "--json", "--threads", str(os.cpu_count() or 1), str(folder / "vectors")]
    if area:
        command += ["--area", area]
    run = subprocess.run(command, capture_output=True, text=True)
    try:
        return json.loads(run.stdout)
    except json.JSONDecodeError:
        sys.exit(f"takt replay gave no result (exit code {run.returncode})\n{run.stdout[-2000:]}{run.stderr[-2000:]}")


def print_counts(passed, failed):
    counts = collections.defaultdict(lambda: [0, 0])
    for name in [*passed, *failed]:
        counts[name.split("/")[0]][1] += 1
    for name in passed:
        counts[name.split("/")[0]][0] += 1
    for area, (good, total) in sorted(counts.items()):
        print(f"{area:<20} {good:>4} / {total}")
    print(f"{'all':<20} {len(passed):>4} / {len(passed) + len(failed)}")


def print_failed(failed, required):
    """By area, those that passed before first."""
    for name in sorted(failed, key=lambda n: (n not in required, n)):
        print(f"{'BROKEN ' if name in required else ''}{name}")
        if name in required:
            for line in failed[name]:
                print(f"  {line}")


def cause(line):
    """A first difference without what varies: ids, numbers, the step."""
    line = re.sub(r"^step \d+ ", "", line)
    line = re.sub(r"(randomId\d+_|[A-Za-z0-9_]{27}_)+", "<id>", line)
    return re.sub(r"\d+", "0", line)[:160]


def print_causes(failed):
    groups = collections.defaultdict(list)
    for name, lines in failed.items():
        groups[cause(lines[0])].append(name)
    for text, names in sorted(groups.items(), key=lambda g: -len(g[1])):
        print(f"{len(names):>4}  {text}\n      {', '.join(sorted(names)[:4])}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("takt")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--area")
    parser.add_argument("--causes", action="store_true")
    arguments = parser.parse_args()

    folder = vectors.conformance_folder()
    required = set(PASSING.read_text(encoding="utf-8").split())
    result = replay(arguments.takt, folder, arguments.area)
    passed, failed = set(result["passed"]), result["failed"]

    if arguments.causes:
        print_causes(failed)
    elif failed:
        print(f"{len(failed)} scenarios do not pass:")
        print_failed(failed, required)
    print_counts(passed, failed)
    if arguments.update:
        PASSING.write_text("".join(f"{name}\n" for name in sorted(required | passed)), encoding="utf-8")
        print(f"{len(passed - required)} names added to {PASSING.name}")
    new = passed - required
    if new and not arguments.update:
        print(f"{len(new)} pass that are not in {PASSING.name} yet: run with --update")
    missing = required - passed - set(failed) if not arguments.area else set()
    if missing:
        print(f"in {PASSING.name}, but there is no such scenario: {', '.join(sorted(missing))}")
    broken = required & set(failed)
    print(f"{len(broken)} scenarios that must pass do not" if broken else "every scenario that must pass does")
    sys.exit(1 if broken or missing else 0)


if __name__ == "__main__":
    main()
