"""The file a command was given, opened: its reports, or the reason there are none."""

from __future__ import annotations

from pathlib import Path

import typer

from zhunsheng.cli.output import say, write_lines
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.exchange import error_to_dict
from zhunsheng.kernel.report import Report
from zhunsheng.portfolio.batch import json_line
from zhunsheng.portfolio.sources import intake, reports_at
from zhunsheng.rulebook.loading import Rulebook


def folders_of(folder: Path | None) -> tuple[Path, ...]:
    return () if folder is None else (folder,)


def rulebook_of(folder: Path | None, scheme: str | None = None) -> Rulebook:
    """The rulebook with the user's folder; says which schemes there are when asked for another."""
    rulebook = intake(*folders_of(folder)).rulebook
    if scheme is not None and scheme not in rulebook.schemes:
        raise typer.BadParameter(f"没有方案“{scheme}”，现有：{'、'.join(rulebook.schemes)}。")
    return rulebook


def open_reports(
    file: Path, scheme: str | None, folder: Path | None, as_json: bool = False
) -> list[Report] | None:
    """A file's reports; None after saying why there are none."""
    rulebook_of(folder, scheme)
    try:
        return reports_at(file, intake(*folders_of(folder)), scheme)
    except UnreadableFile as error:
        if as_json:
            write_lines(json_line(error_to_dict(str(file), error.code, error.message)))
        else:
            say(f"{file}：{error.message}")
        return None
