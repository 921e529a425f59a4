#!/usr/bin/python3
"""Runs the unit tests of a build and prints CMocka's closing line of each, and all that went wrong.

Usage: unit.py BUILD_FOLDER [ARGUMENT OF meson test...]
"""

import json
import pathlib
import re
import subprocess
import sys

PASSED = re.compile(r"^\[  PASSED  \] ([1-9]\d*) test\(s\)\.$", re.MULTILINE)


def main():
    """The exit status is 0 if every program passed and ran at least one test."""
    build, arguments = sys.argv[1], sys.argv[2:]
    logs = pathlib.Path(build, "meson-logs")
    for old in logs.glob("unit*.json"):
        old.unlink()
    command = ["/usr/bin/meson", "test", "-C", build, "--no-rebuild", "--suite", "unit",
               "--logbase", "unit", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for log in logs.glob("unit*.json") for line in log.read_text().splitlines()]
    failed = 0 if lines else 1
    for line in lines:
        test = json.loads(line)
        output = test.get("stdout", "") + test.get("stderr", "")
        closing = PASSED.search(output)
        print(f"{test['name'].rsplit(' ')[-1]}:")
        if test["result"] == "OK" and closing:
            print(closing.group(0))
        else:
            failed += 1
            print(f"{output}\n{test['result']}, {'some' if closing else 'no'} tests passed")
    if failed or result.returncode != 0:
        print(f"{result.stdout[-4000:]}{result.stderr}\n{failed} of {len(lines)} programs failed")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
