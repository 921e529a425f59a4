"""The folder of keys: what is taken, what is refused, and whose key is used."""

import base64
import datetime
import pathlib
import shutil
import tempfile
import unittest

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tool import KEYS, MESSAGES, gbcs, message, octets

BROKER = "00005eef10000004"
# Comes before the right one, so that it is tried first.
SECOND_BROKER = "00005eef0fffffff"
SUPPLIER = "00005eef10000002"


def private_pem(key, password=None):
    """A private key as PKCS#8 in PEM."""
    scheme = (serialization.BestAvailableEncryption(password) if password
              else serialization.NoEncryption())
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, scheme)


def certificate_pem(key, role):
    """A certificate whose subject has a role and no entity identifier."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, role)])
    start = datetime.datetime(2026, 1, 1)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name)
                   .public_key(key.public_key()).serial_number(1).not_valid_before(start)
                   .not_valid_after(start + datetime.timedelta(days=365))
                   .sign(key, hashes.SHA256()))
    return certificate.public_bytes(serialization.Encoding.PEM)


class Folder(unittest.TestCase):
    """Tests with a copy of the example keys."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.keys = pathlib.Path(folder.name, "keys")
        shutil.copytree(KEYS, self.keys)

    def write(self, name, content):
        """Puts a file into the folder of keys."""
        (self.keys / name).write_bytes(content)

    def add_second_broker(self):
        """Adds another Access Control Broker."""
        key = ec.generate_private_key(ec.SECP256R1())
        self.write(f"{SECOND_BROKER}-ka.key", private_pem(key))
        self.write(f"{SECOND_BROKER}-ka.pem", certificate_pem(key, "04"))

    def last_line(self, path):
        """The counts of a run of verify."""
        return gbcs("verify", "--keys", self.keys, path).out.splitlines()[-1]


class Refused(Folder):
    def refused(self, name, content, reason):
        """A file that is bad is named in one line, and nothing is done."""
        self.write(name, content)
        for subcommand in ("verify", "decode", "decrypt"):
            result = gbcs(subcommand, "--keys", self.keys, MESSAGES)
            self.assertEqual((result.status, result.out), (2, ""))
            self.assertEqual(result.err.count("\n"), 1, result.err)
            self.assertIn(name, result.err)
            self.assertIn(reason, result.err)

    def test_a_key_of_another_certificate(self):
        key = ec.generate_private_key(ec.SECP256R1())
        self.refused(f"{BROKER}-ka.key", private_pem(key), "certificate")

    def test_a_key_with_a_passphrase(self):
        key = ec.generate_private_key(ec.SECP256R1())
        self.refused(f"{BROKER}-ka.key", private_pem(key, b"secret"), "encrypted")

    def test_a_key_on_another_curve(self):
        key = ec.generate_private_key(ec.SECP384R1())
        self.refused(f"{BROKER}-ka.key", private_pem(key), "P-256")

    def test_a_certificate_on_another_curve(self):
        key = ec.generate_private_key(ec.SECP384R1())
        self.refused(f"{BROKER}-ka.pem", certificate_pem(key, "04"), "on the curve")

    def test_a_certificate_cut_short(self):
        pem = (self.keys / f"{BROKER}-ka.pem").read_bytes()
        self.refused(f"{BROKER}-ka.pem", pem[:200], "PEM")

    def test_a_certificate_with_octets_after_it(self):
        der = x509.load_pem_x509_certificate((self.keys / f"{BROKER}-ka.pem").read_bytes())
        body = der.public_bytes(serialization.Encoding.DER) + b"\0"
        lines = base64.encodebytes(body)
        pem = b"-----BEGIN CERTIFICATE-----\n" + lines + b"-----END CERTIFICATE-----\n"
        self.refused(f"{BROKER}-ka.pem", pem, "left over")

    def test_a_private_key_in_place_of_a_certificate(self):
        pem = (self.keys / f"{BROKER}-ka.key").read_bytes()
        self.refused(f"{BROKER}-ka.pem", pem, "neither a certificate nor a public key")


