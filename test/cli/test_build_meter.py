"""gbcs build against gbcs meter: what the simulated meter makes of the commands."""

import shutil
import unittest

import meter
from build import (CHANGE_OF_SUPPLIER, RECOVERY, TOKEN, Command, certificate, number, parties,
                   replacements, values)
from meter import BROKER, ESME, GSME, OPERATOR, OTHER_SUPPLIER, SUPPLIER, critical
from tool import KEYS, gbcs, message, octets

ALL_USES = ("ds", "ka", "pp-ka")
PEER = "--peer 00005EEF100000E4"
RENEWED = KEYS / "renewed"


def build(name, *words):
    """A command in hexadecimal."""
    result = gbcs("build", name, *words)
    assert (result.status, result.err) == (0, ""), result
    return result.out.strip()


class Taken(meter.Case):
    """Each command is authentic, authorised, fresh and well formed for the meter."""

    def taken(self, words, originator, target=ESME, counter=9000):
        """Hands a command to a copy of the meter."""
        name, *rest = words.split()
        command = build(name, *parties(originator, target, counter), *rest)
        new, self.state = self.state, self.folder / "copy"
        shutil.copytree(new, self.state)
        try:
            lines = self.run_meter(input=command)
            verdict = self.one(lines, "verdict")
            self.assertEqual((verdict["status"], verdict["originator"], verdict["counter"]),
                             ("GBCS_OK", originator, str(counter)))
            for line in self.messages(lines):
                verified = gbcs("verify", "--keys", KEYS, "-", input=line["octets"])
                self.assertEqual(verified.status, 0)
        finally:
            shutil.rmtree(self.state)
            self.state = new

    def test_an_electricity_meter(self):
        self.made("--load-controller", SUPPLIER)
        renew = " ".join(map(str, replacements(SUPPLIER, "ds", folder=RENEWED)))
        root = f"--replace root={KEYS / 'root.pem'}"
        controller = f"--replace load-controller/signature={certificate(SUPPLIER, 'ds')}"
        cases = (
            ("CS02a --role supplier", BROKER), ("CS02a --role supplier", CHANGE_OF_SUPPLIER),
            ("CS02a --role root", SUPPLIER), ("CS02f --role load-controller", BROKER),
            ("CS02f --as load-controller --role load-controller", SUPPLIER),
            ("CS02c --key-usage signature", SUPPLIER), ("CS02e --key-usage agreement", SUPPLIER),
            (f"CS02d --certificate {certificate(ESME, 'ka')}", SUPPLIER),
            (f"CS03A1 {PEER} --peer-type hcalcs --join-as initiator", SUPPLIER),
            (f"CS03B {PEER} --peer-type ppmid", BROKER), (f"CS04AC {PEER}", SUPPLIER),
            (f"CS04B {PEER}", SUPPLIER), ("CS07", BROKER),
            (f"CS02b --mode root-by-supplier {root}", SUPPLIER),
            (f"CS02b --mode supplier-by-supplier {renew}", SUPPLIER),
            (f"CS02b --mode network-operator-by-network-operator {renew} --floor 1", OPERATOR),
            (f"CS02b --mode acb-by-acb {renew}", BROKER),
            (f"CS02b --mode transcos-by-transcos {renew}", CHANGE_OF_SUPPLIER),
            (f"CS02b --mode supplier-by-transcos {renew} --date cancel", CHANGE_OF_SUPPLIER),
            (f"CS02b --mode any-by-recovery {renew} --date 2040-01-01T00:00:00Z", RECOVERY),
            (f"CS02g --mode load-controller-by-load-controller {controller}", SUPPLIER),
            (f"CS02g --mode load-controller-by-supplier {controller} --other-floor "
             "load-controller=1", SUPPLIER))
        for words, originator in cases:
            with self.subTest(words):
                self.taken(words, originator)
        self.taken(f"CS01a --token {TOKEN}", SUPPLIER, counter=3 << 32)

    def test_a_gas_meter(self):
        self.made("--type", "gsme", device=GSME)
        token = gbcs("utrn", "make", *parties(SUPPLIER, GSME, 3 << 32), "--value", "10", "--class",
                     "pounds").out.strip()
        self.taken(f"CS01b --token {token}", SUPPLIER, GSME, 3 << 32)
        self.taken(f"CS03C {PEER} --peer-type ppmid --certificate "
                   f"{certificate('00005EEF100000E4', 'ka')}", SUPPLIER, GSME)
        self.taken(f"CS04AC --device-type gsme {PEER}", SUPPLIER, GSME)

    def test_handover(self):
        self.made("--network-operator", BROKER, supplier=BROKER)
        renew = " ".join(map(str, replacements(SUPPLIER, *ALL_USES)))
        self.taken(f"CS02b --mode supplier-by-supplier --floor 0 --top-up-floor 0 {renew}", BROKER)
        renew = " ".join(map(str, replacements(OPERATOR, "ds", "ka", role="network-operator")))
        self.taken(f"CS02b --mode network-operator-by-network-operator --floor 0 {renew}", BROKER)


