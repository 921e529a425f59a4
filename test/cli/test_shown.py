"""What people see: meanings of values, hostile input, terminals."""

import json
import os
import pathlib
import pty
import shutil
import subprocess
import tempfile
import unittest

from tool import KEYS, MESSAGES, RTDS, Tool, gbcs, message

DEVICE = bytes.fromhex("00005eef100000e0")
SUPPLIER = bytes.fromhex("00005eef10000002")
RESPONSE = 2
ALERT = 3


def length(size):
    """A length in its shortest form."""
    if size < 0x80:
        return bytes([size])
    return b"\x81" + bytes([size]) if size < 0x100 else b"\x82" + size.to_bytes(2, "big")


def frame(payload, code, cra=RESPONSE):
    """A message of a device around a payload, with a signature of zeros."""
    return (b"\xdf\x09" + bytes([cra]) + bytes(8) + b"\x08" + DEVICE + b"\x08" + SUPPLIER
            + b"\x00\x02" + code.to_bytes(2, "big") + length(len(payload)) + payload + b"\x40"
            + bytes(64))


def data_of(value):
    """An access-response with one A-XDR value, ECS40."""
    return frame(bytes.fromhex("DA200000000000" "01") + value + bytes.fromhex("010100"), 0x004E)


def rows(octets, *options):
    """The rows of a message: name and value, in their order."""
    result = gbcs("decode", "--json", *options, "-", input=octets.hex())
    assert result.status == 0, result
    found = []

    def walk(fields):
        for field in fields:
            found.append((field["name"], field["value"]))
            walk(field.get("fields", []))
    walk(json.loads(result.out)["fields"])
    return found


