"""Deepest stack of functions, from what gcc's -fcallgraph-info=su leaves beside the objects.

A call through a pointer is resolved by the name of the pointer at the place of the call. One that is
not in the table is an error, and so is recursion: then there is no figure at all.
"""

import pathlib
import re

NODE = re.compile(r'^node: \{ title: "([^"]+)" label: "([^"]*)"')
EDGE = re.compile(r'^edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)" label: "([^"]*)"')
SIZE = re.compile(r"\\n(\d+) bytes \((\w+(?:,\w+)?)\)")

# Allowed for a function that is not in the tree: memcpy and others of the C library, arithmetic of
# the compiler's library.
OUTSIDE = 32

# Functions of the board and the application count nothing: their stack comes on top.
FOREIGN = {"load", "store", "erase", "uptime", "time_get", "time_set", "wait", "storage_key",
           "entropy", "execute", "send", "notify", "activate", "may_credit", "generate", "promote", "agree"}

# What the meter carries out itself, and what ends it.
SERVICES = tuple(f"gbcs_credentials_{name}" for name in ("details", "issue", "install", "provide", "update")) + \
    tuple(f"gbcs_joining_{name}" for name in ("join", "unjoin", "read", "restore"))
CONCLUSIONS = ("gbcs_joining_conclude",)

# The library hands SHA-256 to whatever takes a hash; SHA-1 is called by its name.
HASH = {"init": ("br_sha256_init",), "update": ("br_sha224_update",), "out": ("br_sha256_out",),
        "state": ("br_sha224_state",), "set_state": ("br_sha224_set_state",)}


def curve(width):
    """Where a pointer leads to by the file of the call: of BearSSL with 15 or 31 bits in a word.

    A star stands for the rest of a name, @ for the end of the caller's name.
    """
    aes = {"init": ("br_aes_ct_ctr_init",), "run": ("br_aes_ct_ctr_run",)}
    points = f"src/ec/ec_p256_m{width}.c:api_"
    bits = {"mul": (f"{points}mul",), "mulgen": (f"{points}mulgen",),
            "muladd": (f"{points}muladd",), "order": (f"{points}order",),
            "generator": (f"{points}generator",), "xoff": (f"{points}xoff",)}
    return {
        "crypto/gcm.c": aes,
        "crypto/sha256.c": HASH,
        "crypto/random.c": HASH,
        "mac/hmac.c": HASH,
        "aead/gcm.c": {**aes, "gh": ("br_ghash_ctmul", "br_ghash_ctmul32")},
        "crypto/kdf.c": bits,
        "crypto/key.c": bits,
        "crypto/ecdsa.c": {"sign": (f"br_ecdsa_i{width}_sign_raw",),
                           "verify": (f"br_ecdsa_i{width}_vrfy_raw",)},
        "ec/ecdsa_": bits,
        "base/bytes.c": {"fill": ("memset",)},
        "base/stack.c": {"overwrite": ("lib/base/stack.c:overwrite_@",)},
        "cpv/certificate_write.c": {"write": ("lib/cpv/certificate_write.c:add_*",)},
        "cpv/extension.c": {"read": ("lib/cpv/extension.c:read_*", "lib/cpv/extension.c:skip")},
        "message/verify.c": {"key": ("gbcs_joining_key",)},
        "meter/serve.c": {"service": SERVICES, "end": CONCLUSIONS},
        # the vault
        "trust/": {"sign": ()},
    }


class Calls:
    """All functions of a build, what they need themselves, and what they call."""

    def __init__(self, build, root, width):
        self.root = pathlib.Path(root)
        self.build = pathlib.Path(build)
        self.pointers = curve(width)
        self.own = {}
        self.targets = {}
        self.known = {}
        for name in sorted(self.build.rglob("*.ci")):
            self.read(name.read_text())

    def name(self, title):
        """A static function as the end of its file's path and its name."""
        path, colon, function = title.rpartition(":")
        for part in ("lib", "src"):
            if colon and f"/{part}/" in path:
                return f"{part}/{path.split(f'/{part}/')[-1]}:{function}"
        return function

    def read(self, text):
        """Takes the nodes and edges of one unit."""
        for line in text.splitlines():
            node, edge = NODE.match(line), EDGE.match(line)
            if node:
                size = SIZE.search(node[2])
                if size:
                    if "dynamic" in size[2] and "bounded" not in size[2]:
                        raise SystemExit(f"{node[1]}: its stack has no limit")
                    self.own[self.name(node[1])] = int(size[1])
            elif edge:
                calls = self.targets.setdefault(self.name(edge[1]), set())
                if edge[2] == "__indirect_call":
                    kind = edge[1].rsplit("_", 1)[-1]
                    calls.update(name.replace("@", kind) for name in self.pointed(edge[3]))
                else:
                    calls.add(self.name(edge[2]))

    def pointed(self, place):
        """The functions that a pointer may lead to, by its name in the source."""
        path, line, column = place.rsplit(":", 2)
        source = (self.build / path).resolve()
        lines = source.read_text().splitlines()
        member = re.search(r"(\w+)\s*\(", "\n".join([lines[int(line) - 1][int(column) - 1:],
                                                      *lines[int(line):int(line) + 2]]))[1]
        for file, members in self.pointers.items():
            if f"/{file}" in str(source) and member in members:
                return members[member]
        if member not in FOREIGN:
            raise SystemExit(f"{place}: no table says where {member} leads to")
        return ()

    def matching(self, target):
        """The functions that a name with a star stands for."""
        if not target.endswith("*"):
            return (target,)
        return tuple(name for name in self.own if name.startswith(target[:-1]))

    def depth(self, function, without=(), above=()):
        """Octets and names of the deepest way down from a function, without some functions."""
        if function in above:
            raise SystemExit(f"recursion: {' '.join(above)} {function}")
        key = (function, without)
        if key not in self.known:
            deepest, way = 0, ()
            for target in sorted(self.targets.get(function, ())):
                for name in self.matching(target):
                    if not name.startswith(without):
                        size, below = self.depth(name, without, (*above, function))
                        if size > deepest:
                            deepest, way = size, below
            self.known[key] = self.own.get(function, OUTSIDE) + deepest, (function, *way)
        return self.known[key]
