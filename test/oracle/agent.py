"""Asks a program that answers each line with a line."""

import subprocess
import threading


class Agent:
    """A running agent. Requests are sent without waiting for the answers to those before."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, encoding="ascii")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        if self.process.wait() != 0:
            raise RuntimeError(f"the agent ended with {self.process.returncode}")

    def _send(self, requests):
        for request in requests:
            self.process.stdin.write(request + "\n")
        self.process.stdin.flush()

    def ask(self, requests):
        """The answers to requests, in their order, each as a list of words."""
        requests = list(requests)
        sender = threading.Thread(target=self._send, args=(requests,), daemon=True)
        sender.start()
        for _ in requests:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("the agent ended too early")
            yield line.split()
        sender.join()


def octets(value):
    """Octets as an argument."""
    return value.hex() or "-"


def from_octets(word):
    """Octets from a word of an answer."""
    return b"" if word == "-" else bytes.fromhex(word)
