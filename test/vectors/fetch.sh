#!/bin/sh
# fetch.sh CACHE: puts the known answers that Botan keeps (BSD-2-Clause) into CACHE/botan, from the
# distribution's own source package: through apt and its mirrors, without root, and without a change
# to apt's configuration. Does nothing when they are there. Their folder goes to run.py --botan.
set -eu

if [ $# -ne 1 ]; then
    echo "usage: fetch.sh CACHE" >&2
    exit 2
fi
mkdir -p "$1"
cache=$(cd "$1" && pwd)

package=botan
tarball=botan_2.19.3+dfsg.orig.tar.xz
hash=a9005fe9965123f9613f5bc87d2a38b8cc33e8789cf8e82696dae8f07d1cb959
files='mac/gmac.vec pubkey/ecdh.vec pubkey/ecdsa_rfc6979.vec pubkey/ecdsa_wycheproof.vec'

is_right() { # is_right FILE
    [ -f "$1" ] && echo "$hash  $1" | sha256sum --check --status
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/parts" "$scratch/lists/partial" "$scratch/cache/archives/partial" "$scratch/source"
# As root apt reads and writes as another user.
chmod -R a+rwX "$scratch"

apt() { # apt COMMAND...
    command=$1
    shift
    "$command" -o Acquire::Retries=3 -o Dir::Etc::sourcelist=/dev/null \
        -o Dir::Etc::sourceparts="$scratch/parts" -o Dir::State::lists="$scratch/lists" \
        -o Dir::Cache="$scratch/cache" "$@"
}

download() {
    # The sources as configured, in either form, each binary one turned into a source one.
    for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        if [ -f "$list" ]; then
            sed -n -E 's/^[[:space:]]*deb(-src)?[[:space:]]/deb-src /p' "$list" | sort -u \
                >"$scratch/parts/$(basename "$list" .list).list"
        fi
    done
    for list in /etc/apt/sources.list.d/*.sources; do
        if [ -f "$list" ]; then
            sed -E 's/^Types:.*/Types: deb-src/I' "$list" >"$scratch/parts/$(basename "$list")"
        fi
    done
    # A mirror that has nothing to do with the package may fail; the next step says what is missing.
    apt apt-get -qq update || echo "fetch.sh: some package sources could not be read" >&2
    (cd "$scratch/source" && apt apt-get -qq source --download-only "$package")
    if ! is_right "$scratch/source/$tarball"; then
        echo "fetch.sh: the package sources have no $tarball with the right content:" >&2
        ls -l "$scratch/source" >&2
        exit 1
    fi
    mv "$scratch/source/$tarball" "$cache/"
}

is_right "$cache/$tarball" || download

rm -rf "$cache/$package"
mkdir "$cache/$package"
for file in $files; do
    tar --extract --xz --to-stdout --file "$cache/$tarball" --wildcards "*/src/tests/data/$file" \
        >"$cache/$package/$(basename "$file")"
done
echo "$cache/$package"
