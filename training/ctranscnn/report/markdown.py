"""results.md: the page as text, with its figures linked."""

from ctranscnn.report.document import Document, Section
from ctranscnn.report.tables import Table


def markdown_text(document: Document) -> str:
    """The whole document as Markdown."""
    lines = [f"# {document.title}", "", f"**{document.notice}**", ""]
    for remark in document.remarks:
        lines += [remark, ""]
    for section in document.sections:
        lines += _section(section)
    return "\n".join(lines).rstrip() + "\n"


def markdown_table(table: Table) -> list[str]:
    """The lines of a table; the reference's row in bold."""
    lines = ["| " + " | ".join(_cell(cell) for cell in table.header) + " |"]
    lines.append("|---" + "|---:" * (len(table.header) - 1) + "|")
    for place, row in enumerate(table.rows):
        cells = [f"**{_cell(cell)}**" if place == table.emphasised else _cell(cell) for cell in row]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _section(section: Section) -> list[str]:
    lines = [f"## {section.title}", ""]
    for sentence in section.sentences:
        lines += [sentence, ""]
    if section.points:
        lines += [*(f"- {point}" for point in section.points), ""]
    for figure in section.figures:
        lines += [f"![{figure.alt}]({figure.file})", ""]
    for table in section.tables:
        lines += [f"**{table.title}**", "", *markdown_table(table), ""]
        lines += [table.note, ""] if table.note else []
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
