#!/usr/bin/env bash
# The store in containers: built, used, disturbed, killed, torn down, and found whole again each time. It also shows how to use
# it: all it needs is curl and a compose command, and docker itself only to look at a container and to crash one.
#
#   test/compose.sh                           with `docker compose`, or docker-compose where that is all there is
#   COMPOSE=docker-compose test/compose.sh    with the older generation
#
# It has a project name, a port, images and volumes of its own and removes them at its end: a store that runs here is left alone.
# Ends with "compose: N checks passed" and status 0; otherwise with what FAILED and status 1.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

. test/checks.sh
WORK=$(mktemp -d "${TMPDIR:-/tmp}/toystore-compose.XXXXXX")
CUSTOMER=''

# What a person would write into the file .env
export COMPOSE_PROJECT_NAME=toystore-test-$$
export FRONTEND_BIND=127.0.0.1 VERSION=one
# Nine more behind it are for a second frontend.
FRONTEND_PORT=$(free_port $((18100 + $$ % 100 * 10)) 10)
export FRONTEND_PORT
STORE=127.0.0.1:$FRONTEND_PORT

# ---------------------------------------------------------------- words of this script

give_up() {
  echo "  FAIL  $1"
  compose ps
  compose logs --tail 20
  echo "compose: $PASSED checks passed, $((FAILED + 1)) FAILED"
  exit 1
}

# quietly COMMAND...: what it says is shown only if it fails
quietly() {
  "$@" >"$WORK/output" 2>&1 </dev/null && return
  tail -n 30 "$WORK/output"
  give_up "$*"
}

# same FOUND EXPECTED
same() {
  [ "$1" = "$2" ] || printf '        expected: %s\n        found:    %s\n' "$2" "$1"
  [ "$1" = "$2" ]
}

# replies STATUS TEXT PATH [CURL-OPTION...]: whether the reply has that status, and that text in its body
replies() {
  local status=$1 text=$2
  shift 2
  request "$@"
  [ "$STATUS" = "$status" ] && has "$BODY" "$text"
}

# buy TOY [KEY]: one piece; leaves its order's NUMBER, or nothing
buy() {
  request /orders --data "{\"name\":\"$1\",\"quantity\":1}" ${2:+--header "Idempotency-Key: $2"}
  NUMBER=$(echo "$BODY" | sed -n 's/.*"order_number":\([0-9]*\)}.*/\1/p')
}

# answered TOY KEY: buys, as buy does; whether the answer is anything but "not now"
answered() {
  buy "$@"
  [ "$STATUS" != 503 ] && [ "$STATUS" != 000 ]
}

# stock_of TOY: pieces on the shelf
stock_of() {
  request "/products/$1"
  echo "$BODY" | sed -n 's/.*"quantity":\([0-9]*\)}.*/\1/p'
}

is_open() { replies 200 '"frontend":"serving"' /health; }

up() {
  quietly compose up --detach
  eventually 60 is_open || give_up "the store opens"
}

down() { quietly compose down "$@"; }

# inspect SERVICE FORMAT: of its container
inspect() { docker inspect --format "$2" "$(compose ps -a -q "$1" 2>/dev/null | head -n 1)"; }

# inside SERVICE COMMAND...: runs it in the service's container
inside() { compose exec -T "$@" </dev/null; }

healthy() { [ "$(inspect "$1" '{{.State.Health.Status}}')" = healthy ]; }

# whole: what the store's own verification says of the files in the volumes
whole() {
  compose run --rm verify >"$WORK/verify" 2>&1 </dev/null && grep -q '^whole' "$WORK/verify" && return
  tail -n 20 "$WORK/verify"
  return 1
}

