#!/usr/bin/env python3
"""The comparison in src/replay must give the verdict of conformance/compare.py on every pair.

    comparison_test.py COMPARE_RESULTS

Takes a sample of the recorded results of every area, alters each in several ways (some that matter, some
that must not) and demands the same verdict of both. TAKT_COMPARISON_ALL=1 takes all results.
"""

import copy
import importlib.util
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import vectors

SAMPLE_PER_AREA = 1
TOKEN = re.compile(r"randomId\d+_")


def load_definition(folder):
    spec = importlib.util.spec_from_file_location("compare", folder / "compare.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def places(value, found=None, parent=None, key=None):
    """Every (container, key, value) below `value`."""
    found = [] if found is None else found
    if parent is not None:
        found.append((parent, key, value))
    if isinstance(value, dict):
        for k, v in value.items():
            places(v, found, value, k)
    elif isinstance(value, list):
        for i, v in enumerate(value):
            places(v, found, value, i)
    return found


def pick(rng, result, wanted):
    fitting = [p for p in places(result["steps"]) if wanted(*p)]
    return rng.choice(fitting) if fitting else None


def drop_field(rng, result):
    place = pick(rng, result, lambda parent, key, value: isinstance(parent, dict))
    if place:
        del place[0][place[1]]


def change_number(rng, result):
    place = pick(rng, result, lambda p, k, v: isinstance(v, (int, float)) and not isinstance(v, bool))
    if place:
        place[0][place[1]] = place[2] + rng.choice([1, 0.5, -1])


def integer_as_float(rng, result):
    for parent, key, value in places(result["steps"]):
        if isinstance(value, int) and not isinstance(value, bool) and rng.random() < 0.3:
            parent[key] = float(value)


def bool_as_int(rng, result):
    place = pick(rng, result, lambda p, k, v: isinstance(v, bool))
    if place:
        place[0][place[1]] = int(place[2])


def int_as_bool(rng, result):
    place = pick(rng, result, lambda p, k, v: v in (0, 1) and not isinstance(v, bool))
    if place:
        place[0][place[1]] = bool(place[2])


def null_value(rng, result):
    place = pick(rng, result, lambda p, k, v: isinstance(p, dict))
    if place:
        place[0][place[1]] = None


def change_text(rng, result):
    place = pick(rng, result, lambda p, k, v: isinstance(v, str))
    if place:
        place[0][place[1]] = place[2] + rng.choice(["x", "\u00e9", "\U0001f3ac", "\x7f", "\"\\\n"])


def free_text(rng, result):
    for parent, key, value in places(result["steps"]):
        if isinstance(parent, dict) and key in ("stack", "rawMessage"):
            parent[key] = "something else"


def rename_ids(result, renames):
    text = TOKEN.sub(lambda m: renames.get(m.group(), m.group()), json.dumps(result))
    return json.loads(text)


def permute_ids(rng, result):
    tokens = sorted(set(TOKEN.findall(json.dumps(result))))
    shuffled = tokens[:]
    rng.shuffle(shuffled)
    return rename_ids(result, dict(zip(tokens, shuffled)))


def one_id_for_another(rng, result):
    place = pick(rng, result, lambda p, k, v: isinstance(v, str) and TOKEN.search(v))
    if place:
        place[0][place[1]] = TOKEN.sub(f"randomId{rng.randrange(1, 40):06}_", place[2], count=1)


def hash_for_another(rng, result):
    hashes = list(result.get("hashes") or {})
    if hashes:
        old, new = rng.choice(hashes), rng.choice(hashes)
        place = pick(rng, result, lambda p, k, v: isinstance(v, str) and old in v)
        if place:
            place[0][place[1]] = place[2].replace(old, new)


def rename_hash(rng, result):
    hashes = list(result.get("hashes") or {})
    if hashes:
        old = rng.choice(hashes)
        return json.loads(json.dumps(result).replace(old, "Z" * 27 + "_"))


def forget_hash(rng, result):
    if result.get("hashes"):
        del result["hashes"][rng.choice(list(result["hashes"]))]


def documents(rng, result):
    collections = [c for s in result["steps"] for c in (s.get("changes") or {}).values() if len(c) > 1]
    return rng.choice(collections) if collections else None


def reorder_documents(rng, result):
    for step in result["steps"]:
        for collection in step.get("changes") or {}:
            entries = list(step["changes"][collection].items())
            rng.shuffle(entries)
            step["changes"][collection] = dict(entries)


def swap_documents(rng, result):
    docs = documents(rng, result)
    if docs:
        a, b = rng.sample(list(docs), 2)
        docs[a], docs[b] = docs[b], docs[a]


def drop_document(rng, result):
    docs = documents(rng, result)
    if docs:
        del docs[rng.choice(list(docs))]


def swap_entries(rng, result):
    place = pick(rng, result, lambda p, k, v: isinstance(v, list) and len(v) > 1)
    if place:
        i, j = rng.sample(range(len(place[2])), 2)
        place[2][i], place[2][j] = place[2][j], place[2][i]


def error_of_another_key(rng, result):
    step = rng.choice(result["steps"])
    step["error"] = rng.choice([{"key": 0}, {"key": 7, "args": {}, "errorCode": 500}, "text", None, {"key": None}])


def queue_notify(rng, result):
    step = rng.choice(result["steps"])
    step["queued"] = (step.get("queued") or []) + [{"queue": "events", "name": "notifyCurrentlyPlayingPart"}]


def drop_step(rng, result):
    result["steps"].pop()


ALTERATIONS = [
    drop_field, drop_field, drop_field, change_number, integer_as_float, bool_as_int, int_as_bool, null_value,
    change_text, free_text, permute_ids, permute_ids, one_id_for_another, one_id_for_another, hash_for_another,
    rename_hash, forget_hash, reorder_documents, swap_documents, drop_document, swap_entries, error_of_another_key,
    queue_notify, drop_step,
]  # fmt: skip


def altered(rng, result):
    """(name, result) pairs: itself, and every alteration of it."""
    yield "unchanged", result
    for alter in ALTERATIONS:
        other = copy.deepcopy(result)
        other = alter(rng, other) or other
        if alter in (reorder_documents, swap_documents):
            other = permute_ids(rng, other)
        yield alter.__name__, other


def sample(files, rng):
    if os.environ.get("TAKT_COMPARISON_ALL"):
        return files
    by_area = {}
    for file in files:
        by_area.setdefault(file.parent.name, []).append(file)
    return [f for area in by_area.values() for f in rng.sample(area, min(SAMPLE_PER_AREA, len(area)))]


def main():
    tool = sys.argv[1]
    folder = vectors.recorded_folder_or_skip()
    definition = load_definition(folder)
    seed = int(os.environ.get("TAKT_SEED") or 1)
    rng = random.Random(seed)
    pairs = []
    with tempfile.TemporaryDirectory() as scratch:
        for number, file in enumerate(sample(vectors.vector_files(folder), rng)):
            expected = vectors.read_vector(file)["expected"]
            for name, actual in altered(rng, expected):
                path = pathlib.Path(scratch) / f"{number}-{len(pairs)}.json"
                path.write_text(json.dumps(actual, ensure_ascii=rng.random() < 0.5), encoding="utf-8")
                try:
                    verdict = "different" if definition.compare(expected, actual) else "equal"
                except (KeyError, TypeError, AttributeError):
                    verdict = "malformed"
                pairs.append((file, name, path, verdict))
        lines = "".join(f"{file}\t{path}\n" for file, _, path, _ in pairs)
        answers = subprocess.run([tool], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
        wrong = [
            f"{file.parent.name}/{file.name} {name}: compare.py says {verdict}, src/replay says {answer}"
            for (file, name, _, verdict), answer in zip(pairs, answers, strict=True)
            # What compare.py can't read, ours may read and must then find different.
            if answer.split(" ")[0] != verdict and not (verdict == "malformed" and not answer.startswith("equal"))
        ]
    counts = {v: sum(1 for p in pairs if p[3] == v) for v in ("equal", "different", "malformed")}
    print(f"{len(pairs)} pairs, seed {seed}: {counts}, {len(wrong)} verdicts differ")
    print("\n".join(wrong[:20]))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
