#!/usr/bin/env bash
# Builds, tests and runs the toy store; `./build.sh help` lists how. The Makefile is only its face.
# Kept to bash 3.2 and POSIX tools, so that it runs on macOS as it is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
TOYSTORE_HOME=$PWD
export TOYSTORE_HOME

JAVA_RELEASE=17
SERVICES="catalog order frontend"
STAMPS=build/stamps # an empty file for each step: when its last good run began
LOCK=build/lock

help() {
  cat <<'TEXT'
make            build what has changed: build/catalog.jar, build/order.jar, build/frontend.jar
make run        build, start the store in this terminal, stop it with Ctrl-C
make test       all tests; TESTS=common or TESTS=frontend.json.JsonTest for some of them
make lint       check the format and look for common mistakes
make format     rewrite the Java files in the project's format
make verify     check that the files in DATA_DIR agree with each other
make crash      kill services at random while customers buy, then check that nothing is lost
make abuse      attack a store as hostile and clumsy clients do, and tell what held
make load       put load on a store
make bench      measure the parts
make evaluate   measure the whole and draw the charts
make cds        class data archives, with which make run starts in half the time
make up         start the store in containers (down stops it, logs shows what it says)
make clean      delete what was built (distclean: also what was fetched)
make help       this list
TEXT
}

die() {
  echo "build.sh: $*" >&2
  exit 1
}

# ---------------------------------------------------------------- one build at a time

lock() {
  mkdir -p "$STAMPS"
  local tries=0 owner
  until mkdir "$LOCK" 2>/dev/null; do
    owner=$(cat "$LOCK/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$LOCK" # its owner is gone
      continue
    fi
    tries=$((tries + 1))
    [ $tries -ne 10 ] || echo "waiting for another build (process ${owner:-unknown}) to finish"
    [ $tries -lt 3000 ] || die "another build holds build/lock for 10 minutes; delete that folder if there is none"
    sleep 0.2
  done
  echo $$ >"$LOCK/pid"
  trap unlock EXIT
}

unlock() {
  rm -rf "$LOCK"
  trap - EXIT
}

# stale STAMP INPUT...: true when an input is newer than the stamp. A folder counts with all that is in it, and
# as its own time changes with each file that comes or goes, so does a deleted file.
stale() {
  local stamp=$STAMPS/$1
  shift
  [ -f "$stamp" ] || return 0
  [ -n "$(find "$@" -newer "$stamp" 2>/dev/null)" ]
}

# The stamp carries the time at which the work began: what is edited meanwhile is built the next time.
begin() { touch "$STAMPS/$1.begun"; }
finish() { mv "$STAMPS/$1.begun" "$STAMPS/$1"; }

# ---------------------------------------------------------------- tools on this machine

INSTALL_JDK="install one (Debian, Ubuntu: apt install openjdk-17-jdk; Fedora: dnf install java-21-openjdk-devel; macOS: brew install openjdk@17)"
JAVA_BIN=
if [ -n "${JAVA_HOME:-}" ]; then JAVA_BIN=$JAVA_HOME/bin/; fi

# Asked only when Java is about to be used: a build with nothing to do starts no JVM.
JDK_CHECKED=
need_jdk() {
  [ -z "$JDK_CHECKED" ] || return 0
  local version where="on the PATH"
  [ -z "$JAVA_BIN" ] || where="in JAVA_HOME ($JAVA_HOME)"
  if ! version=$("${JAVA_BIN}javac" -version 2>&1); then
    if "${JAVA_BIN}java" -version >/dev/null 2>&1; then
      die "the Java $where can only run programs, not compile them (no javac): a JDK $JAVA_RELEASE or newer is needed, $INSTALL_JDK."
    fi
    die "there is no Java $where: a JDK $JAVA_RELEASE or newer is needed, $INSTALL_JDK."
  fi
  version=${version##*javac }
  version=${version%%[!0-9]*}
  [ "${version:-0}" -ge $JAVA_RELEASE ] ||
    die "the Java $where is too old (version ${version:-unknown}): a JDK $JAVA_RELEASE or newer is needed, $INSTALL_JDK."
  JDK_CHECKED=$version
}

platform() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64 | Linux-amd64) echo linux-x86_64 ;;
    Linux-aarch64 | Linux-arm64) echo linux-aarch_64 ;;
    Darwin-x86_64) echo osx-x86_64 ;;
    Darwin-arm64 | Darwin-aarch64) echo osx-aarch_64 ;;
    *) die "there is no protoc for $(uname -s) on $(uname -m) in dependencies.txt: add it there, or build on Linux or macOS." ;;
  esac
}

PLATFORM=$(platform)

sha256() {
  if command -v sha256sum >/dev/null; then
    sha256sum "$1"
  elif command -v shasum >/dev/null; then
    shasum -a 256 "$1"
  else
    openssl dgst -sha256 -r "$1"
  fi | cut -d ' ' -f 1
}

# ---------------------------------------------------------------- processes

# awk, line by line and each line at once (mawk waits for a full buffer unless told otherwise); only as a background job.
awk_lines() {
  case "$(awk -W version 2>&1 </dev/null || true)" in
    mawk*) exec awk -W interactive "$@" ;;
    *) exec awk "$@" ;;
  esac
}

