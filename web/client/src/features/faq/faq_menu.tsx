/** All entries at once: out to a CSV file, in from one. */

import { Download, Upload } from "lucide";
import { attempt, sentenceFor } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog, openDialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { Menu, MenuItem } from "../../ui/popup";
import { store } from "../../ui/store";
import { say } from "../../ui/toast";

type Imported = Awaited<ReturnType<typeof store.actions.importEntries>>;

export function FaqMenu() {
  return (
    <Menu label={t("faq")}>
      <MenuItem icon={Upload} onChoose={chooseSheet}>{t("faq_import")}</MenuItem>
      <MenuItem icon={Download} onChoose={() => void attempt(saveSheet)}>{t("faq_export")}</MenuItem>
    </Menu>
  );
}

function chooseSheet(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".csv,text/csv";
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) void attempt(() => readSheet(file));
  };
  input.click();
}

async function readSheet(file: File): Promise<void> {
  const told = await store.actions.importEntries(await file.text());
  if (told.bad.length === 0) return say(t("faq_imported", { added: told.added, changed: told.changed }));
  openDialog(() => <BadRows told={told} />);
}

/** The rows that were left out, by their line. */
function BadRows({ told }: { told: Imported }) {
  return (
    <Dialog title={t("faq_left_out", { count: told.bad.length })} footer={<Button onClick={closeDialog}>{t("close")}</Button>}>
      <p>{t("faq_imported", { added: told.added, changed: told.changed })}</p>
      <ul class="faq-bad">
        {told.bad.map((bad) => (
          <li key={bad.line}>{t("faq_bad_line", { line: bad.line, field: bad.field || "–", detail: sentenceFor({ code: "invalid", ...bad }) })}</li>
        ))}
      </ul>
    </Dialog>
  );
}

async function saveSheet(): Promise<void> {
  const csv = await store.actions.exportEntries();
  const address = URL.createObjectURL(new Blob(["\ufeff", csv], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "faq.csv";
  link.click();
  URL.revokeObjectURL(address);
}
