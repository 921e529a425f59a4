#!/usr/bin/python3
"""Top-up tokens (GBCS 14) a second time: made and checked here and by libgbcs, against each other.

Everything random comes from the seed, which is printed; the same seed and count make the same run.

The tokens of the public reference messages (RTDS 4.5.0) need its test keys, which are not part of the
project: they are read from the folder GBCS_RTDS_DIR, or ../shared/rtds beside the project, and what
cannot be checked without them is skipped by name.
"""

import argparse
import collections
import os
import pathlib
import random
import re
import sys

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import gbcs
from words import Agent, octets

ROOT = pathlib.Path(__file__).resolve().parents[2]
RTDS = pathlib.Path(os.environ.get("GBCS_RTDS_DIR") or ROOT / ".." / "shared" / "rtds")

BASE = 7394156990786306048
VALUE_MAX = 8191
BLOCK = 1024
PENCE, POUNDS = 0, 1

CHECK_DIGIT, VALUE, MAC = ["GBCS_ERR_CHECK_DIGIT"], ["GBCS_ERR_VALUE"], ["GBCS_ERR_MAC"]
ARGUMENT, TAG = ["GBCS_ERR_ARGUMENT"], ["GBCS_ERR_TAG"]
TRUNCATED, TRAILING = ["GBCS_ERR_TRUNCATED"], ["GBCS_ERR_TRAILING"]


# ---- the check digit (14.8), by arithmetic instead of tables -------------------------------------


def product(a, b):
    """Of two elements of the dihedral group of order ten: 0 to 4 turn, 5 to 9 turn over."""
    if a < 5:
        return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
    return 5 + (a - b) % 5 if b < 5 else (a - b) % 5


def permuted(digit, times):
    """A digit after (1 5 8 9 4 2 7 0)(3 6), so many times."""
    for _ in range(times % 8):
        digit = {1: 5, 5: 8, 8: 9, 9: 4, 4: 2, 2: 7, 7: 0, 0: 1, 3: 6, 6: 3}[digit]
    return digit


def product_of(digits):
    """The product of digits, each permuted once more than the one before, the first one four times."""
    result = 0
    for place, digit in enumerate(digits):
        result = product(result, permuted(digit, 4 + place))
    return result


def is_closed(digits):
    """Whether the last digit is the check digit of those before: the product of all is 0."""
    return product_of(digits) == 0


def utrn_of(bits):
    """The UTRN of a token's 64 bits."""
    number = f"{BASE + bits:019d}"
    (closed,) = (number + check for check in "0123456789" if is_closed([int(d) for d in number + check]))
    return closed.encode()


# ---- tokens --------------------------------------------------------------------------------------


Parties = collections.namedtuple("Parties", "z supplier device")
Token = collections.namedtuple("Token", "counter value_class value")


def head_of(token):
    """The first 32 bits: truncated counter, value class, value."""
    return token.counter % BLOCK << 15 | token.value_class << 13 | token.value


def mac_of(parties, counter, head):
    """The MAC: the last four octets of the tag."""
    originator_counter = counter << 32
    key = gbcs.derive(parties.z, gbcs.COMMAND, parties.supplier, originator_counter, parties.device)
    covered = (bytes.fromhex("110000000000") + gbcs.u(parties.supplier, 8) + gbcs.u(parties.device, 8)
               + gbcs.u(gbcs.COMMAND, 1) + gbcs.u(originator_counter, 8) + gbcs.u(head, 4))
    return gbcs.gmac(key, gbcs.make_iv(parties.supplier), covered)[12:]


def bits_of(parties, token):
    """The 64 bits of a token."""
    head = head_of(token)
    return head << 32 | int.from_bytes(mac_of(parties, token.counter, head), "big")


def make(parties, token):
    """The UTRN of a token."""
    return utrn_of(bits_of(parties, token))


