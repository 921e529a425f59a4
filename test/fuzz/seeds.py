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

TARGETS = ("message", "dlms", "gbz", "ber", "certificate", "gbt", "transfer", "meter", "request",
           "credentials", "top_up")
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


def sized(octets):
    return bytes([len(octets)]) + octets


def request():
    """Requests, certificates and paths of the request target: see fuzz_request.c."""
    hardware = bytes.fromhex("2a863a0001848fb90f01020201")
    device = bytes.fromhex("00db0000000000e1")
    for usage in (0, 1, 4):
        for short in (0, 1, 200):
            yield bytes([0, usage, usage, short]) + device + hardware
    for size in (1, 60, 100, 101, 102, 103, 104, 180, 230, 231, 400):
        yield bytes([0, 2, 0, 0]) + device + b"\x55" * size
    root, authority = b"\x05\x00" + sized(b"Root"), b"\x05\x07" + sized(b"Authority")
    party, module, nobody = b"\x03\x01" + device, b"\x02" + device, b"\x04" + sized(b"Device CA")
    unnamed = b"\x08" + sized(b"\x30\x00")
    for profile, usage, naming, issuer, subject in (
            (0, 0, 1, authority, party), (0, 1, 1, authority, party), (1, 1, 1, nobody, module),
            (1, 0, 1, authority, unnamed), (2, 2, 1, root, authority), (2, 2, 1, nobody, nobody),
            (3, 2, 4, root, root), (3, 3, 5, root, root), (4, 2, 1, root, root)):
        keys = (2, 2) if profile == 3 else (2, 1)
        hardware_type = hardware if profile == 1 else b""
        for last in (4, 1, 3):
            yield (bytes([1, keys[0], profile, usage, naming, keys[1]]) + sized(b"\x12\x34") +
                   sized(b"\x88\x37\x01\x01") + sized(hardware_type) + bytes([3, last]) + issuer + subject)
    for how in (0, 2, 6, 10, 0x12, 0x16, 0x1a, 0x22, 0x26, 0x2a, 0x80):
        for choice in (0, 1, 2, 4, 7):
            for change in (b"\x00\x00\x00", b"\x00\x40\x01", b"\x02\x00\x20"):
                yield bytes([2, how, 0, 1, 0, 2, 1, 0]) + change + bytes([choice, choice])
                yield bytes([2, how | 1, 0, 1, 0, 1, 3]) + change + bytes([choice, choice])


def top_up():
    """Steps of the top up target: see fuzz_top_up.c."""
    next_one, used, low, last, far = b"\0\0\0", b"\x02\0\0", b"\x05\0\x07", b"\x03\0\0", b"\x04\x40\0"
    behind = b"\x01\x08\x80"
    good, mistyped, forged = b"\0\0", b"\x03\x01", b"\x02\x85"
    restart, answer, ok = b"\x04", b"\x05", b"\0\0\0\0"
    for device in (b"\0", b"\x01"):
        for way in (b"\x01", b"\x02"):
            yield device + way + next_one + good + way + used + good + restart + way + used + good
            yield device + way + next_one + mistyped + (way + next_one + forged) * 6 + way + low + good
            wait = b"\x03\x02\x59"
            yield device + (way + next_one + forged) * 5 + wait + restart + way + next_one + good + (
                way + next_one + forged) * 5 + wait * 2 + way + next_one + good
            for reply in range(4):
                yield (device + answer + bytes([reply]) + way + next_one + good + b"\x07" + way + next_one + good +
                       restart + way + next_one + good)
            for limit in (1, 2):
                yield device + b"\x06" + bytes([limit]) + way + next_one + good + b"\x06\0" + way + next_one + good
            for cut in range(8):
                for effect in (0, 1):
                    yield device + bytes([8, cut, effect]) + way + next_one + good + way + used + good
                    yield device + bytes([8, cut, effect]) + way + next_one + forged + way + next_one + good
            yield device + way + last + good + way + next_one + good + way + behind + good
        for token in (next_one, used, low, last, far, behind):
            command = b"\0" + token + ok
            yield device + command + command + restart + b"\0" + used + ok + b"\x01" + used + good
            for which in range(1, 8):
                yield device + b"\0" + token + bytes([which, 0, 0, 0])
            for place in range(0, 40, 5):
                yield device + b"\0" + token + bytes([0, 0, place, 1])
        for reply in range(4):
            yield device + answer + bytes([reply]) + b"\0" + next_one + ok + restart + b"\0" + used + ok
            # answered, power goes, asked again and completed: no second answer
            yield device + b"\0" + next_one + ok + (answer + bytes([reply]) + restart + b"\x07") * 2
            # refused for a limit, and sent again when there is room
            yield (device + b"\x06\x01" + b"\0" + next_one + ok + b"\x06\0" + answer + bytes([reply]) + b"\0" +
                   next_one + ok + b"\x07")
        for cut in range(8):
            yield device + bytes([8, cut, cut & 1]) + b"\0" + next_one + ok + b"\0" + used + ok
        yield device + b"\x09\x7f\x02\x03\xff" + b"\x01" + low + good + b"\x01" + behind + good + restart
        yield device + b"\x09\x65\x01\0\0" + b"\x01" + used + good + b"\0" + low + ok
        yield device + b"\x0a" + b"73941569907863060480" + b"\x0a" + b"73941569907863060481"


