#!/usr/bin/env bash
# Looks for what no reviewer should have to look for: format, common mistakes, who uses whom, the scripts.
#
#   tools/lint.sh            says what it finds, and then ends with status 1; needs what `make lint` builds before
#   tools/lint.sh --format   rewrites the Java files in the project's format
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C PATH="${JAVA_HOME:+$JAVA_HOME/bin:}$PATH"

WORK=build/lint
SOURCES=$WORK/sources

format() {
  java -jar build/lib-lint/google-java-format-*.jar "$@" @$SOURCES
}

check_format() {
  echo "format (google-java-format)"
  format --dry-run --set-exit-if-changed && return
  echo "these files are not in the project's format; make format rewrites them"
  return 1
}

# Each warning of Error Prone counts, but for these: matters of taste, and a future whose outcome was already taken care of
# by the whenComplete that made it.
LEFT_OUT=(AddressSelection ArrayRecordComponent AssignmentExpression BooleanLiteral EnumOrdinal FutureReturnValueIgnored
  LoopOverCharArray MissingSummary OperatorPrecedence StringConcatToTextBlock UnnecessaryLambda)

# Error Prone is a plugin of javac and reads its inside, which has to be opened to it. Under -Werror it would stop at the first
# warning, so what it says is looked at instead.
check_mistakes() {
  local options=() package status=0
  echo "mistakes (Error Prone)"
  for package in api code comp file main model parser processing tree util; do
    options+=("-J--add-exports=jdk.compiler/com.sun.tools.javac.$package=ALL-UNNAMED")
  done
  for package in code comp; do
    options+=("-J--add-opens=jdk.compiler/com.sun.tools.javac.$package=ALL-UNNAMED")
  done
  javac "${options[@]}" --release 17 -encoding UTF-8 -Xmaxwarns 1000 -Xmaxerrs 1000 \
    -XDcompilePolicy=simple -XDaddTypeAnnotationsToSymbol=true --should-stop=ifError=FLOW \
    -processorpath "$(echo build/lib-lint/*.jar | tr ' ' :)" "-Xplugin:ErrorProne$(printf ' -Xep:%s:OFF' "${LEFT_OUT[@]}")" \
    -cp 'build/stubs/classes:build/lib/*:build/lib-build/*:build/lib-tools/*:build/lib-test/*' -d $WORK/classes @$SOURCES \
    >$WORK/mistakes 2>&1 || status=1
  cat $WORK/mistakes
  [ $status = 0 ] && ! grep -q 'warning: ' $WORK/mistakes
}

# Every name of the form package.Class counts, in an import or elsewhere, but not in comments and texts.
# shellcheck disable=SC2016 # the dollar signs are awk's
USES='
  function fail(what) { print FILENAME ":" FNR ": " what; failed = 1 }
  FILENAME == TABLE && /^[a-z]/ {
    name = $1
    sub(/:$/, "", name)
    for (i = 2; i <= NF; i++) {
      if (!($i in known)) fail($i " has to stand above " name)
      may[name, $i] = 1
    }
    known[name] = may[name, name] = 1
  }
  FILENAME == TABLE { next }
  /^package / { package = substr($2, 1, length($2) - 1); if (!(package in known)) fail(package " is not in " TABLE) }
  {
    gsub(/"([^"\\]|\\.)*"/, "")
    sub(/\/\/.*|\/\*.*|^ *\*.*/, "")
    while (match($0, /[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\.[A-Z*]/)) {
      used = substr($0, RSTART, RLENGTH - 2)
      if ((used in known) && !((package, used) in may)) fail(package " may not use " used ", says " TABLE)
      $0 = substr($0, RSTART + RLENGTH)
    }
  }
  END { exit failed }
'

check_uses() {
  echo "who uses whom (tools/imports.txt)"
  # shellcheck disable=SC2046 # none of these files has a blank in its name
  awk -v TABLE=tools/imports.txt "$USES" tools/imports.txt $(grep -v '^test/' $SOURCES)
}

# The documents name tests as `SomeTest.its_name…`, and nested ones as `SomeTest.Nested`.
check_named_tests() {
  local test file status=0
  echo "tests that the documents name"
  while read -r test; do
    file=$(grep "/${test%%.*}\.java$" $SOURCES) || { echo "there is no test ${test%%.*}" && status=1 && continue; }
    grep -q "\b${test#*.}" "$file" || { echo "there is no test $test" && status=1; }
  done < <(grep -ohE '`[A-Z][A-Za-z]+Test\.[A-Za-z0-9_]+' README.md docs/*.md | tr -d '`' | sort -u)
  return $status
}

check_scripts() {
  if ! command -v shellcheck >/dev/null; then
    echo "scripts: not checked, shellcheck is not installed"
    return
  fi
  echo "scripts (shellcheck)"
  shellcheck -x build.sh tools/*.sh test/*.sh .ci/run
}

rm -rf $WORK
mkdir -p $WORK
find src test tools -name '*.java' | sort >$SOURCES
if [ "${1:-}" = --format ]; then
  format --replace
  exit
fi
FOUND=''
for check in check_format check_mistakes check_uses check_named_tests check_scripts; do
  $check || FOUND="$FOUND ${check#check_}"
done
if [ -n "$FOUND" ]; then
  echo "lint found something:$FOUND"
  exit 1
fi
echo "lint: nothing found"
