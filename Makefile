# `make run` and `make test` are all a newcomer needs; `make help` shows the rest.
SHELL := /bin/bash
PY := $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
T ?=

.PHONY: help run serve test check bench world contract migration backend-ready pwa-ready browser-ready pdfsig-ready clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: backend-ready pwa/dist/index.html ## Set up, fill with demo data once, and start (HTTP here, HTTPS for tablets)
	@$(BIN)/python -m zhixing.welcome

serve: backend-ready pwa/dist/index.html ## Start without demo data
	@$(BIN)/zhixing serve

test: backend-ready pwa-ready browser-ready pdfsig-ready pwa/dist/index.html ## Set up and run every test, a summary line per part
	@$(BIN)/python tests/run.py $(T)

check: backend-ready pwa-ready ## Format, lint, types, arrows, contract: the fast part of the tests
	@$(BIN)/python tests/run.py check

bench: backend-ready pwa-ready browser-ready pwa/dist/index.html ## Measure, each figure beside a peer or a limit of the same run
	@$(BIN)/python -m bench $(T)

world: backend-ready ## Fill an empty house with a demo court
	@$(BIN)/zhixing migrate && $(BIN)/zhixing world

contract: backend-ready pwa-ready ## Regenerate backend/contract and the app's types
	@$(BIN)/zhixing contract && cd pwa && npm run --silent contract

migration: backend-ready ## Draft a migration from the models: make migration m="add rank to controls"
	@$(BIN)/python -m zhixing.platform.draft_migration "$(m)"

backend-ready: .venv/.ready
.venv/.ready: pyproject.toml backend/constraints.txt
	@test -n "$(PY)" || { echo "需要 Python 3.11 或更高 · Python 3.11 or newer is needed"; exit 1; }
	@echo "[1/3] Python 环境 · virtual environment ($(PY))"
	@test -x $(BIN)/python || $(PY) -m venv .venv || { echo "apt install python3-venv"; exit 1; }
	@echo "[2/3] 安装后端依赖 · installing backend packages (about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c backend/constraints.txt -e '.[scale]' --group dev
	@echo "[3/3] 后端就绪 · backend ready"
	@touch $@

pwa-ready: pwa/node_modules/.ready
pwa/node_modules/.ready: pwa/package.json pwa/package-lock.json
	@command -v node >/dev/null || { echo "需要 Node.js 20 或更高 · Node.js 20 or newer is needed"; exit 1; }
	@echo "安装前端依赖 · installing app packages"
	@cd pwa && npm install --no-audit --no-fund --no-save --loglevel=error
	@touch $@

pwa/dist/index.html: pwa/node_modules/.ready backend/contract/rules.json $(shell find pwa/src pwa/service-worker pwa/public pwa/index.html pwa/vite.config.ts -type f 2>/dev/null)
	@echo "构建前端 · building the app"
	@cd pwa && npm run --silent build
	@touch $@

browser-ready:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  echo "安装浏览器供测试使用 · installing Chromium for the browser tests"; \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
	  else $(BIN)/playwright install chromium || { echo "apt install chromium fonts-noto-cjk"; exit 1; }; fi; }

pdfsig-ready:
	@command -v pdfsig >/dev/null || [ "$$(id -u)" != 0 ] || { \
	  echo "安装第二种签名核验工具供测试使用 · installing a second tool that checks signatures"; \
	  apt-get install -y -qq poppler-utils >/dev/null || { apt-get update -qq && apt-get install -y -qq poppler-utils >/dev/null; }; }

clean: ## Remove what was built and the demo data (asks nothing: originals in media/ go too)
	rm -rf .venv pwa/node_modules pwa/dist var media/sha256 media/uploads media/derived