def contradiction(parties, token, truncated):
    """A UTRN whose MAC is right, but which carries the low ten bits of another counter."""
    head = head_of(token._replace(counter=truncated))
    return utrn_of(head << 32 | int.from_bytes(mac_of(parties, token.counter, head), "big"))


def read(utrn):
    """The 64 bits of a UTRN, or the reason why it is none, as libgbcs words it."""
    for place in range(20):
        if place >= len(utrn):
            return TRUNCATED
        if utrn[place] not in b"0123456789":
            return TAG
    if len(utrn) > 20:
        return TRAILING
    if not is_closed([octet - ord("0") for octet in utrn]):
        return CHECK_DIGIT
    bits = int(utrn[:19]) - BASE
    if not 0 <= bits < 1 << 57 or bits >> 45 & 3 not in (PENCE, POUNDS):
        return VALUE
    return bits


def verdict(parties, counters, utrn):
    """The UTRN Counter among some with which a UTRN is authentic, or the reason why not."""
    bits = read(utrn)
    if isinstance(bits, list):
        return bits
    head, mac = bits >> 32, gbcs.u(bits & 0xFFFFFFFF, 4)
    found = [counter for counter in counters
             if counter != 0 and counter % BLOCK == head >> 15 and mac_of(parties, counter, head) == mac]
    return found[0] if len(found) == 1 else MAC