# own_group COMMAND...: runs it in a process group of its own and waits for it. Ctrl-C and TERM stop the whole group, and
# nothing that it started outlives it. (A plain background job would be deaf to SIGINT, and so would its children.)
own_group() {
  local status=0 group
  set -m
  "$@" </dev/null &
  group=$!
  set +m
  trap 'end_group $group; exit 130' INT
  trap 'end_group $group; exit 143' TERM HUP
  wait $group || status=$?
  end_group $group
  trap - INT TERM HUP
  return $status
}

# end_group GROUP: SIGTERM to what is left of it, SIGKILL to what is still there after 10 s
end_group() {
  local tries=0
  kill -TERM -- "-$1" 2>/dev/null || return 0
  while kill -0 -- "-$1" 2>/dev/null; do
    sleep 0.1
    tries=$((tries + 1))
    if [ $tries -gt 100 ]; then
      kill -KILL -- "-$1" 2>/dev/null || true
      return 0
    fi
  done
}

# ---------------------------------------------------------------- what comes from outside

# artefacts USE...: a line "sha256 coordinate file" for each artefact of these uses that this platform needs
artefacts() {
  local sha coordinate use rest group artifact version type classifier folder
  while read -r sha coordinate use rest; do
    case "$sha" in '' | '#'*) continue ;; esac
    case " $* " in *" $use "*) ;; *) continue ;; esac
    IFS=: read -r group artifact version type classifier <<<"$coordinate"
    [ "$use" != protoc ] || [ "$classifier" = "$PLATFORM" ] || continue
    folder=build/tools
    [ "$use" != runtime ] || folder=build/lib
    echo "$sha $coordinate $folder/$artifact-$version${classifier:+-$classifier}.${type:-jar}"
  done <dependencies.txt
}

# jars USE...: the class path of these uses
jars() {
  local sha coordinate file path=''
  while read -r sha coordinate file; do
    path=$path${path:+:}$file
  done <<<"$(artefacts "$@")"
  echo "$path"
}

# fetch USE...: leaves the artefacts of these uses in build/lib and build/tools, each with the checksum of the list.
fetch() {
  local stamp list missing='' stale='' wrong='' sha coordinate file
  stamp="fetched-$(echo "$*" | tr ' ' -)"
  list=$(artefacts "$@")
  if stale "$stamp" dependencies.txt; then stale=yes; fi
  while read -r sha coordinate file; do
    if [ ! -f "$file" ]; then
      missing="$missing$coordinate "
    elif [ "$file" -nt "$STAMPS/$stamp" ]; then
      stale=yes
    fi
  done <<<"$list"
  [ -n "$stale$missing" ] || return 0
  begin "$stamp"
  mkdir -p build/lib build/tools
  if [ -n "$missing" ]; then maven_copy "$missing"; fi
  while read -r sha coordinate file; do
    check "$sha" "$coordinate" "$file" || wrong=yes
  done <<<"$list"
  rm -rf build/fetch
  [ -z "$wrong" ] || die "this build uses only files with the checksums of dependencies.txt.
  If a version was just changed there: check the new file, then write its checksum there. If not: delete the artefact from
  Maven's local repository (~/.m2/repository), try again, and do not trust it when it comes back the same."
  sweep_libraries
  finish "$stamp"
}

# What is in build/lib and no longer in the list, goes: it is not to be copied along with the rest.
sweep_libraries() {
  local listed file
  listed=$(artefacts runtime)
  for file in build/lib/*; do
    case "$listed" in *" $file"*) ;; *) rm -f "$file" ;; esac
  done
}

MAVEN_COPY=org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy

# One run of Maven copies all that is missing to build/fetch; from there a file moves on when its checksum is right.
maven_copy() {
  local coordinate group artifact version type classifier
  command -v mvn >/dev/null ||
    die "Maven is missing; it fetches the pinned libraries: install it (Debian, Ubuntu: apt install maven; Fedora: dnf install maven; macOS: brew install maven)."
  need_jdk
  rm -rf build/fetch
  mkdir -p build/fetch
  {
    echo '<project><modelVersion>4.0.0</modelVersion><groupId>toystore</groupId><artifactId>fetch</artifactId><version>1</version>'
    echo '<packaging>pom</packaging><build><plugins><plugin><groupId>org.apache.maven.plugins</groupId>'
    echo '<artifactId>maven-dependency-plugin</artifactId><configuration><artifactItems>'
    for coordinate in $1; do
      IFS=: read -r group artifact version type classifier <<<"$coordinate"
      echo "<artifactItem><groupId>$group</groupId><artifactId>$artifact</artifactId><version>$version</version>"
      echo "<type>${type:-jar}</type>${classifier:+<classifier>$classifier</classifier>}</artifactItem>"
    done
    echo "</artifactItems><outputDirectory>\${project.basedir}</outputDirectory></configuration></plugin></plugins></build></project>"
  } >build/fetch/pom.xml
  echo "fetching $(echo "$1" | wc -w | tr -d ' ') files with Maven"
  if ! mvn -B -q -U -Dstyle.color=never -f build/fetch/pom.xml "$MAVEN_COPY" >build/fetch/maven.log 2>&1; then
    grep -m 5 ERROR build/fetch/maven.log >&2 || cat build/fetch/maven.log >&2
    die "Maven could not fetch the files of dependencies.txt (its reason is above): check the network and Maven's proxy settings, then try again."
  fi
}

# check SHA COORDINATE FILE: the file, or what Maven has just brought for it, has this checksum; if not, it goes.
check() {
  local expected=$1 coordinate=$2 file=$3 found at=$3
  [ -f "$file" ] || at=build/fetch/${file##*/}
  [ -f "$at" ] || die "Maven did not bring $coordinate as ${file##*/}; is its line in dependencies.txt right?"
  found=$(sha256 "$at")
  if [ "$found" != "$expected" ]; then
    rm -f "$at"
    echo "build.sh: wrong checksum: ${file##*/} ($coordinate)
  expected $expected
  found    $found" >&2
    return 1
  fi
  [ "$at" = "$file" ] || mv "$at" "$file"
}

