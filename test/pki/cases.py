"""The paths of our own test PKI: good ones, and a bad one for each rule, with what the library must say.

A case says also what OpenSSL thinks: the same, or another thing for a reason that is given; a reason that
begins with "either: " says why its answer is not judged.
"""

import dataclasses

from certificates import (AGREEMENT, AUTHORITY, AUTHORITY_CERTIFICATE, AUTHORITY_NAME, CENTURY, CERTIFICATES,
                          CERTIFICATES_ONLY, DEVICE, DEVICE_AUTHORITY_CERTIFICATE, DEVICE_AUTHORITY_NAME, ENTITY,
                          LINK_CERTIFICATE, NEW_ROOT_CERTIFICATE, NEW_ROOT_NAME, OTHER, OTHER_POLICY, POLICY,
                          QUARTER, RECOVERY, ROOT, ROOT_NAME, SIGNATURE, SUPPLIER, TRUE, alternative, authority_key,
                          constraints, device, entity, key_info, key_usage, make, module_name, name, organisation,
                          point, policies, role, scalar, subject_key, title, unit)
import gbcs
import pki
from pki import bit_string, integer, octet_string, oid, sequence, tlv

NOW = 1_770_113_700  # 2026-02-03T10:15:00Z
ORGANISATION, AUTHORITY_DER = organisation(), AUTHORITY_CERTIFICATE.der
DEVICE_DER, DEVICE_AUTHORITY_DER = device().der, DEVICE_AUTHORITY_CERTIFICATE.der
UNKNOWN = "2.999.1.99"
DECADE_FIRST, DECADE_LAST = 1_640_995_200, 1_956_527_999  # of the organisation's certificate
QUARTER_FIRST, QUARTER_LAST = 1_609_459_200, 2_398_377_599  # of the authorities'

# Why OpenSSL says yes where the library says no.
ROLES = "OpenSSL knows nothing of roles and Entity Identifiers"
USAGES = "OpenSSL checks the key usage of issuers only, and knows no profile for the rest"
SHAPE = "GBCS 12 asks for it, RFC 5280 does not"
LENIENT = "OpenSSL does not insist on it"
BEHIND = "OpenSSL does not look behind the certificate"
ANEW = "OpenSSL writes it anew before it looks"
KEY_IDENTIFIERS = "OpenSSL compares key identifiers, and does not compute them"
# Why it may say either.
VERSIONS = "either: it depends on the version of OpenSSL"
# Why it says no where the library says yes.
LAST = "OpenSSL leaves out the last second; both bounds are included (RFC 5280 4.1.2.5)"
NO_LINKS = "OpenSSL ends a path at a self-signed certificate and refuses one that it does not trust"


@dataclasses.dataclass(frozen=True)
class Case:
    """A path and its verdict; openssl is None if OpenSSL agrees, otherwise why it does not."""

    name: str
    kind: str
    end: bytes
    at_hand: tuple
    verdict: str
    openssl: str = None
    seconds: int = NOW
    policy: str = None


def der(certificate):
    """The octets of a certificate."""
    return certificate if isinstance(certificate, bytes) else certificate.der


def case(label, end, verdict="ok", openssl=None, kind="organisation", at_hand=(AUTHORITY_DER,), **more):
    """A case; unless told otherwise, of an organisation."""
    return Case(label, kind, der(end), tuple(map(der, at_hand)), verdict, openssl, **more)


def of_device(label, end, verdict="ok", openssl=None, at_hand=(DEVICE_AUTHORITY_DER,), **more):
    """A case of a device."""
    return case(label, end, verdict, openssl, "device", at_hand, **more)


def by(label, authority, verdict="ok", openssl=None, **more):
    """A case of the usual organisation under another authority's certificate."""
    return case(label, ORGANISATION, verdict, openssl, at_hand=(authority,), **more)


def altered(certificate, **extensions):
    """A certificate with other extensions."""
    return certificate.but(extensions=extensions)


def extra(kind=UNKNOWN, critical=False, value=b"\x05\x00"):
    """An extension of any kind."""
    return pki.extension(kind, value, critical)


def named(*attributes):
    """The organisation with another subject."""
    return ORGANISATION.but(subject=name(*attributes))


def keyed(octets, algorithm=pki.P256):
    """The organisation with another key."""
    identifier = pki.key_identifier(octets)
    return ORGANISATION.but(key=key_info(octets, algorithm), extensions={"subject": subject_key(identifier)})


def replaced(octets, old, new):
    """A certificate with octets replaced that are in it once; its signature is as it was."""
    assert octets.count(old) == 1 and len(old) == len(new)
    return octets.replace(old, new)


# ---- good ----------------------------------------------------------------------------------------


