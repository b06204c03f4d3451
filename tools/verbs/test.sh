# shellcheck shell=bash
# `test`: what a change has to pass, with everything that the tests need got first.

verb_test() {
  local -a modules=() maven=() reactor=()
  local module marker status=0
  while (($#)); do
    case $1 in
      --)
        shift
        maven=("$@")
        break
        ;;
      -*) usage_error "test knows no '$1'; arguments for Maven go after --." ;;
      *) modules+=("${1%/}") ;;
    esac
    shift
  done
  for module in "${modules[@]}"; do
    [[ -f $MAYFLY_CHECKOUT/$module/pom.xml ]] || usage_error "There is no module '$module' (no $module/pom.xml)."
  done

  set_up tools temporal rootfs node browser
  # The tests make their own; not one of them may touch what a person keeps.
  unset MAYFLY_DATA_DIR
  lock_checkout 3>&2
  cd "$MAYFLY_CHECKOUT" || return
  mkdir -p "$MAYFLY_CACHE/tmp"
  # Reports written from now on are this run's; older ones in the modules' target folders do not count.
  marker=$(mktemp "$MAYFLY_CACHE/tmp/test.XXXXXX")
  # shellcheck disable=SC2064 # the name is known now and gone with this function's end
  trap "ticker_stop; rm -f '$marker' '$marker.excludes'" EXIT
  if ((${#modules[@]})); then
    test_excludes "${modules[@]}" >"$marker.excludes"
    reactor=(--projects "$(IFS=, && echo "${modules[*]}")" --also-make
      -Dsurefire.excludesFile="$marker.excludes" -Dfailsafe.excludesFile="$marker.excludes")
  fi
  ./mvnw --batch-mode "${reactor[@]}" "${maven[@]}" verify </dev/null {lock_fd}>&- || status=$?
  /usr/bin/python3 -I tools/verbs/test-summary.py "$marker" || ((status)) || status=1
  exit "$status"
}

# test_excludes MODULE...: the test classes of all other modules. A named module is built together with those that it
# needs, but only its own tests are asked for.
test_excludes() {
  local pom module named
  echo '**/*$*' # what Surefire excludes when it is told nothing
  find . \( -name target -o -name .git -o -name node_modules \) -prune -o -name pom.xml -print | while IFS= read -r pom; do
    module=${pom#./}
    module=${module%pom.xml}
    module=${module%/}
    for named in "$@"; do
      [[ $module != "$named" ]] || continue 2
    done
    [[ -d ${module:-.}/src/test/java ]] || continue
    (cd "${module:-.}/src/test/java" && find . -name '*.java' -printf '%P\n')
  done
}
