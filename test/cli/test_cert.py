"""gbcs cert: certificates shown, verified, asked for and issued, and everything that is refused."""

import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tool import KEYS, ROOT, RTDS, gbcs

sys.path.append(str(ROOT / "test" / "pki"))

import cases
import certificates
import pki

ORGANISATION = cases.ORGANISATION
NOW = "2026-02-03T10:15:00Z"
ESME, SUPPLIER = "00005EEF100000E0", "00005EEF10000002"
DEVICE_KEY = KEYS / f"{ESME.lower()}-ds.key"
SUPPLIER_CERTIFICATE = KEYS / f"{SUPPLIER.lower()}-ds.pem"
OCA, DCA = KEYS / "organisation-issuer", KEYS / "device-issuer"
HARDWARE_TYPE = "1.2.826.0.1.8641679.1.2.2.1"
ROLES = {"recovery": 1, "supplier": 2, "network-operator": 3, "acb": 4, "transitional-cos": 5,
         "wan-provider": 6, "load-controller": 8, "other": 127}
OID = x509.ExtensionOID
DER = serialization.Encoding.DER
PEM = serialization.Encoding.PEM


def issuer(path):
    """The options that name an issuing authority."""
    return ["--issuer", f"{path}.pem", "--issuer-key", f"{path}.key"]


def private_pem(key, scheme=serialization.NoEncryption()):
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, scheme)


