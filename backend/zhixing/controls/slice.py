"""The manifest of `controls`."""

from typing import Any

from zhixing.controls import (
    bands,
    calendar,
    commands,
    events,
    gateway,
    http,
    ledger,
    policy,
    reads,
    service,
    subscribers,
    sync,
)
from zhixing.controls.lookup import find_assets
from zhixing.controls.rules import device_rules
from zhixing.controls.watch import EVERY_S, run
from zhixing.kernel.messages import ConflictMode
from zhixing.platform.gateway import REFUSED, BatchAnswer, BatchPart, post_batch, signed_by_a_registered_peer
from zhixing.platform.manifest import CollectionSpec, CommandSpec, ScheduleSpec, Slice, on, route, when
from zhixing.platform.policy import anybody, logged_in, system_only


def _on_control(type: str, body: Any, handle: Any, who: Any) -> CommandSpec:
    """A guarded act on a control: whoever acts has seen it as it is now, or is told what happened meanwhile."""
    return on(type, body, handle, who, subject=reads.control_subject, conflict=ConflictMode.GUARDED,
              guards=lambda body: [f"controls/{body.control_id}"], clash=reads.changed_meanwhile)


def _on_step(type: str, body: Any, handle: Any, who: Any) -> CommandSpec:
    return on(type, body, handle, who, subject=reads.step_subject)


SLICE = Slice(
    name="controls",
    commands=(
        on("controls.request", commands.RequestControl, service.request_control, policy.may_control,
           subject=reads.case_subject, makes="control_id"),
        on("controls.seize_on_site", commands.SeizeOnSite, service.seize_on_site, policy.may_seize,
           subject=reads.case_subject, signed=True, makes="control_id"),
        _on_step("controls.link_documents", commands.LinkDocuments, service.link_documents, policy.may_record),
        _on_step("controls.send", commands.SendStep, service.send_step, policy.may_control),
        _on_step("controls.record_service", commands.RecordService, service.record_service, policy.may_record),
        _on_step("controls.record_effect", commands.RecordEffect, service.record_effect, policy.may_record),
        _on_step("controls.record_failure", commands.RecordFailure, service.record_failure, policy.may_record),
        _on_step("controls.withdraw_step", commands.WithdrawStep, service.withdraw_step, policy.may_control),
        _on_control("controls.renew", commands.RenewControl, service.renew, policy.may_control),
        _on_control("controls.release", commands.ReleaseControl, service.release, policy.may_release),
        _on_control("controls.transfer", commands.TransferControlled, service.transfer, policy.may_release),
        _on_control("controls.correct_dates", commands.CorrectDates, service.correct_dates, policy.may_record),
        on("controls.record_rank", commands.RecordRank, service.record_rank, policy.may_record,
           subject=reads.control_subject),
        on("controls.move_custody", commands.MoveCustody, service.move_custody, policy.may_seize,
           subject=reads.control_subject),
        on("controls.acknowledge_lapse", commands.AcknowledgeLapse, service.acknowledge_lapse,
           policy.may_answer_for_lapse, subject=reads.control_subject),
        on("controls.add_asset", commands.AddAsset, ledger.add_asset, policy.may_control, subject=reads.case_subject,
           makes="asset_id"),
        on("controls.move_asset", commands.MoveAsset, ledger.move_asset, policy.may_control,
           subject=reads.asset_subject),
        on("controls.merge_assets", commands.MergeAssets, ledger.merge_assets, policy.may_control,
           subject=reads.asset_subject),
        on("controls.open_calendar", commands.OpenCalendar, calendar.open_calendar, policy.has_calendar,
           reveal=calendar.reveal),
        on("controls.close_calendar", commands.CloseCalendar, calendar.close_calendar, policy.own_calendar,
           subject=reads.calendar_subject),
        on(gateway.CHANNEL.command, BatchPart, gateway.record_feedback, system_only, system_only=True),
    ),
    routes=(
        route("POST", gateway.PATH, post_batch, signed_by_a_registered_peer, access="public", csrf=False,
              answer=BatchAnswer, summary="A signed batch of answers about controls"),
        route("GET", "/calendar/<token>.ics", http.get_calendar, anybody, access="public",
              media_type="text/calendar", summary="The ends of one's controls, for a phone's calendar"),
        route("GET", "/api/cases/<case_id>/ledger.xlsx", http.get_ledger, logged_in, query=http.LedgerQuery,
              media_type=http.SHEET, summary="The property ledger of a case, audited"),
        route("GET", "/api/cases/<case_id>/control-sum", http.get_sum, logged_in, answer=http.ControlSumAnswer,
              summary="Controlled against claim and costs"),
        route("GET", "/api/lookup", http.get_lookup, policy.may_look_up, query=http.LookupQuery,
              answer=http.LookupAnswer, summary="A plate, a name, a number: what this person may know of it, audited"),
    ),
    subscribers=(when(REFUSED, subscribers.fail_refused_line),),
    collections=(
        CollectionSpec("controls", sync.ControlRow, sync.control_rows),
        CollectionSpec("control_steps", sync.ControlStepRow, sync.step_rows),
        CollectionSpec("assets", sync.AssetRow, sync.asset_rows),
    ),
    schedules=(ScheduleSpec("controls.watch", EVERY_S, run),),
    events=(events.StepDrafted, events.StepSent, events.ControlEffective, events.ControlQueued, events.ControlMovedUp,
            events.StepFailed, events.ControlRenewed, events.ControlReleased, events.ControlTransferred,
            events.TermNearing, events.ControlLapsed, events.LapseAnswered, events.DatesCorrected, events.AssetMoved),
    lookups=(find_assets,),
    device_rules=device_rules(),
    court_rules=lambda system: device_rules(bands.own_bands(system)),
    at_start=(bands.keep,),
    provides={"gateway control-feedback": gateway.CHANNEL},
)
