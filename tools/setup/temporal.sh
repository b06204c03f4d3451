# shellcheck shell=bash
# Temporal's development server, one program with its database and UI inside: what drives every workflow unless `up` is
# given a Temporal service of your own.

temporal_pin=1.5.1
temporal_wanted=1.3
go_wanted=1.25 # what temporal_pin's own go.mod asks for

# temporal_version PROGRAM -> REPLY
temporal_version() {
  REPLY=$("$1" --version 2>/dev/null) || return
  [[ $REPLY =~ version\ ([0-9][^ ]*) ]] && REPLY=${BASH_REMATCH[1]}
}

# temporal_find -> MAYFLY_TEMPORAL_CLI, temporal_origin; empty when there is none
temporal_find() {
  local given=${MAYFLY_TEMPORAL_CLI:-} on_path
  if [[ -n $given ]]; then
    temporal_version "$given" || die "MAYFLY_TEMPORAL_CLI is $given, which does not run; correct it or unset it."
    temporal_origin="version $REPLY, as MAYFLY_TEMPORAL_CLI says"
    return
  fi
  MAYFLY_TEMPORAL_CLI=
  temporal_origin=
  if on_path=$(command -v temporal) && temporal_version "$on_path" && version_at_least "$REPLY" "$temporal_wanted"; then
    MAYFLY_TEMPORAL_CLI=$on_path
    temporal_origin="version $REPLY, found on PATH"
  elif [[ -x $MAYFLY_CACHE/tools/temporal-$temporal_pin/temporal ]]; then
    MAYFLY_TEMPORAL_CLI=$MAYFLY_CACHE/tools/temporal-$temporal_pin/temporal
    temporal_origin="version $temporal_pin, from the cache"
    if [[ -r $MAYFLY_CACHE/tools/temporal-$temporal_pin/origin ]]; then
      temporal_origin="version $temporal_pin, $(<"$MAYFLY_CACHE/tools/temporal-$temporal_pin/origin")"
    fi
  fi
}

temporal_get() {
  attempt "Downloading Temporal $temporal_pin" temporal_download
  if ((step_status != 0)); then
    say "  not to be had ($step_reason)"
    go_find || go_get
    step "Building Temporal $temporal_pin with $go (about 5 minutes)" temporal_build
  fi
  temporal_find
}

temporal_download() {
  local machine name base
  case $(uname -m) in
    x86_64) machine=amd64 ;;
    aarch64) machine=arm64 ;;
    *) die "there is no official release for $(uname -m)" ;;
  esac
  lock temporal
  if [[ -x $MAYFLY_CACHE/tools/temporal-$temporal_pin/temporal ]]; then return; fi
  scratch temporal
  room 1 "$MAYFLY_CACHE"
  base=https://github.com/temporalio/cli/releases/download/v$temporal_pin
  name=temporal_cli_${temporal_pin}_linux_$machine.tar.gz
  fetch "$base/checksums.txt" "$SCRATCH/sums" || die "github.com could not be reached"
  fetch "$base/$name" "$SCRATCH/$name" || die "$base/$name could not be downloaded"
  checksum "$SCRATCH/$name" "$(awk -v name="$name" '$2 == name { print $1 }' "$SCRATCH/sums")"
  tar -xzf "$SCRATCH/$name" -C "$SCRATCH" temporal
  temporal_install "$SCRATCH/temporal" "downloaded from github.com/temporalio/cli"
}

temporal_build() {
  lock temporal
  if [[ -x $MAYFLY_CACHE/tools/temporal-$temporal_pin/temporal ]]; then return; fi
  scratch temporal
  room 6 "$MAYFLY_CACHE"
  # Go's build cache would keep several GB for a program that is built once; the modules stay in their usual place.
  # The linker flag gives the program the version that a release would tell.
  GOBIN=$SCRATCH/bin GOCACHE=$SCRATCH/cache GOTMPDIR=$SCRATCH GOTOOLCHAIN=local GOFLAGS=-buildvcs=false \
    nice "$go" install -trimpath \
    -ldflags "-s -w -X github.com/temporalio/cli/temporalcli.Version=$temporal_pin" \
    "github.com/temporalio/cli/cmd/temporal@v$temporal_pin"
  temporal_install "$SCRATCH/bin/temporal" "built from the Go module github.com/temporalio/cli"
}

# temporal_install FILE ORIGIN
temporal_install() {
  local folder=$MAYFLY_CACHE/tools/temporal-$temporal_pin
  "$1" --version || die "the new temporal program does not run"
  mkdir -p "$folder"
  printf '%s\n' "$2" >"$folder/origin"
  mv -T "$1" "$folder/temporal"
}

# go_find -> go
go_find() {
  for go in "$(command -v go || true)" /usr/local/go/bin/go /usr/lib/go-*/bin/go; do
    if [[ -x $go ]] && version_at_least "$("$go" env GOVERSION 2>/dev/null | tr -d go)" "$go_wanted"; then return; fi
  done
  go=
  return 1
}

go_get() {
  local package
  if command -v apt-cache >/dev/null && can_be_root; then
    for package in golang-1.25-go golang-1.26-go; do
      if apt_has "$package"; then
        attempt "Installing the package $package" apt_install "$package"
        if go_find; then return; fi
      fi
    done
  fi
  die "No temporal program: put Temporal's CLI $temporal_wanted or later on PATH (docs.temporal.io/cli), or install Go $go_wanted or later (Debian backports have it) and try again."
}
