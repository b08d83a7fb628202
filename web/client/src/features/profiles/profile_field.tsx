/** One field of my profile: what it says, and who sees it. */

import { useId } from "preact/hooks";
import { X } from "lucide";
import type { PersonView, ProfileFieldView, Visibility } from "../../protocol";
import { Button, IconButton } from "../../ui/button";
import { closeDialog, Dialog, openDialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { PeopleField } from "../people/people_field";
import { nameOfField, narrower, seenBy } from "./fields";
import { PersonLink } from "./profile_values";
import { WordsField } from "./words_field";
import { zones } from "./zones";

interface ProfileFieldProps {
  field: ProfileFieldView;
  values: readonly string[];
  visibility: Visibility;
  manager: PersonView | null;
  error: string | null;
  onValues: (values: string[]) => void;
  onVisibility: (visibility: Visibility) => void;
}

export function ProfileField(props: ProfileFieldProps) {
  const { field, error } = props;
  const id = useId();
  const hint = hintFor(field);
  return (
    <div class="field edit-profile__field">
      <div class="edit-profile__label">
        <label for={id} id={`${id}-label`}>{field.kind === "zone" ? t("time_zone_label") : nameOfField(field)}</label>
        <SeenBy {...props} />
      </div>
      <Control {...props} id={id} />
      {(error ?? hint) && (
        <p id={`${id}-note`} class={error ? "field__error" : "field__hint"}>{error ?? hint}</p>
      )}
    </div>
  );
}

function hintFor(field: ProfileFieldView): string | null {
  if (field.kind === "phones") return t("one_per_line");
  if (field.kind === "links") return t("one_per_line");
  return field.kind === "list" ? t("words_hint") : null;
}

/** As the administrator has it, or stricter. */
function SeenBy({ field, visibility, onVisibility }: ProfileFieldProps) {
  const choices = narrower(field.visibility);
  if (choices.length === 1) return <span class="edit-profile__seen">{seenBy(choices[0]!)}</span>;
  return (
    <select
      class="edit-profile__seen"
      aria-label={t("who_sees", { field: nameOfField(field) })}
      value={visibility}
      onChange={(event) => onVisibility(event.currentTarget.value as Visibility)}
    >
      {choices.map((choice) => (
        <option key={choice} value={choice}>{seenBy(choice)}</option>
      ))}
    </select>
  );
}

function Control({ field, values, manager, error, onValues, id }: ProfileFieldProps & { id: string }) {
  const shared = { id, "aria-invalid": error ? (true as const) : undefined, "aria-describedby": `${id}-note` };
  switch (field.kind) {
    case "email":
      return <input {...shared} type="email" value={store.me.value?.email ?? ""} readOnly />;
    case "person":
      return <ManagerField id={id} label={nameOfField(field)} chosen={chosenOf(values, manager)} onChoose={(person) => onValues(person ? [person.id] : [])} />;
    case "list":
      return <WordsField id={id} of={field.key} words={values} onWords={onValues} />;
    case "zone":
      return (
        <select {...shared} class="select" value={values[0] ?? ""} onChange={(event) => onValues([event.currentTarget.value])}>
          <option value="">{t("not_said")}</option>
          {zones(values[0]).map((zone) => (
            <option key={zone} value={zone}>{zone.replaceAll("_", " ")}</option>
          ))}
        </select>
      );
    case "text":
      return <Lines {...shared} rows={5} maxLength={4_000} text={values[0] ?? ""} onText={(text) => onValues([text])} />;
    case "phones":
    case "links":
      return <Lines {...shared} rows={2} maxLength={1_000} text={values.join("\n")} onText={(text) => onValues(text.split("\n"))} />;
    default:
      return <input {...shared} type="text" maxLength={250} value={values[0] ?? ""} onInput={(event) => onValues([event.currentTarget.value])} />;
  }
}

interface LinesProps {
  id: string;
  rows: number;
  maxLength: number;
  text: string;
  onText: (text: string) => void;
}

function Lines({ text, onText, ...rest }: LinesProps) {
  return <textarea {...rest} class="edit-profile__lines" value={text} onInput={(event) => onText(event.currentTarget.value)} />;
}

function chosenOf(values: readonly string[], manager: PersonView | null): PersonView | null {
  const id = values[0];
  return id ? (store.person(id) ?? (manager?.id === id ? manager : null)) : null;
}

function ManagerField({ id, label, chosen, onChoose }: { id: string; label: string; chosen: PersonView | null; onChoose: (person: PersonView | null) => void }) {
  const choose = () =>
    openDialog(() => (
      <Dialog title={label}>
        <PeopleField
          label={t("find_person")}
          chosen={[]}
          most={1}
          onChange={([person]) => {
            if (person) onChoose(person);
            closeDialog();
          }}
        />
      </Dialog>
    ));
  return (
    <div class="edit-profile__person">
      {chosen && <PersonLink person={chosen} />}
      <Button id={id} onClick={choose}>{t(chosen ? "change" : "choose_person")}</Button>
      {chosen && <IconButton icon={X} size={18} label={t("take_out", { name: chosen.name })} onClick={() => onChoose(null)} />}
    </div>
  );
}
