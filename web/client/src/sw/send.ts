// What pages send to the server: forms, after which what is kept here may be another person's, or old.

import { plainPage, signedPage, wordsFor } from "./away";
import { changesPerson } from "./forms";
import { forgetPictures } from "./pictures";
import { worker } from "./scope";
import { forgetShare } from "./share";
import { forgetShell } from "./shell";

/** Hand a form to the server. Where no answer comes, nobody knows whether it arrived. */
export async function send({ request, clientId }: FetchEvent): Promise<Response> {
  const path = new URL(request.url).pathname;
  const byPerson = changesPerson(path);
  let answer: Response | null = null;
  try {
    answer = await fetch(request);
  } catch {
    // Said below, when what may be another person's is gone.
  }
  if (byPerson) await forgetPerson();
  else if (answer) await forgetShell().catch(() => undefined);
  if (answer) return answer;
  if (!byPerson) return stay(clientId, request.referrer);
  const { languages } = worker.navigator;
  return path === "/sign-out" ? signedPage(languages) : plainPage(languages);
}

/** Nothing of the person stays; storage that fails keeps no answer from them. */
export async function forgetPerson(): Promise<void> {
  await Promise.allSettled([forgetShell(), forgetPictures(), forgetShare()]);
}

/** The page stays as it is, with what was filled in, and is told why. Some browsers do not say which it is. */
async function stay(clientId: string, address: string): Promise<Response> {
  const away = wordsFor(worker.navigator.languages).said.page_away_form;
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const isSender = clientId ? ({ id }: Client) => id === clientId : ({ url }: Client) => !address || withoutHash(url) === address;
  for (const page of pages.filter(isSender)) page.postMessage({ away });
  return new Response(null, { status: 204 });
}

const withoutHash = (address: string) => address.split("#")[0]!;
