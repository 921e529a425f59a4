"""What every subcommand has in common: help, errors, exit status."""

import pathlib
import subprocess
import tempfile
import unittest

from tool import KEYS, MESSAGES, Tool, gbcs, message

SUBCOMMANDS = ("decode", "verify", "sign", "mac", "decrypt")


class Help(unittest.TestCase):
    def test_of_the_tool(self):
        result = gbcs("--help")
        self.assertEqual((result.status, result.err), (0, ""))
        for subcommand in SUBCOMMANDS:
            self.assertIn(subcommand, result.out)

    def test_of_each_subcommand(self):
        for subcommand in SUBCOMMANDS:
            with self.subTest(subcommand):
                result = gbcs(subcommand, "--help")
                self.assertEqual((result.status, result.err), (0, ""))
                self.assertIn(f"Usage: gbcs {subcommand}", result.out)
                self.assertRegex(result.out, "Examples?:\n  gbcs ")

    def test_version(self):
        for arguments in (("--version",), ("verify", "--version")):
            result = gbcs(*arguments)
            self.assertEqual(result.status, 0)
            self.assertRegex(result.out, r"gbcs \d+\.\d+\.\d+\n")


class Errors(unittest.TestCase):
    def refused(self, *arguments, names, input=None):
        """One line on standard error that names the cause, nothing else, exit 2."""
        result = gbcs(*arguments, input=input)
        self.assertEqual(result.status, 2, result)
        self.assertEqual(result.err.count("\n"), 1, result.err)
        self.assertIn(names, result.err)
        return result

    def test_no_subcommand(self):
        self.refused(names="no subcommand")

    def test_unknown_subcommand(self):
        self.refused("frobnicate", names="frobnicate")

    def test_unknown_option(self):
        for subcommand in SUBCOMMANDS:
            self.refused(subcommand, "--frobnicate", names="frobnicate")

    def test_no_keys(self):
        for subcommand in ("verify", "sign", "mac", "decrypt"):
            self.refused(subcommand, message("ECS42_COMMAND"), names="--keys")

    def test_no_path(self):
        for subcommand in SUBCOMMANDS:
            keys = () if subcommand == "decode" else ("--keys", KEYS)
            self.refused(subcommand, *keys, names="PATH")

    def test_missing_key_folder(self):
        self.refused("verify", "--keys", "nowhere", MESSAGES, names="nowhere")

    def test_missing_message(self):
        for subcommand in SUBCOMMANDS:
            keys = () if subcommand == "decode" else ("--keys", KEYS)
            self.refused(subcommand, *keys, "nowhere.hex", names="nowhere.hex")

    def test_bad_message_files(self):
        cases = (("empty.hex", b"", "empty"), ("odd.hex", b"DF0", "odd number"),
                 ("letters.hex", b"hello", "not hexadecimal"),
                 ("short.hex", b"DF0901", "ends too early"))
        with tempfile.TemporaryDirectory() as folder:
            for name, content, reason in cases:
                path = pathlib.Path(folder, name)
                path.write_bytes(content)
                for subcommand in ("decode", "sign", "mac", "decrypt"):
                    with self.subTest(f"{subcommand} {name}"):
                        keys = () if subcommand == "decode" else ("--keys", KEYS)
                        result = self.refused(subcommand, *keys, path, names=name)
                        self.assertIn(reason, result.err)

    def test_folder_without_messages(self):
        with tempfile.TemporaryDirectory() as folder:
            self.refused("decode", folder, names=folder)

    def test_bad_keys(self):
        cases = (("00005eef10000002-ka.pem", "-----BEGIN CERTIFICATE-----\nxx\n"),
                 ("00005eef10000002-ka.key", "no key\n"), ("00005eef10000002-ds.pem", ""))
        for name, content in cases:
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                pathlib.Path(folder, name).write_text(content, encoding="ascii")
                self.refused("verify", "--keys", folder, MESSAGES, names=name)

    def test_full_disk(self):
        with open("/dev/full", "w", encoding="ascii") as full:
            run = subprocess.run([Tool.path, "decode", message("ECS42_COMMAND")], stdout=full,
                                 stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(run.returncode, 2)
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)


if __name__ == "__main__":
    unittest.main()
