# make help lists the targets. Continuous integration (.ci/run, .github/workflows/ci.yml) calls these and nothing else.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Pinned here and not in go.mod: their dependencies are none of the program's.
GOLANGCI_LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK   := golang.org/x/vuln/cmd/govulncheck@v1.8.0

VERSION    ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# Flags for go test: make test TEST_FLAGS='-v -run TestFor'
TEST_FLAGS ?=
# How long each fuzz target runs.
FUZZTIME   ?= 10s
# Flags for tillbridge demo: make demo DEMO_FLAGS='--listen 127.0.0.1:9000 --orders 1000'
DEMO_FLAGS ?=
# Flags for tillbridge bench: make bench BENCH_FLAGS='--only ingest'
BENCH_FLAGS ?=

WEB_FILES := $(shell find web/src web/public -type f) web/index.html web/package.json web/tsconfig.json web/vite.config.ts
GO_DIRS   := cmd internal web/embed.go web/embed_test.go

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  \033[1m%-12s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- build and run

.PHONY: build
build: web/dist/index.html ## Build bin/tillbridge with the web app in it
	go build -buildvcs=false -ldflags '-s -w -X github.com/tillbridge/tillbridge/internal/app.Version=$(VERSION)' -o bin/tillbridge ./cmd/tillbridge

.PHONY: web
web: web/dist/index.html ## Build the web app into web/dist

# npm writes this file last, so it tells whether an installation is whole and how old it is.
web/node_modules/.package-lock.json: web/package-lock.json
	npm --prefix web ci --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_FILES)
	cd web && npx --no-install vite build --logLevel warn
	@touch $@

.PHONY: demo
demo: build ## Run the hub with a pretend shop on http://127.0.0.1:8080
	./bin/tillbridge demo $(DEMO_FLAGS)

# ---- tests

# The race detector needs a C compiler, which Go itself does not. It watches everything but SQLite, which is C translated to Go and
# takes three times as long under it; see docs/decisions/20261130-race-detector-without-sqlite.md.
RACE := -race -gcflags='modernc.org/...=-race=false'
.PHONY: compiler
compiler:
	@command -v "$$(go env CC)" >/dev/null || .ci/install gcc libc6-dev

.PHONY: postgres
postgres:
	@.ci/postgres

.PHONY: test
test: export TILLBRIDGE_TEST_POSTGRES = require
test: export CGO_ENABLED = 1
test: compiler postgres ## Test everything in Go, on SQLite and PostgreSQL, with the race detector
	go vet ./...
	go test $(RACE) -timeout=20m $(TEST_FLAGS) ./...

.PHONY: test-web
test-web: web/node_modules/.package-lock.json ## Test the web app: types, lint, unit tests
	npm --prefix web run check

.PHONY: race
race: export TILLBRIDGE_TEST_POSTGRES = require
race: export CGO_ENABLED = 1
race: compiler postgres ## Look for races longer: all Go tests three times, in another order each time
	go test $(RACE) -count=3 -shuffle=on -timeout=60m $(TEST_FLAGS) ./...

.PHONY: fuzz
fuzz: ## Run every fuzz target for a while (FUZZTIME=10s each)
	@grep -rn --include='*_test.go' -oE '^func Fuzz[A-Za-z0-9_]*' cmd internal | sort | while IFS=: read -r file _ func; do \
		name=$${func#func }; echo "== $$name in $$(dirname "$$file")"; \
		go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "./$$(dirname "$$file")"; \
	done

test/e2e/node_modules/.package-lock.json: test/e2e/package-lock.json
	PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm --prefix test/e2e ci --no-audit --no-fund
	@touch $@

# Debian's chromium, and letters to draw with.
.PHONY: chromium
chromium:
	@test -x "$${CHROMIUM_PATH:-/usr/bin/chromium}" || .ci/install chromium fonts-liberation

.PHONY: e2e
e2e: build chromium test/e2e/node_modules/.package-lock.json ## Walk through the web app in a real browser
	npm --prefix test/e2e run check
	npm --prefix test/e2e test

.PHONY: screenshots
screenshots: build chromium test/e2e/node_modules/.package-lock.json ## Take the pictures of docs/images anew
	npm --prefix test/e2e run screenshots

.PHONY: speed
speed: build chromium test/e2e/node_modules/.package-lock.json ## Measure how long the web app's pages take in a browser
	npm --prefix test/e2e run speed

.PHONY: bench
bench: postgres build ## Measure the hub beside the bare databases, see docs/benchmarks.md
	./bin/tillbridge bench $(BENCH_FLAGS)

# ---- in order

.PHONY: fmt
fmt: web/node_modules/.package-lock.json ## Format Go and TypeScript, tidy go.mod
	gofmt -w $(GO_DIRS)
	go mod tidy
	npm --prefix web run fmt

.PHONY: lint
lint: ## Lint the Go code (golangci-lint; the first time it is compiled, for some minutes)
	go run $(GOLANGCI_LINT) run ./...

.PHONY: vuln
vuln: ## Look for known vulnerabilities in what the program uses (asks vuln.go.dev)
	@go run $(GOVULNCHECK) ./... || { code=$$?; \
		echo "NOT CHECKED, or something was found: see above. Without a way to https://vuln.go.dev nothing was looked up." >&2; exit $$code; }

.PHONY: generate
generate: web/node_modules/.package-lock.json ## Write api/openapi.yaml and the web app's types from the code
	go run ./cmd/tillbridge openapi > api/openapi.yaml.new
	mv api/openapi.yaml.new api/openapi.yaml
	npm --prefix web run generate

.PHONY: verify
verify: web/node_modules/.package-lock.json ## Fail if generated files are stale, or formatting or tidying would change something
	@.ci/verify $(GO_DIRS)

.PHONY: clean
clean: ## Remove what was built (installed npm packages stay)
	rm -rf bin test/e2e/test-results
	find web/dist -mindepth 1 ! -name .keep -delete
