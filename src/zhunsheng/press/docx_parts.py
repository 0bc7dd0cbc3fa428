"""The parts of a .docx that are the same in every report: styles after GB/T 9704, fonts, page numbers."""

from __future__ import annotations

from functools import lru_cache

from zhunsheng.press import official
from zhunsheng.press.docx_mark import mark_header
from zhunsheng.press.official import Face, Look, Margins
from zhunsheng.press.packing import Template

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


TEXT_TWIPS = twips(official.TEXT[0])
LINE_PITCH = twips(official.TEXT[1]) // official.LINES
"""Twenty-two lines on a page."""
_TIGHTER = (TEXT_TWIPS // official.CHARACTERS) - round(official.SAN_HAO * 20)
"""Twenty-eight characters on a line: so many twips less from one to the next than the font is wide."""
_FOOTER = twips(official.PORTRAIT.bottom - 7 - 6)
"""The page number stands 7 mm below the text and is 6 mm high."""
_FOOTER_TURNED = twips(official.LANDSCAPE.bottom - 7 - 6)


@lru_cache(maxsize=4)
def template(mark: str = "") -> Template:
    """The parts of a report; with headers that bear the mark where there is one."""
    headers = {f"header{number}": mark_header(mark, number) for number in (1, 2)} if mark else {}
    return Template(
        {
            "[Content_Types].xml": _content_types(tuple(headers)),
            "_rels/.rels": _relations(
                (f"{_OFFICE}/officeDocument", "word/document.xml"),
                (f"{_OFFICE}/extended-properties", "docProps/app.xml"),
                (f"{_PACKAGE}/core-properties", "docProps/core.xml"),
            ),
            "docProps/core.xml": _CORE,
            "docProps/app.xml": _APP,
            "word/_rels/document.xml.rels": _relations(
                (f"{_OFFICE}/styles", "styles.xml"),
                (f"{_OFFICE}/settings", "settings.xml"),
                (f"{_OFFICE}/fontTable", "fontTable.xml"),
                (f"{_OFFICE}/footer", "footer1.xml"),
                (f"{_OFFICE}/footer", "footer2.xml"),
                *((f"{_OFFICE}/header", f"{name}.xml") for name in headers),
            ),
            "word/styles.xml": _styles(),
            "word/settings.xml": _SETTINGS,
            "word/fontTable.xml": _font_table(),
            "word/footer1.xml": _footer("right"),
            "word/footer2.xml": _footer("left"),
            **{f"word/{name}.xml": text for name, text in headers.items()},
        }
    )


def section(landscape: bool, marked: bool = False) -> str:
    """Page size, margins, grid, page numbers and mark of the pages before it."""
    margins: Margins = official.LANDSCAPE if landscape else official.PORTRAIT
    width, height = (twips(side) for side in (official.PAGE[::-1] if landscape else official.PAGE))
    turned = ' w:orient="landscape"' if landscape else ""
    return (
        f'<w:sectPr>{_MARKS if marked else ""}<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
        f'<w:type w:val="nextPage"/><w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{twips(margins.top)}" w:right="{twips(margins.right)}" w:bottom="{twips(margins.bottom)}"'
        f' w:left="{twips(margins.left)}" w:header="851" w:footer="{_FOOTER_TURNED if landscape else _FOOTER}" w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{LINE_PITCH}"/></w:sectPr>'
    )


_MARKS = '<w:headerReference w:type="default" r:id="rId6"/><w:headerReference w:type="even" r:id="rId7"/>'


# --- styles -------------------------------------------------------------------------------------------


def _run(look: Look) -> str:
    size = round(look.points * 2)
    bold = "<w:b/><w:bCs/>" if look.bold else ""
    tighter = f'<w:spacing w:val="{_TIGHTER}"/>' if look.points == official.SAN_HAO else ""
    return f'<w:rPr>{_fonts(look.face)}{bold}{tighter}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'


def _fonts(face: Face) -> str:
    return f'<w:rFonts w:ascii="{official.LATIN}" w:hAnsi="{official.LATIN}" w:cs="{official.LATIN}" w:eastAsia="{face.name}"/>'


def _style(identifier: str, name: str, paragraph: str, look: Look | None = None, after: str = "") -> str:
    run = _run(look) if look is not None else ""
    following = f'<w:next w:val="{after}"/>' if after else ""
    custom = "" if name.isascii() else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{identifier}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f"{following}<w:qFormat/><w:pPr>{paragraph}</w:pPr>{run}</w:style>"
    )


_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_NO_AUTO_SPACE = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
_TABLE_LINES = f'{_NO_AUTO_SPACE}<w:snapToGrid w:val="0"/><w:spacing w:line="{round(official.TABLE_LINE * 20)}" w:lineRule="exact"/>'


def _styles() -> str:
    plain = official.BODY._replace(points=official.WU_HAO)
    latin = _run(plain).replace(
        "</w:rPr>", '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
        f'<w:widowControl w:val="0"/><w:spacing w:line="{LINE_PITCH}" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr></w:style>'
    )
    headings = "".join(
        _style(
            f"Heading{level}",
            f"heading {level}",
            f'<w:keepNext/>{_INDENT}<w:outlineLvl w:val="{level - 1}"/>',
            look,
            "BodyText",
        )
        for level, look in enumerate(official.HEADINGS, start=1)
    )
    return (
        f"{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault>{latin}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        f"{normal}{headings}{_TEXT_STYLES}{_TABLE_STYLES}</w:styles>"
    )


