# shellcheck shell=bash
# How the command speaks to a person, and how it does long work: with a line that says what is done and for how long,
# and with everything else in a log whose path is named when it matters.
#
# All of it goes to stderr, so that a verb's own output stays clean even when set-up ran first.

say() { printf '%s\n' "$*" >&2; }

die() {
  printf 'mayfly: %s\n' "$*" >&2
  exit 1
}

# 64 is EX_USAGE of sysexits.h: it lets a script tell its own mistake from ours.
usage_error() {
  printf 'mayfly: %s See %s --help.\n' "$*" "$MAYFLY_COMMAND" >&2
  exit 64
}

# duration SECONDS -> REPLY
duration() {
  if (($1 < 60)); then REPLY="$1 s"; else REPLY="$(($1 / 60)) min $(($1 % 60)) s"; fi
}

# version_at_least HAVE WANTED: compares up to three numbers; what follows them does not count.
version_at_least() {
  local -a have wanted
  local i
  IFS=. read -ra have <<<"${1%%[!0-9.]*}"
  IFS=. read -ra wanted <<<"$2"
  for i in 0 1 2; do
    ((${have[i]:-0} > ${wanted[i]:-0})) && return 0
    ((${have[i]:-0} < ${wanted[i]:-0})) && return 1
  done
  return 0
}

ticker=
ticker_start() {
  local what=$1 began=$SECONDS owner=$$
  say "$what ..."
  (
    # The output of `sleep` is closed: it may outlive us by a second, and must not keep a reader's pipe open.
    while sleep 1 >/dev/null 2>&1 && kill -0 "$owner" 2>/dev/null; do
      duration $((SECONDS - began))
      if [[ -t 2 ]]; then
        printf '\r\033[K  %s' "$REPLY" >&2
      elif (((SECONDS - began) % 30 == 0)); then
        say "  still at it after $REPLY"
      fi
    done
  ) &
  ticker=$!
}

ticker_stop() {
  [[ -n $ticker ]] || return 0
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  ticker=
  if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi
}
trap ticker_stop EXIT

# attempt WHAT COMMAND...: runs a command or function, output to a log, and leaves its outcome in step_status, step_log
# and step_reason. The status is a variable and not the function's own, because bash ignores `set -e` in whatever it
# runs as part of a condition, and a half-done set-up must not go on.
attempt() {
  local what=$1 began=$SECONDS name
  shift
  name=${what//[!A-Za-z0-9]/-}
  mkdir -p "$MAYFLY_CACHE/log"
  find "$MAYFLY_CACHE/log" -name '*.log' -mtime +14 -delete
  step_log=$MAYFLY_CACHE/log/$(date +%Y%m%dT%H%M%S)-$$-${name,,}.log
  ticker_start "$what"
  set +e
  (
    set -euo pipefail
    "$@"
  ) 3>&2 >"$step_log" 2>&1 </dev/null
  step_status=$?
  set -e
  ticker_stop
  duration $((SECONDS - began))
  if ((step_status == 0)); then
    say "  done in $REPLY"
  else
    step_reason=$(grep -m1 -E '^mayfly: ' "$step_log" || grep -m1 -E '^(E: |\[ERROR\] |[a-z]+: |.*[Ee]rror)' "$step_log" \
      || tail -n1 "$step_log")
    step_reason=${step_reason#mayfly: }
  fi
}

# step WHAT COMMAND...: the same, and there is no going on without it.
step() {
  attempt "$@"
  ((step_status == 0)) || die "$1 failed: ${step_reason:-no reason given} (full log: $step_log)"
}

# lock NAME -> lock_fd: held until the step's subshell ends, so that two runs never build the same thing at once. A
# command that may leave a process behind is called with {lock_fd}>&-, or that process would hold the lock for ever.
lock() {
  mkdir -p "$MAYFLY_CACHE/lock"
  exec {lock_fd}>"$MAYFLY_CACHE/lock/$1"
  if ! flock -n "$lock_fd"; then
    printf '\r  another mayfly command is at it; waiting for that one\n' >&3
    flock -w 3600 "$lock_fd" || die "Another mayfly command has held $MAYFLY_CACHE/lock/$1 for an hour; end it and try again."
  fi
}

# scratch NAME -> SCRATCH: an empty folder for unfinished work, removed when the step ends. Call it under the lock NAME:
# whatever of that name is found there was left by a run that was killed. It is on the cache's own file system, so that
# a finished thing is put in its place by one atomic rename.
scratch() {
  local left
  mkdir -p "$MAYFLY_CACHE/tmp"
  for left in "$MAYFLY_CACHE/tmp/$1".*; do
    remove_tree "$left"
  done
  SCRATCH=$(mktemp -d "$MAYFLY_CACHE/tmp/$1.XXXXXX")
  trap 'remove_tree "$SCRATCH"' EXIT
}

# A tree may hold folders that even their owner may not write to.
remove_tree() {
  [[ -e $1 ]] || return 0
  rm -rf -- "$1" 2>/dev/null || { chmod -R u+rwX -- "$1" && rm -rf -- "$1"; } || true
}

# room GIB FOLDER: dies unless so much is free there; half-written builds are the worst way to learn it.
room() {
  local free
  mkdir -p "$2"
  free=$(df -Pk -- "$2" | awk 'NR == 2 { print int($4 / 1048576) }')
  ((free >= $1)) || die "This needs $1 GiB free in $2, and $free GiB are; make room or set MAYFLY_CACHE to another disk."
}

# fetch URL FILE: gives up soon on a host that cannot be reached, because there is always another way or a clear word.
fetch() {
  curl --fail --silent --show-error --location --proto '=https' --connect-timeout 8 --retry 2 \
    --speed-limit 1024 --speed-time 30 --output "$2" "$1"
}
