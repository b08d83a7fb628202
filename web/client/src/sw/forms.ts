// What the server's own pages send.

const OF_PERSONS = ["sign-in", "sign-out", "reset", "invite"];

/** Whether another person may be signed in after such a form, at its address or below. */
export function changesPerson(path: string): boolean {
  return OF_PERSONS.includes(path.split("/")[1] ?? "");
}
