/** Leave: a form with the page's own token, as the server's pages send it. */

export function signOut(): void {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "";
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/sign-out";
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "csrf";
  field.value = token;
  form.append(field);
  document.body.append(form);
  form.submit();
}
