# shellcheck shell=bash
# The Debian or Ubuntu packages that Mayfly needs on its host. A program counts, not the package: what is there by any
# other way is used as it is.

# packages_missing -> packages: what has to be installed, given what else still has to be done.
packages_missing() {
  packages=()
  command -v bwrap >/dev/null || packages+=(bubblewrap)
  [[ -x /usr/bin/python3 ]] || packages+=(python3)
  command -v setpriv >/dev/null && command -v flock >/dev/null || packages+=(util-linux)
  command -v curl >/dev/null || packages+=(curl)
  [[ -e /etc/ssl/certs/ca-certificates.crt ]] || packages+=(ca-certificates)
  if [[ -z $MAYFLY_SANDBOX_ROOTFS ]]; then
    command -v mmdebstrap >/dev/null || packages+=(mmdebstrap)
    # A plain user builds it in a user namespace with a range of ids, which only this program may map.
    ((EUID == 0)) || command -v newuidmap >/dev/null || packages+=(uidmap)
  fi
}

# as_root COMMAND...
as_root() {
  if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi
}

# can_be_root: asks for the password in the open, before a step sends all output to its log.
can_be_root() {
  ((EUID == 0)) && return
  command -v sudo >/dev/null || return
  sudo -n true 2>/dev/null && return
  [[ -t 0 ]] && sudo -v
}

packages_install() {
  command -v apt-get >/dev/null \
    || die "Mayfly needs ${packages[*]} (names of Debian packages), and there is no apt-get here; install them your way and try again."
  can_be_root \
    || die "Debian packages are missing (${packages[*]}) and you are neither root nor have sudo; let someone run: apt-get install ${packages[*]}"
  step "Installing the packages ${packages[*]}" apt_install "${packages[@]}"
}

# apt_install PACKAGE...: asks for fresh package lists only if the ones here do not do.
apt_install() {
  local package
  lock apt
  for package in "$@"; do
    if ! apt_has "$package"; then
      apt_update
      break
    fi
  done
  apt_get install --yes --no-install-recommends "$@" || {
    apt_update
    apt_get install --yes --no-install-recommends "$@" \
      || die "apt-get could not install $*; repair apt's sources or install them by hand."
  }
}

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 "$@"; }

apt_update() { apt_get update || echo "Some package lists could not be updated; going on with what there is."; }

# apt_has PACKAGE: is there a version that apt could install?
apt_has() {
  local candidate
  candidate=$(LC_ALL=C apt-cache policy "$1" 2>/dev/null | awk '$1 == "Candidate:" { print $2 }')
  [[ -n $candidate && $candidate != '(none)' ]]
}

# Older ones lack --disable-userns, without which a workspace could make user namespaces of its own and reach far more
# of the kernel.
bubblewrap_wanted=0.8.0

# bubblewrap_version -> REPLY
bubblewrap_version() {
  REPLY=$(bwrap --version 2>/dev/null) || return
  REPLY=${REPLY##* }
}

packages_check() {
  bubblewrap_version || die "bwrap is there but does not run; reinstall the package bubblewrap."
  version_at_least "$REPLY" "$bubblewrap_wanted" \
    || die "bubblewrap $REPLY is too old, Mayfly needs $bubblewrap_wanted; use Debian 12, Ubuntu 24.04 or later."
}
