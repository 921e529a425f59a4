"""Certificates made part by part, so that each part can be made wrong; what a certificate says."""

import dataclasses
import hashlib
import pathlib
import subprocess
import sys
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "oracle"))

import gbcs
import pki
from pki import bit_string, integer, octet_string, oid, sequence, tlv

SEED = "libgbcs certificates for tests, 1"
ROOT, RECOVERY, SUPPLIER, AUTHORITY, OTHER = 0, 1, 2, 7, 127
SIGNATURE, AGREEMENT, CERTIFICATES, CERTIFICATES_ONLY = (bytes.fromhex(h) for h in ("0780", "0308", "0106", "0204"))
POLICY, OTHER_POLICY = "2.999.1.1", "2.999.1.3"
HARDWARE_TYPE = pki.HARDWARE_TYPE
TRUE = tlv(0x01, b"\xff")


def scalar(label):
    """A private key that follows from its name."""
    return int.from_bytes(hashlib.sha256(f"{SEED}: {label}".encode()).digest(), "big") % (gbcs.N - 1) + 1


def point(label):
    """The public key of that name."""
    return gbcs.public_point(scalar(label))


# ---- names ---------------------------------------------------------------------------------------


def unit(text, tag=0x0C):
    """organizationalUnitName."""
    return "2.5.4.11", tlv(tag, text if isinstance(text, bytes) else text.encode("ascii"))


def role(number):
    """organizationalUnitName of a role: two hexadecimal digits."""
    return unit(f"{number:02X}")


def entity(number):
    """x500UniqueIdentifier: an Entity Identifier."""
    return "2.5.4.45", bit_string(gbcs.u(number, 8))


title = pki.common_name
name = pki.name

ROOT_NAME = name(role(ROOT), title("Root"))
AUTHORITY_NAME = name(role(AUTHORITY), title("Authority"))
DEVICE_AUTHORITY_NAME = name(title("Device Authority"))
# 00-00-5E-EF-10-00-00-00 to -FF are for documentation (RFC 7042 2.2.3).
ENTITY, DEVICE = 0x00005EEF10000002, 0x00005EEF100000E0


# ---- extensions ----------------------------------------------------------------------------------


def key_usage(value, critical=True):
    """keyUsage; the value is that of the BIT STRING."""
    return pki.extension("2.5.29.15", tlv(0x03, value), critical)


def subject_key(identifier, critical=False):
    """subjectKeyIdentifier."""
    return pki.extension("2.5.29.14", octet_string(identifier), critical)


def authority_key(identifier, critical=False, more=b""):
    """authorityKeyIdentifier: keyIdentifier, and more."""
    return pki.extension("2.5.29.35", sequence(tlv(0x80, identifier), more), critical)


def policies(*identifiers, critical=True):
    """certificatePolicies."""
    return pki.extension("2.5.29.32", sequence(*(sequence(oid(i)) for i in identifiers)), critical)


def constraints(*parts, critical=True):
    """basicConstraints."""
    return pki.extension("2.5.29.19", sequence(*parts), critical)


def module_name(number, critical=True, kind="1.3.6.1.5.5.7.8.4", hardware=HARDWARE_TYPE):
    """otherName: HardwareModuleName."""
    module = sequence(oid(hardware), octet_string(number if isinstance(number, bytes) else gbcs.u(number, 8)))
    return alternative(tlv(0xA0, oid(kind), tlv(0xA0, module)), critical=critical)


def alternative(*names, critical=True):
    """subjectAltName."""
    return pki.extension("2.5.29.17", sequence(*names), critical)


# ---- certificates --------------------------------------------------------------------------------

UNSET = object()


