#!/usr/bin/python3
"""Judges certificates of a test PKI of our own, and of the RTDS, and compares with OpenSSL.

    run.py --agent PATH [--rtds DIR] [--certificates]

Each set prints `name: N passed, N failed, N skipped`, the last line is their sum, and the exit status is
1 if anything failed. The RTDS is looked for in GBCS_RTDS_DIR and beside the checkout; what is not there
is skipped, by name. --certificates prints the certificates that test/unit/test_cpv.c holds.
"""

import argparse
import base64
import calendar
import collections
import dataclasses
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "vectors"))

import cases
import certificates
import gbcs
import pki
from agent import Agent, request
from certificates import contents, openssl_verify, point, scalar

TOP = HERE.parent.parent
UNIT_TEST = TOP / "test/unit/test_cpv.c"
KEEPERS = (  # name in the unit test, octets
    ("ROOT", certificates.ROOT_CERTIFICATE.der), ("AUTHORITY", cases.AUTHORITY_DER),
    ("DEVICE_AUTHORITY", cases.DEVICE_AUTHORITY_DER), ("ORGANISATION", cases.ORGANISATION.der),
    ("DEVICE", cases.DEVICE_DER), ("NEW_ROOT", certificates.NEW_ROOT_CERTIFICATE.der),
    ("LINK", certificates.LINK_CERTIFICATE.der), ("DEVICE_KEY", gbcs.u(scalar("device"), 32)),
    ("SIGNATURE_REQUEST", certificates.certification_request()),
    ("AGREEMENT_REQUEST", certificates.certification_request(certificates.AGREEMENT)),
)

# RTDS: a moment at which all certificates of organisations are valid, one before, one after.
DURING, BEFORE, AFTER = 1_459_987_200, 1_420_070_400, 1_893_456_000
RTDS_POLICY = "1.2.826.0.1.8641679.1.2.1.4"
GOOD = ("10952ef5f167", "23ddd0ef089f", "2a488f93e507", "2f6ecd39b301", "3f08cfd4d6a8", "43e41e833459",
        "456c6db20a46", "4ddb7aac49f9", "5cdee6c7955e", "612eab7117ce", "724d34ade91e", "a2e9d3497158",
        "a6efc454c91b", "ae4183ac6360", "bdcb0c3776bc", "c63f77578e19", "c99df5bf23e1", "dd53d889f64a",
        "ef72c21a9a5b")
GOOD_AUTHORITY, BAD_AUTHORITY = "5a4123e11e86", "db20cea1fd37"
# The certificates that messages carry: the beginning of SHA-256, kind, verdict.
EMBEDDED = {
    **{name: ("organisation", "ok") for name in GOOD},
    GOOD_AUTHORITY: ("authority", "ok"),
    BAD_AUTHORITY: ("authority", "path SIGNATURE"),    # last octet of the signature changed
    "547b6d150512": ("organisation", "path PATH"),     # issuer Z2 is not at hand
    "2df2342a311a": ("device", "path PATH"),           # issuer 0001 is not at hand; policies not critical
    "73fc57695f8d": ("device", "credential KEY_USAGE"),  # usage changed, signature stale
    "f01c6399d3a6": ("device", "ok"),
    "fd2ad78c9b49": ("device", "ok"),
}
# What in the keystore is refused: file, verdict, why.
REFUSED = {
    "90b3d51f30010008-ds.pem": ("credential PROFILE", "no authorityKeyIdentifier"),
    "90b3d51f30010008-ka.pem": ("credential PROFILE", "no authorityKeyIdentifier"),
    "00db123456789023-ka.pem": ("credential LENGTH", "s of the signature is padded to 32 octets: not DER"),
    "00db12345678909b-ds.pem": ("credential LENGTH", "s of the signature is padded to 32 octets: not DER"),
}
# What can't be made again octet by octet: why.
REMADE = {
    "90b3d51f30010008-ds.pem": "no authorityKeyIdentifier",
    "90b3d51f30010008-ka.pem": "no authorityKeyIdentifier",
    "00db123456789023-ka.pem": "its signature is not DER",
    "00db12345678909b-ds.pem": "its signature is not DER",
    "2df2342a311a": "its policies are not critical",
    "73fc57695f8d": "its usage is not one of a device",
}


