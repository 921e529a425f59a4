"""gbcs meter run: what a simulated meter takes, refuses and answers."""

import json
import shutil
import unittest

from meter import (CODE, ESME, GSME, ORIGINATOR, OTHER_SUPPLIER, SUPPLIER, Case, Reference,
                   critical, maced, pre_command)
from tool import EXAMPLES, KEYS, RTDS, gbcs, message, octets


class Run(Case):
    def test_an_action_done_once(self):
        self.made()
        lines = self.run_meter(message("ECS42_COMMAND"))
        verdict = self.one(lines, "verdict")
        self.assertEqual((verdict["taken"], verdict["status"], verdict["message_code"]),
                         (True, "GBCS_OK", "004F"))
        response = self.one(lines, "response")
        self.authentic(response, "none", "valid")
        expected = octets(message("ECS42_RESPONSE"))
        self.assertEqual(bytes.fromhex(response["octets"])[:-64], expected[:-64])
        self.assertEqual(self.log(), [])

        lines = self.run_meter(message("ECS42_COMMAND"), status=1)
        self.assertEqual(self.one(lines, "verdict")["status"], "GBCS_ERR_REPLAY")
        alert = self.one(lines, "alert")
        self.assertEqual((alert["event"], alert["recipient"]), ("8F53", SUPPLIER))
        self.authentic(alert, "none", "valid")
        entry = self.one(self.log(), "entry")
        self.assertEqual((entry["event"], entry["message_code"], entry["party"], entry["detail"]),
                         ("8F53", "004F", SUPPLIER, "1001"))

    def test_counters_go_up(self):
        self.made()
        for counter, taken in ((5000, True), (4999, False), (5000, False), (5001, True)):
            lines = self.run_meter(input=critical(counter), status=0 if taken else 1)
            self.assertEqual(self.one(lines, "verdict")["taken"], taken, counter)

    def test_own_counters_never_repeat(self):
        self.made("--own-counter", "0x100000000")
        self.run_meter(message("ECS42_COMMAND"))
        counters = []
        for _ in range(4):
            lines = self.run_meter(message("ECS42_COMMAND"), status=1)
            counters.append(int(self.one(lines, "alert")["counter"]))
        self.assertGreaterEqual(counters[0], 1 << 32)
        self.assertEqual(counters, sorted(set(counters)))

    def test_all_positions_of_the_load_switch(self):
        self.made()
        commands = (critical(5001, 0x50, 0x34), critical(5002, 0x51, 0x36), critical(5003))
        lines = self.run_meter(input="\n".join(commands))
        kinds = [line["kind"] for line in lines]
        self.assertEqual(kinds, ["verdict", "response"] * 3)
        for line in lines[1::2]:
            self.assertIn("success", gbcs("decode", "-", input=line["octets"]).out)
            self.authentic(line, "none", "valid")

    def test_a_script_that_does_not_fit(self):
        self.made()
        response = self.one(self.run_meter(input=critical(5001, script=0x34)), "response")
        self.authentic(response, "none", "valid")
        self.assertIn("other-reason", gbcs("decode", "-", input=response["octets"]).out)

    def test_a_read(self):
        self.made()
        for _ in range(2):
            response = self.one(self.run_meter(message("ECS40_COMMAND")), "response")
            self.authentic(response, "valid", "none")
            self.assertEqual(response["octets"],
                             octets(message("ECS40_RESPONSE")).hex().upper())

    def test_a_read_of_what_is_not_there(self):
        self.made()
        changed = pre_command("ECS40")
        changed[-5] ^= 1  # in the instance identifier of the second item
        response = self.one(self.run_meter(input=maced(changed)), "response")
        shown = gbcs("decode", "-", input=response["octets"]).out
        self.assertEqual((shown.count("success"), shown.count("object-undefined")), (1, 1), shown)

    def test_an_encrypted_read(self):
        self.made()
        command = message("ECS17b_COMMAND")
        lines = self.run_meter("--time", "2026-02-03T10:15:00Z", command)
        response = self.one(lines, "response")
        self.authentic(response, "valid", "none")
        self.assertIn("0C07EA0203FF0A0F", response["octets"])
        opened = gbcs("decrypt", "--keys", KEYS, "-", input=response["octets"])
        self.assertEqual(opened.status, 0)
        self.assertIn("4711815", opened.out)
        lines = self.run_meter(command, status=1)
        self.assertEqual(self.one(lines, "verdict")["status"], "GBCS_ERR_ANSWERED")

    def test_a_gas_meter(self):
        self.made("--type", "gsme", device=GSME)
        response = self.one(self.run_meter(message("GCS13a_COMMAND")), "response")
        self.authentic(response, "valid", "none")
        opened = gbcs("decrypt", "--keys", KEYS, "-", input=response["octets"])
        self.assertIn("Current Summation Delivered", opened.out)

    def test_gas_commands_that_are_not_known(self):
        self.made("--type", "gsme", device=GSME)
        changed = pre_command("GCS13a")
        changed[CODE] = (0x0071).to_bytes(2, "big")
        response = self.one(self.run_meter(input=maced(changed)), "response")
        self.authentic(response, "valid", "none")
        # Default Response: to command 00, UNSUP_GENERAL_COMMAND
        self.assertIn("18000B0082", response["octets"])
        changed = pre_command("GCS13a")
        changed[-11:] = bytes.fromhex("01" "07" "05") + changed[-8:]
        response = self.one(self.run_meter(input=maced(changed)), "response")
        # to command 05, sequence number 07, UNSUP_CLUSTER_COMMAND
        self.assertIn("18070B0581", response["octets"])
        self.assertEqual(gbcs("decode", "-", input=response["octets"]).status, 0)

    def test_other_commands_get_an_error_an_item(self):
        self.made()
        changed = pre_command("ECS40")
        changed[ORIGINATOR] = bytes.fromhex(SUPPLIER)
        changed[CODE] = (0x0021).to_bytes(2, "big")
        response = self.one(self.run_meter(input=maced(changed)), "response")
        self.authentic(response, "valid", "none")
        shown = gbcs("decode", "-", input=response["octets"]).out
        self.assertEqual(shown.count("other-reason"), 2, shown)

    def test_what_it_does_not_do(self):
        """Clock and firmware: taken, not carried out, and logged."""
        self.made("--type", "gsme", device=GSME)
        lines = self.run_meter(message("GCS28_COMMAND"))
        self.assertEqual([line["kind"] for line in lines], ["verdict"])
        self.assertEqual([entry["event"] for entry in self.log()], ["8155"])

    def test_blocks(self):
        """A command in blocks, which the library carries out."""
        self.made()
        lines = self.run_meter(EXAMPLES / "blocks")
        self.assertEqual([line["kind"] for line in lines], ["verdict", "verdict", "cell", "cell",
                                                            "cell", "response"])
        self.assertEqual([line["entity"] for line in lines[2:5]], 3 * [SUPPLIER])
        self.authentic(lines[5], "none", "valid")

    def test_refusals(self):
        self.made()
        changed = bytearray(octets(message("ECS40_COMMAND")))
        changed[-1] ^= 1
        by_other = pre_command("ECS40")
        by_other[ORIGINATOR] = bytes.fromhex(OTHER_SUPPLIER)
        no_right = pre_command("ECS40")
        no_right[CODE] = (0x0021).to_bytes(2, "big")
        cases = ((changed.hex(), "GBCS_ERR_MAC", "8F3D"),
                 (maced(by_other), "GBCS_ERR_ORIGINATOR", "8F3E"),
                 (maced(no_right), "GBCS_ERR_ROLE", "8F30"),
                 (octets(message("GCS28_COMMAND")).hex(), "GBCS_ERR_TARGET", None),
                 (octets(message("ECS40_RESPONSE")).hex(), "GBCS_ERR_CRA", None),
                 ("00", "GBCS_ERR_TAG", None), ("DD", "GBCS_ERR_TRUNCATED", None),
                 ("00" * 5000, "GBCS_ERR_TAG", None))
        for text, status, event in cases:
            with self.subTest(status):
                lines = self.run_meter(input=text, status=1)
                verdict = self.one(lines, "verdict")
                self.assertEqual((verdict["taken"], verdict["status"]), (False, status))
                if event:
                    alert = self.one(lines, "alert")
                    self.assertEqual(alert["event"], event)
                    self.authentic(alert, "none", "valid")
                else:
                    self.assertEqual(len(lines), 1, lines)
        self.assertEqual([entry["event"] for entry in self.log()], ["8F3D", "8F3E", "8F30"])

    def test_lines(self):
        self.made()
        read = octets(message("ECS40_COMMAND")).hex()
        spaced = " ".join(read[i:i + 2] for i in range(0, len(read), 2)).upper()
        result = gbcs("meter", "run", "--state", self.state, "--json",
                      input=f"# two reads\n\n  {read}\r\nhello\nABC\n{spaced}")
        self.assertEqual(result.status, 2)
        self.assertEqual(len(result.err.splitlines()), 2)
        self.assertIn("line 4: not hexadecimal", result.err)
        self.assertIn("line 5: odd number", result.err)
        kinds = [json.loads(line)["kind"] for line in result.out.splitlines()]
        self.assertEqual(kinds, ["verdict", "response", "error", "error", "verdict", "response"])

    def test_files_folders_and_standard_input(self):
        self.made()
        read = octets(message("ECS40_COMMAND")).hex()
        lines = self.run_meter(message("ECS40_COMMAND"), "-", message("ECS42_COMMAND"), input=read)
        self.assertEqual([line["source"] for line in lines if line["kind"] == "verdict"],
                         [str(message("ECS40_COMMAND")), "line 1", str(message("ECS42_COMMAND"))])
        binary = self.folder / "read.bin"
        binary.write_bytes(bytes.fromhex(read))
        self.assertEqual(len(self.run_meter(binary)), 2)
        self.assertEqual(self.run_meter(), [])

    def test_bad_files(self):
        self.made()
        bad = self.folder / "bad.hex"
        bad.write_text("hello", encoding="ascii")
        for path, reason in ((bad, "not hexadecimal"), ("nowhere.hex", "nowhere.hex")):
            self.refused(gbcs("meter", "run", "--state", self.state, path), reason)
        lines = self.run_meter(bad, message("ECS40_COMMAND"), status=2)
        self.assertEqual([line["kind"] for line in lines], ["error", "verdict", "response"])

    def test_text(self):
        self.made()
        result = gbcs("meter", "run", "--state", self.state, message("ECS42_COMMAND"))
        lines = result.out.splitlines()
        self.assertEqual((result.status, result.err, len(lines)), (0, "", 4), result)
        self.assertRegex(lines[0], "^received  COMMAND 004F ECS42 .*, from .*ECS42_COMMAND.HEX$")
        self.assertEqual(lines[1], "verdict   GBCS_OK: taken")
        self.assertRegex(lines[2], "^sent      RESPONSE 004F ECS42 .*: 1 item: success$")
        verified = gbcs("verify", "--keys", KEYS, "-", input=lines[3])
        self.assertIn("signature=valid", verified.out)
        result = gbcs("meter", "run", "--state", self.state, message("ECS42_COMMAND"))
        lines = result.out.splitlines()
        self.assertEqual((result.status, len(lines)), (1, 4), result)
        self.assertRegex(lines[1], "^verdict   GBCS_ERR_REPLAY: ")
        self.assertRegex(lines[2], "^sent      ALERT 1000 Generic Critical Alert, .*: 8F53 ")

    def test_the_time(self):
        self.made()
        for text in ("2026-02-30T10:15:00Z", "2026-02-03 10:15:00Z", "2026-02-03T10:15:00",
                     "yesterday", "", "2026-02-03T10:15:00Z0"):
            self.refused(gbcs("meter", "run", "--state", self.state, "--time", text), "--time")
        self.run_meter(message("ECS42_COMMAND"), message("ECS42_COMMAND"), status=1)
        self.assertIsNone(self.one(self.log(), "entry")["time"])

    def test_the_clock_goes_on(self):
        self.made()
        self.run_meter("--time", "2040-01-01T00:00:00Z", message("ECS42_COMMAND"))
        self.run_meter(message("ECS42_COMMAND"), status=1)
        self.assertTrue(self.one(self.log(), "entry")["time"].startswith("2040-01-01 00:0"))
        self.run_meter("--time", "now", message("ECS40_COMMAND"))

    def test_no_meter(self):
        for word in ("run", "enter", "show", "log"):
            self.refused(gbcs("meter", word), "--state")
            self.refused(gbcs("meter", word, "--state", self.state), "gbcs meter init")
            self.assertFalse(self.state.exists())
        self.state.mkdir()
        for word in ("run", "enter", "show", "log"):
            self.refused(gbcs("meter", word, "--state", self.state), "no meter")
            self.refused(gbcs("meter", word, "--state", KEYS / "root.pem"), "not a folder")

    def test_damaged_records(self):
        self.made()
        for path in self.state.glob("record-*"):
            path.write_bytes(b"damaged")
        self.refused(gbcs("meter", "run", "--state", self.state), "GBCS_ERR_")

    def test_json_shape(self):
        self.made()
        lines = self.run_meter(message("ECS42_COMMAND"), message("ECS42_COMMAND"), "-",
                               input="00", status=1)
        common = {"message_code", "use_case", "counter", "originator", "recipient"}
        shapes = {"verdict": {"source", "taken", "status", "text"}, "response": {"octets"},
                  "alert": {"octets", "event", "event_name"}}
        self.assertEqual({line["kind"] for line in lines}, set(shapes))
        for line in lines:
            self.assertEqual(set(line), {"kind"} | common | shapes[line["kind"]])
        first = {key: lines[0][key] for key in sorted(common)}
        self.assertEqual(first, {"message_code": "004F", "counter": "1001", "originator": SUPPLIER,
                                 "recipient": ESME, "use_case":
                                 "ECS42 Remotely Close the Load Switch on the ESME"})
        self.assertIsNone(lines[-1]["use_case"])