def near(highest, utrn):
    """The counters that are tried for a UTRN without one."""
    bits = read(utrn)
    truncated = 0 if isinstance(bits, list) else bits >> 47
    blocks = (highest // BLOCK + step for step in (-1, 0, 1))
    return [block * BLOCK + truncated for block in blocks if 0 <= block < 1 << 22]


# ---- requests ------------------------------------------------------------------------------------


def words_of(parties):
    """Parties as arguments of the agent."""
    return f"{parties.z.hex()} {parties.supplier:x} {parties.device:x}"


def make_request(parties, token):
    """Asks for a token."""
    return f"make {words_of(parties)} {token.counter:x} {token.value_class:x} {token.value:x}"


def verify_request(parties, counter, utrn):
    """Asks whether a UTRN is authentic with a counter."""
    return f"verify {words_of(parties)} {counter:x} {octets(utrn)}"


def find_request(parties, highest, utrn):
    """Asks with which counter a UTRN is authentic."""
    return f"find {words_of(parties)} {highest:x} {octets(utrn)}"


def verify_answer(parties, counter, utrn):
    """The answer that is right."""
    result = verdict(parties, [counter], utrn)
    return result if isinstance(result, list) else ["ok"]


def find_answer(parties, highest, utrn):
    """The answer that is right."""
    result = verdict(parties, near(highest, utrn), utrn)
    return result if isinstance(result, list) else ["ok", f"{result:x}"]


# ---- random tokens -------------------------------------------------------------------------------


def random_parties(rng):
    """Key pairs of a supplier and a device."""
    supplier, device = (rng.randrange(1, gbcs.N) for _ in range(2))
    z = gbcs.agree(supplier, gbcs.public_point(device))
    return Parties(z, rng.getrandbits(64), rng.getrandbits(64))


def random_counter(rng):
    """A UTRN Counter: small, anywhere, or beside a place where something changes."""
    edge = rng.choice((0, 1 << 10, 1 << 11, 1 << 16, 1 << 31, (1 << 32) - BLOCK, 1 << 32))
    counter = rng.choice((rng.randint(1, 100), rng.getrandbits(32), edge + rng.randint(-3, 3)))
    return min(max(counter, 1), (1 << 32) - 1)


def random_token(rng):
    """Any token that there may be."""
    value = rng.choice((0, 1, VALUE_MAX, rng.randint(0, VALUE_MAX)))
    return Token(random_counter(rng), rng.choice((PENCE, POUNDS)), value)


# ---- the checks: each yields a request and the answer that is right ------------------------------


def made_here(rng, parties, count):
    """Made in Python, verified by libgbcs."""
    for _ in range(count):
        these, token = rng.choice(parties), random_token(rng)
        yield verify_request(these, token.counter, make(these, token)), ["ok"]


def made_there(rng, parties, count):
    """Made by libgbcs, the same as made in Python."""
    for _ in range(count):
        these, token = rng.choice(parties), random_token(rng)
        yield make_request(these, token), ["ok", octets(make(these, token))]


def taken_apart(rng, parties, count):
    """Every field of a UTRN read and written."""
    for _ in range(count):
        token = random_token(rng)
        mac = rng.randbytes(4)
        utrn = utrn_of(head_of(token) << 32 | int.from_bytes(mac, "big"))
        fields = [f"{number:x}" for number in (token.counter % BLOCK, token.value_class, token.value)]
        yield f"parse {octets(utrn)}", ["ok", *fields, mac.hex()]
        yield f"write {' '.join(fields)} {mac.hex()}", ["ok", octets(utrn)]


def found(rng, parties, count):
    """Counters found, or not, from a highest one that is near, or not."""
    for _ in range(count):
        these, token = rng.choice(parties), random_token(rng)
        utrn = make(these, token)
        distance = rng.choice((0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK - 1, 2 * BLOCK, 2 * BLOCK + 1,
                               rng.randint(0, 3 * BLOCK), rng.getrandbits(32)))
        highest = (token.counter + rng.choice((-1, 1)) * distance) % (1 << 32)
        yield find_request(these, highest, utrn), find_answer(these, highest, utrn)


def mistyped(rng, parties, count):
    """Every change of one digit, and every exchange of two neighbours, found by the check digit."""
    for _ in range(max(1, count // 200)):
        these, token = rng.choice(parties), random_token(rng)
        utrn = make(these, token)
        wrong = {utrn[:i] + b"%d" % digit + utrn[i + 1:] for i in range(20) for digit in range(10)}
        wrong |= {utrn[:i] + utrn[i + 1:i + 2] + utrn[i:i + 1] + utrn[i + 2:] for i in range(19)}
        for changed in sorted(wrong - {utrn}):
            yield find_request(these, token.counter, changed), CHECK_DIGIT


def altered(rng, parties, count):
    """One bit of a token changed, under a right check digit."""
    for _ in range(max(1, count // 57)):
        these, token = rng.choice(parties), random_token(rng)
        for bit in range(57):
            utrn = utrn_of(bits_of(these, token) ^ 1 << bit)
            right = VALUE if bit == 46 else MAC
            yield find_request(these, token.counter, utrn), right
            yield verify_request(these, token.counter, utrn), right


def misdirected(rng, parties, count):
    """A token for another device, of another supplier, under another key or counter."""
    for _ in range(max(1, count // 10)):
        these, token = rng.choice(parties), random_token(rng)
        utrn = make(these, token)
        bit = rng.randrange(64)
        others = (these._replace(device=these.device ^ 1 << bit),
                  these._replace(supplier=these.supplier ^ 1 << bit),
                  these._replace(supplier=these.device, device=these.supplier),
                  these._replace(z=rng.choice([p.z for p in parties if p != these])))
        for other in others:
            yield verify_request(other, token.counter, utrn), MAC
            yield find_request(other, token.counter, utrn), MAC
        yield verify_request(these, token.counter ^ 1 << rng.randrange(10), utrn), MAC
        yield verify_request(these, token.counter ^ 1 << rng.randrange(10, 32), utrn), MAC


def random_text(rng):
    """Octets that are hardly a token, but may be well formed."""
    number = rng.choice((rng.randrange(10 ** 19), rng.randrange(BASE - 10, BASE + 10),
                         BASE + rng.getrandbits(57), BASE + rng.getrandbits(58)))
    digits = f"{number:019d}"
    checked = [digits + check for check in "0123456789"]
    right = next(text for text in checked if is_closed([int(d) for d in text])).encode()
    kind = rng.randrange(5)
    if kind == 0:
        return rng.choice(checked).encode()
    if kind == 1:
        return right[:rng.randrange(20)]
    if kind == 2:
        return right + rng.choice((b"0", b"\x00", rng.randbytes(5)))
    if kind == 3:
        place = rng.randrange(20)
        return right[:place] + rng.choice((b"/", b":", b"\x00", b"-", b" ", rng.randbytes(1))) + right[place + 1:]
    return right


def invented(rng, parties, count):
    """Octets and digits from nowhere, refused by both for the same reason."""
    for _ in range(count):
        these, highest, utrn = rng.choice(parties), random_counter(rng), random_text(rng)
        answer = find_answer(these, highest, utrn)
        if answer[0] == "ok":
            raise RuntimeError("a token made by accident: try another seed")
        yield find_request(these, highest, utrn), answer


def not_made(rng, parties, count):
    """What no token may say, the counter 0, which none may have, and tokens that contradict themselves."""
    for _ in range(max(1, count // 10)):
        these, token = rng.choice(parties), random_token(rng)
        zero = token._replace(counter=0)
        yield make_request(these, zero), ARGUMENT
        yield verify_request(these, 0, make(these, zero)), MAC
        yield find_request(these, rng.randrange(BLOCK), make(these, zero)), MAC
        lie = contradiction(these, token, token.counter ^ 1 << rng.randrange(10))
        yield verify_request(these, token.counter, lie), MAC
        yield find_request(these, token.counter, lie), MAC
        for wrong in (token._replace(value=rng.randint(VALUE_MAX + 1, 0xFFFF)),
                      token._replace(value_class=rng.choice((2, 3, 4, 255)))):
            yield make_request(these, wrong), ARGUMENT
            yield (f"write {wrong.counter % BLOCK:x} {wrong.value_class:x} {wrong.value:x} 00000000", ARGUMENT)
        yield f"write {rng.randint(BLOCK, 0xFFFF):x} 0 1 00000000", ARGUMENT


# ---- reference tokens ----------------------------------------------------------------------------

SUPPLIER, ESME, GSME = 0x90B3D51F30010000, 0x00DB1234567890A0, 0x00DB1234567890A1

# The tables of 14.8: P, D, I.
TABLES = (
    "0123456789 1576283094 5803796142 8916043527 9453126870 4286573901 2793806415 7046913258",
    "0123456789 1234067895 2340178956 3401289567 4012395678 5987604321 6598710432 7659821043 8765932104 "
    "9876543210",
    "1267583094",
)

# Published with the RTDS test keys: what they say, their 64 bits, UTRN.
PUBLISHED = (
    (ESME, Token(1, POUNDS, 100), 0x0000A064D51CA60B, "73943333457189043313"),
    (ESME, Token(3, POUNDS, 10), 0x0001A00A9CD029E3, "73946144332040217315"),
    (ESME, Token(4, PENCE, 1234), 0x000204D23855D663, "73947252416745201637"),
    (ESME, Token(1, POUNDS, 8191), 7394368095646343255 - BASE, None),
)

# UTRNs in RTDS 4.5.0 messages: message, device, UTRN, UTRN Counter or why it is refused.
MESSAGES = (
    ("CS01a_2.2_SUCCESS_COMMAND", ESME, "73946144332040217315", 3),
    ("CS01a_2.2_ERROR_COMMAND", ESME, "73948959061972833313", 5),
    ("CS01b_2.2_SUCCESS_COMMAND", GSME, "73950067887105178605", 6),
    ("CS01b_2.2_ERROR_COMMAND", GSME, "12345678910121314156", CHECK_DIGIT),
    ("PCS01_NA_SUCCESS_COMMAND", GSME, "73941656880950804485", MAC),
)


def known_answers():
    """What the Python side says, where an answer is known without a key."""
    p, d, i = (table.split() for table in TABLES)
    checks = [
        all(int(p[row][x]) == permuted(x, row) for row in range(8) for x in range(10)),
        all(int(d[a][b]) == product(a, b) for a in range(10) for b in range(10)),
        # I closes the product of 19 digits at the 20th place, whatever it is
        all(product(x, permuted(int(i[0][x]), 4 + 19)) == 0 for x in range(10)),
    ]
    # so a changed digit changes the product, and so do two neighbours that change places
    checks += [all(len({product(a, b) for b in range(10)}) == len({product(b, a) for b in range(10)}) == 10
                   for a in range(10)),
               all(product(a, permuted(b, 1)) != product(b, permuted(a, 1))
                   for a in range(10) for b in range(a))]
    checks += [head_of(token) == bits >> 32 for _, token, bits, _ in PUBLISHED]
    checks += [read(utrn.encode()) == bits for _, _, bits, utrn in PUBLISHED if utrn]
    checks += [(read(utrn.encode()) == CHECK_DIGIT) == (right == CHECK_DIGIT) for _, _, utrn, right in MESSAGES]
    return collections.Counter(checks)


def published_parties(device):
    """The RTDS supplier with a device; None without the keys."""
    key = RTDS / "keystore" / f"{SUPPLIER:016x}-pp-ka.key"
    certificate = RTDS / "keystore" / f"{device:016x}-ka.pem"
    if not (key.is_file() and certificate.is_file()):
        return None
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    public = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    return Parties(private.exchange(ec.ECDH(), public), SUPPLIER, device)


def published_tokens():
    """The known tokens, both ways. Yields name, request and answer; no request without the keys."""
    for device, token, bits, utrn in PUBLISHED:
        name = f"token of counter {token.counter}, value {token.value}"
        parties = published_parties(device)
        if parties is None:
            yield name, None, None
        else:
            digits = utrn.encode() if utrn else utrn_of(bits)
            # the Python side makes it too
            yield name, f"parse {octets(make(parties, token))}", right_fields(digits)
            yield name, make_request(parties, token), ["ok", octets(digits)]
            yield name, verify_request(parties, token.counter, digits), ["ok"]
            for highest in (0, token.counter, 2 * BLOCK - 1):
                yield name, find_request(parties, highest, digits), ["ok", f"{token.counter:x}"]


def utrns_of_message(name):
    """What looks like a UTRN in an RTDS message: 20 digits after their length; None without the file."""
    files = list(RTDS.glob(f"messages/*/{name}_GBCS.HEX"))
    return re.findall(rb"\x14([0-9]{20})", bytes.fromhex(files[0].read_text())) if files else None


def published_utrns():
    """The UTRNs of RTDS messages."""
    for name, device, digits, right in MESSAGES:
        utrn, parties, held = digits.encode(), published_parties(device), utrns_of_message(name)
        if held is None:
            yield f"{name}, message", None, None
        else:
            # the message must hold it, and nothing else that looks like one
            yield f"{name}, message", f"parse {octets(held[0] if len(held) == 1 else b'')}", right_fields(utrn)
        if right == CHECK_DIGIT:
            yield f"{name}, verdict", f"parse {octets(utrn)}", right
        elif parties is None:
            yield f"{name}, verdict", None, None
        elif right == MAC:
            # neither is there a counter that makes it authentic
            yield f"{name}, verdict", find_request(parties, 0, utrn), MAC
            yield f"{name}, verdict", verify_request(parties, BLOCK, utrn), MAC
        else:
            yield f"{name}, verdict", verify_request(parties, right, utrn), ["ok"]
            yield f"{name}, verdict", find_request(parties, 0, utrn), ["ok", f"{right:x}"]


def right_fields(utrn):
    """The answer to a request to parse a UTRN."""
    bits = read(utrn)
    if isinstance(bits, list):
        return bits
    fields = (bits >> 47, bits >> 45 & 3, bits >> 32 & VALUE_MAX)
    return ["ok", *(f"{field:x}" for field in fields), f"{bits & 0xFFFFFFFF:08x}"]


# ---- the run -------------------------------------------------------------------------------------

# Name, checks, how many of them for a count of 100.
SUITES = (
    ("made in Python, verified by libgbcs", made_here, 100),
    ("made by libgbcs, checked in Python", made_there, 100),
    ("fields read and written", taken_apart, 20),
    ("counters found", found, 40),
    ("mistyped digits", mistyped, 100),
    ("altered bits", altered, 40),
    ("other parties, keys, counters", misdirected, 40),
    ("invented digits", invented, 100),
    ("tokens that may not be", not_made, 20),
)
PUBLISHED_SUITES = (
    ("published tokens", published_tokens),
    ("UTRNs of reference messages", published_utrns),
)


def show(name, results):
    """The line of a suite."""
    print(f"{name}: {results[True]} passed, {results[False]} failed, {results[None]} skipped")


def run_suite(agent, name, checks):
    """Runs checks, each a name, request and answer; returns passed, failed and skipped."""
    checks = list(checks)
    results = collections.Counter()
    for what, request, _ in checks:
        if request is None:
            results[None] += 1
            print(f"  skipped: {what}: not in {RTDS}")
    checks = [check for check in checks if check[1] is not None]
    answers = agent.ask(request for _, request, _ in checks)
    for (what, request, right), answer in zip(checks, answers):
        results[answer == right] += 1
        if answer != right and results[False] <= 3:
            print(f"  {what}: {request}\n    answered {' '.join(answer)}, not {' '.join(right)}")
    return results


# ---- known answers for the unit tests ------------------------------------------------------------

# Keys of our own, of no worth: the octets of a private key are all the same.
OWN_SUPPLIER, OWN_DEVICE = (int.from_bytes(bytes([octet] * 32), "big") for octet in (0x51, 0xDE))
OWN = (
    Token(0, PENCE, 1), Token(1, POUNDS, 10), Token(2, PENCE, 0), Token(1023, POUNDS, VALUE_MAX),
    Token(1024, PENCE, 1250), Token(2047, PENCE, VALUE_MAX), Token(2048, POUNDS, 1),
    Token(0x80000000, POUNDS, 100), Token(0xFFFFFC00, PENCE, 100), Token(0xFFFFFFFF, POUNDS, 50),
)


def print_answers():
    """The rows of the table in test/unit/test_utrn.c."""
    z = gbcs.agree(OWN_SUPPLIER, gbcs.public_point(OWN_DEVICE))
    parties = Parties(z, 0x00005EEF10000002, 0x00005EEF100000E0)
    print(f'    /* Z {z.hex()} */')
    for token in OWN:
        name = "GBCS_VALUE_POUNDS" if token.value_class else "GBCS_VALUE_PENCE"
        print(f'    {{0x{token.counter:08X}U, {name}, {token.value}U, "{make(parties, token).decode()}"}},')
    print(f"    /* of counter 7, says 6: {contradiction(parties, Token(7, PENCE, 1), 6).decode()} */")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agent", help="the program token_agent")
    parser.add_argument("--count", type=int, default=10000, help="tokens made on each side")
    parser.add_argument("--seed", type=int, default=14, help="makes the run again")
    parser.add_argument("--answers", action="store_true", help="print known answers for the unit tests")
    arguments = parser.parse_args()
    if arguments.answers:
        print_answers()
        return 0
    if not arguments.agent:
        parser.error("--agent is needed")
    print(f"seed {arguments.seed}")
    rng = random.Random(arguments.seed)
    parties = [random_parties(rng) for _ in range(5)]
    total = known_answers()
    show("known answers of the Python side", total)
    with Agent(arguments.agent) as agent:
        for name, checks, share in SUITES:
            count = max(1, arguments.count * share // 100)
            results = run_suite(agent, name, ((name, *check) for check in checks(rng, parties, count)))
            show(name, results)
            total += results
        for name, checks in PUBLISHED_SUITES:
            results = run_suite(agent, name, checks())
            show(name, results)
            total += results
    print(f"{total[True]} passed, {total[False]} failed, {total[None]} skipped")
    return 1 if total[False] else 0


if __name__ == "__main__":
    sys.exit(main())
