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
exec "$rtds" --keys "$folder/keystore" --manifest "$folder/manifest.jsonl" \
    --changes "${GBCS_RTDS_CHANGES:-sample}" \
    --expect parse=874,frame=874,payload=874,mac=554/2,signature=326,encrypted=45,rebuild=554/2,precommand=126,token=5,manifest=874 \
    "$folder/messages"