@dataclasses.dataclass(frozen=True)
class Certificate:
    """The parts of a certificate, each in DER; what is None is left out."""

    signer: int
    issuer: bytes
    subject: bytes
    validity: tuple
    key: bytes
    extensions: dict
    version: bytes = tlv(0xA0, integer(2))
    serial: bytes = UNSET
    algorithm: bytes = pki.ECDSA_WITH_SHA256
    outer_algorithm: bytes = None
    unique: bytes = b""
    encode: object = pki.der_signature
    damage: object = None

    def but(self, **parts):
        """The same with other parts; extensions are replaced or left out (None) one by one."""
        extensions = dict(self.extensions)
        for kind, value in parts.pop("extensions", {}).items():
            extensions[kind] = value
        return dataclasses.replace(self, extensions=extensions, **parts)

    def with_key(self, label):
        """The same with another key."""
        return self.but(key=key_info(point(label)),
                        extensions={"subject": subject_key(pki.key_identifier(point(label)))})

    @property
    def signed(self):
        """TBSCertificate."""
        parts = [value for value in self.extensions.values() if value is not None]
        rest = (self.algorithm + self.issuer + sequence(*(time(t) for t in self.validity)) + self.subject
                + self.key + self.unique + (tlv(0xA3, sequence(*parts)) if parts else b""))
        serial = self.serial
        if serial is UNSET:
            number = int.from_bytes(hashlib.sha256(rest).digest()[:16], "big") & ~(3 << 126) | 1 << 126
            serial = integer(number)
        return sequence(self.version, serial, rest)

    @property
    def der(self):
        """The certificate, signed."""
        signed = self.signed
        signature = bytearray(gbcs.sign(self.signer, signed))
        if self.damage is not None:
            signature[self.damage] ^= 1
        return sequence(signed, self.outer_algorithm or self.algorithm, bit_string(self.encode(bytes(signature))))


def time(text):
    """Time by RFC 5280 4.1.2.5; octets stay as they are."""
    return text if isinstance(text, bytes) else pki.time(text)


def key_info(octets, algorithm=pki.P256):
    """SubjectPublicKeyInfo."""
    return sequence(algorithm, bit_string(octets))


def make(subject_label, issuer_label, issuer, subject, validity, usage, **extra):
    """A certificate as its profile asks for, from the names of its keys."""
    own, authority = point(subject_label), point(issuer_label)
    extensions = {"usage": key_usage(usage)}
    if "constraints" in extra:
        extensions["constraints"] = extra["constraints"]
    extensions["subject"] = subject_key(pki.key_identifier(own))
    if "module" in extra:
        extensions["module"] = extra["module"]
    extensions["policies"] = policies(POLICY)
    extensions["authority"] = authority_key(pki.key_identifier(authority))
    return Certificate(scalar(issuer_label), issuer, subject, validity, key_info(own), extensions)


CENTURY = ("20200101000000Z", "20691231235959Z")
QUARTER = ("20210101000000Z", "20451231235959Z")
DECADE = ("20220101000000Z", "20311231235959Z")

ROOT_CERTIFICATE = make("root", "root", ROOT_NAME, ROOT_NAME, CENTURY, CERTIFICATES, constraints=constraints(TRUE))
ROOT_CERTIFICATE = ROOT_CERTIFICATE.but(extensions={"authority": None})
AUTHORITY_CERTIFICATE = make("authority", "root", ROOT_NAME, AUTHORITY_NAME, QUARTER, CERTIFICATES,
                             constraints=constraints(TRUE, integer(0)))
DEVICE_AUTHORITY_CERTIFICATE = make("device authority", "root", ROOT_NAME, DEVICE_AUTHORITY_NAME, QUARTER,
                                    CERTIFICATES, constraints=constraints(TRUE, integer(0)))


def organisation(number=SUPPLIER, usage=SIGNATURE, label="organisation"):
    """The certificate of an organisation."""
    return make(label, "authority", AUTHORITY_NAME, name(role(number), entity(ENTITY)), DECADE, usage)


def device(usage=SIGNATURE, label="device"):
    """The certificate of a device."""
    return make(label, "device authority", DEVICE_AUTHORITY_NAME, sequence(),
                ("20230101000000Z", pki.NO_EXPIRY), usage, module=module_name(DEVICE))


NEW_ROOT_NAME = name(role(ROOT), title("New Root"))
NEW_ROOT_CERTIFICATE = make("new root", "new root", NEW_ROOT_NAME, NEW_ROOT_NAME, CENTURY, CERTIFICATES,
                            constraints=constraints(TRUE))