def good():
    """What must be accepted."""
    for number in (1, 2, 3, 4, 5, 6, 8, OTHER):
        for label, usage in (("signature", SIGNATURE), ("agreement", AGREEMENT)):
            yield case(f"role {number:02X}, {label}", organisation(number, usage))
    yield of_device("device, signature", DEVICE_DER)
    yield of_device("device, agreement", device(AGREEMENT))
    yield of_device("device, policies not critical", altered(device(), policies=policies(POLICY, critical=False)))
    yield of_device("device whose authority has role 07",
                    make("device", "authority", AUTHORITY_NAME, sequence(), ("20230101000000Z", pki.NO_EXPIRY),
                         SIGNATURE, module=module_name(DEVICE)), at_hand=(AUTHORITY_DER,))
    yield case("role as PrintableString", named(unit("02", 0x13), entity(ENTITY)))
    yield case("subject with commonName", named(title("SUPPLIER"), role(SUPPLIER), entity(ENTITY)))
    yield case("several attributes in one RDN", ORGANISATION.but(subject=sequence(tlv(0x31, *sorted(
        sequence(oid(kind), value) for kind, value in (role(SUPPLIER), entity(ENTITY)))))))
    yield case("serial number of 1 octet", ORGANISATION.but(serial=integer(1)))
    yield case("serial number of 16 octets", ORGANISATION.but(serial=integer((1 << 127) - 1)))
    yield case("unknown extension, not critical", altered(ORGANISATION, more=extra()))
    yield case("validity of one second", ORGANISATION.but(validity=("20260203101500Z",) * 2), openssl=LAST)
    yield case("end without expiry", ORGANISATION.but(validity=("20220101000000Z", pki.NO_EXPIRY)))
    both = altered(AUTHORITY_CERTIFICATE, policies=policies(POLICY, OTHER_POLICY))
    yield case("two policies, as the issuer has", altered(ORGANISATION, policies=policies(POLICY, OTHER_POLICY)),
               at_hand=(both,), policy=OTHER_POLICY)
    yield case("the policy asked for", ORGANISATION, policy=POLICY)
    for label, hand in (("before", (DEVICE_AUTHORITY_DER, AUTHORITY_DER)), ("behind", (AUTHORITY_DER, b"\x30")),
                        ("around", (b"\x30", DEVICE_AUTHORITY_DER, AUTHORITY_DER, LINK_CERTIFICATE.der))):
        yield case(f"other certificates at hand {label} the right one", ORGANISATION, at_hand=hand,
                   openssl="either: OpenSSL reads a file with octets that are no certificate, or not"
                   if b"\x30" in hand else None)
    expired = AUTHORITY_CERTIFICATE.but(validity=("20210101000000Z", "20220101000000Z"))
    yield case("an expired one at hand before the right one", ORGANISATION, at_hand=(expired, AUTHORITY_DER))
    yield by("authority, first moment", AUTHORITY_CERTIFICATE.but(validity=("20260203101500Z", "20451231235959Z")))
    yield by("authority, last moment", AUTHORITY_CERTIFICATE.but(validity=("20210101000000Z", "20260203101500Z")),
             openssl=LAST)
    yield case("first moment", ORGANISATION, seconds=DECADE_FIRST)
    yield case("last moment", ORGANISATION, openssl=LAST, seconds=DECADE_LAST)
    yield case("expired, without regard to time", ORGANISATION.but(validity=("20210101000000Z", "20220101000000Z")),
               seconds=None)
    yield from good_roots()


def good_roots():
    """A new root and a link to it."""
    parts = {"kind": "root", "at_hand": (LINK_CERTIFICATE,), "openssl": NO_LINKS}
    yield case("new root", NEW_ROOT_CERTIFICATE, **parts)
    yield case("new root without authorityKeyIdentifier", altered(NEW_ROOT_CERTIFICATE, authority=None), **parts)
    yield case("new root, path length 1", altered(NEW_ROOT_CERTIFICATE, constraints=constraints(TRUE, integer(1))),
               **parts)
    yield case("new root, keyCertSign alone", altered(NEW_ROOT_CERTIFICATE, usage=key_usage(CERTIFICATES_ONLY)),
               **parts)
    for critical in (False, True):
        yield case(f"new root with a contingency key, {'critical' if critical else 'not critical'}",
                   altered(NEW_ROOT_CERTIFICATE, more=extra("1.3.6.1.5.5.7.1.20", critical)), **parts)
    yield case("link, path length 1", NEW_ROOT_CERTIFICATE, kind="root", openssl=NO_LINKS,
               at_hand=(altered(LINK_CERTIFICATE, constraints=constraints(TRUE, integer(1))),))


# ---- bad, one rule each --------------------------------------------------------------------------


