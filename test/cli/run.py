#!/usr/bin/python3
"""Tests of the command line tool.

Usage: run.py BUILD_FOLDER [--valgrind]
"""

import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from tool import Tool


def main():
    """The exit status is 0 if tests ran and none failed."""
    build = pathlib.Path(sys.argv[1])
    Tool.path = build / "examples" / "gbcs" / "gbcs"
    if "--valgrind" in sys.argv[2:]:
        Tool.wrapper = ["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full",
                        f"--suppressions={HERE / 'valgrind.supp'}"]
    suite = unittest.defaultTestLoader.discover(str(HERE), pattern="test_*.py")
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(suite)
    for test, reason in result.skipped:
        print(f"skipped: {test.id()}: {reason}")
    failed = len(result.failures) + len(result.errors)
    passed = result.testsRun - failed - len(result.skipped)
    print(f"{passed} passed, {failed} failed, {len(result.skipped)} skipped")
    return 0 if passed > 0 and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
