# shellcheck shell=bash
# Mayfly itself: built by Maven when its sources changed, then put into the cache under the hash of those sources.
#
# Everything runs from there and nothing from cli/target, because a build would change the jars under a running server.
# It also makes going back to an earlier commit cost nothing.

# What the runnable jar is made of: all but the tests, the documents, these scripts, and what has a key of its own.
app_sources() {
  find . \( -name .git -o -name target -o -name node_modules -o -name '.idea' -o -name '.vscode' -o -path '*/src/test' \
    -o -path ./tests -o -path ./bench -o -path ./docs -o -path ./tools -o -path ./infra -o -path ./.ci -o -path ./.github \
    -o -path ./providers/sandbox/rootfs -o -path ./providers/sandbox/bench \) -prune \
    -o -type f ! -path ./mayfly ! -path ./LICENSE ! -name '.git*' ! -name .editorconfig ! \( -name '*.md' ! -path '*/src/main/*' \) "$@"
}

# app_find -> app (the folder of the built version, empty when there is none), app_key
#
# Names, sizes and times tell in milliseconds that nothing changed, deleted files included; only when they differ are
# the contents read, so that a branch switched there and back is not built again.
app_find() {
  local stamp listing line
  stamp=$(cksum <<<"$MAYFLY_CHECKOUT")
  stamp=$MAYFLY_CACHE/app/checkout-${stamp%% *}
  listing=$(cd "$MAYFLY_CHECKOUT" && app_sources -printf '%P %s %T@\n' | LC_ALL=C sort | sha256sum)
  app_key=
  if [[ -r $stamp ]]; then
    read -r line app_key <"$stamp" || true
    [[ $line == "${listing%% *}" ]] || app_key=
  fi
  if [[ -z $app_key ]]; then
    app_key=$(cd "$MAYFLY_CHECKOUT" && app_sources -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
    mkdir -p "$MAYFLY_CACHE/app"
    printf '%s %s\n' "${listing%% *}" "$app_key" >"$stamp.$$"
    mv -f "$stamp.$$" "$stamp"
  fi
  app=
  if [[ -e $MAYFLY_CACHE/app/$app_key/mayfly.jar ]]; then app=$MAYFLY_CACHE/app/$app_key; fi
}

app_get() {
  local try
  # A source may be edited while it is built. Nothing is kept then, because no key would be true of it.
  for try in 1 2 3; do
    step "Building Mayfly" app_build
    app_find
    if [[ -n $app ]]; then return; fi
    say "  the sources changed meanwhile; building again"
  done
  die "The sources kept changing while they were built ($try times); try again when they rest."
}

app_build() {
  lock_checkout
  if [[ -e $MAYFLY_CACHE/app/$app_key/mayfly.jar ]]; then return; fi
  local built
  scratch "app-$app_key"
  cd "$MAYFLY_CHECKOUT" || return
  nice ./mvnw --batch-mode --quiet --projects cli --also-make -DskipTests -Dspotless.check.skip=true package {lock_fd}>&-
  [[ -e cli/target/mayfly-app.jar && -d cli/target/lib ]] || die "Maven made no cli/target/mayfly-app.jar with cli/target/lib"
  built=$app_key
  app_find
  if [[ $app_key != "$built" ]]; then return; fi
  mkdir "$SCRATCH/app"
  cp -a --reflink=auto cli/target/mayfly-app.jar "$SCRATCH/app/mayfly.jar"
  cp -a --reflink=auto cli/target/lib "$SCRATCH/app/"
  mv -T "$SCRATCH/app" "$MAYFLY_CACHE/app/$app_key"
  app_forget_old
}

# Maven runs one at a time in a checkout, and not under another command's feet: it rewrites target/ in place.
lock_checkout() {
  local name
  name=$(cksum <<<"$MAYFLY_CHECKOUT")
  lock "checkout-${name%% *}"
}

# Keeps the newest three versions, and any that a process was started from.
app_forget_old() {
  local old
  # shellcheck disable=SC2012 # the names are hashes that we chose
  ls -1dt "$MAYFLY_CACHE"/app/*/ | tail -n +4 | while IFS= read -r old; do
    grep -qsF -e "${old%/}/mayfly.jar" /proc/[0-9]*/cmdline || rm -rf -- "$old"
  done
}

# --- How a JVM starts soon -------------------------------------------------------------------------------------------
# A start-up cache (JDK 25's AOT cache) is trained by one run and kept beside the jar, one for each JDK. It must be used
# with the options that it was trained with; one that does not fit is left alone without a word.

java_common=(
  -XX:+UseSerialGC -Dfile.encoding=UTF-8 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
)
# A verb lives for a moment: the second compiler would only cost it time.
java_cli=("${java_common[@]}" -XX:TieredStopAtLevel=1)
# The server ends at once when memory runs out, so that the launcher starts it afresh instead of it limping on. It waits
# more than it computes: the second compiler took two fifths of its processor time and a third of its memory, and gave a
# slower answer (docs/performance.md). Its heap starts small and gives back what it does not need.
java_server=(
  "${java_common[@]}" -XX:+ExitOnOutOfMemoryError -XX:TieredStopAtLevel=1
  -Xms48m -XX:MaxRAMPercentage=25 -XX:MinHeapFreeRatio=15 -XX:MaxHeapFreeRatio=30
)

# What is run to train each; an empty one trains nothing. A training run must end by itself with status 0.
train_cli=(--rehearse)
# The server starts everything and answers a few requests: without that it spends its start, and then the first caller's
# time, reading and linking classes.
# SCRATCH stands for a folder that is thrown away afterwards; the port is any free one.
train_server=(up --exit-when-up --data-dir SCRATCH/data --port 0)

# app_cache server|cli -> REPLY: the cache file for this jar and this JDK
app_cache() {
  local key
  key=$(cksum <"$jdk/release")
  REPLY=$app/$1-${key%% *}.aot
}

app_train() {
  local kind
  for kind in cli server; do
    local -n training=train_$kind
    ((${#training[@]})) || continue
    # The server is trained on the way to `up`, not when a verb is in a hurry; and it needs a Temporal to start.
    [[ $kind != server || ${wanted[temporal]:-} ]] || continue
    app_cache "$kind"
    # One that failed is tried again the next day: perhaps the machine was only short of something.
    [[ -e $REPLY || $(find "$REPLY.no" -mmin -1440 2>/dev/null) ]] || attempt "Training the start-up cache for the $kind" app_train_one "$kind" "$REPLY"
  done
}

app_train_one() {
  local -n training=train_$1 flags=java_$1
  local file=$2
  lock "train-$app_key"
  if [[ -e $file ]]; then return; fi
  scratch "train-$app_key"
  # Marked before: a training that fails would fail again, and starting slower is no reason to stop or to try for ever.
  : >"$file.no"
  timeout 180 "$jdk/bin/java" "${flags[@]}" -XX:AOTCacheOutput="$SCRATCH/aot" -jar "$app/mayfly.jar" \
    "${training[@]/#SCRATCH/$SCRATCH}"
  mv -T "$SCRATCH/aot" "$file"
  rm -f "$file.no"
}

# java_line server|cli -> java_line (the beginning of the command that runs Mayfly)
java_line() {
  local -n flags=java_$1
  java_line=("$jdk/bin/java" "${flags[@]}")
  app_cache "$1"
  if [[ -e $REPLY ]]; then
    java_line+=(-XX:AOTCache="$REPLY" -XX:AOTMode=auto '-Xlog:aot*=off,cds*=off')
  fi
  java_line+=(-jar "$app/mayfly.jar")
}
