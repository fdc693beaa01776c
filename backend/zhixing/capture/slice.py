"""The manifest of `capture`."""

from zhixing.capture import commands, events, http, policy, reads, service, sync
from zhixing.capture.derive import derive
from zhixing.capture.rules import device_rules
from zhixing.platform.manifest import CollectionSpec, JobSpec, Slice, on, route
from zhixing.platform.policy import logged_in

SLICE = Slice(
    name="capture",
    commands=(
        on("capture.record", commands.RecordCapture, service.record, policy.may_capture,
           subject=reads.new_capture_subject, makes="evidence_id", signed=True),
        on("capture.correct", commands.CorrectCapture, service.correct, policy.may_correct,
           subject=reads.captured_subject, signed=True),
        on("capture.strike", commands.StrikeCapture, service.strike, policy.may_correct,
           subject=reads.captured_subject, signed=True),
    ),
    routes=(
        route("GET", "/api/evidence/<evidence_id>/<form>", http.get_evidence, logged_in,
              media_type="application/octet-stream",
              summary="Bytes: `original`, `display`, `thumbnail`, or a copy by its id"),
        route("GET", "/api/quarantine", http.get_quarantine, logged_in, query=http.QuarantineQuery,
              answer=http.QuarantinePage, summary="Refused and conflicting acts, newest first"),
        route("GET", "/api/quarantine/<envelope_id>/<sha256>", http.get_quarantined_blob, logged_in,
              media_type="application/octet-stream", summary="Bytes of a refused act"),
    ),
    collections=(CollectionSpec("evidence", sync.EvidenceRow, sync.evidence_rows),),
    jobs=(JobSpec(service.DERIVE, derive),),
    events=(events.CaptureRecorded, events.CaptureVerified, events.CaptureCorrected, events.CaptureStruck),
    device_rules=device_rules(),
)
