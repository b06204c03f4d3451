# shellcheck shell=bash
# The verbs that are little more than set-up and a call of Java.

verb_setup() {
  (($# == 0)) || usage_error "setup takes no arguments, not '$1'."
  set_up tools temporal rootfs app
  say "Everything is in place; next: $MAYFLY_COMMAND up"
}

# The demo starts what it needs by itself, as `up` does, so it is given the same.
verb_demo() {
  set_up tools temporal rootfs app
  java_line server
  exec "${java_line[@]}" demo "$@"
}

verb_of_the_command_line() {
  set_up app
  java_line cli
  exec "${java_line[@]}" "$@"
}
