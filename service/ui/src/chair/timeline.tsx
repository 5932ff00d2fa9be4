import type { SessionView } from "../api.gen";
import { useRecord } from "../log/entries";
import { clock, named } from "../words/format";

/** The last things that happened on a chair; all of them are in its record. */

const SHOWN = 8;

export function Timeline(props: { session: SessionView }) {
  const { session } = props;
  const entries = useRecord(session.id, session.version)?.record?.entries ?? [];
  const last = entries.slice(-SHOWN).reverse();
  if (!last.length) return null;
  return (
    <section class="timeline" aria-label="What happened last">
      <h4>What happened last</h4>
      <ol>
        {last.map((each) => (
          <li key={each.version}>
            <time dateTime={each.at}>{clock(each.at, true)}</time>
            <span>{named(each.sentence)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
