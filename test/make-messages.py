#!/usr/bin/python3
"""Makes examples/keystore/, messages/ and blocks/: a small PKI and a message of each kind.

Everything follows from SEED, so a second run makes the same files. Each message is verified by the
party that would receive it, with the keys and certificates of the keystore, before it is written.
"""

import argparse
import filecmp
import hashlib
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "oracle"))

import gbcs
import pki
from gbcs import Header, u
from pki import (enumerated, generalized_time, integer, key_usage, null, octet_string, sequence,
                 tlv)

SEED = "libgbcs example messages, 1"

# 00-00-5E-EF-10-00-00-00 to -FF are for documentation (RFC 7042 2.2.3).
BASE = 0x00005EEF10000000
RECOVERY, SUPPLIER, OPERATOR, ACB, TCOS, WAN = (BASE + n for n in range(1, 7))
OTHER_SUPPLIER = BASE + 0x12
ESME, GSME, CHF, PPMID = (BASE + n for n in (0xE0, 0xE1, 0xE2, 0xE4))

# Entity, role in its certificates, uses of its keys.
ORGANISATIONS = (
    (RECOVERY, "recovery", ("ds",)),
    (SUPPLIER, "supplier", ("ds", "ka", "pp-ka")),
    (OPERATOR, "network operator", ("ds", "ka")),
    (ACB, "ACB", ("ds", "ka")),
    (TCOS, "transitional CoS", ("ds",)),
    (WAN, "WAN provider", ("ds",)),
    (OTHER_SUPPLIER, "supplier", ("ds", "ka", "pp-ka")),
)
DEVICES = (ESME, GSME, CHF, PPMID)

# What the CS02b commands install: in keystore/renewed/.
RENEWED = ((SUPPLIER, "supplier", ("ds", "ka", "pp-ka")), (TCOS, "transitional CoS", ("ds",)),
           (WAN, "WAN provider", ("ds",)))

ROOT_VALIDITY = ("20240101000000Z", "20731231235959Z")
AUTHORITY_VALIDITY = ("20240102000000Z", "20481231235959Z")
VALIDITY = ("20250101000000Z", "20341231235959Z")
RENEWED_VALIDITY = ("20260101000000Z", "20351231235959Z")
DEVICE_FROM = "20250301000000Z"

# The moment of all messages, 2026-02-03T10:15:00Z, in the notations that they need.
NOW = "20260203101500Z"
NOW_DLMS = bytes.fromhex("07EA0203FF0A0F0000800000")
NOW_ZIGBEE = 823_428_900


def scalar(label):
    """A private key from the seed."""
    digest = hashlib.sha512(f"{SEED}: {label}".encode("ascii")).digest()
    return int.from_bytes(digest, "big") % (gbcs.N - 1) + 1


def usage_of(use):
    """keyUsage of the certificate for a use."""
    return pki.SIGNATURE if use == "ds" else pki.AGREEMENT


