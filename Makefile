# The two commands of the README, and what developers run beside them.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: try test simulate texts learn lint format clean journey

try: $(STAMP)  ## the whole coach in a browser, no token, no account
	$(BIN)/limber try $(ARGS)

test: $(STAMP)  ## all tests, on all cores
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

.PHONY: long
long: $(STAMP)  ## what takes minutes: the walk through everything that may happen, deliberate faults of delivery
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile -m long $(ARGS)

TEXTS ?= 100000
texts: $(STAMP)  ## 100,000 random texts: each is read and answered
	$(BIN)/python -m tests.flows.any_text $(TEXTS)

SEEDS ?= 10
CLIENTS ?= 200
DAYS ?= 120
simulate: $(STAMP)  ## invented clients through months, with ten seeds: every promise on every day
	$(BIN)/limber simulate --clients $(CLIENTS) --days $(DAYS) --seeds $(SEEDS) $(ARGS)

.PHONY: soak bugs
soak: SEEDS = 2000
soak: DAYS = 16
soak: $(STAMP)  ## delivery through crashes and faults: make soak SEEDS=40 DAYS=2 for a short one
	$(BIN)/limber simulate --delivery --seeds $(SEEDS) --days $(DAYS) $(ARGS)

bugs: $(STAMP)  ## deliberate faults of delivery, looked for at length: the simulation must find each
	$(BIN)/python -m tests.soak.bugs

.PHONY: crash
EVERY ?= 1
crash: $(STAMP)  ## a kill at every bytecode, a power cut after every write; EVERY=50 takes each fiftieth of the cuts
	$(BIN)/python -m tests.crash --every $(EVERY)

.PHONY: rehearse
rehearse: $(STAMP)  ## the commands of docs/operators.md, from nothing to a backup that was brought back: a minute; ARGS=--fresh installs all anew
	$(BIN)/python -m tests.rehearse $(ARGS)

SBOM ?= sbom.json
.PHONY: sbom audit
sbom: $(STAMP)  ## a bill of materials in CycloneDX: make sbom SBOM=FILE
	$(BIN)/python -m tests.supply sbom $(SBOM)

audit: .venv/.audit  ## known weaknesses of what is pinned; says so, and fails, where nobody could look
	$(BIN)/python -m tests.supply audit

.venv/.audit: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[audit]'
	touch $@

N ?= 10000
.PHONY: hostile
hostile: $(STAMP)  ## 10,000 hostile inputs of each kind: each ends in a calm answer or a clear refusal
	$(BIN)/python -m tests.threats.hostile $(N) $(ARGS)

.PHONY: broadcast
broadcast: $(STAMP)  ## a broadcast to 20,000 invented clients, through faults and two kills, with answers meanwhile
	$(BIN)/python -m benchmarks.broadcast $(ARGS)

.PHONY: load
load: CLIENTS = 20000
load: $(STAMP)  ## bedtime of 20,000 clients in one minute, a broadcast and conversations meanwhile
	$(BIN)/python -m benchmarks.load --clients $(CLIENTS) $(ARGS)

KILLS ?= 200
.PHONY: kills
kills: $(STAMP)  ## `kill -9` of the running bot, 200 times under load: no update lost, nothing doubled, nothing hidden
	$(BIN)/python -m benchmarks.kills --kills $(KILLS) $(ARGS)

MEGABYTES ?= 500
.PHONY: drill
drill: $(STAMP)  ## a backup and the way back, at 500 MB: under a minute, and all of it is there
	$(BIN)/python -m benchmarks.drill --megabytes $(MEGABYTES)

SEED ?= 1
.PHONY: year
year: CLIENTS = 500
year: DAYS = 365
year: $(STAMP)  ## how large the database of a practice becomes in a year, and a backup restored: two hours, CLIENTS=15 for four minutes
	$(BIN)/python -m benchmarks.year --clients $(CLIENTS) --days $(DAYS) --seed $(SEED) $(ARGS)

# What things cost, beside what else one could use. Each with ratios, its bounds, and --help:
#   turn        one turn, beside python-telegram-bot's echo and conversations, and aiogram
#   prompts     1,000 to 100,000 prompts due in one second, beside a JobQueue: half an hour
#   startup     a start with 1,000 clients and with a million; due: what is due among them: 15 GB of disk
#   throughput  messages a second to a server on this machine; pace: 30 a second, held for ten minutes
#   figures     what a frame costs; clips: all pictures from nothing
BENCHMARKS := turn prompts startup due throughput pace figures clips
.PHONY: bench $(BENCHMARKS:%=bench-%)
bench: $(BENCHMARKS:%=bench-%)  ## all of them, more than an hour; make -k bench goes on after a broken bound
$(BENCHMARKS:%=bench-%): bench-%: .venv/.bench
	$(BIN)/python -m benchmarks.$* $(ARGS)

.venv/.bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps aiogram
	touch $@

learn: $(STAMP)  ## the reading of typed words anew, after content/en/messages.jsonl has changed
	$(BIN)/limber learn

.PHONY: pictures
pictures: $(STAMP)  ## the pictures of the README and docs/ anew
	$(BIN)/python -m tests.pictures
	$(BIN)/python -m tests.bot.both_sides docs/pictures/both_sides.png
	$(BIN)/python -m tests.bot.pictured docs/pictures/session.webp

.PHONY: docs
docs: .venv/.docs  ## the documentation as a site, in build/docs: a broken link is an error
	rm -rf build/docs
	$(BIN)/python -m sphinx --builder html --fail-on-warning --keep-going --quiet docs build/docs
	@echo "open build/docs/index.html"

.venv/.docs: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[docs]'
	touch $@

lint: $(STAMP)  ## ruff, mypy, the one-way import rule, the content
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/limber check

.PHONY: mutate
mutate: .venv/.mutate  ## the decisions with one small thing changed at a time: some test must notice each
	$(BIN)/python -m tests.mutate $(ARGS)

.venv/.mutate: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[mutate]'
	touch $@

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if v >= (3, 11) else f"Limber needs Python 3.11 or newer; this is {v[0]}.{v[1]}. Try: make $(MAKECMDGOALS) PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,learn,render,fast]'
	touch $@

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
