# The commands of the project; `make` alone lists them. Real files stand between the steps, so that nothing that is
# up to date is built again.
SHELL := bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-fast contract build extension bench soak fuzz reproducible clean

RELAY := target/release/groupsweep-relay
PAGE := dist/index.html

# Folders stand in the list too: a deleted file changes nothing but its folder.
SOURCES := Cargo.toml Cargo.lock scripts/release.sh $(shell find src crates -print)
PAGE_SOURCES := $(SOURCES) scripts/page.sh .cargo/config.toml index.html Trunk.toml scripts/versions.sh scripts/inject_csp.mjs scripts/dist_files.mjs scripts/minify_bindings.mjs scripts/join_styles.mjs scripts/single_file.mjs scripts/env.sh scripts/rustc.sh $(shell find style -print 2>/dev/null)

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo '  make run takes SITE=https://NAME.atlassian.net, LISTEN=127.0.0.1:0, OPEN=1 (starts the browser)'
	@echo '  ORGANIZATION=ID (for an organization API key)'
	@echo '  and ASK_TOKEN=1 (the relay asks for the login, the page never has the token)'

run: build ## Build what is not built and serve the page on 127.0.0.1:8737
	@exec scripts/run.sh

test: ## Everything: format, lints, unit, browser and end-to-end tests
	@exec scripts/test.sh

test-fast: ## What needs no browser: format, lints, native tests
	@exec scripts/test.sh fast

contract: ## The simulated site and our requests against other clients and the description of Atlassian's APIs; ALL=1 adds Python's
	@exec scripts/contract.sh

build: $(PAGE) $(RELAY) ## The page in dist/ and the relay that carries it, target/release/groupsweep-relay

extension: $(PAGE) ## The page as a browser extension: dist-extension/ (Chrome, Edge), dist-extension-firefox/, and a zip of each
	@node scripts/extension.mjs

bench: build ## Figures: size, the import beside uDSV and Papa Parse, a run beside Newman, what page and relay carry
	@exec scripts/bench.sh

soak: build ## The long tests: fifty kills in the middle of a run
	@exec scripts/soak.sh

fuzz: ## Any bytes as a file to import, for ten minutes; FOR=SECONDS takes another time, TARGET=relay the relay
	@exec scripts/fuzz.sh

reproducible: ## The same commit built twice in two folders gives the same bytes; takes ten minutes
	@scripts/reproducible.sh

clean: ## Remove what was built here; fetched tools stay in ~/.cache/groupsweep
	rm -rf target dist dist-extension* fuzz/target tests/*/node_modules

$(PAGE): $(PAGE_SOURCES)
	@scripts/setup.sh build
	@echo '== Page'
	@scripts/page.sh $(filter extension,$(MAKECMDGOALS))
	@touch $@

# The relay carries the page inside, hence after it.
$(RELAY): $(SOURCES) $(PAGE)
	@scripts/setup.sh native
	@echo '== Relay'
	@scripts/release.sh groupsweep-relay
	@touch $@