class Keystore:
    """All keys and certificates, and the folder that they go to."""

    def __init__(self, folder):
        self.folder = folder
        self.keys = {}
        self.certificates = {}
        (folder / "renewed").mkdir(parents=True)
        self.root = self.authority("root", "Example Root", "root", ROOT_VALIDITY)
        self.issuer = self.authority("organisation-issuer", "Example OCA", "issuing authority",
                                     AUTHORITY_VALIDITY, self.root)
        self.device_issuer = self.authority("device-issuer", "Example DCA", None,
                                            AUTHORITY_VALIDITY, self.root)
        for entity, role, uses in ORGANISATIONS:
            self.organisation("", entity, role, uses, VALIDITY)
        for entity, role, uses in RENEWED:
            self.organisation("renewed/", entity, role, uses, RENEWED_VALIDITY)
        for entity in DEVICES:
            for use in ("ds", "ka"):
                key = scalar(f"{entity:016x}-{use}")
                made = self.device_issuer.device(key, entity, usage_of(use), DEVICE_FROM)
                self.put(f"{entity:016x}-{use}", key, made, self.device_issuer)

    def put(self, name, key, certificate, issuer):
        """Takes a key pair in, checks its certificate and writes both."""
        if not pki.issued_by(certificate, issuer.certificate):
            raise RuntimeError(f"the certificate {name} is not its issuer's")
        self.write(name, key, certificate)

    def write(self, name, key, certificate):
        """Writes a key and its certificate."""
        self.keys[name] = key
        self.certificates[name] = certificate
        (self.folder / f"{name}.key").write_bytes(pki.key_pem(key))
        (self.folder / f"{name}.pem").write_bytes(pki.certificate_pem(certificate))

    def authority(self, name, title, role, validity, parent=None):
        """Makes a root or issuing authority."""
        made = pki.Authority(scalar(name), title, role, validity, parent)
        if parent is None:
            self.write(name, made.key, made.certificate)
        else:
            self.put(name, made.key, made.certificate, parent)
        return made

    def organisation(self, prefix, entity, role, uses, validity):
        """Makes the keys and certificates of an organisation."""
        for use in uses:
            name = f"{prefix}{entity:016x}-{use}"
            key = scalar(name)
            made = self.issuer.organisation(key, role, entity, usage_of(use), validity)
            self.put(name, key, made, self.issuer)

    def key(self, entity, use):
        """A private key."""
        return self.keys[f"{entity:016x}-{use}"]

    def certificate(self, entity, use, prefix=""):
        """A certificate."""
        return self.certificates[f"{prefix}{entity:016x}-{use}"]

    def point(self, entity, use):
        """The public key of a certificate."""
        return pki.point_in(self.certificate(entity, use))

    def z(self, one, other, use="ka"):
        """The shared secret: the private key of one, the certificate of the other."""
        return gbcs.agree(self.key(one, use), self.point(other, "ka"))


