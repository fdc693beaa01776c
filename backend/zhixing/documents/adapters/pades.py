"""PAdES (ETSI EN 319 142) by pyHanko: the signature is an incremental update after the approved bytes."""

import io
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle

from zhixing.documents.adapters.certificates import SealCertificate, seal_certificate
from zhixing.documents.adapters.port import Sealed, SealOrder
from zhixing.documents.adapters.stamp import seal_drawing
from zhixing.documents.adapters.timestamps import TimestampServer
from zhixing.documents.errors import TimestampMissing
from zhixing.kernel.clock import to_text
from zhixing.platform.typesetting import font_folders

SIZE_MM = 42
_POINTS = 72 / 25.4
_A4_HEIGHT = 297 * _POINTS
_SPACE = 24 * 1024  # reserved for signature, certificates and a time stamp


class _Drawing(PdfContent):
    """A page of another PDF as the look of the seal: drawn, not photographed, and sharp at any size."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        super().__init__()

    def render(self) -> bytes:
        writer = self._ensure_writer
        imported = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._data)), page_ix=0)
        self.resources.xobject["/CourtSeal"] = imported
        form: Any = imported.get_object()
        left, bottom, right, top = (float(one) for one in form["/BBox"])
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/CourtSeal Do"


class PadesSealer:
    """Signs with the court's certificate; with a time stamp where a server for it is set up (RFC 3161)."""

    def __init__(self, certificate: SealCertificate, drawing: bytes, stamper: TimestampServer | None = None) -> None:
        self._certificate, self._drawing, self._stamper = certificate, drawing, stamper
        self.algorithm = certificate.algorithm

    @classmethod
    def of(cls, config: Any) -> "PadesSealer":
        """The court's certificate (`ZHIXING_SEAL_P12`), or the demo one made at first start."""
        certificate = seal_certificate(config)
        own = config.extra.get("SEAL_DRAWING")
        drawing = Path(own).read_bytes() if own else seal_drawing(config.court_name, font_folders(config),
                                                                  demo=certificate.demo)
        url, authority = config.extra.get("TSA_URL"), config.extra.get("TSA_CA")
        return cls(certificate, drawing, TimestampServer(url, Path(authority) if authority else None) if url else None)

    def seal(self, order: SealOrder) -> Sealed:
        """The order's bytes, and after them the seal. Raises: TimestampMissing."""
        if self._stamper is None:
            return self._signed(order)
        self._stamper.must_answer(order.at)
        try:
            return self._signed(order)
        except TimestampMissing as error:
            self._stamper.failed(error, order.at)
            raise

    def _signed(self, order: SealOrder) -> Sealed:
        writer = IncrementalPdfFileWriter(io.BytesIO(order.pdf))
        fields.append_signature_field(writer, _field(order))
        meta = signers.PdfSignatureMetadata(
            field_name=order.name, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, reason=order.reason,
            name=self._certificate.subject)
        middle = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID)
        # Ink, not paint: what is under the seal stays readable.
        style = StaticStampStyle(background=_Drawing(self._drawing), background_opacity=0.8, border_width=0,
                                 background_layout=middle)
        signer = signers.PdfSigner(meta, self._certificate.signer, timestamper=self._stamper, stamp_style=style)
        out = io.BytesIO()
        signer.sign_pdf(writer, output=out, bytes_reserved=_SPACE)
        return Sealed(out.getvalue(), self._record(order))

    def _record(self, order: SealOrder) -> dict[str, Any]:
        one = self._certificate
        return {"algorithm": one.algorithm, "certificate_sha256": one.sha256, "subject": one.subject,
                "signed_at": to_text(order.at), "timestamped": self._stamper is not None, "demo": one.demo}


def _field(order: SealOrder) -> fields.SigFieldSpec:
    if order.place is None:
        return fields.SigFieldSpec(order.name)
    half = SIZE_MM * _POINTS / 2
    x, y = float(order.place["x"]), _A4_HEIGHT - float(order.place["y"])
    return fields.SigFieldSpec(order.name, on_page=int(order.place["page"]) - 1,
                               box=(round(x - half), round(y - half), round(x + half), round(y + half)))
