"""Printing a previewed paper on a printer of this computer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPageLayout, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

SHARP = 300  # dots an inch: enough for 7.5 pt Chinese, and a page stays under 40 MB


def has_printer() -> bool:
    """Whether this computer knows a printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def ask_and_print(document: QPdfDocument, title: str, parent: QWidget) -> bool:
    """Ask for printer and pages, then print; True when it was sent.

    Args:
        document: the paper as previewed.
        title: name in the printer's queue, without a person's name.
        parent: window of the dialog.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setResolution(SHARP)
    printer.setPageOrientation(_orientation(document))
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, document.pageCount())
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    return print_pages(document, printer)


def print_pages(document: QPdfDocument, printer: QPrinter) -> bool:
    """Draw the pages that the printer was told to take; False when it cannot begin."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    first = (printer.fromPage() or 1) - 1
    last = printer.toPage() or document.pageCount()
    for number in range(first, min(last, document.pageCount())):
        if number > first:
            printer.newPage()
        paper = printer.pageLayout().fullRectPixels(printer.resolution())
        points = document.pagePointSize(number)
        scale = min(paper.width() / points.width(), paper.height() / points.height())
        size = QSize(round(points.width() * scale), round(points.height() * scale))
        painter.drawImage(QRectF(0, 0, size.width(), size.height()), document.render(number, size))
    return painter.end()


def _orientation(document: QPdfDocument) -> QPageLayout.Orientation:
    points = document.pagePointSize(0)
    wide = points.width() > points.height()
    return QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
