"""gbcs meter run --listen: datagrams in and out, and power that fails in between."""

import json
import signal
import socket
import subprocess
import unittest

from meter import ESME, SUPPLIER, Case, critical
from tool import KEYS, Tool, gbcs, message, octets


class Listening(Case):
    """Datagrams in and out."""

    def start(self):
        """Starts a meter; the process and its port."""
        process = subprocess.Popen(
            [*Tool.wrapper, Tool.path, "meter", "run", "--state", self.state, "--json",
             "--listen", "0"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        line = json.loads(process.stdout.readline())
        self.assertEqual((line["kind"], line["address"]), ("listening", "127.0.0.1"))
        return process, line["port"]

    def talk(self, port):
        """A socket that is connected to the meter."""
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(sender.close)
        sender.settimeout(20)
        sender.connect(("127.0.0.1", port))
        return sender

    def stop(self, process, status=0):
        """Ends a meter in an orderly way; the lines that were not read."""
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
        self.assertEqual((process.returncode, err), (status, ""))
        return [json.loads(line) for line in out.splitlines()]

    def test_an_exchange(self):
        self.made()
        process, port = self.start()
        sender = self.talk(port)
        for name in ("ECS40", "ECS42"):
            sender.send(octets(message(f"{name}_COMMAND")))
            self.authentic({"octets": sender.recv(4096).hex()},
                           *(("valid", "none") if name == "ECS40" else ("none", "valid")))
        other = self.talk(port)
        other.send(octets(message("ECS42_COMMAND")))
        self.assertIn(bytes.fromhex("8F53"), other.recv(4096))
        lines = self.stop(process, 1)
        self.assertEqual([line["kind"] for line in lines],
                         ["verdict", "response", "verdict", "response", "verdict", "alert"])

    def test_garbage_has_no_answer(self):
        self.made()
        process, port = self.start()
        sender = self.talk(port)
        for octets_sent in (b"", b"\0", bytes(60000)):
            sender.send(octets_sent)
        sender.send(octets(message("ECS40_COMMAND")))
        self.assertEqual(sender.recv(4096), octets(message("ECS40_RESPONSE")))
        self.stop(process, 1)

    @unittest.skipIf(Tool.wrapper, "the switch has moved before a second command can be read")
    def test_one_action_at_a_time(self):
        self.made()
        process, port = self.start()
        sender = self.talk(port)
        sender.send(bytes.fromhex(critical(5001)))
        sender.send(bytes.fromhex(critical(5002)))
        self.assertIn((5001).to_bytes(8, "big"), sender.recv(4096))
        lines = self.stop(process, 1)
        self.assertEqual([line.get("status") for line in lines],
                         ["GBCS_OK", "GBCS_ERR_BUSY", None])

    def test_power_fails_while_the_switch_moves(self):
        """The action is taken up again after the restart, and answered; and done once."""
        self.made()
        process, port = self.start()
        sender = self.talk(port)
        sender.send(octets(message("ECS42_COMMAND")))
        self.assertEqual(json.loads(process.stdout.readline())["kind"], "verdict")
        process.kill()
        process.wait()
        lines = self.run_meter()
        self.authentic(self.one(lines, "response"), "none", "valid")
        self.assertEqual(len(lines), 1)
        self.assertEqual(self.run_meter(), [])
        lines = self.run_meter(message("ECS42_COMMAND"), status=1)
        self.assertEqual(self.one(lines, "verdict")["status"], "GBCS_ERR_REPLAY")

    def test_power_fails_when_the_switch_has_moved(self):
        """What the order did is known by its id: it is answered, and not done again."""
        self.made()
        process, port = self.start()
        self.talk(port).send(octets(message("ECS42_COMMAND")))
        self.assertEqual(json.loads(process.stdout.readline())["kind"], "verdict")
        process.kill()
        process.wait()
        records = {path: path.read_bytes() for path in self.state.glob("record-*")}
        self.run_meter()
        made = [path for path in self.state.glob("record-*") if path not in records]
        self.assertEqual([path.read_bytes().hex() for path in made], ["01020000000000000001"])
        # as if power had failed after this record, and before the answer; but it says "open"
        moved = bytes.fromhex("01000000000000000001")
        for path, content in records.items():
            path.write_bytes(content)
        made[0].write_bytes(moved)
        self.one(self.run_meter(), "response")
        self.assertEqual(made[0].read_bytes(), moved)

    def test_only_one_program_has_the_meter(self):
        self.made()
        process, _ = self.start()
        for word in ("run", "log"):
            self.refused(gbcs("meter", word, "--state", self.state), "another program")
        self.assertEqual(self.stop(process), [])
        self.assertEqual(self.run_meter(), [])

    def test_bad_ports(self):
        self.made()
        for text in ("65536", "-1", "x", "", "80x"):
            self.refused(gbcs("meter", "run", "--state", self.state, "--listen", text), "--listen")
        _, port = self.start()
        other = self.folder / "other"
        gbcs("meter", "init", "--state", other, "--keys", KEYS, "--device", ESME, "--supplier",
             SUPPLIER)
        self.refused(gbcs("meter", "run", "--state", other, "--listen", port), str(port))
        self.refused(gbcs("meter", "run", "--state", other, "--listen", "0",
                          message("ECS40_COMMAND")), "MESSAGE")


if __name__ == "__main__":
    unittest.main()