# ---------------------------------------------------------------- build

build() {
  lock
  build_store
  unlock
}

build_store() {
  fetch runtime compile protoc
  generate_stubs
  compile_main
  pack_jars
}

generate_stubs() {
  local protos tool protoc='' plugin=''
  protos=$(find proto -name '*.proto' 2>/dev/null | LC_ALL=C sort)
  [ -n "$protos" ] || return 0
  stale rpc proto build.sh "$STAMPS/fetched-runtime-compile-protoc" || return 0
  need_jdk
  begin rpc
  for tool in $(artefacts protoc | cut -d ' ' -f 3); do
    chmod +x "$tool"
    case "$tool" in *protoc-gen-grpc-java*) plugin=$tool ;; *) protoc=$tool ;; esac
  done
  echo "generating the stubs of $(echo "$protos" | wc -l | tr -d ' ') proto files"
  rm -rf build/generated build/rpc-classes
  mkdir -p build/generated build/rpc-classes
  # shellcheck disable=SC2086 # a list of files, none with a blank
  "$protoc" --plugin=protoc-gen-grpc-java="$plugin" -Iproto --java_out=build/generated --grpc-java_out=build/generated $protos
  find build/generated -name '*.java' >build/rpc.sources
  "${JAVA_BIN}javac" --release $JAVA_RELEASE -encoding UTF-8 -nowarn -Xlint:none -proc:none \
    -cp "$(jars runtime compile)" -d build/rpc-classes @build/rpc.sources
  finish rpc
}