def fields():
    """Version, serial number, validity, algorithms, key, signature."""
    profile = "credential PROFILE"
    yield case("v1", ORGANISATION.but(version=b"", extensions=dict.fromkeys(ORGANISATION.extensions)), profile)
    yield case("v1 with extensions", ORGANISATION.but(version=b""), "credential TRAILING")
    yield case("v2", ORGANISATION.but(version=tlv(0xA0, integer(1)), extensions=dict.fromkeys(ORGANISATION.extensions)),
               "credential VALUE")
    yield case("v4", ORGANISATION.but(version=tlv(0xA0, integer(3))), "credential VALUE", LENIENT)
    yield case("v3 without extensions", ORGANISATION.but(extensions=dict.fromkeys(ORGANISATION.extensions)), profile)
    yield case("serial number 0", ORGANISATION.but(serial=integer(0)), profile, LENIENT)
    yield case("serial number negative", ORGANISATION.but(serial=tlv(0x02, b"\x80" + bytes(15))), profile, LENIENT)
    yield case("serial number of 17 octets", ORGANISATION.but(serial=integer(1 << 127)), profile, SHAPE)
    yield case("serial number not shortest", ORGANISATION.but(serial=tlv(0x02, b"\x00\x01")), "credential LENGTH")
    yield case("ends before it begins", ORGANISATION.but(validity=("20311231235959Z", "20220101000000Z")), profile)
    yield case("ends before it begins, without regard to time",
               ORGANISATION.but(validity=("20311231235959Z", "20220101000000Z")), profile, LENIENT, seconds=None)
    yield case("GeneralizedTime before 2050", ORGANISATION.but(validity=(
        pki.generalized_time("20220101000000Z"), "20311231235959Z")), "credential TIME", LENIENT)
    yield case("time without seconds", ORGANISATION.but(validity=(tlv(0x17, b"2201010000Z"), "20311231235959Z")),
               "credential LENGTH")
    yield of_device("device that expires", device().but(validity=("20230101000000Z", "20331231235959Z")), profile,
                    SHAPE)

    algorithm = "credential ALGORITHM"
    sha384 = sequence(oid("1.2.840.10045.4.3.3"))
    yield case("signed with SHA-384", ORGANISATION.but(algorithm=sha384), algorithm)
    yield case("signature algorithm with NULL", ORGANISATION.but(
        algorithm=sequence(oid("1.2.840.10045.4.3.2"), pki.null())), algorithm, LENIENT)
    yield case("signature algorithms differ", ORGANISATION.but(outer_algorithm=sha384), "credential VALUE")
    yield case("RSA key", keyed(sequence(integer(3 << 2047 | 1), integer(65537)),
                                sequence(oid("1.2.840.113549.1.1.1"), pki.null())), algorithm, SHAPE)
    p384 = bytes.fromhex("04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7"
                         "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f")
    yield case("key on P-384", keyed(p384, sequence(oid("1.2.840.10045.2.1"), oid("1.3.132.0.34"))), algorithm, SHAPE)
    yield case("curve by explicit parameters", keyed(point("organisation"), explicit_p256()), algorithm)
    yield case("key algorithm for ECDH only", keyed(point("organisation"), sequence(
        oid("1.3.132.1.12"), oid("1.2.840.10045.3.1.7"))), algorithm)
    yield case("key algorithm without curve", keyed(point("organisation"), sequence(oid("1.2.840.10045.2.1"))),
               algorithm)

    key = "credential PUBLIC_KEY"
    own = point("organisation")
    compressed = bytes([2 + (own[-1] & 1)]) + own[1:33]
    yield case("compressed point", keyed(compressed), key, SHAPE)
    yield case("hybrid point", keyed(bytes([6 + (own[-1] & 1)]) + own[1:]), key, SHAPE)
    yield case("point off the curve", keyed(own[:-1] + bytes([own[-1] ^ 1])), key)
    yield case("point at infinity", keyed(b"\x00"), key, VERSIONS)
    yield case("coordinate not below p", keyed(b"\x04" + b"\xff" * 64), key)
    yield case("point with an octet more", keyed(own + b"\x00"), key)

    yield case("signature not authentic, r", ORGANISATION.but(damage=31), "path SIGNATURE")
    yield case("signature not authentic, s", ORGANISATION.but(damage=63), "path SIGNATURE")
    yield case("signed content changed", replaced(ORGANISATION.der, gbcs.u(ENTITY, 8), gbcs.u(ENTITY + 1, 8)),
               "path SIGNATURE")
    yield by("authority's signature not authentic", AUTHORITY_CERTIFICATE.but(damage=63), "path SIGNATURE")
    for label, encode, status in encodings():
        yield case(f"signature: {label}", ORGANISATION.but(encode=encode), f"credential {status}")
    yield case("signature with an octet behind", ORGANISATION.but(encode=lambda s: pki.der_signature(s) + b"\x00"),
               "credential TRAILING")
    yield case("signature empty", ORGANISATION.but(encode=lambda s: b""), "credential TRUNCATED")


