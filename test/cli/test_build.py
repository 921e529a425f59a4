"""gbcs build: commands rebuilt octet for octet, and others whose octets are known."""

import shutil
import unittest

from build import (CHANGE_OF_SUPPLIER, CODES, ISSUER, MODES, PEER, PPMID, RECOVERY, ROLES, TOKEN,
                   TYPES, WAN_PROVIDER, Case, Command, Words, certificate, der, parties,
                   replacements, values)
from meter import BROKER, CHF, ESME, GSME, OPERATOR, SUPPLIER
from tool import KEYS, RTDS, gbcs, message, octets

BOTH, MACED, SIGNED = ("valid", "valid"), ("valid", "none"), ("none", "valid")
PEER_HEX = "040800db123456789093"
GAS_CERTIFICATE = der(certificate(GSME, "ka"))

# Use case and its words; who sends it to whom; Message Code, MAC and signature, payload. The
# payloads are written down from GBCS 13 and 14, not made by a program.
KNOWN = (
    ("CS01a --token " + TOKEN, SUPPLIER, ESME, "0007", MACED,
     "d920000000000103007300001328" + "00ff01010914" + TOKEN.encode("ascii").hex()),
    ("CS01b --token " + TOKEN, SUPPLIER, GSME, "0097", MACED,
     "010901" + "01070500190100040014" + TOKEN.encode("ascii").hex()),
    ("CS02a --role supplier --role network-operator", BROKER, ESME, "0008", MACED,
     "30113007020104030203083006020102020103"),
    ("CS02a --role root", CHANGE_OF_SUPPLIER, ESME, "0008", SIGNED,
     "300e300702010503020780" + "3003020100"),
    ("CS02a --as supplier --role load-controller", BROKER, ESME, "0008", SIGNED,
     "300e300702010203020780" + "3003020108"),
    ("CS02a --role acb --device-type chf", BROKER, CHF, "0008", MACED,
     "300e300702010403020308" + "3003020104"),
    ("CS02f --role load-controller", OPERATOR, ESME, "011B", SIGNED,
     "300e300702010303020780" + "3003020108"),
    ("CS02f --as load-controller --role load-controller", SUPPLIER, ESME, "011B", SIGNED,
     "300e300702010803020780" + "3003020108"),
    ("CS02f --role supplier", BROKER, ESME, "011B", MACED,
     "300e300702010403020308" + "3003020102"),
    ("CS02c --key-usage signature", SUPPLIER, ESME, "000A", BOTH, "300403020780"),
    ("CS02c --key-usage agreement", BROKER, ESME, "000A", BOTH, "300403020308"),
    (f"CS02d --certificate {certificate(GSME, 'ka')}", SUPPLIER, ESME, "000B", BOTH,
     GAS_CERTIFICATE),
    ("CS02e --key-usage signature", SUPPLIER, ESME, "000C", BOTH, "300403020780"),
    ("CS02e --key-usage agreement", WAN_PROVIDER, CHF, "000C", BOTH, "300403020308"),
    (" ".join(("CS03A1 --peer-type hcalcs --join-as initiator", *PEER)), SUPPLIER, ESME, "000D",
     BOTH, f"3010020100{PEER_HEX}020104"),
    (" ".join(("CS03A1 --peer-type hcalcs --join-as responder", *PEER)), SUPPLIER, ESME, "000D",
     BOTH, f"3010020101{PEER_HEX}020104"),
    (" ".join(("CS03A2 --device-type ppmid --peer-type esme --join-as initiator", *PEER)), BROKER,
     PPMID, "00AB", BOTH, f"3010020100{PEER_HEX}020101"),
    (" ".join(("CS03B --peer-type type2", *PEER)), BROKER, ESME, "000E", MACED,
     f"3010020102{PEER_HEX}020106"),
    (" ".join(("CS03C --peer-type ppmid", *PEER)), SUPPLIER, GSME, "00AF", BOTH,
     f"3010020103{PEER_HEX}020105"),
    (" ".join(("CS03C --device-type ppmid --peer-type gsme --certificate",
               str(certificate(GSME, "ka")), *PEER)), BROKER, PPMID, "00AF", BOTH,
     f"3082{16 + len(GAS_CERTIFICATE) // 2:04x}020103{PEER_HEX}020100{GAS_CERTIFICATE}"),
    (" ".join(("CS04AC", *PEER)), SUPPLIER, ESME, "000F", BOTH, PEER_HEX),
    (" ".join(("CS04B", *PEER)), SUPPLIER, GSME, "0010", MACED, PEER_HEX),
    ("CS07", SUPPLIER, ESME, "0013", MACED, "0500"),
    ("CS07 --device-type chf", BROKER, CHF, "0013", MACED, "0500"),
)

