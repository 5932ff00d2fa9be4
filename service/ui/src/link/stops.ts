import type { ChairView, CommandAnswer } from "../api.gen";
import { clock } from "../words/format";
import { mayReact, moves } from "../words/status";
import type { Confirm } from "./acts";
import { inSession, send } from "./commands";

/**
 * Everything that stops a pump: one tap, no question, also on old numbers and without a name. All
 * screens share one key for each chair, so the same outcome stands wherever it is looked for.
 */

export const stopKey = (chair: string): string => `${chair}:stop`;

/** What the pump says about its stop; null while it has not said it. */
export const stopped: Confirm = (chair, act) => {
  const session = chair.session;
  if (session && session.version < act.version) return null;
  const said = session?.stop?.confirmed_at ?? null;
  if (said) return `Pump confirmed stopped ${clock(said, true)}`;
  const heard = chair.pump.heard_at;
  const quiet = !chair.pump.stopping && !moves(chair) && chair.pump.delivery !== null;
  if (!session?.stop && quiet && heard && Date.parse(heard) > act.at) return `Pump says stopped ${clock(heard, true)}`;
  return null;
};

function stop(chair: ChairView, path: string, body: object): Promise<CommandAnswer | null> {
  return send(stopKey(chair.chair), path, body, { chair, stops: true, confirm: stopped });
}

function stopSession(chair: ChairView, verb: string, body: object): Promise<CommandAnswer | null> {
  return chair.session ? stop(chair, inSession(chair.session.id, verb), body) : Promise.resolve(null);
}

export const tapPause = (chair: ChairView) => stopSession(chair, "pause", {});

export const tapDiscontinue = (chair: ChairView, reason: string) => stopSession(chair, "discontinue", { reason });

/** What the large key of a chair does: REACTION, or STOP for a pump that runs without an infusion of ours. */
export function stopVerb(chair: ChairView): "reaction" | "stop" | null {
  if (mayReact(chair.session)) return "reaction";
  return moves(chair) ? "stop" : null;
}

export function tapStop(chair: ChairView | null): void {
  if (!chair) return;
  const verb = stopVerb(chair);
  if (verb === "reaction") void stopSession(chair, "reaction", {});
  else if (verb === "stop") void stop(chair, `/pumps/${encodeURIComponent(chair.pump.id)}/stop`, {});
}