class Tally:
    """Prints the results of the sets and adds them up."""

    def __init__(self):
        self.sums = collections.Counter()

    def report(self, name, passed, wrong=(), skipped=(), notes=()):
        """One set: a count, and a line for each that failed or was skipped."""
        for label, lines in (("FAILED", wrong), ("skipped", skipped), ("note", notes)):
            for line in lines:
                print(f"# {name}: {label}: {line}"[:400])
        print(f"{name}: {passed} passed, {len(wrong)} failed, {len(skipped)} skipped", flush=True)
        self.sums.update(passed=passed, failed=len(wrong), skipped=len(skipped))

    def compare(self, name, pairs, skipped=(), notes=()):
        """A set of (label, got, expected)."""
        pairs = list(pairs)
        wrong = [f"{label}: {got}, not {expected}" for label, got, expected in pairs if got != expected]
        self.report(name, len(pairs) - len(wrong), wrong, skipped, notes)

    def finish(self):
        """The last line, and the exit status."""
        print(f"{self.sums['passed']} passed, {self.sums['failed']} failed, {self.sums['skipped']} skipped")
        return 1 if self.sums["failed"] or not self.sums["passed"] else 0


def path_request(kind, end, at_hand, root=None, seconds=None, policy=None):
    """The request to check a path."""
    return request("path", kind, end, root or point("root"), "-" if seconds is None else str(seconds),
                   pki.oid(policy)[2:] if policy else b"", *at_hand)


def verdict(answer, end=None):
    """An answer in short; what was accepted must say what others read in it."""
    words = answer.split()
    if words[0] == "refused":
        return f"{words[1]} {words[2].removeprefix('GBCS_ERR_')}"
    if end is not None and answer != contents(end):
        return f"{answer} where others read {contents(end)}"
    return words[0]


# ---- our own PKI ---------------------------------------------------------------------------------


def run_cases(agent, tally):
    """All paths of cases.py."""
    for name, group in cases.GROUPS:
        paths = list(group())
        answers = agent.ask(path_request(p.kind, p.end, p.at_hand, None, p.seconds, p.policy) for p in paths)
        tally.compare(f"paths, {name}", ((p.name, verdict(a, p.end), p.verdict) for p, a in zip(paths, answers)))


def run_openssl(tally):
    """The same with OpenSSL, which must differ where a case says so, and nowhere else."""
    pairs, notes, reasons = [], [], collections.Counter()
    for path in (path for _, group in cases.GROUPS for path in group()):
        accepted, why = openssl_verify(path.end, path.at_hand, certificates.ROOT_CERTIFICATE.der, path.seconds,
                                       path.policy)
        if (path.openssl or "").startswith("either: "):
            notes.append(f"{path.name}: {'accepted' if accepted else 'refused'}; {path.openssl[8:]}")
            continue
        expected = (path.verdict == "ok") == (path.openssl is None)
        pairs.append((f"{path.name} ({path.openssl}) {why}", accepted, expected))
        if path.openssl:
            reasons[path.openssl] += 1
    notes += [f"differs in {n}: {reason}" for reason, n in reasons.items()]
    tally.compare("paths by OpenSSL", pairs, (), notes)


