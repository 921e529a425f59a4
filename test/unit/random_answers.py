#!/usr/bin/python3
"""Prints the known answers of the whole generator for test_random.c, from nothing but Python's hashlib
and hmac: samples, their conditioning, HMAC_DRBG (SP 800-90A 10.1.2)."""

import hashlib
import hmac


def source(state=1):
    """The samples of the test: the highest octet of xorshift32."""
    while True:
        state ^= (state << 13) & 0xFFFFFFFF
        state ^= state >> 17
        state ^= (state << 5) & 0xFFFFFFFF
        yield state >> 24


def mac(key, *parts):
    """HMAC with SHA-256."""
    return hmac.new(key, b"".join(parts), hashlib.sha256).digest()


class Generator:
    """HMAC_DRBG on conditioned samples."""

    def __init__(self, samples, personalization, noise, start_up):
        self.samples = samples
        self.noise = noise  # min-entropy of a sample, in hundredths of a bit
        self.take(start_up)
        self.key, self.value = bytes(32), b"\x01" * 32
        self.update(self.seed() + self.seed()[:16] + personalization)

    def take(self, count):
        """Samples."""
        return bytes(next(self.samples) for _ in range(count))

    def seed(self):
        """256 bits from 320 bits of min-entropy."""
        return hashlib.sha256(self.take(-(-32000 // self.noise))).digest()

    def update(self, data=b""):
        """SP 800-90A 10.1.2.2."""
        for number in (b"\x00", b"\x01")[:2 if data else 1]:
            self.key = mac(self.key, self.value, number, data)
            self.value = mac(self.key, self.value)

    def octets(self, size):
        """SP 800-90A 10.1.2.5."""
        out = b""
        while len(out) < size:
            self.value = mac(self.key, self.value)
            out += self.value
        self.update()
        return out[:size]


generator = Generator(source(), b"meter", 100, 1024)
print("first 40 octets  ", generator.octets(40).hex())
print("next 8 octets    ", generator.octets(8).hex())
generator.update(generator.seed())
print("after a reseed   ", generator.octets(16).hex())
generator.update(generator.seed())
print("key after another", generator.octets(32).hex())
generator = Generator(source(), b"meter", 799, 1025)
print("odd amounts      ", generator.octets(16).hex())
