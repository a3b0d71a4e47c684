#!/usr/bin/env bash
# A billion edges on one small machine: R-MAT of scale 26, 2^30 edges drawn, is generated, opened,
# inspected, and met by cascades; time and peak memory of each step are printed.
#
#   benches/billion.sh [FOLDER [SCALE]]
#
# FOLDER (default: a temporary one) takes about 5 GB, and is left as it was found. A smaller SCALE
# tries the script. Needs GNU time as /usr/bin/time.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d -p "${1:-${TMPDIR:-/tmp}}")
trap 'rm -rf "$folder"' EXIT
scale=${2:-26}
network=$folder/r-mat.wsn
cargo build --release --quiet
wordspread=${CARGO_TARGET_DIR:-target}/release/wordspread

# Runs a command, and prints what it took.
step() {
    local name=$1
    shift
    printf '\n== %s\n' "$name"
    /usr/bin/time -f 'took %e s (%U s of processor, %S s of system), at most %M kB of memory' "$@"
}

# The uniform probability just above the critical one of the outbreak, 1 / (largest eigenvalue), for
# the Graph 500 shares at 16 edges a user; what `inspect` prints under "critical" is the place to
# look for other networks.
critical=${CRITICAL:-0.0006}

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
viral_at = { sharers = 100_000 }
replicates = 100
TOML
}
scenario "uniform" "[influence.uniform]
p = $critical" >"$folder/uniform.toml"
scenario "weighted cascade" "[influence.weighted-cascade]" >"$folder/weighted.toml"

step "generate" "$wordspread" generate r-mat --set "scale=$scale" --output "$network" --quiet
ls -l "$network"
step "generate within 2 GB" "$wordspread" generate r-mat --set "scale=$scale" --memory 2GB \
    --output "$folder/parts.wsn" --quiet
cmp "$network" "$folder/parts.wsn" && echo "the same to the byte"
rm "$folder/parts.wsn"
step "inspect" "$wordspread" inspect "$network"
for influence in uniform weighted; do
    step "100 cascades, $influence" "$wordspread" run "$folder/$influence.toml" \
        --network "$network" --quiet
done
