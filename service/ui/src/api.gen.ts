// Written by `python -P -m service.api.typescript`: change the service's schemas.

/** What became of what was accepted; what is done is on the disk. */
export interface AcceptAnswer {
  proposal: string;
  outcomes: OutcomeView[];
  visits: BookedVisitView[];
  recorded?: boolean;
}

/** Take a proposal, whole or in part. */
export interface AcceptBody {
  version: number;
  visits?: string[] | null;
}

/** Which alarm a person has taken in hand. */
export interface AcknowledgementBody {
  alarm: "stop-not-confirmed" | "press-stop" | "over-the-limit" | "raised-at-pump" | "running-while-stopped" | "pump-silent-long" | "pump-silent" | "pump-alarm" | "pump-reset" | "held" | "volume-mismatch" | "offer-not-wanted" | "confirm-at-pump" | "attestation-due" | "paused-for-attestation" | "paused-long" | "flush-due" | "record-damaged" | "record-not-saved" | "alarms-faulty" | "no-station-hears" | "station-lost";
}

/** Who did what, when, and at which tablet. */
export interface ActView {
  at: string;
  person: string;
  role: string | null;
  tablet: string;
  what: string;
  about: string;
  record: "infusion" | "book" | "people";
  tap: string | null;
  sentence: string | null;
}

/** The gate for which a second person agrees. */
export interface AgreementBody {
  gate: "order-missing" | "order-not-active" | "order-not-signed" | "order-already-given" | "order-other-protocol" | "order-other-version" | "order-other-route" | "order-other-volume" | "order-other-dose" | "order-other-profile" | "profile-not-ordered" | "protocol-not-signed" | "product-unknown" | "dose-not-by-weight" | "weight-too-old" | "neutrophils-missing" | "neutrophils-too-old" | "neutrophils-low" | "temperature-missing" | "febrile" | "blood-group-missing" | "infusion-number" | "drug-stopped" | "drug-already-open" | "bag-missing" | "bag-other" | "bag-still-cold" | "bag-cold-too-long" | "bag-warm-too-long" | "premedication-missing" | "premedication-too-young" | "premedication-too-old" | "premedication-not-intravenous" | "not-associated" | "pump-counter-full" | "pump-silent" | "pump-alarm" | "pump-moving" | "pump-ran-since-check" | "second-check-missing" | "second-check-other-rate" | "second-check-same-person";
}

/** What was done about the ward's own alarms is kept in memory and in the log. */
export interface AlarmAnswer {
  alarms: AlarmView[];
  stations: StationView[];
}

/** Every alarm condition. A value is stored in the journal: never renamed, never removed. */
export type AlarmId = "stop-not-confirmed" | "press-stop" | "over-the-limit" | "raised-at-pump" | "running-while-stopped" | "pump-silent-long" | "pump-silent" | "pump-alarm" | "pump-reset" | "held" | "volume-mismatch" | "offer-not-wanted" | "confirm-at-pump" | "attestation-due" | "paused-for-attestation" | "paused-long" | "flush-due" | "record-damaged" | "record-not-saved" | "alarms-faulty" | "no-station-hears" | "station-lost";

/** One alarm: its condition holds, or it waits for a person. Highest priority first. */
export interface AlarmView {
  id: string;
  priority: "high" | "medium" | "low";
  sentence: string;
  short: string;
  response: string;
  since: string | null;
  state: "active" | "audio-paused" | "acknowledged" | "resolved";
  sounds: boolean;
  all_stations: boolean;
  audio_paused_until: string | null;
  audio_paused_s: number | null;
  acknowledged_by: string | null;
  acknowledged_at: string | null;
}

/** What is wrong with an entry of the record, which stays. */
export interface AmendmentBody {
  entry: number;
  text: string;
}

/** What would become of the day? */
export interface AskBody {
  missing?: MissingBody[] | null;
  broken?: BrokenBody[] | null;
  basis?: "expected" | "late";
}

/** Scanned, all four. */
export interface AssociationBody {
  patient: string;
  bag: string;
  chair: string;
  pump: string;
}

/** The nurse's word that the step in force needs before the next one. */
export interface AttestView {
  needed: boolean;
  second_needed: boolean;
  open: boolean;
  opens_in_min: number | null;
  given_by: string | null;
  given_at: string | null;
  gates: ReasonView[];
  late_min: number | null;
}

/** No reaction, vital signs taken, for exactly this step. */
export interface AttestationBody {
  step: number;
  no_reaction: true;
  vitals_taken: true;
}

/** What was done in 24 hours or on one day of the ward, newest first. */
export interface AuditView {
  since: string;
  until: string;
  acts: ActView[];
  cut: boolean;
}

/** The bag's number, the product's batch, and the two clocks. */
export interface BagBody {
  bag: string;
  batch: string;
  prepared_at: string;
  out_of_fridge_at: string | null;
}

/** The bag that was entered, and until when it may run. */
export interface BagView {
  bag: string;
  batch: string;
  prepared_at: string;
  out_of_fridge_at: string | null;
  warm_until: string | null;
  needs_min: number;
}

