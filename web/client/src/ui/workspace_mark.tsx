/** The workspace's logo, or a cell of the comb. */

import { logoAddress } from "./brand";
import { store } from "./store";
import "./workspace_mark.css";

export function WorkspaceMark() {
  const logo = store.workspace.value?.logo_file_id;
  if (!logo) return <span class="workspace-mark workspace-mark--own" aria-hidden="true" />;
  return <img class="workspace-mark" src={logoAddress(logo, 96)} width={28} height={28} alt="" />;
}