# Mode, who sends it to whom; Message Code, number of the mode, authorising cell in the control, MAC
# and signature.
MODE_CASES = (
    ("root-by-supplier", SUPPLIER, ESME, "0100", "00", "a20702010203020780", BOTH),
    ("root-by-wan-provider", WAN_PROVIDER, CHF, "0101", "01", "a20702010603020780", BOTH),
    ("supplier-by-supplier", SUPPLIER, ESME, "0102", "02", "a20702010203020780", BOTH),
    ("supplier-by-supplier", BROKER, ESME, "0102", "02", "a20702010203020780", BOTH),
    ("network-operator-by-network-operator", OPERATOR, ESME, "0103", "03", "a20702010303020780",
     BOTH),
    ("acb-by-acb", BROKER, ESME, "0104", "04", "", MACED),
    ("acb-by-acb --device-type chf", BROKER, CHF, "0104", "04", "a20702010403020780", BOTH),
    ("wan-provider-by-wan-provider", WAN_PROVIDER, CHF, "0105", "05", "a20702010603020780", BOTH),
    ("transcos-by-transcos", CHANGE_OF_SUPPLIER, ESME, "0106", "06", "a20702010503020780", BOTH),
    ("supplier-by-transcos", CHANGE_OF_SUPPLIER, ESME, "0107", "07", "a20702010503020780", BOTH),
    ("any-by-recovery", RECOVERY, ESME, "0108", "08", "a20702010103020780", SIGNED),
    ("load-controller-by-load-controller", SUPPLIER, ESME, "0125", "0a", "a20702010803020780",
     BOTH),
    ("load-controller-by-supplier", SUPPLIER, ESME, "0126", "0b", "a20702010203020780", BOTH),
)


class Rebuilt(Case):
    def test_examples(self):
        """Signatures too: their nonces follow from key and message."""
        names = ("CS01a_COMMAND", "CS02a_COMMAND", "CS02b_ANY_BY_RECOVERY_COMMAND",
                 "CS02b_SUPPLIER_BY_SUPPLIER_COMMAND",
                 "CS02b_WAN_PROVIDER_BY_WAN_PROVIDER_COMMAND")
        for name in names:
            with self.subTest(name):
                whole = octets(message(name))
                self.assertEqual(self.built(*Words(self.folder).of(Command(whole), KEYS)), whole)

    @unittest.skipIf(RTDS is None, "no reference messages")
    def test_reference_messages(self):
        made = self.folder / "made"
        made.mkdir()
        codes, kinds = set(), {"A0": "esme", "A1": "gsme", "A2": "chf", "A3": "gpf", "A4": "ppmid",
                               "A5": "hcalcs"}
        count = 0
        for path in sorted((RTDS / "messages").glob("*/CS0*COMMAND*.HEX")):
            command = Command(octets(path))
            if command.code not in CODES:
                continue
            with self.subTest(path.name):
                words = Words(self.folder).of(command, RTDS / "keystore",
                                              kinds[command.target[-2:].upper()])
                again = self.built(*words)
                if "PRECOMMAND" in path.name:
                    self.assertEqual(Command(again).unprotected, command.unprotected)
                else:
                    self.assertEqual(Command(again).fixed, command.fixed)
                    self.assertEqual(len(again), len(command.whole))
                (made / path.name).write_text(again.hex(), encoding="ascii")
                count += 1
                codes.add(command.code)
        self.assertGreaterEqual((count, len(codes)), (55, 14))
        result = gbcs("verify", "--keys", RTDS / "keystore", made)
        self.assertEqual(result.status, 0)
        self.assertRegex(result.out.splitlines()[-1],
                         f"^{count} messages: {count} parsed; mac .* 0 invalid .* 0 unchecked; "
                         "signature .* 0 invalid .* 0 unchecked$")


