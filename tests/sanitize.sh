#!/usr/bin/env bash
# Runs the tests of everything that lies near unsafe code (the kernels with prefetching and wide
# vectors, large arrays, the mapped file and its readers) under two memory checkers:
#
#   address    AddressSanitizer: reads and writes outside of arrays, of the heap and of the stack,
#              and after their end; every width of vectors that the processor has. All
#              dependencies are built once more, in target/sanitize: some minutes the first time.
#   valgrind   memcheck on the ordinary test build: values used before they are written, and
#              accesses outside of what is allocated. It knows no AVX-512: those loops run as AVX2.
#
#   tests/sanitize.sh [address|valgrind]...      both, unless one is named
#
# Exit code: 0 nothing found, 1 something found or a test failed, 2 a checker is missing. Miri, which
# knows neither memory maps nor all vector instructions, is not used.
set -euo pipefail
cd "$(dirname "$0")/.."

missing() { printf 'sanitize: %s\n' "$*" >&2; exit 2; }

command -v cargo >/dev/null || missing "cargo is missing: install Rust 1.95 or newer"
near_unsafe=(kernel:: memory:: network::storage:: network::format::)
host=$(rustc -vV | sed -n 's/^host: //p')

address() {
    local libraries
    libraries=$(rustc --print sysroot)/lib/rustlib/$host/lib
    compgen -G "$libraries/librustc-*_rt.asan.a" >/dev/null ||
        missing "AddressSanitizer's runtime is not in $libraries: install Rust for $host with rustup"
    # The flag is one of the nightly compiler's; the stable one has it too once it is asked to.
    # Named, not left out, the target keeps the flag away from build scripts.
    RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address ASAN_OPTIONS=abort_on_error=0:exitcode=1 \
        cargo test --target-dir target/sanitize --target "$host" --lib -- "${near_unsafe[@]}"
}

valgrind_memcheck() {
    command -v valgrind >/dev/null || missing "valgrind is missing: apt-get install valgrind"
    local runner=${host^^}
    runner=CARGO_TARGET_${runner//-/_}_RUNNER
    env "$runner=valgrind --quiet --error-exitcode=1 --leak-check=no" PROPTEST_CASES=32 \
        cargo test --lib -- "${near_unsafe[@]}"
}

checkers=("$@")
((${#checkers[@]})) || checkers=(address valgrind)
for checker in "${checkers[@]}"; do
    printf '\n== %s\n' "$checker"
    case $checker in
    address) address ;;
    valgrind) valgrind_memcheck ;;
    *) missing "there is no checker \`$checker\`: name address or valgrind, or none for both" ;;
    esac || exit 1
done
