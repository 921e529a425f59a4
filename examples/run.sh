#!/bin/sh
# Builds the tool gbcs and shows what it does on the example messages. On Debian it installs what the
# build needs and is missing (root, or sudo without a password).
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C
# shellcheck source=test/tools/packages.sh
. test/tools/packages.sh

build=build
scratch=$build/output
log=$build/examples.log
keys=examples/keystore
gbcs=$build/examples/gbcs/gbcs

say() { # say TEXT...
    printf '\n# %s\n' "$*"
}

show() { # show COMMAND...
    printf '$ %s\n' "$*" | sed "s,$gbcs,gbcs,"
    "$@"
}

# shellcheck disable=SC2086 # words are meant to be split
need_packages $BUILD_PACKAGES $TOOL_PACKAGES
sh subprojects/get-bearssl.sh
mkdir -p "$scratch"
if [ ! -f "$build/build.ninja" ]; then
    /usr/bin/meson setup "$build" . -Dbearssl=subproject -Dtests=false >"$log" || {
        cat "$log"
        exit 1
    }
fi
ninja --quiet -C "$build" >"$log" || {
    cat "$log"
    exit 1
}

say "A supplier's command, field by field: close the load switch of an electricity meter."
show "$gbcs" decode examples/messages/ECS42/ECS42_COMMAND.HEX

say "Are the example messages authentic? The folder holds the keys of all parties."
show "$gbcs" verify --keys "$keys" examples/messages

say "A long message goes in blocks; here is the second one of a change of a supplier's certificates."
show "$gbcs" decode examples/blocks/CS02b_SUPPLIER_BY_SUPPLIER_COMMAND_BLOCK_2.HEX | head -n 20

say "From a pre-command, as a supplier writes it, to the command that a device takes: first the" \
    "supplier's signature, then the Access Control Broker's MAC."
show "$gbcs" sign --keys "$keys" --output "$scratch/signed.hex" \
    examples/messages/ECS42/ECS42_PRECOMMAND.HEX
show "$gbcs" mac --keys "$keys" --output "$scratch/command.hex" "$scratch/signed.hex"

say "It is authentic, and the same as the one above: the signature's nonce depends on key and message" \
    "only."
show "$gbcs" verify --keys "$keys" "$scratch/command.hex"
"$gbcs" decode examples/messages/ECS42/ECS42_COMMAND.HEX | tail -n +2 >"$scratch/expected.txt"
"$gbcs" decode "$scratch/command.hex" | tail -n +2 >"$scratch/made.txt"
cmp "$scratch/expected.txt" "$scratch/made.txt"

say "One octet of it changed: the signature and the MAC say so."
sed 's/120033/120034/' "$scratch/command.hex" >"$scratch/changed.hex"
if show "$gbcs" verify --keys "$keys" "$scratch/changed.hex"; then
    echo "a changed command passed" >&2
    exit 1
fi

say "A response with encrypted attributes, opened with the supplier's key: what a gas meter counts."
show "$gbcs" decrypt --keys "$keys" examples/messages/GCS13a/GCS13a_RESPONSE.HEX

say "A prepayment token for ten pounds: made with the supplier's key, checked with the meter's."
parties="--originator 00005EEF10000002 --target 00005EEF100000E0"
# shellcheck disable=SC2086 # words are meant to be split
show "$gbcs" utrn make --keys "$keys" $parties --counter 0x0000000300000000 --value 10 \
    --class pounds | tee "$scratch/token.txt"
# shellcheck disable=SC2086
show "$gbcs" utrn check --keys "$keys" $parties "$(tail -n 1 "$scratch/token.txt")"

say "The other side: a simulated electricity meter. It gets its keys, and the certificates of those whom" \
    "it trusts; of the two suppliers in the folder one is named."
rm -rf "$scratch/meter"
show "$gbcs" meter init --state "$scratch/meter" --keys "$keys" --device 00005EEF100000E0 \
    --supplier 00005EEF10000002

say "The command from above. The load switch takes a second to close; then the meter answers, and what it" \
    "sends is authentic."
show "$gbcs" meter run --state "$scratch/meter" --time now examples/messages/ECS42/ECS42_COMMAND.HEX |
    tee "$scratch/answer.txt"
tail -n 1 "$scratch/answer.txt" >"$scratch/answer.hex"
show "$gbcs" verify --keys "$keys" "$scratch/answer.hex"

say "The same command again, after the meter was off: refused, with an alert to the supplier."
if show "$gbcs" meter run --state "$scratch/meter" "$scratch/command.hex"; then
    echo "a command was taken twice" >&2
    exit 1
fi

say "A read whose answer is encrypted for the supplier."
show "$gbcs" meter run --state "$scratch/meter" examples/messages/ECS17b/ECS17b_COMMAND.HEX |
    tee "$scratch/answer.txt"
tail -n 1 "$scratch/answer.txt" >"$scratch/answer.hex"
show "$gbcs" decrypt --keys "$keys" "$scratch/answer.hex"

say "The token from above, typed in on the meter: the credit is added, and the supplier gets an alert."
token=$(tail -n 1 "$scratch/token.txt")
show "$gbcs" meter enter --state "$scratch/meter" "$token"

say "The same token again: refused."
if show "$gbcs" meter enter --state "$scratch/meter" "$token"; then
    echo "a token was taken twice" >&2
    exit 1
fi

say "A change of supplier, for the party that does it: first it asks who is in the cells of the supplier."
change="--keys $keys --originator 00005EEF10000005 --target 00005EEF100000E0"
# shellcheck disable=SC2086
show "$gbcs" build CS02a $change --counter 4100 --role supplier --output "$scratch/ask.hex"
show "$gbcs" meter run --state "$scratch/meter" "$scratch/ask.hex" | tee "$scratch/answer.txt"
tail -n 1 "$scratch/answer.txt" | show "$gbcs" decode - | grep -E '^\$|SeqNumber|UniqueID|CellUsage|KeyUsage'

say "Then it puts the certificates of another supplier there, and says at which counter that one goes on."
# shellcheck disable=SC2086
show "$gbcs" build CS02b $change --counter 4101 --mode supplier-by-transcos \
    --replace supplier/signature="$keys/00005eef10000012-ds.pem" \
    --replace supplier/agreement="$keys/00005eef10000012-ka.pem" \
    --replace supplier/top-up="$keys/00005eef10000012-pp-ka.pem" \
    --path "$keys/organisation-issuer.pem" --other-floor supplier=500,0 \
    --output "$scratch/change.hex"
show "$gbcs" meter run --state "$scratch/meter" "$scratch/change.hex"

say "A command of the former supplier: refused. The alert goes to the new one, whom the meter knows."
show "$gbcs" build CS07 --keys "$keys" --originator 00005EEF10000002 --target 00005EEF100000E0 \
    --counter 9000 --output "$scratch/former.hex"
if show "$gbcs" meter run --state "$scratch/meter" "$scratch/former.hex"; then
    echo "a former supplier was obeyed" >&2
    exit 1
fi

say "The same of the new one: taken."
show "$gbcs" build CS07 --keys "$keys" --originator 00005EEF10000012 --target 00005EEF100000E0 \
    --counter 501 --output "$scratch/new.hex"
show "$gbcs" meter run --state "$scratch/meter" "$scratch/new.hex"

say "What the meter keeps, and its Security Log."
show "$gbcs" meter show --state "$scratch/meter"
show "$gbcs" meter log --state "$scratch/meter"
