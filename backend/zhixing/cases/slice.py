"""The manifest of `cases`."""

from typing import Any

from sqlalchemy.orm import Session

from zhixing.cases import commands, events, http, policy, service, subscribers, sync
from zhixing.cases.lookup import find_parties
from zhixing.cases.reads import CaseFacts, case_facts
from zhixing.cases.rules import device_rules
from zhixing.kernel.messages import ConflictMode
from zhixing.platform.manifest import CollectionSpec, Slice, on, route, when


def _the_case(session: Session, body: Any) -> CaseFacts:
    return case_facts(session, body.case_id)


SLICE = Slice(
    name="cases",
    commands=(
        on("cases.open", commands.OpenCase, service.open_case, policy.may_open),
        on("cases.assign", commands.AssignCase, service.assign, policy.may_assign, subject=_the_case),
        on("cases.unassign", commands.UnassignCase, service.unassign, policy.may_assign, subject=_the_case),
        on("cases.record_progress", commands.RecordProgress, service.record_progress, policy.may_record,
           subject=_the_case),
        on("cases.set_stage", commands.SetStage, service.set_stage, policy.may_set_stage, subject=_the_case,
           conflict=ConflictMode.GUARDED, guards=lambda body: [f"cases/{body.case_id}"]),
    ),
    routes=(
        route("GET", "/api/cases", http.get_cases, policy.may_search, query=http.CaseSearch, answer=http.FoundCases,
              summary="Find cases by number, cause or a party's name"),
    ),
    subscribers=(
        when("identity.person_created", subscribers.follow_roles),
        when("identity.roles_changed", subscribers.follow_roles),
        when("identity.person_disabled", subscribers.follow_roles),
    ),
    collections=(
        CollectionSpec("cases", sync.CaseRow, sync.case_rows),
        CollectionSpec("parties", sync.PartyRow, sync.party_rows),
        CollectionSpec("timeline", sync.TimelineRow, sync.timeline_rows),
    ),
    events=(events.CaseOpened, events.CaseAssigned, events.CaseUnassigned, events.ProgressRecorded, events.StageSet),
    lookups=(find_parties,),
    device_rules=device_rules(),
)
