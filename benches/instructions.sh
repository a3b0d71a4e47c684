#!/usr/bin/env bash
# Instructions a sharer, kernel by kernel: counts that a busy machine does not blur, where a time
# would say little.
#
#   [USERS=20000] [CACHE=yes] benches/instructions.sh
#
# Runs a few small scenarios on a Chung-Lu network under `valgrind --tool=callgrind` and counts what
# the engine does in its blocks of worlds: neither loading nor the planner's pilot. CACHE=yes counts
# data misses of a last-level cache of 2 MiB too, whatever this machine has; give more USERS then, so
# that the network does not fit. Where valgrind knows no AVX-512, the kernels run as on a processor
# with AVX2.
set -euo pipefail
if ! command -v valgrind >/dev/null; then
    echo "valgrind is missing, and this script counts with it: install the package 'valgrind'" \
        "(apt-get install valgrind, dnf install valgrind, pacman -S valgrind), then run it again" >&2
    exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$(dirname "$0")/.."
cargo build --release --quiet --bin wordspread
wordspread=${CARGO_TARGET_DIR:-target}/release/wordspread

users=${USERS:-20000}
network=$folder/network.wsn
"$wordspread" generate chung-lu --set "users=$users" --set mean_followers=10.4 \
    --set followers_exponent=2.2 --output "$network" --quiet

callgrind=(valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$folder/log"
    '--toggle-collect=*simulate::engine::Worker>::run*')
if [[ ${CACHE:-no} == yes ]]; then
    callgrind+=(--cache-sim=yes --I1=32768,8,64 --D1=32768,8,64 --LL=2097152,16,64)
fi

# The best-followed 50 users are the first option, the best-followed 60 the second, and so on.
scenario() {
    local options=$1 replicates=$2 influence=$3 model=$4 option
    printf 'name = "instructions"\nrng_seed = 1\n[influence.%s\n[model.%s]\n' "$influence" "$model"
    for ((option = 0; option < options; option++)); do
        printf '[[option]]\nname = "%d"\nseeds.top-degree = { count = %d }\n' \
            "$option" $((50 + 10 * option))
    done
    printf '[answer]\nviral_at = { sharers = 1 }\nmeasures = ["sharers"]\nreplicates = %d\n' \
        "$replicates"
}

printf '%-18s %7s %10s %8s %10s %12s' regime options replicates kernel sharers instructions
[[ ${CACHE:-no} == yes ]] && printf ' %7s' misses
printf '\n'

# Counts a run; the kernel is the one that its plan chooses, and too few replicates are walked.
count() {
    local regime=$1 options=$2 replicates=$3 file=$folder/scenario.toml kernel
    scenario "${@:2}" >"$file"
    kernel=$("$wordspread" explain "$file" --network "$network" --quiet |
        sed -n 's/^ *kernel *\([a-z-]*\).*/\1/p')
    if ! "${callgrind[@]}" "$wordspread" --threads 1 --quiet run "$file" --network "$network" \
        --replicates-csv "$folder/replicates.csv" >"$folder/answer" 2>&1; then
        cat "$folder/answer" "$folder/log" >&2
        exit 1
    fi
    awk -F '[, :]+' -v regime="$regime" -v options="$options" -v replicates="$replicates" \
        -v kernel="$kernel" '
        FILENAME ~ /replicates.csv$/ { if (FNR > 1) sharers += $3; next }
        / Events/ { for (field = 1; field <= NF; field++) place[$field] = field }
        / Collected/ {
            instructions = $place["Ir"]
            if ("DLmr" in place) misses = $place["DLmr"] + $place["DLmw"]
        }
        END {
            if (!(instructions > 0)) {
                print "nothing was counted: does Worker::run still run the blocks?" >"/dev/stderr"
                exit 1
            }
            printf "%-18s %7d %10d %8s %10d %12.1f", regime, options, replicates, kernel, \
                sharers, instructions / sharers
            if ("DLmr" in place) printf " %7.3f", misses / sharers
            printf "\n"
        }' "$folder/replicates.csv" "$folder/log"
}

for options in 1 8; do
    for replicates in 32 64; do
        count 'uniform 0.01' $options $replicates $'uniform]\np = 0.01' independent-cascade
        count 'uniform 0.1' $options $replicates $'uniform]\np = 0.1' independent-cascade
        count 'weighted cascade' $options $replicates 'weighted-cascade]' independent-cascade
        count 'linear threshold' $options $replicates 'weighted-cascade]' linear-threshold
    done
done
