/** Documents as a device holds them. Templates are data: form, body and preview are made from the same row. */
import type { components } from './schema'

type Schemas = components['schemas']

export type DraftState = Schemas['DraftRow']['state']
export type FieldType = NonNullable<Schemas['FieldSpec']['type']>
export type FieldSpec = Schemas['FieldSpec']
export type FieldColumn = Schemas['Column']
export type FieldError = Schemas['FieldError']
export type Block = Schemas['Block']
export type Signer = Schemas['Signer']
export type SignOff = Schemas['SignOff']
export type Pack = Schemas['Pack']
export type DraftVersion = Schemas['DraftVersion']
export type DraftProblem = Schemas['DraftProblem']
export type Printed = Schemas['PrintedCopy']
export type HandedOver = Schemas['HandedOver']
export type SealFacts = Schemas['SealFacts']
export type HandoverMethod = NonNullable<Schemas['HandOver']['method']>
export type ProofRule = Schemas['ProofRule']
export type SubmittedProof = Schemas['SubmittedProof']

/** The values of a form, by the name of the field: text, a number, lines, or rows of a table. */
export type Fields = Record<string, unknown>

interface Row { id: string; _local?: { unsent: number } }

/** A document on its way. `errors` is what the court found; the screen looks for itself, offline too. */
export interface DraftRow extends Row, Omit<Schemas['DraftRow'], 'id'> { fields: Fields }
export interface TemplateRow extends Row, Omit<Schemas['TemplateRow'], 'id'> {}
