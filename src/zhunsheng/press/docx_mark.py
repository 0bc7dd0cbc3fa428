"""The watermark (水印) of a .docx that isn't final: the header part, as Word itself writes it.

Word finds a watermark by the name of its shape, so 设计 → 水印 → 删除水印 takes this one out too.
"""

from __future__ import annotations

from html import escape

from zhunsheng.press import official

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_POINTS = 120
"""Height of the letters, and width of each."""
_WORD_ART = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>'
    '<v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/>'
    '<v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"'
    ' o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>'
    '<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
    '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
)


def mark_header(mark: str, number: int) -> str:
    """A header that holds nothing but the mark, across the middle of the page. `number` tells headers apart."""
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{_POINTS * len(mark)}pt;height:{_POINTS}pt;rotation:330;"
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:hdr {_SPACES}><w:p><w:pPr><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:line="20" w:lineRule="exact"/></w:pPr><w:r><w:rPr><w:noProof/></w:rPr><w:pict>{_WORD_ART}'
        f'<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}" type="#_x0000_t136"'
        f' style="{style}" o:allowincell="f" fillcolor="#f4c4c4" stroked="f"><v:fill opacity=".5"/>'
        f'<v:textpath style="font-family:&quot;{official.HEI.name}&quot;;font-size:1pt" string="{escape(mark)}"/>'
        "</v:shape></w:pict></w:r></w:p></w:hdr>"
    )