@unittest.skipIf(RTDS is None, "the reference messages are not there")
class Published(Reference):
    """All commands of the reference messages for the electricity meter."""

    def test_all_are_taken(self):
        keys = self.keystore()
        sent = self.folder / "sent"
        sent.mkdir()
        self.made(device=self.device, supplier=self.supplier, keys=keys)
        new = self.state
        taken = 0
        for path in sorted((RTDS / "messages").glob("*/*_COMMAND*.HEX")):
            command = octets(path)
            if command[:60].find(bytes.fromhex("08" + self.device)) < 0:
                continue
            self.state = self.folder / "copy"
            shutil.copytree(new, self.state)
            known = command[:60].find(bytes.fromhex(self.load_controller)) < 0
            lines = self.run_meter(path, status=0 if known else 1)
            verdict = self.one(lines, "verdict")
            with self.subTest(path.name):
                self.assertEqual(verdict["status"], "GBCS_OK" if known else "GBCS_ERR_ORIGINATOR")
            taken += verdict["taken"]
            for line in self.messages(lines):
                (sent / path.name).write_text(line["octets"], encoding="ascii")
            shutil.rmtree(self.state)
        self.assertGreater(taken, 200)
        result = gbcs("verify", "--keys", keys, sent)
        self.assertEqual(result.status, 0)
        self.assertNotIn("unchecked\t", result.out)


if __name__ == "__main__":
    unittest.main()