# compile NAME ROOT CLASSES CLASSPATH: all Java files under ROOT, and the other files beside them, go to CLASSES.
compile() {
  local name=$1 root=$2 classes=$3 classpath=$4 resource
  need_jdk
  begin "$name"
  # shellcheck disable=SC2086 # a list of folders
  find $root -name '*.java' | LC_ALL=C sort >"build/$name.sources"
  rm -rf "$classes"
  mkdir -p "$classes"
  echo "compiling $(wc -l <"build/$name.sources" | tr -d ' ') files of $root"
  "${JAVA_BIN}javac" --release $JAVA_RELEASE -encoding UTF-8 -g -Xlint:all -Werror -proc:none \
    -cp "$classpath" -d "$classes" "@build/$name.sources"
  [ "$root" = src ] || { finish "$name"; return 0; }
  find "$root" -mindepth 2 -type f ! -name '*.java' ! -name '*.sh' ! -name '.*' | while read -r resource; do
    mkdir -p "$classes/$(dirname "${resource#"$root"/}")"
    cp "$resource" "$classes/${resource#"$root"/}"
  done
  finish "$name"
}

has_java() { [ -n "$(find "$1" -name '*.java' 2>/dev/null | head -n 1)" ]; }

compile_main() {
  has_java src || return 0
  stale main src build.sh "$STAMPS/rpc" "$STAMPS/fetched-runtime-compile-protoc" || return 0
  compile main src build/classes "build/rpc-classes:$(jars runtime compile)"
}

compile_tests() {
  fetch test load
  has_java test || return 0
  stale tests test tools build.sh "$STAMPS/main" "$STAMPS/rpc" "$STAMPS/fetched-test-load" || return 0
  compile tests "test tools" build/test-classes "build/classes:build/rpc-classes:$(jars runtime compile test load)"
}

pack_jars() {
  local pid status=0 pids=''
  [ -f "$STAMPS/main" ] || return 0
  if all_jars_there && ! stale jars "$STAMPS/main" "$STAMPS/rpc"; then return 0; fi
  begin jars
  echo "packing the jars"
  pack catalog CatalogMain catalog common & pids="$pids $!"
  pack order OrderMain order common & pids="$pids $!"
  pack frontend FrontendMain frontend common & pids="$pids $!"
  pack verify VerifyMain verify catalog order common & pids="$pids $!"
  for pid in $pids; do wait "$pid" || status=1; done
  [ $status = 0 ] || die "the jars could not be packed"
  finish jars
}

all_jars_there() {
  local name
  for name in $SERVICES verify; do
    [ -z "$(find "build/classes/$name" -maxdepth 1 -name '*Main.class' 2>/dev/null)" ] || [ -f "build/$name.jar" ] || return 1
  done
}

# pack NAME MAIN PACKAGE...: build/NAME.jar; byte for byte the same for the same classes, and then left alone.
pack() {
  local name=$1 main=$2 package jar=build/$1.jar work=build/pack/$1
  shift 2
  [ -f "build/classes/$name/$main.class" ] || { rm -f "$jar"; return 0; }
  rm -rf "$work"
  mkdir -p "$work"
  {
    echo "Main-Class: $name.$main"
    echo "Enable-Native-Access: ALL-UNNAMED" # for Netty; without it newer JVMs complain at each start
    # A line of a manifest holds 72 bytes; the next goes on after a blank.
    echo "Class-Path: $(jars runtime | sed -e 's|build/lib/|lib/|g' -e 's|:| |g')" | fold -w 70 | sed -e '2,$s/^/ /'
  } >"$work/manifest"
  {
    for package in "$@"; do
      [ ! -d "build/classes/$package" ] || (cd build/classes && find "$package" -type f) | sed 's|^|-C build/classes |'
    done
    [ ! -d build/rpc-classes ] || (cd build/rpc-classes && find rpc -type f) | sed 's|^|-C build/rpc-classes |'
  } | LC_ALL=C sort >"$work/files"
  # --date came with 17.0.3
  "${JAVA_BIN}jar" --create --file "$work/new.jar" --manifest "$work/manifest" --date=2020-01-01T00:00:00Z "@$work/files" 2>/dev/null ||
    "${JAVA_BIN}jar" --create --file "$work/new.jar" --manifest "$work/manifest" "@$work/files"
  cmp -s "$work/new.jar" "$jar" || mv "$work/new.jar" "$jar"
}

build_tests() {
  lock
  build_store
  compile_tests
  unlock
}

test_classpath() { echo "build/test-classes:build/classes:build/rpc-classes:$(jars runtime test load)"; }

# ---------------------------------------------------------------- test

# The junit launcher's options that select what TESTS names: packages, classes, methods (Class#method), or all there is
selection() {
  local name file
  [ $# -gt 0 ] || echo "--scan-class-path=build/test-classes"
  for name in "$@"; do
    case "$name" in
      *'#'*) echo "--select-method=$name" ;;
      *.[A-Z]*) echo "--select-class=$name" ;;
      [A-Z]*)
        file=$(find test -name "$name.java" | head -n 1)
        [ -n "$file" ] || die "there is no test class $name under test/"
        file=${file#test/}
        echo "--select-class=$(echo "${file%.java}" | tr / .)"
        ;;
      *) echo "--select-package=$name" ;;
    esac
  done
}