/** Blood group and antibody screen are known. */
export interface BloodGroupBody {
  group: "O neg" | "O pos" | "A neg" | "A pos" | "B neg" | "B pos" | "AB neg" | "AB pos";
  antibodies: "negative" | "positive";
  taken_at: string;
}

/** Blood group and antibody screen. */
export interface BloodGroupView {
  group: string;
  antibodies: string;
  taken_at: string;
}

/** One chair of the board. */
export interface BoardChairView {
  id: string;
  place: PlaceClass;
  blocked: string | null;
  visits: BoundView[];
}

/** One day: chairs and time, what is not bound yet, and how much is left. */
export interface BoardView {
  on: string;
  zone: string;
  closed: string | null;
  before: string | null;
  after: string | null;
  opens: string | null;
  closes: string | null;
  first: string | null;
  slot_min: number;
  chairs: BoardChairView[];
  visits: BookedVisitView[];
  unbound: string[];
  conflicts: string[];
  loads: LoadView[];
  proposal: ProposalMark | null;
}

/** One line of the journal of changes. */
export interface BookChangeView {
  seq: number;
  at: string;
  by: string;
  tablet: string;
  tap: string;
  what: string;
  about: string;
  before: Record<string, string | number | boolean | null> | null;
  after: Record<string, string | number | boolean | null>;
}

/** Lines of the journal of changes, oldest first. */
export interface BookChangesView {
  changes: BookChangeView[];
  next: number | null;
}

/** What can be booked here, and for when. */
export interface BookView {
  zone: string;
  today: string;
  last: string;
  hold_min: number;
  kinds: KindView[];
  places: PlaceClass[];
}

/** One visit of the book. */
export interface BookedVisitView {
  id: string;
  patient: string;
  what: string;
  infusion_no: number | null;
  place: PlaceClass;
  status: Status;
  version: number;
  on: string;
  seat: string;
  local: string;
  end: string;
  zone: string;
  minutes: number;
  wait_min: number;
  phases: PhasesView;
  bag_at: string | null;
  held_until: string | null;
  reason: string | null;
  expected: string | null;
  chair: string | null;
  seated: string | null;
  left: string | null;
  series: string | null;
}

/** Somebody has said yes to a place that is held. */
export interface BookingBody {
  hold: string;
}

/** A visit on a chair. */
export interface BoundView {
  visit: string;
  start: string;
  end: string;
}

/** A chair that cannot be used from a time on. */
export interface BrokenBody {
  chair: string;
  start: string;
  end?: string | null;
}

/** Who was called to the patient, or told. */
export interface CallBody {
  reaction: number;
  happened_at?: string | null;
  amends?: number | null;
  whom: string;
}

/** It is not going to be. */
export interface CancelBody {
  reason: string;
  version?: number | null;
}

/** Why a day was looked at. */
export interface CauseView {
  kind: string;
  about: string;
  sentence: string;
}

/** A chair, its pump and the open session that uses it. */
export interface ChairView {
  chair: string;
  pump: PumpView;
  session: SessionView | null;
}

/** What became of a change, and on the disk when this was answered. */
export interface ChangeAnswer {
  visits: BookedVisitView[];
  series?: string | null;
  about?: string | null;
  recorded?: boolean;
}

/** The patient is here, and this is the order. */
export interface CheckInBody {
  patient: string;
  protocol: string;
  infusion_no: number;
  order: OrderBody;
}

/** A code that enrols one tablet, once. */
export interface CodeAnswer {
  tablet: string;
  code: string;
  link: string;
  qr: QrView;
  until: string;
}

/** What became of a command. */
export interface CommandAnswer {
  session: string | null;
  version: number;
  events: string[];
  recorded: boolean;
}

/** One term of what a proposal costs. */
export interface CostView {
  kind: string;
  amount: number;
  cost: number;
  sentence: string;
}

/** Less of something than the ward's file has: somebody is ill, something is broken. */
export interface CutBody {
  pool: "chair" | "bed" | "isolation" | "nurse" | "pump" | "isolator";
  start: string;
  end: string;
  count: number;
  reason: string;
  chair?: string | null;
}

/** A day without a place, and what is short on it first. */
export interface DayShortView {
  on: string;
  of: ShortOf;
  sentence: string;
}

/** A prescriber's order about one item of premedication. */
export interface DecisionBody {
  item: string;
  decision: "give-again" | "go-on" | "omit" | "keep";
  prescriber: string;
}

/** What has changed: whole chairs, and the rest of the ward where it was touched. */
export interface DeltaView {
  boot: string;
  seq: number;
  now: string;
  chairs: ChairView[];
  ward: WardPart | null;
  names?: NamesPart | null;
  book?: boolean;
}

/** The unit of a dose, written out where its sign is misread. */
export type DoseUnit = "microgram" | "mg" | "g" | "mL" | "units" | "L/min";

