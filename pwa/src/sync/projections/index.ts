import { Projections } from '../registry'
import { CAPTURE } from './capture'
import { CONTROLS } from './controls'
import { DESK } from './desk'
import { FIELDWORK } from './fieldwork'
import { QUERIES } from './queries'

/** How each act changes local rows before the server answers. Features add theirs with `registerProjection`. */
export const projections = new Projections({ ...CAPTURE, ...FIELDWORK, ...DESK, ...CONTROLS, ...QUERIES })
