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
  Fits<Sent<S['VisitRow']>, Rows['visits']>, Fits<Sent<S['ItemRow']>, Rows['items']>, Fits<Sent<S['NoteRow']>, Rows['notes']>,
  Fits<Sent<S['EvidenceRow']>, Rows['evidence']>, Fits<Sent<S['FeedbackRow']>, Rows['feedback']>,
  Fits<Sent<S['QueryRequestRow']>, Rows['query_requests']>, Fits<Sent<S['AssessmentRow']>, Rows['assessments']>, Fits<Sent<S['QueryOfficerRow']>, Rows['query_officers']>,
  Fits<Sent<S['ControlRow']>, Rows['controls']>, Fits<Sent<S['ControlStepRow']>, Rows['control_steps']>, Fits<Sent<S['AssetRow']>, Rows['assets']>,
  Fits<Sent<S['PublicationRow']>, Rows['publications']>, Fits<Sent<S['PageRow']>, Rows['pages']>, Fits<Sent<S['MessageRow']>, Rows['messages']>,
  Fits<Sent<S['NoticeRow']>, Rows['notices']>, Fits<Sent<S['DeviceRow']>, Rows['devices']>,
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
  Fits<Commands['asset_queries.request'], S['RequestQueries']>,
  Fits<Commands['asset_queries.assess'], S['AssessAsset']>,
  Fits<Commands['asset_queries.note_look'], S['NoteLook']>,
  Fits<Commands['asset_queries.register_officer'], S['RegisterQueryOfficer']>,
  Fits<Commands['asset_queries.remove_officer'], S['RemoveQueryOfficer']>,
  Fits<Commands['disclosure.open_page'], S['OpenPage']>,
  Fits<Commands['disclosure.close_page'], S['ClosePage']>,
  Fits<Commands['disclosure.mask'], S['MaskPhoto']>,
  Fits<Commands['disclosure.publish'], S['Publish']>,
  Fits<Commands['disclosure.withdraw'], S['Withdraw']>,
  Fits<Commands['disclosure.answer_message'], S['AnswerMessage']>,
  Fits<Omit<Commands['notifications.subscribe_push'], 'subscription'>, Omit<S['SubscribePush'], 'subscription'>>,
  Fits<Commands['notifications.unsubscribe_push'], S['UnsubscribePush']>,
  Fits<Commands['notifications.mark_read'], S['MarkRead']>,
  Fits<Commands['controls.request'], S['RequestControl']>,
  Fits<Commands['controls.seize_on_site'], S['SeizeOnSite']>,
  Fits<Commands['controls.link_documents'], S['LinkDocuments']>,
  Fits<Commands['controls.send'], S['SendStep']>,
  Fits<Commands['controls.record_service'], S['RecordService']>,
  Fits<Commands['controls.record_effect'], S['RecordEffect']>,
  Fits<Commands['controls.record_failure'], S['RecordFailure']>,
  Fits<Commands['controls.withdraw_step'], S['WithdrawStep']>,
  Fits<Commands['controls.renew'], S['RenewControl']>,
  Fits<Commands['controls.release'], S['ReleaseControl']>,
  Fits<Commands['controls.transfer'], S['TransferControlled']>,
  Fits<Commands['controls.correct_dates'], S['CorrectDates']>,
  Fits<Commands['controls.record_rank'], S['RecordRank']>,
  Fits<Commands['controls.move_custody'], S['MoveCustody']>,
  Fits<Commands['controls.acknowledge_lapse'], S['AcknowledgeLapse']>,
  Fits<Commands['controls.add_asset'], S['AddAsset']>,
  Fits<Commands['controls.move_asset'], S['MoveAsset']>,
  Fits<Commands['controls.merge_assets'], S['MergeAssets']>,
  Fits<Commands['controls.open_calendar'], S['OpenCalendar']>,
  Fits<Commands['controls.close_calendar'], S['CloseCalendar']>,
]
