"""The demo court controls property: some of it near its end, some queued, one lapsed, through the acts a court uses."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhixing.controls import watch_terms
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.yaml_files import read_yaml
from zhixing.platform.worker import Worker
from zhixing.world.queries import let_institutions_answer

if TYPE_CHECKING:
    from zhixing.world.build import WorldBuilder

WHO = "officer1"
_MARKS = {"account": "account_number", "plate": "plate", "vin": "vin", "title": "title_number",
          "registration": "registration_number"}


class ControlDesk:
    """Makes the controls of `controls.yaml`."""

    def __init__(self, builder: "WorldBuilder") -> None:
        self.builder, self.system = builder, builder.system
        self.plan = read_yaml(Path(__file__).with_name("controls.yaml").read_text("utf-8"))
        self.papers: dict[int, list[str]] = {}

    def work(self) -> None:
        for number in {one["case"] for part in ("controls", "sent") for one in self.plan[part]}:
            case_id = self.builder.case_ids[number][0]
            self.papers[number] = [self.builder.document(case_id, paper) for paper in self.plan["papers"]]
        Worker(self.system).drain()
        for one in self.plan["found"]:
            self.builder.send("controls.add_asset", {**self._place(one), "value_yuan": one["value"]}, WHO)
        for one in self.plan["controls"]:
            self._recorded(one)
        self._sent()
        watch_terms(self.system)

    def _place(self, one: dict[str, Any]) -> dict[str, Any]:
        case_id, respondents = self.builder.case_ids[one["case"]]
        asset = {"asset_class": one["class"], "label": one["label"], "institution": one.get("institution", ""),
                 **{mark: one[short] for short, mark in _MARKS.items() if short in one}}
        return {"case_id": case_id, "party_id": respondents[0], "asset_id": new_id(), "asset": asset,
                "source": {"kind": "manual", "id": None}}

    def _requested(self, one: dict[str, Any], **more: Any) -> dict[str, Any]:
        ruling, notice = self.papers[one["case"]]
        body = {**self._place(one), "control_id": new_id(), "step_id": new_id(), "kind": one["kind"],
                "requested_amount_yuan": one.get("asked"), "ruling_id": ruling, "notice_id": notice, **more}
        self.builder.send("controls.request", body, WHO)
        return body

    def _recorded(self, one: dict[str, Any]) -> None:
        """From paper: what was done some time ago, with the dates as printed."""
        began = self.system.clock() - timedelta(days=one["began"])
        body = self._requested(one)
        effect = {"step_id": body["step_id"], "served_at": to_text(began), "effective_at": to_text(began),
                  "actual_amount_yuan": one.get("got"), "rank": one.get("rank", 1), "ahead": self._ahead(one)}
        if "ends_in" in one:
            effect["printed"] = {"start": self._day(-one["began"]), "end": self._day(one["ends_in"])}
        self.builder.send("controls.record_effect", effect, WHO)
        if "value" in one:
            self.builder.send("controls.move_asset", {
                "asset_id": body["asset_id"], "stage": "appraised", "value_yuan": one["value"],
                "reason": "参考价已确定"}, WHO)
        if "transferred" in one:
            self._transferred(body["control_id"], one["transferred"])

    def _ahead(self, one: dict[str, Any]) -> list[dict[str, Any]]:
        if "ahead" not in one:
            return []
        ahead = one["ahead"]
        return [{"court": ahead["court"], "case_number": ahead["case_number"], "amount_yuan": ahead["amount"],
                 "ends_on": self._day(ahead["ends_in"])}]

    def _day(self, days: int) -> str:
        return (self.builder.today + timedelta(days=days)).isoformat()

    def _transferred(self, control_id: str, amount: str) -> None:
        step = {"step_id": new_id(), "control_id": control_id, "amount_yuan": amount, "to_account": "本院一案一账户",
                "reason": "划付申请执行人"}
        self.builder.send("controls.transfer", step, WHO, based_on=self.builder.looking_at("controls", control_id))
        moment = to_text(self.system.clock() - timedelta(days=12))
        self.builder.send("controls.record_effect", {
            "step_id": step["step_id"], "served_at": moment, "effective_at": moment, "actual_amount_yuan": amount}, WHO)

    def _sent(self) -> None:
        """Through the gateway; what is sent last stays unanswered."""
        for number, one in enumerate(self.plan["sent"]):
            body = self._requested(one)
            self.builder.send("controls.send", {"step_id": body["step_id"]}, WHO)
            Worker(self.system).drain()
            if number == 0:
                let_institutions_answer(self.system)
                Worker(self.system).drain()
