import type { OrderBody } from "../api.gen";
import { Asked, Choice } from "../parts/button";
import { Field, Moment, momentOf } from "../parts/fields";

/** The prescriber's order, copied as it was written. The ward says what is wrong with it. */

export interface OrderDraft {
  id: string;
  protocol_version: string;
  dose_mg: string;
  bag_volume_ml: string;
  weight_kg: string;
  weighed_at: string;
  age_years: string;
  prescriber: string;
  signed_at: string;
  profile: string;
  route: string;
  active: string;
}

export const NO_ORDER: OrderDraft = {
  id: "", protocol_version: "", dose_mg: "", bag_volume_ml: "", weight_kg: "", weighed_at: "",
  age_years: "", prescriber: "", signed_at: "", profile: "", route: "", active: "",
};

const FIELDS: readonly { key: keyof OrderDraft; label: string; kind?: "decimal" | "moment" }[] = [
  { key: "id", label: "Order number" },
  { key: "protocol_version", label: "Protocol version on the order" },
  { key: "dose_mg", label: "Dose, mg", kind: "decimal" },
  { key: "bag_volume_ml", label: "Bag volume, mL", kind: "decimal" },
  { key: "weight_kg", label: "Actual body weight, kg", kind: "decimal" },
  { key: "weighed_at", label: "Weighed", kind: "moment" },
  { key: "age_years", label: "Age today, years", kind: "decimal" },
  { key: "prescriber", label: "Prescriber" },
  { key: "signed_at", label: "Signed (empty: not signed)", kind: "moment" },
  { key: "profile", label: "Profile, where the order names one" },
];
const MAY_BE_EMPTY: readonly (keyof OrderDraft)[] = ["signed_at", "profile"];
const ROUTES = ["intravenous", "subcutaneous"].map((each) => ({ id: each, text: each }));
const ACTIVE = [{ id: "yes", text: "active" }, { id: "no", text: "not active" }];

export function OrderForm(props: { value: OrderDraft; onChange: (next: OrderDraft) => void }) {
  const { value, onChange } = props;
  return (
    <div class="order">
      {FIELDS.map(({ key, label, kind }) => {
        const one = { label, value: value[key], onInput: (next: string) => onChange({ ...value, [key]: next }) };
        return kind === "moment" ? <Moment key={key} {...one} /> : <Field key={key} {...one} decimal={kind === "decimal"} />;
      })}
      <Asked text="Route on the order">
        <Choice label="Route on the order" options={ROUTES} value={value.route} onPick={(route) => onChange({ ...value, route })} />
      </Asked>
      <Asked text="The order is">
        <Choice label="The order is" options={ACTIVE} value={value.active} onPick={(active) => onChange({ ...value, active })} />
      </Asked>
    </div>
  );
}

/** What still has to be copied. */
export function orderMissing(draft: OrderDraft): string[] {
  const keys = Object.keys(draft) as (keyof OrderDraft)[];
  if (keys.some((key) => !MAY_BE_EMPTY.includes(key) && !draft[key].trim())) return ["Copy the whole order."];
  return /^\d{1,4}$/.test(draft.age_years.trim()) ? [] : ["The age is a whole number of years."];
}

export function orderBody(draft: OrderDraft, protocol: string): OrderBody {
  const text = (key: keyof OrderDraft) => draft[key].trim();
  return {
    id: text("id"),
    protocol,
    protocol_version: text("protocol_version"),
    route: draft.route as OrderBody["route"],
    dose_mg: text("dose_mg"),
    bag_volume_ml: text("bag_volume_ml"),
    weight_kg: text("weight_kg"),
    weighed_at: momentOf(draft.weighed_at),
    age_years: Number(text("age_years")),
    prescriber: text("prescriber"),
    signed_at: momentOf(draft.signed_at) || null,
    active: draft.active === "yes",
    profile: text("profile") || null,
  };
}
