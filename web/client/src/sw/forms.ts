// The server's own pages, and what they send.

const OF_SERVER = ["settings", "admin", "sign-in", "sign-out", "reset", "invite", "welcome", "mail"];

const OF_PERSONS = ["sign-in", "sign-out", "reset", "invite"];

/** Whether the server makes what stands there, page by page. */
export function isServerPage(path: string): boolean {
  return OF_SERVER.includes(path.split("/")[1] ?? "");
}

/** Whether another person may be signed in after such a form, at its address or below. */
export function changesPerson(path: string): boolean {
  return OF_PERSONS.includes(path.split("/")[1] ?? "");
}
