"""Reasons this slice refuses. A refused act stays in quarantine, whole."""

from zhixing.kernel.errors import Conflict, DomainError


class NotRespondent(DomainError):
    """Only the property of a 被执行人 of this case may be controlled (CPL 253, NQ 7)."""

    code = "controls.not_respondent"
    title = "Not a respondent of this case"


class DocumentNotOfCase(DomainError):
    """The ruling or the notice belongs to another case."""

    code = "controls.document_not_of_case"
    title = "The document belongs to another case"


class AssetNotOfCase(DomainError):
    """The line of the ledger belongs to another case, or was merged into another line."""

    code = "controls.asset_not_of_case"
    title = "The asset is not in this case's ledger"


class CaseClosed(DomainError):
    """The case is over. What is controlled may still be renewed or released; nothing new begins."""

    code = "controls.case_closed"
    status = 409
    title = "The case is closed"


class InstitutionNeeded(DomainError):
    """What is requested on paper needs somebody who carries it out; on the spot there is another act."""

    code = "controls.institution_needed"
    title = "No institution is named"


class KindDoesNotFit(DomainError):
    """Money is frozen, things are seized or detained (law key kinds_by_asset_class)."""

    code = "controls.kind_does_not_fit"
    title = "This kind of control does not fit this kind of asset"


class EngineNumberNeeded(DomainError):
    """A vehicle without a plate is known by its engine number only (SEZ 9)."""

    code = "controls.engine_number_needed"
    title = "An unregistered vehicle needs its engine number"


class Exempt(DomainError):
    """The officer found that the thing may not be controlled (SEZ 3); `params.keys` name why."""

    code = "controls.exempt"
    title = "The thing is exempt from control"


class AlreadyControlled(Conflict):
    """Another officer has controlled this very thing in this case; `params` say who, since when, in which rank."""

    code = "controls.already_controlled"
    title = "This asset is already controlled in this case"


class ChangedMeanwhile(Conflict):
    """The control changed after this person looked at it; `params` say what it is now, who did it, and when."""

    code = "controls.changed_meanwhile"
    title = "The control was changed by somebody else in the meantime"


class StepOpen(DomainError):
    """A step of this sort is under way already; it ends or is withdrawn before the next one."""

    code = "controls.step_open"
    status = 409
    title = "Such a step is already under way"


class StepFinished(DomainError):
    """The step has had its effect, has failed or was withdrawn; nothing about it changes any more."""

    code = "controls.step_finished"
    status = 409
    title = "The step is finished"


class StepNotServed(DomainError):
    """No effect before ruling and notice were served on the institution (SEZ 1)."""

    code = "controls.not_served"
    title = "Not served yet"


class DocumentsMissing(DomainError):
    """Nothing goes to an institution without ruling and 协助执行通知书 (CPL 253; law key documents_needed_<action>)."""

    code = "controls.documents_missing"
    title = "Ruling or assistance notice is missing"


class DocumentNotReady(DomainError):
    """The document is still being checked, or was found damaged."""

    code = "controls.document_not_ready"
    title = "The document is not ready"


class MomentInFuture(DomainError):
    """What happened cannot have happened tomorrow."""

    code = "controls.moment_in_future"
    title = "In the future"


class EffectBeforeService(DomainError):
    """The effect cannot come before the service (SEZ 1)."""

    code = "controls.effect_before_service"
    title = "Effective before it was served"


class AmountAboveRequest(DomainError):
    """More was frozen than was asked for: the excess has no ruling."""

    code = "controls.amount_above_request"
    title = "More than was requested"


class AmountNeeded(DomainError):
    """Money is controlled and no amount is named."""

    code = "controls.amount_needed"
    title = "An amount is needed"


class AmountNotPositive(DomainError):
    """Nothing, or less."""

    code = "controls.amount_not_positive"
    title = "The amount must be more than zero"


class AmountAbsurd(DomainError):
    """More than all deposits of a large bank: a slip of the finger."""

    code = "controls.amount_absurd"
    title = "Absurd amount"


class AmountAboveControlled(DomainError):
    """More is released or transferred than is controlled."""

    code = "controls.amount_above_controlled"
    title = "More than is controlled"


class DatesImpossible(DomainError):
    """No such day, or an end before its start."""

    code = "controls.dates_impossible"
    title = "Impossible dates"


class RankContradicted(DomainError):
    """First with others ahead, or a rank for a step that has none."""

    code = "controls.rank_contradicted"
    title = "Rank and the rest contradict each other"


class ControlNotLive(DomainError):
    """The control has no effect yet, or no more; `params.state` says which."""

    code = "controls.not_live"
    status = 409
    title = "The control has no effect"


class RenewalAfterLapse(DomainError):
    """The effect ended by law on its last day (SEZ 27); a renewal cannot bring it back, only a new control."""

    code = "controls.renewal_after_lapse"
    status = 409
    title = "Too late to renew: the control has lapsed"


class ReleaseOfQueued(DomainError):
    """A control that waits in the queue has nothing to release; its waiting is withdrawn."""

    code = "controls.release_of_queued"
    status = 409
    title = "A queued control is withdrawn, not released"


class TransferOfThing(DomainError):
    """Only money can be transferred (扣划); things are sold."""

    code = "controls.transfer_of_thing"
    title = "Only money can be transferred"


class StillWaitingForInstitution(DomainError):
    """It is on its way to the institution: what it does there is not known, so it cannot be taken back."""

    code = "controls.step_sent"
    status = 409
    title = "The step was already sent"


class RankNotQueued(DomainError):
    """The control is not in a queue."""

    code = "controls.not_queued"
    status = 409
    title = "Not in a queue"


class NotLapsed(DomainError):
    """There is no lapse to answer for."""

    code = "controls.not_lapsed"
    status = 409
    title = "The control has not lapsed"


class LapseAcknowledged(DomainError):
    """Somebody has answered for it already; the first answer stands."""

    code = "controls.lapse_acknowledged"
    status = 409
    title = "The lapse was acknowledged already"


class NothingChanges(DomainError):
    """The correction says what was there."""

    code = "controls.nothing_changes"
    title = "Nothing changes"


class NoCustody(DomainError):
    """Nobody keeps a bank account: custody is for things."""

    code = "controls.no_custody"
    title = "There is no custody of this kind of asset"


class AssetStageUnfit(DomainError):
    """`controlled` is what controls make of an asset, and a disposed asset stays disposed."""

    code = "controls.asset_stage_unfit"
    status = 409
    title = "The asset cannot move to this stage"


class MergeWithItself(DomainError):
    """One line cannot be the duplicate of itself."""

    code = "controls.merge_with_itself"
    title = "Two different lines are needed"


class MergeOfTwoLive(DomainError):
    """Both lines carry a live control: a thing cannot be controlled twice in a case. Release or withdraw one."""

    code = "controls.merge_of_two_live"
    status = 409
    title = "Both assets are under control"


class StepUnknown(DomainError):
    """The institution answers something this court did not ask. It may still arrive: the line waits."""

    code = "controls.step_unknown"
    title = "Unknown step"


class SerialReused(DomainError):
    """The serial came before with another answer. The first one stands until a person decides."""

    code = "controls.serial_reused"
    status = 409
    title = "Serial used before for another answer"


class LookupTooShort(DomainError):
    """Too little to look for."""

    code = "lookup.too_short"
    title = "Type a little more"
