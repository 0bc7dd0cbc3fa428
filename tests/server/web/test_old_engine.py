"""The office's own scripts and styles stay within Chromium 86 (ES2020)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.server.web.old_engine import newer_css, newer_script

import zhunsheng.server.web
from zhunsheng.press.html import STYLE

STATIC = Path(zhunsheng.server.web.__file__).parent / "static"
SCRIPTS = sorted(path for path in STATIC.rglob("*.js") if "vendor" not in path.parts)
STYLES = sorted(path for path in STATIC.rglob("*.css") if "vendor" not in path.parts)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_own_scripts_are_es2020(path: Path) -> None:
    assert newer_script(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_own_styles_use_nothing_newer(path: Path) -> None:
    assert newer_css(path.read_text("utf-8")) == []


def test_the_printed_page_uses_nothing_newer() -> None:
    assert newer_css(STYLE) == []


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a?.b ?? 1n; const { x, ...rest } = y;", []),
        ("const kept = { at: 1 }; kept.at;", []),
        ("async function f() { await g(); }", []),
        ("async () => { for await (const x of y) await x; };", []),
        ("a ??= 1;", ["第 1 行 ??="]),
        ("a += 1;\nb ||= 2;", ["第 2 行 ||="]),
        ("const n = 1_000;", ["第 1 行 数字里的下划线"]),
        ("class A { x = 1; }", ["第 1 行 类的字段"]),
        ("class A { static { go(); } }", ["第 1 行 static { }"]),
        ("await go();", ["第 1 行 函数外的 await"]),
        ("list.at(-1);", ["第 1 行 at()"]),
        ("structuredClone(x);", ["第 1 行 structuredClone()"]),
        ("/x/v.test(y);", ["第 1 行 正则的 v"]),
        ("let = = ;", ["第 1 行 读不懂"]),
    ],
)
def test_newer_script_is_seen(source: str, told: list[str]) -> None:
    assert newer_script(source) == told


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (".a:focus-visible { color: var(--ink); background-color: #1234; }", []),
        ("/* :has( is too new */ .a { transform: rotate(-30deg); border-color: rgba(0, 0, 0, 0.2); }", []),
        ("@media (max-width: 60em) { .a { display: flex; gap: 1em; } }", []),
        (".a:has(b) { color: color-mix(in srgb, red, blue); }", [":has", "color-mix("]),
        (".a { color: oklch(50% 0 0); }", ["oklch("]),
        ("@container (min-width: 1px) { }", ["@container"]),
        ("textarea { field-sizing: content; }", ["field-sizing:"]),
        (".a { inset: 0; height: 100dvh; }", ["inset:", "0dvh"]),
        (".a { & b { color: red; } }", ["&"]),
        ("@media (width >= 60em) { }", ["width >="]),
    ],
)
def test_newer_style_is_seen(source: str, told: list[str]) -> None:
    assert newer_css(source) == told
