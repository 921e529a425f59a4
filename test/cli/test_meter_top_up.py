"""gbcs meter: prepayment tokens, in commands and typed in, and the account behind it."""

import json
import pathlib
import shutil
import signal
import subprocess
import unittest

from meter import (CODE, COUNTER, ESME, GSME, OTHER_SUPPLIER, SUPPLIER, Case, built, maced,
                   pre_command, token)
from tool import KEYS, Tool, gbcs

CHANGE_OF_SUPPLIER = "00005EEF10000005"
THRESHOLD, MAXIMUM = 25000, 50000
SUSPENSION = 600


def wrong(number):
    """The digits of a token that is not authentic: no two numbers make the same."""
    return token(number, supplier=OTHER_SUPPLIER)


def balance_command(name, counter, code, item):
    """A command about the Meter Balance: from a pre-command, with another item."""
    changed = pre_command(name)
    changed[COUNTER] = counter.to_bytes(8, "big")
    changed[CODE] = code.to_bytes(2, "big")
    place = changed.index(0xD9) - 1
    payload = bytes.fromhex("D9") + (0x20000000 | counter).to_bytes(4, "big") + item
    return changed[:place] + bytes([len(payload)]) + payload


def reset(counter):
    """ECS04b: the balance is to be zero."""
    item = bytes.fromhex("0001" "03" "0070" "0000130A00FF" "02" "01" "0500000000")
    unsigned = balance_command("ECS42", counter, 0x00B3, item)
    result = gbcs("sign", "--keys", KEYS, "-", input=unsigned.hex())
    assert result.status == 0, result.err
    return maced(bytes.fromhex(result.out))


class TopUp(Case):
    """A meter, and what tokens are worth."""

    def setUp(self):
        super().setUp()
        self.made()

    def command(self, counter, digits, **others):
        """CS01a."""
        return built("CS01a", SUPPLIER, counter << 32, "--token", digits, **others)

    def balance(self):
        """The balance in pence."""
        return self.shown()["balance"]

    def events(self):
        """The codes in the Security Log."""
        return [entry["event"] for entry in self.log()]

    def accepted(self, digits, *options):
        """A token is typed in and taken; the alert."""
        lines = self.enter(*options, digits)
        self.assertEqual([line["kind"] for line in lines], ["token", "alert"])
        self.assertEqual((lines[0]["utrn"], lines[0]["accepted"], lines[0]["status"]),
                         (digits, True, "GBCS_OK"))
        self.assertEqual((lines[1]["event"], lines[1]["recipient"]), ("810E", SUPPLIER))
        self.authentic(lines[1], "valid", "none")
        return lines

    def not_accepted(self, digits, reason, *options):
        """A token is typed in and not taken; the other lines."""
        first, *others = self.enter(*options, digits, status=1)
        self.assertEqual((first["kind"], first["accepted"], first["status"]),
                         ("token", False, reason))
        return others