class Messages:
    """Builds, verifies and writes messages."""

    def __init__(self, folder, keystore):
        self.folder = folder
        self.keys = keystore
        # Each party counts for itself; own counters of devices are for alerts.
        self.counters = {SUPPLIER: 1000, OPERATOR: 2000, ACB: 3000, TCOS: 4000, RECOVERY: 5000,
                         WAN: 6000, ESME: 100, GSME: 200, PPMID: 300}

    def count(self, party):
        """The party's next Originator Counter."""
        self.counters[party] += 1
        return self.counters[party]

    def write(self, name, octets):
        """Writes hexadecimal text; the folder is the part of the name up to the first _."""
        self.write_in(self.folder / "messages" / name.split("_")[0], name, octets)

    @staticmethod
    def write_in(folder, name, octets):
        """Writes hexadecimal text into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.HEX").write_text(octets.hex().upper() + "\n", encoding="ascii")

    def maced_by(self, header):
        """The two parties of the MAC: who makes it, who verifies it (6.2.3, 6.4.5)."""
        if header.cra == gbcs.COMMAND and header.originator not in DEVICES:
            return ACB, header.recipient
        return header.originator, header.recipient

    def put(self, name, header, payload, signed=False, maced=False, plains=()):
        """Builds a message as its originator, verifies it as its recipient and writes it."""
        maker, checker = self.maced_by(header)
        octets = gbcs.build(header, payload,
                            signing_key=self.keys.key(header.originator, "ds") if signed else None,
                            z=self.keys.z(maker, checker) if maced else None)
        message = gbcs.parse(octets)
        right = message.header == header and message.payload == payload
        if signed:
            right &= gbcs.signature_verifies(self.keys.point(header.originator, "ds"), message)
        if maced:
            right &= gbcs.mac_verifies(self.keys.z(checker, maker), message)
        if not right or list(plains) != self.open(message):
            raise RuntimeError(f"{name} does not verify")
        self.write(name, octets)
        return octets

    def open(self, message):
        """What is sealed in a message, opened by the one that it is for."""
        binding = gbcs.encryption_binding(message.header)
        blocks = message.payload.split(b"\x31" + bytes(4))[1:]
        plains = []
        for block in blocks:
            # the only sealed block, or the last but the results of an access-response
            tail = 3 if message.payload[:1] == b"\xda" else 0
            sealed = b"\x31" + bytes(4) + block[:len(block) - tail]
            plains.append(gbcs.unseal(self.keys.z(binding[2], binding[0]), binding, sealed))
        return plains

    def critical(self, name, header, payload):
        """A critical command: what its originator signs, and what the ACB makes of it."""
        self.put(f"{name}_PRECOMMAND", header, payload)
        return self.put(f"{name}_COMMAND", header, payload, signed=True, maced=True)

    def blocks(self, name, octets):
        """The blocks that carry a long message."""
        made = gbcs.blocks(octets)
        if b"".join(block[-size:] for block, size in zip(made, part_sizes(octets))) != octets:
            raise RuntimeError(f"{name}: the blocks do not hold the message")
        for number, block in enumerate(made, 1):
            self.write_in(self.folder / "blocks", f"{name}_BLOCK_{number}", block)


def part_sizes(octets):
    """Octets of a message in each of its blocks."""
    full, rest = divmod(len(octets), gbcs.BLOCK_SIZE)
    return [gbcs.BLOCK_SIZE] * full + ([rest] if rest else [])


def answer(command, date_time=b""):
    """The header of the response to a command (7.2.7)."""
    return Header(gbcs.RESPONSE, command.counter, command.recipient, command.originator,
                  command.message_code, date_time, command.other_form, command.party,
                  command.party_counter)


# ---- DLMS payloads -------------------------------------------------------------------------------


def invoke_id(header):
    """long-invoke-id-and-priority."""
    return b"\x20" + u(header.counter & 0xFFFFFF, 3)


def attribute(access, class_id, instance, number):
    """The specification of an item."""
    return u(access, 1) + u(class_id, 2) + bytes.fromhex(instance) + u(number, 1)


GET, SET, ACTION = 1, 2, 3


def access_request(header, *items):
    """An access-request of (specification, data)."""
    count = u(len(items), 1)
    return (b"\xd9" + invoke_id(header) + b"\x00" + count + b"".join(item[0] for item in items)
            + count + b"".join(item[1] for item in items))


def access_response(header, *items):
    """An access-response of (data, access, result)."""
    count = u(len(items), 1)
    return (b"\xda" + invoke_id(header) + b"\x00\x00" + count + b"".join(item[0] for item in items)
            + count + b"".join(u(item[1], 1) + u(item[2], 1) for item in items))


def structure(*members):
    """An A-XDR structure."""
    return b"\x02" + u(len(members), 1) + b"".join(members)


def uint32(value):
    """An A-XDR double-long-unsigned."""
    return b"\x06" + u(value, 4)


def read_protected(header, instance, attributes):
    """get_protected_attributes of a data protection object (8)."""
    parameters = gbcs.protection_parameters(header.originator, header.counter, header.recipient)
    wanted = b"\x01" + u(len(attributes), 1) + b"".join(attributes)
    return access_request(header, (attribute(ACTION, 30, instance, 1),
                                   b"\x02\x02" + wanted + parameters))


def protected_attribute(class_id, instance, number, selection="1600 00"):
    """An attribute that is to be read protected."""
    return structure(b"\x12" + u(class_id, 2), gbcs.octet_string(bytes.fromhex(instance)),
                     b"\x0f" + u(number, 1), b"\x12\x00\x00",
                     b"\x02\x02" + bytes.fromhex(selection))


def protected_response(z, header, plain):
    """The access-response with one protected datum."""
    return access_response(header, (b"\x02\x02" + gbcs.dlms_protected(z, header, plain), ACTION, 0))


# ---- the messages --------------------------------------------------------------------------------


def load_switch(make):
    """ECS42: a critical command to the ESME and its signed response."""
    command = Header(gbcs.COMMAND, make.count(SUPPLIER), SUPPLIER, ESME, 0x004F)
    close = (attribute(ACTION, 9, "00000A006AFF", 1), bytes.fromhex("120033"))
    make.critical("ECS42", command, access_request(command, close))
    response = answer(command)
    make.put("ECS42_RESPONSE", response, access_response(response, (b"\x00", ACTION, 0)),
             signed=True)


def read_mpan(make):
    """ECS40: the network operator reads import and export MPAN; MAC only."""
    command = Header(gbcs.COMMAND, make.count(OPERATOR), OPERATOR, ESME, 0x004E)
    make.put("ECS40_COMMAND", command, access_request(
        command, (attribute(GET, 1, "00005E2C220B", 2), b"\x00"),
        (attribute(GET, 1, "0100000002FF", 2), b"\x00")), maced=True)
    response = answer(command)
    make.put("ECS40_RESPONSE", response, access_response(
        response, *((gbcs.octet_string(mpan), GET, 0)
                    for mpan in (b"9900000000013", b"9900000000021"))), maced=True)


def read_energy(make):
    """ECS17b: a read whose answer is encrypted for the supplier."""
    command = Header(gbcs.COMMAND, make.count(SUPPLIER), SUPPLIER, ESME, 0x0027)
    make.put("ECS17b_COMMAND", command, read_protected(
        command, "00002B0208FF", [protected_attribute(1, "00005E2C220A", 0x0F)]), maced=True)
    response = answer(command, NOW_DLMS)
    # active and reactive import, each with scaler 0 and unit (Wh, varh)
    plain = structure(structure(uint32(4_711_815), bytes.fromhex("02020F00161E"),
                                uint32(310_742), bytes.fromhex("02020F001620")))
    make.put("ECS17b_RESPONSE", response,
             protected_response(make.keys.z(ESME, SUPPLIER), response, plain),
             maced=True, plains=[plain])


def read_daily_log(make):
    """ECS21b by the ACB for a supplier that the ESME does not know; encrypted for that supplier."""
    certificate = make.keys.certificate(OTHER_SUPPLIER, "ka")
    command = Header(gbcs.COMMAND, make.count(ACB), ACB, ESME, 0x0034,
                     other_form=gbcs.CERTIFICATE, party=OTHER_SUPPLIER, party_counter=7001,
                     party_certificate=certificate)
    period = "1602 0202 090C 07EA0201FF00000000800000 090C 07EA0203FF00000000800000"
    make.put("ECS21b_COMMAND", command, read_protected(
        command, "00002B0206FF", [protected_attribute(7, "0000620108FF", 2, period)]), maced=True)
    response = answer(command)
    response.other_form = gbcs.ORIGINATOR_COUNTER
    response.party_originator_counter = make.count(ESME)
    # a compact-array of rows: a time, an unsigned and five signed numbers
    rows = b"".join(u(NOW_ZIGBEE - 36_900 - 86_400 * day, 4)
                    + b"".join(u(base + 317 * day, 4) for base in (41_250, 60_000, 12_500, 0, 75,
                                                                   1_500_000))
                    for day in range(2))
    plain = structure(bytes.fromhex("1302070606") + b"\x05" * 5 + gbcs.length(len(rows)) + rows)
    z = gbcs.agree(make.keys.key(ESME, "ka"), pki.point_in(certificate))
    make.put("ECS21b_RESPONSE", response, protected_response(z, response, plain), maced=True,
             plains=[plain])


def read_gas(make):
    """GCS13a: read attributes of the metering cluster; the answer is encrypted."""
    command = Header(gbcs.COMMAND, make.count(SUPPLIER), SUPPLIER, GSME, 0x0074)
    attributes = bytes.fromhex("0203 0103 0003 0000")
    make.put("GCS13a_COMMAND", command, b"\x01\x09\x01" + gbcs.gbz_component(
        gbz_last(), 0x0702, bytes(3), attributes), maced=True)
    response = answer(command, NOW_DLMS)
    # divisor 1000, multiplier 1, unit of volume, and the summation: little-endian
    plain = (bytes.fromhex("0203 00 22 E80300 0103 00 22 010000 0003 00 30 01 0000 00 25")
             + (2_718_281).to_bytes(6, "little"))
    payload = b"\x01\x09\x01" + gbcs.gbz_protected(
        make.keys.z(GSME, SUPPLIER), response, gbz_last() | 0x02, 0x0702,
        bytes.fromhex("180001"), plain, 0)
    make.put("GCS13a_RESPONSE", response, payload, maced=True, plains=[plain])


def gbz_last():
    """Control of the last component."""
    return 0x01


def set_clock(make):
    """GCS28: an ASN.1 command."""
    command = Header(gbcs.COMMAND, make.count(SUPPLIER), SUPPLIER, GSME, 0x007F)
    make.critical("GCS28", command, sequence(generalized_time("20260203094500Z"),
                                             generalized_time("20260203104500Z")))
    make.put("GCS28_RESPONSE", answer(command), sequence(generalized_time(NOW), integer(0)),
             signed=True)


def activate_firmware(make):
    """CS06, at once and dated ahead, and the alert that tells how the latter went."""
    image = octet_string(hashlib.sha256(b"an example of a firmware image").digest())
    done = sequence(integer(0), octet_string(bytes.fromhex("00020105")))
    command = Header(gbcs.COMMAND, make.count(SUPPLIER), SUPPLIER, ESME, 0x0012)
    make.critical("CS06", command, sequence(image, integer(command.counter)))
    make.put("CS06_RESPONSE", answer(command, NOW_DLMS), done, signed=True)
    command = Header(gbcs.COMMAND, make.count(SUPPLIER), SUPPLIER, ESME, 0x0012)
    due = generalized_time("20260210020000Z")
    make.put("CS06_FUTURE_DATED_COMMAND", command, sequence(image, integer(command.counter), due),
             signed=True, maced=True)
    make.put("CS06_FUTURE_DATED_RESPONSE", answer(command, NOW_DLMS), null(), signed=True)
    alert = Header(gbcs.ALERT, make.count(ESME), ESME, SUPPLIER, 0x00CA)
    make.put("CS06_FUTURE_DATED_ALERT", alert,
             sequence(integer(0x8F66), due, integer(command.counter), done), signed=True)


def top_up(make):
    """CS01a: the supplier credits 25 pounds; the token is the supplier's own."""
    counter = 257 << 32
    command = Header(gbcs.COMMAND, counter, SUPPLIER, ESME, 0x0007)
    utrn = token(make, ESME, counter, 25)
    make.put("CS01a_COMMAND", command, access_request(
        command, (attribute(ACTION, 115, "0000132800FF", 1), gbcs.octet_string(utrn))), maced=True)
    response = answer(command, NOW_DLMS)
    make.put("CS01a_RESPONSE", response, access_response(response, (b"\x00", ACTION, 0)),
             maced=True)


