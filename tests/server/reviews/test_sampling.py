"""Drawing a sample: the same seed and the same population give the same sample."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from zhunsheng.server.reviews.sampling import RANDOM, RISK, Candidate, draw

_risks = st.decimals(min_value=0, max_value=200, places=2)
_populations = st.dictionaries(st.integers(1, 10_000), _risks, max_size=60).map(
    lambda found: [Candidate(report, risk) for report, risk in found.items()]
)
_methods = st.sampled_from([RANDOM, RISK])


@given(_populations, st.integers(0, 70), _methods, st.text(max_size=40), st.randoms())
def test_the_same_again_whatever_the_order_of_the_list(
    population: list[Candidate], size: int, method: str, seed: str, shuffle: object
) -> None:
    drawn = draw(population, size, method, seed)
    shuffled = list(population)
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]
    assert draw(shuffled, size, method, seed) == drawn
    assert len(set(drawn)) == len(drawn) == min(size, len(population))
    assert set(drawn) <= {candidate.report for candidate in population}


@given(_populations, _methods, st.text(max_size=40))
def test_a_larger_sample_holds_the_smaller_one(population: list[Candidate], method: str, seed: str) -> None:
    assert draw(population, 5, method, seed) == draw(population, 9, method, seed)[:5]


@given(_populations, st.text(max_size=40))
def test_by_chance_the_risk_does_not_matter(population: list[Candidate], seed: str) -> None:
    plain = [Candidate(candidate.report, Decimal(0)) for candidate in population]
    assert draw(population, 9, RANDOM, seed) == draw(plain, 9, RANDOM, seed)


def test_known_draws() -> None:
    """Worked out by hand from sha256("20240731/1") and so on."""
    population = [Candidate(report, Decimal(0)) for report in range(1, 7)]
    assert draw(population, 3, RANDOM, "20240731") == _by_hand("20240731", range(1, 7))[:3]


def _by_hand(seed: str, reports: range) -> list[int]:
    """The largest first eight bytes of the digest have the smallest −ln."""
    from hashlib import sha256

    return sorted(reports, key=lambda report: sha256(f"{seed}/{report}".encode()).digest()[:8], reverse=True)


def test_twice_the_weight_is_drawn_about_twice_as_often() -> None:
    population = [Candidate(1, Decimal(1)), *(Candidate(report, Decimal(0)) for report in range(2, 12))]
    drawn = [draw(population, 1, RISK, f"seed {number}")[0] for number in range(1200)]
    assert 160 <= drawn.count(1) <= 240  # 1200 × 2 ÷ 12 = 200
    assert 70 <= drawn.count(2) <= 130  # 1200 × 1 ÷ 12 = 100