def point_of(key):
    return key.public_bytes(serialization.Encoding.X962,
                            serialization.PublicFormat.UncompressedPoint)


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, content):
        """A file: octets as they are, a certificate as DER."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.der)
        return path

    def refused(self, result, *names, status=2, out=""):
        """One line on standard error, which names the cause."""
        self.assertEqual((result.status, result.out), (status, out), result)
        self.assertEqual(result.err.count("\n"), 1, result.err)
        for name in names:
            self.assertIn(name, result.err)

    def good(self, result, *texts):
        self.assertEqual((result.status, result.err), (0, ""), result)
        for text in texts:
            self.assertIn(text, result.out)


class Help(Case):
    def test_each_has_an_example(self):
        for words in ((), ("show",), ("verify",), ("request",), ("issue",)):
            result = gbcs("cert", *words, "--help")
            self.good(result, "Usage: " + " ".join(("gbcs cert", *words)), "Example:\n  gbcs cert",
                      "Exit status")

    def test_no_or_unknown_subcommand(self):
        self.refused(gbcs("cert"), "no subcommand")
        self.refused(gbcs("cert", "revoke"), "revoke")


class Show(Case):
    def fields(self, path):
        """What is shown, by name."""
        result = gbcs("cert", "show", "--json", path)
        document = json.loads(result.out)
        self.assertEqual(document["path"], str(path))
        return {field["name"]: field["value"] for field in document["fields"]}, document["status"]

    def test_an_organisation(self):
        fields, status = self.fields(SUPPLIER_CERTIFICATE)
        parsed = x509.load_pem_x509_certificate(SUPPLIER_CERTIFICATE.read_bytes())
        key = parsed.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        self.assertEqual(status, "GBCS_OK")
        expected = {"version": "3", "issuer": 'OU="07", CN="Example OCA"', "role": "supplier",
                    "Entity Identifier": SUPPLIER, "key usage": "digitalSignature (critical)",
                    "key identifier, stated": key.hex().upper(), "profile": "organisation",
                    "key identifier, computed": key.hex().upper(), "subject":
                    f'OU="02", UID={SUPPLIER}', "policies": "2.999.1.1 (critical)",
                    "serial number": f"{parsed.serial_number:X}", "not before":
                    f"{parsed.not_valid_before}Z", "not after": f"{parsed.not_valid_after}Z",
                    "public key": point_of(parsed.public_key()).hex().upper(),
                    "key algorithm": "id-ecPublicKey on P-256",
                    "signature algorithm": "ecdsa-with-SHA256"}
        self.assertEqual({name: fields[name] for name in expected}, expected)
        self.assertIn("keeps", fields["verdict"])

    def test_all_examples_keep_their_rules(self):
        result = gbcs("cert", "show", *sorted(KEYS.glob("*.pem")))
        self.good(result, "issuing authority", "CA, path length 0 (critical)", "(never expires)",
                  f"device {ESME}, hardware type 2.999.1.2 (critical)", "CA, no path length")
        self.assertEqual(result.out.count("verdict"), len(list(KEYS.glob("*.pem"))))
        self.assertNotIn("breaks", result.out)

    def test_pem_der_hexadecimal_and_standard_input(self):
        der = ORGANISATION.der
        pem = certificates.pem(der)
        shown = {gbcs("cert", "show", self.file("certificate", content)).out
                 for content in (der, pem, b"read me first\n" + pem, der.hex().encode(),
                                 der.hex("\n").upper().encode())}
        self.assertEqual(len(shown), 1)
        for content in (der, pem):
            piped = gbcs("cert", "show", "-", input=content, text=False)
            self.assertEqual(piped.status, 0)
            shown.add(piped.out.decode().replace("-: ", f"{self.folder}/certificate: ", 1))
        self.assertEqual(len(shown), 1)

    def test_profiles(self):
        for certificate, name in ((ORGANISATION, "organisation"), (certificates.device(), "device"),
                                  (certificates.AUTHORITY_CERTIFICATE, "issuing authority"),
                                  (certificates.DEVICE_AUTHORITY_CERTIFICATE, "issuing authority"),
                                  (certificates.NEW_ROOT_CERTIFICATE, "root"),
                                  (certificates.LINK_CERTIFICATE, "link")):
            fields, status = self.fields(self.file("certificate.der", certificate))
            self.assertEqual((fields["profile"], status), (name, "GBCS_OK"))

    def test_the_rule_that_is_broken(self):
        """Every status that a certificate can break its profile with."""
        own = certificates.point("organisation")
        broken = {
            "PROFILE": ORGANISATION.but(extensions={"policies": None}),
            "ALGORITHM": ORGANISATION.but(key=certificates.key_info(own, cases.explicit_p256())),
            "KEY_USAGE": ORGANISATION.but(extensions={
                "usage": certificates.key_usage(b"\x03\x88")}),
            "KEY_IDENTIFIER": ORGANISATION.but(extensions={
                "subject": certificates.subject_key(b"\x40" + bytes(7))}),
            "IDENTITY": ORGANISATION.but(subject=pki.name(certificates.role(2))),
            "POLICY": ORGANISATION.but(extensions={"policies": certificates.policies()}),
            "AUTHORITY": certificates.AUTHORITY_CERTIFICATE.but(extensions={
                "constraints": certificates.constraints(certificates.TRUE)}),
            "PUBLIC_KEY": cases.keyed(own[:-1] + bytes([own[-1] ^ 1])),
        }
        for status, certificate in broken.items():
            with self.subTest(status):
                path = self.file("certificate.der", certificate)
                result = gbcs("cert", "show", path)
                self.assertEqual((result.status, result.err), (1, ""))
                self.assertIn(f"breaks the rules of its profile: GBCS_ERR_{status}: ", result.out)
                self.assertEqual(self.fields(path)[1], f"GBCS_ERR_{status}")

    def test_odd_parts_are_shown(self):
        certificate = ORGANISATION.but(
            subject=pki.name(certificates.unit("GG"), ("2.5.4.6", pki.tlv(0x13, b"GB"))),
            extensions={"more": cases.extra(critical=True)}, algorithm=pki.sequence(
                pki.oid("1.2.840.10045.4.3.3")), encode=lambda signature: b"\x30\x00")
        result = gbcs("cert", "show", self.file("certificate.der", certificate))
        self.assertEqual(result.status, 1)
        for text in ('OU="GG", 2.5.4.6="GB"', "2.999.1.99 (critical)",
                     "1.2.840.10045.4.3.3, not as", "none that is known"):
            self.assertIn(text, result.out)

    def test_what_is_no_certificate(self):
        der = ORGANISATION.der
        for content in (der[:-1], der + b"\x00", b"\x30\x00", b"\x00", der[:4] + bytes(60),
                        b"\x30\x80" + der[4:] + bytes(2)):
            self.refused(gbcs("cert", "show", self.file("x", content)), "not a certificate",
                         "GBCS_ERR_", status=1)
        cut = certificates.certification_request()[:-1]
        self.refused(gbcs("cert", "show", self.file("x", cut)), "not a certificate", status=1)

    def test_wrong_files(self):
        key = certificates.scalar("organisation").to_bytes(32, "big")
        public = x509.load_pem_x509_certificate(SUPPLIER_CERTIFICATE.read_bytes()).public_key()
        info = serialization.PublicFormat.SubjectPublicKeyInfo
        for content, reason in ((b"", "empty"), (b"hello", "neither PEM, DER nor hexadecimal"),
                                (DEVICE_KEY.read_bytes(), "neither a certificate"),
                                (b"-----BEGIN CERTIFICATE-----\n", "not PEM"),
                                (public.public_bytes(PEM, info), "a public key"),
                                (public.public_bytes(DER, info), "a public key"),
                                (key.hex().encode()[:-1], "neither PEM, DER nor hexadecimal")):
            with self.subTest(reason):
                self.refused(gbcs("cert", "show", self.file("x", content)), reason)
        self.refused(gbcs("cert", "show", self.folder / "nowhere"), "nowhere")
        self.refused(gbcs("cert", "show", self.folder), str(self.folder))
        self.refused(gbcs("cert", "show"), "no FILE")
        self.refused(gbcs("cert", "show", "--rules", SUPPLIER_CERTIFICATE), "rules")

    def test_the_worst_of_several(self):
        bad = self.file("bad.der", ORGANISATION.but(extensions={"policies": None}))
        for files, status in (((SUPPLIER_CERTIFICATE, bad), 1), ((bad, SUPPLIER_CERTIFICATE), 1),
                              ((bad, "nowhere", SUPPLIER_CERTIFICATE), 2)):
            result = gbcs("cert", "show", *files)
            self.assertEqual((result.status, result.out.count("verdict")), (status, 2))

    def test_json_says_what_is_wrong(self):
        result = gbcs("cert", "show", "--json", self.file("x", b"\x30\x00"), "nowhere")
        self.assertEqual(result.status, 2)
        self.assertEqual([sorted(json.loads(line)) for line in result.out.splitlines()],
                         [["error", "path"]] * 2)

    def test_colour(self):
        self.assertIn("\033[32m", gbcs("cert", "show", "--color=always", SUPPLIER_CERTIFICATE).out)
        self.assertNotIn("\033", gbcs("cert", "show", SUPPLIER_CERTIFICATE).out)

    def test_requests(self):
        der = certificates.certification_request()
        path = self.file("request", der)
        fields, status = self.fields(path)
        self.assertEqual(status, "GBCS_OK")
        self.assertEqual(fields["key usage"], "digitalSignature (critical)")
        self.assertEqual(fields["subject"], "none")
        self.assertIn(ESME, fields["subject alternative name"])
        self.assertIn("keeps", fields["verdict"])
        for place, status in ((der.index(bytes.fromhex(ESME)), "SIGNATURE"),
                              (len(der) - 1, "SIGNATURE"),
                              (der.index(b"\x03\x42\x00\x04") + 4, None)):
            changed = bytearray(der)
            changed[place] ^= 1
            result = gbcs("cert", "show", self.file("request", bytes(changed)))
            self.assertEqual(result.status, 1)
            self.assertIn(f"GBCS_ERR_{status or 'PUBLIC_KEY'}", result.out)

    def test_a_request_that_is_not_a_devices(self):
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "meter")])
        request = (x509.CertificateSigningRequestBuilder().subject_name(name)
                   .sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()))
        result = gbcs("cert", "show", self.file("request", request.public_bytes(PEM)))
        self.assertEqual(result.status, 1)
        self.assertIn('CN="meter"', result.out)
        self.assertIn("breaks the rules of a device's request: GBCS_ERR_PROFILE", result.out)

    @unittest.skipIf(RTDS is None, "the reference messages are not there")
    def test_reference_certificates(self):
        for name, status in (("90b3d51f30010000-ds", "OK"), ("00db123456789001-ka", "OK"),
                             ("90b3d51f30010008-ds", "ERR_PROFILE"),
                             ("00db12345678909b-ds", "ERR_LENGTH")):
            fields, found = self.fields(RTDS / "keystore" / f"{name}.pem")
            self.assertEqual(found, f"GBCS_{status}")
            self.assertEqual(fields["key identifier, stated"], fields["key identifier, computed"])


class Verify(Case):
    def setUp(self):
        super().setUp()
        self.root = self.file("root.der", certificates.ROOT_CERTIFICATE)
        self.authority = self.file("authority.der", certificates.AUTHORITY_CERTIFICATE)
        self.device_authority = self.file("dca.der", certificates.DEVICE_AUTHORITY_CERTIFICATE)

    def verify(self, certificate, *more, time=NOW, hand=None):
        path = self.file("end.der", certificate)
        return gbcs("cert", "verify", "--root", self.root, "--with", hand or self.authority,
                    "--time", time, *more, path)

    def verdict(self, certificate, status, **more):
        """The only line says why, and the exit status is 1."""
        result = self.verify(certificate, **more)
        self.assertEqual((result.status, result.err, result.out.count("\n")), (1, "", 1), result)
        self.assertIn(f"\tinvalid\tGBCS_ERR_{status}: ", result.out)

    def test_all_examples(self):
        files = sorted(KEYS.glob("*.pem"))
        result = gbcs("cert", "verify", "--root", KEYS / "root.pem", "--with", f"{OCA}.pem",
                      "--with", f"{DCA}.pem", "--time", NOW, *files)
        self.good(result)
        lines = [line.split("\t") for line in result.out.splitlines()]
        self.assertEqual([line[0] for line in lines], [str(path) for path in files])
        self.assertEqual({line[2] for line in lines}, {"valid"})
        self.assertEqual({line[1] for line in lines},
                         {"organisation", "device", "issuing authority", "root"})

    def test_good(self):
        self.good(self.verify(ORGANISATION), "end.der\torganisation\tvalid\n")
        self.good(self.verify(certificates.device(), hand=self.device_authority), "device\tvalid")
        self.good(self.verify(certificates.AUTHORITY_CERTIFICATE), "issuing authority\tvalid")
        self.good(self.verify(certificates.ROOT_CERTIFICATE), "root\tvalid")
        self.good(self.verify(certificates.LINK_CERTIFICATE), "link\tvalid")
        link = self.file("link.der", certificates.LINK_CERTIFICATE)
        self.good(self.verify(certificates.NEW_ROOT_CERTIFICATE, hand=link), "root\tvalid")

    def test_times(self):
        for time in ("none", "2022-01-01", "2022-01-01T00:00:00Z", "2031-12-31T23:59:59Z"):
            self.good(self.verify(ORGANISATION, time=time), "valid")
        for time, status in (("2021-12-31T23:59:59Z", "NOT_YET_VALID"), ("2032-01-01", "EXPIRED"),
                             ("1999-01-01", "NOT_YET_VALID"), ("9999-12-31T23:59:59Z", "EXPIRED")):
            self.verdict(ORGANISATION, status, time=time)
            self.verdict(certificates.AUTHORITY_CERTIFICATE, status,
                         time=time.replace("2021", "2020").replace("2032", "2046"))
        for time in ("", "yesterday", "2026-02-30", "2026-02-03T10:15Z", "2026-02-03T10:15:00",
                     "2026-02-03t10:15:00Z", "20260203101500Z", "2026-02-03T10:15:00Z0", "NOW"):
            self.refused(self.verify(ORGANISATION, time=time), "--time")

    def test_now_is_the_default(self):
        expired = self.file("old.der", ORGANISATION.but(
            validity=("20150101000000Z", "20160101000000Z")))
        for more in ((), ("--time", "now")):
            result = gbcs("cert", "verify", "--root", self.root, "--with", self.authority, *more,
                          expired)
            self.assertEqual(result.status, 1)
            self.assertIn("GBCS_ERR_EXPIRED", result.out)

    def test_what_is_wrong_with_the_path(self):
        self.verdict(ORGANISATION, "PATH", hand=self.device_authority)
        self.verdict(ORGANISATION.but(damage=63), "SIGNATURE")
        self.verdict(certificates.AUTHORITY_CERTIFICATE.but(damage=0), "SIGNATURE")
        self.verdict(certificates.ROOT_CERTIFICATE.but(damage=0), "SIGNATURE")
        self.verdict(certificates.NEW_ROOT_CERTIFICATE, "PATH")
        self.verdict(ORGANISATION.but(extensions={"policies": certificates.policies("2.999.1.3")}),
                     "POLICY")
        self.verdict(ORGANISATION.but(subject=pki.sequence()), "PROFILE")
        self.verdict(ORGANISATION.der[:-1], "TRUNCATED")

    def test_wrong_root(self):
        self.root = self.file("other.der", certificates.NEW_ROOT_CERTIFICATE)
        self.verdict(ORGANISATION, "PATH")
        self.verdict(certificates.AUTHORITY_CERTIFICATE, "PATH")

    def test_no_root(self):
        damaged = certificates.ROOT_CERTIFICATE.but(damage=0)
        for content in (certificates.AUTHORITY_CERTIFICATE, ORGANISATION, damaged):
            self.root = self.file("root.der", content)
            self.refused(self.verify(ORGANISATION), "root.der", "not the certificate of a root")
        for content in (certificates.certification_request(), b"", DEVICE_KEY.read_bytes()):
            self.root = self.file("root.der", content)
            self.refused(self.verify(ORGANISATION), "root.der")
        self.root = self.folder / "nowhere"
        self.refused(self.verify(ORGANISATION), "nowhere")

    def test_public_key_of_the_root(self):
        key = x509.load_der_x509_certificate(certificates.ROOT_CERTIFICATE.der).public_key()
        for encoding in (PEM, DER):
            self.root = self.file("key", key.public_bytes(
                encoding, serialization.PublicFormat.SubjectPublicKeyInfo))
            self.good(self.verify(ORGANISATION), "valid")
        info = bytearray(self.root.read_bytes())
        info[-1] ^= 1
        self.root.write_bytes(bytes(info))
        self.refused(self.verify(ORGANISATION), "on the curve")
        other = ec.generate_private_key(ec.SECP384R1()).public_key()
        self.root.write_bytes(other.public_bytes(
            PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
        self.refused(self.verify(ORGANISATION), "P-256")

    def test_each_has_a_line(self):
        bad = self.file("bad.der", ORGANISATION.but(damage=1))
        good = self.file("good.der", ORGANISATION)
        result = gbcs("cert", "verify", "--root", self.root, "--with", self.authority, "--time",
                      NOW, bad, good, bad)
        self.assertEqual([line.split("\t")[2] for line in result.out.splitlines()],
                         ["invalid", "valid", "invalid"])
        self.assertEqual((result.status, result.err), (1, ""))

    def test_bad_command_lines(self):
        self.refused(gbcs("cert", "verify", self.authority), "--root is missing")
        self.refused(gbcs("cert", "verify", "--root", self.root), "no FILE")
        self.refused(self.verify(ORGANISATION, *["--with", self.authority] * 4), "more than 4")
        self.refused(self.verify(ORGANISATION, hand="nowhere"), "nowhere")
        self.refused(gbcs("cert", "verify", "--root", self.root, "nowhere"), "nowhere")
        request = self.file("request", certificates.certification_request())
        self.refused(gbcs("cert", "verify", "--root", self.root, request), "certification request")


class Request(Case):
    def request(self, *more, key=DEVICE_KEY, device=ESME, usage="signature", **run):
        return gbcs("cert", "request", "--key", key, "--device", device, "--key-usage", usage,
                    *more, **run)

    def check(self, der, usage, hardware=HARDWARE_TYPE):
        parsed = x509.load_der_x509_csr(der)
        key = serialization.load_pem_private_key(DEVICE_KEY.read_bytes(), None)
        self.assertTrue(parsed.is_signature_valid)
        self.assertEqual(list(parsed.subject), [])
        self.assertEqual(point_of(parsed.public_key()), point_of(key.public_key()))
        found = {extension.oid: extension for extension in parsed.extensions}
        self.assertEqual(set(found), {OID.KEY_USAGE, OID.SUBJECT_ALTERNATIVE_NAME})
        self.assertTrue(all(extension.critical for extension in found.values()))
        bits = [name for name, _ in certificates.BITS if getattr(found[OID.KEY_USAGE].value, name)]
        self.assertEqual(bits, [usage])
        names = list(found[OID.SUBJECT_ALTERNATIVE_NAME].value)
        self.assertEqual(names, [x509.OtherName(
            x509.ObjectIdentifier("1.3.6.1.5.5.7.8.4"),
            pki.sequence(pki.oid(hardware), pki.octet_string(bytes.fromhex(ESME))))])

    def test_both_usages(self):
        for usage, bit in (("signature", "digital_signature"), ("agreement", "key_agreement")):
            result = self.request(usage=usage)
            self.good(result)
            der = x509.load_pem_x509_csr(result.out.encode()).public_bytes(DER)
            self.check(der, bit)
            openssl = subprocess.run(["openssl", "req", "-verify", "-noout"], capture_output=True,
                                     input=result.out.encode(), check=False)
            self.assertEqual(openssl.returncode, 0, openssl)
            binary = self.request("--binary", usage=usage, text=False)
            self.assertEqual((binary.status, binary.out), (0, der))
            self.good(gbcs("cert", "show", self.file("request", der)), "keeps")

    def test_to_a_file(self):
        path = self.folder / "device.csr"
        self.good(self.request("--output", path))
        self.assertEqual(path.read_text(encoding="ascii"), self.request().out)
        self.refused(self.request("--output", self.folder / "no" / "where"), "where")

    def test_hardware_type(self):
        for oid in ("2.999.1.2", "1.2.840.4294967", "0.0", "2.47.0", "1.39"):
            binary = self.request("--hardware-type", oid, "--binary", text=False)
            self.check(binary.out, "digital_signature", oid)
        for oid in ("", "1", "1.", ".1", "1..2", "3.1", "1.40", "0.40", "1.2.x", "1.2.03", "-1.2",
                    "1.2 ", "1.2." + "9" * 20, "1." + ".".join(["2"] * 70)):
            self.refused(self.request("--hardware-type", oid), "--hardware-type")

    def test_bad_values(self):
        for device in ("", "0" * 16, ESME[:-1], ESME + "0", "g" * 16):
            self.refused(self.request(device=device), "--device")
        for usage in ("", "both", "Signature", "digitalSignature"):
            self.refused(self.request(usage=usage), "--key-usage")

    def test_bad_keys(self):
        key = ec.generate_private_key(ec.SECP256R1())
        locked = private_pem(key, serialization.BestAvailableEncryption(b"secret"))
        other = private_pem(ec.generate_private_key(ec.SECP384R1()))
        for content, reason in ((locked, "encrypted"), (other, "P-256"), (b"", "PEM"),
                                (SUPPLIER_CERTIFICATE.read_bytes(), "not a PEM private key")):
            self.refused(self.request(key=self.file("key", content)), reason)
        self.refused(self.request(key="nowhere"), "nowhere")

    def test_missing_options(self):
        whole = ["--key", DEVICE_KEY, "--device", ESME, "--key-usage", "signature"]
        for i in range(0, len(whole), 2):
            self.refused(gbcs("cert", "request", *whole[:i], *whole[i + 2:]), whole[i], "missing")
        self.refused(gbcs("cert", "request", *whole, "more"), "more")


class Issue(Case):
    def setUp(self):
        super().setUp()
        self.request = self.folder / "device.csr"
        gbcs("cert", "request", "--key", DEVICE_KEY, "--device", ESME, "--key-usage", "agreement",
             "--output", self.request)

    def device(self, *more, by=DCA, **run):
        return gbcs("cert", "issue", *issuer(by), "--request", self.request, *more, **run)

    def organisation(self, *more, by=OCA, key=SUPPLIER_CERTIFICATE, role="supplier",
                     entity=SUPPLIER, usage="signature", **run):
        return gbcs("cert", "issue", *issuer(by), "--key", key, "--role", role, "--entity", entity,
                    "--key-usage", usage, *more, **run)

    def read(self, result, by):
        """The certificate, which must be signed by the issuer and valid."""
        self.good(result)
        parsed = x509.load_pem_x509_certificate(result.out.encode())
        authority = x509.load_pem_x509_certificate(by.with_suffix(".pem").read_bytes())
        authority.public_key().verify(parsed.signature, parsed.tbs_certificate_bytes,
                                      ec.ECDSA(hashes.SHA256()))
        self.assertEqual(parsed.issuer.public_bytes(), authority.subject.public_bytes())
        own = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        identifier = parsed.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
        self.assertEqual(identifier.key_identifier, own)
        path = self.file("issued.pem", result.out.encode())
        self.good(gbcs("cert", "show", path), "keeps")
        begin = parsed.not_valid_before.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.good(gbcs("cert", "verify", "--root", KEYS / "root.pem", "--with", f"{by}.pem",
                       "--time", begin, path), "valid")
        openssl = subprocess.run(["openssl", "verify", "-x509_strict", "-partial_chain", "-trusted",
                                  f"{by}.pem", "-no_check_time", path], capture_output=True,
                                 check=False)
        self.assertEqual(openssl.returncode, 0, openssl)
        return parsed

    def test_a_device(self):
        parsed = self.read(self.device(), DCA)
        asked = x509.load_pem_x509_csr(self.request.read_bytes())
        self.assertEqual(point_of(parsed.public_key()), point_of(asked.public_key()))
        for kind in (OID.KEY_USAGE, OID.SUBJECT_ALTERNATIVE_NAME):
            self.assertEqual(parsed.extensions.get_extension_for_oid(kind),
                             asked.extensions.get_extension_for_oid(kind))
        self.assertEqual(list(parsed.subject), [])
        self.assertEqual(parsed.not_valid_after, datetime.datetime(9999, 12, 31, 23, 59, 59))
        self.assertLess(abs(parsed.not_valid_before - datetime.datetime.utcnow()),
                        datetime.timedelta(hours=1))
        self.assertEqual(parsed.serial_number.bit_length(), 127)
        self.assertNotEqual(self.read(self.device(), DCA).serial_number, parsed.serial_number)
        self.read(self.device(by=OCA), OCA)

    def test_organisations(self):
        for role, number in ROLES.items():
            for usage, bit in (("signature", "digital_signature"), ("agreement", "key_agreement")):
                parsed = self.read(self.organisation(role=role, usage=usage), OCA)
                attributes = [(a.oid.dotted_string, a.value) for a in parsed.subject]
                self.assertEqual(attributes, [("2.5.4.11", f"{number:02X}"),
                                              ("2.5.4.45", b"\x00" + bytes.fromhex(SUPPLIER))])
                found = parsed.extensions.get_extension_for_class(x509.KeyUsage)
                self.assertTrue(found.critical and getattr(found.value, bit))
        key = x509.load_pem_x509_certificate(SUPPLIER_CERTIFICATE.read_bytes()).public_key()
        self.assertEqual(point_of(parsed.public_key()), point_of(key))

    def test_key_in_any_form(self):
        key = ec.generate_private_key(ec.SECP256R1()).public_key()
        for encoding in (PEM, DER):
            path = self.file("key", key.public_bytes(
                encoding, serialization.PublicFormat.SubjectPublicKeyInfo))
            issued = self.read(self.organisation(key=path), OCA)
            self.assertEqual(point_of(issued.public_key()), point_of(key))
        for content, reason in ((self.request.read_bytes(), "request"), (b"", "empty"),
                                (DEVICE_KEY.read_bytes(), "neither"), (b"\x30\x00", "ends"),
                                (cases.keyed(b"\x04" + bytes(64)).der, "on the curve")):
            self.refused(self.organisation(key=self.file("key", content)), "key", reason)

    def test_what_can_be_said(self):
        parsed = self.read(self.organisation(
            "--name", "Supplier 1", "--serial", "0080", "--not-before", "2024-02-29", "--not-after",
            "2050-01-01T00:00:00Z"), OCA)
        self.assertEqual(parsed.serial_number, 0x80)
        self.assertEqual(parsed.not_valid_before, datetime.datetime(2024, 2, 29))
        self.assertEqual(parsed.not_valid_after, datetime.datetime(2050, 1, 1))
        self.assertEqual(parsed.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value,
                         "Supplier 1")
        parsed = self.read(self.organisation("--not-before", "2024-02-29"), OCA)
        self.assertEqual(parsed.not_valid_after, datetime.datetime(2034, 2, 27, 23, 59, 59))

    def test_to_a_file(self):
        path = self.folder / "issued.der"
        common = ("--serial", "01", "--not-before", "2025-01-01")
        self.good(self.device(*common, "--binary", "--output", path))
        text = x509.load_pem_x509_certificate(self.device(*common).out.encode())
        self.assertEqual(path.read_bytes(), text.public_bytes(DER))
        self.refused(self.device("--output", self.folder / "no" / "where"), "where")

    def test_requests_that_are_refused(self):
        der = x509.load_pem_x509_csr(self.request.read_bytes()).public_bytes(DER)
        changed = bytearray(der)
        changed[der.index(bytes.fromhex(ESME)) + 7] ^= 1
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "meter")])
        other = (x509.CertificateSigningRequestBuilder().subject_name(name)
                 .sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()))
        cut = certificates.pem(der[:-1]).replace(b"CERTIFICATE", b"CERTIFICATE REQUEST")
        for content, reason in ((bytes(changed), "signature"), (cut, "ends"),
                                (other.public_bytes(PEM), "GBCS 13.4")):
            self.request.write_bytes(content)
            self.refused(self.device(), "device.csr", reason, status=1)
        self.request.write_bytes(SUPPLIER_CERTIFICATE.read_bytes())
        self.refused(self.device(), "not a certification request")
        self.request.unlink()
        self.refused(self.device(), "device.csr")

    def test_issuers_that_are_refused(self):
        self.refused(self.organisation(by=DCA), "devices only")
        self.refused(self.device(by=KEYS / "root"), "not the certificate of an issuing authority")
        self.refused(self.device(by=KEYS / f"{SUPPLIER.lower()}-ds"), "issuing authority")
        common = ["--issuer", f"{DCA}.pem", "--request", self.request]
        self.refused(gbcs("cert", "issue", *common, "--issuer-key", f"{OCA}.key"),
                     "not the private key of the issuer's certificate")
        self.refused(gbcs("cert", "issue", *common, "--issuer-key", "nowhere"), "nowhere")
        several = certificates.AUTHORITY_CERTIFICATE.but(extensions={
            "policies": certificates.policies("2.999.1.1", "2.999.1.3")})
        path = self.file("several.der", several)
        self.refused(gbcs("cert", "issue", "--issuer", path, "--issuer-key", f"{OCA}.key",
                          "--request", self.request), "several policies")

    def test_bad_values(self):
        for option, values in (
                ("--role", ("", "root", "issuing-authority", "2", "Supplier")),
                ("--entity", ("", "0" * 16, SUPPLIER[1:])), ("--key-usage", ("", "both")),
                ("--name", ("", "a" * 65, "a\nb", "\u00e9")),
                ("--serial", ("", "0", "00", "0001", "80", "xx", "01" * 17)),
                ("--not-before", ("", "today")), ("--not-after", ("", "never", "2026-13-01"))):
            for value in values:
                with self.subTest(f"{option}={value}"):
                    self.refused(self.organisation(option, value), option)
        self.refused(self.organisation("--not-after", "2020-01-01"), "before the first")
        self.good(self.organisation("--name", "a" * 64, "--serial", "7f" * 16))

    def test_missing_options(self):
        whole = [*issuer(OCA), "--key", SUPPLIER_CERTIFICATE, "--role", "supplier", "--entity",
                 SUPPLIER, "--key-usage", "signature"]
        for i in range(0, len(whole), 2):
            self.refused(gbcs("cert", "issue", *whole[:i], *whole[i + 2:]), whole[i], "missing")
        self.refused(gbcs("cert", "issue", *issuer(OCA)), "--request is missing")
        self.refused(gbcs("cert", "issue", *whole, "--request", self.request), "exclude")
        self.refused(gbcs("cert", "issue", *whole, "more"), "more")


class Secrets(Case):
    def test_no_private_key_is_shown(self):
        scalars = [serialization.load_pem_private_key(path.read_bytes(), None)
                   .private_numbers().private_value
                   for path in (DEVICE_KEY, DCA.with_suffix(".key"))]
        request = gbcs("cert", "request", "--binary", "--key", DEVICE_KEY, "--device", ESME,
                       "--key-usage", "signature", text=False)
        path = self.file("request", request.out)
        made = gbcs("cert", "issue", *issuer(DCA), "--request", path, "--binary", text=False)
        self.assertEqual((request.status, made.status), (0, 0))
        for scalar in scalars:
            for result in (request, made):
                self.assertNotIn(scalar.to_bytes(32, "big"), result.out + result.err)


if __name__ == "__main__":
    unittest.main()
