# shellcheck shell=bash
# `up`: the launcher of the all-in-one server. It starts the JVM, starts it again when it dies, and passes on the wish
# to stop. Postgres and Temporal belong to the JVM, but outlive it: the next one adopts them, and `down` ends what is
# left.

up_restarts=5  # so often within up_window seconds is the server started again, then something is wrong for good
up_window=60
up_patience=60 # how long the server may take to stop

verb_up() {
  local detach='' database='' password_file='' data=$MAYFLY_DATA_DIR port=${MAYFLY_PORT:-8080} option value
  local -a passed=() needs=(tools temporal rootfs app)
  while (($#)); do
    option=$1
    case $option in
      --detach)
        detach=yes
        shift
        continue
        ;;
      --*=*)
        value=${option#*=}
        option=${option%%=*}
        shift
        ;;
      --data-dir | --port | --template-dir | --temporal-address | --temporal-namespace | --database-url | \
        --database-password-file)
        (($# > 1)) || usage_error "$option needs a value."
        value=$2
        shift 2
        ;;
      *) usage_error "up knows no '$option'." ;;
    esac
    [[ -n $value ]] || usage_error "$option needs a value."
    case $option in
      --data-dir) data=$value ;;
      --port) port=$value ;;
      --temporal-namespace) passed+=("$option" "$value") ;;
      --template-dir) passed+=("$option" "$(realpath -m -- "$value")") ;;
      --database-url)
        if [[ ${value,,} =~ password= || $value =~ ://[^/?]*:[^/?@]*@ ]]; then
          usage_error "--database-url holds a password, which everybody on this machine could read; leave it out and set MAYFLY_DATABASE_PASSWORD or name a file with --database-password-file."
        fi
        passed+=("$option" "$value")
        database=yes
        ;;
      --database-password-file)
        [[ -r $value ]] || usage_error "--database-password-file $value cannot be read."
        password_file=$value
        ;;
      --temporal-address)
        passed+=("$option" "$value")
        needs=(tools rootfs app)
        ;;
      *) usage_error "up knows no '$option'." ;;
    esac
  done
  if [[ ! $port =~ ^[1-9][0-9]{0,4}$ ]] || ((port > 65535)); then
    usage_error "--port needs a number from 1 to 65535, not '$port'."
  fi
  data=$(realpath -m -- "$data")
  [[ ! $database_password$password_file || $database ]] \
    || usage_error "There is a password for a database (MAYFLY_DATABASE_PASSWORD or --database-password-file) and no --database-url."
  [[ ! $database_password || ! $password_file ]] \
    || usage_error "MAYFLY_DATABASE_PASSWORD and --database-password-file are both given; give one."
  if [[ -f $password_file ]]; then
    passed+=(--database-password-file "$(realpath -- "$password_file")")
  elif [[ $password_file ]]; then
    # A pipe is read once, and the server may be started more often.
    IFS= read -r database_password <"$password_file" || true
    [[ $database_password ]] || usage_error "--database-password-file $password_file is empty."
  fi

  up_refuse_second "$data"
  if answers "$port"; then die "Port $port is already in use on this machine; choose another with --port."; fi
  set_up "${needs[@]}"
  # Nobody else may look into these two; but a sandbox runs as a user of its own and has to come by the data directory.
  { mkdir -p "$data" && (umask 077 && mkdir -p "$data/run" "$data/log"); } 2>/dev/null \
    || die "Cannot write to the data directory $data; choose another with --data-dir."
  if [[ $detach ]]; then
    up_detached "$data" "$port" "${passed[@]}"
  else
    up_attended "$data" "$port" "${passed[@]}"
  fi
}

up_refuse_second() {
  local launcher port server
  if launcher_find "$1"; then
    die "Mayfly is already running on $1 (pid $launcher): http://127.0.0.1:$port/ - stop it with: $(down_command "$1")"
  fi
  if server_find "$1"; then
    die "A Mayfly server (pid $server) still runs on $1 without its launcher; stop it with: $(down_command "$1")"
  fi
}