def explicit_p256():
    """An AlgorithmIdentifier with the curve P-256 written out (RFC 3279 2.3.5)."""
    p = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
    b = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
    return sequence(oid("1.2.840.10045.2.1"), sequence(
        integer(1), sequence(oid("1.2.840.10045.1.1"), integer(p)),
        sequence(octet_string(gbcs.u(p - 3, 32)), octet_string(gbcs.u(b, 32))),
        octet_string(gbcs.public_point(1)), integer(gbcs.N), integer(1)))


def half(octets):
    """A half of a signature as INTEGER."""
    return integer(int.from_bytes(octets, "big"))


def encodings():
    """Forms of a signature that are not DER: name, function, status."""
    yield "r not shortest", lambda s: sequence(tlv(0x02, b"\x00\x00" + s[:32]), half(s[32:])), "LENGTH"
    yield "s of 40 octets", lambda s: sequence(half(s[:32]), tlv(0x02, bytes(8) + s[32:])), "LENGTH"
    yield "r negative", lambda s: sequence(tlv(0x02, b"\x80" + s[1:32]), half(s[32:])), "VALUE"
    yield "r zero", lambda s: sequence(integer(0), half(s[32:])), "VALUE"
    yield "s zero", lambda s: sequence(half(s[:32]), integer(0)), "VALUE"
    yield "s above 2^256", lambda s: sequence(half(s[:32]), tlv(0x02, b"\x01" + s[32:])), "VALUE"
    yield "a third number", lambda s: sequence(half(s[:32]), half(s[32:]), integer(1)), "TRAILING"
    yield "one number", lambda s: sequence(half(s[:32])), "TRUNCATED"
    yield "r as OCTET STRING", lambda s: sequence(octet_string(s[:32]), half(s[32:])), "TAG"
    yield "a SET", lambda s: tlv(0x31, half(s[:32]), half(s[32:])), "TAG"
    yield "plain, not DER", lambda s: s, "TAG"
    yield "length not shortest", lambda s: b"\x30\x81" + pki.der_signature(s)[1:], "LENGTH"


def syntax():
    """Octets that are not DER."""
    octets = ORGANISATION.der
    inner = ORGANISATION.signed
    yield case("an octet behind", octets + b"\x00", "credential TRAILING", BEHIND)
    yield case("an octet missing", octets[:-1], "credential TRUNCATED")
    yield case("empty", b"", "credential TRUNCATED")
    yield case("outer length not shortest", b"\x30\x83\x00" + octets[2:], "credential LENGTH", ANEW)
    yield case("indefinite length", b"\x30\x80" + octets[4:] + bytes(2), "credential LENGTH", ANEW)
    yield case("criticality FALSE written", altered(ORGANISATION, subject=sequence(
        oid("2.5.29.14"), tlv(0x01, b"\x00"), octet_string(octet_string(bytes(8))))), "credential VALUE", LENIENT)
    yield case("criticality 01", altered(ORGANISATION, usage=sequence(
        oid("2.5.29.15"), tlv(0x01, b"\x01"), octet_string(tlv(0x03, SIGNATURE)))), "credential VALUE", LENIENT)
    yield case("extension twice", altered(ORGANISATION, more=policies(POLICY)), "credential VALUE")
    yield case("unknown extension twice", altered(ORGANISATION, more=extra(), again=extra()), "credential VALUE",
               VERSIONS)
    assert octets[4:4 + len(inner)] == inner


def extensions():
    """Which extensions are there, and what they say."""
    profile, usage = "credential PROFILE", "credential KEY_USAGE"
    for kind, openssl in (("usage", USAGES), ("subject", SHAPE), ("policies", None), ("authority", None)):
        yield case(f"no extension: {kind}", altered(ORGANISATION, **{kind: None}), profile, openssl)
    yield case("usage not critical", altered(ORGANISATION, usage=key_usage(SIGNATURE, False)), profile, USAGES)
    yield case("policies not critical", altered(ORGANISATION, policies=policies(POLICY, critical=False)), profile,
               SHAPE)
    own, authority = (pki.key_identifier(point(p)) for p in ("organisation", "authority"))
    yield case("subjectKeyIdentifier critical", altered(ORGANISATION, subject=subject_key(own, True)), profile)
    yield case("authorityKeyIdentifier critical", altered(ORGANISATION, authority=authority_key(authority, True)),
               profile)
    yield case("unknown critical extension", altered(ORGANISATION, more=extra(critical=True)), profile)
    yield case("extendedKeyUsage critical", altered(ORGANISATION, more=extra("2.5.29.37", True, sequence(
        oid("1.3.6.1.5.5.7.3.2")))), profile, SHAPE)
    yield case("nameConstraints critical", altered(ORGANISATION, more=extra("2.5.29.30", True, sequence(
        tlv(0xA0, sequence(tlv(0x82, b"example")))))), profile, "OpenSSL knows it, devices do not")
    yield case("basicConstraints in an organisation's", altered(ORGANISATION, more=constraints()), profile, SHAPE)
    yield case("an organisation that is CA", altered(ORGANISATION, more=constraints(TRUE)), profile, SHAPE)
    yield case("subjectAltName in an organisation's", altered(ORGANISATION, more=alternative(
        tlv(0x82, b"example.org"), critical=False)), profile, SHAPE)
    yield case("contingency key in an organisation's", altered(ORGANISATION, more=extra("1.3.6.1.5.5.7.1.20")),
               profile, SHAPE)

    for label, value in (("both", "0388"), ("nonRepudiation too", "06c0"), ("nonRepudiation", "0640"),
                         ("keyCertSign", "0204"), ("keyEncipherment", "0520"), ("decipherOnly", "070080"),
                         ("none", "00"), ("zeros not cut off", "0080"), ("unused bit set", "0781")):
        yield case(f"usage: {label}", altered(ORGANISATION, usage=key_usage(bytes.fromhex(value))),
                   usage, None if label in ("keyCertSign", "none") else USAGES)
    yield case("usage with octets behind", altered(ORGANISATION, usage=pki.extension(
        "2.5.29.15", tlv(0x03, SIGNATURE) + b"\x00", True)), usage,
        VERSIONS)
    yield case("usage that is no BIT STRING", altered(ORGANISATION, usage=pki.extension(
        "2.5.29.15", octet_string(SIGNATURE), True)), usage)
    yield from key_identifiers(own, authority)
    yield from policy_lists()