class TypedIn(TopUp):
    def test_once(self):
        digits = token(3)
        line = self.accepted(digits)[0]
        self.assertEqual((line["balance"], line["way"], self.balance()), (1000, "keypad", 1000))
        self.assertEqual(self.shown()["top_ups"], {"floor": 0, "used": [3]})
        self.assertEqual(self.events(), [])
        self.assertEqual(self.not_accepted(digits, "GBCS_ERR_REPLAY"), [])
        self.assertEqual(self.not_accepted(digits, "GBCS_ERR_REPLAY", "--ppmid"), [])
        self.assertEqual((self.events(), self.balance()), (["8F51", "8F51"], 1000))

    def test_in_any_order(self):
        for counter in (9, 3, 7, 4):
            self.accepted(token(counter, counter, "pence"))
        self.assertEqual((self.balance(), self.shown()["top_ups"]["used"]), (23, [3, 4, 7, 9]))
        for counter in (3, 4, 7, 9):
            self.not_accepted(token(counter, counter, "pence"), "GBCS_ERR_REPLAY")
        self.assertEqual(self.balance(), 23)

    def test_by_ppmid(self):
        line = self.accepted(token(3), "--ppmid")[0]
        self.assertEqual(line["way"], "ppmid")
        self.not_accepted(token(3), "GBCS_ERR_REPLAY")

    def test_on_a_gas_meter(self):
        self.state = self.folder / "gas"
        self.made("--type", "gsme", device=GSME)
        digits = token(3, device=GSME)
        self.accepted(digits)
        self.not_accepted(digits, "GBCS_ERR_REPLAY")
        self.not_accepted(token(4), "GBCS_ERR_MAC")
        self.assertEqual(self.balance(), 1000)

    def test_mistyped(self):
        """Nothing is computed, counted or logged."""
        digits = token(3)
        last = str((int(digits[-1]) + 1) % 10)
        swapped = digits[:10] + digits[11] + digits[10] + digits[12:]
        for text, reason in ((digits[:-1] + last, "GBCS_ERR_CHECK_DIGIT"),
                             (swapped, "GBCS_ERR_CHECK_DIGIT"), (digits[:-1], "GBCS_ERR_TRUNCATED"),
                             (digits + "0", "GBCS_ERR_TRAILING"), ("x" * 20, "GBCS_ERR_TAG"),
                             ("", "GBCS_ERR_TRUNCATED")):
            self.assertEqual(self.not_accepted(text, reason), [])
        shown = self.shown()
        self.assertEqual((self.events(), shown["balance"]), ([], 0))
        self.assertEqual(shown["entries"], {"keypad": {"suspended": 0, "wrong": 0},
                                            "ppmid": {"suspended": 0, "wrong": 0}})
        self.accepted(digits)

    def test_for_another_meter(self):
        self.assertEqual(self.not_accepted(token(3, device=GSME), "GBCS_ERR_MAC"), [])
        self.assertEqual(self.not_accepted(wrong(3), "GBCS_ERR_MAC"), [])
        self.assertEqual((self.events(), self.balance()), (["8F63", "8F63"], 0))
        self.assertEqual(self.shown()["entries"]["keypad"]["wrong"], 2)

    def test_above_the_threshold(self):
        pounds = THRESHOLD // 100
        self.assertEqual(self.not_accepted(token(3, pounds + 1), "GBCS_ERR_CREDIT"), [])
        self.assertEqual((self.events(), self.balance()), (["8F5B"], 0))
        self.accepted(token(4, pounds))

    def test_above_the_balance_and_used_later(self):
        digits = token(5, 1, "pence")
        self.accepted(token(3, MAXIMUM // 200))
        self.accepted(token(4, MAXIMUM // 200))
        self.not_accepted(digits, "GBCS_ERR_CREDIT")
        self.assertEqual((self.events(), self.balance()), (["8F47"], MAXIMUM))
        self.assertEqual(self.shown()["top_ups"]["used"], [3, 4])
        lines = self.run_meter(input=reset(5000))
        self.assertEqual([line["kind"] for line in lines], ["verdict", "credit", "response"])
        self.assertEqual((lines[1]["change"], lines[1]["balance"]), (-MAXIMUM, 0))
        self.accepted(digits)
        self.assertEqual(self.balance(), 1)

    def test_lines(self):
        """From standard input; the worst status is the exit status."""
        lines = self.enter(input=f"{token(3)}\r\n\n{token(3)}\n{token(4)}", status=1)
        self.assertEqual([line["accepted"] for line in lines if line["kind"] == "token"],
                         [True, False, True])
        self.assertEqual(len(self.enter("-", token(6), input=token(5))), 4)
        self.assertEqual(self.enter(input=""), [])

    def test_text(self):
        digits = token(3, 1234, "pence")
        result = gbcs("meter", "enter", "--state", self.state, digits, digits, "x\ty")
        lines = result.out.splitlines()
        self.assertEqual((result.status, result.err, len(lines)), (1, "", 5), result)
        self.assertEqual(lines[0], f"{digits}  accepted: 12.34 added, balance 12.34")
        self.assertRegex(lines[1], "^sent      ALERT 1001 .*: 810E Credit Added Locally")
        self.assertEqual(lines[3], f"{digits}  refused: it was used before")
        self.assertRegex(lines[4], r"^x\?y +refused: mistyped: a token has only digits$")

    def test_shape(self):
        line = self.enter(token(3))[0]
        self.assertEqual(set(line), {"kind", "utrn", "way", "accepted", "status", "text",
                                     "balance"})

    def test_bad_options(self):
        for text in ("", "-1", "x", "1s", "31536001", "99999999999999999999"):
            self.refused(gbcs("meter", "enter", "--state", self.state, "--wait", text), "--wait")

    def test_without_a_key(self):
        self.state = self.folder / "other"
        self.made(supplier="00005EEF10000004")
        self.assertEqual(self.not_accepted(token(3), "GBCS_ERR_ABSENT"), [])


class Suspended(TopUp):
    def suspend(self, *options, first=10):
        """Five tokens that are not authentic; the alerts."""
        digits = [wrong(first + i) for i in range(5)]
        lines = self.enter(*options, *digits, status=1)
        tokens = [line for line in lines if line["kind"] == "token"]
        self.assertEqual([line["status"] for line in tokens], 5 * ["GBCS_ERR_MAC"])
        self.assertEqual(lines[-1]["kind"], "alert")
        self.assertEqual(gbcs("verify", "--keys", KEYS, "-", input=lines[-1]["octets"]).status, 0)
        return [line["event"] for line in lines if line["kind"] == "alert"]

    def test_and_released(self):
        digits = token(3)
        self.assertEqual(self.suspend(), ["81C4"])
        entries = self.shown()["entries"]
        self.assertLessEqual(entries["keypad"]["suspended"], SUSPENSION)
        self.assertGreaterEqual(entries["keypad"]["suspended"], SUSPENSION - 60)
        self.assertEqual(entries["ppmid"], {"suspended": 0, "wrong": 0})
        # entries during it are told of once
        lines = self.enter(digits, digits, "x", status=1)
        self.assertEqual([line["kind"] for line in lines], ["token", "alert", "token", "token"])
        self.assertEqual(lines[1]["event"], "81C5")
        self.assertEqual({line["status"] for line in lines if line["kind"] == "token"},
                         {"GBCS_ERR_SUSPENDED"})
        self.assertRegex(lines[0]["text"], r"wait \d+ s$")
        self.assertEqual(self.balance(), 0)
        # the other way is open, and so is that of commands
        self.accepted(token(4), "--ppmid")
        self.one(self.run_meter(input=self.command(5, token(5))), "credit")
        # not yet, and then
        self.not_accepted(digits, "GBCS_ERR_SUSPENDED", "--wait", SUSPENSION // 3)
        self.accepted(digits, "--wait", SUSPENSION)

    def test_longer_each_time(self):
        self.suspend()
        self.assertEqual(self.enter("--wait", SUSPENSION, input=""), [])
        self.assertEqual(self.suspend(first=20), ["81C4"])
        left = self.shown()["entries"]["keypad"]["suspended"]
        self.assertGreater(left, SUSPENSION)
        self.assertLessEqual(left, 2 * SUSPENSION)

    def test_old_failures_do_not_count(self):
        lines = self.enter(*(wrong(10 + i) for i in range(4)), status=1)
        self.assertEqual({line["kind"] for line in lines}, {"token"})
        self.enter("--wait", SUSPENSION, wrong(20), status=1)
        self.assertEqual(self.shown()["entries"]["keypad"], {"suspended": 0, "wrong": 1})

    def test_power_off_does_not_help(self):
        for i in range(4):
            self.not_accepted(wrong(10 + i), "GBCS_ERR_MAC")
        self.assertEqual([line["event"] for line in self.not_accepted(wrong(20), "GBCS_ERR_MAC")],
                         ["81C4"])
        for _ in range(3):
            self.not_accepted(token(3), "GBCS_ERR_SUSPENDED")


class Commanded(TopUp):
    def test_electricity(self):
        command = self.command(3, token(3))
        lines = self.run_meter(input=command)
        self.assertEqual([line["kind"] for line in lines], ["verdict", "credit", "response"])
        self.assertEqual((lines[1]["change"], lines[1]["balance"]), (1000, 1000))
        self.authentic(lines[2], "valid", "none")
        self.assertIn("0CDA200000000000010001030000", lines[2]["octets"])
        # again: nothing is added, and one counter is answered once
        lines = self.run_meter(input=command)
        self.assertEqual([line["kind"] for line in lines], ["verdict"])
        self.assertEqual(self.balance(), 1000)
        self.assertEqual(self.events(), ["8F51"])
        # nor when it is typed in
        self.not_accepted(token(3), "GBCS_ERR_REPLAY")

    def test_typed_in_first(self):
        self.accepted(token(3))
        lines = self.run_meter(input=self.command(3, token(3)))
        self.assertEqual([line["kind"] for line in lines], ["verdict", "response"])
        self.authentic(lines[1], "valid", "none")
        self.assertIn("hardware-fault", gbcs("decode", "-", input=lines[1]["octets"]).out)
        self.assertEqual((self.balance(), self.events()), (1000, ["8F51"]))

    def test_gas(self):
        self.state = self.folder / "gas"
        self.made("--type", "gsme", device=GSME)
        digits = token(6, 1250, "pence", device=GSME)
        command = built("CS01b", SUPPLIER, 6 << 32, "--token", digits, target=GSME)
        lines = self.run_meter(input=command)
        self.authentic(lines[2], "valid", "none")
        # result, value, source, balance
        self.assertIn("0705000D090003" "00" "E2040000" "00" "E2040000", lines[2]["octets"])
        text = gbcs("meter", "run", "--state", self.state, input=built(
            "CS01b", SUPPLIER, 7 << 32, "--token", token(7, 1, "pence", device=GSME),
            target=GSME)).out
        self.assertIn("accepted, value 1, balance 1251", text)
        lines = self.run_meter(input=built("CS01b", SUPPLIER, 8 << 32, "--token", digits,
                                           target=GSME))
        self.assertIn("0705000D090003" "01" "FFFFFFFF" "00" "FFFFFFFF",
                      self.one(lines, "response")["octets"])
        self.assertEqual(self.balance(), 1251)

    def test_the_balance_is_read(self):
        self.accepted(token(3, 1234, "pence"))
        item = bytes.fromhex("0001" "01" "0070" "0000130A00FF" "02" "01" "00")
        unsigned = balance_command("ECS42", 77, 0x0069, item)
        response = self.one(self.run_meter(input=maced(unsigned)), "response")
        self.authentic(response, "valid", "none")
        self.assertIn("05000004D2", response["octets"])

    def test_another_reset(self):
        """A command that does not say what its Message Code does."""
        self.accepted(token(3))
        item = bytes.fromhex("0001" "03" "0070" "0000130A00FF" "02" "01" "0500000001")
        unsigned = balance_command("ECS42", 5000, 0x00B3, item)
        signed = gbcs("sign", "--keys", KEYS, "-", input=unsigned.hex()).out
        lines = self.run_meter(input=maced(bytes.fromhex(signed)))
        self.assertIn("other-reason",
                      gbcs("decode", "-", input=self.one(lines, "response")["octets"]).out)
        self.assertEqual(self.balance(), 1000)


class Killed(TopUp):
    """Power fails: the process is killed after what it has done, and before it can say so."""

    def killed(self, word, text, count):
        """Hands over a line, waits for what is sent, and cuts."""
        process = subprocess.Popen(
            [*Tool.wrapper, Tool.path, "meter", word, "--state", self.state, "--json"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        process.stdin.write(text + "\n")
        process.stdin.flush()
        lines = [json.loads(process.stdout.readline()) for _ in range(count)]
        process.kill()
        self.assertEqual(process.wait(), -signal.SIGKILL)
        return lines

    def test_command(self):
        command = self.command(3, token(3))
        first = self.killed("run", command, 3)
        self.assertEqual((first[1]["kind"], first[1]["balance"]), ("credit", 1000))
        self.assertEqual(self.balance(), 1000)
        # the order is taken up again, but one counter is answered once
        self.assertEqual(self.run_meter(input=""), [])
        self.assertEqual(self.balance(), 1000)
        self.assertEqual(self.run_meter(input=""), [])
        self.not_accepted(token(3), "GBCS_ERR_REPLAY")

    def test_typed_in(self):
        first = self.killed("enter", token(3), 2)
        self.assertEqual((first[0]["accepted"], first[1]["event"]), (True, "810E"))
        again = self.run_meter(input="")
        self.assertEqual([line["event"] for line in again], ["810E"])
        self.assertGreater(int(again[0]["counter"]), int(first[1]["counter"]))
        self.assertEqual(self.balance(), 1000)
        self.not_accepted(token(3), "GBCS_ERR_REPLAY")
        self.assertEqual(self.balance(), 1000)

    def test_suspension(self):
        self.killed("enter", "\n".join(wrong(10 + i) for i in range(5)), 6)
        self.not_accepted(token(3), "GBCS_ERR_SUSPENDED")


class Cut(TopUp):
    """Power fails at each single write."""

    def setUp(self):
        super().setUp()
        self.library = self.folder / "cut.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-o", self.library,
                        pathlib.Path(__file__).with_name("cut.c")], check=True)

    def each_cut(self, word, text, again):
        """Cuts a run at each of its writes, and then does all again; how often it was cut."""
        new, self.state = self.state, self.folder / "copy"
        cut, status = 0, -signal.SIGKILL
        while status == -signal.SIGKILL:
            shutil.copytree(new, self.state)
            status = gbcs("meter", word, "--state", self.state, "--json", input=text,
                          environment={"LD_PRELOAD": str(self.library),
                                       "GBCS_CUT": str(cut)}).status
            with self.subTest(cut=cut):
                self.assertIn(self.balance(), (0, 1000))
                gbcs("meter", "run", "--state", self.state, input="")
                again()
                self.assertEqual((self.balance(), self.shown()["top_ups"]["used"]), (1000, [3]))
            shutil.rmtree(self.state)
            cut += 1
        self.assertEqual(status, 0)
        return cut

    def test_command(self):
        command = self.command(3, token(3))
        cuts = self.each_cut("run", command, lambda: self.run_meter(input=command))
        self.assertGreater(cuts, 10)

    def test_typed_in(self):
        digits = token(3)
        cuts = self.each_cut("enter", digits, lambda: gbcs(
            "meter", "enter", "--state", self.state, digits))
        self.assertGreater(cuts, 10)


class Handover(TopUp):
    def test_tokens_of_the_former_supplier(self):
        self.accepted(token(3))
        cells = []
        for cell, name in (("signature", "ds"), ("agreement", "ka"), ("top-up", "pp-ka")):
            cells += ["--replace", f"supplier/{cell}={KEYS / OTHER_SUPPLIER.lower()}-{name}.pem"]
        lines = self.run_meter(input=built(
            "CS02b", CHANGE_OF_SUPPLIER, 4100, "--mode", "supplier-by-transcos", *cells, "--path",
            KEYS / "organisation-issuer.pem", "--other-floor", f"supplier=500,{7 << 32}"))
        self.assertEqual([line["kind"] for line in lines],
                         ["verdict", "cell", "cell", "cell", "response"])
        self.assertEqual([(line["former"], line["entity"]) for line in lines[1:4]],
                         3 * [(SUPPLIER, OTHER_SUPPLIER)])
        self.assertEqual(self.shown()["top_ups"], {"floor": 7, "used": []})
        self.assertEqual(self.balance(), 1000)
        # sold, but not typed in before
        self.not_accepted(token(4), "GBCS_ERR_MAC")
        self.not_accepted(token(8), "GBCS_ERR_MAC")
        # of the new one, up to its floor and above
        self.not_accepted(token(7, supplier=OTHER_SUPPLIER), "GBCS_ERR_REPLAY")
        line, alert = self.enter(token(8, supplier=OTHER_SUPPLIER))
        self.assertEqual((line["balance"], alert["recipient"]), (2000, OTHER_SUPPLIER))

    def test_a_new_life(self):
        """Made anew before it is sealed: nothing is on the account."""
        self.accepted(token(3))
        for path in self.state.glob("record-*"):
            path.unlink()
        self.made()
        self.assertEqual((self.balance(), self.shown()["device"]), (0, ESME))


if __name__ == "__main__":
    unittest.main()
