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

. test/checks.sh
OUTPUT=$(mktemp "${TMPDIR:-/tmp}/toystore-cluster.XXXXXX")

export COMPOSE_FILE=docker-compose.cluster.yml COMPOSE_PROJECT_NAME=toystore-cluster-test-$$
export FRONTEND_BIND=127.0.0.1
FRONTEND_PORT=$(free_port $((18100 + $$ % 100 * 10)) 10)
SECOND_FRONTEND_PORT=$(free_port $((FRONTEND_PORT + 1)) 1)
export FRONTEND_PORT SECOND_FRONTEND_PORT

# quietly COMMAND...: what it says is shown only if it fails
quietly() {
  "$@" >"$OUTPUT" 2>&1 </dev/null && return
  tail -n 30 "$OUTPUT"
  compose logs --tail 10
  echo "cluster: $PASSED checks passed, $((FAILED + 1)) FAILED: $*"
  exit 1
}

# at PORT COMMAND...: at the frontend of that port
at() {
  local STORE=127.0.0.1:$1
  shift
  "$@"
}

answers() {
  request "$@"
  [ "$STATUS" = 200 ]
}

is_open() { at "$FRONTEND_PORT" answers /health && at "$SECOND_FRONTEND_PORT" answers /health; }

# buys PORT KEY: one Tux, under a key, so that it may be asked again
buys() { at "$1" answers /orders --data '{"name":"Tux","quantity":1}' --header "Idempotency-Key: $2"; }

# left PORT PIECES: whether the frontend shows so many
left() {
  at "$1" request /products/Tux
  has "$BODY" "\"quantity\":$2}"
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
  # The frontend and the order service find a new leader each for itself.
  check "toys are shown" eventually 5 at "$SECOND_FRONTEND_PORT" answers /products/Tux
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