def key_identifiers(own, authority):
    """subjectKeyIdentifier and authorityKeyIdentifier."""
    wrong = "credential KEY_IDENTIFIER"
    changed = own[:-1] + bytes([own[-1] ^ 1])
    yield case("key identifier of another key", altered(ORGANISATION, subject=subject_key(changed)), wrong,
               KEY_IDENTIFIERS)
    yield case("key identifier without its type", altered(ORGANISATION, subject=subject_key(
        bytes([own[0] ^ 0x40]) + own[1:])), wrong, KEY_IDENTIFIERS)
    yield case("key identifier by method 1", altered(ORGANISATION, subject=subject_key(bytes(20))), wrong,
               KEY_IDENTIFIERS)
    yield case("key identifier of 7 octets", altered(ORGANISATION, subject=subject_key(own[1:])), wrong,
               KEY_IDENTIFIERS)
    yield case("key identifier with octets behind", altered(ORGANISATION, subject=pki.extension(
        "2.5.29.14", octet_string(own) + b"\x00")), wrong, VERSIONS)
    more = (tlv(0xA1, tlv(0xA4, ROOT_NAME)), tlv(0x82, b"\x01"))
    serial = AUTHORITY_CERTIFICATE.signed
    start = serial.index(b"\x02\x10")
    names = tlv(0xA1, tlv(0xA4, ROOT_NAME)) + tlv(0x82, serial[start + 2:start + 18])
    yield case("issuer and serial number too", altered(ORGANISATION, authority=authority_key(authority, more=names)),
               wrong, SHAPE)
    yield case("issuer and serial number alone", altered(ORGANISATION, authority=pki.extension(
        "2.5.29.35", sequence(names))), wrong, None)
    yield case("wrong issuer and serial number too", altered(ORGANISATION, authority=authority_key(
        authority, more=b"".join(more))), wrong)
    yield case("authority's identifier of 9 octets", altered(ORGANISATION, authority=authority_key(
        authority + b"\x00")), wrong)
    yield case("authority's identifier is empty", altered(ORGANISATION, authority=pki.extension(
        "2.5.29.35", sequence())), wrong, None)
    yield case("authority's identifier is one's own", altered(ORGANISATION, authority=authority_key(own)), wrong)
    yield case("authority's identifier is another's", altered(ORGANISATION, authority=authority_key(changed)),
               "path PATH")


def policy_lists():
    """certificatePolicies."""
    wrong = "credential POLICY"
    yield case("policy is not the issuer's", altered(ORGANISATION, policies=policies(OTHER_POLICY)), "path POLICY")
    yield case("not the policy asked for", ORGANISATION, "path POLICY", policy=OTHER_POLICY)
    yield case("one policy too many for the issuer", altered(ORGANISATION, policies=policies(POLICY, OTHER_POLICY)),
               "path POLICY", "OpenSSL takes what both have in common")
    yield case("no policy in the list", altered(ORGANISATION, policies=policies()), wrong)
    yield case("policy twice", altered(ORGANISATION, policies=policies(POLICY, POLICY)), wrong)
    yield case("policy with qualifier", altered(ORGANISATION, policies=pki.extension("2.5.29.32", sequence(sequence(
        oid(POLICY), sequence(sequence(oid("1.3.6.1.5.5.7.2.1"), tlv(0x16, b"cps"))))), True)), wrong,
        "OpenSSL interprets qualifiers, devices do not")
    yield case("policies with octets behind", altered(ORGANISATION, policies=pki.extension(
        "2.5.29.32", sequence(sequence(oid(POLICY))) + b"\x00", True)), wrong,
        VERSIONS)
    yield of_device("device with two policies", altered(device(), policies=policies(POLICY, OTHER_POLICY)), wrong,
                    SHAPE)


