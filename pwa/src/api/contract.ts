import type { components } from './schema'
import type { Commands } from './commands'
import type { Rows } from './rows'
/**
 * The hand-written types of this folder against the court's own contract. Nothing runs here: a field that is renamed,
 * dropped or retyped on the server stops the type check, not a tablet in a basement.
 */
type S = components['schemas']
type Fits<Given extends Wanted, Wanted> = Given
/** What the server sends always has every member: defaults are filled in before the row leaves. */
type Sent<T> = T extends object ? { [K in keyof T]-?: Sent<Exclude<T[K], undefined>> } : T
/** Lists of words are checked by the server; a form holds them as plain text. */
type Form<T> = T extends (infer U)[] ? Form<U>[] : T extends string ? string : T extends object ? { [K in keyof T]: Form<T[K]> } : T

export type RowsFit = [
  Fits<Sent<S['MeRow']>, Rows['me']>, Fits<Sent<S['PersonRow']>, Rows['people']>, Fits<Sent<S['CaseRow']>, Rows['cases']>,
  Fits<Sent<S['PartyRow']>, Rows['parties']>, Fits<Sent<S['TimelineRow']>, Rows['timeline']>, Fits<Sent<S['DocumentRow']>, Rows['documents']>,
  Fits<S['DraftRow'], Rows['drafts']>, Fits<S['TemplateRow'], Rows['templates']>,
  Fits<Sent<S['VisitRow']>, Rows['visits']>, Fits<Sent<S['ItemRow']>, Rows['items']>, Fits<Sent<S['NoteRow']>, Rows['notes']>,
  Fits<Sent<S['EvidenceRow']>, Rows['evidence']>, Fits<Sent<S['FeedbackRow']>, Rows['feedback']>,
  Fits<Sent<S['PublicationRow']>, Rows['publications']>, Fits<Sent<S['PageRow']>, Rows['pages']>, Fits<Sent<S['MessageRow']>, Rows['messages']>,
  Fits<Sent<S['NoticeRow']>, Rows['notices']>, Fits<Sent<S['DeviceRow']>, Rows['devices']>,
  Fits<Sent<S['ApprovalRow']>, Rows['approvals']>, Fits<Sent<S['ApprovalTaskRow']>, Rows['approval_tasks']>,
  Fits<Sent<S['PanelRow']>, Rows['approval_panels']>, Fits<Sent<S['ApprovalRuleRow']>, Rows['approval_rules']>,
  Fits<Sent<S['DelegationRow']>, Rows['delegations']>, Fits<Sent<S['RecusalRow']>, Rows['recusals']>,
]
export type CommandsFit = [
  Fits<Commands['identity.create_person'], Form<S['CreatePerson']>>,
  Fits<Commands['identity.change_roles'], Form<S['ChangeRoles']>>,
  Fits<Commands['identity.set_password'], S['SetPassword']>,
  Fits<Commands['identity.disable_person'], S['DisablePerson']>,
  Fits<Commands['devices.issue_enrolment_code'], S['IssueEnrolmentCode']>,
  Fits<Commands['devices.enrol'], S['EnrolDevice']>,
  Fits<Commands['devices.add_user'], S['AddDeviceUser']>,
  Fits<Commands['devices.revoke'], S['RevokeDevice']>,
  Fits<Commands['cases.open'], S['OpenCase']>,
  Fits<Commands['cases.assign'], S['AssignCase']>,
  Fits<Commands['cases.unassign'], S['UnassignCase']>,
  Fits<Commands['cases.record_progress'], S['RecordProgress']>,
  Fits<Commands['cases.set_stage'], S['SetStage']>,
  Fits<Commands['documents.import'], S['ImportDocument']>,
  Fits<Commands['documents.draft'], S['DraftDocument']>,
  Fits<Commands['documents.revise'], S['ReviseDraft']>,
  Fits<Commands['documents.submit'], S['SubmitDraft']>,
  Fits<Commands['documents.withdraw'], S['WithdrawDraft']>,
  Fits<Commands['documents.discard'], S['DiscardDraft']>,
  Fits<Commands['documents.mark_printed'], S['MarkPrinted']>,
  Fits<Commands['documents.mark_shared'], S['MarkShared']>,
  Fits<Commands['documents.hand_over'], S['HandOver']>,
  Fits<Commands['documents.revoke'], S['RevokeDocument']>,
  Fits<Commands['capture.record'], S['RecordCapture']>,
  Fits<Commands['capture.correct'], S['CorrectCapture']>,
  Fits<Commands['capture.strike'], S['StrikeCapture']>,
  Fits<Commands['fieldwork.start_visit'], S['StartVisit']>,
  Fits<Commands['fieldwork.list_item'], S['ListItem']>,
  Fits<Commands['fieldwork.correct_item'], S['CorrectItem']>,
  Fits<Commands['fieldwork.strike_item'], S['StrikeItem']>,
  Fits<Commands['fieldwork.order_items'], S['OrderItems']>,
  Fits<Commands['fieldwork.note'], S['TakeNote']>,
  Fits<Commands['fieldwork.end_visit'], S['EndVisit']>,
  Fits<Commands['disclosure.open_page'], S['OpenPage']>,
  Fits<Commands['disclosure.close_page'], S['ClosePage']>,
  Fits<Commands['disclosure.mask'], S['MaskPhoto']>,
  Fits<Commands['disclosure.publish'], S['Publish']>,
  Fits<Commands['disclosure.withdraw'], S['Withdraw']>,
  Fits<Commands['disclosure.answer_message'], S['AnswerMessage']>,
  Fits<Omit<Commands['notifications.subscribe_push'], 'subscription'>, Omit<S['SubscribePush'], 'subscription'>>,
  Fits<Commands['notifications.unsubscribe_push'], S['UnsubscribePush']>,
  Fits<Commands['notifications.mark_read'], S['MarkRead']>,
  Fits<Commands['approvals.opened'], S['OpenedForApproval']>,
  Fits<Commands['approvals.decide'], S['DecideStep']>,
  Fits<Commands['approvals.ask'], S['AskDrafter']>,
  Fits<Commands['approvals.answer'], S['AnswerApprover']>,
  Fits<Commands['approvals.withdraw'], S['WithdrawApproval']>,
  Fits<Commands['approvals.assign_step'], S['AssignStep']>,
  Fits<Commands['approvals.form_panel'], S['FormPanel']>,
  Fits<Commands['approvals.delegate'], S['Delegate']>,
  Fits<Commands['approvals.end_delegation'], S['EndDelegation']>,
  Fits<Commands['approvals.recuse'], S['Recuse']>,
]
