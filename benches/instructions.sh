#!/usr/bin/env bash
# Instructions a sharer, regime by regime: counts that a busy machine does not blur, where a time
# would say little.
#
#   [USERS=20000] [CACHE=yes] [WORDSPREAD=BINARY] benches/instructions.sh [--against OLD] [GROUP …]
#
# The groups are kernels (the live-edge kernels, for 1 and 8 options), events (models that take time,
# repeat or compete) and seeds (searches for the best seeds); all of them where none is named. They run
# on small Chung-Lu networks under `valgrind --tool=callgrind`.
#
# Of kernels and events what the engine does in its blocks of worlds is counted, neither loading nor the
# planner's pilot, and divided by the sharers of all replicates. Of seeds the whole command is counted,
# in millions; its loading weighs little, as the network's file is mapped.
#
# WORDSPREAD counts that binary in place of one that is built first. --against counts another one too,
# and shows what it took and the ratio of new to old. CACHE=yes counts data misses of a last-level cache
# of 2 MiB too, whatever this machine has; give more USERS then, so that the network does not fit. Where
# valgrind knows no AVX-512, the kernels run as on a processor with AVX2.
set -euo pipefail
if ! command -v valgrind >/dev/null; then
    echo "valgrind is missing, and this script counts with it: install the package 'valgrind'" \
        "(apt-get install valgrind, dnf install valgrind, pacman -S valgrind), then run it again" >&2
    exit 1
fi
old=
if [[ ${1:-} == --against ]]; then
    old=$(realpath "${2:?--against needs a binary}")
    shift 2
fi
groups=${*:-kernels events seeds}
for group in $groups; do
    if [[ $group != @(kernels|events|seeds) ]]; then
        echo "'$group' is no group: there are kernels, events and seeds" >&2
        exit 2
    fi
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [[ -n ${WORDSPREAD:-} ]]; then
    wordspread=$(realpath "$WORDSPREAD")
    cd "$(dirname "$0")/.."
else
    cd "$(dirname "$0")/.."
    cargo build --release --quiet --bin wordspread
    wordspread=${CARGO_TARGET_DIR:-target}/release/wordspread
fi

# Both binaries read the same network.
generate() {
    "$wordspread" generate chung-lu --set "users=$1" --set mean_followers=10.4 \
        --set followers_exponent=2.2 --output "$2" --quiet
}

# Runs a binary with these arguments under callgrind, and writes instructions and misses; the functions
# whose name fits the pattern are counted, or everything where it is empty.
count() {
    local binary=$1 pattern=$2
    local callgrind=(valgrind --tool=callgrind --callgrind-out-file=/dev/null
        --log-file="$folder/log")
    [[ -n $pattern ]] && callgrind+=("--toggle-collect=$pattern")
    if [[ ${CACHE:-no} == yes ]]; then
        callgrind+=(--cache-sim=yes --I1=32768,8,64 --D1=32768,8,64 --LL=2097152,16,64)
    fi
    if ! "${callgrind[@]}" "$binary" --threads 1 --quiet "${@:3}" >"$folder/answer" 2>&1; then
        cat "$folder/answer" "$folder/log" >&2
        exit 1
    fi
    awk -F '[, :]+' '
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
            print instructions, misses + 0
        }' "$folder/log"
}

# One row: the name and its columns, what the new binary took, and the old one before it.
row() {
    local label=$1 divisor=$2 new=$3 before=${4:-}
    awk -v label="$label" -v divisor="$divisor" -v new="$new" -v before="$before" \
        -v cache="${CACHE:-no}" '
        BEGIN {
            split(new, now); split(before, then)
            printf "%s", label
            if (before != "") printf " %12.1f", then[1] / divisor
            printf " %12.1f", now[1] / divisor
            if (before != "") printf " %7.3f", now[1] / then[1]
            if (cache == "yes") {
                if (before != "") printf " %8.3f", then[2] / divisor
                printf " %8.3f", now[2] / divisor
            }
            printf "\n"
        }'
}

heading() {
    printf '%s' "$1"
    [[ -n $old ]] && printf ' %12s' old
    printf ' %12s' "${2}"
    [[ -n $old ]] && printf ' %7s' ratio
    if [[ ${CACHE:-no} == yes ]]; then
        [[ -n $old ]] && printf ' %8s' 'misses'
        printf ' %8s' misses
    fi
    printf '\n'
}

# The best-followed 50 users are the first option, the best-followed 60 the second, and so on.
scenario() {
    local options=$1 replicates=$2 influence=$3 model=$4 option
    printf 'name = "instructions"\nrng_seed = 1\n[influence.%s\n[model.%s\n' "$influence" "$model"
    for ((option = 0; option < options; option++)); do
        printf '[[option]]\nname = "%d"\nseeds.top-degree = { count = %d }\n' \
            "$option" $((50 + 10 * option))
    done
    printf '[answer]\nviral_at = { sharers = 1 }\nmeasures = ["sharers"]\nreplicates = %d\n' \
        "$replicates"
}