def token(make, device, counter, pounds):
    """A UTRN for a device, verified with the device's key."""
    utrn = gbcs.make_utrn(make.keys.z(SUPPLIER, device, "pp-ka"), SUPPLIER, counter, device, 1,
                          pounds)
    z = gbcs.agree(make.keys.key(device, "ka"), make.keys.point(SUPPLIER, "pp-ka"))
    if not gbcs.utrn_verifies(z, SUPPLIER, counter, device, utrn):
        raise RuntimeError("the token does not verify")
    return utrn.encode("ascii")


def top_up_on_the_han(make):
    """PCS01: the PPMID passes a token that the consumer typed on to the GSME."""
    command = Header(gbcs.COMMAND, make.count(PPMID), PPMID, GSME, 0x009B)
    utrn = token(make, GSME, 258 << 32, 15)
    make.put("PCS01_COMMAND", command, b"\x01\x09\x01" + gbcs.gbz_component(
        gbz_last(), 0x0705, bytes.fromhex("010004"), b"\x02" + u(len(utrn), 1) + utrn), maced=True)
    # accepted; value, source and credit remaining, in hundred thousandths of a pound
    body = (b"\x00" + (1_500_000).to_bytes(4, "little") + b"\x02"
            + (2_137_000).to_bytes(4, "little"))
    make.put("PCS01_RESPONSE", answer(command), b"\x01\x09\x01" + gbcs.gbz_component(
        gbz_last(), 0x0705, bytes.fromhex("090003"), body), maced=True)


