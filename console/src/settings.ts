/** What the gateway says about this installation at /console.json. */
export interface Settings {
  /** The address of the OpenID provider, absolute or on this origin. */
  authority: string;
  client_id: string;
  /** The claim of the ID token that names the person. */
  person_claim: string;
}

/** Reads the settings. Throws if the gateway does not answer. */
export async function readSettings(): Promise<Settings> {
  const answer = await fetch("/console.json");
  if (!answer.ok) {
    throw new Error(`/console.json: ${answer.status}`);
  }
  return (await answer.json()) as Settings;
}