# Counts a run; the kernel is the one that its plan chooses, and too few replicates are walked.
cascades() {
    local regime=$1 network=$2 options=$3 replicates=$4 file=$folder/scenario.toml
    local kernel sharers label new before= blocks='*simulate::engine::Worker>::run*'
    scenario "${@:3}" >"$file"
    kernel=$("$wordspread" explain "$file" --network "$network" --quiet |
        sed -n 's/^ *kernel *\([a-z-]*\).*/\1/p')
    local run=(run "$file" --network "$network" --replicates-csv "$folder/replicates.csv")
    new=$(count "$wordspread" "$blocks" "${run[@]}")
    [[ -n $old ]] && before=$(count "$old" "$blocks" "${run[@]}")
    sharers=$(awk -F , 'FNR > 1 { sharers += $3 } END { print sharers }' "$folder/replicates.csv")
    label=$(printf '%-28s %7d %10d %10s %10d' "$regime" "$options" "$replicates" "$kernel" "$sharers")
    row "$label" "$sharers" "$new" "$before"
}

kernels() {
    local network=$folder/kernels.wsn options replicates
    generate "${USERS:-20000}" "$network"
    heading "$(printf '%-28s %7s %10s %10s %10s' regime options replicates kernel sharers)" 'a sharer'
    for options in 1 8; do
        for replicates in 32 64; do
            local what=("$network" "$options" "$replicates")
            cascades 'uniform 0.01' "${what[@]}" $'uniform]\np = 0.01' 'independent-cascade]'
            cascades 'uniform 0.1' "${what[@]}" $'uniform]\np = 0.1' 'independent-cascade]'
            cascades 'weighted cascade' "${what[@]}" 'weighted-cascade]' 'independent-cascade]'
            cascades 'linear threshold' "${what[@]}" 'weighted-cascade]' 'linear-threshold]'
        done
    done
}

events() {
    local network=$folder/events.wsn regime influence model
    generate "$((${USERS:-20000} / 10))" "$network"
    heading "$(printf '%-28s %7s %10s %10s %10s' regime options replicates kernel sharers)" 'a sharer'
    while IFS='|' read -r regime influence model; do
        influence=${influence//;/$'\n'} model=${model//;/$'\n'}
        cascades "$regime" "$network" 1 32 "$influence" "$model"
    done <<'REGIMES'
continuous-time cascade|uniform];p = 0.1|continuous-time-cascade];horizon = 5
sir|uniform];p = 0.1|sir];recovery = 1.0
sir by steps|uniform];p = 0.1|sir];clock = "steps";recovery = 0.5
sis|uniform];p = 0.1|sis];recovery = 1.0;horizon = 5
sis by steps|uniform];p = 0.05|sis];clock = "steps";recovery = 0.3;horizon = 20
compartments|uniform];p = 0.2|compartments];transitions = [{ from = "S", to = "I", by = "I", rate = 1 }, { from = "I", to = "R", rate = 1 }]
compartments with a delay|uniform];p = 0.2|compartments];transitions = [{ from = "S", to = "I", by = "I", rate = 1 }, { from = "I", to = "R", after = { fixed = { time = 1 } } }]
rumour|uniform];p = 0.3|rumour]
self-exciting|uniform];p = 0.1|self-exciting];horizon = 5
self-exciting, again|uniform];p = 0.05|self-exciting];shares = "again";horizon = 5
dose-memory|uniform];p = 0.3|dose-memory];memory = 10;threshold = 2;horizon = 50
competitive cascade|uniform];p = 0.1|competitive-cascade];messages = [{ name = "theirs", seeds = { ids = ["7", "8", "9"] } }]
REGIMES
}

seeds() {
    local network=$folder/seeds.wsn file=$folder/seeds.toml regime influence model new before label
    generate "$((${USERS:-20000} / 10))" "$network"
    heading "$(printf '%-28s %7s %10s %10s %10s' regime seeds '' '' '')" millions
    while IFS='|' read -r regime influence model; do
        influence=${influence//;/$'\n'}
        scenario 1 64 "$influence" "$model" >"$file"
        local search=(seeds "$file" --network "$network" --count 10 --epsilon 0.3)
        new=$(count "$wordspread" '' "${search[@]}")
        before=
        [[ -n $old ]] && before=$(count "$old" '' "${search[@]}")
        label=$(printf '%-28s %7d %10s %10s %10s' "$regime" 10 '' '' '')
        row "$label" 1e6 "$new" "$before"
    done <<'REGIMES'
seeds, uniform 0.1|uniform];p = 0.1|independent-cascade]
seeds, weighted cascade|weighted-cascade]|independent-cascade]
seeds, linear threshold|weighted-cascade]|linear-threshold]
REGIMES
}

for group in $groups; do
    "$group"
done