/** What the weight comes to, for comparison: the order says what is given. */
export interface DoseView {
  dose_mg: string;
  concentrate_ml: string;
  withdraw_ml: string;
  vials: string[];
  label: string[];
}

/** How a drug was given for a reaction. */
export type DrugRoute = "intravenous" | "intramuscular" | "subcutaneous" | "inhaled" | "oral";

/** One visit of a series, with the days that are right for it. */
export interface DueBody {
  visit: VisitBody;
  due: string;
  early_days?: number;
  late_days?: number;
  gap_days?: number;
}

/** What can be due. */
export type DueKind = "hold-over" | "premedication-due" | "premedication-late" | "late" | "no-show" | "window-opens" | "window-closes" | "offer-over" | "horizon" | "tomorrow";

/** One thing that is due, now or later. */
export interface DueView {
  kind: DueKind;
  subject: string;
  sentence: string;
  due: string;
  local: string;
  told: boolean;
}

/** What will be due, as the rows are now; the first one first. */
export interface DuesView {
  due: DueView[];
}

/** The tablet belongs to the ward; its secret is in a cookie. */
export interface EnrolledView {
  tablet: TabletView;
}

/** The code that `chairside enrol` has printed. */
export interface EnrolmentBody {
  code: string;
}

/** One event of the record. */
export interface EntryView {
  version: number;
  at: string;
  ward_ms: number;
  kind: string;
  by: PersonView | null;
  tablet: string | null;
  tap: string | null;
  fields: Record<string, JsonValue>;
  sentence: string;
  corrected_by: number[];
}

/** One fault of the input. */
export interface ErrorView {
  field: string;
  reason: string;
}

/** A calendar that has just been made. */
export interface FeedAnswer {
  id: string;
  name: string;
  place: string | null;
  made: string;
  address: string | null;
}

/** Make a calendar behind a secret address. */
export interface FeedBody {
  name: string;
  place?: "chair" | "bed" | "isolation" | null;
}

/** A calendar that is read by a secret address. */
export interface FeedView {
  id: string;
  name: string;
  place: string | null;
  made: string;
}

/** The calendars that can be read. */
export interface FeedsView {
  feeds: FeedView[];
}

/** The line was flushed by hand. */
export interface FlushBody {
  volume_ml: string;
}

/** A person's grade for the reaction. */
export interface GradeBody {
  grade: number;
  hospitalised?: boolean | null;
}

/** A PIN's word for one command. */
export interface GrantView {
  grant: string;
  person: PersonView;
  until: string;
}

/** Exactly what the tablet showed: the record's last entry, and what was open. */
export interface HandOverBody {
  version: number;
  open_items: string[];
}

/** A tablet is there, and says whether its sound is on. */
export interface HeartbeatBody {
  sounds: boolean;
}

/** The ward is there. */
export interface HeartbeatView {
  boot: string;
  seq: number;
  now: string;
}

/** Keep a place for somebody who is being asked. */
export interface HoldBody {
  patient: string;
  visit: VisitBody;
  seat: string;
}

export type JsonValue = unknown;

/** A kind of visit that can be booked here. */
export interface KindView {
  id: string;
  name: string;
  numbered: boolean;
  by_order: boolean;
}

/** Absolute neutrophil count, never a grade. */
export interface LabsBody {
  neutrophils_10e9_l: string;
  taken_at: string;
  amends?: number | null;
}

/** A neutrophil count. */
export interface LabsView {
  neutrophils_10e9_l: string;
  taken_at: string;
  entry: number;
}

/** The patient comes later. The promise is not moved. */
export interface LateBody {
  expected: string;
}

/** The process turns. */
export interface LiveView {
  status: "live";
}

/** What there is of a pool and what is taken, slot by slot. Nurses in twelfths. */
export interface LoadView {
  pool: string;
  capacity: number[];
  used: number[];
}

/** What was done is written down. */
export interface MemberAnswer {
  person: string;
}

/** Somebody who may sign in, or could once. */
export interface MemberView {
  id: string;
  name: string;
  roles: string[];
  disabled: boolean;
  locked_until: string | null;
  signed_in: SignedInAtView[];
}

/** Everybody of the ward, by name; who is disabled comes last. */
export interface MembersView {
  people: MemberView[];
}

/** So much less of something than the book has, from a time on. */
export interface MissingBody {
  pool?: "chair" | "bed" | "isolation" | "nurse" | "pump" | "isolator";
  count?: number;
  start: string;
  end?: string | null;
}

/** To another time, at somebody's wish. */
export interface MoveBody {
  seat: string;
  reason: string;
  version?: number | null;
}

/** Who and what the ward has, by name. */
export interface NamesPart {
  people: PersonView[];
  tablets: TabletView[];
}

/** What the drug does to other people's tests, for the record. */
export interface NoteView {
  id: string;
  text: string;
  until_months: number | null;
  source: string;
}

/** The command says it all. */
export interface Nothing {
}

/** One thing that was due and has been told. */
export interface NoticeView {
  id: string;
  kind: DueKind;
  subject: string;
  sentence: string;
  due: string;
  local: string;
  told: string;
  stands: boolean;
  acknowledged_by: string | null;
  acknowledged_at: string | null;
}

