#!/bin/sh
# get-source.sh PACKAGE TARBALL SHA256 FOLDER: puts the original tarball of a Debian source package into
# FOLDER, through apt and its mirrors, without root, and without a change to apt's configuration. Does
# nothing if it is there.
set -eu

if [ $# -ne 4 ]; then
    echo "usage: get-source.sh PACKAGE TARBALL SHA256 FOLDER" >&2
    exit 2
fi
package=$1
tarball=$2
hash=$3
folder=$4

is_right() { # is_right FILE
    [ -f "$1" ] && echo "$hash  $1" | sha256sum --check --status
}

if is_right "$folder/$tarball"; then
    exit 0
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/parts" "$scratch/lists/partial" "$scratch/cache/archives/partial" "$scratch/source"
# As root apt reads and writes as another user.
chmod -R a+rwX "$scratch"

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

apt() { # apt COMMAND...
    command=$1
    shift
    "$command" -o Acquire::Retries=3 -o Dir::Etc::sourcelist=/dev/null \
        -o Dir::Etc::sourceparts="$scratch/parts" -o Dir::State::lists="$scratch/lists" \
        -o Dir::Cache="$scratch/cache" "$@"
}

# A mirror that has nothing to do with the package may fail; the next step says what is missing.
apt apt-get -qq update || echo "get-source: some package sources could not be read" >&2
(cd "$scratch/source" && apt apt-get -qq source --download-only "$package")
if ! is_right "$scratch/source/$tarball"; then
    echo "get-source: the package sources have no $tarball with the right content:" >&2
    ls -l "$scratch/source" >&2
    exit 1
fi
mkdir -p "$folder"
mv "$scratch/source/$tarball" "$folder/"
echo "$tarball"