# up_attended DATA PORT ARGUMENT...: in the foreground, until asked to stop
up_attended() {
  local data=$1 port=$2 lock status restart moment
  shift 2
  local -a restarts=() more=()
  exec {lock}>"$data/run/launcher.lock"
  flock -n "$lock" || die "Another \`up\` is just starting on $data."
  up_refuse_second "$data"
  # By its standard input it reaches the server, and nobody else.
  [[ ! $database_password ]] || set -- "$@" --database-password-file /dev/stdin
  process_start $$
  printf '%s\n' $$ "$process_started" "$port" >"$data/run/launcher.pid.new"
  mv -f "$data/run/launcher.pid.new" "$data/run/launcher.pid"

  java_line server
  read -ra more <<<"${MAYFLY_JAVA_OPTS:-}"
  java_line=("${java_line[0]}" "${more[@]}" -XX:ErrorFile="$data/log/crash-%p.log" "${java_line[@]:1}")

  up_server='' up_stop_by=''
  trap up_stop_asked INT TERM HUP
  while [[ -z $up_stop_by ]]; do
    # A session of its own: Ctrl-C reaches this launcher alone, and the server is the one to stop its Postgres and
    # Temporal in the right order. They must not inherit the lock, for they may outlive us; nor that bash lets what runs
    # in its background ignore Ctrl-C, or no terminal of a workspace would know it.
    env --default-signal=INT,QUIT MAYFLY_DATA_DIR="$data" MAYFLY_COMMAND="$MAYFLY_COMMAND$(data_given "$data")" \
      setsid "${java_line[@]}" up --data-dir "$data" --port "$port" "$@" <<<"$database_password" {lock}>&- &
    up_server=$!
    if [[ $up_stop_by ]]; then kill -TERM "$up_server" 2>/dev/null || true; fi
    up_await "$data"
    case $status in
      0 | 130 | 143) break ;;
      2 | 64) break ;; # it was called wrongly: our mistake or yours, but the same again would change nothing
      78)
        say "mayfly: The server cannot start with this configuration; its last words say what to change."
        break
        ;;
    esac
    [[ -z $up_stop_by ]] || break

    moment=$SECONDS
    for restart in "${!restarts[@]}"; do
      if ((restarts[restart] + up_window < moment)); then unset 'restarts[restart]'; fi
    done
    if ((${#restarts[@]} >= up_restarts)); then
      rm -f "$data/run/launcher.pid"
      down_rest "$data" || true
      die "The server $(up_death "$status") again, $up_restarts restarts within $up_window s did not help; look at the lines above, then run $MAYFLY_COMMAND doctor."
    fi
    restarts+=("$moment")
    say "mayfly: The server $(up_death "$status"); starting it again (${#restarts[@]} of at most $up_restarts times in $up_window s). Workspaces, Postgres and Temporal live on meanwhile."
    pause 1
  done
  rm -f "$data/run/launcher.pid"
  case $status in
    2 | 64 | 78) exit "$status" ;;
  esac
  if [[ $up_stop_by ]]; then say "Mayfly is stopped."; fi
  exit 0
}

# up_await DATA -> status: waits for the server's end, and while it is stopping only for so long
up_await() {
  local outcome
  status=0
  while kill -0 "$up_server" 2>/dev/null; do
    if [[ -z $up_stop_by ]]; then
      # A signal ends this wait early; then the loop looks again.
      wait "$up_server" 2>/dev/null || true
    elif ((SECONDS < up_stop_by)); then
      pause 0.1
    else
      left_of "$1" || REPLY="the server (pid $up_server)"
      rm -f "$1/run/launcher.pid"
      die "The server did not stop within $up_patience s; still running: $REPLY. Try $(down_command "$1"), or end it with: kill -9 $up_server"
    fi
  done
  outcome=0
  wait "$up_server" 2>/dev/null || outcome=$?
  status=$outcome
}

up_stop_asked() {
  if [[ $up_stop_by ]]; then
    say "Still stopping; at most $((up_stop_by > SECONDS ? up_stop_by - SECONDS : 0)) s more."
    return 0
  fi
  up_stop_by=$((SECONDS + up_patience))
  say "Stopping Mayfly ..."
  if [[ $up_server ]]; then kill -TERM "$up_server" 2>/dev/null || true; fi
}

up_death() {
  case $1 in
    137) echo "was killed (SIGKILL; perhaps memory ran out)" ;;
    3) echo "ran out of memory" ;;
    129 | 13[1-9] | 14[0-9]) echo "died of signal $(kill -l $(($1 - 128)))" ;;
    *) echo "ended with status $1" ;;
  esac
}

# up_detached DATA PORT ARGUMENT...: the same in the background, and back as soon as it is well
up_detached() {
  local data=$1 port=$2 log=$1/log/mayfly.log
  shift 2
  if [[ -e $log ]] && (($(stat -c %s "$log") > 50000000)); then mv -f "$log" "$log.1"; fi
  [[ ! $database_password ]] || set -- "$@" --database-password-file /dev/stdin
  setsid "$MAYFLY_CHECKOUT/mayfly" up --data-dir "$data" --port "$port" "$@" <<<"$database_password" >>"$log" 2>&1 &
  attempt "Starting Mayfly (log: $log)" up_wait_until_well $! "$port"
  ((step_status == 0)) || die "${step_reason:-Mayfly did not start}; its log is $log"
  echo "Mayfly is up: http://127.0.0.1:$port/"
  # The server may tell more addresses than the one that the launcher knows.
  if [[ -r $data/run/addresses ]]; then cat "$data/run/addresses"; fi
  echo "Data and log: $data"
  echo "Stop it with: $(down_command "$data")"
}

up_wait_until_well() {
  local until=$((SECONDS + 120))
  while ! healthy "$2"; do
    process_start "$1" || die "Mayfly stopped while it was starting"
    ((SECONDS < until)) || die "Mayfly was not well after 120 s and still runs (pid $1)"
    pause 0.3
  done
}