/** Notices, the oldest due one first. */
export interface NoticesView {
  notices: NoticeView[];
  next: string | null;
}

/** One entry about a reaction, or one of the vital signs and grades while it lasted. */
export interface OfReactionView {
  entry: number;
  about: "vital-signs" | "grade" | "symptoms" | "drug" | "call" | "outcome";
  text: string;
  happened_at: string;
  at: string;
  by: string;
  back_dated: boolean;
  late: boolean;
  amends: number | null;
  corrected_by: number[];
}

/** One place for a visit. */
export interface OfferView {
  on: string;
  seat: string;
  local: string;
  end: string;
  minutes: number;
  wait_min: number;
  bag_at: string | null;
  why: WhyView[];
}

/** Which places are there for one visit? */
export interface OffersBody {
  visit: VisitBody;
  first: string;
  last: string;
  due?: string | null;
  patient?: string | null;
  around?: string;
  earliest?: string | null;
  latest?: string | null;
  most?: number;
  zone?: string | null;
}

/** Places for one visit, best first. Nothing is held by being offered. */
export interface OffersView {
  zone: string;
  offers: OfferView[];
}

/** A code that has been made and not used. The code itself is nowhere. */
export interface OpenCodeView {
  id: string;
  name: string;
  until: string;
}

/** A prescriber's order, as it was written. */
export interface OrderBody {
  id: string;
  protocol: string;
  protocol_version: string;
  route: "intravenous" | "subcutaneous";
  dose_mg: string;
  bag_volume_ml: string;
  weight_kg: string;
  weighed_at: string;
  age_years: number;
  prescriber: string;
  signed_at: string | null;
  active: boolean;
  profile?: string | null;
}

/** The order that counts now. */
export interface OrderView {
  id: string;
  protocol: string;
  protocol_version: string;
  route: string;
  dose_mg: string;
  bag_volume_ml: string;
  weight_kg: string;
  weighed_at: string;
  age_years: number;
  prescriber: string;
  signed_at: string | null;
  active: boolean;
}

/** How a reaction came out, as far as it is known. */
export type Outcome = "resolved" | "resolving" | "not-resolved" | "transferred";

/** How the reaction came out, as far as it is known. */
export interface OutcomeBody {
  reaction: number;
  happened_at?: string | null;
  amends?: number | null;
  outcome: "resolved" | "resolving" | "not-resolved" | "transferred";
  words?: string | null;
}

/** What became of one visit. */
export interface OutcomeView {
  visit: string;
  done: boolean;
  problem: ProblemView | null;
}

/** Why a closed gate should be opened; a second person has to agree. */
export interface OverrideBody {
  gate: "order-missing" | "order-not-active" | "order-not-signed" | "order-already-given" | "order-other-protocol" | "order-other-version" | "order-other-route" | "order-other-volume" | "order-other-dose" | "order-other-profile" | "profile-not-ordered" | "protocol-not-signed" | "product-unknown" | "dose-not-by-weight" | "weight-too-old" | "neutrophils-missing" | "neutrophils-too-old" | "neutrophils-low" | "temperature-missing" | "febrile" | "blood-group-missing" | "infusion-number" | "drug-stopped" | "drug-already-open" | "bag-missing" | "bag-other" | "bag-still-cold" | "bag-cold-too-long" | "bag-warm-too-long" | "premedication-missing" | "premedication-too-young" | "premedication-too-old" | "premedication-not-intravenous" | "not-associated" | "pump-counter-full" | "pump-silent" | "pump-alarm" | "pump-moving" | "pump-ran-since-check" | "second-check-missing" | "second-check-other-rate" | "second-check-same-person";
  reason: string;
}

/** A gate that somebody wants opened, or that two persons have opened. */
export interface OverrideView {
  gate: string;
  reason: string;
  asked_by: string;
  given_by: string | null;
  open: boolean;
}

/** Somebody who shall be able to sign in. */
export interface PersonBody {
  id: string;
  name: string;
  roles: ("viewer" | "nurse" | "charge" | "prescriber" | "pharmacist" | "biomed" | "admin")[];
  badge: string;
}

/** Who did something. `unidentified` where a stop came from somebody unknown. */
export interface PersonView {
  id: string;
  name: string;
  role: string;
}

/** The phases of a visit in minutes, in their order; 0: does not happen. */
export interface PhasesView {
  arrive: number;
  wait: number;
  hang: number;
  infuse: number;
  flush: number;
  observe: number;
  disconnect: number;
  clean: number;
}

/** Somebody has a new PIN. */
export interface PinAnswer {
  person: string;
  pin: string;
}

/** What a patient sits or lies on. Classes are pools of their own: a visit keeps its place. */
export type PlaceClass = "chair" | "bed" | "isolation";

/** What a planner of the night proposes. Nothing is moved by it. */
export interface PlanView {
  id: string;
  kind: string;
  on: string;
  status: string;
  asked: string;
  made: string | null;
  why: string | null;
  terms: Record<string, unknown>;
  moves: ClockMoveView[];
}

