# Run `make` for the list of targets.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run cluster test test-deps build test-rust test-web test-e2e check bench load scaling chaos screens

TARGET_DIR := $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)
export OPENFLOOR_BIN ?= $(abspath $(TARGET_DIR))/debug/openfloor
RELEASE := $(abspath $(TARGET_DIR))/release
NPM := npm --prefix web --no-fund --no-audit --no-update-notifier
NODE_MODULES := web/node_modules/.package-lock.json
say = @printf '\033[1m== %s\033[0m\n' "$(1)"

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build and serve with demo content on http://127.0.0.1:3000
	$(call say,Building and serving the demo on $${OPENFLOOR_LISTEN:-127.0.0.1:3000}; Ctrl-C ends it)
	@OPENFLOOR_DEMO=$${OPENFLOOR_DEMO:-1} DATABASE_URL=$${DATABASE_URL:-sqlite://openfloor-demo.db} cargo run

cluster: build ## Serve the demo by two nodes with all of docker-compose.yml around them, without containers
	$(call say,Two nodes with PostgreSQL and Redis behind nginx under Prometheus; Ctrl-C ends it)
	@tests/cluster

test: test-deps build test-rust test-web test-e2e ## Run every test: Rust, the pages' units, then a browser

build:
	$(call say,Building the server)
	@cargo build

# Streams are told once more where they stay with the HTTP server, as all of them do over HTTP/2.
STREAMS := test(/^(audience|busy|delivery|draining|filters|opening|presence|relay|resets|resuming|subscriptions)::/)
test-rust: build
	$(call say,Rust tests)
	@if cargo nextest --version >/dev/null 2>&1; then tests/with-services bash -euc ' \
	  cargo nextest run --workspace; \
	  printf "\033[1m== Streams without the relay\033[0m\n"; \
	  OPENFLOOR_TEST_RELAY=off cargo nextest run --workspace -E "$(STREAMS)"'; \
	else tests/with-services cargo test --workspace; fi

test-web: $(NODE_MODULES)
	$(call say,Unit tests of the pages)
	@$(NPM) test --silent

test-e2e: build $(NODE_MODULES)
	$(call say,The pages in a browser)
	@$(NPM) run --silent e2e

# A browser, a PostgreSQL, a Redis and the tools around a server; as root on Debian they are installed or unpacked,
# elsewhere they are asked for.
test-deps:
	@tests/install-tools "$(TARGET_DIR)/test-tools"
	@tests/with-services --install
	@if command -v "$${CHROMIUM:-chromium}" >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || [ ! -f /etc/debian_version ]; then \
	  echo "Please install first: chromium (it may be named by CHROMIUM=/path/to/it)" >&2; exit 1; fi; \
	echo "== Installing chromium"; \
	export DEBIAN_FRONTEND=noninteractive; \
	apt-get -qq update; \
	apt-get -qq -y -o Dpkg::Use-Pty=0 install --no-install-recommends chromium >/dev/null

check: $(NODE_MODULES) ## Check format, lints, documentation, licences, types, scripts and the composition
	$(call say,cargo fmt)
	@cargo fmt --all --check
	$(call say,cargo clippy)
	@OPENFLOOR_WEB=skip cargo clippy --quiet --workspace --all-targets -- -D warnings
	$(call say,cargo doc)
	@OPENFLOOR_WEB=skip RUSTDOCFLAGS=-Dwarnings cargo doc --quiet --no-deps --workspace
	$(call say,cargo deny)
	@if [ -n "$${CI:-}" ] && ! cargo deny --version >/dev/null 2>&1; then \
	  echo "installing cargo-deny, once a machine"; cargo install --quiet --locked cargo-deny@0.20.2 || true; fi; \
	if cargo deny --version >/dev/null 2>&1; then cargo deny --log-level error check bans licenses sources; \
	else echo "left out: cargo-deny is not installed (cargo install --locked cargo-deny)"; fi
	$(call say,Scripts and the composition)
	@tests/check-files "$(TARGET_DIR)/check-tools"
	$(call say,Types and lints of the pages)
	@$(NPM) run --silent check

bench: ## Measure the hot paths, and several nodes together
	$(call say,Benchmarks)
	@OPENFLOOR_BIN="$(RELEASE)/openfloor" tests/with-services \
	  cargo bench -p openfloor -p tests --bench spine --bench nodes
	@echo "Figures are above. Compare runs of one quiet machine only."

load: test-deps ## Measure deliveries, idle streams and storms beside nginx's hub and a bare loop; takes 20 minutes
	$(call say,Load)
	@cargo build --release -p openfloor -p tests --bin openfloor --example floor
	@OPENFLOOR_BIN="$(RELEASE)/openfloor" cargo bench -p openfloor -p tests --bench load -- "$${MODE:-}"

scaling: ## Work out the tables of docs/scaling.md anew
	$(call say,Simulating more than these machines can)
	@cargo test --quiet -p tests --lib scaling:: || cargo test --quiet -p tests --lib scaling::

chaos: test-deps build ## Let everything befall three clusters for half an hour each, and prove that nothing is lost
	$(call say,Everything that can befall a cluster)
	@OPENFLOOR_CHAOS_SECONDS=$${OPENFLOOR_CHAOS_SECONDS:-1800} OPENFLOOR_CHAOS_WRITERS=$${OPENFLOOR_CHAOS_WRITERS:-16} \
	OPENFLOOR_CHAOS_LISTENERS=$${OPENFLOOR_CHAOS_LISTENERS:-300} OPENFLOOR_CHAOS_RATE=$${OPENFLOOR_CHAOS_RATE:-150} \
	cargo test -p tests --test e2e -- chaos:: --nocapture --test-threads 1

screens: build $(NODE_MODULES) ## Take pictures of the pages into docs/screens
	$(call say,Pictures of the pages)
	@$(NPM) run --silent screens

$(NODE_MODULES): web/package-lock.json
	$(call say,Installing what the pages are built with)
	@$(NPM) ci --silent
	@touch $@
