import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { ChairView, SessionView } from "../api.gen";
import { inSession, send } from "../link/commands";
import { Button, Choice } from "../parts/button";
import { Field, Headed, Moment, momentOf } from "../parts/fields";
import { Outcome } from "../parts/outcome";
import { nobody } from "../who";
import { clock, dayAndClock } from "../words/format";
import { NO_ORDER, OrderForm, orderBody, orderMissing } from "./order";

/**
 * Order, blood, temperature and bag before the start: what is known in one line each, and what to
 * enter behind a second tap.
 */

interface Of {
  chair: ChairView;
  session: SessionView;
}

export function Readying(props: Of) {
  return (
    <div class="readying">
      <Headed title="Order, blood and bag">
        <Outcome of={`${props.chair.chair}:ready`} />
      </Headed>
      <div class="rows">
        <Order {...props} />
        <Labs {...props} />
        <BloodGroup {...props} />
        <Temperature {...props} />
        <Bag {...props} />
      </div>
    </div>
  );
}

interface RowProps extends Of {
  name: string;
  verb: string;
  /** Of the API. */
  operation: string;
  /** What is known, in one line; empty while nothing is. */
  said: string;
  missing: string[];
  body: () => object;
  clear: () => void;
  children: ComponentChildren;
}

function Row(props: RowProps) {
  const { chair, session, name, said } = props;
  const [open, setOpen] = useState(false);
  const record = async () => {
    if (!(await send(`${chair.chair}:ready`, inSession(session.id, props.verb), props.body(), { chair }))) return;
    setOpen(false);
    props.clear();
  };
  return (
    <div class="premed" data-known={said ? "true" : undefined}>
      <div class="text">
        <strong class="drug">{name}</strong>
        <span class="hint">{said || "not entered"}</span>
      </div>
      <div class="do">
        <Button
          class="more"
          text={open ? "Close" : said ? "Enter again…" : "Enter…"}
          onTap={() => setOpen(!open)}
        />
      </div>
      {open && (
        <div class="entry">
          {props.children}
          <Button text={`Record: ${name.toLowerCase()}`} why={[...props.missing, ...nobody(props.operation)]} onTap={() => void record()} />
        </div>
      )}
    </div>
  );
}

const filled = (...values: string[]): string[] => (values.every((each) => each.trim()) ? [] : ["Something is missing."]);

function Order(props: Of) {
  const [order, setOrder] = useState(NO_ORDER);
  return (
    <Row
      {...props}
      name="Order"
      verb="order"
      operation="correct_order"
      said={orderWords(props.session)}
      missing={orderMissing(order)}
      body={() => orderBody(order, props.session.protocol)}
      clear={() => setOrder(NO_ORDER)}
    >
      <OrderForm value={order} onChange={setOrder} />
    </Row>
  );
}

function orderWords({ ready }: SessionView): string {
  const { order, dose } = ready;
  if (!order) return "";
  const due = dose ? `; by weight ${dose.dose_mg} mg = ${dose.concentrate_ml} mL, ${dose.vials.join(" + ")}` : "";
  return `${order.dose_mg} mg ${order.route}, ${order.weight_kg} kg (${dayAndClock(order.weighed_at)}), ${order.prescriber}${due}`;
}

function Labs(props: Of) {
  const [count, setCount] = useState("");
  const [taken, setTaken] = useState("");
  const labs = props.session.ready.labs;
  return (
    <Row
      {...props}
      name="Neutrophils"
      verb="labs"
      operation="record_labs"
      said={labs ? `${labs.neutrophils_10e9_l} × 10⁹/L, taken ${dayAndClock(labs.taken_at)}` : ""}
      missing={filled(count, taken)}
      body={() => ({ neutrophils_10e9_l: count.trim(), taken_at: momentOf(taken) })}
      clear={() => {
        setCount("");
        setTaken("");
      }}
    >
      <Field label="Neutrophils, 10⁹/L (not a grade)" decimal value={count} onInput={setCount} />
      <Moment label="Blood taken" value={taken} onInput={setTaken} />
    </Row>
  );
}

const GROUPS = ["O neg", "O pos", "A neg", "A pos", "B neg", "B pos", "AB neg", "AB pos"].map((each) => ({ id: each, text: each }));
const SCREENS = ["negative", "positive"].map((each) => ({ id: each, text: `screen ${each}` }));

function BloodGroup(props: Of) {
  const [group, setGroup] = useState("");
  const [antibodies, setAntibodies] = useState("");
  const [taken, setTaken] = useState("");
  const { blood_group: found, blood_group_needed: needed } = props.session.ready;
  return (
    <Row
      {...props}
      name="Blood group"
      verb="blood-group"
      operation="record_blood_group"
      said={found ? `${found.group}, antibody screen ${found.antibodies}` : needed ? "" : "known before the first dose"}
      missing={filled(group, antibodies, taken)}
      body={() => ({ group, antibodies, taken_at: momentOf(taken) })}
      clear={() => setTaken("")}
    >
      <Choice label="Blood group" options={GROUPS} value={group} onPick={setGroup} />
      <Choice label="Antibody screen" options={SCREENS} value={antibodies} onPick={setAntibodies} />
      <Moment label="Blood taken" value={taken} onInput={setTaken} />
    </Row>
  );
}

function Temperature(props: Of) {
  const [celsius, setCelsius] = useState("");
  const known = props.session.ready.temperature;
  return (
    <Row
      {...props}
      name="Temperature"
      verb="temperature"
      operation="record_temperature"
      said={known ? `${known.temperature_c} °C at ${clock(known.at)}` : ""}
      missing={filled(celsius)}
      body={() => ({ temperature_c: celsius.trim() })}
      clear={() => setCelsius("")}
    >
      <Field label="Temperature now, °C" decimal value={celsius} onInput={setCelsius} />
    </Row>
  );
}

const NO_BAG = { bag: "", batch: "", prepared: "", out: "" };

function Bag(props: Of) {
  const [draft, setDraft] = useState(NO_BAG);
  const known = props.session.ready.bag;
  const until = known?.warm_until ? `, empty by ${dayAndClock(known.warm_until)}` : ", still cold";
  const put = (key: keyof typeof NO_BAG) => (value: string) => setDraft({ ...draft, [key]: value });
  return (
    <Row
      {...props}
      name="Bag"
      verb="bag"
      operation="record_bag"
      said={known ? `${known.bag}, batch ${known.batch}${until}` : ""}
      missing={filled(draft.bag, draft.batch, draft.prepared)}
      body={() => ({
        bag: draft.bag.trim(),
        batch: draft.batch.trim(),
        prepared_at: momentOf(draft.prepared),
        out_of_fridge_at: momentOf(draft.out) || null,
      })}
      clear={() => setDraft(NO_BAG)}
    >
      <Field label="Bag, from its label" value={draft.bag} onInput={put("bag")} />
      <Field label="Batch number of the product" value={draft.batch} onInput={put("batch")} />
      <Moment label="Prepared" value={draft.prepared} onInput={put("prepared")} />
      <Moment label="Out of the refrigerator (empty: still cold)" value={draft.out} onInput={put("out")} />
    </Row>
  );
}
