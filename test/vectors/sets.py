"""The sets of known answers: which files they come from, and what the agent must say.

A set is a function that yields a Case for each case that the library can take, and LeftOut with the
reason for each other one: nothing is passed over in silence.
"""

import collections
import hashlib
import hmac

from agent import request
from formats import botan_records, cavp_records, der_signature, octets, point, wycheproof_tests

# Requests, and a function that judges the list of their answers.
Case = collections.namedtuple("Case", "label requests judge")
LeftOut = collections.namedtuple("LeftOut", "reason")

TAG_SIZES = (96, 128)


def answers_are(*expected):
    """The judge that wants exactly these answers."""
    return lambda answers: answers == list(expected)


def is_refused(answer):
    """Whether the library said no, and not the agent."""
    return answer.startswith("refused ")


def verdict(good):
    """The judge of a single request that must be done, or be refused."""
    return answers_are("ok") if good else lambda answers: len(answers) == 1 and is_refused(answers[0])


def result_is_pass(path, result):
    """The verdict of a CAVP Result line, such as `P (0 )` or `F (3 - S changed)`."""
    if result[:3] not in ("P (", "F ("):
        raise ValueError(f"{path}: Result = {result}")
    return result[0] == "P"


# SHA-256

def sha256_messages(path):
    """NIST SHAVS short and long messages."""
    for headers, record in cavp_records(path):
        assert headers == {"L": "32"} and int(record["Len"]) % 8 == 0
        message = octets(record["Msg"])[:int(record["Len"]) // 8]
        yield Case(f"Len = {record['Len']}", [request("sha256", message)], answers_are("ok " + record["MD"]))


def sha256_monte(path):
    """NIST SHAVS Monte Carlo: each of the 100 digests is the seed of the next."""
    records = [record for _, record in cavp_records(path)]
    seed = octets(records[0]["Seed"])
    for count, record in enumerate(records[1:]):
        assert int(record["COUNT"]) == count
        yield Case(f"COUNT = {count}", [request("sha256-monte", seed)], answers_are("ok " + record["MD"]))
        seed = octets(record["MD"])


# AES-GCM

def gcm_left_out(headers):
    """Why a group of a CAVP file of AES-GCM is not for this library; none if it is."""
    assert headers["Keylen"] == "128"
    if headers["IVlen"] != "96":
        return LeftOut("an initialisation vector of other than 12 octets")
    if int(headers["Taglen"]) not in TAG_SIZES:
        return LeftOut("a tag of other than 12 or 16 octets")
    return None


def gcm_seal(path):
    """NIST GCMVS encryption, and the way back."""
    for headers, record in cavp_records(path):
        left_out = gcm_left_out(headers)
        if left_out:
            yield left_out
            continue
        key, iv, plain, data, cipher, tag = (octets(record[name]) for name in ("Key", "IV", "PT", "AAD", "CT", "Tag"))
        assert len(tag) * 8 == int(headers["Taglen"])
        requests = [request("gcm-seal", key, iv, data, plain), request("gcm-open", key, iv, data, cipher, tag)]
        sealed = request("ok", cipher, tag)
        opened = request("ok", plain)

        def judge(answers, sealed=sealed, opened=opened):
            return answers[0].startswith(sealed) and len(answers[0].split(" ")[2]) == 32 and answers[1] == opened

        yield Case(f"{headers} Count = {record['Count']}", requests, judge)


def gcm_open(path):
    """NIST GCMVS decryption."""
    for headers, record in cavp_records(path):
        left_out = gcm_left_out(headers)
        if left_out:
            yield left_out
            continue
        assert ("FAIL" in record) != ("PT" in record)
        fields = (octets(record[name]) for name in ("Key", "IV", "AAD", "CT", "Tag"))
        expected = "refused GBCS_ERR_MAC" if "FAIL" in record else request("ok", octets(record["PT"]))
        yield Case(f"{headers} Count = {record['Count']}", [request("gcm-open", *fields)], answers_are(expected))


def wycheproof_gcm(path):
    """Wycheproof AES-GCM and AES-GMAC. What is valid must be so with the tag cut to 12 octets too."""
    for group, test in wycheproof_tests(path):
        if (group["keySize"], group["ivSize"], group["tagSize"]) != (128, 96, 128):
            yield LeftOut("a key, initialisation vector or tag of another length")
            continue
        # GMAC: what is authenticated is called the message
        gmac = group["type"] == "MacWithIvTest"
        data, plain, cipher = ("msg", None, None) if gmac else ("aad", "msg", "ct")
        key, iv, tag, data = (octets(test[name]) for name in ("key", "iv", "tag", data))
        plain, cipher = (octets(test[name]) if name else b"" for name in (plain, cipher))
        requests = [request("gcm-open", key, iv, data, cipher, tag)]
        if test["result"] == "valid":
            requests += [request("gcm-open", key, iv, data, cipher, tag[:12]),
                         request("gmac", key, iv, data) if gmac else request("gcm-seal", key, iv, data, plain)]
            judge = answers_are(*[request("ok", plain)] * 2,
                                request("ok", tag) if gmac else request("ok", cipher, tag))
        else:
            judge = answers_are("refused GBCS_ERR_MAC")
        yield Case(f"tcId {test['tcId']}", requests, judge)


def botan_gmac(path):
    """Botan's GMAC."""
    for record in botan_records(path, "Out"):
        if record["section"] != "GMAC(AES-128)":
            yield LeftOut("a key of other than 16 octets")
        elif len(octets(record["IV"])) != 12:
            yield LeftOut("an initialisation vector of other than 12 octets")
        else:
            key, iv, data, tag = (octets(record[name]) for name in ("Key", "IV", "In", "Out"))
            yield Case(f"In = {record['In']}", [request("gmac", key, iv, data)], answers_are(request("ok", tag)))


# Keys

def p256_records(path, name="P-256"):
    """The records of a CAVP file: each with none if it is under a header of this name, else none and LeftOut."""
    for headers, record in cavp_records(path):
        if record.keys() == {"N"}:
            continue  # how many records will come
        yield (record, None) if name in headers else (None, LeftOut(f"not {name}"))


def public_check(path):
    """NIST ECDSAVS PKV. A coordinate beyond 32 octets makes a longer point."""
    for record, left_out in p256_records(path):
        if left_out:
            yield left_out
            continue
        expected = "ok" if result_is_pass(path, record["Result"]) else "refused GBCS_ERR_PUBLIC_KEY"
        yield Case(record["Qx"], [request("public-check", point(record["Qx"], record["Qy"]))], answers_are(expected))


def key_pair(path):
    """NIST ECDSAVS key pairs."""
    for record, left_out in p256_records(path):
        if left_out:
            yield left_out
            continue
        expected = request("ok", point(record["Qx"], record["Qy"]))
        yield Case(record["d"], [request("public-of", octets(record["d"], 32))], answers_are(expected))


# ECDSA

def sig_ver(path):
    """NIST ECDSAVS signature verification."""
    for record, left_out in p256_records(path, "P-256,SHA-256"):
        if left_out:
            yield left_out
            continue
        signature = octets(record["R"], 32) + octets(record["S"], 32)
        key = point(record["Qx"], record["Qy"])
        yield Case(record["Result"], [request("ecdsa-verify", key, octets(record["Msg"]), signature)],
                   verdict(result_is_pass(path, record["Result"])))


def sig_gen(path):
    """NIST ECDSAVS signature generation. Its nonces are random, so its signatures are verified here."""
    for record, left_out in p256_records(path, "P-256,SHA-256"):
        if left_out:
            yield left_out
            continue
        key = point(record["Qx"], record["Qy"])
        signature = octets(record["R"], 32) + octets(record["S"], 32)
        requests = [request("public-of", octets(record["d"], 32)),
                    request("ecdsa-verify", key, octets(record["Msg"]), signature)]
        yield Case(record["d"], requests, answers_are(request("ok", key), "ok"))


def botan_rfc6979(path):
    """RFC 6979 and more signatures with its nonce."""
    for record in botan_records(path, "Signature"):
        operation = {"SHA-256": "ecdsa-sign", "Raw(SHA-256)": "ecdsa-sign-digest"}.get(record["Hash"])
        if record["Group"] != "secp256r1" or operation is None:
            yield LeftOut("not P-256 with SHA-256")
            continue
        # 5, unlike all others, is written without 0x and means the same
        scalar, message = octets(record["X"], 32), octets(record["Msg"])
        yield Case(record["Msg"], [request(operation, scalar, message)],
                   answers_are(request("ok", octets(record["Signature"]))))


def botan_ecdsa(path):
    """Wycheproof signatures as Botan keeps them, in DER."""
    for record in botan_records(path, "Signature"):
        if record["Group"] != "secp256r1":
            yield LeftOut("not P-256")
            continue
        assert record["Hash"] == "SHA-256" and record["Valid"] in ("0", "1")
        good = record["Valid"] == "1"
        signature = der_signature(octets(record["Signature"]))
        if signature is None and not good:
            yield LeftOut("no DER of two numbers that fit 32 octets, so no plain signature")
            continue
        key = point(record["Px"], record["Py"])
        yield Case(record["Signature"], [request("ecdsa-verify", key, octets(record["Msg"]), signature)], verdict(good))


def wycheproof_ecdsa(path):
    """Wycheproof signatures in plain form."""
    for group, test in wycheproof_tests(path):
        assert (group["type"], group["sha"], group["publicKey"]["curve"]) == \
            ("EcdsaP1363Verify", "SHA-256", "secp256r1")
        key, message, signature = octets(group["publicKey"]["uncompressed"]), octets(test["msg"]), octets(test["sig"])
        assert test["result"] != "acceptable"
        yield Case(f"tcId {test['tcId']}", [request("ecdsa-verify", key, message, signature)],
                   verdict(test["result"] == "valid"))


# Key agreement

def botan_ecdh(path):
    """NIST ECC CDH primitive (CAVS 14.1) as Botan keeps it."""
    for record in botan_records(path, "K"):
        if record["section"] != "secp256r1":
            yield LeftOut("not P-256")
            continue
        scalar, key, secret = octets(record["Secret"], 32), octets(record["CounterKey"]), octets(record["K"])
        yield Case(record["Secret"], [request("ecdh", scalar, key)], answers_are(request("ok", secret)))


def wycheproof_ecdh(path):
    """Wycheproof ECDH with points. A compressed one, which is acceptable to it, is not to GBCS."""
    for group, test in wycheproof_tests(path):
        assert (group["type"], group["curve"]) == ("EcdhEcpointTest", "secp256r1")
        assert test["result"] != "acceptable" or "CompressedPoint" in test["flags"]
        judge = answers_are("refused GBCS_ERR_PUBLIC_KEY")
        if test["result"] == "valid":
            judge = answers_are(request("ok", octets(test["shared"])))
        scalar, key = octets(test["private"], 32), octets(test["public"])
        yield Case(f"tcId {test['tcId']}", [request("ecdh", scalar, key)], judge)


# The first step of the scheme that must fail in a case of NIST's KAS validity test, by the number of its
# result: key of the other side, own public key, own key pair, Z, derived key. The last two are no part of
# this library, but of the proof that both sides have the same key: the text, and its tag of 8 octets.
KAS_STEPS = {"0": None, "13": None, "14": None, "1": "peer", "2": "peer", "5": "own", "6": "own", "7": "pair",
             "8": "secret", "9": "key", "10": "key", "11": "text", "12": "tag"}


def kas_proof(record):
    """Whether text and tag of a case are right, or the hash of Z where that is all that is proven."""
    if "CAVSHashZZ" in record:
        return True, hashlib.sha256(octets(record["Z"])).hexdigest() == record["CAVSHashZZ"]
    text = octets(record["MacData"])
    tag = hmac.new(octets(record["DKM"]), text, "sha512").hexdigest()[:16]
    return text == b"Standard Test Message" + octets(record["Nonce"]), tag == record["CAVSTag"]


def kas_judge(record, own, result):
    """The judge of a case: the step that its result names is the first to fail."""
    expected = KAS_STEPS[result[3:].split()[0]]
    assert (expected is None) == (result[0] == "P")
    text, tag = kas_proof(record)

    def judge(answers):
        peer, checked, pair, agreed = answers
        secret, key = (agreed.split(" ") + ["", ""])[1:3]
        steps = {"peer": peer == "ok", "own": checked == "ok", "pair": pair == request("ok", own),
                 "secret": secret == record["Z"], "key": key == record.get("DKM", ""), "text": text, "tag": tag}
        failed = [name for name, good in steps.items() if not good]
        return failed[:1] == ([expected] if expected else []) and is_refused(agreed) == (expected == "peer")

    return judge


def kas(path):
    """NIST KASVS validity, dhStaticUnified on P-256 with the concatenation KDF of SHA-256, or Z only."""
    for record, left_out in p256_records(path, "EC - SHA256"):
        if left_out:
            yield left_out
            continue
        peer = point(record["QsCAVSx"], record["QsCAVSy"])
        own = point(record["QsIUTx"], record["QsIUTy"])
        scalar = octets(record["dsIUT"], 32)
        agree = request("ecdh-kdf", scalar, peer, octets(record["OI"])) if "OI" in record \
            else request("ecdh", scalar, peer)
        requests = [request("public-check", peer), request("public-check", own), request("public-of", scalar), agree]
        yield Case(f"COUNT = {record['COUNT']}", requests, kas_judge(record, own, record["Result"]))


# The agent itself

def bad_requests(_):
    """What is no request is answered with an error, whatever it is."""
    key, iv = "00" * 16, "00" * 12
    for line in ("", " ", "sha-256", "SHA256 -", "sha256", "sha256 ", "sha256  61", "sha256 61 ", "sha256 61 61",
                 "sha256 6", "sha256 0x61", "sha256 6G", "sha256 AB", "sha256 --", "sha256 -61", "sha256\t61",
                 "sha256 \u00e9", "sha256 " + "00" * 200000, f"gmac {key} -", f"gmac {key}00 {iv} -",
                 f"gmac {key} {iv}00 -", f"gmac - {iv} -", f"gcm-seal {key} {iv} -", f"gcm-open {key} {iv} - -",
                 "kdf 00 -", f"ecdsa-sign-digest {'01' * 32} 00", "ecdh 00", "public-check"):
        yield Case(line[:40], [line, "sha256 -"], lambda answers: answers[0].startswith("error ") and answers[1] ==
                   "ok e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
