"""Runs the tool gbcs for tests, and names the files that they use."""

import dataclasses
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
KEYS = EXAMPLES / "keystore"
MESSAGES = EXAMPLES / "messages"

_RTDS = pathlib.Path(os.environ.get("GBCS_RTDS_DIR", ROOT.parent / "shared" / "rtds"))
# The published reference messages; None where they are not.
RTDS = _RTDS if (_RTDS / "messages").is_dir() else None


class Tool:
    """Where the tool is, and what its runs are wrapped in."""
    path = None
    wrapper = []


@dataclasses.dataclass
class Result:
    """How a run ended."""
    status: int
    out: str
    err: str


def gbcs(*arguments, input=None, text=True, environment=None):
    """Runs the tool; out and err are text, or octets."""
    run = subprocess.run([*Tool.wrapper, Tool.path, *map(str, arguments)], input=input,
                         stdin=subprocess.DEVNULL if input is None else None,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=text, check=False,
                         env={**os.environ, **(environment or {})}, timeout=120)
    return Result(run.returncode, run.stdout, run.stderr)


def message(name):
    """The path of an example message, by its name without suffix."""
    return MESSAGES / name.split("_")[0] / f"{name}.HEX"


def octets(path):
    """The octets of a file of hexadecimal text."""
    return bytes.fromhex(path.read_text(encoding="ascii"))
