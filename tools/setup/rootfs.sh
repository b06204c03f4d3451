# shellcheck shell=bash
# The root file system of the sandbox: what a workspace sees as its machine. Its recipe and its package list are the
# sandbox driver's; here it is only built once for each version of them.

rootfs_recipe=$MAYFLY_CHECKOUT/providers/sandbox/rootfs

# rootfs_find -> MAYFLY_SANDBOX_ROOTFS (empty when it is not built yet), rootfs_target
rootfs_find() {
  if [[ -n ${MAYFLY_SANDBOX_ROOTFS:-} ]]; then
    [[ -d $MAYFLY_SANDBOX_ROOTFS ]] || die "MAYFLY_SANDBOX_ROOTFS is $MAYFLY_SANDBOX_ROOTFS, which is no folder; correct it or unset it."
    return
  fi
  MAYFLY_SANDBOX_ROOTFS=
  [[ -x $rootfs_recipe/build ]] || die "$rootfs_recipe/build is missing; this checkout is not complete, so run: git checkout ."
  rootfs_target=$MAYFLY_CACHE/rootfs/$(rootfs_hash)
  if [[ -d $rootfs_target ]]; then MAYFLY_SANDBOX_ROOTFS=$rootfs_target; fi
}

# The same recipe makes another tree on another release: it takes its packages from there.
rootfs_hash() {
  cd "$rootfs_recipe" || return
  {
    uname -m
    grep -s '^VERSION_CODENAME=' /etc/os-release || true
    echo "${MAYFLY_ROOTFS_SUITE:-} ${MAYFLY_ROOTFS_MIRROR:-}"
    find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
  } | sha256sum | cut -c1-16
}

rootfs_get() {
  if ((EUID != 0)) && ! grep -q "^$(id -un):" /etc/subuid; then
    die "Your account has no subordinate user ids; let root run: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $(id -un)"
  fi
  step "Building the sandbox's root file system" rootfs_build
  rootfs_find
}

rootfs_build() {
  lock "rootfs-${rootfs_target##*/}"
  if [[ -d $rootfs_target ]]; then return; fi
  scratch "rootfs-${rootfs_target##*/}"
  room 3 "$MAYFLY_CACHE"
  nice "$rootfs_recipe/build" "$SCRATCH/rootfs" {lock_fd}>&-
  mkdir -p "${rootfs_target%/*}"
  mv -T "$SCRATCH/rootfs" "$rootfs_target"
}
