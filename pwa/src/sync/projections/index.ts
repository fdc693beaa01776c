import { Projections } from '../registry'
import { APPROVALS } from './approvals'
import { CAPTURE } from './capture'
import { CONTROLS } from './controls'
import { DESK } from './desk'
import { DOCUMENTS } from './documents'
import { FIELDWORK } from './fieldwork'
import { QUERIES } from './queries'

/** How each act changes local rows before the server answers. Features add theirs with `registerProjection`. */
export const projections = new Projections({ ...CAPTURE, ...FIELDWORK, ...DOCUMENTS, ...DESK, ...APPROVALS, ...CONTROLS, ...QUERIES })
