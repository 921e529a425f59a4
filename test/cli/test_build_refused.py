"""gbcs build: all that it refuses, with one line that says why."""

import shutil
import unittest

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from build import (CHANGE_OF_SUPPLIER, ISSUER, PEER, TOKEN, Case, certificate, parties,
                   replacements)
from meter import BROKER, ESME, SUPPLIER
from tool import KEYS, gbcs, message


def public_key():
    """A public key in PEM."""
    key = load_pem_x509_certificate((KEYS / "root.pem").read_bytes()).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


class Refused(Case):
    def words(self, line, *others):
        """The words of a command from one sender."""
        return gbcs("build", *line.split(), *parties(SUPPLIER), *others)

    def test_use_case(self):
        self.refused(gbcs("build"), "no use case")
        self.refused(gbcs("build", "--keys", KEYS), "no use case")
        self.refused(self.words("CS06"), "CS06", "--help")
        self.refused(self.words("CS07 CS04B"), "CS04B", "more than one")
        self.refused(self.words("CS07", "--colour"), "--colour")

    def test_missing(self):
        whole = ["--keys", KEYS, "--originator", SUPPLIER, "--target", ESME, "--counter", "9000",
                 "--mode", "supplier-by-supplier", "--replace",
                 f"supplier/signature={certificate(SUPPLIER, 'ds')}"]
        for i in range(0, len(whole), 2):
            self.refused(gbcs("build", "CS02b", *whole[:i], *whole[i + 2:]), whole[i], "missing")
        cases = (("CS01a", "--token"), ("CS01b", "--token"), ("CS02a", "--role"),
                 ("CS02c", "--key-usage"), ("CS02d", "--certificate"), ("CS02e", "--key-usage"),
                 ("CS02f", "--role"), ("CS02g", "--mode"),
                 ("CS03A1 --peer-type esme --join-as initiator", "--peer"),
                 ("CS03A1 --peer 00DB123456789093 --join-as initiator", "--peer-type"),
                 ("CS03A1 --peer 00DB123456789093 --peer-type esme", "--join-as"),
                 ("CS03A2 --peer 00DB123456789093 --peer-type esme", "--join-as"),
                 ("CS03B --peer 00DB123456789093", "--peer-type"), ("CS03C", "--peer"),
                 ("CS04AC", "--peer"), ("CS04B", "--peer"))
        for line, option in cases:
            with self.subTest(line):
                self.refused(self.words(line), option, "missing", line.split()[0])

    def test_too_much(self):
        peer = "--peer 00DB123456789093"
        cases = ((f"CS07 {peer}", "--peer"), (f"CS01a --token {TOKEN} --floor 1", "--floor"),
                 (f"CS04B {peer} --peer-type esme", "--peer-type"),
                 ("CS02a --role supplier --date cancel", "--date"),
                 (f"CS03B {peer} --peer-type esme --join-as initiator", "--join-as"),
                 (f"CS04AC {peer} --certificate {ISSUER}", "--certificate"),
                 (f"CS02d --certificate {ISSUER} --key-usage signature", "--key-usage"),
                 ("CS02c --key-usage signature --no-time-check", "--no-time-check"),
                 (f"CS02e --key-usage signature --path {ISSUER}", "--path"),
                 ("CS07 --as supplier", "--as"))
        for line, option in cases:
            with self.subTest(line):
                self.refused(self.words(line), option, f"not an option of {line.split()[0]}")

    def test_values(self):
        cases = {
            "--originator": ("", "2", SUPPLIER + "0", "0" * 16, "00005EEF1000000G"),
            "--target": ("esme", "0" * 16), "--party": ("0" * 16,), "--peer": ("1",),
            "--acb": ("4",),
            "--counter": ("", "0", "-1", "+1", " 1", "1 ", "0x", "1f", "9223372036854775808",
                          "0x8000000000000000", "18446744073709551617", "ten"),
            "--party-counter": ("", "x"), "--floor": ("0x10000000000000000", "1,2"),
            "--top-up-floor": ("none",),
            "--device-type": ("", "ESME", "fridge"), "--peer-type": ("sapc", "ihd", ""),
            "--role": ("", "suppliers", "issuing-authority"), "--as": ("me",),
            "--mode": ("", "any-by-contingency", "supplier"),
            "--key-usage": ("", "both"), "--join-as": ("", "host"),
            "--token": ("", TOKEN[:-1], TOKEN + "0", TOKEN[:-1] + "x", "7" * 19 + " "),
            "--date": ("", "now", "2027-02-29T00:00:00Z", "2027-02-28 00:00:00Z",
                       "2027-02-28T00:00:00", "20270228000000Z", "2027-02-28T24:00:00Z",
                       "2027-02-28T00:00:00Z0", "2027-02-28T00:00:0xZ", "Cancel"),
            "--other-floor": ("", "supplier", "supplier=", "supplier=x", "suppliers=1",
                              "supplier=1,", "supplier=,1", "supplier=1,2,3", "acb=1,2", "=1"),
            "--replace": ("", str(ISSUER), f"supplier={ISSUER}", f"={ISSUER}",
                          f"supplier/={ISSUER}", f"root/signature={ISSUER}",
                          f"recovery/agreement={ISSUER}", f"acb/top-up={ISSUER}",
                          f"/signature={ISSUER}", "root=nowhere.pem", "root="),
            "--path": ("nowhere.pem", str(KEYS), str(KEYS / "root.key"),
                       str(message("ECS42_COMMAND"))),
            "--certificate": ("", "nowhere.pem", str(KEYS / "root.key")),
        }
        for option, texts in cases.items():
            for text in texts:
                with self.subTest(f"{option}={text}"):
                    self.refused(gbcs("build", "CS07", f"{option}={text}"), f"{option}={text}: ")

    def test_certificates(self):
        text = (KEYS / "root.pem").read_text(encoding="ascii")
        path = self.folder / "certificate.pem"
        cases = ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
                 "-----BEGIN CERTIFICATE-----\nBAFB\n-----END CERTIFICATE-----\n",
                 "-----BEGIN CERTIFICATE-----\nMAFB\n-----END CERTIFICATE-----\n",
                 text.replace("-----BEGIN", "----BEGIN"))
        for case in cases:
            path.write_text(case, encoding="ascii")
            for option in ("--certificate", "--path", "--replace=root"):
                with self.subTest(case + option):
                    self.refused(gbcs("build", "CS07", f"{option}={path}"), f"{option}={path}: ")
        public = self.folder / "public.pem"
        public.write_text(public_key(), encoding="ascii")
        self.refused(gbcs("build", "CS07", "--path", public), "bare public key")

    def test_repetitions(self):
        self.refused(self.words("CS02a --role supplier --role acb --role supplier"), "twice")
        root = f"--replace root={KEYS / 'root.pem'} "
        self.refused(self.words("CS02b " + 2 * root), "second certificate")
        self.refused(self.words("CS02b --other-floor acb=1 --other-floor acb=2"), "second floor")
        self.refused(self.words("CS02b " + 9 * f"--path {ISSUER} "), "more certificates")
        first = self.built("CS04B", *parties(SUPPLIER, counter=9001), *PEER)
        self.assertEqual(self.built("CS04B", "--peer", ESME, "--counter", "1",
                                    *parties(SUPPLIER, counter=9001), *PEER), first)

    def test_what_does_not_fit(self):
        renew = " ".join(map(str, replacements(SUPPLIER, "ds")))
        cases = (
            (f"CS02b --mode load-controller-by-supplier {renew}", "not a mode of CS02b"),
            (f"CS02g --mode supplier-by-supplier {renew}", "not a mode of CS02g"),
            (f"CS02b --mode supplier-by-supplier --top-up-floor 1 {renew}", "goes with --floor"),
            (f"CS02b --mode acb-by-acb --floor 1 --top-up-floor 1 {renew}", "only a supplier"),
            (f"CS02b --mode supplier-by-supplier --other-floor supplier=1 {renew}",
             "sender's own role"),
            (f"CS07 --party {SUPPLIER}", "--party-counter"), ("CS07 --party-counter 1", "--party "),
            ("CS03A1 --device-type chf --peer-type esme --join-as initiator "
             "--peer 00DB123456789093", "--device-type=chf"),
            (f"CS01a --device-type gsme --token {TOKEN} --counter 0x100000000",
             "--device-type=gsme"),
            (f"CS01b --device-type type2 --token {TOKEN} --counter 0x100000000", "type2"))
        for line, text in cases:
            with self.subTest(line):
                self.refused(gbcs("build", *parties(SUPPLIER), *line.split()), text)

    def test_counter_of_a_top_up(self):
        for name in ("CS01a", "CS01b"):
            for counter in ("1", "2", "0x80000000", "0x300000001", "4294967295"):
                self.refused(gbcs("build", name, *parties(SUPPLIER, counter=counter), "--token",
                                  TOKEN), "--counter", "low 32 bits")

    def test_keys(self):
        keys = self.folder / "keys"
        self.refused(gbcs("build", "CS07", *parties(SUPPLIER, keys=keys)), str(keys))
        shutil.copytree(KEYS, keys)
        certificate(SUPPLIER, "ds", keys).with_suffix(".key").unlink()
        words = parties(SUPPLIER, keys=keys)
        self.refused(gbcs("build", "CS04AC", *words, *PEER), "private digital signature", SUPPLIER)
        self.built("CS07", *words)
        certificate(ESME, "ka", keys).with_suffix(".key").unlink()
        self.built("CS07", *words)
        certificate(ESME, "ka", keys).unlink()
        self.refused(gbcs("build", "CS07", *words), ESME)
        certificate(BROKER, "ka", keys).unlink()
        certificate(BROKER, "ka", keys).with_suffix(".key").unlink()
        self.refused(gbcs("build", "CS07", *words), "Access Control Broker")
        for path in keys.glob(f"{CHANGE_OF_SUPPLIER.lower()}*.pem"):
            path.unlink()
        words = parties(CHANGE_OF_SUPPLIER, keys=keys)
        self.refused(gbcs("build", "CS02a", *words, "--role", "acb"), "--as", CHANGE_OF_SUPPLIER)
        self.assertEqual(
            self.built("CS02a", *words, "--role", "acb", "--as", "transitional-cos"),
            self.built("CS02a", *parties(CHANGE_OF_SUPPLIER), "--role", "acb"))

    def test_output(self):
        self.refused(self.words("CS07", "--output", self.folder / "no" / "folder"), "folder")


if __name__ == "__main__":
    unittest.main()
