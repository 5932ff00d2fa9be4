/**
 * The screens that nobody needs at a chair, in a file of their own: what stops, starts and shows a
 * chair is on the tablet before any of this.
 */

export { BoardScreen } from "./board/boardscreen";
export { HandoverScreen } from "./log/handover";
export { RecordsScreen } from "./log/recordsscreen";
export { AuditScreen } from "./more/auditscreen";
export { PeopleScreen } from "./more/peoplescreen";
export { SettingsScreen } from "./more/settingsscreen";
export { TabletsScreen } from "./more/tabletsscreen";
export { TabletScreen } from "./tabletscreen";
