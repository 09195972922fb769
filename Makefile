# Every target says what it does; `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help test conformance check lint licences workflows vulncheck fmt generate fresh golden bench soak crash fuzz cover mutation prism interop browser contract-drift build clean

GO   ?= go
TOOL := $(GO) tool -modfile=tools/go.mod
LINT := $(TOOL) golangci-lint

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

test: ## Run every test, with the race detector
	$(GO) test -race -count=1 -timeout=40m ./...

conformance: ## Judge all five providers on the bundled mock
	$(GO) run ./cmd/concord check

check: lint licences workflows fresh ## Lint, look at licences and workflows, compare generated files with their sources

lint: ## Run the linters, and check the formatting
	$(LINT) run ./...
	$(LINT) fmt --diff ./...
	$(GO) vet -tags interop,browser ./...
	$(GO) mod tidy -diff

licences: ## Fail if a module that we link or test with has a licence that is not allowed
	$(GO) test -count=1 ./openapi -ginkgo.focus='licences'

workflows: ## Lint the workflows
	$(GO) tool -modfile=tools/actionlint.mod actionlint .github/workflows/*.yml

vulncheck: ## Look for known vulnerabilities that the code reaches (needs the network)
	$(TOOL) govulncheck ./...

fmt: ## Format the Go code
	$(LINT) fmt ./...

generate: ## Rewrite the JSON Schemas from the contracts
	$(GO) run ./cmd/concord schemas --write openapi/schemas

fresh: generate ## Fail if a generated file was stale, or is not committed
	@test -z "$$(git status --porcelain openapi/schemas)" || { git status --short openapi/schemas; echo "openapi/schemas was stale or is not committed: commit what make generate wrote"; exit 1; }

golden: ## Rewrite the golden files; read the difference before you commit it
	$(GO) test -count=1 ./reports -update

bench: ## Run the benchmarks
	$(GO) test -run='^$$' -bench=. -benchmem ./...

RUNS ?= 200
soak: ## Run all suites RUNS times in a row: random order, parallel, race detector
	@$(GO) tool ginkgo --race -p --randomize-all --repeat=$$(( $(RUNS) - 1 )) --succinct --no-color --label-filter='!unit' ./suites > soak.out; \
	status=$$?; echo "$$(grep -c '5 targets: 5 conformant, 0 nonconformant, 0 inconclusive' soak.out) of $(RUNS) runs conformant"; exit $$status

KILLS ?= 100
crash: ## Kill a run KILLS times at random moments: no report may be torn, no bad login forgotten
	$(GO) test -count=1 ./internal/cli -ginkgo.focus='killed' -kills=$(KILLS)
	$(GO) test -count=1 ./internal/suite -ginkgo.focus='killed while it writes' -kills=$(KILLS)

FUZZTIME ?= 30s
fuzz: ## Run every fuzz target for FUZZTIME
	@for target in $$(grep -rho --include='*_test.go' '^func Fuzz[A-Za-z0-9]*' . | awk '{print $$2}' | sort -u); do \
		for file in $$(grep -rl --include='*_test.go' "^func $$target(" .); do \
			echo "$$target in $$(dirname $$file)"; \
			$(GO) test -run='^$$' -fuzz="^$$target\$$" -fuzztime=$(FUZZTIME) -fuzzminimizetime=10x $$(dirname $$file) || exit 1; \
		done; \
	done

cover: ## Report statement coverage
	$(GO) test -count=1 -coverpkg=./... -coverprofile=coverage.out ./...
	$(GO) tool cover -func=coverage.out | tail -1

prism: ## Run the suites against Prism, a mock that is not ours (needs npm)
	npm ci --prefix interop/prism --no-audit --no-fund
	$(GO) test -count=1 -tags interop ./interop -ginkgo.label-filter='!servers'

interop: ## Run the suites against two servers written from the documents alone (needs Node)
	$(GO) test -count=1 -timeout 20m -tags interop ./interop -ginkgo.label-filter=servers

browser: ## Look at the pages in Chromium, if there is one (needs npm; REQUIRE_BROWSER=1: there has to be)
	npm ci --prefix reports/browser --no-audit --no-fund
	$(GO) test -v -count=1 -timeout 30m -tags browser ./reports/browser

mutation: ## Prove the suite against every fault and harmless variation of the mock
	$(GO) run ./cmd/concord mutation --write docs/mutation.md

BASE ?= origin/main
contract-drift: ## Compare the contracts with revision or folder BASE; fail if a client would break
	$(GO) run ./cmd/concord drift contract --base $(BASE)

build: ## Build concord into bin/
	$(GO) build -trimpath -o bin/concord ./cmd/concord

clean: ## Remove what make and the suites wrote
	rm -rf bin reports/out coverage.out interop/prism/node_modules reports/browser/node_modules