def run_damage(agent, tally):
    """Certificates with one bit changed, or cut off anywhere: none is accepted."""
    authority, device_authority = cases.AUTHORITY_DER, cases.DEVICE_AUTHORITY_DER
    for kind, end, hand in (("organisation", cases.ORGANISATION.der, authority),
                            ("device", cases.DEVICE_DER, device_authority)):
        changed = [(n, bytes(c ^ (1 << n % 8) if i == n // 8 else c for i, c in enumerate(end)))
                   for n in range(8 * len(end))]
        for name, ends, hands in (
                ("one bit changed", changed, [hand] * len(changed)),
                ("one bit of its authority's changed", [(n, end) for n in range(8 * len(hand))],
                 [bytes(c ^ (1 << n % 8) if i == n // 8 else c for i, c in enumerate(hand))
                  for n in range(8 * len(hand))]),
                ("cut off", [(n, end[:n]) for n in range(len(end))], [hand] * len(end))):
            answers = agent.ask(path_request(kind, e, (h,)) for (_, e), h in zip(ends, hands))
            tally.compare(f"{kind}, {name}", ((f"{n}: {a}"[:60], a.split()[0], "refused")
                                              for (n, _), a in zip(ends, answers)))


def run_requests(agent, tally):
    """Certification requests, read by python3-cryptography and openssl."""
    pairs = []
    for usage, octet in (("digital_signature", b"\x80"), ("key_agreement", b"\x08")):
        for number in (cases.DEVICE, 1, (1 << 64) - 1):
            answer = agent.ask([request("request", gbcs.u(scalar("device"), 32), octet,
                                        pki.oid(pki.HARDWARE_TYPE)[2:], gbcs.u(number, 8))])[0].split()
            der = bytes.fromhex(answer[1]) if answer[0] == "ok" else b""
            parsed = x509.load_der_x509_csr(der)
            found = {extension.oid: extension for extension in parsed.extensions}
            uses = found[x509.ExtensionOID.KEY_USAGE]
            names = found[x509.ExtensionOID.SUBJECT_ALTERNATIVE_NAME]
            label = f"{usage} {number:x}"
            module = pki.sequence(pki.oid(pki.HARDWARE_TYPE), pki.octet_string(gbcs.u(number, 8)))
            own = parsed.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
            pairs += [(f"{label}: signature", parsed.is_signature_valid, True),
                      (f"{label}: subject", len(list(parsed.subject)), 0),
                      (f"{label}: extensions", len(found), 2),
                      (f"{label}: key", own, point("device")),
                      (f"{label}: critical", (uses.critical, names.critical), (True, True)),
                      (f"{label}: usage", [n for n, _ in certificates.BITS if getattr(uses.value, n)], [usage]),
                      (f"{label}: name", names.value[0].value, module)]
            result = subprocess.run(["openssl", "req", "-inform", "DER", "-verify", "-noout"], input=der,
                                    capture_output=True, check=False)
            pairs.append((f"{label}: openssl", result.returncode, 0))
            again = agent.ask([request("signed-request", point("device"), octet, pki.oid(pki.HARDWARE_TYPE)[2:],
                                       gbcs.u(number, 8), plain_signature(parsed.signature))])[0]
            pairs.append((f"{label}: signed elsewhere", again, f"ok {der.hex()}"))
    module = (pki.oid(pki.HARDWARE_TYPE)[2:], gbcs.u(cases.DEVICE, 8))
    key = gbcs.u(scalar("device"), 32)
    for label, words in (("usage 0", (key, b"\x00", *module)), ("both usages", (key, b"\x88", *module)),
                         ("keyCertSign", (key, b"\x04", *module)), ("no hardware type", (key, b"\x80", b"", module[1])),
                         ("half a hardware type", (key, b"\x80", b"\x88", module[1])),
                         ("device 0", (key, b"\x80", module[0], bytes(8)))):
        pairs.append((label, agent.ask([request("request", *words)])[0], "refused request GBCS_ERR_ARGUMENT"))
    tally.compare("certification requests", pairs)


def made_again(der, last, octets_of_names=True):
    """The request to make a certificate again from what python3-cryptography reads in it."""
    parsed = x509.load_der_x509_certificate(der)
    words = contents(der).split()
    profile = {"organisation": 1, "device": 2, "authority": 4, "root": 8}[kind_of(der)]
    if profile == 4 and words[1] == "00":
        profile = 16  # a link
    serial = pki.integer(parsed.serial_number)[2:]
    names = []
    for name, entity in ((parsed.issuer, None), (parsed.subject, words[3])):
        units = name.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)
        titles = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        octets = name.public_bytes() if octets_of_names and list(name) else b""
        names += [octets, bytes.fromhex(units[0].value) if units else b"\xff", bytes.fromhex(entity or "00" * 8),
                  titles[0].value.encode() if titles else b""]
    own = parsed.extensions.get_extension_for_class(x509.CertificatePolicies).value
    identifiers = [extension.value.key_identifier for extension in parsed.extensions
                   if isinstance(extension.value, x509.AuthorityKeyIdentifier)]
    first, final = (str(calendar.timegm(moment.timetuple()))
                    for moment in (parsed.not_valid_before, parsed.not_valid_after))
    return request("certificate" if len(last) == 32 else "signed-certificate", bytes([profile]), serial, *names,
                   first, final, bytes.fromhex(words[5]), bytes.fromhex(words[2]),
                   pki.oid(own[0].policy_identifier.dotted_string)[2:],
                   b"" if words[9] == "-" else bytes.fromhex(words[9]), identifiers[0] if identifiers else b"", last)


def run_making(agent, tally):
    """Certificates that the library makes: octet by octet those of our own PKI."""
    def reordered(certificate):
        """Policies before the key identifier, as authorities are seen."""
        parts = certificate.extensions
        order = [kind for kind in ("usage", "constraints", "policies", "subject", "authority") if kind in parts]
        return dataclasses.replace(certificate, extensions={kind: parts[kind] for kind in order})

    made = [(f"role {number:02X}, {usage.hex()}", certificates.organisation(number, usage), "authority")
            for number in (1, 2, 3, 4, 5, 6, 8, 127) for usage in (certificates.SIGNATURE, certificates.AGREEMENT)]
    made += [(f"device, {usage.hex()}", certificates.device(usage), "device authority")
             for usage in (certificates.SIGNATURE, certificates.AGREEMENT)]
    made += [(name, reordered(certificate), signer) for name, certificate, signer in (
        ("authority", certificates.AUTHORITY_CERTIFICATE, "root"),
        ("device authority", certificates.DEVICE_AUTHORITY_CERTIFICATE, "root"),
        ("root", certificates.ROOT_CERTIFICATE, "root"), ("new root", certificates.NEW_ROOT_CERTIFICATE, "new root"),
        ("link", certificates.LINK_CERTIFICATE, "root"))]
    organisation = cases.ORGANISATION
    made += [(name, organisation.but(**parts), "authority") for name, parts in (
        ("commonName", {"subject": certificates.name(certificates.title("A"), certificates.role(2),
                                                     certificates.entity(cases.ENTITY))}),
        ("serial number 1", {"serial": pki.integer(1)}), ("until 2049", {"validity": ("20220101000000Z",
                                                                                      "20491231235959Z")}),
        ("until 2050", {"validity": ("20220101000000Z", "20500101000000Z")}))]
    pairs = []
    for octets_of_names in (False, True):
        answers = agent.ask(made_again(certificate.der, gbcs.u(scalar(signer), 32), octets_of_names)
                            for _, certificate, signer in made)
        pairs += [(name, answer, f"ok {certificate.der.hex()}") for (name, certificate, _), answer in zip(made, answers)]
    tally.compare("certificates made", pairs)
    other = agent.ask([made_again(organisation.der, gbcs.u(scalar("root"), 32))])[0]
    tally.compare("certificates not made", [("key of another", other, "refused certificate GBCS_ERR_KEY_IDENTIFIER")])


def run_rtds_making(agent, tally, folder, found):
    """The certificates of the RTDS, made again with the signatures that they have."""
    held = {path.name: pem_certificate(path) for path in sorted((folder / "keystore").glob("*.pem"))}
    held = {name: der for name, der in {**held, **found}.items() if der is not None and REMADE.get(name, "") == ""}
    answers = agent.ask(made_again(der, plain_signature(x509.load_der_x509_certificate(der).signature))
                        for der in held.values())
    tally.compare("RTDS, certificates made again", ((name, answer, f"ok {der.hex()}")
                                                    for (name, der), answer in zip(held.items(), answers)), (),
                  [f"{name} is not: {why}" for name, why in REMADE.items()])


def plain_signature(der):
    """r and s of an Ecdsa-Sig-Value."""
    return b"".join(gbcs.u(number, 32) for number in utils.decode_dss_signature(der))


def run_signatures(agent, tally):
    """Signatures from DER and to DER, by all lengths of r and s."""
    pairs = []
    for r_bits in range(1, 257, 5):
        for s_bits in (1, 7, 8, 9, 128, 247, 248, 249, 255, 256):
            r, s = (1 << r_bits) - 1, 1 << s_bits - 1
            plain, der = gbcs.u(r, 32) + gbcs.u(s, 32), utils.encode_dss_signature(r, s)
            there, back = agent.ask([request("to-der", plain), request("from-der", der)])
            pairs += [(f"{r_bits} {s_bits}", there, f"ok {der.hex()}"), (f"{r_bits} {s_bits}", back, f"ok {plain.hex()}")]
    signature = gbcs.sign(scalar("root"), b"")
    for label, encode, status in cases.encodings():
        answer = agent.ask([request("from-der", encode(signature))])[0]
        pairs.append((label, answer, f"refused signature GBCS_ERR_{status}"))
    for label, plain in (("r zero", bytes(32) + signature[32:]), ("s zero", signature[:32] + bytes(32))):
        pairs.append((label, agent.ask([request("to-der", plain)])[0], "refused signature GBCS_ERR_ARGUMENT"))
    tally.compare("signatures, DER and plain", pairs)


def c_text(name, octets):
    """Octets as C."""
    digits = octets.hex()
    lines = "\n".join(f'    "{digits[i:i + 80]}"' for i in range(0, len(digits), 80))
    return f"static const char {name}[] =\n{lines};\n"


def run_unit_test(tally):
    """The unit test holds the octets that this program makes."""
    text = UNIT_TEST.read_text(encoding="utf-8")
    tally.compare("certificates in the unit test", ((name, c_text(name, octets) in text, True)
                                                    for name, octets in KEEPERS))


# ---- examples and RTDS ---------------------------------------------------------------------------


def pem_certificate(path):
    """The certificate in a PEM file, or None."""
    match = re.search("-----BEGIN CERTIFICATE-----(.*?)-----END", path.read_text(encoding="ascii"), re.DOTALL)
    return base64.b64decode(match.group(1)) if match else None


def kind_of(der):
    """The kind of a good certificate, by its contents."""
    parsed = x509.load_der_x509_certificate(der)
    if not list(parsed.subject):
        return "device"
    found = [extension.oid for extension in parsed.extensions]
    if x509.ExtensionOID.BASIC_CONSTRAINTS not in found:
        return "organisation"
    return "root" if parsed.subject == parsed.issuer else "authority"


def run_examples(agent, tally):
    """The certificates that come with the examples."""
    folder = TOP / "examples/keystore"
    held = {path.name: pem_certificate(path) for path in sorted(folder.rglob("*.pem"))
            if "BEGIN CERTIFICATE" in path.read_text(encoding="ascii")}
    if not held:
        tally.report("examples", 0, (), [f"{folder} has no certificates"])
        return
    kinds = {name: kind_of(der) for name, der in held.items()}
    answers = agent.ask(request("credential", kinds[name], der) for name, der in held.items())
    tally.compare("examples", ((name, verdict(answer, held[name]), "ok") for name, answer in zip(held, answers)))


def rtds_folder(option):
    """Where the RTDS is, or None."""
    for folder in (option, os.environ.get("GBCS_RTDS_DIR"), TOP.parent / "shared/rtds"):
        if folder and pathlib.Path(folder, "messages").is_dir():
            return pathlib.Path(folder)
    return None


def short(der):
    """The name of an embedded certificate."""
    return hashlib.sha256(der).hexdigest()[:12]


def certificates_in(message):
    """All certificates in a message, in their order."""
    for match in re.finditer(rb"(?=\x30\x82(..)\x30\x82..\xa0\x03\x02\x01\x02)", message, re.DOTALL):
        yield message[match.start():match.start() + 4 + int.from_bytes(match.group(1), "big")]


def key_named(issuers, start):
    """The public key of an issuer."""
    return next(bytes.fromhex(issuer["publicKey"]) for name, issuer in issuers.items() if name.startswith(start))


def run_embedded(agent, tally, found, authority, keys):
    """The certificates in messages, one by one."""
    pairs, skipped = [], [f"{name} is in no message at hand" for name in EMBEDDED if name not in found]
    for name, der in found.items():
        kind, expected = EMBEDDED.get(name, ("organisation", "a certificate that is not known"))
        if kind == "organisation":
            line = path_request(kind, der, (authority,), keys["ZA"])
        else:
            line = request("verify", kind, der, keys["E357" if kind == "device" else "ZA"])
        pairs.append((name, verdict(agent.ask([line])[0], der), expected))
    tally.compare("RTDS, certificates in messages", pairs, skipped)


def run_times(agent, tally, found, authority, keys):
    """The good ones of organisations at three moments, and OpenSSL's verdict on the same."""
    pairs, compared = [], []
    for name in (name for name in GOOD if name in found):
        for seconds, expected in ((DURING, "ok"), (BEFORE, "path NOT_YET_VALID"), (AFTER, "path EXPIRED")):
            line = path_request("organisation", found[name], (authority,), keys["ZA"], seconds, RTDS_POLICY)
            pairs.append((f"{name} {seconds}", verdict(agent.ask([line])[0], found[name]), expected))
            accepted, why = openssl_verify(found[name], (), authority, seconds, RTDS_POLICY)
            compared.append((f"{name} {seconds} {why}", accepted, expected == "ok"))
    tally.compare("RTDS, times", pairs)
    tally.compare("RTDS, times by OpenSSL", compared)


def run_commands(agent, tally, folder, keys):
    """Each certificate of an organisation under the authorities that its own message carries."""
    pairs = []
    for path in sorted((folder / "messages").rglob("*_COMMAND_*")):
        held = {short(der): der for der in certificates_in(bytes.fromhex(path.read_text(encoding="ascii")))}
        hand = [der for name, der in held.items() if EMBEDDED.get(name, ("",))[0] == "authority"]
        for name, der in held.items():
            kind, expected = EMBEDDED.get(name, ("", ""))
            if kind == "organisation" and hand:
                if BAD_AUTHORITY in held and expected == "ok":
                    expected = "path SIGNATURE"
                line = path_request(kind, der, hand, keys["ZA"])
                pairs.append((f"{path.name} {name}", verdict(agent.ask([line])[0], der), expected))
    tally.compare("RTDS, replacements in commands", pairs)


def run_keystore(agent, tally, folder, authority, keys):
    """The certificates of the keystore."""
    pairs, skipped, notes = [], [], []
    for path in sorted((folder / "keystore").glob("*.pem")):
        der = pem_certificate(path)
        if der is None:
            skipped.append(f"{path.name} is no certificate")
            continue
        if path.name.startswith("00db"):
            line = request("verify", "device", der, keys["E357"])
        else:
            line = path_request("organisation", der, (authority,), keys["ZA"])
        expected, why = REFUSED.get(path.name, ("ok", ""))
        pairs.append((path.name, verdict(agent.ask([line])[0], der), expected))
        if why:
            notes.append(f"{path.name} is refused: {why}")
    tally.compare("RTDS, keystore", pairs, skipped, notes)


def run_rtds_request(agent, tally, folder):
    """The certification request of CS02c, made again from its key, use, name and signature."""
    pairs = []
    for path in sorted((folder / "messages").rglob("CS02c_*_SUCCESS_RESPONSE_*")):
        message = bytes.fromhex(path.read_text(encoding="ascii"))
        start = message.index(bytes.fromhex("30820113"))
        der = message[start:start + 4 + 0x113]
        parsed = x509.load_der_x509_csr(der)
        own = parsed.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        name = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value[0].value
        line = request("signed-request", own, b"\x80", name[4:4 + name[3]], name[-8:],
                       plain_signature(parsed.signature))
        pairs.append((path.name, agent.ask([line])[0], f"ok {der.hex()}"))
    tally.compare("RTDS, certification request", pairs, () if pairs else ["no CS02c response"])


def run_rtds(agent, tally, folder):
    """All that is there of the RTDS."""
    if folder is None:
        tally.report("RTDS", 0, (), ["the reference messages are not there"])
        return
    issuers = json.loads((folder / "issuers.json").read_text(encoding="utf-8"))
    keys = {name: key_named(issuers, name) for name in ("ZA", "E357", "Z1")}
    found = {short(der): der for path in sorted((folder / "messages").rglob("*.HEX"))
             for der in certificates_in(bytes.fromhex(path.read_text(encoding="ascii")))}
    authority = found[GOOD_AUTHORITY]
    run_embedded(agent, tally, found, authority, keys)
    run_times(agent, tally, found, authority, keys)
    run_commands(agent, tally, folder, keys)
    run_keystore(agent, tally, folder, authority, keys)
    run_rtds_request(agent, tally, folder)
    run_rtds_making(agent, tally, folder, found)


def main():
    """Runs all sets; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agent", type=pathlib.Path, help="the built agent")
    parser.add_argument("--rtds", type=pathlib.Path, help="folder of the reference messages")
    parser.add_argument("--certificates", action="store_true", help="print the certificates of the unit test")
    options = parser.parse_args()
    if options.certificates:
        print("\n".join(c_text(name, octets) for name, octets in KEEPERS), end="")
        return 0
    if options.agent is None:
        parser.error("--agent is missing")
    tally = Tally()
    with Agent(options.agent) as agent:
        run_cases(agent, tally)
        run_openssl(tally)
        run_damage(agent, tally)
        run_requests(agent, tally)
        run_making(agent, tally)
        run_signatures(agent, tally)
        run_unit_test(tally)
        run_examples(agent, tally)
        run_rtds(agent, tally, rtds_folder(options.rtds))
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
