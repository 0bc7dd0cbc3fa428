# 每个目标自己备好所需的东西：第一次运行时建 .venv、按 constraints.txt 装依赖。
# 用别的解释器：make test PYTHON=/path/to/python3.12

# 先找发行版自带的：编译时按实际运行做过优化，比自己编译的快一成多；不带 venv 的跳过。
PYTHON ?= $(shell for p in /usr/bin/python3.11 /usr/bin/python3 python3.11 python3 python3.12 python3.13; do \
	"$$p" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
PEERS  := $(VENV)/.installed-peers
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST_ARGS ?= -n auto --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help install demo test lint format types bench clean

help:
	@echo "make demo    审核示例报告，成果写入 out/；再启动示例区的办公系统（ZHUNSHENG_NO_SERVE=1 则不启动）"
	@echo "make test    运行全部测试（PYTEST_ARGS=… 可改参数）"
	@echo "make lint    代码规范、排版、分层检查"
	@echo "make types   类型检查"
	@echo "make bench   性能对比（另装对比用的库）"
	@echo "make clean   清除环境和成果"

# 虚拟环境只建一次；pyproject.toml 或 constraints.txt 变了才重装。
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更高版本，连同 venv（Debian：apt install python3 python3-venv）。"; exit 1; }
	@"$(PYTHON)" -m venv "$(VENV)" || { rm -rf "$(VENV)"; \
		echo "建不了虚拟环境（Debian：apt install python3-venv）。"; exit 1; }

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e ".[all,dev]"
	@touch $@

$(PEERS): $(STAMP)
	$(PIP) install -c constraints.txt -e ".[peers]"
	@touch $@

install: $(STAMP)

demo: $(STAMP)
	@if command -v fc-list >/dev/null 2>&1 && [ -n "$$(fc-list :lang=zh family 2>/dev/null)" ]; then :; else \
		echo "提示：没有找到中文字体，PDF 可能缺字（Debian：apt install fonts-noto-cjk）。"; fi
	@mkdir -p out
	$(BIN)/zhunsheng demo
	@rm -rf out/office
	$(BIN)/zhunsheng office demo --data out/office
	@if [ -n "$$ZHUNSHENG_NO_SERVE" ]; then echo "没有启动办公系统（ZHUNSHENG_NO_SERVE）。"; else \
		ZHUNSHENG_LOG_LEVEL=WARNING $(BIN)/zhunsheng serve --data out/office --port "$${ZHUNSHENG_PORT:-8000}"; fi

test: $(STAMP)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(STAMP)
	$(BIN)/mypy

bench: $(PEERS)
	$(BIN)/python -m benchmarks

clean:
	rm -rf "$(VENV)" out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