def credentials():
    """Steps of the credentials target: see fuzz_credentials.c."""
    untouched, restart, hour = b"\0\0\0", b"\x06", b"\x05\0\x39"
    cells = range(16)
    for device in range(4):
        first = bytes([device])
        for code in range(26):
            yield first + bytes([1, code, 0xFF]) + untouched + restart
            yield first + b"".join(bytes([1, code, role]) + untouched for role in range(1, 9))
            yield first + bytes([0, code, 0xFF, 0, 4]) + b"\x30\x02\x05\x00"
            for change in range(0, 40, 8):
                yield first + bytes([1, code, 0xFF, 0, change, 1])
        for code in range(13):
            for cell in cells:
                for choice in ((0, 3, 4) if device == 0 else (0,)):
                    yield first + bytes([2, code, 0, 0, 1, cell, choice, 0]) + untouched + restart
            for how in (1, 2, 5):
                one = {1: b"\0\x60\1", 2: b"\1", 5: b"\0\x60\1"}[how]
                yield first + bytes([2, code, 0, 0, 1, 1, 0, how]) + one + untouched
            every = b"".join(bytes([cell, 0, 0]) for cell in cells)
            yield first + bytes([2, code, 0x10, 0, 16]) + every + untouched + restart
            # put off, done, cancelled
            yield first + bytes([2, code, 0x20, 4, 0, 0, 1, 1, 0, 0]) + untouched + restart + hour + hour
            yield first + bytes([2, code, 0x60, 4, 0, 0, 1, 1, 0, 0]) + untouched + hour
            yield first + bytes([2, code, 2]) + bytes(7) + b"\x09\0\1\1\0\0" + untouched
            for cut in range(1, 10, 4):
                yield first + bytes([9, cut, 2, code, 0, 0, 2, 1, 0, 0, 2, 0, 0]) + untouched
        for at_hand in range(8):
            yield first + bytes([2, 2, 0, at_hand, 1, 1, 0, 0]) + b"\0\0\0\0" + untouched
        for choice in (0, 1, 2, 3, 0x44, 0x48, 0x54):
            yield first + bytes([3, choice]) + b"\0\x60\x01" + restart + bytes([1, 3, 0xFF]) + untouched
            yield first + bytes([1, 1, 0xFF]) + untouched + bytes([3, choice | 1]) + untouched
        for reply in range(4):
            for code, method, kind in ((0, 0, 5), (1, 2, 5), (2, 1, 1), (3, 3, 5), (3, 3, 0), (4, 30, 5)):
                end = bytes([kind, {3: 1, 4: 20}.get(code, 0)])
                yield (first + bytes([7, reply, 4, code, method, 0x41]) + end + b"\x08\0" + restart +
                       bytes([4, 5, 0, 0x41, 0, 0]) + bytes([4, 6, 0, 0x41, 0, 0]) + bytes([1, 8, 0xFF]) + untouched)


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
    for target, generated in (("meter", meter), ("request", request), ("top_up", top_up),
                              ("credentials", credentials)):
        for octets in generated():
            (out / target / hashlib.sha256(octets).hexdigest()[:16]).write_bytes(octets)
            count[target] += 1
    for depth in range(10, 20):
        for target, octets in nested(depth):
            (out / target / f"nested-{depth}").write_bytes(octets)
            count[target] += 1
    print(", ".join(f"{target} {count[target]}" for target in TARGETS))


main()
