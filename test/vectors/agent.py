"""Drives a program that answers one line on standard output for each line on its standard input."""

import subprocess
import threading


def request(operation, *fields):
    """The line of a request: octets become hexadecimal, none becomes -, text stays as it is."""
    words = (field if isinstance(field, str) else field.hex() or "-" for field in fields)
    return " ".join((operation, *words))


class Agent:
    """A running agent.

    with Agent("path", "argument") as agent:
        answers = agent.ask([request("sha256", b"abc")])
    """

    def __init__(self, *command):
        self.command = [str(word) for word in command]
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        encoding="utf-8")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.close()
        else:
            self.process.kill()
            self.process.wait()

    def ask(self, requests):
        """The answers to a list of requests, in their order.

        A thread of its own writes, so that neither side waits for the other when a pipe is full.
        """
        lines = list(requests)
        for line in lines:
            if "\n" in line:
                raise ValueError(f"a request has more than one line: {line!r}")
        writer = threading.Thread(target=self._write, args=(lines,), daemon=True)
        writer.start()
        answers = []
        for line in lines:
            answer = self.process.stdout.readline()
            if not answer.endswith("\n"):
                raise RuntimeError(f"{self.command[0]} ended with status {self.process.wait()} at: {line[:100]}")
            answers.append(answer[:-1])
        writer.join()
        return answers

    def _write(self, lines):
        try:
            for line in lines:
                self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # the reader of the answers says so

    def close(self):
        """Ends the agent, which must not have failed, nor have an answer left to a question nobody asked."""
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        rest = self.process.stdout.read()
        status = self.process.wait()
        if status != 0:
            raise RuntimeError(f"{self.command[0]} ended with status {status}")
        if rest:
            raise RuntimeError(f"{self.command[0]} gave an answer too many: {rest[:100]}")
