# shellcheck shell=bash
# Node.js with npm: it builds and tests the portal. Nothing of it runs in the server.

node_pin=22.20.0
node_wanted='20.19, 22.12 or later'

# node_is_usable FOLDER: are there a node of a wanted version and an npm?
node_is_usable() {
  local version major minor
  [[ -x $1/node && -x $1/npm ]] && version=$("$1/node" --version 2>/dev/null) || return
  [[ $version =~ ^v([0-9]+)\.([0-9]+)\. ]] || return
  major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
  ((major > 22 || (major == 22 && minor >= 12) || (major == 20 && minor >= 19)))
}

# node_find -> node (the folder of its programs), empty when there is none
node_find() {
  local on_path
  node=
  if on_path=$(command -v node) && node_is_usable "${on_path%/*}"; then
    node=${on_path%/*}
  elif node_is_usable "$MAYFLY_CACHE/tools/node-$node_pin/bin"; then
    node=$MAYFLY_CACHE/tools/node-$node_pin/bin
  fi
}

node_get() {
  attempt "Downloading Node.js $node_pin from nodejs.org" node_download
  node_find
  if [[ -z $node ]] && command -v apt-cache >/dev/null && can_be_root && apt_has nodejs && apt_has npm; then
    say "  not to be had ($step_reason)"
    attempt "Installing the packages nodejs and npm" apt_install nodejs npm
    hash -r
    node_find
  fi
  [[ -n $node ]] \
    || die "No Node.js $node_wanted: ${step_reason:-the version that apt has is too old} (log: $step_log); install one and put it on PATH."
}

node_download() {
  local machine name base home=$MAYFLY_CACHE/tools/node-$node_pin
  case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *) die "there is no official release of Node.js for $(uname -m)" ;;
  esac
  lock node
  if node_is_usable "$home/bin"; then return; fi
  scratch node
  room 1 "$MAYFLY_CACHE"
  base=https://nodejs.org/dist/v$node_pin
  name=node-v$node_pin-linux-$machine.tar.gz
  fetch "$base/SHASUMS256.txt" "$SCRATCH/sums" || die "nodejs.org could not be reached"
  fetch "$base/$name" "$SCRATCH/$name" || die "$base/$name could not be downloaded"
  checksum "$SCRATCH/$name" "$(awk -v name="$name" '$2 == name { print $1 }' "$SCRATCH/sums")"
  mkdir -p "$SCRATCH/node" "${home%/*}"
  tar -xzf "$SCRATCH/$name" --strip-components=1 -C "$SCRATCH/node"
  node_is_usable "$SCRATCH/node/bin" || die "what came from $base/$name does not run here"
  rm -rf -- "$home"
  mv -T "$SCRATCH/node" "$home"
}
