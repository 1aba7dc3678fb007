# Two commands: `make demo` and `make test`. Everything they need goes into .venv.
PYTHON ?= python3
BIN := .venv/bin
DEMO := examples/iran-2017-2020
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo fast plain test test-all check bench lock clean

demo: .venv/fast
	@$(BIN)/python tools/compile.py --stale
	@rm -rf $(DEMO)/desk.db* $(DEMO)/tables $(DEMO)/site
	@$(BIN)/crosstally add $(DEMO) $(DEMO)/inbox $(DEMO)/place-days.csv
	@line=$$($(BIN)/crosstally build $(DEMO)) && $(BIN)/python eval/example_score.py $(DEMO) \
	  && echo && echo "$$line"

# The coder as machine code again, after an edit; or as plain Python.
fast: .venv/fast
	@$(BIN)/python tools/compile.py

plain: .venv/python
	@$(BIN)/python tools/compile.py --remove

test: .venv/test check
	$(BIN)/python eval/gate.py
	$(BIN)/python -m pytest -n 2 -m "not slow" -q

test-all: .venv/test check
	$(BIN)/python eval/gate.py
	$(BIN)/python -m pytest -n 2 -q --hypothesis-profile=long

check: .venv/test
	@$(BIN)/python tools/compile.py --stale
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: .venv/test fast
	for each in bench/bench_*.py; do $(BIN)/python $$each || exit 1; done

# New versions of what we stand on, with their hashes.
lock: .venv/test
	$(PIP) pip-tools
	for extra in build:constraints.txt fast:constraints-fast.txt test:constraints-test.txt; do \
	  $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	    --extra $${extra%%:*} --output-file $${extra##*:} pyproject.toml || exit 1; done

clean:
	find src -name '*.so' -delete
	rm -rf .venv $(DEMO)/desk.db* $(DEMO)/tables $(DEMO)/site

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'crosstally needs Python 3.11 or newer: make PYTHON=python3.11 …' >&2; exit 2; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/desk: .venv/python constraints.txt
	@echo 'installing into .venv …'
	@$(PIP) --require-hashes -r constraints.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# Once, at the first set-up: the coder as machine code, where there is a C compiler.
.venv/fast: .venv/desk constraints-fast.txt
	@$(PIP) --require-hashes -r constraints-fast.txt
	@$(BIN)/python tools/compile.py
	@touch $@

.venv/test: .venv/desk constraints-test.txt
	@$(PIP) --require-hashes -r constraints-test.txt
	@touch $@
