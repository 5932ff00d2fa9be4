import { $, A, Badge, Button, Choice, Coming, Entries, Fact, Field, Icon, NOT_SENT_GO, NOT_YET, Notes, O, Outcome, PrintedReactions, ReactionAccount, SIGN_IN, Said, Stairs, Stepper, T, TabletChooser, a, age, alarmsOf, askGrant, askSignIn, awake, chooseTheme, clock, comingSteps, d, dayAndClock, dayOf, entered, get, go, heard as heard$1, held, inSession, instantOf, isStranger, leave, leaving, lookWhoHolds, minuteOf, minutes, mlPerHour, moves, named, newTap, nextWords, nobody, offline, openChair, openItems, person, personName, phaseWord, placeName, post, postSigned, quiet, r, refusal, screen, second, send, shownTime, signsIn, stale, stateOf, tablet, tapHeaders, theme, unsettle, useRecord, view, volumeWords, waiting, wardDay, wardNow, withWhom, words, y, zoneAheadMs } from "./tablet.js";
// src/link/book.ts
var AGAIN_MS$3 = 1500, STALE_MS = 6e3, API = "/api/v1/book", day = y(""), book = y(null), waitingList = y([]), dayRefused = y(null), lastBoard = y(null), lastProposal = y(null), heard = performance.now(), tag = "", asking = 0, board = O(() => lastBoard.value?.on === day.value ? lastBoard.value : null), proposal = O(() => lastProposal.value?.on === day.value ? lastProposal.value : null), boardAge = O(() => (second.value, quiet.value, lastBoard.value, Math.floor((performance.now() - heard) / 1e3) * 1e3)), isOld = O(() => boardAge.value >= STALE_MS);
async function lookAtBook() {
	let mine = asking += 1;
	book.value || await openBook(), day.value ||= book.value?.today ?? "";
	let wanted = day.value;
	if (!wanted) return;
	let got = await get(`/book/days/${wanted}`, tag);
	if (mine !== asking || wanted !== day.value || !got || (heard = performance.now(), got.status === 304)) return;
	if (got.status !== 200) {
		lastBoard.value = null, dayRefused.value = refusedBy(got);
		return;
	}
	let [waiting, whole, proposed] = await Promise.all([
		found("/waiting-list"),
		found(""),
		found(`/days/${wanted}/proposals`)
	]);
	wanted === day.value && (tag = got.tag, r(() => {
		lastBoard.value = got.body, dayRefused.value = null, waitingList.value = waiting?.waiting ?? waitingList.value, book.value = whole ?? book.value, lastProposal.value = proposed?.proposal ?? null;
	}));
}
async function openBook() {
	let got = await get("/book");
	got?.status === 200 ? book.value = got.body : dayRefused.value = got && refusedBy(got);
}
async function found(path) {
	let got = await get(`/book${path}`);
	return got?.status === 200 ? got.body : null;
}
function followBook() {
	heard = performance.now(), lookAtBook();
	let timer = setInterval(() => void lookAtBook(), AGAIN_MS$3);
	return () => clearInterval(timer);
}
function showDay(next) {
	next && next !== day.value && (day.value = next, tag = "", dayRefused.value = null, lookAtBook());
}
var askBook = (path, body) => post(`${API}${path}`, { "Content-Type": "application/json" }, JSON.stringify(body)).then(tappedBy);
async function tapBook(path, body) {
	let got = await postSigned({
		url: `${API}${path}`,
		body,
		headers: () => tapHeaders(person.value, tablet.value, wardNow()),
		still: () => !0
	});
	return lookAtBook(), typeof got == "string" ? {
		answer: null,
		refused: {
			text: got || "Nobody has signed in.",
			reasons: [],
			alternatives: [],
			nearest: null,
			due: null,
			short: []
		},
		sent: !0
	} : tappedBy(got);
}
function tappedBy(got) {
	return got ? got.status >= 400 ? {
		answer: null,
		refused: refusedBy(got),
		sent: !0
	} : {
		answer: got.body ?? {},
		refused: null,
		sent: !0
	} : {
		answer: null,
		refused: null,
		sent: !1
	};
}
function refusedBy(answer) {
	let body = answer.body;
	return {
		...refusal(answer),
		alternatives: body?.alternatives ?? [],
		nearest: body?.nearest ?? null,
		due: body?.due ?? null,
		short: body?.short ?? []
	};
}
function toldOf(done, at, said) {
	let base = {
		at,
		reasons: done.refused?.reasons ?? [],
		stops: !1
	};
	return done.sent ? done.refused ? {
		...base,
		state: "refused",
		text: done.refused.text
	} : {
		...base,
		state: "confirmed",
		text: said
	} : {
		...base,
		state: "not-sent",
		text: NOT_SENT_GO
	};
}
var SENDING = {
	state: "sending",
	text: "",
	reasons: [],
	at: 0,
	stops: !1
}, DUE_MS = 6e5;
function pumpOf(visit, chairs) {
	let chair = visit.status === "seated" ? chairs.find((each) => each.chair === visit.chair) : void 0;
	return chair?.session?.patient === visit.patient ? chair : null;
}
function visitState(visit, chairs, now) {
	switch (visit.status) {
		case "held": return {
			word: `Place held till ${clock(visit.held_until)}`,
			shape: "clock",
			kind: "kept",
			more: ""
		};
		case "arrived": return {
			word: "Is here",
			shape: "person",
			kind: "here",
			more: ""
		};
		case "seated": {
			let chair = pumpOf(visit, chairs);
			if (!chair?.session) return {
				word: "Seated",
				shape: "seat",
				kind: "preparing",
				more: ""
			};
			let rate = moves(chair) && chair.session.reported_rate_ml_h;
			return {
				...stateOf(chair),
				more: rate ? `${rate}\u00a0mL/h` : ""
			};
		}
		case "done": return {
			word: "Done",
			shape: "tick",
			kind: "over",
			more: ""
		};
		default: return visit.expected ? {
			word: `Late: ${clock(visit.expected)}`,
			shape: "clock",
			kind: "late",
			more: ""
		} : now > Date.parse(visit.seat) + DUE_MS ? {
			word: "Not here yet",
			shape: "clock",
			kind: "late",
			more: ""
		} : {
			word: "Booked",
			shape: "ring",
			kind: "booked",
			more: ""
		};
	}
}
function pumpLine(chair, now) {
	let session = chair.session;
	return session ? [volumeWords(session), nextWords(session, now)].filter(Boolean).join(", ") : "";
}
function whatWords(visit, book) {
	let name = book?.kinds.find((each) => each.id === visit.what)?.name ?? visit.what;
	return visit.infusion_no === null ? name : `${name} no.\u00a0${visit.infusion_no}`;
}
var chairWords = (chair) => chair.place === "chair" ? placeName(chair.id) : `${placeName(chair.id)}, ${placeWords$1(chair.place)}`, placeWords$1 = (place) => place === "isolation" ? "isolation room" : place;
function dayWords(day, year = !1) {
	let options = {
		weekday: "short",
		day: "numeric",
		month: "short",
		timeZone: "UTC"
	};
	return year && (options.year = "numeric"), new Intl.DateTimeFormat("en-GB", options).format(Date.parse(`${day}T12:00Z`)).replace(",", "");
}
var dayAfter$1 = (day, count) => new Date(Date.parse(`${day}T12:00Z`) + count * 864e5).toISOString().slice(0, 10), whenWords = (place) => `${dayWords(place.on)} ${clock(place.seat)}–${clock(place.end)}`, whyWords = (offer) => offer.why.length ? offer.why.map((each) => each.sentence).join(" ") : "Just as wished.";
function shortLines(short) {
	let found = [];
	for (let { on, sentence } of short) {
		let before = found.at(-1);
		before?.says === sentence && dayAfter$1(before.last, 1) === on ? before.last = on : found.push({
			first: on,
			last: on,
			says: sentence
		});
	}
	return found.map(({ first, last, says }) => ({
		days: first === last ? dayWords(first) : `${dayWords(first)} to ${dayWords(last)}`,
		says
	}));
}
function packed(bars) {
	let rows = [];
	for (let bar of bars) {
		let row = rows.find((each) => (each.at(-1)?.to ?? 0) <= bar.from);
		row ? row.push(bar) : rows.push([bar]);
	}
	return rows;
}
// src/board/desk.ts
var sheet = y(null), selected = y(null), aim = y(0), moved = y(null), kept = y(null), wished = y(null), visit = O(() => board.value?.visits.find((each) => each.id === selected.value) ?? null);
function goTo(next) {
	sheet.value = next, next !== "visit" && next !== "move" && next !== "kept" && (selected.value = null), next === "move" ? (moved.value = visit.value, aim.value = 0) : moved.value = null, unsettle();
}
function select(id) {
	selected.value = id, goTo(id ? "visit" : null);
}
function tappedTime(at) {
	sheet.value === "move" ? aim.value = at : (wished.value = at, goTo("ask"));
}
function keepPlaces(visits, waiting) {
	kept.value = {
		visits,
		waiting
	}, selected.value = visits[0]?.id ?? null, goTo("kept");
}
// src/board/places.tsx
function Place(props) {
	return a("button", {
		type: "button",
		class: "act plain place",
		onClick: props.onTap,
		children: [a("span", {
			class: "label",
			children: whenWords(props.offer)
		}), a("span", {
			class: "more",
			children: whyWords(props.offer)
		})]
	});
}
function Instead(props) {
	let { told, refused, onPick } = props, node = T(null);
	A(() => {
		told?.state === "refused" && node.current?.scrollIntoView({ block: "nearest" });
	}, [told]);
	let offers = refused?.alternatives ?? [];
	return a("div", {
		class: "instead",
		ref: node,
		children: [
			a(Said, { act: told }),
			refused && refused.short.length > 0 && a("ul", {
				class: "short-days",
				"aria-label": "What is short",
				children: shortLines(refused.short).map(({ days, says }) => a("li", { children: [
					a("b", { children: [days, ":"] }),
					" ",
					says
				] }, days))
			}),
			offers.length > 0 && a("p", {
				class: "hint",
				children: "Free instead:"
			}),
			a("div", {
				class: "places",
				children: offers.map((offer) => a(Place, {
					offer,
					onTap: () => onPick(offer)
				}, offer.seat))
			})
		]
	});
}
function DeskSheet(props) {
	let { name, title, leave = () => goTo(null), word = "Close" } = props;
	return a("div", {
		class: `desk-sheet ${name}`,
		"data-kind": props.kind,
		children: [a("header", { children: [a("h2", { children: title }), a(Button, {
			class: "close",
			text: word,
			onTap: leave
		})] }), props.children]
	});
}
// src/board/usetap.ts
function useTap() {
	let [last, setLast] = d({
		told: void 0,
		refused: null
	}), [busy, setBusy] = d(!1), running = T(!1);
	return {
		told: busy ? SENDING : last.told,
		refused: last.refused,
		busy,
		clear: () => setLast({
			told: void 0,
			refused: null
		}),
		async run(ask, said) {
			if (running.current) return null;
			running.current = !0, setBusy(!0);
			let done = await ask();
			running.current = !1, setBusy(!1);
			let words = typeof said == "function" && done.answer ? said(done.answer) : said, told = typeof words == "object" ? words : toldOf(done, shownTime(), typeof words == "string" ? words : "");
			return setLast({
				told: done.answer && words === "" ? void 0 : told,
				refused: done.refused
			}), done.answer;
		}
	};
}
// src/board/wish.ts
var NO_WISH = {
	patient: "",
	what: "",
	infusion: 1,
	dose: "",
	volume: "",
	place: "",
	visits: 1,
	apart: 7,
	first: "",
	within: "2",
	around: 540,
	limit: "any"
};
function nthVisit(wish, kind, count) {
	return {
		what: wish.what,
		place: wish.place,
		...kind?.numbered ? { infusion_no: wish.infusion + count } : {},
		...kind?.by_order && wish.dose.trim() ? { dose_mg: wish.dose.trim() } : {},
		...kind?.by_order && wish.volume.trim() ? { volume_ml: wish.volume.trim() } : {}
	};
}
var wallTime = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
function times(wish) {
	let around = wallTime(wish.around);
	return wish.limit === "after" ? {
		around,
		earliest: around
	} : wish.limit === "before" ? {
		around,
		latest: around
	} : { around };
}
function offersBody(wish, kind) {
	let days = Number(wish.within), span = {
		first: wish.first,
		last: dayAfter$1(wish.first, days),
		due: wish.first
	};
	return {
		visit: nthVisit(wish, kind, 0),
		...span,
		...times(wish)
	};
}
function seriesBody(wish, kind) {
	return {
		visits: Array.from({ length: wish.visits }, (_, count) => ({
			visit: nthVisit(wish, kind, count),
			due: dayAfter$1(wish.first, count * wish.apart),
			late_days: Math.min(Number(wish.within), wish.apart - 1)
		})),
		...times(wish)
	};
}
// src/board/wishform.tsx
var WITHIN = [
	["0", "that day"],
	["2", "3 days"],
	["6", "a week"],
	["13", "2 weeks"]
].map(([id = "", text = ""]) => ({
	id,
	text
})), LIMITS = [
	["any", "any time"],
	["after", "not before"],
	["before", "not after"]
].map(([id = "", text = ""]) => ({
	id,
	text
}));
function WishForm(props) {
	let { book, wish, onChange, busy, why, onAsk } = props, put = (key) => (value) => onChange({
		...wish,
		[key]: value
	}), kind = book.kinds.find((each) => each.id === wish.what), many = wish.visits > 1;
	return a("div", {
		class: "form",
		children: [
			a(Field, {
				label: "Patient id",
				value: wish.patient,
				onInput: put("patient")
			}),
			a(Line, {
				text: "What",
				children: a(Choice, {
					label: "What",
					options: book.kinds.map((each) => ({
						id: each.id,
						text: each.name
					})),
					value: wish.what,
					onPick: put("what")
				})
			}),
			kind?.numbered && a(Line, {
				text: "Number of the infusion",
				children: a(Stepper, {
					label: "infusion",
					value: wish.infusion,
					onChange: put("infusion"),
					max: 200
				})
			}),
			kind?.by_order && a($, { children: [a(Field, {
				label: "Dose, mg",
				decimal: !0,
				value: wish.dose,
				onInput: put("dose")
			}), a(Field, {
				label: "Bag volume, mL",
				decimal: !0,
				value: wish.volume,
				onInput: put("volume")
			})] }),
			a(Line, {
				text: "Place",
				children: a(Choice, {
					label: "Place",
					options: book.places.map((each) => ({
						id: each,
						text: placeWords$1(each)
					})),
					value: wish.place,
					onPick: put("place")
				})
			}),
			a(Line, {
				text: "Visits",
				children: a(Stepper, {
					label: "visits",
					value: wish.visits,
					onChange: put("visits"),
					max: 12
				})
			}),
			many && a(Line, {
				text: "Days apart",
				children: a(Stepper, {
					label: "days apart",
					value: wish.apart,
					onChange: put("apart"),
					max: 28,
					shown: `${wish.apart}\u00a0days`
				})
			}),
			a(Line, {
				text: "Due day",
				children: a("div", {
					class: "stepper",
					children: [
						a(Button, {
							class: "key",
							text: "−",
							label: "a day earlier",
							onTap: () => put("first")(dayAfter$1(wish.first, -1))
						}),
						a("output", {
							"aria-label": "Due day",
							children: dayWords(wish.first)
						}),
						a(Button, {
							class: "key",
							text: "+",
							label: "a day later",
							onTap: () => put("first")(dayAfter$1(wish.first, 1))
						})
					]
				})
			}),
			a(Line, {
				text: "Within",
				children: a(Choice, {
					label: "Within",
					options: WITHIN,
					value: wish.within,
					onPick: put("within")
				})
			}),
			a(Line, {
				text: "Wished time",
				children: a(Stepper, {
					label: "time",
					value: wish.around,
					onChange: put("around"),
					by: 30,
					max: 1200,
					shown: wallTime(wish.around)
				})
			}),
			a(Line, {
				text: "Limit",
				children: a(Choice, {
					label: "Limit",
					options: LIMITS,
					value: wish.limit,
					onPick: put("limit")
				})
			}),
			a(Button, {
				kind: "go",
				class: "wide",
				text: busy ? "Asking…" : many ? `Ask for ${wish.visits} places` : "Ask for places",
				why,
				onTap: onAsk
			})
		]
	});
}
function Line(props) {
	return a("div", {
		class: "asked",
		children: [a("span", { children: props.text }), props.children]
	});
}
// src/board/askdesk.tsx
function AskDesk() {
	let all = book.value, [draft, setDraft] = d(NO_WISH), [found, setFound] = d(null), taps = useTap(), wish = {
		...draft,
		first: draft.first || day.value,
		what: draft.what || all?.kinds[0]?.id || "",
		place: draft.place || all?.places[0] || ""
	}, at = wished.value;
	if (A(() => {
		if (at === null) return;
		let [hours = 0, min = 0] = clock(at).split(":").map(Number);
		setDraft({
			...draft,
			first: day.value,
			around: Math.max(420, hours * 60 + Math.floor(min / 30) * 30)
		}), setFound(null), wished.value = null;
	}, [at]), !all) return null;
	let kind = all.kinds.find((each) => each.id === wish.what), patient = wish.patient.trim(), why = [...patient ? [] : ["Say for whom."], ...nobody("hold_place")], search = async (from) => {
		let answer = await taps.run(() => from.visits > 1 ? askBook("/series/offers", seriesBody(from, kind)) : askBook("/offers", offersBody(from, kind)), "");
		answer && setFound(from.visits > 1 ? answer.series : answer.offers.map((each) => [each]));
	}, hold = async (offers) => {
		let [first] = offers;
		if (!first) return;
		let visits = offers.map((each, count) => ({
			visit: nthVisit(wish, kind, count),
			seat: each.seat
		})), answer = await taps.run(() => offers.length > 1 ? tapBook("/series", {
			patient,
			visits
		}) : tapBook("/holds", {
			patient,
			visit: nthVisit(wish, kind, 0),
			seat: first.seat
		}), "");
		answer && (showDay(answer.visits[0]?.on), keepPlaces(answer.visits, null));
	}, shift = (offer, due) => {
		let days = Math.round((Date.parse(offer.on) - Date.parse(due)) / 864e5), next = {
			...wish,
			first: dayAfter$1(wish.first, days)
		};
		setDraft(next), search(next);
	}, last = dayAfter$1(wish.first, Number(wish.within)), queue = () => {
		let body = {
			patient,
			visit: nthVisit(wish, kind, 0),
			first: wish.first,
			last
		};
		taps.run(() => tapBook("/waiting-list", body), `${patient} waits for a place until ${dayWords(last)}.`);
	}, mayWait = wish.visits === 1 && (found !== null || taps.refused !== null) && taps.told?.state !== "confirmed";
	return a(DeskSheet, {
		name: "ask-desk",
		title: found ? `Places for ${patient}` : "Book a visit",
		children: [
			found ? a("div", {
				class: "found",
				children: [a(Button, {
					class: "wide",
					text: "Change the wish",
					onTap: () => {
						setFound(null), taps.clear();
					}
				}), a("div", {
					class: "places",
					children: found.map((offers, count) => a(Found, {
						offers,
						count,
						onTap: () => void hold(offers)
					}, offers[0]?.seat))
				})]
			}) : a(WishForm, {
				book: all,
				wish,
				onChange: setDraft,
				busy: taps.busy,
				why,
				onAsk: () => void search(wish)
			}),
			a(Instead, {
				told: taps.told,
				refused: taps.refused,
				onPick: (offer) => taps.refused?.due ? shift(offer, taps.refused.due) : void hold([offer])
			}),
			mayWait && a(Button, {
				class: "wide",
				text: "Put on the waiting list",
				why,
				onTap: queue
			})
		]
	});
}
function Found(props) {
	let { offers, count, onTap } = props, [only] = offers;
	return only && offers.length === 1 ? a(Place, {
		offer: only,
		onTap
	}) : a("button", {
		type: "button",
		class: "act plain place",
		onClick: onTap,
		children: [a("span", {
			class: "label",
			children: `${offers.length} visits, choice ${count + 1}`
		}), a("ol", { children: offers.map((each) => a("li", { children: [
			a("b", { children: whenWords(each) }),
			" ",
			whyWords(each)
		] }, each.seat)) })]
	});
}
// src/board/rows.ts
var HOUR = 36e5;
function scaleOf(board) {
	let ends = board.visits.map((each) => Date.parse(each.left ?? each.end)), seats = board.visits.map((each) => Date.parse(each.seat)), opens = Math.min(board.opens ? Date.parse(board.opens) : Infinity, ...seats), closes = Math.max(board.closes ? Date.parse(board.closes) : 0, ...ends), ahead = zoneAheadMs(opens), from = Math.floor((opens + ahead) / HOUR) * HOUR - ahead, to = Math.ceil((closes + ahead) / HOUR) * HOUR - ahead;
	return {
		from,
		to,
		hours: (to - from) / HOUR,
		at: (ms) => (ms - from) / (to - from) * 100
	};
}
function rowsOf(board, live, today, now) {
	let later = board.on > today, byId = new Map(board.visits.map((each) => [each.id, each]));
	return [...[...new Set(board.chairs.map((each) => each.place))].flatMap((place) => lanesOf(board, place, later)), ...later ? [] : board.chairs.map((chair) => chairRow(chair, byId, live, now))];
}
function chairRow(chair, byId, live, now) {
	let here = live.find((each) => each.chair === chair.id) ?? null, bars = chair.visits.flatMap((each) => {
		let visit = byId.get(each.visit);
		return visit ? [{
			key: visit.id,
			visit,
			from: Date.parse(each.start),
			to: Date.parse(each.end),
			session: null
		}] : [];
	}), sits = bars.some((bar) => bar.visit?.status === "seated" && bar.visit.patient === here?.session?.patient);
	return here?.session && !sits && bars.push(unbooked(here, Math.max(0, ...bars.map((bar) => bar.to)), now)), {
		key: chair.id,
		name: placeName(chair.id),
		more: chair.place === "chair" ? "" : placeWords$1(chair.place),
		alarm: (here && alarmsOf(here)[0]?.priority) ?? null,
		blocked: chair.blocked,
		lane: !1,
		bars
	};
}
function unbooked(live, since, now) {
	let session = live.session, opened = session ? Date.parse(session.opened_at) : now, left = session ? Math.max(30, session.total_min - minuteOf(session, now)) : 30;
	return {
		key: `session ${live.chair}`,
		visit: null,
		from: Math.min(now, Math.max(since, opened)),
		to: now + left * 6e4,
		session: live
	};
}
function lanesOf(board, place, later) {
	let lanes = packed(board.visits.filter((each) => each.chair === null && each.place === place).map((visit) => ({
		key: visit.id,
		visit,
		from: Date.parse(visit.seat),
		to: Date.parse(visit.end),
		session: null
	})).sort((a, b) => a.from - b.from)), usable = board.chairs.filter((each) => each.place === place && !each.blocked).length;
	for (; later && lanes.length < usable;) lanes.push([]);
	let word = placeWords$1(place);
	return lanes.map((lane, count) => ({
		key: `${place} ${count}`,
		name: later ? `Any ${word}` : count ? "" : `No ${word} yet`,
		more: later && lanes.length > 1 ? `${count + 1} of ${usable}` : "",
		alarm: null,
		blocked: null,
		lane: !0,
		bars: lane
	}));
}
// src/board/loads.tsx
var NURSE_PARTS = 12, NAMES = {
	nurse: "Nurses free",
	chair: "Chairs free",
	bed: "Beds free",
	isolation: "Isolation free",
	pump: "Pumps free",
	isolator: "Isolators free"
};
function Loads(props) {
	let { board, scale } = props, order = Object.keys(NAMES), loads = [...board.loads].sort((a, b) => order.indexOf(a.pool) - order.indexOf(b.pool)).filter((load) => Math.max(...load.capacity) > 0);
	return a("div", {
		class: "loads",
		role: "group",
		"aria-label": "What is left, the least of each hour",
		children: loads.map((load) => a(LoadRow, {
			load,
			board,
			scale
		}, load.pool))
	});
}
function LoadRow(props) {
	let { load, board, scale } = props;
	return a("div", {
		class: `day-row load of-${load.pool}`,
		children: [a("div", {
			class: "row-name",
			children: NAMES[load.pool] ?? load.pool
		}), a("div", {
			class: "track",
			children: [load.pool === "nurse" && a(Curve, { ...props }), cellsOf(load, board, scale).map(({ at, left, words }) => a("span", {
				class: "cell",
				"data-left": left,
				style: {
					left: `${scale.at(at)}%`,
					width: `${scale.at(at + HOUR) - scale.at(at)}%`
				},
				children: words
			}, at))]
		})]
	});
}
function cellsOf(load, board, scale) {
	let zero = Date.parse(board.first ?? ""), slot = board.slot_min * 6e4, parts = load.pool === "nurse" ? NURSE_PARTS : 1;
	return Array.from({ length: Math.ceil(scale.hours) }, (_, hour) => {
		let at = scale.from + hour * HOUR, first = Math.max(0, Math.round((at - zero) / slot)), slots = load.capacity.slice(first, first + HOUR / slot).map((has, count) => ({
			has,
			free: has - (load.used[first + count] ?? 0)
		})).filter(({ has, free }) => has > 0 || free < 0);
		if (!slots.length) return {
			at,
			left: "none",
			words: "–"
		};
		let least = Math.min(...slots.map(({ free }) => free));
		if (least < 0) return {
			at,
			left: "short",
			words: `short of ${downTo(-least / parts)}`
		};
		let words = downTo(least / parts);
		return {
			at,
			left: least < parts ? "full" : "some",
			words: words === "0" ? "none" : words
		};
	});
}
var downTo = (amount) => String(Math.floor(amount * 10 + 1e-6) / 10);
function Curve(props) {
	let { load, board, scale } = props, slot = board.slot_min * 6e4, first = Math.round((scale.from - Date.parse(board.first ?? "")) / slot), count = Math.round((scale.to - scale.from) / slot), most = Math.max(...load.capacity, ...load.used), y = (amount) => ((1 - amount / most) * 100).toFixed(2), steps = (row) => Array.from({ length: count }, (_, at) => `L${at} ${y(row[first + at] ?? 0)}L${at + 1} ${y(row[first + at] ?? 0)}`).join("");
	return a("svg", {
		class: "curve",
		viewBox: `0 0 ${count} 100`,
		preserveAspectRatio: "none",
		"aria-hidden": "true",
		children: [a("path", {
			class: "taken",
			d: `M0 100${steps(load.used)}L${count} 100Z`
		}), a("path", {
			class: "there",
			d: `M0 ${y(load.capacity[first] ?? 0)}${steps(load.capacity)}`
		})]
	});
}
// src/board/visitbar.tsx
function VisitBar(props) {
	let { bar, scale } = props, { visit, session } = bar, state = stateWords$1(bar), short = visit !== null && [
		"held",
		"booked",
		"arrived"
	].includes(visit.status) && (board.value?.conflicts.includes(visit.id) ?? !1), patient = visit?.patient ?? session?.session?.patient ?? "", what = visit ? whatWords(visit, book.value) : session?.session?.drug ?? "", words = [
		state.word,
		state.more,
		visit ? changeWords(visit.id) : ""
	].filter(Boolean).join(", "), said = short ? `Not covered. ${words}` : words, spoken = `${patient}, ${said}, ${what}, ${clock(bar.from)} to ${clock(bar.to)}`, left = Math.max(0, scale.at(bar.from));
	return a("button", {
		type: "button",
		class: "bar",
		style: {
			left: `${left}%`,
			width: `${Math.min(100, scale.at(bar.to)) - left}%`
		},
		"data-state": state.kind,
		"data-short": short ? "true" : void 0,
		"data-chosen": visit && selected.value === visit.id ? "true" : void 0,
		"aria-label": spoken,
		title: spoken,
		onClick: (event) => {
			event.stopPropagation(), visit ? select(visit.id) : session && openChair(session.chair);
		},
		children: [a("span", {
			class: "parts",
			children: PARTS.map((part, place) => a("i", {
				class: part,
				style: { flexGrow: String(spansOf(bar)[place] ?? 0) }
			}, part))
		}), a("span", {
			class: "bar-text",
			children: [
				a("span", {
					class: "bar-who",
					children: patient
				}),
				" ",
				a("span", {
					class: "bar-state",
					children: [a(Icon, { shape: short ? "diamond" : state.shape }), a("b", { children: said })]
				}),
				" ",
				a("span", {
					class: "bar-what",
					children: what
				})
			]
		})]
	});
}
var PARTS = [
	"before",
	"during",
	"after"
];
function spansOf({ visit }) {
	let phases = visit?.phases;
	if (!phases) return [
		0,
		1,
		0
	];
	let { arrive, wait, hang, infuse, flush, observe, disconnect, clean } = phases;
	return [
		arrive + wait + hang,
		infuse,
		flush + observe + disconnect + clean
	];
}
function stateWords$1({ visit, session }) {
	return visit ? visitState(visit, view.value?.chairs ?? [], second.value) : {
		word: "",
		shape: "dash",
		kind: "free",
		...session ? stateOf(session) : null,
		more: "not in the book"
	};
}
function changeWords(visit) {
	let open = board.value?.proposal ? proposal.value : null, move = open?.moves.find((each) => each.visit === visit && !each.done);
	if (move) return `→ ${clock(move.to)}?`;
	let stay = open?.stays.find((each) => each.visit === visit && each.longer);
	return stay ? `till ${clock(stay.expected)}` : "";
}
// src/board/dayboard.tsx
var STEP_MS$1 = 9e5;
function DayBoard() {
	let root = T(null), shown = board.value, drawn = shown?.first && (shown.opens || shown.visits.length) ? shown : null, scale = drawn && scaleOf(drawn);
	return useFirstLook(root, drawn, scale), useFollowChosen(root), a("div", {
		id: "plan",
		ref: root,
		tabIndex: -1,
		role: "region",
		"aria-label": "Chairs and time",
		"data-stale": isOld.value ? "true" : void 0,
		children: [a(DaySaid, { shown }), drawn && scale && a(DaySheet, {
			shown: drawn,
			scale
		})]
	});
}
function DaySheet(props) {
	let { shown, scale } = props, rows = rowsOf(shown, view.value?.chairs ?? [], book.value?.today ?? shown.on, shownTime());
	return a("div", {
		class: "day-sheet",
		style: { "--hours": String(scale.hours) },
		onClick: (event) => {
			let track = event.target instanceof Element ? event.target.closest(".day-row .track") : null;
			if (!track) return;
			let box = track.getBoundingClientRect(), ms = scale.from + (event.clientX - box.left) / box.width * (scale.to - scale.from);
			tappedTime(Math.floor(ms / STEP_MS$1) * STEP_MS$1);
		},
		children: [
			a("div", {
				class: "day-row head",
				children: [a("div", { class: "row-name" }), a("div", {
					class: "track axis",
					children: Array.from({ length: scale.hours }, (_, hour) => {
						let at = scale.from + hour * HOUR;
						return a("span", {
							class: "hour",
							style: { left: `${scale.at(at)}%` },
							children: clock(at)
						}, at);
					})
				})]
			}),
			a("div", {
				class: "day-rows",
				children: rows.map((row) => a(DayRow, {
					row,
					scale
				}, row.key))
			}),
			a(Loads, {
				board: shown,
				scale
			}),
			a(Over, {
				shown,
				scale
			})
		]
	});
}
function DayRow(props) {
	let { row, scale } = props;
	return a("div", {
		class: row.lane ? "day-row lane" : "day-row",
		children: [a("div", {
			class: "row-name",
			"data-alarm": row.alarm ?? void 0,
			children: [a("span", { children: row.name }), a("small", { children: row.more })]
		}), a("div", {
			class: "track",
			children: [row.blocked !== null && a("span", {
				class: "blocked",
				children: `Out of use: ${row.blocked}`
			}), a("div", {
				class: "bars",
				children: row.bars.map((bar) => a(VisitBar, {
					bar,
					scale
				}, bar.key))
			})]
		})]
	});
}
function Over(props) {
	let { shown, scale } = props, now = shownTime(), opens = shown.opens ? Date.parse(shown.opens) : scale.from, closes = shown.closes ? Date.parse(shown.closes) : scale.to, span = (from, to) => ({
		left: `${scale.at(from)}%`,
		width: `${scale.at(to) - scale.at(from)}%`
	}), plan = moved.value, at = aim.value;
	return a("div", {
		class: "over",
		children: [
			opens > scale.from && a("div", {
				class: "shut early",
				style: span(scale.from, opens)
			}),
			scale.to > closes && a("div", {
				class: "shut",
				style: span(closes, scale.to),
				children: a("span", { children: `closed ${clock(closes)}` })
			}),
			now > scale.from && now < scale.to && a("div", {
				class: "now-line",
				style: { left: `${scale.at(now)}%` },
				children: a("span", { children: clock(now) })
			}),
			plan && at >= scale.from && at < scale.to && a("div", {
				class: "ghost",
				style: span(at, at + plan.minutes * 6e4),
				children: a("span", { children: `${plan.patient} ${clock(at)}` })
			})
		]
	});
}
function DaySaid(props) {
	let { shown } = props, refused = dayRefused.value, days = refused ? [refused.nearest] : shown?.closed ? [shown.before, shown.after] : [], text = refused ? refused.text : shown?.closed ? `The ward is ${shown.closed}.` : shown ? "" : "Asking for the day…";
	return text ? a("div", {
		class: "day-said",
		children: [a("p", { children: text }), days.map((each) => each && a(Button, {
			text: `Look at ${dayWords(each)}`,
			onTap: () => showDay(each)
		}, each))]
	}) : null;
}
function useFirstLook(root, shown, scale) {
	let seen = T("");
	A(() => {
		if (!shown || !scale || !root.current || seen.current === shown.on) return;
		seen.current = shown.on;
		let at = scale.at(shownTime()), { scrollWidth, clientWidth } = root.current;
		root.current.scrollLeft = at > 0 && at < 100 ? Math.max(0, at / 100 * scrollWidth - clientWidth / 2) : 0;
	});
}
function useFollowChosen(root) {
	let chosen = selected.value;
	A(() => {
		root.current?.querySelector("[data-chosen]")?.scrollIntoView({
			block: "nearest",
			inline: "nearest"
		});
	}, [chosen]);
}
// src/board/keptdesk.tsx
function KeptDesk() {
	let held = kept.value, [first] = held?.visits ?? [];
	return held && first ? a(Sheet$2, {
		visits: held.visits,
		first,
		waiting: held.waiting
	}, first.id) : null;
}
function Sheet$2(props) {
	let { first, waiting } = props, [visits, setVisits] = d(props.visits), [state, setState] = d("held"), taps = useTap(), held = state === "held", until = Math.min(...visits.map((each) => Date.parse(each.held_until ?? ""))), seconds = Math.ceil((until - second.value) / 1e3), over = held && seconds <= 0, bookAll = async () => {
		let answer = await taps.run(() => first.series ? tapBook(`/series/${first.series}/book`, {}) : tapBook("/visits", { hold: first.id }), "Booked.");
		answer && (setVisits(answer.visits), setState("booked"), waiting && await tapBook(`/waiting-list/${waiting}/leave`, {}));
	}, dropAll = async () => {
		for (let visit of visits) {
			let body = { reason: "not wanted" };
			if (!await taps.run(() => tapBook(`/visits/${visit.id}/cancel`, body), "The place is free again.")) return;
		}
		setState("dropped");
	}, again = async (offer) => {
		let wish = {
			what: first.what,
			place: first.place,
			...first.infusion_no === null ? {} : { infusion_no: first.infusion_no }
		}, body = {
			patient: first.patient,
			visit: wish,
			seat: offer.seat
		}, answer = await taps.run(() => tapBook("/holds", body), "");
		answer && keepPlaces(answer.visits, waiting);
	}, all = visits.length > 1 ? ` all ${visits.length}` : "";
	return a(DeskSheet, {
		name: "kept-desk",
		title: state === "booked" ? "Booked" : state === "dropped" ? "Let go" : over ? "Hold is over" : "Held",
		children: [
			a("p", { children: `${first.patient}: ${whatWords(first, book.value)}` }),
			a("ul", {
				class: "kept-list",
				children: visits.map((each) => a("li", { children: whenWords(each) }, each.id))
			}),
			held && a($, { children: [a("p", {
				class: "left",
				role: "timer",
				"data-over": over ? "true" : void 0,
				children: over ? "The place was held for a while and is free again." : `Free again in ${leftWords(seconds)}, at ${clock(until, !0)}.`
			}), a("progress", {
				max: "1",
				"aria-label": "time left",
				value: Math.max(0, seconds / ((book.value?.hold_min ?? 10) * 60))
			})] }),
			a(Instead, {
				told: taps.told,
				refused: taps.refused,
				onPick: (offer) => void again(offer)
			}),
			held && a(Button, {
				kind: "go",
				class: "wide",
				text: `Book${all} for ${first.patient}`,
				why: [...over ? ["Hold it anew."] : [], ...nobody("book_visit")],
				onTap: () => void bookAll()
			}),
			held && !over && a(Button, {
				class: "wide",
				text: visits.length > 1 ? "Let them all go" : "Let it go",
				onTap: () => void dropAll()
			}),
			(!held || over) && a(Button, {
				class: "wide",
				text: over ? "Ask again" : "Book another",
				onTap: () => goTo("ask")
			})
		]
	});
}
var leftWords = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.max(0, seconds % 60)).padStart(2, "0")}`, REASONS$1 = [
	"patient's wish",
	"comes later",
	"blood values",
	"drug not there",
	"ward's plan"
].map((each) => ({
	id: each,
	text: each
})), NUDGE_MS = 3e5;
function MoveDesk() {
	let visit = moved.value;
	return visit && a(Sheet$1, { visit }, visit.id);
}
function Sheet$1(props) {
	let { visit: visit$2 } = props, [reason, setReason] = d(""), taps = useTap(), seat = aim.value, [told, setTold] = d(seat);
	told !== seat && (setTold(seat), taps.clear());
	let move = async (at) => {
		let body = {
			seat: new Date(at).toISOString(),
			reason: reason || "ward's plan",
			version: visit$2.version
		}, [done] = (await taps.run(() => tapBook(`/visits/${visit$2.id}/move`, body), "moved"))?.visits ?? [];
		done ? (showDay(done.on), select(visit$2.id)) : visit.value && (moved.value = visit.value);
	};
	return a(DeskSheet, {
		name: "move-desk",
		title: `Move ${visit$2.patient}`,
		leave: () => {
			showDay(visit$2.on), goTo("visit");
		},
		word: "Keep it",
		children: [
			a("p", { children: `${whatWords(visit$2, book.value)}, ${minutes(visit$2.minutes)}. Now ${whenWords(visit$2)}.` }),
			a("p", {
				class: "hint",
				children: seat ? "Tap another time to change it." : "Tap the new time on the board; other days by ◀ and ▶."
			}),
			seat > 0 && a($, { children: [
				a("div", {
					class: "stepper",
					children: [
						a(Button, {
							class: "key",
							text: "−",
							label: "5 minutes earlier",
							onTap: () => aim.value = seat - NUDGE_MS
						}),
						a("p", {
							class: "aim",
							role: "status",
							children: clock(seat)
						}),
						a(Button, {
							class: "key",
							text: "+",
							label: "5 minutes later",
							onTap: () => aim.value = seat + NUDGE_MS
						})
					]
				}),
				a(Choice, {
					label: "Reason",
					options: REASONS$1,
					value: reason,
					onPick: setReason
				}),
				a(Button, {
					kind: "go",
					class: "wide",
					text: `Move to ${dayWords(day.value)}, ${clock(seat)}`,
					why: [...reason ? [] : ["Say why."], ...nobody("move_visit")],
					onTap: () => void move(seat)
				})
			] }),
			a(Instead, {
				told: taps.told,
				refused: taps.refused,
				onPick: (offer) => void move(Date.parse(offer.seat))
			})
		]
	});
}
// src/board/repairs.ts
function costWords(proposal) {
	let terms = proposal.terms.filter((each) => each.amount > 0).map((each) => each.sentence), better = proposal.engine === "right-shift" || proposal.right_shift_cost <= proposal.cost ? "" : ` To move everybody back in turn would tell ${proposal.right_shift_told}.`, solver = proposal.solver === "under-way" ? " A better one is being looked for." : "";
	return `${terms.join(" ") || "Nobody waits."}${better}${solver}`;
}
function changesOf(proposal) {
	let closed = !proposal.open;
	return [...proposal.stays.filter((each) => each.longer).map((each) => stayRow(each, closed)), ...proposal.moves.map((each) => moveRow(each, closed))];
}
function stayRow(stay, closed) {
	return {
		id: stay.visit,
		name: `${stay.patient} sits longer`,
		text: `${stay.chair ? placeName(stay.chair) : "Chair"} till ${clock(stay.expected)}, planned ${clock(stay.planned)}`,
		hint: stay.sentence,
		done: stay.done,
		closed
	};
}
function moveRow(move, closed) {
	let tell = move.tell ? `Must be told, ${minutes(move.notice_min)} before.` : "Need not be told.", chair = move.chair && move.chair !== move.chair_before ? ` Then free: ${placeName(move.chair)}.` : "";
	return {
		id: move.visit,
		name: move.patient,
		text: `${clock(move.seat)} → ${clock(move.to)}, ${minutes(Math.abs(move.minutes))} ${move.minutes < 0 ? "earlier" : "later"}`,
		hint: `${move.waits_min ? tell : "The patient comes later anyway."}${move.beyond_limit ? " More than an hour." : ""}${chair}`,
		done: move.done,
		closed
	};
}
function alsoWords(proposal, patientOf) {
	return [
		...proposal.unplaced.map((each) => `${patientOf(each)}: no place is left on this day. Move the visit to another one.`),
		...proposal.swaps.map((each) => `${patientOf(each.visit)}: from ${placeName(each.chair)} to ${each.to ? placeName(each.to) : "another chair, none is free"}.`),
		...proposal.shortages.map((each) => `${clock(each.start)}–${clock(each.end)}: ${named(each.sentence)}`),
		...proposal.bags.map((each) => `Bag for ${patientOf(each.visit)}: ${each.sentence}`)
	];
}
// src/board/repairdesk.tsx
function RepairDesk() {
	let taps = useTap(), shown = proposal.value, changes = shown ? changesOf(shown) : [], open = changes.filter((each) => !each.done).length, accept = (of, visits) => {
		let body = {
			version: of.version,
			...visits ? { visits } : {}
		};
		taps.run(() => tapBook(`/days/${of.on}/proposals/${of.id}/accept`, body), outcomes);
	}, anew = async () => {
		await taps.run(() => askBook(`/days/${day.value}/proposals`, {}), `${clock(shownTime(), !0)}: looked at anew.`), lookAtBook();
	};
	return a(DeskSheet, {
		name: "repair-desk",
		title: "What became of the day",
		children: [
			shown ? a($, { children: [a("ul", {
				class: "why-list",
				children: shown.why.map((each) => a("li", { children: named(each.sentence) }, each.sentence))
			}), a("p", {
				class: "hint",
				children: costWords(shown)
			})] }) : a("p", {
				class: "hint",
				children: "Nothing is proposed for this day."
			}),
			a(Instead, {
				told: taps.told,
				refused: taps.refused,
				onPick: () => {}
			}),
			a("ul", {
				class: "wait-list",
				children: shown && changes.map((each) => a(Row, {
					change: each,
					onAccept: () => accept(shown, [each.id])
				}, each.id))
			}),
			a("ul", {
				class: "also-list",
				children: shown && alsoWords(shown, patientOf).map((each) => a("li", { children: each }, each))
			}),
			shown && open > 1 && a(Button, {
				kind: "go",
				class: "wide",
				text: taps.busy ? "Sending…" : `Accept all ${open}`,
				why: nobody("accept_proposal"),
				onTap: () => accept(shown, null)
			}),
			a(Button, {
				class: "wide",
				text: "Look at the day anew",
				onTap: () => void anew()
			})
		]
	});
}
function Row(props) {
	let { change, onAccept } = props, why = change.done ? [] : [...change.closed ? ["A newer proposal stands."] : [], ...nobody("accept_proposal")];
	return a("li", { children: [a("div", {
		class: "text",
		children: [
			a("b", { children: change.name }),
			a("span", { children: change.text }),
			a("span", {
				class: "hint",
				children: change.hint
			})
		]
	}), a("div", {
		class: "do",
		children: [a(Button, {
			kind: "go",
			class: "take",
			text: change.done ? "Accepted" : "Accept",
			off: change.done,
			why,
			onTap: onAccept
		}), a(Button, {
			text: "Look",
			onTap: () => select(change.id)
		})]
	})] });
}
var patientOf = (visit) => board.value?.visits.find((each) => each.id === visit)?.patient ?? visit;
function outcomes(answer) {
	let failed = answer.outcomes.filter((each) => !each.done), at = shownTime();
	return {
		state: failed.length ? "refused" : "confirmed",
		text: `${clock(at, !0)}: ${answer.outcomes.length - failed.length} accepted.`,
		reasons: failed.map((each) => `${patientOf(each.visit)}: ${each.problem?.detail ?? "not done"}`),
		at,
		stops: !1
	};
}
// src/board/chairs.ts
function chairName(chair, board) {
	let found = board?.chairs.find((each) => each.id === chair);
	return found ? chairWords(found) : chair;
}
function cleaned(visit, board, now) {
	return board.visits.filter((each) => each.status === "done" && each.place === visit.place && Date.parse(each.left ?? "") > now);
}
function freeFor(visit, board, live, now) {
	let taken = new Set([...board.visits.filter((each) => each.status === "seated").map((each) => each.chair), ...cleaned(visit, board, now).map((each) => each.chair)]), infused = new Set(live.filter((each) => each.session).map((each) => each.chair));
	return board.chairs.filter((each) => each.place === visit.place && !each.blocked && !taken.has(each.id)).map((each) => ({
		id: each.id,
		text: chairWords(each),
		more: infused.has(each.id) ? "its pump is in use" : "free"
	}));
}
function notFree(visit, board, now) {
	return ["None is free now.", ...cleaned(visit, board, now).map((each) => `${chairName(each.chair ?? "", board)} is clean at ${clock(each.left)}.`)].join(" ");
}
// src/board/visitdesk.tsx
var REASONS = [
	"patient's wish",
	"patient is ill",
	"blood values",
	"drug not there",
	"ward's plan"
].map((each) => ({
	id: each,
	text: each
})), LATER_MIN = [
	15,
	30,
	60,
	90
], STEP_MS = 3e5, FROM = {
	held: [
		"book",
		"move",
		"cancel"
	],
	booked: [
		"arrive",
		"seat",
		"late",
		"move",
		"no-show",
		"cancel"
	],
	arrived: [
		"seat",
		"move",
		"cancel"
	],
	seated: ["done"]
}, OF_TODAY = [
	"arrive",
	"seat",
	"no-show",
	"late",
	"done"
];
function VisitDesk() {
	let visit$1 = visit.value;
	return visit$1 && a(Sheet, { visit: visit$1 }, visit$1.id);
}
function Sheet(props) {
	let { visit } = props, [asked, setAsked] = d(""), taps = useTap(), live = view.value?.chairs ?? [], state = visitState(visit, live, shownTime()), pump = pumpOf(visit, live);
	A(() => setAsked(""), [visit.version]);
	let tap = (path, body, word) => {
		taps.run(() => tapBook(path, body), `${clock(shownTime(), !0)}: ${word}.`);
	}, on = (verb, body, word) => tap(`/visits/${visit.id}/${verb}`, body, word);
	return a(DeskSheet, {
		name: "visit-desk",
		title: visit.patient,
		kind: state.kind,
		children: [
			a(Badge, {
				shape: state.shape,
				word: [state.word, state.more].filter(Boolean).join(", ")
			}),
			a(Facts, {
				visit,
				pump
			}),
			a(Instead, {
				told: taps.told,
				refused: taps.refused,
				onPick: (offer) => on("move", {
					seat: offer.seat,
					reason: "ward's plan",
					version: visit.version
				}, "moved")
			}),
			asked === "seat" && a(Seating, {
				visit,
				onPick: (chair) => on("seat", { chair }, "seated")
			}),
			asked === "late" && a(Lateness, {
				visit,
				onPick: (expected) => on("late", { expected }, "expected later")
			}),
			asked === "cancel" && a(Cancelling, {
				visit,
				onCancel: (reason) => on("cancel", {
					reason,
					version: visit.version
				}, "cancelled")
			}),
			asked && a(Button, {
				class: "wide",
				text: "Back",
				onTap: () => setAsked("")
			}),
			a("div", {
				class: "verbs",
				children: [visit.chair && visit.status === "seated" && a(Button, {
					class: "wide",
					text: "Open on the ward page",
					onTap: () => openChair(visit.chair)
				}), !asked && a(Verbs, {
					visit,
					pump,
					onAsk: setAsked,
					onTap: on,
					onBook: () => tap("/visits", { hold: visit.id }, "booked")
				})]
			})
		]
	});
}
function Facts(props) {
	let { visit, pump } = props, until = visit.left ? ` to ${clock(visit.left)}` : "";
	return a("dl", { children: [
		a(Fact, {
			name: "Promised",
			children: `${whenWords(visit)}, ${minutes(visit.minutes)}`
		}),
		a(Fact, {
			name: "What",
			children: `${whatWords(visit, book.value)}, ${placeWords$1(visit.place)}`
		}),
		a(Fact, {
			name: "Of which",
			children: partWords(visit.phases)
		}),
		a(Fact, {
			name: "Chair",
			children: visit.chair ? `${chairName(visit.chair, board.value)} from ${clock(visit.seated)}${until}` : "not bound yet"
		}),
		pump && a(Fact, {
			name: "Pump says",
			children: pumpLine(pump, shownTime())
		}),
		visit.expected && a(Fact, {
			name: "Expected",
			children: clock(visit.expected)
		}),
		visit.reason && a(Fact, {
			name: "Reason",
			children: visit.reason
		}),
		visit.series && a(Fact, {
			name: "Course",
			children: "one visit of a course"
		})
	] });
}
var MAY = {
	book: "book_visit",
	arrive: "take_arrival",
	seat: "seat_patient",
	move: "move_visit",
	late: "expect_late",
	"no-show": "miss_visit",
	cancel: "cancel_visit",
	done: "end_visit"
};
function Verbs(props) {
	let { visit, pump, onAsk, onTap, onBook } = props, today = visit.on === book.value?.today, may = (FROM[visit.status] ?? []).filter((verb) => today || !OF_TODAY.includes(verb)), runs = pump && moves(pump) ? ["The pump runs: end the infusion first."] : [], keys = {
		book: {
			text: `Book for ${visit.patient}`,
			go: !0,
			tap: onBook
		},
		arrive: {
			text: `${visit.patient} is here`,
			go: !0,
			tap: () => onTap("arrive", {}, "is here")
		},
		seat: {
			text: "Seat on a chair…",
			tap: () => onAsk("seat")
		},
		move: {
			text: "Move: tap a new time…",
			tap: () => goTo("move")
		},
		late: {
			text: "Comes later…",
			tap: () => onAsk("late")
		},
		"no-show": {
			text: "Did not come",
			tap: () => onTap("no-show", {}, "did not come")
		},
		cancel: {
			text: visit.status === "held" ? "Let the place go…" : "Cancel…",
			tap: () => onAsk("cancel")
		},
		done: {
			text: `${visit.patient} has left`,
			go: !0,
			why: runs,
			tap: () => onTap("done", {}, "done")
		}
	};
	return a($, { children: may.map((verb) => {
		let { text, go = !1, why = [], tap } = keys[verb];
		return a(Button, {
			kind: go ? "go" : "plain",
			class: "wide",
			text,
			why: [...why, ...nobody(MAY[verb])],
			onTap: tap
		}, verb);
	}) });
}
function Seating(props) {
	let shown = board.value, live = view.value?.chairs ?? [], free = shown ? freeFor(props.visit, shown, live, shownTime()) : [];
	return a("div", {
		class: "question",
		children: [
			a("p", {
				class: "hint",
				children: "On which one?"
			}),
			shown && !free.length && a("p", { children: notFree(props.visit, shown, shownTime()) }),
			a(Choice, {
				label: "Chair",
				options: free,
				value: "",
				onPick: props.onPick
			})
		]
	});
}
function Lateness(props) {
	let from = Math.max(Date.parse(props.visit.seat), Math.ceil(shownTime() / STEP_MS) * STEP_MS), options = LATER_MIN.map((min) => {
		let at = from + min * 6e4;
		return {
			id: new Date(at).toISOString(),
			text: clock(at),
			more: `${minutes(min)} later`
		};
	});
	return a("div", {
		class: "question",
		children: [a("p", {
			class: "hint",
			children: "When is the patient expected? The promised time stays."
		}), a(Choice, {
			label: "Expected",
			options,
			value: "",
			onPick: props.onPick
		})]
	});
}
function Cancelling(props) {
	let [reason, setReason] = d("");
	return a("div", {
		class: "question",
		children: [
			a("p", {
				class: "hint",
				children: "Why is it cancelled?"
			}),
			a(Choice, {
				label: "Reason",
				options: REASONS,
				value: reason,
				onPick: setReason
			}),
			a(Button, {
				kind: "go",
				class: "wide",
				text: `Cancel ${props.visit.patient}`,
				why: [...reason ? [] : ["Say why."], ...nobody("cancel_visit")],
				onTap: () => props.onCancel(reason)
			})
		]
	});
}
function partWords(each) {
	let before = each.arrive + each.wait + each.hang, after = each.flush + each.observe + each.disconnect + each.clean;
	return [
		`${minutes(before)} before`,
		each.infuse ? `${minutes(each.infuse)} infusion` : "",
		`${minutes(after)} after`
	].filter(Boolean).join(", ");
}
// src/board/waitdesk.tsx
function WaitDesk() {
	let taps = useTap(), last = T(null), hold = async (row, seat) => {
		last.current = row;
		let visit = {
			what: row.what,
			place: row.place,
			...row.infusion_no === null ? {} : { infusion_no: row.infusion_no }
		}, answer = await taps.run(() => tapBook("/holds", {
			patient: row.patient,
			visit,
			seat
		}), "");
		answer && (showDay(answer.visits[0]?.on), keepPlaces(answer.visits, row.id));
	}, leave = (row) => {
		taps.run(() => tapBook(`/waiting-list/${row.id}/leave`, {}), `${row.patient} waits no more.`);
	};
	return a(DeskSheet, {
		name: "wait-desk",
		title: "Waiting list",
		children: [
			a(Instead, {
				told: taps.told,
				refused: taps.refused,
				onPick: (offer) => last.current && void hold(last.current, offer.seat)
			}),
			waitingList.value.length === 0 && a("p", {
				class: "hint",
				children: "Nobody waits for a place."
			}),
			a("ul", {
				class: "wait-list",
				children: waitingList.value.map((row) => a("li", { children: [a("div", {
					class: "text",
					children: [
						a("b", { children: row.patient }),
						a("span", { children: whatWords(row, book.value) }),
						a("span", {
							class: "hint",
							children: `${dayWords(row.first)} to ${dayWords(row.last)}`
						})
					]
				}), a("div", {
					class: "do",
					children: [row.offered && a(Button, {
						kind: "go",
						text: `Hold ${dayAndClock(row.offered)}`,
						title: "A place has become free. It is not held yet.",
						why: nobody("hold_place"),
						onTap: () => row.offered && void hold(row, row.offered)
					}), a(Button, {
						text: "Waits no more",
						why: nobody("leave_waiting_list"),
						onTap: () => leave(row)
					})]
				})] }, row.id))
			})
		]
	});
}
// src/board/boardscreen.tsx
var SHEETS = {
	visit: VisitDesk,
	move: MoveDesk,
	ask: AskDesk,
	kept: KeptDesk,
	waiting: WaitDesk,
	repair: RepairDesk
};
function BoardScreen() {
	let desk = T(null);
	A(followBook, []);
	let gone = sheet.value === "visit" && board.value !== null && visit.value === null, name = gone ? null : sheet.value;
	A(() => {
		gone && goTo(null);
	}, [gone]), A(() => {
		desk.current && (desk.current.scrollTop = 0);
	}, [name]);
	let Shown = name ? SHEETS[name] : null;
	return a("main", {
		id: "day",
		"data-sheet": name ?? void 0,
		children: [
			(book.value || !dayRefused.value) && a(DayBar, {}),
			a(DayBoard, {}),
			Shown && a("section", {
				id: "desk",
				ref: desk,
				"aria-label": "What to do",
				children: a(Shown, {})
			})
		]
	});
}
function DayBar() {
	let today = book.value?.today, shown = board.value, old = isOld.value, mark = shown?.proposal ?? null, toggle = (to) => goTo(sheet.value === to ? null : to);
	return a("div", {
		id: "day-bar",
		children: [a("div", {
			class: "days",
			children: [
				a(Button, {
					class: "step",
					text: "◀",
					label: "Day before",
					off: !shown?.before,
					onTap: () => showDay(shown?.before)
				}),
				a("div", {
					class: "which",
					children: [a("h2", { children: day.value ? `${dayWords(day.value, !0)}${nearness(day.value, today)}` : "…" }), a("span", {
						class: "told",
						"data-old": old ? "true" : void 0,
						children: `${old ? "OLD: not told for" : "told"} ${age(boardAge.value)}${old ? "" : " ago"}`
					})]
				}),
				a(Button, {
					class: "step",
					text: "▶",
					label: "Day after",
					off: !shown?.after,
					onTap: () => showDay(shown?.after)
				}),
				a(Button, {
					text: "Today",
					off: !today || day.value === today,
					onTap: () => showDay(today)
				})
			]
		}), a("div", {
			class: "begin",
			children: [
				(mark || sheet.value === "repair") && a(Button, {
					class: "repair",
					text: mark?.moves ? `Day has changed: ${mark.moves} to move` : "Day has changed",
					pressed: sheet.value === "repair",
					onTap: () => toggle("repair")
				}),
				a(Button, {
					text: `Waiting list: ${waitingList.value.length}`,
					pressed: sheet.value === "waiting",
					onTap: () => toggle("waiting")
				}),
				a(Button, {
					class: "go ask",
					text: "Book a visit",
					onTap: () => goTo("ask")
				})
			]
		})]
	});
}
function nearness(shown, today) {
	return today ? shown === today ? ", today" : shown === dayAfter$1(today, 1) ? ", tomorrow" : "" : "";
}
// src/log/notices.ts
var AGAIN_MS$2 = 5e3, notices = y(null);
async function read$1() {
	let answer = await get("/book/notices");
	answer?.status === 200 && (notices.value = answer.body);
}
function followNotices() {
	read$1();
	let timer = setInterval(() => void read$1(), AGAIN_MS$2);
	return () => clearInterval(timer);
}
async function takeNote(notice) {
	let done = await tapBook(`/notices/${encodeURIComponent(notice.id)}/acknowledge`, {});
	return await read$1(), toldOf(done, shownTime(), "Taken note of.");
}
// src/log/handover.tsx
function HandoverScreen() {
	let ward = view.value, busy = (ward?.chairs ?? []).filter((each) => each.session || moves(each)), free = (ward?.chairs ?? []).filter((each) => !each.session && !moves(each));
	return a("main", {
		id: "handover",
		class: "page",
		children: [
			a("div", {
				class: "page-head",
				children: [a("h2", { children: ["Hand-over ", a("small", { children: `${dayOf(second.value)}, ${clock(second.value)}${person.value ? `, ${personName(person.value)}` : ""}` })] }), a(Button, {
					class: "no-print",
					text: "Print all chairs",
					onTap: () => window.print()
				})]
			}),
			a(Notices, {}),
			a("div", {
				class: "handover-rows",
				children: busy.map((each) => a(ChairRow, { chair: each }, each.chair))
			}),
			waiting().length > 0 && a("p", { children: `Waiting for a chair: ${waiting().map((each) => `${each.patient} (${each.drug}, infusion ${each.infusion_no})`).join("; ")}.` }),
			a("p", {
				class: "hint",
				children: free.length ? `Free: ${free.map((each) => placeName(each.chair)).join(", ")}.` : "No chair is free."
			})
		]
	});
}
function ChairRow(props) {
	let { chair } = props, { session } = chair, state = stateOf(chair), items = openItems(chair), steps = session && !session.ended_at ? comingSteps(session, second.value) : [];
	return a("article", {
		class: "handover-row",
		"data-kind": state.kind,
		"aria-label": placeName(chair.chair),
		children: [
			a("header", { children: [a("h3", { children: placeName(chair.chair) }), a(Badge, {
				shape: state.shape,
				word: state.word
			})] }),
			a("div", { children: [
				session && a($, { children: [a("p", { children: [
					a("strong", { children: session.drug }),
					" ",
					`infusion ${session.infusion_no}, ${session.patient}, bag ${session.bag ?? "none"}`
				] }), a("p", { children: `${session.reported_rate_ml_h ?? "–"}\u00a0mL/h now, ${volumeWords(session)}, ${nextWords(session, second.value)}` })] }),
				a("ul", {
					class: "open-items",
					children: [items.map((each) => a("li", { children: each }, each)), !items.length && a("li", {
						class: "none",
						children: "nothing open"
					})]
				}),
				session && a(TakeOver, {
					chair,
					session
				})
			] }),
			a(Coming, {
				steps,
				caption: "Still to come"
			})
		]
	});
}
function TakeOver(props) {
	let { chair, session } = props, key = `${chair.chair}:hand-over`, take = () => {
		let body = {
			version: session.version,
			open_items: session.open_items
		};
		send(key, inSession(session.id, "hand-over"), body, { chair });
	};
	return a("div", {
		class: "taking-over",
		children: [
			a("p", {
				class: "with-whom",
				children: withWhom(session) || "taken over by nobody yet"
			}),
			a(Button, {
				kind: "go",
				class: "no-print take-over",
				text: `Take over ${placeName(chair.chair)}`,
				why: [...stale(), ...nobody("take_chair_over")],
				onTap: take
			}, session.version),
			a("div", {
				class: "no-print",
				children: a(Outcome, { of: key })
			})
		]
	});
}
function whose(subject) {
	let [session] = subject.split("/"), chair = view.value?.chairs.find((each) => each.session?.id === session), waits = waiting().find((each) => each.id === session);
	return chair?.session ? `${placeName(chair.chair)}, ${chair.session.patient}:` : waits ? `${waits.patient}:` : "";
}
function Notices() {
	let [told, setTold] = d();
	A(followNotices, []);
	let open = (notices.value?.notices ?? []).filter((each) => each.stands);
	if (!open.length) return null;
	let take = async (each) => setTold(await takeNote(each));
	return a("section", {
		class: "notices",
		"aria-label": "Told and not taken note of",
		children: [
			a("h3", { children: "Told, and nobody has taken note yet" }),
			a(Said, { act: told }),
			a("ul", { children: open.map((each) => a("li", { children: [a("span", { children: [
				`${dayAndClock(each.due)} `,
				a("strong", { children: whose(each.subject) }),
				` ${named(each.sentence)}`
			] }), a(Button, {
				class: "no-print",
				text: "I take note",
				why: nobody("acknowledge_notice"),
				onTap: () => void take(each)
			})] }, each.id)) })
		]
	});
}
// src/log/printed.tsx
function PrintedRecord(props) {
	let { session } = props, read = useRecord(session.id, session.version), now = session.ended_at ? Date.parse(session.ended_at) : second.value, at = minuteOf(session, now);
	return a("article", {
		class: "printed",
		children: [
			a("header", { children: [a("div", { children: [a("p", {
				class: "ward-name",
				children: view.value?.name
			}), a("h2", { children: `Record of infusion ${session.infusion_no}: ${session.drug}` })] }), a("p", {
				class: "printed-at",
				children: `${dayOf(second.value)}, ${clock(second.value)}`
			})] }),
			a("div", {
				class: "record-facts",
				children: [a("dl", { children: [
					a(Fact, {
						name: "Patient",
						children: session.patient
					}),
					a(Fact, {
						name: "Protocol",
						children: `${session.label}, ${session.profile} infusion`
					}),
					a(Fact, {
						name: "Bag",
						children: bagWords(session)
					}),
					a(Fact, {
						name: "Order",
						children: orderWords(session)
					})
				] }), a("dl", { children: [
					a(Fact, {
						name: "Place",
						children: [session.chair, session.pump].filter((each) => each !== null).map(placeName).join(", ") || "–"
					}),
					a(Fact, {
						name: "Started",
						children: session.started_at ? dayAndClock(session.started_at) : "not started"
					}),
					a(Fact, {
						name: "Ended",
						children: session.ended_at ? dayAndClock(session.ended_at) : phaseWord(session)
					}),
					session.taken_over && a(Fact, {
						name: "Last with",
						children: `${personName(session.taken_over.by)} since ${clock(session.taken_over.at)}`
					}),
					a(Fact, {
						name: "Given",
						children: `${session.infused_ml} of ${session.volume_ml}\u00a0mL`
					})
				] })]
			}),
			a(Given, { session }),
			a("figure", {
				class: "printed-stairs",
				children: [a(Stairs, {
					big: !0,
					session,
					now: at,
					known: at
				}), a("figcaption", {
					class: "legend",
					children: [
						a("span", {
							class: "key planned",
							children: "planned"
						}),
						a("span", {
							class: "key delivered",
							children: "delivered, as the pump reported"
						}),
						a("span", {
							class: "key tail",
							children: "still to come"
						})
					]
				})]
			}),
			a(PrintedReactions, { session }),
			a(Entries, {
				read,
				oldestFirst: !0
			}),
			a(Notes, { read }),
			a("p", {
				class: "sign",
				children: "Name and signature"
			}),
			a("p", {
				class: "hint",
				children: view.value?.disclaimer
			})
		]
	});
}
function bagWords(session) {
	let bag = session.ready.bag;
	return [session.bag ?? "none", bag && `batch ${bag.batch}`].filter(Boolean).join(", ");
}
function orderWords({ ready: { order } }) {
	return order ? `${order.id}: ${order.dose_mg}\u00a0mg ${order.route}, ${order.weight_kg}\u00a0kg, ${order.prescriber}` : "none";
}
function Given(props) {
	let { session } = props, check = session.second_check;
	return a("ul", {
		class: "given",
		children: [session.premedication.map((each) => a("li", { children: each.given_at ? `${each.name} ${each.dose_mg ?? ""}\u00a0mg ${each.route ?? ""} at ${clock(each.given_at)}` : `${each.name}: not given` }, each.item)), check && a("li", { children: `Second check: ${personName(check.by)} keyed ${mlPerHour(check.rate_ml_h)} at ${clock(check.at)}` })]
	});
}
// src/log/sessions.ts
var AGAIN_MS$1 = 5e3, PAGES$1 = 20, sessions = y(null), failed = y(!1);
async function read() {
	let found = [], after = null;
	for (let page = 0; page < PAGES$1; page += 1) {
		let answer = await get(`/sessions?all=true&limit=100${after ? `&after=${encodeURIComponent(after)}` : ""}`);
		if (failed.value = answer?.status !== 200, failed.value || !answer) return;
		let list = answer.body;
		if (found.push(...list.sessions), after = list.next, after === null) break;
	}
	sessions.value = found;
}
function followSessions() {
	read();
	let timer = setInterval(() => void read(), AGAIN_MS$1);
	return () => clearInterval(timer);
}
// src/log/recordsscreen.tsx
function RecordsScreen() {
	let [wanted, setWanted] = d(""), [chosen, setChosen] = d("");
	A(followSessions, []);
	let all = sessions.value, word = wanted.trim().toLowerCase(), found = (all ?? []).filter((each) => each.patient.toLowerCase().includes(word)), session = all?.find((each) => each.id === chosen);
	return a("main", {
		id: "records",
		class: "page split",
		"data-chosen": session ? "true" : void 0,
		children: [a("section", {
			class: "list",
			"aria-label": "Infusions",
			children: [
				a(Field, {
					label: "Patient id",
					value: wanted,
					onInput: setWanted
				}),
				a("p", {
					class: "hint",
					role: "status",
					children: failed.value ? "The list could not be read. Tried again by itself." : all ? `${found.length} infusions, newest first` : "Reading…"
				}),
				a("ul", { children: found.map((each) => a("li", { children: a(Item, {
					session: each,
					pressed: each.id === chosen,
					onTap: () => setChosen(each.id)
				}) }, each.id)) })
			]
		}), a("section", {
			class: "shown",
			"aria-label": "Record",
			children: session && all ? a($, { children: [
				a("div", {
					class: "page-head no-print",
					children: [
						a("h2", { children: session.patient }),
						a(Button, {
							class: "to-list",
							text: "All infusions",
							onTap: () => setChosen("")
						}),
						a(Button, {
							text: "Print the record",
							onTap: () => window.print()
						})
					]
				}),
				a(Course, {
					all,
					of: session,
					onTap: setChosen
				}),
				session.closed && session.reactions.length > 0 && a(LateEntry, { session }, `${session.id} late`),
				a(PrintedRecord, { session }, session.id)
			] }) : a("p", {
				class: "hint",
				children: "Choose an infusion: its record is shown as it will be printed."
			})
		})]
	});
}
function LateEntry(props) {
	let [open, setOpen] = d(!1);
	return a("div", {
		class: "no-print",
		children: [a(Button, {
			text: open ? leaving("Close") : "Late entry about the reaction…",
			more: !open && entered(props.session.id).length ? NOT_YET : void 0,
			onTap: () => leave(() => setOpen(!open))
		}), open && a(ReactionAccount, {
			chair: null,
			session: props.session
		})]
	});
}
var reactionsWords = (count) => count === 1 ? "1 reaction" : `${count} reactions`;
function Item(props) {
	let { session, pressed, onTap } = props;
	return a("button", {
		type: "button",
		class: "act plain item",
		"aria-pressed": pressed,
		onClick: onTap,
		children: [
			a("span", {
				class: "label",
				children: session.patient
			}),
			a("span", {
				class: "more",
				children: `${session.chair ? `${placeName(session.chair)} · ` : ""}${session.drug}, infusion ${session.infusion_no} · ${phaseWord(session)}`
			}),
			session.reactions.length > 0 && a("span", {
				class: "more reacted",
				children: reactionsWords(session.reactions.length)
			}),
			a("span", {
				class: "more",
				children: dayAndClock(session.started_at ?? session.opened_at)
			})
		]
	});
}
function Course(props) {
	let { all, of, onTap } = props, course = all.filter((each) => each.patient === of.patient).reverse();
	return a("div", {
		class: "course no-print",
		role: "group",
		"aria-label": `Course of ${of.patient}`,
		children: course.map((each) => a("button", {
			type: "button",
			class: "act plain option",
			"aria-pressed": each.id === of.id,
			onClick: () => onTap(each.id),
			children: [a("span", {
				class: "label",
				children: `${each.drug} no.\u00a0${each.infusion_no}`
			}), a("span", {
				class: "more",
				children: courseWords(each)
			})]
		}, each.id))
	});
}
function courseWords(session) {
	let reaction = session.reaction ? `, reaction${session.reaction.grade ? ` grade ${session.reaction.grade}` : ""}` : "";
	return `${session.infused_ml} of ${session.volume_ml}\u00a0mL, ${phaseWord(session).toLowerCase()}${reaction}`;
}
// src/more/page.tsx
var PAGES = [
	["tablet", "This tablet"],
	["people", "People"],
	["tablets", "Tablets"],
	["audit", "Audit"],
	["settings", "Settings"]
];
function MorePage(props) {
	return a("main", {
		id: props.id,
		class: "page more",
		children: [
			a("nav", {
				class: "pages no-print",
				"aria-label": "More",
				children: PAGES.map(([id, name]) => a("button", {
					type: "button",
					class: "act plain page-key",
					"aria-current": screen.value === id ? "page" : void 0,
					onClick: () => go(id),
					children: name
				}, id))
			}),
			a("div", {
				class: "page-head",
				children: [a("h2", { children: props.title }), props.keys]
			}),
			props.children
		]
	});
}
function Unread(props) {
	let { reading } = props;
	return reading.problem ? reading.problem === "not-signed-in" ? a("div", {
		class: "unread",
		children: [a("p", {
			class: "big-line",
			children: "Who is signed in is asked first."
		}), a(Button, {
			text: "Sign in",
			onTap: () => void askSignIn()
		})]
	}) : a("div", {
		class: "unread",
		role: "alert",
		children: [a("p", {
			class: "big-line",
			children: WORDS$1[reading.problem] ?? reading.text
		}), reading.problem === "role-not-allowed" && a("p", {
			class: "hint",
			children: `${held.value?.person?.name ?? "Nobody"} is signed in.`
		})]
	}) : reading.found ? null : a("p", {
		class: "hint",
		role: "status",
		children: "Asking the ward…"
	});
}
var WORDS$1 = {
	"role-not-allowed": "This is for people with another role.",
	"tls-missing": "This address has no TLS, so no PIN and no code may be given here. Open the ward's https address; chairside serve says on its terminal what is missing.",
	"people-not-saved": "The ward's disk does not answer. Tried again by itself; what stops works."
}, hasAccounts = () => held.value ?? view.value ? signsIn() : null;
function NoAccounts() {
	return a("div", {
		class: "unread",
		children: [a("p", {
			class: "big-line",
			children: "There are no accounts here."
		}), a("p", { children: "This ward believes its pages (people: trusted in its file): whoever holds a tablet chooses a name, and nobody signs in. That is for a demonstration. In a ward with accounts, people and tablets are looked after on this screen." })]
	});
}
// src/more/reading.ts
var AGAIN_MS = 5e3, NOTHING = {
	found: null,
	problem: "",
	text: ""
}, STRANGER = "This browser is no tablet of the ward. Enrol it first.", PROBLEMS = {
	[STRANGER]: "tablet-not-enrolled",
	[SIGN_IN]: "not-signed-in"
}, UNHEARD = "No answer in 3 s. Tried again by itself.";
function useReading(path, operation = "") {
	let [read, setRead] = d({
		...NOTHING,
		path
	}), [asked, setAsked] = d(0), closed = isStranger() ? STRANGER : operation && nobody(operation)[0] || "", who = closed || (held.value?.person?.id ?? "");
	A(() => {
		if (closed) return;
		let over = !1, ask = async () => {
			let next = await readOnce(path);
			over || setRead((last) => ({
				...next.problem === "unheard" && last.path === path ? {
					...next,
					found: last.found
				} : next,
				path
			}));
		};
		ask();
		let timer = setInterval(() => void ask(), AGAIN_MS);
		return () => {
			over = !0, clearInterval(timer);
		};
	}, [
		path,
		who,
		asked
	]);
	let shown = read.path === path ? read : NOTHING, refused = {
		found: null,
		problem: PROBLEMS[closed] ?? "role-not-allowed",
		text: closed
	};
	return {
		...closed ? refused : shown,
		again: () => setAsked(asked + 1)
	};
}
async function readOnce(path) {
	let answer = await get(path);
	if (!answer) return {
		found: null,
		problem: "unheard",
		text: UNHEARD
	};
	if (answer.status < 400) return {
		found: answer.body,
		problem: "",
		text: ""
	};
	let problem = answer.body;
	return {
		found: null,
		problem: (problem?.type ?? "").replace(/^\/problems\//, "") || String(answer.status),
		text: problem?.detail || problem?.title || `Refused (${answer.status}).`
	};
}
// src/more/auditscreen.tsx
function AuditScreen() {
	let today = wardDay(second.value), [day, setDay] = d(""), [person, setPerson] = d(""), [tablet, setTablet] = d(""), on = day || today, reading = useReading(`/audit?${new URLSearchParams({
		on,
		...person ? { person } : {},
		...tablet ? { tablet } : {}
	}).toString()}`, "read_audit"), ward = view.value, acts = reading.found?.acts ?? [];
	return a(MorePage, {
		id: "audit",
		title: "Audit",
		keys: a(Button, {
			class: "no-print",
			text: "Print",
			off: !acts.length,
			onTap: () => window.print()
		}),
		children: [
			a("div", {
				class: "filters no-print",
				children: [
					a(Button, {
						text: "Day before",
						onTap: () => setDay(dayAfter(on, -1))
					}),
					a("label", {
						class: "field",
						children: [a("span", { children: "Day" }), a("input", {
							type: "date",
							value: on,
							max: today,
							onInput: (event) => setDay(event.currentTarget.value)
						})]
					}),
					a(Button, {
						text: "Day after",
						off: on >= today,
						onTap: () => setDay(dayAfter(on, 1))
					}),
					a(Filter, {
						label: "Person",
						value: person,
						options: known(ward?.people ?? [], acts, "person"),
						none: "Everybody",
						onPick: setPerson
					}),
					a(Filter, {
						label: "Tablet",
						value: tablet,
						options: known(ward?.tablets ?? [], acts, "tablet"),
						none: "Every tablet",
						onPick: setTablet
					})
				]
			}),
			a("p", {
				class: "audit-of",
				children: [`${ward?.name ?? ""}, ${dayOf(instantOf(`${on}T12:00`))}${person ? `, ${personName(person)}` : ""}${tablet ? `, ${tablet}` : ""}.`, a("span", {
					class: "print-only",
					children: ` Printed ${dayOf(second.value)} ${clock(second.value)}.`
				})]
			}),
			ward && !signsIn() && a("p", {
				class: "hint",
				children: "Names are believed here: whoever was chosen on a tablet is who the record names."
			}),
			a(Unread, { reading }),
			reading.found && a("p", {
				class: "hint",
				role: "status",
				children: reading.found.cut ? `The newest ${acts.length} of this day. There are more: choose a person or a tablet.` : acts.length ? `${acts.length} entries, newest first. Nothing is ever overwritten.` : "Nothing was done."
			}),
			acts.length > 0 && a("table", {
				class: "acts",
				children: [a("thead", { children: a("tr", { children: [
					a("th", {
						scope: "col",
						children: "When"
					}),
					a("th", {
						scope: "col",
						children: "Who"
					}),
					a("th", {
						scope: "col",
						children: "Tablet"
					}),
					a("th", {
						scope: "col",
						children: "What"
					})
				] }) }), a("tbody", { children: acts.map((each, index) => a(Act, { act: each }, acts.length - index)) })]
			})
		]
	});
}
function Act(props) {
	let { act } = props;
	return a("tr", {
		"data-record": act.record,
		children: [
			a("td", { children: a("time", {
				dateTime: act.at,
				children: clock(act.at, !0)
			}) }),
			a("td", { children: `${personName(act.person)}${act.role ? ` (${act.role})` : ""}` }),
			a("td", { children: view.value?.tablets.find((each) => each.id === act.tablet)?.name ?? act.tablet }),
			a("td", { children: [a("span", { children: named(act.sentence ?? words(act.what)) }), act.record !== "people" && a("small", { children: ` ${aboutWords(act)}` })] })
		]
	});
}
function aboutWords(act) {
	if (act.record === "book") return "Book.";
	let chair = view.value?.chairs.find((each) => each.session?.id === act.about);
	return chair?.session ? `${placeName(chair.chair)}, ${chair.session.patient}.` : `Infusion ${act.about.slice(0, 8)}.`;
}
function known(own, acts, what) {
	let ids = new Set(own.map((each) => each.id)), others = [...new Set(acts.map((each) => each[what]))].filter((each) => !ids.has(each)).sort();
	return [...own, ...others.map((id) => ({
		id,
		name: id
	}))];
}
function Filter(props) {
	let { label, value, options, none, onPick } = props, gone = value && !options.some((each) => each.id === value);
	return a("label", {
		class: "field",
		children: [a("span", { children: label }), a("select", {
			value,
			onChange: (event) => onPick(event.currentTarget.value),
			children: [
				a("option", {
					value: "",
					children: none
				}),
				gone && a("option", {
					value,
					children: value
				}),
				options.map((each) => a("option", {
					value: each.id,
					children: each.name
				}, each.id))
			]
		})]
	});
}
function dayAfter(day, by) {
	let at = new Date(`${day}T00:00:00Z`);
	return at.setUTCDate(at.getUTCDate() + by), at.toISOString().slice(0, 10);
}
// src/more/roles.tsx
var ROLES = [
	["viewer", "looks"],
	["nurse", "everything at a chair"],
	["charge", "and the day; unlocks people"],
	["prescriber", "orders and decisions"],
	["pharmacist", "bags and plans"],
	["biomed", "the ward's own alarms"],
	["admin", "people and tablets"]
];
function RoleKeys(props) {
	let { roles, onChange } = props, toggled = (role) => ROLES.map(([each]) => each).filter((each) => each === role !== roles.includes(each));
	return a("div", {
		class: "choice roles",
		role: "group",
		"aria-label": "Roles",
		children: ROLES.map(([role, more]) => a("button", {
			type: "button",
			class: "act plain option",
			"aria-pressed": roles.includes(role),
			onClick: () => onChange(toggled(role)),
			children: [a("span", {
				class: "label",
				children: role
			}), a("span", {
				class: "more",
				children: more
			})]
		}, role))
	});
}
var idOf = (name) => name.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, "-").slice(0, 40).replace(/^-+|-+$/g, ""), ID = /^[a-z0-9][a-z0-9-]{0,39}$/, sameRoles = (one, other) => one.length === other.length && one.every((each) => other.includes(each)), SHOWN_MS = 6e4, slip = y(null);
function showSlip(next) {
	slip.value = {
		...next,
		goesAt: wardNow() + SHOWN_MS,
		whose: held.value?.person?.id ?? ""
	};
}
var hideSlip = () => {
	slip.value = null;
};
function SlipShown() {
	let now = slip.value, left = now ? now.goesAt - second.value : 0, holder = held.value?.person?.id ?? "", another = now !== null && holder !== "" && holder !== now.whose;
	return A(() => hideSlip, []), A(() => {
		now && (left <= 0 || another) && hideSlip();
	}, [
		now,
		left <= 0,
		another
	]), !now || left <= 0 || another ? null : a("section", {
		class: "slip no-print",
		"aria-label": now.title,
		role: "status",
		children: [a("div", { children: [
			a("h3", { children: now.title }),
			a("p", {
				class: "secret",
				children: now.secret
			}),
			a("p", { children: now.text }),
			now.link && a("p", {
				class: "link",
				children: now.link
			}),
			now.until && a("p", {
				class: "hint",
				children: `Counts once, until ${clock(now.until)}.`
			}),
			a("p", {
				class: "hint",
				children: `Shown this once. It goes in ${age(left)}.`
			}),
			a(Button, {
				text: "Done: hide it",
				onTap: hideSlip
			})
		] }), now.qr && a(Qr, { code: now.qr })]
	});
}
function Qr(props) {
	let { size, path } = props.code;
	return a("svg", {
		class: "qr",
		viewBox: `0 0 ${size} ${size}`,
		role: "img",
		"aria-label": "The link as a QR code",
		"shape-rendering": "crispEdges",
		children: [a("rect", {
			width: size,
			height: size,
			fill: "#ffffff"
		}), a("path", {
			d: path,
			fill: "#000000"
		})]
	});
}
// src/more/telling.ts
async function tellWithPin(path, body, what) {
	let url = `/api/v1${path}`, tap = newTap(), given = await askGrant("pin", what, null, {
		action: `POST ${url}`,
		tap
	});
	if (!given) return {
		answer: null,
		told: null
	};
	let at = wardNow(), headers = tapHeaders(person.value, tablet.value, at, {
		tap,
		grant: given.grant
	}), answer = await post(url, headers, JSON.stringify(body));
	lookWhoHolds();
	let base = {
		at,
		reasons: [],
		stops: !1
	};
	return answer ? answer.status >= 400 ? {
		answer: null,
		told: {
			...base,
			...refusal(answer),
			state: "refused",
			text: why(answer.body, refusal(answer).text)
		}
	} : {
		answer: answer.body,
		told: {
			...base,
			state: "confirmed",
			text: `Done: ${what}.`
		}
	} : {
		answer: null,
		told: {
			...base,
			state: "not-sent",
			text: NOT_SENT
		}
	};
}
var NOT_SENT = NOT_SENT_GO.replace("Look at the pump and the record", "Look at the list"), WORDS = {
	"last-admin": "Nobody would be left who looks after people and tablets. Make somebody else an admin first.",
	"not-yourself": "Nobody disables herself: another admin has to.",
	"person-taken": "The id or the badge is somebody's already.",
	"tls-missing": "This address has no TLS, so no PIN and no code may be given here. Open the ward's https address."
}, why = (body, said) => WORDS[(body?.type ?? "").replace(/^\/problems\//, "")] ?? said;
// src/more/peoplescreen.tsx
function PeopleScreen() {
	return hasAccounts() === !1 ? a(MorePage, {
		id: "staff",
		title: "People",
		children: a(NoAccounts, {})
	}) : a(Staff, {});
}
var NEW = "+";
function Staff() {
	let reading = useReading("/people", "list_people"), [open, setOpen] = d(""), [told, setTold] = d(null), people = reading.found?.people ?? [], tell = async (path, body, what) => {
		setTold(null);
		let done = await tellWithPin(path, body, what);
		return setTold(done.told), reading.again(), done;
	}, mayAdd = nobody("add_person").length === 0;
	return a(MorePage, {
		id: "staff",
		title: "People",
		keys: reading.found && mayAdd && open !== NEW && a(Button, {
			text: "Add a person",
			onTap: () => setOpen(NEW)
		}),
		children: [
			a(SlipShown, {}),
			a(Said, { act: told ?? void 0 }),
			a(Unread, { reading }),
			open === NEW && reading.found && a(Newcomer, {
				tell,
				onOver: () => setOpen("")
			}),
			a("ul", {
				class: "rows",
				children: people.map((each) => a("li", { children: a(Person, {
					person: each,
					open: open === each.id,
					tell,
					onTap: () => setOpen(open === each.id ? "" : each.id)
				}) }, each.id))
			})
		]
	});
}
function Person(props) {
	let { person, open, tell, onTap } = props, at = `/people/${encodeURIComponent(person.id)}`;
	return a("article", {
		class: "row",
		"aria-label": person.name,
		"data-off": person.disabled ? "true" : void 0,
		children: [
			a("div", { children: [
				a("h3", { children: [
					person.name,
					" ",
					a("small", { children: person.id })
				] }),
				a("p", { children: person.roles.join(", ") }),
				a("p", {
					class: "hint",
					children: stateWords(person)
				})
			] }),
			a("div", {
				class: "do",
				children: [person.locked_until && a(Button, {
					kind: "go",
					text: "Unlock",
					why: nobody("unlock_person"),
					onTap: () => void tell(`${at}/unlock`, {}, `unlock ${person.name}`)
				}), nobody("change_roles").length === 0 && a(Button, {
					text: open ? "Close" : "Change",
					label: `${open ? "Close" : "Change"} ${person.name}`,
					onTap
				})]
			}),
			open && a(Changes, {
				person,
				at,
				tell
			}, person.id)
		]
	});
}
function stateWords(person) {
	if (person.disabled) return "Signs in no more. Her name stays in the record.";
	let at = person.signed_in.map((each) => each.tablet).join(", ");
	return [person.locked_until ? `LOCKED after wrong PINs until ${clock(person.locked_until)}.` : "", at ? `Signed in at ${at}.` : "Not signed in."].filter(Boolean).join(" ");
}
function Changes(props) {
	let { person, at, tell } = props, [roles, setRoles] = d(person.roles), saved = sameRoles(roles, person.roles), newPin = async () => {
		let done = await tell(`${at}/pin`, {}, `another PIN for ${person.name}`);
		done.answer && showPin(person.name, done.answer.pin);
	};
	return a("div", {
		class: "changes",
		children: [
			a(RoleKeys, {
				roles,
				onChange: setRoles
			}),
			a(Button, {
				kind: "go",
				text: "Give these roles",
				why: roles.length === 0 ? ["Choose at least one."] : saved ? ["These are her roles."] : [],
				onTap: () => void tell(`${at}/roles`, { roles }, `make ${person.name} ${roles.join(", ")}`)
			}),
			a(Button, {
				text: "Another PIN",
				more: "ends her sign-ins and locks",
				onTap: () => void newPin()
			}),
			!person.disabled && a(Button, {
				text: "Disable",
				more: "signs in no more; nobody is removed",
				onTap: () => void tell(`${at}/disable`, {}, `let ${person.name} sign in no more`)
			})
		]
	});
}
var showPin = (name, pin) => showSlip({
	title: `PIN of ${name}`,
	secret: pin,
	text: "For her alone. Whoever forgets hers gets another one."
});
function Newcomer(props) {
	let [badge, setBadge] = d(""), [name, setName] = d(""), [typedId, setId] = d(null), [roles, setRoles] = d([]), root = T(null), id = typedId ?? idOf(name), missing = [
		...badge.trim() ? [] : ["Scan the badge."],
		...name.trim() ? [] : ["Type the name."],
		...ID.test(id) || !name.trim() ? [] : ["The id has small letters, digits and hyphens."],
		...roles.length ? [] : ["Choose at least one role."]
	], add = async () => {
		let body = {
			id,
			name: name.trim(),
			roles,
			badge: badge.trim()
		}, done = await props.tell("/people", body, `add ${body.name} (${roles.join(", ")})`);
		done.answer && (showPin(body.name, done.answer.pin), props.onOver());
	};
	return a("section", {
		class: "newcomer",
		"aria-label": "Add a person",
		ref: root,
		children: [
			a(Field, {
				label: "Badge: scan it, or type its number",
				value: badge,
				onInput: setBadge,
				onEnter: () => root.current?.querySelectorAll("input")[1]?.focus()
			}),
			a(Field, {
				label: "Name, as the record shows it",
				value: name,
				longest: 80,
				onInput: setName
			}),
			a(Field, {
				label: "Id",
				value: id,
				longest: 40,
				onInput: setId
			}),
			a(RoleKeys, {
				roles,
				onChange: setRoles
			}),
			a("div", {
				class: "do",
				children: [a(Button, {
					kind: "go",
					text: "Add",
					why: missing,
					onTap: () => void add()
				}), a(Button, {
					text: "Back",
					onTap: props.onOver
				})]
			})
		]
	});
}
// src/more/settingsscreen.tsx
function SettingsScreen() {
	let reading = useReading("/settings"), found = reading.found;
	return a(MorePage, {
		id: "settings",
		title: "Settings",
		keys: a(Button, {
			class: "no-print",
			text: "Print",
			off: !found,
			onTap: () => window.print()
		}),
		children: [
			a("p", { children: "To be read. A setting is changed in the ward's file, reviewed as code is, and counts from the next start of the service on; chairside check-config says what is wrong with a file." }),
			a(Unread, { reading }),
			found && a($, { children: [
				a(Versions, { found }),
				a("p", {
					class: "hint",
					children: "local: no document says this number, and the ward answers for it. default: this ward's file says nothing, and the first values count."
				}),
				found.blocks.map((each) => a(Block, { block: each }, each.name))
			] })
		]
	});
}
function Block(props) {
	let { block } = props;
	return a("section", {
		class: "in-force",
		"aria-label": blockName(block.name),
		children: [
			a("h3", { children: [
				blockName(block.name),
				" ",
				a("small", { children: placeWords(block) })
			] }),
			a("table", { children: a("tbody", { children: block.settings.map((each, index) => a("tr", { children: [
				a("th", {
					scope: "row",
					children: words(each.name).replace(/^\[/, "no. [").replace(/[[\]]/g, " ").replace(/\./g, " ").trim()
				}),
				a("td", { children: each.unit ? `${each.value} ${each.unit}` : each.value }),
				a("td", {
					class: "at",
					children: `line ${each.line}`
				})
			] }, index)) }) }),
			a("p", {
				class: "hint",
				children: sourceWords(block)
			})
		]
	});
}
function blockName(name) {
	let [part = "", rest] = name.split("."), said = words(rest ?? part), of = part === "booking" ? " (book)" : "";
	return `${said[0]?.toUpperCase() ?? ""}${said.slice(1)}${of}`;
}
var placeWords = (block) => block.own ? `${block.file}, line ${block.line}` : `default (${block.file}, line ${block.line})`, sourceWords = (block) => block.local ? block.source || "local" : `Source: ${block.source}`;
function Versions(props) {
	let { found } = props;
	return a("section", {
		class: "in-force",
		"aria-label": "Versions",
		children: [a("h3", { children: ["Versions ", a("small", { children: `${view.value?.name ?? ""}, ${found.ward}` })] }), a("dl", { children: [
			a(Fact, {
				name: "Service",
				children: found.service || "not installed"
			}),
			found.protocols.map((each) => a(Fact, {
				name: each.id,
				children: [`${each.drug}, version ${each.version}. ${each.label}. ${each.status}${each.signed_by ? `: ${each.signed_by}` : ""}. `, a("span", {
					class: "hash",
					children: `sha256 ${each.sha256}`
				})]
			}, each.id)),
			a(Fact, {
				name: "Files",
				children: found.schemas.map((each) => `${each.file} ${each.revision}`).join(", ")
			})
		] })]
	});
}
// src/more/tabletsscreen.tsx
function TabletsScreen() {
	return hasAccounts() === !1 ? a(MorePage, {
		id: "all-tablets",
		title: "Tablets",
		children: a(NoAccounts, {})
	}) : a(Tablets, {});
}
function Tablets() {
	let reading = useReading("/tablets", "list_tablets"), [making, setMaking] = d(null), [told, setTold] = d(null), tell = async (path, body, what) => {
		setTold(null);
		let done = await tellWithPin(path, body, what);
		return setTold(done.told), reading.again(), done;
	}, may = nobody("offer_enrolment").length === 0;
	return a(MorePage, {
		id: "all-tablets",
		title: "Tablets",
		keys: reading.found && may && !making && a(Button, {
			text: "Enrol a tablet",
			onTap: () => setMaking({
				id: "",
				name: ""
			})
		}),
		children: [
			a(SlipShown, {}),
			a(Said, { act: told ?? void 0 }),
			a(Unread, { reading }),
			making && reading.found && a(NewCode, {
				of: making,
				tell,
				onOver: () => setMaking(null)
			}, making.id),
			reading.found && a("p", {
				class: "hint",
				children: "A pump is stopped from every tablet, also from one that was taken away."
			}),
			a("ul", {
				class: "rows",
				children: [(reading.found?.codes ?? []).map((each) => a("li", { children: a("article", {
					class: "row",
					"aria-label": `Code of ${each.name}`,
					children: a("p", { children: `A code for ${each.name} (${each.id}) is open until ${clock(each.until)}.` })
				}) }, `${each.id} ${each.until}`)), (reading.found?.tablets ?? []).map((each) => a("li", { children: a(One, {
					tablet: each,
					tell,
					onAnew: () => setMaking({
						id: each.id,
						name: each.name
					})
				}) }, each.id))]
			})
		]
	});
}
function One(props) {
	let { tablet: tablet$1, tell, onAnew } = props, here = tablet$1.id === tablet.value ? ", this tablet" : "", revoke = () => tell(`/tablets/${encodeURIComponent(tablet$1.id)}/revoke`, {}, `take ${tablet$1.name}${here} away from the ward`);
	return a("article", {
		class: "row",
		"aria-label": tablet$1.name,
		"data-off": tablet$1.revoked_at ? "true" : void 0,
		children: [a("div", { children: [
			a("h3", { children: [
				tablet$1.name,
				" ",
				a("small", { children: `${tablet$1.id}${here}` })
			] }),
			a("p", { children: hearWords(tablet$1) }),
			a("p", {
				class: "hint",
				children: tabletWords(tablet$1)
			})
		] }), a("div", {
			class: "do",
			children: [a(Button, {
				text: "Enrol anew",
				label: `Enrol anew: ${tablet$1.name}`,
				why: nobody("offer_enrolment"),
				onTap: onAnew
			}), !tablet$1.revoked_at && a(Button, {
				text: "Take away",
				label: `Take away: ${tablet$1.name}`,
				why: nobody("revoke_tablet"),
				onTap: () => void revoke()
			})]
		})]
	});
}
function hearWords(tablet) {
	if (tablet.revoked_at) return `Taken away ${dayAndClock(tablet.revoked_at)}: it sees nothing.`;
	let heard = tablet.heard ? "Can be heard." : "Cannot be heard.";
	return tablet.person ? `${heard} ${personName(tablet.person)} is signed in.` : `${heard} Nobody is signed in.`;
}
function tabletWords(tablet) {
	let by = tablet.enrolled_by === "terminal" ? "at the ward's machine" : tablet.enrolled_by ? `by ${personName(tablet.enrolled_by)}` : "";
	return [
		`Enrolled ${dayAndClock(tablet.enrolled_at)} ${by}`.trim() + ".",
		tablet.last_seen ? `Last seen ${dayAndClock(tablet.last_seen)}.` : "Not seen since the service began.",
		tablet.locked_until ? `LOCKED for signing in until ${clock(tablet.locked_until)}.` : ""
	].filter(Boolean).join(" ");
}
function NewCode(props) {
	let [name, setName] = d(props.of.name), [typedId, setId] = d(props.of.id || null), id = typedId ?? idOf(name), missing = [...name.trim() ? [] : ["Type the name."], ...ID.test(id) || !name.trim() ? [] : ["The id has small letters, digits and hyphens."]], make = async () => {
		let body = {
			id,
			name: name.trim(),
			address: location.origin
		}, done = await props.tell("/tablets", body, `make a code for ${body.name}`);
		if (!done.answer) return;
		let { code, link, qr, until } = done.answer;
		showSlip({
			title: `Code for ${body.name}`,
			secret: code,
			text: "On the new tablet open the link, or the ward's page and type the code.",
			link,
			qr,
			until
		}), props.onOver();
	};
	return a("section", {
		class: "newcomer",
		"aria-label": "Enrol a tablet",
		children: [
			a(Field, {
				label: "Name, as screens show it",
				value: name,
				longest: 80,
				onInput: setName
			}),
			a(Field, {
				label: "Id",
				value: id,
				longest: 40,
				onInput: setId
			}),
			a("p", {
				class: "hint",
				children: ofThisMachine() ? `This page is open at ${location.origin}, which is this machine alone: another tablet needs the ward's own address, and can type the code there.` : `The link will open ${location.origin}.`
			}),
			a("div", {
				class: "do",
				children: [a(Button, {
					kind: "go",
					text: "Make a code",
					why: missing,
					onTap: () => void make()
				}), a(Button, {
					text: "Back",
					onTap: props.onOver
				})]
			})
		]
	});
}
var ofThisMachine = () => [
	"localhost",
	"127.0.0.1",
	"[::1]"
].includes(location.hostname), THEMES = [
	{
		id: "auto",
		text: "By itself",
		more: "as the system, and night from 21:00"
	},
	{
		id: "light",
		text: "Light",
		more: "by day"
	},
	{
		id: "dark",
		text: "Dark",
		more: "a dim room"
	},
	{
		id: "night",
		text: "Night",
		more: "patients sleep"
	}
], AWAKE = {
	on: "The screen stays on.",
	off: "The screen may go dark. Start shift keeps it on.",
	refused: "The browser refused to keep the screen on. Set the tablet's own time-out.",
	"no-tls": "The screen cannot be kept on: this address has no TLS. Set the tablet's own time-out."
}, OFFLINE = {
	ready: "Installed: the page opens without the ward's server, and then says NO LINK.",
	"no-tls": "Not installed: this address has no TLS. A reload without the server shows the browser's own page.",
	unknown: "Not installed yet."
};
function TabletScreen() {
	let ward = view.value;
	return a(MorePage, {
		id: "tablet",
		title: "This tablet",
		keys: a(TabletChooser, {}),
		children: [
			a("h3", { children: "Light" }),
			a(Choice, {
				label: "Light",
				options: THEMES,
				value: theme.value,
				onPick: (id) => chooseTheme(id)
			}),
			a("h3", { children: "What it can do here" }),
			a("dl", { children: [
				a(Fact, {
					name: "Sound",
					children: heard$1.value ? "A person has heard it, and it is on." : "Nobody has heard it today: start the shift."
				}),
				a(Fact, {
					name: "Screen",
					children: AWAKE[awake.value]
				}),
				a(Fact, {
					name: "Page",
					children: OFFLINE[offline.value]
				}),
				a(Fact, {
					name: "Ward",
					children: ward ? `${ward.name}, ${ward.mode}, clock of ${ward.zone}` : "–"
				})
			] }),
			a("h3", { children: "What it does not do" }),
			a("ul", {
				class: "look",
				children: [
					a("li", { children: "Without the network it stops no pump and calls nobody: press STOP on the pump itself." }),
					a("li", { children: "It is not a primary alarm and not a medical device: the pump's own alarm must sound." }),
					a("li", { children: "It sends nothing later. NOT SENT: no answer came. Where the ward had only stood still, a STOP may still be obeyed; nothing that starts or raises is." }),
					a("li", { children: "It grades no reaction and gives no drug: a person does, and it writes down who and when." }),
					a("li", { children: "It stops no pump that takes no commands: there it says PRESS STOP on the pump." })
				]
			}),
			a("p", {
				class: "hint",
				children: ward?.disclaimer
			})
		]
	});
}
export { AuditScreen, BoardScreen, HandoverScreen, PeopleScreen, RecordsScreen, SettingsScreen, TabletScreen, TabletsScreen };
