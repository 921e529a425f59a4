#!/usr/bin/python3
"""Runs the known answers of HMAC_DRBG with SHA-256 that Botan keeps (from NIST CAVS 14.3).

    drbg.py --agent PATH --botan DIR

DIR is the folder that fetch.sh gets. Without hmac_drbg.vec in it everything is reported as skipped (exit
status 77); another number of cases than there must be is a failure.
"""

import argparse
import pathlib
import re
import sys

from agent import Agent, request
from formats import FormatError

SECTION = "SHA-256"
CASES = 240
FIELDS = {"EntropyInput", "EntropyInputReseed", "AdditionalInput1", "AdditionalInput2", "Out"}
BAD = ("", "drbg", "other - - - - 32", "drbg - - - - 32", f"drbg {'00' * 47} {'00' * 32} - - 32",
       f"drbg {'00' * 113} {'00' * 32} - - 32", f"drbg {'00' * 48} {'00' * 31} - - 32",
       f"drbg {'00' * 48} {'00' * 32} - - 1056", f"drbg {'00' * 48} {'00' * 32} - - 0",
       f"drbg {'00' * 48} {'00' * 32} - - 33", f"drbg {'00' * 48} {'00' * 32} 0 - 32",
       f"drbg {'00' * 48} {'00' * 32} 0g - 32", f"drbg {'00' * 48} {'00' * 32} - - 32 -")


def read(path):
    """The cases of the section. Unlike other files of Botan, a case inherits nothing from the last one."""
    section = None
    fields = {}
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), 1):
        line = line.strip()
        header = re.fullmatch(r"\[(.*)\]", line)
        field = re.fullmatch(r"(\w+) = ([0-9A-Fa-f]*)", line)
        if header:
            section = header[1]
        elif field and field[1] in FIELDS and field[1] not in fields:
            fields[field[1]] = bytes.fromhex(field[2])
            if field[1] == "Out":
                if section == SECTION:
                    yield fields
                fields = {}
        elif line and not line.startswith("#"):
            raise FormatError(f"{path}:{number}: {line[:60]}")


def main():
    """Reads the options and runs the set."""
    parser = argparse.ArgumentParser(description="Runs the known answers of HMAC_DRBG.")
    parser.add_argument("--agent", type=pathlib.Path, required=True)
    parser.add_argument("--botan", type=pathlib.Path, required=True)
    options = parser.parse_args()
    path = options.botan / "hmac_drbg.vec"
    if not path.exists():
        print(f"HMAC_DRBG: skipped, {path} is not there")
        return 77
    cases = list(read(path))
    with Agent(options.agent) as agent:
        refused = agent.ask(BAD)
        answers = agent.ask([
            request("drbg", case["EntropyInput"], case["EntropyInputReseed"],
                    case.get("AdditionalInput1", b""), case.get("AdditionalInput2", b""), str(len(case["Out"])))
            for case in cases])
    wrong = sum(answer != "ok " + case["Out"].hex() for case, answer in zip(cases, answers))
    bare = sum("AdditionalInput1" not in case for case in cases)
    bad = sum(answer != "error request" for answer in refused)
    print(f"HMAC_DRBG, agent, bad requests: {len(BAD) - bad} passed, {bad} failed, 0 skipped")
    print(f"HMAC_DRBG: {len(cases) - wrong} passed, {wrong} failed, 0 skipped ({bare} of them without additional input)")
    if len(cases) != CASES:
        print(f"HMAC_DRBG: {path} has {len(cases)} cases, not {CASES}")
    return 1 if wrong or bad or len(cases) != CASES else 0


if __name__ == "__main__":
    sys.exit(main())