/** Plans, newest first, without their moves. */
export interface PlansView {
  plans: PlanView[];
}

/** From `at_min` on the pump reported this rate; "0" is a stop. */
export interface PointView {
  at_min: number;
  rate_ml_h: string;
}

/** One drug due after the infusion. Shown, never acted on. */
export interface PostmedicationView {
  name: string;
  dose: string;
  routes: string[];
  when: string;
}

/** One item was given; without a time: now. */
export interface PremedicationBody {
  item: string;
  route: string;
  dose_mg: string;
  given_at?: string | null;
  amends?: number | null;
}

/** One item of the protocol, and when it was given. */
export interface PremedicationView {
  item: string;
  name: string;
  dose: string;
  routes: string[];
  required: boolean;
  least_mg: string | null;
  most_mg: string | null;
  given_at: string | null;
  route: string | null;
  dose_mg: string | null;
  entry: number | null;
  question: boolean;
  decision: "give-again" | "go-on" | "omit" | "keep" | null;
  decided_by: string | null;
  open_from: string | null;
  open_until: string | null;
}

/** RFC 9457 problem details, sent as application/problem+json. */
export interface ProblemView {
  type: string;
  title: string;
  status: number;
  detail: string;
  reasons?: ReasonView[] | null;
  errors?: ErrorView[] | null;
  nearest?: string | null;
  due?: string | null;
  alternatives?: OfferView[] | null;
  short?: DayShortView[] | null;
}

/** A range of infusion numbers with one staircase. */
export interface ProfileView {
  id: string;
  from: number;
  to: number | null;
}

/** The newest proposal of a day, if there is one. */
export interface ProposalAnswer {
  proposal: ProposalView | null;
}

/** That there is a proposal. */
export interface ProposalMark {
  id: string;
  on: string;
  version: number;
  made: string;
  why: string[];
  moves: number;
  told: number;
  unplaced: number;
}

/** What a day could become. Nothing of it is so before somebody accepts it. */
export interface ProposalView {
  id: string;
  on: string;
  version: number;
  made: string;
  why: CauseView[];
  open: boolean;
  engine: string;
  solver: string;
  basis: string;
  told: number;
  cost: number;
  terms: CostView[];
  right_shift_cost: number;
  right_shift_told: number;
  moves: RepairMoveView[];
  unplaced: string[];
  stays: StayView[];
  swaps: SwapView[];
  shortages: ShortView[];
  bags: RepairBagView[];
}

/** Which text of a protocol is in use. */
export interface ProtocolVersionView {
  id: string;
  drug: string;
  version: string;
  label: string;
  status: string;
  signed_by: string | null;
  sha256: string;
}

/** A protocol that may be infused here. */
export interface ProtocolView {
  id: string;
  drug: string;
  version: string;
  label: string;
  bag_volume_ml: string | null;
  dose_mg: string | null;
  dose_per_kg_mg: string | null;
  profiles: ProfileView[];
}

/** The pump of a chair, as it said last. */
export interface PumpView {
  id: string;
  model: string | null;
  firmware: string | null;
  port: string;
  capability: "control" | "proposes" | "monitor";
  bench_only: boolean;
  heard_at: string | null;
  delivery: "stopped" | "paused" | "running" | "kvo" | "other" | null;
  rate_ml_h: string | null;
  counter_ml: string | null;
  alarms: string[];
  trouble: string | null;
  stopping: boolean;
  stop_sent_at: string | null;
}

/** A QR code: dark squares as one path of SVG, on a light ground. */
export interface QrView {
  size: number;
  path: string;
}

/** The reaction for which the infusion is interrupted. */
export interface ReactionView {
  at: string;
  grade: number | null;
  hospitalised: boolean | null;
  action: "continue" | "resume" | "discontinue" | null;
}

/** Everything that the gates look at, beside premedication, pump and second check. */
export interface ReadyOfSession {
  order: OrderView | null;
  dose: DoseView | null;
  labs: LabsView | null;
  blood_group: BloodGroupView | null;
  blood_group_needed: boolean;
  temperature: TemperatureView | null;
  bag: BagView | null;
  overrides: OverrideView[];
}

/** The ward can record and therefore act. Says nothing about single pumps. */
export interface ReadyView {
  status: "ready";
}

/** One reason for which something cannot be done now. */
export interface ReasonView {
  id: string;
  sentence: string;
  override?: "nobody" | "two-persons" | "prescriber" | "prescriber-order" | null;
}

/** Everything that happened in a session, first to last. */
export interface RecordOfSession {
  session: string;
  patient: string;
  protocol: string;
  label: string;
  recorded: boolean;
  speed: number;
  entries: EntryView[];
  notes: NoteView[];
  planned: SegmentView[];
  delivered: PointView[];
}

/** How the record does. */
export interface RecordView {
  state: "saved" | "waiting" | "not-saved" | "damaged";
  reason: string | null;
}

