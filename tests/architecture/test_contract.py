"""What the manifests promise: a policy everywhere, names that do not collide, keys that are indexed."""

from sqlalchemy import Table

from zhixing.kernel.errors import CATALOGUE
from zhixing.platform import openapi
from zhixing.platform.contract import build_contract
from zhixing.platform.db import Base
from zhixing.slices import SLICES


def test_every_command_and_every_door_names_its_policy() -> None:
    for one in SLICES:
        for spec in [*one.commands, *one.routes]:
            assert callable(spec.policy), spec
            assert spec.policy.__name__ != "<lambda>", f"{spec}: a policy has a name that can be read in the contract"


def test_legal_acts_are_never_settled_by_who_came_last() -> None:
    """`latest` is for drafts, preferences and order on a page (design.md 3)."""
    latest = {spec.type for one in SLICES for spec in one.commands if spec.conflict == "latest"}
    assert latest <= {"documents.revise", "fieldwork.order_items", "identity.set_password", "notifications.mark_read",
                      "notifications.subscribe_push", "notifications.unsubscribe_push"}


def test_a_guarded_command_says_which_rows_it_guards() -> None:
    assert not [spec.type for one in SLICES for spec in one.commands if spec.conflict == "guarded" and not spec.guards]


def test_the_contract_can_be_written_and_names_every_problem() -> None:
    contract = build_contract(SLICES)
    assert contract["openapi.json"]["paths"]["/api/commands"]["post"]["x-policy"] == "logged_in"
    assert set(contract["problems.json"]) == set(CATALOGUE)
    assert openapi.describe(SLICES) == contract["openapi.json"]


def test_every_foreign_key_has_an_index() -> None:
    def indexed(table: Table) -> set[str]:
        first = {next(iter(index.columns)).name for index in table.indexes if index.columns}
        unique = {next(iter(one.columns)).name for one in table.constraints if hasattr(one, "columns") and one.columns}
        return first | unique | {column.name for column in table.primary_key.columns}

    bare = [f"{table.name}.{key.parent.name}" for table in Base.metadata.sorted_tables
            for key in table.foreign_keys if key.parent.name not in indexed(table)]
    assert not bare


def test_no_two_models_of_the_contract_share_a_name() -> None:
    """They would be written with their modules' paths in front, and change every type the app is built from."""
    schemas = build_contract(SLICES)["openapi.json"]["components"]["schemas"]
    assert not [name for name in schemas if "__" in name]
