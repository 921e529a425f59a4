#!/usr/bin/python3
"""Compares the table of use cases in libgbcs, row by row, with the table that it was made from.

The table is a CSV file, one row a Message Code. Without it all of it is skipped, and said so.
"""

import argparse
import csv
import pathlib
import re
import sys

from words import Agent

# Bits of a set: DeviceType and RemotePartyRole (GBCS 13.7, 13.2).
DEVICES = {"GSME": 1 << 0, "ESME": 1 << 1, "CHF": 1 << 2, "GPF": 1 << 3, "HCALCS": 1 << 4,
           "PPMID": 1 << 5, "SAPC": 1 << 7}
ROLES = {"REC": 1 << 1, "S": 1 << 2, "NO": 1 << 3, "ACB": 1 << 4, "TCoS": 1 << 5, "WAN": 1 << 6,
         "LC": 1 << 8}
CATEGORIES = {"SME.C.C": 0, "SME.C.NC": 1, "SME.A.C": 2, "SME.A.NC": 3, "SME.C.PPMID-GSME": 4,
              "variant": 5, "local": 6}
FLAGS = ((0x01, "replay", "Yes"), (0x02, "future", "Yes"), (0x04, "rsp_other", "Yes"),
         (0x08, "enc", "yes"), (0x10, "rsp_datetime", "12"))
# The commands that carry a UTRN; their counters are guarded by a rule of their own.
TOP_UPS, TOP_UP = ("CS01a", "CS01b", "PCS01"), 0x20

# First word of what payloads are written in.
FAMILIES = {"DLMS": 0, "GBZ": 1, "ASN.1": 2}
ANY_FAMILY = 3

# Skipped if there is no table: a row for each code and one for all other codes.
ROWS = 239


def mask(names, values, separator):
    """The sum of the values of names."""
    return sum(values[name] for name in names.split(separator) if name)


def letters(text):
    """What of a title matters when two are compared."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def name_fits(row, name):
    """Whether a name holds the row's identifier and title, as far as these are clean.

    Some identifiers and titles of the table are labels of test files; they are named by hand.
    """
    if not row["basis"].startswith("gbcs"):
        return "(not named" not in name and not re.search(r"\b(\w+) \1\b", name)
    return letters(name) == letters(row["id"] + row["title"])


def family(row):
    """What the payloads of a row are written in.

    Alerts that both kinds of meters send are written in either, and a row without a message is left
    open. Updates of credentials without a message are written like those that have one.
    """
    kinds = {kind.split()[0] for kind in row["payload"].split("|") if kind}
    if not kinds and row["id"].startswith("CS02b"):
        kinds = {"ASN.1"}
    return FAMILIES[kinds.pop()] if len(kinds) == 1 else ANY_FAMILY


def judge(row, answer):
    """What is wrong with the answer for a row; nothing if it is right."""
    if answer[0] != "ok":
        return ["is missing"]
    code, devices, roles, flags, category, written = (int(word, 16) for word in answer[1:7])
    expected = {
        "code": (int(row["code"], 16), code),
        "devices": (mask(row["device"], DEVICES, "|"), devices),
        "roles": (mask(row["roles"], ROLES, "+"), roles),
        "flags": (sum(bit for bit, column, value in FLAGS if row[column] == value) +
                  (TOP_UP if row["id"] in TOP_UPS else 0), flags),
        "category": (CATEGORIES[row["category"]], category),
        "family": (family(row), written),
    }
    wrong = [f"{field} {found:x}, not {wanted:x}" for field, (wanted, found) in expected.items()
             if wanted != found]
    name = " ".join(answer[7:])
    if not name_fits(row, name):
        wrong.append(f"named {name}")
    return wrong


def compare(agent, rows):
    """Yields a description and what is wrong, for each row and for all codes without one."""
    for row, answer, by_code in zip(
            rows, agent.ask(f"use-case-at {index:x}" for index in range(len(rows))),
            list(agent.ask(f"use-case {row['code']}" for row in rows))):
        wrong = judge(row, answer)
        if by_code != answer:
            wrong.append("is not found by its code")
        yield f"{row['code']} {row['id']}", wrong
    codes = {int(row["code"], 16) for row in rows}
    others = [code for code in range(0x10000) if code not in codes]
    found = [f"{code:04x} is found" for code, answer
             in zip(others, agent.ask(f"use-case {code:x}" for code in others))
             if answer != ["none"]]
    yield "all other codes", found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agent", required=True, help="the program agent")
    parser.add_argument("table", type=pathlib.Path, help="the table, a CSV file")
    arguments = parser.parse_args()
    if not arguments.table.is_file():
        print(f"use case table: 0 passed, 0 failed, {ROWS + 1} skipped: no {arguments.table}")
        return 77
    with open(arguments.table, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    passed = failed = 0
    with Agent(arguments.agent) as agent:
        for what, wrong in compare(agent, rows):
            passed += not wrong
            failed += bool(wrong)
            if wrong:
                print(f"  {what}: {'; '.join(wrong)}")
    print(f"use case table: {passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
