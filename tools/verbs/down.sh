# shellcheck shell=bash
# `down`: the ordered way out, and the broom for what an unordered one left.

verb_down() {
  local data launcher port server did=''
  data_option down "$@"

  if launcher_find "$data"; then
    down_send TERM "$launcher" "Mayfly"
    attempt "Stopping Mayfly (pid $launcher)" gone_within 75 launcher_find "$data"
    did=yes
  fi
  if server_find "$data"; then
    down_send TERM "$server" "the server"
    attempt "Stopping the server (pid $server)" gone_within 60 server_find "$data"
    if server_find "$data"; then
      left_of "$data"
      die "The server did not stop; still running: $REPLY. End it with: kill -9 $server, then run $MAYFLY_COMMAND down again."
    fi
    did=yes
  fi
  if down_rest "$data"; then did=yes; fi
  if left_of "$data"; then die "Still running: $REPLY. Try again, or end it by its pid."; fi
  rm -f "$data/run/launcher.pid"
  if [[ $did ]]; then
    echo "Mayfly is down (data directory $data)."
    echo "Workspaces still in use live on until their own deadline and no longer: their fuses need no server."
  else
    echo "Mayfly was not running (data directory $data)."
  fi
}

# down_rest DATA: what a server left that did not stop in order; as long as one lives, these are its own to stop. Fails
# when there was nothing.
down_rest() {
  local temporal_server postgres did=''
  if temporal_server_find "$1"; then
    down_send TERM "$temporal_server" Temporal
    attempt "Stopping Temporal, which had lost its server (pid $temporal_server)" gone_within 15 temporal_server_find "$1"
    if temporal_server_find "$1"; then down_send KILL "$temporal_server" Temporal; fi
    did=yes
  fi
  if postgres_find "$1"; then
    # INT is Postgres's fast stop: it ends sessions and writes all down, where TERM would wait for the sessions.
    down_send INT "$postgres" Postgres
    attempt "Stopping Postgres, which had lost its server (pid $postgres)" gone_within 30 postgres_find "$1"
    did=yes
  fi
  [[ $did ]]
}

# down_send SIGNAL PID WHAT
down_send() {
  kill -s "$1" "$2" 2>/dev/null || [[ ! -d /proc/$2 ]] \
    || die "$3 (pid $2) belongs to another user; run $MAYFLY_COMMAND down as that user."
}

# warn_of_late_clocks PORT: a reaper that has fallen silent is said, although all else works without it
warn_of_late_clocks() {
  curl --silent --fail --max-time 3 --noproxy '*' "http://127.0.0.1:$1/metrics" | awk -v now="$(date +%s)" '
    /^mayfly_(reaper|sweep)_last_run_timestamp_seconds/ && now - $2 > 60 {
      split($1, name, "_")
      printf "warning    the %s has not come round for %d s: what is past its time may live on\n", name[2], now - $2
    }
    /^mayfly_reaper_held_back/ && $2 > 0 {
      printf "warning    the reaper holds back %d things: too much would go at once, look at the holdings\n", $2
    }' || true
}

# `status`: what runs, by looking at the processes and asking the server; 3 when nothing does, as init scripts say it.
verb_status() {
  local data launcher port server temporal_server postgres health
  data_option status "$@"
  launcher_find "$data" || true
  server_find "$data" || true
  temporal_server_find "$data" || true
  postgres_find "$data" || true
  if [[ -z $launcher$server ]]; then
    if left_of "$data"; then
      echo "Mayfly is not running on $data, but left behind: $REPLY. $(down_command "$data") stops it."
    else
      echo "Mayfly is not running (data directory $data)."
    fi
    exit 3
  fi
  # Without its launcher, only the server itself says where it is.
  if [[ -z $port ]]; then server_port "$data" || true; fi
  health='does not answer'
  if [[ -n $port ]]; then
    if healthy "$port"; then health=healthy; elif answers "$port"; then health='answers, but is not well'; fi
  fi
  printf '%-10s %s\n' data "$data" address "http://127.0.0.1:${port:-?}/ ($health)" \
    launcher "${launcher:+pid $launcher}" server "${server:+pid $server}" \
    temporal "${temporal_server:+pid $temporal_server}" postgres "${postgres:+pid $postgres}" | sed 's/ *$//; s/^[a-z]*$/& -/'
  if [[ $health == healthy ]]; then warn_of_late_clocks "$port"; fi
  [[ $health == healthy ]]
}
