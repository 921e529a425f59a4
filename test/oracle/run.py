#!/usr/bin/python3
"""Random messages, built on one side and checked on the other: gbcs.py against libgbcs.

Everything random comes from the seed, which is printed; the same seed and count make the same run.
"""

import argparse
import collections
import random
import sys

import gbcs
from words import Agent, from_octets, octets

BOUNDARIES = (1, 2, 15, 16, 17, 31, 32, 33, 126, 127, 128, 129, 254, 255, 256, 257, 1149, 1200,
              1201, 4000)
BOUNDARY_NUMBERS = (1, 0xFF, 0xFFFFFFFF, 1 << 32, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)
FORMS = ("pre-command", "signed", "MACed", "signed and MACed")


class Case:
    """A random message with the keys of its parties."""

    def __init__(self, rng, parties):
        self.signer, self.other = rng.sample(parties, 2)
        self.z = gbcs.agree(self.signer, gbcs.public_point(self.other))
        self.form = rng.choice(FORMS)
        self.header = random_header(rng)
        if self.form == "pre-command":
            self.header.cra = gbcs.COMMAND
        self.payload = rng.randbytes(random_size(rng))

    def keys(self):
        """Signing key and Z, or None where the form has none."""
        return (self.signer if "signed" in self.form else None,
                self.z if "MACed" in self.form else None)

    def message(self):
        """The message as Python builds it."""
        signing_key, z = self.keys()
        return gbcs.build(self.header, self.payload, signing_key=signing_key, z=z)


def random_size(rng):
    """Sizes around the places where lengths grow, and others."""
    return rng.choice((rng.choice(BOUNDARIES), rng.randint(1, 300), rng.randint(1, 64)))


def random_number(rng):
    """A 64-bit number that is not 0."""
    return rng.choice((rng.choice(BOUNDARY_NUMBERS), rng.getrandbits(64) | 1))


def random_header(rng):
    """A grouping header: every CRA flag, every form of other-information."""
    header = gbcs.Header(rng.choice((gbcs.COMMAND, gbcs.RESPONSE, gbcs.ALERT)), random_number(rng),
                         random_number(rng), random_number(rng), rng.getrandbits(16))
    header.date_time = rng.choice((b"", rng.randbytes(12)))
    header.other_form = rng.randrange(5)
    if header.other_form >= gbcs.PARTY:
        header.party = random_number(rng)
    if header.other_form >= gbcs.PARTY_COUNTER:
        header.party_counter = random_number(rng)
    if header.other_form == gbcs.ORIGINATOR_COUNTER:
        header.party_originator_counter = random_number(rng)
    if header.other_form == gbcs.CERTIFICATE:
        # the frame takes any SEQUENCE that fills its place; ten octets or more, so that the length
        # is that of no other form
        body = rng.randbytes(rng.choice((10, 110, 127, 128, 237, 255, 256, 400)))
        header.party_certificate = b"\x30" + gbcs.length(len(body)) + body
    return header


def header_words(header):
    """A header as arguments of the agent."""
    return (f"{header.cra:x} {header.counter:x} {header.originator:x} {header.recipient:x} "
            f"{header.message_code:x} {octets(header.date_time)} {header.other_form:x} "
            f"{header.party:x} {header.party_counter:x} {header.party_originator_counter:x} "
            f"{octets(header.party_certificate)}")


def message_words(message):
    """A parsed message as the agent describes it."""
    parts = (message.payload, message.signature, message.mac, message.signed_octets,
             message.maced_octets)
    return ["ok", *header_words(message.header).split(), *(octets(part) for part in parts)]


def random_binding(rng):
    """A header of a response or alert whose attributes are encrypted."""
    header = random_header(rng)
    if header.other_form == gbcs.CERTIFICATE:
        header.other_form, header.party_certificate = gbcs.CODE, b""
        header.party, header.party_counter = 0, 0
    header.cra = rng.choice((gbcs.RESPONSE, gbcs.ALERT))
    return header


# ---- known answers of the Python side ------------------------------------------------------------

