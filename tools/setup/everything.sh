# shellcheck shell=bash
# Set-up as a whole: look, say what is going to happen, then do it.

# set_up PART...: parts are tools, temporal, rootfs, node, browser, app. What is there already costs milliseconds.
set_up() {
  local -A wanted=()
  local part
  local -a plan=()
  for part in "$@"; do wanted[$part]=yes; done

  mkdir -p "$MAYFLY_CACHE" 2>/dev/null || true
  [[ -w $MAYFLY_CACHE ]] || die "Cannot write to the cache $MAYFLY_CACHE; set MAYFLY_CACHE to a folder of your own."
  jdk_find
  if [[ ${wanted[temporal]:-} ]]; then temporal_find; fi
  if [[ ${wanted[rootfs]:-} ]]; then rootfs_find; else MAYFLY_SANDBOX_ROOTFS=${MAYFLY_SANDBOX_ROOTFS:-not wanted}; fi
  packages=()
  if [[ ${wanted[tools]:-} ]]; then packages_missing; fi
  if [[ ${wanted[app]:-} ]]; then
    app_find
    # The portal is a part of it.
    if [[ -z $app ]]; then wanted[node]=yes; fi
  fi
  if [[ ${wanted[node]:-} ]]; then node_find; fi
  if [[ ${wanted[browser]:-} ]]; then browser_find; fi

  ((${#packages[@]} == 0)) || plan+=("Debian packages: ${packages[*]}")
  [[ -n $jdk ]] || plan+=("a JDK $jdk_wanted: the package openjdk-$jdk_wanted-jdk-headless, or else Eclipse Temurin (about 200 MB)")
  [[ ! ${wanted[temporal]:-} || -n $MAYFLY_TEMPORAL_CLI ]] \
    || plan+=("Temporal's development server $temporal_pin: its release, or else a build from source (200 MB)")
  [[ ! ${wanted[rootfs]:-} || -n $MAYFLY_SANDBOX_ROOTFS ]] || plan+=("the sandbox's root file system, from Debian packages (about 1 GB)")
  [[ ! ${wanted[node]:-} || -n $node ]] || plan+=("Node.js $node_pin to build the portal: its release, or else Debian's packages (200 MB)")
  [[ ! ${wanted[browser]:-} || -n $MAYFLY_CHROMIUM ]] || plan+=("Chromium to test the portal: Debian's package, or else what Playwright offers (300 MB)")
  [[ ! ${wanted[app]:-} || -n $app ]] || plan+=("Mayfly itself, built from this checkout (Maven downloads its libraries to ~/.m2, npm the portal's to ~/.npm)")
  if ((${#plan[@]})); then
    say "Mayfly now gets what is missing; all but packages and libraries goes to $MAYFLY_CACHE:"
    printf '  - %s\n' "${plan[@]}" >&2
  fi

  if ((${#packages[@]})); then packages_install; fi
  if [[ ${wanted[tools]:-} ]]; then packages_check; fi
  if [[ -z $jdk ]]; then jdk_get; fi
  export JAVA_HOME=$jdk
  if [[ ${wanted[temporal]:-} ]]; then
    if [[ -z $MAYFLY_TEMPORAL_CLI ]]; then temporal_get; fi
    export MAYFLY_TEMPORAL_CLI
    say "Temporal: $temporal_origin ($MAYFLY_TEMPORAL_CLI)"
  fi
  if [[ ${wanted[rootfs]:-} ]]; then
    if [[ -z $MAYFLY_SANDBOX_ROOTFS ]]; then rootfs_get; fi
    export MAYFLY_SANDBOX_ROOTFS
  elif [[ $MAYFLY_SANDBOX_ROOTFS == 'not wanted' ]]; then
    unset MAYFLY_SANDBOX_ROOTFS
  fi
  if [[ ${wanted[node]:-} ]]; then
    if [[ -z $node ]]; then node_get; fi
    [[ $(command -v node) == "$node/node" ]] || export PATH=$node:$PATH
  fi
  if [[ ${wanted[browser]:-} ]]; then
    if [[ -z $MAYFLY_CHROMIUM ]]; then browser_get; fi
    export MAYFLY_CHROMIUM
  fi
  if [[ ${wanted[app]:-} ]]; then
    if [[ -z $app ]]; then app_get; fi
    app_train
  fi
}