# Reads the launcher's feed; shows a line for each class and each failure without the frames of JUnit and the JDK.
# The whole of it, with what the tests and the services under test print, is kept in the file LOG.
# shellcheck disable=SC2016 # the dollar signs are awk's
TEST_FEED='
  function flush_class() {
    if (class == "") return
    printf "  %-40s %3d passed%s\n", class, good, bad ? ", " bad " failed" : ""
    fflush()
    class = ""; good = bad = 0
  }
  { print > LOG }
  /^JUnit Jupiter > .* :: [A-Z]+$/ {
    status = $NF
    split($0, part, / > | :: /)
    if (part[2] != class) { flush_class(); class = part[2] }
    failing = (status == "FAILED")
    if (status == "SUCCESSFUL") good++
    if (failing) {
      bad++
      sub(/^JUnit Jupiter > /, ""); sub(/ :: FAILED$/, "")
      print "FAILED " $0
    }
    next
  }
  /^Test run finished/ { failing = 0; flush_class(); summary = 1; print ""; print; next }
  summary && /^\[ +[1-9][0-9]* (tests (skipped|aborted)|containers failed)/ { gsub(/[][]/, ""); sub(/ +$/, ""); sub(/^ +/, "  "); print }
  failing && /^\t/ && !/^\t\tat (java\.base|org\.junit)[.\/]/ { print; fflush() }
'

run_tests() {
  local options count passed failed status=0 log=build/test-output.log
  # shellcheck disable=SC2086 # a list of words
  options=$(selection ${TESTS:-} "$@")
  build_tests
  has_java test || die "there are no tests under test/"
  need_jdk
  rm -rf build/test-reports build/test-feed
  mkfifo build/test-feed
  awk_lines -v LOG="$log" "$TEST_FEED" <build/test-feed &
  local feed=$!
  # shellcheck disable=SC2086 # a list of words
  own_group "${JAVA_BIN}java" -Xmx512m -cp "$(test_classpath)" org.junit.platform.console.ConsoleLauncher execute \
    $options --config=junit.jupiter.execution.timeout.default=120s --disable-banner --disable-ansi-colors --details=testfeed --reports-dir=build/test-reports \
    >build/test-feed 2>&1 || status=$?
  wait $feed || true
  rm -f build/test-feed

  passed=$(summary_count 'tests successful' "$log")
  failed=0
  for count in $(summary_count 'tests failed' "$log") $(summary_count 'containers failed' "$log"); do
    failed=$((failed + count))
  done
  if [ -z "$passed" ]; then
    tail -n 20 "$log" >&2
    die "the test run broke off with exit status $status before its end; all it said is in $log."
  fi
  if [ $((passed + failed)) = 0 ]; then
    echo "build.sh: no test ran; does TESTS name a package or class under test/?" >&2
    status=2
  fi
  [ $status != 0 ] || [ $failed = 0 ] || status=1
  [ $status = 0 ] || echo "the whole output is in $log, a report for each class in build/test-reports"
  echo "$passed passed, $failed failed"
  return $status
}

# summary_count WHAT LOG: the number before WHAT in the launcher's summary
summary_count() { sed -n "s/^\[ *\([0-9][0-9]*\) $1 *\]\$/\1/p" "$2" | tail -n 1; }

# ---------------------------------------------------------------- lint

java_sources() {
  local root
  for root in src test tools; do
    [ ! -d $root ] || find $root -name '*.java'
  done | LC_ALL=C sort
}

formatter() {
  java_sources >build/format.sources
  "${JAVA_BIN}java" -jar "$(artefacts lint | sed -n 's/.* \(.*google-java-format.*\)/\1/p')" "$@" @build/format.sources
}

format() {
  prepare_lint
  formatter --replace
}

prepare_lint() {
  lock
  fetch lint
  unlock
  need_jdk
}

lint() {
  local check failed=''
  build_tests
  prepare_lint
  for check in lint_format lint_mistakes lint_imports lint_scripts; do
    $check || failed="$failed $check"
  done
  [ -z "$failed" ] || die "lint found something:$failed"
  echo "lint: nothing found"
}

lint_format() {
  echo "format (google-java-format)"
  formatter --dry-run --set-exit-if-changed || {
    echo "these files are not in the project's format; make format rewrites them"
    return 1
  }
}

# Each warning of Error Prone counts, but for these: matters of taste, and a future whose outcome was already taken care of
# by the whenComplete that made it.
MISTAKES_LEFT_OUT="AddressSelection ArrayRecordComponent AssignmentExpression BooleanLiteral EnumOrdinal
  FutureReturnValueIgnored LoopOverCharArray MissingSummary OperatorPrecedence StringConcatToTextBlock UnnecessaryLambda"

# Error Prone is a plugin of javac; it reads javac's inside, which has to be opened to it. It stops at the first
# warning under -Werror, so what it says is looked at instead.
lint_mistakes() {
  local package open='' checks='' check said=build/lint/said status=0
  echo "mistakes (Error Prone)"
  for package in api code comp file main model parser processing tree util; do
    open="$open -J--add-exports=jdk.compiler/com.sun.tools.javac.$package=ALL-UNNAMED"
  done
  for package in code comp; do
    open="$open -J--add-opens=jdk.compiler/com.sun.tools.javac.$package=ALL-UNNAMED"
  done
  for check in $MISTAKES_LEFT_OUT; do checks="$checks -Xep:$check:OFF"; done
  rm -rf build/lint
  mkdir -p build/lint
  java_sources >build/lint/sources
  # shellcheck disable=SC2086 # a list of words
  "${JAVA_BIN}javac" $open --release $JAVA_RELEASE -encoding UTF-8 -Xmaxwarns 1000 -Xmaxerrs 1000 \
    -XDcompilePolicy=simple -XDaddTypeAnnotationsToSymbol=true --should-stop=ifError=FLOW \
    -processorpath "$(jars lint)" "-Xplugin:ErrorProne$checks" \
    -cp "build/rpc-classes:$(jars runtime compile test load)" -d build/lint/classes @build/lint/sources >$said 2>&1 || status=1
  cat $said
  ! grep -q 'warning: ' $said || status=1
  return $status
}

# A service never imports another service; all may import common.
lint_imports() {
  local one other found=''
  echo "imports between services"
  for one in $SERVICES common; do
    for other in $SERVICES verify; do
      if [ "$one" = "$other" ] || [ ! -d "src/$one" ]; then continue; fi
      ! grep -rnE "^import (static )?$other\." "src/$one" || found=yes
    done
  done
  [ -z "$found" ] || { echo "a service may import common and rpc, never another service"; return 1; }
}

lint_scripts() {
  local scripts
  scripts="build.sh $(find test -name '*.sh' 2>/dev/null | LC_ALL=C sort)"
  [ ! -f .ci/run ] || scripts="$scripts .ci/run"
  if ! command -v shellcheck >/dev/null; then
    echo "scripts: not checked, shellcheck is not installed"
    return 0
  fi
  echo "scripts (shellcheck)"
  # shellcheck disable=SC2086 # a list of words
  shellcheck -x $scripts
}

# ---------------------------------------------------------------- run

# java_options NAME: how this service is started, as words after java
java_options() {
  local heap=64m sharing='' archive=$JARS/cds/$1.jsa
  [ "$1" != order ] || heap=128m
  if [ -n "$RECORDING" ]; then
    sharing=" -XX:ArchiveClassesAtExit=$RUN/$1.jsa -Xlog:cds=error,cds+dynamic=error"
  elif [ "$archive" -nt "$JARS/$1.jar" ]; then
    sharing=" -Xshare:auto -XX:SharedArchiveFile=$archive"
  fi
  echo "-XX:+UseSerialGC -Xmx$heap$sharing -jar $JARS/$1.jar"
}

JARS=build
RECORDING=

# Puts the service's name before each of its lines. Leaves the address of its ready line in RUN/NAME.ready, and its last
# lines, once it has ended, in RUN/NAME.last.
# shellcheck disable=SC2016 # the dollar signs are awk's
SERVICE_LOG='
  { printf "%-8s | %s\n", NAME, $0; fflush(); last[NR % 15] = $0 }
  $0 ~ NAME " listening on [^ ]+$" { print $NF > (RUN "/" NAME ".ready"); close(RUN "/" NAME ".ready") }
  END { for (i = NR - 14; i <= NR; i++) if (i > 0) print "    " last[i % 15] > (RUN "/" NAME ".last") }
'

# start_service NAME: its process in PID_NAME, its log's in LOG_NAME. Each in its own group, so that the terminal's Ctrl-C
# reaches only this script, which then stops them in order. The threshold has glibc give the blocks of 32 KiB back that the
# JIT compiler is done with: that is 20 MB of resident memory.
start_service() {
  local name=$1
  mkfifo "$RUN/$name.out"
  set -m
  awk_lines -v NAME="$name" -v RUN="$RUN" "$SERVICE_LOG" <"$RUN/$name.out" &
  eval "LOG_$name=$!"
  # shellcheck disable=SC2046 # a list of words
  MALLOC_MMAP_THRESHOLD_=${MALLOC_MMAP_THRESHOLD_:-16384} \
    "${JAVA_BIN}java" $(java_options "$name") </dev/null >"$RUN/$name.out" 2>&1 &
  eval "PID_$name=$!"
  set +m
  RUNNING="$RUNNING $name"
}

pid_of() { eval "echo \$PID_$1"; }

address_of() { cat "$RUN/$1.ready" 2>/dev/null || true; }

# A pause that a signal ends at once; false when the store is to stop, also because its terminal has gone.
pause() {
  sleep "$1" &
  wait $! 2>/dev/null || true
  if [ -n "$TERMINAL" ] && [ ! -t 0 ]; then STOPPING=yes; fi
  [ -z "$STOPPING" ]
}

# bury: finds services that have ended, names each with its exit status and last lines; false when there was one.
bury() {
  local name status living='' found=''
  for name in $RUNNING; do
    if kill -0 "$(pid_of "$name")" 2>/dev/null; then
      living="$living $name"
      continue
    fi
    found=yes
    status=0
    { wait "$(pid_of "$name")" || status=$?; } 2>/dev/null
    eval "wait \$LOG_$name" 2>/dev/null || true
    echo
    echo "The $name service has ended with exit status $status$(signal_name $status). Its last lines:"
    cat "$RUN/$name.last" 2>/dev/null || echo "    (it said nothing)"
  done
  RUNNING=$living
  [ -z "$found" ]
}

signal_name() {
  if [ "$1" -gt 128 ] && kill -l $(($1 - 128)) >/dev/null 2>&1; then echo " (SIG$(kill -l $(($1 - 128))))"; fi
}

# stop_services: in order, as the frontend needs the order service and that the catalog; each may take 15 s to finish its work.
stop_services() {
  local name pid tries
  trap '' INT TERM HUP
  for name in frontend order catalog; do
    case " $RUNNING " in *" $name "*) ;; *) continue ;; esac
    pid=$(pid_of "$name")
    kill -TERM "$pid" 2>/dev/null || true
    tries=0
    while kill -0 "$pid" 2>/dev/null; do
      if [ $tries = 150 ]; then
        echo "$name does not stop (process $pid): killing it"
        kill -KILL "$pid" 2>/dev/null || true
        RUN_STATUS=1
      fi
      tries=$((tries + 1))
      sleep 0.1
    done
    wait "$pid" 2>/dev/null || true
    eval "wait \$LOG_$name" 2>/dev/null || true
  done
  RUNNING=
}

