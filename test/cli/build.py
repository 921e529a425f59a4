"""What the tests of gbcs build share: commands taken apart, and the words that build them."""

import base64
import pathlib
import tempfile
import unittest

from meter import ESME
from tool import KEYS, gbcs

RECOVERY, CHANGE_OF_SUPPLIER, WAN_PROVIDER = ("00005EEF1000000" + n for n in "156")
PPMID = "00005EEF100000E4"
# For the ESME, from its supplier, with the counter 3 << 32.
TOKEN = "73946144348006662608"
ISSUER = KEYS / "organisation-issuer.pem"
PEER = ("--peer", "00DB123456789093")

ROLES = ("root", "recovery", "supplier", "network-operator", "acb", "transitional-cos",
         "wan-provider", "", "load-controller")
TYPES = ("gsme", "esme", "chf", "gpf", "hcalcs", "ppmid", "type2")
USES = {b"\x07\x80": "signature", b"\x03\x08": "agreement"}
MODES = {0x0100: "root-by-supplier", 0x0101: "root-by-wan-provider",
         0x0102: "supplier-by-supplier", 0x0103: "network-operator-by-network-operator",
         0x0104: "acb-by-acb", 0x0105: "wan-provider-by-wan-provider",
         0x0106: "transcos-by-transcos", 0x0107: "supplier-by-transcos",
         0x0108: "any-by-recovery", 0x0125: "load-controller-by-load-controller",
         0x0126: "load-controller-by-supplier"}
CODES = {0x0007: "CS01a", 0x0008: "CS02a", 0x000A: "CS02c", 0x000B: "CS02d", 0x000C: "CS02e",
         0x000D: "CS03A1", 0x000E: "CS03B", 0x000F: "CS04AC", 0x0010: "CS04B", 0x0013: "CS07",
         0x0097: "CS01b", 0x00AB: "CS03A2", 0x00AF: "CS03C", 0x011B: "CS02f",
         **{code: "CS02g" if code > 0x0110 else "CS02b" for code in MODES}}


def measured(data, place):
    """A length in the form of DER, and where it ends."""
    size, place = data[place], place + 1
    if size >= 0x80:
        size, place = int.from_bytes(data[place:place + size - 0x80], "big"), place + size - 0x80
    return size, place


def elements(data):
    """The elements of DER that stand one after another: (tag, value, all of it)."""
    place = 0
    while place < len(data):
        size, begin = measured(data, place + 1)
        yield data[place], data[begin:begin + size], data[place:begin + size]
        place = begin + size


def values(data):
    """The values of elements."""
    return [value for _, value, _ in elements(data)]


def number(value):
    """The number in an INTEGER."""
    return str(int.from_bytes(value, "big"))


class Command:
    """The fields of a command."""

    def __init__(self, whole):
        self.whole = whole
        self.maced = whole[0] == 0xDD
        header = whole[whole.index(0xDF):]
        self.counter = int.from_bytes(header[3:11], "big")
        self.originator, self.target = header[12:20].hex(), header[21:29].hex()
        size, place = measured(header, 30 + header[29])
        self.other = header[place:place + size]
        self.code = int.from_bytes(self.other[:2], "big")
        size, place = measured(header, place + size)
        self.payload, rest = header[place:place + size], header[place + size:]
        # from the grouping header to the payload
        self.unprotected = header[:place + size]
        self.is_signed = rest[:1] == b"\x40"
        # all up to the signature; all if there is none
        self.fixed = whole[:-(64 + 12 * self.maced)] if self.is_signed else whole


