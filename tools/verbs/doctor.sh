# shellcheck shell=bash
# `doctor`: what this machine has, what it lacks, and how to get it. It changes nothing and works before any set-up.

doctor_missing=0

# found WHAT DETAIL | warn WHAT DETAIL [ADVICE] | lack WHAT DETAIL ADVICE
found() { doctor_line 32 ok "$@"; }
warn() { doctor_line 33 warn "$@"; }
lack() {
  doctor_missing=$((doctor_missing + 1))
  doctor_line 31 MISSING "$@"
}

doctor_line() {
  local colour=$1 mark=$2 what=$3 detail=$4 advice=${5:-}
  printf -v mark '%-7s' "$mark"
  if [[ -t 1 && -z ${NO_COLOR:-} ]]; then mark=$'\033['"${colour}m$mark"$'\033[0m'; fi
  printf '%s  %-18s %s\n' "$mark" "$what" "$detail"
  if [[ $advice ]]; then printf '%28s%s\n' '-> ' "$advice"; fi
}

verb_doctor() {
  (($# == 0)) || usage_error "doctor takes no arguments, not '$1'."
  doctor_system
  doctor_jdk
  doctor_programs
  doctor_namespaces
  doctor_cgroups
  doctor_temporal
  doctor_rootfs
  doctor_portal
  doctor_resources
  doctor_server
  if ((doctor_missing)); then
    printf '\n%s\n' "$doctor_missing needed here and missing. $MAYFLY_COMMAND setup gets what it can; the lines with -> say the rest."
    exit 1
  fi
  printf '\n%s\n' "Nothing that is needed is missing."
}

doctor_system() {
  local name='' processor
  processor=$(uname -m)
  # shellcheck source=/dev/null
  if [[ -r /etc/os-release ]]; then name=$(. /etc/os-release && echo "$PRETTY_NAME"); fi
  found system "${name:-unknown}, kernel $(uname -r), $processor"
  if ((EUID == 0)); then
    found account root
  elif can_be_root_quietly; then
    found account "$(id -un), may use sudo"
  else
    warn account "$(id -un), neither root nor sudo without a password" "packages that are missing have to be installed by root"
  fi
}

can_be_root_quietly() { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }

doctor_jdk() {
  # In a subshell: a wrong MAYFLY_JAVA_HOME ends it with a sentence, and the other checks still have to be made.
  local home
  if ! home=$(jdk_find 2>&1 && echo "$jdk"); then
    lack JDK "${home#mayfly: }"
  elif [[ -z $home ]]; then
    lack JDK "no JDK $jdk_wanted or later" "$MAYFLY_COMMAND setup, or: apt-get install openjdk-$jdk_wanted-jdk-headless, or adoptium.net"
  else
    jdk_version "$home"
    found JDK "$REPLY ($home)"
  fi
}

doctor_programs() {
  local pair command package file
  if ! command -v bwrap >/dev/null; then
    lack bubblewrap "no bwrap on PATH" "apt-get install bubblewrap"
  elif ! bubblewrap_version; then
    lack bubblewrap "$(command -v bwrap) does not run" "apt-get install --reinstall bubblewrap"
  elif ! version_at_least "$REPLY" "$bubblewrap_wanted"; then
    lack bubblewrap "$REPLY ($(command -v bwrap)), older than $bubblewrap_wanted" "Debian 12, Ubuntu 24.04 or later have it"
  else
    found bubblewrap "$REPLY ($(command -v bwrap))"
  fi
  if [[ -x /usr/bin/python3 ]]; then
    found python3 "$(/usr/bin/python3 -I -c 'import platform; print(platform.python_version())') (/usr/bin/python3)"
  else
    lack python3 "no /usr/bin/python3" "apt-get install python3"
  fi
  for pair in setpriv:util-linux flock:util-linux curl:curl; do
    command=${pair%:*} package=${pair#*:}
    if file=$(command -v "$command"); then
      found "$command" "$("$command" --version 2>&1 | grep -oE -m1 '[0-9]+\.[0-9.]+' | head -n1) ($file)"
    else
      lack "$command" "not on PATH" "apt-get install $package"
    fi
  done
}

# What counts is whether a sandbox can be made, so one is made, with the restrictions of a real one and not as root.
doctor_namespaces() {
  local said max=/proc/sys/user/max_user_namespaces
  local -a unprivileged=()
  command -v bwrap >/dev/null || {
    lack namespaces "not tried without bubblewrap"
    return
  }
  if ((EUID == 0)); then
    command -v setpriv >/dev/null || {
      lack namespaces "not tried without setpriv"
      return
    }
    unprivileged=(setpriv --reuid 65534 --regid 65534 --clear-groups)
  fi
  if said=$(cd / && "${unprivileged[@]}" bwrap --unshare-all --unshare-user --uid 1000 --gid 1000 --die-with-parent \
    --new-session --clearenv --ro-bind / / --dev /dev --proc /proc --tmpfs /tmp --cap-drop ALL --disable-userns \
    --assert-userns-disabled /bin/true 2>&1); then
    found namespaces "an unprivileged sandbox was made and left nothing"
    return
  fi
  if [[ $(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null) == 1 ]]; then
    lack namespaces "AppArmor keeps bwrap from making user namespaces (${said##*$'\n'})" "as root, install this profile:"
    doctor_apparmor
  elif [[ -r $max && $(<"$max") == 0 ]]; then
    lack namespaces "user namespaces are switched off" "as root: sysctl -w user.max_user_namespaces=15000"
  elif [[ $(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null) == 0 ]]; then
    lack namespaces "unprivileged user namespaces are switched off" "as root: sysctl -w kernel.unprivileged_userns_clone=1"
  else
    lack namespaces "no sandbox could be made: ${said##*$'\n'}" \
      "inside a container, let it use user namespaces and mount /proc (for Docker: --security-opt seccomp=unconfined --security-opt systempaths=unconfined)"
  fi
}

doctor_apparmor() {
  cat <<PROFILE
        cat >/etc/apparmor.d/bwrap <<'EOF'
        abi <abi/4.0>,
        include <tunables/global>
        profile bwrap $(command -v bwrap) flags=(unconfined) {
          userns,
          include if exists <local/bwrap>
        }
        EOF
        apparmor_parser -r /etc/apparmor.d/bwrap
PROFILE
  if [[ -e /etc/apparmor.d/bwrap-userns-restrict ]]; then
    echo "        (first remove the other profile for it: apparmor_parser -R /etc/apparmor.d/bwrap-userns-restrict, and its file)"
  fi
}

# Which limits are in force follows from where this account may make a group; so one is made and removed.
doctor_cgroups() {
  local root=/sys/fs/cgroup own name path controllers='' in_force='' version
  if [[ -r $root/cgroup.controllers ]]; then
    version=2
    own=$(sed -n 's/^0:://p' /proc/self/cgroup)
    for path in "$root" "$root$own"; do
      if doctor_group "$path"; then
        controllers=" $(<"$path/cgroup.controllers") "
        break
      fi
    done
    for name in memory pids cpu; do
      if [[ $controllers == *" $name "* ]]; then in_force+=" $name"; fi
    done
    # Freezing is part of every group of version 2.
    if [[ $controllers ]]; then in_force+=" freezer"; fi
  else
    version=1
    for name in memory pids cpu freezer; do
      own=$(awk -F: -v name="$name" '{ n = split($2, c, ","); for (i = 1; i <= n; i++) if (c[i] == name) print $3 }' /proc/self/cgroup)
      for path in "$root/$name" "$root/$name$own"; do
        if doctor_group "$path"; then
          in_force+=" $name"
          break
        fi
      done
    done
    if [[ -e $root/unified ]]; then version='1 (hybrid)'; fi
  fi
  local limits='' lacking=''
  for name in memory pids cpu freezer; do
    case $name in
      pids) path=processes ;;
      cpu) path=CPU ;;
      freezer) path=freezing ;;
      *) path=$name ;;
    esac
    if [[ " $in_force " == *" $name "* ]]; then limits+=", $path"; else lacking+=", $path"; fi
  done
  limits=${limits#, } lacking=${lacking#, }
  if [[ -z $lacking ]]; then
    found cgroups "version $version, limits in force: $limits"
  else
    warn cgroups "version $version, limits in force: ${limits:-none}, not in force: $lacking" \
      "run as root, or let systemd delegate: systemd-run --user --scope -p Delegate=yes $MAYFLY_COMMAND up"
  fi
}

