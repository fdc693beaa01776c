"""The demo's day in the field: a visit by two officers, its photos and inventory, and what the judge shows of it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhixing.cases import case_facts
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.world.tablet import DemoTablet

if TYPE_CHECKING:
    from zhixing.world.build import WorldBuilder

PICTURES = Path(__file__).resolve().parents[3] / "media" / "demo"


class SiteVisit:
    """One visit, told by the tablet of officer1."""

    def __init__(self, builder: "WorldBuilder", case_id: str, parties: list[dict[str, Any]]) -> None:
        self.builder, self.case_id, self.parties = builder, case_id, parties
        self.plan = builder.cast["visit"]
        self.visit_id, self.items = new_id(), [new_id() for _ in self.plan["items"]]
        self.photos = [new_id() for _ in self.plan["photos"]]
        self.page: dict[str, Any] = {}

    @property
    def case_number(self) -> str:
        with self.builder.system.database.read() as session:
            return case_facts(session, self.case_id).case_number

    def position(self, metres: float) -> dict[str, Any]:
        return {"lon": self.plan["lon"] + metres / 102_000, "lat": self.plan["lat"], "accuracy_m": 9.0,
                "altitude_m": None,
                "datum": "WGS-84", "source": "gps", "taken_at": to_text(self.builder.system.clock())}

    def happen(self) -> None:
        builder = self.builder
        tablet = DemoTablet(builder.system, builder.actors["officer1"], "演示平板一号").enrol()
        officers = [builder.actors[name].id for name in ("officer1", "officer2")]
        tablet.act("fieldwork.start_visit", {
            "visit_id": self.visit_id, "case_id": self.case_id, "purpose": "seizure", "officers": officers,
            "place": {"address": self.plan["place"], "position": self.position(0)}})
        for item_id, item in zip(self.items, self.plan["items"], strict=True):
            tablet.act("fieldwork.list_item", {"item_id": item_id, "visit_id": self.visit_id, "vehicle": None, **item})
        pictures = sorted(PICTURES.glob("*.jpg"))
        for place, (photo_id, photo) in enumerate(zip(self.photos, self.plan["photos"], strict=True)):
            self.photograph(tablet, place, photo_id, {**photo, "bytes": pictures[place % len(pictures)].read_bytes()})
        tablet.act("fieldwork.note", {"note_id": new_id(), "visit_id": self.visit_id, "text": self.plan["note"]})
        tablet.act("fieldwork.end_visit", {"visit_id": self.visit_id, "result": "done",
                                           "summary": self.plan["summary"]})

    def photograph(self, tablet: DemoTablet, place: int, photo_id: str, photo: dict[str, Any]) -> None:
        item_id = None if photo["item"] is None else self.items[photo["item"]]
        tablet.act("capture.record", {
            "evidence_id": photo_id, "case_id": self.case_id, "kind": "photo", "visit_id": self.visit_id,
            "item_id": item_id, "shot": photo["shot"], "caption": photo["caption"], "source": "camera",
            "file_name": None, "position": self.position(place * 6.0), "duration_ms": None,
            "camera": {"label": "demo", "width": 1600, "height": 1200, "torch": False}}, (photo["bytes"],))

    def publish(self, drain: Callable[[], None]) -> None:
        """The judge masks what must be masked, shows two photos and the progress, and opens a page per applicant."""
        send, shown = self.builder.send, list(zip(self.photos, self.plan["photos"], strict=True))[:3]
        masks = {}
        for photo_id, _photo in shown:
            masks[photo_id] = new_id()
            send("disclosure.mask", {"derivative_id": masks[photo_id], "evidence_id": photo_id, "boxes": [
                {"x": 0.40, "y": 0.62, "w": 0.2, "h": 0.1, "what": "plate"}]}, "judge1")
        drain()
        for photo_id, photo in shown:
            send("disclosure.publish", {
                "publication_id": new_id(), "case_id": self.case_id, "kind": "photo", "subject_id": photo_id,
                "derivative_id": masks[photo_id], "caption": photo["caption"]}, "judge1")
        page_id = new_id()
        answer = send("disclosure.open_page", {
            "page_id": page_id, "case_id": self.case_id, "party_id": self.parties[0]["party_id"]}, "judge1")
        self.page = {"page_id": page_id, **answer}

    def litigant(self) -> dict[str, str]:
        """How a newcomer opens the applicant's page: its path, and the digits it asks for."""
        return {"url_path": self.page["url_path"], "name": self.parties[0]["name"],
                "id_last_four": self.parties[0]["id_number"][-4:]}
