"""The manifest of `devices`."""

from zhixing.devices import clockwork, codes, commands, events, http, policy, report, service, sync, uploads
from zhixing.devices.reads import DevicesPort
from zhixing.platform.manifest import CollectionSpec, ScheduleSpec, Slice, on, route
from zhixing.platform.policy import anybody, logged_in
from zhixing.platform.system import System

_UPLOADS = "/api/uploads"
_ONE_UPLOAD = "/api/uploads/<upload_id>"
_BYTES = {"access": "session_or_device", "media_type": "application/offset+octet-stream"}
HOURLY = 3600.0


def _sweep_codes(system: System) -> None:
    system.transact("devices", lambda unit: codes.sweep(unit.session, unit.now))


SLICE = Slice(
    name="devices",
    commands=(
        on("devices.issue_enrolment_code", commands.IssueEnrolmentCode, service.issue_enrolment_code,
           policy.may_issue_code, subject=service.whose_code, reveal=service.reveal_code),
        on("devices.enrol", commands.EnrolDevice, service.enrol, policy.may_enrol),
        on("devices.add_user", commands.AddDeviceUser, service.add_user, policy.may_enrol,
           subject=service.load_device),
        on("devices.revoke", commands.RevokeDevice, service.revoke, policy.may_revoke, subject=service.load_device),
    ),
    routes=(
        route("POST", "/api/sync/push", http.push, logged_in, access="session_or_device", body=http.PushBody,
              answer=http.PushAnswer, summary="Hand in a batch of acts"),
        route("GET", "/api/sync/pull", http.pull, logged_in, query=http.PullQuery, answer=http.PullAnswer,
              summary="What changed for me"),
        route("GET", "/api/time", clockwork.get_time, anybody, access="public", answer=clockwork.SignedTime,
              summary="What time it is, signed"),
        route("GET", "/api/devices/<device_id>/report", report.get_report, policy.may_read_report,
              answer=report.DeviceReport, summary="What a lost tablet held and what never arrived"),
        route("OPTIONS", _UPLOADS, uploads.describe_uploads, anybody, access="public", summary="tus: what is possible"),
        route("POST", _UPLOADS, uploads.uploads, logged_in, summary="tus: begin an upload", **_BYTES),
        route("OPTIONS", _ONE_UPLOAD, uploads.describe_uploads, anybody, access="public",
              summary="tus: what is possible"),
        route("HEAD", _ONE_UPLOAD, uploads.uploads, logged_in, summary="tus: how far it got", **_BYTES),
        route("PATCH", _ONE_UPLOAD, uploads.uploads, logged_in, summary="tus: go on", **_BYTES),
        route("POST", _ONE_UPLOAD, uploads.uploads, logged_in, summary="tus: any method, for clients that only post",
              **_BYTES),
        route("DELETE", _ONE_UPLOAD, uploads.uploads, logged_in, summary="tus: give it up", **_BYTES),
    ),
    collections=(
        CollectionSpec("devices", sync.DeviceRow, sync.device_rows),
        CollectionSpec("my_devices", sync.DeviceRow, sync.device_rows),
    ),
    schedules=(
        ScheduleSpec("devices.sweep_uploads", HOURLY, uploads.sweep),
        ScheduleSpec("devices.sweep_codes", HOURLY, _sweep_codes),
    ),
    events=(events.DeviceEnrolled, events.DeviceUserAdded, events.DeviceRevoked),
    provides={"devices": DevicesPort()},
)
