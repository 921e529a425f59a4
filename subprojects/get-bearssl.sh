#!/bin/sh
# Puts the pinned source of BearSSL into subprojects/packagefiles, from the distribution's own source
# package.
set -eu
cd "$(dirname "$0")"
sh get-source.sh bearssl "$(sed -n 's/^source_filename = //p' bearssl.wrap)" \
    "$(sed -n 's/^source_hash = //p' bearssl.wrap)" packagefiles

# Meson copies our meson.build once; a later one must reach an unpacked tree too.
if [ -d bearssl-0.6 ] && ! cmp -s packagefiles/bearssl/meson.build bearssl-0.6/meson.build; then
    cp packagefiles/bearssl/meson.build bearssl-0.6/meson.build
fi
