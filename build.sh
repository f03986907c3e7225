#!/usr/bin/env bash
# The whole build: fetch the pinned libraries, generate the gRPC stubs, compile, pack the jars.
#
#   ./build.sh            all of it: build/catalog.jar, order.jar, frontend.jar and verify.jar, their libraries in build/lib
#   ./build.sh STEP...    only these steps; make calls them one by one, each when something that it reads has changed
#
# A step fills one folder of build/ and leaves a file .done there. It takes bash 3.2 and what Linux and macOS bring along.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export LC_ALL=C PATH="${JAVA_HOME:+$JAVA_HOME/bin:}$PATH"

JAVA_RELEASE=17
STUBS='build/stubs/classes:build/lib/*:build/lib-build/*'

die() {
  echo "build.sh: $*" >&2
  exit 1
}

# begin FOLDER, finish FOLDER: .done carries the time of the beginning, so that what is edited meanwhile is built the next time.
begin() { rm -rf "$1" && mkdir -p "$1" && touch "$1/.begun"; }
finish() { mv "$1/.begun" "$1/.done"; }

# ---------------------------------------------------------------- fetch

# fetch USE: build/USE gets the artifacts that dependencies.xml lists for it
fetch() {
  local file platform
  platform=$(platform)
  command -v mvn >/dev/null ||
    die "Maven is missing; it fetches the pinned libraries: install it (Debian, Ubuntu: apt install maven; Fedora: dnf install maven; macOS: brew install maven)."
  begin "build/$1"
  echo "fetching $1"
  if ! mvn -B -q -U -f dependencies.xml -Dplatform="$platform" -DoutputDirectory="$PWD/build/$1" "dependency:copy@$1" >"build/$1/.maven.log" 2>&1; then
    grep -m 5 ERROR "build/$1/.maven.log" >&2 || cat "build/$1/.maven.log" >&2
    die "Maven could not fetch the files of dependencies.xml (its reason is above): check the network and Maven's proxy settings, then try again."
  fi
  for file in "build/$1"/*; do check "$file"; done
  finish "build/$1"
}

# check FILE: it is the file that was pinned
check() {
  local name=${1##*/} expected found
  expected=$(awk -v name="$name" '$2 == name { print $1 }' dependencies.sha256)
  found=$({ sha256sum "$1" 2>/dev/null || shasum -a 256 "$1"; } | cut -d ' ' -f 1)
  [ "$found" = "$expected" ] || die "wrong checksum: $name
  expected ${expected:-none is listed}
  found    $found
  This build uses only files with the checksums of dependencies.sha256. If a version was just changed: check the new file, then
  write its checksum there. If not: delete the artifact from Maven's local repository (~/.m2/repository), try again, and do not
  trust it when it comes back the same."
}

platform() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo linux-x86_64 ;;
    Linux-aarch64) echo linux-aarch_64 ;;
    Darwin-x86_64) echo osx-x86_64 ;;
    Darwin-arm64) echo osx-aarch_64 ;;
    *) die "there is no protoc for $(uname -s) on $(uname -m) in dependencies.sha256: add it there, or build on Linux or macOS." ;;
  esac
}

# ---------------------------------------------------------------- compile

stubs() {
  begin build/stubs
  echo "generating the stubs of proto"
  mkdir build/stubs/java build/stubs/classes
  chmod +x build/lib-build/*.exe
  "$(ls build/lib-build/protoc-[0-9]*)" --plugin=protoc-gen-grpc-java="$(ls build/lib-build/protoc-gen-grpc-java-*)" \
    -Iproto --java_out=build/stubs/java --grpc-java_out=build/stubs/java proto/*.proto
  find build/stubs/java -name '*.java' >build/stubs/sources
  javac --release $JAVA_RELEASE -encoding UTF-8 -nowarn -Xlint:none -proc:none -cp "$STUBS" -d build/stubs/classes @build/stubs/sources
  finish build/stubs
}

# compile ROOT FOLDER [CLASSPATH]: the Java files below ROOT; the other files there go along as they are.
compile() {
  begin "$2"
  find "$1" -name '*.java' | sort >"$2/.sources"
  echo "compiling $(wc -l <"$2/.sources" | tr -d ' ') files of $1"
  javac --release $JAVA_RELEASE -encoding UTF-8 -g -Xlint:all -Werror -proc:none -cp "${3:-}" -d "$2" @"$2/.sources"
  tar -C "$1" --exclude='*.java' -cf - . | tar -C "$2" -xf -
  finish "$2"
}

# pack MAIN-CLASS PACKAGE...: a jar that starts with `java -jar`, with the libraries of build/lib on its class path
pack() {
  local main=$1 jar=build/${1%%.*}.jar package contents=()
  shift
  for package in "$@"; do contents+=(-C build/classes "$package"); done
  {
    echo "Main-Class: $main"
    echo "Enable-Native-Access: ALL-UNNAMED" # for Netty; without it newer JVMs complain at each start
    echo "Class-Path: "
    (cd build && printf '  %s\n' lib/*.jar) # continuation lines
  } >"$jar.manifest"
  jar --create --file "$jar.new" --manifest "$jar.manifest" "${contents[@]}" -C build/stubs/classes rpc
  rm "$jar.manifest"
  mv "$jar.new" "$jar" # at once: a store may be running from it
}

# ---------------------------------------------------------------- the steps

need_jdk() {
  local where="on the PATH" version
  local advice="a JDK $JAVA_RELEASE or newer is needed, install one (Debian, Ubuntu: apt install openjdk-17-jdk; Fedora: dnf install java-21-openjdk-devel; macOS: brew install openjdk@17)."
  [ -z "${JAVA_HOME:-}" ] || where="in JAVA_HOME ($JAVA_HOME)"
  if ! version=$(javac -version 2>&1); then
    ! java -version >/dev/null 2>&1 || die "the Java $where can only run programs, not compile them (no javac): $advice"
    die "there is no Java $where: $advice"
  fi
  version=${version##*javac }
  version=${version%%[!0-9]*}
  [ "${version:-0}" -ge $JAVA_RELEASE ] || die "the Java $where is too old (version ${version:-unknown}): $advice"
}

need_jdk
[ $# -gt 0 ] || set -- lib lib-build stubs classes catalog.jar order.jar frontend.jar verify.jar
for step in "$@"; do
  case "$step" in
    lib | lib-*) fetch "$step" ;;
    stubs) stubs ;;
    classes) compile src build/classes "$STUBS" ;;
    catalog.jar) pack catalog.CatalogMain catalog common ;;
    order.jar) pack order.OrderMain order common ;;
    frontend.jar) pack frontend.FrontendMain frontend common ;;
    verify.jar) pack verify.VerifyMain verify catalog order common ;;
    supervisor) compile tools/store build/supervisor ;;
    tools) compile tools build/tools "build/classes:$STUBS:build/lib-tools/*" ;;
    tests) compile test build/tests "build/tools:build/classes:$STUBS:build/lib-tools/*:build/lib-test/*" ;;
    *) die "there is no step '$step'; make help lists what there is to do." ;;
  esac
done
