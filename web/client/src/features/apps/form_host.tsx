/** Where forms of apps are shown: the uppermost of those that are stacked. Once, over the page. */

import { lazy } from "../../ui/lazy";
import { useBackCloses } from "../../ui/covers";
import { store } from "../../ui/store";

/** With all that stands in it, so that its first field can take the focus. */
const FormDialog = lazy(() =>
  import("./form_dialog").then(async (part) => {
    await part.fetchElements();
    return part.FormDialog;
  }),
);

export function FormHost() {
  const forms = store.forms.value;
  const top = forms.at(-1);
  useBackCloses(top !== undefined, goBack);
  return top ? <FormDialog key={top.id} form={top} below={forms.length - 1} /> : null;
}

function goBack(): void {
  const open = store.forms.peek();
  const top = open.at(-1);
  if (top) void store.actions.closeForm(top, open.length === 1);
}
