#!/usr/bin/env bash
# What build.sh and make say when something is missing, and that make builds what has changed and nothing else.
#
#   test/build.sh        works on a copy of the project's files of git; needs what the build needs
#
# Ends with "build: N checks passed" and status 0; otherwise with what FAILED and status 1.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

WORK=$(mktemp -d "${TMPDIR:-/tmp}/toystore-build.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
trap 'exit 130' INT TERM HUP
PASSED=0 FAILED=0

# check WHAT COMMAND...
check() {
  local what=$1
  shift
  if "$@"; then
    PASSED=$((PASSED + 1))
    echo "  ok    $what"
  else
    FAILED=$((FAILED + 1))
    echo "  FAIL  $what; it said:"
    sed 's/^/        /' "$WORK/said"
  fi
}

# run COMMAND...: leaves STATUS, and what it said in the file said
run() {
  "$@" >"$WORK/said" 2>&1 </dev/null
  STATUS=$?
}

# says STATUS TEXT: the last command ended so, and said this
says() { [ $STATUS = "$1" ] && grep -qF -- "$2" "$WORK/said"; }

silent() { [ $STATUS = 0 ] && [ "$(grep -cv 'Nothing to be done' "$WORK/said")" = 0 ]; }

# fake NAME TEXT [STATUS]: a command that only says so, before the real ones on the PATH of with_fakes
fake() {
  mkdir -p "$WORK/fakes"
  printf '#!/bin/sh\necho "%s"\nexit %s\n' "$2" "${3:-0}" >"$WORK/fakes/$1"
  chmod +x "$WORK/fakes/$1"
}

with_fakes() { env -u JAVA_HOME PATH="$WORK/fakes:$PATH" "$@"; }

# Nothing but the programs named: of the machine's own, the rest is hidden.
only() {
  local name
  rm -rf "$WORK/only" "$WORK/fakes"
  mkdir "$WORK/only"
  for name in "$@"; do ln -s "$(command -v "$name")" "$WORK/only/$name"; done
}

with_only() { env -u JAVA_HOME PATH="$WORK/fakes:$WORK/only" "$@"; }

mkdir "$WORK/project"
git ls-files -z | xargs -0 tar -cf - | tar -C "$WORK/project" -xf -
cd "$WORK/project" || exit 1

# ---------------------------------------------------------------- what is missing

POSIX="env bash sh dirname uname mkdir rm mv cp touch find sort awk cut grep sed cat tr wc ls chmod tar"

# shellcheck disable=SC2086 # a list of words
only $POSIX
run with_only ./build.sh
check "without Java it says so" says 1 "there is no Java on the PATH: a JDK 17 or newer is needed, install one (Debian"
fake java "openjdk version 17"
run with_only ./build.sh
check "a JRE is told from a JDK" says 1 "the Java on the PATH can only run programs, not compile them (no javac)"
fake javac "javac 11.0.20"
run with_only ./build.sh
check "an old JDK is too old" says 1 "the Java on the PATH is too old (version 11): a JDK 17 or newer is needed"
run env JAVA_HOME=/no/such/folder PATH="$WORK/only" ./build.sh
check "JAVA_HOME is named where that is the reason" says 1 "there is no Java in JAVA_HOME (/no/such/folder)"
fake javac "javac 21.0.1"
run with_only ./build.sh
check "without Maven it says so" says 1 "Maven is missing; it fetches the pinned libraries: install it (Debian, Ubuntu: apt install maven"
fake mvn "[ERROR] Unknown host repository.example" 1
run with_only ./build.sh
check "Maven's reason is shown" says 1 "[ERROR] Unknown host"
check "and what to do" says 1 "check the network and Maven's proxy settings, then try again."
fake uname "Plan9"
run with_only ./build.sh
check "a system without a protoc is named" says 1 "there is no protoc for Plan9 on Plan9"
rm -rf "$WORK/fakes"

# ---------------------------------------------------------------- checksums

run ./build.sh lib-tools
check "a fetch succeeds" says 0 "fetching lib-tools"
touch build/lib-tools/stray.jar
sed -e 's/^.*gson/0123456789abcdef  gson/' dependencies.sha256 >changed
mv dependencies.sha256 kept
mv changed dependencies.sha256
run ./build.sh lib-tools
check "a file with another checksum is refused" says 1 "wrong checksum: gson-"
check "and both checksums are shown" says 1 "expected 0123456789abcdef"
check "and does not count as fetched" test ! -e build/lib-tools/.done
grep -v gson kept >dependencies.sha256
run ./build.sh lib-tools
check "a file without a checksum is refused" says 1 "expected none is listed"
mv kept dependencies.sha256
run ./build.sh lib-tools
check "a file that is not listed goes" test ! -e build/lib-tools/stray.jar

# ---------------------------------------------------------------- make

compiles() { says 0 "compiling" && [ "$(grep -c compiling "$WORK/said")" = 1 ] && grep -q "of $1\$" "$WORK/said"; }

run make
check "make builds all" says 0 "of src"
for name in catalog order frontend; do
  run java -jar build/$name.jar --help
  check "$name.jar starts with its libraries" says 0 "usage: java -jar $name.jar"
done
run make
check "and nothing the next time" silent
sleep 1 # a file system may count whole seconds
touch src/order/OrderMain.java
run make
check "a changed file is compiled" compiles src
touch src/order/Unused.java
run make
check "a new one too" compiles src
rm src/order/Unused.java
run make
check "and one that went" compiles src
touch test/smoke.sh tools/lint.sh
run make
check "what is beside src is not make's business" silent
rm build/order.jar
run make
check "a jar that was deleted comes back" test -f build/order.jar
echo 'class {' >>src/order/OrderMain.java
run make
check "what does not compile fails" says 2 "error:"
run make
check "and goes on failing" says 2 "error:"

echo
if [ $FAILED != 0 ]; then
  echo "build: $PASSED checks passed, $FAILED FAILED, after $SECONDS s"
  exit 1
fi
echo "build: $PASSED checks passed, after $SECONDS s"
