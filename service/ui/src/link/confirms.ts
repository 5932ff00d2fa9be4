import { clock, mlPerHour } from "../words/format";
import type { Confirm } from "./acts";

/** A start or a resume is done when the pump says so, not when it was accepted. */
export const confirmedRate: Confirm = (chair, act) => {
  const session = chair.session;
  if (!session || session.version < act.version) return null;
  const heard = chair.pump.heard_at;
  if (session.wanted?.kind !== "running" || !heard || Date.parse(heard) < act.at) return null;
  if (session.reported_rate_ml_h !== session.wanted.rate_ml_h) return null;
  return `Pump confirmed ${mlPerHour(session.reported_rate_ml_h)} at ${clock(heard, true)}`;
};