class Answered(meter.Case):
    """What the meter sends back."""

    def sent(self, name, originator, counter, *words, status=0, keys=KEYS):
        """All that comes back to a command."""
        command = build(name, *parties(originator, counter=counter, keys=keys), *words)
        return self.run_meter("--time", "now", input=command, status=status)

    def answered(self, *arguments, mac="none", signature="valid", **others):
        """The payload of the response."""
        response = self.one(self.sent(*arguments, **others), "response")
        self.authentic(response, mac, signature)
        return Command(bytes.fromhex(response["octets"])).payload

    def not_taken(self, reason, *arguments, **others):
        """A command is refused."""
        lines = self.sent(*arguments, status=1, **others)
        self.assertEqual(self.one(lines, "verdict")["status"], reason)

    def outcomes(self, *arguments, **others):
        """Floors and replacements that the response to an update tells."""
        accepted, outcome = values(values(self.answered(*arguments, **others))[0])
        counter, _, changes, replaced = values(outcome)
        self.assertEqual((accepted, number(counter)), (b"", str(arguments[2])))
        return ([[number(value) for value in values(change)[:2]] for change in values(changes)],
                [(values(one)[1][0], values(one)[2].hex().upper(), values(one)[4].hex().upper())
                 for one in values(replaced)])

    def holders(self, counter, role="supplier", broker=CHANGE_OF_SUPPLIER):
        """Who is in the cells of a role, their number, and the counter of the role."""
        payload = self.answered("CS02a", broker, counter, "--role", role)
        _, status, used, cells = values(values(values(payload)[0])[0])
        self.assertEqual(status, b"\x00")
        entities = [values(cell)[-2].hex().upper() for cell in values(cells)]
        return set(entities), len(entities), number(used)


class Walk(Answered):
    """A change of supplier, as a head-end goes through it."""

    def top_up(self, supplier, counter):
        """The words of a top up."""
        token = gbcs("utrn", "make", *parties(supplier, counter=counter), "--value", "10",
                     "--class", "pounds").out.strip()
        return "CS01a", supplier, counter, "--token", token

    def test_change_of_supplier(self):
        self.made("--seal")
        self.assertEqual(self.holders(4100)[:2], ({SUPPLIER}, 3))
        self.run_meter(message("ECS42_COMMAND"))
        used = Command(octets(message("ECS42_COMMAND"))).counter
        self.assertEqual(self.holders(4101), ({SUPPLIER}, 3, str(used)))

        change = ("--mode", "supplier-by-transcos", *replacements(OTHER_SUPPLIER, *ALL_USES),
                  "--other-floor", f"supplier=500,{7 << 32}")
        self.assertEqual(self.outcomes("CS02b", CHANGE_OF_SUPPLIER, 4102, *change),
                         ([["2", "500"]], 3 * [(0, SUPPLIER, OTHER_SUPPLIER)]))
        self.not_taken("GBCS_ERR_REPLAY", "CS02b", CHANGE_OF_SUPPLIER, 4102, *change)

        # the former supplier is nobody now
        lines = self.run_meter(input=critical(9000), status=1)
        self.assertEqual(self.one(lines, "verdict")["status"], "GBCS_ERR_ORIGINATOR")
        self.not_taken("GBCS_ERR_ORIGINATOR", *self.top_up(SUPPLIER, 9 << 32))

        # the new one goes on above its floor
        self.assertEqual(self.holders(4103), ({OTHER_SUPPLIER}, 3, "500"))
        self.not_taken("GBCS_ERR_REPLAY", "CS02c", OTHER_SUPPLIER, 500, "--key-usage", "signature")
        request = self.answered("CS02c", OTHER_SUPPLIER, 501, "--key-usage", "signature")
        self.assertEqual(request[0], 0x30, "a CertificationRequest, no error")
        self.assertEqual(self.holders(4104), ({OTHER_SUPPLIER}, 3, "501"))
        credited = self.answered(*self.top_up(OTHER_SUPPLIER, 8 << 32), mac="valid",
                                 signature="none")
        self.assertEqual(credited[-3:], b"\x01\x03\x00", "one item, an action: success")

        # what its supplier can do, it can do
        self.assertEqual(
            self.outcomes("CS02b", OTHER_SUPPLIER, 502, "--mode", "supplier-by-supplier",
                          *replacements(OTHER_SUPPLIER, "ka")),
            ([], [(0, OTHER_SUPPLIER, OTHER_SUPPLIER)]))

    def test_handover(self):
        self.made("--network-operator", BROKER, supplier=BROKER)
        # the broker has no key for top ups, so that cell is empty
        self.assertEqual(self.holders(4100), ({BROKER}, 2, "0"))
        self.not_taken("GBCS_ERR_ORIGINATOR", "CS02e", SUPPLIER, 900, "--key-usage", "signature")
        handover = ("--mode", "supplier-by-supplier", "--floor", "900", "--top-up-floor", "0",
                    *replacements(SUPPLIER, *ALL_USES))
        self.assertEqual(self.outcomes("CS02b", BROKER, 3100, *handover),
                         ([["2", "900"]], [(0, BROKER, SUPPLIER), (0, BROKER, SUPPLIER),
                                           (0, "0" * 16, SUPPLIER)]))
        self.assertEqual(self.holders(4101), ({SUPPLIER}, 3, "900"))
        self.assertEqual(self.holders(4102, "network-operator")[0], {BROKER})
        # the broker has handed the supplier's cells over, and speaks there no more
        self.not_taken("GBCS_ERR_ROLE", "CS02b", BROKER, 3101, *handover)
        self.answered("CS02c", SUPPLIER, 901, "--key-usage", "agreement")