class Taken(Folder):
    def test_a_public_key_in_place_of_a_certificate(self):
        path = self.keys / "00005eef100000e0-ds.pem"
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        path.write_bytes(certificate.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
        (self.keys / "00005eef100000e0-ds.key").unlink()
        self.assertIn("signature 1 valid 0 invalid", self.last_line(message("ECS42_RESPONSE")))

    def test_the_public_key_of_a_private_one(self):
        (self.keys / f"{SUPPLIER}-ds.pem").unlink()
        self.assertIn("signature 1 valid 0 invalid", self.last_line(message("ECS42_COMMAND")))

    def test_either_side_of_a_mac(self):
        for removed in (f"{BROKER}-ka.key", "00005eef100000e0-ka.key"):
            with self.subTest(removed):
                path = self.keys / removed
                content = path.read_bytes()
                path.unlink()
                self.assertIn("mac 1 valid", self.last_line(message("ECS40_COMMAND")))
                path.write_bytes(content)

    def test_no_private_key_at_all(self):
        for path in self.keys.glob("*.key"):
            path.unlink()
        result = gbcs("verify", "--keys", self.keys, message("ECS40_COMMAND"))
        self.assertEqual(result.status, 0)
        self.assertIn("mac=unchecked", result.out)
        self.assertIn("no private key agreement key", result.out)

    def test_the_entity_is_the_one_of_the_file_name(self):
        """A certificate does not move a key to the entity that it names."""
        shutil.copy(self.keys / f"{SUPPLIER}-ds.pem", self.keys / "00005eef1000ffff-ds.pem")
        (self.keys / f"{SUPPLIER}-ds.pem").unlink()
        (self.keys / f"{SUPPLIER}-ds.key").unlink()
        result = gbcs("verify", "--keys", self.keys, message("ECS42_COMMAND"))
        self.assertIn("signature=unchecked", result.out)

    def test_other_files_are_not_looked_at(self):
        self.write("README", b"not a key")
        self.write("root-ca.pem", b"not a certificate")
        self.assertIn("mac 1 valid", self.last_line(message("ECS40_COMMAND")))


class Brokers(Folder):
    def test_any_may_have_made_the_mac(self):
        self.add_second_broker()
        result = gbcs("verify", "--keys", self.keys, message("ECS40_COMMAND"))
        self.assertEqual(result.status, 0)
        self.assertTrue(result.out.splitlines()[0].endswith("\tmac=valid\tsignature=none"),
                        "a broker that did not make it is no reason to give")

    def test_none_of_them_made_it(self):
        self.add_second_broker()
        changed = bytearray(octets(message("ECS40_COMMAND")))
        changed[-1] ^= 1
        result = gbcs("verify", "--keys", self.keys, "-", input=changed.hex())
        self.assertEqual(result.status, 1)
        self.assertIn("mac=invalid", result.out)

    def test_several_must_be_told_apart(self):
        signed = gbcs("sign", "--keys", KEYS, message("ECS42_PRECOMMAND")).out
        command = octets(message("ECS42_COMMAND")).hex().upper() + "\n"
        self.add_second_broker()
        result = gbcs("mac", "--keys", self.keys, "-", input=signed)
        self.assertEqual((result.status, result.out), (2, ""))
        self.assertIn("--acb", result.err)
        first = gbcs("mac", "--keys", self.keys, "--acb", BROKER, "-", input=signed)
        self.assertEqual((first.status, first.out), (0, command))
        second = gbcs("mac", "--keys", self.keys, "--acb", SECOND_BROKER, "-", input=signed)
        self.assertEqual(second.status, 0)
        self.assertNotEqual(second.out, command)

    def test_who_is_none(self):
        signed = gbcs("sign", "--keys", KEYS, message("ECS42_PRECOMMAND")).out
        for acb in (SUPPLIER, "0123456789abcdef", "0123", "xyz"):
            with self.subTest(acb):
                result = gbcs("mac", "--keys", self.keys, "--acb", acb, "-", input=signed)
                self.assertEqual((result.status, result.out), (2, ""))
                self.assertEqual(result.err.count("\n"), 1)

    def test_between_devices_there_is_none(self):
        command = octets(message("PCS01_COMMAND"))
        pre_command = command[command.index(0xDF):-13]
        result = gbcs("mac", "--keys", self.keys, "-", input=pre_command.hex())
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(bytes.fromhex(result.out), command)


class Rules(unittest.TestCase):
    """Use cases whose commands have rules of their own."""

    def pre_command(self, name):
        """The pre-command of an unsigned or signed command, in hexadecimal."""
        command = octets(message(name))
        start = command.index(0xDF)
        tail = {(True, 0): 13, (True, 0x40): 77, (False, 0x40): 65}
        maced = command[0] == 0xDD
        for (has_mac, part), size in tail.items():
            if has_mac == maced and command[-size] == part and (part or size == 13):
                return command[start:-size].hex(), command
        raise AssertionError(name)

    def one(self, subcommand, text):
        """A run of sign or mac."""
        return gbcs(subcommand, "--keys", KEYS, "-", input=text)

    def test_details_for_the_broker_have_a_mac_only(self):
        text, _ = self.pre_command("CS02a_COMMAND")
        text = text[:24] + BROKER + text[40:]
        refused = self.one("sign", text)
        self.assertEqual((refused.status, refused.out), (2, ""))
        self.assertIn("not signed", refused.err)
        made = self.one("mac", text)
        self.assertEqual(made.status, 0)
        self.assertIn("mac=valid\tsignature=none", self.one("verify", made.out).out)

    def test_details_for_others_have_a_signature_only(self):
        text, command = self.pre_command("CS02a_COMMAND")
        signed = self.one("sign", text)
        self.assertEqual((signed.status, len(bytes.fromhex(signed.out))), (0, len(command)))
        refused = self.one("mac", signed.out)
        self.assertEqual((refused.status, refused.out), (2, ""))
        self.assertIn("not both", refused.err)

    def test_recovery_has_a_signature_only(self):
        text, command = self.pre_command("CS02b_ANY_BY_RECOVERY_COMMAND")
        self.assertIn("no MAC", self.one("mac", text).err)
        signed = self.one("sign", text)
        self.assertEqual((signed.status, len(bytes.fromhex(signed.out))), (0, len(command)))
        self.assertIn("no MAC", self.one("mac", signed.out).err)

    def test_what_is_not_critical_is_not_signed(self):
        text, _ = self.pre_command("ECS40_COMMAND")
        self.assertIn("not signed", self.one("sign", text).err)

    def test_what_is_signed_already(self):
        signed = self.one("sign", self.pre_command("ECS42_COMMAND")[0])
        self.assertIn("is signed already", self.one("sign", signed.out).err)

    def test_codes_without_commands(self):
        text, _ = self.pre_command("ECS40_COMMAND")
        for code in ("1000", "0116", "ffff"):
            changed = text.replace("0002004e", "0002" + code)
            self.assertNotEqual(changed, text)
            for subcommand in ("sign", "mac"):
                result = self.one(subcommand, changed)
                self.assertEqual((result.status, result.out), (2, ""))
                self.assertIn("has no commands", result.err)


class Secrets(unittest.TestCase):
    def test_no_private_key_is_shown(self):
        scalars = []
        for path in KEYS.glob("*-*.key"):
            key = serialization.load_pem_private_key(path.read_bytes(), None)
            scalars.append(f"{key.private_numbers().private_value:064x}")
        self.assertTrue(scalars)
        for arguments in (("verify",), ("decode",), ("decode", "--json"), ("decrypt",)):
            result = gbcs(*arguments, "--keys", KEYS, MESSAGES)
            shown = (result.out + result.err).lower()
            for scalar in scalars:
                self.assertNotIn(scalar, shown)


if __name__ == "__main__":
    unittest.main()
