# The words that the scripts about containers share: sourced, not run, by compose.sh and cluster.sh.
# shellcheck shell=bash

if [ -z "${COMPOSE:-}" ]; then
  COMPOSE="docker compose"
  $COMPOSE version >/dev/null 2>&1 || COMPOSE=docker-compose
fi
PASSED=0 FAILED=0 STATUS='' BODY=''

compose() { $COMPOSE "$@"; }

step() { printf '\n%s  (%s s)\n' "$1" "$SECONDS"; }

# check WHAT COMMAND...: counts, and says, whether the command succeeds
check() {
  local what=$1
  shift
  if "$@"; then
    PASSED=$((PASSED + 1))
    echo "  ok    $what"
  else
    FAILED=$((FAILED + 1))
    echo "  FAIL  $what; the last reply was: $STATUS $BODY"
  fi
}

# eventually SECONDS COMMAND...: whether it succeeds within this time
eventually() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.3
  done
}

has() { case "$1" in *"$2"*) true ;; *) false ;; esac }

# free_port FIRST STEP: the first port from there on, in such steps, that nobody listens on
free_port() {
  local port=$1
  while (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + $2)); done
  echo "$port"
}

# request PATH [CURL-OPTION...], of the frontend at STORE: STATUS (000 when nobody answers) and BODY of the reply
request() {
  local path=$1
  shift
  BODY=$(curl --silent --noproxy '*' --max-time 10 --write-out '\n%{http_code}' "$@" "http://$STORE$path")
  STATUS=${BODY##*$'\n'}
  BODY=${BODY%$'\n'*}
}
