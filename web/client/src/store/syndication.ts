// Feeds, out and in: asked for where they are shown, and kept nowhere.

import type { AtomFeedView, SubscriptionView } from "../protocol";
import type { Core } from "./core";

export interface SyndicationActions {
  /** A private address of mine for a channel or a hashtag; one made before ends. */
  makeFeed(of: { channelId: string } | { hashtag: string }): Promise<AtomFeedView>;
  listSubscriptions(channelId: string): Promise<readonly SubscriptionView[]>;
  subscribe(channelId: string, url: string): Promise<SubscriptionView>;
  pauseSubscription(channelId: string, subscriptionId: string, paused: boolean): Promise<SubscriptionView>;
  removeSubscription(channelId: string, subscriptionId: string): Promise<void>;
}

export function syndicationActions({ ask }: Core): SyndicationActions {
  return {
    makeFeed: (of) =>
      "channelId" in of ? ask("syndication.of_channel", { channel_id: of.channelId }) : ask("syndication.of_hashtag", { hashtag: of.hashtag }),
    listSubscriptions: async (channel_id) => (await ask("syndication.list", { channel_id })).items,
    subscribe: (channel_id, url) => ask("syndication.subscribe", { channel_id, url }),
    pauseSubscription: (channel_id, subscription_id, paused) => ask("syndication.pause", { channel_id, subscription_id, paused }),
    removeSubscription: async (channel_id, subscription_id) => void (await ask("syndication.remove", { channel_id, subscription_id })),
  };
}
