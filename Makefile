# `make help` lists what can be done. Each step shows itself; set-up runs only where it is missing.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.SUFFIXES:

export KURAMORI_CACHE ?= $(HOME)/.cache/kuramori
export PATH := $(KURAMORI_CACHE)/bin:$(PATH)
# A fresh clone on CI finds the dependencies compiled. Its own code is compiled once, and nobody debugs it there.
ifeq ($(CI),true)
  export CARGO_TARGET_DIR ?= $(KURAMORI_CACHE)/target
  export CARGO_INCREMENTAL ?= 0
  export CARGO_PROFILE_DEV_DEBUG ?= 0
endif
export CARGO_TARGET_DIR ?= $(CURDIR)/target

PORT ?= 3000
LAN ?=
DATA ?= data
SOURCES := $(wildcard $(shell git ls-files -co --exclude-standard -- app frontend server style public Cargo.toml Cargo.lock rust-toolchain.toml .cargo end2end/setup.sh end2end/tools end2end/package-lock.json))
# What tests write need not be durable: in memory, where there is plenty, a database is made in half the time.
MEMORY := $(shell [ "$$(df --output=avail /dev/shm 2>/dev/null | tail -n 1)" -gt 4000000 ] 2>/dev/null && echo /dev/shm)
in_memory = $(if $(MEMORY),TMPDIR=$(MEMORY))
say = @printf '\n\033[1m── %s\033[0m\n' "$(1)"

##@ Using it

run: build ## serve a demo company on http://localhost:3000 (LAN=1: over HTTPS to phones; PORT=, DATA=)
	@exec end2end/tools/run.sh "$(DATA)" "$(PORT)" "$(LAN)"

build: target/release/.built ## release program: target/release/kuramori and the site beside it

# A folder changes when a file goes. Those of the tests and the root change with every run.
FOLDERS := $(filter-out ./ end2end/%,$(sort $(dir $(SOURCES))))

target/release/.built: $(SOURCES) $(FOLDERS) $(if $(wildcard target/release/site),,anew)
	@end2end/setup.sh build
	$(call say,release build of client and server)
	@end2end/tools/build.sh

##@ Working on it

test: check ## everything: the checks of the code, the release build, the journeys in Chromium
	@$(MAKE) --no-print-directory journeys

check: setup-test ## all of `make test` but the journeys
	@end2end/tools/beside.sh '$(MAKE) --no-print-directory code' '$(MAKE) --no-print-directory build'
	@$(MAKE) --no-print-directory size

code: setup-test format-check lint test-rust ## formatting, clippy and the Rust tests on both engines

watch: ## rebuild and reload at every change (http://localhost:3000)
	@end2end/setup.sh build
	@cargo leptos watch --split -- serve --data "$(DATA)" --listen "127.0.0.1:$(PORT)"

lint: ## clippy with warnings as errors, for the server's and the client's features
	$(call say,clippy: server)
	@cargo clippy --locked --all-targets -- -D warnings
	$(call say,clippy: client)
	@cargo clippy --locked -p frontend --target wasm32-unknown-unknown -- -D warnings

format: ## format the code
	@cargo fmt --all

format-check: ## fail where the code is not formatted
	$(call say,formatting)
	@cargo fmt --all --check

test-rust: setup-test ## unit, property, service and HTTP tests on SQLite and PostgreSQL (ARGS= for nextest)
	$(call say,tests on SQLite and PostgreSQL)
	@$(in_memory) end2end/postgres.sh run -- cargo nextest run --locked $(ARGS)

anew:

size: build ## the client's size against its bounds
	$(call say,size of the client)
	@node end2end/tools/size.mjs

journeys: setup-test build ## Playwright journeys in Chromium against the release build (ARGS= for playwright, PICTURES=1 takes pictures)
	$(call say,journeys in Chromium)
	@cd end2end && $(in_memory) exec node node_modules/@playwright/test/cli.js test $(ARGS)

fuzz-api: build ## schemathesis against the OpenAPI specification
	@exec end2end/tools/fuzz-api.sh

faults: setup-test ## plant faults one by one: each must turn a test red (FAULTS= plants some)
	@end2end/postgres.sh run -- node end2end/tools/faults.mjs

bench: build ## measure; writes end2end/bench/results.json (ITEMS="10000 1000000" SECONDS_EACH=10)
	@exec end2end/bench/run.sh

setup-test:
	@end2end/setup.sh test

help: ## this list
	@awk -F ':.*## ' '/^##@/ { printf "\n\033[1m%s\033[0m\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

.PHONY: run build test check code watch lint format format-check test-rust size journeys fuzz-api faults bench setup-test anew help
