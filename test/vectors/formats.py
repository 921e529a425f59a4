"""Reads the files of known answers. Whatever a reader does not understand is an error."""

import json
import re


class FormatError(Exception):
    """A file is not what it should be."""


def cavp_records(path):
    """The records of a NIST CAVP file: pairs of headers and fields, both dictionaries.

    [name = value] and [name] lines are headers; the first one after a record begins a new set if it
    has no value, and replaces the value of its name if it has one. A record is a run of
    `name = value` lines up to a blank one. A line with a name only (FAIL) is a field too.
    """
    headers = {}
    fields = {}
    fresh = False
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines() + [""], 1):
        line = line.strip()
        header = re.fullmatch(r"\[([^=\]]+?)(?: *= *([^\]]*))?\]?", line) if line.startswith("[") else None
        if (not line or header) and fields:
            yield dict(headers), fields
            fields = {}
            fresh = True
        if header:
            name, value = header.groups()
            if value is None and fresh:
                headers = {}
            headers[name] = value
            fresh = False
        elif line and not line.startswith("#"):
            match = re.fullmatch(r"(\w+)(?: *= *(.*))?", line)
            if not match or match[1] in fields:
                raise FormatError(f"{path}:{number}: {line[:60]}")
            fields[match[1]] = match[2] or ""


def botan_records(path, last):
    """The records of a Botan test file: each ends with the field `last` and inherits the one before.

    A [section] line begins anew; its name is the field "section".
    """
    fields = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        section = re.fullmatch(r"\[(.*)\]", line)
        match = re.fullmatch(r"(\w+) *= *(.*)", line)
        if section:
            fields = {"section": section[1]}
        elif match:
            fields[match[1]] = match[2]
            if match[1] == last:
                yield dict(fields)
        elif line and not line.startswith("#"):
            raise FormatError(f"{path}:{number}: {line[:60]}")


def wycheproof_tests(path):
    """The tests of a Wycheproof file: pairs of group and test."""
    content = json.loads(path.read_text(encoding="utf-8"))
    tests = [(group, test) for group in content["testGroups"] for test in group["tests"]]
    if len(tests) != content["numberOfTests"]:
        raise FormatError(f"{path}: {len(tests)} tests, but it announces {content['numberOfTests']}")
    for _, test in tests:
        if test["result"] not in ("valid", "invalid", "acceptable"):
            raise FormatError(f"{path}: result {test['result']}")
    return tests


def octets(text, size=None):
    """Octets of hexadecimal text; as a number of `size` octets, or of as many as it needs if too few."""
    text = text.removeprefix("0x")
    if size is None:
        return bytes.fromhex(text)
    number = int(text, 16)
    return number.to_bytes(max(size, (number.bit_length() + 7) // 8), "big")


def point(x, y):
    """An uncompressed point; longer than 65 octets if a coordinate does not fit 32."""
    return b"\x04" + octets(x, 32) + octets(y, 32)


def der_signature(der):
    """r and s, 32 octets each, of a DER signature (RFC 3279 2.2.3); none if it is not one."""
    def integer(rest):
        size = rest[1] if len(rest) > 2 and rest[0] == 0x02 and rest[1] < 0x80 else 0
        value = rest[2:2 + size]
        if size == 0 or len(value) != size or value[0] >= 0x80:
            return None, b""
        if size > 1 and value[0] == 0 and value[1] < 0x80:
            return None, b""
        return int.from_bytes(value, "big"), rest[2 + size:]

    if len(der) < 2 or der[0] != 0x30 or der[1] != len(der) - 2 or der[1] >= 0x80:
        return None
    r, rest = integer(der[2:])
    s, rest = integer(rest)
    if r is None or s is None or rest or max(r, s) >= 1 << 256:
        return None
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")
