#!/usr/bin/env bash
# The store in containers, with whichever compose is here: COMPOSE="docker compose" or COMPOSE=docker-compose chooses.
#
#   tools/containers.sh up              builds, starts, and returns when the store answers
#   tools/containers.sh COMMAND...      any other command of compose: down, logs --follow, ps
#
# COMPOSE_FILE and COMPOSE_PROJECT_NAME choose another store, as for compose itself; DOOR is the service that people reach.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

die() {
  echo "containers.sh: $*" >&2
  exit 1
}

if [ -z "${COMPOSE:-}" ]; then
  if docker compose version >/dev/null 2>&1; then
    COMPOSE="docker compose"
  elif command -v docker-compose >/dev/null; then
    COMPOSE=docker-compose
  else
    die "there is no docker compose here: install Docker with its compose plugin, or start the store without containers: make run."
  fi
fi

answers() { ! command -v curl >/dev/null || curl --silent --fail --output /dev/null --noproxy '*' --max-time 5 "$1"; }

# docker-compose 1.29 has no --wait, and its `up` waits only for what others depend on.
up() {
  local address tries=0
  $COMPOSE up --build --detach
  address=$($COMPOSE port "${DOOR:-frontend}" 8080)
  case "$address" in 0.0.0.0:* | '[::]:'*) address=127.0.0.1:${address##*:} ;; esac
  until answers "http://$address/health"; do
    tries=$((tries + 1))
    [ $tries -lt 120 ] || die "the store is not ready after 60 s; make logs shows what its services say."
    sleep 0.5
  done
  echo
  echo "The store is open at http://$address (make ${CLOSE:-down} closes it)."
}

case "${1:-}" in
  up) up ;;
  *) $COMPOSE "$@" ;;
esac
