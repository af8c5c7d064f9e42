#!/bin/sh
# A working day with a package, alone: no route to anywhere, the checkout covered up, no Node or npm on the path.
# usage: offlineWalk.sh CHECKOUT PACKAGE WORK CHROMIUM; results are written into WORK.
set -eu
checkout=$1 package=$2 work=$3 chromium=$4
ip link set lo up
ip route show > "$work/routes.txt"
mount -t tmpfs none "$checkout"
ls "$checkout" > "$work/checkout.txt"
cd "$work"
mkdir path
for tool in sh dirname readlink; do ln -s "$(command -v $tool)" "path/$tool"; done
alone() { env -i HOME="$work/home" PATH="$work/path" "$@"; }

alone "$package/ctw" analyze pictures > analyze.jsonl
# Its decoder is a file of its own.
alone "$package/ctw" decode photo.heic --png photo.png > decode.jsonl
alone "$package/ctw" init --store store --password-file password > init.json
alone "$package/ctw" import pictures --store store --password-file password > import.json
alone "$package/ctw" verify --store store --password-file password > verify.json
alone "$package/ctw" models verify > models.jsonl

# Not by the function: a function in the background is a shell, and ending it would leave the program behind.
env -i HOME="$work/home" PATH="$work/path" CTW_STORE="$work/second" "$package/workstation" > /dev/null 2> workstation.txt &
workstation=$!
for _ in $(seq 100); do
  grep -q 'http://' workstation.txt && break
  sleep 0.2
done
address=$(sed -n 's/.*\(http:[^ ]*\).*/\1/p' workstation.txt | head -n 1)
HOME="$work/home" timeout 60 "$chromium" --headless --no-sandbox --disable-gpu --no-first-run --virtual-time-budget=15000 --dump-dom "$address" > page.html 2> chromium.txt
kill "$workstation"
wait "$workstation" || true
