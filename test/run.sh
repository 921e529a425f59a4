#!/bin/sh
# Builds and tests everything, on a Debian 12 machine with nothing but this checkout: installs what
# is missing first (root, or sudo without a password).
#
# Usage: sh test/run.sh [--only STAGE]... [--fuzz-seconds N] [--list] [--help]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
export LC_ALL=C
# shellcheck source=test/tools/packages.sh
. test/tools/packages.sh

builds=$root/builds
logs=$builds/logs
plain=$root/build
python=/usr/bin/python3
# Test data that is not part of the project; without it the tests that need it are skipped.
shared=$root/../shared
fuzz_seconds=60
only=

stages="format gcc-c11 gcc-c99 clang-c11 clang-c99 sanitizers valgrind whole policy vectors oracle
    conformance cli install coverage misra doxygen figures fuzz"

headline() { # headline STAGE
    case $1 in
    format) echo "layout of the code (clang-format)" ;;
    gcc-c11) echo "build with gcc as C11, unit tests" ;;
    gcc-c99) echo "build with gcc as C99, unit tests" ;;
    clang-c11) echo "build with clang as C11, unit tests" ;;
    clang-c99) echo "build with clang as C99, unit tests" ;;
    sanitizers) echo "unit tests under address and undefined behaviour sanitizers" ;;
    valgrind) echo "unit tests under valgrind" ;;
    whole) echo "a flood, and what is left on the stack" ;;
    policy) echo "unit tests with other policies" ;;
    vectors) echo "published known answers" ;;
    oracle) echo "against an independent implementation" ;;
    conformance) echo "published reference messages" ;;
    cli) echo "command line tool" ;;
    install) echo "installed library in a foreign program" ;;
    coverage) echo "coverage" ;;
    misra) echo "MISRA C:2012" ;;
    doxygen) echo "documentation of the interface" ;;
    figures) echo "sizes, writes, stack, instructions" ;;
    fuzz) echo "fuzzing, $fuzz_seconds seconds" ;;
    esac
}

usage() {
    cat <<END
Usage: sh test/run.sh [OPTION]...
Installs what is missing, builds and tests everything.
  --only STAGE        run this stage only; may be repeated
  --fuzz-seconds N    time for fuzzing, over all targets (default $fuzz_seconds)
  --list              list the stages
  --help              this text
END
}

while [ $# -gt 0 ]; do
    case $1 in
    --only)
        only="$only ${2:?--only needs a stage}"
        [ -n "$(headline "$2")" ] || {
            echo "no stage $2" >&2
            exit 2
        }
        shift
        ;;
    --fuzz-seconds)
        fuzz_seconds=${2:?--fuzz-seconds needs a number}
        shift
        ;;
    --list)
        for stage in $stages; do
            printf '%-12s %s\n' "$stage" "$(headline "$stage")"
        done
        exit 0
        ;;
    --help)
        usage
        exit 0
        ;;
    *)
        usage >&2
        exit 2
        ;;
    esac
    shift
done

# ---- builds --------------------------------------------------------------------------------------

folder_of() { # folder_of BUILD: the plain one is where a user would build
    case $1 in
    gcc-c11) echo "$plain" ;;
    *) echo "$builds/$1" ;;
    esac
}

build() { # build NAME COMPILER MESON_OPTION...
    name=$1
    compiler=$2
    shift 2
    folder=$(folder_of "$name")
    if [ -f "$logs/broken-$name" ]; then
        echo "the build $name failed above"
        return 1
    fi
    : >"$logs/broken-$name"
    set -- -Dbearssl=subproject -Dtests=true -Dtools=true "$@"
    if [ -f "$folder/build.ninja" ]; then
        /usr/bin/meson configure "$folder" "$@" >"$logs/setup-$name" 2>&1
    else
        CC=$compiler /usr/bin/meson setup "$folder" "$root" "$@" >"$logs/setup-$name" 2>&1
    fi || {
        cat "$logs/setup-$name"
        return 1
    }
    ninja --quiet -C "$folder" >"$logs/ninja-$name" 2>&1 || {
        sed -n '/^FAILED/,$p' "$logs/ninja-$name" | head -n 60
        grep -q '^FAILED' "$logs/ninja-$name" || tail -n 20 "$logs/ninja-$name"
        return 1
    }
    rm "$logs/broken-$name"
    warnings=$(grep -c 'warning:' "$logs/ninja-$name" || true)
    echo "built with $compiler $*: $warnings warnings"
}

