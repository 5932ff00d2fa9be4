/**
 * The shapes of the live feed, as this page uses them. Quantities are decimal text and are shown as
 * they come; instants are ISO text in UTC; minutes are numbers of session time.
 *
 * @typedef {{id: string, name: string, role: string}} Person
 * @typedef {{id: string, sentence: string, override?: "nobody"|"two-persons"|"prescriber"|"prescriber-order"|null}} Reason
 * @typedef {object} Alarm
 * @property {string} id
 * @property {"high"|"medium"|"low"} priority
 * @property {string} sentence
 * @property {string|null} since
 * @property {"active"|"audio-paused"|"acknowledged"|"resolved"} [state]
 * @property {boolean} [sounds]
 * @property {boolean} [all_stations]
 * @property {string|null} [audio_paused_until]
 * @property {string|null} [acknowledged_by]
 *
 * @typedef {{tablet: string, heard: boolean, proved_at: string|null}} Station
 * @typedef {{from_min: number, to_min: number, rate_ml_h: string, label_rate: string|null}} Segment
 * @typedef {{at_min: number, rate_ml_h: string}} Point
 *
 * @typedef {object} Attest
 * @property {boolean} needed
 * @property {boolean} second_needed
 * @property {boolean} open
 * @property {number|null} opens_in_min
 * @property {Reason[]} gates
 * @property {string|null} given_by
 * @property {string|null} given_at
 * @property {number|null} late_min
 *
 * @typedef {object} Step
 * @property {number} no
 * @property {string} rate_ml_h
 * @property {string|null} label_rate
 * @property {number} served_min
 * @property {number|null} serve_min
 * @property {string|null} next_rate_ml_h
 * @property {number|null} due_in_min
 * @property {Attest|null} attest
 *
 * @typedef {object} Premedication
 * @property {string} item
 * @property {string} name
 * @property {string} dose
 * @property {string[]} routes
 * @property {boolean} required
 * @property {string|null} given_at
 * @property {string|null} route
 * @property {string|null} least_mg
 * @property {string|null} most_mg
 * @property {string|null} dose_mg
 * @property {number|null} entry
 * @property {boolean} question
 * @property {"give-again"|"go-on"|"omit"|"keep"|null} decision
 * @property {string|null} decided_by
 * @property {string|null} open_from
 * @property {string|null} open_until
 *
 * @typedef {object} Ready
 * @property {{id: string, dose_mg: string, route: string, weight_kg: string, weighed_at: string, prescriber: string}|null} order
 * @property {{dose_mg: string, concentrate_ml: string, vials: string[]}|null} dose
 * @property {{neutrophils_10e9_l: string, taken_at: string}|null} labs
 * @property {{group: string, antibodies: string}|null} blood_group
 * @property {boolean} blood_group_needed
 * @property {{temperature_c: string, at: string}|null} temperature
 * @property {{bag: string, batch: string, warm_until: string|null}|null} bag
 * @property {{gate: string, reason: string, asked_by: string, given_by: string|null, open: boolean}[]} overrides
 *
 * @typedef {object} Session
 * @property {string} id
 * @property {number} version
 * @property {"preparing"|"infusing"|"interrupted"|"paused"|"held"|"flushing"|"observing"|"completed"|"discontinued"} phase
 * @property {boolean} [closed]
 * @property {string} patient
 * @property {string} drug
 * @property {string} protocol
 * @property {string} label
 * @property {number} infusion_no
 * @property {string|null} bag
 * @property {string|null} chair
 * @property {string|null} pump
 * @property {string} opened_at
 * @property {string|null} started_at
 * @property {number} speed
 * @property {string|null} reported_rate_ml_h
 * @property {{kind: "stopped"|"running", rate_ml_h: string}|null} wanted
 * @property {string} infused_ml
 * @property {string} volume_ml
 * @property {string} left_ml
 * @property {Step|null} step
 * @property {{asked_at: string, sent_at: string|null, confirmed_at: string|null}|null} stop
 * @property {{at: string, grade: number|null, action: "continue"|"resume"|"discontinue"|null}|null} reaction
 * @property {string|null} resume_rate_ml_h
 * @property {{by: string, at: string, rate_ml_h: string}|null} second_check
 * @property {boolean} second_check_asked
 * @property {{asked: boolean, taken_at: string|null, by: string|null, signs: string|null, warnings: string[], due_at: string|null}} vital_signs
 * @property {{name: string, dose: string, routes: string[], when: string}[]} postmedication
 * @property {string} profile
 * @property {string|null} profile_reason
 * @property {string|null} hold
 * @property {string|null} held_from
 * @property {string|null} pause
 * @property {Premedication[]} premedication
 * @property {Ready} ready
 * @property {Reason[]} start_gates
 * @property {Reason[]} resume_gates
 * @property {Alarm[]} alarms
 * @property {Segment[]} planned
 * @property {Point[]} delivered
 * @property {Segment[]} tail
 * @property {number} total_min
 * @property {string|null} ended_at
 * @property {string|null} observe_until
 * @property {boolean} recorded
 *
 * @typedef {object} Pump
 * @property {string} id
 * @property {string|null} model
 * @property {string|null} firmware
 * @property {string} port
 * @property {"control"|"proposes"|"monitor"} capability
 * @property {boolean} bench_only
 * @property {string|null} heard_at
 * @property {string|null} delivery
 * @property {string|null} rate_ml_h
 * @property {string|null} counter_ml
 * @property {string[]} alarms
 * @property {string|null} trouble
 * @property {boolean} stopping
 * @property {string|null} stop_sent_at
 *
 * @typedef {{chair: string, pump: Pump, session: Session|null}} Chair
 * @typedef {{id: string, from: number, to: number|null}} Profile
 * @typedef {{id: string, drug: string, version: string, label: string, profiles: Profile[]}} Protocol
 *
 * @typedef {object} Ward
 * @property {string} boot
 * @property {number} seq
 * @property {string} now
 * @property {string} name
 * @property {"simulation"|"patient"} mode
 * @property {number} speed
 * @property {string} zone
 * @property {{state: "saved"|"waiting"|"not-saved"|"damaged", reason: string|null}} record
 * @property {Session[]} [waiting]
 * @property {Alarm[]} [alarms] the ward's own
 * @property {Station[]} [stations]
 * @property {string | null} [proposal] what is proposed for today and not accepted yet
 * @property {Person[]} people
 * @property {{id: string, name: string}[]} tablets
 * @property {Protocol[]} protocols
 * @property {Chair[]} chairs
 * @property {string} disclaimer
 *
 * @typedef {"connecting"|"live"|"late"|"dead"} Link
 */

export {};
