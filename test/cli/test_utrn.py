"""gbcs utrn: tokens made, checked and taken apart, and everything that is refused."""

import pathlib
import shutil
import tempfile
import unittest

from tool import EXAMPLES, RTDS, gbcs

KEYS = EXAMPLES / "keystore"
SUPPLIER, OTHER_SUPPLIER = "00005EEF10000002", "00005EEF10000012"
ESME, GSME = "00005EEF100000E0", "00005EEF100000E1"
COUNTER = "0x0000000300000000"
TOKEN = "73946144348006662608"
UTRN_BASE = 7394156990786306048

# Supplier and device of the public reference messages: counter, value, class, digits, value again.
RTDS_PARTIES = ("90B3D51F30010000", "00DB1234567890A0")
RTDS_TOKENS = (
    ("0x0000000100000000", "100", "pounds", "73943333457189043313", "100.00 pounds"),
    ("0x0000000300000000", "10", "pounds", "73946144332040217315", "10.00 pounds"),
    ("0x0000000400000000", "1234", "pence", "73947252416745201637", "12.34 pounds"),
)


def parties(supplier=SUPPLIER, device=ESME, keys=KEYS):
    return ["--keys", keys, "--originator", supplier, "--target", device]


def make(counter=COUNTER, value="10", unit="pounds", **others):
    return gbcs("utrn", "make", *parties(**others), "--counter", counter, "--value", value,
                "--class", unit)


def check(*arguments, **others):
    return gbcs("utrn", "check", *parties(**others), *arguments)


def other_digit(text, place):
    return f"{text[:place]}{(int(text[place]) + 1) % 10}{text[place + 1:]}"


class Case(unittest.TestCase):
    def refused(self, result, *names, status=2):
        """One line on standard error, which names the cause; nothing on standard output."""
        self.assertEqual((result.status, result.out), (status, ""), result)
        self.assertEqual(result.err.count("\n"), 1, result.err)
        for name in names:
            self.assertIn(name, result.err)

    def good(self, result, *texts):
        self.assertEqual((result.status, result.err), (0, ""), result)
        for text in texts:
            self.assertIn(text, result.out)


class Help(Case):
    def test_each_has_an_example(self):
        for words in ((), ("make",), ("check",), ("show",)):
            result = gbcs("utrn", *words, "--help")
            self.good(result, "Usage: " + " ".join(("gbcs utrn", *words)), "Example:\n  gbcs utrn")

    def test_example_token_is_authentic(self):
        self.assertIn(TOKEN, gbcs("utrn", "check", "--help").out)
        self.good(check("--highest", "2", TOKEN), "authentic")

    def test_no_or_unknown_subcommand(self):
        self.refused(gbcs("utrn"), "no subcommand")
        self.refused(gbcs("utrn", "mint"), "mint")


class Make(Case):
    def test_prints_the_digits_and_nothing_else(self):
        for counter in (COUNTER, "12884901888", "0X300000000"):
            result = make(counter)
            self.good(result)
            self.assertEqual(result.out, TOKEN + "\n")

    def test_other_input_other_token(self):
        runs = [make(), make("0x400000000"), make(value="11"), make(unit="pence"),
                make(device=GSME), make(supplier=OTHER_SUPPLIER)]
        self.assertEqual(len({run.out for run in runs}), len(runs))

    def test_limits_of_the_value(self):
        for value in ("0", "8191"):
            self.good(make(value=value))
        for value in ("8192", "65536", "18446744073709551616", "-1", "", "1.5", "ten", "0x"):
            self.refused(make(value=value), "--value")

    def test_bad_counters(self):
        for counter in ("0", "1", "0x0000000300000001", "0x10000000000000000", "0x", "+1", "3 "):
            self.refused(make(counter), "--counter")
        self.refused(make("0"), "not 0")
        self.refused(make("0x300000001"), "low 32 bits")

    def test_bad_class_and_entities(self):
        self.refused(make(unit="euros"), "--class", "euros")
        self.refused(make(supplier="2"), "--originator")
        self.refused(make(device=ESME + "0"), "--target")

    def test_missing_options(self):
        whole = parties() + ["--counter", COUNTER, "--value", "10", "--class", "pounds"]
        for i in range(0, len(whole), 2):
            self.refused(gbcs("utrn", "make", *whole[:i], *whole[i + 2:]), whole[i], "missing")
        self.refused(gbcs("utrn", "make", *whole, TOKEN), TOKEN)


