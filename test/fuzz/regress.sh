#!/bin/sh
# regress.sh TARGET FOLDER: gives a fuzz target every input that once was a finding.
set -eu
target=$1
folder=$2
set --
for input in "$folder"/*; do
    if [ -f "$input" ]; then
        set -- "$@" "$input"
    fi
done
if [ $# -eq 0 ]; then
    echo "skipped: no inputs in $folder"
    exit 77
fi
exec "$target" -rss_limit_mb=512 "$@"
