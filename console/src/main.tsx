import "./style/tokens.css";
import "./style/elements.css";
import { createRoot } from "react-dom/client";
import { createApi } from "./api/client";
import { createQueryClient } from "./api/query-client";
import { Console } from "./console";
import { shared } from "./messages/words";
import { Notice } from "./parts/notice";
import { createConsoleRouter } from "./router";
import { readSettings } from "./settings";
import { createSignIn } from "./signing-in/sign-in";

const place = document.getElementById("console");
if (place === null) {
  throw new Error("index.html has no element with the id console");
}
const root = createRoot(place);
try {
  const signIn = createSignIn(await readSettings());
  const api = createApi(signIn.accessToken);
  const queries = createQueryClient();
  const router = createConsoleRouter({ api, queries, signIn });
  signIn.onChange(() => window.location.assign("/"));
  root.render(<Console api={api} queries={queries} router={router} signIn={signIn} />);
} catch {
  root.render(<Notice {...shared.en.noAnswer} tone="bad" />);
}