class Known(Case):
    def check(self, whole, originator, target, counter, code, protection, payload):
        """Header, payload and protection of a command."""
        command = Command(whole)
        self.assertEqual((command.originator, command.target, command.counter, command.other.hex()),
                         (originator.lower(), target.lower(), counter, code.lower()))
        self.assertEqual(command.payload.hex(), payload)
        result = gbcs("verify", "--keys", KEYS, "-", input=whole.hex())
        self.assertEqual(result.status, 0)
        self.assertIn("COMMAND\t{}\tmac={}\tsignature={}\n".format(code, *protection), result.out)

    def test_payloads(self):
        for words, originator, target, code, protection, payload in KNOWN:
            with self.subTest(words):
                counter = 7 << 32 if words.startswith("CS01") else 9000
                whole = self.built(*words.split(), *parties(originator, target, counter))
                self.check(whole, originator, target, counter, code, protection, payload)

    def test_modes(self):
        path = certificate(CHANGE_OF_SUPPLIER, "ds")
        one, cell = der(path), "300702010503020780"
        listed = f"3082{len(one + cell) // 2:04x}{one}{cell}"
        rest = f"3082{len(listed) // 2:04x}{listed}3000"
        for words, originator, target, code, number_, named, protection in MODE_CASES:
            with self.subTest(words):
                control = f"0201{number_}{named}83022328"
                control = f"30{len(control) // 2:02x}{control}"
                name = "CS02g" if code > "0110" else "CS02b"
                whole = self.built(name, *parties(originator, target), "--mode", *words.split(),
                                   "--replace", f"transitional-cos/signature={path}")
                self.check(whole, originator, target, 9000, code, protection,
                           f"3082{len(control + rest) // 2:04x}{control}{rest}")

    def test_all_cells_have_a_name(self):
        path = certificate(CHANGE_OF_SUPPLIER, "ds")
        cells = {"root": "00020204", "recovery/signature": "01020780",
                 "supplier/signature": "02020780", "supplier/agreement": "02020308",
                 "supplier/top-up": "02020308", "network-operator/signature": "03020780",
                 "network-operator/agreement": "03020308", "acb/signature": "04020780",
                 "acb/agreement": "04020308", "transitional-cos/signature": "05020780",
                 "wan-provider/signature": "06020780", "load-controller/signature": "08020780",
                 "load-controller/agreement": "08020308"}
        words = [word for name in cells for word in ("--replace", f"{name}={path}")]
        whole = self.built("CS02b", *parties(RECOVERY), "--mode", "any-by-recovery", *words)
        _, listed, _ = values(values(Command(whole).payload)[0])
        found = [values(values(one)[1]) for one in values(listed)]
        self.assertEqual([one[0].hex() + "02" + one[1].hex() for one in found],
                         list(cells.values()))
        self.assertEqual([one[2:] for one in found].count([b"\x01"]), 1)

    def test_floors_and_dates(self):
        whole = self.built("CS02b", *parties(RECOVERY, counter="0x7FFFFFFFFFFFFFFF"), "--mode",
                           "any-by-recovery", *replacements(SUPPLIER, "ds"), "--path",
                           KEYS / "device-issuer.pem", "--floor", "128",
                           "--no-time-check", "--date", "2028-02-29T23:59:59Z",
                           *(word for text in ("supplier=0x300000000,0", "acb=0",
                                               "transitional-cos=9223372036854775807")
                             for word in ("--other-floor", text)))
        control, _, path, date = values(values(Command(whole).payload)[0])
        self.assertEqual(control.hex(),
                         "020108" "810101" "a20702010103020780" "83087fffffffffffffff" "84020080"
                         "a62d" "3014" "020102" "02050300000000" "3008" "3006" "020100" "020100"
                         "3006" "020104" "020100" "300d" "020105" "02087fffffffffffffff")
        self.assertEqual(date, b"20280229235959Z")
        self.assertEqual(path.hex(), der(ISSUER) + der(KEYS / "device-issuer.pem"))

    def test_parties(self):
        words = parties(BROKER, PPMID, 9001)
        whole = self.built("CS04AC", *words, *PEER, "--device-type", "ppmid", "--party", SUPPLIER,
                           "--party-counter", "0x3E8")
        self.assertEqual(Command(whole).other.hex(), f"000f{SUPPLIER.lower()}00000000000003e8")
        self.assertEqual(gbcs("verify", "--keys", KEYS, "-", input=whole.hex()).status, 0)

    def test_output(self):
        path = self.folder / "command"
        words = ("cs07", *parties(SUPPLIER))
        whole = self.built(*words)
        for options, content in (((), whole.hex().upper().encode() + b"\n"), (("-b",), whole)):
            result = gbcs("build", *words, *options, "--output", path)
            self.assertEqual((result.status, result.out, result.err), (0, "", ""))
            self.assertEqual(path.read_bytes(), content)

    def test_several_brokers(self):
        keys = self.folder / "keys"
        shutil.copytree(KEYS, keys)
        other = keys / "00005eef100000f4-ka.pem"
        shutil.copy(certificate(BROKER, "ka"), other)
        shutil.copy(certificate(BROKER, "ka").with_suffix(".key"), other.with_suffix(".key"))
        words = ("CS07", *parties(SUPPLIER, keys=keys))
        self.refused(gbcs("build", *words), "--acb", BROKER)
        self.assertEqual(self.built(*words, "--acb", BROKER),
                         self.built("CS07", *parties(SUPPLIER)))
        self.refused(gbcs("build", *words, "--acb", SUPPLIER), SUPPLIER)
        self.refused(gbcs("build", "CS07", *parties(BROKER, keys=keys), "--acb",
                          "00005EEF100000F4"), "--acb", BROKER)


class Help(Case):
    def test_lists_all_and_has_an_example(self):
        result = gbcs("build", "--help")
        self.assertEqual((result.status, result.err), (0, ""))
        for name in (*CODES.values(), *MODES.values(), *filter(None, ROLES), *TYPES):
            self.assertIn(name, result.out.replace("\n", " ").replace("  ", " "))
        self.assertIn("Example:\n  gbcs build CS02a", result.out)
        self.assertLessEqual(max(map(len, result.out.splitlines())), 80)
        self.assertIn("  build ", gbcs("--help").out)


if __name__ == "__main__":
    unittest.main()