class Values(unittest.TestCase):
    def test_axdr(self):
        cases = (
            ("090C07EA0203FF0A0F0000800000", "octet-string of 12: 2026-02-03 10:15:00Z"),
            ("090C0000000000000000008000FF", "octet-string of 12: at once"),
            ("090CFFFFFFFFFFFFFFFFFF8000FF", "octet-string of 12: never (nothing specified)"),
            ("090C07EA02FFFF0AFFFFFF8000FF", "octet-string of 12: 2026-02-** 10:**:**"),
            ("0905FFFF0C19FF", "octet-string of 5: ****-12-25"),
            ("09060000010000FF", "octet-string of 6: 0-0:1.0.0.255 clock"),
            ("0903616C6C", 'octet-string of 3: "all"'),
            ("09031B5B41", "octet-string of 3"),
            ("0900", "octet-string of 0"),
            ("0A026869", 'visible-string of 2: "hi"'),
            ("0C02C3A9", 'utf8-string of 2: "\u00e9"'),
            ("0C02C285", "utf8-string of 2"),
            ("0301", "boolean true"),
            ("0300", "boolean false"),
            ("0404A0", "bit-string 1010"),
            ("0FFF", "integer -1"),
            ("108000", "long -32768"),
            ("05FFFFFFFE", "double-long -2"),
            ("14FFFFFFFFFFFFFFFF", "long64 -1"),
            ("15FFFFFFFFFFFFFFFF", "long64-unsigned 18446744073709551615"),
            ("173FC00000", "float32 1.5"),
            ("183FF8000000000000", "float64 1.5"),
            ("19" "07EA0203FF0A0F0000800000", "date-time 2026-02-03 10:15:00Z"),
            ("1A07EA0203FF", "date 2026-02-03"),
            ("1B0A0F0000", "time 10:15:00"),
            ("1605", "enum 5"),
            ("00", "null-data"),
        )
        for value, meaning in cases:
            with self.subTest(value):
                self.assertIn(("[0]", meaning), rows(data_of(bytes.fromhex(value))))

    def test_places(self):
        """Members are counted anew in each array."""
        shown = rows(data_of(bytes.fromhex("0202" "01021101" "1102" "01011103")))
        names = [name for name, value in shown if (value or "").startswith("unsigned")]
        self.assertEqual(names, ["[0]", "[1]", "[0]"])

    def test_compact_array(self):
        """Members of a compact-array: {long-unsigned, octet-string}, twice."""
        shown = rows(data_of(bytes.fromhex("13" "02021209" "09" "0001" "0161" "0002" "026263")))
        self.assertIn(("[0]", "long-unsigned 1"), shown)
        self.assertIn(("[1]", "octet-string of 1"), shown)
        self.assertIn(("[0]", "long-unsigned 2"), shown)
        self.assertIn(("[1]", 'octet-string of 2: "bc"'), shown)

    def test_compact_array_of_arrays(self):
        shown = rows(data_of(bytes.fromhex("13" "01000211" "04" "01020304")))
        self.assertEqual([value for _, value in shown if (value or "").startswith("unsigned")],
                         [f"unsigned {i}" for i in (1, 2, 3, 4)])

    def test_alert(self):
        payload = bytes.fromhex("0109018F6638818890" "0E" "006D00000000000003ED0705" "0106")
        shown = rows(frame(payload, 0x00CD, ALERT))
        self.assertIn(("alert code", "8F66 Future-date HAN Interface Command Successfully Actioned"),
                      shown)
        self.assertIn(("alert time", "2030-01-15 09:00:00Z"), shown)
        self.assertIn(("Originator Counter of the command", "1005"), shown)
        self.assertIn(("ZCL command", "Change Payment Mode"), shown)

    def test_from_date_time(self):
        for time, meaning in (("00000000", "0 (at once)"), ("FFFFFFFF", "never"),
                              ("38818890", "2030-01-15 09:00:00Z")):
            payload = bytes.fromhex("010901" "110705000B" + time + "010009" "E8030000")
            self.assertIn(("From Date Time", meaning), rows(frame(payload, 0x006F)))

    def test_repeated_fields(self):
        """Publish Price Matrix: tier and price, to the end."""
        body = "00000000" "804A371C" "00000000" "804A371C" "00" "01" "01" "00E8030000" "01D0070000"
        size = 3 + len(body) // 2
        shown = rows(frame(bytes.fromhex(f"010901010700{size:04x}090005" + body), 0x006B))
        self.assertIn(("Start Time", "0 (at once)"), shown)
        self.assertIn(("Price [0]", "1000"), shown)
        self.assertIn(("Price [1]", "2000"), shown)
        self.assertNotIn("more octets", [name for name, _ in shown])

    def test_asn1(self):
        result = gbcs("decode", "--json", message("CS06_FUTURE_DATED_COMMAND"))
        for words in ("manufacturerImageHash", "originatorCounter", "executionDateTime"):
            self.assertIn(words, result.out)

    def test_protected_data(self):
        result = gbcs("decode", "--json", message("ECS17b_RESPONSE"))
        for words in ("[1] originator system title", "[0] key parameters", "C(0e, 2s, ECC CDH)",
                      "[1] protected attributes"):
            self.assertIn(words, result.out)

    @unittest.skipIf(RTDS is None, "no reference messages")
    def test_the_right_component_of_several(self):
        """Encrypted components among plain ones are read by their own commands."""
        found = 0
        for path in sorted((RTDS / "messages").rglob("GCS15*ERROR_RESPONSE*.HEX")):
            shown = gbcs("decrypt", "--keys", RTDS / "keystore", path).out
            opened = gbcs("decode", "--keys", RTDS / "keystore", path).out
            found += shown.count("decoded")
            decoded = [line for line in shown.splitlines() if line.startswith("+")
                       and "plain octets" not in line and "  " in line.strip()]
            for line in decoded:
                self.assertIn(" ".join(line.split()[1:]), " ".join(opened.split()))
        self.assertGreater(found, 0)

    def test_certificate(self):
        """A certificate is opened, with role, validity, key usage and key identifier."""
        result = gbcs("decode", "--json", message("CS02b_SUPPLIER_BY_SUPPLIER_COMMAND"))
        for words in ("supplierBySupplier", "replacementCertificate", "keyAgreement",
                      "subjectKeyIdentifier", '\\"02\\" supplier', "notAfter",
                      "certificationPathCertificates", "prePaymentTopUp"):
            self.assertIn(words, result.out)

    def test_verdicts_with_keys(self):
        shown = gbcs("decode", "--json", "--keys", KEYS, message("ECS42_COMMAND")).out
        fields = json.loads(shown)["fields"]
        self.assertEqual(fields[-1]["name"], "MAC")
        self.assertEqual(fields[-1]["value"], "valid")

    def test_broken_payload(self):
        """The frame is shown, and why the payload is not."""
        for payload, code in (("DA2000000000000100", 0x004E), ("010901110705000B", 0x006F),
                              ("300302", 0x0012)):
            octets = frame(bytes.fromhex(payload), code)
            result = gbcs("decode", "-", input=octets.hex())
            self.assertEqual(result.status, 1)
            self.assertIn("Originator Counter", result.out)
            self.assertRegex(result.out, "not a well-formed (DLMS|GBZ|ASN.1) payload: .+")