class Update(Answered):
    def test_renewed_key(self):
        """What the former key has signed is not authentic any more."""
        keys = self.folder / "keys"
        shutil.copytree(KEYS, keys)
        for path in RENEWED.glob(f"{SUPPLIER.lower()}-ds.*"):
            shutil.copy(path, keys)
        self.made()
        change = ("--mode", "supplier-by-supplier", *replacements(SUPPLIER, "ds", folder=RENEWED))
        self.assertEqual(self.outcomes("CS02b", SUPPLIER, 900, *change),
                         ([], [(0, SUPPLIER, SUPPLIER)]))
        join = ("CS04AC", SUPPLIER, 901, *PEER.split())
        self.not_taken("GBCS_ERR_SIGNATURE", *join)
        self.answered(*join, keys=keys)

    def test_without_its_issuer(self):
        """No path: noTrustAnchor, and all stays."""
        self.made()
        change = replacements(OTHER_SUPPLIER, *ALL_USES)[:-2]
        self.assertEqual(
            self.outcomes("CS02b", CHANGE_OF_SUPPLIER, 4100, "--mode", "supplier-by-transcos",
                          *change)[1], 3 * [(10, SUPPLIER, SUPPLIER)])
        self.assertEqual(self.holders(4101)[0], {SUPPLIER})

    def test_dated_and_cancelled(self):
        self.made()
        change = ("--mode", "supplier-by-transcos", *replacements(OTHER_SUPPLIER, *ALL_USES))
        for counter, date in ((4100, "2033-01-01T00:00:00Z"), (4101, "cancel")):
            payload = self.answered("CS02b", CHANGE_OF_SUPPLIER, counter, *change, "--date", date)
            self.assertEqual(payload.hex(), "30020500")
        self.assertEqual(self.holders(4102)[0], {SUPPLIER})


class DeviceLog(Answered):
    def test_join_read_and_unjoin(self):
        self.made()
        peer = PEER.split()
        entity = peer[1].lower()
        cases = (("CS07", (), "3005020100" "3000"), ("CS04B", peer, "020101"),
                 ("CS03B", (*peer, "--peer-type", "ppmid"), "020100"),
                 ("CS07", (), f"3014020100300f300d0408{entity}020105"),
                 ("CS04B", peer, "020100"), ("CS07", (), "3005020100" "3000"))
        for counter, (name, words, payload) in enumerate(cases, 900):
            with self.subTest(counter):
                answer = self.answered(name, SUPPLIER, counter, *words, mac="valid",
                                       signature="none")
                self.assertEqual(answer.hex(), payload)


if __name__ == "__main__":
    unittest.main()
