# shellcheck shell=bash
# A JDK: the project compiles for Java 25, and runs with what it was compiled by.

jdk_wanted=25

# jdk_version HOME -> REPLY: read from its `release` file, because starting a JVM only to ask would slow every verb.
jdk_version() {
  local line
  [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return
  while IFS= read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"([0-9.]+) ]]; then
      REPLY=${BASH_REMATCH[1]}
      return
    fi
  done <"$1/release"
  return 1
}

jdk_is_usable() { jdk_version "$1" && ((${REPLY%%.*} >= jdk_wanted)); }

# jdk_find -> jdk (its home), empty when there is none
jdk_find() {
  local home
  jdk=
  if [[ -n ${MAYFLY_JAVA_HOME:-} ]]; then
    jdk_is_usable "$MAYFLY_JAVA_HOME" \
      || die "MAYFLY_JAVA_HOME is $MAYFLY_JAVA_HOME, which is not a JDK $jdk_wanted or later; correct it or unset it."
    jdk=$MAYFLY_JAVA_HOME
    return
  fi
  if [[ -n ${JAVA_HOME:-} ]] && jdk_is_usable "$JAVA_HOME"; then
    jdk=$JAVA_HOME
    return
  fi
  home=$(readlink -f "$(command -v java)" 2>/dev/null) || home=
  home=${home%/bin/java}
  if [[ -n $home ]] && jdk_is_usable "$home"; then
    jdk=$home
    return
  fi
  # The wanted version itself goes before later ones: the compiler's plug-ins are tried with it.
  for home in /usr/lib/jvm/*"$jdk_wanted"* /usr/lib/jvm/* "$MAYFLY_CACHE/tools/jdk-$jdk_wanted"; do
    if jdk_is_usable "$home"; then
      jdk=$home
      return
    fi
  done
}

jdk_get() {
  local package=openjdk-$jdk_wanted-jdk-headless
  if command -v apt-cache >/dev/null && can_be_root && apt_has "$package"; then
    attempt "Installing the package $package" apt_install "$package"
    jdk_find
    if [[ -n $jdk ]]; then
      return
    fi
  fi
  attempt "Downloading Eclipse Temurin $jdk_wanted from adoptium.net" jdk_download
  jdk_find
  [[ -n $jdk ]] \
    || die "No JDK $jdk_wanted: apt has no $package and ${step_reason:-the download failed} (log: $step_log); install one and set MAYFLY_JAVA_HOME."
}

jdk_download() {
  local machine url home=$MAYFLY_CACHE/tools/jdk-$jdk_wanted
  case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64) machine=aarch64 ;;
    *) die "Eclipse Temurin is not downloaded for $(uname -m)" ;;
  esac
  lock jdk
  if jdk_is_usable "$home"; then return; fi
  scratch jdk
  room 1 "$MAYFLY_CACHE"
  # The address of the latest release redirects to the release itself; its checksum lies beside it.
  url=https://api.adoptium.net/v3/binary/latest/$jdk_wanted/ga/linux/$machine/jdk/hotspot/normal/eclipse
  url=$(curl --fail --silent --show-error --connect-timeout 8 --max-time 30 --output /dev/null --write-out '%{redirect_url}' "$url") \
    || die "api.adoptium.net could not be reached"
  [[ $url == https://* ]] || die "api.adoptium.net named no release of Temurin $jdk_wanted for $machine"
  fetch "$url" "$SCRATCH/jdk.tar.gz" || die "$url could not be downloaded"
  fetch "$url.sha256.txt" "$SCRATCH/sum" || die "$url.sha256.txt could not be downloaded"
  checksum "$SCRATCH/jdk.tar.gz" "$(awk 'NR == 1 { print $1 }' "$SCRATCH/sum")"
  mkdir -p "$SCRATCH/jdk" "${home%/*}"
  tar -xzf "$SCRATCH/jdk.tar.gz" --strip-components=1 -C "$SCRATCH/jdk"
  jdk_is_usable "$SCRATCH/jdk" || die "what came from $url is not a JDK $jdk_wanted"
  rm -rf -- "$home"
  mv -T "$SCRATCH/jdk" "$home"
}

# checksum FILE SHA256
checksum() {
  local sum
  sum=$(sha256sum "$1")
  [[ $2 =~ ^[0-9a-f]{64}$ && ${sum%% *} == "$2" ]] \
    || die "the download $1 has SHA-256 ${sum%% *}, but '$2' was published; it was thrown away"
}
