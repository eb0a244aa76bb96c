import { Link, Outlet } from "@tanstack/react-router";
import { useMe } from "../api/me";
import { useWords } from "../messages/languages";
import { shared } from "../messages/words";
import { useSignIn } from "../signing-in/context";
import { SCREENS, type Screen } from "./screens";
import styles from "./shell.module.css";

/** What is around every page: the screens that this person may see, their name, and the way out. */
export function Shell() {
  const text = useWords(shared);
  const me = useMe();
  const signIn = useSignIn();
  const screens = SCREENS.filter((screen) => screen.isFor(me));
  return (
    <>
      <a className={styles.skip} href="#content">
        {text.toContent}
      </a>
      <header className={styles.header}>
        <div className={styles.bar}>
          <span className={styles.product}>{me.organisation ?? text.product}</span>
          <nav className={styles.screens} aria-label={text.menu}>
            {screens.map((screen) => (
              <ScreenLink key={screen.to} screen={screen} />
            ))}
          </nav>
          <span className={styles.person}>
            <span className="unseen">{text.signedInAs} </span>
            {me.name ?? me.roles.map((role) => text.roles[role] ?? role).join(", ")}
          </span>
          <button className={styles.out} type="button" onClick={() => void signIn.end()}>
            {text.signOut}
          </button>
        </div>
      </header>
      <main id="content" className={styles.content} tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}

function ScreenLink({ screen }: { screen: Screen }) {
  const { title } = useWords(screen.title);
  return <Link to={screen.to}>{title}</Link>;
}
