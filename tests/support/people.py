"""People of the court for tests: plainly fictional, made through the same acts an administrator uses."""

from flask.testing import FlaskClient

from tests.support.house import House
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, system_actor

PASSWORD = "测试-Passw0rd-2026"


def enlist(house: House, name: str, *roles: str) -> Actor:
    """A person of the court with these roles."""
    person = Actor(new_id(), frozenset(roles), name)
    house.must("identity.create_person", {"person_id": person.id, "username": f"u{person.id[-12:]}", "name": name,
                                          "roles": sorted(roles), "password": PASSWORD}, system_actor("world"))
    return person


def browser_of(house: House, person: Actor) -> FlaskClient:
    """A browser in which this person is logged in."""
    client = house.client()
    answer = client.post("/api/session", json={"username": f"u{person.id[-12:]}", "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return client
