# shellcheck shell=bash
# Which processes belong to a data directory. A pid file may outlive its process and its number may be another's by
# now, so a pid is believed only together with something that this other process would not have.

# process_start PID -> process_started: when that was, in the kernel's ticks. Fails for one that is gone or only a zombie.
process_start() {
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return
  local -a field
  # The command's name is in brackets and may hold spaces: what counts begins after it, with field 3.
  read -ra field <<<"${stat##*) }"
  [[ ${field[0]} != [ZX] ]] || return
  process_started=${field[19]}
}

# process_says PID WORD...: is it there, and does its command line hold all these words?
process_says() {
  local pid=$1 line word
  shift
  process_start "$pid" || return
  { line=$(tr '\0' '\n' <"/proc/$pid/cmdline"); } 2>/dev/null || return
  for word in "$@"; do
    [[ $line == *"$word"* ]] || return
  done
}

# first_number FILE -> REPLY: its first word, if that is a number
first_number() {
  [[ -r $1 ]] || return
  read -r REPLY _ <"$1" || true
  [[ $REPLY =~ ^[0-9]+$ ]]
}

# launcher_find DATA -> launcher, port. Its pid file has three lines: pid, start time, port.
launcher_find() {
  local -a line
  launcher='' port=''
  [[ -r $1/run/launcher.pid ]] || return
  mapfile -t line <"$1/run/launcher.pid"
  [[ ${line[0]:-} =~ ^[0-9]+$ ]] && process_start "${line[0]}" && [[ $process_started == "${line[1]:-}" ]] || return
  launcher=${line[0]} port=${line[2]:-}
}

# server_find DATA -> server: the JVM, started with this very data directory
server_find() {
  server=
  first_number "$1/run/server.pid" && process_says "$REPLY" mayfly.jar "$1" || return
  server=$REPLY
}

# server_port DATA -> port, as the server wrote it down when it was up
server_port() {
  [[ -r $1/run/server.json ]] || return
  port=$(sed -nE 's|.*"url":"http://[^"/]*:([0-9]+)/?".*|\1|p' "$1/run/server.json")
  [[ -n $port ]]
}

# temporal_server_find DATA -> temporal_server
temporal_server_find() {
  temporal_server=
  first_number "$1/run/temporal.pid" && process_says "$REPLY" temporal start-dev || return
  temporal_server=$REPLY
}

# postgres_find DATA -> postgres. Its own pid file has the data folder in the second line.
postgres_find() {
  postgres=
  first_number "$1/postgres/postmaster.pid" && process_says "$REPLY" postgres "$1/postgres" || return
  postgres=$REPLY
}

# pause SECONDS: unlike a plain `sleep`, one that Ctrl-C does not end as a failure.
pause() {
  sleep "$1" &
  wait $! || true
}

# gone_within SECONDS FIND DATA: waits until FIND finds nothing more
gone_within() {
  local until=$((SECONDS + $1))
  while "$2" "$3"; do
    ((SECONDS < until)) || return
    pause 0.2
  done
}

# left_of DATA -> REPLY: what still runs, for a person
left_of() {
  local left=()
  if server_find "$1"; then left+=("the server (pid $server)"); fi
  if temporal_server_find "$1"; then left+=("Temporal (pid $temporal_server)"); fi
  if postgres_find "$1"; then left+=("Postgres (pid $postgres)"); fi
  printf -v REPLY '%s, ' "${left[@]}"
  REPLY=${REPLY%, }
  ((${#left[@]}))
}

answers() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

healthy() { curl --silent --fail --max-time 3 --noproxy '*' --output /dev/null "http://127.0.0.1:$1/health"; }

# down_command DATA: how this data directory's server is stopped, ready to be copied
down_command() { echo "$MAYFLY_COMMAND down$(data_given "$1")"; }

# data_given DATA: the option for it where it is not the usual one
data_given() { [[ $1 == "$MAYFLY_DATA_DIR" ]] || printf ' --data-dir %q' "$1"; }

# data_option VERB ARGUMENT...: the one option of `down` and `status` -> data
data_option() {
  local verb=$1
  shift
  data=$MAYFLY_DATA_DIR
  while (($#)); do
    case $1 in
      --data-dir=*) data=${1#*=} ;;
      --data-dir)
        (($# > 1)) || usage_error "--data-dir needs a folder."
        data=$2
        shift
        ;;
      *) usage_error "$verb knows no '$1'." ;;
    esac
    shift
  done
  [[ -n $data ]] || usage_error "--data-dir needs a folder."
  data=$(realpath -m -- "$data")
}