/** Every reason for which core refuses a command. */
export type RefusalId = "already-checked-in" | "no-profile" | "wrong-phase" | "unknown-premedication" | "wrong-route" | "in-the-future" | "gates-closed" | "not-associated" | "premedication-missing" | "premedication-too-young" | "premedication-too-old" | "second-check-missing" | "second-check-same-person" | "second-check-other-rate" | "pump-silent" | "pump-moving" | "pump-ran-since-check" | "pump-alarm" | "pump-not-controlled" | "pump-counter-full" | "pump-counter-too-small" | "pump-cannot-deliver" | "stop-not-confirmed" | "other-step" | "no-step-ahead" | "attested-too-early" | "attestation-needed" | "nothing-to-withdraw" | "not-graded" | "not-improved" | "prescriber-missing" | "resume-not-allowed" | "over-the-limit" | "pump-not-at-chair" | "pump-taken" | "read-only" | "observation-running" | "no-such-alarm" | "vitals-not-possible" | "vitals-missing" | "vitals-too-old" | "not-plausible" | "order-missing" | "order-not-active" | "order-not-signed" | "order-other-protocol" | "order-other-version" | "order-other-route" | "order-other-volume" | "order-already-given" | "protocol-not-signed" | "product-unknown" | "dose-not-by-weight" | "weight-too-old" | "neutrophils-missing" | "neutrophils-too-old" | "neutrophils-low" | "temperature-missing" | "febrile" | "blood-group-missing" | "infusion-number" | "drug-stopped" | "drug-already-open" | "bag-missing" | "bag-other" | "bag-still-cold" | "bag-cold-too-long" | "bag-warm-too-long" | "premedication-not-intravenous" | "premedication-given" | "nothing-to-decide" | "no-override" | "nothing-to-override" | "override-not-asked" | "override-same-person" | "override-needs-prescriber" | "no-such-entry" | "profile-not-allowed" | "profile-not-ordered" | "order-other-profile" | "order-other-dose" | "bag-not-allowed" | "no-such-reaction" | "before-reaction" | "symptoms-missing" | "hand-over-stale";

/** A reaction of the session, first to last, and what was told about it, oldest first. */
export interface ReportedReactionView {
  no: number;
  at: string;
  grade: number | null;
  outcome: "resolved" | "resolving" | "not-resolved" | "transferred" | null;
  over: boolean;
  entries: OfReactionView[];
}

/** A drug that was given for the reaction. */
export interface RescueDrugBody {
  reaction: number;
  happened_at?: string | null;
  amends?: number | null;
  name: string;
  dose: string;
  unit: "microgram" | "mg" | "g" | "mL" | "units" | "L/min";
  route: "intravenous" | "intramuscular" | "subcutaneous" | "inhaled" | "oral";
}

/** Go on. After a reaction: what it improved to, and who ordered it. */
export interface ResumeBody {
  improved_to?: number | null;
  prescriber?: string | null;
}

/** One thing that a person can be here. */
export type Role = "viewer" | "nurse" | "charge" | "prescriber" | "pharmacist" | "biomed" | "admin";

/** What somebody is from now on, instead of what she was. */
export interface RolesBody {
  roles: ("viewer" | "nurse" | "charge" | "prescriber" | "pharmacist" | "biomed" | "admin")[];
}

/** The form of one of the ward's files. */
export interface SchemaView {
  file: string;
  revision: string;
}

/** The patient sits. */
export interface SeatBody {
  chair: string;
}

/** One visit of a series at its place. */
export interface SeatedBody {
  visit: VisitBody;
  seat: string;
}

/** Badge and PIN of a second person, for one command. */
export interface SecondBody {
  badge: string;
  pin: string;
  action: string;
  tap: string;
}

/** The rate as the second person keyed it. */
export interface SecondCheckBody {
  rate_ml_h: string;
}

/** The second person's check that stands. */
export interface SecondCheckView {
  by: string;
  at: string;
  rate_ml_h: string;
}

/** A stretch of constant rate on the session's axis of minutes. */
export interface SegmentView {
  from_min: number;
  to_min: number;
  rate_ml_h: string;
  label_rate: string | null;
}

/** Keep the places of a course, all of them or none. */
export interface SeriesBody {
  patient: string;
  visits: SeatedBody[];
}

/** Which places are there for the visits of a course? */
export interface SeriesOffersBody {
  visits: DueBody[];
  patient?: string | null;
  around?: string;
  earliest?: string | null;
  latest?: string | null;
}

/** Places for a whole course, best first; each has one place for every visit, in order. */
export interface SeriesOffersView {
  zone: string;
  series: OfferView[][];
}

/** Sessions, and where the list goes on. */
export interface SessionList {
  sessions: SessionView[];
  next: string | null;
}