def names():
    """Who it is."""
    wrong = "credential IDENTITY"
    roles = (("lower case", "0a"), ("0A, which is none", "0A"), ("09, which is none", "09"), ("one digit", "2"),
             ("three digits", "002"), ("letters", "GG"), ("a blank", "2 "), ("empty", ""), ("00", "00"), ("07", "07"),
             ("FF", "FF"), ("80", "80"), ("lower case 7f", "7f"), ("a word", "supplier"))
    for label, text in roles:
        yield case(f"role: {label}", named(unit(text), entity(ENTITY)), wrong, ROLES)
    yield case("role as IA5String", named(unit("02", 0x16), entity(ENTITY)), wrong, ROLES)
    yield case("role as BMPString", named(unit(b"\x000\x002", 0x1E), entity(ENTITY)), wrong, ROLES)
    yield case("role twice", named(role(SUPPLIER), role(SUPPLIER), entity(ENTITY)), wrong, ROLES)
    yield case("two roles", named(role(SUPPLIER), role(RECOVERY), entity(ENTITY)), wrong, ROLES)
    yield case("no role", named(entity(ENTITY)), wrong, ROLES)
    yield case("no Entity Identifier", named(role(SUPPLIER)), wrong, ROLES)
    yield case("Entity Identifier twice", named(role(SUPPLIER), entity(ENTITY), entity(ENTITY)), wrong, ROLES)
    for label, value in (("0", bit_string(bytes(8))), ("of 7 octets", bit_string(bytes(6) + b"\x01")),
                         ("of 9 octets", bit_string(bytes(8) + b"\x01")),
                         ("of 63 bits", tlv(0x03, b"\x01" + bytes(7) + b"\x02")),
                         ("as OCTET STRING", octet_string(b"\x00" + gbcs.u(ENTITY, 8)))):
        yield case(f"Entity Identifier {label}", named(role(SUPPLIER), ("2.5.4.45", value)), wrong,
                   None if label == "as OCTET STRING" else ROLES)
    yield case("empty subject", ORGANISATION.but(subject=sequence()), wrong)
    yield case("issuer without role", make("organisation", "device authority", DEVICE_AUTHORITY_NAME,
                                           ORGANISATION.subject, ORGANISATION.validity, SIGNATURE), wrong, ROLES,
               at_hand=(DEVICE_AUTHORITY_DER,))
    yield case("signed by the root itself", make("organisation", "root", ROOT_NAME, ORGANISATION.subject,
                                                 ORGANISATION.validity, SIGNATURE), wrong, ROLES)
    yield case("empty issuer", ORGANISATION.but(issuer=sequence()), wrong)
    yield of_device("device with a subject", device().but(subject=name(title("Meter"))), wrong, SHAPE)
    yield of_device("device, empty issuer", device().but(issuer=sequence()), wrong)
    yield of_device("device under the root itself", make(
        "device", "root", ROOT_NAME, sequence(), device().validity, SIGNATURE, module=module_name(DEVICE)), wrong,
        ROLES)
    yield of_device("device without name", altered(device(), module=None), "credential PROFILE")
    yield of_device("device, name not critical", altered(device(), module=module_name(DEVICE, False)),
                    "credential PROFILE")
    modules = (("0", module_name(0)), ("of 7 octets", module_name(bytes(7))), ("of 9 octets", module_name(bytes(9))),
               ("of another type", module_name(DEVICE, kind="1.3.6.1.5.5.7.8.5")),
               ("that is a DNS name", alternative(tlv(0x82, b"meter.example"))),
               ("none", alternative()))
    for label, value in modules:
        yield of_device(f"device, name {label}", altered(device(), module=value), wrong,
                        None if label == "none" else ROLES)
    other = sequence(oid(pki.HARDWARE_TYPE), octet_string(gbcs.u(DEVICE, 8)))
    hardware = tlv(0xA0, oid("1.3.6.1.5.5.7.8.4"), tlv(0xA0, other))
    yield of_device("device, two names", altered(device(), module=alternative(hardware, hardware)), wrong, ROLES)
    yield of_device("device, name without hardware type", altered(device(), module=alternative(tlv(
        0xA0, oid("1.3.6.1.5.5.7.8.4"), tlv(0xA0, sequence(octet_string(gbcs.u(DEVICE, 8))))))), wrong, ROLES)
    yield of_device("organisation as device", ORGANISATION, "credential PROFILE", SHAPE, at_hand=(AUTHORITY_DER,))
    yield case("device as organisation", DEVICE_DER, "credential PROFILE", SHAPE, at_hand=(DEVICE_AUTHORITY_DER,))


