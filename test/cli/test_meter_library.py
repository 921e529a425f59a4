"""gbcs meter: what the library carries out itself, seen from outside: credentials, the device's own
keys, joining, and what waits for its date; and how gbcs meter show tells of it."""

import shutil
import unittest

from cryptography import x509

from meter import BROKER, CHF, ESME, GSME, OTHER_SUPPLIER, SUPPLIER, Case, Reference, built
from tool import KEYS, RTDS, gbcs, octets

CHANGE_OF_SUPPLIER = "00005EEF10000005"
PPMID = "00005EEF100000E4"
BEFORE, DATE, AFTER = (f"2026-0{month}-01T00:00:00Z" for month in (3, 4, 5))
CELLS = (("supplier/signature", "ds"), ("supplier/agreement", "ka"), ("supplier/top-up", "pp-ka"))


def change(*words):
    """The words of a change of supplier."""
    for cell, name in CELLS:
        words += ("--replace", f"{cell}={KEYS / OTHER_SUPPLIER.lower()}-{name}.pem")
    return ("--mode", "supplier-by-transcos", "--path", KEYS / "organisation-issuer.pem",
            "--other-floor", "supplier=100,0", *words)


class Library(Case):
    """Commands to a meter."""

    def sent(self, name, originator, counter, *words, target=ESME, time=None):
        """What comes back to a command that is taken."""
        options = ("--time", time) if time else ()
        lines = self.run_meter(*options, input=built(name, originator, counter, *words,
                                                     target=target))
        self.assertEqual(lines[0]["status"], "GBCS_OK")
        for line in self.messages(lines):
            self.assertEqual(gbcs("verify", "--keys", KEYS, "-", input=line["octets"]).status, 0)
        return lines[1:]

    def hint(self, name, originator, counter, *words, target=ESME):
        """What the title of the response says."""
        text = gbcs("meter", "run", "--state", self.state,
                    input=built(name, originator, counter, *words, target=target)).out
        titles = [line for line in text.splitlines() if line.startswith("sent ")]
        self.assertEqual(len(titles), 1, text)
        return titles[0].partition(" octets: ")[2]

    def suppliers(self):
        """Who is in the cells of the supplier."""
        return [cell["entity"] for cell in self.shown()["cells"] if cell["role"] == "supplier"]


class Dated(Library):
    def setUp(self):
        super().setUp()
        self.made()
        lines = self.sent("CS02b", CHANGE_OF_SUPPLIER, 4100, *change("--date", DATE), time=BEFORE)
        self.assertEqual([line["kind"] for line in lines], ["response"])

    def test_waits(self):
        self.assertEqual(self.shown()["pending"],
                         [{"date": "2026-04-01 00:00:00Z", "message_code": "0107",
                           "originator": CHANGE_OF_SUPPLIER, "counter": "4100"}])
        self.assertEqual(self.suppliers(), 3 * [SUPPLIER])
        self.assertEqual(self.run_meter("--time", "2026-03-31T23:50:00Z", input=""), [])
        self.assertEqual(self.suppliers(), 3 * [SUPPLIER])

    def test_is_done(self):
        lines = self.run_meter("--time", AFTER, input="")
        self.assertEqual([line["kind"] for line in lines], ["cell", "cell", "cell", "alert"])
        self.assertEqual((lines[3]["event"], lines[3]["message_code"], lines[3]["recipient"]),
                         ("8F66", "00CB", CHANGE_OF_SUPPLIER))
        self.authentic(lines[3], "none", "valid")
        self.assertEqual((self.suppliers(), self.shown()["pending"]), (3 * [OTHER_SUPPLIER], []))
        self.assertEqual(self.run_meter("--time", AFTER, input=""), [])
        self.assertEqual(self.run_meter("--time", BEFORE, input=""), [])

    def test_is_cancelled(self):
        self.sent("CS02b", CHANGE_OF_SUPPLIER, 4101, *change("--date", "cancel"))
        self.assertEqual(self.shown()["pending"], [])
        self.assertEqual(self.run_meter("--time", AFTER, input=""), [])
        self.assertEqual(self.suppliers(), 3 * [SUPPLIER])

    def test_is_shown(self):
        text = gbcs("meter", "show", "--state", self.state).out
        self.assertRegex(text, "(?m)^waits     2026-04-01 00:00:00Z  0107 CS02b ")
        self.assertRegex(text, f"(?m)^ +of {CHANGE_OF_SUPPLIER}, counter 4100$")


