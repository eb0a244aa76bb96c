import { type ReactNode, useEffect, useRef } from "react";
import { useWords } from "../messages/languages";
import { shared } from "../messages/words";

let isFirst = true;

/** The title of a page, in the window too. After a change of page it takes the focus, so that it is read out. */
export function PageTitle({ children }: { children: string }): ReactNode {
  const { product } = useWords(shared);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} · ${product}`;
    if (!isFirst) {
      heading.current?.focus({ preventScroll: true });
    }
    isFirst = false;
  }, [children, product]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
