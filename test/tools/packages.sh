# shellcheck shell=sh
# shellcheck disable=SC2034 # the lists are for those who source this
# Sourced. Installs Debian packages that are missing, and only those.

BUILD_PACKAGES="gcc libc6-dev meson ninja-build pkgconf"
TOOL_PACKAGES="libjansson-dev libssl-dev"
TEST_PACKAGES="clang clang-format cppcheck doxygen g++ gcc-arm-none-eabi gcovr libbearssl-dev libclang-rt-dev
    libcmocka-dev python3-cryptography python3-cryptography-vectors picolibc-arm-none-eabi valgrind xz-utils"

as_root() { # as_root COMMAND...
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

apt_get() { # apt_get ARGUMENT...
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
        -o Acquire::Retries=3 "$@" </dev/null
}

need_packages() { # need_packages NAME...
    if ! command -v dpkg-query >/dev/null; then
        echo "No Debian system: taking for granted what these packages hold: $*"
        return 0
    fi
    missing=
    for package in "$@"; do
        if ! dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed; then
            missing="$missing $package"
        fi
    done
    if [ -z "$missing" ]; then
        return 0
    fi
    echo "Installing:$missing"
    apt_get update
    # shellcheck disable=SC2086 # words are meant to be split
    apt_get install -y --no-install-recommends $missing >/dev/null
}