doctor_group() {
  [[ -d $1 ]] && mkdir "$1/mayfly-doctor-$$" 2>/dev/null && rmdir "$1/mayfly-doctor-$$"
}

doctor_temporal() {
  local said
  if ! said=$(temporal_find 2>&1 && echo "$MAYFLY_TEMPORAL_CLI|$temporal_origin"); then
    lack Temporal "${said#mayfly: }"
  elif [[ $said == '|' ]]; then
    lack Temporal "no temporal program $temporal_wanted or later on PATH or in the cache" \
      "$MAYFLY_COMMAND setup downloads $temporal_pin, or builds it if there is Go $go_wanted$(go_find && echo " (there is: $go)")"
  else
    found Temporal "${said#*|} (${said%%|*})"
  fi
}

doctor_portal() {
  local said
  node_find
  if [[ -n $node ]]; then
    found Node.js "$("$node/node" --version) ($node/node)"
  else
    lack Node.js "none of $node_wanted with npm" "./mayfly setup downloads $node_pin, or: apt-get install nodejs npm"
  fi
  if ! said=$(browser_find 2>&1 && echo "$MAYFLY_CHROMIUM"); then
    warn Chromium "${said#mayfly: }"
  elif [[ -z $said ]]; then
    warn Chromium "none; only the tests of the portal need it" "./mayfly test gets it"
  else
    found Chromium "$said"
  fi
}