def alerts(make):
    """The generic alerts: a critical one, signed, and one that is not, with a MAC."""
    alert = Header(gbcs.ALERT, make.count(ESME), ESME, SUPPLIER, 0x1000)
    make.put("GCA_8F3F_ALERT", alert, b"\x0f" + invoke_id(alert) + b"\x00" + structure(
        bytes.fromhex("128F3F"), gbcs.octet_string(NOW_DLMS[:-1] + b"\xFF")), signed=True)
    alert = Header(gbcs.ALERT, make.count(GSME), GSME, SUPPLIER, 0x1001)
    make.put("GNCA_810E_ALERT", alert, bytes.fromhex("010900810E") + u(NOW_ZIGBEE, 4), maced=True)


# ---- credentials ---------------------------------------------------------------------------------

ROLE_OF = {entity: pki.ROLES[role] for entity, role, _ in ORGANISATIONS}


def cell(entity, use):
    """A TrustAnchorCellIdentifier."""
    usage = integer(1) if use == "pp-ka" else b""
    return sequence(integer(ROLE_OF[entity]), key_usage(usage_of(use)), usage)


def identifiers(make, entity, use, prefix=""):
    """Subject unique identifier and subject key identifier of a certificate."""
    point = pki.point_in(make.keys.certificate(entity, use, prefix))
    return octet_string(u(entity, 8)) + octet_string(pki.key_identifier(point))