class Words:
    """The words of the command line that a command is built with."""

    def __init__(self, folder):
        self.folder = folder
        self.files = 0

    def certificate(self, der):
        """A file with a certificate."""
        self.files += 1
        path = self.folder / f"{self.files}.pem"
        text = base64.encodebytes(der).decode("ascii")
        path.write_text(f"-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n",
                        encoding="ascii")
        return path

    @staticmethod
    def cell(value):
        """The name of a Trust Anchor Cell."""
        role, usage, *cell_usage = values(value)
        use = "top-up" if cell_usage else USES.get(usage)
        return ROLES[role[0]] + (f"/{use}" if use else "")

    @staticmethod
    def details(payload):
        """CS02a, CS02f."""
        cell, roles = values(values(payload)[0])
        words = ["--as", ROLES[values(cell)[0][0]]]
        for role in values(roles):
            words += ["--role", ROLES[role[0]]]
        return words

    def control(self, control):
        """AuthorisingRemotePartyControl."""
        words = []
        for tag, value, _ in elements(control):
            if tag == 0x81:
                words.append("--no-time-check")
            elif tag == 0x84:
                words += ["--floor", number(value)]
            elif tag == 0xA5:
                words += ["--top-up-floor", number(values(values(value)[0])[1])]
            elif tag == 0xA6:
                for change in values(value):
                    role, counter, *top_up = values(change)
                    text = f"{ROLES[role[0]]}={number(counter)}"
                    if top_up:
                        text += f",{number(values(values(top_up[0])[0])[1])}"
                    words += ["--other-floor", text]
        return words

    def update(self, payload, code):
        """CS02b, CS02g."""
        control, replacements, path, *date = values(values(payload)[0])
        words = ["--mode", MODES[code], *self.control(control)]
        for replacement in values(replacements):
            (_, _, certificate), (_, cell, _) = elements(replacement)
            words += ["--replace", f"{self.cell(cell)}={self.certificate(certificate)}"]
        for _, _, certificate in elements(path):
            words += ["--path", self.certificate(certificate)]
        if date == [b"99991231235959Z"]:
            words += ["--date", "cancel"]
        elif date:
            text = date[0].decode("ascii")
            words += ["--date", f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:12]}:"
                                f"{text[12:]}"]
        return words

    def join(self, payload, code):
        """CS03."""
        found = list(elements(values(payload)[0]))
        words = ["--peer", found[1][1].hex(), "--peer-type", TYPES[found[2][1][0]]]
        if code in (0x000D, 0x00AB):
            words += ["--join-as", ("initiator", "responder")[found[0][1][0]]]
        if len(found) > 3:
            words += ["--certificate", self.certificate(found[3][2])]
        return words

    def content(self, command):
        """What is particular to the use case."""
        payload, code = command.payload, command.code
        if code in (0x0007, 0x0097):
            words = ["--token", payload[-20:].decode("ascii")]
        elif code in (0x0008, 0x011B):
            words = self.details(payload)
        elif code in MODES:
            words = self.update(payload, code)
        elif code in (0x000A, 0x000C):
            words = ["--key-usage", USES[values(values(payload)[0])[0]]]
        elif code == 0x000B:
            words = ["--certificate", self.certificate(payload)]
        elif code in (0x000F, 0x0010):
            words = ["--peer", payload[2:].hex()]
        elif code == 0x0013:
            words = []
        else:
            words = self.join(payload, code)
        return words

    def of(self, command, keys, device_type=None):
        """All of them."""
        words = [CODES[command.code], "--keys", keys, "--originator", command.originator,
                 "--target", command.target, "--counter", hex(command.counter),
                 *self.content(command)]
        if len(command.other) == 18:
            words += ["--party", command.other[2:10].hex(), "--party-counter",
                      int.from_bytes(command.other[10:], "big")]
        if device_type:
            words += ["--device-type", device_type]
        return words


def parties(originator, target=ESME, counter=9000, keys=KEYS):
    """The words that every command has."""
    return ["--keys", keys, "--originator", originator, "--target", target, "--counter", counter]


def certificate(entity, use, folder=KEYS):
    """The file of a certificate."""
    return folder / f"{entity.lower()}-{use}.pem"


def der(path):
    """The certificate in a file, in hexadecimal."""
    lines = path.read_text(encoding="ascii").split("-----")[2]
    return base64.b64decode(lines).hex()


def replacements(entity, *uses, role="supplier", folder=KEYS):
    """The words that put certificates of an entity into the cells of a role."""
    names = {"ds": "signature", "ka": "agreement", "pp-ka": "top-up"}
    words = []
    for use in uses:
        words += ["--replace", f"{role}/{names[use]}={certificate(entity, use, folder)}"]
    return words + ["--path", ISSUER]


class Case(unittest.TestCase):
    """Tests with a folder."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def built(self, *words):
        """The octets of a command, which must not fail."""
        result = gbcs("build", *words)
        self.assertEqual((result.status, result.err), (0, ""), words)
        self.assertEqual(result.out.count("\n"), 1)
        return bytes.fromhex(result.out)

    def refused(self, result, *names):
        """One line on standard error, which names the cause; nothing on standard output."""
        self.assertEqual((result.status, result.out), (2, ""), result)
        self.assertEqual(result.err.count("\n"), 1, result.err)
        for name in names:
            self.assertIn(name, result.err)
