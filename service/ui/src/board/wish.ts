import type { OffersBody, SeriesOffersBody, VisitBody } from "../api.gen";
import { dayAfter } from "../words/visits";

/** What somebody on the phone wishes, and how the book is asked for it. Pure. */

export interface Wish {
  patient: string;
  what: string;
  infusion: number;
  dose: string;
  volume: string;
  place: string;
  visits: number;
  apart: number;
  first: string;
  within: string;
  /** Minutes after midnight. */
  around: number;
  limit: string;
}

export const FIRST_MIN = 7 * 60;
export const NO_WISH: Wish = {
  patient: "", what: "", infusion: 1, dose: "", volume: "", place: "", visits: 1, apart: 7, first: "", within: "2",
  around: 9 * 60, limit: "any",
};

export interface Kind {
  numbered: boolean;
  by_order: boolean;
}

/** The n-th visit of a course: the number of the infusion goes on. */
export function nthVisit(wish: Wish, kind: Kind | undefined, count: number): VisitBody {
  return {
    what: wish.what,
    place: wish.place as NonNullable<VisitBody["place"]>,
    ...(kind?.numbered ? { infusion_no: wish.infusion + count } : {}),
    ...(kind?.by_order && wish.dose.trim() ? { dose_mg: wish.dose.trim() } : {}),
    ...(kind?.by_order && wish.volume.trim() ? { volume_ml: wish.volume.trim() } : {}),
  };
}

/** 09:30. */
export const wallTime = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

function times(wish: Wish): { around: string; earliest?: string; latest?: string } {
  const around = wallTime(wish.around);
  if (wish.limit === "after") return { around, earliest: around };
  return wish.limit === "before" ? { around, latest: around } : { around };
}

type Wire<T> = Omit<T, "around" | "earliest" | "latest"> & ReturnType<typeof times>;

export function offersBody(wish: Wish, kind: Kind | undefined): Wire<OffersBody> {
  const days = Number(wish.within);
  const span = { first: wish.first, last: dayAfter(wish.first, days), due: wish.first };
  return { visit: nthVisit(wish, kind, 0), ...span, ...times(wish) };
}

export function seriesBody(wish: Wish, kind: Kind | undefined): Wire<SeriesOffersBody> {
  const visits = Array.from({ length: wish.visits }, (_, count) => ({
    visit: nthVisit(wish, kind, count),
    due: dayAfter(wish.first, count * wish.apart),
    late_days: Math.min(Number(wish.within), wish.apart - 1),
  }));
  return { visits, ...times(wish) };
}