# GBCS 18.4: a Critical Command (ECS04b) of Supplier A to Device A, and values on the way.
VECTOR = {
    "supplier": 0x3A6B2EAA0D9F25A9E455983FEB5BB947528121911BF3B76BE5661C89DBF24B26,
    "broker": 0xE4A6CFB431471CFCAE491FD566D19C87082CF9FA7722D7FA24B2B3F5669DBEFB,
    "device": bytes.fromhex("042DB45A3F21889438B42C8F464C75292BACF5FDDB5DA0B492501B299CBFE92D8F"
                            "DB90FC8FF4026129838B1BCAD1402CAE47FE7D8084E409A41AFCE16D63579C5F"),
    "z": bytes.fromhex("9aacf2e6d51bd5ff8f37bf368019a691cb5b2fcb7b5f030a00063647b20e13fe"),
    "key": bytes.fromhex("859b846a24e1ea70a168409a1180676b"),
    "message": bytes.fromhex(
        "dd00000000000081a91100000000df0901000000000000000108123456789abcdef008fffffffffffffffe"
        "000200b335d92000000100030300700000130a00ff020300700000130a01ff020300700000130a02ff0203"
        "050000000005000000000500000000"
        "4059045ab0f554622b0360340b9d87b5a23ed5723b41de3f206e58cdd10f915b9f"
        "e2e12e2da3632478a8df678e418895869ac1e55318cce04d120d2d6b44dc167b"
        "5d832d15b57a56d620f198b3"),
}

# RFC 6979 A.2.5, SHA-256: private key, what is signed, signature.
SIGNED = (0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721, b"sample",
          bytes.fromhex("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"))


def known_answers():
    """Whether the Python side itself is right where an answer is known."""
    message = gbcs.parse(VECTOR["message"])
    header = message.header
    checks = (
        gbcs.agree(VECTOR["broker"], VECTOR["device"]) == VECTOR["z"],
        gbcs.derive(VECTOR["z"], gbcs.COMMAND, header.originator, header.counter,
                    header.recipient) == VECTOR["key"],
        gbcs.mac_verifies(VECTOR["z"], message) is True,
        gbcs.signature_verifies(gbcs.public_point(VECTOR["supplier"]), message) is True,
        gbcs.build(header, message.payload, signature=message.signature,
                   z=VECTOR["z"]) == VECTOR["message"],
        gbcs.sign(*SIGNED[:2]) == SIGNED[2],
        gbcs.verify(gbcs.public_point(SIGNED[0]), SIGNED[2], SIGNED[1]),
    )
    return collections.Counter(checks)


# ---- the checks: each yields a request and what judges its answer --------------------------------


def agreements(rng, parties, count):
    """Static ECDH and key derivation, on both sides."""
    for _ in range(count):
        one, other = rng.sample(parties, 2)
        z = gbcs.agree(one, gbcs.public_point(other))
        if rng.randrange(2):
            request = f"agree {gbcs.u(one, 32).hex()} {gbcs.public_point(other).hex()}"
            yield request, lambda answer, z=z: answer == ["ok", z.hex()]
        else:
            purpose = rng.randint(1, 4)
            binding = [random_number(rng) for _ in range(3)]
            key = gbcs.derive(z, purpose, *binding)
            request = f"derive {z.hex()} {purpose:x} " + " ".join(f"{n:x}" for n in binding)
            yield request, lambda answer, key=key: answer == ["ok", key.hex()]


def parsed(rng, parties, count):
    """Built in Python, taken apart by libgbcs."""
    for _ in range(count):
        message = Case(rng, parties).message()
        expected = message_words(gbcs.parse(message))
        yield f"parse {message.hex()}", lambda answer, e=expected: answer == e


def verify_request(case, message):
    """Asks what libgbcs thinks of MAC and signature."""
    return f"verify {case.z.hex()} {gbcs.public_point(case.signer).hex()} {message.hex()}"


def verified(rng, parties, count):
    """Built in Python, verified by libgbcs."""
    for _ in range(count):
        case = Case(rng, parties)
        signing_key, z = case.keys()
        expected = ["ok", "ok" if z else "GBCS_ERR_ABSENT",
                    "ok" if signing_key else "GBCS_ERR_ABSENT"]
        yield verify_request(case, case.message()), lambda answer, e=expected: answer == e


