"""gbcs meter: help, how a simulated meter is made, and its log."""

import shutil
import unittest

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from meter import BROKER, CHF, ESME, GSME, OPERATOR, OTHER_SUPPLIER, SUPPLIER, Case
from tool import KEYS, gbcs, message


class Help(Case):
    def test_each_has_an_example(self):
        for words in ((), ("init",), ("run",), ("enter",), ("show",), ("log",)):
            result = gbcs("meter", *words, "--help")
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertIn("Usage: " + " ".join(("gbcs meter", *words)), result.out)
            self.assertRegex(result.out, "Examples?:\n  gbcs meter")

    def test_the_tool_names_it(self):
        self.assertIn("meter", gbcs("--help").out)

    def test_no_or_unknown_subcommand(self):
        self.refused(gbcs("meter"), "no subcommand")
        self.refused(gbcs("meter", "melt"), "melt")

    def test_unknown_options_and_arguments(self):
        for word in ("init", "run", "enter", "show", "log"):
            self.refused(gbcs("meter", word, "--frobnicate"), "frobnicate")
        for word in ("init", "show", "log"):
            self.refused(gbcs("meter", word, "surplus"), "surplus")


class Init(Case):
    def cells(self, out):
        """Who is in the cells: role, usage, cell usage to party."""
        rows = (line.split() for line in out.splitlines()[1:])
        return {" ".join(row[:-1]): row[-1] for row in rows}

    def test_roles_come_from_the_certificates(self):
        out = self.made()
        self.assertEqual(out.splitlines()[0], f"{ESME}, esme, in manufacture")
        cells = self.cells(out)
        self.assertEqual(cells["root keyCertSign management"], "there")
        self.assertEqual(cells["supplier digitalSignature management"], SUPPLIER)
        self.assertEqual(cells["supplier keyAgreement management"], SUPPLIER)
        self.assertEqual(cells["supplier keyAgreement top up"], SUPPLIER)
        self.assertEqual(cells["network operator digitalSignature management"], OPERATOR)
        self.assertEqual(cells["Access Control Broker keyAgreement management"], BROKER)
        self.assertEqual(cells["recovery digitalSignature management"], "00005EEF10000001")

    def test_two_candidates_must_be_told_apart(self):
        self.refused(self.init(supplier=None), SUPPLIER, OTHER_SUPPLIER, "--supplier")
        self.assertFalse(self.state.exists())
        out = self.made(supplier=OTHER_SUPPLIER)
        self.assertEqual(self.cells(out)["supplier keyAgreement management"], OTHER_SUPPLIER)

    def test_before_the_handover(self):
        cells = self.cells(self.made("--network-operator", BROKER, supplier=BROKER))
        self.assertEqual(cells["supplier digitalSignature management"], BROKER)
        self.assertEqual(cells["network operator keyAgreement management"], BROKER)
        self.assertEqual(cells["supplier keyAgreement top up"], "empty")

    def test_other_types(self):
        for device, name in ((GSME, "gsme"), (CHF, "chf")):
            with self.subTest(name):
                shutil.rmtree(self.state, ignore_errors=True)
                supplier = SUPPLIER if name == "gsme" else None
                out = self.made("--type", name, device=device, supplier=supplier)
                self.assertEqual(out.splitlines()[0], f"{device}, {name}, in manufacture")
                self.assertEqual("supplier keyAgreement top up" in self.cells(out),
                                 name == "gsme")

    def test_nobody_there_leaves_cells_empty(self):
        keys = self.folder / "keys"
        keys.mkdir()
        for path in KEYS.glob("00005eef100000e0-*"):
            shutil.copy(path, keys)
        shutil.copy(KEYS / "00005eef10000004-ka.pem", keys)
        cells = self.cells(self.made(keys=keys, supplier=None))
        self.assertEqual(cells.pop("Access Control Broker keyAgreement management"), BROKER)
        self.assertEqual(set(cells.values()), {"empty"})

    def test_missing_options(self):
        whole = ["--state", self.state, "--keys", KEYS, "--device", ESME]
        for i in range(0, len(whole), 2):
            self.refused(gbcs("meter", "init", *whole[:i], *whole[i + 2:]), whole[i], "missing")

    def test_bad_options(self):
        self.refused(self.init("--type", "toaster"), "--type", "toaster", "esme")
        for text in ("1", "0" * 16, "g" * 16, ESME + "0", ""):
            self.refused(self.init(device=text), "--device")
            self.refused(self.init(supplier=text or "x"), "--supplier")
        for text in ("0", "-1", "x", "", "9223372036854775808", "18446744073709551616"):
            self.refused(self.init("--own-counter", text), "--own-counter")
        self.assertFalse(self.state.exists())

    def test_bad_keys(self):
        self.refused(self.init(keys="nowhere"), "nowhere")
        self.refused(self.init(device="00005EEF100000EF"), "00005eef100000ef-ds.key")
        for name in ("ds", "ka"):
            keys = self.folder / name
            shutil.copytree(KEYS, keys)
            (keys / f"00005eef100000e0-{name}.key").unlink()
            self.refused(self.init(keys=keys), f"00005eef100000e0-{name}.key")
        self.assertFalse(self.state.exists())

    def test_bad_parties(self):
        self.refused(self.init(supplier="00005EEF100000EF"), "00005EEF100000EF")
        self.refused(self.init(supplier=OPERATOR), "role", OPERATOR.lower())
        self.refused(self.init("--acb", SUPPLIER), "role", SUPPLIER.lower())
        self.refused(self.init("--type", "gsme", "--load-controller", SUPPLIER, device=GSME),
                     "--load-controller")
        self.refused(self.init("--type", "chf", device=CHF), "--supplier")

    def test_certificate_of_another(self):
        keys = self.folder / "keys"
        shutil.copytree(KEYS, keys)
        cases = (("00005eef10000002-ds", "00005eef10000012-ds", "another party"),
                 ("00005eef10000003-ds", "00005eef10000003-ka", "usage"),
                 ("00005eef10000003-ka", "00005eef10000012-ka", "another party"))
        for name, other, reason in cases:
            for end in ("pem", "key"):
                shutil.copy(KEYS / f"{other}.{end}", keys / f"{name}.{end}")
            self.refused(self.init("--network-operator", OPERATOR, keys=keys), f"{name}.pem",
                         reason)
            for end in ("pem", "key"):
                shutil.copy(KEYS / f"{name}.{end}", keys / f"{name}.{end}")

    def test_a_bare_public_key_is_not_enough(self):
        keys = self.folder / "keys"
        shutil.copytree(KEYS, keys)
        path = keys / "00005eef10000002-ds.pem"
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        path.write_bytes(certificate.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
        self.refused(self.init(keys=keys), path.name, "certificate")

    def test_bad_root(self):
        self.refused(self.init("--root", "nowhere.pem"), "nowhere.pem")
        self.refused(self.init("--root", KEYS / "organisation-issuer.pem"),
                     "organisation-issuer.pem")
        out = self.made("--root", KEYS / "root.pem")
        self.assertEqual(self.cells(out)["root keyCertSign management"], "there")

    def test_again_until_it_is_sealed(self):
        self.made()
        self.made(supplier=OTHER_SUPPLIER)
        self.assertIn("sealed", self.made("--seal").splitlines()[0])
        self.refused(self.init(), "sealed", str(self.state))

    def test_the_first_command_seals(self):
        self.made()
        self.run_meter(message("ECS40_COMMAND"))
        self.refused(self.init(), "sealed")

    def test_a_new_life_knows_nothing_of_the_old(self):
        """Ids of orders begin anew, so what the application has done under them is forgotten."""
        self.made()
        before = set(self.state.glob("record-*"))
        self.run_meter(message("ECS42_COMMAND"))
        made = [path for path in self.state.glob("record-*") if path not in before
                and path.read_bytes()[:2] == b"\1\2"]
        self.assertEqual(len(made), 1)
        for path in self.state.glob("record-*"):
            if path not in made:
                path.unlink()
        self.made()
        self.assertFalse(made[0].exists())

    def test_bad_folder(self):
        self.state.write_text("a file", encoding="ascii")
        self.refused(self.init(), "not a folder")
        self.state = self.folder / "nowhere" / "meter"
        self.refused(self.init(), str(self.state))

    def test_no_private_key_is_shown(self):
        self.assertNotRegex(self.made().lower(), "[0-9a-f]{32}")


class Log(Case):
    def test_text(self):
        self.made()
        self.assertEqual(gbcs("meter", "log", "--state", self.state).out, "no entries\n")
        self.run_meter("--time", "2026-02-03T10:15:00Z", message("ECS42_COMMAND"),
                       message("ECS42_COMMAND"), status=1)
        result = gbcs("meter", "log", "--state", self.state)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertRegex(result.out, r"^   1  2026-02-03 10:15:\d\dZ  8F53 ")
        self.assertIn("about 004F ECS42", result.out)
        self.assertIn(f"of {SUPPLIER}, counter 1001", result.out)

    def test_shape_and_numbers(self):
        self.made()
        for _ in range(3):
            self.run_meter(message("ECS42_COMMAND"), message("ECS42_COMMAND"), status=1)
        entries = self.log()
        self.assertEqual([entry["number"] for entry in entries], list(range(1, 1 + len(entries))))
        self.assertGreaterEqual(len(entries), 3)
        for entry in entries:
            self.assertEqual(set(entry), {"kind", "number", "time", "clock_status", "event",
                                          "event_name", "message_code", "party", "detail",
                                          "count"})

    def test_mark_read(self):
        """Refusals that nobody reads fill a quarter of the log at most."""
        self.made()
        self.run_meter(message("ECS42_COMMAND"))

        def refuse():
            self.run_meter(message("ECS42_COMMAND"), status=1)
            return len(self.log())

        counts = [refuse() for _ in range(45)]
        self.assertEqual(counts[0], 1)
        self.assertEqual(counts[-1], counts[-5])
        result = gbcs("meter", "log", "--state", self.state, "--mark-read")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(refuse(), counts[-1] + 1)


if __name__ == "__main__":
    unittest.main()
