import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { type ChartColours, chartColours, onSchemeChange } from './chart-colours.ts';

export type ChartOptions = Omit<uPlot.Options, 'width' | 'height'>;

interface ChartProps {
  /** Built anew whenever the colour scheme changes. */
  readonly options: (colours: ChartColours) => ChartOptions;
  readonly data: uPlot.AlignedData;
  readonly heightPx: number;
  /** Hands the plot out, for charts that are redrawn outside of Preact. */
  readonly onPlot?: (plot: uPlot) => void;
}

/** A uPlot canvas as wide as its box. It is a picture: the caller puts a text that says the same beside it. */
export function Chart({ options, data, heightPx, onPlot }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  // options and onPlot are new on every render: data alone says when to draw anew.
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const size = () => ({ width: element.clientWidth, height: heightPx });
    const create = (): uPlot => {
      const created = new uPlot({ ...size(), ...options(chartColours()) }, data, element);
      onPlot?.(created);
      return created;
    };
    let plot = create();
    const resize = new ResizeObserver(() => plot.setSize(size()));
    resize.observe(element);
    const forget = onSchemeChange(() => {
      plot.destroy();
      plot = create();
    });
    return () => {
      forget();
      resize.disconnect();
      plot.destroy();
    };
  }, [data, heightPx]);
  return <div ref={box} class="chart" style={{ height: `${heightPx}px` }} aria-hidden="true" />;
}
