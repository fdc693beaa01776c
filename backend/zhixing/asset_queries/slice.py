"""The manifest of asset_queries."""

from typing import Any

from sqlalchemy.orm import Session

from zhixing.asset_queries import commands, events, http, policy, quarantine, service, subscribers, sync
from zhixing.asset_queries.ageing import age_out
from zhixing.asset_queries.institutions import check_directory, directory, shipped_directory
from zhixing.asset_queries.reads import RequestSubject, case_of_feedback, registered_people, unassessed_hits
from zhixing.asset_queries.recording import record_feedback
from zhixing.asset_queries.rules import device_rules
from zhixing.cases import CaseFacts, ClosingCheck, case_facts
from zhixing.platform import gateway
from zhixing.platform.manifest import CollectionSpec, ScheduleSpec, Slice, on, route, when
from zhixing.platform.policy import logged_in, system_only


def _request_subject(session: Session, body: Any) -> RequestSubject:
    return RequestSubject(case_facts(session, body.case_id), registered_people(session))


def _the_case(session: Session, body: Any) -> CaseFacts:
    return case_facts(session, body.case_id)


SLICE = Slice(
    name="asset_queries",
    commands=(
        on("asset_queries.request", commands.RequestQueries, service.request, policy.may_request,
           subject=_request_subject),
        on("asset_queries.assess", commands.AssessAsset, service.assess, policy.may_assess, subject=case_of_feedback),
        on("asset_queries.note_look", commands.NoteLook, service.note_look, policy.may_assess, subject=_the_case),
        on("asset_queries.register_officer", commands.RegisterQueryOfficer, service.register_officer,
           policy.may_register),
        on("asset_queries.remove_officer", commands.RemoveQueryOfficer, service.remove_officer, policy.may_register),
        on("asset_queries.handle_quarantined", commands.HandleQuarantined, quarantine.handle,
           policy.looks_after_the_gateway),
        on(http.CHANNEL.command, gateway.BatchPart, record_feedback, system_only, system_only=True),
    ),
    routes=(
        route("POST", http.PATH, gateway.post_batch, gateway.signed_by_a_registered_peer, access="public", csrf=False,
              body=commands.GatewayRow, body_type=gateway.NDJSON, answer=gateway.BatchAnswer,
              summary="A signed batch of answers from the query network; the schema is that of a line"),
        route("GET", "/api/cases/<case_id>/feedback", http.get_feedback, logged_in, query=http.FeedbackQuery,
              answer=http.FeedbackPage, summary="Answers in a case, audited with the purpose"),
        route("GET", "/api/gateway/quarantine", http.get_quarantine, policy.looks_after_the_gateway,
              query=http.GatewayQuarantineQuery, answer=http.GatewayQuarantinePage,
              summary="Lines that were set aside"),
    ),
    subscribers=(
        when(gateway.DELIVERED, subscribers.follow_delivery),
        when(gateway.REFUSED, subscribers.follow_refusal),
    ),
    collections=(
        CollectionSpec("feedback", sync.FeedbackRow, sync.feedback_rows),
        CollectionSpec("query_requests", sync.QueryRequestRow, sync.request_rows),
        CollectionSpec("desk_requests", sync.DeskRequestRow, sync.desk_rows),
        CollectionSpec("assessments", sync.AssessmentRow, sync.assessment_rows),
        CollectionSpec("query_officers", sync.QueryOfficerRow, sync.officer_rows),
    ),
    schedules=(ScheduleSpec("asset_queries.age_out", 600.0, lambda system: (age_out(system), None)[1]),),
    events=(events.FeedbackRecorded, events.QueriesRequested, events.AssetAssessed),
    device_rules=device_rules(shipped_directory()),
    court_rules=lambda system: device_rules(directory(system.config)),
    at_start=(check_directory,),
    provides={"gateway asset_queries": http.CHANNEL,
              "closing asset_queries": ClosingCheck("unassessed_hits", unassessed_hits)},
)
