import type { Me } from "../api/me";
import type { OfficeWords } from "../messages/languages";
import { isForOwnSessions } from "../screens/my-sessions/access";
import { words as mySessions } from "../screens/my-sessions/words";
import { isForAllSessions } from "../screens/sessions/access";
import { words as sessions } from "../screens/sessions/words";

/** A screen that the navigation names: its address, its name, and who sees it. */
export interface Screen {
  to: "/sessions" | "/my-sessions";
  title: OfficeWords<{ title: string }>;
  isFor: (me: Me) => boolean;
}

export const SCREENS: readonly Screen[] = [
  { to: "/sessions", title: sessions, isFor: isForAllSessions },
  { to: "/my-sessions", title: mySessions, isFor: isForOwnSessions },
];

/** Returns the screen that a person sees first, or undefined if none is for them. */
export function firstScreen(me: Me): Screen | undefined {
  return SCREENS.find((screen) => screen.isFor(me));
}
