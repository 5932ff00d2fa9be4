/** @import {Chair} from "./types.js" */
/** @import {App} from "./app.js" */
/** @import {Act} from "./commands.js" */
import { clock } from "./format.js";
import { moves } from "./status.js";

/**
 * Everything that stops a pump: one tap, no question, also on old numbers and without a name.
 * Card and panel share one key for each chair, so the same outcome stands in both places.
 */

/** @param {Chair} chair */
export const stopKey = (chair) => `${chair.chair}:stop`;

/** What the pump says about its stop; null while it has not said it. @type {Act["confirm"]} */
function stopped(chair, act) {
  const session = chair.session;
  if (session && session.version < act.version) return null;
  const said = session?.stop?.confirmed_at ?? null;
  if (said) return `Pump confirmed stopped ${clock(said, true)}`;
  const heard = chair.pump.heard_at;
  const quiet = !chair.pump.stopping && !moves(chair) && chair.pump.delivery !== null;
  if (!session?.stop && quiet && heard && Date.parse(heard) > act.at) {
    return `Pump says stopped ${clock(heard, true)}`;
  }
  return null;
}

/** @param {App} app @param {Chair} chair @param {string} verb @param {object} body */
function stop(app, chair, verb, body) {
  if (!chair.session) return Promise.resolve(null);
  const path = `/sessions/${encodeURIComponent(chair.session.id)}/${verb}`;
  return app.commands.send(stopKey(chair), path, body, { chair, stops: true, confirm: stopped });
}

/** @param {App} app @param {Chair} chair */
export const tapReaction = (app, chair) => stop(app, chair, "reaction", {});

/** @param {App} app @param {Chair} chair */
export const tapPause = (app, chair) => stop(app, chair, "pause", {});

/** @param {App} app @param {Chair} chair @param {string} reason */
export const tapDiscontinue = (app, chair, reason) => stop(app, chair, "discontinue", { reason });

/** STOP for a pump that runs without an infusion of ours. @param {App} app @param {Chair} chair */
export const tapStopPump = (app, chair) =>
  app.commands.send(stopKey(chair), `/pumps/${encodeURIComponent(chair.pump.id)}/stop`, {}, {
    chair,
    stops: true,
    confirm: stopped,
  });