class Credentials(Library):
    def test_outcomes_by_name(self):
        self.made()
        self.assertEqual(self.hint("CS02a", BROKER, 4100, "--role", "supplier"), "success")
        self.assertEqual(self.hint("CS02c", SUPPLIER, 900, "--key-usage", "signature"),
                         "certificationRequest")
        self.assertEqual(self.hint("CS02e", SUPPLIER, 901, "--key-usage", "agreement"),
                         "certificate")
        self.assertEqual(self.hint("CS02d", SUPPLIER, 902, "--certificate",
                                   KEYS / f"{ESME.lower()}-ka.pem"),
                         "noCorrespondingKeyPairGenerated")
        path = ("--path", KEYS / "organisation-issuer.pem")
        words = [word for word in change() if word not in path]
        self.assertEqual(self.hint("CS02b", CHANGE_OF_SUPPLIER, 4101, *words),
                         "noTrustAnchor (3 times)")
        self.assertEqual(self.hint("CS02b", CHANGE_OF_SUPPLIER, 4102, *change()),
                         "success (3 times)")

    def test_a_request_of_its_own_hardware(self):
        """A new key pair, with the hardware type of the certificate that the meter has."""
        self.made()
        lines = self.sent("CS02c", SUPPLIER, 900, "--key-usage", "agreement")
        response = bytes.fromhex(self.one(lines, "response")["octets"])
        own = x509.load_pem_x509_certificate((KEYS / f"{ESME.lower()}-ka.pem").read_bytes())
        names = own.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        self.assertIn(names[0].value, response)

    def test_without_certificates(self):
        keys = self.folder / "keys"
        shutil.copytree(KEYS, keys)
        for name in ("ds", "ka"):
            (keys / f"{ESME.lower()}-{name}.pem").unlink()
        self.made(keys=keys)
        self.assertEqual(self.hint("CS02e", SUPPLIER, 900, "--key-usage", "agreement"),
                         "noCertificateHeld")
        self.assertEqual(self.hint("CS02c", SUPPLIER, 901, "--key-usage", "agreement"),
                         "cRProductionFailed")

    def test_certificate_of_another_device(self):
        keys = self.folder / "keys"
        shutil.copytree(KEYS, keys)
        for end in ("pem", "key"):
            shutil.copy(KEYS / f"{GSME.lower()}-ds.{end}", keys / f"{ESME.lower()}-ds.{end}")
        self.refused(self.init(keys=keys), str(self.state))


class Joining(Library):
    def test_and_leaving(self):
        self.made()
        peer = ("--peer", PPMID)
        self.assertEqual(self.hint("CS03B", SUPPLIER, 900, *peer, "--peer-type", "ppmid"),
                         "success")
        self.assertEqual(self.shown()["devices"], [{"device": PPMID, "type": "ppmid"}])
        self.assertIn(f"joined    {PPMID}, ppmid\n",
                      gbcs("meter", "show", "--state", self.state).out)
        self.assertEqual(self.hint("CS07", SUPPLIER, 901), "success")
        self.assertEqual([entry["event"] for entry in self.log()], ["8F49"])
        self.assertEqual(self.hint("CS04AC", SUPPLIER, 902, *peer), "otherFailure")
        self.assertEqual(self.hint("CS04B", SUPPLIER, 903, *peer), "success")
        self.assertEqual(self.shown()["devices"], [])
        self.assertEqual(self.hint("CS04B", SUPPLIER, 904, *peer), "notInDeviceLog")

    def test_by_key(self):
        """Method C, on a gas meter."""
        self.made("--type", "gsme", device=GSME)
        certificate = ("--certificate", KEYS / f"{PPMID.lower()}-ka.pem")
        peer = ("--peer", PPMID, "--peer-type", "ppmid")
        self.assertEqual(self.hint("CS03C", SUPPLIER, 900, *peer, target=GSME),
                         "invalidOrMissingCertificate")
        self.assertEqual(self.hint("CS03C", SUPPLIER, 901, *peer, *certificate, target=GSME),
                         "success")
        self.assertEqual(self.shown()["devices"], [{"device": PPMID, "type": "ppmid"}])


