/** @import {App} from "./app.js" */

/**
 * Why nothing may be started or raised from this page now, whatever the session says. Stops do not
 * ask this.
 * @param {App} app @returns {string[]}
 */
export function blockers(app) {
  const why = [];
  if (app.link.state !== "live") why.push("No fresh numbers from the ward.");
  const record = app.ward.view?.record;
  if (record?.state === "not-saved" || record?.state === "damaged") {
    why.push(`The record is ${record.state === "damaged" ? "damaged" : "not saved"}: nothing is started or raised.`);
  }
  return [...why, ...nobody(app)];
}

/** Every act but a stop has an author. @param {App} app @returns {string[]} */
export const nobody = (app) => (app.who.person() ? [] : ["Choose who you are, at the top right."]);
