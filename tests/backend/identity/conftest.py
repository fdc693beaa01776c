"""A court with one administrator, one officer and one judge, who log in for real."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.house import House
from zhixing.identity import create_first_admin
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor

PASSWORD = "一个足够长的口令-2026"


@dataclass
class Court:
    house: House
    admin: Actor

    def enlist(self, username: str, *roles: str, name: str = "陈一诺", password: str = PASSWORD) -> Actor:
        person = Actor(new_id(), frozenset(roles), name)
        self.house.must("identity.create_person", {
            "person_id": person.id, "username": username, "name": name, "roles": list(roles), "password": password,
        }, self.admin)
        return person

    def log_in(self, username: str, password: str = PASSWORD, client: FlaskClient | None = None, *,
               address: str = "192.0.2.7", **more: Any) -> tuple[FlaskClient, Any]:
        """(browser, answer)."""
        client = client or self.house.client()
        answer = client.post("/api/session", json={"username": username, "password": password, **more},
                             environ_base={"REMOTE_ADDR": address})
        return client, answer

    def desk(self, username: str) -> tuple[FlaskClient, dict[str, str]]:
        """A logged-in browser and the headers its writes need."""
        client, answer = self.log_in(username)
        assert answer.status_code == 200, answer.text
        return client, {"X-CSRF-Token": answer.json["csrf"]}

    def seq_of(self, collection: str, row_id: str) -> dict[str, Any]:
        from zhixing.platform import feed

        with self.house.read() as session:
            row = feed.version_of(session, collection, row_id)
        assert row is not None
        return {f"{collection}/{row_id}": {"seq": row.seq, "after": None}}


@pytest.fixture
def court(house: House) -> Court:
    admin_id = create_first_admin(house.system, "admin1", "管理员甲", PASSWORD)
    return Court(house, Actor(admin_id, frozenset({"administrator"}), "管理员甲"))
