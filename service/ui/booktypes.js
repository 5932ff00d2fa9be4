/**
 * The shapes of the book, as the board of the day uses them. Instants are ISO text in UTC, days are
 * dates of the ward.
 *
 * @typedef {{id: string, name: string, numbered: boolean, by_order: boolean}} Kind
 * @typedef {{zone: string, today: string, last: string, hold_min: number, kinds: Kind[], places: string[]}} Book
 * @typedef {"held"|"booked"|"arrived"|"seated"|"done"} Status
 * @typedef {Record<"arrive"|"wait"|"hang"|"infuse"|"flush"|"observe"|"disconnect"|"clean", number>} Phases
 *
 * @typedef {object} Visit
 * @property {string} id
 * @property {string} patient
 * @property {string} what
 * @property {number|null} infusion_no
 * @property {string} place
 * @property {Status} status
 * @property {number} version
 * @property {string} on
 * @property {string} seat
 * @property {string} end
 * @property {number} minutes
 * @property {Phases} phases
 * @property {string|null} held_until
 * @property {string|null} reason
 * @property {string|null} expected
 * @property {string|null} chair
 * @property {string|null} seated
 * @property {string|null} left
 * @property {string|null} series
 *
 * @typedef {{visit: string, start: string, end: string}} Bound
 * @typedef {{id: string, place: string, blocked: string|null, visits: Bound[]}} BoardChair
 * @typedef {{pool: string, capacity: number[], used: number[]}} Load
 *
 * @typedef {object} Board
 * @property {string} on
 * @property {string} zone
 * @property {string|null} closed
 * @property {string|null} before
 * @property {string|null} after
 * @property {string|null} opens
 * @property {string|null} closes
 * @property {string|null} first
 * @property {number} slot_min
 * @property {BoardChair[]} chairs
 * @property {Visit[]} visits
 * @property {string[]} unbound
 * @property {string[]} conflicts
 * @property {Load[]} loads
 * @property {{id: string, version: number, moves: number}|null} proposal
 *
 * @typedef {object} Move
 * @property {string} visit
 * @property {string} patient
 * @property {string} seat
 * @property {string} to
 * @property {number} minutes
 * @property {number} waits_min
 * @property {boolean} tell
 * @property {number} notice_min
 * @property {boolean} beyond_limit
 * @property {string|null} chair
 * @property {string|null} chair_before
 * @property {boolean} done
 *
 * @typedef {object} Stay
 * @property {string} visit
 * @property {string} patient
 * @property {string|null} chair
 * @property {string} planned
 * @property {string} expected
 * @property {string} sentence
 * @property {boolean} longer
 * @property {boolean} done
 *
 * @typedef {object} Proposal
 * @property {string} id
 * @property {string} on
 * @property {number} version
 * @property {boolean} open
 * @property {string} engine
 * @property {string} solver
 * @property {{kind: string, about: string, sentence: string}[]} why
 * @property {{amount: number, sentence: string}[]} terms
 * @property {number} cost
 * @property {number} right_shift_cost
 * @property {number} right_shift_told
 * @property {Move[]} moves
 * @property {string[]} unplaced
 * @property {Stay[]} stays
 * @property {{visit: string, chair: string, to: string|null}[]} swaps
 * @property {{start: string, end: string, sentence: string}[]} shortages
 * @property {{visit: string, sentence: string}[]} bags
 *
 * @typedef {{kind: string, amount: number, sentence: string}} Why
 * @typedef {{on: string, seat: string, end: string, minutes: number, why: Why[]}} Offer
 * @typedef {object} Waiting
 * @property {string} id
 * @property {string} patient
 * @property {string} what
 * @property {number|null} infusion_no
 * @property {string} place
 * @property {string} first
 * @property {string} last
 * @property {string} status
 * @property {string|null} offered
 *
 * @typedef {object} Refusal
 * @property {string} text
 * @property {string[]} reasons
 * @property {Offer[]} alternatives
 * @property {string|null} nearest
 * @property {string|null} due the day of the one visit of a course that has no place
 */

export {};
