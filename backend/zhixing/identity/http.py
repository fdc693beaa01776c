"""Doors for logging in and out, and for finding a colleague (docs/protocol.md 3)."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, StringConstraints

from zhixing.identity import confirming, login, otp, sessions, tries
from zhixing.identity.errors import OriginForeign
from zhixing.identity.models import Person
from zhixing.identity.reads import search_people
from zhixing.identity.rules import LONGEST_PASSWORD, network_of
from zhixing.identity.sessions import LoginFacts
from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import Id, Strict
from zhixing.platform.http import Call, to_response

KNOWN_FOR_S = 180 * 86400
Code = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]


class LoginBody(Strict):
    """`device_id`: the tablet this browser is enrolled as, so that revoking it ends this login."""

    username: Annotated[str, StringConstraints(max_length=200)]
    password: Annotated[str, StringConstraints(max_length=LONGEST_PASSWORD)]
    otp: Code | None = None
    device_id: Id | None = None


class LoggedInPerson(BaseModel):
    id: str
    username: str
    name: str


class SessionAnswer(BaseModel):
    """Who is logged in. `csrf` goes into the header `X-CSRF-Token` of every write."""

    person: LoggedInPerson
    roles: list[str]
    csrf: str
    expires_at: str
    court_name: str
    uses_otp: bool


class PeopleQuery(Strict):
    q: Annotated[str, StringConstraints(max_length=60)] = ""
    cursor: Annotated[str, StringConstraints(max_length=40)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class FoundPerson(BaseModel):
    id: str
    name: str
    roles: list[str]


class FoundPeople(BaseModel):
    people: list[FoundPerson]
    cursor: str | None


class OtpCode(Strict):
    otp: Code


class OtpSecret(BaseModel):
    """Shown once, as text and as the picture's address."""

    secret: str
    uri: str


class ConfirmationBody(Strict):
    """`challenge`: base64url of the 32 bytes that are decided about (docs/protocol.md 9)."""

    password: Annotated[str, StringConstraints(max_length=LONGEST_PASSWORD)]
    otp: Code
    challenge: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]


class ConfirmationAnswer(BaseModel):
    """The server's signed word that this person was there; it goes into the act as evidence, marked weaker."""

    v: int
    purpose: str
    person_id: str
    challenge: str
    method: str
    at: str
    proof: dict[str, str]


def require_own_origin(call: Call) -> None:
    """A login has no CSRF token yet, so the browser's word about who asks must do.

    Raises: OriginForeign.
    """
    origin = call.request.headers.get("Origin")
    # The host decides, not the scheme: behind a TLS door this process is asked by plain HTTP.
    own = {urlsplit(call.system.config.public_url).netloc, call.request.host}
    is_foreign = origin is not None and urlsplit(origin).netloc not in own
    if is_foreign or call.request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise OriginForeign()


def facts_of(call: Call, method: str, device_id: str | None) -> LoginFacts:
    return LoginFacts(method, network_of(call.request.remote_addr), device_id)


def log_in(call: Call) -> Any:
    """Name and password, and the one-time code where one is used."""
    require_own_origin(call)
    body: LoginBody = call.body
    call.release()
    opened = login.log_in(call.system, login.Credentials(
        username=body.username, password=body.password, otp=body.otp, known=dict(call.request.cookies),
        facts=facts_of(call, "password", body.device_id), old_cookie=call.request.cookies.get(call.system.cookie_name)))
    return welcome(call, opened.person, opened.cookie, opened.browser)


def welcome(call: Call, person: Person, cookie: str, browser: bytes) -> Any:
    """The answer to any login: who, and the two cookies."""
    system = call.system
    found = system.ports.people.login(call.session, cookie, system.clock())
    response = to_response(_answer(call, person, found))
    common = {"httponly": True, "samesite": "Lax", "secure": system.config.is_secure, "path": "/"}
    lasts = sessions.LONGEST_STRETCH * system.config.session_hours * 3600
    response.set_cookie(system.cookie_name, cookie, max_age=lasts, **common)
    name = tries.known_cookie(person.id, is_secure=system.config.is_secure)
    response.set_cookie(name, tries.known_value(system.key, person.id, browser), max_age=KNOWN_FOR_S, **common)
    return response


def _answer(call: Call, person: Person, found: Any) -> SessionAnswer:
    return SessionAnswer(
        person=LoggedInPerson(id=person.id, username=person.username, name=person.name), roles=list(person.roles),
        csrf=found.csrf, expires_at=to_text(found.expires_at), court_name=call.system.config.court_name,
        uses_otp=otp.is_on(person))


def who_am_i(call: Call) -> Any:
    """The live login; looking keeps it alive."""
    assert call.login is not None
    login_now, person = call.login, call.session.get_one(Person, call.actor.id)
    call.release()
    sessions.note_use(call.system, login_now)
    return _answer(call, person, login_now)


def log_out(call: Call) -> Any:
    """End this login here and now."""
    assert call.login is not None
    session_id = call.login.session_id
    call.release()
    login.log_out(call.system, session_id)
    response = to_response(None)
    response.delete_cookie(call.system.cookie_name, path="/", httponly=True, samesite="Lax",
                           secure=call.system.config.is_secure)
    return response


def find_people(call: Call) -> Any:
    """Colleagues by name, a page at a time."""
    query: PeopleQuery = call.query
    found = search_people(call.session, query.q, query.cursor, query.limit)
    cursor = found[-1].id if len(found) == query.limit else None
    people = [FoundPerson(id=one.id, name=one.name, roles=list(one.roles)) for one in found]
    return FoundPeople(people=people, cursor=cursor).model_dump()


def begin_otp(call: Call) -> Any:
    """A new secret for one-time codes; it counts once a code from it was shown."""
    return OtpSecret(**_as_me(call, otp.begin))


def confirm_otp(call: Call) -> Any:
    code = call.body.otp
    return _as_me(call, lambda unit: otp.confirm(unit, code))


def end_otp(call: Call) -> Any:
    code = call.body.otp
    return _as_me(call, lambda unit: otp.switch_off(unit, code))


def confirm(call: Call) -> Any:
    """Password and one-time code for one decision; the secrets stay here, only the signed word goes on."""
    body: ConfirmationBody = call.body
    given = confirming.Secrets(
        person_id=call.actor.id, password=body.password, code=body.otp, challenge=body.challenge,
        network=network_of(call.request.remote_addr), cookies=dict(call.request.cookies))
    call.release()
    return ConfirmationAnswer(**confirming.confirm(call.system, given))


def _as_me(call: Call, work: Any) -> Any:
    actor = call.actor
    call.release()
    return call.system.transact(actor, work)
