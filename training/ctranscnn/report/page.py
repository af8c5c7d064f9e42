"""index.html: one file that needs nothing from outside, readable in light, in dark and on paper."""

import base64
from collections.abc import Sequence
from html import escape
from pathlib import Path

from ctranscnn.report.document import Document, FigureFile, Section
from ctranscnn.report.tables import Table

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --quiet: #57606a;
  --line: #d0d7de; --band: #f3f5f7; --mark: #fff3cd; --mark-ink: #4d3a00; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --paper: #14171a; --quiet: #a3adb8;
  --line: #3a424b; --band: #1e2328; --mark: #3d3310; --mark-ink: #ffe08a; --link: #8ab4f8; } }
body { margin: 0 auto; max-width: 74rem; padding: 1rem 1.25rem 3rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC",
  "Microsoft YaHei", "PingFang SC", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .5rem; }
a { color: var(--link); } p, li { max-width: 60rem; }
.notice { background: var(--mark); color: var(--mark-ink); padding: .6rem .8rem; border-radius: .3rem;
  font-weight: 600; }
nav ul { columns: 2 20rem; padding-left: 1.2rem; }
figure { margin: 1rem 0; } figure img { display: block; max-width: 100%; height: auto; background: #ffffff;
  border: 1px solid var(--line); border-radius: .3rem; }
figcaption, .note, footer { color: var(--quiet); font-size: .9rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .88rem; }
caption { text-align: left; font-weight: 600; padding: .4rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem; text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
thead th { white-space: normal; vertical-align: bottom; background: var(--band); }
th:first-child, td:first-child { text-align: left; } tbody th { font-weight: 400; }
tr.reference th, tr.reference td { font-weight: 700; background: var(--band); }
@page { size: A4 landscape; margin: 12mm; }
@media print { :root { --ink: #000; --paper: #fff; --quiet: #333; --line: #999; --band: #eee; --mark: #fff;
  --mark-ink: #000; } body { max-width: none; font-size: 10pt; padding: 0; } nav { display: none; }
  .wide { overflow: visible; } table { font-size: 7pt; }
  th, td { padding: .1rem .25rem; white-space: normal; }
  figure, tr { break-inside: avoid; } h2 { break-after: avoid; } .notice { border: 1px solid #000; }
  figure img { max-height: 17cm; max-width: 100%; width: auto; } }
"""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page_text(document: Document, folder: Path) -> str:
    """The page; the figures are read from `folder` and put into it. Well-formed as XML too."""
    contents = "".join(
        f'<li><a href="#{section.anchor}">{escape(section.title)}</a></li>' for section in document.sections
    )
    remarks = "".join(f"<p>{_text(remark)}</p>" for remark in document.remarks)
    notice = f'<p class="notice" role="note">{escape(document.notice)}</p>'
    return (
        f'<!DOCTYPE html>\n<html lang="{document.language}">\n<head>\n<meta charset="utf-8" />\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1" />\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}" />\n'
        f"<title>{escape(document.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{escape(document.title)}</h1>\n{notice}\n{remarks}</header>\n"
        f'<nav aria-label="{escape(document.contents)}"><ul>{contents}</ul></nav>\n<main>\n'
        + "\n".join(_section(section, folder) for section in document.sections)
        + f"\n</main>\n<footer><p>{escape(document.notice)}</p></footer>\n</body>\n</html>\n"
    )


def _section(section: Section, folder: Path) -> str:
    points = "".join(f"<li>{_text(point)}</li>" for point in section.points)
    parts = [
        f'<section id="{section.anchor}">',
        f"<h2>{escape(section.title)}</h2>",
        *(f"<p>{_text(sentence)}</p>" for sentence in section.sentences),
        f"<ul>{points}</ul>" if points else "",
        *(_figure(figure, folder) for figure in section.figures),
        *(_table(table) for table in section.tables),
        "</section>",
    ]
    return "\n".join(part for part in parts if part)


def _figure(figure: FigureFile, folder: Path) -> str:
    content = base64.b64encode((folder / figure.file).read_bytes()).decode("ascii")
    return (
        f'<figure><img alt="{escape(figure.alt)}" src="data:image/png;base64,{content}" />'
        f"<figcaption>{escape(figure.title)} ({escape(figure.file)})</figcaption></figure>"
    )


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.header)
    rows = [_row(row, place == table.emphasised) for place, row in enumerate(table.rows)]
    note = f'<p class="note">{_text(table.note)}</p>' if table.note else ""
    body = "\n".join(rows)
    return (
        f'<div class="wide"><table><caption>{escape(table.title)}</caption>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table></div>{note}"
    )


def _row(cells: Sequence[str], emphasised: bool) -> str:
    opening = '<tr class="reference">' if emphasised else "<tr>"
    values = "".join(f"<td>{escape(cell)}</td>" for cell in cells[1:])
    return f'{opening}<th scope="row">{escape(cells[0])}</th>{values}</tr>'


def _text(sentence: str) -> str:
    """A sentence; what stands between backticks is set as code."""
    parts = escape(sentence).split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))
