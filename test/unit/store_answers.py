#!/usr/bin/python3
"""Prints the known answers of test_store_format.c: the format of doc/storage.md, written a second time."""

import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

STORAGE_KEY = bytes(range(0xA0, 0xB0))


def head(form, place, layout, version, body):
    """The 16 octets in front of the nonce."""
    return b"GB" + struct.pack(">BBHHQ", form, layout, place, len(body), version)


def sealed(place, layout, version, body):
    """A record with a storage key."""
    front = head(0x81, place, layout, version, body)
    salt = hashlib.sha256(b"GBCS record salt" + STORAGE_KEY).digest()
    key = hashlib.sha256(b"GBCS record seal" + STORAGE_KEY).digest()[:16]
    nonce = hmac.new(salt, front + body, "sha256").digest()[:12]
    return front + nonce + AESGCM(key).encrypt(nonce, body, front)


def digested(place, layout, version, body):
    """A record without one."""
    front = head(0x01, place, layout, version, body) + bytes(12) + body
    return front + hashlib.sha256(front).digest()[:16]


def change(number, layout, copies, version, octets):
    """A change in the journal; layout 0 erases."""
    return struct.pack(">HBBQH", number, layout, copies, version, len(octets)) + octets


def main():
    """Each record in both forms."""
    changes = change(3, 2, 1, 1, b"hello") + change(5, 9, 2, 1, b"\1\2\3") + change(7, 0, 1, 0, b"")
    for make in (sealed, digested):
        print(make.__name__)
        for record in ((3, 2, 1, b"hello"), (3, 2, 2, b""), (0, 1, 1, changes)):
            print("   ", make(*record).hex())


if __name__ == "__main__":
    main()
