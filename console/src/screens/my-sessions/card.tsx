import { useMe } from "../../api/me";
import { useWords } from "../../messages/languages";
import { Badge } from "../../parts/badge";
import { ProblemNotice } from "../../parts/problem-notice";
import { stateOf, stateWords, TONES } from "../../parts/session-state";
import { When } from "../../parts/when";
import { mayAccept, mayDecline } from "./answers";
import styles from "./page.module.css";
import { type Answer, type OwnSession, useAnswer } from "./queries";
import type { Time } from "./times";
import { words } from "./words";

/** One session of the reader's own, with the invitations that they may answer. */
export function SessionCard({ session, when }: { session: OwnSession; when: Time }) {
  const text = useWords(words);
  const states = useWords(stateWords);
  const state = stateOf(session);
  const place = session.room ?? text.modes[session.mode];
  return (
    <li className={styles.card}>
      <div className={styles.head}>
        <h2>{session.name}</h2>
        {state !== when && <Badge tone={TONES[state]}>{states[state]}</Badge>}
      </div>
      <p>
        <When session={session} />
      </p>
      <dl className={styles.facts}>
        <Fact name={text.coach}>{session.part === "coach" ? text.youCoach : session.coach_name}</Fact>
        <Fact name={text.place}>{place}</Fact>
        {session.category !== null && <Fact name={text.category}>{session.category}</Fact>}
        {session.part === "coach" && <Fact name={text.learners}>{String(session.learner_count)}</Fact>}
      </dl>
      {session.learners.map((learner) => (
        <Invitation key={learner.person_id} session={session} learner={learner} />
      ))}
    </li>
  );
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Invitation({ session, learner }: { session: OwnSession; learner: OwnSession["learners"][number] }) {
  const text = useWords(words);
  const isReader = learner.person_id === useMe().person_id;
  const answer = useAnswer(session, learner.person_id);
  const now = new Date();
  const { acceptance, name } = learner;
  const control = (given: Answer, label: string, describe: (name: string, session: string) => string) => (
    <button
      type="button"
      {...(given === "accepted" && { "data-kind": "primary" })}
      aria-label={describe(name, session.name)}
      disabled={answer.isPending}
      onClick={() => answer.mutate(given)}
    >
      {label}
    </button>
  );
  return (
    <div className={styles.invitation} data-acceptance={acceptance}>
      <p aria-live="polite">{isReader ? text.you[acceptance] : text.other[acceptance](name)}</p>
      <div className={styles.answers}>
        {mayAccept(session, acceptance) && control("accepted", text.accept, text.acceptOf)}
        {mayDecline(session, acceptance, now) && control("declined", text.decline, text.declineOf)}
      </div>
      {answer.isError && <ProblemNotice error={answer.error} onRetry={() => answer.mutate(answer.variables)} />}
    </div>
  );
}
