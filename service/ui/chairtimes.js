/** @import {Chair} from "./types.js" */
import { minuteOf } from "./status.js";

/**
 * Where "now" stands on a chair's staircase, and how far the pump has been heard.
 * @param {Chair} chair @param {number} now server time
 * @returns {[number, number]}
 */
export function stairsOf(chair, now) {
  const session = chair.session;
  if (!session) return [0, 0];
  const heard = chair.pump.heard_at ? Date.parse(chair.pump.heard_at) : 0;
  return [minuteOf(session, now), minuteOf(session, heard)];
}
