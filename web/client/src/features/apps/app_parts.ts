/** What of an app's home page is fetched when it is first seen. */

import { lazy } from "../../ui/lazy";

export const AppTabBar = lazy(() => import("./app_tab_bar").then((part) => part.AppTabBar));

/** With all that stands in it. */
export const AppHome = lazy(() =>
  import("./app_home").then(async (part) => {
    await part.fetchElements();
    return part.AppHome;
  }),
);
