"""The demo's desk: papers of the case with the visit, on every stretch of their way from draft to sealed document."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from zhixing.documents import Known, first_values
from zhixing.kernel.ids import new_id
from zhixing.platform.worker import Worker
from zhixing.world.passkey import DemoApprover

if TYPE_CHECKING:
    from zhixing.world.build import WorldBuilder

PHONE, ACCOUNT = "0757-00000000", "4400 0000 0000 0000 000"


class DemoDesk:
    """Drafts by officer1; judge1 and chief1 decide. `steps`: how far a paper goes."""

    def __init__(self, builder: "WorldBuilder", case_id: str, facts: dict[str, Any]) -> None:
        self.builder, self.case_id, self.facts = builder, case_id, facts
        self.pack_id = new_id()
        self.ids: dict[str, str] = {}

    def happen(self) -> None:
        self.write()
        Worker(self.builder.system).drain()
        judge = DemoApprover(self.builder.system, self.builder.actors["judge1"]).register()
        chief = DemoApprover(self.builder.system, self.builder.actors["chief1"]).register()
        self.decide(judge, {"execution_notice": None, "ruling_seizure": None, "assistance_notice": None,
                            "seizure_announcement": "查封期限的起止日期与裁定书不一致，请核对后再报。"})
        Worker(self.builder.system).drain()
        self.decide(chief, {"ruling_seizure": None})
        Worker(self.builder.system).drain()
        judge.leave()
        chief.leave()
        self.hand_over("execution_notice")

    def write(self) -> None:
        """Two papers of the start, the set a seizure needs, one that the judge has before her, one half written."""
        today = self.builder.today
        term = {"from": today.isoformat(), "until": (today + timedelta(days=729)).isoformat()}
        goods = [{"name": "数控加工中心", "spec": "VMC-850", "quantity": "3台", "place": "厂房东侧"},
                 {"name": "五金成品", "spec": "每箱200件", "quantity": "18箱", "place": "一号仓库"}]
        number, contact = self.facts["number"], {"phone": PHONE}
        duties = [f"向申请执行人支付{self.facts['claim']}元及迟延履行期间的债务利息；", "负担本案申请执行费。"]
        self.paper("execution_notice", {"obligations": duties,
                                        "account_name": self.builder.system.config.court_name,
                                        "account_number": ACCOUNT, "account_bank": "示范银行样板支行", **contact})
        self.paper("ruling_seizure", {"property": goods, **term}, act="seizure")
        self.paper("assistance_notice", {"addressee": "示范工业园物业服务中心", "ruling_number": number,
                                         "requests": ["协助查封被执行人存放在园区的机器设备和成品；",
                                                      "未经本院许可，不得放行。"],
                                         **term, **contact}, act="seizure")
        self.paper("seizure_announcement", {"ruling_number": number, "property": ["数控加工中心3台", "五金成品18箱"],
                                            "place": self.builder.cast["visit"]["place"], **term, **contact},
                   act="seizure")
        self.paper("seizure_inventory", {}, act="seizure")
        self.paper("consumption_restriction", {"representatives": ["法定代表人王某示例"], **contact},
                   evidence=[{"key": "non_performance", "kind": "text", "text": "执行通知书送达后逾期未履行。"}])
        self.paper("dishonesty_decision", {}, submit=False)

    def paper(self, kind: str, fields: dict[str, Any], *, act: str | None = None, submit: Any = True,
              evidence: list[dict[str, Any]] | None = None) -> None:
        document_id = self.ids[kind] = new_id()
        values = first_values(self.builder.system, kind, self.known()) | fields
        self.builder.send("documents.draft", {
            "document_id": document_id, "case_id": self.case_id, "kind": kind, "fields": values, "act": act,
            "pack_id": self.pack_id if act else None}, "officer1")
        if submit:
            self.builder.send("documents.submit", {"document_id": document_id, "evidence": evidence or []}, "officer1",
                              based_on=self.builder.looking_at("drafts", document_id))

    def known(self) -> Known:
        people = {duty: [self.builder.actors[name].name for name in names] for duty, names in
                  (("judge", ["judge1"]), ("clerk", ["clerk1"]), ("officer", ["officer1", "officer2"]))}
        return Known(case={"number": self.facts["number"], "cause": self.facts["cause"],
                           "title_basis": self.facts["title"], "claim_amount_yuan": self.facts["claim"],
                           "filed_on": self.facts["filed_on"]},
                     parties=self.facts["parties"], people=people, court=self.builder.system.config.court_name,
                     today=self.builder.today.isoformat(), me=self.builder.actors["officer1"].name)

    def decide(self, approver: DemoApprover, words: dict[str, str | None]) -> None:
        """`words`: kind → None to approve it, or why it goes back."""
        for task in approver.tasks():
            if task["doc_kind"] not in words or task["case_id"] != self.case_id:
                continue
            reason = words[task["doc_kind"]]
            seen = {key: task[key] for key in ("approval_id", "step_id", "sha256")}
            self.builder.send("approvals.opened", seen, self._name(approver))
            self.builder.send("approvals.decide", approver.word(task, "return" if reason else "approve", reason),
                              self._name(approver))

    def _name(self, approver: DemoApprover) -> str:
        return next(name for name, one in self.builder.actors.items() if one.id == approver.person.id)

    def hand_over(self, kind: str) -> None:
        self.builder.send("documents.mark_printed", {"document_id": self.ids[kind], "print_id": new_id(), "copies": 2},
                          "clerk1")
        self.builder.send("documents.hand_over", {
            "document_id": self.ids[kind], "handover_id": new_id(), "recipient": "王某示例", "method": "in_person",
            "note": "法定代表人本人签收"}, "officer1")
