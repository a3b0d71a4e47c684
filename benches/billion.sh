#!/usr/bin/env bash
# A billion edges on one small machine: R-MAT of scale 26, 2^30 edges drawn, is generated, opened,
# inspected, met by cascades and given certified seeds; seconds and peak memory of each step are printed.
#
#   [SCALE=26] benches/billion.sh [FOLDER]
#
# FOLDER (default: a temporary one) needs 10 GB at scale 26, half for each scale less, and is left as
# it was found. A smaller SCALE tries the script. P is the uniform probability, in place of 1.05 times
# the critical one that `inspect` finds. A step that fails does not stop the others, but the script
# fails then. Needs GNU time as /usr/bin/time.
set -euo pipefail
folder=$(mktemp -d -p "${1:-${TMPDIR:-/tmp}}")
folder=$(cd "$folder" && pwd)
trap 'rm -rf "$folder"' EXIT
cd "$(dirname "$0")/.."

scale=${SCALE:-26}
network=$folder/r-mat.wsn
cargo build --release --quiet --bin wordspread
wordspread=${CARGO_TARGET_DIR:-target}/release/wordspread
failed=0

# Runs a command, and prints what it took: to the script's own output, wherever the command's goes.
exec 3>&1
step() {
    local name=$1
    shift
    printf '\n== %s\n' "$name" >&3
    if ! /usr/bin/time -q -o "$folder/took" \
        -f 'took %e s (%U s of processor, %S s of system), at most %M kB of memory' "$@"; then
        echo "FAILED: $*" >&3
        failed=1
    fi
    cat "$folder/took" >&3
}

scenario() {
    cat <<TOML
name = "$1"
rng_seed = 1
$2
[model.independent-cascade]
[[option]]
name = "50 of the most followed"
seeds.top-degree = { count = 50 }
[answer]
viral_at = { sharers = $(((1 << scale) / 1000 + 1)) }
replicates = 100
TOML
}

step "generate" "$wordspread" generate r-mat --set "scale=$scale" --output "$network" --quiet
ls -l "$network"

# Less than half of what the rows take, so that they are built part by part: 2 GB at scale 26.
memory=$((30 << scale))
step "generate within $memory bytes" "$wordspread" generate r-mat --set "scale=$scale" \
    --memory "$memory" --output "$folder/parts.wsn" --quiet
step "compare: the same to the byte" cmp "$network" "$folder/parts.wsn"
rm -f "$folder/parts.wsn"

step "open" "$wordspread" inspect "$network" --quick
step "inspect" "$wordspread" inspect "$network" --json --quiet >"$folder/inspect.json"
cat "$folder/inspect.json"

# One over the largest eigenvalue: about there cascades begin to take off.
critical=$(sed -n 's/^ *"spectral": *\([0-9.e+-]*\).*/\1/p' "$folder/inspect.json")
p=${P:-$(awk -v critical="$critical" 'BEGIN { if (critical > 0) print 1.05 * critical }')}
if [[ -n $p ]]; then
    scenario "uniform" "[influence.uniform]
p = $p" >"$folder/uniform.toml"
    step "100 cascades, uniform p = $p" "$wordspread" run "$folder/uniform.toml" \
        --network "$network" --quiet
else
    printf '\nFAILED: inspect found no critical probability, give P\n'
    failed=1
fi
scenario "weighted cascade" "[influence.weighted-cascade]" >"$folder/weighted.toml"
step "100 cascades, weighted cascade" "$wordspread" run "$folder/weighted.toml" \
    --network "$network" --quiet
step "50 certified seeds, weighted cascade" "$wordspread" seeds "$folder/weighted.toml" \
    --network "$network" --count 50 --epsilon 0.1 --quiet
exit "$failed"
