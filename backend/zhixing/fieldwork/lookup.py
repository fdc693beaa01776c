"""Lines of the lists found by name, plate, VIN, engine number or the code of their seal, in cases a person holds."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.fieldwork.models import InventoryItem
from zhixing.kernel.lookup import Needle, is_hit, search_key
from zhixing.platform.lookup import Asked, Found, is_held

# Lists have no search key of their own: the newest lines of a person's cases are read and compared one by one.
_LOOKED_AT = 5000


def find_items(session: Session, asked: Asked) -> list[Found]:
    """Newest first. Void lines are not found."""
    query = (select(InventoryItem.id, InventoryItem.case_id, InventoryItem.visit_id, InventoryItem.no,
                    InventoryItem.fields)
             .where(is_held(asked.person_id, "case:" + InventoryItem.case_id), InventoryItem.struck.is_(None))
             .order_by(InventoryItem.id.desc()).limit(_LOOKED_AT))
    hits = [row for row in session.execute(query) if _is_meant(row.id, row.fields, asked.needle)]
    return [Found("items", row.id, row.case_id, row.fields["name"], {"visit_id": row.visit_id, "no": row.no})
            for row in hits[:asked.limit]]


def _is_meant(item_id: str, fields: dict[str, object], needle: Needle) -> bool:
    vehicle = fields.get("vehicle") or {}
    assert isinstance(vehicle, dict)
    marks = [vehicle.get(mark) for mark in ("plate", "vin", "engine_number")]
    return is_hit(needle, search_key([item_id, str(fields["name"]), *marks]))
