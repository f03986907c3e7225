# What there is to do with the toy store; `make help` lists it. How each step of the build is done stands in build.sh, here is
# only when: a step's folder is filled again when something that it was made from is newer than its file .done.
#
# ARGS="..." is handed on to the program; TESTS="..." selects tests by package, class or method.

.NOTPARALLEL:
.DEFAULT_GOAL := build

JAVA := $(if $(JAVA_HOME),'$(JAVA_HOME)/bin/java',java)
JARS := build/catalog.jar build/order.jar build/frontend.jar build/verify.jar
TOOLS := build/tools:build/classes:build/stubs/classes:build/lib/*:build/lib-tools/*
TESTS_CLASSPATH := build/tests:$(TOOLS):build/lib-test/*

# All files below a folder, and the folders, whose times tell of files that came or went. (The slash tells test/ from the target.)
below = $(shell find $(1)/ 2>/dev/null)

.PHONY: build run cluster test page lint format verify stock copy crash abuse load bench evaluate up down cluster-up cluster-down logs clean distclean help

build: $(JARS)

# ---------------------------------------------------------------- what is made from what

build/%/.done:
	@./build.sh $*

build/lib/.done build/lib-build/.done build/lib-tools/.done build/lib-test/.done build/lib-lint/.done: dependencies.xml dependencies.sha256 build.sh
build/stubs/.done: build/lib/.done build/lib-build/.done $(call below,proto)
build/classes/.done: build/stubs/.done $(call below,src)
build/supervisor/.done: build.sh $(call below,tools/store)
build/tools/.done: build/classes/.done build/lib-tools/.done $(call below,tools)
build/tests/.done: build/tools/.done build/lib-test/.done $(call below,test)

$(JARS): build/%.jar: build/classes/.done
	@./build.sh $*.jar

# ---------------------------------------------------------------- what to do with it

run: build build/supervisor/.done
	@exec $(JAVA) -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx32m -cp build/supervisor store.StoreMain

cluster: build build/tools/.done
	@exec $(JAVA) -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -cp '$(TOOLS)' cluster.ClusterMain

test: build build/tests/.done
	@exec $(JAVA) -Xmx1g -cp '$(TESTS_CLASSPATH)' runner.TestMain build/tests build/test-output.log $(TESTS)

page: build build/tests/.done
	@exec $(JAVA) -Xmx512m -cp '$(TESTS_CLASSPATH)' runner.TestMain build/tests build/page-output.log $(or $(TESTS),web)

lint: build/tests/.done build/lib-lint/.done
	@tools/lint.sh

format: build/lib-lint/.done
	@tools/lint.sh --format

verify: build
	@exec $(JAVA) -jar build/verify.jar $(ARGS)

stock: build
	@exec $(JAVA) -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx32m -cp build/catalog.jar catalog.StockMain $(ARGS)

copy: build
	@exec $(JAVA) -cp build/verify.jar verify.CopyMain $(ARGS)

crash: MAIN := crash.CrashMain
abuse: MAIN := abuse.AbuseMain
load: MAIN := load.LoadMain
bench: MAIN := bench.BenchMain
evaluate: MAIN := bench.EvaluateMain
crash abuse load bench evaluate: build build/tools/.done
	@exec $(JAVA) -Djava.awt.headless=true -cp '$(TOOLS)' $(MAIN) $(ARGS)

up:
	@tools/containers.sh up

down:
	@tools/containers.sh down

logs:
	@tools/containers.sh logs --follow

cluster-up cluster-down: export COMPOSE_FILE = docker-compose.cluster.yml
cluster-up cluster-down: export COMPOSE_PROJECT_NAME = toystore-cluster
cluster-up:
	@DOOR=frontend-1 CLOSE=cluster-down tools/containers.sh up

cluster-down:
	@tools/containers.sh down

clean:
	@find build -mindepth 1 -maxdepth 1 ! -name 'lib*' -exec rm -rf {} + 2>/dev/null || true

distclean:
	@rm -rf build

help:
	@echo 'make            build what has changed: build/catalog.jar, build/order.jar, build/frontend.jar, build/verify.jar'
	@echo 'make run        build, start the store in this terminal, stop it with Ctrl-C'
	@echo 'make cluster    the store over etcd in this terminal: three members, two of each service'
	@echo 'make test       the tests; TESTS=common or TESTS=frontend.json.JsonTest for some, TESTS=ClusterTest for those of a cluster'
	@echo 'make page       the tests of the page, in Chromium (needs chromium and chromedriver on the PATH)'
	@echo 'make lint       check the format, who imports whom, and look for common mistakes'
	@echo 'make format     rewrite the Java files in the format of the project'
	@echo 'make verify     check that the files in DATA_DIR agree with each other'
	@echo 'make stock      change a toy while the store runs, or add one: make stock ARGS="Tux +50"'
	@echo 'make copy       copy a store of files into etcd (ARGS=to-etcd), or back (ARGS=from-etcd)'
	@echo 'make crash      kill services at random while customers buy, then check that nothing is lost'
	@echo 'make abuse      attack a store as hostile and clumsy clients do, and tell what held'
	@echo 'make load       put load on a store'
	@echo 'make bench      measure the parts'
	@echo 'make evaluate   measure the whole and draw the charts'
	@echo 'make up         start the store in containers (down stops it, logs shows what it says)'
	@echo 'make cluster-up the store over etcd in containers (cluster-down stops it)'
	@echo 'make clean      delete what was built (distclean: also what was fetched)'
	@echo 'make help       this list; ARGS="..." is handed on to a program, as in make load ARGS=--help'
