"""Templates for devices: the newest of each kind, told to everybody when one changes."""

from sqlalchemy import select

from zhixing.documents.catalogue import Found, catalogue
from zhixing.documents.drafting import remember_template
from zhixing.documents.models import DocumentTemplate
from zhixing.documents.templates_rows import template_row_id
from zhixing.identity import COURT
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import UnitOfWork

EVERY_S = 60.0


def publish_templates(system: System) -> None:
    """Compare the folders with what devices were last told. Broken folders of the court's are logged, and skipped."""
    templates = catalogue(system)
    wanted = templates.all()
    for name, problems in templates.broken.items():
        system.log.error("template broken", folder=name, problems=problems[:5])
    with system.database.read() as session:
        current = session.scalars(select(DocumentTemplate).where(DocumentTemplate.current))
        told = {row.kind: row.sha256 for row in current}
    if told != {kind: found.sha256 for kind, found in wanted.items()}:
        system.transact("worker", lambda unit: _tell(unit, wanted))


def _tell(unit: UnitOfWork, wanted: dict[str, Found]) -> None:
    current = {row.kind: row for row in unit.session.scalars(select(DocumentTemplate).where(DocumentTemplate.current))}
    for kind, found in wanted.items():
        row = current.pop(kind, None)
        if row is not None and row.sha256 == found.sha256:
            continue
        if row is not None:
            row.current = False
        remember_template(unit, found)
        unit.session.get_one(DocumentTemplate, found.sha256).current = True
        unit.changed("templates", template_row_id(kind), COURT)
    for kind, row in current.items():
        row.current = False
        unit.gone("templates", template_row_id(kind), COURT)
