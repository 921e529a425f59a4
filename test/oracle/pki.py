"""A small PKI by the certificate profile of GBCS 12: DER, certificates, PEM.

The signatures have the nonce of RFC 6979, so that the same keys make the same certificates.
"""

import hashlib

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import gbcs

ROLES = {"root": 0, "recovery": 1, "supplier": 2, "network operator": 3, "ACB": 4,
         "transitional CoS": 5, "WAN provider": 6, "issuing authority": 7}
# keyUsage: exactly one purpose (12)
SIGNATURE, AGREEMENT, CERTIFICATES = (bytes.fromhex(h) for h in ("0780", "0308", "0106"))

NO_EXPIRY = "99991231235959Z"


# ---- DER (X.690) ---------------------------------------------------------------------------------


def tlv(tag, *parts):
    """An element."""
    value = b"".join(parts)
    return bytes([tag]) + gbcs.length(len(value)) + value


def sequence(*parts):
    """SEQUENCE."""
    return tlv(0x30, *parts)


def integer(value):
    """INTEGER, not negative."""
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def enumerated(value):
    """ENUMERATED, below 128."""
    return tlv(0x0A, bytes([value]))


def octet_string(value):
    """OCTET STRING."""
    return tlv(0x04, value)


def bit_string(value):
    """BIT STRING of whole octets."""
    return tlv(0x03, b"\x00" + value)


def key_usage(value):
    """BIT STRING of a keyUsage: its number of unused bits is the first octet of the value."""
    return tlv(0x03, value)


def null():
    """NULL."""
    return tlv(0x05)


def oid(dotted):
    """OBJECT IDENTIFIER."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    out = b""
    for arc in (40 * first + second, *rest):
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.insert(0, arc & 0x7F | 0x80)
        out += bytes(septets)
    return tlv(0x06, out)


def generalized_time(text):
    """GeneralizedTime: YYYYMMDDHHMMSSZ."""
    return tlv(0x18, text.encode("ascii"))


def time(text):
    """Time: UTCTime up to 2049 (RFC 5280 4.1.2.5)."""
    return tlv(0x17, text[2:].encode("ascii")) if text < "2050" else generalized_time(text)


# ---- certificates --------------------------------------------------------------------------------

ECDSA_WITH_SHA256 = sequence(oid("1.2.840.10045.4.3.2"))
P256 = sequence(oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7"))
# The arc for examples (ITU-T X.660): the environment that issues, and the kind of hardware.
POLICY = "2.999.1.1"
HARDWARE_TYPE = "2.999.1.2"


def key_identifier(point):
    """0100 and the low 60 bits of SHA-1 (RFC 5280 4.2.1.2, method 2)."""
    digest = hashlib.sha1(point).digest()[-8:]
    return bytes([digest[0] & 0x0F | 0x40]) + digest[1:]


def name(*attributes):
    """A Name, an attribute in each RDN."""
    return sequence(*(tlv(0x31, sequence(oid(kind), value)) for kind, value in attributes))


def unit(role):
    """organizationalUnitName: the role as two hexadecimal digits."""
    return "2.5.4.11", tlv(0x0C, f"{ROLES[role]:02X}".encode("ascii"))


def common_name(text):
    """commonName."""
    return "2.5.4.3", tlv(0x0C, text.encode("ascii"))


def unique_identifier(entity):
    """x500UniqueIdentifier: the Entity Identifier."""
    return "2.5.4.45", bit_string(gbcs.u(entity, 8))


def extension(kind, value, critical=False):
    """An Extension."""
    return sequence(oid(kind), tlv(0x01, b"\xff") if critical else b"", octet_string(value))


def extensions(point, usage, issuer_point, authority=False, entity=None):
    """The extensions of a certificate, in the order in which they are seen."""
    parts = [extension("2.5.29.15", key_usage(usage), True)]
    if authority:
        depth = b"" if point == issuer_point else integer(0)
        parts.append(extension("2.5.29.19", sequence(tlv(0x01, b"\xff"), depth), True))
    parts.append(extension("2.5.29.14", octet_string(key_identifier(point))))
    if entity is not None:
        module = sequence(oid(HARDWARE_TYPE), octet_string(gbcs.u(entity, 8)))
        other_name = tlv(0xA0, oid("1.3.6.1.5.5.7.8.4"), tlv(0xA0, module))
        parts.append(extension("2.5.29.17", sequence(other_name), True))
    parts.append(extension("2.5.29.32", sequence(sequence(oid(POLICY))), True))
    if point != issuer_point:
        parts.append(extension("2.5.29.35", sequence(tlv(0x80, key_identifier(issuer_point)))))
    return tlv(0xA3, sequence(*parts))


def der_signature(plain):
    """A plain signature as Ecdsa-Sig-Value."""
    return sequence(*(integer(int.from_bytes(plain[i:i + 32], "big")) for i in (0, 32)))


def certificate(issuer_key, issuer, subject, validity, point, parts):
    """A Certificate, v3. The serial number, 16 octets and positive, is made from what is signed."""
    rest = (ECDSA_WITH_SHA256 + issuer + sequence(*(time(t) for t in validity)) + subject
            + sequence(P256, bit_string(point)) + parts)
    serial = int.from_bytes(hashlib.sha256(rest).digest()[:16], "big") & ~(3 << 126) | 1 << 126
    signed = sequence(tlv(0xA0, integer(2)), integer(serial), rest)
    return sequence(signed, ECDSA_WITH_SHA256,
                    bit_string(der_signature(gbcs.sign(issuer_key, signed))))


class Authority:
    """A root or an issuing authority."""

    def __init__(self, key, title, role, validity, parent=None):
        parent = parent or self
        self.key = key
        self.point = gbcs.public_point(key)
        self.name = name(common_name(title)) if role is None else name(unit(role),
                                                                       common_name(title))
        parts = extensions(self.point, CERTIFICATES, gbcs.public_point(parent.key), authority=True)
        self.certificate = certificate(parent.key, parent.name, self.name, validity, self.point,
                                       parts)

    def organisation(self, key, role, entity, usage, validity):
        """The certificate of an organisation."""
        point = gbcs.public_point(key)
        return certificate(self.key, self.name, name(unit(role), unique_identifier(entity)),
                           validity, point, extensions(point, usage, self.point))

    def device(self, key, entity, usage, not_before):
        """The certificate of a device: no subject, no expiry."""
        point = gbcs.public_point(key)
        return certificate(self.key, self.name, sequence(), (not_before, NO_EXPIRY), point,
                           extensions(point, usage, self.point, entity=entity))


def certificate_pem(der):
    """A certificate as PEM."""
    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)


def key_pem(scalar):
    """A private key as PEM, PKCS#8."""
    return gbcs.private_key(scalar).private_bytes(serialization.Encoding.PEM,
                                                  serialization.PrivateFormat.PKCS8,
                                                  serialization.NoEncryption())


def point_in(der):
    """The public key in a certificate."""
    return gbcs.point_of(x509.load_der_x509_certificate(der).public_key())


def issued_by(der, issuer_der):
    """Whether a certificate names another as its issuer and is signed by it."""
    parsed, issuer = (x509.load_der_x509_certificate(octets) for octets in (der, issuer_der))
    issuer.public_key().verify(parsed.signature, parsed.tbs_certificate_bytes,
                               ec.ECDSA(parsed.signature_hash_algorithm))
    identifier = parsed.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    own = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return parsed.issuer == issuer.subject and identifier.key_identifier == own.digest