clean_up() {
  touch "$WORK/closed"
  [ -z "$CUSTOMER" ] || wait "$CUSTOMER"
  for COMPOSE in "$COMPOSE" "${OTHER_COMPOSE:-$COMPOSE}"; do
    compose --profile tools down --volumes --rmi local --remove-orphans >"$WORK/output" 2>&1 || tail -n 5 "$WORK/output"
  done
  rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

# ---------------------------------------------------------------- a store opens

step "build and up: $COMPOSE"
quietly compose --profile tools build
up
check "the toys that come with the store are on the shelves" \
  replies 200 '{"name":"Tux","price":15.99,"quantity":100}' /products
PUBLISHED=$(docker ps --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --format '{{.Ports}}' | grep -- '->')
check "only the frontend is published, on 127.0.0.1" same "$PUBLISHED" "$STORE->8080/tcp"
door() { inspect frontend "{{(index .NetworkSettings.Networks \"${COMPOSE_PROJECT_NAME}_$1\").IPAddress}}"; }
knock() { inside catalog timeout 3 bash -c ": <>/dev/tcp/$1/8080" 2>/dev/null && echo open; }
check "the catalog reaches the frontend on the inner network" same "$(knock "$(door inside)")" open
check "and nothing beyond that network" same "$(knock "$(door outside)")" ""
check "the class data archives are in use" same "$(compose logs 2>&1 | grep -c 'shared archive')" 0

step "what each container may do"
for service in catalog order frontend; do
  limit=256
  [ $service != catalog ] || limit=192
  check "$service is healthy" eventually 20 healthy $service
  check "$service is not root" same "$(inside $service id -u)" 10001
  check "$service has no capabilities and can gain none" \
    same "$(inside $service grep -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/1/status | tr -s '\t\n' ' ')" \
    "CapEff: 0000000000000000 CapBnd: 0000000000000000 NoNewPrivs: 1 "
  check "$service cannot write to its root file system" \
    same "$(inside $service sh -c 'touch /new /app/new 2>&1' | grep -c 'Read-only')" 2
  check "$service has at most $limit MB" same "$(inspect $service '{{.HostConfig.Memory}}')" $((limit * 1024 * 1024))
  check "$service brings its own jar only" same "$(inside $service sh -c 'ls /app/*.jar')" /app/$service.jar
done

step "buy until a toy is sold out"
for expected in 0 1 2 3 4 5 6 7 8 9 10 11; do
  buy "Train Set"
  [ "$NUMBER" = $expected ] || break
done
check "the twelve train sets are orders 0 to 11" same "$NUMBER" 11
buy "Train Set" thirteenth
check "the thirteenth is refused" same "$STATUS $BODY" '409 {"error":{"code":304,"message":"could not post order"}}'
buy Tux first-tux
check "a Tux is order 12" same "$NUMBER" 12

step "what the services count, and the catalogue changed while they run"
# metrics URL NAME: the value of a metric, asked for by the frontend's container
metrics() { inside frontend curl --silent --noproxy '*' --max-time 5 "$1/metrics" | sed -n "s/^$2 //p"; }
check "the catalog's metrics are on the inner network" same "$(metrics http://catalog:9201 toystore_toys)" 14
check "the order service's too" same "$(metrics http://order:9202 toystore_orders_total)" 13
check "the frontend's are on its own port" \
  same "$(metrics http://127.0.0.1:8080 'toystore_http_requests_total{route="\/orders",status="200"}')" 13
stock() { compose run --rm stock "$@" 2>"$WORK/output" </dev/null | tr -d '\r'; }
check "stock adds pieces of a toy" same "$(stock Tux +50)" "Tux: 149 at 15.99"
check "and they are on the shelf at once" same "$(stock_of Tux)" 149
check "stock adds a toy" same "$(stock "Bear, brown" --price 7.50 +20)" "Bear, brown: 20 at 7.50"
check "and it can be bought" replies 200 '"order_number":13' /orders --data '{"name":"Bear, brown","quantity":1}'
check "stock takes away no more than there is" same "$(stock Tux -1000)" ""
check "and then changes nothing" same "$(stock_of Tux)" 149
check "whole, says verify" whole

# ---------------------------------------------------------------- disturbances while a customer buys

# Buys one Yo-Yo after another, each under a key with which it asks again until it is answered: with the order (a line
# "KEY NUMBER"), with anything but "not now" (then it gives up, and says so), or not at all as the store is closed.
customer() {
  local n=0
  trap '' INT
  while true; do
    n=$((n + 1))
    until answered Yo-Yo "yo-yo-$n"; do
      [ ! -e "$WORK/closed" ] || return
      sleep 0.2
    done
    [ "$STATUS" = 200 ] || { echo "$STATUS $BODY" >"$WORK/wrong"; return; }
    echo "yo-yo-$n $NUMBER" >>"$WORK/bought"
    [ ! -e "$WORK/closed" ] || return
    sleep 0.2
  done
}

bought() { wc -l <"$WORK/bought" | tr -d ' '; }
more_than() { [ "$(bought)" -gt "$1" ]; }

# Two more: the one that was under way may have been answered before.
customer_goes_on() {
  eventually 30 more_than $(($(bought) + 1)) && return
  compose logs --tail 15
  return 1
}

touch "$WORK/bought"
customer &
CUSTOMER=$!

step "restart one service at a time"
for service in catalog order frontend; do
  quietly compose restart $service
  check "purchases go on after a restart of $service" customer_goes_on
done

step "kill -9 the process of one service at a time"
# From outside its container, as a crash comes; the restart policy starts it again.
crash() {
  local pid
  pid=$(inspect "$1" '{{.State.Pid}}')
  quietly docker run --rm --pid host --network none --user 0 --entrypoint bash "$(inspect "$1" '{{.Image}}')" -c "kill -9 $pid"
}
restarted_and_healthy() { [ "$(inspect "$1" '{{.RestartCount}} {{.State.Health.Status}}')" = "1 healthy" ]; }
for service in catalog order frontend; do
  crash $service
  check "$service starts again by itself" eventually 30 restarted_and_healthy $service
  check "purchases go on after that" customer_goes_on
done

step "SIGTERM to one service at a time"
exited() { [ "$(inspect "$1" '{{.State.Status}}')" = exited ]; }
for service in catalog order frontend; do
  quietly compose kill -s SIGTERM $service
  check "$service ends within its 20 s" eventually 20 exited $service
  check "$service had finished its work in hand: status 0" same "$(inspect $service '{{.State.ExitCode}}')" 0
  quietly compose start $service
  check "purchases go on when it is back" customer_goes_on
done

step "what the customer got"
touch "$WORK/closed"
wait $CUSTOMER
CUSTOMER=''
eventually 30 is_open
check "an order or \"not now\", nothing else" same "$(cat "$WORK/wrong" 2>/dev/null)" ""
check "$(bought) different order numbers" same "$(cut -d ' ' -f 2 "$WORK/bought" | sort -u | wc -l | tr -d ' ')" "$(bought)"
check "and as many Yo-Yos are gone" same "$(stock_of Yo-Yo)" $((500 - $(bought)))
repeated() {
  local key number
  while read -r key number; do
    buy Yo-Yo "$key"
    same "$NUMBER" "$number" || return 1
  done <"$WORK/bought"
}
check "each key, used again, brings its order again" repeated
check "whole, says verify" whole

# ---------------------------------------------------------------- nothing is lost

# remember: the last order's number, and all that is on the shelves. On a busy machine the answer may be "not now", and only the
# key tells then whether the Tux was bought.
remember() {
  eventually 30 answered Tux "remembered-$SECONDS"
  LAST=$NUMBER
  [ -n "$LAST" ] || give_up "a Tux is bought: $STATUS $BODY"
  request /products
  SHELVES=$BODY
}

# Nothing has changed since, and the next order has the next number.
found_again() {
  check "all stocks are as they were" replies 200 "$SHELVES" /products
  check "order $LAST is still a Tux" replies 200 "{\"data\":{\"number\":$LAST,\"name\":\"Tux\",\"quantity\":1}}" "/orders/$LAST"
  check "and was the last one" replies 404 "order not found" "/orders/$((LAST + 1))"
  buy Tux first-tux
  check "an old key brings its first answer, order 12" same "$NUMBER" 12
  buy "Train Set" thirteenth
  check "a refused key is refused again" same "$STATUS" 409
  buy Tux
  check "the next order has the next number" same "$NUMBER" $((LAST + 1))
  check "whole, says verify" whole
}

step "down and up"
remember
down
up
found_again

step "down, images built anew with a change, up"
remember
OLD=$(inspect order '{{.Image}}')
down --rmi local
export VERSION=two
quietly compose --profile tools build
up
check "it is another image" test "$(inspect order '{{.Image}}')" != "$OLD"
check "and it names its version" same "$(inspect order '{{index .Config.Labels "org.opencontainers.image.version"}}')" two
found_again

step "back up, lose everything, restore"
remember
quietly compose stop
for service in catalog order; do
  compose run --rm --no-deps -T --entrypoint tar $service -C /data -cf - . >"$WORK/$service.tar" 2>"$WORK/output" </dev/null
  check "the backup of $service has its files" grep -q $service.csv "$WORK/$service.tar"
done
down --volumes
for service in catalog order; do
  compose run --rm --no-deps -T --entrypoint tar $service -C /data -xf - <"$WORK/$service.tar" >"$WORK/output" 2>&1
done
up
found_again

# ---------------------------------------------------------------- part of the store, and more than one door

step "a frontend alone"
remember
down
quietly compose up --detach --no-deps frontend
check "its health says that the catalog is missing" eventually 30 replies 503 '"catalog":"unreachable"' /health
check "and the order service" has "$BODY" '"order":"unreachable"'
check "and that the frontend itself serves" has "$BODY" '"frontend":"serving"'
check "a product cannot be read now: 503" replies 503 '"code":503' /products/Tux
check "a toy cannot be bought now: 503" replies 503 '"code":503' /orders --data '{"name":"Tux","quantity":1}'
check "its container is healthy: a restart would not bring the catalog" eventually 30 healthy frontend
quietly compose up --detach catalog
check "with the catalog, only the order service is missing" \
  eventually 30 replies 503 '"catalog":"serving","order":"unreachable"' /health
up
found_again

step "two frontends behind a range of ports"
remember
down
FRONTEND_PORT=$FRONTEND_PORT-$((FRONTEND_PORT + 9)) quietly compose up --detach --scale frontend=2
DOORS=$(docker ps --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --format '{{.Ports}}' | sed -n 's/->.*//p' | sort)
ONE=$(echo "$DOORS" | sed -n 1p) OTHER=$(echo "$DOORS" | sed -n 2p)
check "there are two, each with a port of its own" test -n "$OTHER"
STORE=$ONE
check "the one answers" eventually 60 is_open
STORE=$OTHER
check "the other answers" eventually 60 is_open
# Bought at the one door, it is off the shelf at the other at once.
reads_stay_right() {
  local left
  left=$(stock_of Dolphin)
  for _ in $(seq 25); do
    STORE=$ONE buy Dolphin
    left=$((left - 1))
    same "$(STORE=$OTHER stock_of Dolphin)" $left || return 1
    STORE=$OTHER buy Dolphin
    left=$((left - 1))
    same "$(STORE=$ONE stock_of Dolphin)" $left || return 1
  done
}
check "what is bought at one is gone at the other, 50 times" reads_stay_right
remember
check "whole, says verify" whole
down
STORE=127.0.0.1:$FRONTEND_PORT

# ---------------------------------------------------------------- the other generation of compose

THIS=$COMPOSE OTHER_COMPOSE=docker-compose
[ "$THIS" != docker-compose ] || OTHER_COMPOSE="docker compose"
if $OTHER_COMPOSE version >/dev/null 2>&1; then
  step "the same volumes with $OTHER_COMPOSE"
  COMPOSE=$OTHER_COMPOSE OTHER_COMPOSE=$THIS
  quietly compose --profile tools build
  up
  found_again
fi

echo
if [ $FAILED != 0 ]; then
  echo "compose: $PASSED checks passed, $FAILED FAILED, after $SECONDS s"
  exit 1
fi
echo "compose: $PASSED checks passed, after $SECONDS s"