class Show(Library):
    def test_shape(self):
        self.made()
        shown = self.shown()
        self.assertEqual(set(shown), {"kind", "device", "type", "life", "cells", "time", "balance",
                                      "prices", "load_switch", "pending", "devices", "top_ups",
                                      "entries"})
        self.assertEqual((shown["device"], shown["type"], shown["life"], shown["time"]),
                         (ESME, "esme", "in manufacture", None))
        self.assertEqual((shown["prices"], shown["load_switch"]),
                         ({"active": "0", "waiting": "0"}, "open"))
        root = shown["cells"][0]
        self.assertEqual((root["role"], root["key_usage"], root["cell_usage"], root["entity"]),
                         ("root", "keyCertSign", "management", None))
        for cell in shown["cells"]:
            self.assertRegex(cell["key_identifier"], "^[0-9A-F]{16}$")

    def test_text(self):
        self.made("--seal")
        lines = gbcs("meter", "show", "--state", self.state).out.splitlines()
        self.assertEqual(lines[0], f"{ESME}, esme, sealed")
        self.assertRegex(lines[3], f"^  supplier +digitalSignature +management +{SUPPLIER}  "
                                   "[0-9A-F]{16}$")
        self.assertEqual([line.split()[0] for line in lines[12:]],
                         ["clock", "balance", "prices", "switch", "waits", "joined", "tokens",
                          "keypad", "ppmid"])
        self.assertIn("balance   0.00", lines)

    def test_damaged_records(self):
        """One damaged record makes no difference: what counts is there twice."""
        self.made()
        self.sent("CS03B", SUPPLIER, 900, "--peer", PPMID, "--peer-type", "ppmid")
        expected = gbcs("meter", "show", "--state", self.state).out
        new, self.state = self.state, self.folder / "copy"
        for path in sorted(new.glob("record-*")):
            with self.subTest(path.name):
                shutil.copytree(new, self.state)
                (self.state / path.name).write_bytes(b"damaged")
                result = gbcs("meter", "show", "--state", self.state)
                # the switch, the account and the prices are the application's, and there once
                self.assertEqual((result.status, result.out), (0, expected))
                shutil.rmtree(self.state)

    def test_a_damaged_device_log(self):
        """Unknown, not empty; and the meter goes on."""
        self.made()
        before = {path.name for path in self.state.glob("record-*")}
        self.sent("CS03B", SUPPLIER, 900, "--peer", PPMID, "--peer-type", "ppmid")
        twins = [path for path in sorted(self.state.glob("record-*"))
                 if path.name not in before and bytes.fromhex(PPMID) in path.read_bytes()]
        for path in twins:
            path.write_bytes(b"damaged")
        self.assertEqual((len(twins), self.shown()["devices"]), (2, None))
        self.assertIn("joined    the log is damaged\n",
                      gbcs("meter", "show", "--state", self.state).out)
        self.assertEqual(self.hint("CS07", SUPPLIER, 901), "readFailure")

    def test_a_hub(self):
        self.made("--type", "chf", device=CHF, supplier=None)
        self.assertEqual(self.shown()["type"], "chf")


@unittest.skipIf(RTDS is None, "the reference messages are not there")
class Prices(Reference):
    """Prices with a date, as the reference messages have them."""

    def reference(self, name):
        """A reference message."""
        return RTDS / "messages" / "1.2.1_ECS01b" / f"ECS01b_1.2.1_{name}_GBCS.HEX"

    def test_dated(self):
        self.made(device=self.device, supplier=self.supplier, keys=self.keystore())
        lines = self.run_meter("--time", "2014-12-31T23:00:00Z",
                               self.reference("IMMEDIATE_TOU_SUCCESS_COMMAND"))
        self.assertEqual(self.shown()["prices"], {"active": "1003", "waiting": "0"})
        command = self.reference("FUTURE_DATED_TOU_BLOCK_SUCCESS_COMMAND")
        lines = self.run_meter("--time", "2010-12-31T23:00:00Z", command)
        response = bytes.fromhex(self.one(lines, "response")["octets"])
        expected = octets(self.reference("FUTURE_DATED_TOU_BLOCK_SUCCESS_RESPONSE"))
        self.assertEqual(response[44:-64], expected[44:-64])
        shown = self.shown()
        self.assertEqual(shown["prices"], {"active": "1003", "waiting": "1005"})
        self.assertEqual([each["counter"] for each in shown["pending"]], ["1005", "1005"])
        lines = self.run_meter("--time", "2099-12-31T00:00:00Z", input="")
        self.assertEqual([line["kind"] for line in lines], ["prices", "alert", "prices", "alert"])
        self.assertEqual([line["done"] for line in lines[::2]], [True, True])
        told = set()
        for line in lines[1::2]:
            self.assertEqual((line["event"], line["message_code"]), ("8F66", "00CC"))
            told.add(bytes.fromhex(line["octets"])[-64 - 1 - 19:-65])
        alerts = {octets(self.reference("8F66_FUTURE_DATED_TOU_BLOCK_SUCCESS_ALERT_" + name))
                  [-64 - 1 - 19:-65] for name in ("PRICE_MATRIX", "STANDING_CHARGE")}
        self.assertEqual(told, alerts)
        shown = self.shown()
        self.assertEqual((shown["prices"], shown["pending"]),
                         ({"active": "1005", "waiting": "0"}, []))

    def test_cancelled(self):
        self.made(device=self.device, supplier=self.supplier, keys=self.keystore())
        self.run_meter("--time", "2010-12-31T23:00:00Z",
                       self.reference("FUTURE_DATED_TOU_BLOCK_SUCCESS_COMMAND"),
                       self.reference("CANCELLATION_TOU_BLOCK_SUCCESS_COMMAND"))
        shown = self.shown()
        self.assertEqual((shown["prices"], shown["pending"]),
                         ({"active": "0", "waiting": "0"}, []))
        self.assertEqual(self.run_meter("--time", "2099-12-31T00:00:00Z", input=""), [])


if __name__ == "__main__":
    unittest.main()