LINK_CERTIFICATE = make("new root", "root", ROOT_NAME, NEW_ROOT_NAME, CENTURY, CERTIFICATES,
                        constraints=constraints(TRUE))


def certification_request(usage=SIGNATURE, label="device"):
    """A PKCS #10 request of a device (GBCS 13.4)."""
    asked = pki.sequence(key_usage(usage), module_name(DEVICE))
    attribute = sequence(oid("1.2.840.113549.1.9.14"), tlv(0x31, asked))
    info = sequence(integer(0), sequence(), key_info(point(label)), tlv(0xA0, attribute))
    signature = pki.der_signature(gbcs.sign(scalar(label), info))
    return sequence(info, pki.ECDSA_WITH_SHA256, bit_string(signature))


# ---- what others say -----------------------------------------------------------------------------

OID = x509.ExtensionOID
BITS = (("digital_signature", 0x80), ("key_agreement", 0x08), ("key_cert_sign", 0x04), ("crl_sign", 0x02))


def contents(der):
    """What python3-cryptography reads in a certificate, as the agent prints it."""
    parsed = x509.load_der_x509_certificate(der)
    found = {extension.oid: extension.value for extension in parsed.extensions}
    units = parsed.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)
    identifiers = parsed.subject.get_attributes_for_oid(x509.NameOID.X500_UNIQUE_IDENTIFIER)
    usage = sum(bit for attribute, bit in BITS if getattr(found[OID.KEY_USAGE], attribute))
    own = found[OID.SUBJECT_KEY_IDENTIFIER].digest
    authority = found.get(OID.AUTHORITY_KEY_IDENTIFIER)
    limit = found[OID.BASIC_CONSTRAINTS].path_length if OID.BASIC_CONSTRAINTS in found else None
    who, hardware = "0" * 16, "-"
    if identifiers:
        who = identifiers[0].value[-8:].hex()
    if OID.SUBJECT_ALTERNATIVE_NAME in found:
        value = found[OID.SUBJECT_ALTERNATIVE_NAME][0].value
        who, hardware = value[-8:].hex(), value[4:4 + value[3]].hex()
    public = parsed.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    listed = b"".join(sequence(oid(p.policy_identifier.dotted_string)) for p in found[OID.CERTIFICATE_POLICIES])
    return (f"ok {units[0].value.lower() if units else 'ff'} {usage:02x} {who} {2**64 - 1 if limit is None else limit} "
            f"{public.hex()} {own.hex()} {(authority.key_identifier if authority else own).hex()} "
            f"{listed.hex()} {hardware}")


def pem(der):
    """A certificate as PEM, whatever it is."""
    result = subprocess.run(["openssl", "base64"], input=der, capture_output=True, check=True)
    return b"-----BEGIN CERTIFICATE-----\n" + result.stdout + b"-----END CERTIFICATE-----\n"


def openssl_verify(end, at_hand, root, seconds=None, policy=None):
    """Whether `openssl verify` accepts a path, and the reason why not."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for label, ders in (("end", [end]), ("hand", at_hand), ("root", [root])):
            paths[label] = pathlib.Path(folder, label)
            paths[label].write_bytes(end if label == "end" else b"".join(map(pem, ders)))
        command = ["openssl", "verify", "-x509_strict", "-explicit_policy", "-trusted", paths["root"], "-partial_chain"]
        command += ["-untrusted", paths["hand"]] if at_hand else []
        # by default it accepts none when it must name one
        command += [word for accepted in ([policy] if policy else [POLICY, OTHER_POLICY])
                    for word in ("-policy", accepted)]
        command += ["-no_check_time"] if seconds is None else ["-attime", str(seconds)]
        result = subprocess.run([*map(str, command), str(paths["end"])], capture_output=True, text=True, check=False)
    lines = [line for line in (result.stderr + result.stdout).splitlines() if "error" in line]
    return result.returncode == 0, lines[0] if lines else ""