any_alive() {
  local pid
  for pid in "$@"; do
    if kill -0 "$pid" 2>/dev/null; then return 0; fi
  done
  return 1
}

# Stops the services when this script is killed without a chance to do it, and asks it to stop when make is killed so.
watch_over() {
  local name pids='' signal pid tries
  for name in $RUNNING; do pids="$pids $(pid_of "$name")"; done
  set -m
  (
    set +e
    trap '' INT HUP
    while kill -0 $$ 2>/dev/null; do
      if [ "${MAKELEVEL:-0}" != 0 ] && ! kill -0 $PPID 2>/dev/null; then kill -TERM $$; fi
      sleep 1
    done
    for signal in TERM KILL; do
      for pid in $pids; do kill -$signal "$pid" 2>/dev/null; done
      tries=0
      # shellcheck disable=SC2086 # a list of words
      until [ $tries = 150 ] || ! any_alive $pids; do
        tries=$((tries + 1))
        sleep 0.1
      done
    done
    rm -rf "$RUN"
  ) </dev/null >/dev/null 2>&1 &
  WATCHER=$!
  set +m
}

end_run() {
  stop_services
  [ -z "$WATCHER" ] || kill -KILL -- "-$WATCHER" 2>/dev/null || true
  { [ -z "$WATCHER" ] || wait "$WATCHER" || true; } 2>/dev/null
  rm -rf "$RUN"
}

