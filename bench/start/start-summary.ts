import { median, spread, type Spread } from '../report/statistics.js';
import { PAIRS, type Application } from './application.table.js';
import type { Start, StartResults } from './measure-starts.js';
import type { StartFigures } from './start-once.js';

/** An application over all rounds. */
export interface StartSummary {
  application: string;
  figures: Record<keyof StartFigures, Spread>;
  /** its figures ÷ those of the hand-written one in the same round: below 1 it is the cheaper one */
  ratios?: Record<keyof StartFigures, Spread>;
}

/** What one more resource costs: from the smallest application to the largest, by medians. */
export interface ResourceCost extends StartFigures {
  server: 'own' | 'baseline';
}

const FIGURES = ['milliseconds', 'cpuMilliseconds', 'rssMiB'] as const;

export function summarizeStarts({ starts }: StartResults): StartSummary[] {
  const of = ({ name }: Application) => starts.filter(({ application }) => application === name);
  return PAIRS.flatMap(({ own, baseline }) => [
    {
      application: own.name,
      figures: spreads(of(own)),
      ratios: each((figure) => spread(ratios(figure, of(own), of(baseline)))),
    },
    { application: baseline.name, figures: spreads(of(baseline)) },
  ]);
}

export function resourceCosts({ starts }: StartResults): ResourceCost[] {
  const [small, large] = [PAIRS[0], PAIRS.at(-1)];
  if (small === undefined || large === undefined) return [];
  return (['own', 'baseline'] as const).map((server) => {
    const middle = ({ name }: Application, figure: keyof StartFigures) =>
      median(starts.filter((one) => one.application === name).map((one) => one[figure]));
    const more = large.resources - small.resources;
    const cost = (figure: keyof StartFigures) =>
      (middle(large[server], figure) - middle(small[server], figure)) / more;
    return { server, ...each(cost) };
  });
}

function spreads(starts: Start[]): Record<keyof StartFigures, Spread> {
  return each((figure) => spread(starts.map((start) => start[figure])));
}

/** Both lists hold the same rounds in the same order. */
function ratios(figure: keyof StartFigures, own: Start[], baseline: Start[]): number[] {
  return own.map((start, index) => start[figure] / (baseline[index]?.[figure] ?? NaN));
}

function each<T>(of: (figure: keyof StartFigures) => T): Record<keyof StartFigures, T> {
  return Object.fromEntries(FIGURES.map((figure) => [figure, of(figure)])) as Record<
    keyof StartFigures,
    T
  >;
}