doctor_rootfs() {
  local said
  if ! said=$(rootfs_find 2>&1 && echo "$MAYFLY_SANDBOX_ROOTFS"); then
    lack 'root file system' "${said#mayfly: }"
  elif [[ -z $said ]]; then
    lack 'root file system' "not built yet for this version of its recipe" \
      "$MAYFLY_COMMAND setup builds it with mmdebstrap$(command -v mmdebstrap >/dev/null || echo ' (package mmdebstrap, also missing)')"
  else
    found 'root file system' "$said ($(du -shx "$said" 2>/dev/null | cut -f1))"
  fi
}

doctor_resources() {
  local folder free memory
  for folder in "$MAYFLY_CACHE" "$MAYFLY_DATA_DIR"; do
    # The nearest folder that is there: this must work before any set-up and change nothing.
    while [[ ! -d $folder ]]; do folder=${folder%/*} folder=${folder:-/}; done
    free=$(df -Pk -- "$folder" | awk 'NR == 2 { print int($4 / 1048576) }')
    if ((free >= 8)); then
      found disk "$free GiB free in $folder"
    else
      warn disk "only $free GiB free in $folder" "a first set-up takes up to 8 GiB while it builds, and keeps about 3"
    fi
  done
  memory=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo)
  if ((memory >= 2048)); then
    found memory "$memory MiB available, $(nproc) processors"
  else
    warn memory "only $memory MiB available, $(nproc) processors" "the server, Postgres and Temporal take about 1 GiB, each desktop some 150 MiB"
  fi
}

doctor_server() {
  local launcher port server wanted=${MAYFLY_PORT:-8080}
  if launcher_find "$MAYFLY_DATA_DIR"; then
    found server "running on $MAYFLY_DATA_DIR (pid $launcher): http://127.0.0.1:$port/"
  elif server_find "$MAYFLY_DATA_DIR"; then
    warn server "runs without its launcher (pid $server)" "$MAYFLY_COMMAND down"
  else
    found server "not running on $MAYFLY_DATA_DIR"
  fi
  if answers "$wanted" && [[ $wanted != "${port:-}" ]]; then
    warn "port $wanted" "in use by another program" "$MAYFLY_COMMAND up --port PORT"
  elif [[ $wanted != "${port:-}" ]]; then
    found "port $wanted" free
  fi
}
