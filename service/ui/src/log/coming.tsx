import type { ComingStep } from "./openitems";

/** The steps that remain, one in a line. */
export function Coming(props: { steps: readonly ComingStep[]; caption: string }) {
  const { steps, caption } = props;
  if (!steps.length) return null;
  return (
    <table class="coming">
      <caption>{caption}</caption>
      <tbody>
        {steps.map((each) => (
          <tr key={`${each.when} ${each.what}`}>
            <th scope="row">{each.when}</th>
            <td>{each.what}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
