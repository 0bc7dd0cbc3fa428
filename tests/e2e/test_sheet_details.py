"""What makes the sheet pleasant: rounded display, questions at a cell, copying a block."""

from __future__ import annotations

import pytest
from tests.e2e.conftest import Person, Someone
from tests.running_site import Site

BASE = "/reports/3/base/"
CELL = "three_public.total.prior"
EXACT = "248.741235"


@pytest.fixture
def preparer(someone: Someone) -> Person:
    return someone("jb03")


def _shown(person: Person, cell: str) -> str:
    """What a cell shows: the rounded figure while nobody is in it, else what the box holds."""
    shown: str = person.cell(cell).evaluate(
        """(box) => {
          const over = box.nextElementSibling;
          const covered = getComputedStyle(over).display !== "none" && over.textContent !== "";
          const hidden = getComputedStyle(box).webkitTextFillColor === "rgba(0, 0, 0, 0)";
          return covered === hidden ? (covered ? over.textContent : box.value) : "both at once";
        }"""
    )
    return shown


# --- amounts shown rounded, kept exact ----------------------------------------------------------------


def test_an_amount_is_shown_with_two_decimals_and_exact_where_it_is_edited(
    site: Site, preparer: Person
) -> None:
    preparer.open(BASE)
    preparer.type(CELL, "2,487,412.35元")
    preparer.wait_saved()
    assert (_shown(preparer, CELL), preparer.value(CELL)) == ("248.74", EXACT)
    preparer.cell(CELL).focus()
    assert _shown(preparer, CELL) == EXACT
    assert site.texts(3)[CELL] == EXACT


def test_going_through_a_rounded_cell_changes_and_sends_nothing(site: Site, preparer: Person) -> None:
    preparer.open(BASE)
    preparer.type(CELL, EXACT)
    preparer.wait_saved()
    before = site.texts(3)
    sent: list[str] = []
    preparer.page.on(
        "request", lambda request: sent.append(request.url) if "/cells/" in request.url else None
    )
    preparer.page.reload()
    preparer.cell(CELL).focus()
    for key in ("Tab", "Shift+Tab", "Enter", "Shift+Enter", "Escape"):
        preparer.page.keyboard.press(key)
    preparer.page.wait_for_timeout(1200)
    assert sent == []
    assert site.texts(3) == before


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("0", "0.00"),
        ("", ""),
        ("——", "——"),
        ("约二百", "约二百"),
        ("12.5", "12.50"),
        ("1.005", "1.01"),
        ("99999999999999.995", "100000000000000.00"),
        ("-0.004", "0.00"),
        ("-1.005", "-1.01"),
    ],
)
def test_blank_zero_and_words_stay_what_they_are(preparer: Person, kept: str, shown: str) -> None:
    preparer.open(BASE)
    preparer.type(CELL, kept)
    assert _shown(preparer, CELL) == shown


@pytest.mark.parametrize("site_settings", [{"ZHUNSHENG_MONEY_DECIMALS": "4"}])
def test_how_many_decimals_is_a_setting(preparer: Person) -> None:
    preparer.open(BASE)
    preparer.type(CELL, EXACT)
    assert _shown(preparer, CELL) == "248.7412"


# --- questions at a cell ------------------------------------------------------------------------------


def test_an_amount_in_yuan_is_asked_for_and_put_right_and_undone(site: Site, preparer: Person) -> None:
    preparer.open(BASE)
    cell = "three_public.reception.final"
    preparer.type(cell, "28800")
    asked = preparer.page.locator("td .question")
    asked.wait_for()
    assert preparer.texts("td .question") == ["是否误填成“元”？本栏单位是万元÷10000"]
    asked.get_by_role("button", name="÷10000").click()
    asked.wait_for(state="detached")
    preparer.wait_saved()
    assert (_shown(preparer, cell), site.texts(3)[cell]) == ("2.88", "2.88")
    preparer.page.keyboard.press("Control+z")
    preparer.wait_saved()
    asked.wait_for()
    assert site.texts(3)[cell] == "28800"


