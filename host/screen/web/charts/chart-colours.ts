/** The stylesheet's colours, for canvases, which can't read custom properties themselves. */
export interface ChartColours {
  readonly text: string;
  readonly grid: string;
  readonly line: string;
  readonly target: string;
  readonly targetFill: string;
  readonly band: string;
  /** Around a mean line. */
  readonly spread: string;
  readonly warm: string;
  readonly surface: string;
}

export function chartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    text: colour('muted'),
    grid: colour('grid'),
    line: colour('angle'),
    target: colour('target'),
    targetFill: colour('target-fill'),
    band: colour('rep-fill'),
    spread: colour('spread-fill'),
    warm: colour('warm'),
    surface: colour('surface'),
  };
}

export const CHART_FONT = '13px Inter, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

export function onSchemeChange(listener: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
