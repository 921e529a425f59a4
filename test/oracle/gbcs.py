"""GBCS messages a second time: built and checked from the text, without the C library.

The arithmetic is that of python3-cryptography (OpenSSL). Sections are those of GBCS.
"""

import dataclasses
import functools
import hashlib
import hmac

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

COMMAND, RESPONSE, ALERT, ENCRYPTION = 1, 2, 3, 4
CODE, PARTY, PARTY_COUNTER, ORIGINATOR_COUNTER, CERTIFICATE = range(5)
SIGNATURE_SIZE = 64
MAC_SIZE = 12

# Order of the group of P-256 (FIPS 186-4 D.1.2.3).
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Malformed(Exception):
    """Octets that are no message."""


class NotAuthentic(Exception):
    """A MAC, tag or signature that is wrong."""


# ---- keys ----------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=None)
def private_key(scalar):
    """The key object of a private number."""
    return ec.derive_private_key(scalar, ec.SECP256R1())


def point_of(key):
    """The uncompressed point of a public key: 65 octets."""
    numbers = key.public_numbers()
    return b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")


def public_point(scalar):
    """The public key of a private number: 65 octets."""
    return point_of(private_key(scalar).public_key())


@functools.lru_cache(maxsize=None)
def public_key(point):
    """The key object of an uncompressed point."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


@functools.lru_cache(maxsize=None)
def agree(scalar, point):
    """Z: the x coordinate of static ECDH (4.3.3; C(0e, 2s, ECC CDH))."""
    return private_key(scalar).exchange(ec.ECDH(), public_key(point))


# ---- primitives (4.3.3) --------------------------------------------------------------------------


def u(value, size):
    """An unsigned integer, big-endian."""
    return value.to_bytes(size, "big")


def derive(z, purpose, originator, counter, recipient):
    """The AES key of one message (4.3.3.3)."""
    other_info = (bytes.fromhex("60857406080300") + u(originator, 8)
                  + b"\x09" + u(purpose, 1) + u(counter, 8) + u(recipient, 8))
    return hashlib.sha256(b"\x00\x00\x00\x01" + z + other_info).digest()[:16]


def make_iv(originator):
    """The initialisation vector (4.3.3.4)."""
    return u(originator, 8) + bytes(4)


def gmac(key, iv, data):
    """The full tag, 16 octets."""
    return AESGCM(key).encrypt(iv, b"", data)


def nonce(scalar, digest):
    """The nonces of RFC 6979 3.2 with SHA-256, one after the other."""
    # bits2octets of 3.2: as many bits in the digest as in N
    seed = u(scalar, 32) + u(int.from_bytes(digest, "big") % N, 32)
    k, v = bytes(32), b"\x01" * 32
    for octet in (b"\x00", b"\x01"):
        k = hmac.new(k, v + octet + seed, hashlib.sha256).digest()
        v = hmac.new(k, v, hashlib.sha256).digest()
    while True:
        v = hmac.new(k, v, hashlib.sha256).digest()
        candidate = int.from_bytes(v, "big")
        if 0 < candidate < N:
            yield candidate
        k = hmac.new(k, v + b"\x00", hashlib.sha256).digest()
        v = hmac.new(k, v, hashlib.sha256).digest()


def sign(scalar, data):
    """An ECDSA signature in plain form, r and s, with the nonce of RFC 6979."""
    digest = hashlib.sha256(data).digest()
    for k in nonce(scalar, digest):
        r = private_key(k).public_key().public_numbers().x % N
        s = pow(k, -1, N) * (int.from_bytes(digest, "big") + r * scalar) % N
        if r != 0 and s != 0:
            return u(r, 32) + u(s, 32)


def verify(point, signature, data):
    """Whether a plain signature is authentic."""
    r, s = (int.from_bytes(signature[i:i + 32], "big") for i in (0, 32))
    try:
        public_key(point).verify(utils.encode_dss_signature(r, s), data,
                                 ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


# ---- the message (7.2) ---------------------------------------------------------------------------


@dataclasses.dataclass
class Header:
    """The fields of a grouping header."""

    cra: int
    counter: int
    originator: int
    recipient: int
    message_code: int
    date_time: bytes = b""
    other_form: int = CODE
    party: int = 0
    party_counter: int = 0
    party_originator_counter: int = 0
    party_certificate: bytes = b""


@dataclasses.dataclass
class Message:
    """A message taken apart."""

    header: Header
    payload: bytes
    signature: bytes
    mac: bytes
    signed_octets: bytes
    maced_octets: bytes


def length(value):
    """A length in its shortest form."""
    if value < 0x80:
        return u(value, 1)
    size = (value.bit_length() + 7) // 8
    return u(0x80 | size, 1) + u(value, size)


def other_information(header):
    """Other-information (7.2.7): Message Code and what its form adds."""
    parts = [u(header.message_code, 2)]
    if header.other_form >= PARTY:
        parts.append(u(header.party, 8))
    if header.other_form >= PARTY_COUNTER:
        parts.append(u(header.party_counter, 8))
    if header.other_form == ORIGINATOR_COUNTER:
        parts.append(u(header.party_originator_counter, 8))
    if header.other_form == CERTIFICATE:
        parts.append(header.party_certificate)
    return b"".join(parts)


def grouping(header, payload_size):
    """The grouping header (7.2.7), DF to the length of the payload."""
    other = other_information(header)
    return (b"\xdf\x09" + u(header.cra, 1) + u(header.counter, 8)
            + b"\x08" + u(header.originator, 8) + b"\x08" + u(header.recipient, 8)
            + length(len(header.date_time)) + header.date_time
            + length(len(other)) + other + length(payload_size))


def mac_of(z, header, maced_octets):
    """The MAC of a message (6.2.3, 6.4.5)."""
    key = derive(z, header.cra, header.originator, header.counter, header.recipient)
    return gmac(key, make_iv(header.originator), bytes.fromhex("110000000000") + maced_octets)[:12]


def build(header, payload, signing_key=None, signature=b"", z=None):
    """A message: signed with a key or given a signature, then MACed, each if asked for."""
    content = grouping(header, len(payload)) + payload
    if signing_key is not None:
        signature = sign(signing_key, content[1:])
    if signature:
        content += b"\x40" + signature
    elif z is not None:
        content += b"\x00"
    if z is None:
        return content
    return (b"\xdd" + bytes(6) + length(5 + len(content) + MAC_SIZE) + b"\x11" + bytes(4)
            + content + mac_of(z, header, content))


class Reader:
    """Takes octets apart from the front."""

    def __init__(self, octets):
        self.octets = octets
        self.position = 0

    def left(self):
        """Octets not yet read."""
        return len(self.octets) - self.position

    def take(self, size):
        """The next octets."""
        if size > self.left():
            raise Malformed("truncated")
        self.position += size
        return self.octets[self.position - size:self.position]

    def number(self, size):
        """An unsigned integer, big-endian."""
        return int.from_bytes(self.take(size), "big")

    def constant(self, octets):
        """Octets that must be these."""
        if self.take(len(octets)) != octets:
            raise Malformed("constant")

    def length(self):
        """A length, which must be in its shortest form."""
        start = self.position
        value = self.number(1)
        if value >= 0x80:
            value = self.number(value & 0x7F)
        if self.octets[start:self.position] != length(value):
            raise Malformed("length")
        return value

    def finish(self):
        """Everything must be read."""
        if self.left():
            raise Malformed("trailing")


def parse_other(octets, header):
    """Reads other-information into a header. Its form follows from its length."""
    reader = Reader(octets)
    forms = {2: CODE, 10: PARTY, 18: PARTY_COUNTER, 26: ORIGINATOR_COUNTER}
    if len(octets) not in forms and len(octets) < 26:
        raise Malformed("other-information")
    header.other_form = forms.get(len(octets), CERTIFICATE)
    header.message_code = reader.number(2)
    if header.other_form >= PARTY:
        header.party = reader.number(8)
        # not in the text: 0 stands for none, so nobody can have it as identifier
        if header.party == 0:
            raise Malformed("party")
    if header.other_form >= PARTY_COUNTER:
        header.party_counter = reader.number(8)
    if header.other_form == ORIGINATOR_COUNTER:
        header.party_originator_counter = reader.number(8)
    if header.other_form == CERTIFICATE:
        header.party_certificate = reader.octets[reader.position:]
        reader.constant(b"\x30")
        reader.take(reader.length())
    reader.finish()


def parse_grouping(reader):
    """Reads a grouping header; returns it and the length of the payload."""
    reader.constant(b"\xdf\x09")
    header = Header(reader.number(1), reader.number(8), 0, 0, 0)
    if header.cra not in (COMMAND, RESPONSE, ALERT):
        raise Malformed("CRA flag")
    reader.constant(b"\x08")
    header.originator = reader.number(8)
    reader.constant(b"\x08")
    header.recipient = reader.number(8)
    header.date_time = reader.take(reader.length())
    if len(header.date_time) not in (0, 12):
        raise Malformed("date-time")
    parse_other(reader.take(reader.length()), header)
    payload_size = reader.length()
    # not in the text: there is no Use Case without a payload
    if payload_size == 0:
        raise Malformed("payload")
    return header, payload_size


def parse(octets):
    """Takes a message apart; raises Malformed."""
    reader = Reader(octets)
    has_mac = octets[:1] == b"\xdd"
    if has_mac:
        reader.constant(b"\xdd" + bytes(6))
        if reader.length() != reader.left():
            raise Malformed("length")
        reader.constant(b"\x11" + bytes(4))
    start = reader.position
    header, payload_size = parse_grouping(reader)
    payload = reader.take(payload_size)
    signed_octets = octets[start + 1:reader.position]
    signature = b""
    # only a pre-command has no signature part
    if has_mac or reader.left() or header.cra != COMMAND:
        size = reader.length()
        if size != SIGNATURE_SIZE and not (size == 0 and has_mac):
            raise Malformed("signature")
        signature = reader.take(size)
    maced_octets = octets[start:reader.position]
    mac = reader.take(MAC_SIZE) if has_mac else b""
    reader.finish()
    return Message(header, payload, signature, mac, signed_octets, maced_octets)


def mac_verifies(z, message):
    """Whether the MAC is authentic; None if there is none."""
    if not message.mac:
        return None
    return hmac.compare_digest(mac_of(z, message.header, message.maced_octets), message.mac)


def signature_verifies(point, message):
    """Whether the signature is authentic; None if there is none."""
    if not message.signature:
        return None
    return verify(point, message.signature, message.signed_octets)


# ---- encryption of attributes (8) ----------------------------------------------------------------


def encryption_binding(header):
    """Originator, counter and recipient that the encryption key of a message is bound to."""
    counter = header.counter
    if header.other_form == ORIGINATOR_COUNTER:
        counter = header.party_originator_counter
    recipient = header.recipient if header.other_form == CODE else header.party
    return header.originator, counter, recipient


def seal(z, binding, plain):
    """Security header, ciphertext, tag."""
    encryptor = Cipher(algorithms.AES(derive(z, ENCRYPTION, *binding)),
                       modes.GCM(make_iv(binding[0]))).encryptor()
    encryptor.authenticate_additional_data(b"\x31")
    text = encryptor.update(plain) + encryptor.finalize()
    return b"\x31" + bytes(4) + text + encryptor.tag[:MAC_SIZE]


def unseal(z, binding, sealed):
    """What was sealed; raises Malformed or NotAuthentic."""
    reader = Reader(sealed)
    reader.constant(b"\x31" + bytes(4))
    if reader.left() < MAC_SIZE:
        raise Malformed("truncated")
    text = reader.take(reader.left() - MAC_SIZE)
    decryptor = Cipher(algorithms.AES(derive(z, ENCRYPTION, *binding)),
                       modes.GCM(make_iv(binding[0]), reader.take(MAC_SIZE),
                                 min_tag_length=MAC_SIZE)).decryptor()
    decryptor.authenticate_additional_data(b"\x31")
    try:
        return decryptor.update(text) + decryptor.finalize()
    except InvalidTag as error:
        raise NotAuthentic("tag") from error


def octet_string(octets):
    """An A-XDR octet-string."""
    return b"\x09" + length(len(octets)) + octets


def protection_parameters(originator, counter, recipient):
    """The protection parameters of DLMS protected data, an array of one structure."""
    key_info = bytes.fromhex("0202 1602 0202") + octet_string(b"\x02") + octet_string(b"")
    return (bytes.fromhex("0101 0202 1602 0205") + octet_string(b"\x04" + u(counter, 8))
            + octet_string(u(originator, 8)) + octet_string(u(recipient, 8)) + octet_string(b"")
            + key_info)


def dlms_protected(z, header, plain):
    """DLMS protected data: the protection parameters, and the sealed data as an octet-string."""
    return (protection_parameters(header.originator, header.counter, header.recipient)
            + octet_string(seal(z, encryption_binding(header), plain)))


def gbz_component(control, cluster, zcl, body, additional=b"", from_date_time=b""):
    """A GBZ component (7.2.10); additional is given if it is encrypted, and body then sealed."""
    rest = additional + from_date_time + zcl
    rest += (u(len(body), 2) + body) if additional else body
    return u(control, 1) + u(cluster, 2) + u(len(rest), 2) + rest


def gbz_protected(z, header, control, cluster, zcl, plain, frame_counter, from_date_time=b""):
    """An encrypted GBZ component."""
    sealed = seal(z, encryption_binding(header), plain)
    return gbz_component(control, cluster, zcl, sealed, b"\x00" + u(frame_counter, 1),
                         from_date_time)


# ---- general block transfer (7.2.11) -------------------------------------------------------------

BLOCK_SIZE = 1149
LAST, STREAMING = 0x80, 0x40


def block(header, control, number, acknowledged, data):
    """A block: a routing header that repeats the message's identifier, a block header, data."""
    content = (bytes(5) + b"\xe0" + u(control, 1) + u(number, 2) + u(acknowledged, 2)
               + length(len(data)) + data)
    return (b"\xdd\x09" + u(header.cra, 1) + u(header.counter, 8) + b"\x08"
            + u(header.originator, 8) + b"\x08" + u(header.recipient, 8) + b"\x00\x02"
            + u(header.message_code, 2) + b"\x00" + length(len(content)) + content)