def built_well(case, answer):
    """Whether a message built by libgbcs is right to the last octet, and authentic."""
    if answer[0] != "ok":
        return False
    octets_built = from_octets(answer[1])
    message = gbcs.parse(octets_built)
    signing_key, z = case.keys()
    return (octets_built == case.message()
            and gbcs.mac_verifies(case.z, message) is (True if z else None)
            and gbcs.signature_verifies(gbcs.public_point(case.signer), message)
            is (True if signing_key else None))


def built(rng, parties, count):
    """Built by libgbcs, checked in Python; half of the signatures are given, not made."""
    for _ in range(count):
        case = Case(rng, parties)
        signing_key, z = case.keys()
        signature, key = b"", b""
        if signing_key and rng.randrange(2):
            signature = gbcs.parse(case.message()).signature
        elif signing_key:
            key = gbcs.u(signing_key, 32)
        request = (f"build {header_words(case.header)} {octets(case.payload)} {octets(key)} "
                   f"{octets(signature)} {z.hex() if z else '-'}")
        yield request, lambda answer, case=case: built_well(case, answer)


def verdict_of(case, octets_changed):
    """What Python thinks of a message: the first word tells whether it is one at all."""
    words = {True: "ok", None: "GBCS_ERR_ABSENT"}
    try:
        message = gbcs.parse(octets_changed)
    except gbcs.Malformed:
        return ["malformed"]
    mac = gbcs.mac_verifies(case.z, message)
    signature = gbcs.signature_verifies(gbcs.public_point(case.signer), message)
    return ["ok", words.get(mac, "GBCS_ERR_MAC"), words.get(signature, "GBCS_ERR_SIGNATURE")]


def accepted(verdict):
    """Whether a verdict says that a MAC or a signature is there and none is wrong."""
    return verdict[0] == "ok" and "ok" in verdict[1:] and set(verdict) <= {"ok", "GBCS_ERR_ABSENT"}


def refused_by_both(verdict, answer):
    """Whether nobody accepts it, for the same reason; malformed is one, whatever the detail."""
    if accepted(verdict):
        return False
    if verdict == ["malformed"]:
        return len(answer) == 1 and answer[0].startswith("GBCS_ERR_")
    return answer == verdict


