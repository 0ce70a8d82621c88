# vesseltrack. `make` prints the targets; each does its own set-up in .venv.

PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
DB     ?= vesseltrack.duckdb
OUT    ?= alerts
LOG    ?= nights.jsonl
KILLS  ?= 100
NIGHTS ?= 90
MILLIONS ?= 1
SIZES ?= 1 10 50
export EXAMPLES ?= 1
SEEDS  ?= 11,12,13

.DEFAULT_GOAL := help
.PHONY: help demo check test docs pages format nightly evaluate bench bench-week profile crash endurance notebooks data clean

help:  ## Print the targets.
	@grep -hE '^[a-z]+:.*?## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F '\t' '{ printf "  make %-10s %s\n", $$1, $$2 }'

# Whatever Python 3.11 or newer is called here.
FOUND := $(firstword $(foreach p,$(PYTHON) python3.13 python3.12 python3,$(shell command -v $(p) 2>/dev/null)))

$(VENV)/.user: pyproject.toml
	@test -n "$(FOUND)" || { echo "Python 3.11 or newer is needed: install it, or name it: make demo PYTHON=/path/to/python"; exit 1; }
	@$(FOUND) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(FOUND) is older than 3.11: make demo PYTHON=/path/to/python3.11"; exit 1; }
	$(FOUND) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

# Developers also get DuckDB 1.x beside it, in a folder of its own: a test opens our store with it.
$(VENV)/.dev: $(VENV)/.user
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --no-deps --target .cache/duckdb-1 'duckdb>=1.5,<2'
	@touch $@

demo: $(VENV)/.user  ## Write a seeded week of AIS off Korea, load, detect, write alert files, print the top alerts.
	$(BIN)/vesseltrack demo --out $(OUT)

test: $(VENV)/.dev  ## Lint, types, all tests; with ten times the examples of each property: make test EXAMPLES=10
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile

check: $(VENV)/.dev  ## Lint, types, the fast tests.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile -m 'not slow'

docs: $(VENV)/.dev  ## Build the documentation into build/docs; a warning is an error. Nothing is fetched.
	$(BIN)/python docs/pages.py --check
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going --builder html docs build/docs
	@echo "open build/docs/index.html"

pages: $(VENV)/.dev  ## Write the pages of docs/ that the program makes: policy, data model, settings, commands, pictures.
	$(BIN)/python docs/pages.py

format: $(VENV)/.dev  ## Put the code into its usual shape.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

nightly: $(VENV)/.user  ## Load a night and write its alert files: make nightly DATE=2026-11-22 AIS='in/*.csv.zst'
	@test -n "$(DATE)" -a -n "$(AIS)" || { echo "make nightly DATE=2026-11-22 AIS='in/*.csv.zst' [DB=$(DB)] [OUT=$(OUT)] [LOG=$(LOG)] [THEN='command']"; exit 2; }
	@$(BIN)/vesseltrack nightly --date '$(DATE)' --ais '$(AIS)' --db '$(DB)' --out '$(OUT)' --log '$(LOG)' $(if $(value THEN),--then '$(subst ','\'',$(value THEN))'); \
	code=$$?; test $$code -eq 0 || echo "vesseltrack nightly: exit code $$code (make ends with 2 whatever it is; $(LOG) has it too)" >&2; exit $$code

evaluate: $(VENV)/.user  ## Measure how often we are right, on data with truth: make evaluate REAL=day.csv.zst
	$(BIN)/vesseltrack evaluate $(REAL) --seeds '$(SEEDS)'

bench: $(VENV)/.dev  ## What load, detect and a night cost beside DuckDB's bare read of the same CSV: make bench SIZES='1 10'
	$(BIN)/python tests/bench.py --millions $(SIZES) --save docs/growth.csv

bench-week: $(VENV)/.dev  ## The same for a week at full rate, 127 million rows (20 GB of disk).
	$(BIN)/python tests/bench.py --week --save docs/growth.csv

profile: $(VENV)/.dev  ## Say where the CPU of load and detect goes, by step, and the peak of each: make profile MILLIONS=10
	$(BIN)/python tests/profiled.py --millions $(MILLIONS)

crash: $(VENV)/.dev  ## Kill each command a hundred times at random instants; all must be as if it had never been: make crash KILLS=100
	$(BIN)/python tests/crash.py $(KILLS)

endurance: $(VENV)/.dev  ## Many nights with kills and late, broken and missing files; all must be as one search: make endurance NIGHTS=90
	$(BIN)/python tests/endurance.py $(NIGHTS)

notebooks: $(VENV)/.dev  ## Run the notebooks on the demo, in place.
	test -f demo/korea.duckdb || $(BIN)/vesseltrack demo --top 0 --out $(OUT)
	$(BIN)/pytest --nbmake --overwrite notebooks

data: $(VENV)/.dev  ## Build the derived data anew from their named package.
	$(BIN)/python -m pip download --quiet --no-deps roaring-landmask==0.11.0 -d .cache/landmask
	$(BIN)/python data/scripts/build_coast.py .cache/landmask/roaring_landmask-*.whl data/
	$(BIN)/python data/scripts/build_zones.py data/

clean:  ## Remove what was built here: environment, caches, demo. Your stores and alerts stay.
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis demo dist build *.egg-info