def blocks(message):
    """A long message in blocks, all in one window."""
    header = parse(message).header
    parts = [message[i:i + BLOCK_SIZE] for i in range(0, len(message), BLOCK_SIZE)]
    controls = [STREAMING | len(parts)] * (len(parts) - 1) + [LAST | len(parts)]
    return [block(header, control, number, 0, part)
            for number, (control, part) in enumerate(zip(controls, parts), 1)]


# ---- prepayment token (14) -----------------------------------------------------------------------

PPTD_BASE = 7394156990786306048
VERHOEFF_P = ("0123456789 1576283094 5803796142 8916043527 "
              "9453126870 4286573901 2793806415 7046913258").split()
VERHOEFF_D = ("0123456789 1234067895 2340178956 3401289567 4012395678 "
              "5987604321 6598710432 7659821043 8765932104 9876543210").split()
VERHOEFF_I = "1267583094"


def check_digit(digits):
    """The check digit of 19 decimal digits (14.8)."""
    value = 0
    for place, digit in enumerate(digits):
        row = VERHOEFF_P[(place + 4) % 8]
        value = int(VERHOEFF_D[value][int(row[int(digit)])])
    return VERHOEFF_I[value]


def token_mac(z, originator, counter, recipient, head):
    """The last four octets of the full tag over the token's high half."""
    key = derive(z, COMMAND, originator, counter, recipient)
    data = (bytes.fromhex("110000000000") + u(originator, 8) + u(recipient, 8)
            + b"\x01" + u(counter, 8) + head)
    return gmac(key, make_iv(originator), data)[-4:]


def make_utrn(z, originator, counter, recipient, value_class, value):
    """A UTRN of 20 digits; counter is the whole Originator Counter."""
    head = u(((counter >> 32) & 0x3FF) << 15 | value_class << 13 | value, 4)
    token = head + token_mac(z, originator, counter, recipient, head)
    digits = str(PPTD_BASE + int.from_bytes(token, "big"))
    return digits + check_digit(digits)


def utrn_verifies(z, originator, counter, recipient, utrn):
    """Whether a UTRN is authentic and belongs to the counter."""
    if len(utrn) != 20 or check_digit(utrn[:19]) != utrn[19] or int(utrn[:19]) < PPTD_BASE:
        return False
    token = u(int(utrn[:19]) - PPTD_BASE, 8)
    head = int.from_bytes(token[:4], "big")
    return (head >> 25 == 0 and (head >> 15) & 0x3FF == (counter >> 32) & 0x3FF
            and token_mac(z, originator, counter, recipient, token[:4]) == token[4:])
