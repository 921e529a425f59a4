#!/bin/sh
# Installs the library as a packager would (DESTDIR) and builds a program against it that knows only what
# pkg-config says: as C99, C11 and C++, with gcc and clang.
# Usage: run.sh SCRATCH_FOLDER subproject|system
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
mkdir -p "$1"
scratch=$(cd "$1" && pwd)
bearssl=$2
destination=$scratch/destination-$bearssl
passed=0
failed=0

check() { # check NAME COMMAND...
    name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        echo "ok      $name"
    else
        failed=$((failed + 1))
        echo "FAILED  $name"
    fi
}

consumer() { # consumer COMPILER...
    # shellcheck disable=SC2046 # words are meant to be split
    "$@" -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wundef -Werror \
        $(pkg-config --cflags libgbcs) -o "$scratch/consumer" "$here/consumer.c" \
        $(pkg-config --libs libgbcs) && "$scratch/consumer"
}

no_build_files() {
    [ -z "$(find "$destination" -name meson.build)" ]
}

rm -rf "$scratch/build-$bearssl" "$destination"
/usr/bin/meson setup "$scratch/build-$bearssl" "$root" -Dbearssl="$bearssl" -Dtests=false \
    -Dtools=false --prefix=/opt/gbcs --libdir=lib >"$scratch/setup-$bearssl.log"
ninja -C "$scratch/build-$bearssl" >"$scratch/build-$bearssl.log" || {
    tail -n 40 "$scratch/build-$bearssl.log"
    exit 1
}
DESTDIR=$destination /usr/bin/meson install -C "$scratch/build-$bearssl" \
    >"$scratch/install-$bearssl.log"

export PKG_CONFIG_LIBDIR="$destination/opt/gbcs/lib/pkgconfig"
export PKG_CONFIG_SYSROOT_DIR="$destination"
echo "BearSSL: $bearssl. $(pkg-config --cflags --libs libgbcs | sed "s,$scratch/,,g")"
for compiler in "gcc -std=c99" "gcc -std=c11" "clang -std=c99" "clang -std=c11" \
    "g++ -x c++ -std=c++11" "clang++ -x c++ -std=c++17"; do
    # shellcheck disable=SC2086
    check "$compiler, BearSSL $bearssl" consumer $compiler
done
check "no build files installed, BearSSL $bearssl" no_build_files

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
