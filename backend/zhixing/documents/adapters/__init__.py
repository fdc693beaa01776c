"""How the court's seal is set and how a DOCX becomes a PDF: ports, the real things, and ones that refuse."""

from typing import Any

from zhixing.documents.adapters.null import NullConverter, NullSealer
from zhixing.documents.adapters.office import OfficeConverter, find_office
from zhixing.documents.adapters.port import Converter, Sealed, Sealer, SealOrder

__all__ = ["Converter", "NullConverter", "NullSealer", "OfficeConverter", "SealOrder", "Sealed", "Sealer", "converter",
           "sealer"]

SEALER, CONVERTER = "document_sealer", "document_converter"


def sealer(system: Any) -> Sealer:
    """The seal of this house. `ZHIXING_SEAL`: `pades` (default), `none`, or `sm2`, which is named and waits for a
    court's signing service (domain.md 9.4: common readers do not know SM2 inside a PDF)."""
    if SEALER not in system.extras:
        wanted = str(system.config.extra.get("SEAL") or "pades")
        system.extras[SEALER] = _pades(system) if wanted == "pades" else NullSealer(_NAMES.get(wanted, wanted))
    return system.extras[SEALER]


_NAMES = {"sm2": "SM2/SM3"}


def _pades(system: Any) -> Sealer:
    from zhixing.documents.adapters.pades import PadesSealer  # pyHanko takes a second to load: workers only

    return PadesSealer.of(system.config)


def converter(system: Any) -> Converter:
    """LibreOffice where it is installed."""
    if CONVERTER not in system.extras:
        program = find_office()
        system.extras[CONVERTER] = OfficeConverter(program) if program else NullConverter()
    return system.extras[CONVERTER]
