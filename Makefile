# Every target sets itself up: a bare machine needs git, make and Python 3.11 or newer with venv.
#
#   make demo                  a ward of simulated pumps in the browser; installs no tools
#   make test ARGS="-k keeper" extra words go to the command behind the target

ARGS ?=
# `--complete`: no test of a promise may be left unrun.
SAFETY ?=

# The first interpreter that runs and is new enough; a name alone proves neither.
PYTHON ?= $(shell for python in python3.11 python3; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$python"; break; }; done)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
RUN := .venv/.installed-run
DEV := .venv/.installed-dev

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help venv lint test safety check demo ui bench pictures fuzz mutants constraints clean

help: ## say what there is to make
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 24

venv: $(DEV) ## set up .venv with the product and the tools to work on it

lint: $(DEV) ## format, lint, types, directions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(DEV) ## all tests, on every core
	$(BIN)/pytest -n auto --maxschedchunk 1 $(ARGS)

safety: $(DEV) ## every promise of docs/safety has a passing test
	$(BIN)/python -m tests.safety --check $(SAFETY)

check: lint test safety ## everything that a change must pass

demo: $(RUN) ## a ward of simulated pumps: prints its address
	$(BIN)/chairside demo $(ARGS)

ui: $(RUN) ## build the tablet's page anew, after a change in service/ui/src or in the API's schemas
	@command -v npm >/dev/null || { echo "building the page needs Node 20.19 or newer with npm; running it needs neither" >&2; exit 1; }
	$(BIN)/python -P -m service.api.typescript
	cd service/ui && npm ci --silent && npm test --silent && npm run build --silent

bench: $(DEV) ## measure: how long STOP and the other promises take
	$(BIN)/python -m tests.bench $(ARGS)

pictures: $(DEV) ## take the pictures of README and docs anew, from the running product (needs Chromium)
	$(BIN)/python -P -m tests.pictures $(ARGS)

fuzz: $(DEV) ## search for bytes that a codec does not bear: ARGS="--seconds 60 er7"
	@$(PIP) install --no-compile -c constraints.txt -e '.[fuzz]'
	$(BIN)/python -m tests.fuzz $(ARGS)

mutants: $(DEV) ## bend every rule of the core, line by line: each must be noticed by a test
	$(BIN)/mutmut run $(ARGS)
	$(BIN)/python -m tests.mutation

constraints: .venv/.created ## pin what a fresh install brings today
	$(eval FRESH := $(shell mktemp -d))
	$(BIN)/python -m venv $(FRESH)
	$(FRESH)/bin/python -m pip --disable-pip-version-check --no-input -qq install '.[dev,fuzz,planner]'
	{ sed -n '/^#/p' constraints.txt; \
	  $(FRESH)/bin/python -m pip freeze --exclude chairside | LC_ALL=C sort -f; } > constraints.new
	rm -r $(FRESH)
	! grep -E '@|://|^-' constraints.new
	mv constraints.new constraints.txt

clean: ## remove the environment and every cache
	rm -rf .venv .safety .fuzz service/ui/node_modules service/ui/.test .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist mutants constraints.new
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment without pip is what a missing venv package leaves behind: made again, not trusted.
.venv/.created:
	@test -n "$(PYTHON)" || { echo "Chairside needs Python 3.11 or newer: install python3.11 and python3.11-venv (Debian: python3 and python3-venv), or name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv \
	|| { rm -rf .venv; echo "could not make .venv: install the venv package of $(PYTHON) (Debian: python3-venv)" >&2; exit 1; }
	@touch $@

$(RUN): pyproject.toml constraints.txt | .venv/.created
	@echo "setting up .venv; the first time takes a minute"
	@$(PIP) install --no-compile -c constraints.txt -e '.[planner]'
	@touch $@

# The tools include the product, so a set-up for work serves `make demo` as well.
$(DEV): pyproject.toml constraints.txt | .venv/.created
	@echo "setting up .venv with the tools; the first time takes a minute"
	@$(PIP) install --no-compile -c constraints.txt -e '.[dev,planner]'
	@touch $(RUN) $@