build_plain() {
    build gcc-c11 gcc -Dc_std=c11
}

build_sanitizers() {
    build sanitizers clang -Db_sanitize=address,undefined -Db_lundef=false \
        -Dc_args=-fno-sanitize-recover=all
}

# ---- stages: each fails by its status, or by a closing line that says so -------------------------

stage_format() {
    find lib include port examples test -name '*.[ch]' >"$logs/format-files"
    xargs clang-format --dry-run -Werror <"$logs/format-files" 2>"$logs/format-errors" || {
        echo "not as clang-format would have it:"
        sed -n 's/^\([^: ]*\):[0-9]*:[0-9]*: error: .*/\1/p' "$logs/format-errors" | sort | uniq -c
        return 1
    }
    echo "$(wc -l <"$logs/format-files") files"
}

unit_tests() { # unit_tests NAME
    $python test/tools/unit.py "$(folder_of "$1")"
}

stage_gcc_c11() {
    build_plain
    unit_tests gcc-c11
}

stage_gcc_c99() {
    build gcc-c99 gcc -Dc_std=c99
    unit_tests gcc-c99
}

stage_clang_c11() {
    build clang-c11 clang -Dc_std=c11
    unit_tests clang-c11
}

stage_clang_c99() {
    build clang-c99 clang -Dc_std=c99
    unit_tests clang-c99
}

stage_sanitizers() {
    build_sanitizers
    unit_tests sanitizers
}

stage_valgrind() {
    build_plain
    # Slow, and there for what is read before it is written: short histories do, and the power cuts
    # go through the same code once more.
    GBCS_REPLAY_STEPS=2000 GBCS_SCHEDULE_STEPS=2000 GBCS_CACHE_STEPS=20000 GBCS_LIMIT_STEPS=20000 \
        GBCS_TOP_UP_ENTRIES=2000 GBCS_STEPS=300 \
        $python test/tools/unit.py "$plain" --no-suite powercut --timeout-multiplier 20 \
        --wrapper 'valgrind --quiet --error-exitcode=99 --leak-check=full'
}

stage_whole() {
    build_plain
    ran=0
    for program in flood/flood secrets/secrets; do
        if [ -x "$plain/test/$program" ]; then
            "$plain/test/$program"
            ran=$((ran + 1))
        else
            echo "$program: skipped, not built for this machine"
        fi
    done
    echo "$ran passed, 0 failed, $((2 - ran)) skipped"
}

# Without kept secrets, with strict reads: the layers that these choose between.
stage_policy() {
    build policy gcc -Dtools=false '-Dc_args=-DGBCS_KEEP_SECRETS=0 -DGBCS_STRICT_READS=1'
    $python test/tools/unit.py "$builds/policy" trust replay
}

stage_vectors() {
    build_plain
    sh test/vectors/fetch.sh "$builds/vectors"
    $python test/vectors/run.py --agent "$plain/test/vectors/agent" \
        --botan "$builds/vectors/botan" --wycheproof "$shared/vectors/wycheproof"
    $python test/vectors/drbg.py --agent "$plain/test/vectors/drbg_agent" \
        --botan "$builds/vectors/botan"
}

stage_oracle() {
    build_plain
    agent=$plain/test/oracle/agent
    result=0
    $python test/oracle/run.py --agent "$agent" || result=1
    $python test/oracle/tokens.py --agent "$plain/test/oracle/token_agent" || result=1
    # 77: the table is not there, and it said so.
    $python test/oracle/usecases.py --agent "$agent" "$shared/spec/usecases.csv" ||
        [ $? -eq 77 ] || result=1
    $python test/pki/run.py --agent "$plain/test/pki/agent" || result=1
    $python test/make-messages.py --check || result=1
    return $result
}

stage_conformance() {
    build_plain
    build_sanitizers
    result=0
    sh test/conformance/rtds.sh "$plain/test/conformance/rtds" "$root" || result=$?
    # Slower, and there for what lies outside of a buffer: fewer changed bits do.
    if [ "$result" -eq 0 ]; then
        GBCS_RTDS_CHANGES=few sh test/conformance/rtds.sh \
            "$builds/sanitizers/test/conformance/rtds" "$root" || result=$?
    fi
    return $result
}