def as_sent(element):
    """An element with its length as devices in the field write it: 128 to 255 as 82 00 xx."""
    return element[:1] + b"\x82\x00" + element[2:] if element[1] == 0x81 else element


def credential_details(make):
    """CS02a by the transitional CoS: the frame that is signed and has no MAC."""
    command = Header(gbcs.COMMAND, make.count(TCOS), TCOS, ESME, 0x0008)
    make.put("CS02a_COMMAND", command, sequence(cell(TCOS, "ds"), sequence(integer(2), integer(3))),
             signed=True)
    details = []
    for entity, role, uses in ORGANISATIONS:
        if entity in (SUPPLIER, OPERATOR):
            cells = (sequence(key_usage(usage_of(use)), integer(1) if use == "pp-ka" else b"",
                              identifiers(make, entity, use)) for use in uses)
            details.append(sequence(integer(pki.ROLES[role]), enumerated(0),
                                    integer(make.counters[entity]), sequence(*cells)))
    make.put("CS02a_RESPONSE", answer(command), as_sent(sequence(*details)), signed=True)


def update(make, command, mode, entity, uses, floors=b""):
    """The payload of a CS02b command that renews an organisation's certificates."""
    control = sequence(
        integer(mode), tlv(0xA2, cell(command.originator, "ds")[2:]),
        tlv(0x83, integer(command.counter)[2:]), floors)
    replacements = (sequence(make.keys.certificate(entity, use, "renewed/"), cell(entity, use))
                    for use in uses)
    return sequence(control, sequence(*replacements), sequence(make.keys.issuer.certificate))


def updated(make, command, mode, entity, uses, changes):
    """The payload of the response."""
    outcomes = (sequence(cell(entity, use), enumerated(0), identifiers(make, entity, use),
                         identifiers(make, entity, use, "renewed/")) for use in uses)
    return sequence(null(), sequence(integer(command.counter), integer(mode), sequence(*changes),
                                     sequence(*outcomes)))