def _paste(person: Person, cell: str, text: str) -> None:
    person.cell(cell).focus()
    person.page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def test_a_pasted_column_of_shares_is_asked_for_once_and_put_right_at_once(
    site: Site, preparer: Person
) -> None:
    preparer.open("/reports/3/self/")
    rows = ("r1", "r2", "r3")
    for row in rows:
        preparer.type(f"{row}.target", "≥90%")
    preparer.wait_saved()
    _paste(preparer, "r1.actual", "0.98\n0.95\n1\n")
    once = preparer.page.locator("td .question.once")
    once.wait_for()
    assert preparer.texts("td .question.once") == ["0.98 是不是 98%？这一列有 3 格这样3 格都改不改"]
    once.get_by_role("button", name="3 格都改").click()
    preparer.wait_saved()
    assert [preparer.value(f"{row}.actual") for row in rows] == ["98%", "95%", "100%"]
    assert [site.texts(3)[f"{row}.actual"] for row in rows] == ["98%", "95%", "100%"]
    preparer.page.keyboard.press("Control+z")
    preparer.wait_saved()
    assert [preparer.value(f"{row}.actual") for row in rows] == ["0.98", "0.95", "1"]
    assert once.count() == 0


# --- copying a block ----------------------------------------------------------------------------------


def _copied(person: Person) -> str:
    """What Ctrl+C puts on the clipboard."""
    person.page.evaluate(
        "addEventListener('copy', (e) => { window.copied = e.clipboardData.getData('text/plain'); }, {once: true})"
    )
    person.page.keyboard.press("Control+c")
    text: str = person.page.evaluate("window.copied")
    return text


def test_a_block_is_copied_as_excel_would_and_can_be_pasted_again(preparer: Person) -> None:
    preparer.open("/reports/3/self/")
    preparer.type("r1.actual", '5386件，含"一次办"')
    preparer.cell("r1.target").fill("≥5000件\n其中线上≥3000件")
    preparer.type("r2.target", "≥10个")
    preparer.type("r2.actual", "")
    preparer.cell("r1.target").click()
    preparer.cell("r2.score").click(modifiers=["Shift"])
    weights = [preparer.value(f"{row}.weight") for row in ("r1", "r2")]
    scores = [preparer.value(f"{row}.score") for row in ("r1", "r2")]
    text = _copied(preparer)
    assert text == (
        f'"≥5000件\n其中线上≥3000件"\t5386件，含"一次办"\t{weights[0]}\t{scores[0]}\r\n'
        f"≥10个\t\t{weights[1]}\t{scores[1]}"
    )
    assert "已复制 2 行 8 格" in preparer.page.locator("#toast").inner_text()
    _paste(preparer, "r3.target", text)
    columns = ("target", "actual", "weight", "score")
    assert [[preparer.value(f"{row}.{c}") for c in columns] for row in ("r3", "r4")] == [
        [preparer.value(f"{row}.{c}") for c in columns] for row in ("r1", "r2")
    ]


def test_amounts_are_copied_exact_with_computed_cells_and_the_row_s_name(preparer: Person) -> None:
    preparer.open(BASE)
    preparer.type(CELL, EXACT)
    preparer.cell("staffing.quota").select_text()
    for key in ("Shift+ArrowRight", "Shift+ArrowRight"):
        preparer.page.keyboard.press(key)
    assert _copied(preparer) == "26\t25\t96.15%"
    preparer.page.locator("th:has-text('三公经费')").first.hover()
    preparer.page.mouse.down()
    preparer.cell("three_public.total.budget").hover()
    preparer.page.mouse.up()
    name, prior, budget = _copied(preparer).split("\t")
    assert (name, prior, budget) == ("三公经费", EXACT, preparer.value("three_public.total.budget"))


def test_a_cell_alone_is_copied_whole_and_chosen_words_as_chosen(preparer: Person) -> None:
    preparer.open("/reports/3/self/")
    preparer.type("r1.actual", "5386件")
    box = preparer.cell("r1.actual")
    box.focus()
    box.evaluate("(b) => b.setSelectionRange(2, 2)")
    assert _copied(preparer) == "5386件"
    box.evaluate("(b) => b.setSelectionRange(0, 4)")
    preparer.page.keyboard.press("Control+c")
    preparer.cell("r1.reason").fill("")
    preparer.cell("r1.reason").focus()
    preparer.page.keyboard.press("Control+v")
    assert preparer.value("r1.reason") == "5386"