def tampered(rng, parties, count):
    """One bit changed anywhere: refused by both."""
    for _ in range(count):
        case = Case(rng, parties)
        message = bytearray(case.message())
        bit = rng.randrange(8 * len(message))
        message[bit // 8] ^= 1 << (bit % 8)
        verdict = verdict_of(case, bytes(message))
        yield (verify_request(case, message),
               lambda answer, v=verdict: refused_by_both(v, answer))


def cut(rng, parties, count):
    """Cut off or prolonged: refused by both."""
    for _ in range(count):
        case = Case(rng, parties)
        message = case.message()
        if rng.randrange(2):
            message = message[:rng.randrange(len(message))]
        else:
            message += rng.randbytes(rng.choice((1, 12, 13, 65)))
        verdict = verdict_of(case, message)
        request = verify_request(case, message) if message else "parse -"
        yield request, lambda answer, v=verdict: refused_by_both(v, answer)


def foreign(rng, parties, count):
    """Checked with the keys of others: refused by both."""
    for _ in range(count):
        case = Case(rng, parties)
        message = case.message()
        # not the first two: 1 and n - 1 make the same Z with whomever
        strangers = [p for p in parties[2:] if p not in (case.signer, case.other)]
        case.signer, case.other = rng.sample(strangers, 2)
        case.z = gbcs.agree(case.signer, gbcs.public_point(case.other))
        verdict = verdict_of(case, message)
        yield (verify_request(case, message),
               lambda answer, v=verdict: refused_by_both(v, answer))


def sealed(rng, parties, count):
    """Sealed on one side and opened on the other, and one bit changed."""
    for _ in range(count):
        case = Case(rng, parties)
        header = random_binding(rng)
        binding = gbcs.encryption_binding(header)
        plain = rng.randbytes(random_size(rng) - 1)
        blob = bytearray(gbcs.seal(case.z, binding, plain))
        words = f"{case.z.hex()} {header_words(header)}"
        kind = rng.randrange(3)
        if kind == 0:
            yield f"seal {words} {octets(plain)}", lambda answer, b=blob: answer == ["ok", b.hex()]
        elif kind == 1:
            yield (f"unseal {words} {blob.hex()}",
                   lambda answer, plain=plain: answer == ["ok", octets(plain)])
        else:
            bit = rng.randrange(8 * len(blob))
            blob[bit // 8] ^= 1 << (bit % 8)
            yield (f"unseal {words} {blob.hex()}",
                   lambda answer: answer in (["GBCS_ERR_MAC"], ["GBCS_ERR_TAG"]))


def containers(rng, parties, count):
    """DLMS protected data and encrypted GBZ components, octet by octet."""
    for _ in range(count):
        case = Case(rng, parties)
        header = random_binding(rng)
        plain = rng.randbytes(random_size(rng) - 1)
        words = f"{case.z.hex()} {header_words(header)}"
        if rng.randrange(2):
            expected = gbcs.dlms_protected(case.z, header, plain)
            request = f"dlms {words} {octets(plain)}"
        else:
            control = 2 | rng.randrange(2) | rng.choice((0, 0x10))
            cluster, counter = rng.getrandbits(16), rng.getrandbits(8)
            time = rng.randbytes(4) if control & 0x10 else b""
            zcl = rng.randbytes(3)
            expected = gbcs.gbz_protected(case.z, header, control, cluster, zcl, plain, counter,
                                          time)
            request = (f"gbz {words} {control:x} {cluster:x} {counter:x} {time.hex() or '0'} "
                       f"{zcl[0]:x} {zcl[1]:x} {zcl[2]:x} {octets(plain)}")
        yield request, lambda answer, e=expected: answer == ["ok", octets(e)]


def axdr(rng, size):
    """An octet-string of some size in a structure: one A-XDR value."""
    return b"\x02\x01" + gbcs.octet_string(rng.randbytes(size))


def dlms_payload(rng, case, header, plains):
    """An access-response or data-notification that holds protected data and other values."""
    invoke_id = b"\x20" + gbcs.u(header.counter & 0xFFFFFF, 3)
    blocks = [gbcs.dlms_protected(case.z, header, plain) for plain in plains]
    if header.cra == gbcs.ALERT:
        members = [b"\x12\x8f\x0a", gbcs.octet_string(rng.randbytes(12)), *blocks]
        # protected data is two members each
        count = 2 + 2 * len(blocks)
        return b"\x0f" + invoke_id + b"\x00\x02" + gbcs.length(count) + b"".join(members)
    items = [b"\x02\x02" + block for block in blocks]
    items.insert(rng.randint(0, len(items)), rng.choice((b"\x00", axdr(rng, 200))))
    results = b"\x03\x00" * len(items)
    count = gbcs.length(len(items))
    return (b"\xda" + invoke_id + b"\x00\x00" + count + b"".join(items) + count + results)


def gbz_payload(rng, case, header, plains):
    """A GBZ response or alert with encrypted components among others."""
    parts = [(0x02, plain) for plain in plains]
    if header.cra == gbcs.RESPONSE:
        parts.insert(rng.randint(0, len(parts)), (0, rng.randbytes(rng.randint(0, 40))))
    octets_made = b""
    for number, (control, body) in enumerate(parts):
        control |= 0x01 if number == len(parts) - 1 else 0
        zcl = rng.randbytes(3)
        if control & 0x02:
            octets_made += gbcs.gbz_protected(case.z, header, control, 0x0702, zcl, body, number)
        else:
            octets_made += gbcs.gbz_component(control, 0x0702, zcl, body)
    if header.cra == gbcs.ALERT:
        return b"\x01\x09\x01\x8f\x0a" + rng.randbytes(4) + octets_made
    return b"\x01\x09" + gbcs.u(len(parts), 1) + octets_made


def opened(rng, parties, count):
    """Whole messages with encrypted attributes, built in Python, opened by libgbcs."""
    for _ in range(count):
        case = Case(rng, parties)
        case.header = random_binding(rng)
        make = rng.choice((dlms_payload, gbz_payload))
        blocks = rng.randint(1, 3) if make is gbz_payload or case.header.cra == gbcs.RESPONSE else 1
        plains = [axdr(rng, random_size(rng)) for _ in range(blocks)]
        payload = make(rng, case, case.header, plains)
        message = gbcs.build(case.header, payload, z=case.z)
        expected = ["ok", *(octets(plain) for plain in plains)]
        yield f"open {case.z.hex()} {message.hex()}", lambda answer, e=expected: answer == e


def carried(rng, parties, count):
    """Blocks of general block transfer, of long messages and with random fields."""
    for _ in range(count):
        case = Case(rng, parties)
        header = case.header
        if rng.randrange(2):
            case.payload = rng.randbytes(rng.choice((1201, 2298, 4000)))
            made = rng.choice(gbcs.blocks(case.message()))
        else:
            made = gbcs.block(header, rng.getrandbits(8), rng.randint(1, 63), rng.randint(0, 63),
                              rng.randbytes(rng.choice((0, 1, 127, 128, 255, 256, 1149))))
        control, number, acknowledged, data = block_fields(made)
        expected = ["ok", f"{header.cra:x}", f"{header.counter:x}", f"{header.originator:x}",
                    f"{header.recipient:x}", f"{header.message_code:x}", f"{control:x}",
                    f"{number:x}", f"{acknowledged:x}", octets(data), made.hex()]
        yield f"block {made.hex()}", lambda answer, e=expected: answer == e


def block_fields(made):
    """Control, number, number acknowledged and data of a block."""
    # transaction-id 10, two system titles of 9, date-time 1, other-information 3, key-info 1
    reader = gbcs.Reader(made)
    reader.take(1 + 10 + 9 + 9 + 1 + 3 + 1)
    reader.length()
    reader.take(5 + 1)
    control, number, acknowledged = reader.number(1), reader.number(2), reader.number(2)
    return control, number, acknowledged, reader.take(reader.length())


# ---- the run -------------------------------------------------------------------------------------

# Name, checks, share of the count in hundredths.
SUITES = (
    ("keys agreed and derived", agreements, 2),
    ("built in Python, parsed by libgbcs", parsed, 16),
    ("built in Python, verified by libgbcs", verified, 16),
    ("built by libgbcs, checked in Python", built, 16),
    ("one bit changed", tampered, 18),
    ("cut off or prolonged", cut, 6),
    ("keys of others", foreign, 4),
    ("sealed data", sealed, 6),
    ("DLMS and GBZ containers", containers, 6),
    ("messages with sealed data, opened", opened, 6),
    ("blocks of general block transfer", carried, 4),
)


def show(name, results):
    """The line of a suite."""
    print(f"{name}: {results[True]} passed, {results[False]} failed, 0 skipped")


def run_suite(agent, name, checks):
    """Runs a suite; returns passed and failed, and shows the first failures."""
    checks = list(checks)
    results = collections.Counter()
    for (request, judge), answer in zip(checks, agent.ask(request for request, _ in checks)):
        passed = judge(answer)
        results[passed] += 1
        if not passed and results[False] <= 3:
            print(f"  {name}: {request[:600]}\n    answered {' '.join(answer)[:600]}")
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agent", required=True, help="the program agent")
    parser.add_argument("--count", type=int, default=4000, help="cases in all")
    parser.add_argument("--seed", type=int, default=2014, help="makes the run again")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    rng = random.Random(arguments.seed)
    parties = [1, gbcs.N - 1, *(rng.randrange(1, gbcs.N) for _ in range(8))]
    total = known_answers()
    show("known answers of the Python side", total)
    with Agent(arguments.agent) as agent:
        for name, checks, share in SUITES:
            count = max(1, arguments.count * share // 100)
            results = run_suite(agent, name, checks(rng, parties, count))
            show(name, results)
            total += results
    print(f"{total[True]} passed, {total[False]} failed, 0 skipped")
    return 1 if total[False] else 0


if __name__ == "__main__":
    sys.exit(main())