/** One infusion session. Minutes are session minutes since the pump first reported the first rate: ward time, as many times faster as `speed` says. */
export interface SessionView {
  id: string;
  version: number;
  phase: "preparing" | "infusing" | "interrupted" | "paused" | "held" | "flushing" | "observing" | "completed" | "discontinued";
  closed: boolean;
  patient: string;
  drug: string;
  protocol: string;
  label: string;
  infusion_no: number;
  bag: string | null;
  chair: string | null;
  pump: string | null;
  opened_at: string;
  started_at: string | null;
  speed: number;
  reported_rate_ml_h: string | null;
  wanted: WantedView | null;
  infused_ml: string;
  volume_ml: string;
  left_ml: string;
  step: StepView | null;
  stop: StopView | null;
  reaction: ReactionView | null;
  reactions: ReportedReactionView[];
  resume_rate_ml_h: string | null;
  second_check: SecondCheckView | null;
  second_check_asked: boolean;
  postmedication: PostmedicationView[];
  vital_signs: VitalSignsView;
  profile: string;
  profile_reason: string | null;
  hold: string | null;
  held_from: string | null;
  pause: string | null;
  premedication: PremedicationView[];
  ready: ReadyOfSession;
  start_gates: ReasonView[];
  resume_gates: ReasonView[];
  alarms: AlarmView[];
  open_items: string[];
  taken_over: TakenOverView | null;
  planned: SegmentView[];
  delivered: PointView[];
  tail: SegmentView[];
  total_min: number;
  ended_at: string | null;
  observe_until: string | null;
  recorded: boolean;
}

/** One block of values. It stands whole in the ward's own file, or whole in the first values. */
export interface SettingBlockView {
  name: string;
  file: string;
  line: number;
  own: boolean;
  source: string;
  local: boolean;
  settings: SettingView[];
}

/** One value as a file has it. */
export interface SettingView {
  name: string;
  value: string;
  unit: string;
  line: number;
}

/** What the service has read at its start: changes of the files count from the next one on. */
export interface SettingsView {
  ward: string;
  service: string;
  blocks: SettingBlockView[];
  protocols: ProtocolVersionView[];
  schemas: SchemaView[];
}

/** What a day has not enough of, or why it is none of those that count. */
export type ShortOf = "past-day" | "closed-day" | "beyond-horizon" | "opening-hours" | "wished-hours" | "nurse" | "chair" | "bed" | "isolation" | "pump" | "pharmacy" | "gap";

/** Less of something than those who sit need. */
export interface ShortView {
  pool: string;
  start: string;
  end: string;
  count: number;
  sentence: string;
}

/** Badge and PIN. */
export interface SignInBody {
  badge: string;
  pin: string;
}

/** Who holds this tablet, as far as the ward knows. */
export interface SignInView {
  people_are: "trusted" | "signed-in";
  tablet: TabletView | null;
  person: PersonView | null;
  may: string[];
  with_pin: string[];
  idle_ends_at: string | null;
  ends_at: string | null;
}

/** Where somebody is signed in. */
export interface SignedInAtView {
  tablet: string;
  idle_ends_at: string;
}

/** A tablet as a place where alarms can be heard. */
export interface StationView {
  tablet: string;
  heard: boolean;
  proved_at: string | null;
  proved_by: string | null;
  beat_at: string | null;
}

/** Where a visit stands. */
export type Status = "held" | "booked" | "arrived" | "seated" | "done" | "cancelled" | "no_show";

/** Somebody who sits. */
export interface StayView {
  visit: string;
  patient: string;
  chair: string | null;
  planned: string;
  expected: string;
  late: string;
  infused: string | null;
  why: string | null;
  sentence: string;
  longer: boolean;
  done: boolean;
}

/** The PIN of whoever is signed in, for one command. */
export interface StepUpBody {
  pin: string;
  action: string;
  tap: string;
}

/** The rate step in force. */
export interface StepView {
  no: number;
  rate_ml_h: string;
  label_rate: string | null;
  served_min: number;
  serve_min: number | null;
  next_rate_ml_h: string | null;
  due_in_min: number | null;
  attest: AttestView;
}

/** STOP is on its way; whether the pump stopped is said by the feed, in the pump's words. */
export interface StopAnswer {
  session: string | null;
  version: number;
  events: string[];
  recorded: boolean;
  note: string | null;
}

/** The latest stop: asked for, on the wire, said by the pump. */
export interface StopView {
  asked_at: string;
  sent_at: string | null;
  confirmed_at: string | null;
}

/** Somebody sits on a chair that cannot be used any more. */
export interface SwapView {
  visit: string;
  chair: string;
  to: string | null;
}

/** What was seen or told, in words of the CTCAE. Everything else is said in own words. The infusion reactions that the label of isatuximab names (dyspnoea to rash, hypertension, bronchospasm), and what the CTCAE 5.0 names in its terms for infusion related reaction, cytokine release syndrome and anaphylaxis. Pruritus is a CTCAE term of its own. */
export type Symptom = "dyspnoea" | "cough" | "bronchospasm" | "hypoxia" | "nasal-congestion" | "flushing" | "rash" | "urticaria" | "pruritus" | "angioedema" | "chills" | "fever" | "nausea" | "hypotension" | "hypertension";