_CENTER = '<w:jc w:val="center"/>'


def _spacing(line: int, before: int = 0, after: int = 0) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


_TEXT_STYLES = "".join(
    (
        _style("BodyText", "Body Text", _INDENT, official.BODY),
        _style("Addressee", "主送机关", "", official.BODY, "BodyText"),
        _style(
            "Title",
            "Title",
            f"{_spacing(700, after=LINE_PITCH)}<w:contextualSpacing/>{_CENTER}",
            official.TITLE,
            "BodyText",
        ),
        _style(
            "AnnexList",
            "附件说明",
            f"<w:keepNext/>{_spacing(LINE_PITCH, before=LINE_PITCH)}{_INDENT}",
            official.BODY,
        ),
        _style(
            "AnnexItem", "附件名称", '<w:keepLines/><w:ind w:left="1280" w:hanging="320"/>', official.BODY
        ),
        _style("SignOff", "落款", '<w:ind w:right="1280"/><w:jc w:val="right"/>', official.BODY),
        _style(
            "AnnexNumber", "附件序号", f"<w:keepNext/>{_NO_AUTO_SPACE}", official.ANNEX_NUMBER, "TableTitle"
        ),
        _style("TableTitle", "表题", f"<w:keepNext/>{_spacing(560, 60, 120)}{_CENTER}", official.TABLE_TITLE),
        _style(
            "TableLine",
            "表头行",
            f'<w:keepNext/><w:snapToGrid w:val="0"/>{_spacing(360, 60, 60)}',
            official.LINE,
        ),
        _style(
            "TableSubtitle",
            "表副题",
            f'<w:keepNext/><w:snapToGrid w:val="0"/>{_spacing(360, 0, 60)}{_CENTER}',
            official.LINE,
        ),
        _style(
            "TableNote", "表注", f'<w:keepNext/><w:snapToGrid w:val="0"/>{_spacing(300, 80)}', official.NOTE
        ),
        _style("Signature", "表尾行", f'<w:snapToGrid w:val="0"/>{_spacing(360, 60)}', official.LINE),
    )
)
_TABLE_STYLES = "".join(
    (
        _style("CellHead", "表格栏目", f'{_TABLE_LINES}<w:jc w:val="center"/>', official.TABLE_HEAD),
        _style("Cell", "表格居中", f'{_TABLE_LINES}<w:jc w:val="center"/>', official.TABLE_TEXT),
        _style("CellLeft", "表格左起", f'{_TABLE_LINES}<w:jc w:val="left"/>', official.TABLE_TEXT),
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>',
    )
)


# --- the small parts ----------------------------------------------------------------------------------

_CORE = (
    f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>准绳</dc:creator>'
    "<cp:lastModifiedBy>准绳</cp:lastModifiedBy></cp:coreProperties>"
)
_APP = (
    f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>准绳</Application></Properties>"
)
_SETTINGS = (
    f'{HEAD}<w:settings {W}><w:zoom w:percent="100"/><w:removePersonalInformation/><w:removeDateAndTime/><w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/>'
    '<w:drawingGridVerticalSpacing w:val="156"/><w:characterSpacingControl w:val="compressPunctuation"/>'
    "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
    "<w:doNotExpandShiftReturn/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def _font_table() -> str:
    faces = {
        face.name: face
        for face in (official.SONG_TITLE, official.FANG_SONG, official.HEI, official.KAI, official.SONG)
    }
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{face.fallback}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, face in faces.items()
    )
    return f"{HEAD}<w:fonts {W}>{fonts}</w:fonts>"


def _footer(side: str) -> str:
    """“— 1 —”, a character in from the edge of the text: right on odd pages, left on even ones."""
    look = _run(official.PAGE_NUMBER).replace(official.LATIN, official.SONG.name)
    pieces = (
        '<w:t xml:space="preserve">— </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        '<w:t xml:space="preserve"> —</w:t>',
    )
    runs = "".join(f"<w:r>{look}{piece}</w:r>" for piece in pieces)
    return (
        f'{HEAD}<w:ftr {W}><w:p><w:pPr><w:snapToGrid w:val="0"/><w:ind w:{side}Chars="100" w:{side}="280"/>'
        f'<w:jc w:val="{side}"/></w:pPr>{runs}</w:p></w:ftr>'
    )


def _content_types(headers: tuple[str, ...]) -> str:
    parts = {
        "document": "document.main",
        "styles": "styles",
        "settings": "settings",
        "fontTable": "fontTable",
        "footer1": "footer",
        "footer2": "footer",
        **dict.fromkeys(headers, "header"),
    }
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPES}.{kind}+xml"/>'
        for part, kind in parts.items()
    )
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    """Relations rId1, rId2 … to the parts given as (type, target)."""
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{entries}</Relationships>'