# wait_until WHAT CONDITION...: false when that takes longer than 60 s, a service ends, or the store is to stop
wait_until() {
  local what=$1 tries=0
  shift
  until "$@"; do
    bury || return 1
    pause 0.1 || return 1
    tries=$((tries + 1))
    if [ $tries = 600 ]; then
      echo "$what is not ready after 60 s"
      return 1
    fi
  done
}

said_ready() { [ -n "$(address_of "$1")" ]; }

store_answers() {
  said_ready catalog && said_ready order && said_ready frontend || return 1
  ! command -v curl >/dev/null ||
    [ "$(curl -s -o /dev/null -w '%{http_code}' --noproxy '*' --max-time 5 "http://$(store_host)/health")" = 200 ]
}

# The frontend's address as this machine reaches it, also when it listens on all of them
store_host() {
  local address
  address=$(address_of frontend)
  case "$address" in
    0.0.0.0:* | '[::]:'* | '[0:0:0:0:0:0:0:0]:'*) echo "127.0.0.1:${address##*:}" ;;
    *) echo "$address" ;;
  esac
}

# begin_run: a folder for what is known of this run's services; from here on nothing of it outlives this script.
begin_run() {
  local name
  for name in $SERVICES; do [ -f "$JARS/$name.jar" ] || die "there is no $JARS/$name.jar: is src/$name complete?"; done
  RUN=$(mktemp -d "${TMPDIR:-/tmp}/toystore.XXXXXX")
  RUNNING='' STOPPING='' WATCHER='' TERMINAL='' RUN_STATUS=0
  if [ -t 0 ]; then TERMINAL=yes; fi
  trap 'STOPPING=yes' INT TERM HUP
  trap end_run EXIT
}

start_store() {
  # The port 0 means any free one: then the others are told which it is.
  start_service catalog
  if [ "${CATALOG_PORT:-}" = 0 ] && wait_until catalog said_ready catalog; then
    CATALOG_PORT=$(address_of catalog) && export CATALOG_PORT="${CATALOG_PORT##*:}"
  fi
  start_service order
  if [ "${ORDER_PORT:-}" = 0 ] && wait_until order said_ready order; then
    ORDER_PORT=$(address_of order) && export ORDER_PORT="${ORDER_PORT##*:}"
  fi
  start_service frontend
  watch_over
}

run_store() {
  local url
  build
  need_jdk
  begin_run
  start_store
  if ! wait_until "the store" store_answers; then
    [ -n "$STOPPING" ] || die "the store did not start; what the services say above tells why. All of it is stopped."
    stop_services
    echo "The store is closed."
    exit $RUN_STATUS
  fi
  url=http://$(store_host)
  echo
  echo "The store is open at $url (Ctrl-C closes it). Try, in another terminal:"
  echo
  echo "  curl $url/products/Tux"
  echo "  curl -d '{\"name\":\"Tux\",\"quantity\":1}' $url/orders"
  echo
  keep_running
  echo
  echo "Closing the store."
  stop_services
  echo "The store is closed."
  exit $RUN_STATUS
}

# Until a signal, or until no service is left
keep_running() {
  local name before
  while pause 0.5; do
    before=$RUNNING
    bury && continue
    RUN_STATUS=1
    for name in $before; do
      case " $RUNNING " in *" $name "*) continue ;; esac
      echo "Start it again, in another terminal, with:"
      echo "  (cd '$TOYSTORE_HOME' && $(settings)${JAVA_BIN}java $(java_options "$name"))"
    done
    [ -n "$RUNNING" ] || { echo "No service is left."; return 0; }
    echo "The others go on:$RUNNING."
    echo
  done
}

# The settings of this environment, as a shell wants them before a command
settings() {
  local name
  for name in BIND_HOST FRONTEND_PORT CATALOG_HOST CATALOG_PORT ORDER_HOST ORDER_PORT DATA_DIR WORKERS; do
    if [ -n "${!name+set}" ]; then printf "%s='%s' " "$name" "${!name}"; fi
  done
}

# ---------------------------------------------------------------- class data archives

