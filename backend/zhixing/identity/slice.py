"""The manifest of `identity`."""

from typing import Any

from zhixing.identity import commands, events, housekeeping, http, http_passkeys, policy, service, sync
from zhixing.identity.passwords import conceal
from zhixing.identity.reads import PeoplePort
from zhixing.kernel.messages import ConflictMode
from zhixing.platform.manifest import CollectionSpec, ScheduleSpec, Slice, on, route
from zhixing.platform.policy import anybody, logged_in

_PASSKEY = "/api/session/passkey"


def _person_row(body: Any) -> list[str]:
    return [f"people/{body.person_id}"]


SLICE = Slice(
    name="identity",
    commands=(
        on("identity.create_person", commands.CreatePerson, service.create_person, policy.may_manage_people,
           conceal=conceal("password")),
        on("identity.change_roles", commands.ChangeRoles, service.change_roles, policy.may_manage_people,
           subject=service.load_person, conflict=ConflictMode.GUARDED, guards=_person_row),
        on("identity.set_password", commands.SetPassword, service.set_password, policy.may_set_password,
           subject=service.load_person, conflict=ConflictMode.LATEST, conceal=conceal("new_password")),
        on("identity.disable_person", commands.DisablePerson, service.disable_person, policy.may_manage_people,
           subject=service.load_person, conflict=ConflictMode.GUARDED, guards=_person_row),
    ),
    routes=(
        route("POST", "/api/session", http.log_in, anybody, access="public", body=http.LoginBody,
              answer=http.SessionAnswer, summary="Log in"),
        route("GET", "/api/session", http.who_am_i, logged_in, answer=http.SessionAnswer, summary="Who am I"),
        route("DELETE", "/api/session", http.log_out, logged_in, summary="Log out"),
        route("GET", "/api/people", http.find_people, logged_in, query=http.PeopleQuery, answer=http.FoundPeople,
              summary="Find colleagues by name"),
        route("POST", "/api/session/otp", http.begin_otp, logged_in, answer=http.OtpSecret,
              summary="A new secret for one-time codes"),
        route("POST", "/api/session/otp/confirm", http.confirm_otp, logged_in, body=http.OtpCode,
              summary="Use one-time codes from now on"),
        route("DELETE", "/api/session/otp", http.end_otp, logged_in, body=http.OtpCode,
              summary="No more one-time codes"),
        route("POST", "/api/session/confirmation", http.confirm, logged_in, body=http.ConfirmationBody,
              answer=http.ConfirmationAnswer, summary="Confirm a decision with password and one-time code"),
        route("POST", f"{_PASSKEY}/register/options", http_passkeys.register_options, logged_in,
              answer=http_passkeys.PasskeyOptions, summary="Begin to register a passkey"),
        route("POST", f"{_PASSKEY}/register", http_passkeys.register, logged_in,
              body=http_passkeys.PasskeyRegistration, answer=http_passkeys.PasskeyMade, summary="Register a passkey"),
        route("POST", f"{_PASSKEY}/login/options", http_passkeys.login_options, anybody, access="public",
              answer=http_passkeys.PasskeyOptions, summary="Begin to log in with a passkey"),
        route("POST", f"{_PASSKEY}/login", http_passkeys.log_in, anybody, access="public",
              body=http_passkeys.PasskeyLogin, answer=http.SessionAnswer, summary="Log in with a passkey"),
        route("GET", _PASSKEY, http_passkeys.mine, logged_in, answer=http_passkeys.OwnPasskeys,
              summary="My passkeys"),
        route("DELETE", f"{_PASSKEY}/<passkey_id>", http_passkeys.remove, logged_in, summary="Remove a passkey"),
    ),
    collections=(
        CollectionSpec("people", sync.PersonRow, sync.people_rows),
        CollectionSpec("me", sync.MeRow, sync.me_rows),
    ),
    schedules=(ScheduleSpec("identity.sweep", housekeeping.EVERY_S, housekeeping.sweep),),
    events=(events.PersonCreated, events.RolesChanged, events.PersonDisabled),
    provides={"people": PeoplePort()},
)
