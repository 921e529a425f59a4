#!/usr/bin/python3
"""Makes the seed corpora of the fuzz targets: seeds.py FOLDER OUT

FOLDER holds messages as hex (*.hex) and certificates (*.pem), in any depth. OUT gets a folder for each
target, with the messages whole, their payloads by family, the certificates in and beside them, and the
messages in blocks of General Block Transfer.
"""

import base64
import hashlib
import pathlib
import re
import sys

TARGETS = ("message", "dlms", "gbz", "ber", "certificate", "gbt", "transfer", "meter")
BLOCK_SIZE = 1149


class Reader:
    """A cursor over octets; running out of them raises ValueError."""

    def __init__(self, octets):
        self.octets = octets
        self.position = 0

    def take(self, size):
        part = self.octets[self.position:self.position + size]
        if len(part) != size:
            raise ValueError("truncated")
        self.position += size
        return part

    def sized(self):
        size = self.take(1)[0]
        if size >= 0x80:
            size = int.from_bytes(self.take(size & 0x7F), "big")
        return self.take(size)


def length(size):
    """A length in its shortest form."""
    if size < 0x80:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets


def take_apart(message):
    """Transaction identifier, originator, recipient, other-information and payload of a message."""
    reader = Reader(message)
    if reader.take(1) == b"\xdd":
        reader.take(6)
        reader = Reader(reader.sized())
        reader.take(6)
    transaction, originator, recipient = reader.sized(), reader.sized(), reader.sized()
    reader.sized()
    other = reader.sized()
    return transaction, originator, recipient, other, reader.sized()


def family(payload):
    """The target that reads a payload."""
    if payload[:1] in (b"\xd9", b"\xda", b"\x0f"):
        return "dlms"
    return "gbz" if payload[:2] == b"\x01\x09" else "ber"


def certificates(octets):
    """Everything that begins as a certificate does: SEQUENCE of SEQUENCE of [0] version."""
    for match in re.finditer(rb"(?=\x30\x82..\x30\x82..\xa0\x03\x02\x01\x02)", octets, re.DOTALL):
        start = match.start()
        size = int.from_bytes(octets[start + 2:start + 4], "big")
        if start + 4 + size <= len(octets):
            yield octets[start:start + 4 + size]


def blocks(message, parts):
    """The blocks that carry a message."""
    transaction, originator, recipient, other, _ = parts
    pieces = [message[i:i + BLOCK_SIZE] for i in range(0, len(message), BLOCK_SIZE)]
    for number, piece in enumerate(pieces, 1):
        control = (0x80 if number == len(pieces) else 0x40) | min(len(pieces), 63)
        block = (b"\xe0" + bytes([control]) + number.to_bytes(2, "big") + b"\0\0" + length(len(piece)) +
                 piece)
        head = b"\xdd"
        for field in (transaction, originator, recipient, b"", other[:2]):
            head += length(len(field)) + field
        yield head + b"\0" + length(5 + len(block)) + bytes(5) + block


def nested(depth):
    """An empty value in so many sequences, and in so many structures."""
    ber, axdr = b"\x05\x00", b"\x00"
    for _ in range(depth):
        ber, axdr = b"\x30" + length(len(ber)) + ber, b"\x02\x01" + axdr
    yield "ber", ber
    yield "dlms", axdr


def meter():
    """Steps of the meter target: see fuzz_meter.c."""
    roles = (1, 2, 3, 4, 5, 6, 8)
    commands = [code for code in range(0x01, 0x130)]
    for first in range(0, len(commands), 8):
        for role in roles:
            steps = b""
            for code in commands[first:first + 8]:
                steps += b"\x03" + code.to_bytes(2, "big") + bytes([role, 1])
            yield steps
            # answered later, with a restart, time, an answer, and a second time
            yield b"\x06\x01" + steps[:10] + b"\x05\x04\x00\x03\x07" + steps[10:] + b"\x04\x02\x58"
    for role in roles:
        yield b"\x08\x20\x00\x23" + bytes([role, 1]) + bytes(64)
        yield b"\x08\x10\x00\x20" + bytes([role, 1]) + bytes(range(64))


def seeds(path):
    """Target and octets of everything that a file gives."""
    text = path.read_text(encoding="ascii", errors="replace")
    if path.suffix.lower() == ".pem":
        for body in re.findall(r"-----BEGIN CERTIFICATE-----(.*?)-----END", text, re.DOTALL):
            der = base64.b64decode(body)
            yield "certificate", der
            yield "ber", der
        return
    message = bytes.fromhex("".join(text.split()))
    if message[:2] == b"\xdd\x09":
        yield "gbt", message
        yield "transfer", message
        return
    parts = take_apart(message)
    yield "message", message
    yield "transfer", message
    for kind in range(3):
        yield "meter", bytes([kind]) + len(message).to_bytes(2, "big") + message
    yield family(parts[4]), parts[4]
    for certificate in certificates(message):
        yield "certificate", certificate
    for block in blocks(message, parts):
        yield "gbt", block


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    out = pathlib.Path(sys.argv[2])
    count = dict.fromkeys(TARGETS, 0)
    for target in TARGETS:
        (out / target).mkdir(parents=True, exist_ok=True)
    for path in sorted(pathlib.Path(sys.argv[1]).rglob("*")):
        if path.suffix.lower() not in (".hex", ".pem"):
            continue
        try:
            for target, octets in seeds(path):
                (out / target / hashlib.sha256(octets).hexdigest()[:16]).write_bytes(octets)
                count[target] += 1
        except ValueError as error:
            print(f"{path}: {error}", file=sys.stderr)
    for octets in meter():
        (out / "meter" / hashlib.sha256(octets).hexdigest()[:16]).write_bytes(octets)
        count["meter"] += 1
    for depth in range(10, 20):
        for target, octets in nested(depth):
            (out / target / f"nested-{depth}").write_bytes(octets)
            count[target] += 1
    print(", ".join(f"{target} {count[target]}" for target in TARGETS))


main()
