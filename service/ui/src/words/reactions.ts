import type { DoseUnit, DrugRoute, OfReactionView, Outcome, ReportedReactionView, Symptom } from "../api.gen";
import { clock, dayAndClock } from "./format";

/** A reaction in the words of the ward. Pure. Every word of the service has one here, or it does not build. */

export const SYMPTOMS: Record<Symptom, string> = {
  dyspnoea: "Short of breath (dyspnoea)",
  cough: "Cough",
  bronchospasm: "Wheezing (bronchospasm)",
  hypoxia: "Low oxygen (hypoxia)",
  "nasal-congestion": "Blocked nose",
  flushing: "Flushing",
  rash: "Rash",
  urticaria: "Hives (urticaria)",
  pruritus: "Itching (pruritus)",
  angioedema: "Swelling (angioedema)",
  chills: "Chills, shivering",
  fever: "Fever",
  nausea: "Nausea",
  hypotension: "Low pressure (hypotension)",
  hypertension: "High pressure (hypertension)",
};

export const OUTCOMES: Record<Outcome, string> = {
  resolved: "Resolved",
  resolving: "Resolving",
  "not-resolved": "Not resolved",
  transferred: "Transferred",
};

const UNITS: Record<DoseUnit, string> = {
  mg: "mg",
  microgram: "microgram",
  g: "g",
  mL: "mL",
  units: "units",
  "L/min": "L/min",
};

const ROUTES: Record<DrugRoute, string> = {
  intravenous: "intravenous",
  intramuscular: "intramuscular",
  subcutaneous: "subcutaneous",
  inhaled: "inhaled",
  oral: "oral",
};

const options = (words: Record<string, string>) => Object.entries(words).map(([id, text]) => ({ id, text }));
export const SYMPTOM_OPTIONS = options(SYMPTOMS);
export const OUTCOME_OPTIONS = options(OUTCOMES);
export const UNIT_OPTIONS = options(UNITS);
export const ROUTE_OPTIONS = options(ROUTES);

export type About = OfReactionView["about"];

/** How an entry is headed. */
export const HEADS: Record<About, string> = {
  "vital-signs": "Vital signs",
  grade: "Grade",
  symptoms: "Symptoms",
  drug: "Given",
  call: "Called",
  outcome: "Outcome",
};

/** What follows a grade about a stay in hospital; empty where nobody has said. */
export const stayWords = (hospitalised: boolean | null): string =>
  hospitalised === null ? "" : hospitalised ? ", hospital stay needed" : ", no hospital stay needed";

/** What came late or for an earlier time, and what corrects what. */
export function marksOf(entry: OfReactionView): string {
  const marks = [
    entry.back_dated ? `back-dated, entered ${dayAndClock(entry.at)}` : "",
    entry.late ? "late entry" : "",
    entry.amends === null ? "" : `corrects entry ${entry.amends}`,
    entry.corrected_by.length ? `corrected by entry ${entry.corrected_by.join(", ")}` : "",
  ];
  return marks.filter(Boolean).join("; ");
}

/** The last entry about something that nothing has corrected, in a line; empty while there is none. */
export function lastOf(reaction: ReportedReactionView, about: About): string {
  const entry = reaction.entries.filter((each) => each.about === about && !each.corrected_by.length).at(-1);
  return entry ? `${clock(entry.happened_at)} ${entry.text}` : "";
}

const MINUTE = 60_000;
const AGO = [5, 10, 15, 20, 30, 45, 60];

/** Times that an entry may be for: never before its reaction, never ahead. */
export function earlierTimes(reaction: ReportedReactionView, now: number): { id: string; text: string }[] {
  const began = Date.parse(reaction.at);
  const ago = AGO.filter((each) => now - each * MINUTE > began).map((each) => ({
    id: new Date(now - each * MINUTE).toISOString(),
    text: `${each} min ago`,
  }));
  return [...ago, { id: reaction.at, text: `with the reaction, ${clock(reaction.at)}` }];
}
