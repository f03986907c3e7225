#!/usr/bin/env bash
# What the store's HTTP interface does, shown with curl and checked reply by reply.
#
#   test/smoke.sh [HOST:PORT]      the store to ask; default 127.0.0.1:8080
#
# Works on any running store that has a toy in stock, and buys a few pieces of it. Needs bash and curl. Ends with
# "smoke: N checks passed" and status 0, or stops at the first reply that is not as it should be, with status 1.
set -uo pipefail

STORE=${1:-127.0.0.1:8080}
URL=http://${STORE#http://}
CHECKS=0
STATUS=
BODY=
HEADERS=
NUMBER=

# ---------------------------------------------------------------- the checks

# ask [CURL OPTION...] URL: shows the request, sends it, shows the reply; leaves STATUS, BODY and HEADERS
ask() {
  local argument shown='' all
  for argument in "$@"; do
    case "$argument" in
      *[!A-Za-z0-9_./:=%-]*) shown="$shown '${argument//\'/\'\\\'\'}'" ;;
      *) shown="$shown $argument" ;;
    esac
  done
  echo
  echo "\$ curl$shown"
  # --noproxy: a proxy of this machine has no business here. The headers come first, then an empty line, then the body.
  if ! all=$(curl --silent --show-error --include --noproxy '*' --max-time 10 "$@" 2>&1); then
    echo "$all"
    fail "no reply from $URL: is the store running?"
  fi
  all=${all//$'\r'/}
  HEADERS=${all%%$'\n\n'*}
  BODY=${all#"$HEADERS"}
  BODY=${BODY#$'\n\n'}
  STATUS=${HEADERS#* }
  STATUS=${STATUS%%[ $'\n']*}
  echo "$STATUS $BODY"
}

# fail WHAT: names the line of this script that found it
fail() {
  local frame=0
  while [ "${FUNCNAME[frame]}" != main ]; do frame=$((frame + 1)); done
  echo
  echo "smoke: line ${BASH_LINENO[frame - 1]}: $1"
  exit 1
}

passed() { CHECKS=$((CHECKS + 1)); }

# reply STATUS [BODY]: the last reply was exactly this
reply() {
  [ "$STATUS" = "$1" ] || fail "expected status $1, got $STATUS"
  if [ $# -gt 1 ] && [ "$BODY" != "$2" ]; then fail "expected the body $2"; fi
  passed
}

# reply_with STATUS PART: the last reply had this status, and a body with this part
reply_with() {
  [ "$STATUS" = "$1" ] || fail "expected status $1, got $STATUS"
  case "$BODY" in *"$2"*) ;; *) fail "expected a body with $2" ;; esac
  passed
}

# header NAME [VALUE]: the last reply had this header
header() {
  local value
  value=$(value_of "$1")
  [ -n "$value" ] || fail "the header $1 is missing"
  if [ $# -gt 1 ] && [ "$value" != "$2" ]; then fail "expected the header $1: $2, got $value"; fi
  passed
}

# no_header NAME: the last reply did not have this header
no_header() {
  [ -z "$(value_of "$1")" ] || fail "there should be no header $1"
  passed
}

value_of() {
  local line
  while IFS= read -r line; do
    if [ "$(lower "${line%%:*}")" = "$(lower "$1")" ]; then
      echo "${line#*: }"
      return
    fi
  done <<<"$HEADERS"
}

lower() { echo "$1" | tr '[:upper:]' '[:lower:]'; }

# number NAME: leaves the whole number that the last body has under this name in NUMBER
number() {
  local rest=${BODY#*"\"$1\":"}
  NUMBER=${rest%%[!0-9]*}
  if [ "$rest" = "$BODY" ] || [ -z "$NUMBER" ]; then fail "the body has no number $1"; fi
}

# toy_in_stock: leaves the toy of which there is most, among the first hundred of the last body, in TOY and STOCK
toy_in_stock() {
  local toys=$BODY tries=100
  local toy='"name":"([^"\]+)","price":[0-9.]+,"quantity":([0-9]+)}(.*)'
  TOY='' STOCK=0
  while [ $tries -gt 0 ] && [[ $toys =~ $toy ]]; do
    toys=${BASH_REMATCH[3]}
    tries=$((tries - 1))
    if [ "${BASH_REMATCH[2]}" -gt "$STOCK" ]; then
      TOY=${BASH_REMATCH[1]}
      STOCK=${BASH_REMATCH[2]}
    fi
  done
  [ "$STOCK" -ge 2 ] || fail "two pieces of a toy are needed, and no toy has so many"
}

# in_url TEXT: percent-encoded, byte by byte
in_url() {
  local LC_ALL=C text=$1 i c
  for ((i = 0; i < ${#text}; i++)); do
    c=${text:i:1}
    case "$c" in
      [A-Za-z0-9_.~-]) printf %s "$c" ;;
      *) printf '%%%02X' $(($(printf %d "'$c") & 255)) ;;
    esac
  done
}

say() {
  echo
  echo "# $*"
}

# ---------------------------------------------------------------- the store

say "Is the store up, and are the services behind it?"
ask "$URL/health"
reply 200 '{"data":{"frontend":"serving","catalog":"serving","order":"serving"}}'

say "All toys."
ask "$URL/products"
reply_with 200 '{"data":['
header Content-Type application/json
header Content-Length
toy_in_stock
TOY_URL=$URL/products/$(in_url "$TOY")

say "One toy. Its name is percent-encoded in the path."
ask "$TOY_URL"
reply_with 200 "{\"data\":{\"name\":\"$TOY\",\"price\":"

say "No such toy. Names are matched exactly."
ask "$URL/products/No%20such%20toy"
reply 404 '{"error":{"code":404,"message":"product not found"}}'

say "HEAD is GET without the body."
ask --head "$TOY_URL"
reply 200 ''
header Content-Length

# ---------------------------------------------------------------- buying

say "Buying: the reply is the order's number, and comes when the order is on disk."
ask --data "{\"name\":\"$TOY\",\"quantity\":1}" "$URL/orders"
reply_with 200 '{"data":{"order_number":'
number order_number
ORDER=$NUMBER
reply 200 "{\"data\":{\"order_number\":$ORDER}}"

say "The order, and the stock that is left."
ask "$URL/orders/$ORDER"
reply 200 "{\"data\":{\"number\":$ORDER,\"name\":\"$TOY\",\"quantity\":1}}"
ask "$TOY_URL"
number quantity
[ "$NUMBER" -lt "$STOCK" ] || fail "the stock is not less than the $STOCK before"
passed

say "More than there is: refused. The code is 304, the status line says 409, as an HTTP 304 could have no body."
ask --data "{\"name\":\"$TOY\",\"quantity\":2147483647}" "$URL/orders"
reply 409 '{"error":{"code":304,"message":"could not post order"}}'

say "The same for a toy that does not exist, and for less than one piece."
ask --data '{"name":"No such toy","quantity":1}' "$URL/orders"
reply 409 '{"error":{"code":304,"message":"could not post order"}}'
ask --data "{\"name\":\"$TOY\",\"quantity\":0}" "$URL/orders"
reply 409 '{"error":{"code":304,"message":"could not post order"}}'

say "No such order."
ask "$URL/orders/99999999999"
reply 404 '{"error":{"code":404,"message":"order not found"}}'
ask "$URL/orders/mine"
reply 404 '{"error":{"code":404,"message":"order not found"}}'

# ---------------------------------------------------------------- buying exactly once

KEY=smoke-$$-$RANDOM-$RANDOM-$(date +%s)

say "With a key of your own, a purchase can be repeated until there is a reply: it happens once."
ask --header "Idempotency-Key: $KEY" --data "{\"name\":\"$TOY\",\"quantity\":1}" "$URL/orders"
reply_with 200 '{"data":{"order_number":'
FIRST=$BODY
ask --header "Idempotency-Key: $KEY" --data "{\"name\":\"$TOY\",\"quantity\":1}" "$URL/orders"
reply 200 "$FIRST"

say "The same key with another purchase is a mistake."
ask --header "Idempotency-Key: $KEY" --data "{\"name\":\"$TOY\",\"quantity\":2}" "$URL/orders"
reply_with 422 '{"error":{"code":422,'

say "A key is 1 to 255 visible ASCII characters."
ask --header "Idempotency-Key: two words" --data "{\"name\":\"$TOY\",\"quantity\":1}" "$URL/orders"
reply_with 400 '{"error":{"code":400,'

# ---------------------------------------------------------------- bad requests

say "A body that is no purchase: the message says what is wrong, and where."
ask --data "{\"name\":\"$TOY\"}" "$URL/orders"
reply 400 '{"error":{"code":400,"message":"field \"quantity\" is missing"}}'
ask --data "{\"name\":\"$TOY\",\"quantity\":\"one\"}" "$URL/orders"
reply_with 400 '{"error":{"code":400,"message":"field \"quantity\" must be a whole number, but is a string ('
ask --data 'name=Tux' "$URL/orders"
reply_with 400 '{"error":{"code":400,'

say "Another method: 405, and Allow tells which one."
ask --request DELETE "$TOY_URL"
reply_with 405 '{"error":{"code":405,'
header Allow 'GET, HEAD'
ask "$URL/orders"
reply_with 405 '{"error":{"code":405,'
header Allow POST

say "Another path."
ask "$URL/toys"
reply_with 404 '{"error":{"code":404,'

# ---------------------------------------------------------------- client and thread

say "A client gets a cookie with its first reply. One that sends it keeps its worker thread, and gets none."
ask "$TOY_URL"
header Set-Cookie
CLIENT=$(value_of Set-Cookie)
ask --cookie "${CLIENT%%;*}" "$TOY_URL"
reply 200
no_header Set-Cookie

echo
echo "smoke: $CHECKS checks passed"