def authorities():
    """The one between."""
    yield by("the issuer is not at hand", DEVICE_AUTHORITY_DER, "path PATH")
    yield case("nothing at hand", ORGANISATION, "path PATH", at_hand=())
    yield case("too many at hand", ORGANISATION, "path ARGUMENT", "OpenSSL has no such limit",
               at_hand=(AUTHORITY_DER,) * 5)
    yield case("only the end at hand", ORGANISATION, "path PATH", at_hand=(ORGANISATION,))
    yield case("authority as an end", AUTHORITY_DER, "path ARGUMENT", SHAPE, kind="authority")
    authority = AUTHORITY_CERTIFICATE
    yield by("CA false", altered(authority, constraints=constraints()), "path AUTHORITY")
    yield by("CA FALSE written", altered(authority, constraints=constraints(tlv(0x01, b"\x00"))), "path AUTHORITY")
    yield by("CA missing", altered(authority, constraints=None), "path PROFILE")
    yield by("basicConstraints not critical", altered(authority, constraints=constraints(TRUE, integer(0), critical=False)),
             "path PROFILE")
    yield by("no path length", altered(authority, constraints=constraints(TRUE)), "path AUTHORITY", SHAPE)
    yield by("path length 1", altered(authority, constraints=constraints(TRUE, integer(1))), "path AUTHORITY", SHAPE)
    yield by("path length negative", altered(authority, constraints=constraints(TRUE, tlv(0x02, b"\xff"))),
             "path AUTHORITY")
    yield by("path length without CA", altered(authority, constraints=constraints(integer(0))), "path AUTHORITY")
    yield by("something behind the path length", altered(authority, constraints=constraints(
        TRUE, integer(0), integer(0))), "path AUTHORITY")
    for label, usage, openssl in (("keyCertSign alone", CERTIFICATES_ONLY, SHAPE), ("cRLSign alone", b"\x01\x02", None),
                                  ("a third one", b"\x01\x86", SHAPE), ("digitalSignature", SIGNATURE, None)):
        yield by(f"authority's usage: {label}", altered(authority, usage=key_usage(usage)), "path KEY_USAGE", openssl)
    yield by("authority's usage not critical", altered(authority, usage=key_usage(CERTIFICATES, False)),
             "path PROFILE", USAGES)
    yield by("authority with an unknown critical extension", altered(authority, more=extra(critical=True)),
             "path PROFILE")
    yield by("authority's subject without commonName", authority.but(subject=name(role(AUTHORITY))), "path PATH")
    yield case("authority without commonName", ORGANISATION.but(issuer=name(role(AUTHORITY))), "path IDENTITY", SHAPE,
               at_hand=(authority.but(subject=name(role(AUTHORITY))),))
    yield case("authority with an Entity Identifier", ORGANISATION.but(
        issuer=name(role(AUTHORITY), title("Authority"), entity(ENTITY))), "path IDENTITY", ROLES,
        at_hand=(authority.but(subject=name(role(AUTHORITY), title("Authority"), entity(ENTITY))),))
    yield by("authority under an authority's name", authority.but(issuer=name(role(AUTHORITY), title("Root"))),
             "path IDENTITY")
    yield by("authority not yet valid", authority.but(validity=("20260203101501Z", "20451231235959Z")),
             "path NOT_YET_VALID")
    yield by("authority expired", authority.but(validity=("20210101000000Z", "20260203101459Z")), "path EXPIRED")
    yield by("authority with another policy", altered(authority, policies=policies(OTHER_POLICY)), "path POLICY")
    yield by("authority of another root", make("authority", "new root", ROOT_NAME, AUTHORITY_NAME, QUARTER,
                                               CERTIFICATES, constraints=constraints(TRUE, integer(0))), "path PATH")
    yield by("authority that another root signed", authority.but(signer=scalar("new root")), "path SIGNATURE")
    yield by("authority with another key", make("device authority", "root", ROOT_NAME, AUTHORITY_NAME, QUARTER,
                                                CERTIFICATES, constraints=constraints(TRUE, integer(0))), "path PATH")
    stray = make("authority", "authority", AUTHORITY_NAME, AUTHORITY_NAME, QUARTER, CERTIFICATES,
                 constraints=constraints(TRUE, integer(0)))
    yield by("self-signed stray", stray, "path IDENTITY")
    yield by("self-signed stray of another name", stray.but(issuer=ROOT_NAME), "path KEY_IDENTIFIER")
    yield by("issuer's name in another string type", authority.but(subject=name(
        unit("07", 0x13), title("Authority"))), "path PATH", "OpenSSL compares names whatever their type")
    yield case("issuer's name differs", ORGANISATION.but(issuer=name(role(AUTHORITY), title("Authority 2"))),
               "path PATH")
    below = make("device authority", "authority", AUTHORITY_NAME, name(role(AUTHORITY), title("Below")), QUARTER,
                 CERTIFICATES, constraints=constraints(TRUE, integer(0)))
    yield case("path too long", make("organisation", "device authority", below.subject, ORGANISATION.subject,
                                     ORGANISATION.validity, SIGNATURE), "path IDENTITY",
               at_hand=(below, AUTHORITY_DER))
    below = make("organisation", "device authority", DEVICE_AUTHORITY_NAME, name(title("Below")), QUARTER,
                 CERTIFICATES, constraints=constraints(TRUE, integer(0)))
    yield of_device("path too long, of a device", make(
        "device", "organisation", below.subject, sequence(), device().validity, SIGNATURE,
        module=module_name(DEVICE)), "path PATH", at_hand=(below, DEVICE_AUTHORITY_DER))
    yield case("issued by an organisation", make("device", "organisation", name(role(AUTHORITY), title("Authority")),
                                                 ORGANISATION.subject, ORGANISATION.validity, SIGNATURE), "path PATH",
               at_hand=(ORGANISATION, AUTHORITY_DER))


