"""Decode, verify, sign, mac and decrypt on our own messages, and on the published ones."""

import json
import os
import pathlib
import tempfile
import unittest

from tool import KEYS, MESSAGES, RTDS, gbcs, message, octets

COUNTS = ("{0} messages: {0} parsed; mac {1} valid 0 invalid {2} none {3} unchecked; "
          "signature {4} valid 0 invalid {5} none 0 unchecked")


class Verify(unittest.TestCase):
    def test_all_examples(self):
        result = gbcs("verify", "--keys", KEYS, MESSAGES)
        lines = result.out.splitlines()
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(len(lines) - 1, len(list(MESSAGES.rglob("*.HEX"))))
        self.assertRegex(lines[-1], r"^(\d+) messages: \1 parsed; mac \d+ valid 0 invalid .*"
                                    r"signature \d+ valid 0 invalid ")
        self.assertEqual([line.split("\t")[0] for line in lines[:-1]],
                         sorted(line.split("\t")[0] for line in lines[:-1]))

    def test_columns(self):
        cases = (("ECS42_PRECOMMAND", "PRECOMMAND\t004F\tmac=none\tsignature=none"),
                 ("ECS42_COMMAND", "COMMAND\t004F\tmac=valid\tsignature=valid"),
                 ("ECS42_RESPONSE", "RESPONSE\t004F\tmac=none\tsignature=valid"),
                 ("ECS40_RESPONSE", "RESPONSE\t004E\tmac=valid\tsignature=none"),
                 ("GNCA_810E_ALERT", "ALERT\t1001\tmac=valid\tsignature=none"),
                 ("CS02b_ANY_BY_RECOVERY_COMMAND", "COMMAND\t0108\tmac=none\tsignature=valid"),
                 ("PCS01_COMMAND", "COMMAND\t009B\tmac=valid\tsignature=none"))
        for name, columns in cases:
            with self.subTest(name):
                result = gbcs("verify", "--keys", KEYS, message(name))
                self.assertEqual(result.status, 0)
                self.assertEqual(result.out.splitlines()[0], f"{message(name)}\t{columns}")

    def test_standard_input_hexadecimal_and_binary(self):
        path = message("ECS42_COMMAND")
        for content in (path.read_bytes(), octets(path), b"\n " + octets(path).hex(" ").encode()):
            result = gbcs("verify", "--keys", KEYS, "-", input=content, text=False)
            self.assertEqual(result.status, 0)
            self.assertTrue(result.out.startswith(b"-\tCOMMAND\t004F\tmac=valid\tsignature=valid\n"))

    def test_each_changed_octet_is_found(self):
        good = octets(message("ECS42_COMMAND"))
        with tempfile.TemporaryDirectory() as folder:
            for i in range(len(good)):
                changed = bytearray(good)
                changed[i] ^= 1
                pathlib.Path(folder, f"{i:04}.hex").write_text(changed.hex(), encoding="ascii")
            result = gbcs("verify", "--keys", KEYS, folder)
        lines = result.out.splitlines()[:-1]
        self.assertEqual(result.status, 1)
        self.assertEqual(len(lines), len(good))
        for line in lines:
            self.assertNotIn("mac=valid", line)
            self.assertGreater(len(line.split("\t")), 5, "a reason is due")

    def test_truncated(self):
        text = message("ECS40_RESPONSE").read_text(encoding="ascii").strip()
        result = gbcs("verify", "--keys", KEYS, "-", input=text[:-2])
        self.assertEqual(result.status, 1)
        self.assertIn("not parsed", result.out.splitlines()[0])
        self.assertTrue(result.out.splitlines()[-1].startswith("1 messages: 0 parsed;"))

    def test_without_the_keys_it_is_unchecked(self):
        with tempfile.TemporaryDirectory() as folder:
            device = pathlib.Path(folder, "00005eef100000e0-ka.pem")
            device.write_bytes((KEYS / device.name).read_bytes())
            result = gbcs("verify", "--keys", folder, message("ECS42_COMMAND"))
        self.assertEqual(result.status, 0)
        self.assertIn("mac=unchecked\tsignature=unchecked\t", result.out)

    def test_a_block_is_no_message(self):
        blocks = MESSAGES.parent / "blocks"
        result = gbcs("verify", "--keys", KEYS, blocks)
        self.assertEqual(result.status, 1)
        self.assertIn("General Block Transfer", result.out)

    @unittest.skipIf(RTDS is None, "no reference messages")
    def test_reference_messages(self):
        result = gbcs("verify", "--keys", RTDS / "keystore", RTDS / "messages")
        manifest = [json.loads(line) for line in
                    (RTDS / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
        verdicts = {"valid": "valid", "none": "none", "uncheckable": "unchecked"}
        expected = {
            entry["path"]: (entry["kind"], entry["message_code"],
                            f"mac={verdicts[entry['mac_verdict']]}",
                            f"signature={verdicts[entry['sig_verdict']]}") for entry in manifest}
        lines = result.out.splitlines()
        found = {}
        for line in lines[:-1]:
            path, *columns = line.split("\t")
            found[os.path.relpath(path, RTDS / "messages")] = tuple(columns[:4])
        self.assertEqual(result.status, 0)
        self.assertEqual(found, expected)

        def count(key, verdict):
            return sum(entry[key] == verdict for entry in manifest)
        self.assertEqual(lines[-1], COUNTS.format(
            len(manifest), count("mac_verdict", "valid"), count("mac_verdict", "none"),
            count("mac_verdict", "uncheckable"), count("sig_verdict", "valid"),
            count("sig_verdict", "none")))


class Make(unittest.TestCase):
    def test_a_pre_command_becomes_the_command(self):
        for name in ("ECS42", "GCS28", "CS06"):
            with self.subTest(name):
                signed = gbcs("sign", "--keys", KEYS, message(f"{name}_PRECOMMAND"))
                self.assertEqual((signed.status, signed.err), (0, ""))
                command = gbcs("mac", "--keys", KEYS, "-", input=signed.out)
                self.assertEqual((command.status, command.err), (0, ""))
                self.assertEqual(bytes.fromhex(command.out), octets(message(f"{name}_COMMAND")))

    def test_an_unsigned_command_gets_a_mac_only(self):
        command = octets(message("ECS40_COMMAND"))
        grouping_header = command.index(0xDF)
        pre_command = command[grouping_header:-13]
        made = gbcs("mac", "--keys", KEYS, "-", input=pre_command.hex())
        self.assertEqual((made.status, made.err), (0, ""))
        self.assertEqual(bytes.fromhex(made.out), command)

    def test_output_to_a_file_and_binary(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "signed")
            result = gbcs("sign", "--keys", KEYS, "--binary", "--output", path,
                          message("ECS42_PRECOMMAND"))
            self.assertEqual((result.status, result.out, result.err), (0, "", ""))
            self.assertEqual(path.read_bytes()[:2], b"\xdf\x09")
            verified = gbcs("verify", "--keys", KEYS, path)
        self.assertIn("mac=none\tsignature=valid", verified.out)

    def test_what_can_not_be_signed(self):
        for name in ("ECS42_COMMAND", "ECS42_RESPONSE", "GNCA_810E_ALERT"):
            with self.subTest(name):
                result = gbcs("sign", "--keys", KEYS, message(name))
                self.assertEqual((result.status, result.out), (2, ""))
                self.assertEqual(result.err.count("\n"), 1)

    def test_what_gets_no_mac(self):
        for name in ("ECS42_PRECOMMAND", "ECS42_COMMAND", "ECS42_RESPONSE"):
            with self.subTest(name):
                result = gbcs("mac", "--keys", KEYS, message(name))
                self.assertEqual((result.status, result.out), (2, ""))
                self.assertEqual(result.err.count("\n"), 1)

    def test_a_signature_that_is_not_good_gets_no_mac(self):
        signed = bytearray.fromhex(gbcs("sign", "--keys", KEYS, message("ECS42_PRECOMMAND")).out)
        signed[-1] ^= 1
        result = gbcs("mac", "--keys", KEYS, "-", input=signed.hex())
        self.assertEqual((result.status, result.out), (2, ""))

    def test_missing_private_key(self):
        with tempfile.TemporaryDirectory() as folder:
            result = gbcs("sign", "--keys", folder, message("ECS42_PRECOMMAND"))
        self.assertEqual((result.status, result.out), (2, ""))


class Decrypt(unittest.TestCase):
    def test_dlms_and_gbz(self):
        for name in ("ECS17b_RESPONSE", "GCS13a_RESPONSE", "ECS21b_RESPONSE"):
            with self.subTest(name):
                result = gbcs("decrypt", "--keys", KEYS, message(name))
                self.assertEqual((result.status, result.err), (0, ""))
                self.assertIn(str(message(name)), result.out)

    def test_a_changed_octet_is_refused(self):
        changed = bytearray(octets(message("GCS13a_RESPONSE")))
        changed[-20] ^= 1
        result = gbcs("decrypt", "--keys", KEYS, "-", input=changed.hex())
        self.assertNotEqual(result.status, 0)
        self.assertNotIn("decrypted", result.out)


class Decode(unittest.TestCase):
    def test_every_octet_is_shown_once(self):
        for path in sorted(MESSAGES.rglob("*.HEX")):
            with self.subTest(path.name):
                result = gbcs("decode", "--json", path)
                document = json.loads(result.out)
                self.assertEqual(result.status, 0)
                shown = bytearray(document["size"])

                def mark(fields):
                    for field in fields:
                        for i in range(len(field.get("hex", "")) // 2):
                            shown[field["offset"] + i] += 1
                        mark(field.get("fields", []))
                mark(document["fields"])
                self.assertEqual(set(shown), {1})

    def test_text(self):
        result = gbcs("decode", message("ECS42_COMMAND"))
        self.assertEqual((result.status, result.err), (0, ""))
        for words in ("ECS42", "Originator Counter", "access-request", "signature", "MAC"):
            self.assertIn(words, result.out)
        self.assertNotIn("\x1b", result.out, "no colour where no terminal is")

    def test_colour(self):
        path = message("ECS42_COMMAND")
        self.assertIn("\x1b[", gbcs("decode", "--color=always", path).out)
        self.assertNotIn("\x1b", gbcs("decode", "--color=never", path).out)
        self.assertEqual(gbcs("decode", "--color=blue", path).status, 2)

    def test_folders_and_blocks(self):
        for folder in (MESSAGES, MESSAGES.parent / "blocks"):
            result = gbcs("decode", folder)
            self.assertEqual((result.status, result.err), (0, ""))

    def test_keys_open_what_is_sealed(self):
        path = message("ECS17b_RESPONSE")
        self.assertNotIn("decrypted", gbcs("decode", path).out)
        self.assertIn("decrypted", gbcs("decode", "--keys", KEYS, path).out)

    @unittest.skipIf(RTDS is None, "no reference messages")
    def test_reference_messages(self):
        for options in ((), ("--json",), ("--keys", RTDS / "keystore")):
            result = gbcs("decode", *options, RTDS / "messages")
            self.assertEqual((result.status, result.err), (0, ""))


if __name__ == "__main__":
    unittest.main()
