#!/usr/bin/python3
"""Runs whole sets of known answers from outside through the library.

    run.py --agent PATH [--vectors DIR] [--botan DIR] [--wycheproof DIR]

The sources: the package python3-cryptography-vectors (NIST CAVP), the files that fetch.sh gets (Botan),
and a folder of Project Wycheproof. One that is not there is reported as skipped, by name; so is every
case that is not for this library, with the reason. A file without the number of cases that it must have
is a failure. Each set prints `name: N passed, N failed, N skipped`, the last line is their sum, and the
exit status is 1 if anything failed.
"""

import argparse
import collections
import pathlib
import sys

import sets
from agent import Agent
from formats import FormatError

CAVP = pathlib.Path("/usr/lib/python3/dist-packages/cryptography_vectors")
EC = ("default", "small")
GCM = ("default", "small", "32-bit", "64-bit")
ONE = ("default",)

# A set: name, source, file, reader, cases that it must have (a Wycheproof file counts its own), and the
# implementations to try: those that differ in what the set tests.
Set = collections.namedtuple("Set", "name source file read cases implementations")

SETS = (
    Set("agent, bad requests", None, ".", sets.bad_requests, 28, ONE),
    Set("SHA-256 short messages", "vectors", "hashes/SHA2/SHA256ShortMsg.rsp", sets.sha256_messages, 65, ONE),
    Set("SHA-256 long messages", "vectors", "hashes/SHA2/SHA256LongMsg.rsp", sets.sha256_messages, 64, ONE),
    Set("SHA-256 Monte Carlo", "vectors", "hashes/SHA2/SHA256Monte.rsp", sets.sha256_monte, 100, ONE),
    Set("AES-GCM encryption", "vectors", "ciphers/AES/GCM/gcmEncryptExtIV128.rsp", sets.gcm_seal, 750, GCM),
    Set("AES-GCM decryption", "vectors", "ciphers/AES/GCM/gcmDecrypt128.rsp", sets.gcm_open, 750, GCM),
    Set("public key validation (186-2)", "vectors", "asymmetric/ECDSA/FIPS_186-2/PKV.rsp", sets.public_check, 12, EC),
    Set("public key validation (186-3)", "vectors", "asymmetric/ECDSA/FIPS_186-3/PKV.rsp", sets.public_check, 12, EC),
    Set("key pairs (186-2)", "vectors", "asymmetric/ECDSA/FIPS_186-2/KeyPair.rsp", sets.key_pair, 10, EC),
    Set("key pairs (186-3)", "vectors", "asymmetric/ECDSA/FIPS_186-3/KeyPair.rsp", sets.key_pair, 10, EC),
    Set("ECDSA SigVer", "vectors", "asymmetric/ECDSA/FIPS_186-3/SigVer.rsp", sets.sig_ver, 15, EC),
    Set("ECDSA SigGen", "vectors", "asymmetric/ECDSA/FIPS_186-3/SigGen.txt", sets.sig_gen, 15, EC),
    *(Set(f"static ECDH, {what}, {role}", "vectors",
          f"asymmetric/ECDH/KASValidityTest_ECCStaticUnified_{part}_{role}.fax", sets.kas, 30, EC)
      for part, what in (("KDFConcat_NOKC", "KDF"), ("NOKC_ZZOnly", "Z only")) for role in ("init", "resp")),
    Set("ECC CDH", "botan", "ecdh.vec", sets.botan_ecdh, 25, EC),
    Set("ECDSA RFC 6979", "botan", "ecdsa_rfc6979.vec", sets.botan_rfc6979, 4, EC),
    Set("ECDSA Wycheproof, DER", "botan", "ecdsa_wycheproof.vec", sets.botan_ecdsa, 191, EC),
    Set("GMAC Botan", "botan", "gmac.vec", sets.botan_gmac, 6, GCM),
    Set("AES-GCM Wycheproof", "wycheproof", "aes_gcm_test.json", sets.wycheproof_gcm, None, GCM),
    Set("AES-GMAC Wycheproof", "wycheproof", "aes_gmac_test.json", sets.wycheproof_gcm, None, GCM),
    Set("ECDSA Wycheproof", "wycheproof", "ecdsa_secp256r1_sha256_p1363_test.json", sets.wycheproof_ecdsa, None, EC),
    Set("ECDH Wycheproof", "wycheproof", "ecdh_secp256r1_ecpoint_test.json", sets.wycheproof_ecdh, None, EC),
)


class Tally:
    """Prints the results of the sets and adds them up."""

    def __init__(self):
        self.sums = collections.Counter()

    def report(self, name, passed, failed, skipped, notes=()):
        """One set."""
        for note in notes:
            print(f"# {name}: {note}")
        print(f"{name}: {passed} passed, {failed} failed, {skipped} skipped", flush=True)
        self.sums.update(passed=passed, failed=failed, skipped=skipped)

    def finish(self):
        """The last line, and the exit status."""
        print("{passed} passed, {failed} failed, {skipped} skipped".format_map(self.sums))
        return 1 if self.sums["failed"] or not self.sums["passed"] else 0


def read(known, path):
    """The cases of a set, and how many are left out for which reason."""
    items = list(known.read(path))
    cases = [item for item in items if isinstance(item, sets.Case)]
    left_out = collections.Counter(item.reason for item in items if isinstance(item, sets.LeftOut))
    if not cases or (known.cases is not None and len(cases) != known.cases):
        raise FormatError(f"{path}: {len(cases)} cases, not {known.cases or 'at least one'}")
    return cases, left_out


def judge(agent, cases):
    """What is wrong, a line for each case."""
    answers = iter(agent.ask(line for case in cases for line in case.requests))
    wrong = []
    for case in cases:
        own = [next(answers) for _ in case.requests]
        if not case.judge(own):
            wrong.append(f"{case.label[:100]}: {' | '.join(own)[:200]}")
    return wrong


def run_set(tally, agent, known, path):
    """One set with each implementation."""
    try:
        cases, left_out = read(known, path)
    except (OSError, ValueError, LookupError, AssertionError, FormatError) as error:
        tally.report(known.name, 0, 1, 0, [f"cannot be read: {error!r}"])
        return
    for name in known.implementations:
        notes = [f"left out, {number}: {reason}" for reason, number in left_out.items()]
        skipped = sum(left_out.values())
        left_out = {}  # counted once
        try:
            with Agent(agent, name) as running:
                wrong = judge(running, cases)
        except RuntimeError as error:
            wrong = [str(error)] * len(cases)
        title = known.name if known.implementations == ONE else f"{known.name} [{name}]"
        tally.report(title, len(cases) - len(wrong), len(wrong), skipped, notes + wrong[:20])


def main():
    """Runs all sets; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agent", required=True, type=pathlib.Path, help="the built agent")
    parser.add_argument("--vectors", type=pathlib.Path, default=CAVP, help="folder of cryptography_vectors")
    parser.add_argument("--botan", type=pathlib.Path, help="folder that fetch.sh has filled")
    parser.add_argument("--wycheproof", type=pathlib.Path, help="folder of Wycheproof's JSON files")
    options = parser.parse_args()
    tally = Tally()
    for known in SETS:
        folder = vars(options)[known.source] if known.source else pathlib.Path()
        if folder is None or not folder.is_dir():
            tally.report(known.name, 0, 0, 1, [f"no {known.source}: {known.file} is not there"])
        else:
            run_set(tally, options.agent, known, folder / known.file)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