class Hostile(unittest.TestCase):
    def test_characters_that_a_terminal_obeys(self):
        """Neither a message nor the name of its file may send them."""
        octets = data_of(bytes.fromhex("0C05" "1B5B324A41"))
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "a\x1b[2J\tb\nc.hex")
            path.write_text(octets.hex(), encoding="ascii")
            bad = pathlib.Path(folder, "b\x1b[2J.hex")
            bad.write_text("x", encoding="ascii")
            for arguments in (("decode",), ("decode", "--json"), ("verify", "--keys", KEYS)):
                result = gbcs(*arguments, folder)
                self.assertNotIn("\x1b", result.out + result.err)
            result = gbcs("verify", "--keys", KEYS, path)
            self.assertEqual(result.out.splitlines()[0].count("\t"), 5)

    def test_name_that_is_not_utf_8(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder.encode(), b"\xff.hex")
            pathlib.Path(os.fsdecode(path)).write_text("00", encoding="ascii")
            run = subprocess.run([*Tool.wrapper, Tool.path, "decode", "--json", path],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            self.assertIn("error", json.loads(run.stdout.decode("utf-8")))

    def test_closed_pipe(self):
        """Who has seen enough gets no complaint."""
        run = subprocess.Popen([*Tool.wrapper, Tool.path, "decode", *([MESSAGES] * 8)],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        run.stdout.readline()
        run.stdout.close()
        with run.stderr as stream:
            self.assertEqual(stream.read(), b"")
        self.assertEqual(run.wait(), 2)


def on_a_terminal(*arguments, environment=None):
    """What the tool writes when both its outputs are a terminal."""
    main, other = pty.openpty()
    run = subprocess.Popen([Tool.path, *map(str, arguments)], stdout=other, stderr=other,
                           env={**os.environ, "TERM": "xterm", **(environment or {})})
    os.close(other)
    shown = b""
    while True:
        try:
            piece = os.read(main, 65536)
        except OSError:  # the other side is closed
            break
        if not piece:
            break
        shown += piece
    os.close(main)
    run.wait()
    return shown


class Terminal(unittest.TestCase):
    def test_colour(self):
        path = message("ECS42_COMMAND")
        self.assertIn(b"\x1b[", on_a_terminal("decode", path))
        self.assertNotIn(b"\x1b[", on_a_terminal("decode", path, environment={"NO_COLOR": "1"}))
        self.assertNotIn(b"\x1b[", on_a_terminal("decode", path, environment={"TERM": "dumb"}))
        self.assertNotIn(b"\x1b[", on_a_terminal("decode", "--color=never", path))
        self.assertIn(b"\x1b[", on_a_terminal("decode", "--color=always", path,
                                              environment={"NO_COLOR": "1"}))

    def test_progress(self):
        with tempfile.TemporaryDirectory() as folder:
            for i in range(300):
                shutil.copy(message("ECS40_COMMAND"), pathlib.Path(folder, f"{i:03}.HEX"))
            shown = on_a_terminal("verify", "--keys", KEYS, folder)
            self.assertRegex(shown.decode(), r"\r\d+ of 300 messages\x1b\[K")
            self.assertIn(b"300 messages: 300 parsed", shown.split(b"\r\x1b[K")[-1])
            for line in shown.split(b"\r\n"):
                self.assertNotRegex(line, rb"of 300 messages\x1b\[K[^\r]", "the line is gone first")
            self.assertNotIn("\r", gbcs("verify", "--keys", KEYS, folder).err)


if __name__ == "__main__":
    unittest.main()
