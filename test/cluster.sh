#!/usr/bin/env bash
# The store over etcd in containers (docker-compose.cluster.yml): started, disturbed one service and one member at a time, torn
# down, and found again. The tests of what happens then are in test/system; this shows that the containers are put together well.
#
#   test/cluster.sh                           with `docker compose`, or docker-compose where that is all there is
#   ETCD_IMAGE=my/etcd:3.5 test/cluster.sh    with another image of etcd
#
# It has a project name, ports, images and volumes of its own and removes them at its end.
# Ends with "cluster: N checks passed" and status 0; otherwise with what FAILED and status 1.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

if [ -z "${COMPOSE:-}" ]; then
  COMPOSE="docker compose"
  $COMPOSE version >/dev/null 2>&1 || COMPOSE=docker-compose
fi
OUTPUT=$(mktemp "${TMPDIR:-/tmp}/toystore-cluster.XXXXXX")
PASSED=0 FAILED=0 STATUS='' BODY=''

free_port() {
  local port=$1
  while (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

export COMPOSE_FILE=docker-compose.cluster.yml COMPOSE_PROJECT_NAME=toystore-cluster-test-$$
export FRONTEND_BIND=127.0.0.1
FRONTEND_PORT=$(free_port $((18100 + $$ % 100 * 10)))
SECOND_FRONTEND_PORT=$(free_port $((FRONTEND_PORT + 1)))
export FRONTEND_PORT SECOND_FRONTEND_PORT

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

# quietly COMMAND...: what it says is shown only if it fails
quietly() {
  "$@" >"$OUTPUT" 2>&1 </dev/null && return
  tail -n 30 "$OUTPUT"
  compose logs --tail 10
  echo "cluster: $PASSED checks passed, $((FAILED + 1)) FAILED: $*"
  exit 1
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

# request PORT PATH [CURL-OPTION...]: STATUS (000 when nobody answers) and BODY of the reply
request() {
  local port=$1 path=$2
  shift 2
  BODY=$(curl --silent --noproxy '*' --max-time 10 --write-out '\n%{http_code}' "$@" "http://127.0.0.1:$port$path")
  STATUS=${BODY##*$'\n'}
  BODY=${BODY%$'\n'*}
}

is_open() {
  request "$FRONTEND_PORT" /health
  [ "$STATUS" = 200 ] || return 1
  request "$SECOND_FRONTEND_PORT" /health
  [ "$STATUS" = 200 ]
}

# buys PORT KEY: one Tux, under a key, so that it may be asked again
buys() {
  request "$1" /orders --data '{"name":"Tux","quantity":1}' --header "Idempotency-Key: $2"
  [ "$STATUS" = 200 ]
}

# left PORT PIECES: whether the frontend shows so many
left() {
  request "$1" /products/Tux
  case "$BODY" in *"\"quantity\":$2}"*) true ;; *) false ;; esac
}

clean_up() {
  compose down --volumes --rmi local --remove-orphans >"$OUTPUT" 2>&1 || tail -n 5 "$OUTPUT"
  rm -f "$OUTPUT"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

step "build and up: $COMPOSE"
quietly compose build
quietly compose up --detach
check "both frontends reach their leaders" eventually 60 is_open
check "a Tux is bought at the one" eventually 10 buys "$FRONTEND_PORT" key-1
check "and gone at the other" left "$SECOND_FRONTEND_PORT" 99

bought=1
for service in catalog-1 catalog-2 order-1 order-2 etcd-1 frontend-1; do
  step "without $service"
  quietly compose stop $service
  bought=$((bought + 1))
  check "a Tux is bought" eventually 30 buys "$SECOND_FRONTEND_PORT" key-$bought
  check "and gone" left "$SECOND_FRONTEND_PORT" $((100 - bought))
  quietly compose start $service
done

step "down and up"
quietly compose down
quietly compose up --detach
check "the store opens" eventually 60 is_open
check "all that was bought is gone" left "$FRONTEND_PORT" $((100 - bought))
check "an old key is answered" buys "$FRONTEND_PORT" key-1
check "and buys nothing more" left "$FRONTEND_PORT" $((100 - bought))

echo
if [ $FAILED != 0 ]; then
  echo "cluster: $PASSED checks passed, $FAILED FAILED, after $SECONDS s"
  exit 1
fi
echo "cluster: $PASSED checks passed, after $SECONDS s"
