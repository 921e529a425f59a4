#!/bin/sh
# fetch.sh CACHE: puts the known answers that Botan keeps (BSD-2-Clause) into CACHE/botan, from the
# distribution's own source package. Their folder goes to run.py --botan.
set -eu

if [ $# -ne 1 ]; then
    echo "usage: fetch.sh CACHE" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cache=$(cd "$1" && pwd)
tarball=botan_2.19.3+dfsg.orig.tar.xz
files='mac/gmac.vec pubkey/ecdh.vec pubkey/ecdsa_rfc6979.vec pubkey/ecdsa_wycheproof.vec
    rng/hmac_drbg.vec'

sh "$here/../../subprojects/get-source.sh" botan "$tarball" \
    a9005fe9965123f9613f5bc87d2a38b8cc33e8789cf8e82696dae8f07d1cb959 "$cache"
rm -rf "$cache/botan"
mkdir "$cache/botan"
for file in $files; do
    tar --extract --xz --to-stdout --file "$cache/$tarball" --wildcards "*/src/tests/data/$file" \
        >"$cache/botan/$(basename "$file")"
done
echo "$cache/botan"