def renew_supplier(make):
    """CS02b supplierBySupplier: long, so also in blocks."""
    uses = ("ds", "ka", "pp-ka")
    command = Header(gbcs.COMMAND, make.count(SUPPLIER), SUPPLIER, ESME, 0x0102)
    floor, top_up_floor = command.counter, 257 << 32
    specialist = sequence(sequence(integer(0), integer(top_up_floor)))
    floors = tlv(0x84, integer(floor)[2:]) + tlv(0xA5, specialist[2:])
    octets = make.critical("CS02b_SUPPLIER_BY_SUPPLIER", command,
                           update(make, command, 2, SUPPLIER, uses, floors))
    make.blocks("CS02b_SUPPLIER_BY_SUPPLIER_COMMAND", octets)
    change = sequence(integer(2), integer(floor), specialist)
    make.put("CS02b_SUPPLIER_BY_SUPPLIER_RESPONSE", answer(command, NOW_DLMS),
             updated(make, command, 2, SUPPLIER, uses, [change]), signed=True)


def renew_wan_provider(make):
    """CS02b wanProviderByWanProvider, to the Communications Hub."""
    command = Header(gbcs.COMMAND, make.count(WAN), WAN, CHF, 0x0105)
    floors = tlv(0x84, integer(command.counter)[2:])
    make.put("CS02b_WAN_PROVIDER_BY_WAN_PROVIDER_COMMAND", command,
             update(make, command, 5, WAN, ("ds",), floors), signed=True, maced=True)
    change = sequence(integer(6), integer(command.counter))
    make.put("CS02b_WAN_PROVIDER_BY_WAN_PROVIDER_RESPONSE", answer(command, NOW_DLMS),
             updated(make, command, 5, WAN, ("ds",), [change]), signed=True)


def recover(make):
    """CS02b by recovery, which puts a new certificate of the transitional CoS in; no MAC."""
    command = Header(gbcs.COMMAND, make.count(RECOVERY), RECOVERY, ESME, 0x0108)
    change = sequence(integer(5), integer(make.counters[TCOS]))
    floors = tlv(0x84, integer(command.counter)[2:]) + tlv(0xA6, change)
    make.put("CS02b_ANY_BY_RECOVERY_COMMAND", command,
             update(make, command, 8, TCOS, ("ds",), floors), signed=True)
    own = sequence(integer(1), integer(command.counter))
    make.put("CS02b_ANY_BY_RECOVERY_RESPONSE", answer(command, NOW_DLMS),
             updated(make, command, 8, TCOS, ("ds",), [own, change]), signed=True)


def make_all(folder):
    """Makes all PARTS in an empty folder; returns the number of messages."""
    make = Messages(folder, Keystore(folder / "keystore"))
    for family in (load_switch, read_mpan, read_energy, read_daily_log, read_gas, set_clock,
                   activate_firmware, top_up, top_up_on_the_han, alerts, credential_details,
                   renew_wan_provider, recover, renew_supplier):
        family(make)
    return len(files(folder / "messages"))


# ---- the run -------------------------------------------------------------------------------------


PARTS = ("keystore", "messages", "blocks")


def files(folder):
    """All files below a folder."""
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def differences(made, kept):
    """What differs between two folders."""
    names = {name for part in PARTS
             for folder in (made, kept) for name in map(pathlib.Path(part).joinpath,
                                                        files(folder / part))}
    return [str(name) for name in sorted(names)
            if not ((made / name).is_file() and (kept / name).is_file()
                    and filecmp.cmp(made / name, kept / name, shallow=False))], len(names)


def replace(made, kept):
    """Puts new files in the place of the old ones."""
    for part in PARTS:
        for name in files(kept / part):
            (kept / part / name).unlink()
        for name in files(made / part):
            (kept / part / name).parent.mkdir(parents=True, exist_ok=True)
            (kept / part / name).write_bytes((made / part / name).read_bytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true",
                        help="write nothing, compare with the files that are there")
    parser.add_argument("--folder", type=pathlib.Path, default=HERE.parent / "examples",
                        help="holds keystore/, messages/ and blocks/")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder)
        count = make_all(made)
        if not arguments.check:
            replace(made, arguments.folder)
            print(f"{count} messages made and verified")
            return 0
        wrong, total = differences(made, arguments.folder)
    for name in wrong:
        print(f"  {name} differs or is not there")
    print(f"example files: {total - len(wrong)} passed, {len(wrong)} failed, 0 skipped")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
