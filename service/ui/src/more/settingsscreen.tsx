import type { SettingBlockView, SettingsView } from "../api.gen";
import { view } from "../link/ward";
import { Button } from "../parts/button";
import { Fact } from "../parts/fields";
import { NBSP, words } from "../words/format";
import { MorePage, Unread } from "./page";
import { useReading } from "./reading";

/** The rules in force on this ward, each with its place and its source; and the versions. Nothing is changed here. */
export function SettingsScreen() {
  const reading = useReading<SettingsView>("/settings");
  const found = reading.found;
  return (
    <MorePage id="settings" title="Settings" keys={<Button class="no-print" text="Print" off={!found} onTap={() => window.print()} />}>
      <p>
        To be read. A setting is changed in the ward's file, reviewed as code is, and counts from the next start of the service on; chairside
        check-config says what is wrong with a file.
      </p>
      <Unread reading={reading} />
      {found && (
        <>
          <Versions found={found} />
          <p class="hint">
            local: no document says this number, and the ward answers for it. default: this ward's file says nothing, and the first values count.
          </p>
          {found.blocks.map((each) => (
            <Block key={each.name} block={each} />
          ))}
        </>
      )}
    </MorePage>
  );
}

function Block(props: { block: SettingBlockView }) {
  const { block } = props;
  return (
    <section class="in-force" aria-label={blockName(block.name)}>
      <h3>
        {blockName(block.name)} <small>{placeWords(block)}</small>
      </h3>
      <table>
        <tbody>
          {block.settings.map((each, index) => (
            <tr key={index}>
              <th scope="row">{words(each.name).replace(/^\[/, "no. [").replace(/[[\]]/g, " ").replace(/\./g, " ").trim()}</th>
              <td>{each.unit ? `${each.value}${NBSP}${each.unit}` : each.value}</td>
              <td class="at">{`line ${each.line}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">{sourceWords(block)}</p>
    </section>
  );
}

/** rules.usual_vital_signs reads as Usual vital signs. Pure. */
export function blockName(name: string): string {
  const [part = "", rest] = name.split(".");
  const said = words(rest ?? part);
  const of = part === "booking" ? " (book)" : "";
  return `${said[0]?.toUpperCase() ?? ""}${said.slice(1)}${of}`;
}

export const placeWords = (block: SettingBlockView): string =>
  block.own ? `${block.file}, line ${block.line}` : `default (${block.file}, line ${block.line})`;

export const sourceWords = (block: SettingBlockView): string =>
  block.local ? block.source || "local" : `Source: ${block.source}`;

function Versions(props: { found: SettingsView }) {
  const { found } = props;
  return (
    <section class="in-force" aria-label="Versions">
      <h3>
        Versions <small>{`${view.value?.name ?? ""}, ${found.ward}`}</small>
      </h3>
      <dl>
        <Fact name="Service">{found.service || "not installed"}</Fact>
        {found.protocols.map((each) => (
          <Fact key={each.id} name={each.id}>
            {`${each.drug}, version ${each.version}. ${each.label}. ${each.status}${each.signed_by ? `: ${each.signed_by}` : ""}. `}
            <span class="hash">{`sha256 ${each.sha256}`}</span>
          </Fact>
        ))}
        <Fact name="Files">{found.schemas.map((each) => `${each.file} ${each.revision}`).join(", ")}</Fact>
      </dl>
    </section>
  );
}