stage_cli() {
    build_plain
    $python test/cli/run.py "$plain"
}

stage_install() {
    result=0
    for bearssl in subproject system; do
        sh test/install/run.sh "$builds/install" "$bearssl" || result=1
    done
    return $result
}

stage_coverage() {
    build coverage gcc -Db_coverage=true -Dbuildtype=debug
    find "$builds/coverage" -name '*.gcda' -delete
    unit_tests coverage >"$logs/coverage-unit"
    $python test/oracle/run.py --agent "$builds/coverage/test/oracle/agent" >"$logs/coverage-oracle"
    $python test/vectors/run.py --agent "$builds/coverage/test/vectors/agent" \
        >"$logs/coverage-vectors"
    $python test/tools/coverage.py "$builds/coverage"
}

stage_misra() {
    $python test/tools/misra.py
}

stage_doxygen() {
    version=$(sed -n "s/^  version: '\(.*\)',/\1/p" meson.build)
    mkdir -p "$builds/doc"
    { cat doc/Doxyfile; echo "PROJECT_NUMBER = $version"; echo "OUTPUT_DIRECTORY = $builds/doc"; } |
        doxygen - >"$logs/doxygen-output"
    echo "$(find "$builds/doc/html" -name '*.html' | wc -l) pages in builds/doc/html"
}

stage_figures() {
    build_plain
    $python test/bench/figures.py "$plain" "$builds/figures"
}

stage_fuzz() {
    build fuzz clang -Dfuzz=true -Dtests=false -Dtools=false
    /usr/bin/meson test -C "$builds/fuzz" --no-rebuild --print-errorlogs >"$logs/regress" || {
        cat "$logs/regress"
        return 1
    }
    sed -n -E 's/^(Ok|Fail|Skipped): *([0-9]+) *$/old findings, targets \L\1: \2/p' "$logs/regress"
    sh test/fuzz/run.sh "$builds/fuzz" "$fuzz_seconds"
}

# ---- judging -------------------------------------------------------------------------------------

count_is_due() { # count_is_due STAGE: does the stage run tests that must be counted?
    case $1 in
    format | coverage | misra | doxygen | fuzz) return 1 ;;
    esac
}

ran_tests='^(\[  PASSED  \] [1-9]|[1-9][0-9]* passed, 0 failed)'

verdict_of() { # verdict_of STAGE STATUS LOG
    if [ "$2" -eq 77 ]; then
        echo skipped
    elif [ "$2" -ne 0 ] || grep -Eq '^[0-9]+ passed, [1-9][0-9]* failed' "$3"; then
        echo failed
    elif count_is_due "$1" && ! grep -Eq "$ran_tests" "$3"; then
        echo "failed: ran no test"
    else
        echo passed
    fi
}

run_stage() { # run_stage STAGE
    log=$logs/$1
    start=$(date +%s)
    printf '\n==== %s: %s\n' "$1" "$(headline "$1")"
    # Not in a condition: that would switch off set -e in the stage.
    {
        set +e
        (
            set -e
            "stage_$(echo "$1" | tr - _)"
        )
        echo $? >"$logs/status"
    } 2>&1 | tee "$log"
    verdict=$(verdict_of "$1" "$(cat "$logs/status")" "$log")
    seconds=$(($(date +%s) - start))
    echo "---- $1: $verdict, $seconds s"
    printf '%-12s %-24s %5s s\n' "$1" "$verdict" "$seconds" >>"$logs/table"
}

rm -rf "$logs"
mkdir -p "$logs"
: >"$logs/table"
begin=$(date +%s)
# shellcheck disable=SC2086 # words are meant to be split
need_packages $BUILD_PACKAGES $TOOL_PACKAGES $TEST_PACKAGES
sh subprojects/get-bearssl.sh
for stage in ${only:-$stages}; do
    run_stage "$stage"
done

printf '\n==== summary\n'
cat "$logs/table"
count() { # count VERDICT
    awk -v verdict="$1" 'index($2, verdict) == 1 { n++ } END { print n + 0 }' "$logs/table"
}
echo "stages: $(count passed) passed, $(count failed) failed, $(count skipped) skipped;" \
    "$(($(date +%s) - begin)) s"
[ "$(count failed)" -eq 0 ]
