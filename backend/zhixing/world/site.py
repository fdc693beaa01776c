"""The demo's day in the field: a visit by two officers, its photos and inventory, and what the judge shows of it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhixing.cases import case_facts
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.world.sound import signal_tone
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
        tablet.hear_time()
        officers = [builder.actors[name].id for name in ("officer1", "officer2")]
        tablet.act("fieldwork.start_visit", {
            "visit_id": self.visit_id, "case_id": self.case_id, "purpose": "seizure", "officers": officers,
            "place": {"address": self.plan["place"], "position": self.position(0)}})
        for item_id, item in zip(self.items, self.plan["items"], strict=True):
            tablet.act("fieldwork.list_item", {"item_id": item_id, "visit_id": self.visit_id, "vehicle": None, **item})
        self.take_note(tablet, self.plan["notes"][0])
        for place, (photo_id, photo) in enumerate(zip(self.photos, self.plan["photos"], strict=True)):
            self.photograph(tablet, place, photo_id, photo)
        self.record_sound(tablet)
        for text in self.plan["notes"][1:]:
            self.take_note(tablet, text)
        tablet.act("fieldwork.end_visit", {"visit_id": self.visit_id, "result": "已完成",
                                           "summary": self.plan["summary"]})

    def take_note(self, tablet: DemoTablet, text: str) -> None:
        tablet.act("fieldwork.note", {"note_id": new_id(), "visit_id": self.visit_id, "text": text})

    def photograph(self, tablet: DemoTablet, place: int, photo_id: str, photo: dict[str, Any]) -> None:
        data = (PICTURES / f"{photo['picture']}.jpg").read_bytes()
        item_id = None if photo["item"] is None else self.items[photo["item"]]
        tablet.act("capture.record", self.evidence(photo_id, place) | {
            "kind": "photo", "item_id": item_id, "shot": photo["shot"], "caption": photo["caption"], "source": "camera",
            "camera": {"label": "demo", "width": 1600, "height": 1200, "torch": False}}, (data,))

    def record_sound(self, tablet: DemoTablet) -> None:
        """The recording the law asks for; the demo has a short signal tone instead of voices."""
        data, duration_ms = signal_tone()
        tablet.act("capture.record", self.evidence(new_id(), len(self.photos)) | {
            "kind": "audio", "caption": self.plan["recording"], "source": "microphone", "duration_ms": duration_ms},
            (data,), "audio/wav")

    def evidence(self, evidence_id: str, place: int) -> dict[str, Any]:
        """What every capture of this visit says, before it says what it is."""
        return {"evidence_id": evidence_id, "case_id": self.case_id, "visit_id": self.visit_id, "item_id": None,
                "shot": None, "file_name": None, "position": self.position(place * 6.0), "camera": None,
                "duration_ms": None}

    def publish(self, drain: Callable[[], None]) -> None:
        """The judge covers what must be covered, shows those photos, and opens the applicant's page."""
        send = self.builder.send
        shown = [(new_id(), photo_id, photo) for photo_id, photo in zip(self.photos, self.plan["photos"], strict=True)
                 if "cover" in photo]
        for mask_id, photo_id, photo in shown:
            send("disclosure.mask", {"derivative_id": mask_id, "evidence_id": photo_id, "boxes": photo["cover"]},
                 "judge1")
        drain()
        for mask_id, photo_id, photo in shown:
            send("disclosure.publish", {
                "publication_id": new_id(), "case_id": self.case_id, "kind": "photo", "subject_id": photo_id,
                "derivative_id": mask_id, "caption": photo["caption"]}, "judge1")
        for kind, subject_id, caption in self.builder.shown[self.case_id]:
            send("disclosure.publish", {
                "publication_id": new_id(), "case_id": self.case_id, "kind": kind, "subject_id": subject_id,
                "derivative_id": None, "caption": caption}, "judge1")
        page_id = new_id()
        answer = send("disclosure.open_page", {
            "page_id": page_id, "case_id": self.case_id, "party_id": self.parties[0]["party_id"]}, "judge1")
        self.page = {"page_id": page_id, **answer}

    def litigant(self) -> dict[str, str]:
        """How a newcomer opens the applicant's page: its path, and the digits it asks for."""
        return {"url_path": self.page["url_path"], "name": self.parties[0]["name"],
                "id_last_four": self.parties[0]["id_number"][-4:]}
