import type { AlarmView, ChairView, SessionView, WardView } from "../src/api.gen";

/** A chair whose pump stands still, with an infusion of three steps. */

export const session = (more: Partial<SessionView> = {}): SessionView => ({
  id: "s-1",
  version: 7,
  phase: "infusing",
  closed: false,
  patient: "P-1",
  drug: "isatuximab",
  protocol: "isatuximab",
  label: "label",
  infusion_no: 1,
  bag: "B-1",
  chair: "chair-1",
  pump: "pump-1",
  opened_at: "2026-11-27T09:00:00.000Z",
  started_at: "2026-11-27T10:00:00.000Z",
  speed: 1,
  reported_rate_ml_h: "50",
  wanted: { kind: "running", rate_ml_h: "50" },
  infused_ml: "25",
  volume_ml: "250",
  left_ml: "225",
  step: null,
  stop: null,
  reaction: null,
  reactions: [],
  open_items: [],
  taken_over: null,
  resume_rate_ml_h: null,
  second_check: null,
  second_check_asked: true,
  postmedication: [],
  vital_signs: { asked: true, taken_at: null, by: null, signs: null, warnings: [], due_at: null },
  profile: "first",
  profile_reason: null,
  hold: null,
  held_from: null,
  pause: null,
  premedication: [],
  ready: {
    order: null, dose: null, labs: null, blood_group: null, blood_group_needed: false, temperature: null, bag: null,
    overrides: [],
  },
  start_gates: [],
  resume_gates: [],
  alarms: [],
  planned: [
    { from_min: 0, to_min: 60, rate_ml_h: "25", label_rate: null },
    { from_min: 60, to_min: 120, rate_ml_h: "50", label_rate: null },
    { from_min: 120, to_min: 180, rate_ml_h: "150", label_rate: null },
  ],
  delivered: [],
  tail: [],
  total_min: 180,
  ended_at: null,
  observe_until: null,
  recorded: true,
  ...more,
});

export const chair = (more: Partial<ChairView> = {}): ChairView => ({
  chair: "chair-1",
  pump: {
    id: "pump-1", model: "M", firmware: "1", port: "p", capability: "control", bench_only: false,
    heard_at: "2026-11-27T10:30:00.000Z", delivery: "running", rate_ml_h: "50", counter_ml: "25", alarms: [],
    trouble: null, stopping: false, stop_sent_at: null,
  },
  session: session(),
  ...more,
});

export const alarm = (more: Partial<AlarmView> = {}): AlarmView => ({
  id: "held", priority: "medium", sentence: "Held.", response: "Look.", since: "2026-11-27T10:30:00.000Z",
  short: "Held.", state: "active", sounds: true, all_stations: false, audio_paused_until: null, audio_paused_s: null,
  acknowledged_by: null, acknowledged_at: null, ...more,
});

export const ward = (chairs: ChairView[]): WardView => ({
  boot: "b", seq: 1, now: "2026-11-27T10:30:00.000Z", name: "Ward", mode: "simulation", speed: 1, zone: "UTC",
  people_are: "trusted", people: [], tablets: [], protocols: [], rescue_drugs: [], chairs, disclaimer: "", record: { state: "saved", reason: null },
  waiting: [], alarms: [], stations: [], proposal: null,
});
