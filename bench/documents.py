"""Notices: ms cold and warm, notices a minute in a batch of 1,000 on two cores, ms for a signature.

Beside ReportLab setting the same words (title, paragraphs, table, QR code) in the same run, and beside the 8 s that a
clerk's robot takes for a notice (mission.md). Every notice differs: name, amount, number. Ours is PDF/A-2b.
"""

import io
import multiprocessing
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench.contest import Contest, run
from zhixing.documents.adapters import SealOrder
from zhixing.documents.adapters.pades import PadesSealer
from zhixing.documents.catalogue import shipped
from zhixing.documents.filling import fill
from zhixing.documents.layout import job
from zhixing.documents.paper import Paper, paper
from zhixing.documents.samples import SAMPLE_SYSTEM
from zhixing.platform.typesetting import Press

KIND, BATCH, CORES, WARM, ROBOT_S = "execution_notice", 1000, 2, 40, 8.0
FONTS = Path(__file__).resolve().parents[1] / "backend" / "zhixing" / "platform" / "fonts"
_folder = tempfile.TemporaryDirectory(prefix="zhixing-bench-")
CONFIG = SimpleNamespace(extra={}, data_dir=Path(_folder.name), court_name="示范市人民法院")


def fields(number: int) -> dict[str, Any]:
    return {**shipped()[KIND].sample, "recipient": f"虚构五金制造有限公司第{number}分厂"}


def sheet(number: int) -> Paper:
    return paper(shipped()[KIND].content, fields(number), {**SAMPLE_SYSTEM, "number": f"（2026）粤0605执{number}号"})


def ours_cold() -> float:
    """Process started, fonts read, first page set: ms."""
    press = Press()
    start = time.perf_counter()
    press.set(job(CONFIG, sheet(0)))
    spent = (time.perf_counter() - start) * 1000
    press.close()
    return spent


def ours_warm() -> float:
    """ms a page, the process warm."""
    press = Press()
    press.set(job(CONFIG, sheet(0)))
    start = time.perf_counter()
    for number in range(1, WARM + 1):
        press.set(job(CONFIG, sheet(number)))
    spent = (time.perf_counter() - start) * 1000 / WARM
    press.close()
    return spent


def ours_batch() -> float:
    """Notices a minute."""
    press = Press(size=CORES)
    start = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(lambda number: press.set(job(CONFIG, sheet(number))), range(BATCH)))
    spent = time.perf_counter() - start
    press.close()
    return BATCH / spent * 60


def reportlab_page(number: int) -> bytes:
    """The same words and the same QR code, as a careful user of ReportLab sets them."""
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    if "Serif" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Serif", FONTS / "NotoSerifSC-Regular.ttf"))
    text = ParagraphStyle("text", fontName="Serif", fontSize=16, leading=29, wordWrap="CJK", firstLineIndent=32)
    title = ParagraphStyle("title", parent=text, fontSize=24, alignment=1, firstLineIndent=0)
    system = {**SAMPLE_SYSTEM, "title": "", "number": f"（2026）粤0605执{number}号"}
    story: list[Any] = [Paragraph(system["court"], title), Paragraph("执行通知书", title),
                        Paragraph(system["number"], text)]
    for block in fill(shipped()[KIND].template, fields(number), system):
        cells = [[Paragraph(cell, text) for cell in row] for row in block.get("rows", [])]
        story.append(Table(cells) if cells else Paragraph(block["text"], text))
    code = Drawing(60, 60)
    code.add(QrCodeWidget(system["check_url"], barWidth=60, barHeight=60))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([*story, code])
    return out.getvalue()


def _timed_page(_number: int) -> float:
    start = time.perf_counter()
    reportlab_page(0)
    return (time.perf_counter() - start) * 1000


def reportlab_cold() -> float:
    """A process started, the library imported, the first page set: ms."""
    start = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.map(_timed_page, [0])
        return (time.perf_counter() - start) * 1000


def reportlab_warm() -> float:
    reportlab_page(0)
    start = time.perf_counter()
    for number in range(1, WARM + 1):
        reportlab_page(number)
    return (time.perf_counter() - start) * 1000 / WARM


def reportlab_batch() -> float:
    with multiprocessing.get_context("spawn").Pool(CORES) as pool:
        start = time.perf_counter()
        pool.map(reportlab_page, range(BATCH // 5), chunksize=10)
        return BATCH / 5 / (time.perf_counter() - start) * 60


def signature() -> float:
    """ms for one seal on a two-page notice, the key in memory."""
    press = Press()
    page = press.set(job(CONFIG, sheet(0)))
    sealer = PadesSealer.of(CONFIG)
    start = time.perf_counter()
    for _ in range(20):
        sealer.seal(SealOrder(page.data, page.places["seal"], "Court1", "签发", datetime.now(UTC)))
    spent = (time.perf_counter() - start) * 1000 / 20
    press.close()
    return spent


def measure() -> list[str]:
    robot = {"robot of the report (8 s)": lambda: 60 / ROBOT_S}
    return [
        *run(Contest("first notice, nothing started", "ms", ours_cold, {"ReportLab": reportlab_cold}, better="less")),
        *run(Contest("notice, warm", "ms", ours_warm, {"ReportLab": reportlab_warm}, better="less")),
        *run(Contest("batch on two cores", "notices/min", ours_batch, {"ReportLab": reportlab_batch, **robot}, rounds=3,
                     note=" ReportLab over 200 of the 1,000 |")),
        *run(Contest("seal and PAdES signature", "ms", signature, better="less")),
    ]
