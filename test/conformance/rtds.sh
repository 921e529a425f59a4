#!/bin/sh
# rtds.sh RTDS ROOT: the reference messages (RTDS 4.5.0) in GBCS_RTDS_DIR, or beside the project. They
# are a third party's and not part of it; where they are absent, this test is skipped.
set -eu
rtds=$1
folder=${GBCS_RTDS_DIR:-$2/../shared/rtds}
if [ ! -d "$folder/messages" ]; then
    echo "skipped: all checks on the reference messages: no folder $folder/messages"
    exit 77
fi
set -- --keys "$folder/keystore" --changes "${GBCS_RTDS_CHANGES:-sample}" "$folder/messages"
if [ -f "$folder/issuers.json" ]; then
    set -- --issuers "$folder/issuers.json" "$@"
fi
if [ -f "$folder/manifest.jsonl" ]; then
    set -- --manifest "$folder/manifest.jsonl" "$@"
    # The figures of the set that the project knows; of another one the manifest knows more.
    if [ "$(wc -l <"$folder/manifest.jsonl")" -eq 874 ]; then
        set -- --expect "parse=874,frame=874,payload=874,mac=554/2,signature=326,encrypted=45,\
rebuild=554/2,precommand=126,alert=49,header=344/2,sensitive=402/2,pieces=403/1,\
command=344,answer=343/3,forged=343,repeated=343,effect=32,dated=72,raised=57/1,token=5,\
manifest=874" "$@"
    fi
fi
exec "$rtds" "$@"
