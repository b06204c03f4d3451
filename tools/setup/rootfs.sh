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

rootfs_hash() {
  cd "$rootfs_recipe" || return
  {
    uname -m
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
  # Beside its final place: what a plain user builds in a user namespace may belong to a subordinate id, and then only
  # a rename within one folder is allowed.
  local unfinished=${rootfs_target%/*}/.unfinished-${rootfs_target##*/}
  room 3 "${rootfs_target%/*}"
  remove_tree "$unfinished"
  trap 'remove_tree "${rootfs_target%/*}/.unfinished-${rootfs_target##*/}"' EXIT
  nice "$rootfs_recipe/build" "$unfinished"
  [[ -d $unfinished/usr/bin ]] || die "$rootfs_recipe/build made no usable file system"
  mv -T "$unfinished" "$rootfs_target"
}
