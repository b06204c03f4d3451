# shellcheck shell=bash
# `bench`: the programs that measure; each starts a server of its own, as `up` would, and prints one JSON object.

verb_bench() {
  local name
  local -a names=()
  while (($#)) && [[ $1 != -* ]]; do
    names+=("$1")
    shift
  done
  ((${#names[@]})) || names=(StartBench IdleBench ReadyBench BurstBench RelayBench PortalBench)
  for name in "${names[@]}"; do
    [[ -f $MAYFLY_CHECKOUT/bench/src/main/java/dev/mayfly/bench/$name.java ]] \
      || usage_error "There is no bench '$name'; there are StartBench, IdleBench, ReadyBench, BurstBench, RelayBench and PortalBench."
  done
  set_up tools temporal rootfs node browser app
  step "Building the benches" bench_build
  java_line server
  cd "$MAYFLY_CHECKOUT" || return
  for name in "${names[@]}"; do
    say "$name"
    "$jdk/bin/java" -cp "bench/target/bench.jar:bench/target/lib/*" "dev.mayfly.bench.$name" "$@" -- "${java_line[@]}"
  done
}

bench_build() {
  lock_checkout
  cd "$MAYFLY_CHECKOUT" || return
  nice ./mvnw --batch-mode --quiet --projects bench --also-make -DskipTests -Dspotless.check.skip=true package {lock_fd}>&-
}
