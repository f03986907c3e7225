#!/usr/bin/env bash
# Makes the class data archives of the images: cds/NAME.jsa for the three jars of a folder. Such an archive holds the classes that
# a service loaded in a short life, from its start over every kind of request to its stop, as the next JVM maps them: it starts
# in half the time. A JVM takes it only if it is the same JVM, with the same jars under the same path.
#
#   tools/archives.sh FOLDER        needs a JRE and curl, and the ports of the store
set -euo pipefail
cd "$1"

URL=http://127.0.0.1:8080
LOG=$(mktemp -d)
export DATA_DIR=$LOG/data

die() {
  cat "$LOG"/*.log >&2
  echo "archives.sh: $*" >&2
  exit 1
}

# start NAME HEAP
start() {
  java -XX:+UseSerialGC -Xmx"$2" -XX:ArchiveClassesAtExit="cds/$1.jsa" -Xlog:cds=error,cds+dynamic=error -jar "$PWD/$1.jar" >"$LOG/$1.log" 2>&1 &
}

stop() {
  kill "$1"
  wait "$1" || die "a service did not stop as it should"
}

request() { curl --silent --output /dev/null --max-time 5 "$@" || die "the store does not answer: curl $*"; }

# Every kind of request that a customer makes
visit() {
  local key toy='{"name":"Tux","quantity":1}'
  for key in 1 2 3; do
    request "$URL/products"
    request "$URL/products/Rubik%27s%20Cube"
    request "$URL/products/unknown"
    request --head "$URL/products/Tux"
    request --data "$toy" "$URL/orders"
    request --data "$toy" --header "Idempotency-Key: $key" "$URL/orders"
    request --data "$toy" --header "Idempotency-Key: $key" "$URL/orders"
    request --data '{"name":"Tux","quantity":999999}' --header "Idempotency-Key: refused-$key" "$URL/orders"
    request --data '{"name":' "$URL/orders"
    request "$URL/orders/0"
    request "$URL/orders/999"
    request --request DELETE "$URL/orders"
  done
}

mkdir -p cds
start catalog 64m
CATALOG=$!
start order 128m
ORDER=$!
start frontend 64m
FRONTEND=$!
TRIES=0
until curl --silent --fail --output /dev/null --max-time 5 "$URL/health"; do
  TRIES=$((TRIES + 1))
  [ $TRIES -lt 300 ] || die "the store did not start"
  sleep 0.2
done
visit
stop $FRONTEND
stop $ORDER
stop $CATALOG
for name in catalog order frontend; do [ -f cds/$name.jsa ] || die "the $name service left no class data archive"; done
rm -rf "$LOG"
