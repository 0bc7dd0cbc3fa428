"""zhunsheng score: every score recomputed beside the filed one."""

from __future__ import annotations

from pathlib import Path

from zhunsheng.cli.exits import DONE, UNREADABLE
from zhunsheng.cli.opening import open_reports, rulebook_of
from zhunsheng.cli.output import write_lines
from zhunsheng.kernel.exchange import scorecard_to_dict
from zhunsheng.kernel.report import Report
from zhunsheng.kernel.scoring import Scorecard, score
from zhunsheng.portfolio.batch import json_line, numbered
from zhunsheng.portfolio.sources import scheme_for
from zhunsheng.rulebook.loading import Rulebook


def run_score(file: Path, as_json: bool, scheme: str | None, folder: Path | None) -> int:
    reports = open_reports(file, scheme, folder, as_json)
    if reports is None:
        return UNREADABLE
    rulebook = rulebook_of(folder)
    cards = [(report, card_of(report, rulebook)) for report in reports]
    if as_json:
        results = [scorecard_to_dict(report, card, rulebook.cite, str(file)) for report, card in cards]
        write_lines(b"".join(map(json_line, numbered(results))))
        return DONE
    from zhunsheng.cli.scores_view import show_scores

    for report, card in cards:
        show_scores(report, card, rulebook)
    return DONE


def card_of(report: Report, rulebook: Rulebook) -> Scorecard:
    """The scores by the report's scheme; an empty card where no form was recognised."""
    scheme = scheme_for(report, rulebook)
    if scheme is None:
        return Scorecard([], [], report.number("score.total"), None, report.text("score.grade"), "")
    return score(report, scheme)