/** What was seen or told: words of the list, own words, or both. */
export interface SymptomsBody {
  reaction: number;
  happened_at?: string | null;
  amends?: number | null;
  symptoms: ("dyspnoea" | "cough" | "bronchospasm" | "hypoxia" | "nasal-congestion" | "flushing" | "rash" | "urticaria" | "pruritus" | "angioedema" | "chills" | "fever" | "nausea" | "hypotension" | "hypertension")[];
  words?: string | null;
}

/** What was done is written down. */
export interface TabletAnswer {
  tablet: string;
}

/** A tablet that shall be the ward's. */
export interface TabletBody {
  id: string;
  name: string;
  address: string;
}

/** A tablet that is the ward's, or was. */
export interface TabletStateView {
  id: string;
  name: string;
  enrolled_at: string;
  enrolled_by: string | null;
  revoked_at: string | null;
  locked_until: string | null;
  last_seen: string | null;
  heard: boolean;
  person: string | null;
}

/** A registered tablet. */
export interface TabletView {
  id: string;
  name: string;
}

/** Every tablet by id; those that were taken away come last. */
export interface TabletsView {
  tablets: TabletStateView[];
  codes: OpenCodeView[];
}

/** Take moves of a plan. */
export interface TakeBody {
  visits?: string[] | null;
}

/** Who has the chair since the last hand-over. */
export interface TakenOverView {
  by: string;
  at: string;
  handed_over_by: string | null;
}

/** Taken just now. */
export interface TemperatureBody {
  temperature_c: string;
}

/** The newest temperature, taken alone or in a set of vital signs. */
export interface TemperatureView {
  temperature_c: string;
  at: string;
}

/** What a visit is for: that decides how long it takes. */
export interface VisitBody {
  what: string;
  infusion_no?: number | null;
  profile?: string | null;
  dose_mg?: string | null;
  volume_ml?: string | null;
  reacted?: boolean;
  place?: "chair" | "bed" | "isolation";
}

/** A complete set of vital signs, just taken. */
export interface VitalSignsBody {
  systolic_mmhg: number;
  diastolic_mmhg: number;
  pulse_per_min: number;
  breaths_per_min: number;
  temperature_c: string;
  saturation_percent: number;
}

/** The latest set of vital signs, and when the next one is due. */
export interface VitalSignsView {
  asked: boolean;
  taken_at: string | null;
  by: string | null;
  signs: string | null;
  warnings: string[];
  due_at: string | null;
}

/** Who waits. */
export interface WaitingAnswer {
  waiting: WaitingView[];
}

/** Tell us when something becomes free. */
export interface WaitingBody {
  patient: string;
  visit: VisitBody;
  first: string;
  last: string;
}

/** Somebody who waits for a place. */
export interface WaitingView {
  id: string;
  patient: string;
  what: string;
  infusion_no: number | null;
  place: string;
  first: string;
  last: string;
  status: string;
  since: string;
  offered: string | null;
}

/** What the session wants its pump to do; the pump may not be there yet. */
export interface WantedView {
  kind: "stopped" | "running";
  rate_ml_h: string;
}

/** What belongs to no chair. */
export interface WardPart {
  record: RecordView;
  waiting: SessionView[];
  alarms: AlarmView[];
  stations: StationView[];
  proposal?: string | null;
}

/** Everything a tablet shows. */
export interface WardView {
  people: PersonView[];
  tablets: TabletView[];
  record: RecordView;
  waiting: SessionView[];
  alarms: AlarmView[];
  stations: StationView[];
  proposal?: string | null;
  boot: string;
  seq: number;
  now: string;
  name: string;
  mode: "simulation" | "patient";
  speed: number;
  zone: string;
  people_are: "trusted" | "signed-in";
  protocols: ProtocolView[];
  rescue_drugs: string[];
  chairs: ChairView[];
  disclaimer: string;
}

/** What speaks against a place. */
export interface WhyView {
  kind: string;
  amount: number;
  sentence: string;
}

/** One visit of a plan. */
export interface ClockMoveView {
  visit: string;
  was: string;
  seat: string;
  local: string;
  chair: string | null;
  moved: boolean;
  tell: boolean;
  taken: boolean;
}

/** The bag that was entered, and until when it may run. */
export interface ReadyBagView {
  bag: string;
  batch: string;
  prepared_at: string;
  out_of_fridge_at: string | null;
  warm_until: string | null;
  needs_min: number;
}

/** What the pharmacy has to know. */
export interface RepairBagView {
  visit: string;
  change: string;
  planned: string;
  begins: string;
  good_until: string;
  needed_until: string;
  sentence: string;
}

/** One visit at another time. */
export interface RepairMoveView {
  visit: string;
  patient: string;
  what: string;
  seat: string;
  to: string;
  to_local: string;
  minutes: number;
  waits_min: number;
  tell: boolean;
  notice_min: number;
  short_notice: boolean;
  beyond_limit: boolean;
  place: PlaceClass;
  chair: string | null;
  chair_before: string | null;
  wait_min: number;
  bag_at: string | null;
  done: boolean;
}
