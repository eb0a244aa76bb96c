import { useWindowVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

const OVERSCAN_ROWS = 8;
/** The next page is asked for when the last rows that are drawn come this close to the end. */
const AHEAD_ROWS = 12;

interface Options {
  count: number;
  estimatedRowPixels: number;
  hasMore: boolean;
  onMore: () => void;
}

export interface VirtualRows<Body extends HTMLElement> {
  body: RefObject<Body | null>;
  rows: VirtualItem[];
  /** Pixels of the rows that are not drawn, before and after those that are. */
  before: number;
  after: number;
  measure: (row: HTMLElement | null) => void;
}

/** Draws only the rows near the window, so that a list of any length scrolls well, and asks for more at its end. */
export function useVirtualRows<Body extends HTMLElement>(options: Options): VirtualRows<Body> {
  const { count, estimatedRowPixels, hasMore, onMore } = options;
  const body = useRef<Body>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measured = body.current === null ? 0 : body.current.getBoundingClientRect().top + window.scrollY;
    setTop((known) => (Math.abs(known - measured) < 1 ? known : measured));
  });
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => estimatedRowPixels,
    overscan: OVERSCAN_ROWS,
    scrollMargin: top,
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1);
  const isNearEnd = last !== undefined && last.index >= count - AHEAD_ROWS;
  useEffect(() => {
    if (isNearEnd && hasMore) {
      onMore();
    }
  }, [isNearEnd, hasMore, onMore]);
  return {
    body,
    rows,
    before: (rows[0]?.start ?? top) - top,
    after: last === undefined ? 0 : virtualizer.getTotalSize() - (last.end - top),
    measure: virtualizer.measureElement,
  };
}
