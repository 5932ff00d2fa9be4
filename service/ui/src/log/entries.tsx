import { useEffect } from "preact/hooks";
import type { EntryView } from "../api.gen";
import { named, clock, words } from "../words/format";
import { readRecord, recordOf, type Read } from "./record";

/** The entries of one record, newest first. Nothing is ever overwritten. */

export function useRecord(session: string, version: number): Read | undefined {
  useEffect(() => void readRecord(session, version), [session, version]);
  return recordOf(session);
}

export function Entries(props: { read: Read | undefined; oldestFirst?: boolean }) {
  const { read, oldestFirst = false } = props;
  const entries = read?.record?.entries ?? [];
  const shown = oldestFirst ? entries : [...entries].reverse();
  const order = oldestFirst ? "oldest first" : "newest first";
  return (
    <>
      <p class="hint" role="status">
        {read?.failed
          ? "The record could not be read. Tried again by itself."
          : read
            ? `${entries.length} entries, ${order}. Nothing is ever overwritten.`
            : "Reading the record…"}
      </p>
      <ol class="record">
        {shown.map((each) => (
          <Entry key={each.version} entry={each} />
        ))}
      </ol>
    </>
  );
}

function Entry(props: { entry: EntryView }) {
  const { entry } = props;
  const corrected = entry.corrected_by.length ? ` Corrected by entry ${entry.corrected_by.join(", ")}.` : "";
  return (
    <li>
      <time dateTime={entry.at}>{clock(entry.at, true)}</time>
      <span class="sentence">{`${entry.version}. ${named(entry.sentence || words(entry.kind))}${corrected}`}</span>
      <span class="by">{entry.by?.name ?? ""}</span>
    </li>
  );
}

/** What the drug does to other tests, with its source. */
export function Notes(props: { read: Read | undefined }) {
  return (
    <ul class="hint">
      {(props.read?.record?.notes ?? []).map((each) => (
        <li key={each.id}>{`${each.text} (${each.source})`}</li>
      ))}
    </ul>
  );
}