# make_archives FOLDER: FOLDER/cds/NAME.jsa for the services' jars in FOLDER. Such an archive holds the classes that the service
# loaded in a short life, from its start over every kind of request to its stop, as the next JVM maps them: it starts in half
# the time. A JVM takes it only if it is the same JVM, with the same jars under the same path; if not, it starts as without.
make_archives() {
  local name
  command -v curl >/dev/null || die "curl is missing; it sends the requests that the class data archives are made from: install it."
  echo "making the class data archives"
  JARS=$1 RECORDING=yes
  begin_run
  unset CATALOG_HOST ORDER_HOST WORKERS
  export BIND_HOST=127.0.0.1 FRONTEND_PORT=0 CATALOG_PORT=0 ORDER_PORT=0 DATA_DIR="$RUN/data"
  start_store >"$RUN/output" 2>&1
  if ! wait_until "the store" store_answers >>"$RUN/output" 2>&1; then
    cat "$RUN/output" >&2
    die "the store did not start to have its class data archives made."
  fi
  visit "http://$(store_host)"
  stop_services >>"$RUN/output" 2>&1
  mkdir -p "$JARS/cds"
  for name in $SERVICES; do
    if [ ! -f "$RUN/$name.jsa" ]; then
      cat "$RUN/output" >&2
      die "the $name service left no class data archive."
    fi
    mv -f "$RUN/$name.jsa" "$JARS/cds/$name.jsa"
  done
}

# visit URL: every kind of request that a customer makes
visit() {
  local url=$1 key toy='{"name":"Tux","quantity":1}'
  request "$url/health"
  for key in 1 2 3; do
    request "$url/products"
    request "$url/products/Rubik%27s%20Cube"
    request "$url/products/unknown"
    request --head "$url/products/Tux"
    request --data "$toy" "$url/orders"
    request --data "$toy" --header "Idempotency-Key: $key" "$url/orders"
    request --data "$toy" --header "Idempotency-Key: $key" "$url/orders"
    request --data '{"name":"Tux","quantity":999999}' --header "Idempotency-Key: refused-$key" "$url/orders"
    request --data '{"name":' "$url/orders"
    request "$url/orders/0"
    request "$url/orders/999"
    request --request DELETE "$url/orders"
  done
}

request() { curl --silent --output /dev/null --noproxy '*' --max-time 5 "$@" || die "the store does not answer: curl $*"; }

cds() {
  local name
  build
  for name in $SERVICES; do
    if [ ! "build/cds/$name.jsa" -nt "build/$name.jar" ]; then
      make_archives build
      return
    fi
  done
}

# ---------------------------------------------------------------- containers

# compose ARGUMENT...: docker compose, whichever of its two forms is here; COMPOSE="docker-compose" chooses
compose() {
  if [ -z "${COMPOSE:-}" ]; then
    if docker compose version >/dev/null 2>&1; then
      COMPOSE="docker compose"
    elif command -v docker-compose >/dev/null; then
      COMPOSE=docker-compose
    else
      die "there is no docker compose here: install Docker with its compose plugin, or start the store without containers: make run."
    fi
  fi
  $COMPOSE "$@"
}

# Returns when the store answers. (docker-compose has no --wait, and `up` itself waits only for what others depend on.)
up() {
  local address tries=0
  compose up --build --detach
  address=$(compose port frontend 8080)
  case "$address" in 0.0.0.0:* | '[::]:'*) address=127.0.0.1:${address##*:} ;; esac
  until ! command -v curl >/dev/null || curl --silent --fail --output /dev/null --noproxy '*' --max-time 5 "http://$address/health"; do
    tries=$((tries + 1))
    [ $tries -lt 120 ] || die "the store is not ready after 60 s; make logs shows what its services say."
    sleep 0.5
  done
  echo
  echo "The store is open at http://$address (make down closes it)."
}

# program JAR-OR-CLASS ARGUMENT...: a program of the project takes the place of this script
program() {
  local main=$1
  shift
  case "$main" in *.jar) build ;; *) build_tests ;; esac
  need_jdk
  # shellcheck disable=SC2086 # ARGS is a list of words
  case "$main" in
    *.jar) exec "${JAVA_BIN}java" -jar "$main" "$@" ${ARGS:-} ;;
    *) exec "${JAVA_BIN}java" -Djava.awt.headless=true -cp "$(test_classpath)" "$main" "$@" ${ARGS:-} ;;
  esac
}

command=${1:-build}
[ $# -eq 0 ] || shift
case "$command" in
  build) build ;;
  deps) lock && fetch runtime compile protoc && unlock ;;
  stubs) lock && fetch runtime compile protoc && generate_stubs && unlock ;;
  cds) cds ;;
  archives) make_archives "${1:?the folder of the jars}" ;;
  test) run_tests "$@" ;;
  lint) lint ;;
  format) format ;;
  run) run_store ;;
  up) up ;;
  down) compose down ;;
  logs) compose logs --follow ;;
  verify) program build/verify.jar "$@" ;;
  crash) program crash.CrashMain "$@" ;;
  abuse) program abuse.AbuseMain "$@" ;;
  load) program load.LoadMain "$@" ;;
  bench) program bench.BenchMain "$@" ;;
  evaluate) program bench.EvaluateMain "$@" ;;
  clean) if [ -d build ]; then find build -mindepth 1 -maxdepth 1 ! -name lib ! -name tools -exec rm -rf {} +; fi ;;
  distclean) rm -rf build ;;
  help | --help | -h) help ;;
  *) die "there is no '$command'; ./build.sh help lists what there is." ;;
esac
