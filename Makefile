# The two commands that matter: `make run` and `make test`. Everything below needs Python 3.11+, pip and make only.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
DEMO ?= 1
SCALE ?= small
BIN := .venv/bin

TESTS := -m pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: run test test-long cover check bench lock format clean

run: .venv/.runtime
	@$(BIN)/python -m admin_ui.build
	@DEMO=$(DEMO) $(BIN)/vitrine start --host $(HOST) --port $(PORT)

test: .venv/.dev
	@$(BIN)/python -m admin_ui.build
	$(BIN)/python $(TESTS) $(ARGS)

# Everything of which `make test` tries a share.
test-long: .venv/.dev
	LONG=1 $(MAKE) cover ARGS="--timeout=3600 $(ARGS)"

# The same tests while every line that runs is noted, which takes a third longer: 88 of 100 lines are run.
cover: .venv/.dev
	@$(BIN)/python -m admin_ui.build
	$(BIN)/coverage erase
	$(BIN)/python $(TESTS) --cov --cov-report= $(ARGS)
	$(BIN)/coverage report --skip-covered --sort=cover --fail-under=88 | tail -n 40

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/docs

bench: .venv/.dev
	@$(BIN)/python -m admin_ui.build
	ONLY=$(ONLY) SCALE=$(SCALE) $(BIN)/python -m tests.benchmarks

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/.dev
	$(BIN)/uv pip compile pyproject.toml --extra quick --extra originals --generate-hashes --no-annotate --no-header --python-version 3.11 -q -o infra/locks/runtime.txt
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --generate-hashes --no-annotate --no-header --python-version 3.11 -q -o infra/locks/dev.txt
	$(BIN)/uv pip compile infra/locks/installer.in --generate-hashes --no-annotate --no-header --python-version 3.11 -q -o infra/locks/installer.txt

# The installer is pinned too; it installs the lock, then the project itself without asking any registry again.
.venv/.installer: infra/locks/installer.txt
	@echo "Making .venv …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Vitrine needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r infra/locks/installer.txt
	@touch $@

.venv/.runtime: .venv/.installer infra/locks/runtime.txt pyproject.toml
	@test -e .venv/.dev || { echo "Installing what Vitrine needs (once, about 400 MB) …"; $(BIN)/uv pip install -q --compile-bytecode --require-hashes -r infra/locks/runtime.txt; }
	@$(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.installer infra/locks/dev.txt pyproject.toml
	@echo "Installing what tests and checks need (once) …"
	@$(BIN)/uv pip install -q --compile-bytecode --require-hashes -r infra/locks/dev.txt
	@$(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .coverage admin_ui/static/dist
