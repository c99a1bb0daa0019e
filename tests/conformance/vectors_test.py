#!/usr/bin/env python3
"""Replays every recorded scenario and compares with what was recorded: the project's own, and the reference's.

    vectors_test.py TAKT [--update] [--area AREA] [--causes]

Every name in passing.txt must pass; that list only grows. --update adds what passes now, and writes the table of
docs/conformance.md. Prints the counts of each area and the names that do not pass; --causes groups them by their
first difference.
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
PAGE = vectors.REPOSITORY / "docs" / "conformance.md"
TABLE = re.compile(r"(<!-- table -->\n).*?(<!-- /table -->)", re.DOTALL)


def replay(takt, folders, area):
    command = [takt, "replay", "--check", "--json", "--threads", str(os.cpu_count() or 1)]
    command += [str(folder / "vectors") for folder in folders]
    if area:
        command += ["--area", area]
    run = subprocess.run(command, capture_output=True, text=True)
    try:
        result = json.loads(run.stdout)
    except json.JSONDecodeError:
        sys.exit(f"takt replay gave no result (exit code {run.returncode})\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    if run.returncode not in (0, 1):  # a sanitizer's report
        sys.exit(f"takt replay ended with exit code {run.returncode}\n{run.stderr[-20000:]}")
    return result


def counts(passed, failed):
    """[(area, passed, total)], "all" last."""
    areas = collections.Counter(name.split("/")[0] for name in [*passed, *failed])
    good = collections.Counter(name.split("/")[0] for name in passed)
    rows = [(area, good[area], total) for area, total in sorted(areas.items())]
    return [*rows, ("all", len(passed), len(passed) + len(failed))]


def write_table(rows):
    lines = ["| area | pass | of |\n", "|---|---:|---:|\n", *(f"| {a} | {p} | {t} |\n" for a, p, t in rows)]
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(TABLE.sub(lambda m: m[1] + "".join(lines) + m[2], page), encoding="utf-8")


def print_failed(failed, required):
    """Those that must pass first, with their differences."""
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


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("takt")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--area")
    parser.add_argument("--causes", action="store_true")
    return parser.parse_args()


def main():
    options = arguments()
    recorded = vectors.recorded_folder()
    required = set(PASSING.read_text(encoding="utf-8").split())
    folders = [f for f in (vectors.HERE, recorded) if f and (f / "vectors").is_dir()]
    if not folders:
        sys.exit(vectors.SKIPPED)
    result = replay(options.takt, folders, options.area)
    passed, failed = set(result["passed"]), result["failed"]

    if options.causes:
        print_causes(failed)
    elif failed:
        print(f"{len(failed)} scenarios do not pass:")
        print_failed(failed, required)
    rows = counts(passed, failed)
    for area, good, total in rows:
        print(f"{area:<20} {good:>4} / {total}")
    new = passed - required
    if options.update:
        PASSING.write_text("".join(f"{name}\n" for name in sorted(required | passed)), encoding="utf-8")
        if recorded and not options.area:
            write_table(rows)
        print(f"{len(new)} names added to {PASSING.name}")
    elif new:
        print(f"{len(new)} pass that are not in {PASSING.name} yet: run with --update")
    missing = required - passed - set(failed) if recorded and not options.area else set()
    if missing:
        print(f"in {PASSING.name}, but there is no such scenario: {', '.join(sorted(missing))}")
    broken = required & set(failed)
    print(f"{len(broken)} scenarios that must pass do not" if broken else "every scenario that must pass does")
    sys.exit(1 if broken or missing else 0)


if __name__ == "__main__":
    main()
