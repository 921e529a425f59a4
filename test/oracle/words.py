"""Requests and answers in words: the agents of this folder take and give octets and numbers."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "vectors"))

import agent


class Agent(agent.Agent):
    """A running agent that answers in words."""

    def ask(self, requests):
        """The answers to requests, in their order, each as a list of words."""
        return [answer.split() for answer in super().ask(requests)]


def octets(value):
    """Octets as an argument."""
    return value.hex() or "-"


def from_octets(word):
    """Octets from a word of an answer."""
    return b"" if word == "-" else bytes.fromhex(word)
