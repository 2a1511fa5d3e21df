import { useLocation } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";

/** Brings the current one of a row of links into view, where the row is wider than its place. */
export function useCurrentInView<E extends HTMLElement>(): RefObject<E | null> {
  const row = useRef<E>(null);
  const address = useLocation({ select: ({ href }) => href });
  useEffect(() => {
    const current = row.current?.querySelector<HTMLElement>('[aria-current="page"]');
    if (!row.current || !current) return;
    const { offsetLeft: from, offsetWidth: width } = current;
    const { scrollLeft, clientWidth } = row.current;
    if (from < scrollLeft || from + width > scrollLeft + clientWidth) {
      row.current.scrollLeft = from - (clientWidth - width) / 2;
    }
  }, [address]);
  return row;
}
