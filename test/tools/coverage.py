#!/usr/bin/python3
"""Coverage of lib/ by folder, from what was run in a coverage build; fails below the floor.

Usage: coverage.py BUILD_FOLDER
"""

import collections
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = sorted({name.split("/")[0] for name in (ROOT / "lib/sources.txt").read_text().split()})
LINES, BRANCHES = 95.0, 90.0


def percent(covered, total):
    """A share; nothing to cover is covered."""
    return 100.0 * covered / total if total else 100.0


def main():
    """The exit status is 0 if every folder reaches the floor."""
    build = sys.argv[1]
    command = ["/usr/bin/gcovr", "--root", ROOT, "--object-directory", build, "--filter",
               f"{ROOT}/lib/", "--exclude-unreachable-branches", "--json-summary", "-", build]
    report = subprocess.run(command, capture_output=True, text=True, check=True)
    totals = collections.defaultdict(lambda: [0, 0, 0, 0])
    weak = []
    for entry in json.loads(report.stdout)["files"]:
        name = pathlib.PurePath(entry["filename"])
        figures = [entry[f"{what}_{which}"] for what in ("line", "branch")
                   for which in ("covered", "total")]
        totals[name.parts[1]] = [a + b for a, b in zip(totals[name.parts[1]], figures)]
        if figures[0] < figures[1] or figures[2] < figures[3]:
            weak.append((str(name), figures))
    print(f"{'':32}{'lines':>20}{'branches':>20}")
    failed = False
    rows = [(f"lib/{folder}", totals[folder]) for folder in FOLDERS] + sorted(weak)
    for name, (line, lines, branch, branches) in rows:
        low = percent(line, lines) < LINES or percent(branch, branches) < BRANCHES or lines == 0
        folder = name.count("/") == 1
        failed |= low and folder
        print(f"{name:32}{f'{line}/{lines}':>12}{percent(line, lines):7.1f}%"
              f"{f'{branch}/{branches}':>12}{percent(branch, branches):7.1f}%"
              f"{'  below the floor' if low and folder else ''}")
    print(f"floor for every folder: {LINES:g} % of lines, {BRANCHES:g} % of branches")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
