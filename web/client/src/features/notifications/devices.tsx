/** My devices: when each last proved that a notification arrived, and a way to try. */

import { signal } from "@preact/signals";
import { Laptop, Smartphone, Trash2, TriangleAlert } from "lucide";
import type { DeviceView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button, IconButton } from "../../ui/button";
import { fullDate, shortDate } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { hereId } from "./device";
import { Section } from "./parts";

/** When a test was sent from here, by device: until its proof comes the line says so. */
const testedAt = signal<Readonly<Record<string, number>>>({});

export function Devices({ mail }: { mail: boolean }) {
  const devices = Object.values(store.devices.value).sort((a, b) => a.created_at - b.created_at);
  if (devices.length === 0) return null;
  return (
    <Section title={t("notify.devices")}>
      <ul class="device-list" role="list">
        {devices.map((device) => (
          <Device key={device.id} device={device} mail={mail} />
        ))}
      </ul>
    </Section>
  );
}

function Device({ device, mail }: { device: DeviceView; mail: boolean }) {
  const failing = Boolean(device.failing_since);
  const name = device.label || t("notify.nameless");
  const pocket = /Android|iPhone|iPad/.test(device.label);
  return (
    <li class={`device ${failing ? "device--failing" : ""}`}>
      <Icon of={failing ? TriangleAlert : pocket ? Smartphone : Laptop} size={20} />
      <div class="device__words">
        <p class="device__name">
          {name} {device.id === hereId.value && <span class="device__here">{t("notify.this_one")}</span>}
        </p>
        <p class="device__state" role="status">{stateOf(device)}</p>
        {failing && !device.gone && <p class="device__state">{t(mail ? "notify.failing_mail" : "notify.failing_hint")}</p>}
      </div>
      {!device.gone && (
        <Button onClick={() => void test(device.id)} aria-label={t("notify.test_name", { name })}>{t("notify.test")}</Button>
      )}
      <IconButton icon={Trash2} label={t("notify.remove_name", { name })} onClick={() => void attempt(() => store.actions.removeDevice(device.id))} />
    </li>
  );
}

function stateOf(device: DeviceView) {
  if (device.gone && device.failing_since) return t("notify.gone", { when: shortDate(device.failing_since) });
  const tested = testedAt.value[device.id];
  if (tested && (device.delivered_at ?? 0) < tested && !device.failing_since) return t("notify.testing");
  if (device.failing_since) return t("notify.failing", { when: shortDate(device.failing_since) });
  if (!device.delivered_at) return t("notify.unproven");
  return <span title={fullDate(device.delivered_at)}>{t("notify.arrived", { when: shortDate(device.delivered_at) })}</span>;
}

async function test(id: string): Promise<void> {
  const before = store.devices.peek()[id]?.delivered_at ?? 0;
  if (await attempt(() => store.actions.testDevice(id))) testedAt.value = { ...testedAt.peek(), [id]: before + 1 };
}
