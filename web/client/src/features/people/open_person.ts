/** Show who somebody is, beside the channel in the centre. */

import { centreId, channelPanePath, go, route } from "../../ui/router";

export function openPerson(personId: string): void {
  const here = route.value;
  const channelId = here.at === "channel" ? here.channelId : centreId.value;
  if (channelId) go(channelPanePath(channelId, { is: "person", id: personId }));
}
