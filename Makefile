# The face of build.sh, which does the work. `make help` lists the targets.
# ARGS="..." is handed on to the programs; TESTS=... selects tests by package or class.

.NOTPARALLEL:
.DEFAULT_GOAL := build
export ARGS TESTS

TARGETS := build run cds test lint format verify crash abuse load bench evaluate up down logs clean distclean help

.PHONY: $(TARGETS)
$(TARGETS):
	@./build.sh $@