def times():
    """When it is."""
    yield case("not yet valid", ORGANISATION, "path NOT_YET_VALID", seconds=DECADE_FIRST - 1)
    yield case("expired", ORGANISATION, "path EXPIRED", seconds=DECADE_LAST + 1)
    yield case("expired long ago", ORGANISATION, "path EXPIRED", seconds=QUARTER_LAST + 1)
    yield case("before everything", ORGANISATION, "path NOT_YET_VALID", seconds=QUARTER_FIRST - 1)
    yield of_device("device not yet valid", DEVICE_DER, "path NOT_YET_VALID", seconds=1_672_531_199)
    yield of_device("device outlives its authority", DEVICE_DER, "path EXPIRED", seconds=QUARTER_LAST + 1)


def roots():
    """A new root."""
    new, link = NEW_ROOT_CERTIFICATE, LINK_CERTIFICATE

    def at(label, end, verdict, by_link=link, **more):
        return case(label, end, verdict, kind="root", at_hand=(by_link,), **more)

    yield case("new root without link", new, "path PATH", kind="root", at_hand=())
    yield at("new root with an authority at hand", new, "path PATH", AUTHORITY_DER)
    yield at("new root is its own link", new, "path KEY_IDENTIFIER", new)
    yield at("link signed by another", new, "path SIGNATURE", link.but(signer=scalar("authority")))
    yield at("link under another root", new, "path PATH", make(
        "new root", "authority", name(role(ROOT), title("Other")), NEW_ROOT_NAME, CENTURY, CERTIFICATES,
        constraints=constraints(TRUE)))
    yield at("link for another key", new, "path PATH", make(
        "device", "root", ROOT_NAME, NEW_ROOT_NAME, CENTURY, CERTIFICATES, constraints=constraints(TRUE)))
    yield at("link with path length 0", new, "path AUTHORITY", altered(link, constraints=constraints(TRUE, integer(0))))
    yield at("link without CA", new, "path AUTHORITY", altered(link, constraints=constraints()))
    yield at("link with another policy", new, "path POLICY", altered(link, policies=policies(OTHER_POLICY)))
    yield at("link expired", new, "path EXPIRED", link.but(validity=("20200101000000Z", "20260203101459Z")))
    yield at("link without authorityKeyIdentifier", new, "path PROFILE", altered(link, authority=None))
    yield at("link with usage for signatures", new, "path KEY_USAGE", altered(link, usage=key_usage(SIGNATURE)))
    yield at("link by name of an authority", new, "path IDENTITY", link.but(issuer=AUTHORITY_NAME))
    yield at("new root not self-signed", new.but(signer=scalar("root")), "path SIGNATURE")
    yield at("new root, signature damaged", new.but(damage=0), "path SIGNATURE")
    yield at("new root of role 07", new.but(issuer=AUTHORITY_NAME, subject=AUTHORITY_NAME), "credential IDENTITY")
    yield at("new root with two names", new.but(issuer=ROOT_NAME), "credential IDENTITY")
    yield at("new root with path length 0", altered(new, constraints=constraints(TRUE, integer(0))),
             "credential AUTHORITY")
    yield at("new root without basicConstraints", altered(new, constraints=None), "credential PROFILE")
    yield at("new root for cRLs only", altered(new, usage=key_usage(b"\x01\x02")), "credential KEY_USAGE")
    yield at("new root with another's authorityKeyIdentifier", altered(new, authority=authority_key(
        pki.key_identifier(point("root")))), "credential KEY_IDENTIFIER")
    yield at("new root, unknown critical extension", altered(new, more=extra(critical=True)), "credential PROFILE")
    yield at("new root expired", new.but(validity=("20200101000000Z", "20260203101459Z")), "path EXPIRED")


GROUPS = (("good", good), ("fields", fields), ("syntax", syntax), ("extensions", extensions), ("names", names),
          ("authorities", authorities), ("times", times), ("roots", roots))
