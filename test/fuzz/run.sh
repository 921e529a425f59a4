#!/bin/sh
# run.sh BUILD_DIR SECONDS: runs every fuzz target of a build for its share of the time, from seeds that
# our own messages give, and from what earlier runs in the same build found. Fails on any finding, and
# if a target executed nothing. Findings lie in BUILD_DIR/fuzz/findings.
set -eu
build=$1
seconds=$2
here=$(cd "$(dirname "$0")" && pwd)
seeds=${GBCS_FUZZ_SEEDS:-$here/../../examples}
targets="message dlms gbz ber certificate gbt transfer meter request credentials top_up"
share=$((seconds / $(echo "$targets" | wc -w)))
if [ "$share" -lt 1 ]; then
    share=1
fi
failed=0

mkdir -p "$build/fuzz/findings"
/usr/bin/python3 "$here/seeds.py" "$seeds" "$build/fuzz/seeds"
for target in $targets; do
    log=$build/fuzz/$target.log
    corpus=$build/fuzz/corpus/$target
    mkdir -p "$corpus"
    verdict=passed
    "$build/test/fuzz/fuzz_$target" -max_total_time="$share" -max_len=4096 -timeout=10 \
        -rss_limit_mb=1024 -print_final_stats=1 -verbosity=1 \
        -artifact_prefix="$build/fuzz/findings/$target-" \
        "$corpus" "$build/fuzz/seeds/$target" >"$log" 2>&1 || verdict=failed
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    if [ "${executions:-0}" -eq 0 ] || [ "$verdict" = failed ]; then
        verdict="failed, see $log"
        failed=$((failed + 1))
    fi
    printf '%-12s %10s executions, %s\n' "$target" "${executions:-0}" "$verdict"
done
[ "$failed" -eq 0 ]
