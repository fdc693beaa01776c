"""The manifest of `fieldwork`."""

from zhixing.fieldwork import commands, events, http, policy, reads, service, subscribers, sync
from zhixing.fieldwork.lookup import find_items
from zhixing.fieldwork.rules import device_rules
from zhixing.kernel.messages import ConflictMode
from zhixing.platform.manifest import CollectionSpec, Slice, on, route, when
from zhixing.platform.policy import logged_in

SLICE = Slice(
    name="fieldwork",
    commands=(
        on("fieldwork.start_visit", commands.StartVisit, service.start_visit, policy.may_work,
           subject=reads.new_visit_subject, signed=True),
        on("fieldwork.list_item", commands.ListItem, service.list_item, policy.may_work,
           subject=reads.visit_subject, signed=True),
        on("fieldwork.correct_item", commands.CorrectItem, service.correct_item, policy.may_work,
           subject=reads.item_subject, signed=True, conflict=ConflictMode.GUARDED,
           guards=lambda body: [f"items/{body.item_id}"]),
        on("fieldwork.strike_item", commands.StrikeItem, service.strike_item, policy.may_work,
           subject=reads.item_subject, signed=True),
        on("fieldwork.order_items", commands.OrderItems, service.order_items, policy.may_work,
           subject=reads.visit_subject, signed=True, conflict=ConflictMode.LATEST),
        on("fieldwork.note", commands.TakeNote, service.take_note, policy.may_work,
           subject=reads.visit_subject, signed=True),
        on("fieldwork.end_visit", commands.EndVisit, service.end_visit, policy.may_work,
           subject=reads.visit_subject, signed=True),
    ),
    routes=(
        route("GET", "/api/evidence/package", http.get_package, logged_in, query=http.PackageQuery,
              media_type="application/zip", summary="Evidence of a case or visit, with everything that proves it"),
    ),
    subscribers=(
        when("capture.recorded", subscribers.follow_evidence),
        when("capture.corrected", subscribers.follow_evidence),
        when("capture.struck", subscribers.follow_evidence),
        when("fieldwork.visit_ended", subscribers.flag_late_evidence),
    ),
    collections=(
        CollectionSpec("visits", sync.VisitRow, sync.visit_rows),
        CollectionSpec("items", sync.ItemRow, sync.item_rows),
        CollectionSpec("notes", sync.NoteRow, sync.note_rows),
    ),
    events=(events.VisitStarted, events.VisitEnded, events.ItemListed, events.ItemCorrected, events.ItemStruck,
            events.NoteTaken),
    lookups=(find_items,),
    device_rules=device_rules(),
)