class Keys(Case):
    def folder(self, *names):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for name in names:
            shutil.copy(KEYS / name, folder.name)
        return pathlib.Path(folder.name)

    def test_private_key_of_either_side(self):
        supplier, device = f"{SUPPLIER.lower()}-pp-ka", f"{ESME.lower()}-ka"
        for private, public in ((supplier, device), (device, supplier)):
            keys = self.folder(f"{private}.key", f"{public}.pem")
            self.assertEqual(make(keys=keys).out, TOKEN + "\n")
            self.good(check("--counter", COUNTER, TOKEN, keys=keys), "authentic")

    def test_missing_keys(self):
        supplier, device = f"{SUPPLIER.lower()}-pp-ka", f"{ESME.lower()}-ka"
        management = f"{SUPPLIER.lower()}-ka"
        for names, cause in (((f"{supplier}.pem", f"{device}.pem"), "no private key"),
                             ((f"{supplier}.key",), f"{device}.pem"),
                             ((f"{management}.key", f"{device}.key"), f"{supplier}.pem")):
            keys = self.folder(*names)
            self.refused(make(keys=keys), cause)
            self.refused(check(TOKEN, keys=keys), cause)
        self.refused(make(keys="nowhere"), "nowhere")


class Check(Case):
    def test_authentic(self):
        for known in ((), ("--counter", COUNTER), ("--highest", "0x7FF")):
            self.good(check(*known, TOKEN), "authentic", "10.00 pounds", COUNTER)

    def test_how_far_the_counter_is_looked_for(self):
        token = make("0x0000080000000000").out.strip()
        for highest, status in ((1023, 1), (1024, 0), (2048, 0), (4095, 0), (4096, 1)):
            self.assertEqual(check("--highest", highest, token).status, status, highest)

    def test_not_authentic(self):
        other = make("0x400000000").out.strip()
        for result in (check("--counter", "0x400000000", TOKEN),
                       check("--counter", "0x40300000000", TOKEN),
                       check("--highest", "2048", TOKEN), check(TOKEN, device=GSME),
                       check(TOKEN, supplier=OTHER_SUPPLIER),
                       check("--counter", COUNTER, other)):
            self.refused(result, "not authentic", status=1)

    def test_bad_digits(self):
        for place in range(len(TOKEN)):
            self.refused(check(other_digit(TOKEN, place)), "check digit")

    def test_bad_options(self):
        self.refused(check("--counter", COUNTER, "--highest", "1", TOKEN), "--highest")
        self.refused(check("--highest", "0x100000000", TOKEN), "--highest")
        self.refused(check("--counter", "0x300000001", TOKEN), "low 32 bits")
        self.refused(check(), "TOKEN")
        self.refused(check(TOKEN, "again"), "again")
        self.refused(check("--value", "1", TOKEN), "--value")


class Show(Case):
    def test_fields(self):
        bits = int(TOKEN[:19]) - UTRN_BASE
        self.good(gbcs("utrn", "show", TOKEN), TOKEN, "10.00 pounds", "counter  3 ",
                  f"{bits & 0xFFFFFFFF:08X}", "Nothing is proved")
        pence = make(value="205", unit="pence").out.strip()
        self.good(gbcs("utrn", "show", pence), "2.05 pounds (205, class pence)")

    def test_bad_digits(self):
        for token, cause in ((TOKEN[:-1], "too short"), (TOKEN + "0", "too long"),
                             ("", "too short"), ("7394x" + TOKEN[5:], "digits"),
                             (other_digit(TOKEN, 19), "check digit")):
            self.refused(gbcs("utrn", "show", token), cause)
        self.refused(gbcs("utrn", "show"), "TOKEN")

    def test_no_digits_of_a_top_up(self):
        """Nineteen zeros and the digit that fits, whichever it is."""
        results = [gbcs("utrn", "show", "0" * 19 + str(digit)) for digit in range(10)]
        self.assertEqual(sum("not those of a prepayment" in result.err for result in results), 1)
        for result in results:
            self.refused(result)


@unittest.skipIf(RTDS is None, "the reference messages are not there")
class KnownAnswers(Case):
    def test_made_and_checked(self):
        supplier, device = RTDS_PARTIES
        of = {"supplier": supplier, "device": device, "keys": RTDS and RTDS / "keystore"}
        for counter, value, unit, token, money in RTDS_TOKENS:
            with self.subTest(token):
                self.assertEqual(make(counter, value, unit, **of).out, token + "\n")
                self.good(check(token, **of), "authentic", money, counter)
                self.good(check("--counter", counter, token, **of), "authentic", money, counter)


if __name__ == "__main__":
    unittest.main()
