"""What the tests of gbcs meter share: a folder for its records, commands, looks at its output."""

import json
import pathlib
import shutil
import tempfile
import unittest

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tool import KEYS, RTDS, gbcs, message, octets

SUPPLIER, OTHER_SUPPLIER = "00005EEF10000002", "00005EEF10000012"
OPERATOR, BROKER = "00005EEF10000003", "00005EEF10000004"
ESME, GSME, CHF = "00005EEF100000E0", "00005EEF100000E1", "00005EEF100000E2"

# Places in a pre-command.
COUNTER, ORIGINATOR, CODE = slice(3, 11), slice(12, 20), slice(31, 33)


def pre_command(name):
    """A pre-command: an example, or what is between the MAC header and the end of one."""
    path = message(f"{name}_PRECOMMAND")
    if path.exists():
        return bytearray(octets(path))
    whole = octets(message(f"{name}_COMMAND"))
    return bytearray(whole[whole.index(0xDF):-13])


def maced(unprotected):
    """A command that the Access Control Broker has put its MAC to, in hexadecimal."""
    result = gbcs("mac", "--keys", KEYS, "-", input=unprotected.hex())
    assert result.status == 0, result.err
    return result.out.strip()


def critical(counter, code=0x004F, script=0x33):
    """A signed command to the load switch, in hexadecimal."""
    changed = pre_command("ECS42")
    changed[COUNTER] = counter.to_bytes(8, "big")
    changed[CODE] = code.to_bytes(2, "big")
    changed[-1] = script
    result = gbcs("sign", "--keys", KEYS, "-", input=changed.hex())
    assert result.status == 0, result.err
    return maced(bytes.fromhex(result.out))


def token(counter, value=10, unit="pounds", supplier=SUPPLIER, device=ESME, keys=KEYS):
    """A prepayment token; the counter is the UTRN Counter."""
    result = gbcs("utrn", "make", "--keys", keys, "--originator", supplier, "--target", device,
                  "--counter", counter << 32, "--value", value, "--class", unit)
    assert (result.status, result.err) == (0, ""), result
    return result.out.strip()


def built(name, originator, counter, *words, target=ESME, keys=KEYS):
    """A command in hexadecimal."""
    result = gbcs("build", name, "--keys", keys, "--originator", originator, "--target", target,
                  "--counter", counter, *words)
    assert (result.status, result.err) == (0, ""), result
    return result.out.strip()


class Case(unittest.TestCase):
    """Tests with a folder for the meter's records."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.state = self.folder / "meter"

    def refused(self, result, *names, status=2):
        """One line on standard error, which names the cause; nothing on standard output."""
        self.assertEqual((result.status, result.out), (status, ""), result)
        self.assertEqual(result.err.count("\n"), 1, result.err)
        for name in names:
            self.assertIn(name, result.err)

    def init(self, *options, device=ESME, keys=KEYS, supplier=SUPPLIER):
        """Makes a meter."""
        named = ("--supplier", supplier) if supplier else ()
        return gbcs("meter", "init", "--state", self.state, "--keys", keys, "--device", device,
                    *named, *options)

    def made(self, *options, **others):
        """Makes a meter, which must not fail."""
        result = self.init(*options, **others)
        self.assertEqual((result.status, result.err), (0, ""), result)
        return result.out

    def run_meter(self, *arguments, input=None, status=0):
        """Hands messages over; the lines of JSON."""
        result = gbcs("meter", "run", "--state", self.state, "--json", *arguments, input=input)
        self.assertEqual(result.status, status, result)
        return [json.loads(line) for line in result.out.splitlines()]

    def log(self):
        """The entries of the Security Log."""
        result = gbcs("meter", "log", "--state", self.state, "--json")
        self.assertEqual((result.status, result.err), (0, ""))
        return [json.loads(line) for line in result.out.splitlines()]

    def one(self, lines, kind):
        """The only line of a kind."""
        found = [line for line in lines if line["kind"] == kind]
        self.assertEqual(len(found), 1, lines)
        return found[0]

    @staticmethod
    def messages(lines):
        """The lines of what was sent."""
        return [line for line in lines if "octets" in line]

    def enter(self, *arguments, input=None, status=0):
        """Types tokens in; the lines of JSON."""
        result = gbcs("meter", "enter", "--state", self.state, "--json", *arguments, input=input)
        self.assertEqual((result.status, result.err), (status, ""), result)
        return [json.loads(line) for line in result.out.splitlines()]

    def shown(self):
        """What gbcs meter show says."""
        result = gbcs("meter", "show", "--state", self.state, "--json")
        self.assertEqual((result.status, result.err), (0, ""), result)
        return json.loads(result.out)

    def authentic(self, line, mac, signature):
        """What was sent is accepted by those whom it is for."""
        result = gbcs("verify", "--keys", KEYS, "-", input=line["octets"])
        self.assertEqual(result.status, 0, result)
        self.assertIn(f"mac={mac}\tsignature={signature}", result.out)


class Reference(Case):
    """Tests with the meter of the reference messages."""

    device, supplier = "00DB1234567890A0", "90B3D51F30010000"
    # Its certificate is not as GBCS asks for, so it gets into no cell.
    load_controller = "90B3D51F30010008"

    def keystore(self):
        """The published keys; the meter's own signing key is not among them."""
        keys = self.folder / "keys"
        shutil.copytree(RTDS / "keystore", keys)
        for path in (*keys.glob(f"{self.load_controller.lower()}-*"),
                     keys / f"{self.device.lower()}-ds.pem"):
            path.unlink()
        own = ec.generate_private_key(ec.SECP256R1())
        (keys / f"{self.device.lower()}-ds.key").write_bytes(own.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))
        return keys
